# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show interfaces switchport`` and ``show interfaces trunk``."""

from __future__ import annotations

from ..names import format_ranges, short_name
from ..registry import Context, Model, show
from .interfaces import selected
from .lines import table
from .ports import ALL_VLANS, Port


def allowed_text(port: Port) -> str:
    """The allowed VLANs of a trunk: ``ALL``, ``NONE`` or ranges."""
    if port.allowed == ALL_VLANS:
        return "ALL"
    return format_ranges(port.allowed) if port.allowed else "NONE"


@show("show interfaces [<interfaces:interfaces>] switchport")
def show_switchport(ctx: Context) -> Model:
    """How each bridging port treats VLANs."""
    return {"switchports": {name: _entry(ctx, port) for name, port in selected(ctx).items() if port.switched}}


def _entry(ctx: Context, port: Port) -> Model:
    vlans = ctx.switch.view.vlans
    config = port.config
    info: Model = {
        "mode": config.mode,
        "tpid": "0x8100",
        "tpidStatus": True,
        "macLearning": True,
        "dot1qVlanTagRequired": False,
        "dot1qVlanTagRequiredStatus": False,
        "accessVlanId": config.access_vlan,
        "accessVlanName": vlans[config.access_vlan].name if config.access_vlan in vlans else "Inactive",
        "trunkingNativeVlanId": config.native_vlan,
        "trunkingNativeVlanName": vlans[config.native_vlan].name if config.native_vlan in vlans else "Inactive",
        "trunkAllowedVlans": allowed_text(port),
        "dynamicAllowedVlans": {},
        "staticTrunkGroups": port.trunk_groups,
        "dynamicTrunkGroups": [],
        "sourceportFilterMode": "enabled",
    }
    return {"enabled": True, "switchportInfo": info}


_MODES = {"access": "static access", "trunk": "trunk"}


@show_switchport.text
def _text(_ctx: Context, model: Model) -> str:
    blocks = []
    for name, entry in model["switchports"].items():
        info = entry["switchportInfo"]
        mode = _MODES.get(info["mode"], info["mode"])
        blocks.append(
            f"Name: {short_name(name)}\n"
            "Switchport: Enabled\n"
            f"Administrative Mode: {mode}\n"
            f"Operational Mode: {mode}\n"
            "MAC Address Learning: enabled\n"
            f"Dot1q ethertype/TPID: {info['tpid']} (active)\n"
            "Dot1q VLAN Tag: Allowed\n"
            f"Access Mode VLAN: {info['accessVlanId']} ({info['accessVlanName']})\n"
            f"Trunking Native Mode VLAN: {info['trunkingNativeVlanId']} ({info['trunkingNativeVlanName']})\n"
            "Administrative Native VLAN tagging: disabled\n"
            f"Trunking VLANs Enabled: {info['trunkAllowedVlans']}\n"
            f"Static Trunk Groups: {', '.join(info['staticTrunkGroups'])}\n"
            "Dynamic Trunk Groups:\n"
            f"Source interface filtering: {info['sourceportFilterMode']}\n\n"
        )
    return "".join(blocks)


@show("show interfaces [<interfaces:interfaces>] trunk")
def show_trunk(ctx: Context) -> Model:
    """The trunks that are up, with the VLANs they allow and carry."""
    active = {number for number, vlan in ctx.switch.view.vlans.items() if vlan.state == "active"}
    trunks = {}
    for name, port in selected(ctx).items():
        if port.switched and port.config.mode == "trunk" and port.status == "connected":
            carried = format_ranges(port.allowed & active)
            trunks[name] = {
                "portMode": "trunk",
                "portStatus": "trunking",
                "nativeVlan": port.config.native_vlan,
                "allowedVlans": allowed_text(port),
                "allowedActiveVlans": carried,
                "forwardingVlans": carried,
            }
    return {"trunks": trunks}


@show_trunk.text
def _trunk_text(_ctx: Context, model: Model) -> str:
    first: list[tuple[object, ...]] = [("Port", "Mode", "Status", "Native vlan")]
    first += [
        (short_name(name), trunk["portMode"], trunk["portStatus"], trunk["nativeVlan"])
        for name, trunk in model["trunks"].items()
    ]
    text = table((15, 15, 14, 11), first)
    for title, key in (
        ("Vlans allowed", "allowedVlans"),
        ("Vlans allowed and active in management domain", "allowedActiveVlans"),
        ("Vlans in spanning tree forwarding state", "forwardingVlans"),
    ):
        rows = [("Port", title), *((short_name(name), trunk[key]) for name, trunk in model["trunks"].items())]
        text += "\n" + table((15, 60), rows)
    return text
