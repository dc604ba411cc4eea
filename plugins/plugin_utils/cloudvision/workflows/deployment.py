# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that a fabric wants of CloudVision, as one plan; what came of it is told device by device.

The parts are devices in the Inventory & Topology Studio, tags, configlets with their tree, and studio inputs.
"""

from __future__ import annotations

import string
import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...common.polling import Poller
from ..errors import InputError
from ..inventory.devices import DeviceInventory, id_of
from ..resources.plain import PlainResources
from ..workspaces import builds
from ..workspaces.edits import EditPlan, combined
from ..workspaces.view import View
from . import configlet_plan, configlets, device_configlets, manifest, pathfinder, studio_inputs, tags, topology
from .configlets import Assignment, Configlet, ConfigletRequest
from .device_configlets import DeviceConfig
from .devices import DeviceRequest, Onboarding
from .errors import DeviceError

#: Why the configuration of a device that a build shows was not validated, where that is no news.
UNCHANGED: t.Final = "config_unchanged"
#: Inputs that other parts of a deployment set.
RESERVED: t.Final = ((topology.STUDIO,), (configlets.STUDIO, *configlets.ROOTS))


@dataclass(frozen=True)
class DeployDevice:
    """A device, and what it is to have.

    :ivar name: its hostname. `device_id`: its serial number; "" where the MAC or the name says which one it is.
    :ivar address: where CloudVision reaches it, if it is to be onboarded.
    :ivar config: None: its configlet stays as it is.
    :ivar tags: labels and values. `interface_tags`: interfaces, labels and values.
    :ivar deployed: whether it is part of the deployment.
    :ivar in_manifest: whether the manifest has its configuration, so that it has no configlet of its own.
    :ivar pathfinder: AVD's metadata of a CV Pathfinder router.
    """

    name: str
    device_id: str = ""
    mac_address: str = ""
    address: str = ""
    config: str | None = field(default=None, repr=False)
    tags: tuple[tuple[str, str], ...] = ()
    interface_tags: tuple[tuple[str, str, str], ...] = ()
    deployed: bool = True
    in_manifest: bool = False
    pathfinder: Mapping[str, t.Any] | None = field(default=None, repr=False)

    @property
    def identity(self) -> str:
        """Its identifier in the inventory: the serial number, else the system MAC, else the name."""
        return self.device_id or self.mac_address or self.name


@dataclass(frozen=True)
class StudioInputs:
    """Inputs of a studio at a path: merged into what is there, or in its place."""

    studio: str
    path: tuple[str, ...]
    inputs: t.Any
    state: str = "merged"


@dataclass
class Deployment:
    """The target state of a fabric in CloudVision.

    :ivar container: the root of the devices' configlets. `configlet_name`: their names, with ${hostname}.
    :ivar others: configlets and trees beside those of the devices.
    :ivar strict_tags: whether the devices lose all tags that are not given.
    :ivar accept: whether the Inventory & Topology Studio is to know the devices.
    """

    devices: Sequence[DeployDevice]
    container: str = device_configlets.ROOT_NAME
    configlet_name: str = device_configlets.NAME_TEMPLATE
    others: Sequence[ConfigletRequest] = ()
    inputs: Sequence[StudioInputs] = ()
    strict_tags: bool = False
    accept: bool = True

    def __post_init__(self) -> None:
        if not (self.devices or self.others or self.inputs):
            raise InputError(
                "there is nothing to deploy: give path, devices, configlets, assignments or studio_inputs."
            )
        _check_names([one.name for one in self.devices], "devices")
        template = string.Template(self.configlet_name)
        names = [name for name in template.get_identifiers() if name != "hostname"] if template.is_valid() else [""]
        if names or "hostname" not in template.get_identifiers():
            raise InputError(
                f"configlet_name is '{self.configlet_name}': it holds ${{hostname}}, and no other variable."
            )
        if not self.container.strip():
            raise InputError("container is empty: it is the name of an assignment.")
        _check_inputs(self.inputs, [(pathfinder.STUDIO,)] if any(one.pathfinder for one in self.devices) else [])


def _check_names(names: Sequence[str], where: str) -> None:
    for place, name in enumerate(names):
        if not name.strip():
            raise InputError(f"{where}[{place}]: the name is empty.")
    configlets.check_given_once(names, where)


def _check_inputs(inputs: Sequence[StudioInputs], reserved: Sequence[tuple[str, ...]]) -> None:
    """Inputs that overlap would make the outcome a matter of order."""
    paths = [(one.studio, *one.path) for one in inputs]
    for place, path in enumerate(paths):
        called = "/".join(path)
        if any(_overlap(path, other) for other in (*RESERVED, *reserved)):
            raise InputError(f"studio_inputs[{place}]: '{called}' is set by other options of the task.")
        if any(_overlap(path, other) for other in paths[:place]):
            raise InputError(f"studio_inputs[{place}]: '{called}' overlaps with other inputs of the task.")


def _overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    return all(mine == theirs for mine, theirs in zip(one, other, strict=False))


# --- Devices ---------------------------------------------------------------------------------------------------------


@dataclass
class Located:
    """The devices of a deployment in CloudVision's inventory.

    :ivar rows: by name, what the inventory has. `missing`: those that it lacks. `onboarded`: those that it has got.
    :ivar notes: what of the last plan for them is not deployed, for people.
    """

    rows: dict[str, dict[str, t.Any]] = field(default_factory=dict)
    missing: list[DeployDevice] = field(default_factory=list)
    onboarded: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def locate(objects: PlainResources, devices: Sequence[DeployDevice]) -> Located:
    """Find devices in the inventory, in one call where they are few.

    :raises InputError: where two are one and the same.
    """
    inventory = DeviceInventory(objects)
    inventory.read(
        [one.identity for one in devices if not one.device_id], [one.device_id for one in devices if one.device_id]
    )
    found, owners = Located(), dict[str, str]()
    for device in devices:
        row = inventory.find(device.identity)
        if row is None:
            found.missing.append(device)
            continue
        other = owners.setdefault(id_of(row), device.name)
        if other != device.name:
            raise InputError(f"'{other}' and '{device.name}' are the same device ({id_of(row)}).")
        found.rows[device.name] = row
    return found


def bring_in(
    objects: PlainResources, poller: Poller, devices: Sequence[DeployDevice], check: bool, skip: bool = False
) -> Located:
    """Find devices in the inventory, and onboard those that it lacks and that have an address.

    :param check: only predict: `onboarded` names them, and they stay missing.
    :param skip: whether others may be missing.
    :raises DeviceError: naming those that are, before any is onboarded.
    """
    found = locate(objects, devices)
    if not skip:
        _check_missing([one for one in found.missing if not one.address], len(devices))
    new = [one for one in found.missing if one.address]
    if not new:
        return found
    if check:
        found.onboarded = [one.name for one in new]
        return found
    request = DeviceRequest("onboarded", [one.address for one in new])
    done = Onboarding(objects, poller).carry_out(request)["devices"]
    ids = {one.name: str(row["device_id"]) for one, row in zip(new, done, strict=True)}
    again = locate(objects, [_with_id(one, ids.get(one.name, "")) for one in devices])
    again.onboarded = [one.name for one in new]
    return again


def _with_id(device: DeployDevice, device_id: str) -> DeployDevice:
    return DeployDevice(**{**vars(device), "device_id": device_id}) if device_id else device


def _check_missing(missing: Sequence[DeployDevice], total: int) -> None:
    """Refuse devices that CloudVision does not have."""
    if missing:
        names = ", ".join(f"{one.name} ({one.identity})" if one.identity != one.name else one.name for one in missing)
        raise DeviceError(
            f"CloudVision lacks {len(missing)} of the {total} devices: {names}.",
            hint="Give their address to onboard them, or set 'skip_missing_devices: true' to leave them out.",
            missing=[one.name for one in missing],
        )


# --- The plan --------------------------------------------------------------------------------------------------------


def plan_deployment(view: View, deployment: Deployment, located: Located) -> EditPlan:
    """The edits that lead to what is wanted of the devices that CloudVision has."""
    devices = [one for one in deployment.devices if one.name in located.rows]
    known = [topology.of_inventory(located.rows[one.name], one.name) for one in devices]
    ids = {one.name: id_of(located.rows[one.name]) for one in devices}
    plans = [topology.plan_accept(view, known)] if deployment.accept and known else []
    plans.append(tags.plan_devices(view, _tags(devices, ids), list(ids.values()), deployment.strict_tags))
    request = _configlets(view, deployment, devices, ids)
    if request.configlets or request.assignments:
        plans.append(configlet_plan.plan_configlets(view, request))
    plans += [studio_inputs.plan_inputs(view, one.studio, one.path, one.inputs, one.state) for one in deployment.inputs]
    routers = [pathfinder.Router(one.name, ids[one.name], one.pathfinder) for one in devices if one.pathfinder]
    plan, located.notes = pathfinder.plan_pathfinder(view, routers)
    return combined([*plans, plan])


def _tags(devices: Sequence[DeployDevice], ids: Mapping[str, str]) -> list[tags.Wanted]:
    """The tags that are wanted, each with all that are to have it."""
    elements: dict[tuple[str, str, str], list[tags.Element]] = {}
    for device in devices:
        for label, value in device.tags:
            elements.setdefault(("device", label, value), []).append((ids[device.name], ""))
        for interface, label, value in device.interface_tags:
            elements.setdefault(("interface", label, value), []).append((ids[device.name], interface))
    return [
        tags.Wanted(tags.TYPES[kind], label, value, tuple(dict.fromkeys(found)))
        for (kind, label, value), found in elements.items()
    ]


def _configlets(
    view: View, deployment: Deployment, devices: Sequence[DeployDevice], ids: Mapping[str, str]
) -> ConfigletRequest:
    """All configlets and trees. New roots stand before those that there are, which may override them."""
    template = string.Template(deployment.configlet_name)
    configs = [
        DeviceConfig(one.name, ids[one.name], template.substitute(hostname=one.name), one.config)
        for one in devices
        if one.config is not None and not one.in_manifest
    ]
    leaving = [ids[one.name] for one in devices if one.in_manifest]
    texts: list[Configlet] = []
    trees: list[Assignment] = []
    for request in deployment.others:
        texts += request.configlets
        trees += request.assignments
    if configs or leaving:
        own = device_configlets.device_tree(view, configs, deployment.container, leaving)
        texts, trees = [*texts, *own[0]], [*trees, *own[1]]
    _check_names([one.id or one.name for one in texts], "configlets")
    _check_names([one.id or one.name for root in trees for one in root.all()], "assignments")
    owned = next((one.owned for one in deployment.others if one.owned), "")
    tidies = (device_configlets.PREFIX, manifest.OWNED)
    return ConfigletRequest(texts, trees, "replaced", first=True, owned=owned, tidies=tidies)


# --- What came of it -------------------------------------------------------------------------------------------------


def outcomes(
    deployment: Deployment, located: Located, build: Mapping[str, t.Any] | None, changed: bool
) -> list[dict[str, t.Any]]:
    """The outcome for each device: built, skipped, failed, unchanged or unknown, and why.

    :param build: the results of the build, None where there was none.
    :param changed: whether there was anything to build.
    """
    built = {one["device_id"]: one for one in (build or {}).get("devices", [])}
    found = []
    for device in deployment.devices:
        row = located.rows.get(device.name)
        known = built.get(id_of(row)) if row is not None else None
        state, reason = _outcome(device, located, row, known, build, changed)
        details = known or {}
        found.append(
            {
                "device": device.name,
                "device_id": id_of(row) if row is not None else device.device_id,
                "state": state,
                "reason": reason,
                **{name: list(details.get(name, [])) for name in ("errors", "warnings")},
                **{name: int(details.get(name, 0)) for name in builds.COUNTS},
            }
        )
    return found


def _outcome(
    device: DeployDevice,
    located: Located,
    row: Mapping[str, t.Any] | None,
    built: Mapping[str, t.Any] | None,
    build: Mapping[str, t.Any] | None,
    changed: bool,
) -> tuple[str, str]:
    if not device.deployed:
        return "skipped", "is_deployed is false"
    if row is None:
        onboards = device.name in located.onboarded
        return ("unknown", "would be onboarded") if onboards else ("skipped", "not in the inventory")
    if built is not None:
        return _of_build(built)
    if build is None:
        return ("unknown", "not built") if changed else ("unchanged", "")
    return ("unchanged", "") if build.get("state") == "success" else ("unknown", "the build ended before it")


def _of_build(built: Mapping[str, t.Any]) -> tuple[str, str]:
    if built["state"] == "fail":
        return "failed", str(built["stage"])
    if built["skipped"] == UNCHANGED:
        return "unchanged", ""
    if built["skipped"] or built["state"] == "skipped":
        return "skipped", str(built["skipped"])
    return ("built", "") if built["state"] == "success" else ("unknown", str(built["state"]))


def warnings(devices: Sequence[Mapping[str, t.Any]]) -> list[str]:
    """The warnings of the build, device by device."""
    return [f"{one['device']}: {text}" for one in devices for text in one["warnings"]]
