# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What Set does to an object: a partial merge.

- A field that is not set stays as it is.
- A wrapper, a timestamp, a duration or an enumeration replaces.
- A repeated field, and a message that wraps one (``fmp.RepeatedString``), replaces.
- A map, and a message that wraps one (``fmp.MapStringString``), merges: entry by entry, messages in turn by these
  rules; the empty wrapper of a map clears it.
- Any other message merges by these rules.
"""

from __future__ import annotations

from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

#: Packages whose messages are single values.
VALUES = ("google.protobuf.", "fmp.IPAddress", "fmp.IPv4", "fmp.IPv6", "fmp.IPPrefix", "fmp.MACAddress", "fmp.Port")


def is_value(descriptor: Descriptor) -> bool:
    """Whether a message is one value, not a structure: StringValue, Timestamp, MACAddress …"""
    return bool(descriptor.full_name.startswith(VALUES))


def is_map(field: FieldDescriptor) -> bool:
    """Whether a field is a map."""
    return bool(field.message_type is not None and field.message_type.GetOptions().map_entry)


def wraps_map(descriptor: Descriptor) -> bool:
    """Whether a message only wraps a map."""
    return len(descriptor.fields) == 1 and is_map(descriptor.fields[0])


def wraps_list(descriptor: Descriptor) -> bool:
    """Whether a message only wraps a repeated field."""
    only = descriptor.fields[0] if len(descriptor.fields) == 1 else None
    return only is not None and only.is_repeated and not is_map(only)


def merged(current: Message | None, incoming: Message) -> Message:
    """A new message: ``current`` with what is set in ``incoming``; neither is changed."""
    result = type(incoming)()
    if current is not None:
        result.CopyFrom(current)
    merge_into(result, incoming)
    return result


def merge_into(target: Any, incoming: Any) -> None:
    """Merge in place."""
    for field, value in incoming.ListFields():
        name = field.name
        if is_map(field):
            _merge_map(getattr(target, name), value, field)
        elif field.is_repeated:
            target.ClearField(name)
            getattr(target, name).MergeFrom(value)
        elif field.message_type is None:
            setattr(target, name, value)
        elif is_value(field.message_type) or wraps_list(field.message_type):
            getattr(target, name).CopyFrom(value)
        elif wraps_map(field.message_type) and not value.ByteSize():
            getattr(target, name).Clear()
            getattr(target, name).SetInParent()
        else:
            getattr(target, name).SetInParent()
            merge_into(getattr(target, name), value)


def _merge_map(target: Any, incoming: Any, field: FieldDescriptor) -> None:
    plain = field.message_type.fields_by_name["value"].message_type is None
    for key, value in incoming.items():
        if plain:
            target[key] = value
        else:
            target[key].SetInParent()
            merge_into(target[key], value)
