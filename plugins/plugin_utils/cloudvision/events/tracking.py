# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Turn responses of Subscribe into notices: whole resources, each change once, none lost when a stream breaks.

A subscription begins with what there is (INITIAL), marks the end of that (INITIAL_SYNC_COMPLETE), and goes on with
changes: UPDATED, which may hold only the fields that changed (`resources.updates`), and DELETED. After a break, what
there is by then is compared with what was known.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable
from dataclasses import dataclass

from ..resources.convert import masked, plain
from ..resources.models import Model, message_class
from ..resources.read import DELETED, INITIAL, SYNC_COMPLETE, UPDATED, identity
from ..resources.updates import Updates

Kind = t.Literal["initial", "created", "updated", "deleted"]


@dataclass(frozen=True)
class Notice:
    """Something that happened to a resource.

    :ivar resource: the whole resource; of a deleted one, as it was last.
    :ivar before: as it was before an update, else None.
    :ivar time: when, a Timestamp of CloudVision.
    """

    kind: Kind
    resource: t.Any
    before: t.Any
    time: t.Any

    def as_event(self, model: Model) -> dict[str, t.Any]:
        """Plain values, secrets masked.

        :returns: `model`, `type` (the kind), `time` (ISO 8601), `key` and `resource`; `changed` (the names of the
            fields that an update changed, or that are set) and `before` (their values until then).
        """
        resource = masked(self.resource)
        before = masked(self.before) if self.before is not None else {}
        names = sorted({*resource, *before} - {"key"})
        # Secrets compare as they are, not by their masks.
        now, then = plain(self.resource), plain(self.before) if self.before is not None else {}
        changed = [] if self.kind == "deleted" else [name for name in names if now.get(name) != then.get(name)]
        return {
            "model": model.name,
            "type": self.kind,
            "time": plain(self.time),
            "key": resource.pop("key", {}),
            "resource": resource,
            "changed": changed,
            "before": {name: before[name] for name in changed if name in before},
        }


class Tracker:
    """Knows the resources of one subscription, over all its breaks.

    :param initial: whether to tell of what is there at the beginning.
    :param read: asks CloudVision for a resource by its key's message: a response with `value` and `time`, or None.
    :param narrowed: whether a resource that is no longer reported may still exist and merely fail the filters.
    """

    def __init__(
        self,
        model: Model,
        initial: bool = False,
        read: Callable[[t.Any], t.Any | None] = lambda key: None,
        narrowed: bool = False,
    ) -> None:
        self._class = message_class(model.value)
        self._keyed = model.key is not None
        self._read = read
        self._narrowed = narrowed
        self._updates = Updates(read)
        #: Key → resource, both as bytes: a tenth of the room that messages take.
        self._known: dict[bytes, bytes] = {}
        #: The keys that were seen since the subscription began; None once it is in sync.
        self._seen: set[bytes] | None = set()
        self._tells = initial
        self.synced = False

    def begin(self) -> None:
        """A subscription begins, perhaps again."""
        self._seen = set()
        self._updates = Updates(self._read)

    def feed(self, response: t.Any) -> list[Notice]:
        """The notices of a response."""
        if response.type == SYNC_COMPLETE:
            return self._in_sync(response)
        if response.type not in (INITIAL, UPDATED, DELETED):
            return []
        key = identity(response.value.key) if self._keyed else b""
        if response.type == DELETED:
            return self._deleted_notice(key, response.time)
        before = self._resource(key)
        resource = self._updates.whole(before, response)
        return [] if resource is None else self._is(key, before, resource, response.time)

    def _is(self, key: bytes, before: t.Any, resource: t.Any, time: t.Any) -> list[Notice]:
        """A resource as it is now."""
        if self._seen is not None:
            self._seen.add(key)
        if before == resource:
            return []
        self._known[key] = resource.SerializeToString()
        if not self._tells:
            return []
        kind: Kind = "updated" if before is not None else "created" if self.synced else "initial"
        return [Notice(kind, resource, before, time)]

    def _deleted_notice(self, key: bytes, time: t.Any) -> list[Notice]:
        resource = self._resource(key)
        if resource is None:
            return []
        del self._known[key]
        return [Notice("deleted", resource, None, time)] if self._tells else []

    def _in_sync(self, response: t.Any) -> list[Notice]:
        """Report known resources that were not seen again as deleted."""
        missing = [key for key in self._known if self._seen is not None and key not in self._seen]
        # Ask everything first: if a call fails, the subscription starts again and needs all known resources.
        asks = self._tells and self._keyed and self._narrowed
        there = {key for key in missing if asks and self._read(self._class.FromString(self._known[key]).key)}
        notices = []
        for key in missing:
            if key in there:
                del self._known[key]
            else:
                notices += self._deleted_notice(key, response.time)
        self._seen = None
        self.synced = self._tells = True
        return notices

    def _resource(self, key: bytes) -> t.Any | None:
        known = self._known.get(key)
        return None if known is None else self._class.FromString(known)
