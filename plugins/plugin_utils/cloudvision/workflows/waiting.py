# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for what CloudVision does in its own time, and telling people how far it is."""

from __future__ import annotations

import time
import typing as t
from collections.abc import Callable

from ..errors import CloudVisionError, InputError

T = t.TypeVar("T")

#: Seconds between looks: the first pause, how it grows, and the longest.
FIRST_PAUSE: t.Final = 0.05
PAUSE_FACTOR: t.Final = 1.4
LONGEST_PAUSE: t.Final = 3.0


class Patience:
    """How long to wait, and whom to tell.

    :param seconds: the longest wait for one thing.
    :param say: takes lines of progress for the user; the same line is said once in a row.
    """

    def __init__(
        self,
        seconds: float = 600.0,
        say: Callable[[str], None] = lambda text: None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if seconds <= 0:
            raise InputError(f"wait_timeout is {seconds:g}: it is more than 0 seconds.")
        self.seconds = seconds
        self._say = say
        self._sleep = sleep
        self._clock = clock
        self._said = ""

    def say(self, text: str) -> None:
        """Tell people how far it is."""
        if text != self._said:
            self._said = text
            self._say(text)

    def until(self, look: Callable[[], T | None], late: Callable[[], CloudVisionError]) -> T:
        """Look until there is something to see, and return it.

        :param look: returns None while there is nothing yet; raises what ends the wait.
        :param late: makes the error for the end of the time.
        """
        end, pause = self._clock() + self.seconds, FIRST_PAUSE
        while True:
            found = look()
            if found is not None:
                return found
            left = end - self._clock()
            if left <= 0:
                raise late()
            self._sleep(min(pause, left))
            pause = min(LONGEST_PAUSE, pause * PAUSE_FACTOR)
