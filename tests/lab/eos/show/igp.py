# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Who speaks an interior routing protocol on which cable: OSPF and IS-IS neighbors follow from both configurations.

Two switches are neighbors where two routed interfaces share a network, and both run the protocol on it: OSPF in the
same area, IS-IS in a common level. A passive interface has no neighbors.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from ..ciphers import revealed
from ..clear import digest_owner, isis_owner, ospf_owner
from ..switch import Switch
from ..tree import Node
from . import segments
from .lines import has, setting, starting
from .ports import Port, ports

_LEVELS = {"level-1": frozenset({1}), "level-2": frozenset({2}), "level-1-2": frozenset({1, 2})}


@dataclass(frozen=True)
class Process:
    """A routing process: its number or name, the VRF that it serves, its section."""

    name: str
    vrf: str
    node: Node

    @property
    def shutdown(self) -> bool:
        """Whether it is off."""
        return has(self.node, "shutdown")


def processes(switch: Switch, protocol: str) -> list[Process]:
    """``router ospf 1 [vrf X]`` and ``router isis NAME``, in the order of the configuration."""
    found = []
    for node in switch.running.root.under("router", protocol):
        words = node.line.split()
        vrf = words[4] if len(words) > 4 else setting(node, "vrf", "default")
        found.append(Process(words[2], vrf, node))
    return found


def router_id(switch: Switch, process: Process) -> str:
    """The configured one, else the highest address of a loopback, else of any interface of the VRF."""
    configured = setting(process.node, "router-id ipv4") or setting(process.node, "router-id")
    if configured:
        return configured
    addresses = [
        (port.kind == "Loopback", port.ipv4[0].ip)
        for port in ports(switch).values()
        if port.ipv4 and port.config.vrf == process.vrf
    ]
    return str(max(addresses)[1]) if addresses else "0.0.0.0"


def ospf_area(process: Process, port: Port) -> str | None:
    """The area of an interface in a process; None where the process does not run on it."""
    if port.config.vrf != process.vrf or not port.ipv4:
        return None
    own = setting(port.node, "ip ospf area")
    if own:
        return own
    for node in starting(process.node, "network"):
        words = node.line.split()
        if port.ipv4[0].ip in ipaddress.IPv4Interface(words[1]).network:
            return words[3]
    return None


def ospf_interfaces(switch: Switch, process: Process) -> Iterator[tuple[Port, str]]:
    """The interfaces that a process runs on, with their areas; those that are up alone."""
    if process.shutdown:
        return
    for port in ports(switch).values():
        area = ospf_area(process, port)
        if area is not None and port.status == "connected":
            yield port, area


def passive(process: Process, port: Port) -> bool:
    """Whether an interface of OSPF sends no hellos."""
    if port.kind == "Loopback" or has(process.node, f"passive-interface {port.name}"):
        return True
    return has(process.node, "passive-interface default") and not has(process.node, f"no passive-interface {port.name}")


def authentication(port: Port) -> bytes | tuple[int, bytes]:
    """What authenticates an interface's packets of OSPF: b"" for nothing, a key, or the last key with its number."""
    if has(port.node, "ip ospf authentication"):
        kind, _space, coded = setting(port.node, "ip ospf authentication-key").partition(" ")
        return revealed(kind, coded, ospf_owner(port.name))
    if not has(port.node, "ip ospf authentication message-digest"):
        return b""
    keys = [node.line.split()[3:] for node in starting(port.node, "ip ospf message-digest-key")]
    found = [
        (int(number), revealed(kind, coded, digest_owner(port.name, algorithm, number)))
        for number, algorithm, kind, coded in keys
    ]
    return max(found, default=b"")


def ospf_neighbors(switch: Switch, process: Process) -> Iterator[tuple[Port, Port, Switch, Process, str]]:
    """(own interface, the neighbor's, the neighbor, its process, area) of each adjacency."""
    for port, area in ospf_interfaces(switch, process):
        if passive(process, port):
            continue
        for neighbor, far in segments.neighbors(switch, port):
            if not any(far_address in port.ipv4[0].network for far_address in far.ipv4):
                continue
            if authentication(port) != authentication(far):
                continue
            for other in processes(neighbor, "ospf"):
                if ospf_area(other, far) == area and not passive(other, far) and not other.shutdown:
                    yield port, far, neighbor, other, area


def isis_interfaces(switch: Switch, process: Process) -> Iterator[Port]:
    """The interfaces that an IS-IS process runs on; those that are up alone."""
    if process.shutdown:
        return
    for port in ports(switch).values():
        if has(port.node, f"isis enable {process.name}") and port.status == "connected":
            yield port


def isis_passive(port: Port) -> bool:
    """Whether an interface of IS-IS sends no hellos."""
    return port.kind == "Loopback" or has(port.node, "isis passive") or has(port.node, "isis passive-interface")


def isis_authentication(port: Port) -> bytes:
    """The key of an interface's hellos, b"" where they are not authenticated."""
    words = setting(port.node, "isis authentication key").split()
    if not words or not setting(port.node, "isis authentication mode"):
        return b""
    return revealed(words[0], words[1], isis_owner(port.node.line))


def isis_neighbors(switch: Switch, process: Process) -> Iterator[tuple[Port, Port, Switch, Process]]:
    """(own interface, the neighbor's, the neighbor, its process) of each adjacency."""
    for port in isis_interfaces(switch, process):
        if isis_passive(port):
            continue
        for neighbor, far in segments.neighbors(switch, port):
            if isis_authentication(port) != isis_authentication(far):
                continue
            for other in processes(neighbor, "isis"):
                runs = has(far.node, f"isis enable {other.name}") and not other.shutdown
                if runs and not isis_passive(far) and shared_levels(process, port, other, far):
                    yield port, far, neighbor, other


def levels(process: Process, port: Port | None = None) -> frozenset[int]:
    """The levels that a process runs, on an interface of it where one is given."""
    found = _LEVELS[is_type(process)]
    return found if port is None else found & _LEVELS[setting(port.node, "isis circuit-type", "level-1-2")]


def shared_levels(process: Process, port: Port, other: Process, far: Port) -> frozenset[int]:
    """The levels of an adjacency; the first one needs the same area at both ends."""
    found = levels(process, port) & levels(other, far)
    return found if area_of(process) == area_of(other) else found - {1}


def area_of(process: Process) -> str:
    """The area of the network entity title: ``49.0001`` of ``49.0001.0168.0000.0111.00``."""
    return ".".join(setting(process.node, "net").split(".")[:-4])


def system_id(process: Process) -> str:
    """The system id of the network entity title: ``0168.0000.0111`` of ``49.0001.0168.0000.0111.00``."""
    words = setting(process.node, "net").split(".")
    return ".".join(words[-4:-1]) if len(words) > 4 else ""


def is_type(process: Process) -> str:
    """``level-1``, ``level-2`` or ``level-1-2``."""
    return setting(process.node, "is-type", "level-1-2")
