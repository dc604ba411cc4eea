# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wait for a state and repeat failed operations, with growing pauses, deadlines and progress."""

from __future__ import annotations

import math
import random
import time
import typing as t
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .errors import ClientError
from .numbers import check_seconds

T = t.TypeVar("T")


@dataclass(frozen=True)
class Backoff:
    """Pauses that grow, in seconds.

    :ivar jitter: vary each pause by a quarter, so that the workers of a play do not try again at the same moment.
    """

    first: float
    factor: float
    longest: float
    jitter: bool = False

    def pause(self, tries: int) -> float:
        """Return the pause after so many failed tries (from 0)."""
        seconds = min(self.longest, self.first * self.factor ** min(tries, 64))
        return seconds * random.uniform(0.75, 1.25) if self.jitter else seconds


#: Between two looks at a state that a device reaches in its own time.
LOOKS: t.Final = Backoff(0.05, 1.4, 3.0)
#: Between two tries to send a request to a switch.
REQUESTS: t.Final = Backoff(0.5, 2.0, 60.0, jitter=True)
#: Between two tries to call CloudVision.
CALLS: t.Final = Backoff(0.2, 2.0, 10.0, jitter=True)
#: Between two tries to subscribe to CloudVision's streams.
STREAMS: t.Final = Backoff(1.0, 2.0, 60.0, jitter=True)


#: Seconds between two lines of progress about the same thing.
PROGRESS: t.Final = 10.0


class Progress:
    """Progress messages: the first at once, then at most one in ten seconds."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._next = -math.inf

    def tell(self, text: str) -> None:
        """Print the line, unless one was printed just now."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + PROGRESS
            self._say(text)


def attempts(tries: int, interval: float) -> Iterator[int]:
    """Count tries from 1, with a pause of so many seconds between two."""
    for attempt in range(1, tries + 1):
        if attempt > 1:
            time.sleep(interval)
        yield attempt


class Poller:
    """Polls until a state is reached, and prints progress.

    :param seconds: the longest wait for one state.
    :param say: takes lines of progress for the user; the same line is said once in a row.
    """

    def __init__(
        self,
        seconds: float = 600.0,
        say: Callable[[str], None] = lambda text: None,
        sleep: Callable[[float], None] | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        check_seconds(seconds, "wait_timeout")
        self.seconds = seconds
        self._say = say
        self.sleep = sleep or time.sleep
        self.clock = clock or time.monotonic
        self._said = ""

    def within(self, seconds: float) -> Poller:
        """The same with no more than so many seconds."""
        return Poller(min(self.seconds, seconds), self._say, self.sleep, self.clock)

    def say(self, text: str) -> None:
        """Print progress."""
        if text != self._said:
            self._said = text
            self._say(text)

    def until(self, look: Callable[[], T | None], late: Callable[[], ClientError]) -> T:
        """Look until there is something to see, and return it.

        :param look: returns None while there is nothing yet; raises what ends the wait.
        :param late: makes the error for the end of the time.
        """
        end, tries = self.clock() + self.seconds, 0
        while True:
            found = look()
            if found is not None:
                return found
            left = end - self.clock()
            if left <= 0:
                raise late()
            self.sleep(min(LOOKS.pause(tries), left))
            tries += 1


def retry(action: Callable[[], T], errors: tuple[type[ClientError], ...], seconds: float, pause: float = 1.0) -> T:
    """Repeat an action while it fails with one of the errors.

    :param seconds: how long to keep trying. `pause`: seconds between two tries.
    :raises ClientError: the last error, when no further try fits into the time.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return action()
        except errors:
            if time.monotonic() + pause > deadline:
                raise
        time.sleep(pause)
