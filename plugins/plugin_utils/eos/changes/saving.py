# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Save the running configuration to the startup configuration."""

from __future__ import annotations

import typing as t

from ...common.masking import masked_text
from .. import ask
from ..ask import Runner


def unsaved(runner: Runner) -> str:
    """The difference between the startup and the running configuration, "" for none."""
    text = masked_text(ask.text(runner, "show running-config diffs"))
    return text if text.strip() else ""


def save_as_asked(runner: Runner, when: str, result: dict[str, t.Any], check: bool) -> None:
    """Save if that is wanted, and tell in the task's result. The startup configuration is part of the switch: saving
    changes it, if the two differ.

    :param when: never, changed (after a change) or always (whenever the two differ).
    :param check: only tell.
    """
    wanted, difference = when != "never" and result["changed"], ""
    if when == "always" and not wanted:
        difference = unsaved(runner)
        wanted = bool(difference)
    if wanted and not check:
        save(runner)
    result["saved"] = wanted and not check
    result["changed"] = result["changed"] or wanted
    if wanted:
        diff = result.setdefault("diff", {"prepared": difference})
        diff["prepared"] += "! The running configuration is saved to the startup configuration.\n"


def save(runner: Runner) -> None:
    """Copy the running configuration to the startup configuration. It is repeated as often as the connection's
    `retries` say."""
    ask.text(runner, "write memory", repeatable=True)
