# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""workspace.v1.WorkspaceDiffs: what an open workspace changes, object by object, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message

from .store import State

DIFFS = "workspace.v1.WorkspaceDiffs"
MODIFICATION = 2
ADD, DELETE, CHANGE = 1, 2, 3
#: Model of the state → entity type (workspace.v1.EntityType).
ENTITIES = {
    "studio.v1.Studio": 1,
    "studio.v1.Inputs": 2,
    "studio.v1.AssignedTags": 3,
    "studio.v1.AutofillAction": 5,
    "configlet.v1.Configlet": 6,
    "configlet.v1.ConfigletAssignment": 7,
    "tag.v2.Tag": 8,
    "tag.v2.TagAssignment": 9,
}
#: Fields that change without anybody's meaning it.
STAMPS = ("key", "created_at", "created_by", "last_modified_at", "last_modified_by", "digest", "size", "assigned")
OF_TAGS = frozenset({8, 9})


def modification(state: State, model: str, key: Any, before: Any, after: Any) -> None:
    """Tell what a workspace makes of an object of the mainline; nothing where it leaves the object as it is."""
    entity = ENTITIES.get(model)
    if entity is None:
        return
    value: Any = state.catalog[DIFFS].message()
    value.key.workspace_id.value = key.workspace_id.value
    value.key.diff_type, value.key.entity_type = MODIFICATION, entity
    value.key.entity_ids.values.extend(_identity(key, entity))
    entries = list(_entries(before, after))
    if not entries:
        state.table(DIFFS).delete(value.key)
        return
    diffs = value.diffs.values.add()
    diffs.workspace_a.value, diffs.workspace_b.value = "", key.workspace_id.value
    for name, old, new in entries:
        entry = diffs.entries.values.add(op=ADD if old is None else DELETE if new is None else CHANGE)
        entry.path.values.append(name)
        for text, wrapper in ((old, entry.value_a), (new, entry.value_b)):
            if text is not None:
                wrapper.value = text
    state.table(DIFFS).put(value)


def _identity(key: Any, entity: int) -> Iterator[str]:
    """The key without its workspace: name, value, name, value (documentation of DiffKey.entity_ids)."""
    if entity in OF_TAGS:
        yield from ("creator_type", "2", "element_type", str(key.element_type))
        yield from ("element_sub_type", str(key.element_sub_type or 1))
    for field, value in key.ListFields():
        if field.message_type is None or field.name in ("workspace_id", "path"):
            continue
        yield from (field.name, value.value)


def _entries(before: Message | None, after: Message | None) -> Iterator[tuple[str, str | None, str | None]]:
    """Field, text before, text after."""
    old, new = _texts(before), _texts(after)
    if before is None or after is None:
        old, new = old or ({} if before is None else {"key": ""}), new or ({} if after is None else {"key": ""})
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _texts(value: Any) -> dict[str, str]:
    """The fields that are set, as texts: strings as they are, everything else as JSON."""
    if value is None:
        return {}
    plain = json_format.MessageToDict(value, preserving_proto_field_name=True)
    return {
        name: found if isinstance(found, str) else json.dumps(found)
        for name, found in plain.items()
        if name not in STAMPS
    }
