# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather facts. Documented in modules/eapi_facts.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.facts import gather


class ActionModule(EapiAction):
    """Gather the facts of the subsets."""

    spec = argument_spec("eapi_facts")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        warnings: list[str] = []
        facts = gather(self.client, args["gather_subset"], warnings.append)
        return {"changed": False, "ansible_facts": facts, **({"warnings": warnings} if warnings else {})}
