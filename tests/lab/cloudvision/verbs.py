# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The verbs that every service shares, for any model. What a model does beside that is in ``lab.cloudvision.effects``.

A verb is a function that yields serialised responses; unary verbs yield one.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from . import wire
from .accounts import Caller
from .catalog import Model, Verb
from .effects.base import Effects
from .errors import Refused, invalid, not_found
from .filters import Predicate, predicate
from .merge import merged
from .store import Change, Row, State, Table, Version

UNAUTHORIZED, INTERNAL, UNDELETABLE = 1, 2, 3


@dataclass(frozen=True)
class Call:
    """One call: what is asked, of which model, by whom."""

    state: State
    effects: Effects
    model: Model
    verb: Verb
    request: Any
    caller: Caller
    #: Tells a subscription that the client is gone: called with a function to run then.
    on_end: Callable[[Callable[[], None]], Any]
    #: Whether updates carry only the fields that changed.
    partial_updates: bool = False
    #: Whether lists hold each object twice, as where it changes meanwhile.
    doubles: bool = False

    @property
    def table(self) -> Table:
        """The model's objects."""
        return self.state.table(self.model)


Handler = Callable[[Call], Iterator[bytes]]


# -- reading ---------------------------------------------------------------------------------------------------------


def get_one(call: Call) -> Iterator[bytes]:
    """GetOne."""
    key = _key(call, getattr(call.request, "key", None))
    version = call.effects.find(call.table, key, _time(call.request.time))
    if version is None:
        raise not_found()
    yield wire.Stream(call.verb).one(version.value, version.at, 0)


def get_some(call: Call) -> Iterator[bytes]:
    """GetSome: one response for each key, with an error for those that are not there."""
    at = _time(call.request.time)
    stream = wire.Stream(call.verb)
    for key in call.request.keys:
        version = call.effects.find(call.table, _key(call, key), at)
        if version is not None:
            yield stream.one(version.value, version.at, 0)
            continue
        response: Any = call.verb.response()
        if call.model.key is not None:
            response.value.key.CopyFrom(key)
        response.error.value = "resource not found"
        yield response.SerializeToString()


def get_all(call: Call) -> Iterator[bytes]:
    """GetAll and GetAllBatched, with filters and time bounds."""
    stream = wire.Stream(call.verb)
    responses = _listed(call, stream, _wanted(call))
    yield from stream.batches(responses, _batch_size(call.request))


def _listed(call: Call, stream: wire.Stream, wanted: _Wanted) -> Iterator[bytes]:
    start, end = _bounds(call.request)
    for row, version in call.table.all(start or end, _workspace(call)):
        if wanted(row, version.value):
            for part in call.effects.parts(call.model, version):
                yield from [wanted.initial(stream, part)] * (1 + call.doubles)
    if start is None:
        return
    for change in call.table.changes(start, end or call.state.now()):
        response = _changed(call, stream, wanted, change)
        if response:
            yield response


def subscribe(call: Call) -> Iterator[bytes]:
    """Subscribe and SubscribeBatched: what there is, the end of that, and what changes from then on."""
    stream = wire.Stream(call.verb)
    size = _batch_size(call.request)
    wanted = _wanted(call)
    with call.state.lock:
        watcher = call.table.watch()
        rows = call.table.all(workspace=_workspace(call))
    call.on_end(lambda: watcher.put(None))
    try:
        yield from stream.batches(
            (wanted.initial(stream, version) for row, version in rows if wanted(row, version.value)), size
        )
        yield from stream.batches([stream.one(None, call.state.now(), wire.SYNC_COMPLETE)])
        for changes in _batches(watcher, size):
            yield from stream.batches(
                [found for change in changes if (found := _changed(call, stream, wanted, change))], size
            )
    finally:
        call.table.unwatch(watcher)


def _batches(watcher: queue.SimpleQueue[Change | None], size: int) -> Iterator[list[Change]]:
    """Changes as they come, those that wait together; ends when the client is gone."""
    while (change := watcher.get()) is not None:
        changes: list[Change | None] = [change]
        while len(changes) < size and not watcher.empty():
            changes.append(watcher.get())
        yield [one for one in changes if one is not None]
        if None in changes:
            return


def _changed(call: Call, stream: wire.Stream, wanted: _Wanted, change: Change) -> bytes:
    """The response for a change; nothing where a filter does not let it pass."""
    value = change.version.value
    if value is None:
        if change.before is None or not wanted(change.row, change.before):
            return b""
        gone: Any = call.model.message()
        if call.model.key is not None:
            gone.key.CopyFrom(change.row.key)
        return stream.one(gone, change.version.at, wire.DELETED)
    if not wanted(change.row, value):
        return b""
    if call.partial_updates and change.before is not None:
        value = difference(change.before, value)
    return stream.one(wanted.view(value), change.version.at, wire.UPDATED)


def difference(before: Any, value: Any) -> Any:
    """The key, and the fields that are not as before."""
    result = type(value)()
    for field, found in value.ListFields():
        if field.name == "key" or not _same(before, value, field):
            if field.is_repeated:
                getattr(result, field.name).MergeFrom(found)
            elif field.message_type is None:
                setattr(result, field.name, found)
            else:
                getattr(result, field.name).CopyFrom(found)
    return result


def _same(before: Any, value: Any, field: Any) -> bool:
    return bool(getattr(before, field.name) == getattr(value, field.name))


def get_meta(call: Call) -> Iterator[bytes]:
    """GetMeta: how many there are."""
    wanted = _wanted(call)
    start, end = _bounds(call.request)
    count = sum(1 for row, version in call.table.all(end or start) if wanted(row, version.value))
    yield _meta(call, wire.INITIAL, count)


def subscribe_meta(call: Call) -> Iterator[bytes]:
    """SubscribeMeta: how many there are, and of each change how many objects it concerns."""
    wanted = _wanted(call)
    with call.state.lock:
        watcher = call.table.watch()
        count = sum(1 for row, version in call.table.all() if wanted(row, version.value))
    call.on_end(lambda: watcher.put(None))
    try:
        yield _meta(call, wire.INITIAL, count)
        yield _meta(call, wire.SYNC_COMPLETE, None)
        while (change := watcher.get()) is not None:
            value = change.version.value
            if wanted(change.row, value if value is not None else change.before):
                yield _meta(call, wire.DELETED if value is None else wire.UPDATED, 1)
    finally:
        call.table.unwatch(watcher)


def _meta(call: Call, kind: int, count: int | None) -> bytes:
    response: Any = call.verb.response()
    response.type = kind
    response.time.FromNanoseconds(call.state.now())
    if count is not None:
        response.count.value = count
    return bytes(response.SerializeToString())


# -- writing ---------------------------------------------------------------------------------------------------------


def set_one(call: Call) -> Iterator[bytes]:
    """Set: the answer is an echo of the request, with what the server added."""
    value, at = _apply(call, call.request.value)
    yield wire.Stream(call.verb).one(value, at, 0)


def set_some(call: Call) -> Iterator[bytes]:
    """SetSome: only failures are answered."""
    for value in call.request.values:
        try:
            _apply(call, value)
        except Refused as refused:
            response: Any = call.verb.response()
            if call.model.key is not None:
                response.key.CopyFrom(value.key)
            response.error = refused.message
            yield response.SerializeToString()


def _apply(call: Call, value: Any) -> tuple[Message, int]:
    """Merge a value into what is there; returns the echo and the time."""
    model, effects = call.model, call.effects
    value = effects.complete(model, value)
    key = _key(call, getattr(value, "key", None))
    with call.state.lock:
        before = call.table.get(key)
        after = merged(before, value)
        effects.check(call.caller, model, value, after)
        version = call.table.put(effects.stored(model, after))
        echo = effects.applied(call.caller, model, value, after, version)
    return echo, version.at


def delete_one(call: Call) -> Iterator[bytes]:
    """Delete."""
    key = getattr(call.request, "key", None)
    at = _delete(call, _key(call, key))
    response: Any = call.verb.response()
    if key is not None:
        response.key.CopyFrom(key)
    response.time.FromNanoseconds(at)
    yield response.SerializeToString()


def delete_some(call: Call) -> Iterator[bytes]:
    """DeleteSome: only failures are answered."""
    for key in call.request.keys:
        try:
            _delete(call, _key(call, key))
        except Refused as refused:
            response: Any = call.verb.response()
            response.key.CopyFrom(key)
            response.error = refused.message
            yield response.SerializeToString()


def delete_all(call: Call) -> Iterator[bytes]:
    """DeleteAll: only failures are answered."""
    wanted = _wanted(call)
    for row, version in call.table.all():
        if not wanted(row, version.value):
            continue
        try:
            _delete(call, row.key)
        except Refused as refused:
            response: Any = call.verb.response()
            response.type = UNDELETABLE
            response.error.value = refused.message
            if row.key is not None:
                response.key.CopyFrom(row.key)
            response.time.FromNanoseconds(call.state.now())
            yield response.SerializeToString()


def _delete(call: Call, key: Message | None) -> int:
    with call.state.lock:
        before = call.table.get(key)
        if before is None:
            raise not_found()
        call.effects.check_delete(call.caller, call.model, before)
        call.table.delete(key)
        call.effects.deleted(call.caller, call.model, before)
    return call.state.now()


# -- parts of requests -----------------------------------------------------------------------------------------------


def _key(call: Call, key: Message | None) -> Message | None:
    """The key of a request; Refused where it is incomplete."""
    if call.model.key is None or key is None:
        return None
    missing = call.model.missing(key)
    if missing:
        name = key.DESCRIPTOR.name
        raise invalid(f"incomplete key: {', '.join(f'{name}.{field}' for field in missing)} must be set")
    return key


def _time(message: Any) -> int | None:
    """A time as nanoseconds, None where it is not set."""
    return message.ToNanoseconds() if message.ByteSize() else None


def _bounds(request: Any) -> tuple[int | None, int | None]:
    """Start and end of the time bounds."""
    bounds = request.time
    start, end = _time(bounds.start), _time(bounds.end)
    if start is not None and end is not None and end < start:
        raise invalid("time.end is before time.start")
    return start, end


def _batch_size(request: Any) -> int:
    """Objects in a batch that the client wants; 1 for a verb without batches, which has no such field."""
    if "max_messages" not in request.DESCRIPTOR.fields_by_name:
        return 1
    if not request.max_messages.value:
        raise invalid("max_messages must be at least 1")
    return int(request.max_messages.value)


def _workspace(call: Call) -> str | None:
    """The one workspace that the filters name, None where there may be several."""
    if not call.model.scoped or "partial_eq_filter" not in call.request.DESCRIPTOR.fields_by_name:
        return None
    keys = [entry.key for entry in call.request.partial_eq_filter]
    if not keys or not all(key.HasField("workspace_id") for key in keys):
        return None
    found = {key.workspace_id.value for key in keys}
    return found.pop() if len(found) == 1 else None


class _Wanted:
    """What a list lets pass, and how it shows it."""

    def __init__(self, tests: Sequence[Predicate], view: Callable[[Message], Message] | None) -> None:
        self._tests = tests
        self._view = view

    def __call__(self, _row: Row, value: Message | None) -> bool:
        return value is not None and all(test(value) for test in self._tests)

    def view(self, value: Message) -> Message:
        """A value as it is shown."""
        return value if self._view is None else self._view(value)

    def initial(self, stream: wire.Stream, version: Version) -> bytes:
        """The response for an object that is there."""
        if self._view is None or version.value is None:
            return stream.initial(version)
        return stream.one(self._view(version.value), version.at, wire.INITIAL)


def _wanted(call: Call) -> _Wanted:
    fields = call.request.DESCRIPTOR.fields_by_name
    tests = []
    if "partial_eq_filter" in fields:
        test = predicate(call.request.partial_eq_filter)
        if test is not None:
            tests.append(test)
    if "filter" in fields and not fields["filter"].is_repeated and call.request.HasField("filter"):
        own = call.effects.filter(call.model, call.request.filter)
        if own is not None:
            tests.append(own)
    return _Wanted(tests, call.effects.view(call.model, call.request))


#: Verb → its function.
HANDLERS: dict[str, Handler] = {
    "GetOne": get_one,
    "GetSome": get_some,
    "GetAll": get_all,
    "GetAllBatched": get_all,
    "GetMeta": get_meta,
    "Subscribe": subscribe,
    "SubscribeBatched": subscribe,
    "SubscribeMeta": subscribe_meta,
    "Set": set_one,
    "SetSome": set_some,
    "Delete": delete_one,
    "DeleteSome": delete_some,
    "DeleteAll": delete_all,
}
#: Verbs that change something.
WRITING = frozenset({"Set", "SetSome", "Delete", "DeleteSome", "DeleteAll"})
