# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configurations of any size, such as a data centre's leaf switch with customers has them.

All sections grow with the size: there are more of them, and the access lists and the BGP section get longer too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

#: Lines of a configuration, the section's header first; `!` lines between sections are not counted anywhere here.
Block = list[str]

#: Parts of each kind of section in all lines; access lists take what is left.
SHARES = {"vlans": 0.10, "ports": 0.25, "gateways": 0.10, "prefix_lists": 0.06, "route_maps": 0.09, "neighbors": 0.15}
#: The first VLAN, the ports of a line card, the first line card: none that the lab's switches have already.
FIRST_VLAN, PORTS, FIRST_CARD = 100, 48, 3
#: The autonomous system of a switch that has none yet.
ASN = 65000
#: One line of this many is another one in the edited configuration.
EDITED = 100
_LISTS = ("EDGE-IN", "EDGE-OUT")
#: The header of a long section, which is the same on all switches.
SECTION = f"ip access-list {_LISTS[0]}"


def candidate(lines: int, asn: int) -> str:
    """A configuration of exactly so many lines, in the form of `show running-config`.

    :param lines: 100 or more.
    :param asn: the switch's autonomous system, the number of its BGP section.
    """
    blocks = {kind: _filled(kind, int(lines * share)) for kind, share in SHARES.items()}
    bgp = [f"router bgp {asn}", *(line for block in blocks.pop("neighbors") for line in block)]
    left = lines - len(bgp) - sum(len(block) for kind in blocks.values() for block in kind)
    ordered = [
        *(block for kind in ("vlans", "ports", "gateways") for block in blocks[kind]),
        *_access_lists(left),
        *(block for kind in ("prefix_lists", "route_maps") for block in blocks[kind]),
        bgp,
    ]
    return "".join("\n".join([*block, "!", ""]) for block in ordered)


def edited(text: str) -> str:
    """The configuration with one of a hundred lines changed: descriptions of ports and neighbors."""
    lines = text.splitlines()
    places = [at for at, line in enumerate(lines) if " description " in line]
    wanted = max(1, size(text) // EDITED)
    for at in places[:: max(1, len(places) // wanted)][:wanted]:
        lines[at] += " moved"
    return "\n".join([*lines, ""])


def section(text: str) -> str:
    """The lines of `SECTION`, without their indentation and their header."""
    below = text.partition(f"{SECTION}\n")[2].partition("!\n")[0]
    return "".join(f"{line.strip()}\n" for line in below.splitlines())


def size(text: str) -> int:
    """How many lines there are, those with `!` not counted."""
    return sum(1 for line in text.splitlines() if line.strip() != "!")


def _filled(kind: str, lines: int) -> list[Block]:
    """As many sections of a kind as fit into so many lines."""
    make = _MAKERS[kind]
    return [make(number) for number in range(lines // len(make(0)))]


def _vlan(number: int) -> Block:
    return [f"vlan {FIRST_VLAN + number}", f"   name CUSTOMER-{number:04d}"]


def _port(number: int) -> Block:
    vlan = FIRST_VLAN + number // 4
    name = f"interface Ethernet{FIRST_CARD + number // PORTS}/{number % PORTS + 1}"
    if number % 4:
        return [
            name,
            f"   description customer {number // 4:04d} server {number % 4}",
            f"   switchport access vlan {vlan}",
            "   spanning-tree portfast",
            "   spanning-tree bpduguard enable",
        ]
    return [
        name,
        f"   description customer {number // 4:04d} uplink",
        f"   switchport trunk native vlan {vlan}",
        f"   switchport trunk allowed vlan {vlan}-{vlan + 3}",
        "   switchport mode trunk",
    ]


def _gateway(number: int) -> Block:
    return [
        f"interface Vlan{FIRST_VLAN + number}",
        f"   description gateway of customer {number:04d}",
        f"   ip address 10.{32 + number // 256}.{number % 256}.1/24",
        f"   ip access-group {_LISTS[0]} in",
    ]


def _access_lists(lines: int) -> Iterable[Block]:
    """Two long ones."""
    for at, name in enumerate(_LISTS):
        entries = lines * (at + 1) // 2 - lines * at // 2 - 1
        yield [f"ip access-list {name}", *(f"   {_rule(number)}" for number in range(entries))]


def _rule(number: int) -> str:
    network = f"10.{32 + number // 256 % 64}.{number % 256}.0/24"
    if number % 10 == 0:
        return f"{number * 10 + 10} remark customer {number // 10:04d}"
    protocol = "udp" if number % 3 == 0 else "tcp"
    return f"{number * 10 + 10} permit {protocol} {network} any eq {1024 + number * 7 % 60000}"


def _prefix_list(number: int) -> Block:
    return [
        f"ip prefix-list PL-{number:04d}",
        f"   seq 10 permit 10.{32 + number // 256}.{number % 256}.0/24",
        f"   seq 20 permit 172.{16 + number // 256}.{number % 256}.0/24 le 28",
    ]


def _route_map(number: int) -> Block:
    return [
        f"route-map RM-{number:04d} permit 10",
        f"   match ip address prefix-list PL-{number:04d}",
        f"   set community 65000:{number + 1}",
    ]


def _neighbor(number: int) -> Block:
    peer = f"   neighbor 10.{128 + number // 256}.{number % 256}.2"
    return [
        f"{peer} remote-as {64512 + number % 1000}",
        f"{peer} description customer {number:04d}",
        f"{peer} maximum-routes 1000",
        f"{peer} route-map RM-{number % 40:04d} in",
    ]


_MAKERS: dict[str, Callable[[int], Block]] = {
    "vlans": _vlan,
    "ports": _port,
    "gateways": _gateway,
    "prefix_lists": _prefix_list,
    "route_maps": _route_map,
    "neighbors": _neighbor,
}
