# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replace passwords and keys. Documented in modules/eapi_secrets.py."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from functools import partial

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction, RemoteClient
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.confirmation import judged
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.eapi_connection import open_client
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.host_options import HostOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.numbers import check_seconds, check_tries
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import ask
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.apply import apply
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import UnconfirmedError, parse_timer
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.rivals import check_no_timer_runs
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.saving import save_as_asked
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets import kinds
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets.logins import Credentials, RotatingClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets.rotation import Rotation, tried_by


class ActionModule(EapiAction):
    """Make secrets what is wanted, or tell which would change."""

    spec = argument_spec("eapi_secrets", no_log=("secrets.secret", "secrets.previous_secret"))

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        check_tries(args["retries"], "retries")
        for name in ("delay", "interval"):
            check_seconds(args[name], name, above=False)
        timer = parse_timer(args["commit_timer"])
        if args["delay"] >= timer:
            raise InputError(f"delay is {args['delay']:g} s, and the commit timer ends before that.")
        wishes = kinds.read(args["secrets"])
        with self.alone():
            client = self._own_client()
            try:
                return self._perform_alone(self._rotation(client, wishes), args, timer)
            finally:
                if client is not self.client:
                    client.close()

    def _own_client(self) -> t.Any:
        """A client in this process, whose secrets can change. Over netcommon that is another one than the helper's."""
        client = self.client
        if not isinstance(client, RemoteClient):
            return client
        hosts = HostOptions(self, self.task_vars)
        return open_client(hosts.options(*hosts.variables(self.host)))

    def _rotation(self, client: t.Any, wishes: list[kinds.Wish]) -> Rotation:
        """The rotation, which knows the new secrets of the connection itself."""
        options = client.options
        used = {_use_of(wish, options): wish.secret for wish in wishes}
        new = Credentials(used.get("password", options.password), used.get("enable_password", options.enable_password))
        return Rotation(RotatingClient(client, new), options, wishes)

    def _perform_alone(self, rotation: Rotation, args: dict[str, t.Any], timer: int) -> dict[str, t.Any]:
        if args["state"] == "verified":
            return self._verify_rotation(rotation)
        check = bool(self._task.check_mode)
        result: dict[str, t.Any] = {"changed": False}
        rotation.look()
        result["connection_outdated"] = rotation.client.on_new
        try:
            if rotation.wanted:
                self._apply(rotation, args, timer, result)
            else:
                check_no_timer_runs(rotation.client)
        except UnconfirmedError as error:
            told = "the old secrets are in force." if error.rolled_back else "look at the switch before the next run."
            error.hint = f"{error.hint or ''} Nothing was written back: {told}".strip()
            raise
        result["secrets"] = _told(rotation)
        if unknowable := rotation.unknowable():
            result["warnings"] = [*result.get("warnings", ()), *unknowable]
        save_as_asked(rotation.client, args["save"], result, check)
        return result

    def _apply(self, rotation: Rotation, args: dict[str, t.Any], timer: int, result: dict[str, t.Any]) -> None:
        where = partial(ask.endpoint, rotation.client.client)
        own = rotation.change(timer, args["delay"], args["retries"], args["interval"], where)
        change = replace(judged(self, own, args["confirm"]), **self.hooks())
        outcome = apply(change, rotation.client, check=bool(self._task.check_mode))
        result.update(changed=outcome.changed, session=outcome.session, commands=outcome.commands)
        if outcome.diff:
            result["diff"] = {"prepared": outcome.diff}
        if outcome.warnings:
            result["warnings"] = outcome.warnings
        if outcome.confirmed is not None:
            result["confirmed"] = outcome.confirmed

    @staticmethod
    def _verify_rotation(rotation: Rotation) -> dict[str, t.Any]:
        faults = rotation.faults()
        if faults:
            raise CommandError(f"the secrets are not in force as wanted: {'; '.join(faults)}.")
        return {"changed": False, "secrets": _told(rotation)}


def _use_of(wish: kinds.Wish, options: EapiOptions) -> str:
    """The option of the connection that is the secret, "" for none."""
    if wish.kind == "user" and wish.names["name"] == options.user and options.password is not None:
        return "password"
    return "enable_password" if wish.kind == "enable" and options.enable else ""


def _told(rotation: Rotation) -> list[dict[str, t.Any]]:
    """The secrets, for the result."""
    return [
        {
            "name": wish.title,
            "changed": number in rotation.changed,
            "tried": tried_by(wish),
            "used_as": _use_of(wish, rotation.options),
        }
        for number, wish in enumerate(rotation.wishes)
    ]
