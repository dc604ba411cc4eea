# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change controls of earlier runs that did not bring devices where CloudVision has them.

What a submission has brought into CloudVision shows no difference any more, also where its change control waits for an
approval, failed or was stopped: the devices lack it all the same.
"""

from __future__ import annotations

import typing as t
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ..resources.plain import PlainResources
from ..workspaces.workspace import WORKSPACE, change_controls_of
from .change_state import CONTROL, failures, moment, name_of, reason_of, status_of, summary
from .errors import ChangeControlError

#: The actions that bring a device's configuration or image to it.
PUSHES: t.Final = frozenset({"task", "setConfig", "setImage"})


@dataclass
class EarlierChanges:
    """The newest change controls of devices, where these have not reached what they were for.

    :ivar own: those of this task, as their name or the name of their workspace says. `others`: those of somebody else.
    """

    own: list[dict[str, t.Any]] = field(default_factory=list)
    others: list[dict[str, t.Any]] = field(default_factory=list)

    @property
    def unfinished(self) -> list[dict[str, t.Any]]:
        """The own ones that can still be brought to their end.

        :raises ChangeControlError: where one has failed, or was stopped.
        """
        for control in self.own:
            if status_of(control) == "completed":
                raise _ended(control)
        return self.own

    def warnings(self) -> list[str]:
        """Changes of others that may keep devices from their designed configuration."""
        return [
            f"{_sentence(control)} {_what_of(control)}: its devices may lack what CloudVision has for them."
            for control in self.others
        ]


def earlier_changes(
    objects: PlainResources, device_ids: Collection[str], name: str | None, workspace_name: str | None
) -> EarlierChanges:
    """Look for what is left of earlier runs on devices.

    :param name: what this task calls its change controls. `workspace_name`: and its workspaces.
    """
    found = EarlierChanges()
    if not device_ids:
        return found
    left = _left(objects.list(CONTROL, custom={"device_ids": sorted(device_ids)}), device_ids)
    mine = _of_workspaces(objects, workspace_name) if left and workspace_name else set()
    for control in left:
        is_own = control["key"]["id"] in mine or (name and (control.get("change") or {}).get("name") == name)
        (found.own if is_own else found.others).append(control)
    return found


def _left(controls: Sequence[dict[str, t.Any]], device_ids: Collection[str]) -> list[dict[str, t.Any]]:
    """Of each device the newest change control that pushes something to it, where it has not done so."""
    left: dict[str, dict[str, t.Any]] = {}
    seen: set[str] = set()
    for control in sorted(controls, key=_age, reverse=True):
        for device_id in _targets(control) & set(device_ids) - seen:
            seen.add(device_id)
            if not _reached(control, device_id):
                left.setdefault(control["key"]["id"], control)
    return list(left.values())


def _age(control: dict[str, t.Any]) -> tuple[int, int]:
    """When it was made, to be compared."""
    text = (control.get("creation") or {}).get("time") or (control.get("change") or {}).get("time")
    if not text:
        return 0, 0
    made = moment(str(text), "time")
    return made.seconds, made.nanos


def _pushes(control: dict[str, t.Any]) -> list[tuple[str, dict[str, t.Any]]]:
    """Device and stage of each push."""
    found = []
    for stage in ((control.get("change") or {}).get("stages") or {}).values():
        action = stage.get("action") or {}
        if action.get("name") in PUSHES:
            found.append((str((action.get("args") or {}).get("DeviceID", "")), stage))
    return found


def _targets(control: dict[str, t.Any]) -> set[str]:
    """The devices that it pushes something to."""
    pushes = _pushes(control)
    named = {device_id for device_id, _stage in pushes if device_id}
    return named or (set(control.get("device_ids") or []) if pushes else set())


def _reached(control: dict[str, t.Any], device_id: str) -> bool:
    """Whether it has done what it was for on a device."""
    if reason_of(control) == "success":
        return True
    stages = [stage for target, stage in _pushes(control) if target == device_id]
    done = [stage for stage in stages if str(stage.get("status", "")).endswith("_COMPLETED") and not stage.get("error")]
    return bool(stages) and len(done) == len(stages)


def _of_workspaces(objects: PlainResources, name: str) -> set[str]:
    """The ids of the change controls of workspaces of a name."""
    return {
        identity
        for workspace in objects.list(WORKSPACE, {"display_name": name})
        for identity in change_controls_of(workspace)
    }


def _sentence(control: dict[str, t.Any]) -> str:
    text = name_of(control)
    return text[:1].upper() + text[1:]


def _what_of(control: dict[str, t.Any]) -> str:
    reason = reason_of(control)
    if not reason:
        return f"is {status_of(control).replace('_', ' ')}"
    return "was stopped" if reason == "stopped" else "has failed"


def _ended(control: dict[str, t.Any]) -> ChangeControlError:
    failed = failures(control)
    words = str(control.get("error") or "; ".join(one["error"] for one in failed)).strip().rstrip(".")
    return ChangeControlError(
        f"{name_of(control)} of an earlier run {_what_of(control)}{f': {words}' if words else ''}. CloudVision has all "
        "that the task wants, and its devices may lack it.",
        hint="Repair what failed, and run it again in a new change control: from CloudVision, or from its stages with "
        "cloudvision_change_control.",
        change_control=summary(control),
        failures=failed,
    )
