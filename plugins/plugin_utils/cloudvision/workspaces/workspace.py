# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Create, build, submit, abandon, roll back and rebase workspaces (workspace.v1); every wait verifies the state.

A request is an id in WorkspaceConfig; its outcome is in the responses of Workspace under the same id.
"""

from __future__ import annotations

import contextlib
import re
import typing as t
import uuid
from collections.abc import Callable, Mapping, Sequence

from ...common.polling import Poller
from ..errors import InputError, InvalidError
from ..resources.plain import PlainResources
from ..resources.watch import StateWatch
from ..workflows.errors import BuildError, LateError, RequestError, StateError, SynchronizationError
from . import builds

WORKSPACE: t.Final = "workspace.v1.Workspace"
CONFIG: t.Final = "workspace.v1.WorkspaceConfig"
#: The names of the states, without their prefix and in lower case.
STATE_PREFIX: t.Final = "WORKSPACE_STATE_"
OPEN: t.Final = frozenset({"pending", "conflicts"})
#: The state of a new workspace until it accepts changes.
OPENING: t.Final = "unspecified"
#: Request → what it is called, and the state that it leads to.
DOING: t.Final[dict[str, tuple[str, str | None]]] = {
    "START_BUILD": ("build", None),
    "SUBMIT": ("submission", "submitted"),
    "SUBMIT_FORCE": ("submission", "submitted"),
    "ABANDON": ("abandonment", "abandoned"),
    "ROLLBACK": ("rollback", "rolled_back"),
    "REBASE": ("rebase", None),
}
#: Change controls may show up later than the end of the submission that makes them.
CHANGE_CONTROL_SECONDS: t.Final = 60.0
#: The results of a build may show up later than its end.
LAGGING_SECONDS: t.Final = 60.0
#: A workspace may ask for another build a moment longer than the end of one.
SETTLING_SECONDS: t.Final = 10.0
#: Somebody else has submitted what the workspace changes, too.
SYNCHRONIZATION_REQUIRED: t.Final = "RESPONSE_CODE_SYNCHRONIZATION_REQUIRED"
#: What to do about the codes with which a submission fails.
CURES: t.Final = {
    "RESPONSE_CODE_INACTIVE_DEVICES_EXIST": "Devices of it do not stream. Bring them back, or set 'force: true'.",
    "RESPONSE_CODE_DECOMMISSION_DEVICES_INCOMPLETE": "Wait until the decommissioning of its devices has ended.",
    SYNCHRONIZATION_REQUIRED: "Rebase and build the workspace again; sync_retries says how often a task does.",
}


def state_of(workspace: dict[str, t.Any]) -> str:
    """The state: pending, submitted, abandoned, conflicts, rolled_back, or unspecified while the workspace opens."""
    return str(workspace.get("state", "")).removeprefix(STATE_PREFIX).lower() or OPENING


def id_of(workspace: dict[str, t.Any]) -> str:
    """A workspace's id."""
    return str(workspace["key"]["workspace_id"])


class Workspaces:
    """The workspaces of one CloudVision.

    :param quiet: warnings of builds that match one of these as a whole are left out.
    :raises CloudVisionError: from every method.
    """

    def __init__(self, objects: PlainResources, poller: Poller, quiet: Sequence[re.Pattern[str]] = ()) -> None:
        self.objects = objects
        self.poller = poller
        self.quiet = quiet
        self._watches: dict[str, StateWatch] = {}

    # --- Looking ---

    def get(self, workspace_id: str) -> dict[str, t.Any] | None:
        """A workspace by its id, None where there is none."""
        return self.objects.get(WORKSPACE, {"workspace_id": workspace_id})

    def named(self, name: str) -> dict[str, t.Any] | None:
        """The open workspace of a name, None where there is none.

        :raises StateError: where there are several.
        """
        named = self.objects.list(WORKSPACE, {"display_name": name})
        found = [one for one in named if state_of(one) in (*OPEN, OPENING)]
        if len(found) > 1:
            raise StateError(
                f"{len(found)} open workspaces are called '{name}': {', '.join(id_of(one) for one in found)}.",
                hint="Give the id of the one that is meant, or abandon the others.",
            )
        return found[0] if found else None

    def find(self, id_or_name: str) -> dict[str, t.Any] | None:
        """A workspace by its id, or an open one by its name, as soon as it has a state; None where there is none."""
        return self.with_state(self.get(id_or_name) or self.named(id_or_name))

    def with_state(self, workspace: dict[str, t.Any] | None) -> dict[str, t.Any] | None:
        """A workspace that may be new, as soon as it has a state."""
        if workspace is None or state_of(workspace) != OPENING:
            return workspace
        return self._opened(id_of(workspace), {})

    def exists(self, workspace_id: str) -> bool:
        """Whether there is such a workspace, also where its state does not show it yet."""
        return bool(self.get(workspace_id) or self.objects.get(CONFIG, {"workspace_id": workspace_id}))

    def is_open(self, workspace_id: str) -> bool:
        """Whether there is such a workspace, which nobody has closed, also where its state does not show it yet."""
        found = self.get(workspace_id)
        if found is not None:
            return state_of(found) in (*OPEN, OPENING)
        return self.objects.get(CONFIG, {"workspace_id": workspace_id}) is not None

    def open(self, workspace: dict[str, t.Any]) -> str:
        """The id of a workspace that takes changes.

        :raises StateError: where it takes none any more.
        """
        return check_open(workspace, "changed")

    # --- Doing ---

    def create(self, workspace_id: str, name: str | None = None, description: str | None = None) -> dict[str, t.Any]:
        """Make a workspace, or give one another name and description, and wait until it takes changes."""
        key = {"workspace_id": workspace_id}
        wanted = {"display_name": name, "description": description}
        wanted = {field: value for field, value in wanted.items() if value is not None}
        self.objects.set(CONFIG, {"key": key, **wanted})
        return self._opened(workspace_id, wanted)

    def _opened(self, workspace_id: str, wanted: Mapping[str, str | None]) -> dict[str, t.Any]:
        """Wait until a workspace has a state, and these fields; what is set in it before that is refused."""

        def look(found: dict[str, t.Any]) -> dict[str, t.Any] | None:
            if state_of(found) == OPENING:
                return None
            return found if all(found.get(field, "") == value for field, value in wanted.items()) else None

        return self._wait_for_workspace(
            workspace_id,
            look,
            lambda: LateError(
                f"workspace '{workspace_id}' does not take changes after {self.poller.seconds:g} s.",
                workspace_id=workspace_id,
            ),
        )

    def _wait_for_workspace(
        self,
        workspace_id: str,
        look: Callable[[dict[str, t.Any]], dict[str, t.Any] | None],
        late: Callable[[], LateError],
    ) -> dict[str, t.Any]:
        """Wait for a state of a workspace. One subscription serves all waits for it."""
        return self._watch(workspace_id).until(look, self.poller, late)

    def _watch(self, workspace_id: str) -> StateWatch:
        if workspace_id not in self._watches:
            self._watches[workspace_id] = StateWatch(self.objects, WORKSPACE, {"key": {"workspace_id": workspace_id}})
        return self._watches[workspace_id]

    def request(self, workspace_id: str, request: str) -> str:
        """Ask for something, and do not wait for it; returns the request's id."""
        request_id = str(uuid.uuid4())
        values = {
            "key": {"workspace_id": workspace_id},
            "request": f"REQUEST_{request}",
            "request_params": {"request_id": request_id},
        }
        try:
            self.objects.set(CONFIG, values)
        except InvalidError:
            now = self.get(workspace_id) or {}
            # When the connection breaks before the answer, the channel asks again: the first time counted.
            if request_id in (now.get("responses") or {}):
                return request_id
            if now and request != "ROLLBACK":
                check_open(now, "changed")  # somebody else may have closed it
            raise
        return request_id

    def follow(self, workspace_id: str, request: str, request_id: str) -> dict[str, t.Any]:
        """Wait for the end of a request; returns the workspace.

        :raises RequestError: where CloudVision failed to do it.
        :raises LateError: where it has not ended in time.
        """
        what, target = DOING[request]
        self.poller.say(f"workspace {workspace_id}: {what} has begun")

        def look(workspace: dict[str, t.Any]) -> dict[str, t.Any] | None:
            response = (workspace.get("responses") or {}).get(request_id) or {}
            status = response.get("status", "").removeprefix("RESPONSE_STATUS_")
            if status == "FAIL":
                raise self._request_failed(workspace_id, what, response)
            done = status == "SUCCESS" and (target is None or state_of(workspace) == target)
            return workspace if done else None

        found = self._wait_for_workspace(workspace_id, look, lambda: self._late(workspace_id, what))
        self.poller.say(f"workspace {workspace_id}: {what} is done")
        return found

    def perform(self, workspace_id: str, request: str) -> dict[str, t.Any]:
        """Ask for something and wait for it, unless somebody else was faster; returns the workspace."""
        try:
            request_id = self.request(workspace_id, request)
        except StateError:
            now = self.get(workspace_id) or {}
            if not now or state_of(now) != DOING[request][1]:
                raise
            return now
        return self.follow(workspace_id, request, request_id)

    def build(self, workspace_id: str) -> dict[str, t.Any]:
        """Build, and return the results (see builds.result).

        :raises BuildError: with the results, where the build failed.
        """
        request_id = self.request(workspace_id, "START_BUILD")
        failure: RequestError | None = None
        try:
            workspace = self.follow(workspace_id, "START_BUILD", request_id)
        except RequestError as error:
            failure, workspace = error, self.get(workspace_id) or {}
        build_id = workspace.get("last_build_id") or request_id
        success = failure is None and workspace.get("needs_build") is False
        result = self._results(workspace_id, build_id, success)
        if failure is not None or result["state"] == "fail":
            raise build_error(workspace_id, result, failure)
        if result["state"] == "canceled":
            raise BuildError(
                f"the build of workspace '{workspace_id}' was canceled by somebody else.",
                build=result,
                workspace_id=workspace_id,
            )
        for line in builds.summary(result):
            self.poller.say(f"workspace {workspace_id}: {line}")
        if workspace.get("needs_build"):
            self._shows_build(workspace_id)
        return result

    def _shows_build(self, workspace_id: str) -> None:
        """Wait until a workspace does not ask for another build: until then CloudVision refuses its submission."""
        with contextlib.suppress(LateError):
            self._watch(workspace_id).until(
                lambda found: None if found.get("needs_build") else found,
                self.poller.within(SETTLING_SECONDS),
                lambda: LateError("no results"),
            )

    def _results(self, workspace_id: str, build_id: str, success: bool) -> dict[str, t.Any]:
        """The results of a build that has ended. What shows them may be a little behind the answer to the request."""
        result: dict[str, t.Any] = {}

        def look() -> bool | None:
            result.update(builds.result(self.objects, workspace_id, build_id, success, self.quiet))
            return builds.ended(result) or None

        with contextlib.suppress(LateError):
            self.poller.within(LAGGING_SECONDS).until(look, lambda: LateError("no results"))
        return result

    def last_build(self, workspace: dict[str, t.Any]) -> dict[str, t.Any] | None:
        """The results of the last build, None where there was none."""
        build_id = workspace.get("last_build_id")
        return builds.result(self.objects, id_of(workspace), build_id, quiet=self.quiet) if build_id else None

    def built(self, workspace: dict[str, t.Any]) -> dict[str, t.Any] | None:
        """The results of the last build where it still holds and was a success, else None."""
        if workspace.get("needs_build", True):
            return None
        result = self.last_build(workspace)
        return result if result is not None and result["state"] == "success" else None

    def submit(
        self,
        workspace_id: str,
        force: bool = False,
        overwrite: bool = False,
        build: dict[str, t.Any] | None = None,
    ) -> dict[str, t.Any]:
        """Submit; returns the workspace.

        With force, it is first tried without: CloudVision tells for certain what others have submitted meanwhile then.

        :param overwrite: with force, submit although the mainline has changed since: what others added is lost.
        :param build: the results of its build, which tell whether change controls are to come.
        :raises SynchronizationError: where the mainline has changed since, so that the workspace must be rebased.
        """
        return self.with_change_controls(self._submitted(workspace_id, force, overwrite), build)

    def _submitted(self, workspace_id: str, force: bool, overwrite: bool) -> dict[str, t.Any]:
        if force and overwrite:
            return self.perform(workspace_id, "SUBMIT_FORCE")
        try:
            return self.perform(workspace_id, "SUBMIT")
        except SynchronizationError:
            raise
        except RequestError:
            if not force:
                raise
        if (self.get(workspace_id) or {}).get("needs_rebase"):  # since then: force would overwrite what others added
            raise SynchronizationError(
                f"the submission of workspace '{workspace_id}' failed: the mainline has changed since.",
                hint=CURES[SYNCHRONIZATION_REQUIRED],
                workspace_id=workspace_id,
            )
        return self.perform(workspace_id, "SUBMIT_FORCE")

    def with_change_controls(self, workspace: dict[str, t.Any], build: dict[str, t.Any] | None) -> dict[str, t.Any]:
        """A submitted workspace that names its change controls; as it is, where none is to come, or none has come."""
        if change_controls_of(workspace) or not builds.changes(build):
            return workspace
        return self.with_more_change_controls(workspace, [])

    def with_more_change_controls(self, workspace: dict[str, t.Any], known: Sequence[str]) -> dict[str, t.Any]:
        """A workspace that names other change controls than those that are known; as it is, where none has come."""
        with contextlib.suppress(LateError):
            return self._watch(id_of(workspace)).until(
                lambda found: found if set(change_controls_of(found)) - set(known) else None,
                self.poller.within(CHANGE_CONTROL_SECONDS),
                lambda: LateError("no change control"),
            )
        return workspace

    def abandon(self, workspace_id: str) -> None:
        """Abandon."""
        self.perform(workspace_id, "ABANDON")

    # --- Errors ---

    @staticmethod
    def _request_failed(workspace_id: str, what: str, response: dict[str, t.Any]) -> RequestError:
        words = str(response.get("message", "")).strip().rstrip(".")
        because = f": {words}" if words else " without a reason"
        code = response.get("code", "")
        kind = SynchronizationError if code == SYNCHRONIZATION_REQUIRED else RequestError
        return kind(
            f"the {what} of workspace '{workspace_id}' failed{because}.",
            hint=CURES.get(code),
            workspace_id=workspace_id,
        )

    def _late(self, workspace_id: str, what: str) -> LateError:
        return LateError(
            f"the {what} of workspace '{workspace_id}' has not ended within {self.poller.seconds:g} s.",
            workspace_id=workspace_id,
        )


def change_controls_of(workspace: dict[str, t.Any]) -> list[str]:
    """The ids of the change controls that a submission made."""
    return list(workspace.get("cc_ids") or [])


def check_sync_retries(retries: int) -> None:
    """Refuse a number of repetitions that cannot be."""
    if retries < 0:
        raise InputError(f"sync_retries is {retries}: it is 0 or more.")


def check_open(workspace: dict[str, t.Any], what: str) -> str:
    """The id of a workspace that is still open.

    :param what: what cannot be done to it otherwise, such as "built".
    """
    state = state_of(workspace)
    if state in OPEN:
        return id_of(workspace)
    said = {"submitted": "already submitted", "rolled_back": "rolled back after its submission"}.get(state, state)
    raise StateError(
        f"workspace '{id_of(workspace)}' cannot be {what}: it is {said}.",
        hint="Changes go into a new workspace.",
        workspace_id=id_of(workspace),
        state=state,
    )


def build_error(workspace_id: str, result: dict[str, t.Any], failure: RequestError | None) -> BuildError:
    """The error for a build that failed, with the first reasons in its sentence."""
    reasons = builds.reasons(result)
    if reasons:
        text = "; ".join(reasons[:3]) + (f"; and {len(reasons) - 3} more" if len(reasons) > 3 else "")
        reason = f"the build of workspace '{workspace_id}' failed: {text}."
    else:
        reason = failure.reason if failure is not None else f"the build of workspace '{workspace_id}' failed."
    return BuildError(
        reason,
        hint="Nothing was submitted; 'build' holds the results of each device.",
        build=result,
        workspace_id=workspace_id,
    )
