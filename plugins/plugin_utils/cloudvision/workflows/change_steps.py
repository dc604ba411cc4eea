# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps that lead a change control to what is wanted of it: name, approval, schedule, start, stop, end."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping

from ..workspaces.edits import diff, within
from .change_controls import ChangeControlRequest, ChangeControls
from .change_state import (
    approved,
    failures,
    name_of,
    objections,
    reason_of,
    same_time,
    scheduled_at,
    status_of,
    summary,
    trimmed,
    version_of,
)
from .errors import ChangeControlError, LateError, StateError, WorkflowError


def carry_out(controls: ChangeControls, request: ChangeControlRequest) -> dict[str, t.Any]:
    """Carry out a request, or predict it; returns the task's result."""
    result: dict[str, t.Any] = {"changed": False, "change_controls": []}
    diffs = []
    found = controls.find(request)
    if found is None:
        return _unknown(request)
    for control in found:
        steps = _Steps(controls, request, control)
        steps.run()
        if steps.done:
            result["changed"] = True
            diffs.append(diff(name_of(control), *steps.before_and_after()))
        if steps.warning:
            result.setdefault("warnings", []).append(steps.warning)
        result["change_controls"].append(summary(steps.control))
    if len(found) == 1:
        result["change_control"] = result["change_controls"][0]
    if diffs:
        result["diff"] = diffs
    return result


def _unknown(request: ChangeControlRequest) -> dict[str, t.Any]:
    return {
        "changed": request.target != "found",
        "change_controls": [],
        "warnings": [
            f"Workspace '{request.workspace}' is not submitted: its change controls cannot be predicted. A run "
            "fails, unless an earlier task submits it."
        ],
    }


class _Steps:
    """One change control on its way to what is wanted."""

    def __init__(self, controls: ChangeControls, request: ChangeControlRequest, control: dict[str, t.Any]) -> None:
        self.controls = controls
        self.request = request
        self.control = control
        self.before = summary(control)
        self.done: list[str] = []
        self.warning = ""
        #: Whether this task made the version that there is now.
        self._described = False

    def run(self) -> None:
        """Do what is to be done."""
        actions: Mapping[str, Callable[[], None]] = {
            "found": lambda: None,
            "approved": self._approve,
            "unapproved": self._unapprove,
            "scheduled": self._schedule,
            "unscheduled": self._unschedule,
            "started": self._start,
            "completed": self._complete,
            "stopped": self._stop,
            "deleted": self._delete_control,
        }
        try:
            self._describe()
            actions[self.request.target]()
        except (ChangeControlError, LateError) as error:
            raise error.after(bool(self.done) and not self.request.check) from None
        except WorkflowError as error:
            raise error.after(len(self.done) > 1 and not self.request.check) from None

    def before_and_after(self) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
        """The side of a diff."""
        fields = ("name", "description", "status", "approved", "scheduled_at", "completion_reason")
        if "deleted" in self.done:
            return {name: self.before[name] for name in fields}, {}
        after = {**summary(self.control), **(self._predicted() if self.request.check else {})}
        return {name: self.before[name] for name in fields}, {name: after[name] for name in fields}

    def _predicted(self) -> dict[str, t.Any]:
        found: dict[str, t.Any] = {}
        if "approved" in self.done or "unapproved" in self.done:
            found["approved"] = "approved" in self.done
        if "scheduled" in self.done:
            found.update(status="scheduled", scheduled_at=self.request.at)
        if "unscheduled" in self.done:
            found.update(status="not_started", scheduled_at=None)
        if "started" in self.done:
            completed = self.request.target == "completed"
            found.update(status="completed" if completed else "running")
            found.update(completion_reason="success" if completed else "")
        if "stopped" in self.done:
            found.update(status="completed", completion_reason="stopped")
        return found

    def _check_unstarted(self, doing: str) -> None:
        status = status_of(self.control)
        if status in ("running", "completed"):
            what = f"completed ({reason_of(self.control)})" if status == "completed" else "running"
            raise StateError(f"{name_of(self.control)} cannot be {doing}: it is {what}.", **self._control_facts())

    def _control_facts(self) -> dict[str, t.Any]:
        return {"change_control": summary(self.control)}

    # -- name --

    def _describe(self) -> None:
        """Give it the name and the description that are wanted."""
        wanted = {"name": self.request.new_name, "notes": self.request.description}
        wanted = {name: text for name, text in wanted.items() if text is not None}
        if within(wanted, self.control.get("change") or {}):
            return
        if self.request.may_run and status_of(self.control) in ("running", "completed"):
            self.warning = f"{name_of(self.control)} keeps its name and description: it was started by somebody else."
            return
        self._check_unstarted("renamed")
        self.done.append("described")
        if self.request.check:
            self.control = {**self.control, "change": {**(self.control.get("change") or {}), **wanted}, "approve": {}}
            return
        self._check_version()  # the edit makes another version, which nobody else has seen
        self.control = self.controls.describe(self.control, t.cast("dict[str, str]", wanted))
        self._described = True

    # -- approval --

    def _check_version(self) -> None:
        wanted = self.request.version
        if wanted is not None and not self._described and not same_time(version_of(self.control), wanted):
            raise StateError(
                f"{name_of(self.control)} was edited since version {wanted}: it is {version_of(self.control)} now.",
                hint="Look at the change as it is, and approve that version.",
                **self._control_facts(),
            )

    def _approve(self) -> None:
        self._check_version()
        if approved(self.control):
            return
        self._check_unstarted("approved")
        failed = objections(self.control)
        if failed and not self.request.override:
            raise StateError(
                f"{name_of(self.control)} cannot be approved: its validation failed ({', '.join(failed)}).",
                hint="A newer change ran on its devices, or another one is running there. Set 'override: true', and in "
                "notes why, to approve it all the same.",
                **self._control_facts(),
            )
        self.done.append("approved")
        if not self.request.check:
            self.control = self.controls.approve(self.control, True, self.request.notes, override=bool(failed))

    def _unapprove(self) -> None:
        if not approved(self.control):
            return
        self._check_unstarted("unapproved")
        self.done.append("unapproved")
        if not self.request.check:
            self.control = self.controls.approve(self.control, False, self.request.notes)

    def _approve_first(self, doing: str) -> None:
        if self.request.approve:
            self._approve()
        elif not approved(self.control):
            raise StateError(
                f"{name_of(self.control)} cannot be {doing}: it is not approved.",
                hint="Approve it with 'state: approved', or set 'approve: true'.",
                **self._control_facts(),
            )

    # -- schedule --

    def _schedule(self) -> None:
        self._check_unstarted("scheduled")
        at = str(self.request.at)
        self._approve_first("scheduled")
        if status_of(self.control) == "scheduled" and same_time(scheduled_at(self.control), at):
            return
        self.done.append("scheduled")
        if not self.request.check:
            self.control = self.controls.schedule(self.control, at, self.request.notes)

    def _unschedule(self) -> None:
        if status_of(self.control) != "scheduled":
            return
        self.done.append("unscheduled")
        if not self.request.check:
            self.control = self.controls.schedule(self.control, None, self.request.notes)

    # -- running --

    def _start(self) -> None:
        if status_of(self.control) == "running":
            return
        if status_of(self.control) == "completed":
            self._judge_completed()
            return
        self._approve_first("started")
        self.done.append("started")
        if not self.request.check:
            self.controls.flag_start(self.control, True, self.request.notes)
            self.control = self.controls.wait(
                self.control, lambda now: status_of(now) in ("running", "completed"), "start"
            )

    def _complete(self) -> None:
        if status_of(self.control) != "scheduled":
            self._start()
        if not self.request.check:
            self.control = self.controls.follow(self.control)
            self._judge_completed()

    def _stop(self) -> None:
        status = status_of(self.control)
        if status == "completed":
            if reason_of(self.control) != "stopped":
                raise StateError(
                    f"{name_of(self.control)} cannot be stopped: it is completed ({reason_of(self.control)}).",
                    **self._control_facts(),
                )
            return
        if status != "running":
            raise StateError(
                f"{name_of(self.control)} cannot be stopped: it does not run.",
                hint="Use 'state: unscheduled' or 'state: unapproved' to keep it from starting.",
                **self._control_facts(),
            )
        self.done.append("stopped")
        if not self.request.check:
            self.controls.flag_start(self.control, False, self.request.notes)
            self.control = self.controls.wait(self.control, lambda now: status_of(now) == "completed", "stop")
            if reason_of(self.control) != "stopped":
                raise StateError(
                    f"{name_of(self.control)} was completed ({reason_of(self.control)}) before it could be stopped.",
                    **self._control_facts(),
                )

    def _delete_control(self) -> None:
        if status_of(self.control) == "running":
            raise StateError(
                f"{name_of(self.control)} cannot be deleted: it is running.",
                hint="Use 'state: stopped' first, or wait for its end.",
                **self._control_facts(),
            )
        self.done.append("deleted")
        if not self.request.check:
            self.controls.delete(self.control)

    def _judge_completed(self) -> None:
        """Whether a completed change control has done what it was for.

        :raises ChangeControlError: where it failed, or was stopped.
        """
        reason = reason_of(self.control)
        if reason == "success":
            return
        failed = failures(self.control)
        if reason == "stopped":
            who = (self.control.get("start") or {}).get("user")
            text = f"{name_of(self.control)} was stopped{f' by {who}' if who else ''} before its end."
        else:
            words = trimmed(self.control.get("error") or "; ".join(one["error"] for one in failed))
            words = words or ("without a reason" if reason == "failed" else f"its completion reason is {reason}")
            text = f"{name_of(self.control)} failed: {words}."
        raise ChangeControlError(
            text,
            hint="The devices that it had reached by then keep their new configuration.",
            change_control=summary(self.control),
            failures=failed,
        )
