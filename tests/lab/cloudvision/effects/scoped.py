# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Objects of a workspace: what is configured in one shows in its own state, and in the mainline when it is submitted.

The mainline is the workspace ``""``. A workspace shows only what was changed in it; something that it removes is not
shown there, and has ``remove`` in its configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google.protobuf.message import Message

from ..accounts import Caller
from ..catalog import Catalog, Model
from ..diffs import modification
from ..store import Table
from .base import Change, Effect, invalid, mirrored

if TYPE_CHECKING:
    from .workspace import Workspaces

#: What a rollback puts back: state, key in the mainline, value before (None: there was none).
Undo = list[tuple[Model, Any, Message | None]]


def in_workspace(message: Any, workspace: str) -> Any:
    """A copy of a key, or of an object, in another workspace."""
    copy = type(message)()
    copy.CopyFrom(message)
    (copy.key if "key" in copy.DESCRIPTOR.fields_by_name else copy).workspace_id.value = workspace
    return copy


class Scoped(Effect):
    """Every model whose key has a workspace."""

    general = True

    @classmethod
    def names(cls, catalog: Catalog) -> list[str]:
        """Found by the keys; ``remove`` tells those that a workspace holds from requests to a workspace."""
        if cls is not Scoped:
            return list(cls.models)
        found = [model for model in catalog if model.scoped and model.writable and model.package != "workspace.v1"]
        return [model.name for model in found if model.key is not catalog["workspace.v1.Workspace"].key]

    @property
    def workspaces(self) -> Workspaces:
        """The workspaces."""
        from .workspace import Workspaces

        return self.world.effects.one(Workspaces)

    def check(self, change: Change) -> None:
        self.workspaces.must_be_open(change.after.key.workspace_id.value, change.model.name)
        if _removes(change.incoming):
            others = [
                field.name for field, _value in change.incoming.ListFields() if field.name not in ("key", "remove")
            ]
            if others:
                raise invalid(f"{', '.join(others)} cannot be set together with remove")

    def applied(self, change: Change) -> Message:
        workspace = change.after.key.workspace_id.value
        self.later(lambda: self._follow(workspace, change))
        return change.incoming  # type: ignore[no-any-return]

    def _follow(self, workspace: str, change: Change) -> None:
        self.mirror(change)
        self.tell(change.model, change.after.key)
        self.workspaces.touched(workspace, change.caller.name)

    def tell(self, model: Model, key: Any) -> None:
        """Let the workspace's diffs show what it makes of an object."""
        state = self.state.catalog.state_of(model)
        if state is not None:
            table = self.state.table(state)
            modification(self.state, state.name, key, table.get(in_workspace(key, "")), self.kept(table, key))

    def kept(self, table: Table, key: Any) -> Any:
        """An object as a workspace leaves it, None where it removes it."""
        config = self.state.table(f"{table.model.name}Config").get(key)
        removed = config is not None and _removes(config)
        return None if removed else table.get(key) or table.get(in_workspace(key, ""))

    def deleted(self, caller: Caller, model: Model, before: Any) -> None:
        super().deleted(caller, model, before)
        self.later(lambda: self.tell(model, before.key))

    def check_delete(self, caller: Caller, model: Model, before: Any) -> None:
        self.workspaces.must_be_open(before.key.workspace_id.value, model.name)

    # -- the state -----------------------------------------------------------------------------------------------

    def mirror(self, change: Change) -> Any:
        model = self.state.catalog.state_of(change.model)
        if model is None:
            return None
        table, key = self.state.table(model), change.after.key
        with self.state.lock:
            if _removes(change.after):
                table.delete(key)
                return None
            value = self.preview(model, change)
            self.shown(change, table.get(key), value)
            table.put(value)
            return value

    def preview(self, model: Model, change: Change) -> Any:
        """What an object will be: that of the workspace, or else of the mainline, with what is configured."""
        table = self.state.table(model)
        base = table.get(change.after.key) or table.get(in_workspace(change.after.key, ""))
        value = mirrored(change.after, base, model, change.caller.name, change.version.at if change.version else 0)
        value.key.CopyFrom(change.after.key)
        return value

    # -- submission ----------------------------------------------------------------------------------------------

    def configured(self, workspace: str, model: Model) -> list[Any]:
        """What is configured in a workspace, in the order of its setting."""
        versions = [version for _row, version in self.state.table(model).all(workspace=workspace)]
        return [version.value for version in sorted(versions, key=lambda version: version.at)]

    def submit(self, model: Model, config: Any, undo: Undo) -> None:
        """Bring one object into the mainline."""
        target = self.state.catalog.state_of(model)
        if target is None:
            return
        table, key = self.state.table(target), in_workspace(config.key, "")
        before, shown = table.get(key), table.get(config.key)
        if _removes(config):
            if before is not None:
                undo.append((target, key, before))
                table.delete(key)
        elif shown is not None:
            undo.append((target, key, before))
            table.put(in_workspace(shown, ""))

    def rebase(self, model: Model, config: Any, user: str) -> None:
        """Put a configuration on top of what the mainline is now."""
        target = self.state.catalog.state_of(model)
        if target is None or _removes(config):
            return
        table = self.state.table(target)
        with self.state.lock:
            base = table.get(in_workspace(config.key, ""))
            value = mirrored(config, base or table.get(config.key), target, user, self.state.now())
            value.key.CopyFrom(config.key)
            table.put(value)

    def effective(self, name: str, workspace: str) -> dict[bytes, Any]:
        """The objects of a state's model as a workspace sees them, by their key in the mainline."""
        model = self.state.catalog[name]
        values = {model.key_bytes(value.key): value for value in self.state.table(model).values("")}
        if not workspace:
            return values
        for config in self.configured(workspace, self.state.catalog[f"{name}Config"]):
            key = model.key_bytes(in_workspace(config.key, ""))
            shown = self.state.table(model).get(config.key)
            if _removes(config) or shown is None:
                values.pop(key, None)
            else:
                values[key] = shown
        return values


def _removes(config: Any) -> bool:
    return "remove" in config.DESCRIPTOR.fields_by_name and bool(config.remove.value)
