# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The objects of CloudVision, with their history, and who wants to hear of changes.

Values are never changed in place: a new version replaces them. Times are nanoseconds since the epoch, and no two
versions have the same one.
"""

from __future__ import annotations

import queue
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message

from .catalog import Catalog, Model

#: Versions that are kept of an object.
HISTORY = 200


@dataclass(slots=True)
class Version:
    """An object as it was from ``at`` on; ``value`` None: it was deleted."""

    at: int
    value: Message | None
    #: What a list sends of it (see ``lab.cloudvision.wire``).
    wire: bytes | None = None


@dataclass(slots=True)
class Row:
    """An object and its versions, the oldest first."""

    key: Message | None
    versions: list[Version] = field(default_factory=list)

    def at(self, when: int | None) -> Version | None:
        """The version at a time (None: now), if there was one."""
        place = len(self.versions) if when is None else bisect_right(self.versions, when, key=lambda one: one.at)
        found = self.versions[place - 1] if place else None
        return found if found is not None and found.value is not None else None


@dataclass(frozen=True, slots=True)
class Change:
    """A new version, and the value before it."""

    row: Row
    before: Message | None
    version: Version


class Table:
    """The objects of one model. Take the state's lock around several operations that belong together."""

    def __init__(self, state: State, model: Model) -> None:
        self.state = state
        self.model = model
        self.rows: dict[bytes, Row] = {}
        #: Workspace → its rows, for models whose objects live in one.
        self._workspaces: dict[str, dict[bytes, Row]] = {}
        self._watchers: list[queue.SimpleQueue[Change | None]] = []

    def __len__(self) -> int:
        return sum(1 for row in self.rows.values() if row.at(None))

    def version(self, key: Message | None, at: int | None = None) -> Version | None:
        """The version of an object."""
        row = self.rows.get(self.model.key_bytes(key))
        return None if row is None else row.at(at)

    def get(self, key: Message | None = None) -> Any:
        """The value of an object, None where there is none."""
        found = self.version(key)
        return None if found is None else found.value

    def all(self, at: int | None = None, workspace: str | None = None) -> list[tuple[Row, Version]]:
        """Every object (of a workspace), in the order they were made."""
        with self.state.lock:
            rows = self.rows if workspace is None else self._workspaces.get(workspace, {})
            return [(row, found) for row in rows.values() if (found := row.at(at)) is not None]

    def values(self, workspace: str | None = None) -> list[Any]:
        """Every value (of a workspace)."""
        return [version.value for _row, version in self.all(workspace=workspace)]

    def put(self, value: Message) -> Version:
        """Make ``value`` the object's new version."""
        key = getattr(value, "key", None) if self.model.key else None
        return self._append(key, value)

    def delete(self, key: Message | None = None) -> bool:
        """Delete an object; False where there is none."""
        with self.state.lock:
            if self.version(key) is None:
                return False
            self._append(key, None)
            return True

    def _append(self, key: Message | None, value: Message | None) -> Version:
        with self.state.lock:
            row = self._row(key)
            before = row.versions[-1].value if row.versions else None
            version = Version(self.state.now(), value)
            row.versions.append(version)
            del row.versions[:-HISTORY]
            change = Change(row, before, version)
            for watcher in self._watchers:
                watcher.put(change)
            return version

    def _row(self, key: Any) -> Row:
        """The row of a key, a new one if there is none."""
        identity = self.model.key_bytes(key)
        row = self.rows.get(identity)
        if row is None:
            row = self.rows[identity] = Row(key)
            if self.model.scoped:
                self._workspaces.setdefault(key.workspace_id.value, {})[identity] = row
        return row

    def changes(self, start: int, end: int) -> list[Change]:
        """What happened after ``start``, until ``end``, in order."""
        found = []
        with self.state.lock:
            for row in self.rows.values():
                before = None
                for version in row.versions:
                    if start < version.at <= end:
                        found.append(Change(row, before, version))
                    before = version.value
        return sorted(found, key=lambda change: change.version.at)

    def watch(self) -> queue.SimpleQueue[Change | None]:
        """A queue that gets every change from now on."""
        watcher: queue.SimpleQueue[Change | None] = queue.SimpleQueue()
        with self.state.lock:
            self._watchers.append(watcher)
        return watcher

    @property
    def watched(self) -> int:
        """How many watch."""
        return len(self._watchers)

    def unwatch(self, watcher: queue.SimpleQueue[Change | None]) -> None:
        """Send no more changes to a queue."""
        with self.state.lock:
            self._watchers.remove(watcher)


class State:
    """All tables."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.lock = threading.RLock()
        self._tables = {model.name: Table(self, model) for model in catalog}
        self._last = 0

    def now(self) -> int:
        """The time, later than any that was told before."""
        with self.lock:
            self._last = max(self._last + 1, time.time_ns())
            return self._last

    def __iter__(self) -> Iterator[Table]:
        return iter(self._tables.values())

    def table(self, model: str | Model) -> Table:
        """The table of a model, by its name (``inventory.v1.Device``, with or without ``arista.``)."""
        return self._tables[self.catalog[model].name if isinstance(model, str) else model.name]

    def make(self, model: str, value: dict[str, Any]) -> Any:
        """A message from plain values, in the form of protobuf's JSON (``{"key": {"deviceId": "…"}}``)."""
        return json_format.ParseDict(value, self.catalog[model].message())

    def get(self, model: str, **key: Any) -> Any:
        """The value of an object by the fields of its key, None where there is none."""
        entry = self.catalog[model]
        return self.table(entry).get(None if entry.key is None else json_format.ParseDict(key, entry.key()))

    def set(self, model: str, value: dict[str, Any]) -> Version:
        """Put an object there, in the form of protobuf's JSON; whole, not merged."""
        return self.table(model).put(self.make(model, value))
