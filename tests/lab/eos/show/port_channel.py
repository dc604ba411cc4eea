# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show port-channel``: the members of each port-channel, in the model by state."""

from __future__ import annotations

from ..errors import CommandError
from ..names import short_name
from ..registry import Context, Model, Text, show, show_text
from .interfaces import last_change
from .lines import table
from .ports import Port, members, ports

_DETAIL = "[<detail:detailed|all-ports|brief|active-ports>]"


@show(
    f"show port-channel {_DETAIL}",
    f"show port-channel <number:1-2000> {_DETAIL}",
    f"show port-channel <interface:interface> {_DETAIL}",
)
def show_port_channel(ctx: Context) -> Model:
    """Port-channels by name, their members by name under what they are."""
    found = ports(ctx.switch)
    channels = [name for name, port in found.items() if port.kind == "Port-Channel" and not port.subinterface]
    wanted = f"Port-Channel{ctx.args['number']}" if "number" in ctx.args else ctx.args.get("interface")
    if wanted is not None and wanted not in channels:
        raise CommandError("Interface does not exist")
    return {"portChannels": {name: _entry(ctx, found, name) for name in channels if wanted in (None, name)}}


def _entry(ctx: Context, found: dict[str, Port], name: str) -> Model:
    active, inactive = {}, {}
    for member in members(found, name):
        protocol = "static" if member.channel_mode == "on" else "lacp"
        if member.status == "connected":
            active[member.name] = {
                "protocol": protocol,
                "lacpMode": member.channel_mode,
                "timeBecameActive": last_change(ctx, member),
            }
        else:
            inactive[member.name] = {
                "protocol": protocol,
                "lacpMode": member.channel_mode,
                "reasonUnconfigured": "not operationally up",
                "timeBecameInactive": last_change(ctx, member),
            }
    return {
        "activePorts": active,
        "rxPorts": {},
        "inactivePorts": inactive,
        "recentlyFailedPorts": {},
        "fallbackState": "unconfigured",
        "inactiveLag": False,
    }


@show_port_channel.text
def _text(ctx: Context, model: Model) -> str:
    text = ""
    for name, channel in model["portChannels"].items():
        text += f"Port Channel {name}:\n"
        shown = list(channel["activePorts"])
        text += "  Active Ports: " + "".join(f"{each} " for each in shown) + "\n" if shown else "  No Active Ports\n"
        if ctx.args.get("detail") in ("all-ports", "detailed") and channel["inactivePorts"]:
            text += "  Configured, but inactive ports:\n"
            rows = [("Port", "Reason unconfigured"), ("-" * 14, "-" * 26)]
            rows += [(each, entry["reasonUnconfigured"]) for each, entry in channel["inactivePorts"].items()]
            text += "".join(f"    {line}\n" for line in table((14, 26), rows).splitlines())
    return text


_FLAGS = """
                 Flags
-------------------------- ----------------------------- -------------------------
   a - LACP Active            p - LACP Passive           * - static fallback
   F - Fallback enabled       f - Fallback configured    ^ - individual fallback
   U - In Use                 D - Down
   + - In-Sync                - - Out-of-Sync            i - incompatible with agg
   P - bundled in Po          s - suspended              G - Aggregable
   I - Individual             S - ShortTimeout           w - wait for agg

"""


@show_text("show port-channel (dense | summary)")
def show_dense(ctx: Context) -> Text:
    """One line for each channel: its state, its protocol and its members."""
    found = ports(ctx.switch)
    channels = [name for name, port in found.items() if port.kind == "Port-Channel" and not port.subinterface]
    used = [name for name in channels if found[name].status == "connected"]
    text = _FLAGS + f"Number of channels in use: {len(used)}\nNumber of aggregators: {len(used)}\n\n"
    rows: list[tuple[object, ...]] = [("   Port-Channel", "   Protocol", "Ports"), ("-" * 18, "-" * 14, "-" * 16)]
    for name in channels:
        inside = members(found, name)
        modes = {"active": "LACP(a)", "passive": "LACP(p)"}
        protocol = modes.get(inside[0].channel_mode, "Static") if inside else "-"
        listed = [f"{short_name(port.name)}({'PG+' if port.status == 'connected' else 'D'})" for port in inside]
        state = "U" if name in used else "D"
        rows.append((f"   {short_name(name)}({state})", f"   {protocol}", " ".join(listed[:4])))
        rows += [("", "", " ".join(listed[at : at + 4])) for at in range(4, len(listed), 4)]
    return text + table((18, 14, 16), rows)
