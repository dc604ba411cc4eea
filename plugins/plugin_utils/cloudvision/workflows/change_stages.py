# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stages of a change control: as a task gives them, and as CloudVision keeps them.

A stage has an action, or rows of further stages. Rows run one after the other, the stages of a row at the same time.
CloudVision keeps all stages in one map, by ids, and names the root.
"""

from __future__ import annotations

import typing as t
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import InputError

#: The argument of an action that names a device, by its id.
DEVICE_ARGUMENT: t.Final = "DeviceID"
OPTIONS: t.Final = ("name", "action", "device", "args", "timeout", "stages")
ROOT: t.Final = "root"


@dataclass(frozen=True)
class Stage:
    """A stage.

    :ivar action: id of its action; "" for one that has rows.
    :ivar device: what people call the device of the action, as long as its id is not among the arguments.
    :ivar timeout: seconds; 0: none.
    """

    name: str
    action: str = ""
    device: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    timeout: int = 0
    rows: tuple[tuple[Stage, ...], ...] = ()

    def all(self) -> Iterator[Stage]:
        """This one and all below it."""
        yield self
        for row in self.rows:
            for stage in row:
                yield from stage.all()

    def changed(self, change: Callable[[Stage], Stage]) -> Stage:
        """The tree with each stage changed."""
        rows = tuple(tuple(stage.changed(change) for stage in row) for row in self.rows)
        return change(replace(self, rows=rows))

    def is_in(self, other: Stage) -> bool:
        """Whether another tree has all of this one; it may have arguments and times that CloudVision has filled in."""
        return (
            (self.name, self.action) == (other.name, other.action)
            and self.args.items() <= other.args.items()
            and self.timeout in (0, other.timeout)
            and [len(row) for row in self.rows] == [len(row) for row in other.rows]
            and all(
                mine.is_in(theirs)
                for row, there in zip(self.rows, other.rows, strict=True)
                for mine, theirs in zip(row, there, strict=True)
            )
        )

    def shown(self) -> dict[str, t.Any]:
        """The stage as diffs show it."""
        if not self.rows:
            timeout = {"timeout": self.timeout} if self.timeout else {}
            return {"name": self.name, "action": self.action, "args": dict(self.args), **timeout}
        rows = [row[0].shown() if len(row) == 1 else [stage.shown() for stage in row] for row in self.rows]
        return {"name": self.name, "stages": rows}


# --- As a task gives them ---------------------------------------------------------------------------------------------


def parse_stages(entries: t.Any, name: str) -> Stage:
    """The root of a tree, from a task's arguments.

    :raises InputError: for what is no tree of stages.
    """
    return Stage(name, rows=_parse_rows(entries, "stages"))


def _parse_rows(entries: t.Any, where: str) -> tuple[tuple[Stage, ...], ...]:
    if not isinstance(entries, list) or not entries:
        raise InputError(f"{where} is empty or no list: it has stages, or lists of stages that run at the same time.")
    rows = []
    for place, entry in enumerate(entries):
        here = f"{where}[{place}]"
        if isinstance(entry, list):
            rows.append(tuple(_stage(one, f"{here}[{column}]") for column, one in enumerate(entry)))
        else:
            rows.append((_stage(entry, here),))
        if not rows[-1]:
            raise InputError(f"{here} is an empty list.")
    return tuple(rows)


def _stage(entry: t.Any, where: str) -> Stage:
    if not isinstance(entry, Mapping):
        raise InputError(f"{where} is no mapping: a stage has name, and action or stages.")
    for option in entry:
        if option not in OPTIONS:
            raise InputError(f"{where} has no option '{option}': it has {', '.join(OPTIONS)}.")
    action, device = str(entry.get("action") or ""), str(entry.get("device") or "")
    if bool(action) == bool(entry.get("stages")):
        raise InputError(f"{where} has one of action and stages.")
    name = str(entry.get("name") or f"{action} {device}".strip())
    if not name:
        raise InputError(f"{where} has no name.")
    if not action:
        for option in ("device", "args", "timeout"):
            if entry.get(option):
                raise InputError(f"{where}: {option} goes with an action.")
        return Stage(name, rows=_parse_rows(entry["stages"], f"{where}.stages"))
    return Stage(name, action, device, _arguments(entry, where), _timeout(entry, where))


def _arguments(entry: Mapping[str, t.Any], where: str) -> dict[str, str]:
    given = entry.get("args") or {}
    if not isinstance(given, Mapping):
        raise InputError(f"{where}: args is no mapping of names to texts.")
    if entry.get("device") and DEVICE_ARGUMENT in given:
        raise InputError(f"{where}: device and the argument {DEVICE_ARGUMENT} are both given.")
    return {str(name): _argument_text(value) for name, value in given.items()}


def _argument_text(value: t.Any) -> str:
    """An argument as CloudVision takes it: text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _timeout(entry: Mapping[str, t.Any], where: str) -> int:
    given = entry.get("timeout") or 0
    if isinstance(given, bool) or not str(given).isdecimal():
        raise InputError(f"{where}: timeout is '{given}': it is a number of seconds.")
    return int(given)


# --- As CloudVision keeps them ----------------------------------------------------------------------------------------


def fields_of(root: Stage) -> dict[str, t.Any]:
    """The root and the stages of a change, as fields to set.

    The ids are new: CloudVision may merge the stages with those that there are, of which nothing is left in the tree.
    """
    run, stages = uuid.uuid4().hex[:8], {}

    def add(stage: Stage, identity: str) -> str:
        value: dict[str, t.Any] = {"name": stage.name}
        if stage.rows:
            value["rows"] = [
                [add(one, f"{identity}.{line}.{column}") for column, one in enumerate(row, 1)]
                for line, row in enumerate(stage.rows, 1)
            ]
        else:
            timeout = {"timeout": stage.timeout} if stage.timeout else {}
            value["action"] = {"name": stage.action, "args": dict(stage.args), **timeout}
        stages[identity] = value
        return identity

    return {"root_stage_id": add(root, f"{ROOT}-{run}"), "stages": stages}


def tree_of(change: Mapping[str, t.Any]) -> Stage | None:
    """The tree of a change that there is, None where it has none."""
    stages: Mapping[str, t.Any] = change.get("stages") or {}

    def stage(identity: str, above: frozenset[str]) -> Stage | None:
        value = stages.get(identity)
        if value is None or identity in above:
            return None
        action = value.get("action") or {}
        rows = [[stage(one, above | {identity}) for one in row] for row in value.get("rows") or []]
        known = tuple(tuple(one for one in row if one is not None) for row in rows)
        return Stage(
            value.get("name", ""),
            action.get("name", ""),
            args=dict(action.get("args") or {}),
            timeout=int(action.get("timeout") or 0),
            rows=known,
        )

    return stage(str(change.get("root_stage_id", "")), frozenset())


def actions_of(root: Stage) -> Sequence[Stage]:
    """The stages that have an action."""
    return [stage for stage in root.all() if stage.action]
