# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""changecontrol.v1: change controls are approved by their version, scheduled, started, stopped, and run to their end.

A stage with the action ``task`` pushes the configuration of its task to a device; every other action succeeds, where it
exists and has its arguments.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from google.protobuf.message import Message

from ..catalog import Model
from ..devices import Outcome, Problem, push, removals
from ..errors import not_found
from ..filters import Predicate
from .actions import Actions
from .base import Change, Effect, invalid, precondition
from .inventory import Inventory
from .software import Software

if TYPE_CHECKING:
    from ..service import World

CONTROL, CONFIG, APPROVE = (
    "changecontrol.v1.ChangeControl",
    "changecontrol.v1.ChangeControlConfig",
    "changecontrol.v1.ApproveConfig",
)
SUMMARY = "changecontrol.v1.ChangeControlSummary"
UNSPECIFIED, RUNNING, COMPLETED, SCHEDULED, NOT_STARTED = 0, 1, 2, 3, 4
SUCCESS, FAILED, STOPPED = 1, 2, 3
STAGE_RUNNING, STAGE_COMPLETED, STAGE_NOT_STARTED = 1, 2, 3
#: A validation status up to this one is no objection; an approval in spite of one says that somebody forced it.
VALID, USER_FORCED = 1, 1
OBSOLETED, CONCURRENT = 2, 3
TASK, SET_IMAGE = "task", "setImage"


@dataclass(frozen=True)
class Task:
    """A configuration for a device, and what it takes the place of; or an image."""

    device: str
    text: str = ""
    before: str = ""
    image: str = ""


@dataclass
class Run:
    """A change control that is running: the stages that are left."""

    left: list[str]
    failed: list[str] = field(default_factory=list)


class ChangeControls(Effect):
    """Change controls, their approval, and their summary."""

    models: ClassVar[tuple[str, ...]] = (CONFIG, APPROVE)

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.tasks: dict[str, Task] = {}
        #: Device → the configuration that was pushed to it last.
        self.deployed: dict[str, str] = {}
        self._numbers = itertools.count(1)
        self._runs: dict[str, Run] = {}
        #: Those of workspaces, the oldest first.
        self._made: list[str] = []

    def create(self, name: str, tasks: Sequence[Task], user: str) -> str:
        """A change control for the tasks of a submission, all at the same time; returns its id."""
        identity = str(uuid.uuid4())
        stages: dict[str, Any] = {}
        for task in tasks:
            number = str(next(self._numbers))
            self.tasks[number] = task
            action, args = TASK, {"TaskID": number, "DeviceID": task.device}
            if task.image:
                action, args = (
                    SET_IMAGE,
                    {"DeviceID": task.device, "Source": "DesignedImage", "Timestamp": str(self.state.now())},
                )
            wanted = {"name": action, "args": {"values": args}}
            stages[f"stage-{number}"] = {"name": f"Update {task.device}", "action": wanted}
        rows = {"values": [{"values": list(stages)}]}
        stages["root"] = {"name": f"{name} root", "rows": rows}
        change = {"name": f"Change {name}", "rootStageId": "root", "stages": {"values": stages}, "notes": ""}
        config = self.state.make(CONFIG, {"key": {"id": identity}, "change": change})
        self.state.table(CONFIG).put(config)
        self._edit(config, user)
        self._made.append(identity)
        self._object_to_others()
        return identity

    def _object_to_others(self) -> None:
        """Let the validation of change controls of workspaces fail where they come too late, or too early."""
        if not self.world.spec.validates:
            return
        with self.state.lock:
            controls = [self._copy(identity) for identity in self._made]
            for place, control in enumerate(controls):
                others = [other for other in controls if set(other.device_ids.values) & set(control.device_ids.values)]
                newer = [other for other in others if other in controls[place + 1 :] and _ran(other)]
                running = [other for other in others if other.status == RUNNING and other.key != control.key]
                found = [OBSOLETED] * bool(newer) + [CONCURRENT] * bool(running)
                if control.status not in (RUNNING, COMPLETED) and found != list(control.validation_statuses.values):
                    control.validation_statuses.values[:] = found
                    self._put(control)

    def _new_status(self) -> int:
        return NOT_STARTED if self.world.spec.not_started else UNSPECIFIED

    # -- the state -----------------------------------------------------------------------------------------------

    def _copy(self, identity: str) -> Any:
        copy = self.state.catalog[CONTROL].message()
        found = self.state.get(CONTROL, id=identity)
        if found is not None:
            copy.CopyFrom(found)
        return copy

    def _put(self, control: Any) -> None:
        with self.state.lock:
            self.state.table(CONTROL).put(control)
            self.state.table(SUMMARY).put(_summary(self.state.catalog[SUMMARY].message(), control))

    def _edit(self, config: Any, user: str) -> None:
        """Let the state show a change that is new, or has been edited; an approval is gone with that."""
        with self.state.lock:
            control, now = self._copy(config.key.id.value), self.state.now()
            if not control.HasField("creation"):
                control.key.CopyFrom(config.key)
                control.status = self._new_status()
                control.creation.time.FromNanoseconds(now)
                control.creation.user.value = user
            control.change.name.CopyFrom(config.change.name)
            control.change.notes.CopyFrom(config.change.notes)
            control.change.root_stage_id.CopyFrom(config.change.root_stage_id)
            control.change.stages.Clear()
            for identity, stage in config.change.stages.values.items():
                shown = control.change.stages.values[identity]
                for name in ("name", "action", "rows"):
                    if stage.HasField(name):
                        getattr(shown, name).CopyFrom(getattr(stage, name))
                shown.status = STAGE_NOT_STARTED
            control.change.time.FromNanoseconds(now)
            control.change.user.value = user
            control.ClearField("approve")
            _devices(control)
            self._put(control)

    # -- requests ------------------------------------------------------------------------------------------------

    def check(self, change: Change) -> None:
        identity = change.after.key.id.value
        control = self.state.get(CONTROL, id=identity)
        if change.model.name == APPROVE:
            self._check_approval(change.incoming, control)
            return
        incoming = change.incoming
        if control is None and not incoming.HasField("change") and not change.after.HasField("change"):
            raise not_found(f"change control {identity!r} does not exist")
        status = UNSPECIFIED if control is None else control.status
        if incoming.HasField("change"):
            _check_stages(change.after.change)
        if incoming.HasField("change") and status in (RUNNING, COMPLETED):
            raise precondition(f"change control {identity!r} is running or completed and cannot be edited")
        if incoming.HasField("start"):
            self._check_start(identity, incoming.start.value.value, control)
        if incoming.HasField("schedule") and status in (RUNNING, COMPLETED):
            raise precondition(f"change control {identity!r} is running or completed and cannot be scheduled")

    @staticmethod
    def _check_approval(incoming: Any, control: Any) -> None:
        if control is None:
            raise not_found(f"change control {incoming.key.id.value!r} does not exist")
        if control.status in (RUNNING, COMPLETED):
            raise precondition("change control is running or completed")
        if incoming.approve.value.value:
            if not incoming.HasField("version"):
                raise invalid("version must be set when approve.value is true")
            if incoming.version != control.change.time:
                raise precondition("version mismatch: the change control has been updated since it was last read")
            failed = [status for status in control.validation_statuses.values if status > VALID]
            if failed and incoming.override_reason != USER_FORCED:
                raise precondition("validation failed: override_reason must be set to approve")

    @staticmethod
    def _check_start(identity: str, wanted: bool, control: Any) -> None:
        status = UNSPECIFIED if control is None else control.status
        if wanted and status == RUNNING:
            raise precondition(f"change control {identity!r} is running already")
        if wanted and status == COMPLETED:
            raise precondition(f"change control {identity!r} is completed already")
        if wanted and not (control is not None and control.approve.value.value):
            raise precondition(f"change control {identity!r} is not approved")
        failed = [] if control is None else [one for one in control.validation_statuses.values if one > VALID]
        if wanted and failed and control.override_reason != USER_FORCED:
            raise precondition(f"validation of change control {identity!r} failed")
        if not wanted and status != RUNNING:
            raise precondition(f"change control {identity!r} is not running")

    def applied(self, change: Change) -> Message:
        self.later(lambda: self._follow(change))
        return change.incoming  # type: ignore[no-any-return]

    def _follow(self, change: Change) -> None:
        incoming, user = change.incoming, change.caller.name
        identity = change.after.key.id.value
        if change.model.name == APPROVE:
            reason = {"override_reason": incoming.override_reason} if incoming.override_reason else {}
            self._flag(identity, "approve", incoming.approve, user, **reason)
            return
        # Others may have been faster since the request was taken.
        under_way = self._copy(identity).status in (RUNNING, COMPLETED)
        if incoming.HasField("change") and not under_way:
            self._edit(change.after, user)
        if incoming.HasField("schedule") and not under_way:
            self._schedule(identity, incoming.schedule, user)
        if incoming.HasField("start"):
            if not incoming.start.value.value:
                self._flag(identity, "start", incoming.start, user)
                self.stop(identity, user)
            elif not under_way:
                self._flag(identity, "start", incoming.start, user)
                self._begin(identity)

    def _flag(self, identity: str, name: str, flag: Any, user: str, **changes: Any) -> None:
        """Show a flag, and other fields in the same moment."""
        with self.state.lock:
            control = self._copy(identity)
            shown = getattr(control, name)
            shown.Clear()
            shown.value.CopyFrom(flag.value)
            if flag.HasField("notes"):
                shown.notes.CopyFrom(flag.notes)
            shown.time.FromNanoseconds(self.state.now())
            shown.user.value = user
            for field_name, value in changes.items():
                setattr(control, field_name, value)
            self._put(control)

    def object_to(self, identity: str, status: int) -> None:
        """Let the validation of a change control fail: 2 obsoleted, 3 concurrent execution."""
        with self.state.lock:
            control = self._copy(identity)
            control.validation_statuses.values.append(status)
            self._put(control)

    def check_delete(self, caller: Any, model: Model, before: Any) -> None:
        control = self.state.get(CONTROL, id=before.key.id.value)
        if control is not None and control.status == RUNNING:
            raise precondition("change control is running and cannot be deleted")

    def deleted(self, caller: Any, model: Model, before: Any) -> None:
        for name in (CONTROL, SUMMARY) if model.name == CONFIG else ():
            self.later(lambda name=name: self.state.table(name).delete(before.key))  # type: ignore[misc]

    # -- schedule ------------------------------------------------------------------------------------------------

    def _schedule(self, identity: str, flag: Any, user: str) -> None:
        at = flag.value.ToNanoseconds() if flag.HasField("value") else 0
        self._flag(identity, "schedule", flag, user, status=SCHEDULED if at else self._new_status())
        if at:
            self.later(lambda: self._due(identity, at), max(0.0, (at - self.state.now()) / 1e9))

    def _due(self, identity: str, at: int) -> None:
        """The time of a schedule has come, unless there is another one by now."""
        with self.state.lock:
            control = self._copy(identity)
            if control.status != SCHEDULED or control.schedule.value.ToNanoseconds() != at:
                return
            if not control.approve.value.value:
                control.status = self._new_status()
                control.ClearField("schedule")
                control.error.value = "scheduled change control was not approved"
                self._put(control)
                return
        self._begin(identity)

    # -- running -------------------------------------------------------------------------------------------------

    def _begin(self, identity: str) -> None:
        with self.state.lock:
            control = self._copy(identity)
            control.status = RUNNING
            control.ClearField("error")
            self._put(control)
        self._object_to_others()
        self._runs[identity] = Run(_order(control))
        if not self.world.faults.take("change-hangs"):
            self.later(lambda: self._next(identity), self.world.spec.step)

    def _next(self, identity: str) -> None:
        """Run one stage; then come back, so that somebody can stop."""
        run, control = self._runs.get(identity), self._copy(identity)
        if run is None or control.status != RUNNING:
            return
        if not run.left or run.failed:
            error = "; ".join(run.failed)
            self._finish(identity, FAILED if error else SUCCESS, error)
            return
        stage_id = run.left.pop(0)
        self._stage(identity, stage_id, STAGE_RUNNING)
        action = control.change.stages.values[stage_id].action
        error = self._run(action.name.value, dict(action.args.values))
        self._stage(identity, stage_id, STAGE_COMPLETED, error)
        if error:
            run.failed.append(f"stage {stage_id}: {error}")
        self.later(lambda: self._next(identity), self.world.spec.step)

    def _stage(self, identity: str, stage_id: str, status: int, error: str = "") -> None:
        with self.state.lock:
            control = self._copy(identity)
            stage = control.change.stages.values[stage_id]
            stage.status = status
            moment = stage.start_time if status == STAGE_RUNNING else stage.end_time
            moment.FromNanoseconds(self.state.now())
            if error:
                stage.error.value = error
            self._put(control)

    def _run(self, action: str, args: dict[str, str]) -> str:
        """Run an action; what was wrong, "" where nothing was."""
        if action == TASK:
            return "; ".join(problem.text for problem in self._run_task(args))
        if self.world.faults.take("change-fails"):
            return f"action {action!r} failed on device {args.get('DeviceID', '')}"
        problem = self.world.effects.one(Actions).problem(action, args)
        if action == SET_IMAGE and not problem:
            return self.world.effects.one(Software).install(args["DeviceID"])
        return problem

    def _run_task(self, args: dict[str, str]) -> list[Problem]:
        """Push a task's configuration; what was wrong."""
        task = self.tasks.get(args.get("TaskID", ""))
        if task is None:
            return [Problem(0, f"task {args.get('TaskID', '')!r} does not exist")]
        if self.world.faults.take("change-fails"):
            return [Problem(0, f"device {task.device} refused the configuration: % Invalid input")]
        inventory = self.world.effects.one(Inventory)
        switch = inventory.switch_of(task.device)
        text = task.text.splitlines()
        before = self.deployed.get(task.device, task.before).splitlines()
        outcome: Outcome = push(self.world.lab, switch, [*removals(before, text), *text])
        if not outcome.problems:
            self.deployed[task.device] = task.text
            if switch is not None:
                inventory.bring_in(switch)
        return outcome.problems

    def stop(self, identity: str, user: str) -> None:
        """Stop a change control that is running, on behalf of a user."""
        self._finish(identity, STOPPED, f"change control was stopped by {user}")

    def _finish(self, identity: str, reason: int, error: str = "") -> None:
        with self.state.lock:
            control = self._copy(identity)
            if control.status != RUNNING:
                return
            self._runs.pop(identity, None)
            control.status, control.completion_reason = COMPLETED, reason
            if error:
                control.error.value = error
            self._put(control)
        self._object_to_others()


class ChangeControlStates(Effect):
    """Change controls can be found by their devices."""

    models: ClassVar[tuple[str, ...]] = (CONTROL, SUMMARY)

    def filter(self, model: Model, wanted: Any) -> Predicate | None:
        devices = set(wanted.device_ids.values)
        if not devices:
            return None

        def test(value: Any) -> bool:
            control = self.state.table(CONTROL).get(value.key)
            return control is not None and bool(devices & set(control.device_ids.values))

        return test


def _check_stages(change: Any) -> None:
    """Refuse a change whose stages do not hang together."""
    stages = change.stages.values
    named = [change.root_stage_id.value] if change.HasField("root_stage_id") else []
    named += [one for stage in stages.values() for row in stage.rows.values for one in row.values]
    lost = [one for one in named if one not in stages]
    if lost:
        raise invalid(f"stage {lost[0]!r} is not defined")
    both = [name for name, stage in stages.items() if stage.HasField("action") and stage.HasField("rows")]
    if both:
        raise invalid(f"stage {both[0]!r} has both an action and rows")


def _ran(control: Any) -> bool:
    """Whether a change control has run to a good end."""
    return bool(control.status == COMPLETED and control.completion_reason == SUCCESS)


def _order(control: Any) -> list[str]:
    """The stages that do something, in the order of their rows."""
    stages = control.change.stages.values

    def walk(identity: str, above: frozenset[str]) -> list[str]:
        if identity not in stages or identity in above:
            return []
        rows = [entry for row in stages[identity].rows.values for entry in row.values]
        below = [found for entry in rows for found in walk(entry, above | {identity})]
        return [*([identity] if stages[identity].HasField("action") else []), *below]

    return walk(control.change.root_stage_id.value, frozenset())


def _devices(control: Any) -> None:
    """Which devices the change concerns, and in which stages."""
    control.device_ids.Clear()
    control.device_id_to_stage_ids.Clear()
    for identity, stage in control.change.stages.values.items():
        device = stage.action.args.values.get("DeviceID", "") if stage.HasField("action") else ""
        if device:
            if device not in control.device_ids.values:
                control.device_ids.values.append(device)
            control.device_id_to_stage_ids.values[device].values.append(identity)


def _summary(summary: Any, control: Any) -> Any:
    summary.key.CopyFrom(control.key)
    summary.name.CopyFrom(control.change.name)
    summary.status, summary.completion_reason = control.status, control.completion_reason
    summary.device_count.value = len(control.device_ids.values)
    summary.approved.value = control.approve.value.value
    for name, source in (
        ("created", control.creation),
        ("last_edited", control.change),
        ("last_approved", control.approve),
        ("last_scheduled", control.schedule),
    ):
        if source.HasField("time"):
            getattr(summary, f"{name}_time").CopyFrom(source.time)
            getattr(summary, f"{name}_user").CopyFrom(source.user)
    if control.start.value.value:
        summary.start_time.CopyFrom(control.start.time)
        summary.start_user.CopyFrom(control.start.user)
    if control.HasField("error"):
        summary.error.CopyFrom(control.error)
    return summary
