# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judge on a switch what the collection assumes of EOS. Documented in modules/eapi_conformance.py."""

from __future__ import annotations

import contextlib
import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.findings import Findings
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.rows import failure
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conformance import kit


class ActionModule(EapiAction):
    """Judge the rows, and write the bundle."""

    spec = argument_spec("eapi_conformance")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        level = args["level"]
        if level == "commit" and not args["confirm_commit"]:
            raise InputError(
                "the level commit changes the switch for a moment, and was not confirmed.",
                hint="Set confirm_commit as well, or take the level session.",
            )
        warnings = []
        if self._task.check_mode and level != "read":
            warnings.append(f"In check mode the level is read, not {level}.")
            level = "read"
        with self.alone() if level != "read" else contextlib.nullcontext():
            found = self._examine(level)
        result = found.task_result(level, warnings)
        if args["bundle_folder"] and not self._task.check_mode:
            result |= found.write_bundle(args["bundle_folder"], self.host, self.secrets.text, warnings)
        return {**result, **failure(self.host, found.verdicts, args["fail_on_difference"])}

    def _examine(self, level: str) -> Findings:
        client = self.client
        endpoint = client.endpoint_options()
        user = getattr(getattr(client, "options", None), "user", None)
        return kit.examine(
            client,
            level,
            endpoint["transport"],
            self._ledger(),
            known=[str(each) for each in (self.host, endpoint["host"], user) if each],
            tell=self.tell,
        )
