# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which devices are to have which software: inputs of the Software Management Studio (studio.v1).

The inputs are a list of entries, each a query for devices and their software. Entries of this module name devices by
their ids, or have any other query, which is left as it is given. A device stands in one entry of ids at most.
"""

from __future__ import annotations

import copy
import typing as t
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from ..errors import InputError
from ..inventory.devices import DeviceInventory
from ..resources.models import suggest
from ..workspaces.edits import EditPlan
from ..workspaces.view import View
from . import studio_inputs
from .errors import StateError
from .software_files import IMAGE, SUFFIXES

STUDIO: t.Final = "studio-software-management"
ENTRIES: t.Final = "softwareResolver"
GROUP: t.Final = "softwareGroup"
#: Inputs of a group: image, streaming agent, extensions, and the name of one of these.
IMAGE_NAME, AGENT_NAME, EXTENSIONS, EXTENSION_NAME = (
    "imageName",
    "streamingAgentName",
    "extensionsCollection",
    "extensionName",
)
INPUTS: t.Final = frozenset({ENTRIES, GROUP, IMAGE_NAME, AGENT_NAME, EXTENSIONS, EXTENSION_NAME})
#: How a query begins that names devices by their ids.
BY_ID: t.Final = "device:"
OPTIONS: t.Final = ("query", "devices", "image", "streaming_agent", "extensions")


@dataclass(frozen=True)
class SoftwareAssignment:
    """Software that is wanted for some devices.

    :ivar query: a query for devices, or ""; then `devices` holds their ids or names.
    :ivar image: None: as it is. `agent`: "" is the one in the image. `extensions`: None: as they are.
    """

    query: str = ""
    devices: tuple[str, ...] = ()
    image: str | None = None
    agent: str | None = None
    extensions: tuple[str, ...] | None = None

    def files(self) -> list[str]:
        """The files that it needs."""
        return [name for name in (self.image, self.agent, *(self.extensions or ())) if name]


def parse_assignments(entries: Sequence[Mapping[str, t.Any]], state: str) -> list[SoftwareAssignment]:
    """Assignments from a task's arguments.

    :raises InputError: for one that is incomplete.
    """
    found = []
    for place, entry in enumerate(entries):
        where = f"assignments[{place}]"
        if bool(entry.get("query")) == bool(entry.get("devices")):
            raise InputError(f"{where} has one of query and devices.")
        extensions = entry.get("extensions")
        one = SoftwareAssignment(
            entry.get("query") or "",
            tuple(entry.get("devices") or ()),
            entry.get("image"),
            entry.get("streaming_agent"),
            None if extensions is None else tuple(extensions),
        )
        _check_kinds(one, where)
        if state != "deleted" and not one.files() and one.agent is None and one.extensions is None:
            raise InputError(f"{where} has no software: it has image, streaming_agent or extensions.")
        if state == "replaced" and not one.image:
            raise InputError(f"{where} has no image, which 'state: replaced' needs.")
        found.append(one)
    return found


def _check_kinds(one: SoftwareAssignment, where: str) -> None:
    if one.image is not None and not one.image.endswith(IMAGE):
        raise InputError(f"{where}: image '{one.image}' is none: its name ends with {IMAGE}.")
    if one.agent and "terminattr" not in one.agent.lower():
        raise InputError(f"{where}: streaming_agent '{one.agent}' is none: its name has TerminAttr in it.")
    for name in one.extensions or ():
        if not name.endswith(SUFFIXES[1:]):
            raise InputError(f"{where}: extension '{name}' is none: its name ends with {' or '.join(SUFFIXES[1:])}.")


# --- The plan ---------------------------------------------------------------------------------------------------------


def plan_software(
    view: View, wanted: Sequence[SoftwareAssignment], state: str, known: Callable[[], Collection[str]]
) -> EditPlan:
    """The edit that leads to what is wanted.

    merged: the given devices have the given software, others keep theirs. replaced: no other devices have any.
    deleted: the given devices have none.

    :param known: gives the names of the files that can be assigned.
    :raises StateError: where CloudVision has no such studio.
    """
    _check_studio(view)
    if state != "deleted":
        _check_files(wanted, known())
    inventory = DeviceInventory(view.objects)
    inventory.read(name for one in wanted for name in one.devices)
    found = studio_inputs.read(view, STUDIO, [ENTRIES])
    before: list[dict[str, t.Any]] = found if isinstance(found, list) else []
    plan = _Entries([] if state == "replaced" else copy.deepcopy(before), before)
    for one in wanted:
        ids = list(dict.fromkeys(inventory.ids(one.devices)))
        if state == "deleted":
            plan.remove(one.query, ids)
        elif one.query:
            plan.assign_query(one)
        else:
            plan.assign_devices(one, ids)
    return studio_inputs.plan_inputs(view, STUDIO, [ENTRIES], plan.entries(), "replaced")


def _check_studio(view: View) -> None:
    studio = view.fetch(studio_inputs.STUDIO, {"studio_id": STUDIO})
    if studio is None:
        raise StateError(
            "CloudVision has no Software Management Studio.",
            hint="It needs a release with Studios, to which images were moved from Network Provisioning.",
        )
    fields = ((studio.get("input_schema") or {}).get("fields") or {}).values()
    names = {str(field.get("name", "")) for field in fields}
    missing = sorted(INPUTS - names) if names else []
    if missing:
        raise StateError(
            f"the Software Management Studio of this CloudVision has no input {', '.join(missing)}.",
            hint="Its inputs are those of another release: set them with cloudvision_studio_inputs.",
        )


def _check_files(wanted: Sequence[SoftwareAssignment], known: Collection[str]) -> None:
    for name in (name for one in wanted for name in one.files()):
        if name not in known:
            near = suggest(name, known)
            meant = f" Did you mean '{near[0]}'?" if near else ""
            raise StateError(
                f"CloudVision has no software file '{name}' that is ready.{meant}", hint="Give it among files, too."
            )


def _query_of(entry: dict[str, t.Any]) -> str:
    return str((entry.get("tags") or {}).get("query", ""))


def _ids_of(entry: dict[str, t.Any]) -> list[str]:
    """The devices of an entry that names them by their ids; none for another query."""
    query = _query_of(entry)
    rest = query.removeprefix(BY_ID)
    if rest == query or not rest or any(character in rest for character in ' ()*"'):
        return []
    return rest.split(",")


def _software_of(entry: dict[str, t.Any]) -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", (entry.get("inputs") or {}).get(GROUP) or {})


@dataclass
class _Entries:
    """The list while it is edited.

    :ivar before: the list as it was, which has the software that devices keep in part.
    """

    rows: list[dict[str, t.Any]]
    before: Sequence[dict[str, t.Any]]

    def entries(self) -> Sequence[dict[str, t.Any]]:
        """The list, as it was where it has the same entries in another order."""
        same = len(self.rows) == len(self.before) and all(entry in self.before for entry in self.rows)
        return self.before if same else self.rows

    def assign_query(self, one: SoftwareAssignment) -> None:
        """Give the devices of a query their software."""
        here = next((entry for entry in self.rows if _query_of(entry) == one.query), None)
        old = here or next((entry for entry in self.before if _query_of(entry) == one.query), {})
        software = _merged(_software_of(old), one)
        if here is not None:
            if _same_software(_software_of(here), software):
                return
            here["inputs"] = {**(here.get("inputs") or {}), GROUP: software}
        else:
            self.rows.append(_software_group(one.query, software))

    def assign_devices(self, one: SoftwareAssignment, ids: Sequence[str]) -> None:
        """Give devices their software; those that have it stay where they are."""
        moved: list[tuple[dict[str, t.Any], list[str]]] = []
        for identity in ids:
            here, old = self._group_of(self.rows, identity), self._group_of(self.before, identity)
            software = _merged(_software_of(here or old or {}), one)
            if here is not None and _same_software(_software_of(here), software):
                continue
            self._take_out(identity)
            group = next((members for known, members in moved if _same_software(known, software)), None)
            if group is None:
                moved.append((software, [identity]))
            else:
                group.append(identity)
        for software, members in moved:
            self._place(software, members)

    def remove(self, query: str, ids: Sequence[str]) -> None:
        """Take devices, or an entry, out."""
        if query:
            self.rows = [entry for entry in self.rows if _query_of(entry) != query]
        for identity in ids:
            self._take_out(identity)

    @staticmethod
    def _group_of(entries: Sequence[dict[str, t.Any]], identity: str) -> dict[str, t.Any] | None:
        return next((entry for entry in entries if identity in _ids_of(entry)), None)

    def _take_out(self, identity: str) -> None:
        for entry in [entry for entry in self.rows if identity in _ids_of(entry)]:
            left = [one for one in _ids_of(entry) if one != identity]
            if left:
                entry["tags"] = {"query": BY_ID + ",".join(left)}
            else:
                self.rows.remove(entry)

    def _place(self, software: dict[str, t.Any], ids: Sequence[str]) -> None:
        """Put devices into the entry that has their software already, or into a new one."""
        for entry in self.rows:
            if _ids_of(entry) and _same_software(_software_of(entry), software):
                entry["tags"] = {"query": BY_ID + ",".join([*_ids_of(entry), *ids])}
                return
        self.rows.append(_software_group(BY_ID + ",".join(self._as_before(ids)), software))

    def _as_before(self, ids: Sequence[str]) -> Sequence[str]:
        """Devices in the order of an entry that had exactly these."""
        return next((known for entry in self.before if set(known := _ids_of(entry)) == set(ids)), ids)


def _software_group(query: str, software: dict[str, t.Any]) -> dict[str, t.Any]:
    return {"tags": {"query": query}, "inputs": {GROUP: software}}


def _same_software(one: dict[str, t.Any], other: dict[str, t.Any]) -> bool:
    """Whether two groups have the same software. An agent that is empty is as good as none."""

    def files(group: dict[str, t.Any]) -> tuple[t.Any, t.Any, list[t.Any]]:
        extensions = [extension.get(EXTENSION_NAME) for extension in group.get(EXTENSIONS) or []]
        return group.get(IMAGE_NAME), group.get(AGENT_NAME) or None, extensions

    return files(one) == files(other)


def _merged(old: dict[str, t.Any], one: SoftwareAssignment) -> dict[str, t.Any]:
    """The software of a device with what is wanted of it.

    :raises InputError: where it has no image then.
    """
    found = {IMAGE_NAME: None, AGENT_NAME: None, EXTENSIONS: [], **old}
    if one.image is not None:
        found[IMAGE_NAME] = one.image
    if one.agent is not None:
        found[AGENT_NAME] = one.agent or None
    if one.extensions is not None:
        found[EXTENSIONS] = [{EXTENSION_NAME: name} for name in one.extensions]
    if not found[IMAGE_NAME]:
        which = one.query or ", ".join(one.devices)
        raise InputError(f"assignments: there is no image for {which} yet: give it, too.")
    return found
