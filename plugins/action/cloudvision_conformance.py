# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judge on a CloudVision what the collection assumes of it. Documented in modules/cloudvision_conformance.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.conformance import kit
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.rows import failure


class ActionModule(WorkflowAction):
    """Judge the rows, and write the bundle."""

    spec = argument_spec("cloudvision_conformance")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        level, warnings = args["level"], []
        if self.check_mode and level != "read":
            warnings.append(f"In check mode the level is read, not {level}.")
            level = "read"
        options = self.client.options
        known = [self.host, *(node.host for node in options.nodes)]
        found = kit.examine(self.objects, level, options.token or "", known)
        result = found.task_result(level, warnings)
        if args["bundle_folder"] and not self.check_mode:
            result |= found.write_bundle(args["bundle_folder"], self.host, self.client.scrubber.text, warnings)
        return {**result, **failure(self.host, found.verdicts, args["fail_on_difference"])}
