# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects that live in workspaces, as one workspace sees them.

The mainline is the workspace "". A workspace holds what was changed in it, and the removals (`remove` in the
configuration); everything else is seen through it.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from ..resources.plain import PlainResources

#: Fields that CloudVision adds; they are no part of what somebody wants.
STAMPS: t.Final = ("created_at", "created_by", "last_modified_at", "last_modified_by")


Key = tuple[tuple[str, t.Any], ...]


def frozen(key: Mapping[str, t.Any]) -> Key:
    """A key without its workspace, so that it is the same in all of them. Empty and unspecified fields are none."""
    return tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in sorted(key.items())
        if name != "workspace_id" and value not in ("", []) and not str(value).endswith("_UNSPECIFIED")
    )


def in_workspace(key: Mapping[str, t.Any], workspace_id: str) -> dict[str, t.Any]:
    """A key in a workspace."""
    return {**key, "workspace_id": workspace_id}


def visible(value: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """An object without its key and CloudVision's stamps."""
    return {name: found for name, found in value.items() if name not in STAMPS and name != "key"}


class View:
    """Objects as a workspace sees them. Each model is read once.

    :param workspace_id: "" for the mainline.
    :param new: whether nothing is configured in the workspace yet.
    """

    def __init__(self, objects: PlainResources, workspace_id: str = "", new: bool = False) -> None:
        self.objects = objects
        self.workspace_id = workspace_id
        self.new = new
        self._read: dict[str, dict[Key, dict[str, t.Any]]] = {}
        self._configs: dict[str, dict[Key, dict[str, t.Any]]] = {}

    def all(self, model: str) -> dict[Key, dict[str, t.Any]]:
        """Every object of a model, by its key without the workspace."""
        if model not in self._read:
            self._read[model] = self.some(model, [{}])
        return self._read[model]

    def some(self, model: str, filters: Sequence[Mapping[str, t.Any]]) -> dict[Key, dict[str, t.Any]]:
        """The objects of a model that pass one of the filters, by their key without the workspace."""
        found = self._rows_of(model, "", filters)
        if self.workspace_id:
            found.update(self._rows_of(model, self.workspace_id, filters))
            for key in self.removed(model):
                found.pop(key, None)
        return found

    def get(self, model: str, key: Mapping[str, t.Any]) -> dict[str, t.Any] | None:
        """One object, from what `all` reads."""
        return self.all(model).get(frozen(key))

    def fetch(self, model: str, key: Mapping[str, t.Any]) -> dict[str, t.Any] | None:
        """One object with all that it holds, also what lists leave out: from the workspace, or else the mainline."""
        found = None
        if self.workspace_id:
            found = self.objects.get(model, in_workspace(key, self.workspace_id))
            if found is None and frozen(key) in self.removed(model):
                return None
        return found or self.objects.get(model, in_workspace(key, ""))

    def fetch_some(self, model: str, keys: Sequence[Mapping[str, t.Any]]) -> dict[Key, dict[str, t.Any]]:
        """Some objects with all that they hold, by their keys without the workspace."""
        found: dict[Key, dict[str, t.Any]] = {}
        left = list(keys)
        for workspace_id in dict.fromkeys((self.workspace_id, "")):
            rows = self.objects.get_some(model, [in_workspace(key, workspace_id) for key in left])
            found.update({frozen(key): row for key, row in zip(left, rows, strict=True) if row is not None})
            gone = self.removed(model)
            left = [key for key in left if frozen(key) not in found and frozen(key) not in gone]
        return found

    def configs(self, model: str) -> dict[Key, dict[str, t.Any]]:
        """The objects configured in the workspace, in the order of their configuration; none for the mainline."""
        if not self.workspace_id or self.new:
            return {}
        if model not in self._configs:
            rows = self.objects.list(f"{model}Config", {"key": {"workspace_id": self.workspace_id}})
            self._configs[model] = {frozen(row["key"]): row for row in rows}
        return self._configs[model]

    def removed(self, model: str) -> set[Key]:
        """The objects that the workspace removes."""
        return {key for key, config in self.configs(model).items() if config.get("remove")}

    def forget(self) -> None:
        """Drop what was read: the next access reads again."""
        self.new = False
        self._read.clear()
        self._configs.clear()

    def _rows_of(
        self, model: str, workspace_id: str, filters: Sequence[Mapping[str, t.Any]] = ({},)
    ) -> dict[Key, dict[str, t.Any]]:
        within = [{**one, "key": in_workspace(one.get("key", {}), workspace_id)} for one in filters]
        rows = self.objects.list(model, *within) if within else []
        return {frozen(row["key"]): row for row in rows if row["key"].get("workspace_id", "") == workspace_id}
