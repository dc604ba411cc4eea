# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The API service as its configuration makes it: where it is to answer, with which certificate, and to whom."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .acl import Arrival, permits
from .show.ports import ports
from .ssl import SslProfile, profiles

if TYPE_CHECKING:
    from .switch import Switch

#: Ports that need no privilege, in place of the default ones.
LAB_PORTS = {443: 8443, 80: 8000}
#: What the test of the web server's configuration says of a certificate that is not for servers.
NO_SERVER_CERTIFICATE = "SSL Certificate does not have extended key attrs set correctly"


def lab_port(number: int) -> int:
    """The port that is opened for a configured one."""
    return LAB_PORTS.get(number, number)


@dataclass(frozen=True)
class Place:
    """An address of an interface that is up, in a VRF that is to serve the API."""

    vrf: str
    interface: str
    address: str


def places(switch: Switch) -> list[Place]:
    """Every address at which the API is to answer, in the order of the interfaces."""
    return [
        Place(port.config.vrf, port.name, str(address.ip))
        for port in ports(switch).values()
        if port.config.vrf in switch.view.api.vrfs and port.status == "connected"
        for address in port.addresses
    ]


def is_local(address: str) -> bool:
    """Whether this machine has an address: 127.0.0.0/8 and ::1."""
    return ipaddress.ip_address(address).is_loopback


def reachable_places(switch: Switch) -> list[Place]:
    """Those whose addresses this machine has, each address once."""
    found: dict[str, Place] = {}
    for place in places(switch):
        if is_local(place.address):
            found.setdefault(place.address, place)
    return list(found.values())


def served_vrfs(switch: Switch) -> tuple[str, ...]:
    """The VRFs that are to serve the API and exist."""
    return tuple(name for name in switch.view.api.vrfs if name in switch.view.vrfs)


def profile(switch: Switch) -> SslProfile | None:
    """The SSL profile that HTTPS is to use, None for none; one that is not configured is invalid."""
    name = switch.view.api.ssl_profile
    if not name:
        return None
    return profiles(switch).get(name) or SslProfile(name, "invalid")


def admits(switch: Switch, vrf: str, arrival: Arrival) -> bool:
    """Whether the access group of a VRF permits a connection."""
    family = "ipv6" if ":" in arrival.source else "ip"
    name = switch.view.api.access_group(vrf, family)
    return not name or permits(switch.running.root, family, name, arrival)


def guarded_vrfs(switch: Switch, family: str) -> dict[str, tuple[list[str], list[str]]]:
    """The access lists of the API by name: the VRFs that they are configured in, and those of them that are served."""
    api, found = switch.view.api, dict[str, tuple[list[str], list[str]]]()
    served = served_vrfs(switch) if api.enabled else ()
    for vrf in api.vrf_settings:
        name = api.access_group(vrf.name, family)
        if name:
            configured, active = found.setdefault(name, ([], []))
            configured.append(vrf.name)
            active += [vrf.name] if vrf.name in served else []
    return found
