# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show lacp …``: the members of port-channels; one that is up with its channel is bundled."""

from __future__ import annotations

from ..registry import Context, Model, show
from .ports import Port, ports

_COUNTERS = (
    *("illegalRxCount", "markerResponseTxCount", "markerResponseRxCount"),
    *("lacpdusRxCount", "lacpdusTxCount", "markersTxCount", "markersRxCount"),
)


def _channels(ctx: Context) -> dict[str, list[Port]]:
    """The port-channels of LACP with their members."""
    found: dict[str, list[Port]] = {}
    for port in ports(ctx.switch).values():
        if port.channel and port.channel_mode != "on":
            found.setdefault(f"Port-Channel{port.channel}", []).append(port)
    return found


def _status(port: Port) -> str:
    return "bundled" if port.status == "connected" else "noAgg"


def _flags(port: Port, active: bool) -> Model:
    up = port.status == "connected"
    return {
        "activity": active,
        "timeout": False,
        "aggregation": True,
        "synchronization": up,
        "collecting": up,
        "distributing": up,
    }


@show("show lacp interface [(brief | detailed)]")
def show_lacp_interface(ctx: Context) -> Model:
    """The state of each member and of its partner."""
    channels = {
        name: {
            "interfaces": {
                port.name: {
                    "actorPortStatus": _status(port),
                    "partnerSystemId": "8000,02-1c-73-00-00-01",
                    "partnerPortState": _flags(port, True),
                    "actorPortState": _flags(port, port.channel_mode == "active"),
                    "details": {"partnerChurnState": "noChurn", "actorChurnState": "noChurn"},
                }
                for port in members
            }
        }
        for name, members in _channels(ctx).items()
    }
    return {"portChannels": channels, "orphanPorts": {}}


@show("show lacp counters [all-ports]")
def show_lacp_counters(ctx: Context) -> Model:
    """Packets of LACP by member."""
    channels = {
        name: {
            "interfaces": {
                port.name: {
                    "actorPortStatus": _status(port),
                    **dict.fromkeys(_COUNTERS, 0),
                    "lacpdusTxCount": 454,
                    "lacpdusRxCount": 454 if _status(port) == "bundled" else 0,
                }
                for port in members
            }
        }
        for name, members in _channels(ctx).items()
    }
    return {"portChannels": channels, "orphanPorts": {}}


@show("show lacp sys-id")
def show_lacp_system(ctx: Context) -> Model:
    """The system's id."""
    return {"systemId": f"8000,{ctx.switch.hardware.system_mac.replace(':', '-')}"}


@show_lacp_system.text
def _system_text(_ctx: Context, model: Model) -> str:
    return f"System Identifier used by switch: {model['systemId']}\n"
