# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make, build, submit, abandon, roll back or rebase a workspace. Documented in modules/cloudvision_workspace.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.target_state import (
    WorkspaceRequest,
    reach,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import Workspaces


class ActionModule(WorkflowAction):
    """Bring a workspace where it is wanted."""

    spec = argument_spec("cloudvision_workspace")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        request = WorkspaceRequest(
            target=args["state"],
            workspace_id=args["workspace_id"],
            name=args["name"],
            description=args["description"],
            force=args["force"],
            rebase=args["rebase"],
            sync_retries=args["sync_retries"],
            wait=args["wait"],
            check=self.check_mode,
            diff=bool(self._task.diff),
        )
        return reach(Workspaces(self.objects, self.poller(args)), request)
