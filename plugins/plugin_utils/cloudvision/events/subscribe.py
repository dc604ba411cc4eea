# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Follow the resources of a model: subscribe, and subscribe again whenever the stream breaks."""

from __future__ import annotations

import threading
import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ...common.polling import STREAMS
from .. import errors
from ..client import CloudVisionClient
from ..options import CloudVisionOptions
from ..resources.models import find_model, unknown
from ..resources.query import build_custom_filter, build_filters
from ..resources.read import SYNC_COMPLETE
from .tracking import Tracker

#: Short names of models that are often watched.
WATCHES: t.Final[dict[str, str]] = {
    "events": "event.v1.Event",
    "change_controls": "changecontrol.v1.ChangeControl",
    "devices": "inventory.v1.Device",
}
#: Errors that another try would not resolve.
FINAL: t.Final = (
    errors.InputError,
    errors.AuthenticationError,
    errors.ForbiddenError,
    errors.UnimplementedError,
    errors.InvalidError,
)


@dataclass(frozen=True)
class EventWatch:
    """The models to follow.

    :ivar name: a name of WATCHES, or that of the model.
    :ivar filters: of the model, as for lists.
    :ivar custom_filter: the fields of the model's own filter.
    """

    name: str
    model: str
    filters: tuple[Mapping[str, t.Any], ...] = ()
    custom_filter: t.Any = None

    @classmethod
    def of(cls, value: t.Any) -> EventWatch:
        """A watch as users write it: a name, or a mapping of `model`, `filters` and `custom_filter`.

        :raises InputError: for a name or a model that does not exist, or other keys.
        """
        entry = {"model": value} if isinstance(value, str) else value
        if not isinstance(entry, Mapping) or not isinstance(entry.get("model"), str):
            raise errors.InputError(f"watch holds {value!r}: it is a name or a mapping with 'model'.")
        for key in entry:
            if key not in ("model", "filters", "custom_filter"):
                raise unknown("watch has no key", str(key), ("model", "filters", "custom_filter"))
        name = entry["model"]
        if "." not in name and name not in WATCHES:
            raise unknown("watch has no", name, WATCHES, hint=f"Watch {', '.join(WATCHES)}, or a model by its name.")
        filters: t.Any = entry.get("filters") or ()
        model = find_model(WATCHES.get(name, name))
        if not model.has("Subscribe"):
            raise errors.InputError(f"{model.name} cannot be watched: it has no verb Subscribe.")
        return cls(
            name,
            model.name,
            (filters,) if isinstance(filters, Mapping) else tuple(filters),
            entry.get("custom_filter"),
        )


@dataclass(frozen=True)
class Pauses:
    """Seconds between two tries to subscribe: the first, and the longest."""

    first: float = STREAMS.first
    longest: float = STREAMS.longest

    def __post_init__(self) -> None:
        if not 0 < self.first <= self.longest:
            raise errors.InputError(
                f"the pauses before a reconnection are {self.first:g} and {self.longest:g} seconds: the first is more "
                "than 0 and not more than the longest."
            )

    def after(self, tries: int) -> float:
        """Return the pause after so many failed tries, with jitter."""
        return replace(STREAMS, first=self.first, longest=self.longest).pause(tries)


class Follower:
    """Follows one watch until it is stopped.

    :param emit: takes each event as soon as there is one; it may block.
    :param warn: takes sentences about what went wrong.
    :param note: takes sentences about what is well.
    :raises CloudVisionError: for filters that cannot be.
    """

    def __init__(
        self,
        options: CloudVisionOptions,
        watch: EventWatch,
        emit: Callable[[dict[str, t.Any]], None],
        *,
        initial: bool = False,
        pauses: Pauses | None = None,
        warn: Callable[[str], None] = lambda text: None,
        note: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._options = replace(options, retries=0)  # the pauses are ours
        self._watch = watch
        self._emit = emit
        self._pauses = pauses or Pauses()
        self._warn, self._note = warn, note
        self._model = find_model(watch.model)
        self._filters = build_filters(self._model, watch.filters)
        self._custom = build_custom_filter(self._model, watch.custom_filter)
        self._stopped = threading.Event()
        self._client: CloudVisionClient | None = None
        self._tries = 0
        self._answered = False
        self._tracker = Tracker(
            self._model, initial, self._fetch_resource, narrowed=bool(self._filters or self._custom)
        )

    def run(self) -> None:
        """Follow. Returns after `stop`, and not before.

        :raises CloudVisionError: for errors that another try would not resolve.
        """
        while not self._stopped.is_set():
            try:
                self._subscribe()
                reason = "CloudVision ended the stream"
            except errors.CloudVisionError as error:
                if self._stopped.is_set():
                    return
                if self._is_final(error):
                    raise
                reason = str(error)
            except ValueError:  # what gRPC says of a channel that was closed in between
                if not self._stopped.is_set():
                    raise
                return
            finally:
                self.close()
            pause = self._pauses.after(self._tries)
            self._tries += 1
            if not self._stopped.is_set():
                self._warn(f"{self._watch.name}: {reason.rstrip('.')}. Next try in {pause:.1f} s.")
            self._stopped.wait(pause)

    def stop(self) -> None:
        """Let `run` return, from any thread. Call it again if it has not after a moment."""
        self._stopped.set()
        self.close()

    def close(self) -> None:
        """Close the channel."""
        client = self._client
        if client is not None:
            client.close()

    def _subscribe(self) -> None:
        # A new client each time reads the token's file again, which may hold a new one.
        self._client = CloudVisionClient(self._options, self._warn)
        self._tracker.begin()
        self._answered = False
        for response in self._client.resources.follow(self._model, self._filters, self._custom):
            self._answered = True
            for notice in self._tracker.feed(response):
                self._emit({"watch": self._watch.name, **notice.as_event(self._model)})
            if self._stopped.is_set():
                return
            if response.type == SYNC_COMPLETE:
                self._tries = 0
                self._note(f"{self._watch.name}: in sync with {self._options.name}.")

    def _fetch_resource(self, key: t.Any) -> t.Any | None:
        return None if self._client is None else self._client.resources.fetch(self._model, key)

    def _is_final(self, error: errors.CloudVisionError) -> bool:
        """Whether to give up: before the first success, a wrong address or certificate is a mistake in the options.

        A token that ends while a stream is open is none: the next try logs in, or reads the token's file, again.
        """
        if self._answered and isinstance(error, errors.AuthenticationError):
            return False
        mistaken = isinstance(error, errors.TransportError) and not error.transient and not self._tracker.synced
        return mistaken or isinstance(error, FINAL)
