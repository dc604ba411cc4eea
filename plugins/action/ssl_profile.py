# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""SSL profiles of a switch. Documented in modules/ssl_profile.py."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.confirmation import judged
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.apply import apply
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.saving import save_as_asked
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import profile_plan as ssl_profile_plan
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import x509 as pem
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.profile import Profile
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.profile_plan import SslProfilePlan


class ActionModule(EapiAction):
    """Make a profile what is wanted, or tell what would change."""

    spec = argument_spec("ssl_profile")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        pem.require()
        with self.alone():
            return self._perform_alone(args)

    def _perform_alone(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        client, check = self.client, bool(self._task.check_mode)
        if args["state"] == "absent":
            plan = ssl_profile_plan.make_removal(client, args["name"], check)
        else:
            plan = ssl_profile_plan.make(client, args, check)
        result: dict[str, t.Any] = {"changed": False}
        if plan.commands:
            self._apply(client, plan, result, args["confirm"])
        result["profile"] = _profile_facts(client, plan, predicted=check and result["changed"])
        if plan.after is not None and not (check and result["changed"]):
            presented = plan.presented(client)
            result.update({"presented": presented} if presented else {})
        save_as_asked(client, args["save"], result, check)
        return result

    def _apply(
        self, client: t.Any, plan: SslProfilePlan, result: dict[str, t.Any], confirm: dict[str, t.Any] | None
    ) -> None:
        change = replace(judged(self, plan.change(client), confirm), **self.hooks())
        outcome = apply(change, client, check=bool(self._task.check_mode))
        result.update(changed=outcome.changed, session=outcome.session, commands=outcome.commands)
        if outcome.diff:
            result["diff"] = {"prepared": outcome.diff}
        if outcome.warnings or plan.warnings:
            result["warnings"] = [*outcome.warnings, *plan.warnings]
        if outcome.confirmed is not None:
            result["confirmed"] = outcome.confirmed
            if plan.place and plan.by_api:
                self.keep_endpoint()
        if not outcome.changed and not plan.warnings:
            wrong = ssl_profile_plan.still_wrong(client, plan)
            if wrong:
                raise CommandError(f"the SSL profile {plan.name} is configured as wanted, but {wrong}.")


def _profile_facts(client: t.Any, plan: SslProfilePlan, predicted: bool) -> dict[str, t.Any]:
    """The profile; in check mode as it would be, and valid, since what is seen to be wrong with it is an error."""
    if plan.after is None:
        status = {"state": "absent", "errors": []}
    elif predicted:
        status = {"state": "valid", "errors": []}
    else:
        status = ssl_profile_plan.status_of(client, plan.name)
    after = plan.after or Profile()
    return {
        "name": plan.name,
        **status,
        "certificate": after.certificate,
        "key": after.key,
        "trust_certificates": list(after.trust or ()),
        "chain_certificates": list(after.chain or ()),
        "tls_versions": list(after.tls_versions or ()),
        "cipher_list": after.cipher_list,
        "used_by_api": plan.by_api,
    }
