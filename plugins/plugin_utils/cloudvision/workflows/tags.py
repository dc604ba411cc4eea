# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags of devices and interfaces, and what they are assigned to (tag.v2)."""

from __future__ import annotations

import typing as t
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..errors import InputError
from ..inventory.devices import DeviceInventory
from ..workspaces.edits import Edit, EditPlan
from ..workspaces.view import View, frozen

TAG: t.Final = "tag.v2.Tag"
ASSIGNMENT: t.Final = "tag.v2.TagAssignment"
TYPES: t.Final = {"device": "ELEMENT_TYPE_DEVICE", "interface": "ELEMENT_TYPE_INTERFACE"}
#: A request with more filters is slower than its answer is long.
MOST_FILTERS: t.Final = 50
SYSTEM: t.Final = "CREATOR_TYPE_SYSTEM"
USER: t.Final = "CREATOR_TYPE_USER"
#: What is not a device of CloudVision's own is left alone.
SUB_TYPES: t.Final = frozenset({"", "ELEMENT_SUB_TYPE_UNSPECIFIED", "ELEMENT_SUB_TYPE_DEVICE"})

#: An element: device id, and interface or "".
Element = tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """One tag, and the elements that are named with it.

    :ivar element_type: None: every type (deletion alone).
    :ivar value: None: every value of the label (deletion alone).
    """

    element_type: str | None
    label: str
    value: str | None
    elements: tuple[Element, ...] = ()


def parse(entries: Sequence[Mapping[str, t.Any]], state: str, inventory: DeviceInventory) -> list[Wanted]:
    """A requested tag, with the ids of the devices.

    :param entries: mappings with `label`, `value`, `element_type`, `devices` and `interfaces`.
    :raises InputError: for an entry that is incomplete or contradicts itself.
    """
    found = []
    inventory.read(_devices_of(entries))
    for place, entry in enumerate(entries):
        where = f"tags[{place}]"
        label, value = entry["label"].strip(), entry.get("value")
        if not label:
            raise InputError(f"{where}: label is empty.")
        if value in (None, "") and state != "deleted":
            raise InputError(f"{where}: tag '{label}' has no value.", hint="It may be left out to delete all values.")
        if entry.get("devices") and entry.get("interfaces"):
            raise InputError(f"{where}: devices and interfaces are both given: a tag is for one kind of element.")
        found.append(_wanted_tag(entry, label, value or None, where, inventory, state))
    return found


def _devices_of(entries: Iterable[Mapping[str, t.Any]]) -> list[str]:
    """The names of all devices that are mentioned."""
    named = [name for entry in entries for name in entry.get("devices") or []]
    return named + [one["device"] for entry in entries for one in entry.get("interfaces") or []]


def _wanted_tag(
    entry: Mapping[str, t.Any], label: str, value: str | None, where: str, inventory: DeviceInventory, state: str
) -> Wanted:
    devices, interfaces = entry.get("devices") or [], entry.get("interfaces") or []
    kind = entry.get("element_type") or ("interface" if interfaces else "device")
    if (devices and kind != "device") or (interfaces and kind != "interface"):
        raise InputError(f"{where}: element_type is {kind}, and the elements that are given are not.")
    elements: list[Element] = [(device_id, "") for device_id in inventory.ids(devices)]
    for one in interfaces:
        elements.append((inventory.ids([one["device"]])[0], one["interface"]))
    every = state == "deleted" and not elements and not entry.get("element_type")
    return Wanted(None if every else TYPES[kind], label, value, tuple(dict.fromkeys(elements)))


def plan_tags(view: View, wanted: Sequence[Wanted], state: str) -> EditPlan:
    """The edits that lead to what is wanted.

    merged: the tags exist, and the elements have them. replaced: besides, these elements have no other values of the
    labels. deleted: the elements lose the tags; a tag without elements is deleted altogether.
    """
    if state == "deleted":
        edits = _deletions(view, wanted)
    else:
        tags = _Known(view, TAG, _tag_filters(wanted))
        assigned = _Known(view, ASSIGNMENT, _element_filters([one for one in wanted if one.elements]))
        edits = [*_tags(tags, wanted), *_assignments(assigned, wanted)]
        if state == "replaced":
            edits += _others(assigned, wanted)
    return _edit_plan(edits)


def plan_devices(view: View, wanted: Sequence[Wanted], device_ids: Collection[str], strict: bool) -> EditPlan:
    """The edits after which some devices and their interfaces have the tags that are wanted.

    Other values of these labels go from every device that is wanted to have a tag of that kind of element.

    :param device_ids: the devices. `strict`: whether all other tags of users go from them and their interfaces.
    """
    if not (wanted or (strict and device_ids)):
        return EditPlan()
    tags = _Known(view, TAG, _tag_filters(wanted))
    assigned = _Known(view, ASSIGNMENT, _device_filters(wanted, device_ids, strict))
    edits = [*_tags(tags, wanted), *_assignments(assigned, wanted)]
    keys = {_plain_key(edit.key) for edit in edits}
    tagged = {(str(one.element_type), element[0]) for one in wanted for element in one.elements}
    labels = {(str(one.element_type), one.label) for one in wanted}
    for row in assigned.rows.values():
        key = row["key"]
        kind, device_id = key["element_type"], key.get("device_id", "")
        mine = device_id in device_ids if strict else (kind, device_id) in tagged and (kind, key["label"]) in labels
        if mine and row.get("tag_creator_type") == USER and _plain_key(key) not in keys:
            edits.append(_tag_edit(assigned, ASSIGNMENT, dict(key), None))
    return _edit_plan(edits)


def _edit_plan(edits: list[Edit]) -> EditPlan:
    # A tag shows before what it is assigned to: assignments are all that is to be waited for.
    assigns = any(edit.model == ASSIGNMENT and edit.wanted is not None and edit.changed for edit in edits)
    return EditPlan(edits, shown_by=ASSIGNMENT if assigns else TAG, identity=_plain_key)


def _tag_key(element_type: str, label: str, value: str) -> dict[str, t.Any]:
    return {"element_type": element_type, "label": label, "value": value}


def _assignment_key(element_type: str, label: str, value: str, element: Element) -> dict[str, t.Any]:
    key = {**_tag_key(element_type, label, value), "device_id": element[0]}
    return {**key, "interface_id": element[1]} if element[1] else key


def _label_and_value(key: Mapping[str, t.Any]) -> str:
    return f"{key['label']}:{key['value']}"


def _title(key: Mapping[str, t.Any]) -> str:
    place = f"{key.get('device_id', '')} {_interface(key.get('interface_id', ''))}".strip()
    return f"tag {_label_and_value(key)} on {place}" if place else f"tag {_label_and_value(key)}"


class _Known:
    """The objects of a model that some wanted tags are about, by a key without what servers fill in."""

    def __init__(self, view: View, model: str, filters: Iterable[Mapping[str, t.Any]]) -> None:
        self.rows = {
            _plain_key(row["key"]): row
            for row in view.some(model, list(filters)).values()
            if row["key"].get("element_sub_type", "") in SUB_TYPES
        }

    def get(self, key: Mapping[str, t.Any]) -> dict[str, t.Any] | None:
        """The object of a key."""
        return self.rows.get(_plain_key(key))


def _tag_filters(wanted: Iterable[Wanted]) -> list[dict[str, t.Any]]:
    """Filters for tags: each one, or else their labels, or else their kinds of elements."""
    wanted = list(wanted)
    exact = [_given(element_type=one.element_type, label=one.label, value=one.value) for one in wanted]
    return _coarsest(exact, wanted)


def _element_filters(wanted: Iterable[Wanted]) -> list[dict[str, t.Any]]:
    """Filters for assignments: by label and device, whatever the value and the interface.

    Servers differ in how they write an interface, so that it is no part of a filter.
    """
    wanted = list(wanted)
    exact = [
        _given(element_type=one.element_type, label=one.label, device_id=device_id)
        for one in wanted
        for device_id in dict.fromkeys(element[0] for element in one.elements) or (None,)
    ]
    return _coarsest(exact, wanted)


def _device_filters(wanted: Sequence[Wanted], device_ids: Collection[str], strict: bool) -> list[dict[str, t.Any]]:
    """Filters for assignments of users: all of the devices, or else by kind of element."""
    kinds = TYPES.values() if strict else dict.fromkeys(str(one.element_type) for one in wanted)
    keys = [{"device_id": device_id} for device_id in device_ids]
    if len(keys) > MOST_FILTERS:
        keys = [{"element_type": kind} for kind in kinds]
    elif not strict:
        keys = [{**key, "element_type": kind} for key in keys for kind in kinds]
    return [{"key": key, "tag_creator_type": USER} for key in keys]


def _coarsest(exact: list[dict[str, t.Any]], wanted: Sequence[Wanted]) -> list[dict[str, t.Any]]:
    """The first filters that are few: by exact keys, by label, by kind of element."""
    labels = [_given(element_type=one.element_type, label=one.label) for one in wanted]
    kinds = [_given(element_type=one.element_type) for one in wanted]
    for filters in (exact, labels, kinds):
        found = [dict(items) for items in dict.fromkeys(tuple(one.items()) for one in filters)]
        if len(found) <= MOST_FILTERS:
            break
    return [{"key": key} for key in found]


def _given(**fields: str | None) -> dict[str, t.Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _plain_key(key: Mapping[str, t.Any]) -> t.Any:
    plain = {name: value for name, value in key.items() if name != "element_sub_type"}
    if "interface_id" in plain:
        plain["interface_id"] = _interface(plain["interface_id"])
    return frozen(plain)


def _interface(identity: str) -> str:
    """An interface's name, which some servers write with its device, as Ethernet1@SERIAL."""
    return str(identity).partition("@")[0]


def _tag_edit(known: _Known, model: str, key: dict[str, t.Any], wanted: dict[str, t.Any] | None) -> Edit:
    before = known.get(key)
    title = _title(key)
    there = [_label_and_value(key)] if before is not None else []
    shown = {"before": there, "after": [] if wanted is None else [_label_and_value(key)]}
    headers = {"before_header": title, "after_header": title}
    # An object that is there keeps the sub-type that the server gave it.
    own_key = {**before["key"], **key} if before else key
    own_key = {name: value for name, value in own_key.items() if name != "workspace_id"}
    if own_key.get("interface_id"):
        own_key["interface_id"] = _interface(own_key["interface_id"])
    return Edit(model, own_key, before, wanted, title, [{**_as_text(shown), **headers}])


def _as_text(shown: dict[str, list[str]]) -> dict[str, str]:
    return {name: "".join(f"{line}\n" for line in lines) for name, lines in shown.items()}


def _tags(known: _Known, wanted: Iterable[Wanted]) -> list[Edit]:
    pairs = dict.fromkeys((str(one.element_type), one.label, str(one.value)) for one in wanted)
    return [_tag_edit(known, TAG, _tag_key(*pair), {}) for pair in pairs]


def _assignments(known: _Known, wanted: Iterable[Wanted]) -> list[Edit]:
    keys = {
        (str(one.element_type), one.label, str(one.value), element): None for one in wanted for element in one.elements
    }
    return [_tag_edit(known, ASSIGNMENT, _assignment_key(*key), {}) for key in keys]


def _others(known: _Known, wanted: Sequence[Wanted]) -> list[Edit]:
    """Removals of other values that the named elements have of the named labels."""
    kept: dict[tuple[str, str, Element], set[str]] = {}
    for one in wanted:
        for element in one.elements:
            kept.setdefault((str(one.element_type), one.label, element), set()).add(str(one.value))
    edits = []
    for row in known.rows.values():
        key = row["key"]
        values = kept.get((key["element_type"], key["label"], _element(key)))
        if values is not None and key["value"] not in values and row.get("tag_creator_type") != SYSTEM:
            edits.append(_tag_edit(known, ASSIGNMENT, dict(key), None))
    return edits


def _deletions(view: View, wanted: Sequence[Wanted]) -> list[Edit]:
    assigned = _Known(view, ASSIGNMENT, _element_filters(wanted))
    tags = _Known(view, TAG, _tag_filters([one for one in wanted if not one.elements]))
    by_label: dict[str, list[dict[str, t.Any]]] = {}
    for row in assigned.rows.values():
        by_label.setdefault(row["key"]["label"], []).append(row)
    edits: dict[t.Any, Edit] = {}
    for one in wanted:
        elements = set(one.elements)
        for row in by_label.get(one.label, []):
            mine = _matches(row["key"], one) and (not elements or _element(row["key"]) in elements)
            if mine and row.get("tag_creator_type") != SYSTEM:
                edits[ASSIGNMENT, _plain_key(row["key"])] = _tag_edit(assigned, ASSIGNMENT, dict(row["key"]), None)
    for one in wanted:
        for row in [] if one.elements else tags.rows.values():
            if _matches(row["key"], one):
                if row.get("creator_type") == SYSTEM:
                    raise InputError(
                        f"tag '{_label_and_value(row['key'])}' is CloudVision's own, and cannot be deleted."
                    )
                edits[TAG, _plain_key(row["key"])] = _tag_edit(tags, TAG, dict(row["key"]), None)
    return list(edits.values())


def _matches(key: Mapping[str, t.Any], one: Wanted) -> bool:
    same = one.element_type in (None, key["element_type"]) and key["label"] == one.label
    return same and (one.value is None or key["value"] == one.value)


def _element(key: Mapping[str, t.Any]) -> Element:
    return str(key.get("device_id", "")), _interface(key.get("interface_id", ""))
