# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assign tags to devices and interfaces. Documented in modules/cloudvision_tag.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.devices import DeviceInventory
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import tags


class ActionModule(WorkflowAction):
    """Edit tags and their assignments."""

    spec = argument_spec("cloudvision_tag")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        wanted = tags.parse(args["tags"], args["state"], DeviceInventory(self.objects))
        return self.edit(args, lambda view: tags.plan_tags(view, wanted, args["state"]))
