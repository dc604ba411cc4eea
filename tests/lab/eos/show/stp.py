# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show spanning-tree``: each switch is the root of its own tree, and every port that is up forwards.

What is configured (mode, priorities, VLANs without spanning tree) shows; loops are not simulated.
"""

from __future__ import annotations

from ..names import parse_ranges
from ..registry import Context, Model, show
from .lines import has, setting, starting, table
from .ports import Port, ports


def mode(ctx: Context) -> str:
    """``mstp``, ``rstp``, ``rapidPvst`` or ``none``."""
    configured = setting(ctx.switch.running.root, "spanning-tree mode", "mstp")
    return {"rapid-pvst": "rapidPvst"}.get(configured, configured)


def without(ctx: Context) -> set[int]:
    """The VLANs without a tree."""
    found = [node.line.split()[-1] for node in starting(ctx.switch.running.root, "no spanning-tree vlan-id")]
    return {number for text in found for number in parse_ranges(text, 1, 4094)}


def _priority(ctx: Context, vlan: int) -> int:
    root = ctx.switch.running.root
    own = [
        node.line.split()[-1]
        for node in starting(root, "spanning-tree vlan-id")
        if " priority " in node.line and vlan in parse_ranges(node.line.split()[2], 1, 4094)
    ]
    common = setting(root, "spanning-tree mst 0 priority") or setting(root, "spanning-tree priority")
    return int((own[0] if own and mode(ctx) == "rapidPvst" else common) or 32768)


def _vlans(ctx: Context) -> list[int]:
    return [] if mode(ctx) == "none" else [vlan for vlan in ctx.switch.view.vlans if vlan not in without(ctx)]


def _instances(ctx: Context) -> dict[str, list[int]]:
    """The trees by name, with their VLANs: one for each VLAN in rapid-pvst, else one of all."""
    vlans = _vlans(ctx)
    if mode(ctx) == "rapidPvst":
        return {f"VL{vlan}": [vlan] for vlan in vlans}
    return {"MST0": vlans} if vlans else {}


def _forwarding(ctx: Context, vlan: int | None = None) -> list[Port]:
    return [
        port
        for port in ports(ctx.switch).values()
        if port.switched and not port.channel and port.status == "connected" and (vlan is None or port.carries(vlan))
    ]


def _bridge(ctx: Context, vlan: int) -> Model:
    return {
        "priority": _priority(ctx, vlan),
        "systemIdExtension": vlan if mode(ctx) == "rapidPvst" else 0,
        "macAddress": ctx.switch.hardware.system_mac,
        "helloTime": 2.0,
        "maxAge": 20,
        "forwardDelay": 15,
    }


def _interface(port: Port, number: int) -> Model:
    return {
        "state": "forwarding",
        "role": "designated",
        "cost": 2000,
        "priority": 128,
        "portNumber": number,
        "linkType": "p2p",
        "isEdgePort": has(port.node, "spanning-tree portfast"),
        "boundaryType": "internal",
    }


def _tree(ctx: Context, vlan: int) -> Model:
    bridge = _bridge(ctx, vlan)
    return {
        "protocol": mode(ctx),
        "bridge": bridge,
        "rootBridge": bridge,
        "interfaces": {port.name: _interface(port, at) for at, port in enumerate(_forwarding(ctx, vlan), 1)},
    }


@show("show spanning-tree [detail]")
def show_spanning_tree(ctx: Context) -> Model:
    """The trees."""
    return {"spanningTreeInstances": {name: _tree(ctx, vlans[0]) for name, vlans in _instances(ctx).items()}}


@show_spanning_tree.text
def _text(ctx: Context, model: Model) -> str:
    if not model["spanningTreeInstances"]:
        return "Spanning-tree has been disabled in the configuration.\n"
    text = ""
    for name, tree in model["spanningTreeInstances"].items():
        root = tree["rootBridge"]
        rows: list[tuple[object, ...]] = [("Interface", "Role", "State", "Cost", "Prio.Nbr", "Type")]
        for interface, each in tree["interfaces"].items():
            kind = "P2p Edge" if each["isEdgePort"] else "P2p"
            place = f"{each['priority']}.{each['portNumber']}"
            rows.append((interface, each["role"], each["state"], each["cost"], place, kind))
        text += (
            f"{name}\n  Spanning tree enabled protocol {tree['protocol']}\n"
            f"  Root ID    Priority    {root['priority'] + root['systemIdExtension']}\n"
            f"             Address     {root['macAddress']}\n             This bridge is the root\n\n"
            f"{table((16, 10, 10, 9, 8, 20), rows)}\n"
        )
    return text


@show("show spanning-tree vlan [<vlan:vlans>] [detail]")
def show_spanning_tree_vlan(ctx: Context) -> Model:
    """The tree of each VLAN; none for a VLAN that has none."""
    found = [vlan for vlan in _vlans(ctx) if vlan in ctx.args.get("vlan", [vlan])]
    return {"spanningTreeVlanInstances": {str(vlan): {"spanningTreeVlanInstance": _tree(ctx, vlan)} for vlan in found}}


@show("show spanning-tree root [detail]")
def show_spanning_tree_root(ctx: Context) -> Model:
    """The root of each tree."""
    return {
        "instances": {
            name: {"rootBridge": _bridge(ctx, vlans[0]), "rootPortCost": 0, "rootPort": None}
            for name, vlans in _instances(ctx).items()
        }
    }


@show("show spanning-tree blockedports")
def show_spanning_tree_blocked(_ctx: Context) -> Model:
    """No port is blocked."""
    return {"spanningTreeInstances": {}}


@show_spanning_tree_blocked.text
def _blocked_text(_ctx: Context, _model: Model) -> str:
    return (
        "Name       Blocked Interfaces List\n---------- ------------------------------\n\n"
        "Number of blocked ports (segments) in the system : 0\n"
    )


@show("show spanning-tree counters")
def show_spanning_tree_counters(ctx: Context) -> Model:
    """Protocol units of each port; nothing goes wrong."""
    entry = {"bpduSent": 99, "bpduReceived": 0, "bpduTaggedError": 0, "bpduOtherError": 0, "bpduRateLimitCount": 0}
    found = _forwarding(ctx) if _vlans(ctx) else []
    return {"interfaces": {port.name: dict(entry) for port in found}}


@show(
    "show spanning-tree topology status [detail]",
    "show spanning-tree topology vlan <vlan:vlans> status [detail]",
)
def show_spanning_tree_topology(ctx: Context) -> Model:
    """The state of each port in each topology."""
    names = {"Cist": _vlans(ctx)} if mode(ctx) != "rapidPvst" else {f"Vl{vlan}": [vlan] for vlan in _vlans(ctx)}
    wanted = ctx.args.get("vlan")
    topologies: dict[str, Model] = {}
    for name, vlans in {**names, "NoStp": sorted(without(ctx))}.items():
        chosen = [vlan for vlan in vlans if wanted is None or vlan in wanted]
        if not chosen:
            continue
        entry: Model = {"state": "forwarding"}
        if "detail" in ctx.args or wanted is None:
            entry |= {"numChanges": 1, "lastChange": ctx.switch.boot_time + 30}
        found = {port.name for vlan in chosen for port in _forwarding(ctx, vlan)}
        topologies[name] = {"vlans": chosen, "interfaces": {port: dict(entry) for port in ["Cpu", *sorted(found)]}}
    return {"unmappedVlans": [], "topologies": topologies}
