# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Undo on SIGTERM and SIGINT: Ansible stops its workers with signals that would run no `except` and no `finally`."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import types
import typing as t
from collections.abc import Callable, Iterator

from .errors import ClientError

#: The signals by which a run is stopped.
STOPS: t.Final = (signal.SIGTERM, signal.SIGINT)


class StopSignals:
    """While they are caught, the first stop signal raises SystemExit and further ones are ignored."""

    def __init__(self) -> None:
        self._handlers: dict[signal.Signals, t.Any] = {}

    def catch(self) -> None:
        """Raise SystemExit at a signal. Threads other than the main one cannot take signals."""
        if threading.current_thread() is threading.main_thread():
            self._handlers = {number: signal.signal(number, _stop) for number in STOPS}

    def ignore(self) -> None:
        """Let no signal disturb the clean-up, which is short."""
        for number in self._handlers:
            signal.signal(number, signal.SIG_IGN)

    def restore(self) -> None:
        """Handle signals as before `catch`."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)


def _stop(signum: int, frame: t.Any) -> t.NoReturn:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + signum)


def before_stop(action: Callable[[], t.Any]) -> Callable[[], None]:
    """Do something short when a signal stops the process, and then what the signal does otherwise.

    :param action: must not raise.
    :returns: what ends this. Threads other than the main one cannot take signals: there it does nothing.
    """
    before: dict[int, t.Any] = {}

    def handle(signum: int, frame: t.Any) -> None:
        action()
        following = before[signum]
        if callable(following):
            following(signum, frame)
        elif following != signal.SIG_IGN:
            signal.signal(signum, signal.SIG_DFL)
            os.kill(os.getpid(), signum)

    def end() -> None:
        for number, handler in before.items():
            if signal.getsignal(number) is handle:
                signal.signal(number, signal.SIG_DFL if handler is None else handler)

    if threading.current_thread() is threading.main_thread():
        before.update({number: signal.signal(number, handle) for number in STOPS})
    return end


@contextlib.contextmanager
def undone(undo: Callable[[], t.Any], always: bool = False, left: str = "") -> Iterator[None]:
    """Undo what the block has made if it fails or a signal stops it.

    :param undo: its own errors are ignored, since the first error says more.
    :param always: undo at the end of the block as well.
    :param left: what the first error says beside its hint where it could not be undone, a sentence.
    """
    signals = StopSignals()
    signals.catch()
    ended, failure = False, None
    try:
        yield
        ended = True
    except ClientError as error:
        failure = error
        raise
    finally:
        signals.ignore()
        try:
            if always or not ended:
                undo()
        except ClientError:
            if failure is not None and left:
                failure.hint = f"{failure.hint} {left}".strip()
        finally:
            signals.restore()


class CleanUp:
    """A context manager that leaves nothing behind on the device: a subclass says what in `clean_up`."""

    def __init__(self) -> None:
        self._signals = StopSignals()

    def __enter__(self) -> t.Self:
        self._signals.catch()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        try:
            self._signals.ignore()
            self._clean_up_after(error)
        finally:
            self._signals.restore()

    def _clean_up_after(self, error: BaseException | None) -> None:
        """Clean up; what failed before is what the user should read first."""
        try:
            self.clean_up()
        except ClientError as failure:
            if error is None:
                raise
            note = f"{self.left_behind()}: {failure.reason}"
            if isinstance(error, ClientError):
                error.hint = f"{error.hint} {note}".strip()
            else:
                error.add_note(note)

    def clean_up(self) -> None:
        """Remove what is left.

        :raises ClientError: if that is not possible.
        """
        raise NotImplementedError

    def left_behind(self) -> str:
        """The beginning of a sentence about what a failed `clean_up` may have left on the device."""
        raise NotImplementedError
