# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show cvx`` (revision 2 knows clusters) and ``show management cvx``: CVX is not set up in the lab."""

from __future__ import annotations

from ..registry import Context, Model, show


@show("show cvx", revision=2)
def show_cvx(ctx: Context) -> Model:
    """The CVX server's state; heartbeats in seconds. Revision 1 lacks ``clusterMode``."""
    model: Model = {"enabled": False, "controllerUUID": "", "heartbeatInterval": 20.0, "heartbeatTimeout": 60.0}
    if ctx.revision >= 2:
        model["clusterMode"] = False
    return model


@show_cvx.text
def _text(_ctx: Context, model: Model) -> str:
    return (
        "CVX Server\n"
        f"  Status: {'Enabled' if model['enabled'] else 'Disabled'}\n"
        f"  UUID: {model['controllerUUID'] or 'N/A'}\n"
        f"  Heartbeat interval: {model['heartbeatInterval']}\n"
        f"  Heartbeat timeout: {model['heartbeatTimeout']}\n"
    )


@show("show management cvx", revision=3)
def show_management_cvx(ctx: Context) -> Model:
    """The CVX client's state: flat in revision 1, by cluster in 2, with its status beside in 3."""
    if ctx.revision == 1:
        return {"enabled": False, "heartbeatInterval": 20.0, "heartbeatTimeout": 60.0}
    model: Model = {"clusterStatus": {}}
    if ctx.revision >= 3:
        model["enabled"] = False
    return model


@show_management_cvx.text
def _management_text(_ctx: Context, _model: Model) -> str:
    return "CVX Client\n  Status: Disabled\n"
