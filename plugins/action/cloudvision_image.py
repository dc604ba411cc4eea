# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Software files, and which devices have them. Documented in modules/cloudvision_image.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.failures import task_result
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import software_assignments
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.software_files import (
    SoftwareFile,
    SoftwareRepository,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError

UNPREDICTED: t.Final = "The assignments were not built in check mode, since files that they need are not there yet."


class ActionModule(WorkflowAction):
    """Bring files into CloudVision, and onto devices."""

    spec = argument_spec("cloudvision_image")
    _repository: SoftwareRepository

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        files = [SoftwareFile(one["name"], one["uri"], one["reboot_required"]) for one in args["files"]]
        wanted = software_assignments.parse_assignments(args["assignments"], args["state"])
        if not files and not wanted:
            raise InputError("files and assignments are both empty: say what is meant.")
        if not args["wait"] and (wanted or args["state"] == "deleted"):
            raise InputError("wait can be false for files that are added, without assignments.")
        self._repository = SoftwareRepository(self.objects, self.poller(args))
        if args["state"] == "deleted":  # what is assigned cannot be deleted
            return self._in_turn(
                lambda: self._assign(args, wanted, set()), lambda: self._delete_files(files, bool(wanted))
            )
        coming = self._coming(files)
        return self._in_turn(
            lambda: self._repository.add(files, args["wait"], self.check_mode),
            lambda: self._assign(args, wanted, coming),
        )

    def _in_turn(self, *steps: t.Callable[[], dict[str, t.Any]]) -> dict[str, t.Any]:
        """One step after the other. A failure tells what was done before it."""
        done: dict[str, t.Any] = {"changed": False}
        for step in steps:
            try:
                done = _joined(done, step())
            except ClientError as error:
                failed = task_result(error, self.host)
                changed = failed.get("changed", False) or (done["changed"] and not self.check_mode)
                return {**done, **failed, "changed": changed}
        return done

    def _coming(self, files: list[SoftwareFile]) -> set[str]:
        """The files that a run would have added before it assigns them."""
        return {one.name for one in files} - self._repository.ready_names() if self.check_mode else set()

    def _assign(
        self, args: dict[str, t.Any], wanted: list[software_assignments.SoftwareAssignment], coming: set[str]
    ) -> dict[str, t.Any]:
        """Edit the studio."""
        if not wanted:
            return {"changed": False}
        result = self.edit(
            {**args, "check_mode_build": args["check_mode_build"] and not coming},
            lambda view: software_assignments.plan_software(
                view, wanted, args["state"], lambda: self._repository.ready_names() | coming
            ),
        )
        if coming and result["changed"] and args["check_mode_build"]:
            result["warnings"] = [UNPREDICTED]
        return result

    def _delete_files(self, files: list[SoftwareFile], freed: bool) -> dict[str, t.Any]:
        """Delete files. Check mode cannot tell what the assignments before it leave free."""
        return self._repository.delete([one.name for one in files], self.check_mode, freed and self.check_mode)


def _joined(done: dict[str, t.Any], result: dict[str, t.Any]) -> dict[str, t.Any]:
    """The results of two steps as one."""
    diffs = [*done.get("diff", []), *result.get("diff", [])]
    changed = done["changed"] or result["changed"]
    return {**done, **result, "changed": changed, **({"diff": diffs} if diffs else {})}
