# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inputs of studios (studio.v1): a JSON document for each studio, read and set by paths.

A read of a workspace does not include the mainline: what was set there is looked at first, then what was removed
there, then the mainline.
"""

from __future__ import annotations

import json
import typing as t
from collections.abc import Sequence

from ...common.json_text import decode
from ..errors import InputError, ServerError
from ..workspaces.edits import Edit, EditPlan, diff
from ..workspaces.view import View, in_workspace

INPUTS: t.Final = "studio.v1.Inputs"
STUDIO: t.Final = "studio.v1.Studio"


def read(view: View, studio_id: str, path: Sequence[str]) -> t.Any:
    """The value at a path as a workspace sees it, None where there is none."""
    key = {"studio_id": studio_id, "path": list(path)}
    found = None
    if view.workspace_id:
        found = view.objects.get(INPUTS, in_workspace(key, view.workspace_id))
        if found is None and _decided(view, studio_id, path):
            return None
    if found is None:
        found = view.objects.get(INPUTS, in_workspace(key, ""))
    return None if found is None else _decoded(found.get("inputs") or "null", studio_id)


def _decoded(inputs: str, studio_id: str) -> t.Any:
    try:
        return decode(inputs)
    except ValueError as error:
        raise ServerError(f"the inputs of the studio '{studio_id}' cannot be read as JSON ({error}).") from error


def _decided(view: View, studio_id: str, path: Sequence[str]) -> bool:
    """Whether the workspace has set or removed the path, or something that the path is part of."""
    for config in view.configs(INPUTS).values():
        own = list(config["key"].get("path") or [])
        if config["key"]["studio_id"] == studio_id and own == list(path[: len(own)]):
            return True
    return False


def parse_path(path: t.Any) -> list[str]:
    """A path as it was given: a list, or text with slashes. Brackets keep theirs.

    :raises InputError: for an empty element.
    """
    parts = [str(one) for one in path] if isinstance(path, (list, tuple)) else _split(str(path or ""))
    if any(not part for part in parts):
        raise InputError(f"path '{path}' has an empty element.", hint="A list of elements is clearer: [devices, '0'].")
    return parts


def _split(text: str) -> list[str]:
    if not text.strip("/"):
        return []
    parts, depth = [""], 0
    for character in text.strip("/"):
        depth += (character == "[") - (character == "]")
        if character == "/" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def merged(old: t.Any, new: t.Any) -> t.Any:
    """Inputs with others merged in: mappings entry by entry, everything else replaces."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return {**old, **{name: merged(old.get(name), value) for name, value in new.items()}}


def plan_inputs(view: View, studio_id: str, path: Sequence[str], inputs: t.Any, state: str) -> EditPlan:
    """The edit that leads to what is wanted at a path.

    merged: mappings are merged into what is there. replaced: the path holds exactly the inputs. deleted: it is gone.

    :raises InputError: where there is no such studio.
    """
    if view.fetch(STUDIO, {"studio_id": studio_id}) is None and read(view, studio_id, []) is None:
        raise InputError(f"there is no studio '{studio_id}'.", hint="Give its id, such as studio-static-configlet.")
    before = read(view, studio_id, path)
    after = None if state == "deleted" else merged(before, inputs) if state == "merged" else inputs
    if before == after:
        return EditPlan()
    title = f"inputs {studio_id} {'/'.join(path)}".rstrip()
    edit = Edit(
        INPUTS,
        {"studio_id": studio_id, "path": list(path)},
        {},
        None if state == "deleted" else {"inputs": json.dumps(after)},
        title,
        [diff(title, _shown(before), _shown(after))],
    )
    return EditPlan([edit], lambda now: bool(read(now, studio_id, path) == after), whole=True)


def _shown(value: t.Any) -> str:
    """A value as text; nothing where there is none."""
    return "" if value is None else json.dumps(value, indent=2, sort_keys=True) + "\n"
