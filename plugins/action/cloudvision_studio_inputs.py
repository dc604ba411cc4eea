# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inputs of studios by their paths. Documented in modules/cloudvision_studio_inputs.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import studio_inputs


class ActionModule(WorkflowAction):
    """Edit a studio's inputs."""

    spec = argument_spec("cloudvision_studio_inputs")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        state, inputs = args["state"], args["inputs"]
        if state == "deleted" and inputs is not None:
            raise InputError("inputs does not go with 'state: deleted': the path says what is deleted.")
        if state != "deleted" and inputs is None:
            raise InputError(f"inputs is missing: 'state: {state}' needs the value of the path.")
        path = studio_inputs.parse_path(args["path"])
        return self.edit(args, lambda view: studio_inputs.plan_inputs(view, args["studio"], path, inputs, state))
