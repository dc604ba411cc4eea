# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Static configlets and their assignments. Documented in modules/cloudvision_configlet.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.task_files import task_file
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import configlet_plan, configlets
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.validation import validate
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import Workspaces


class ActionModule(WorkflowAction):
    """Edit configlets and the tree that assigns them."""

    spec = argument_spec("cloudvision_configlet")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        if not args["configlets"] and not args["assignments"]:
            raise InputError("configlets and assignments are both empty: say what is meant.")
        state = args["state"]
        bodies = {
            place: body
            for place, entry in enumerate(args["configlets"])
            if (body := self._configlet_text(entry, f"configlets[{place}]")) is not None
        }
        wanted = configlets.parse_configlets(args["configlets"], bodies, state)
        if state == "validated":
            return self._validate(args, wanted)
        if args["devices"]:
            raise InputError("devices is for 'state: validated'; otherwise assignments say what is for which devices.")
        request = configlets.ConfigletRequest(
            wanted,
            configlets.parse_assignments(args["assignments"]),
            state,
            first=args["new_roots"] == "first",
        )
        return self.edit(args, lambda view: configlet_plan.plan_configlets(view, request))

    def _validate(self, args: dict[str, t.Any], wanted: list[configlets.Configlet]) -> dict[str, t.Any]:
        """Let devices judge configlets. Check mode does the same, since nothing changes."""
        for option in ("assignments", "workspace"):
            if args[option]:
                raise InputError(f"{option} does not go with 'state: validated', which changes nothing.")
        return validate(Workspaces(self.objects, self.poller(args)), wanted, args["devices"])

    def _configlet_text(self, entry: dict[str, t.Any], where: str) -> str | None:
        """The text of a configlet, from the task or a file."""
        if entry["body"] is not None and entry["src"] is not None:
            raise InputError(f"{where}: body and src are both given: one of them holds the text.")
        if entry["src"] is None:
            return t.cast("str | None", entry["body"])
        text = task_file(self, entry["src"], f"{where}: src '{entry['src']}'")
        self.secrets.add_data(text)  # CloudVision may quote it
        return text
