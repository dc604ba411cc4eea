# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One configlet for each device, below one root of the tree: the layout that AVD's cv_deploy has made known.

A device's assignment is found by its query, since CloudVision rewrites that when a device is replaced, while ids stay.
"""

from __future__ import annotations

import itertools
import typing as t
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..workspaces.view import View
from .configlets import ASSIGNMENT, CONFIGLET, Assignment, Configlet

ROOT_ID: t.Final = "avd-configlets"
ROOT_NAME: t.Final = "AVD Configurations"
PREFIX: t.Final = "avd-"
#: How the configlet of a device is called, unless somebody wants another name.
NAME_TEMPLATE: t.Final = "AVD-${hostname}"


@dataclass(frozen=True)
class DeviceConfig:
    """The configuration of a device, and what its configlet is called."""

    device: str
    device_id: str
    configlet: str
    body: str


def device_tree(
    view: View, configs: Sequence[DeviceConfig], root_name: str = ROOT_NAME, leaving: Collection[str] = ()
) -> tuple[list[Configlet], list[Assignment]]:
    """The configlets of some devices, and the root that assigns them; other devices below the root stay.

    :param leaving: ids of devices that are to have no configlet below the root any more.
    """
    assignments = _by_id(view, ASSIGNMENT)
    root = _root(assignments, root_name)
    children = _children(assignments, root)
    dropped = tuple(children[_query(one)] for one in leaving if _query(one) in children)
    if not configs and not dropped:
        return [], []
    texts = _by_id(view, CONFIGLET)
    taken = {*assignments, *texts}
    found = [
        _plan_device(one, assignments.get(children.get(_query(one.device_id), "")), texts, taken) for one in configs
    ]
    tree = Assignment(
        (assignments.get(root) or {}).get("display_name") or root_name,
        root,
        query=None if root in assignments else "device:*",
        children=tuple(assignment for _configlet, assignment in found),
        keeps=True,
        drops=dropped,
    )
    return [configlet for configlet, _assignment in found], [tree]


def _by_id(view: View, model: str) -> Mapping[str, dict[str, t.Any]]:
    field = "configlet_id" if model == CONFIGLET else "configlet_assignment_id"
    return {row["key"][field]: row for row in view.all(model).values()}


def _query(device_id: str) -> str:
    return f"device:{device_id}"


def _root(assignments: Mapping[str, dict[str, t.Any]], name: str) -> str:
    """The id of the root of a name: AVD's own, or one of that name, or a new one."""
    if name == ROOT_NAME and ROOT_ID in assignments:
        return ROOT_ID
    named = [identity for identity, row in assignments.items() if row.get("display_name") == name]
    return named[0] if named else (ROOT_ID if name == ROOT_NAME else name)


def _children(assignments: Mapping[str, dict[str, t.Any]], root: str) -> dict[str, str]:
    """The ids of the assignments below the root by their queries; AVD's own id goes before others."""
    found: dict[str, str] = {}
    for identity in (assignments.get(root) or {}).get("child_assignment_ids") or []:
        query = str((assignments.get(identity) or {}).get("query", ""))
        if query and (query not in found or identity == f"{PREFIX}{query.partition(':')[2]}"):
            found[query] = identity
    return found


def _plan_device(
    one: DeviceConfig, known: dict[str, t.Any] | None, texts: Mapping[str, dict[str, t.Any]], taken: set[str]
) -> tuple[Configlet, Assignment]:
    """The configlet and the assignment of a device, with the ids that they have, or new ones."""
    there = [identity for identity in (known or {}).get("configlet_ids") or [] if identity in texts]
    named = [identity for identity in there if texts[identity].get("display_name") == one.configlet]
    new = _free(f"{PREFIX}{one.device_id}", taken)
    configlet = Configlet(one.configlet, one.body, (named or there or [new])[0])
    identity = known["key"]["configlet_assignment_id"] if known else new
    taken.add(new)
    return configlet, Assignment(
        one.device, identity, query=_query(one.device_id), configlets=(str(configlet.id),), children=None
    )


def _free(identity: str, taken: Collection[str]) -> str:
    """An id that nothing has: a device that was replaced may have left the one of its serial number to another."""
    candidates = itertools.chain([identity], (f"{identity}-{number}" for number in itertools.count(2)))
    return next(one for one in candidates if one not in taken)
