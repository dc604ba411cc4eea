# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests for static configlets, and for the tree that assigns them to devices (configlet.v1)."""

from __future__ import annotations

import hashlib
import typing as t
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import InputError

CONFIGLET: t.Final = "configlet.v1.Configlet"
ASSIGNMENT: t.Final = "configlet.v1.ConfigletAssignment"
#: The studio whose inputs name the roots of the tree, and where.
STUDIO: t.Final = "studio-static-configlet"
ROOTS: t.Final = ["configletAssignmentRoots"]
POLICIES: t.Final = {"match_all": "MATCH_POLICY_MATCH_ALL", "match_first": "MATCH_POLICY_MATCH_FIRST"}


def digest(body: str) -> str:
    """A body's digest, as CloudVision makes it."""
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True)
class Configlet:
    """A configlet that is wanted. Without an id, the name says which one is meant."""

    name: str
    body: str | None = None
    id: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Assignment:
    """An assignment that is wanted, and those below it.

    :ivar configlets: names or ids; None: as they are.
    :ivar children: None: as they are.
    :ivar keeps: whether it keeps other children, whatever the state; `drops` are the ids of those that go.
    """

    name: str
    id: str | None = None
    description: str | None = None
    query: str | None = None
    configlets: tuple[str, ...] | None = None
    match_policy: str | None = None
    children: tuple[Assignment, ...] | None = None
    keeps: bool = False
    drops: tuple[str, ...] = ()

    def all(self) -> Iterator[Assignment]:
        """This one and all below it."""
        yield self
        for child in self.children or ():
            yield from child.all()


@dataclass
class ConfigletRequest:
    """The target state of configlets and their tree.

    :ivar state: merged, replaced or deleted.
    :ivar first: whether new roots go before those that there are, which then override them.
    :ivar owned: the prefix of the ids of roots that go where they are not given, and of configlets that go where
        nothing uses them; "": none goes.
    :ivar tidies: prefixes of the ids of configlets that go with the last assignment that has used them.
    """

    configlets: Sequence[Configlet]
    assignments: Sequence[Assignment]
    state: str = "merged"
    first: bool = False
    owned: str = ""
    tidies: tuple[str, ...] = ()


def parse_configlets(entries: Sequence[Mapping[str, t.Any]], bodies: Mapping[int, str], state: str) -> list[Configlet]:
    """Configlets from a task's arguments.

    :param bodies: the texts, by the place of the entry.
    :raises InputError: for an entry that is incomplete, or one that is given twice.
    """
    found = []
    for place, entry in enumerate(entries):
        name = entry.get("name") or entry.get("id")
        if not name:
            raise InputError(f"configlets[{place}]: name and id are both missing.")
        if state != "deleted" and place not in bodies:
            raise InputError(f"configlets[{place}]: configlet '{name}' has neither body nor src.")
        found.append(Configlet(name, bodies.get(place), entry.get("id"), entry.get("description")))
    check_given_once([one.id or one.name for one in found], "configlets")
    return found


def parse_assignments(entries: Sequence[Mapping[str, t.Any]], where: str = "assignments") -> list[Assignment]:
    """The tree from a task's arguments.

    :raises InputError: for what is no tree of assignments.
    """
    found = [_assignment(entry, f"{where}[{place}]") for place, entry in enumerate(entries)]
    if where == "assignments":
        check_given_once([one.id or one.name for root in found for one in root.all()], where)
    return found


def _assignment(entry: t.Any, where: str) -> Assignment:
    if not isinstance(entry, Mapping):
        raise InputError(f"{where} is no mapping: it has name, query, configlets, children.")
    known = ("name", "id", "description", "query", "configlets", "match_policy", "children")
    for name in entry:
        if name not in known:
            raise InputError(f"{where} has no option '{name}'.", hint=f"It has {', '.join(known)}.")
    name = entry.get("name") or entry.get("id")
    if not name:
        raise InputError(f"{where}: name and id are both missing.")
    policy = entry.get("match_policy")
    if policy is not None and policy not in POLICIES:
        raise InputError(f"{where}: match_policy is '{policy}': it is match_all or match_first.")
    for option in ("configlets", "children"):
        if entry.get(option) is not None and not isinstance(entry[option], list):
            raise InputError(f"{where}: {option} is not a list.")
    configlets, children = entry.get("configlets"), entry.get("children")
    return Assignment(
        str(name),
        entry.get("id"),
        entry.get("description"),
        entry.get("query"),
        None if configlets is None else tuple(map(str, configlets)),
        policy,
        None if children is None else tuple(parse_assignments(children, f"{where}.children")),
    )


def check_given_once(names: Iterable[str], where: str) -> None:
    """Refuse a name that is given twice.

    :raises InputError: naming the option and the name.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InputError(f"{where}: '{name}' is given twice.")
        seen.add(name)
