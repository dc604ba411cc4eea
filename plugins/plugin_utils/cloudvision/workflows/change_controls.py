# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change controls (changecontrol.v1): found, approved by their version, scheduled, started, stopped, followed.

A completed change control is judged by its completion reason; one that was stopped has not succeeded. Releases that
know no completion reason are judged by the error.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...common.polling import Poller
from ..errors import InputError, InvalidError
from ..resources.convert import build
from ..resources.models import find_model
from ..resources.plain import PlainResources
from ..resources.watch import StateWatch
from ..workspaces import builds
from ..workspaces.edits import diff, within
from ..workspaces.workspace import Workspaces, change_controls_of, id_of, state_of
from .errors import ChangeControlError, LateError, StateError, WorkflowError

CONTROL: t.Final = "changecontrol.v1.ChangeControl"
CONFIG: t.Final = "changecontrol.v1.ChangeControlConfig"
APPROVE: t.Final = "changecontrol.v1.ApproveConfig"
STATUS_PREFIX: t.Final = "CHANGE_CONTROL_STATUS_"
REASON_PREFIX: t.Final = "COMPLETION_REASON_"
#: How an empty time shows.
NEVER: t.Final = "1970-01-01T00:00:00"

#: Why CloudVision objects to an approval: values of validation_statuses, without their prefix and in lower case.
VALIDATION_PREFIX: t.Final = "CHANGE_CONTROL_VALIDATION_STATUS_"
VALID: t.Final = frozenset({"", "unspecified", "success"})
FORCED: t.Final = "OVERRIDE_REASON_USER_FORCED"

ChangeControlTarget = t.Literal[
    "found", "approved", "unapproved", "scheduled", "unscheduled", "started", "completed", "stopped", "deleted"
]


# --- What a change control says --------------------------------------------------------------------------------------


def name_of(control: dict[str, t.Any]) -> str:
    """A change control in messages."""
    name = (control.get("change") or {}).get("name")
    identity = control["key"]["id"]
    return f"change control '{name}' ({identity})" if name else f"change control '{identity}'"


def status_of(control: dict[str, t.Any]) -> str:
    """Its status: not_started, scheduled, running or completed. Older releases leave the first one unspecified."""
    text = str(control.get("status", "")).removeprefix(STATUS_PREFIX).lower()
    return "not_started" if text in ("", "unspecified") else text


def version_of(control: dict[str, t.Any]) -> str:
    """What an approval is for: the time of the last edit."""
    return str((control.get("change") or {}).get("time", ""))


def reason_of(control: dict[str, t.Any]) -> str:
    """Why a completed one is completed: success, failed or stopped; "" while it is not."""
    if status_of(control) != "completed":
        return ""
    text = str(control.get("completion_reason", "")).removeprefix(REASON_PREFIX).lower()
    if text in ("", "unspecified"):
        return "failed" if control.get("error") or failures(control) else "success"
    return text


def approved(control: dict[str, t.Any]) -> bool:
    """Whether it is approved as it is now; CloudVision drops an approval with each edit."""
    return bool((control.get("approve") or {}).get("value"))


def objections(control: dict[str, t.Any]) -> list[str]:
    """Why its validation failed: obsoleted (a newer one ran), concurrent_execution (another one runs there)."""
    found = [str(one).removeprefix(VALIDATION_PREFIX).lower() for one in control.get("validation_statuses") or []]
    return [one for one in found if one not in VALID]


def scheduled_at(control: dict[str, t.Any]) -> str | None:
    """When it is to start; None where that is not set, or was withdrawn."""
    at = (control.get("schedule") or {}).get("value")
    return None if at is None or at.startswith(NEVER) else str(at)


def failures(control: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """What failed: mappings with `stage`, `name`, `device_id` and `error`."""
    found = []
    for identity, stage in sorted(((control.get("change") or {}).get("stages") or {}).items()):
        if stage.get("error"):
            arguments = (stage.get("action") or {}).get("args") or {}
            found.append(
                {
                    "stage": identity,
                    "name": stage.get("name", ""),
                    "device_id": arguments.get("DeviceID", ""),
                    "error": stage["error"],
                }
            )
    return found


def progress(control: dict[str, t.Any]) -> str:
    """Its progress, as a message."""
    stages = ((control.get("change") or {}).get("stages") or {}).values()
    actions = [stage for stage in stages if stage.get("action")]
    done = sum(1 for stage in actions if str(stage.get("status", "")).endswith("_COMPLETED"))
    return f"{name_of(control)}: {status_of(control).replace('_', ' ')}, {done} of {len(actions)} actions done"


def summary(control: dict[str, t.Any]) -> dict[str, t.Any]:
    """A change control as a task returns it."""
    return {
        "id": control["key"]["id"],
        "name": (control.get("change") or {}).get("name", ""),
        "description": (control.get("change") or {}).get("notes", ""),
        "status": status_of(control),
        "approved": approved(control),
        "version": version_of(control),
        "validation_failures": objections(control),
        "scheduled_at": scheduled_at(control),
        "completion_reason": reason_of(control),
        "error": control.get("error", ""),
        "device_ids": list(control.get("device_ids") or []),
        "failures": failures(control),
    }


def moment(text: str, where: str) -> t.Any:
    """A time, as a message that can be compared.

    :raises InputError: for what is no time.
    """
    return build(find_model(APPROVE).value.fields_by_name["version"].message_type, text, where)


def _unscheduled(control: dict[str, t.Any]) -> bool:
    return scheduled_at(control) is None and status_of(control) != "scheduled"


def same_time(one: str | None, other: str) -> bool:
    """Whether two times are the same, however they are written."""
    return bool(one and moment(one, "time") == moment(other, "time"))


# --- Requests ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangeControlRequest:
    """What is wanted of one or more change controls. Exactly one of id, name and workspace says of which.

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

    def carry_out(self, request: ChangeControlRequest) -> dict[str, t.Any]:
        """Carry out a request, or predict it; returns the task's result."""
        result: dict[str, t.Any] = {"changed": False, "change_controls": []}
        diffs = []
        controls = self.find(request)
        if controls is None:
            return self._unknown(request)
        for control in controls:
            done = _Progress(self, request, control)
            done.run()
            if done.steps:
                result["changed"] = True
                diffs.append(diff(name_of(control), *done.before_and_after()))
            if done.warning:
                result.setdefault("warnings", []).append(done.warning)
            result["change_controls"].append(summary(done.control))
        if len(controls) == 1:
            result["change_control"] = result["change_controls"][0]
        if diffs:
            result["diff"] = diffs
        return result

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
        return self.named(str(request.name), request.target == "deleted")

    def named(self, name: str, may_be_none: bool) -> list[dict[str, t.Any]]:
        """The one of a name, of several the one that is not completed.

        :param may_be_none: whether an empty list is returned where there is none.
        """
        found = self.objects.list(CONTROL, {"change": {"name": name}})
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
        controls = [self._shown(identity) for identity in change_controls_of(workspace)]
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

    def _shown(self, identity: str) -> dict[str, t.Any]:
        """A change control that a workspace has made, and that may show up a little later."""
        return self.poller.until(
            lambda: self.get(identity), lambda: LateError(f"change control '{identity}' does not show up.")
        )

    @staticmethod
    def _unknown(request: ChangeControlRequest) -> dict[str, t.Any]:
        return {
            "changed": request.target != "found",
            "change_controls": [],
            "warnings": [
                f"Workspace '{request.workspace}' is not submitted: its change controls cannot be predicted. A run "
                "fails, unless an earlier task submits it."
            ],
        }

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
        self.objects.set(APPROVE, approval)
        return self.wait(control, lambda now: approved(now) == value, "approval")

    def describe(self, control: dict[str, t.Any], wanted: Mapping[str, str]) -> dict[str, t.Any]:
        """Give a change control another name or notes, which is an edit and makes another version."""
        self.objects.set(CONFIG, {"key": dict(control["key"]), "change": dict(wanted)})
        return self.wait(control, lambda now: within(wanted, now.get("change") or {}), "name")

    def delete(self, control: dict[str, t.Any]) -> None:
        """Delete a change control, and wait until it is gone."""
        self.objects.delete(CONFIG, control["key"])
        identity = control["key"]["id"]
        self.poller.until(
            lambda: self.get(identity) is None or None, lambda: _late(control, "deletion", self.poller.seconds)
        )

    def schedule(self, control: dict[str, t.Any], at: str | None, notes: str | None) -> dict[str, t.Any]:
        """Set or withdraw the time of the start."""
        flag: dict[str, t.Any] = {**({"value": at} if at else {}), **({"notes": notes} if notes else {})}
        self.objects.set(CONFIG, {"key": dict(control["key"]), "schedule": flag})
        if at is None:
            return self.wait(control, _unscheduled, "schedule")
        return self.wait(
            control,
            lambda now: same_time(scheduled_at(now), at) and status_of(now) != "not_started",
            "schedule",
        )

    def flag_start(self, control: dict[str, t.Any], value: bool, notes: str | None) -> None:
        """Start or stop."""
        flag = {"value": value, **({"notes": notes} if notes else {})}
        try:
            self.objects.set(CONFIG, {"key": dict(control["key"]), "start": flag})
        except InvalidError:
            # It is there already: somebody else was faster, or we were, and the answer was lost.
            now = self.get(control["key"]["id"]) or control
            if status_of(now) not in (("running", "completed") if value else ("completed",)):
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
        return self._watches[identity].until(look, self.poller, lambda: _late(control, what, self.poller.seconds))

    def follow(self, control: dict[str, t.Any]) -> dict[str, t.Any]:
        """Follow a change control that runs, or will, to its end; returns it completed.

        :raises ChangeControlError: where it does not run any more without being completed.
        """

        def done(now: dict[str, t.Any]) -> bool:
            self.poller.say(progress(now))
            if status_of(now) == "not_started" and now.get("error"):
                raise ChangeControlError(
                    f"{name_of(now)} was not started: {_trimmed(now['error'])}.",
                    change_control=summary(now),
                    failures=failures(now),
                )
            return status_of(now) == "completed"

        return self.wait(control, done, "end")


def _late(control: dict[str, t.Any], what: str, seconds: float) -> LateError:
    return LateError(
        f"{name_of(control)}: its {what} did not come within {seconds:g} s.", change_control=summary(control)
    )


def _trimmed(text: t.Any) -> str:
    return str(text).strip().rstrip(".")


class _Progress:
    """One change control on its way to what is wanted."""

    def __init__(self, controls: ChangeControls, request: ChangeControlRequest, control: dict[str, t.Any]) -> None:
        self.controls = controls
        self.request = request
        self.control = control
        self.before = summary(control)
        self.steps: list[str] = []
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
            "deleted": self._delete,
        }
        try:
            self._describe()
            actions[self.request.target]()
        except (ChangeControlError, LateError) as error:
            raise error.after(bool(self.steps) and not self.request.check) from None
        except WorkflowError as error:
            raise error.after(len(self.steps) > 1 and not self.request.check) from None

    def before_and_after(self) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
        """What a diff shows."""
        fields = ("name", "description", "status", "approved", "scheduled_at", "completion_reason")
        if "deleted" in self.steps:
            return {name: self.before[name] for name in fields}, {}
        after = {**summary(self.control), **(self._predicted() if self.request.check else {})}
        return {name: self.before[name] for name in fields}, {name: after[name] for name in fields}

    def _predicted(self) -> dict[str, t.Any]:
        found: dict[str, t.Any] = {}
        if "approved" in self.steps or "unapproved" in self.steps:
            found["approved"] = "approved" in self.steps
        if "scheduled" in self.steps:
            found.update(status="scheduled", scheduled_at=self.request.at)
        if "unscheduled" in self.steps:
            found.update(status="not_started", scheduled_at=None)
        if "started" in self.steps:
            completed = self.request.target == "completed"
            found.update(status="completed" if completed else "running")
            found.update(completion_reason="success" if completed else "")
        if "stopped" in self.steps:
            found.update(status="completed", completion_reason="stopped")
        return found

    def _check_unstarted(self, doing: str) -> None:
        status = status_of(self.control)
        if status in ("running", "completed"):
            what = f"completed ({reason_of(self.control)})" if status == "completed" else "running"
            raise StateError(f"{name_of(self.control)} cannot be {doing}: it is {what}.", **self._facts())

    def _facts(self) -> dict[str, t.Any]:
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
        self.steps.append("described")
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
                **self._facts(),
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
                **self._facts(),
            )
        self.steps.append("approved")
        if not self.request.check:
            self.control = self.controls.approve(self.control, True, self.request.notes, override=bool(failed))

    def _unapprove(self) -> None:
        if not approved(self.control):
            return
        self._check_unstarted("unapproved")
        self.steps.append("unapproved")
        if not self.request.check:
            self.control = self.controls.approve(self.control, False, self.request.notes)

    def _approve_first(self, doing: str) -> None:
        if self.request.approve:
            self._approve()
        elif not approved(self.control):
            raise StateError(
                f"{name_of(self.control)} cannot be {doing}: it is not approved.",
                hint="Approve it with 'state: approved', or set 'approve: true'.",
                **self._facts(),
            )

    # -- schedule --

    def _schedule(self) -> None:
        self._check_unstarted("scheduled")
        at = str(self.request.at)
        self._approve_first("scheduled")
        if status_of(self.control) == "scheduled" and same_time(scheduled_at(self.control), at):
            return
        self.steps.append("scheduled")
        if not self.request.check:
            self.control = self.controls.schedule(self.control, at, self.request.notes)

    def _unschedule(self) -> None:
        if status_of(self.control) != "scheduled":
            return
        self.steps.append("unscheduled")
        if not self.request.check:
            self.control = self.controls.schedule(self.control, None, self.request.notes)

    # -- running --

    def _start(self) -> None:
        if status_of(self.control) == "running":
            return
        if status_of(self.control) == "completed":
            self._judge()
            return
        self._approve_first("started")
        self.steps.append("started")
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
            self._judge()

    def _stop(self) -> None:
        status = status_of(self.control)
        if status == "completed":
            if reason_of(self.control) != "stopped":
                raise StateError(
                    f"{name_of(self.control)} cannot be stopped: it is completed ({reason_of(self.control)}).",
                    **self._facts(),
                )
            return
        if status != "running":
            raise StateError(
                f"{name_of(self.control)} cannot be stopped: it does not run.",
                hint="Use 'state: unscheduled' or 'state: unapproved' to keep it from starting.",
                **self._facts(),
            )
        self.steps.append("stopped")
        if not self.request.check:
            self.controls.flag_start(self.control, False, self.request.notes)
            self.control = self.controls.wait(self.control, lambda now: status_of(now) == "completed", "stop")
            if reason_of(self.control) != "stopped":
                raise StateError(
                    f"{name_of(self.control)} was completed ({reason_of(self.control)}) before it could be stopped.",
                    **self._facts(),
                )

    def _delete(self) -> None:
        if status_of(self.control) == "running":
            raise StateError(
                f"{name_of(self.control)} cannot be deleted: it is running.",
                hint="Use 'state: stopped' first, or wait for its end.",
                **self._facts(),
            )
        self.steps.append("deleted")
        if not self.request.check:
            self.controls.delete(self.control)

    def _judge(self) -> None:
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
            words = _trimmed(self.control.get("error") or "; ".join(one["error"] for one in failed))
            words = words or ("without a reason" if reason == "failed" else f"its completion reason is {reason}")
            text = f"{name_of(self.control)} failed: {words}."
        raise ChangeControlError(
            text,
            hint="The devices that it had reached by then keep their new configuration.",
            change_control=summary(self.control),
            failures=failed,
        )
