# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any model's resources: get, list, set and delete. Batched verbs are used where the server has them."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator, Sequence

from .. import errors
from ..connect.channel import Channel
from .convert import plain
from .models import Model

#: CloudVision takes 1 MiB in a request; a chunk stays below that with what surrounds it.
CHUNK_BYTES: t.Final = 1_000_000
#: Resources in a message of a batched list, at most. The server wants a number, and makes it smaller where it must.
BATCH: t.Final = 1000
#: Bytes that stand before each entry of a repeated field, at most.
ENTRY_BYTES: t.Final = 8
#: Models whose large objects come in parts, under one key.
IN_PARTS: t.Final = ("studio.v1.Inputs",)
#: How GetSome says that a key names nothing.
NOT_THERE: t.Final = re.compile(r"not.?found|no such|does not exist", re.I)

#: Types of responses (arista.subscriptions.Operation). Those that are not here carry no resource.
INITIAL: t.Final = 10
SYNC_COMPLETE: t.Final = 11
UPDATED: t.Final = 20
DELETED: t.Final = 30

T = t.TypeVar("T")


class Resources:
    """Resources of one CloudVision. Messages go in and come out; `values` turns them into plain values and back.

    :raises CloudVisionError: from every method.
    """

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._unknown: set[tuple[str, str]] = set()

    # --- Reading ---

    def get(self, model: Model, key: t.Any = None, at: t.Any = None, timeout: float | None = None) -> t.Any | None:
        """One resource, or None where there is none.

        :param key: the key's message; None for a model without keys.
        :param at: a Timestamp: the state at that time.
        """
        found = self.fetch(model, key, at, timeout)
        return None if found is None else found.value

    def fetch(self, model: Model, key: t.Any = None, at: t.Any = None, timeout: float | None = None) -> t.Any | None:
        """The same with its time: the response, which has `value` and `time`."""
        request = model.request("GetOne")
        if key is not None:
            request.key.CopyFrom(key)
        if at is not None:
            request.time.CopyFrom(at)
        try:
            return self.channel.unary(model.call("GetOne"), request, timeout)
        except errors.NotFoundError:
            return None

    def get_some(
        self, model: Model, keys: Sequence[t.Any], at: t.Any = None, timeout: float | None = None
    ) -> list[t.Any | None]:
        """The resources of some keys, in the order of the keys; None where there is none."""
        if len(keys) > 1 and self._knows(model, "GetSome"):
            try:
                return self._get_some(model, keys, at, timeout)
            except errors.UnimplementedError:
                self._unknown.add((model.name, "GetSome"))
        return [self.get(model, key, at, timeout) for key in keys]

    def _get_some(self, model: Model, keys: Sequence[t.Any], at: t.Any, timeout: float | None) -> list[t.Any | None]:
        found: list[t.Any] = []
        failures: list[errors.RefusedItem] = []
        for response in self._in_chunks(model, "GetSome", "keys", keys, timeout, at):
            words = text_of(response.error)
            if words and not NOT_THERE.search(words):
                failures.append({"key": plain(response.value.key), "error": words})
            elif not words and response.HasField("value"):
                found.append(response.value)
        if failures:
            raise errors.PartialError(
                f"GetSome of {model.name} failed for {len(failures)} of {len(keys)}: {failures[0]['error']}.",
                failures=failures,
                host=self.channel.options.name,
            )
        return in_order(keys, found)

    def list(
        self,
        model: Model,
        filters: Sequence[t.Any] = (),
        custom: t.Any = None,
        time: t.Any = None,
        timeout: float | None = None,
    ) -> list[t.Any]:
        """All resources that pass one of the filters: responses with `value`, `time` and `type`.

        Each is there once, as it is now: an answer that takes a while may hold one again when it changes meanwhile, and
        one that passes several filters. A history has all versions.

        :param filters: messages of the model; the fields of one must all be equal.
        :param custom: what goes into the request's own `filter` field: a message, or several where it is repeated.
        :param time: TimeBounds.
        """
        found = self._list(model, filters, custom, time, timeout)
        history = time is not None and time.HasField("start")
        return found if model.key is None or model.name in IN_PARTS or history else latest(found)

    def _list(self, model: Model, filters: Sequence[t.Any], custom: t.Any, time: t.Any, timeout: float | None) -> t.Any:
        """The responses of a list, with the batched verb where the server has it."""
        if self._knows(model, "GetAllBatched"):
            request = self._list_request(model, "GetAllBatched", filters, custom, time)
            request.max_messages.value = BATCH
            try:
                batches = self.channel.stream(model.call("GetAllBatched"), request, timeout)
                return [response for batch in batches for response in batch.responses]
            except errors.UnimplementedError:
                self._unknown.add((model.name, "GetAllBatched"))
        request = self._list_request(model, "GetAll", filters, custom, time)
        return self.channel.stream(model.call("GetAll"), request, timeout)

    def follow(
        self, model: Model, filters: Sequence[t.Any] = (), custom: t.Any = None, timeout: float | None = None
    ) -> Iterator[t.Any]:
        """The responses of Subscribe: present resources, a mark at their end, and changes from then on.

        :param timeout: seconds until DeadlineError; None for no end.
        """
        request = self._list_request(model, "Subscribe", filters, custom, None)
        return self.channel.follow(model.call("Subscribe"), request, timeout)

    @staticmethod
    def _list_request(model: Model, verb: str, filters: Sequence[t.Any], custom: t.Any, time: t.Any) -> t.Any:
        request = model.request(verb)
        if filters:
            request.partial_eq_filter.extend(filters)
        if custom is not None:
            if isinstance(custom, (list, tuple)):
                request.filter.extend(custom)
            else:
                request.filter.CopyFrom(custom)
        if time is not None:
            request.time.CopyFrom(time)
        return request

    # --- Writing ---

    def set(self, model: Model, value: t.Any, timeout: float | None = None) -> t.Any:
        """Set one resource; returns CloudVision's echo."""
        request = model.request("Set")
        request.value.CopyFrom(value)
        return self.channel.unary(model.call("Set"), request, timeout).value

    def set_some(
        self, model: Model, values: Sequence[t.Any], timeout: float | None = None
    ) -> Sequence[errors.RefusedItem]:
        """Set many. Returns a mapping with `key` and `error` for each that could not be set."""
        if len(values) > 1 and self._knows(model, "SetSome"):
            try:
                return self._many(model, "SetSome", "values", values, timeout)
            except errors.UnimplementedError:
                self._unknown.add((model.name, "SetSome"))
        return self._one_by_one(values, lambda value: value.key, lambda value: self.set(model, value, timeout))

    def delete(self, model: Model, key: t.Any = None, timeout: float | None = None) -> None:
        """Delete one resource. That it is not there is no error."""
        request = model.request("Delete")
        if key is not None:
            request.key.CopyFrom(key)
        try:
            self.channel.unary(model.call("Delete"), request, timeout)
        except errors.NotFoundError:
            return

    def delete_some(
        self, model: Model, keys: Sequence[t.Any], timeout: float | None = None
    ) -> Sequence[errors.RefusedItem]:
        """Delete many. Returns a mapping with `key` and `error` for each that could not be deleted."""
        if len(keys) > 1 and self._knows(model, "DeleteSome"):
            try:
                failures = self._many(model, "DeleteSome", "keys", keys, timeout)
                return [failure for failure in failures if not NOT_THERE.search(failure["error"])]
            except errors.UnimplementedError:
                self._unknown.add((model.name, "DeleteSome"))
        return self._one_by_one(keys, lambda key: key, lambda key: self.delete(model, key, timeout))

    def _many(
        self, model: Model, verb: str, field: str, items: Sequence[t.Any], timeout: float | None
    ) -> Sequence[errors.RefusedItem]:
        """SetSome or DeleteSome."""
        responses = self._in_chunks(model, verb, field, items, timeout)
        return [{"key": plain(item.key), "error": text_of(item.error)} for item in responses]

    def _in_chunks(
        self, model: Model, verb: str, field: str, items: Sequence[t.Any], timeout: float | None, at: t.Any = None
    ) -> Iterator[t.Any]:
        """The responses to many items, which are sent in chunks; one that is refused as too large is halved."""
        waiting = list(chunks(items))
        while waiting:
            chunk = waiting.pop(0)
            request = model.request(verb)
            getattr(request, field).extend(chunk)
            if at is not None:
                request.time.CopyFrom(at)
            try:
                responses = self.channel.stream(model.call(verb), request, timeout)
            except errors.TooLargeError:
                if len(chunk) == 1:
                    raise
                half = len(chunk) // 2
                waiting[:0] = [chunk[:half], chunk[half:]]
                continue
            yield from responses

    @staticmethod
    def _one_by_one(
        items: Sequence[T], key_of: t.Callable[[T], t.Any], act: t.Callable[[T], t.Any]
    ) -> Sequence[errors.RefusedItem]:
        """One call for each; what CloudVision refuses is noted, and what breaks the connection ends it all."""
        failures: list[errors.RefusedItem] = []
        for item in items:
            try:
                act(item)
            except (errors.InvalidError, errors.NotFoundError, errors.ForbiddenError) as error:
                if len(items) == 1:
                    raise
                failures.append({"key": plain(key_of(item)), "error": error.reason})
        return failures

    def _knows(self, model: Model, verb: str) -> bool:
        """Whether to try a verb: the package has it, and this server has not said otherwise."""
        return model.has(verb) and (model.name, verb) not in self._unknown


def in_order(keys: Sequence[t.Any], values: Sequence[t.Any]) -> list[t.Any | None]:
    """The values of the keys, in their order; None for a key without one.

    CloudVision fills in what a key may leave out, so a key also names the value whose key has all that it sets, where
    no other key names that one.
    """
    exact = {identity(value.key): value for value in values}
    asked = {identity(key) for key in keys}
    filled = [value for name, value in exact.items() if name not in asked]
    near: dict[tuple[str, ...], dict[tuple[t.Any, ...], t.Any]] = {}
    found = []
    for key in keys:
        names = tuple(field.name for field, _value in key.ListFields())
        if names not in near:
            near[names] = {_key_fields(value.key, names): value for value in filled}
        found.append(exact.get(identity(key)) or near[names].get(_key_fields(key, names)))
    return found


def _key_fields(key: t.Any, names: tuple[str, ...]) -> tuple[t.Any, ...]:
    """Some fields of a key, to be compared; an empty wrapper equals none."""
    parts = (getattr(key, name) for name in names)
    return tuple(part.SerializeToString() if hasattr(part, "SerializeToString") else part for part in parts)


def identity(key: t.Any) -> bytes:
    """A key as bytes, the same for equal keys."""
    return t.cast("bytes", key.SerializeToString(deterministic=True))


def latest(responses: Sequence[t.Any]) -> list[t.Any]:
    """The last response of each key, in the place of its first."""
    return list({identity(response.value.key): response for response in responses}.values())


def moment(time: t.Any) -> tuple[int, int]:
    """A Timestamp to be compared; also one that no calendar has."""
    return time.seconds, time.nanos


def text_of(error: t.Any) -> str:
    """The words of a response's `error`, which is a string or the wrapper of one."""
    return str(getattr(error, "value", error))


def chunks(items: Sequence[T]) -> Iterator[list[T]]:
    """The items in groups, each small enough for one request."""
    chunk: list[T] = []
    size = 0
    for item in items:
        length = t.cast("t.Any", item).ByteSize() + ENTRY_BYTES
        if chunk and size + length > CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += length
    if chunk:
        yield chunk
