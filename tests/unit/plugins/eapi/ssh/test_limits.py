# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a hostile SSH server can make a controller store, and wait for."""

from __future__ import annotations

import threading
import typing as t
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh import limits
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.limits import LimitedSocket, ended_after


class Source:
    """A socket that always has bytes."""

    timeout = 7.0

    def __init__(self) -> None:
        self.given = 0

    def recv(self, size: int) -> bytes:
        self.given += size
        return bytes(size)


def drain(sock: LimitedSocket, piece: int) -> None:
    """Receive until the connection ends."""
    with pytest.raises(EOFError):
        receive_all(sock, piece)


def receive_all(sock: LimitedSocket, piece: int) -> None:
    for _turn in range(1000):
        sock.recv(piece)


def test_a_login_takes_in_what_it_may_and_no_more() -> None:
    source = Source()
    sock = LimitedSocket(source, allowance=300)
    assert [len(sock.recv(100)) for _turn in range(3)] == [100, 100, 100]
    assert not sock.exceeded, "all of the allowance may come"
    drain(sock, 100)
    assert (source.given, sock.exceeded) == (400, True)


def test_a_reply_adds_to_what_has_come() -> None:
    source = Source()
    sock = LimitedSocket(source, allowance=1 << 20)
    sock.recv(1 << 20)
    size, piece = 1 << 24, 1 << 20
    sock.allow_reply(size)
    drain(sock, piece)
    # Twice the reply, 16 MiB beside it, and the piece that is one too many.
    assert source.given == (1 << 20) + 2 * size + (1 << 24) + piece


def test_everything_else_is_the_socket() -> None:
    assert LimitedSocket(Source()).timeout == 7.0


class Timer:
    """A timer that ends when a test says so."""

    made: t.ClassVar[list[Timer]] = []

    def __init__(self, seconds: float, expire: Callable[[], None]) -> None:
        self.seconds, self.expire = seconds, expire
        self.daemon = self.started = self.cancelled = False
        self.made.append(self)

    def start(self) -> None:
        self.started = True

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> list[Timer]:
    made: list[Timer] = []
    monkeypatch.setattr(Timer, "made", made)
    monkeypatch.setattr(limits, "threading", SimpleNamespace(Timer=Timer, Event=threading.Event))
    return made


def wait(ended: list[str], during: Callable[[], object]) -> None:
    """Wait for a connection that breaks in the end."""
    with ended_after(5, lambda: ended.append("ended")):
        during()
        raise EOFError


def test_a_wait_that_is_too_long_is_ended(timers: list[Timer]) -> None:
    ended: list[str] = []
    with pytest.raises(TimeoutError) as raised:
        wait(ended, lambda: [timer.expire() for timer in timers])
    assert isinstance(raised.value.__cause__, EOFError)
    (timer,) = timers
    assert (ended, timer.seconds, timer.daemon, timer.started) == (["ended"], 5, True, True)


def test_early_failure_keeps_its_error(timers: list[Timer]) -> None:
    ended: list[str] = []
    with pytest.raises(EOFError):
        wait(ended, lambda: None)
    assert (ended, timers[0].cancelled) == ([], True)
