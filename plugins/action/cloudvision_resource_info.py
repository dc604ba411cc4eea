# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read resources. Documented in modules/cloudvision_resource_info.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_action import CloudVisionAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.query import Query, ask


class ActionModule(CloudVisionAction):
    """Query the resources, and return them."""

    spec = argument_spec("cloudvision_resource_info")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        query = Query(**args)
        answer = ask(self.client.resources, query)
        result: dict[str, t.Any] = {"changed": False, "resources": answer.resources}
        if query.start is not None:
            result["changes"] = answer.changes
        if query.keys is not None or answer.by_name:
            result["missing"] = answer.missing
        if answer.by_name and query.keys is None:
            result["resource"] = answer.resources[0] if answer.resources else None
        return result
