# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""tag.v2: tags, their assignments, and the elements that can have some.

An assignment of a tag that does not exist shows nowhere, and is lost when its workspace is submitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import grpc
from google.protobuf.message import Message

from ..catalog import Model
from ..filters import Predicate
from ..tagquery import QueryError, Subject, parse
from .base import Change, Effect, Refused, invalid
from .inventory import Inventory
from .scoped import Scoped, in_workspace

DEVICE, INTERFACE = 1, 2
SYSTEM, USER = 1, 2
TAG, ASSIGNMENT, ELEMENT = "tag.v2.Tag", "tag.v2.TagAssignment", "tag.v2.Element"


class Tags(Scoped):
    """Tags and assignments of users; those of the system follow the inventory."""

    general = False
    models: ClassVar[tuple[str, ...]] = ("tag.v2.TagConfig", "tag.v2.TagAssignmentConfig")

    def mirror(self, change: Change) -> Any:
        if change.model.name == "tag.v2.TagAssignmentConfig" and not change.after.remove.value:
            tag = self._tag_of(change.after.key)
            table = self.state.table(TAG)
            known = table.get(tag) or table.get(in_workspace(tag, ""))
            if known is None:
                return None
        value = super().mirror(change)
        if change.model.name == "tag.v2.TagAssignmentConfig":
            self._assigned(self._tag_of(change.after.key), value is not None)
        return value

    def shown(self, change: Change, before: Any, value: Any) -> None:
        if change.model.name == "tag.v2.TagConfig":
            value.creator_type = USER
            value.assigned.value = bool(before is not None and before.assigned.value)
        else:
            value.tag_creator_type = USER

    def submit(self, model: Model, config: Any, undo: Any) -> None:
        super().submit(model, config, undo)
        if model.name == "tag.v2.TagAssignmentConfig":
            self._assigned(in_workspace(self._tag_of(config.key), ""), not config.remove.value)

    def _tag_of(self, assignment: Any) -> Any:
        """The key of the tag that an assignment's key is about."""
        key: Any = self.state.catalog[TAG].key()  # type: ignore[misc]
        for name in ("workspace_id", "label", "value"):
            getattr(key, name).CopyFrom(getattr(assignment, name))
        key.element_type, key.element_sub_type = assignment.element_type, assignment.element_sub_type
        return key

    def _assigned(self, tag: Any, one: bool) -> None:
        """Let a tag say whether it is assigned; ``one``: there is one for certain, otherwise look."""
        table = self.state.table(TAG)
        with self.state.lock:
            known = table.get(tag)
            if known is None:
                return
            found = one or any(self._tag_of(value.key) == tag for value in self.state.table(ASSIGNMENT).values())
            if found != known.assigned.value:
                value: Any = table.model.message()
                value.CopyFrom(known)
                value.assigned.value = found
                table.put(value)

    # -- the inventory -------------------------------------------------------------------------------------------

    def known(self, device_id: str) -> None:
        """A device gets the system's tags, and is an element."""
        device = self.state.get("inventory.v1.Device", deviceId=device_id)
        labels = {"hostname": device.hostname, "model": device.model_name, "eos": device.software_version}
        self.assign(device_id, {label: value.value for label, value in labels.items()}, SYSTEM)
        self.add_element(device_id)

    def add_element(self, device_id: str) -> None:
        """Let a device be found by queries."""
        element = {"type": "ELEMENT_TYPE_DEVICE", "subType": "ELEMENT_SUB_TYPE_DEVICE", "primaryId": device_id}
        self.state.set(ELEMENT, {"key": element})
        switch = self.world.effects.one(Inventory).switch_of(device_id)
        for port in switch.switch.physical_ports() if switch is not None else ():
            self.state.set(ELEMENT, {"key": {**element, "type": "ELEMENT_TYPE_INTERFACE", "secondaryId": port}})

    def gone(self, device_id: str) -> None:
        for name in (ASSIGNMENT, ELEMENT):
            table = self.state.table(name)
            for value in table.values():
                found = value.key.device_id if name == ASSIGNMENT else value.key.primary_id
                if found.value == device_id:
                    table.delete(value.key)

    def assign(self, device_id: str, tags: dict[str, str], creator: int = USER) -> None:
        """Give a device tags in the mainline, label → value; they take the place of others of that label."""
        table, tag_table = self.state.table(ASSIGNMENT), self.state.table(TAG)
        for label, text in tags.items():
            value: Any = table.model.message()
            value.key.element_type = DEVICE
            for name, found in (("workspace_id", ""), ("label", label), ("value", text), ("device_id", device_id)):
                getattr(value.key, name).value = found
            value.tag_creator_type = creator
            tag: Any = tag_table.model.message()
            tag.key.CopyFrom(self._tag_of(value.key))
            tag.creator_type = creator
            tag.assigned.value = True
            if tag_table.get(tag.key) is None:
                tag_table.put(tag)
            if creator == SYSTEM:
                self._drop_others(table, value)
            table.put(value)

    @staticmethod
    def _drop_others(table: Any, value: Any) -> None:
        """A system tag has one value: an earlier one goes."""
        for row, version in table.all():
            key = version.value.key
            same = key.device_id == value.key.device_id and key.label == value.key.label
            if same and not key.workspace_id.value and key.value != value.key.value:
                table.delete(row.key)

    # -- queries -------------------------------------------------------------------------------------------------

    def matcher(self, workspace: str) -> Callable[[str, set[str]], set[str]]:
        """What finds the devices of a query among some, with the tags as a workspace sees them."""
        tags: dict[str, dict[str, set[str]]] = {}
        for value in self.effective(ASSIGNMENT, workspace).values():
            if value.key.element_type == DEVICE:
                labels = tags.setdefault(value.key.device_id.value, {})
                labels.setdefault(value.key.label.value, set()).add(value.key.value.value)
        subjects = {
            device.key.device_id.value: Subject(
                frozenset({device.key.device_id.value, device.hostname.value}),
                tags.get(device.key.device_id.value, {}),
            )
            for device in self.state.table("inventory.v1.Device").values()
        }

        def matching(query: str, among: Iterable[str]) -> set[str]:
            test = parse(query)
            return {device for device in among if device in subjects and test(subjects[device])}

        return matching


class ShownAssignments(Effect):
    """How lists show the assignments of tags."""

    models: ClassVar[tuple[str, ...]] = (ASSIGNMENT,)

    def view(self, model: Model, request: Any) -> Callable[[Message], Message] | None:
        return _qualified if self.world.spec.qualified_interfaces else None


def _qualified(value: Any) -> Any:
    if not value.key.interface_id.value:
        return value
    shown = type(value)()
    shown.CopyFrom(value)
    shown.key.interface_id.value = f"{value.key.interface_id.value}@{value.key.device_id.value}"
    return shown


class Elements(Effect):
    """Elements can be searched by a query."""

    models: ClassVar[tuple[str, ...]] = (ELEMENT,)

    def filter(self, model: Model, wanted: Any) -> Predicate | None:
        search = wanted.search
        if not search.query.value:
            return None
        if search.query_element_type != DEVICE:
            raise Refused(grpc.StatusCode.UNIMPLEMENTED, "the lab searches for devices only")
        tags, table = self.world.effects.one(Tags), self.state.table(ELEMENT)
        devices = {value.key.primary_id.value for value in table.values()}
        try:
            found = tags.matcher(search.workspace_id.value)(search.query.value, devices)
        except QueryError as error:
            raise invalid(str(error)) from error

        def test(value: Message) -> bool:
            key: Any = value.key  # type: ignore[attr-defined]
            return key.type == DEVICE and key.primary_id.value in found

        return test
