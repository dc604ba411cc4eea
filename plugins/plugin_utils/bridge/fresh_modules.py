# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that run in Ansible's worker, one after the other: over the items of a loop, and the tries of 'until'.

A module is written for a process that ends with it. It keeps connections and configurations in globals, classes and
defaults, and Ansible's worker would give them to the next run. So each run imports the module anew. The first run of a
worker finds what the parent has loaded, which no module has run with.
"""

from __future__ import annotations

import sys

#: The fourth and fifth part of the names of what belongs to a module.
KINDS = (["plugins", "modules"], ["plugins", "module_utils"])

_ran: list[str] = []


def note_run(name: str) -> None:
    """A module is about to run in this process."""
    _ran.append(name)


def forget() -> None:
    """Let the next import of a module be a fresh one, if any has run in this process."""
    if not _ran:
        return
    for name in list(sys.modules):
        parts = name.split(".")
        if parts[0] == "ansible_collections" and parts[3:5] in KINDS:
            del sys.modules[name]
    _ran.clear()
