# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``partial_eq_filter``: the fields of one filter all have to be equal, one filter of the list is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import grpc
from google.protobuf.message import Message

from .errors import Refused
from .merge import is_value, wraps_list

Predicate = Callable[[Message], bool]


def predicate(filters: Sequence[Message]) -> Predicate | None:
    """What a value has to be to pass; None: every value does. Refused for a filter on a repeated field."""
    for entry in filters:
        _check(entry, entry.DESCRIPTOR.full_name, in_key=False)
    filters = [entry for entry in filters if entry.ByteSize()] if all(entry.ByteSize() for entry in filters) else []
    if not filters:
        return None
    return lambda value: any(matches(value, entry) for entry in filters)


def _check(entry: Any, path: str, in_key: bool) -> None:
    for field, value in entry.ListFields():
        where = f"{path}.{field.name}"
        if field.is_repeated:
            raise Refused(grpc.StatusCode.INVALID_ARGUMENT, f"filter on repeated field {where} is not supported")
        if field.message_type is None or is_value(field.message_type):
            continue
        if not (in_key and wraps_list(field.message_type)):
            _check(value, where, in_key or field.name == "key")


def matches(value: Any, wanted: Any) -> bool:
    """Whether everything that is set in ``wanted`` is the same in ``value``."""
    for field, expected in wanted.ListFields():
        found = getattr(value, field.name)
        if field.message_type is None:
            if found != expected:
                return False
        elif not value.HasField(field.name):
            # An empty wrapper matches a field that is not set: workspace "" is the mainline either way.
            if expected.ByteSize():
                return False
        elif is_value(field.message_type) or wraps_list(field.message_type):
            if found != expected:
                return False
        elif not matches(found, expected):
            return False
    return True
