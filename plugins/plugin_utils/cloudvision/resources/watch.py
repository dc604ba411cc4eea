# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wait for states by a subscription: one call, however long it takes, and an answer as soon as there is one."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterator, Mapping

from ...common.errors import ClientError
from ...common.polling import LOOKS, Poller
from ..errors import CloudVisionError, DeadlineError, ServerError, UnimplementedError
from .plain import PlainResources

T = t.TypeVar("T")

#: Seconds after which another subscription begins with the present state: nothing is missed for longer than that.
RENEWED: t.Final = 60.0
#: How often in a row a subscription may end with an error of the server, as gateways end those that take long.
MOST_ERRORS: t.Final = 3


class StateWatch:
    """The resources of a model that pass a filter, as they come. One subscription serves several waits.

    :param wanted: the fields that must be equal.
    :param removals: whether {} is a state: there is none, or none any more.
    """

    def __init__(self, objects: PlainResources, name: str, wanted: Mapping[str, t.Any], removals: bool = False) -> None:
        self._objects = objects
        self._name = name
        self._wanted = wanted
        self._removals = removals
        self._stream: Iterator[dict[str, t.Any]] | None = None
        self._last: dict[str, t.Any] | None = None
        self._polls = False
        self._errors = 0

    def until(self, look: Callable[[dict[str, t.Any]], T | None], poller: Poller, late: Callable[[], ClientError]) -> T:
        """Show each state to `look`, the last one of an earlier wait first, until it returns something.

        :param look: returns None while there is nothing yet; raises what ends the wait.
        :param late: makes the error for the end of the time.
        """
        if self._last is not None and (found := look(self._last)) is not None:
            return found
        end, tries = poller.clock() + poller.seconds, 0
        while not self._polls:
            left = end - poller.clock()
            if left <= 0:
                raise late()
            state = self._next_state(left)
            if state is not None:
                self._last = state
                if (found := look(state)) is not None:
                    return found
            elif not self._polls:  # the stream ended: another one begins with the present state
                poller.sleep(min(LOOKS.pause(tries), max(end - poller.clock(), 0)))
                tries += 1
        return poller.until(lambda: self._poll(look), late)

    def _next_state(self, seconds: float) -> dict[str, t.Any] | None:
        """The next state; None where the stream has ended."""
        try:
            if self._stream is None:
                self._stream = self._objects.follow(self._name, self._wanted, min(seconds, RENEWED), self._removals)
            state = next(self._stream)
            self._errors = 0
            return state
        except StopIteration:
            pass
        except UnimplementedError:
            self._polls = True
        except CloudVisionError as error:
            self._errors += isinstance(error, ServerError)
            again = error.transient or isinstance(error, (DeadlineError, ServerError))
            if not again or self._errors > MOST_ERRORS:
                raise
        self._stream = None
        return None

    def _poll(self, look: Callable[[dict[str, t.Any]], T | None]) -> T | None:
        for state in self._objects.list(self._name, self._wanted) or ([{}] if self._removals else []):
            self._last = state
            if (found := look(state)) is not None:
                return found
        return None
