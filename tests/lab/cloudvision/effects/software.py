# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""softwaremanagement.v1 and the Software Management Studio: files, and the devices that are to have them.

A file is downloaded in steps from Arista's site, whose releases are `RELEASES`. The inputs of the studio say which
device gets which image; of several entries for a device, the first counts. A change control with the action `setImage`
brings the image onto the device.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, ClassVar

from google.protobuf.message import Message

from .base import Change, Effect, invalid, precondition

STUDIO, RESOLVER = "studio-software-management", "softwareResolver"
REPOSITORY, CONFIG = "softwaremanagement.v1.Repository", "softwaremanagement.v1.RepositoryConfig"
ASSIGNMENTS = "softwaremanagement.v1.Assignments"
SITE = "/support/download/EOS-USA/Active Releases"
#: What can be downloaded.
RELEASES = (
    f"{SITE}/4.34/EOS-4.34.6M/EOS-4.34.6M.swi",
    f"{SITE}/4.35/EOS-4.35.1F/EOS-4.35.1F.swi",
    f"{SITE}/TerminAttr/TerminAttr-1.40.10-1.swix",
    "/support/download/Extensions/Splunk/AristaAppForSplunk-2.0.1-4.27.swix",
)
SUFFIXES = (".swi", ".swix", ".rpm")
QUEUED, LOADING, VALIDATING, SUCCESS, ERROR = 2, 3, 4, 6, 7
ADD_TOKEN, RETRY = 2, 5
SWI, TERMINATTR, SWIX, RPM = 1, 2, 3, 4
INPUTS = {
    "resolver": RESOLVER,
    "group": "softwareGroup",
    "image": "imageName",
    "agent": "streamingAgentName",
    "extensions": "extensionsCollection",
    "extension": "extensionName",
}


class Software(Effect):
    """The repository of files."""

    models: ClassVar[tuple[str, ...]] = (CONFIG,)

    def start(self) -> None:
        status = {"level": "LEVEL_INFO", "message": "releases are up to date"}
        self.state.set("softwaremanagement.v1.Releases", {"status": status, "uris": {"values": list(RELEASES)}})
        fields = {identity: {"id": identity, "name": name} for identity, name in INPUTS.items()}
        studio = {
            "key": {"studioId": STUDIO, "workspaceId": ""},
            "displayName": "Software Management",
            "inputSchema": {"fields": {"values": fields}},
        }
        self.state.set("studio.v1.Studio", studio)

    # -- files -----------------------------------------------------------------------------------------------------

    def check(self, change: Change) -> None:
        config = change.after
        name = config.key.name.value
        if not name.endswith(SUFFIXES):
            raise invalid(f"{name!r}: a name ends with {', '.join(SUFFIXES)}")
        if name.endswith(".swi") and not config.reboot_required.value:
            raise invalid("reboot_required must be true for .swi images")
        known = self.state.get(REPOSITORY, name=name)
        if known is None and not config.uri.value:
            raise invalid("uri must be set")
        before = self.state.get(CONFIG, name=name)
        if known is not None and before is not None and config.uri.value != before.uri.value:
            raise precondition("uri cannot be changed")

    def applied(self, change: Change) -> Message:
        self.later(lambda: self._take(change))
        return change.incoming  # type: ignore[no-any-return]

    def _take(self, change: Change) -> None:
        name = change.after.key.name.value
        known = self.state.get(REPOSITORY, name=name)
        if known is not None and known.software_status.progress not in (0, ERROR):
            self._update(name, reboot=change.after.reboot_required.value)
            return
        value = self.state.make(REPOSITORY, {"key": {"name": name}, "softwareStatus": {"progress": QUEUED}})
        value.uploaded_by.value = change.caller.name
        value.uploaded_at.FromNanoseconds(self.state.now())
        self.state.table(REPOSITORY).put(value)
        if self.world.faults.take("download-hangs"):
            return
        self.later(lambda: self._load(change, [LOADING, VALIDATING]), self.world.spec.step)

    def _load(self, change: Change, steps: list[int]) -> None:
        """Take one step of a download after the other."""
        name, uri = change.after.key.name.value, change.after.uri.value
        if self.state.get(REPOSITORY, name=name) is None:
            return
        if self.world.faults.take("download-fails"):
            self._update(name, ERROR, "no token for arista.com", ADD_TOKEN)
        elif uri not in RELEASES:
            self._update(name, ERROR, f"{uri} was not found", RETRY)
        elif steps:
            self._update(name, steps[0], "in progress")
            self.later(lambda: self._load(change, steps[1:]), self.world.spec.step)
        else:
            self._update(name, SUCCESS, "", reboot=change.after.reboot_required.value)

    def _update(self, name: str, progress: int = 0, message: str = "", action: int = 0, reboot: bool = False) -> None:
        with self.state.lock:
            found, value = self.state.get(REPOSITORY, name=name), self.state.catalog[REPOSITORY].message()
            value.CopyFrom(found)
            status: Any = value.software_status  # type: ignore[attr-defined]
            if progress:
                status.progress, status.recommended_action = progress, action
                status.message.value = message
            if (progress or SUCCESS) == SUCCESS:
                _describe(value.software_metadata, name, reboot)  # type: ignore[attr-defined]
            self.state.table(REPOSITORY).put(value)

    # -- what the studio says --------------------------------------------------------------------------------------

    def assigned(self, workspace: str) -> dict[str, str]:
        """Device → the image that it is to have, as a workspace sees it."""
        from .studio import Inputs
        from .tags import Tags

        entries = self.world.effects.one(Inputs).value(STUDIO, workspace, [RESOLVER])
        if not isinstance(entries, list):
            return {}
        matching = self.world.effects.one(Tags).matcher(workspace)
        left = {device.key.device_id.value for device in self.state.table("inventory.v1.Device").values()}
        found: dict[str, str] = {}
        for entry in entries:
            devices = matching(entry["tags"]["query"], left)
            found.update(dict.fromkeys(devices, entry["inputs"]["softwareGroup"]["imageName"]))
            left -= devices
        return found

    def changes(self, workspace: str) -> dict[str, str]:
        """The devices whose image a workspace changes, with the new one."""
        ours, mainline = self.assigned(workspace), self.assigned("")
        return {device: image for device, image in sorted(ours.items()) if image != mainline.get(device)}

    def submitted(self) -> None:
        """The mainline may have new inputs: show which files are in use."""
        from .studio import Inputs

        document = self.world.effects.one(Inputs).value(STUDIO, "", [])
        table = self.state.table(ASSIGNMENTS)
        for value in table.values():
            table.delete(value.key)
        for name, queries in _queries_by_file(document).items():
            shown = {
                "key": {"name": name},
                "studioTagQueries": {"values": [{"studioTagQuery": one} for one in queries]},
            }
            self.state.set(ASSIGNMENTS, shown)

    def problem(self, image: str) -> str:
        """Why an image cannot be on a device; "" where it can."""
        found = self.state.get(REPOSITORY, name=image)
        ready = found is not None and found.software_status.progress == SUCCESS
        return "" if ready else f"image {image} is not in the repository"

    def validate(self, details: Any, device: str, image: str) -> bool:
        """Put into a build's details what becomes of a device's image; whether it is valid."""
        result, problem = details.image_validation_result, self.problem(image)
        if problem:
            result.errors.values.add(error_code=5).error_msg.value = problem
            return False
        running = self.state.get("inventory.v1.Device", deviceId=device).software_version.value
        shown = result.summary.software_image_diff.values["1"]
        shown.a.version.value, shown.b.version.value, shown.b.name.value = running, version_of(image), image
        shown.code = 4 if running != version_of(image) else 1
        return True

    def install(self, device: str) -> str:
        """Bring the image that the mainline says onto a device; what was wrong."""
        image = self.assigned("").get(device, "")
        problem = self.problem(image) if image else "no image is assigned"
        if problem:
            return problem
        from .inventory import DEVICE, Inventory

        inventory = self.world.effects.one(Inventory)
        switch = inventory.switch_of(device)
        if switch is not None:
            switch.switch.eos = version_of(image)
            inventory.bring_in(switch)
            return ""
        with self.state.lock:
            value: Any = self.state.catalog[DEVICE].message()
            value.CopyFrom(self.state.get(DEVICE, deviceId=device))
            value.software_version.value = version_of(image)
            self.state.table(DEVICE).put(value)
        return ""


def version_of(image: str) -> str:
    """The release in the name of an image."""
    found = re.search(r"\d+\.\d+[\w.]*?(?=\.swi$)", image)
    return found[0] if found else image


def _describe(metadata: Any, name: str, reboot: bool) -> None:
    """What the server reads in a file."""
    metadata.digest_type = 1
    metadata.digest.value = hashlib.sha512(name.encode()).hexdigest()
    metadata.size.value = 1_000_000_000 if name.endswith(".swi") else 10_000_000
    metadata.reboot_required.value = reboot
    metadata.software_source = 1
    metadata.file_server_path.value = f"software/{metadata.digest.value[:8]}/{name}"
    if name.endswith(".swi"):
        metadata.software_type = SWI
        metadata.swi_metadata.version.value = version_of(name)
    else:
        agent = "terminattr" in name.lower()
        metadata.software_type = TERMINATTR if agent else SWIX if name.endswith(".swix") else RPM
        metadata.extension_metadata.name.value = name.partition("-")[0]


def _queries_by_file(document: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in (document or {}).get(RESOLVER) or []:
        group = entry["inputs"]["softwareGroup"]
        names = [group.get("imageName"), group.get("streamingAgentName")]
        names += [one["extensionName"] for one in group.get("extensionsCollection") or []]
        for name in filter(None, names):
            found.setdefault(name, []).append(entry["tags"]["query"])
    return found
