# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""configlet.v1: static configlets, and the tree that assigns them to devices.

Lists leave the bodies out, unless their filter asks for them (documentation of Configlet). The roots of the tree are
named by the inputs of the static configuration studio.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from google.protobuf.message import Message

from ..catalog import Model
from ..filters import Predicate
from ..tagquery import QueryError, parse
from .base import Change, Effect, invalid
from .scoped import Scoped

STUDIO, ROOTS = "studio-static-configlet", "configletAssignmentRoots"
MATCH_FIRST = 1


@dataclass(frozen=True)
class Part:
    """A configlet that a device gets."""

    configlet_id: str
    name: str
    body: str


class Configlets(Scoped):
    """Configlets have a digest and a size."""

    general = False
    models: ClassVar[tuple[str, ...]] = ("configlet.v1.ConfigletConfig",)

    def shown(self, change: Change, before: Any, value: Any) -> None:
        body = value.body.value.encode()
        value.digest.value = hashlib.sha256(body).hexdigest()
        value.size.value = len(body)

    def view(self, model: Model, request: Any) -> Callable[[Message], Message] | None:
        return without_body(request)

    def filter(self, model: Model, wanted: Any) -> Predicate | None:
        return None


class ConfigletStates(Effect):
    """The states of configlets, as lists show them."""

    models: ClassVar[tuple[str, ...]] = ("configlet.v1.Configlet",)

    def view(self, model: Model, request: Any) -> Callable[[Message], Message] | None:
        return without_body(request)


def without_body(request: Any) -> Callable[[Message], Message] | None:
    """Leave the bodies out where the filter does not include them."""
    if request.filter.include_body.value:
        return None

    def view(value: Any) -> Message:
        copy: Any = type(value)()
        copy.CopyFrom(value)
        copy.ClearField("body")
        return copy  # type: ignore[no-any-return]

    return view


class Assignments(Scoped):
    """The tree of assignments."""

    general = False
    models: ClassVar[tuple[str, ...]] = ("configlet.v1.ConfigletAssignmentConfig",)

    def check(self, change: Change) -> None:
        super().check(change)
        try:
            parse(change.incoming.query.value)
        except QueryError as error:
            raise invalid(str(error)) from error

    def designed(self, workspace: str) -> dict[str, list[Part]]:
        """What each device gets, in order, as a workspace sees it: device id → configlets."""
        from .studio import Inputs
        from .tags import Tags
        from .topology import Topology

        tree = _Tree(
            {
                one.key.configlet_assignment_id.value: one
                for one in self._all("configlet.v1.ConfigletAssignment", workspace)
            },
            {one.key.configlet_id.value: one for one in self._all("configlet.v1.Configlet", workspace)},
            self.world.effects.one(Tags).matcher(workspace),
        )
        devices = self.world.effects.one(Topology).configurable(workspace)
        roots = self.world.effects.one(Inputs).value(STUDIO, workspace, [ROOTS])
        for root in roots if isinstance(roots, list) else []:
            tree.walk(root, devices, set())
        return tree.parts

    def _all(self, name: str, workspace: str) -> list[Any]:
        return list(self.effective(name, workspace).values())


class _Tree:
    """Walks the tree of assignments, and collects what the devices get."""

    def __init__(
        self, assignments: dict[str, Any], configlets: dict[str, Any], matching: Callable[[str, set[str]], set[str]]
    ) -> None:
        self.assignments = assignments
        self.configlets = configlets
        self.matching = matching
        self.parts: dict[str, list[Part]] = {}

    def walk(self, identity: str, devices: set[str], above: set[str]) -> set[str]:
        """Give an assignment's configlets to those of ``devices`` that match, then go down; returns them."""
        assignment = self.assignments.get(identity)
        if assignment is None or identity in above:
            return set()
        found = self.matching(assignment.query.value, devices)
        for configlet_id in assignment.configlet_ids.values:
            configlet = self.configlets.get(configlet_id)
            if configlet is not None:
                part = Part(configlet_id, configlet.display_name.value, configlet.body.value)
                for device in found:
                    self.parts.setdefault(device, []).append(part)
        left = set(found)
        for child in assignment.child_assignment_ids.values:
            taken = self.walk(child, left, above | {identity})
            if assignment.match_policy == MATCH_FIRST:
                left -= taken
        return found
