# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shapes of models: the keys and types that the collection uses, and which values are names.

A shape is a Leaf, a mapping of keys to shapes (a key with `?` may be missing or null), a list with one shape, or a Map.
Keys that a shape does not name are allowed.
"""

from __future__ import annotations

import typing as t
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Leaf:
    """A plain value.

    :ivar keeps: a bundle keeps the value; otherwise it is replaced.
    :ivar names: the value identifies something, and is replaced wherever it stands.
    :ivar choices: the values that the collection knows; () for any.
    """

    name: str
    types: tuple[type, ...]
    keeps: bool = True
    names: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Map:
    """A mapping from names to values of one shape.

    :ivar names: the keys are names, and replaced; False for keys such as those of interfaces.
    """

    each: t.Any
    names: bool = True


TEXT: t.Final = Leaf("text", (str,), keeps=False)
NAME: t.Final = Leaf("text", (str,), keeps=False, names=True)
#: The number of an autonomous system: a number in old releases, a text in later ones.
AS_NUMBER: t.Final = Leaf("text or number", (str, int), keeps=False)
WORD: t.Final = Leaf("text", (str,))
NUMBER: t.Final = Leaf("number", (int, float))
FLAG: t.Final = Leaf("boolean", (bool,))
ANY: t.Final = Leaf("anything", (object,))


def words(*choices: str) -> Leaf:
    """One of these words."""
    return Leaf("text", (str,), choices=choices)


def type_of(value: t.Any) -> str:
    """The type of a value of JSON, in a word."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    names: tuple[tuple[type, str], ...] = ((str, "text"), (dict, "mapping"), (list, "list"))
    return next((name for each, name in names if isinstance(value, each)), "anything")


def differences(shape: t.Any, value: t.Any, path: str = "") -> Iterator[str]:
    """Yield what of a value is not as its shape says."""
    if isinstance(shape, Leaf):
        yield from _check_leaf(shape, value, path or "the reply")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{path or 'the reply'} is {type_of(value)}, not list"
            return
        for item in value:
            yield from differences(shape[0], item, f"{path}[]")
    elif not isinstance(value, dict):
        yield f"{path or 'the reply'} is {type_of(value)}, not mapping"
    elif isinstance(shape, Map):
        for item in value.values():
            yield from differences(shape.each, item, f"{path}.*")
    else:
        yield from _keys(shape, value, path)


def _keys(shape: dict[str, t.Any], value: dict[str, t.Any], path: str) -> Iterator[str]:
    for key, inner in shape.items():
        name = key.removesuffix("?")
        where = f"{path}.{name}".lstrip(".")
        if value.get(name) is None and key.endswith("?"):
            continue
        if name not in value:
            yield f"{where} is missing"
        else:
            yield from differences(inner, value[name], where)


def _check_leaf(kind: Leaf, value: t.Any, path: str) -> Iterator[str]:
    wrong = not isinstance(value, kind.types) or (isinstance(value, bool) and kind.name == "number")
    if wrong:
        yield f"{path} is {type_of(value)}, not {kind.name}"
    elif kind.choices and value not in kind.choices:
        known = value if str(value).isalpha() and len(str(value)) < 32 else "another word"
        yield f"{path} is {known}, which is none of {', '.join(kind.choices)}"


def inner(shape: t.Any, key: str) -> t.Any:
    """The shape below a key, or None where the shape does not say."""
    if isinstance(shape, Map):
        return shape.each
    if isinstance(shape, dict):
        return shape.get(key, shape.get(f"{key}?"))
    return None
