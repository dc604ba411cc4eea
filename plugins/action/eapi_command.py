# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run commands. Documented in modules/eapi_command.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.commands import batch_of, command_result
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.failures import task_result
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.numbers import check_seconds, check_tries
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import ReplyError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import changing, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conditions import Conditions, wait


class ActionModule(EapiAction):
    """Run the commands, once or until the conditions are met."""

    spec = argument_spec("eapi_command")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        commands = parse_commands(args["commands"])
        _check_ranges(args)
        conditions = Conditions(args["wait_for"], args["match"])
        risky = changing(commands)
        if conditions and risky:
            raise InputError(
                f"wait_for repeats the commands, and '{commands[min(risky)].shown}' may change the switch.",
                hint="Put what changes the switch into a task of its own.",
            )
        if args["read_only"] and risky:
            raise InputError(
                f"read_only is set, and '{commands[min(risky)].shown}' is not certain to read only.",
                hint="Reading are show, dir, more, ping, traceroute and the like, with filters after a pipe.",
            )
        skipped = risky if self._task.check_mode else frozenset()
        batch = batch_of(args, (command for place, command in enumerate(commands) if place not in skipped))
        try:
            responses, unmet = wait(
                lambda: self.client.run(batch) if batch.commands else [],
                conditions,
                args["retries"],
                args["interval"],
                self.tell,
            )
        except ReplyError as error:
            ran = range(len(error.responses) if error.command_index is None else error.command_index)
            return {**task_result(error), "changed": any(place in risky for place in ran)}
        result = command_result(args, commands, responses, skipped)
        result["changed"] = bool(risky)
        if unmet:
            tries = f"{args['retries']} tries" if args["retries"] != 1 else "one try"
            msg = f"{self.host}: wait_for is not met after {tries}: {'; '.join(map(str, unmet))}."
            result.update(failed=True, failed_conditions=[each.text for each in unmet], msg=msg)
        return result


def _check_ranges(args: dict[str, t.Any]) -> None:
    check_tries(args["retries"], "retries")
    check_seconds(args["interval"], "interval", above=False)
