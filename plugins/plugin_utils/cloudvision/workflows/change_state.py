# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a change control: status, version, reason of its completion, and failures.

A completed change control is judged by its completion reason; one that was stopped has not succeeded. Releases that
know no completion reason are judged by the error.
"""

from __future__ import annotations

import typing as t

from ..resources.convert import build
from ..resources.models import find_model
from .errors import LateError

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
    """The version that an approval is for: the time of the last edit."""
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
    """The failures: mappings with `stage`, `name`, `device_id` and `error`."""
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


def unscheduled(control: dict[str, t.Any]) -> bool:
    """Whether it has no time of a start, and shows so."""
    return scheduled_at(control) is None and status_of(control) != "scheduled"


def same_time(one: str | None, other: str) -> bool:
    """Whether two times are the same, however they are written."""
    return bool(one and moment(one, "time") == moment(other, "time"))


def late(control: dict[str, t.Any], what: str, seconds: float) -> LateError:
    """The error for what did not come in time."""
    return LateError(
        f"{name_of(control)}: its {what} did not come within {seconds:g} s.", change_control=summary(control)
    )


def trimmed(text: t.Any) -> str:
    """Words of CloudVision, to go into a sentence."""
    return str(text).strip().rstrip(".")
