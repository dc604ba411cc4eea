# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Service accounts. Documented in modules/cloudvision_service_account.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.accounts import (
    AccountRequest,
    ensure_account,
)


class ActionModule(WorkflowAction):
    """Make, change or delete a service account."""

    spec = argument_spec("cloudvision_service_account")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        request = AccountRequest(
            name=args["name"],
            present=args["state"] == "present",
            description=args["description"],
            roles=None if args["roles"] is None else tuple(args["roles"]),
            status=args["status"],
            allow_token_refresh=args["allow_token_refresh"],
            check=self.check_mode,
        )
        return ensure_account(self.objects, self.poller(args), request)
