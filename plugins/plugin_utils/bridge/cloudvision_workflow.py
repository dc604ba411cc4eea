# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Base of the actions of CloudVision's workflows: plain resources, and waiting with progress."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Sequence

from ..cloudvision.resources.plain import PlainResources
from ..cloudvision.workspaces.run import Planner, WorkspaceChange, run
from ..cloudvision.workspaces.workspace import Workspaces
from ..common.polling import Poller
from .cloudvision_action import CloudVisionAction
from .messages import tell


class WorkflowAction(CloudVisionAction):
    """Base of the actions of workflows."""

    @property
    def objects(self) -> PlainResources:
        """The connection's resources."""
        return PlainResources(self.client.resources)

    def poller(self, args: dict[str, t.Any]) -> Poller:
        """Waiting as long as the task says, with progress at normal verbosity."""
        return Poller(args["wait_timeout"], lambda text: tell(self.host, self.secrets.text(text)))

    def edit(self, args: dict[str, t.Any], planner: Planner, quiet: Sequence[re.Pattern[str]] = ()) -> dict[str, t.Any]:
        """Change what lives in workspaces, as doc_fragments/cloudvision_edit.py describes it.

        :param quiet: warnings of builds that match one of these as a whole are left out.
        """
        change = WorkspaceChange(
            workspace=args["workspace"],
            name=args["workspace_name"],
            description=args["workspace_description"],
            submit=args["submit"],
            force=args["force"],
            sync_retries=args["sync_retries"],
            check=self.check_mode,
            check_build=args["check_mode_build"],
        )
        return run(Workspaces(self.objects, self.poller(args), quiet), change, planner)
