# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kind of value in a message or a field: a single one, a list, a map, or a structure of fields."""

from __future__ import annotations

import functools
import re
import typing as t

Kind = t.Literal["value", "time", "duration", "list", "map", "structure"]

TIMESTAMP: t.Final = "google.protobuf.Timestamp"
DURATION: t.Final = "google.protobuf.Duration"
#: Packages of wrappers that hold one value in a field of that name.
WRAPPER_PACKAGES: t.Final = ("google.protobuf", "fmp")

#: Fields that hold a secret, by their names or in full.
SECRET_NAMES: t.Final = re.compile(
    r"(?:^|_)(?:password|passphrase|secret|token|api_key|routing_key|user_key|private_key)$"
)
SECRET_FIELDS: t.Final = frozenset({"arista.alert.v1.OpsgenieSettings.key", "arista.alert.v1.VictoropsSettings.key"})
#: What stands for a secret where values are shown.
MASK: t.Final = "********"


@functools.cache
def kind_of(descriptor: t.Any) -> Kind:
    """The content of a message.

    A message that has nothing but a repeated field or a map called `values`, whatever package it is of, is that list or
    map.
    """
    if descriptor.full_name == TIMESTAMP:
        return "time"
    if descriptor.full_name == DURATION:
        return "duration"
    if len(descriptor.fields) != 1:
        return "structure"
    only = descriptor.fields[0]
    if only.is_repeated:
        return "structure" if only.name != "values" else "map" if is_map(only) else "list"
    single = only.name == "value" and only.message_type is None
    return "value" if single and descriptor.file.package in WRAPPER_PACKAGES else "structure"


def wraps_map(descriptor: t.Any) -> bool:
    """Whether a message has only one field, a map, of any name: an empty message clears it."""
    return len(descriptor.fields) == 1 and is_map(descriptor.fields[0])


def only_field(descriptor: t.Any) -> t.Any:
    """The field of a wrapper."""
    return descriptor.fields[0]


def is_map(field: t.Any) -> bool:
    """Whether a field is a map."""
    return field.message_type is not None and bool(field.message_type.GetOptions().map_entry)


@functools.cache
def is_secret(field: t.Any) -> bool:
    """Whether a field holds a secret."""
    text = field.message_type is not None and field.message_type.full_name == "google.protobuf.StringValue"
    return text and (bool(SECRET_NAMES.search(field.name)) or field.full_name in SECRET_FIELDS)


@functools.cache
def holds_secrets(descriptor: t.Any) -> bool:
    """Whether a field of a message, or of one within it, holds a secret."""
    seen, waiting = {descriptor}, [descriptor]
    while waiting:
        for field in waiting.pop().fields:
            if is_secret(field):
                return True
            if field.message_type is not None and field.message_type not in seen:
                seen.add(field.message_type)
                waiting.append(field.message_type)
    return False
