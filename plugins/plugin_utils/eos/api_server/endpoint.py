# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoint in use, and the endpoint after a change of the API service."""

from __future__ import annotations

import ipaddress
import os
import socket
import typing as t
from collections.abc import Mapping
from dataclasses import dataclass

from ...common.errors import InputError
from ...eapi.options import DEFAULT_PORTS, is_loopback
from ..ask import SwitchClient
from ..changes.lockout import vrf_of
from ..config.configuration import Config
from .kinds import ApiServer
from .settings import DEFAULT_VRF, SERVERS, ApiService

#: Those that name files of the controller.
FILES: t.Final = ("ca_path", "client_cert", "client_key")


@dataclass(frozen=True)
class EndpointInUse:
    """The endpoint that the controller uses, and the server of the switch behind it.

    :ivar place: its options, as for EapiClient.move.
    :ivar server: the server's name in ApiService, or None for a way beside the API (ssh).
    :ivar vrf: the VRF of the interface that has the address, or None where that cannot be told.
    :ivar url: the endpoint, for people.
    """

    place: dict[str, t.Any]
    server: str | None
    vrf: str | None
    url: str


def endpoint_in_use(place: dict[str, t.Any], present: ApiService, config: Config) -> EndpointInUse:
    """How the controller comes in.

    :param place: the client's endpoint.
    :param config: the running configuration.
    """
    server = _server(place, present)
    vrf = None
    if server in ("https", "http"):
        vrf = next((vrf for address in _addresses(place["host"]) if (vrf := vrf_of(config, address))), None)
    return EndpointInUse(place, server, vrf, url(place))


def url(place: Mapping[str, t.Any]) -> str:
    """https://HOST:PORT, or what is to be said instead of it."""
    if place["transport"] == "unix":
        return "the unix socket"
    host = f"[{place['host']}]" if ":" in place["host"] else place["host"]
    return f"{place['transport']}://{host}:{port_of(place)}"


def port_of(place: Mapping[str, t.Any]) -> int | None:
    """The TCP port, or the transport's default."""
    port: int | None = place["port"] or DEFAULT_PORTS.get(place["transport"])
    return port


def _server(place: dict[str, t.Any], present: ApiService) -> str | None:
    transport = place["transport"]
    if transport == "http":
        local = is_loopback(place["host"]) and port_of(place) == present.local_http.port
        return "local_http" if local and present.local_http.enabled else "http"
    return {"https": "https", "unix": "unix_socket"}.get(transport)


def _addresses(host: str) -> list[str]:
    """The addresses of a name, or the address itself."""
    try:
        return [ipaddress.ip_address(host).compressed]
    except ValueError:
        pass
    try:
        return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except OSError:
        return []


# --- After the change ------------------------------------------------------------------------------------------------


def after(way: EndpointInUse, given: dict[str, t.Any], present: ApiService, wanted: ApiService) -> dict[str, t.Any]:
    """The endpoint after the change, as the options that differ.

    :param given: what the user says of it.
    :raises InputError: if the change takes the endpoint away and nothing says where to go on.
    """
    if way.server is None and "transport" not in given:
        return given
    if given.get("transport", way.place["transport"]) != way.place["transport"]:
        return _elsewhere(given, wanted)
    server = t.cast(str, way.server)
    place = dict(given)
    if not is_on(wanted, server):
        place = _replaced(way, given, wanted)
    elif server != "unix_socket" and "port" not in given:
        place.update(_moved(way, getattr(present, server), getattr(wanted, server)))
    if "host" not in given:
        _check_vrf(way, present, wanted)
    return place


def is_on(service: ApiService, server: str) -> bool:
    """True if a server is wanted and the service is on."""
    return service.enabled and service.has_server(server)


def _elsewhere(given: dict[str, t.Any], wanted: ApiService) -> dict[str, t.Any]:
    """Another transport, as the user says. Its port is that of the configuration."""
    transport = given["transport"]
    server = {"https": "https", "http": "http", "unix": "unix_socket"}.get(transport)
    if server is None:
        return {"port": None, **given}
    if transport == "http" and not wanted.http.enabled and is_loopback(given.get("host", "")):
        server = "local_http"
    if not is_on(wanted, server):
        raise InputError(
            f"endpoint.transport is {transport}, and the change leaves that off on the switch.",
            hint="Turn it on in the same task, or go on over another transport.",
        )
    return {"port": getattr(getattr(wanted, server), "port", None), **given}


def _replaced(way: EndpointInUse, given: dict[str, t.Any], wanted: ApiService) -> dict[str, t.Any]:
    """The server in use goes: HTTPS may stand in for HTTP, which nothing else can be said of."""
    if way.server == "http" and wanted.enabled and wanted.https.enabled:
        return {"transport": "https", "port": wanted.https.port, **given}
    what = f"the {SERVERS[t.cast(str, way.server)]}" if wanted.enabled else "the API as a whole"
    raise _refusal(way, what, "Set endpoint.transport to the way in which to go on (and what else differs there)")


def _moved(way: EndpointInUse, present: ApiServer, wanted: ApiServer) -> dict[str, t.Any]:
    """The port, where it changes."""
    if present.port == wanted.port:
        return {}
    if port_of(way.place) != present.port:
        raise _refusal(
            way,
            f"the port {present.port}, to which {port_of(way.place)} seems to be forwarded,",
            "Set endpoint.port to the one that leads to the new port",
        )
    return {"port": wanted.port}


def _check_vrf(way: EndpointInUse, present: ApiService, wanted: ApiService) -> None:
    """Refuse to leave the VRF in use, unless it was not understood how it serves."""
    if way.vrf is None or way.vrf not in present.serving or way.vrf in wanted.serving:
        return
    why = "" if way.vrf != DEFAULT_VRF else f", since {_enabled(wanted)} and {DEFAULT_VRF} is not listed,"
    raise _refusal(
        way,
        f"the API in the VRF {way.vrf}{why}",
        f"List {way.vrf} in vrfs as well, or set endpoint.host to an address in {' or '.join(wanted.serving)}",
    )


def _enabled(wanted: ApiService) -> str:
    names = [name for name in wanted.serving if name != DEFAULT_VRF]
    return f"the VRF {names[0]} is enabled" if len(names) == 1 else f"the VRFs {', '.join(names)} are enabled"


def check_place(client: SwitchClient, place: Mapping[str, t.Any], check: bool = False) -> list[str]:
    """Find out before the change, and without a connection, whether the client can go there.

    :param check: predict only; files that are missing may be those that tasks before this one would make.
    :returns: warnings of such files.
    :raises InputError: for a place that cannot be.
    """
    missing = [name for name in FILES if check and place.get(name) and not os.path.exists(place[name])]
    if place and not missing:
        here = client.endpoint_options()
        try:
            client.move(**place)
        except InputError as error:
            error.reason = f"endpoint: {error.reason}"
            raise
        client.move(**here)
    return [f"endpoint.{name} names {place[name]}, which does not exist. A run needs it." for name in missing]


def _refusal(way: EndpointInUse, what: str, hint: str) -> InputError:
    return InputError(
        f"the change would remove the endpoint in use, {way.url}: {what} would be gone. Nothing was applied.",
        hint=f"{hint}.",
    )


# --- The default VRF -------------------------------------------------------------------------------------------------


def predicted(present: ApiService, wanted: ApiService) -> list[str]:
    """Sentences about effects beyond the change's lines: the API leaves the default VRF with the first other one,
    and is back there with the last one (specification, "Configuring multiple VRFs")."""
    if not (present.enabled and wanted.enabled):
        return []
    was, will = DEFAULT_VRF in present.serving, DEFAULT_VRF in wanted.serving
    listed = [DEFAULT_VRF in service.vrfs and service.vrfs[DEFAULT_VRF].enabled for service in (present, wanted)]
    if was and not will and not listed[0]:
        return [f"the API leaves the VRF {DEFAULT_VRF}, because {_enabled(wanted)} and {DEFAULT_VRF} is not listed"]
    if will and not was and not listed[1]:
        return [f"the API is in the VRF {DEFAULT_VRF} again, because no other VRF is enabled"]
    return []
