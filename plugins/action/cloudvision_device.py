# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Onboard, accept and decommission devices. Documented in modules/cloudvision_device.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import topology
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.devices import (
    DeviceRequest,
    Onboarding,
    check_names,
)


class ActionModule(WorkflowAction):
    """Bring devices into CloudVision, or out of it."""

    spec = argument_spec("cloudvision_device")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        if args["state"] in ("accepted", "removed"):
            return self._edit_topology(args)
        for option in ("hostnames", "workspace"):
            if args[option]:
                raise InputError(f"{option} goes with 'state: accepted' and 'state: removed'.")
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

    def _edit_topology(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        """Change what the Inventory & Topology Studio knows of devices."""
        names, hostnames = args["devices"], args["hostnames"]
        check_names(names)
        for option in ("profile_name", "device_config"):
            if args[option]:
                raise InputError(f"{option} is for 'state: onboarded'.")
        strange = sorted(set(hostnames) - set(names))
        if strange:
            raise InputError(f"hostnames has '{strange[0]}', which is none of devices.")
        if args["state"] == "removed":
            if hostnames:
                raise InputError("hostnames does not go with 'state: removed'.")
            return self.edit(args, lambda view: topology.plan_remove_named(view, names))
        return self.edit(args, lambda view: topology.plan_accept_named(view, names, hostnames))
