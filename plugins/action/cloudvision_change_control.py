# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Approve, schedule, start, stop and follow change controls. Documented in modules/cloudvision_change_control.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_controls import (
    ChangeControlRequest,
    ChangeControls,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_creation import (
    CreationRequest,
    create,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_steps import carry_out

NOT_WHEN_CREATED: t.Final = ("workspace", "version", "approve", "override", "new_name", "schedule_at", "notes")


class ActionModule(WorkflowAction):
    """Bring change controls where they are wanted."""

    spec = argument_spec("cloudvision_change_control")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        if args["state"] == "created":
            return self._create(args)
        if args["stages"]:
            raise InputError("stages is for 'state: created'.")
        request = ChangeControlRequest(
            target=args["state"],
            id=args["change_control_id"],
            name=args["name"],
            workspace=args["workspace"],
            version=args["version"],
            approve=args["approve"],
            override=args["override"],
            new_name=args["new_name"],
            description=args["description"],
            at=args["schedule_at"],
            notes=args["notes"],
            check=self.check_mode,
        )
        return carry_out(ChangeControls(self.objects, self.poller(args)), request)

    def _create(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        """Build one by hand."""
        for option in NOT_WHEN_CREATED:
            if args[option]:
                raise InputError(f"{option} does not go with 'state: created'.")
        request = CreationRequest(
            args["name"], args["stages"], args["change_control_id"], args["description"], self.check_mode
        )
        return create(ChangeControls(self.objects, self.poller(args)), request)
