# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``partial_eq_filter``: the fields of one filter all have to be equal, one filter of the list is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import grpc
from google.protobuf.message import Message

from .errors import Refused
from .merge import is_value, wraps_list

Predicate = Callable[[Message], bool]
#: The way to a field, and what it has to be.
Leaf = tuple[tuple[str, ...], Any]


def predicate(filters: Sequence[Message]) -> Predicate | None:
    """What a value has to be to pass; None: every value does. Refused for a filter on a repeated field.

    A field that is not set equals an empty one: workspace "" is the mainline either way.
    """
    compiled = [list(_leaves(entry, (), in_key=False)) for entry in filters]
    if not compiled or not all(compiled):
        return None  # none at all, or one that asks for nothing
    return lambda value: any(_matches(value, leaves) for leaves in compiled)


def _leaves(entry: Any, path: tuple[str, ...], in_key: bool) -> Iterator[Leaf]:
    for field, value in entry.ListFields():
        here = (*path, field.name)
        if field.is_repeated:
            where = ".".join(here)
            raise Refused(grpc.StatusCode.INVALID_ARGUMENT, f"filter on repeated field {where} is not supported")
        if field.message_type is None or is_value(field.message_type) or (in_key and wraps_list(field.message_type)):
            yield here, value
        else:
            yield from _leaves(value, here, in_key or field.name == "key")


def _matches(value: Any, leaves: list[Leaf]) -> bool:
    for path, expected in leaves:
        found = value
        for name in path:
            found = getattr(found, name)
        if found != expected:
            return False
    return True
