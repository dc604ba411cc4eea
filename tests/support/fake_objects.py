# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Objects of a CloudVision that exists in memory alone, for tests of what workflows decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import (
    CloudVisionError,
    UnimplementedError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.plain import PlainResources
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller

CONFIG = "Config"
#: Rows of a model; what was written, as (verb, model, values).
Rows = list[dict[str, Any]]
Calls = list[tuple[str, str, dict[str, Any]]]


class FakeObjects(PlainResources):
    """Rows by model. What is set in a configuration shows in its state at once, unless a reaction says otherwise.

    ``calls`` are what was written, in order: (verb, model, values). ``reactions`` are called with what was set to a
    model; one that returns a mapping gives the echo.
    """

    def __init__(self, rows: Mapping[str, Sequence[dict[str, Any]]] | None = None) -> None:
        self.rows: dict[str, Rows] = {name: [dict(row) for row in found] for name, found in (rows or {}).items()}
        self.calls: Calls = []
        self.reactions: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {}
        self.refused: dict[str, CloudVisionError] = {}

    def get(self, name: str, key: Mapping[str, Any]) -> dict[str, Any] | None:
        """One row."""
        wanted = _tidy(key)
        found = next((row for row in self.rows.get(name, []) if _tidy(row["key"]) == wanted), None)
        return None if found is None else dict(found)

    def get_some(self, name: str, keys: Sequence[Mapping[str, Any]]) -> Sequence[dict[str, Any] | None]:
        """Some rows."""
        return [self.get(name, key) for key in keys]

    def list(self, name: str, *filters: Mapping[str, Any], custom: Any = None) -> Rows:
        """The rows that fit one of the filters."""
        rows = self.rows.get(name, [])
        return [dict(row) for row in rows if not filters or any(_fits(row, wanted) for wanted in filters)]

    def follow(
        self, name: str, wanted: Mapping[str, Any], seconds: float, removals: bool = False
    ) -> Iterator[dict[str, Any]]:
        """A server without Subscribe, so that states are polled for."""
        raise UnimplementedError("Subscribe is not known there.", code="UNIMPLEMENTED")

    def set(self, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Merge a row in, and let it show."""
        if name in self.refused:
            raise self.refused[name]
        self.calls.append(("set", name, dict(values)))
        if name in self.reactions:
            return self.reactions[name](dict(values)) or dict(values)
        self.put(name, values)
        if name.endswith(CONFIG):
            state = name.removesuffix(CONFIG)
            if values.get("remove"):
                self.drop(state, values["key"])
            else:
                self.put(state, {field: value for field, value in values.items() if field != "remove"})
        return dict(values)

    def set_some(self, name: str, many: Sequence[Mapping[str, Any]]) -> None:
        """Set one after the other."""
        for values in many:
            self.set(name, values)

    def delete(self, name: str, key: Mapping[str, Any]) -> None:
        """Drop a row and its state."""
        if name in self.refused:
            raise self.refused[name]
        self.calls.append(("delete", name, dict(key)))
        for model in (name, name.removesuffix(CONFIG)):
            self.drop(model, key)

    def put(self, name: str, values: Mapping[str, Any]) -> None:
        """Merge a row into what is there."""
        rows = self.rows.setdefault(name, [])
        for row in rows:
            if _tidy(row["key"]) == _tidy(values["key"]):
                row.update(values)
                return
        rows.append(dict(values))

    def drop(self, name: str, key: Mapping[str, Any]) -> None:
        """Forget a row."""
        self.rows[name] = [row for row in self.rows.get(name, []) if _tidy(row["key"]) != _tidy(key)]

    def written(self, name: str) -> Rows:
        """What was set to a model, in order."""
        return [values for verb, model, values in self.calls if (verb, model) == ("set", name)]


def _tidy(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if value not in ("", [])}


def _fits(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    for name, value in wanted.items():
        found = row.get(name, "" if not isinstance(value, Mapping) else {})
        if isinstance(value, Mapping):
            if not _fits(found, value):
                return False
        elif found != value:
            return False
    return True


class Clock:
    """Time that passes by sleeping, and what happens at the looks: ``events`` are called one after the other."""

    def __init__(self, *events: Callable[[], Any]) -> None:
        self.now = 0.0
        self.events = list(events)

    def sleep(self, seconds: float) -> None:
        """Let time pass, and the next thing happen."""
        self.now += seconds
        if self.events:
            self.events.pop(0)()


def poller(*events: Callable[[], Any], seconds: float = 60, said: list[str] | None = None) -> Poller:
    """Waiting without time; ``said`` gets the lines of progress."""
    clock = Clock(*events)
    return Poller(seconds, (said if said is not None else []).append, clock.sleep, lambda: clock.now)
