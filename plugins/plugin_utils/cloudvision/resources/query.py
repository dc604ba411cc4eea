# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Query a model with plain values: one, some or all resources, with filters and time bounds."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...common.numbers import check_seconds
from ..errors import InputError
from .convert import build, build_key, masked, plain
from .fields import is_map, kind_of
from .models import Model, find_model, message_class
from .read import Resources


@dataclass(frozen=True)
class Query:
    """A question. At most one of key, keys and filters is set.

    :ivar key: of one resource.
    :ivar keys: of some.
    :ivar filters: mappings of fields: all of one mapping must be equal, one mapping is enough.
    :ivar custom_filter: the fields of the model's own filter.
    :ivar start: a time; changes since then are returned as well.
    :ivar end: a time; the state of then, or the end of the changes.
    :ivar timeout: seconds for each call; None for the connection's.
    """

    model: str
    key: t.Any = None
    keys: Sequence[t.Any] | None = None
    filters: Sequence[t.Any] = ()
    custom_filter: t.Any = None
    start: t.Any = None
    end: t.Any = None
    timeout: float | None = None

    def __post_init__(self) -> None:
        given = [name for name in ("key", "keys", "filters") if _is_given(getattr(self, name), name)]
        if len(given) > 1:
            raise InputError(f"{' and '.join(given)} do not go together: keys name resources, filters find them.")
        if (self.key is not None or self.keys is not None) and (
            self.start is not None or self.custom_filter is not None
        ):
            raise InputError("start and custom_filter are for lists: leave key and keys out.")
        if self.timeout is not None:
            check_seconds(self.timeout, "timeout")


def _is_given(value: t.Any, name: str) -> bool:
    """Whether there is a value. No filters are none, while no keys name nothing."""
    return value is not None and (name != "filters" or bool(value))


@dataclass
class Answer:
    """The result of a query, as plain values.

    :ivar resources: those that there are, in the order of the keys where keys were given.
    :ivar missing: the keys of those that there are not.
    :ivar by_name: whether one resource was asked for: by its key, or of a model that has no keys.
    :ivar changes: where a start was given: mappings with `type`, `time` and `resource`, in the order of the API.
    """

    resources: list[t.Any] = field(default_factory=list)
    missing: list[t.Any] = field(default_factory=list)
    changes: list[dict[str, t.Any]] = field(default_factory=list)
    by_name: bool = False


def ask(resources: Resources, query: Query, show_secrets: bool = False) -> Answer:
    """Answer a query.

    :raises CloudVisionError: of the type that says what went wrong.
    """
    model = find_model(query.model)
    show = plain if show_secrets else masked
    if model.key is None and not (query.filters or query.start or query.custom_filter):
        for name in ("key", "keys"):
            if getattr(query, name):
                build_key(model, getattr(query, name), name)  # refuses it
        return _answer_of_keys(resources, model, [None], query, show)
    if query.key is not None:
        return _answer_of_keys(resources, model, [build_key(model, query.key)], query, show)
    if query.keys is not None:
        keys = [build_key(model, key, f"keys[{place}]") for place, key in enumerate(query.keys)]
        return _answer_of_keys(resources, model, keys, query, show)
    return _answer_of_filters(resources, model, query, show)


def _answer_of_keys(
    resources: Resources, model: Model, keys: Sequence[t.Any], query: Query, show: t.Callable[[t.Any], t.Any]
) -> Answer:
    at = _time_of(model, "GetOne", query.end, "end")
    if model.key is None:
        found = [resources.get(model, None, at, query.timeout)]
    else:
        found = resources.get_some(model, keys, at, query.timeout)
    answer = Answer(by_name=query.keys is None)
    for key, value in zip(keys, found, strict=True):
        if value is not None:
            answer.resources.append(show(value))
        else:
            answer.missing.append(plain(key) if key is not None else {})
    return answer


def _answer_of_filters(resources: Resources, model: Model, query: Query, show: t.Callable[[t.Any], t.Any]) -> Answer:
    responses = resources.list(
        model,
        build_filters(model, query.filters),
        build_custom_filter(model, query.custom_filter),
        _bounds(model, query),
        query.timeout,
    )
    if query.start is None:
        return Answer([show(response.value) for response in responses])
    answer = Answer()
    for response in responses:
        change = {"resource": show(response.value), "time": plain(response.time), "type": _type_of(response)}
        answer.changes.append(change)
    return answer


def _type_of(response: t.Any) -> str:
    """INITIAL, UPDATED or DELETED."""
    values = response.DESCRIPTOR.fields_by_name["type"].enum_type.values_by_number
    return str(values[response.type].name) if response.type in values else str(response.type)


def build_filters(model: Model, filters: Sequence[t.Any]) -> list[t.Any]:
    """Messages for partial_eq_filter.

    :raises InputError: for a filter that cannot be, such as one on a list.
    """
    if filters and "partial_eq_filter" not in _list_fields(model):
        raise InputError(f"{model.name} takes no filters.", hint="Leave 'filters' out, and select from the result.")
    messages = []
    for place, values in enumerate(filters):
        where = f"filters[{place}]" if len(filters) > 1 else "filters"
        if not isinstance(values, Mapping) or not values:
            raise InputError(f"{model.name}: {where} is empty or no mapping: it is a mapping of fields.")
        message = build(model.value, values, f"{model.name}: {where}")
        _check_single_values(message, where, in_key=False)
        messages.append(message)
    return messages


def _check_single_values(message: t.Any, where: str, in_key: bool) -> None:
    """Filters compare single values. A list within a key (the path of studio inputs) is part of a name."""
    for found, value in message.ListFields():
        path = f"{where}.{found.name}"
        kind = "value"
        if found.is_repeated:
            kind = "map" if is_map(found) else "list"
        elif found.message_type is not None:
            kind = kind_of(found.message_type)
        if kind == "map" or (kind == "list" and not in_key):
            raise InputError(
                f"{path} is a {'mapping' if kind == 'map' else 'list'}, and filters compare single values.",
                hint="Filter by other fields, and select from the result.",
            )
        if kind == "structure":
            _check_single_values(value, path, in_key or found.name == "key")


def build_custom_filter(model: Model, values: t.Any) -> t.Any:
    """The message, or messages, of a request's own `filter` field; None without values."""
    if not values:
        return None
    own = model.method("GetAll").input_type.fields_by_name.get("filter")
    if own is None:
        raise InputError(f"{model.name} has no filter of its own: leave 'custom_filter' out, or use 'filters'.")
    several = values if isinstance(values, (list, tuple)) else [values]
    messages = [build(own.message_type, item, f"{model.name}: custom_filter") for item in several]
    if own.is_repeated:
        return messages
    if len(messages) > 1:
        raise InputError(f"{model.name}: custom_filter is a list: this model takes one mapping.")
    return messages[0]


def _list_fields(model: Model) -> t.Any:
    return model.method("GetAll").input_type.fields_by_name


def _bounds(model: Model, query: Query) -> t.Any:
    """TimeBounds, or None."""
    if query.start is None and query.end is None:
        return None
    bounds = message_class(_list_fields(model)["time"].message_type)()
    for name in ("start", "end"):
        at = _time_of(model, "GetOne", getattr(query, name), name)
        if at is not None:
            getattr(bounds, name).CopyFrom(at)
    if query.start is not None and query.end is not None and bounds.end.ToNanoseconds() < bounds.start.ToNanoseconds():
        raise InputError("end is before start.")
    return bounds


def _time_of(model: Model, verb: str, value: t.Any, name: str) -> t.Any:
    """A Timestamp, or None."""
    if value is None:
        return None
    return build(model.method(verb).input_type.fields_by_name["time"].message_type, value, name)
