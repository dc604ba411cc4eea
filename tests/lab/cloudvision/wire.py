# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Answers of lists, put together from parts that were serialised before: lists of thousands are sent at once.

Every response of a stream has ``value`` (the object), ``time`` (of its last change) and ``type`` (subscriptions).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from google.protobuf.message import Message

from .catalog import Verb
from .store import Version

INITIAL, SYNC_COMPLETE, UPDATED, DELETED = 10, 11, 20, 30
NANO = 1_000_000_000
#: Bytes that one batch does not exceed by more than an object, however many objects the client wants.
BATCH_BYTES = 512 * 1024


def varint(number: int) -> bytes:
    """A number as protobuf's varint."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def nested(number: int, payload: bytes) -> bytes:
    """A field that holds bytes or a message."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def scalar(number: int, value: int) -> bytes:
    """A field that holds a number."""
    return varint(number << 3) + varint(value)


def timestamp(at: int) -> bytes:
    """A google.protobuf.Timestamp."""
    seconds, nanos = divmod(at, NANO)
    return scalar(1, seconds) + (scalar(2, nanos) if nanos else b"")


class Stream:
    """Makes the responses of one streaming verb."""

    def __init__(self, verb: Verb) -> None:
        response = verb.response.DESCRIPTOR
        outer = response.fields_by_name.get("responses")
        self._outer = 0 if outer is None else outer.number
        inner = response if outer is None else outer.message_type
        fields = inner.fields_by_name
        self._value, self._time = fields["value"].number, fields["time"].number
        self._type = fields["type"].number if "type" in fields else 0

    def one(self, value: Message | None, at: int, kind: int) -> bytes:
        """A response of its own."""
        body = b"" if value is None else nested(self._value, value.SerializeToString())
        return body + (nested(self._time, timestamp(at)) if at else b"") + self._kind(kind)

    def _kind(self, kind: int) -> bytes:
        return scalar(self._type, kind) if self._type else b""

    def initial(self, version: Version) -> bytes:
        """A response for an object as it is; serialised once."""
        if version.wire is None:
            version.wire = self.one(version.value, version.at, INITIAL)
        return version.wire

    def batches(self, responses: Iterable[bytes], size: int = 1) -> Iterator[bytes]:
        """The same responses, several in a message; where the verb is not a batched one, each on its own."""
        if not self._outer:
            yield from responses
            return
        batch: list[bytes] = []
        length = 0
        for response in responses:
            batch.append(nested(self._outer, response))
            length += len(response)
            if len(batch) >= size or length >= BATCH_BYTES:
                yield b"".join(batch)
                batch, length = [], 0
        if batch:
            yield b"".join(batch)
