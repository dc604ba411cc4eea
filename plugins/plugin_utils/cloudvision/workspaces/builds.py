# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of a workspace's build, as a whole and for each device."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator, Sequence

from ..inventory.devices import DEVICE
from ..resources.plain import PlainResources

BUILD: t.Final = "workspace.v1.WorkspaceBuild"
DETAILS: t.Final = "workspace.v1.WorkspaceBuildDetails"
STATE_PREFIX: t.Final = "BUILD_STATE_"
SUCCESS: t.Final = f"{STATE_PREFIX}SUCCESS"
STAGE_PREFIX: t.Final = "BUILD_STAGE_"
SKIP_PREFIX: t.Final = "CONFIG_VALIDATION_SKIP_CAUSE_"
#: How the images of a device differ where a new one comes.
IMAGE_CHANGES: t.Final = frozenset({"DIFF_OP_ADD", "DIFF_OP_DELETE", "DIFF_OP_CHANGE"})
#: What a device's configuration gains and loses.
COUNTS: t.Final = ("added_lines", "deleted_lines", "changed_lines")


def result(
    objects: PlainResources,
    workspace_id: str,
    build_id: str,
    success: bool = False,
    quiet: Sequence[re.Pattern[str]] = (),
) -> dict[str, t.Any]:
    """The results of a build, as plain values.

    :param success: whether it is known to be a success, so that only the devices are read.
    :param quiet: warnings that match one of these as a whole are left out.

    `build_id`, `state` (success, fail, canceled, in_progress, skipped), `errors` of the whole, and `devices`: a list
    with `device_id`, `hostname`, `state`, `stage`, `skipped` (why its configuration was not validated), `errors`,
    `warnings`, `image` (a new one), `added_lines`, `deleted_lines` and `changed_lines` each.
    """
    key = {"workspace_id": workspace_id, "build_id": build_id}
    build = {"state": SUCCESS} if success else objects.get(BUILD, key) or {}
    details = objects.list(DETAILS, {"key": key})
    devices = sorted((_device_result(one, quiet) for one in details), key=lambda one: str(one["device_id"]))
    known = objects.get_some(DEVICE, [{"device_id": one["device_id"]} for one in devices])
    for device, found in zip(devices, known, strict=True):
        device["hostname"] = (found or {}).get("hostname", "")
    return {
        "build_id": build_id,
        "state": _short(build.get("state"), STATE_PREFIX),
        "errors": list(_of_whole(build)),
        "devices": devices,
    }


def ended(build: dict[str, t.Any]) -> bool:
    """Whether the results of a build are the last ones, as a whole and for each device."""
    return "in_progress" not in (build["state"], *(device["state"] for device in build["devices"]))


def changes(build: dict[str, t.Any] | None) -> bool:
    """Whether a build changes configuration or image of a device, so that a submission makes a change control."""
    return any(device[name] for device in (build or {}).get("devices", []) for name in (*COUNTS, "image"))


def reasons(build: dict[str, t.Any]) -> list[str]:
    """Why a build failed, a phrase for each reason."""
    found = list(build["errors"])
    for device in build["devices"]:
        found.extend(f"{called(device)}: {error}" for error in device["errors"])
        if device["state"] == "fail" and not device["errors"]:
            found.append(f"{called(device)}: {device['stage'] or 'the build'} failed")
    return found


def called(device: dict[str, t.Any]) -> str:
    """A device in messages."""
    return f"{device['hostname']} ({device['device_id']})" if device["hostname"] else str(device["device_id"])


def summary(build: dict[str, t.Any]) -> Iterator[str]:
    """Progress messages: what changes on each device."""
    for device in build["devices"]:
        counts = [f"{device[name]} {name.replace('_', ' ')}" for name in COUNTS if device[name]]
        counts += [f"image {device['image']}"] if device["image"] else []
        if counts:
            yield f"{called(device)} has {', '.join(counts)}"


def _device_result(details: dict[str, t.Any], quiet: Sequence[re.Pattern[str]]) -> dict[str, t.Any]:
    validation = details.get("config_validation_result") or {}
    warnings = [one for one in validation.get("warnings") or [] if not _matches(one, quiet)]
    counts = validation.get("summary") or {}
    return {
        "device_id": details["key"]["device_id"],
        "state": _short(details.get("state"), STATE_PREFIX),
        "stage": _short(details.get("stage"), STAGE_PREFIX),
        "skipped": _short(details.get("config_validation_skip_cause"), SKIP_PREFIX).removeprefix("unspecified"),
        "errors": list(_of_device(details)),
        "warnings": [_config_error(one) for one in warnings],
        "image": _new_image(details.get("image_validation_result") or {}),
        **{name: int(counts.get(name, 0)) for name in COUNTS},
    }


def _new_image(validation: dict[str, t.Any]) -> str:
    """The image that a device is to have instead of its own, "" where it keeps that."""
    by_supervisor = (validation.get("summary") or {}).get("software_image_diff") or {}
    for difference in by_supervisor.values():
        if str(difference.get("code", "")) in IMAGE_CHANGES:
            return str((difference.get("b") or {}).get("name") or "none")
    return ""


def _matches(warning: dict[str, t.Any], patterns: Sequence[re.Pattern[str]]) -> bool:
    text = str(warning.get("error_msg") or "").strip()
    return any(pattern.fullmatch(text) for pattern in patterns)


def _short(name: t.Any, prefix: str) -> str:
    return str(name or "").removeprefix(prefix).lower()


def _of_whole(build: dict[str, t.Any]) -> Iterator[str]:
    if build.get("error"):
        yield str(build["error"]).rstrip(".")
    authorization = build.get("authz_result") or {}
    if authorization.get("error"):
        yield str(authorization["error"])
    for name in ("has_unauthorized_tag_change", "has_unauthorized_device_change"):
        if authorization.get(name):
            yield f"the user may not make one of the changes of {name.split('_')[2]}s"
    yield from _of_inputs((build.get("studio_build_details") or {}).get("input_validation_results"))


def _of_device(details: dict[str, t.Any]) -> Iterator[str]:
    yield from _of_inputs(details.get("input_validation_results"))
    for studio, built in (details.get("configlet_build_results") or {}).items():
        for error in built.get("template_errors") or []:
            yield f"studio {studio}: {_joined(error, ('exception', 'exception_msg', 'detail'), 'line_num')}"
        for error in built.get("input_errors") or []:
            yield f"studio {studio}: {_joined(error, ('field_id', 'message'))}"
        if built.get("other_error"):
            yield f"studio {studio}: {built['other_error']}"
    for error in (details.get("config_validation_result") or {}).get("errors") or []:
        yield _config_error(error)
    image = details.get("image_validation_result") or {}
    for error in image.get("errors") or []:
        yield _joined(error, ("error_msg", "sku", "error_code")) or "the image is not valid"
    if image.get("image_input_error"):
        yield str(image["image_input_error"])
    if str(details.get("authz_status", "")).endswith("_UNAUTHORIZED"):
        yield "the user may not change this device"


def _of_inputs(by_studio: t.Any) -> Iterator[str]:
    for studio, found in (by_studio or {}).items():
        for name in ("input_schema_errors", "input_value_errors", "hierarchy_errors"):
            for error in found.get(name) or []:
                yield f"studio {studio}: {_joined(error, ('field_id', 'message'))}"
        for error in found.get("other_errors") or []:
            yield f"studio {studio}: {error}"


def _config_error(error: dict[str, t.Any]) -> str:
    words = str(error.get("error_msg") or error.get("error_code") or "not valid").strip().rstrip(".")
    place = []
    if error.get("configlet_name"):
        place.append(f"configlet {error['configlet_name']}")
    if error.get("line_num"):
        place.append(f"line {error['line_num']}")
    return f"{', '.join(place)}: {words}" if place else words


def _joined(error: dict[str, t.Any], names: tuple[str, ...], line: str = "") -> str:
    words = [str(error[name]).strip().rstrip(".") for name in names if error.get(name)]
    if line and error.get(line):
        words.insert(0, f"line {error[line]}")
    return ": ".join(words)
