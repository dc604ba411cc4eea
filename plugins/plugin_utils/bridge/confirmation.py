# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option ``confirm``: what must be true for a change to stay."""

from __future__ import annotations

import time
import typing as t
from collections.abc import Callable
from dataclasses import replace

from ..common.errors import InputError
from ..eapi.protocol.commands import Batch, changing, parse_commands
from ..eos.changes.change import ChangeRequest
from ..eos.conditions import Conditions
from ..eos.testing import reports
from ..eos.testing.checks import UpState
from ..eos.testing.run import run_tests
from .test_catalogs import tests_of

#: Tells what is unmet, a sentence each.
Judge = Callable[[], list[str]]


def make_judge(action: t.Any, confirm: t.Mapping[str, t.Any]) -> Judge:
    """Read the option, and take the state that its checks compare with.

    :param action: the task's action, an EapiAction.
    :param confirm: the option's suboptions: commands, wait_for, match, tests, checks.
    :raises InputError: naming the suboption.
    :raises EapiError: where the state cannot be taken.
    """
    client = action.client
    if confirm["commands"] is None and confirm["tests"] is None and not confirm["checks"]:
        raise InputError(
            "confirm has none of commands, tests and checks.", hint="Say what must work for the change to stay."
        )
    if confirm["commands"] is None and confirm["wait_for"]:
        raise InputError("confirm.wait_for goes with confirm.commands.")
    commands = () if confirm["commands"] is None else parse_commands(confirm["commands"], "confirm.commands")
    if changing(commands):
        raise InputError(f"confirm.commands: '{commands[min(changing(commands))].shown}' may change the switch.")
    conditions = Conditions(confirm["wait_for"], confirm["match"], "confirm.wait_for")
    tests = [] if confirm["tests"] is None else tests_of(action, confirm["tests"], "confirm.tests")
    state = UpState.take(client, confirm["checks"])

    def judge() -> list[str]:
        unmet = []
        if commands:
            responses = client.run(Batch(commands, text_fallback=True))
            unmet += [str(each) for each in conditions.unmet([response.output for response in responses])]
        unmet += state.lost(client)
        records = run_tests(client, tests, action.host) if tests else []
        bad = [record for record in records if record.result not in ("success", "skipped")]
        return [*unmet, *([reports.sentence(bad, len(records))] if bad else [])]

    return judge


def check_time(judge: Judge, delay: float, timer: float, clock: Callable[[], float] = time.monotonic) -> None:
    """Let check mode run the tests once, and refuse a commit timer that would end before one try of them.

    :param delay: seconds before the first try.
    :raises InputError: with the seconds that they took.
    """
    began = clock()
    judge()
    took = clock() - began
    if delay + took >= timer:
        raise InputError(
            f"confirm.tests took {took:.1f} s here and confirm.delay is {delay:g} s, but the commit timer ends after "
            f"{timer:g} s: the switch would undo the change before that.",
            hint="Set a longer commit_timer, or take fewer tests.",
        )


def judged(action: t.Any, change: ChangeRequest, confirm: t.Mapping[str, t.Any] | None) -> ChangeRequest:
    """A change with a confirmation of its own, which ``confirm`` judges as well.

    :raises InputError: for a change that nobody confirms.
    """
    if confirm is None:
        return change
    own = change.confirmation
    if own is None:
        raise InputError(
            "confirm is given, but this change is not confirmed: it has no commit timer.", hint="Leave confirm out."
        )
    judge = make_judge(action, confirm)
    if action._task.check_mode and confirm["tests"] is not None and change.timer is not None:
        check_time(judge, own.delay, change.timer)
    return replace(change, confirmation=replace(own, check=lambda: own.check() + judge()))
