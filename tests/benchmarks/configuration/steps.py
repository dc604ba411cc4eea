# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a run enters on the switches, and what each run is: a step by one of the modules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..variants import BY_KEY, DIRECT, THEIR_HTTPAPI, Variant
from .generator import SECTION


@dataclass(frozen=True)
class Step:
    """A change of the configuration.

    :ivar title: what it is; `label`: the same for a plot.
    :ivar before: the checkpoint that the switches have; `after`: the one that they have in the end.
    :ivar file: what is entered (see switches.py), as `src`; or as `lines` below `parents`, where there are parents.
    """

    key: str
    title: str
    label: str
    before: str
    after: str
    file: str
    replace: str = "line"
    parents: str = ""

    @property
    def changes(self) -> bool:
        """Whether the task is to report a change."""
        return self.before != self.after


STEPS = (
    Step("push", "all lines are new", "all lines new", "base", "full", "full"),
    Step("again", "none is new: the same task once more", "no line new", "full", "full", "full"),
    Step("edit", "one of a hundred is another one", "1 of 100 changed", "full", "edited", "edited"),
    Step("config", "`replace: config`, the whole configuration", "replaces all", "base", "full", "whole", "config"),
    Step("lines", "one access list, as `lines`", "one access list", "base", "section", "section", parents=SECTION),
)

_LINES = "lookup('ansible.builtin.file', files ~ '/' ~ inventory_hostname ~ '.%s').splitlines()"

#: Who does it: the module and the variables of all hosts.
SIDES: dict[str, tuple[str, dict[str, Any]]] = {
    "ours": ("aerie.arista.eapi_config", DIRECT),
    "theirs": ("arista.eos.eos_config", THEIR_HTTPAPI),
}
#: Ansible without a module that asks a switch, with our connection in the inventory.
FLOOR = replace(BY_KEY["d"], key="floor")


def key(side: str, step: Step) -> str:
    """The name of a step by one side in the figures."""
    return f"{side}-{step.key}"


def variant(side: str, step: Step, folder: Path) -> Variant:
    """The play of a step.

    :param folder: where the switches' files are.
    """
    module, variables = SIDES[side]
    file = f"{folder}/{{{{ inventory_hostname }}}}.{step.file}"
    wish = {"lines": f"{{{{ {_LINES % step.file} }}}}", "parents": step.parents} if step.parents else {"src": file}
    task = {module: {**wish, "replace": step.replace}}
    title = f"{module.rpartition('.')[2]}: {step.title}"
    return Variant(key(side, step), title, task, {**variables, "files": str(folder)}, slow=side == "theirs")
