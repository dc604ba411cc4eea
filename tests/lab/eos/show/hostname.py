# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show hostname``."""

from __future__ import annotations

from ..registry import Context, Model, show


@show("show hostname")
def show_hostname(ctx: Context) -> Model:
    """The name of the switch, and with its domain."""
    return {"hostname": ctx.switch.hostname, "fqdn": ctx.switch.fqdn}


@show_hostname.text
def _text(_ctx: Context, model: Model) -> str:
    return f"Hostname: {model['hostname']}\nFQDN:     {model['fqdn']}\n"
