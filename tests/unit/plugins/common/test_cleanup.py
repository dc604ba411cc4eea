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
