# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Validate configlets on devices: CloudVision builds them in a scratch workspace, which is always abandoned."""

from __future__ import annotations

import typing as t
from collections.abc import Sequence

from ..errors import InputError
from ..inventory.devices import DeviceInventory
from ..workspaces import builds, edits
from ..workspaces.run import new_id, rehearse
from ..workspaces.view import View
from ..workspaces.workspace import Workspaces
from .configlet_plan import plan_configlets
from .configlets import Assignment, Configlet, ConfigletRequest
from .errors import BuildError, StateError

#: A device that has the lines already validates nothing, which is as good.
UNCHANGED: t.Final = "config_unchanged"


def validate(spaces: Workspaces, configlets: Sequence[Configlet], devices: Sequence[str]) -> dict[str, t.Any]:
    """Let devices judge configlets, which stand behind everything else that the devices get.

    :param devices: ids, hostnames or FQDNs.
    :returns: the task's result, with the results of the build.
    :raises BuildError: where a device refuses one.
    :raises StateError: where a device could not be asked.
    """
    if not configlets:
        raise InputError("configlets is empty: 'state: validated' needs the texts.")
    if not devices:
        raise InputError("devices is empty: 'state: validated' needs one device at least.")
    inventory = DeviceInventory(spaces.objects)
    inventory.read(devices)
    ids = list(dict.fromkeys(inventory.ids(devices)))
    try:
        build = rehearse(spaces, lambda scratch: _assign_copies(spaces, scratch, configlets, ids))
    except BuildError as error:
        raise _build_errors(error) from None
    _check_all_asked(build, ids)
    return {"changed": False, "build": build}


def _assign_copies(spaces: Workspaces, scratch: str, configlets: Sequence[Configlet], ids: Sequence[str]) -> None:
    """Assign copies of the configlets in a workspace, under ids of their own: those that are there stay as they are."""
    copies = [Configlet(one.name, one.body, new_id("validate")) for one in configlets]
    names = tuple(str(one.id) for one in copies)
    root = Assignment("validation", new_id("validate"), query=f"device:{','.join(ids)}", configlets=names)
    plan = plan_configlets(View(spaces.objects), ConfigletRequest(copies, [root]))
    edits.apply(View(spaces.objects, scratch, new=True), plan, spaces.poller)


def _build_errors(error: BuildError) -> BuildError:
    build: dict[str, t.Any] = error.facts["build"]
    reasons = "; ".join(builds.reasons(build)[:3]) or error.reason.rstrip(".")
    return BuildError(
        f"the configlets are not valid: {reasons}.",
        hint="Nothing was changed; 'build' holds the results of each device.",
        build=build,
    )


def _check_all_asked(build: dict[str, t.Any], ids: Sequence[str]) -> None:
    """Refuse a result that says nothing of a device.

    :raises StateError: with the devices.
    """
    judged = {device["device_id"]: device for device in build["devices"]}
    silent = []
    for identity in ids:
        device = judged.get(identity)
        if device is None:
            silent.append(f"{identity} (not built)")
        elif device["skipped"] not in ("", UNCHANGED):
            silent.append(f"{builds.called(device)} ({device['skipped'].replace('_', ' ')})")
    if silent:
        raise StateError(
            f"CloudVision could not validate the configlets on {', '.join(silent)}.",
            hint="A device validates only while it streams to CloudVision.",
            build=build,
        )
