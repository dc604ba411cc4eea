# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Undoing at a signal."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import cleanup
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError


@pytest.fixture
def taken() -> Iterator[list[int]]:
    """Signals that a handler from before has taken."""
    found: list[int] = []
    kept = {number: signal.signal(number, lambda signum, frame: found.append(signum)) for number in cleanup.STOPS}
    yield found
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", cleanup.STOPS)
def test_the_action_comes_before_what_the_signal_does(taken: list[int], number: int) -> None:
    done: list[str] = []
    end = cleanup.before_stop(lambda: done.append("removed"))
    os.kill(os.getpid(), number)
    assert (done, taken) == (["removed"], [number])
    end()
    os.kill(os.getpid(), number)
    assert (done, taken) == (["removed"], [number, number])


def test_a_later_handler_stays(taken: list[int]) -> None:
    end = cleanup.before_stop(lambda: None)
    later: list[int] = []
    signal.signal(signal.SIGTERM, lambda signum, frame: later.append(signum))
    end()
    os.kill(os.getpid(), signal.SIGTERM)
    assert (later, taken) == ([signal.SIGTERM], [])


def test_other_threads_take_no_signals(taken: list[int]) -> None:
    ends: list[object] = []
    thread = threading.Thread(target=lambda: ends.append(cleanup.before_stop(lambda: None)()))
    thread.start()
    thread.join()
    assert ends == [None]


def test_without_a_handler_the_process_ends_as_it_would(tmp_path: Path) -> None:
    there = tmp_path / "socket"
    there.touch()
    child = os.fork()
    if not child:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        cleanup.before_stop(there.unlink)
        os.kill(os.getpid(), signal.SIGTERM)
        os._exit(0)  # not reached
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGTERM
    assert not there.exists()


@pytest.mark.parametrize(("left", "hint"), [("It may be there.", "Look. It may be there."), ("", "Look.")])
def test_the_first_error_tells_what_could_not_be_undone(left: str, hint: str) -> None:
    def undo() -> None:
        raise ClientError("refused")

    with pytest.raises(ClientError, match="broken") as raised, cleanup.undone(undo, left=left):
        raise ClientError("broken", hint="Look.")
    assert raised.value.hint == hint
    with pytest.raises(ClientError, match="broken") as raised, cleanup.undone(lambda: None, left=left):
        raise ClientError("broken", hint="Look.")
    assert raised.value.hint == "Look."
    with cleanup.undone(undo, always=True, left=left):
        pass


# --- Stop signals ---


@pytest.mark.parametrize("number", cleanup.STOPS)
def test_a_stop_signal_raises_once_and_the_next_ones_are_ignored(taken: list[int], number: int) -> None:
    signals = cleanup.StopSignals()
    signals.catch()
    try:
        with pytest.raises(SystemExit) as caught:
            os.kill(os.getpid(), number)
        assert caught.value.code == 128 + number
        for each in cleanup.STOPS:
            os.kill(os.getpid(), each)
    finally:
        signals.restore()
    assert taken == []
    os.kill(os.getpid(), number)
    assert taken == [number]


def test_no_signal_disturbs_the_clean_up(taken: list[int]) -> None:
    signals = cleanup.StopSignals()
    signals.catch()
    signals.ignore()
    for each in cleanup.STOPS:
        os.kill(os.getpid(), each)
    signals.restore()
    assert taken == []


@pytest.mark.parametrize(("always", "error", "calls"), [(False, None, 0), (True, None, 1), (False, KeyError("x"), 1)])
def test_what_was_made_is_undone(taken: list[int], always: bool, error: Exception | None, calls: int) -> None:
    done: list[signal.Handlers | object] = []

    def block() -> None:
        with cleanup.undone(lambda: done.append(signal.getsignal(signal.SIGTERM)), always=always):
            if error is not None:
                raise error

    if error is None:
        block()
    else:
        with pytest.raises(KeyError):
            block()
    assert done == [signal.SIG_IGN] * calls
    os.kill(os.getpid(), signal.SIGTERM)
    assert taken == [signal.SIGTERM]


class Session(cleanup.CleanUp):
    """Something on a device that is removed, or cannot be."""

    def __init__(self, failure: ClientError | None) -> None:
        super().__init__()
        self.failure, self.removed = failure, 0

    def clean_up(self) -> None:
        self.removed += 1
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
        if self.failure:
            raise self.failure

    def left_behind(self) -> str:
        return "The session may be open"


def raise_in(session: Session, error: Exception) -> None:
    with session:
        raise error


def test_the_first_error_is_the_one_that_is_reported(taken: list[int]) -> None:
    broken = Session(ClientError("it is away"))
    with pytest.raises(ClientError, match="refused") as caught:
        raise_in(broken, ClientError("refused", hint="Look."))
    assert caught.value.hint == "Look. The session may be open: it is away"
    with pytest.raises(KeyError) as other:
        raise_in(broken, KeyError("x"))
    assert other.value.__notes__ == ["The session may be open: it is away"]
    with pytest.raises(ClientError, match="it is away"), broken:
        pass
    whole = Session(None)
    with whole:
        pass
    assert (broken.removed, whole.removed) == (3, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    assert taken == [signal.SIGTERM]
