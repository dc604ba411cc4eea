# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inputs of studios (studio.v1): a JSON document for each studio, read and set by paths.

A read of a workspace does not include the mainline: what was set there is looked at first, then what was removed
there, then the mainline. A document of more than 1 MB comes in parts, and from lists alone.
"""

from __future__ import annotations

import contextlib
import json
import sys
import typing as t
from collections.abc import Sequence

from ...common.json_text import DEEPEST, decode
from ...common.masking import masked_pair
from ..errors import InputError, ServerError
from ..workspaces.edits import Edit, EditPlan, diff
from ..workspaces.view import View, in_workspace

INPUTS: t.Final = "studio.v1.Inputs"
STUDIO: t.Final = "studio.v1.Studio"
#: No value, which is another thing than null.
MISSING: t.Final = object()


def read(view: View, studio_id: str, path: Sequence[str]) -> t.Any:
    """The value at a path as a workspace sees it, None where there is none."""
    found: t.Any = MISSING
    if view.workspace_id:
        found = _own_value_at(view, studio_id, path, view.workspace_id)
        if found is MISSING and _decided(view, studio_id, path):
            return None
    if found is MISSING:
        found = _own_value_at(view, studio_id, path, "")
    return None if found is MISSING else found


def _own_value_at(view: View, studio_id: str, path: Sequence[str], workspace_id: str) -> t.Any:
    """The value that a workspace itself has at a path, or MISSING."""
    whole = in_workspace({"studio_id": studio_id}, workspace_id)
    if path:
        found = view.objects.get(INPUTS, {**whole, "path": list(path)})
        rows = [] if found is None else [found]
    else:
        rows = view.objects.list(INPUTS, {"key": whole})
    try:
        return joined([(_path_of(row)[len(path) :], str(row.get("inputs") or "null")) for row in rows])
    except ValueError as error:
        raise ServerError(f"the inputs of the studio '{studio_id}' cannot be read as JSON ({error}).") from error


def _path_of(row: dict[str, t.Any]) -> list[str]:
    return list(row["key"].get("path") or [])


def joined(parts: Sequence[tuple[list[str], str]]) -> t.Any:
    """A document from its parts, MISSING where there are none: texts that follow each other, or values of paths.

    :raises ValueError: for what is no JSON.
    """
    document = _whole([text for path, text in parts if not path])
    inner = [(path, text) for path, text in parts if path]
    for path, text in sorted(inner, key=lambda part: (len(part[0]), [_place(element) for element in part[0]])):
        document = with_value(document, path, decode(text))
    return document


def _whole(texts: Sequence[str]) -> t.Any:
    """The document of some texts: parts of it that follow each other, or all of it more than once, the last as it is.

    :raises ValueError: for what is no JSON.
    """
    if not any(texts):
        return MISSING
    with contextlib.suppress(ValueError):
        return decode("".join(texts))
    return [decode(text) for text in texts][-1]


def _place(element: str) -> tuple[int, str]:
    """The sort key of an element of a path: numbers in their order, before names."""
    return (int(element), "") if element.isdecimal() else (sys.maxsize, element)


def with_value(document: t.Any, path: Sequence[str], value: t.Any) -> t.Any:
    """A document with a value at a path. On the way, 0 begins a list, and another element a mapping.

    The lists and mappings of the document are changed: a studio may have thousands of paths.

    :raises ValueError: for a path that is deeper than documents are.
    """
    if len(path) > DEEPEST:
        raise ValueError("it is nested too deep")
    if not path:
        return value
    element, rest = path[0], path[1:]
    items = [] if document is MISSING and element == "0" else document
    if isinstance(items, list) and element.isdecimal() and int(element) <= len(items):
        place = int(element)
        inner = items[place] if place < len(items) else MISSING
        items[place : place + 1] = [with_value(inner, rest, value)]
        return items
    group = document if isinstance(document, dict) else {}
    group[element] = with_value(group.get(element, MISSING), rest, value)
    return group


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
    return plan_value(studio_id, path, before, after, state)


def plan_value(studio_id: str, path: Sequence[str], before: t.Any, after: t.Any, state: str = "replaced") -> EditPlan:
    """The edit from one value at a path to another."""
    if before == after:
        return EditPlan()
    title = f"inputs {studio_id} {'/'.join(path)}".rstrip()
    edit = Edit(
        INPUTS,
        {"studio_id": studio_id, "path": list(path)},
        {},
        None if state == "deleted" else {"inputs": json.dumps(after)},
        title,
        [diff(title, *map(_as_json, masked_pair(before, after)))],
    )
    return EditPlan([edit], lambda now: bool(read(now, studio_id, path) == after), whole=True)


def _as_json(value: t.Any) -> str:
    """A value as text; nothing where there is none."""
    return "" if value is None else json.dumps(value, indent=2, sort_keys=True) + "\n"
