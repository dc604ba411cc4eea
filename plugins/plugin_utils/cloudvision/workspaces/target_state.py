# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bring a workspace into the state that a task requests."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ..errors import InputError
from ..workflows.errors import StateError, SynchronizationError, WorkflowError
from . import edits
from . import run as workspace_run
from .workspace import OPEN, Workspaces, change_controls_of, check_open, check_sync_retries, id_of, state_of

WorkspaceTarget = t.Literal["created", "built", "submitted", "abandoned", "rolled_back", "rebased"]


@dataclass(frozen=True)
class WorkspaceRequest:
    """A requested state of a workspace.

    :ivar workspace_id: its id; None: the open one of this name.
    :ivar rebase: whether to rebase first where that is necessary, before a build or a submission.
    :ivar diff: whether to tell what the workspace changes of the mainline.
    :ivar sync_retries: how often a submission that others have overtaken is rebased, built and tried again.
    """

    target: WorkspaceTarget
    workspace_id: str | None = None
    name: str | None = None
    description: str | None = None
    force: bool = False
    rebase: bool = False
    sync_retries: int = 0
    wait: bool = True
    check: bool = False
    diff: bool = False

    def __post_init__(self) -> None:
        if not self.workspace_id and not self.name:
            raise InputError("workspace_id and name are both missing: say which workspace is meant.")
        if self.force and self.target != "submitted":
            raise InputError("force is for 'state: submitted'.")
        check_sync_retries(self.sync_retries)
        if self.rebase and self.target not in ("built", "submitted"):
            raise InputError("rebase is for 'state: built' and 'state: submitted'; 'state: rebased' does nothing else.")
        if not self.wait and self.target not in ("built", "rebased"):
            raise InputError("wait can be false for 'state: built' and 'state: rebased' alone.")

    @property
    def called(self) -> str:
        """The workspace's name in messages."""
        return str(self.workspace_id or self.name)


@dataclass
class WorkspaceResult:
    """The result of a request: the task's result, made step by step."""

    result: dict[str, t.Any] = field(default_factory=lambda: {"changed": False})
    steps: list[str] = field(default_factory=list)

    def step(self, name: str) -> None:
        """Something was done, or would be."""
        self.steps.append(name)
        self.result["changed"] = True


def reach(spaces: Workspaces, request: WorkspaceRequest) -> dict[str, t.Any]:
    """Carry out a request, or predict it; returns the task's result.

    :raises CloudVisionError: of the type that says what went wrong.
    """
    found = spaces.get(request.workspace_id) if request.workspace_id else spaces.named(str(request.name))
    workspace = spaces.with_state(found)
    report = WorkspaceResult()
    before = state_of(workspace) if workspace else "absent"
    if request.target == "created":
        workspace = _create(spaces, request, workspace, report)
    elif workspace is not None:
        try:
            workspace = ACTIONS[request.target](spaces, request, workspace, report)
        except WorkflowError as error:
            raise error.after(len(report.steps) > 1 and not request.check) from None  # the last step was not done
    elif request.target != "abandoned":
        _absent(request, report)
    return _finish(request, workspace, before, report)


def _absent(request: WorkspaceRequest, report: WorkspaceResult) -> None:
    """There is no such workspace. In check mode an earlier task may make it."""
    if not request.check:
        what = (
            f"no workspace '{request.workspace_id}'"
            if request.workspace_id
            else f"no open workspace called '{request.name}'"
        )
        raise StateError(f"there is {what}.", hint="Make it with 'state: created', or check the id.")
    report.step(request.target)
    report.result["warnings"] = [
        f"There is no workspace '{request.called}' yet: what becomes of it cannot be predicted. A run fails, unless "
        "an earlier task makes it."
    ]


def _finish(
    request: WorkspaceRequest, workspace: dict[str, t.Any] | None, before: str, report: WorkspaceResult
) -> dict[str, t.Any]:
    result = report.result
    result["steps"] = report.steps
    after = state_of(workspace) if workspace else before
    if request.check and report.steps:
        after = {"submitted": "submitted", "abandoned": "abandoned", "rolled_back": "rolled_back"}.get(
            request.target, "pending"
        )
    result["state"] = after
    if workspace is not None:
        result["workspace_id"] = id_of(workspace)
        result["workspace"] = {name: value for name, value in workspace.items() if name != "responses"}
        result["change_control_ids"] = change_controls_of(workspace)
    elif request.workspace_id:
        result["workspace_id"] = request.workspace_id
    if report.steps:
        result.setdefault("diff", []).insert(
            0, edits.diff(f"workspace {request.called}", {"state": before}, {"state": after, "steps": report.steps})
        )
    return result


def _create(
    spaces: Workspaces, request: WorkspaceRequest, workspace: dict[str, t.Any] | None, report: WorkspaceResult
) -> dict[str, t.Any] | None:
    if workspace is not None:
        check_open(workspace, "made again")
    name = request.name if request.name is not None else (None if workspace else request.workspace_id)
    wanted = {"display_name": name, "description": request.description}
    wanted = {field: value for field, value in wanted.items() if value is not None}
    if workspace is not None and edits.within(wanted, workspace):
        return workspace
    report.step("created" if workspace is None else "renamed")
    if request.check:
        return workspace
    workspace_id = id_of(workspace) if workspace else request.workspace_id or workspace_run.new_id()
    return spaces.create(workspace_id, name, request.description)


def _rebase_first(
    spaces: Workspaces, request: WorkspaceRequest, workspace: dict[str, t.Any], report: WorkspaceResult
) -> dict[str, t.Any]:
    """Rebase where that is necessary and allowed."""
    if not workspace.get("needs_rebase"):
        return workspace
    if not (request.rebase or (request.target == "submitted" and request.sync_retries)):
        if request.target == "submitted" and not request.force:
            raise StateError(
                f"workspace '{id_of(workspace)}' must be rebased: the mainline has changed since.",
                hint="Use 'state: rebased', look at what it changes then, and go on; or set 'rebase: true'.",
                workspace_id=id_of(workspace),
            )
        return workspace
    report.step("rebased")
    return workspace if request.check else spaces.perform(id_of(workspace), "REBASE")


def _build(
    spaces: Workspaces, request: WorkspaceRequest, workspace: dict[str, t.Any], report: WorkspaceResult
) -> dict[str, t.Any]:
    workspace_id = check_open(workspace, "built")
    workspace = _rebase_first(spaces, request, workspace, report)
    if request.diff:
        report.result["diff"] = edits.differences(spaces.objects, workspace_id)
    done = None if "rebased" in report.steps else spaces.built(workspace)
    if done is not None:
        report.result["build"] = done
        return workspace
    report.step("built")
    if request.check:
        report.result["build"] = workspace_run.rehearse(
            spaces, lambda scratch: edits.copy(spaces.objects, workspace_id, scratch, spaces.poller)
        )
        return workspace
    if not request.wait:
        report.result["request_id"] = spaces.request(workspace_id, "START_BUILD")
        return workspace
    report.result["build"] = spaces.build(workspace_id)
    return spaces.get(workspace_id) or workspace


def _submit(
    spaces: Workspaces, request: WorkspaceRequest, workspace: dict[str, t.Any], report: WorkspaceResult
) -> dict[str, t.Any]:
    if state_of(workspace) == "submitted":
        return workspace
    check_open(workspace, "submitted")
    retries = request.sync_retries
    while True:
        workspace = _build(spaces, request, workspace, report)
        report.step("submitted")
        if request.check:
            return workspace
        try:
            return spaces.submit(id_of(workspace), request.force, not request.sync_retries, report.result.get("build"))
        except SynchronizationError:
            if not retries:
                raise
        retries -= 1
        report.steps[-1] = "rebased"
        workspace = spaces.perform(id_of(workspace), "REBASE")


def _abandon(
    spaces: Workspaces, request: WorkspaceRequest, workspace: dict[str, t.Any], report: WorkspaceResult
) -> dict[str, t.Any]:
    if state_of(workspace) == "abandoned":
        return workspace
    if state_of(workspace) not in OPEN:
        raise StateError(
            f"workspace '{id_of(workspace)}' cannot be abandoned: it is already {state_of(workspace)}.",
            hint="Use 'state: rolled_back' to undo it." if state_of(workspace) == "submitted" else None,
            workspace_id=id_of(workspace),
        )
    report.step("abandoned")
    return workspace if request.check else spaces.perform(id_of(workspace), "ABANDON")


def _roll_back(
    spaces: Workspaces, request: WorkspaceRequest, workspace: dict[str, t.Any], report: WorkspaceResult
) -> dict[str, t.Any]:
    state = state_of(workspace)
    if state == "rolled_back":
        return workspace
    if state != "submitted":
        raise StateError(
            f"workspace '{id_of(workspace)}' cannot be rolled back: it is {state} and was never submitted.",
            hint="Use 'state: abandoned' to drop it.",
            workspace_id=id_of(workspace),
        )
    report.step("rolled_back")
    if request.check:
        return workspace
    known = change_controls_of(workspace)
    after = spaces.perform(id_of(workspace), "ROLLBACK")
    return spaces.with_more_change_controls(after, known) if known else after


def _rebase(
    spaces: Workspaces, request: WorkspaceRequest, workspace: dict[str, t.Any], report: WorkspaceResult
) -> dict[str, t.Any]:
    workspace_id = check_open(workspace, "rebased")
    if not workspace.get("needs_rebase"):
        return workspace
    report.step("rebased")
    if request.check:
        return workspace
    if not request.wait:
        report.result["request_id"] = spaces.request(workspace_id, "REBASE")
        return workspace
    return spaces.perform(workspace_id, "REBASE")


ACTIONS: t.Final[
    dict[str, t.Callable[[Workspaces, WorkspaceRequest, dict[str, t.Any], WorkspaceResult], dict[str, t.Any]]]
] = {
    "built": _build,
    "submitted": _submit,
    "abandoned": _abandon,
    "rolled_back": _roll_back,
    "rebased": _rebase,
}
