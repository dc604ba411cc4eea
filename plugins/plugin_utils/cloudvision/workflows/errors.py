# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors of workflows: the calls succeeded, and the requested state was not reached."""

from __future__ import annotations

import typing as t

from ..errors import CloudVisionError


class WorkflowError(CloudVisionError):
    """The requested state is impossible, or was not reached.

    :ivar facts: details for programs, such as the build's results; JSON-serializable.
    """

    def __init__(self, reason: str, *, hint: str | None = None, host: str = "", **facts: t.Any) -> None:
        super().__init__(reason, host=host, hint=hint)
        self.facts = facts

    def details(self) -> dict[str, t.Any]:
        """The facts."""
        return self.facts

    def after(self, changed: bool) -> t.Self:
        """This error, knowing whether anything was changed before it."""
        if changed:
            self.facts["changed"] = True
        return self


class StateError(WorkflowError):
    """A workspace, change control or device is in a state that does not allow what was asked for."""


class BuildError(WorkflowError):
    """The build of a workspace failed. Facts: `build`, with the results of each device."""


class RequestError(WorkflowError):
    """CloudVision took a request to a workspace (submit, rebase, roll back, ...) and failed to do it."""

    hint_default = "The reason is CloudVision's own; the workspace is as it was."


class SynchronizationError(RequestError):
    """The mainline has changed since a workspace was made or rebased, so it was not submitted."""


class ChangeControlError(WorkflowError):
    """A change control failed or was stopped. Facts: `change_control`, and `failures` by stage."""


class DeviceError(WorkflowError):
    """A device could not be onboarded or decommissioned, or does not stream."""


class LateError(WorkflowError):
    """The awaited state was not reached in time."""

    hint_default = "Raise wait_timeout, or look in CloudVision for what it is waiting for."
