# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configure the switch's API service. Documented in modules/eapi_server.py."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.confirmation import judged
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server import (
    endpoint as api_endpoint,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server import (
    plan as api_plan,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server import (
    status as api_status,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.apply import apply
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import ChangeResult
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.rivals import check_no_timer_runs
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.saving import save_as_asked


class ActionModule(EapiAction):
    """Make the API service what is wanted, or tell what would change."""

    spec = argument_spec("eapi_server")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        with self.alone():
            return self._perform_alone(args)

    def _perform_alone(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        client = self.client
        plan = api_plan.make(args, client, bool(self._task.check_mode))
        result: dict[str, t.Any] = {"changed": False, "predicted": plan.predicted, "warnings": plan.warnings}
        place = {**plan.way.place, **plan.place}
        result["endpoint"] = {
            **{name: place[name] for name in ("transport", "host")},
            "port": api_endpoint.port_of(place),
            "url": api_endpoint.url(place),
        }
        if plan.commands:
            self._apply(client, plan, result, args["confirm"])
        else:
            self._verify_unchanged(client, plan, result)
        if not plan.ends_access:
            save_as_asked(client, args["save"], result, bool(self._task.check_mode))
        return result

    def _apply(
        self, client: t.Any, plan: api_plan.ApiServerPlan, result: dict[str, t.Any], confirm: dict[str, t.Any] | None
    ) -> None:
        """Make the change. What the service was when it was found to be as wanted is the status in the result."""

        def check() -> list[str]:
            result["status"], problems = api_status.look(client, plan.wanted)
            return problems

        def keep(outcome: ChangeResult) -> None:
            self.keep_result(outcome)
            self.in_force["endpoint"] = result["endpoint"]

        change = replace(judged(self, plan.change(client, check), confirm), **{**self.hooks(), "on_commit": keep})
        outcome = apply(change, client, check=bool(self._task.check_mode))
        notes = "".join(f"! {sentence}\n" for sentence in plan.predicted)
        result.update(
            changed=outcome.changed,
            session=outcome.session,
            commands=outcome.commands,
            diff={"prepared": outcome.diff + notes},
        )
        result["warnings"] += outcome.warnings
        if outcome.confirmed is not None:
            result["confirmed"] = outcome.confirmed
            if plan.place:
                self.keep_endpoint()
        elif not plan.ends_access or self._task.check_mode:
            result["status"] = api_status.look(client, plan.present)[0]

    def _verify_unchanged(self, client: t.Any, plan: api_plan.ApiServerPlan, result: dict[str, t.Any]) -> None:
        """Nothing is to be changed: make sure that it stays so, and go on where the task says."""
        check_no_timer_runs(client)
        if plan.beside:
            client.move(**plan.place)
        result["status"], problems = api_status.look(client, plan.wanted)
        if problems and plan.beside:
            raise CommandError(f"the API is configured as wanted, but {'; '.join(problems)}.")
        if problems:
            result["warnings"].append(f"The API is configured as wanted, but {'; '.join(problems)}.")
        if plan.beside:
            self.keep_endpoint()
