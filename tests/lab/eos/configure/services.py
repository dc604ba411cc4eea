# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Programs and services: daemons, event handlers, mirror sessions, servers of accounts, further global settings."""

from __future__ import annotations

from .engine import CONFIG, Mode, Rank

CONFIG.add("daemon <name!:name>", rank=Rank.DAEMON, sort=True, separate=True, enters="daemon")
daemon = Mode("daemon")
daemon.add("exec <command:line>", rank=1)
daemon.add("option <name!:name> value <value:line>", rank=2, sort=True)
daemon.add("shutdown", rank=3, flag=True, default="shutdown")

CONFIG.add("event-handler <name!:name>", rank=Rank.DAEMON, sort=True, separate=True, enters="event-handler")
handler = Mode("event-handler")
handler.add("trigger <event:line>", rank=1)
handler.add("action bash <command:line>", rank=2)
handler.add("action bash", rank=2, multiline=1)
handler.add("delay <seconds:int>", rank=3)
handler.add("asynchronous", rank=4)

CONFIG.add("monitor session <name!:name> source <source!:interface> [<way:rx|tx|both>]", rank=Rank.MONITOR, sort=True)
CONFIG.add("monitor session <name!:name> destination <target!:interface>", rank=Rank.MONITOR, sort=True)
CONFIG.add("queue-monitor length", rank=Rank.LOGGING)
CONFIG.add("radius-server host <host!:word> [vrf <vrf:name>] [key <kind:7|0> <key:word>]", rank=Rank.AAA, sort=True)
CONFIG.add("tacacs-server host <host!:word> [vrf <vrf:name>] [key <kind:7|0> <key:word>]", rank=Rank.AAA, sort=True)
CONFIG.add("snmp-server host <host!:word> [vrf <vrf:name>] version <version:1|2c|3> <user:word>", rank=Rank.SNMP)
CONFIG.add("spanning-tree edge-port bpduguard default", rank=Rank.SPANNING_TREE)
CONFIG.add("spanning-tree mst <instance!:0-4094> priority <value:0-61440>", rank=Rank.SPANNING_TREE, sort=True)
