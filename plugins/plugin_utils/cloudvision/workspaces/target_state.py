# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task wants of a workspace, and the way there from what it is now."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ..errors import InputError
from ..resources.plain import Values
from ..workflows.errors import StateError, WorkflowError
from . import edits
from . import run as workspace_jobs
from .workspace import OPEN, Workspaces, change_controls_of, check_open, id_of, state_of

Target = t.Literal["created", "built", "submitted", "abandoned", "rolled_back", "rebased"]


@dataclass(frozen=True)
class Wish:
    """What is wanted of a workspace.

    :ivar workspace_id: its id; None: the open one of this name.
    :ivar rebase: whether to rebase first where that is necessary, before a build or a submission.
    """

    target: Target
    workspace_id: str | None = None
    name: str | None = None
    description: str | None = None
    force: bool = False
    rebase: bool = False
    wait: bool = True
    check: bool = False

    def __post_init__(self) -> None:
        if not self.workspace_id and not self.name:
            raise InputError("workspace_id and name are both missing: say which workspace is meant.")
        if self.force and self.target != "submitted":
            raise InputError("force is for 'state: submitted'.")
        if self.rebase and self.target not in ("built", "submitted"):
            raise InputError("rebase is for 'state: built' and 'state: submitted'; 'state: rebased' does nothing else.")
        if not self.wait and self.target not in ("built", "rebased"):
            raise InputError("wait can be false for 'state: built' and 'state: rebased' alone.")

    @property
    def called(self) -> str:
        """What messages call the workspace."""
        return str(self.workspace_id or self.name)


@dataclass
class Outcome:
    """What became of a wish: the task's result, made step by step."""

    result: Values = field(default_factory=lambda: {"changed": False})
    steps: list[str] = field(default_factory=list)

    def step(self, name: str) -> None:
        """Something was done, or would be."""
        self.steps.append(name)
        self.result["changed"] = True


def fulfil(spaces: Workspaces, wish: Wish) -> Values:
    """Fulfil a wish, or predict that; returns the task's result.

    :raises CloudVisionError: of the type that says what went wrong.
    """
    workspace = spaces.get(wish.workspace_id) if wish.workspace_id else spaces.named(str(wish.name))
    outcome = Outcome()
    before = state_of(workspace) if workspace else "absent"
    if wish.target == "created":
        workspace = _create(spaces, wish, workspace, outcome)
    elif workspace is not None:
        try:
            workspace = ACTIONS[wish.target](spaces, wish, workspace, outcome)
        except WorkflowError as error:
            raise error.after(len(outcome.steps) > 1 and not wish.check) from None  # the last step was not done
    elif wish.target != "abandoned":
        _absent(wish, outcome)
    return _finish(wish, workspace, before, outcome)


def _absent(wish: Wish, outcome: Outcome) -> None:
    """There is no such workspace. In check mode an earlier task may make it."""
    if not wish.check:
        what = f"no workspace '{wish.workspace_id}'" if wish.workspace_id else f"no open workspace called '{wish.name}'"
        raise StateError(f"there is {what}.", hint="Make it with 'state: created', or check the id.")
    outcome.step(wish.target)
    outcome.result["warnings"] = [
        f"There is no workspace '{wish.called}' yet: what becomes of it cannot be predicted. A run fails, unless "
        "an earlier task makes it."
    ]


def _finish(wish: Wish, workspace: Values | None, before: str, outcome: Outcome) -> Values:
    result = outcome.result
    result["steps"] = outcome.steps
    after = state_of(workspace) if workspace else before
    if wish.check and outcome.steps:
        after = {"submitted": "submitted", "abandoned": "abandoned", "rolled_back": "rolled_back"}.get(
            wish.target, "pending"
        )
    result["state"] = after
    if workspace is not None:
        result["workspace_id"] = id_of(workspace)
        result["workspace"] = {name: value for name, value in workspace.items() if name != "responses"}
        result["change_control_ids"] = change_controls_of(workspace)
    elif wish.workspace_id:
        result["workspace_id"] = wish.workspace_id
    if outcome.steps:
        result.setdefault("diff", []).insert(
            0, edits.diff(f"workspace {wish.called}", {"state": before}, {"state": after, "steps": outcome.steps})
        )
    return result


def _create(spaces: Workspaces, wish: Wish, workspace: Values | None, outcome: Outcome) -> Values | None:
    if workspace is not None:
        check_open(workspace, "made again")
    name = wish.name if wish.name is not None else (None if workspace else wish.workspace_id)
    wanted = {"display_name": name, "description": wish.description}
    wanted = {field: value for field, value in wanted.items() if value is not None}
    if workspace is not None and edits.within(wanted, workspace):
        return workspace
    outcome.step("created" if workspace is None else "renamed")
    if wish.check:
        return workspace
    workspace_id = id_of(workspace) if workspace else wish.workspace_id or workspace_jobs.new_id()
    return spaces.create(workspace_id, name, wish.description)


def _rebase_first(spaces: Workspaces, wish: Wish, workspace: Values, outcome: Outcome) -> Values:
    """Rebase where that is necessary and allowed."""
    if not workspace.get("needs_rebase"):
        return workspace
    if not wish.rebase:
        if wish.target == "submitted" and not wish.force:
            raise StateError(
                f"workspace '{id_of(workspace)}' must be rebased: the mainline has changed since.",
                hint="Use 'state: rebased', look at what it changes then, and go on; or set 'rebase: true'.",
                workspace_id=id_of(workspace),
            )
        return workspace
    outcome.step("rebased")
    return workspace if wish.check else spaces.perform(id_of(workspace), "REBASE")


def _build(spaces: Workspaces, wish: Wish, workspace: Values, outcome: Outcome) -> Values:
    workspace_id = check_open(workspace, "built")
    workspace = _rebase_first(spaces, wish, workspace, outcome)
    outcome.result["diff"] = edits.differences(spaces.objects, workspace_id)
    done = None if "rebased" in outcome.steps else spaces.built(workspace)
    if done is not None:
        outcome.result["build"] = done
        return workspace
    outcome.step("built")
    if wish.check:
        outcome.result["build"] = workspace_jobs.rehearse(
            spaces, lambda scratch: edits.copy(spaces.objects, workspace_id, scratch, spaces.poller)
        )
        return workspace
    if not wish.wait:
        outcome.result["request_id"] = spaces.request(workspace_id, "START_BUILD")
        return workspace
    outcome.result["build"] = spaces.build(workspace_id)
    return spaces.get(workspace_id) or workspace


def _submit(spaces: Workspaces, wish: Wish, workspace: Values, outcome: Outcome) -> Values:
    if state_of(workspace) == "submitted":
        return workspace
    check_open(workspace, "submitted")
    workspace = _build(spaces, wish, workspace, outcome)
    outcome.step("submitted")
    if not wish.check:
        spaces.submit(id_of(workspace), wish.force)
        workspace = spaces.get(id_of(workspace)) or workspace
    return workspace


def _abandon(spaces: Workspaces, wish: Wish, workspace: Values, outcome: Outcome) -> Values:
    if state_of(workspace) == "abandoned":
        return workspace
    if state_of(workspace) not in OPEN:
        raise StateError(
            f"workspace '{id_of(workspace)}' cannot be abandoned: it is already {state_of(workspace)}.",
            hint="Use 'state: rolled_back' to undo it." if state_of(workspace) == "submitted" else None,
            workspace_id=id_of(workspace),
        )
    outcome.step("abandoned")
    return workspace if wish.check else spaces.perform(id_of(workspace), "ABANDON")


def _roll_back(spaces: Workspaces, wish: Wish, workspace: Values, outcome: Outcome) -> Values:
    state = state_of(workspace)
    if state == "rolled_back":
        return workspace
    if state != "submitted":
        raise StateError(
            f"workspace '{id_of(workspace)}' cannot be rolled back: it is {state} and was never submitted.",
            hint="Use 'state: abandoned' to drop it.",
            workspace_id=id_of(workspace),
        )
    outcome.step("rolled_back")
    return workspace if wish.check else spaces.perform(id_of(workspace), "ROLLBACK")


def _rebase(spaces: Workspaces, wish: Wish, workspace: Values, outcome: Outcome) -> Values:
    workspace_id = check_open(workspace, "rebased")
    if not workspace.get("needs_rebase"):
        return workspace
    outcome.step("rebased")
    if wish.check:
        return workspace
    if not wish.wait:
        outcome.result["request_id"] = spaces.request(workspace_id, "REBASE")
        return workspace
    return spaces.perform(workspace_id, "REBASE")


ACTIONS: t.Final[dict[str, t.Callable[[Workspaces, Wish, Values, Outcome], Values]]] = {
    "built": _build,
    "submitted": _submit,
    "abandoned": _abandon,
    "rolled_back": _roll_back,
    "rebased": _rebase,
}
