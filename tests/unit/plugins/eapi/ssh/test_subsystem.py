# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Messages of the subsystem: where a reply ends, how large it may be, and how long it may take."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.http import ReplyTooLargeError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.request import ANSWERS
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh import subsystem as module
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.subsystem import Document, Subsystem


class Clock:
    """Time that passes when a piece comes."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


class Channel:
    """Gives pieces, each of which takes some seconds."""

    closed = eof_received = False

    def __init__(self, clock: Clock, *pieces: tuple[float, bytes]) -> None:
        self._clock, self._pieces = clock, list(pieces)
        self.waits: list[float] = []
        self.sent = b""

    def settimeout(self, seconds: float) -> None:
        self.waits.append(seconds)

    def sendall(self, data: bytes) -> None:
        self.sent += data

    def recv(self, _size: int) -> bytes:
        seconds, piece = self._pieces.pop(0)
        self._clock.now += seconds
        return piece


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_the_wait_is_for_the_whole_reply(clock: Clock) -> None:
    channel = Channel(clock, (3, b"["), (4, b"{}"), (0, b"]"))
    assert Subsystem(channel, 10).answer(b"{}", 10) == b"[{}]"
    assert channel.waits == [10, 10, 7, 3]


def test_a_reply_that_has_no_time_left_is_waited_for_no_more(clock: Clock) -> None:
    channel = Channel(clock, (4, b"["), (6, b"{}"))
    with pytest.raises(TimeoutError):
        Subsystem(channel, 10).answer(b"{}", 10)


def test_a_reply_may_have_its_limit_and_no_more(clock: Clock) -> None:
    assert Subsystem(Channel(clock, (0, b"[12]")), 4).answer(b"{}", 1) == b"[12]"
    with pytest.raises(ReplyTooLargeError):
        Subsystem(Channel(clock, (0, b"[123]")), 4).answer(b"{}", 1)


@pytest.mark.parametrize(("closed", "eof"), [(True, False), (False, True)])
def test_a_channel_that_has_ended_is_not_alive(clock: Clock, closed: bool, eof: bool) -> None:
    channel = Channel(clock)
    assert Subsystem(channel, 1).alive
    channel.closed, channel.eof_received = closed, eof
    assert not Subsystem(channel, 1).alive


def test_answers_are_for_a_cli_alone(clock: Clock) -> None:
    request = {"id": 1, "params": {"cmds": ["show version"], ANSWERS: ["y"]}}
    channel = Channel(clock, (0, b"{}"))
    Subsystem(channel, 10).answer(json.dumps(request).encode(), 1)
    assert json.loads(channel.sent) == {"id": 1, "params": {"cmds": ["show version"]}}


@pytest.mark.parametrize(
    "text",
    ['{"a": "}"}', r'{"a": "\"}"}', r'{"a": "\\"}', r'["\\\"]", {}]', r'{"a\\": [{"b": "]"}], "c": "{"}', '["[", "]"]'],
)
def test_brackets_in_strings_do_not_count(text: str) -> None:
    assert json.loads(text), "it is a document"
    for size in (1, 2, 3, len(text)):
        document, ends = Document(), []
        for start in range(0, len(text), size):
            document.feed(text[start : start + size].encode())
            ends.append(document.ended)
        assert ends == [*[False] * (len(ends) - 1), True], size


def test_white_space_before_a_document_is_no_end() -> None:
    document: t.Any = Document()
    document.feed(b" \n")
    assert not document.ended
