# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Onboard and decommission devices. Documented in modules/cloudvision_device.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.devices import (
    DeviceRequest,
    Onboarding,
)


class ActionModule(WorkflowAction):
    """Bring devices into CloudVision, or out of it."""

    spec = argument_spec("cloudvision_device")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        request = DeviceRequest(
            target=args["state"],
            devices=args["devices"],
            device_type=args["device_type"],
            profile=args["profile_name"],
            options=args["device_config"],
            force=args["force"],
            wait=args["wait"],
            check=self.check_mode,
        )
        return Onboarding(self.objects, self.poller(args)).carry_out(request)
