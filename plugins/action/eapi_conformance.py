# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judge on a switch what the collection assumes of EOS. Documented in modules/eapi_conformance.py."""

from __future__ import annotations

import contextlib
import os
import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.rows import failure, summary
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import file_name_of, write_private
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
        result: dict[str, t.Any] = {
            "changed": False,
            "rows": [verdict.as_dict() for verdict in found.verdicts],
            "summary": summary(found.verdicts),
            "model": found.subject.model,
            "release": found.subject.release,
            "level": level,
            "warnings": warnings,
        }
        if args["bundle_folder"] and not self._task.check_mode:
            path = os.path.join(args["bundle_folder"], file_name_of(self.host), found.subject.file_name)
            try:
                text = self.secrets.text(found.bundle())
            except InputError as error:  # the results are worth as much without it
                warnings.append(str(error))
            else:
                result["bundle"] = write_private(path, text, "bundle_folder")
        return {**result, **failure(self.host, found.verdicts, args["fail_on_difference"])}

    def _examine(self, level: str) -> kit.Findings:
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
