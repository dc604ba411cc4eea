# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change objects through a workspace: an existing one, or one made for the change.

One of its own is made, built, submitted, and abandoned where the build or the submission fails. Check mode builds in a
scratch workspace and abandons it, so the prediction of the build is CloudVision's own.
"""

from __future__ import annotations

import typing as t
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from ...common.cleanup import undone
from ..errors import InputError
from ..workflows.errors import StateError, SynchronizationError
from . import edits
from . import workspace as workspaces
from .view import View

PREFIX: t.Final = "ansible"
SCRATCH: t.Final = "Check mode of Ansible"


@dataclass(frozen=True)
class WorkspaceChange:
    """A requested change, and the workspace for it.

    :ivar workspace: id of a workspace, or name of an open one; None for one of its own.
    :ivar name: the own workspace's name.
    :ivar submit: whether the own workspace is submitted; else it stays open, built.
    :ivar force: submit although devices do not stream.
    :ivar sync_retries: how often to begin again in a new workspace where others submit meanwhile.
    :ivar check: only predict.
    :ivar check_build: whether check mode builds.
    """

    workspace: str | None = None
    name: str | None = None
    description: str | None = None
    submit: bool = True
    force: bool = False
    sync_retries: int = 0
    check: bool = False
    check_build: bool = True

    def __post_init__(self) -> None:
        workspaces.check_sync_retries(self.sync_retries)


Planner = Callable[[View], edits.EditPlan]


def run(spaces: workspaces.Workspaces, change: WorkspaceChange, planner: Planner) -> dict[str, t.Any]:
    """Make a change, or predict it; returns the task's result.

    :param planner: makes the plan of what a workspace sees.
    :raises CloudVisionError: of the type that says what went wrong.
    """
    if change.workspace is not None:
        return _within(spaces, change, planner)
    if not change.check:
        return _own(spaces, change, planner)
    plan = planner(View(spaces.objects))
    result = _plan_result(plan)
    if plan.todo and change.check_build:
        result["build"] = rehearse(spaces, lambda scratch: _apply_edits(spaces, scratch, plan))
    return result


def _within(spaces: workspaces.Workspaces, change: WorkspaceChange, planner: Planner) -> dict[str, t.Any]:
    """A change in a workspace that is there."""
    wanted = str(change.workspace)
    if not wanted:
        raise InputError("workspace is empty, which is the mainline: it cannot be changed directly.")
    workspace = spaces.find(wanted)
    if workspace is None:
        if not change.check:
            raise StateError(
                f"there is no workspace '{wanted}', by its id or as the name of an open one.",
                hint="Make it with cloudvision_workspace, or leave 'workspace' out to use one of its own.",
            )
        # An earlier task of the same check makes it, in a run; it begins as the mainline is.
        return {**_plan_result(planner(View(spaces.objects))), "workspace_id": wanted}
    workspace_id = spaces.open(workspace)
    view = View(spaces.objects, workspace_id)
    plan = planner(view)
    if not change.check:
        edits.apply(view, plan, spaces.poller)
    return {**_plan_result(plan), "workspace_id": workspace_id}


def _own(spaces: workspaces.Workspaces, change: WorkspaceChange, planner: Planner) -> dict[str, t.Any]:
    """A change in a workspace of its own. Where others submit meanwhile, it begins again on the mainline of then.

    A rebase would not do: the edits are computed from the mainline, and would take back what the others have added to
    the same lists.
    """
    retries = change.sync_retries
    while True:
        plan = planner(View(spaces.objects))
        if not plan.todo:
            return _plan_result(plan)
        try:
            return _in_own(spaces, change, planner, plan, overwrite=not change.sync_retries)
        except SynchronizationError as error:
            if not retries:
                raise
            spaces.poller.say(f"{error.reason.rstrip('.')}; the change begins again in another one")
        retries -= 1


def _in_own(
    spaces: workspaces.Workspaces, change: WorkspaceChange, planner: Planner, plan: edits.EditPlan, overwrite: bool
) -> dict[str, t.Any]:
    """Make, fill, build and submit a workspace."""
    workspace_id = new_id()

    def abandon() -> None:
        if spaces.is_open(workspace_id):
            spaces.request(workspace_id, "ABANDON")

    with undone(abandon, left=f"Workspace '{workspace_id}' may still be open."):
        spaces.create(workspace_id, change.name or f"Ansible {workspace_id[-8:]}", change.description)
        if plan.whole:  # what others have submitted before the workspace was made, CloudVision takes for known to it
            plan = planner(View(spaces.objects))
        result = _plan_result(plan)
        if not plan.todo:
            abandon()
            return result
        _apply_edits(spaces, workspace_id, plan)
        result.update(workspace_id=workspace_id, build=spaces.build(workspace_id))
        if change.submit:
            submitted = spaces.submit(workspace_id, change.force, overwrite, result["build"])
            result["change_control_ids"] = workspaces.change_controls_of(submitted)
    return result


def _apply_edits(spaces: workspaces.Workspaces, workspace_id: str, plan: edits.EditPlan) -> None:
    """Make the edits in a workspace that was just made."""
    edits.apply(View(spaces.objects, workspace_id, new=True), plan, spaces.poller)


def _plan_result(plan: edits.EditPlan) -> dict[str, t.Any]:
    result: dict[str, t.Any] = {"changed": bool(plan.todo)}
    if plan.todo:
        result["diff"] = plan.diffs
    return result


def rehearse(spaces: workspaces.Workspaces, fill: Callable[[str], None]) -> dict[str, t.Any]:
    """Build in a scratch workspace and drop it; returns the build's results.

    :param fill: brings the changes into the workspace of that id.
    :raises BuildError: as a run would.
    """
    scratch = new_id("check")

    def drop() -> None:
        if spaces.exists(scratch):
            spaces.abandon(scratch)
            spaces.objects.delete(workspaces.CONFIG, {"workspace_id": scratch})

    with undone(drop, always=True, left=f"Workspace '{scratch}' may still be open."):
        spaces.create(scratch, SCRATCH)
        fill(scratch)
        return spaces.build(scratch)


def new_id(kind: str = "") -> str:
    """A unique id for a workspace."""
    return "-".join(part for part in (PREFIX, kind, str(uuid.uuid4())) if part)
