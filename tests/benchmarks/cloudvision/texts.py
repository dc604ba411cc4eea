# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The prose of the report, with places for figures."""

from __future__ import annotations

PEERS = """
The vendor's packages: cloudvision {cloudvision}, grpcio {grpcio}, protobuf {protobuf}. pyavd {pyavd}, with aristaproto
{aristaproto} and grpclib {grpclib}. Turns: {repeat}, one variant after the other.
"""

LISTS = """
Each client in a process of its own, with verified TLS. After a first call, which imports and connects, it makes
{rounds} more over the same connection; the figures are the medians of those. Of the long lists, pyavd and the vendor's
client make {fewer}, and there is one turn. *ours* ends with plain values, as `cloudvision_resource_info` returns them;
*pyavd* and *vendor* end with their packages' objects. *vendor* is the asynchronous interface of the vendor's package
(`cloudvision.api`).
"""

PLAYS = """
A play of {tasks} tasks on {hosts} hosts that all stand for the lab's CloudVision, {forks} forks. *floor* is `set_fact`
with the same connection: what Ansible takes for itself.
"""

HOSTS = """
{hosts:,} devices with three tags each, and groups of them. *raw* are the streams that the plugin asks for, as messages,
over a new connection; *plugin* is its whole `parse`, connection included; *Ansible* is `InventoryManager`, which calls
the plugin and connects groups and hosts.
"""

READING = """
- *CPU* is user and system time: of one call, or of all processes of a play. *Wall* depends on the lab too, which serves
  from one process of Python on the same machine: a real CloudVision has its own, and a network before it.
- A figure is the median, with the smallest and the largest in brackets where they differ. Ratios are made of runs of
  one turn.
- We ask for batches (`GetAllBatched`), where a message holds many resources. The others ask for one resource in each
  message (`GetAll`), as their interfaces do.
"""
