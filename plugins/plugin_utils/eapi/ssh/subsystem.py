# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The SSH subsystem `eapi`, which carries the messages of the Command API."""

from __future__ import annotations

import json
import re
import time
import typing as t

from ...common.http import ReplyTooLargeError
from ..protocol.request import ANSWERS

PIECE: t.Final = 1 << 16
_TEXT: t.Final = rb'(?:[^"\\]++|\\.)*+'
#: A string of JSON that ends, or the beginning (a group) of one that does not.
_STRING: t.Final = re.compile(rb'"%b"|("%b\\?\Z)' % (_TEXT, _TEXT), re.DOTALL)
_REST: t.Final = re.compile(_TEXT, re.DOTALL)


class Subsystem:
    """The subsystem that carries the messages of the Command API.

    How messages are told apart is not public. So each is sent as a line, and the reply is read until its JSON document
    ends, wherever it is cut and whatever white space stands around it.
    """

    def __init__(self, channel: t.Any, limit: int) -> None:
        """Take a channel over.

        :param limit: the largest reply, in bytes.
        """
        self._channel = channel
        self._limit = limit

    @property
    def alive(self) -> bool:
        """False once the channel has ended."""
        return not (self._channel.closed or self._channel.eof_received)

    def answer(self, body: bytes, wait: float) -> bytes:
        """As Api.answer."""
        body = _without_answers(body)
        channel, reply, document = self._channel, bytearray(), Document()
        deadline = time.monotonic() + wait
        channel.settimeout(wait)
        channel.sendall(body + b"\n")
        while not document.ended:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            channel.settimeout(left)
            piece = channel.recv(PIECE)
            if not piece:
                raise EOFError
            reply += piece
            if len(reply) > self._limit:
                raise ReplyTooLargeError(self._limit)
            document.feed(piece)
        return bytes(reply)


def _without_answers(body: bytes) -> bytes:
    """A request without the parameter that is for a CLI."""
    if ANSWERS.encode() not in body:
        return body
    request = json.loads(body)
    request["params"].pop(ANSWERS, None)
    return json.dumps(request).encode()


class Document:
    """Follows a JSON document, piece by piece, until its brackets are closed. Each byte is looked at once.

    :ivar ended: the brackets are closed.
    """

    def __init__(self) -> None:
        self.ended = False
        self._depth = 0
        self._in_string = self._escaped = False

    def feed(self, piece: bytes) -> None:
        """Take the next piece."""
        outside = self._after_string(piece) if self._in_string else piece
        bare, quote, text = _STRING.sub(rb"\1", outside).partition(b'"')
        if quote:
            self._in_string = True
            self._escaped = (len(text) - len(text.rstrip(b"\\"))) % 2 == 1
        opened, closed = (sum(map(bare.count, brackets)) for brackets in ((b"{", b"["), (b"}", b"]")))
        self._depth += opened - closed
        self.ended = self._depth <= 0 and opened + closed > 0

    def _after_string(self, piece: bytes) -> bytes:
        """What stands after the string in which the piece begins."""
        match = _REST.match(piece, int(self._escaped))
        rest = piece[match.end() :] if match else b""
        self._escaped = rest == b"\\"
        self._in_string = not rest.startswith(b'"')
        return rest[1:]
