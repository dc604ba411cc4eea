# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plan the edits that lead to the requested configlets and their tree.

The roots of the tree stand in the inputs of a studio, so they are edited with it. Bodies are compared by their digest;
one is read for a diff alone.
"""

from __future__ import annotations

import json
import typing as t
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..errors import InputError
from ..resources.models import suggest
from ..workspaces.edits import Edit, EditPlan, diff
from ..workspaces.view import Key, View, frozen, visible
from . import studio_inputs
from .configlets import ASSIGNMENT, CONFIGLET, POLICIES, ROOTS, STUDIO, Assignment, Configlet, ConfigletRequest, digest
from .studio_inputs import INPUTS

# --- Names and ids ---------------------------------------------------------------------------------------------------


class _Ids:
    """The ids of a model's objects, by id or by display name."""

    def __init__(self, view: View, model: str, id_field: str, kind: str) -> None:
        self.kind = kind
        self.rows = {row["key"][id_field]: row for row in view.all(model).values()}
        self.by_name: dict[str, list[str]] = {}
        for identity, row in self.rows.items():
            self.by_name.setdefault(row.get("display_name", ""), []).append(identity)
        #: Those that the task itself makes.
        self.new: dict[str, str] = {}

    def known(self, name: str) -> str | None:
        """The id of an object that is there.

        :raises InputError: where several have the name.
        """
        if name in self.rows:
            return name
        found = self.by_name.get(name, []) if name else []
        if len(found) > 1:
            raise InputError(f"{len(found)} {self.kind}s are called '{name}': {', '.join(found)}.", hint="Give the id.")
        return found[0] if found else None

    def of(self, one: Configlet | Assignment) -> str:
        """The id of what is wanted: its own, or that of what has its name, or else the name."""
        found = one.id or self.known(one.name) or one.name
        self.new[one.name] = self.new[found] = found
        return found

    def need(self, name: str) -> str:
        """The id of something that is mentioned.

        :raises InputError: where there is no such thing.
        """
        found = self.new.get(name) or self.known(name)
        if found is None:
            names = [*self.new, *self.rows, *self.by_name]
            near = suggest(name, names)
            meant = f" Did you mean '{near[0]}'?" if near else ""
            raise InputError(f"there is no {self.kind} '{name}'.{meant}", hint=f"Give it among {self.kind}s, too.")
        return found


# --- The plan --------------------------------------------------------------------------------------------------------


def plan_configlets(view: View, request: ConfigletRequest) -> EditPlan:
    """The edits that lead to what is wanted.

    merged: what is given is there; lists of an assignment gain what they lack. replaced: the assignments that are given
    hold exactly what is given, and those that fall out of the tree are removed. deleted: what is given is gone, and
    nothing refers to it any more.
    """
    return _Planner(view, request).plan()


@dataclass
class _Planner:
    view: View
    request: ConfigletRequest
    edits: list[Edit] = field(default_factory=list)
    roots: list[str] | None = None
    bodies: dict[Key, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configlets = _Ids(self.view, CONFIGLET, "configlet_id", "configlet")
        self.assignments = _Ids(self.view, ASSIGNMENT, "configlet_assignment_id", "assignment")

    def plan(self) -> EditPlan:
        if self.request.state == "deleted":
            self._plan_deletions()
        else:
            self._read_bodies()
            for one in self.request.configlets:
                self._configlet(one)
            for root in self.request.assignments:
                for assignment in root.all():
                    self.assignments.of(assignment)
            self._roots_of_tree()
        return EditPlan(self.edits, self._shows_edits, whole=True)

    # -- configlets --

    def _read_bodies(self) -> None:
        """Read the texts that change in one call, for their diffs; lists leave them out."""
        known = ((self.configlets.rows.get(self.configlets.of(one)), one) for one in self.request.configlets)
        keys = [row["key"] for row, one in known if row is not None and row.get("digest") != digest(str(one.body))]
        if keys:
            found = self.view.fetch_some(CONFIGLET, keys)
            self.bodies = {key: str(row.get("body", "")) for key, row in found.items()}

    def _configlet(self, one: Configlet) -> None:
        identity = self.configlets.of(one)
        before = self.configlets.rows.get(identity)
        wanted: dict[str, t.Any] = {}
        if before is None or one.name != identity:
            wanted["display_name"] = one.name
        if one.description is not None:
            wanted["description"] = one.description
        diffs = []
        body = str(one.body)
        if before is None or before.get("digest") != digest(body):
            wanted["body"] = body
            diffs.append(diff(f"configlet {one.name}", self._present_text(identity, before), body))
        fields = {name: value for name, value in wanted.items() if name != "body"}
        old = {name: (before or {}).get(name, "") for name in fields}
        if before is not None and old != fields:
            diffs.append(diff(f"configlet {one.name}", old, fields))
        edit = Edit(CONFIGLET, {"configlet_id": identity}, before, wanted, f"configlet {one.name}", diffs)
        self.edits.append(edit)

    def _present_text(self, identity: str, before: dict[str, t.Any] | None) -> str:
        """The present text."""
        if before is None:
            return ""
        if frozen(before["key"]) in self.bodies:
            return self.bodies[frozen(before["key"])]
        found = self.view.fetch(CONFIGLET, {"configlet_id": identity}) or before
        return str(found.get("body", ""))

    # -- assignments --

    def _roots_of_tree(self) -> None:
        """Children before their parents, the roots last, so that nothing points to what is not there."""
        dropped: list[str] = []
        for root in self.request.assignments:
            dropped += self._assignment(root)
        roots = self._roots()
        below = {child for root in self.request.assignments for child in self._below(root)}
        wanted = [root for root in roots if root not in below]
        given = [self.assignments.of(one) for one in self.request.assignments]
        gone = [one for one in wanted if self.request.owned and one.startswith(self.request.owned)]
        gone = [one for one in gone if one not in given]
        wanted = [one for one in wanted if one not in gone]
        new = [one for one in given if one not in wanted]
        wanted = [*new, *wanted] if self.request.first else [*wanted, *new]
        self._set_roots(roots, self._unless_child(roots, wanted))
        self._drop([*dropped, *gone])
        self._tidy()

    def _unless_child(self, roots: Sequence[str], wanted: Sequence[str]) -> list[str]:
        """Without those that hang elsewhere in the tree already: a merge leaves them where they are."""
        parents = {child for row in self.assignments.rows.values() for child in row.get("child_assignment_ids") or []}
        return [one for one in wanted if one in roots or one not in parents]

    def _below(self, one: Assignment) -> list[str]:
        return [self.assignments.of(child) for child in list(one.all())[1:]]

    def _assignment(self, one: Assignment) -> list[str]:
        """Edit an assignment and those below it; returns the children that fall out of it."""
        dropped: list[str] = []
        for child in one.children or ():
            dropped += self._assignment(child)
        identity = self.assignments.of(one)
        before = self.assignments.rows.get(identity)
        wanted = self._fields(one, identity, before)
        title = f"configlet assignment {one.name}"
        shown = visible(before or {})
        edit = Edit(
            ASSIGNMENT,
            {"configlet_assignment_id": identity},
            before,
            wanted,
            title,
            [diff(title, shown, {**shown, **wanted})],
        )
        self.edits.append(edit)
        old: list[str] = (before or {}).get("child_assignment_ids") or []
        children: list[str] = wanted.get("child_assignment_ids", old)
        return dropped + [child for child in old if child not in children]

    def _fields(self, one: Assignment, identity: str, before: dict[str, t.Any] | None) -> dict[str, t.Any]:
        wanted: dict[str, t.Any] = {}
        if before is None or one.name != identity:
            wanted["display_name"] = one.name
        for name in ("description", "query"):
            if getattr(one, name) is not None:
                wanted[name] = getattr(one, name)
        if before is None and not one.query:
            raise InputError(
                f"assignment '{one.name}' is new and has no query, so it would be for no device.",
                hint="'device:*' means all devices of the assignment above.",
            )
        if one.match_policy is not None or before is None:
            wanted["match_policy"] = POLICIES[one.match_policy or "match_all"]
        if one.configlets is not None:
            found = [self.configlets.need(name) for name in one.configlets]
            wanted["configlet_ids"] = self._merged_list(before, "configlet_ids", found)
        if one.children is not None:
            found = [self.assignments.of(child) for child in one.children]
            wanted["child_assignment_ids"] = self._merged_list(
                before, "child_assignment_ids", found, one.keeps, one.drops
            )
        return wanted

    def _merged_list(
        self,
        before: dict[str, t.Any] | None,
        name: str,
        wanted: list[str],
        keeps: bool = False,
        drops: Sequence[str] = (),
    ) -> list[str]:
        """A list as it is to be: a merge adds what is missing."""
        if self.request.state == "replaced" and not keeps:
            return wanted
        old = [one for one in (before or {}).get(name) or [] if one not in drops]
        return [*old, *(one for one in wanted if one not in old)]

    def _roots(self) -> list[str]:
        """The roots of the tree as they are, read once."""
        if self.roots is None:
            found = studio_inputs.read(self.view, STUDIO, ROOTS)
            self.roots = [str(one) for one in found] if isinstance(found, list) else []
        return self.roots

    def _set_roots(self, before: list[str], wanted: list[str]) -> None:
        if before != wanted:
            key = {"studio_id": STUDIO, "path": ROOTS}
            edit = Edit(
                INPUTS,
                key,
                {},
                {"inputs": json.dumps(wanted)},
                "roots of the configlet assignments",
                [diff("roots of the configlet assignments", _one_per_line(before), _one_per_line(wanted))],
            )
            self.edits.append(edit)

    def _drop(self, dropped: Iterable[str]) -> None:
        """Remove assignments that nothing in the tree refers to any more, with those below them."""
        kept = self._referred()
        for identity in dropped:
            row = self.assignments.rows.get(identity)
            if row is not None and identity not in kept:
                self._plan_removal(ASSIGNMENT, {"configlet_assignment_id": identity}, row)
                self._drop(row.get("child_assignment_ids") or [])

    def _referred(self) -> set[str]:
        """The ids that the tree will refer to."""
        roots = set(self._roots())
        for edit in self.edits:
            if edit.model == INPUTS and edit.wanted is not None:
                roots = set(json.loads(edit.wanted["inputs"]))
        return roots | {child for children in self._after("child_assignment_ids").values() for child in children}

    def _after(self, name: str) -> dict[str, list[str]]:
        """A list of every assignment, as it will be."""
        after = {identity: row.get(name) or [] for identity, row in self.assignments.rows.items()}
        for edit in self.edits:
            if edit.model == ASSIGNMENT:
                identity = edit.key["configlet_assignment_id"]
                if edit.wanted is None:
                    after.pop(identity, None)
                elif name in edit.wanted:
                    after[identity] = edit.wanted[name]
        return after

    def _tidy(self) -> None:
        """Remove configlets that only what this request removes has used, and unused ones that it owns."""
        if not self.request.tidies:
            return
        before = {one for row in self.assignments.rows.values() for one in row.get("configlet_ids") or []}
        used = {one for found in self._after("configlet_ids").values() for one in found}
        used |= {self.configlets.of(one) for one in self.request.configlets}
        for identity, row in sorted(self.configlets.rows.items()):
            owned = bool(self.request.owned) and identity.startswith(self.request.owned)
            if identity not in used and (owned or (identity in before and identity.startswith(self.request.tidies))):
                self._plan_removal(CONFIGLET, {"configlet_id": identity}, row)

    # -- deletion --

    def _plan_deletions(self) -> None:
        configlets = {found for one in self.request.configlets if (found := self._there(self.configlets, one))}
        gone: set[str] = set()
        for root in self.request.assignments:
            found = self._there(self.assignments, root)
            if found:
                gone |= self._subtree(found)
        self._set_roots(self._roots(), [one for one in self._roots() if one not in gone])
        for identity, row in self.assignments.rows.items():
            if identity not in gone:
                self._without(identity, row, configlets, gone)
        for identity in sorted(gone):
            self._plan_removal(ASSIGNMENT, {"configlet_assignment_id": identity}, self.assignments.rows[identity])
        for identity in sorted(configlets):
            self._plan_removal(CONFIGLET, {"configlet_id": identity}, self.configlets.rows[identity])

    @staticmethod
    def _there(ids: _Ids, one: Configlet | Assignment) -> str | None:
        return ids.known(one.id) if one.id else ids.known(one.name)

    def _subtree(self, identity: str) -> set[str]:
        found = {identity}
        waiting = [identity]
        while waiting:
            row = self.assignments.rows.get(waiting.pop(), {})
            new = [child for child in row.get("child_assignment_ids") or [] if child not in found]
            found.update(new)
            waiting += new
        return found & set(self.assignments.rows)

    def _without(self, identity: str, row: dict[str, t.Any], configlets: set[str], gone: set[str]) -> None:
        """Take what goes out of an assignment that stays."""
        wanted: dict[str, t.Any] = {}
        for name, lost in (("configlet_ids", configlets), ("child_assignment_ids", gone)):
            old = row.get(name) or []
            if set(old) & lost:
                wanted[name] = [one for one in old if one not in lost]
        if wanted:
            title = f"configlet assignment {row.get('display_name') or identity}"
            shown = visible(row)
            key = {"configlet_assignment_id": identity}
            self.edits.append(Edit(ASSIGNMENT, key, row, wanted, title, [diff(title, shown, {**shown, **wanted})]))

    def _plan_removal(self, model: str, key: dict[str, t.Any], row: dict[str, t.Any]) -> None:
        kind = "configlet" if model == CONFIGLET else "configlet assignment"
        title = f"{kind} {row.get('display_name') or next(iter(key.values()))}"
        before = self._present_text(key["configlet_id"], row) if model == CONFIGLET else visible(row)
        self.edits.append(Edit(model, key, row, None, title, [diff(title, before, "" if model == CONFIGLET else {})]))

    # -- afterwards --

    def _shows_edits(self, view: View) -> bool:
        """Whether the state shows the edits; bodies by their digests."""
        return all(self._shows_edit(view, edit) for edit in self.edits if edit.changed)

    @staticmethod
    def _shows_edit(view: View, edit: Edit) -> bool:
        if edit.model == INPUTS:
            return bool(studio_inputs.read(view, STUDIO, ROOTS) == json.loads((edit.wanted or {})["inputs"]))
        found = view.get(edit.model, edit.key)
        if edit.wanted is None or found is None:
            return (edit.wanted is None) == (found is None)
        wanted = dict(edit.wanted)
        if "body" in wanted:
            wanted["digest"] = digest(wanted.pop("body"))
        return all(found.get(name) == value or not (value or found.get(name)) for name, value in wanted.items())


def _one_per_line(names: Iterable[str]) -> str:
    return "".join(f"{name}\n" for name in names)
