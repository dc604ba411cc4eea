# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Access lists as they judge a TCP connection to the switch: the first entry that fits decides, none means deny.

An entry of a standard list names a source; one of an extended list a protocol, a source and a destination, both
perhaps with ports. An entry that cannot be read fits nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from .tree import Node

#: What an extended entry can begin with: what a TCP connection is, and what it is not.
FITTING = ("ip", "ipv6", "tcp", "6")
PROTOCOLS = (*FITTING, "udp", "icmp", "icmpv6", "gre", "ospf", "pim", "igmp", "vrrp", "esp", "ahp", "sctp", "vlan")
#: Names of ports of TCP.
PORTS = {"ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "http": 80, "www": 80, "bgp": 179, "https": 443}


@dataclass(frozen=True)
class Arrival:
    """A connection that arrives: addresses as texts; ``port`` as the configuration numbers it (443 for https)."""

    source: str
    source_port: int
    destination: str
    port: int


def access_list(root: Node, family: str, name: str) -> Node | None:
    """The section of ``ip access-list [standard] NAME`` (``family`` ip or ipv6); None where there is none."""
    return root.get(family, "access-list", name) or root.get(family, "access-list", "standard", name)


def permits(root: Node, family: str, name: str, arrival: Arrival) -> bool:
    """Whether an access list permits a connection; a list that does not exist permits all."""
    section = access_list(root, family, name)
    if section is None:
        return True
    for _number, action, rule in entries(section):
        if action != "remark" and _fits(rule.split(), arrival):
            return action == "permit"
    return False


def entries(section: Node) -> Iterator[tuple[int, str, str]]:
    """The entries of a list in their order: number, action, the rest."""
    for node in section.ordered():
        if node.key[-1].isdigit():
            number, action, rule = node.line.split(" ", 2)
            yield int(number), action, rule


def _fits(words: list[str], arrival: Arrival) -> bool:
    """Whether the text after ``permit`` or ``deny`` describes a connection."""
    try:
        if words[0] not in PROTOCOLS and not words[0].isdigit():
            return _address_fits(words, arrival.source)
        protocol = words.pop(0)
        ends = [
            (_address_fits(words, address), _port_fits(words, port))
            for address, port in ((arrival.source, arrival.source_port), (arrival.destination, arrival.port))
        ]
    except (ValueError, IndexError):
        return False
    return protocol in FITTING and all(map(all, ends)) and "established" not in words


def _address_fits(words: list[str], address: str) -> bool:
    """Take an address off the words and compare: ``any``, ``host A``, ``A/24``, ``A 0.0.0.255``, ``A``."""
    word = words.pop(0)
    if word == "any":
        return True
    if word == "host":
        word = words.pop(0)
    elif "/" not in word and words and words[0].count(".") == 3:
        mask = int(ipaddress.IPv4Address(words.pop(0))) ^ 0xFFFFFFFF
        word = f"{word}/{ipaddress.IPv4Address(mask)}"
    return ipaddress.ip_address(address) in ipaddress.ip_network(word, strict=False)


def _port_fits(words: list[str], port: int) -> bool:
    """Take the ports off the words, if there are any, and compare."""
    operator = words[0] if words else ""
    if operator not in ("eq", "neq", "gt", "lt", "range"):
        return True
    del words[0]
    numbers = []
    while words and (words[0].isdigit() or words[0] in PORTS):
        word = words.pop(0)
        numbers.append(PORTS.get(word) or int(word))
    if operator == "range":
        return numbers[0] <= port <= numbers[1]
    if operator in ("gt", "lt"):
        return port > numbers[0] if operator == "gt" else port < numbers[0]
    return (port in numbers) is (operator == "eq")
