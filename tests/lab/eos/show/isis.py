# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show isis …``: processes, interfaces, neighbors, segment routing."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..registry import Context, Model, show
from .igp import Process, is_type, isis_interfaces, isis_neighbors, isis_passive, processes, router_id, system_id
from .lines import has, setting, starting, table
from .ports import Port
from .vrf import wanted

_VRF = "[vrf <vrf:name>]"


def _by_vrf(ctx: Context, entry: Callable[[Process], Model]) -> Model:
    names = wanted(ctx)
    vrfs: dict[str, Model] = {name: {"isisInstances": {}} for name in names}
    for process in processes(ctx.switch, "isis"):
        if process.vrf in names:
            vrfs[process.vrf]["isisInstances"][process.name] = entry(process)
    return {"vrfs": {name: vrf for name, vrf in vrfs.items() if vrf["isisInstances"] or name == "default"}}


def _levels(process: Process) -> list[str]:
    return {"level-1": ["1"], "level-2": ["2"]}.get(is_type(process), ["1", "2"])


@show(f"show isis neighbors {_VRF}", f"show isis neighbors detail {_VRF}")
def show_isis_neighbors(ctx: Context) -> Model:
    """The adjacencies by system id."""

    def entry(process: Process) -> Model:
        neighbors: dict[str, Model] = {}
        for port, far, switch, other in isis_neighbors(ctx.switch, process):
            neighbors.setdefault(system_id(other), {"adjacencies": []})["adjacencies"].append(
                {
                    "hostname": switch.hostname,
                    "circuitId": f"{int(''.join(filter(str.isdigit, far.name)) or 0):02X}",
                    "interfaceName": port.name,
                    "state": "up",
                    "level": is_type(process),
                    "snpa": "P2P",
                    "lastHelloTime": int(time.time()) - 3,
                    "routerIdV4": router_id(switch, other),
                }
            )
        return {"neighbors": neighbors}

    return _by_vrf(ctx, entry)


@show_isis_neighbors.text
def _neighbors_text(_ctx: Context, model: Model) -> str:
    head = ("Instance", "VRF", "System Id", "Type", "Interface", "SNPA", "State", "Hold time", "Circuit Id")
    rows: list[tuple[object, ...]] = [head]
    for vrf, instances in model["vrfs"].items():
        for name, instance in instances["isisInstances"].items():
            for neighbor in instance["neighbors"].values():
                for each in neighbor["adjacencies"]:
                    kind = {"level-1": "L1", "level-2": "L2"}.get(each["level"], "L1L2")
                    rows.append(
                        (
                            name,
                            vrf,
                            each["hostname"],
                            kind,
                            each["interfaceName"],
                            each["snpa"],
                            "UP",
                            27,
                            each["circuitId"],
                        )
                    )
    return table((9, 8, 16, 4, 18, 17, 5, 11, 10), rows)


@show(f"show isis interface [(brief | detail)] {_VRF}")
def show_isis_interface(ctx: Context) -> Model:
    """The interfaces of each process."""

    def entry(process: Process) -> Model:
        adjacent = [port.name for port, *_rest in isis_neighbors(ctx.switch, process)]
        found = isis_interfaces(ctx.switch, process)
        return {"interfaces": {port.name: _interface(process, port, adjacent) for port in found}}

    return _by_vrf(ctx, entry)


def _interface(process: Process, port: Port, adjacent: list[str]) -> Model:
    kind = "loopback" if port.kind == "Loopback" else "broadcast"
    if setting(port.node, "isis network") == "point-to-point":
        kind = "point-to-point"
    metric = int(setting(port.node, "isis metric", "10").split()[0])
    level = {
        "ipv4Metric": metric,
        "numAdjacencies": adjacent.count(port.name),
        "linkId": "84",
        "sharedSecretProfile": "",
        "isisAdjacencies": [],
        "passive": isis_passive(port),
        "v4Protection": "disabled",
        "v6Protection": "disabled",
    }
    return {
        "enabled": True,
        "index": 132,
        "snpa": "P2P" if kind == "point-to-point" else "0:0:0:0:0:0",
        "mtu": port.config.mtu - 3,
        "interfaceAddressFamily": "ipv4",
        "interfaceType": kind,
        "bfdIpv4Enabled": has(port.node, "isis bfd"),
        "bfdIpv6Enabled": False,
        "helloPadding": True,
        "intfLevels": {number: dict(level) for number in _levels(process)},
        "interfaceSpeed": 1000,
        "areaProxyBoundary": False,
    }


@show_isis_interface.text
def _interface_text(_ctx: Context, model: Model) -> str:
    text = ""
    for vrf, instances in model["vrfs"].items():
        for name, instance in instances["isisInstances"].items():
            text += f"IS-IS Instance: {name} VRF: {vrf}\n\n"
            for interface, entry in instance["interfaces"].items():
                text += f"  Interface {interface}:\n    Type: {entry['interfaceType']}\n    MTU: {entry['mtu']}\n"
                for number, level in entry["intfLevels"].items():
                    text += (
                        f"    Level {number}:\n      Metric: {level['ipv4Metric']}"
                        f"{' (Passive Interface)' if level['passive'] else ''}\n"
                        f"      Number of adjacencies: {level['numAdjacencies']}\n"
                    )
    return text


@show(f"show isis summary {_VRF}")
def show_isis_summary(ctx: Context) -> Model:
    """Each process: its ids, type, and whether it is on."""

    def entry(process: Process) -> Model:
        return {
            "enabled": not process.shutdown,
            "systemId": system_id(process),
            "hostname": ctx.switch.hostname,
            "routerIdV4": router_id(ctx.switch, process),
            "isType": is_type(process),
            "gracefulRestart": "enabled" if has(process.node, "graceful-restart") else "disabled",
            "areaAddresses": [".".join(setting(process.node, "net").split(".")[:-4])],
        }

    return _by_vrf(ctx, entry)


@show(f"show isis graceful-restart {_VRF}")
def show_isis_graceful_restart(ctx: Context) -> Model:
    """Whether each process restarts gracefully, and helps others to."""

    def entry(process: Process) -> Model:
        return {
            "gracefulRestart": "enabled" if has(process.node, "graceful-restart") else "disabled",
            "gracefulRestartHelper": "disabled" if has(process.node, "no graceful-restart-helper") else "enabled",
        }

    return _by_vrf(ctx, entry)


def _segment_routing(ctx: Context, more: Callable[[Process], Model]) -> Model:
    """The processes with ``segment-routing mpls``."""

    def entry(process: Process) -> Model:
        return {
            "dataPlane": "MPLS",
            "routerId": router_id(ctx.switch, process),
            "systemId": system_id(process),
            "hostname": ctx.switch.hostname,
            **more(process),
        }

    model = _by_vrf(ctx, entry)
    on = {each.name for each in processes(ctx.switch, "isis") if starting(each.node, "segment-routing mpls")}
    for vrf in model["vrfs"].values():
        vrf["isisInstances"] = {name: each for name, each in vrf["isisInstances"].items() if name in on}
    return model


@show(f"show isis segment-routing {_VRF}")
def show_isis_segment_routing(ctx: Context) -> Model:
    """The processes with segment routing."""
    return _segment_routing(ctx, lambda _process: {"protectedNodes": [], "configMode": ""})


@show(f"show isis segment-routing adjacency-segments {_VRF}")
def show_isis_adjacency_segments(ctx: Context) -> Model:
    """The labels of adjacencies."""

    def segments(process: Process) -> Model:
        found = [
            {
                "ipAddress": str(far.ipv4[0].ip) if far.ipv4 else "",
                "localIntf": port.name,
                "sid": 116384 + number,
                "lan": False,
                "sidOrigin": "dynamic",
                "protection": "unprotected",
                "flags": {"b": False, "v": True, "l": True, "f": False, "s": False},
                "level": int(_levels(process)[-1]),
            }
            for number, (port, far, _switch, _other) in enumerate(isis_neighbors(ctx.switch, process))
        ]
        return {
            "adjSidAllocationMode": "SrOnly",
            "adjSidPoolBase": 116384,
            "adjSidPoolSize": 16384,
            "adjacencySegments": found,
            "receivedGlobalAdjacencySegments": [],
            "misconfiguredAdjacencySegments": [],
        }

    return _segment_routing(ctx, segments)


@show("show isis segment-routing tunnel")
def show_isis_tunnels(_ctx: Context) -> Model:
    """Tunnels are not simulated: there are none."""
    return {"entries": {}}
