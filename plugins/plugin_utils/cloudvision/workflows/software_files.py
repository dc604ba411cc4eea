# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Software files of CloudVision (softwaremanagement.v1): downloaded from Arista's site, and deleted.

A download runs in CloudVision; the status of the file shows its result.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...common.polling import Poller
from ..errors import InputError
from ..resources.models import suggest
from ..resources.plain import PlainResources
from ..workspaces.edits import diff
from .errors import LateError, StateError

REPOSITORY: t.Final = "softwaremanagement.v1.Repository"
CONFIG: t.Final = "softwaremanagement.v1.RepositoryConfig"
RELEASES: t.Final = "softwaremanagement.v1.Releases"
ASSIGNMENTS: t.Final = "softwaremanagement.v1.Assignments"
IMAGE: t.Final = ".swi"
SUFFIXES: t.Final = (IMAGE, ".swix", ".rpm")
#: What CloudVision recommends → what to do.
CURES: t.Final = {
    "ADD_TOKEN": "Give CloudVision a token for arista.com (Settings).",
    "UPDATE_TOKEN": "Give CloudVision a new token for arista.com (Settings).",
    "ACCEPT_EULA": "Accept the licence agreement at arista.com.",
    "CONTACT_TAC": "Ask Arista's TAC.",
    "RETRY": "Check uri, and try again.",
}


@dataclass(frozen=True)
class SoftwareFile:
    """A file that is wanted.

    :ivar uri: where Arista's site has it; None: CloudVision's list of releases says so.
    :ivar reboot: whether a device reloads to take it; None: as it is. An image always does.
    """

    name: str
    uri: str | None = None
    reboot: bool | None = None

    def __post_init__(self) -> None:
        if not self.name.endswith(SUFFIXES):
            raise InputError(f"files: '{self.name}' is no name of a file: it ends with {', '.join(SUFFIXES)}.")
        if "/" in self.name:
            raise InputError(f"files: '{self.name}' is a path: the name is that of the file alone.")
        if self.name.endswith(IMAGE) and self.reboot is False:
            raise InputError(f"files: '{self.name}' is an image, for which a device always reloads.")


def progress_of(row: Mapping[str, t.Any]) -> str:
    """How far a file is: queued, loading, validating, saving, success, error; "" where that is not known."""
    text = str((row.get("software_status") or {}).get("progress", "")).removeprefix("PROGRESS_").lower()
    return "" if text == "unspecified" else text


def ready(row: Mapping[str, t.Any]) -> bool:
    """Whether a file can be used. One that has no status was there before CloudVision told any."""
    return progress_of(row) in ("success", "")


def summary(row: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """A file as a task returns it."""
    metadata = row.get("software_metadata") or {}
    versions = [(metadata.get(kind) or {}).get("version") for kind in ("swi_metadata", "extension_metadata")]
    return {
        "name": row["key"]["name"],
        "progress": progress_of(row),
        "version": next((str(one) for one in versions if one), ""),
        "size": int(metadata.get("size") or 0),
        "digest": metadata.get("digest", ""),
        "reboot_required": bool(metadata.get("reboot_required")),
    }


class SoftwareRepository:
    """The software files of one CloudVision.

    :raises CloudVisionError: from every method.
    """

    def __init__(self, objects: PlainResources, poller: Poller) -> None:
        self.objects = objects
        self.poller = poller
        self._begun = False

    def ready_names(self) -> set[str]:
        """The names of the files that can be used."""
        return {str(row["key"]["name"]) for row in self.objects.list(REPOSITORY) if ready(row)}

    # --- Adding ---

    def add(self, files: Sequence[SoftwareFile], wait: bool, check: bool) -> dict[str, t.Any]:
        """Download the files that are missing or failed, and wait for them; returns a task's result.

        :raises StateError: where CloudVision could not get one.
        """
        rows = self._rows_by_name(files)
        todo = {one.name: wanted for one in files if (wanted := self._fields_to_set(one, rows[one.name])) is not None}
        result: dict[str, t.Any] = {"changed": bool(todo), "files": []}
        if todo:
            result["diff"] = [diff(f"software file {name}", *self._diff_sides(rows[name], todo[name])) for name in todo]
        if check:
            result["files"] = [summary(row or {"key": {"name": name}}) for name, row in rows.items()]
            return result
        try:
            for name, wanted in todo.items():
                self.objects.set(CONFIG, {"key": {"name": name}, **wanted})
                self._begun = True
            for one in files:
                row = self._loaded(one, todo.get(one.name), rows[one.name]) if wait else self._get(one.name)
                result["files"].append(summary(row or {"key": {"name": one.name}}))
        except (StateError, LateError) as error:
            raise error.after(self._begun) from None
        return result

    def _rows_by_name(self, files: Sequence[SoftwareFile]) -> dict[str, dict[str, t.Any] | None]:
        names = [one.name for one in files]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"files: '{name}' is given twice.")
        return dict(zip(names, self.objects.get_some(REPOSITORY, [{"name": name} for name in names]), strict=True))

    def _get(self, name: str) -> dict[str, t.Any] | None:
        return self.objects.get(REPOSITORY, {"name": name})

    def _fields_to_set(self, one: SoftwareFile, row: dict[str, t.Any] | None) -> dict[str, t.Any] | None:
        """The fields to set for a file, None where it is as it should be."""
        reboot = True if one.name.endswith(IMAGE) else one.reboot
        flag = {} if reboot is None else {"reboot_required": reboot}
        if row is None or progress_of(row) == "error":
            return {"uri": one.uri or self._uri(one.name), **flag}
        now = (row.get("software_metadata") or {}).get("reboot_required")
        differs = one.reboot is not None and ready(row) and bool(now) != one.reboot
        return flag if differs else None

    def _uri(self, name: str) -> str:
        """The URL of a file on Arista's site, by CloudVision's list of releases."""
        releases = self.objects.get(RELEASES, {}) or {}
        uris = [str(uri) for uri in releases.get("uris") or []]
        found = [uri for uri in uris if uri.rpartition("/")[2] == name]
        if found:
            return found[0]
        status = releases.get("status") or {}
        said = "" if str(status.get("level", "")).endswith("_INFO") else str(status.get("message", "")).rstrip(".")
        near = suggest(name, [uri.rpartition("/")[2] for uri in uris])
        meant = f" Did you mean '{near[0]}'?" if near else ""
        raise StateError(
            f"CloudVision's list of releases has no file '{name}'{f' ({said})' if said else ''}.{meant}",
            hint=CURES.get(_recommended(status)) or "Give its uri at Arista's site, or upload it in CloudVision.",
        )

    def _loaded(
        self, one: SoftwareFile, wanted: Mapping[str, t.Any] | None, before: dict[str, t.Any] | None
    ) -> dict[str, t.Any]:
        """Wait until a file can be used, and shows what was set.

        :param before: the file before that: the failure of an earlier download shows for a while.
        """

        def look() -> dict[str, t.Any] | None:
            row = self._get(one.name)
            if row is None:
                return None
            if progress_of(row) == "error" and row != before:
                raise self._download_failed(one.name, row)
            self.poller.say(f"software file {one.name}: {progress_of(row) or 'there'}")
            flag = (wanted or {}).get("reboot_required")
            shown = flag is None or bool((row.get("software_metadata") or {}).get("reboot_required")) == flag
            return row if ready(row) and shown else None

        return self.poller.until(
            look, lambda: LateError(f"software file '{one.name}' is not there after {self.poller.seconds:g} s.")
        )

    @staticmethod
    def _download_failed(name: str, row: Mapping[str, t.Any]) -> StateError:
        status = row.get("software_status") or {}
        words = str(status.get("message", "")).strip().rstrip(".") or "without a reason"
        return StateError(
            f"CloudVision could not get software file '{name}': {words}.",
            hint=CURES.get(_recommended(status)),
            file=summary(row),
        )

    @staticmethod
    def _diff_sides(
        row: dict[str, t.Any] | None, wanted: Mapping[str, t.Any]
    ) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
        """A file before and after, for a diff."""
        old = {} if row is None else {name: summary(row)[name] for name in ("progress", "reboot_required")}
        return old, {**old, "progress": "success", **wanted}

    # --- Deleting ---

    def delete(self, names: Sequence[str], check: bool, freed: bool = False) -> dict[str, t.Any]:
        """Delete files; returns a task's result. One that is in use is refused.

        :param freed: whether the task takes them out of use, as far as check mode can tell.
        """
        known = [name for name in dict.fromkeys(names) if self._get(name) is not None]
        for name in known if not freed else ():
            self._check_unused(name)
        result: dict[str, t.Any] = {"changed": bool(known), "files": []}
        if known:
            result["diff"] = [diff(f"software file {name}", {"name": name}, {}) for name in known]
        for name in known if not check else ():
            self.objects.delete(CONFIG, {"name": name})
            self._begun = True
            self._await_deletion(name)
        return result

    def _await_deletion(self, name: str) -> None:
        def late() -> LateError:
            return LateError(f"software file '{name}' is still there.", changed=True)

        self.poller.until(lambda: self._get(name) is None or None, late)

    def _check_unused(self, name: str) -> None:
        found = self.objects.get(ASSIGNMENTS, {"name": name}) or {}
        users = [str(one.get("device_id", "")) for one in found.get("devices") or []]
        users += [str(one.get("studio_tag_query", "")) for one in found.get("studio_tag_queries") or []]
        users += [f"ZTP of {one.get('model_regex', '')}" for one in found.get("ztp_upgrade_rules") or []]
        if users:
            raise StateError(
                f"software file '{name}' cannot be deleted: it is assigned to {', '.join(users[:5])}.",
                hint="Remove these assignments first.",
            ).after(self._begun)


def _recommended(status: Mapping[str, t.Any]) -> str:
    return str(status.get("recommended_action", "")).removeprefix("RECOMMENDED_ACTION_")
