# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The prose of the report, with places for figures."""

from __future__ import annotations

MACHINE = """
Measured on {day} in {minutes:.0f} minutes: {cores} cores ({processor}), {memory_gb:.0f} GB; Python {Python},
OpenSSL {OpenSSL}, ansible-core {ansible_core}, ansible.netcommon {ansible_netcommon}, arista.eos {arista_eos},
aerie.arista {aerie_arista}, urllib3 {urllib3}, requests {requests}, asynceapi of anta {anta}.
"""

TURNS = """
Turns: {repeat}, one variant after the other (d, d2, a, b, …, d, d2, a, …). Of what runs over ansible.netcommon
({slow}), which takes minutes, {slow_repeat}.
"""

SKIPPED = """
With {hosts} hosts, {keys} took no part for the same reason (`--slow-hosts` lets them), and {beyond} had one turn.
"""

QUICK = "\n**This was a quick run: it shows that everything works, and its figures mean little.**\n"

LARGE_CLIENT = """
A client in a process of its own, logged in and connected. Memory is resident memory at its peak over what the process
had before; in brackets, how many times the reply that is. The text itself, which the caller keeps, is once.
"""

LARGE_PLAY = """
The whole of Ansible, one host, one task; the first row is the same play with an ordinary reply:
"""

LARGE_WHY = """
A result of `eapi_command` holds the text and, in `stdout_lines`, each of its lines once more, and Ansible carries it
from the worker to the parent process as a copy. That, and not the client, is what such a play pays for.
"""

READING = """
- Every play has {tasks} task(s) and {forks} forks; every task is one `{command}` with a JSON answer. The plain clients
  ask as often, {forks} switches at a time. The switches are those of the lab (tests/lab), in a process of its own on
  the same machine. TLS is verified everywhere, and every run starts without cookies.
- *CPU* is user and system time of all processes of a run, to the last helper that outlives the play. It is the figure
  to compare. *Wall* depends on how many cores there are, on what else they do, and on the lab, which works beside them.
- *Peak memory* is the largest sum of the processes' proportional set sizes that was seen: pages that several processes
  share are counted once. It is looked at ten times a second at most, so a short peak can be missed.
- A figure is the median, with the smallest and the largest in brackets where they differ. Ratios are made of runs of
  one turn, so that what slows the machine for a while slows both.
- **d**, the floor, is the play with `set_fact` in place of the command: what Ansible takes for itself, with our
  connection in the inventory. **d2** is the same with the connection `local` and without `become`: nothing that is a
  task on each host can be cheaper. In **d** each worker loads our connection plugin for itself; in **a** it comes with
  the parent process, so **d2** is the stricter floor. "c by d2" is the most that any plugin could gain over arista.eos.
- **f** is `eapi_fleet`: one worker for all hosts, with as many threads as forks. A task connects anew, as in **a**;
  **e1** connects once. The floors are those of a worker for each task and host, so that **f** can be below them.
- The fewer hosts there are, the more of **a** and **d** is the start of `ansible-playbook`, which all plays pay once,
  and the smaller is what can be gained.
- **b**, **c** and **c2** start a Python helper for each task, as every connection over ansible.netcommon does. Most of
  their time is the start of that helper, which no plugin can make shorter.
- A *login* is a `POST /login`. With a *basic authentication* the password is checked anew for each request. Both cost a
  switch, or its RADIUS server, the same check of a password.
"""
