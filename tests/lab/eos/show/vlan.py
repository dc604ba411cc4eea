# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show vlan [IDS]``, ``show vlan brief``, ``show vlan name X``, ``show vlan dynamic``."""

from __future__ import annotations

from ..errors import CommandError
from ..names import short_name
from ..registry import Context, Model, show
from .lines import fold, table
from .ports import ports


@show("show vlan [brief]", "show vlan <vlans:vlans> [brief]", "show vlan id <vlans:vlans>")
def show_vlan(ctx: Context) -> Model:
    """The VLAN database: status, name and the ports that carry each VLAN; 1000 for a VLAN that is not in it."""
    known = ctx.switch.view.vlans
    wanted = ctx.args.get("vlans") or list(known)
    missing = [number for number in wanted if number not in known]
    if missing:
        raise CommandError(*(f"VLAN {number} not found in current VLAN database" for number in missing))
    return _model(ctx, wanted)


@show("show vlan name <name:word>")
def show_vlan_name(ctx: Context) -> Model:
    """The VLANs of that name."""
    name = ctx.args["name"]
    found = [vlan.id for vlan in ctx.switch.view.vlans.values() if vlan.name == name]
    if not found:
        raise CommandError(f"VLAN {name} not found in current VLAN database")
    return _model(ctx, found)


def _model(ctx: Context, wanted: list[int]) -> Model:
    known, found = ctx.switch.view.vlans, ports(ctx.switch)
    vlans = {}
    for number in wanted:
        vlan = known[number]
        carrying = [
            port.name
            for port in found.values()
            if vlan.state == "active"
            and port.carries(number)
            and (port.status == "connected" or port.config.mode != "trunk")
        ]
        if f"Vlan{number}" in found:
            carrying.append("Cpu")
        vlans[str(number)] = {
            "name": vlan.name,
            "status": "active" if vlan.state == "active" else "suspended",
            "dynamic": False,
            "interfaces": {name: {"privatePromoted": False} for name in carrying},
        }
    return {"vlans": vlans, "sourceDetail": ""}


@show_vlan_name.text
@show_vlan.text
def _text(_ctx: Context, model: Model) -> str:
    text = "VLAN  Name                             Status    Ports\n"
    text += f"{'-' * 5} {'-' * 32} {'-' * 9} {'-' * 31}\n"
    for number, vlan in model["vlans"].items():
        lines = fold([short_name(name) for name in vlan["interfaces"]], 31)
        text += f"{number:<5} {vlan['name']:<32} {vlan['status']:<9} {lines[0]}".rstrip() + "\n"
        text += "".join(f"{' ' * 49}{line}\n" for line in lines[1:])
    return text + "\n"


@show("show vlan [<vlans:vlans>] trunk group")
def show_trunk_groups(ctx: Context) -> Model:
    """The trunk groups of each VLAN."""
    known = ctx.switch.view.vlans
    wanted = ctx.args.get("vlans") or list(known)
    sections = {node.key[1]: node for node in ctx.switch.running.root.under("vlan")}
    groups = {}
    for number in map(str, (number for number in wanted if number in known)):
        lines = sections[number].under("trunk", "group") if number in sections else []
        groups[number] = {"names": [node.key[2] for node in lines]}
    return {"trunkGroups": groups}


@show_trunk_groups.text
def _trunk_groups_text(_ctx: Context, model: Model) -> str:
    rows = [("VLAN", "Trunk Groups"), ("-" * 4, "-" * 70)]
    rows += [(number, ", ".join(group["names"])) for number, group in model["trunkGroups"].items()]
    return table((6, 70), rows)


@show("show vlan dynamic")
def show_dynamic(_ctx: Context) -> Model:
    """VLANs that something other than the configuration made: none in the lab."""
    return {"dynamicVlans": {}}


@show_dynamic.text
def _dynamic_text(_ctx: Context, _model: Model) -> str:
    return "Dynamic VLAN source           VLANS\n"


@show("show vlan internal allocation policy")
def show_allocation(_ctx: Context) -> Model:
    """Which VLANs routed ports take."""
    return {"policy": "ascending", "startVlanId": 1006, "endVlanId": 4094}


@show_allocation.text
def _allocation_text(_ctx: Context, model: Model) -> str:
    return (
        f"Internal VLAN Allocation Policy: {model['policy']}\n"
        f"Internal VLAN Allocation Range: {model['startVlanId']}-{model['endVlanId']}\n"
    )


@show("show vlan summary")
def show_summary(ctx: Context) -> Model:
    """How many VLANs there are."""
    return {"totalVlans": len(ctx.switch.view.vlans), "totalDynamic": 0, "totalStatic": len(ctx.switch.view.vlans)}


@show_summary.text
def _summary_text(_ctx: Context, model: Model) -> str:
    return f"Number of existing VLANs           : {model['totalVlans']}\n"
