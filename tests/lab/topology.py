# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The shape of a lab: names, addresses, cables, and the configurations that follow from them."""

from __future__ import annotations

import random
import re
import zlib
from dataclasses import replace

from .eos.switch import Link, Switch, SwitchSpec

#: Accounts of every switch: name → (privilege, role, password). The passwords are for the lab alone.
ADMIN, OPERATOR, ONE_TIME = "admin", "operator", "otp"
PASSWORDS = {ADMIN: "admin-lab", OPERATOR: "operator-lab"}
ROLES = {ADMIN: (15, "network-admin"), OPERATOR: (1, "network-operator")}
SPINES = 2
PER_NETWORK = 250
#: Addresses of a switch beside its own.
SPARE = 3
#: Names of which each has a number of its own.
_NUMBERED = re.compile(r"(?:spine|leaf)(\d{1,4})")


def default_specs(count: int, **options: object) -> list[SwitchSpec]:
    """The switches of a leaf-spine network: spine1, spine2, leaf1, leaf2 …; one or two switches have one leaf."""
    if not 1 <= count <= 1000:
        raise ValueError(f"a lab has 1 to 1000 switches, not {count}")
    spines = 0 if count == 1 else min(SPINES, count - 1 if count < 4 else SPINES)
    spines = 1 if count in (2, 3) else spines
    leaves = count - spines
    specs = [SwitchSpec(name=f"spine{number}", ports=max(4, leaves)) for number in range(1, spines + 1)]
    specs += [SwitchSpec(name=f"leaf{number}") for number in range(1, leaves + 1)]
    return [replace(spec, **options) for spec in specs]  # type: ignore[arg-type]


def random_addresses(switches: int) -> list[tuple[str, ...]]:
    """For each switch an address and its spare ones, of a random part of the loopback network, never 127.0.0.x."""
    count = switches * (1 + SPARE)
    second, third = random.randint(1, 254), random.randint(0, 255 - (count - 1) // PER_NETWORK)
    found = [f"127.{second}.{third + at // PER_NETWORK}.{at % PER_NETWORK + 1}" for at in range(count)]
    return [(found[at], *found[switches + SPARE * at :][:SPARE]) for at in range(switches)]


def connect(switches: list[Switch]) -> None:
    """Lay the cables: every leaf to every spine; without spines, each switch to the next."""
    spines = [switch for switch in switches if switch.name.startswith("spine")]
    leaves = [switch for switch in switches if switch not in spines]
    if spines:
        pairs = [
            (leaf, at, spine, number) for number, leaf in enumerate(leaves, 1) for at, spine in enumerate(spines, 1)
        ]
    else:
        pairs = [(leaves[at], 2, leaves[at + 1], 1) for at in range(len(leaves) - 1)]
    for first, port, second, other in pairs:
        if port <= first.spec.ports and other <= second.spec.ports:
            first.links[f"Ethernet{port}"] = Link(f"Ethernet{port}", second, f"Ethernet{other}")
            second.links[f"Ethernet{other}"] = Link(f"Ethernet{other}", first, f"Ethernet{port}")


def configuration(switch: Switch, number: int, switches: list[Switch]) -> str:
    """The configuration that a switch starts with; ``number`` is its place in the lab, from 0."""
    spec = switch.spec
    spine = spec.name.startswith("spine")
    lines = ["no aaa root"]
    for name, (privilege, role) in ROLES.items():
        lines.append(f"username {name} privilege {privilege} role {role} secret 0 {PASSWORDS[name]}")
    if spec.enable_password is not None:
        lines.append(f"enable secret 0 {spec.enable_password}")
    lines += [
        "transceiver qsfp default-mode 4x10G",
        "service routing protocols model multi-agent",
        f"hostname {spec.name}",
        "ip name-server vrf default 192.0.2.53",
        "dns domain lab.example",
        "ntp server 192.0.2.123 prefer",
        "snmp-server location Lab, row 1",
        "spanning-tree mode mstp",
        "aaa authorization exec default local",
    ]
    if not spine:
        lines += ["vlan 10", "   name users", "vlan 20", "   name voice", "vlan 30"]
    lines += _interfaces(switch, number, spine)
    lines += ["ip routing", "ip route 192.0.2.0/24 Null0"]
    lines += _bgp(switch, number, switches)
    lines += _api(spec)
    return "\n".join([*lines, *spec.config.splitlines()]) + "\n"


def _link_address(switch: Switch, link: Link) -> str:
    """The two ends of a cable share a /31, numbered by the port of the end with the greater name."""
    ends = sorted([(switch.name, link.port), (link.neighbor.name, link.neighbor_port)])
    upper = switch if switch.name == ends[1][0] else link.neighbor
    port = int(ends[1][1].removeprefix("Ethernet"))
    number = (_number(upper.name) * 1024 + port) * 2
    last = number + (switch.name == ends[0][0])
    return f"10.{100 + (last >> 16)}.{last >> 8 & 255}.{last & 255}"


def _number(name: str) -> int:
    """The number of a leaf or spine; of a switch of another name, a number that others hardly have."""
    match = _NUMBERED.fullmatch(name)
    return int(match[1]) if match else 2000 + zlib.crc32(name.encode()) % 2000


def _interfaces(switch: Switch, number: int, spine: bool) -> list[str]:
    lines = []
    for name, link in switch.links.items():
        lines += [
            f"interface {name}",
            f"   description to {link.neighbor.name} {link.neighbor_port}",
            "   mtu 9214",
            "   no switchport",
            f"   ip address {_link_address(switch, link)}/31",
        ]
    if not spine:
        free = [name for name in switch.physical_ports() if name not in switch.links]
        if len(free) > 1:
            lines += [f"interface {free[0]}", "   description server 1", "   switchport access vlan 10"]
            lines += [f"interface {free[1]}", "   switchport mode trunk", "   switchport trunk allowed vlan 10,20"]
        lines += ["interface Vlan10", f"   ip address 172.16.{number % 250}.1/24"]
    lines += ["interface Loopback0", "   description router id", f"   ip address {_router_id(number)}/32"]
    kind, length = ("ipv6", 128) if ":" in switch.address else ("ip", 8)
    return [*lines, "interface Management1", f"   {kind} address {switch.address}/{length}"]


def _router_id(number: int) -> str:
    return f"10.255.{number // 250}.{number % 250 + 1}"


def _asn(switch: Switch, number: int) -> int:
    return 65000 if switch.name.startswith("spine") else 4200000000 + number


def _bgp(switch: Switch, number: int, switches: list[Switch]) -> list[str]:
    if not switch.links:
        return []
    places = {id(other): at for at, other in enumerate(switches)}
    lines = [f"router bgp {_asn(switch, number)}", f"   router-id {_router_id(number)}", "   maximum-paths 4 ecmp 4"]
    for link in switch.links.values():
        back = link.neighbor.links[link.neighbor_port]
        peer = _link_address(link.neighbor, back)
        lines += [
            f"   neighbor {peer} remote-as {_asn(link.neighbor, places[id(link.neighbor)])}",
            f"   neighbor {peer} description {link.neighbor.name}",
        ]
    return [*lines, f"   network {_router_id(number)}/32"]


def _api(spec: SwitchSpec) -> list[str]:
    if not spec.api:
        return []
    lines = ["management api http-commands"]
    for wanted, line in ((spec.http, "http"), (spec.local_http, "http localhost"), (spec.unix_socket, "unix-socket")):
        if wanted:
            lines.append(f"   protocol {line}")
    return [*lines, "   no shutdown"]
