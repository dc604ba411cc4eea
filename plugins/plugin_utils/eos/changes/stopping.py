# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cleaning up a switch also when the run is stopped: Ansible ends its workers with signals."""

from __future__ import annotations

import signal
import threading
import types
import typing as t

from ...eapi.errors import EapiError

#: The signals by which a run is stopped.
STOPS: t.Final = (signal.SIGTERM, signal.SIGINT)


class CleanUp:
    """A context manager that leaves nothing behind on the switch: a subclass says what in `clean_up`."""

    def __init__(self) -> None:
        self._handlers: dict[signal.Signals, t.Any] = {}

    def __enter__(self) -> t.Self:
        if threading.current_thread() is threading.main_thread():
            self._handlers = {number: signal.signal(number, _stop) for number in STOPS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        try:
            for number in self._handlers:
                signal.signal(number, signal.SIG_IGN)
            self._clean_up_after(error)
        finally:
            for number, handler in self._handlers.items():
                signal.signal(number, handler)

    def _clean_up_after(self, error: BaseException | None) -> None:
        """Clean up; what failed before is what the user should read first."""
        try:
            self.clean_up()
        except EapiError as failure:
            if error is None:
                raise
            note = f"{self.left_behind()}: {failure.reason}"
            if isinstance(error, EapiError):
                error.hint = f"{error.hint} {note}".strip()
            else:
                error.add_note(note)

    def clean_up(self) -> None:
        """Remove what is left.

        :raises EapiError: if that is not possible.
        """
        raise NotImplementedError

    def left_behind(self) -> str:
        """What may be left on the switch after `clean_up` failed, the beginning of a sentence."""
        raise NotImplementedError


def _stop(signum: int, frame: t.Any) -> t.NoReturn:
    """End with the first signal, and let none of the following ones disturb the clean-up, which is short."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + signum)
