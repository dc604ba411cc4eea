# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""studio.v1: the inputs of a studio are one JSON document; each is set, read and removed by its path.

What is set in a workspace is set in a copy of the mainline's document.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

import grpc

from ..catalog import Model
from ..store import Table, Version
from ..tagquery import QueryError, parse
from .base import Change, Effect, Refused, invalid
from .scoped import Scoped, Undo, in_workspace
from .topology import Topology

MISSING = object()
#: Bytes of a document that one message holds.
LARGEST = 1_000_000


class Inputs(Scoped):
    """The inputs that are configured."""

    general = False
    models: ClassVar[tuple[str, ...]] = ("studio.v1.InputsConfig",)

    def check(self, change: Change) -> None:
        super().check(change)
        if change.incoming.HasField("inputs"):
            try:
                json.loads(change.incoming.inputs.value)
            except ValueError as error:
                raise invalid(f"inputs is not valid JSON: {error}") from error

    @property
    def table(self) -> Table:
        """The documents."""
        return self.state.table("studio.v1.Inputs")

    def root(self, key: Any, workspace: str) -> Any:
        """The key of the whole document."""
        root = in_workspace(key, workspace)
        root.ClearField("path")
        return root

    def value(self, studio: str, workspace: str, path: list[str]) -> Any:
        """The value at a path as a workspace sees it, None where there is none."""
        key = self.table.model.key()  # type: ignore[misc]
        key.studio_id.value = studio  # type: ignore[attr-defined]
        removed = any(
            config.remove.value and config.key.studio_id.value == studio and not config.key.path.values
            for config in self.configured(workspace, self.state.catalog["studio.v1.InputsConfig"])
        )
        found = self.table.get(self.root(key, workspace))
        if found is None and not (workspace and removed):
            found = self.table.get(self.root(key, ""))
        value = MISSING if found is None else at_path(json.loads(found.inputs.value), path)
        return None if value is MISSING else value

    def tell(self, model: Model, key: Any) -> None:
        super().tell(model, self.root(key, key.workspace_id.value))

    def mirror(self, change: Change) -> Any:
        key = change.after.key
        root = self.root(key, key.workspace_id.value)
        with self.state.lock:
            base = self.table.get(root) or self.table.get(self.root(key, ""))
            self._put(root, base, [change.after], change.caller.name)

    def _put(self, root: Any, base: Any, configs: list[Any], user: str) -> None:
        """Play configurations on a document, and store it; nothing is left of one that is removed as a whole."""
        document = MISSING if base is None else json.loads(base.inputs.value)
        for config in configs:
            path = list(config.key.path.values)
            document = (
                without(document, path)
                if config.remove.value
                else with_value(document, path, json.loads(config.inputs.value or "null"))
            )
        if document is MISSING:
            self.table.delete(root)
            return
        value: Any = self.table.model.message()
        if base is not None:
            value.CopyFrom(base)
        value.key.CopyFrom(root)
        value.inputs.value = json.dumps(document, separators=(",", ":"))
        now = self.state.now()
        if base is None:
            value.created_by.value = user
            value.created_at.FromNanoseconds(now)
        value.last_modified_by.value = user
        value.last_modified_at.FromNanoseconds(now)
        self.table.put(value)

    def submit(self, model: Model, config: Any, undo: Undo) -> None:
        root = self.root(config.key, "")
        before = self.table.get(root)
        undo.append((self.table.model, root, before))
        self._put(root, before, [config], "")

    def rebase(self, model: Model, config: Any, user: str) -> None:
        """The first configuration of a document begins with the mainline's; the others follow in order."""
        workspace, studio = config.key.workspace_id.value, config.key.studio_id.value
        configs = [one for one in self.configured(workspace, model) if one.key.studio_id.value == studio]
        if configs and configs[0].key == config.key:
            base = self.table.get(self.root(config.key, ""))
            self._put(self.root(config.key, workspace), base, configs, user)


class InputStates(Effect):
    """The inputs that are shown: GetOne finds any path of a document."""

    models: ClassVar[tuple[str, ...]] = ("studio.v1.Inputs",)

    def find(self, table: Table, key: Any, at: int | None) -> Version | None:
        path = list(key.path.values)
        root = in_workspace(key, key.workspace_id.value)
        root.ClearField("path")
        found = table.version(root, at)
        if found is None:
            return None
        if not path:
            if len(found.value.inputs.value) > LARGEST:  # type: ignore[union-attr]
                text = "grpc: trying to send message larger than max"
                raise Refused(grpc.StatusCode.RESOURCE_EXHAUSTED, text)
            return found
        value = at_path(json.loads(found.value.inputs.value), path)  # type: ignore[union-attr]
        if value is MISSING:
            return None
        part: Any = table.model.message()
        part.CopyFrom(found.value)
        part.key.CopyFrom(key)
        part.inputs.value = json.dumps(value, separators=(",", ":"))
        return Version(found.at, part)

    def parts(self, version: Version) -> list[Version]:
        text = version.value.inputs.value  # type: ignore[union-attr]
        if len(text) <= LARGEST:
            return [version]
        if self.world.spec.split_inputs == "texts":
            return [_part(version, [], text[start : start + LARGEST]) for start in range(0, len(text), LARGEST)]
        return [_part(version, path, json.dumps(value)) for path, value in _members(json.loads(text), [])]


def _part(version: Version, path: list[str], text: str) -> Version:
    """A message with a part of a document."""
    whole: Any = version.value
    value = type(whole)()
    value.CopyFrom(whole)
    value.key.path.values.extend(path)
    value.inputs.value = text
    return Version(version.at, value)


def _members(document: Any, path: list[str]) -> list[tuple[list[str], Any]]:
    """The members of a document that are small enough, by their paths."""
    if len(json.dumps(document)) <= LARGEST or not isinstance(document, (dict, list)):
        return [(path, document)]
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    return [found for name, value in pairs for found in _members(value, [*path, str(name)])]


class AssignedTags(Scoped):
    """Which devices a studio is for."""

    general = False
    models: ClassVar[tuple[str, ...]] = ("studio.v1.AssignedTagsConfig",)

    def check(self, change: Change) -> None:
        super().check(change)
        try:
            parse(change.incoming.query.value)
        except QueryError as error:
            raise invalid(str(error)) from error


class Decommissions(Scoped):
    """studio_topology.v1: devices that a workspace stages for decommissioning."""

    general = False
    models: ClassVar[tuple[str, ...]] = ("studio_topology.v1.DecommissionConfig",)

    def shown(self, change: Change, before: Any, value: Any) -> None:
        known = self.state.get("inventory.v1.Device", deviceId=value.key.device_id.value)
        value.status = 1 if known is not None else 2
        if known is None:
            value.error.value = f"device {value.key.device_id.value} does not exist"

    def submit(self, model: Model, config: Any, undo: Undo) -> None:
        """The workspace starts the decommissioning itself."""
        self.workspaces.decommission(config.key.workspace_id.value, config.key.device_id.value)
        self.world.effects.one(Topology).forget(config.key.device_id.value)


def at_path(document: Any, path: list[str]) -> Any:
    """The value at a path, MISSING where there is none; members of a list are found by their number."""
    for element in path:
        if isinstance(document, dict) and element in document:
            document = document[element]
        elif isinstance(document, list) and element.isdigit() and int(element) < len(document):
            document = document[int(element)]
        else:
            return MISSING
    return document


def with_value(document: Any, path: list[str], value: Any) -> Any:
    """A document with a value at a path; groups on the way are made, lists by the element 0."""
    if not path:
        return value
    if document is MISSING and path[0] == "0":
        document = []
    if isinstance(document, list) and path[0].isdigit() and int(path[0]) <= len(document):
        at = int(path[0])
        inner = document[at] if at < len(document) else MISSING
        return [*document[:at], with_value(inner, path[1:], value), *document[at + 1 :]]
    group = document if isinstance(document, dict) else {}
    return {**group, path[0]: with_value(group.get(path[0], MISSING), path[1:], value)}


def without(document: Any, path: list[str]) -> Any:
    """A document without what is at a path."""
    if not path:
        return MISSING
    if at_path(document, path) is MISSING:
        return document
    if isinstance(document, list):
        at = int(path[0])
        inner = without(document[at], path[1:])
        return [*document[:at], *([] if inner is MISSING else [inner]), *document[at + 1 :]]
    inner = without(document[path[0]], path[1:])
    rest = {name: value for name, value in document.items() if name != path[0]}
    return rest if inner is MISSING else {**document, path[0]: inner}
