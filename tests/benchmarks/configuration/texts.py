# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The prose of the report, with places for figures."""

from __future__ import annotations

TURNS = """
Turns: {repeat}, ours and theirs one after the other; of theirs, {slow_repeat}.
"""

PLAYS = """
A play of one task on {hosts} of the lab's switches, {forks} forks, with a configuration of {lines:,} lines (`!` lines
not counted): VLANs, ports, gateways, access lists, prefix lists, route maps, BGP neighbors. *floor* is the same play
with `set_fact`: what Ansible takes for itself.
"""

GROWTH = """
Without Ansible and without switches: reading a text (*read*); finding what is missing, one line of a hundred, and
writing the commands that enter it (*missing*); writing the commands of all lines (*commands*); the difference as
unified text (*unified*). The peer is what eos_config calls: NetworkConfig of ansible.netcommon, its parser (*read*) and
its `difference` (*missing*). Each figure is the median of several rounds; of one round where it takes seconds.
"""

LEFT_OUT = """
{library}'s *{phase}* took no part from {lines:,} lines on: by its growth so far it would take more than {longest:.0f}
CPU seconds.
"""

READING = """
- *push*: the switches have none of the lines. *again*: the same task once more, and nothing is to change. *edit*: one
  of a hundred lines is another one. *config*: `replace: config` with all that the switch shall have. *lines*: one
  access list of {section} entries, as `lines` with `parents`; in the others the lines come as `src`.
- A run counts only if every host reports a change where there is one, and none where there is none, and if the switches
  have the wanted configuration in the end. Switches get their state from checkpoints before each run.
- *CPU* is user and system time of all processes of a run, and the figure to compare. *Wall* depends on how many cores
  there are, on what else they do, and on the lab: it judges and stores the lines of all switches in one process on the
  same machine. Its CPU time, in the last column, is part of both sides' wall time, and weighs more the shorter that is.
  Real switches do this work themselves, each for itself.
- *Peak memory* of a play is the largest sum of the processes' proportional set sizes that was seen; of a library, what
  Python allocates in one round over what the process had before.
- A figure is the median, with the smallest and the largest in brackets where they differ. Ratios are made of runs of
  one turn.
- `eapi_config` enters all lines and lets the switch tell what changes, so that *again* and *edit* cost about what
  *push* does. `eos_config` reads the switch's configuration, compares each line with the switch's lines one after the
  other until it is found, and enters what is missing. With nothing there to be found (*push*), and with *config*, what
  is left is the helper process that it starts for each host.
- The fewer hosts there are, the more of both is the start of `ansible-playbook`, which all plays pay once.
- Growth is the CPU time per line at the largest size by that at the smallest. From {small:,} to {large:,} lines it is 1
  where time grows like the lines, {sorting:.1f} like that of sorting, and {quadratic:,.0f} like their square. Python's
  garbage collector, which looks at more objects the more there are, makes part of what *read* grows by.
"""
