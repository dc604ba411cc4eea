# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show ip ospf``, its neighbors and interfaces; ``show ospfv3`` and ``show ipv6 ospf`` without a process."""

from __future__ import annotations

import time
from collections.abc import Iterator

from ..names import short_name
from ..registry import Context, Model, Text, show, show_text
from .igp import Process, ospf_interfaces, ospf_neighbors, passive, processes, router_id
from .lines import has, setting, table
from .vrf import wanted

_VRF = "[vrf <vrf:name>]"


def _instances(ctx: Context) -> Iterator[tuple[str, Process]]:
    """The processes that a command speaks of: of one VRF where it names one, else of all."""
    names = wanted(ctx) if "vrf" in ctx.args else sorted(ctx.switch.view.vrfs)
    for process in processes(ctx.switch, "ospf"):
        if process.vrf in names and ctx.args.get("process") in (None, int(process.name)):
            yield process.vrf, process


def _by_vrf(ctx: Context, entry: dict[str, Model]) -> Model:
    vrfs: dict[str, Model] = {}
    for vrf, process in _instances(ctx):
        vrfs.setdefault(vrf, {"instList": {}})["instList"][process.name] = entry[process.name]
    return {"vrfs": vrfs}


@show(f"show ip ospf [<process:1-65535>] {_VRF}")
def show_ip_ospf(ctx: Context) -> Model:
    """The processes: router id, areas, limits of link state advertisements; times in milliseconds."""
    return _by_vrf(ctx, {process.name: _process(ctx, process) for _vrf, process in _instances(ctx)})


def _process(ctx: Context, process: Process) -> Model:
    found = list(ospf_interfaces(ctx.switch, process))
    limit = setting(process.node, "max-lsa", "12000").split()
    areas = {area: sum(each == area for _port, each in found) for _port, area in found}
    return {
        "instanceId": int(process.name),
        "routerId": router_id(ctx.switch, process),
        "vrf": process.vrf,
        "adminDisable": process.shutdown,
        "maxLsaInformation": {"maxLsa": int(limit[0]), "maxLsaThreshold": 75},
        "lsaInformation": {
            "lsaArrivalInterval": 1000,
            "lsaStartInterval": 1000,
            "lsaHoldInterval": 5000,
            "lsaMaxWaitInterval": 5000,
            "numLsa": 1 + len(list(ospf_neighbors(ctx.switch, process))),
        },
        "spfInformation": {"spfStartInterval": 0, "spfHoldInterval": 5000, "spfMaxWaitInterval": 5000},
        "numAreas": len(areas),
        "areaList": {area: {"areaId": area, "numIntf": count, "numLsa": 1} for area, count in areas.items()},
        "maximumPaths": int(setting(process.node, "maximum-paths", "128")),
        "gracefulRestart": has(process.node, "graceful-restart"),
    }


@show_ip_ospf.text
def _text(_ctx: Context, model: Model) -> str:
    return "".join(
        f"OSPF instance {number} with ID {entry['routerId']} VRF {vrf}\n"
        f"Maximum LSA allowed {entry['maxLsaInformation']['maxLsa']}\n"
        f"  Threshold for warning message {entry['maxLsaInformation']['maxLsaThreshold']}%\n"
        f"Number of LSA {entry['lsaInformation']['numLsa']}.\n"
        f"Number of areas in this router is {entry['numAreas']}.\n"
        + "".join(
            f"  Area {area}\n    Number of interface in this area is {each['numIntf']}\n"
            for area, each in entry["areaList"].items()
        )
        + "\n"
        for vrf, instances in model["vrfs"].items()
        for number, entry in instances["instList"].items()
    )


@show(f"show ip ospf neighbor {_VRF}", f"show ip ospf neighbor summary {_VRF}")
def show_ip_ospf_neighbor(ctx: Context) -> Model:
    """The adjacencies of each process."""
    return _by_vrf(
        ctx, {process.name: {"ospfNeighborEntries": _neighbors(ctx, process)} for _vrf, process in _instances(ctx)}
    )


def _neighbors(ctx: Context, process: Process) -> list[Model]:
    entries = []
    for port, far, switch, other, area in ospf_neighbors(ctx.switch, process):
        point_to_point = setting(port.node, "ip ospf network") == "point-to-point"
        entries.append(
            {
                "routerId": router_id(switch, other),
                "priority": 0 if point_to_point else 1,
                "drState": "DR" if not point_to_point else "none",
                "interfaceName": port.name,
                "interfaceAddress": str(far.ipv4[0].ip),
                "adjacencyState": "full",
                "inactivity": time.time() + 35,
                "options": {"multitopologyCapability": False, "externalRoutingCapability": True},
                "details": {
                    "areaId": area,
                    "designatedRouter": "0.0.0.0" if point_to_point else str(far.ipv4[0].ip),
                    "backupDesignatedRouter": "0.0.0.0" if point_to_point else str(port.ipv4[0].ip),
                    "numberOfStateChanges": 6,
                    "stateTime": max(ctx.switch.boot_time, switch.boot_time) + 60,
                    "bfdState": "adminDown",
                    "retransmissionCount": 0,
                    "inactivityDefers": 0,
                    "grHelperStatus": "Not Helping",
                },
            }
        )
    return entries


@show_ip_ospf_neighbor.text
def _neighbor_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [
        ("Neighbor ID", "Instance", "VRF", "Pri", "State", "Dead Time", "Address", "Interface")
    ]
    for vrf, instances in model["vrfs"].items():
        for number, instance in instances["instList"].items():
            for entry in instance["ospfNeighborEntries"]:
                role = "" if entry["drState"] == "none" else f"/{entry['drState']}"
                left = max(0, int(entry["inactivity"] - time.time()))
                rows.append(
                    (
                        entry["routerId"],
                        number,
                        vrf,
                        entry["priority"],
                        f"FULL{role}",
                        f"00:00:{left:02}",
                        entry["interfaceAddress"],
                        entry["interfaceName"],
                    )
                )
    return table((15, 8, 8, 3, 22, 11, 15, 20), rows)


@show(f"show ip ospf interface {_VRF}", f"show ip ospf interface <form:brief|detail> {_VRF}")
def show_ip_ospf_interface(ctx: Context) -> Model:
    """The interfaces that each process runs on."""
    entries = {}
    for _vrf, process in _instances(ctx):
        adjacent = [port.name for port, *_rest in ospf_neighbors(ctx.switch, process)]
        entries[process.name] = {
            "interfaces": {
                port.name: {
                    "area": area,
                    "interfaceAddress": str(port.ipv4[0].ip),
                    "interfaceMask": port.ipv4[0].network.prefixlen,
                    "interfaceType": "broadcast",
                    "state": "backupDr" if port.name in adjacent else "loopback" if port.kind == "Loopback" else "dr",
                    "cost": int(setting(port.node, "ip ospf cost", "10")),
                    "numberOfNeighbors": adjacent.count(port.name),
                    "passive": passive(process, port),
                    "helloInterval": 10,
                    "deadInterval": 40,
                }
                for port, area in ospf_interfaces(ctx.switch, process)
            }
        }
    return _by_vrf(ctx, entries)


@show_ip_ospf_interface.text
def _interface_text(ctx: Context, model: Model) -> str:
    if ctx.args.get("form") == "brief":
        return _interface_brief(model)
    text = ""
    for vrf, instances in model["vrfs"].items():
        for number, instance in instances["instList"].items():
            for name, entry in instance["interfaces"].items():
                node = ctx.switch.interfaces[name].node
                method = setting(node, "ip ospf authentication", "none")
                text += (
                    f"{name} is up\n"
                    f"  Interface Address {entry['interfaceAddress']}/{entry['interfaceMask']}, instance {number}, "
                    f"VRF {vrf}, Area {entry['area']}\n"
                    f"  Network Type Broadcast, Cost: {entry['cost']}\n"
                    f"  Transmit Delay is 1 sec, State {entry['state'].upper()}, Priority 1\n"
                    "  Timer intervals configured, Hello 10, Dead 40, Retransmit 5\n"
                    f"  Neighbor Count is {entry['numberOfNeighbors']}\n"
                    + ("  No Hellos (Passive interface)\n" if entry["passive"] else "")
                    + f"  {'No authentication' if method == 'none' else f'{method.title()} authentication enabled'}\n"
                )
    return text


def _interface_brief(model: Model) -> str:
    rows: list[tuple[object, ...]] = [("Interface", "Instance", "VRF", "Area", "IP Address", "Cost", "State", "Nbrs")]
    for vrf, instances in model["vrfs"].items():
        for number, instance in instances["instList"].items():
            for name, entry in instance["interfaces"].items():
                address = f"{entry['interfaceAddress']}/{entry['interfaceMask']}"
                state = {"backupDr": "Backup DR", "loopback": "Loopback"}.get(entry["state"], "DR")
                row = (short_name(name), number, vrf, entry["area"], address, entry["cost"], state)
                rows.append((*row, entry["numberOfNeighbors"]))
    lines = table((12, 8, 10, 15, 18, 5, 10, 4), rows).splitlines()
    return "".join(f"   {line}\n" for line in lines)


@show_text(f"show ip ospf summary {_VRF}")
def show_ospf_summary(ctx: Context) -> Text:
    """The processes with their areas, and how many neighbors and advertisements there are."""
    text = ""
    for vrf, process in _instances(ctx):
        found, near = list(ospf_interfaces(ctx.switch, process)), list(ospf_neighbors(ctx.switch, process))
        limit = setting(process.node, "max-lsa", "12000").split()[0]
        text += (
            f"OSPF instance {process.name} with ID {router_id(ctx.switch, process)}, VRF {vrf}, \n"
            f"Time since last SPF: {int(ctx.switch.uptime())} s\nMax LSAs: {limit}, Total LSAs: {1 + len(near)}\n"
            "Type-5 Ext LSAs: 0\n"
            "ID               Type   Intf   Nbrs (full) RTR LSA NW LSA  SUM LSA ASBR LSA TYPE-7 LSA\n"
        )
        adjacent = [port.name for port, *_rest in near]
        for area in dict.fromkeys(area for _port, area in found):
            inside = [port.name for port, each in found if each == area]
            full = sum(name in inside for name in adjacent)
            text += (
                f"{area:<16} normal {len(inside):<6} {full:<4} ({full:<4}) {1 + full:<7} {full:<7} {0:<7} {0:<8} 0\n"
            )
        text += "\n"
    return text


@show("show ip ospf segment-routing")
def show_ospf_segment_routing(_ctx: Context) -> Model:
    """Segment routing over OSPF is not configured in the lab."""
    return {"vrfs": {}}


@show(f"show ospfv3 {_VRF}", f"show ipv6 ospf {_VRF}")
def show_ospfv3(_ctx: Context) -> Model:
    """OSPFv3 has no processes in the lab."""
    return {"vrfs": {}}


@show_ospfv3.text
@show_ospf_segment_routing.text
def _none(_ctx: Context, _model: Model) -> str:
    return ""
