# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""workspace.v1: workspaces are built, submitted, abandoned, rebased and rolled back.

A build tries the configuration of every device that the workspace changes on the device itself (``lab.cloudvision.
devices``). A submission brings the workspace's objects into the mainline, and makes a change control where
configurations change. A workspace whose objects were changed in the mainline since needs a rebase first.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from google.protobuf.message import Message

from ..catalog import Model
from ..devices import Outcome, Problem, removals, try_out, warnings
from ..errors import not_found
from .base import Change, Effect, invalid, precondition
from .changecontrol import ChangeControls, Task
from .configlets import Assignments, Part
from .inventory import ACTIVE, Inventory
from .scoped import Scoped, Undo, in_workspace
from .software import Software

if TYPE_CHECKING:
    from ..service import World

UNSPECIFIED, PENDING, SUBMITTED, ABANDONED, ROLLED_BACK = 0, 1, 2, 3, 5
START_BUILD, CANCEL_BUILD, SUBMIT, ABANDON, ROLLBACK, SUBMIT_FORCE, REBASE = range(1, 8)
#: Requests after which a workspace takes no changes, unless they fail.
CLOSING = frozenset({SUBMIT, ABANDON, SUBMIT_FORCE})
SUCCEEDED, FAILED, IN_PROGRESS = 1, 2, 3
INACTIVE_DEVICES, SYNCHRONIZATION = 1, 3
BUILDING, CANCELED, BUILT, BUILD_FAILED, SKIPPED = 1, 2, 3, 4, 5
CONFIG_VALIDATION, IMAGE_VALIDATION = 3, 4
INACTIVE_SKIP = 1
#: Nanoseconds in which further changes of a workspace are not told one by one.
TOUCH = 20_000_000
INPUTS = "studio.v1.InputsConfig"
#: A model and what tells its objects apart in every workspace.
Identity = tuple[str, tuple[Any, ...]]
NAMES = {PENDING: "pending", SUBMITTED: "submitted", ABANDONED: "abandoned", ROLLED_BACK: "rolled back"}


@dataclass
class Work:
    """What the lab knows of a workspace beside its state."""

    undo: Undo = field(default_factory=list)
    canceled: bool = False
    building: str = ""
    #: Device → configuration that a rollback puts back.
    before: dict[str, str] = field(default_factory=dict)


@dataclass
class Build:
    """A build that is running: the devices that are left."""

    workspace: str
    identity: str
    request_id: str
    user: str
    designed: dict[str, list[Part]]
    left: list[str]
    #: Device → the image that it is to have instead of its own.
    images: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


class Workspaces(Effect):
    """Requests to workspaces."""

    models: ClassVar[tuple[str, ...]] = ("workspace.v1.WorkspaceConfig",)

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._work: dict[str, Work] = {}
        #: When the mainline got an object from a workspace last.
        self._merged: dict[Identity, int] = {}

    # -- what other effects ask ----------------------------------------------------------------------------------

    def _get(self, workspace: str) -> Any:
        table = self.state.table("workspace.v1.Workspace")
        key: Any = table.model.key()  # type: ignore[misc]
        key.workspace_id.value = workspace
        return table.get(key)

    def must_be_open(self, workspace: str, model: str) -> None:
        """Refuse a change of an object in the mainline, in a workspace that is closed, or in none."""
        if not workspace:
            raise invalid(f"{model}: the mainline cannot be changed directly; set key.workspace_id")
        state = self._get(workspace)
        if state is None and self.state.get("workspace.v1.WorkspaceConfig", workspaceId=workspace) is None:
            raise not_found(f"workspace {workspace!r} does not exist")
        if state is None or state.state == UNSPECIFIED:
            raise precondition(f"workspace status is not available: {workspace}")
        if state.state != PENDING:
            raise precondition(f"workspace {workspace!r} is {NAMES.get(state.state, 'closed')}")
        config = self.state.table("workspace.v1.WorkspaceConfig").get(state.key)
        response = state.responses.values.get(config.request_params.request_id.value) if config is not None else None
        if config is not None and config.request in CLOSING and (response is None or response.status == IN_PROGRESS):
            raise precondition(f"workspace {workspace!r} is being submitted or abandoned")

    def touched(self, workspace: str, user: str) -> None:
        """Something in a workspace was changed: it has to be built anew."""
        state = self._get(workspace)
        if state is None or state.state != PENDING:
            return
        age = self.state.now() - state.last_modified_at.ToNanoseconds()
        if not state.needs_build.value or state.last_modified_by.value != user or age > TOUCH:
            self._update(workspace, user, needs_build=True)

    def decommission(self, workspace: str, device_id: str) -> None:
        """Start to decommission a device that a workspace has staged."""
        request = str(uuid.uuid4())
        with self.state.lock:
            state = self._copy(workspace)
            state.decommission_request_ids.values[device_id] = request
            self.state.table("workspace.v1.Workspace").put(state)
        config = self.state.make(
            "inventory.v1.DeviceDecommissioningConfig", {"key": {"requestId": request}, "deviceId": device_id}
        )
        self.world.effects.one(Inventory).begin_decommissioning(config)

    def _copy(self, workspace: str) -> Any:
        copy = self.state.catalog["workspace.v1.Workspace"].message()
        copy.CopyFrom(self._get(workspace))
        return copy

    def _update(self, workspace: str, user: str = "", **changes: Any) -> None:
        """Change fields of a workspace's state; wrappers take plain values."""
        with self.state.lock:
            state = self._copy(workspace)
            for name, value in changes.items():
                if state.DESCRIPTOR.fields_by_name[name].message_type is None:
                    setattr(state, name, value)
                else:
                    getattr(state, name).value = value
            if user:
                state.last_modified_by.value = user
                state.last_modified_at.FromNanoseconds(self.state.now())
            self.state.table("workspace.v1.Workspace").put(state)

    # -- requests ------------------------------------------------------------------------------------------------

    def check(self, change: Change) -> None:
        workspace, request = change.after.key.workspace_id.value, change.incoming.request
        if not workspace:
            raise invalid("key.workspace_id must not be empty")
        state = self._get(workspace)
        now = (state.state if state is not None else UNSPECIFIED) or PENDING
        if request and not change.incoming.request_params.request_id.value:
            raise invalid("request_params.request_id must be set")
        if request == ROLLBACK and now != SUBMITTED:
            raise precondition(f"workspace {workspace!r} is {NAMES.get(now, 'closed')}, not submitted")
        if request != ROLLBACK and now != PENDING:
            raise precondition(f"workspace {workspace!r} is already {NAMES.get(now, 'closed')}")

    def applied(self, change: Change) -> Message:
        self.later(lambda: self._follow(change))
        return change.incoming  # type: ignore[no-any-return]

    def deleted(self, caller: Any, model: Model, before: Any) -> None:
        workspace = before.key.workspace_id.value
        self.later(lambda: self._forget(workspace, before.key))

    def _forget(self, workspace: str, key: Any) -> None:
        self.state.table("workspace.v1.Workspace").delete(key)
        for table in self.state:
            if table.model.scoped and table.model.package != "workspace.v1":
                for value in table.values(workspace):
                    table.delete(value.key)

    def _follow(self, change: Change) -> None:
        workspace, incoming = change.after.key.workspace_id.value, change.incoming
        if self._get(workspace) is None:
            self._create(change)
        else:
            names = ("display_name", "description", "exclude_network_provisioning")
            fields = {name: getattr(incoming, name).value for name in names if incoming.HasField(name)}
            if fields:
                self._update(workspace, change.caller.name, **fields)
        actions = {
            START_BUILD: self._build,
            CANCEL_BUILD: self._cancel,
            SUBMIT: self._submit,
            SUBMIT_FORCE: self._submit,
            ABANDON: self._abandon,
            ROLLBACK: self._rollback,
            REBASE: self._rebase,
        }
        if incoming.request and not self._too_late(workspace, change):
            if self.world.spec.in_progress:
                self._respond(workspace, change, IN_PROGRESS)
            actions[incoming.request](workspace, change)

    def _too_late(self, workspace: str, change: Change) -> bool:
        """Answer a request that the workspace's state has ruled out since it was taken; one that came twice has one."""
        state, request = self._get(workspace), change.incoming.request
        if request_id_of(change) in state.responses.values and request not in (START_BUILD, CANCEL_BUILD):
            return True
        if state.state in ((SUBMITTED,) if request == ROLLBACK else (UNSPECIFIED, PENDING)):
            return False
        self._respond(workspace, change, FAILED, f"the workspace is {NAMES.get(state.state, 'closed')}")
        return True

    def _create(self, change: Change) -> None:
        """A new workspace shows before it has a state, and takes no changes until it is pending."""
        state = self.state.catalog["workspace.v1.Workspace"].message()
        state.key.CopyFrom(change.after.key)  # type: ignore[attr-defined]
        with self.state.lock:
            now = self.state.now()
            for name in ("display_name", "description", "exclude_network_provisioning"):
                if change.after.HasField(name):
                    getattr(state, name).CopyFrom(getattr(change.after, name))
            fresh: Any = state
            fresh.needs_build.value = True
            fresh.needs_rebase.value = False
            for name in ("created", "last_modified"):
                getattr(fresh, f"{name}_by").value = change.caller.name
                getattr(fresh, f"{name}_at").FromNanoseconds(now)
            fresh.last_rebased_at.FromNanoseconds(now)
            self.state.table("workspace.v1.Workspace").put(state)
        self.later(lambda: self._open(change.after.key.workspace_id.value), self.world.spec.opening)

    def _open(self, workspace: str) -> None:
        state = self._get(workspace)
        if state is not None and state.state == UNSPECIFIED:
            self._update(workspace, state=PENDING)

    def _respond(self, workspace: str, change: Change, status: int, message: str = "", code: int = 0) -> None:
        """Answer a request in the workspace's responses."""
        with self.state.lock:
            state = self._copy(workspace)
            self._answer(state, change, status, message, code)
            self.state.table("workspace.v1.Workspace").put(state)

    def _answer(self, state: Any, change: Change, status: int, message: str = "", code: int = 0) -> None:
        response = state.responses.values[request_id_of(change)]
        response.status = status
        response.request_type = change.incoming.request
        response.code = code
        if message:
            response.message.value = message
        if change.version is not None:
            response.start_time.FromNanoseconds(change.version.at)
        if status != IN_PROGRESS:
            response.end_time.FromNanoseconds(self.state.now())

    # -- build ---------------------------------------------------------------------------------------------------

    def designs(self, workspace: str) -> dict[str, list[Part]]:
        """The devices that a workspace changes, with what they get."""
        assignments = self.world.effects.one(Assignments)
        ours, mainline = assignments.designed(workspace), assignments.designed("")
        return {
            device: ours.get(device, [])
            for device in sorted({*ours, *mainline})
            if text_of(ours.get(device, [])) != text_of(mainline.get(device, []))
        }

    def _build(self, workspace: str, change: Change) -> None:
        work = self._work.setdefault(workspace, Work())
        identity = str(uuid.uuid4())
        work.canceled, work.building = False, identity
        self._update(workspace, last_build_id=identity)
        self._put_build(workspace, identity, BUILDING, change.caller.name)
        if self.world.faults.take("build-hangs"):
            return
        if self.world.faults.take("build-fails"):
            self._end_build(workspace, identity, change, BUILD_FAILED, "studio template failed to compile")
            return
        designed, images = self.designs(workspace), self.world.effects.one(Software).changes(workspace)
        devices = sorted({*designed, *images})
        build = Build(workspace, identity, "", change.caller.name, designed, devices, images)
        self.later(lambda: self._build_next(build, change), self.world.spec.step)

    def _build_next(self, build: Build, change: Change) -> None:
        """Build one device after the other, so that somebody can cancel."""
        if self._work[build.workspace].building != build.identity:
            return
        if build.left:
            device = build.left.pop(0)
            if not self._build_device(build, device):
                build.failed.append(device)
            self.later(lambda: self._build_next(build, change), self.world.spec.step)
        elif build.failed:
            names = ", ".join(build.failed)
            text = f"failed to validate the configuration of {names}"
            self._end_build(build.workspace, build.identity, change, BUILD_FAILED, text)
        else:
            self._end_build(build.workspace, build.identity, change, BUILT)

    def _build_device(self, build: Build, device: str) -> bool:
        details: Any = self.state.catalog["workspace.v1.WorkspaceBuildDetails"].message()
        for name, value in (("workspace_id", build.workspace), ("build_id", build.identity), ("device_id", device)):
            getattr(details.key, name).value = value
        details.authz_status = 1
        details.state = BUILT
        if device in build.designed:
            self._validate_config(details, device, build.designed[device])
        if device in build.images and details.state == BUILT:
            details.stage = IMAGE_VALIDATION
            valid = self.world.effects.one(Software).validate(details, device, build.images[device])
            details.state = BUILT if valid else BUILD_FAILED
            details.build_stage_state.values["BUILD_STAGE_IMAGE_VALIDATION"] = details.state
        self.state.table("workspace.v1.WorkspaceBuildDetails").put(details)
        return bool(details.state != BUILD_FAILED)

    def _validate_config(self, details: Any, device: str, parts: list[Part]) -> None:
        """Let a device try its configuration."""
        details.stage = CONFIG_VALIDATION
        for part in parts:
            details.configlet_build_results.values[part.configlet_id].generated_config.value = part.body
        if not self._streams(device):
            details.state, details.config_validation_skip_cause = BUILT, INACTIVE_SKIP
            details.build_stage_state.values["BUILD_STAGE_CONFIG_VALIDATION"] = SKIPPED
        else:
            outcome = self._try(device, parts)
            details.state = BUILD_FAILED if outcome.problems else BUILT
            details.build_stage_state.values["BUILD_STAGE_CONFIG_VALIDATION"] = details.state
            _result(details.config_validation_result, outcome, parts)

    def _streams(self, device: str) -> bool:
        found = self.state.get("inventory.v1.Device", deviceId=device)
        return found is not None and found.streaming_status == ACTIVE

    def _try(self, device: str, parts: list[Part]) -> Outcome:
        deployed = self.world.effects.one(ChangeControls).deployed.get(device, "")
        text = text_of(parts)
        outcome = try_out(self.world.lab, self.world.effects.one(Inventory).switch_of(device), text.splitlines())
        if deployed and not outcome.problems:
            lines = [*removals(deployed.splitlines(), text.splitlines()), *text.splitlines()]
            switch = self.world.effects.one(Inventory).switch_of(device)
            outcome.diff = try_out(self.world.lab, switch, lines).diff
        return outcome

    def _put_build(self, workspace: str, identity: str, state: int, user: str, error: str = "") -> None:
        build: Any = self.state.catalog["workspace.v1.WorkspaceBuild"].message()
        build.key.workspace_id.value, build.key.build_id.value = workspace, identity
        build.state = state
        build.built_by.value = user
        if error:
            build.error.value = error
        self.state.table("workspace.v1.WorkspaceBuild").put(build)

    def _end_build(self, workspace: str, identity: str, change: Change, state: int, error: str = "") -> None:
        self._work[workspace].building = ""
        self._put_build(workspace, identity, state, change.caller.name, error)
        with self.state.lock:
            value = self._copy(workspace)
            self._answer(value, change, SUCCEEDED if state == BUILT else FAILED, error)
            settles = state == BUILT and self.world.spec.settling
            value.needs_build.value = state != BUILT or bool(settles)
            self.state.table("workspace.v1.Workspace").put(value)
        if settles:
            self.later(lambda: self._update(workspace, needs_build=False), settles)

    def _cancel(self, workspace: str, change: Change) -> None:
        work = self._work.setdefault(workspace, Work())
        if not work.building:
            self._respond(workspace, change, FAILED, "no build is running")
            return
        identity, work.building, work.canceled = work.building, "", True
        self._put_build(workspace, identity, CANCELED, change.caller.name)
        self._respond(workspace, change, SUCCEEDED)

    # -- submit, abandon, rollback, rebase -----------------------------------------------------------------------

    def _configs(self, workspace: str) -> list[tuple[Scoped, Model, Any]]:
        """Everything that is configured in a workspace; tags before what is assigned."""
        found = []
        for table in self.state:
            effect = self.world.effects.of(table.model)
            if isinstance(effect, Scoped):
                found += [(effect, table.model, config) for config in effect.configured(workspace, table.model)]
        return sorted(found, key=lambda entry: entry[1].name != "tag.v2.TagConfig")

    def _submit(self, workspace: str, change: Change) -> None:
        if self.world.faults.take("submit-overtaken") or self._behind(workspace):
            self._update(workspace, needs_rebase=True)
        state, force = self._get(workspace), change.incoming.request == SUBMIT_FORCE
        designed, images = self.designs(workspace), self.world.effects.one(Software).changes(workspace)
        inactive = [device for device in {**designed, **images} if not self._streams(device)]
        if self.world.faults.take("submit-fails"):
            self._respond(workspace, change, FAILED, "failed to merge the workspace into the mainline")
        elif state.needs_rebase.value and not force:
            self._respond(workspace, change, FAILED, "the workspace must be rebased", SYNCHRONIZATION)
        elif state.needs_build.value and not force:
            self._respond(workspace, change, FAILED, "the workspace must be built successfully before it is submitted")
        elif inactive and not force:
            text = f"devices are not streaming: {', '.join(inactive)}"
            self._respond(workspace, change, FAILED, text, INACTIVE_DEVICES)
        else:
            self._merge(workspace, change, designed, images)

    def _merge(self, workspace: str, change: Change, designed: dict[str, list[Part]], images: dict[str, str]) -> None:
        work = self._work.setdefault(workspace, Work())
        mainline = self.world.effects.one(Assignments).designed("")
        work.before = {device: text_of(mainline.get(device, [])) for device in designed}
        with self.state.lock:
            for effect, model, config in self._configs(workspace):
                effect.submit(model, config, work.undo)
            tasks = [Task(device, text_of(parts), work.before[device]) for device, parts in designed.items()]
            tasks += [Task(device, image=image) for device, image in images.items()]
            self.world.effects.one(Software).submitted()
            self._close(workspace, change, SUBMITTED, tasks)
            self._outdate_others(workspace)

    def _close(self, workspace: str, change: Change, state: int, tasks: list[Task]) -> None:
        """Set a workspace's last state; a change control brings the devices there."""
        value = self._copy(workspace)
        if tasks:
            name = value.display_name.value or workspace
            control = self.world.effects.one(ChangeControls).create(name, tasks, change.caller.name)
            if self.world.spec.naming:
                self.later(lambda: self._name(workspace, control), self.world.spec.naming)
            else:
                value.cc_ids.values.append(control)
        value.state = state
        self._answer(value, change, SUCCEEDED)
        value.last_modified_by.value = change.caller.name
        value.last_modified_at.FromNanoseconds(self.state.now())
        self.state.table("workspace.v1.Workspace").put(value)

    def _name(self, workspace: str, control: str) -> None:
        """Let a workspace name a change control of its submission."""
        with self.state.lock:
            value = self._copy(workspace)
            value.cc_ids.values.append(control)
            self.state.table("workspace.v1.Workspace").put(value)

    def _outdate_others(self, workspace: str) -> None:
        """Every open workspace that has an object of this one's needs a rebase."""
        now = self.state.now()
        self._merged.update({_identity(model, config): now for _effect, model, config in self._configs(workspace)})
        for other in self.state.table("workspace.v1.Workspace").values():
            name = other.key.workspace_id.value
            if name != workspace and other.state == PENDING and self._behind(name):
                self._update(name, needs_rebase=True)

    def _behind(self, workspace: str) -> bool:
        """Whether the mainline has got an object of a workspace since that was made or rebased."""
        since = self._get(workspace).last_rebased_at.ToNanoseconds()
        late = {identity for identity, at in self._merged.items() if at > since}
        mine = {_identity(model, config) for _effect, model, config in self._configs(workspace)}
        paths = {path for name, path in late if name == INPUTS}
        return bool(late & mine) or any(_overlap(path, paths) for name, path in mine if name == INPUTS)

    def _abandon(self, workspace: str, change: Change) -> None:
        self._work.setdefault(workspace, Work()).building = ""
        with self.state.lock:
            self._close(workspace, change, ABANDONED, [])

    def _rollback(self, workspace: str, change: Change) -> None:
        work = self._work.setdefault(workspace, Work())
        mainline = self.world.effects.one(Assignments).designed("")
        software = self.world.effects.one(Software)
        images = software.assigned("")
        with self.state.lock:
            for model, key, before in reversed(work.undo):
                table = self.state.table(model)
                table.delete(key) if before is None else table.put(before)
            tasks = [Task(device, before, text_of(mainline.get(device, []))) for device, before in work.before.items()]
            again = {device: image for device, image in software.assigned("").items() if image != images.get(device)}
            tasks += [Task(device, image=image) for device, image in again.items()]
            software.submitted()
            self._close(workspace, change, ROLLED_BACK, tasks)
            self._outdate_others(workspace)

    def _rebase(self, workspace: str, change: Change) -> None:
        for effect, model, config in self._configs(workspace):
            effect.rebase(model, config, change.caller.name)
        with self.state.lock:
            value = self._copy(workspace)
            value.needs_rebase.value, value.needs_build.value = False, True
            value.last_rebase_id.value = str(uuid.uuid4())
            value.last_rebased_at.FromNanoseconds(self.state.now())
            self._answer(value, change, SUCCEEDED)
            self.state.table("workspace.v1.Workspace").put(value)


def request_id_of(change: Change) -> str:
    """The id under which a request is answered."""
    return str(change.incoming.request_params.request_id.value)


def text_of(parts: list[Part]) -> str:
    """The configuration that configlets make together."""
    return "\n".join(part.body.strip("\n") for part in parts)


def _identity(model: Model, config: Any) -> Identity:
    """What tells an object of a workspace apart: its key, or for inputs their studio and path."""
    if model.name == INPUTS:
        return model.name, (config.key.studio_id.value, *config.key.path.values)
    return model.name, (model.key_bytes(in_workspace(config.key, "")),)


def _overlap(path: tuple[Any, ...], others: set[tuple[Any, ...]]) -> bool:
    """Whether inputs at a path are part of others, or others of them."""
    return any(path[: len(other)] == other[: len(path)] for other in others)


def _say(error: Any, problem: Problem, starts: list[tuple[int, Part]]) -> None:
    """Tell a problem with its line, and the configlet that this is of."""
    error.error_msg.value = problem.text
    error.line_num.value = problem.line
    named = [part.name for start, part in starts if start <= problem.line]
    error.configlet_name.value = named[-1] if named else ""


def _result(result: Any, outcome: Outcome, parts: list[Part]) -> None:
    """The outcome of a validation as the build's details show it."""
    starts: list[tuple[int, Part]] = []
    line = 1
    for part in parts:
        starts.append((line, part))
        line += len(part.body.strip("\n").splitlines())
        result.config_sources.values.add(source_type=3).source_id.value = part.configlet_id
    for problem in outcome.problems:
        _say(result.errors.values.add(error_code=2), problem, starts)
    for problem in warnings(text_of(parts).splitlines()):
        _say(result.warnings.values.add(error_code=1), problem, starts)
    added, deleted = outcome.count("+"), outcome.count("-")
    result.summary.sync = 2 if added or deleted else 1
    result.summary.added_lines.value, result.summary.deleted_lines.value = added, deleted
    result.summary.designed_config_errors.value = len(outcome.problems)
