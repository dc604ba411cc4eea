# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Devices of the Inventory & Topology Studio: accepted, updated and removed.

Studios configure the devices that this studio has. A device is an entry of a list in its inputs, found by its query
`device:SERIAL`; names and interfaces in it that somebody else has set stay.
"""

from __future__ import annotations

import json
import typing as t
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..inventory.devices import DeviceInventory, id_of
from ..workspaces.edits import Edit, EditPlan, diff
from ..workspaces.view import View
from . import studio_inputs
from .studio_inputs import INPUTS

STUDIO: t.Final = "TOPOLOGY"
DEVICES: t.Final = "devices"
QUERY: t.Final = "device:"
#: The fields of an entry that tell what its device is.
FIELDS: t.Final = ("hostname", "macAddress", "modelName")


@dataclass(frozen=True)
class TopologyDevice:
    """A device as the studio is to know it. What is empty stays as the studio has it."""

    device_id: str
    hostname: str = ""
    mac_address: str = ""
    model_name: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The fields of its entry that are known."""
        found = dict(zip(FIELDS, (self.hostname, self.mac_address, self.model_name), strict=True))
        return {name: value for name, value in found.items() if value}


def of_inventory(device: dict[str, t.Any], hostname: str = "") -> TopologyDevice:
    """A device of the inventory.

    :param hostname: the name that it is to have; "" for the one that it has.
    """
    return TopologyDevice(
        id_of(device),
        hostname or str(device.get("hostname", "")),
        str(device.get("system_mac_address", "")),
        str(device.get("model_name", "")),
    )


def accepted(view: View) -> dict[str, dict[str, t.Any]]:
    """The devices that the studio has, by their ids: `hostname`, `macAddress`, `modelName`, `interfaces`."""
    return {device_id: _parse_device(entry) for entry in _entries(view) if (device_id := _id_of(entry))}


def plan_accept(view: View, devices: Iterable[TopologyDevice]) -> EditPlan:
    """The edits that bring devices into the studio, or its knowledge of them up to date."""
    entries = _entries(view)
    if not entries:
        return _first_devices([*dict.fromkeys(devices)])
    places = {_id_of(entry): place for place, entry in enumerate(entries)}
    edits, new = [], len(entries)
    for device in dict.fromkeys(devices):
        place = places.get(device.device_id)
        if place is None:
            edits.append(_added(new, device))
            new += 1
        else:
            edits += _updated(place, _parse_device(entries[place]), device)
    return _edit_plan(edits)


def plan_remove(view: View, device_ids: Iterable[str]) -> EditPlan:
    """The edit that takes devices out of the studio. One that it does not have is no error."""
    entries, gone = _entries(view), set(device_ids)
    kept = [entry for entry in entries if _id_of(entry) not in gone]
    if len(kept) == len(entries):
        return EditPlan()
    diffs = [
        diff(_title(_id_of(entry)), _without_interfaces(_parse_device(entry)), {})
        for entry in entries
        if _id_of(entry) in gone
    ]
    return _edit_plan([_input_edit([DEVICES], kept, diffs)])


def _edit_plan(edits: list[Edit]) -> EditPlan:
    return EditPlan(edits, lambda view: all(_shows_edit(view, edit) for edit in edits), whole=True)


def _shows_edit(view: View, edit: Edit) -> bool:
    wanted = json.loads((edit.wanted or {})["inputs"])
    return bool(studio_inputs.read(view, STUDIO, edit.key["path"]) == wanted)


def _entries(view: View) -> list[t.Any]:
    document = studio_inputs.read(view, STUDIO, [])
    found = document.get(DEVICES) if isinstance(document, dict) else None
    return found if isinstance(found, list) else []


def _id_of(entry: t.Any) -> str:
    """The id of an entry's device, "" for an entry of another kind."""
    query = str(((entry if isinstance(entry, dict) else {}).get("tags") or {}).get("query", ""))
    return query.removeprefix(QUERY) if query.startswith(QUERY) else ""


def _parse_device(entry: dict[str, t.Any]) -> dict[str, t.Any]:
    return dict((entry.get("inputs") or {}).get("device") or {})


def _first_devices(devices: Sequence[TopologyDevice]) -> EditPlan:
    """The first devices make the list: a path into one that is not there would not say that it is one."""
    shown = [_shown_new(device) for device in devices]
    return _edit_plan([_input_edit([DEVICES], [_studio_entry(device) for device in devices], shown)] if devices else [])


def _added(place: int, device: TopologyDevice) -> Edit:
    return _input_edit([DEVICES, str(place)], _studio_entry(device), [_shown_new(device)])


def _studio_entry(device: TopologyDevice) -> dict[str, t.Any]:
    fields = {**dict.fromkeys(FIELDS, ""), **device.fields, "interfaces": []}
    return {"tags": {"query": f"{QUERY}{device.device_id}"}, "inputs": {"device": fields}}


def _shown_new(device: TopologyDevice) -> dict[str, t.Any]:
    return diff(_title(device.device_id, device.hostname), {}, device.fields)


def _updated(place: int, known: dict[str, t.Any], device: TopologyDevice) -> list[Edit]:
    after = {**known, **device.fields}
    if after == known:
        return []
    shown = [diff(_title(device.device_id, device.hostname), _without_interfaces(known), _without_interfaces(after))]
    return [_input_edit([DEVICES, str(place), "inputs", "device"], after, shown)]


def _input_edit(path: Sequence[str], value: t.Any, diffs: list[dict[str, t.Any]]) -> Edit:
    key = {"studio_id": STUDIO, "path": list(path)}
    return Edit(INPUTS, key, {}, {"inputs": json.dumps(value)}, _title(""), diffs)


def _title(device_id: str, hostname: str = "") -> str:
    return f"inventory and topology {hostname} {device_id}".replace("  ", " ").rstrip()


def _without_interfaces(device: dict[str, t.Any]) -> dict[str, t.Any]:
    return {name: value for name, value in device.items() if name != "interfaces"}


# --- By names ---------------------------------------------------------------------------------------------------------


def plan_accept_named(view: View, names: Sequence[str], hostnames: Mapping[str, str]) -> EditPlan:
    """Accept devices of the inventory, or bring what the studio knows of them up to date.

    :param names: ids, hostnames or FQDNs.
    :param hostnames: the hostnames that some of them are to have in the studio, by the names above.
    :raises DeviceError: for one that is not in the inventory.
    """
    inventory = DeviceInventory(view.objects)
    inventory.read(names)
    return plan_accept(view, [of_inventory(inventory.need(name), hostnames.get(name, "")) for name in names])


def plan_remove_named(view: View, names: Sequence[str]) -> EditPlan:
    """Take devices out of the studio, also those that have left the inventory.

    :param names: ids, hostnames or FQDNs; those of nothing are no error.
    """
    inventory = DeviceInventory(view.objects)
    inventory.read(names)
    known = accepted(view)
    by_hostname = {str(device.get("hostname", "")).lower(): device_id for device_id, device in known.items()}
    gone = []
    for name in names:
        found = inventory.find(name)
        gone.append(id_of(found) if found is not None else by_hostname.get(name.lower(), name))
    return plan_remove(view, gone)
