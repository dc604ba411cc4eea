# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``mlag configuration``: the pair of switches that a port-channel can end on."""

from __future__ import annotations

from .engine import CONFIG, Mode, Rank

CONFIG.add("mlag configuration", rank=Rank.MLAG, separate=True, enters="mlag", default="mlag configuration")

mlag = Mode("mlag")
mlag.add("domain-id <domain:word>", rank=1, default="no domain-id")
mlag.add("local-interface <interface:interface>", rank=2, default="no local-interface")
mlag.add("peer-address <address:ipv4>", rank=3, default="no peer-address")
mlag.add("peer-link <interface:interface>", rank=4, default="no peer-link")
mlag.add("reload-delay mlag <seconds:int>", rank=5)
mlag.add("reload-delay non-mlag <seconds:int>", rank=6)
mlag.add("shutdown", rank=7, flag=False, default="no shutdown")
