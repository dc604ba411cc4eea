# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change controls (changecontrol.v1): what is asked of them, and how they are found, edited and waited for."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...common.polling import Poller
from ..errors import InputError, InvalidError, NotFoundError
from ..resources.plain import PlainResources
from ..resources.watch import StateWatch
from ..workspaces import builds
from ..workspaces.edits import within
from ..workspaces.workspace import CHANGE_CONTROL_SECONDS, Workspaces, change_controls_of, id_of, state_of
from .change_state import (
    APPROVE,
    CONFIG,
    CONTROL,
    approved,
    failures,
    late,
    moment,
    name_of,
    progress,
    same_time,
    scheduled_at,
    status_of,
    summary,
    trimmed,
    unscheduled,
    version_of,
)
from .errors import ChangeControlError, LateError, StateError

FORCED: t.Final = "OVERRIDE_REASON_USER_FORCED"

ChangeControlTarget = t.Literal[
    "found", "approved", "unapproved", "scheduled", "unscheduled", "started", "completed", "stopped", "deleted"
]


@dataclass(frozen=True)
class ChangeControlRequest:
    """The target state of one or more change controls, selected by exactly one of id, name and workspace.

    :ivar version: the version that may be approved; None: the present one.
    :ivar approve: whether to approve first where that is necessary.
    :ivar override: whether to approve although CloudVision's validation failed; the notes say why.
    :ivar new_name: what it is to be called. `description`: what people read of it. None: as they are.
    :ivar may_run: whether one that runs already, or has run, may keep its name and description.
    :ivar at: when to start, ISO 8601, for `scheduled`.
    """

    target: ChangeControlTarget
    id: str | None = None
    name: str | None = None
    workspace: str | None = None
    version: str | None = None
    approve: bool = False
    override: bool = False
    new_name: str | None = None
    description: str | None = None
    at: str | None = None
    notes: str | None = None
    may_run: bool = False
    check: bool = False

    def __post_init__(self) -> None:
        given = [name for name in ("id", "name", "workspace") if getattr(self, name)]
        if len(given) != 1:
            what = "are given together" if given else "are all missing"
            raise InputError(f"change_control_id, name and workspace {what}: one of them says what is meant.")
        if (self.at is None) == (self.target == "scheduled"):
            if self.at is None:
                raise InputError("schedule_at is missing: 'state: scheduled' needs the time of the start.")
            raise InputError("schedule_at is for 'state: scheduled'.")
        approves = self.target == "approved" or self.approve
        if self.version is not None and not approves:
            raise InputError("version is for an approval: use 'state: approved', or 'approve: true'.")
        if self.override and not approves:
            raise InputError("override is for an approval: use 'state: approved', or 'approve: true'.")
        if self.override and not (self.notes or "").strip():
            raise InputError("override needs a reason: give it in notes, which stay with the approval.")
        if (self.new_name is not None or self.description is not None) and self.target in ("stopped", "deleted"):
            raise InputError(f"new_name and description do not go with 'state: {self.target}'.")
        for name, text in (("version", self.version), ("schedule_at", self.at)):
            if text is not None:
                moment(text, name)
        if self.approve and self.target not in ("scheduled", "started", "completed"):
            raise InputError("approve goes with 'state: scheduled', 'state: started' and 'state: completed'.")


class ChangeControls:
    """The change controls of one CloudVision.

    :raises CloudVisionError: from every method.
    """

    def __init__(self, objects: PlainResources, poller: Poller) -> None:
        self.objects = objects
        self.poller = poller
        self._watches: dict[str, StateWatch] = {}

    # --- Looking ---

    def get(self, identity: str) -> dict[str, t.Any] | None:
        """One by its id, None where there is none."""
        return self.objects.get(CONTROL, {"id": identity})

    def find(self, request: ChangeControlRequest) -> list[dict[str, t.Any]] | None:
        """Those that are meant, in their order. None: check mode cannot know them yet."""
        if request.workspace:
            return self._of_workspace(request)
        if request.id:
            found = self.get(request.id)
            if found is None and request.target == "deleted":
                return []
            if found is None:
                raise StateError(f"there is no change control '{request.id}'.", hint="The name goes into 'name'.")
            return [found]
        return self.named(str(request.name), request.target == "deleted", request.new_name)

    def named(self, name: str, may_be_none: bool, new_name: str | None = None) -> list[dict[str, t.Any]]:
        """The one of a name, of several the one that is not completed.

        :param may_be_none: whether an empty list is returned where there is none.
        :param new_name: what it is called where an earlier run has renamed it.
        """
        found = self.objects.list(CONTROL, {"change": {"name": name}})
        if not found and new_name:
            found = self.objects.list(CONTROL, {"change": {"name": new_name}})
        if not found and may_be_none:
            return []
        if not found:
            raise StateError(f"there is no change control called '{name}'.")
        unfinished = [one for one in found if status_of(one) != "completed"]
        if len(unfinished) == 1 or len(found) == 1:
            return (unfinished or found)[:1]
        several = unfinished or found
        raise StateError(
            f"{len(several)} change controls are called '{name}': {', '.join(one['key']['id'] for one in several)}.",
            hint="Give change_control_id.",
        )

    def _of_workspace(self, request: ChangeControlRequest) -> list[dict[str, t.Any]] | None:
        spaces = Workspaces(self.objects, self.poller)
        workspace = spaces.get(str(request.workspace))
        if workspace is None and request.check:
            return None
        if workspace is None:
            raise StateError(f"there is no workspace '{request.workspace}'.", hint="Give its id.")
        if state_of(workspace) not in ("submitted", "rolled_back"):
            if request.check:
                return None
            raise StateError(
                f"workspace '{id_of(workspace)}' is {state_of(workspace)}: it has change controls when it is submitted."
            )
        if state_of(workspace) == "submitted":
            workspace = self._with_change_controls(spaces, workspace, request)
        controls = [self._await_of_workspace(identity) for identity in change_controls_of(workspace)]
        if state_of(workspace) == "rolled_back":
            # What became of the change itself does not count any more; the last one is the rollback's.
            return [one for one in controls if status_of(one) != "completed"] or controls[-1:]
        return controls

    @staticmethod
    def _with_change_controls(
        spaces: Workspaces, workspace: dict[str, t.Any], request: ChangeControlRequest
    ) -> dict[str, t.Any]:
        """A submitted workspace with its change controls, which may come later: none is none where none is to come."""
        if change_controls_of(workspace):
            return workspace
        build = spaces.last_build(workspace)
        workspace = spaces.with_change_controls(workspace, build)
        if builds.changes(build) and not change_controls_of(workspace) and request.target != "found":
            raise StateError(
                f"workspace '{id_of(workspace)}' has no change control, although its build changes devices.",
                hint="Look in CloudVision for what became of the submission.",
                workspace_id=id_of(workspace),
            )
        return workspace

    def _await_of_workspace(self, identity: str) -> dict[str, t.Any]:
        """A change control that a workspace has made, and that may show up a little later."""
        return self.poller.within(CHANGE_CONTROL_SECONDS).until(
            lambda: self.get(identity),
            lambda: LateError(f"change control '{identity}' does not show up.", hint="It may have been deleted."),
        )

    # --- Doing ---

    def approve(
        self, control: dict[str, t.Any], value: bool, notes: str | None, override: bool = False
    ) -> dict[str, t.Any]:
        """Approve the version that was read, or withdraw the approval; returns the change control as it is then.

        :param override: although its validation failed.
        """
        flag = {"value": value, **({"notes": notes} if notes else {})}
        approval: dict[str, t.Any] = {"key": dict(control["key"]), "approve": flag}
        if value:
            approval["version"] = version_of(control)
        if override:
            approval["override_reason"] = FORCED
        self._set(APPROVE, approval, control)
        return self.wait(control, lambda now: approved(now) == value, "approval")

    def describe(self, control: dict[str, t.Any], wanted: Mapping[str, str]) -> dict[str, t.Any]:
        """Give a change control another name or notes, which is an edit and makes another version."""
        self._set(CONFIG, {"key": dict(control["key"]), "change": dict(wanted)}, control)
        return self.wait(control, lambda now: within(wanted, now.get("change") or {}), "name")

    def delete(self, control: dict[str, t.Any]) -> None:
        """Delete a change control, and wait until it is gone."""
        self.objects.delete(CONFIG, control["key"])
        identity = control["key"]["id"]
        self.poller.until(
            lambda: self.get(identity) is None or None, lambda: late(control, "deletion", self.poller.seconds)
        )

    def schedule(self, control: dict[str, t.Any], at: str | None, notes: str | None) -> dict[str, t.Any]:
        """Set or withdraw the time of the start."""
        flag: dict[str, t.Any] = {**({"value": at} if at else {}), **({"notes": notes} if notes else {})}
        self._set(CONFIG, {"key": dict(control["key"]), "schedule": flag}, control)
        if at is None:
            return self.wait(control, unscheduled, "schedule")
        return self.wait(
            control,
            lambda now: same_time(scheduled_at(now), at) and status_of(now) != "not_started",
            "schedule",
        )

    def flag_start(self, control: dict[str, t.Any], value: bool, notes: str | None) -> None:
        """Start or stop."""
        flag = {"value": value, **({"notes": notes} if notes else {})}
        # It may be there already: somebody else was faster, or we were, and the answer was lost.
        there = ("running", "completed") if value else ("completed",)
        self._set(CONFIG, {"key": dict(control["key"]), "start": flag}, control, lambda now: status_of(now) in there)

    def _set(
        self,
        model: str,
        values: Mapping[str, t.Any],
        control: dict[str, t.Any],
        there: Callable[[dict[str, t.Any]], bool] = lambda now: False,
    ) -> None:
        """Set something of a change control.

        :param there: whether one is as it should be, so that a refusal does not matter.
        :raises ChangeControlError: where it is refused because of what somebody else did since it was read.
        """
        try:
            self.objects.set(model, values)
        except (InvalidError, NotFoundError) as error:
            now = self.get(control["key"]["id"])
            if now is None:
                raise ChangeControlError(f"{name_of(control)} was deleted by somebody else.") from error
            if there(now):
                return
            if version_of(now) != version_of(control):
                raise ChangeControlError(
                    f"{name_of(control)} was edited by somebody else meanwhile.",
                    hint="Look at what it does now, and run the task again.",
                    change_control=summary(now),
                ) from error
            raise

    def wait(self, control: dict[str, t.Any], done: Callable[[dict[str, t.Any]], bool], what: str) -> dict[str, t.Any]:
        """Wait until a change control is as it should be. One subscription serves all waits for it."""

        def look(now: dict[str, t.Any]) -> dict[str, t.Any] | None:
            if not now:
                raise ChangeControlError(f"{name_of(control)} was deleted by somebody else.")
            return now if done(now) else None

        identity = control["key"]["id"]
        if identity not in self._watches:
            self._watches[identity] = StateWatch(self.objects, CONTROL, {"key": {"id": identity}}, removals=True)
        return self._watches[identity].until(look, self.poller, lambda: late(control, what, self.poller.seconds))

    def follow(self, control: dict[str, t.Any]) -> dict[str, t.Any]:
        """Follow a change control that runs, or will, to its end; returns it completed.

        :raises ChangeControlError: where it does not run any more without being completed.
        """

        def done(now: dict[str, t.Any]) -> bool:
            self.poller.say(progress(now))
            if status_of(now) == "not_started" and now.get("error"):
                raise ChangeControlError(
                    f"{name_of(now)} was not started: {trimmed(now['error'])}.",
                    change_control=summary(now),
                    failures=failures(now),
                )
            return status_of(now) == "completed"

        return self.wait(control, done, "end")
