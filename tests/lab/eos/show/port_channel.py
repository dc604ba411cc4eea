# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show port-channel``: the members of each port-channel, in the model by state."""

from __future__ import annotations

from ..errors import CommandError
from ..registry import Context, Model, show
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
