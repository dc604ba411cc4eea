# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens of service accounts. Documented in modules/cloudvision_service_account_token.py."""

from __future__ import annotations

import os
import time
import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.tokens import (
    TokenRequest,
    Tokens,
    token_ids,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.common.durations import parse_duration
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import write_private


class ActionModule(WorkflowAction):
    """Make, rotate or revoke tokens. A token goes into the result or a file, and is shown nowhere."""

    spec = argument_spec("cloudvision_service_account_token")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        if args["dest"] and args["state"] == "absent":
            raise InputError("dest does not go with 'state: absent': there is no new token to write.")
        request = TokenRequest(
            target=args["state"],
            account=args["account"],
            description=args["description"],
            token_id=args["token_id"],
            valid_for=_seconds(args, "valid_for"),
            renew_before=_seconds(args, "renew_before") or 0,
            revoke=args["revoke"],
            own_ids=self._own_ids(),
            lost=bool(args["dest"]) and _is_empty(args["dest"]),
            check=self.check_mode,
        )
        dest = args["dest"]
        deliver = (lambda token: _write_token(dest, token)) if dest else (lambda token: None)
        made = Tokens(self.objects, self.poller(args), time.time, deliver).carry_out(request)
        if made.token is None:
            return made.result
        if dest:
            return {**made.result, "dest": dest}
        # With this mark Ansible registers the result, and shows none of it at any verbosity.
        return {**made.result, "token": made.token, "_ansible_no_log": True}

    def _own_ids(self) -> frozenset[str]:
        """The identifiers of this connection's token."""
        for name, value in self.client.channel.credential.metadata():
            if name == "authorization":
                return token_ids(value.removeprefix("Bearer "))
        return frozenset()


def _seconds(args: dict[str, t.Any], option: str) -> int | None:
    """The seconds of an option, or None where it is not given."""
    return None if args[option] is None else parse_duration(args[option], option)


def _is_empty(dest: str) -> bool:
    """Whether a file holds nothing, or does not exist."""
    path = os.path.expanduser(dest)
    return not os.path.exists(path) or os.path.getsize(path) == 0


def _write_token(dest: str, token: str) -> None:
    try:
        write_private(dest, f"{token}\n", "dest")
    except ClientError as error:
        raise InputError(error.reason, hint="The new token was revoked; no other was.") from error
