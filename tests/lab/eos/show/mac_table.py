# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show mac address-table``: the SVIs of neighbors, learned on the ports that carry their VLAN, and our own."""

from __future__ import annotations

import time

from ..names import short_name
from ..registry import Context, Model, show
from .lines import dotted, long_span, table
from .ports import bridge, ports

_FILTERS = "[dynamic] [vlan <vlan:vlan>] [interface <interface:interface>]"


@show(
    f"show mac address-table {_FILTERS}",
    f"show mac-address-table {_FILTERS}",
    "show mac address-table [dynamic] address <mac:mac>",
)
def show_mac_table(ctx: Context) -> Model:
    """Unicast and multicast entries. Static ones, of the switch itself, have neither moves nor a time."""
    entries = [*_own(ctx), *_learned(ctx)]
    vlan, interface, mac = (ctx.args.get(key) for key in ("vlan", "interface", "mac"))
    chosen = [
        entry
        for entry in entries
        if vlan in (None, entry["vlanId"])
        and interface in (None, entry["interface"])
        and (mac is None or dotted(entry["macAddress"]) == dotted(mac.replace(".", "")))
    ]
    return {
        "unicastTable": {"tableEntries": sorted(chosen, key=lambda entry: (entry["vlanId"], entry["macAddress"]))},
        "multicastTable": {"tableEntries": []},
    }


def _own(ctx: Context) -> list[Model]:
    """The switch's own address in each VLAN that it routes."""
    return [
        {
            "macAddress": ctx.switch.mac_of(port.name),
            "vlanId": int(port.name[4:]),
            "interface": "Router",
            "entryType": "static",
        }
        for port in ports(ctx.switch).values()
        if port.kind == "Vlan" and port.status == "connected"
    ]


def _learned(ctx: Context) -> list[Model]:
    """The addresses of neighbors' SVIs, on the port or port-channel towards them."""
    found = ports(ctx.switch)
    entries: dict[tuple[str, int], Model] = {}
    for name, link in ctx.switch.links.items():
        local = found.get(name)
        if local is None or local.status != "connected":
            continue
        towards = bridge(found, name)
        for remote in ports(link.neighbor).values():
            if towards is None or remote.kind != "Vlan" or remote.config.shutdown:
                continue
            vlan = int(remote.name[4:])
            if towards.carries(vlan) and vlan in ctx.switch.view.vlans:
                mac = link.neighbor.mac_of(remote.name)
                since = max(ctx.switch.boot_time, link.neighbor.boot_time) + 33.75
                entries[mac, vlan] = {
                    "macAddress": mac,
                    "vlanId": vlan,
                    "interface": towards.name,
                    "entryType": "dynamic",
                    "moves": 1,
                    "lastMove": since,
                }
    return list(entries.values())


@show_mac_table.text
def _text(_ctx: Context, model: Model) -> str:
    entries = model["unicastTable"]["tableEntries"]
    rows: list[tuple[object, ...]] = [
        ("Vlan", "Mac Address", "Type", "Ports", "Moves", "Last Move"),
        ("----", "-----------", "----", "-----", "-----", "---------"),
    ]
    for entry in entries:
        age = f"{long_span(time.time() - entry['lastMove'])} ago" if "lastMove" in entry else ""
        port = entry["interface"] if entry["interface"] == "Router" else short_name(entry["interface"])
        rows.append(
            (
                f"{entry['vlanId']:4d}",
                dotted(entry["macAddress"]),
                entry["entryType"].upper(),
                port,
                entry.get("moves", ""),
                age,
            )
        )
    return (
        "          Mac Address Table\n"
        + "-" * 66
        + "\n\n"
        + table((7, 17, 11, 10, 7, 20), rows)
        + f"Total Mac Addresses for this criterion: {len(entries)}\n\n"
        "          Multicast Mac Address Table\n" + "-" * 66 + "\n\n"
        "Vlan    Mac Address       Type        Ports\n----    -----------       ----        -----\n"
        "Total Mac Addresses for this criterion: 0\n"
    )


@show("show mac address-table count", "show mac-address-table count")
def show_mac_count(ctx: Context) -> Model:
    """Number of entries of each VLAN."""
    counts: dict[str, Model] = {}
    for entry in (*_own(ctx), *_learned(ctx)):
        vlan = counts.setdefault(str(entry["vlanId"]), {"dynamic": 0, "unicast": 0, "multicast": 0})
        vlan["dynamic" if entry["entryType"] == "dynamic" else "unicast"] += 1
    return {"vlanCounts": counts}


@show_mac_count.text
def _count_text(_ctx: Context, model: Model) -> str:
    return "".join(
        f"\nMac Entries for Vlan {vlan}:\n---------------------------\n"
        f"Dynamic Address Count             : {each['dynamic']}\n"
        f"Unicast Static Address Count      : {each['unicast']}\n"
        f"Multicast Static Address Count    : {each['multicast']}\n"
        for vlan, each in model["vlanCounts"].items()
    )
