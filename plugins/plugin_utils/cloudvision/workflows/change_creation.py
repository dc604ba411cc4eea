# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change controls that a task builds by hand, of stages with actions (changecontrol.v1, action.v1)."""

from __future__ import annotations

import typing as t
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..errors import InputError
from ..inventory.devices import DeviceInventory, id_of
from ..resources.models import suggest
from ..workspaces.edits import diff, within
from .change_controls import ChangeControls
from .change_stages import DEVICE_ARGUMENT, Stage, actions_of, fields_of, parse_stages, tree_of
from .change_state import CONFIG, name_of, reason_of, status_of, summary
from .errors import LateError, StateError

ACTION: t.Final = "action.v1.Action"


@dataclass(frozen=True)
class CreationRequest:
    """A change control that is wanted.

    :ivar stages: its stages, as a task gives them.
    :ivar id: None: that of the unfinished one of this name, or a new one.
    """

    name: str | None
    stages: t.Any
    id: str | None = None
    description: str | None = None
    check: bool = False

    def __post_init__(self) -> None:
        if not self.name:
            raise InputError("name is missing: 'state: created' needs what the change control is to be called.")


def create(controls: ChangeControls, request: CreationRequest) -> dict[str, t.Any]:
    """Make a change control, or let one have exactly these stages; returns the task's result.

    :raises StateError: where it runs, or has run.
    """
    root = _resolved(controls, parse_stages(request.stages, str(request.name)))
    fields = {"name": request.name, "notes": request.description}
    wanted = {name: value for name, value in fields.items() if value is not None}
    before = _existing(controls, request)
    change = (before or {}).get("change") or {}
    if before is not None and within(wanted, change) and tree_of(change) == root:
        return _control_result(before, False)
    if before is not None and status_of(before) in ("running", "completed"):
        how = f"completed ({reason_of(before)})" if status_of(before) == "completed" else "running"
        raise StateError(
            f"{name_of(before)} cannot be edited: it is {how}.",
            hint="Give another change_control_id, or none, to make another one.",
            change_control=summary(before),
        )
    shown = diff(f"change control '{request.name}'", _diff_side(change), _diff_side({**change, **wanted}, root))
    identity = request.id or (str(before["key"]["id"]) if before else str(uuid.uuid4()))
    if request.check:
        predicted = {"key": {"id": identity if before or request.id else ""}, "change": {**change, **wanted}}
        return {**_control_result(predicted, True), "diff": [shown]}
    controls.objects.set(CONFIG, {"key": {"id": identity}, "change": {**wanted, **fields_of(root)}})
    return {**_control_result(_wait_until_shown(controls, identity, wanted, root), True), "diff": [shown]}


def _existing(controls: ChangeControls, request: CreationRequest) -> dict[str, t.Any] | None:
    """The one that is meant; of a name, one that has not run."""
    if request.id:
        return controls.get(request.id)
    found = controls.named(str(request.name), may_be_none=True)
    return found[0] if found and status_of(found[0]) != "completed" else None


def _wait_until_shown(
    controls: ChangeControls, identity: str, wanted: Mapping[str, t.Any], root: Stage
) -> dict[str, t.Any]:
    """Wait until a change control shows what was set."""

    def look() -> dict[str, t.Any] | None:
        now = controls.get(identity)
        change = (now or {}).get("change") or {}
        tree = tree_of(change)
        return now if tree is not None and within(wanted, change) and root.is_in(tree) else None

    def late() -> LateError:
        return LateError(f"change control '{identity}' does not show its stages yet.", changed=True)

    return controls.poller.until(look, late)


def _resolved(controls: ChangeControls, root: Stage) -> Stage:
    """The tree with the ids of its actions and devices.

    :raises InputError: for an action that does not exist, or lacks an argument.
    :raises DeviceError: for a device that does not exist.
    """
    inventory = DeviceInventory(controls.objects)
    inventory.read(stage.device for stage in actions_of(root))
    actions = controls.objects.list(ACTION)

    def resolve(stage: Stage) -> Stage:
        if not stage.action:
            return stage
        args = dict(stage.args)
        if stage.device:
            args[DEVICE_ARGUMENT] = id_of(inventory.need(stage.device))
        identity = _action_id(stage, args, actions)
        return replace(stage, action=identity, device="", args=args)

    return root.changed(resolve)


def _action_id(stage: Stage, args: Mapping[str, str], actions: t.Sequence[Mapping[str, t.Any]]) -> str:
    """The id of an action, by its id or name. Where CloudVision lists none, what is given is taken for the id."""
    by_id = {str(one["key"]["id"]): one.get("core") or {} for one in actions}
    found = [stage.action] if stage.action in by_id or not by_id else []
    found = found or [identity for identity, core in by_id.items() if core.get("name") == stage.action]
    if len(found) != 1:
        near = suggest(stage.action, [*by_id, *(str(core.get("name", "")) for core in by_id.values())])
        meant = f" Did you mean '{near[0]}'?" if near and not found else ""
        how = f"{len(found)} actions are called" if found else "there is no action"
        raise InputError(f"stage '{stage.name}': {how} '{stage.action}'.{meant}")
    wanted = (by_id.get(found[0]) or {}).get("dynamic_args") or {}
    missing = [name for name, one in sorted(wanted.items()) if one.get("required") and not args.get(name)]
    if missing:
        raise InputError(f"stage '{stage.name}': action '{stage.action}' lacks {', '.join(missing)}.")
    return found[0]


def _diff_side(change: Mapping[str, t.Any], root: Stage | None = None) -> dict[str, t.Any]:
    """The side of a diff."""
    if not change:
        return {}
    tree = root or tree_of(change)
    stages = tree.shown().get("stages", [tree.shown()]) if tree else []
    return {"name": change.get("name", ""), "description": change.get("notes", ""), "stages": stages}


def _control_result(control: dict[str, t.Any], changed: bool) -> dict[str, t.Any]:
    found = summary(control)
    return {"changed": changed, "change_control": found, "change_controls": [found]}
