# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configure through sessions. Documented in modules/eapi_config.py."""

from __future__ import annotations

import os
import re
import time
import typing as t
from collections.abc import Callable
from functools import partial

from ansible.plugins.loader import lookup_loader

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.confirmation import check_time, make_judge
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import file_name_of, flaw_of, write_private
from ansible_collections.aerie.arista.plugins.plugin_utils.common.numbers import check_seconds, check_tries
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import ask
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import (
    candidate as candidates,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.apply import apply, differences
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import (
    ChangeRequest,
    ChangeResult,
    Confirmation,
    parse_timer,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.lockout import Access
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.reclaim import reclaim
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.saving import save_as_asked
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.session_list import check_name_is_free
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.unmet import JUDGED, check_met
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.unified_diff import unified_text


class ActionModule(EapiAction):
    """Change the configuration, or tell what would change."""

    spec = argument_spec("eapi_config")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        candidates.check_combinations(args)
        with self.alone():  # what is to be entered depends on the running configuration as well
            return self._perform_alone(args)

    def _perform_alone(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        change = self._change(args)
        result: dict[str, t.Any] = {"changed": False}
        if args["backup"] and not self._task.check_mode:
            result["backup_path"] = self._backup(args)
        if args["reclaim"] and not self._task.check_mode:
            self.reclaimed += reclaim(self.client, args["reclaim"])
        if self.reclaimed or (args["reclaim"] and not self._task.check_mode):
            result["reclaimed"] = self.reclaimed
        if change is not None and change.session:
            check_name_is_free(self.client, change.session)
        outcome = self._apply(change, args)
        if outcome.session:
            result.update(session=outcome.session, commands=outcome.commands)
        result["changed"] = outcome.changed
        for name in ("confirmed", "checkpoint"):
            if getattr(outcome, name) is not None:
                result[name] = getattr(outcome, name)
        if outcome.warnings:
            result["warnings"] = outcome.warnings
        text = self._shown_diff(outcome, args)
        if text:
            result["diff"] = {"prepared": text}
        save_as_asked(self.client, args["save"], result, bool(self._task.check_mode))
        return result

    def _apply(self, change: ChangeRequest | None, args: dict[str, t.Any]) -> ChangeResult:
        want_after = args["diff_against"] != "session"
        if change is None:
            after = ask.text(self.client, "show running-config") if want_after else None
            return ChangeResult(after=after)
        runner = ask.AnsweringRunner(self.client, check_answers(args["answers"])) if args["answers"] else self.client
        return apply(change, runner, check=bool(self._task.check_mode), want_after=want_after)

    def _change(self, args: dict[str, t.Any]) -> ChangeRequest | None:
        """The requested change, or None if nothing differs."""
        text = self._given_configuration(args)
        candidate = candidates.build(args, text, partial(self._running, args))
        if candidate is None:
            return None
        timer = parse_timer(args["commit_timer"]) if args["commit_timer"] else None
        if timer is not None and args["confirm"]["delay"] >= timer:
            raise InputError(f"confirm.delay is {args['confirm']['delay']:g} s, and the commit timer ends before that.")
        confirmation = self._confirmation(args["confirm"])
        if confirmation is not None and timer is not None and self._task.check_mode and args["confirm"]["tests"]:
            check_time(confirmation.check, confirmation.delay, timer)
        return ChangeRequest(
            candidate.commands,
            clean=candidate.clean,
            session=self._session_name(args),
            description=args["description"],
            timer=timer,
            confirmation=confirmation,
            checkpoint=args["checkpoint"],
            access=self._access(),
            verify=self._verify(candidate.given, args["match"]),
            estimate=candidate.entered_in,
            **{**self.hooks(), "makes_room": partial(self.makes_room, args["reclaim"])},
        )

    def _verify(self, given: Config | None, match: str) -> Callable[[str], None] | None:
        """What refuses a configuration in which the task's lines are not as `match` wants them."""
        if given is None or match not in JUDGED:
            return None
        return partial(check_met, given, match, differences=partial(differences, self.client, ledger=self._ledger()))

    def _access(self) -> Access:
        """How this task gets in, by the connection's options."""
        owner: t.Any = self._connection
        transport = self.option("transport") or ("http" if self.option("use_ssl") is False else "https")
        return Access(owner.get_option("host"), owner.get_option("remote_user"), transport)

    def _session_name(self, args: dict[str, t.Any]) -> str | None:
        """The session's name. Check mode leaves a session alone that a run would abort, and needs another name."""
        taken = self._task.check_mode and args["session"] in args["reclaim"]
        return None if taken else args["session"]

    def _given_configuration(self, args: dict[str, t.Any]) -> str | None:
        """The configuration that src, content or rollback give."""
        if args["src"] is not None:
            return self._template(args["src"])
        if args["rollback"] is not None:
            return candidates.kept(self.client, args["rollback"])
        return t.cast("str | None", args["content"])

    def _template(self, source: str) -> str:
        """The text of a file or template, found as ansible.builtin.template finds it."""
        lookup = lookup_loader.get("ansible.builtin.template", loader=self._loader, templar=self._templar)
        variables = self._templar.available_variables
        path = lookup.find_file_in_search_path(variables, "templates", source, ignore_missing=True)
        if path is None:
            raise InputError(
                f"src names {source}, which is not there.",
                hint="It is looked for beside the playbook, and in 'templates' there and in the role.",
            )
        if os.path.isdir(path):
            raise InputError(f"src names {path}, which is a folder: give a file.")
        if flaw := flaw_of(path):
            raise InputError(f"src names {path}, which {flaw}.")
        text = str(lookup.run([source], variables)[0])
        if not text.strip():
            raise InputError(f"src names {path}, which is empty: there is nothing to configure.")
        return text

    def _running(self, args: dict[str, t.Any]) -> str:
        return ask.text(self.client, "show running-config all" if args["defaults"] else "show running-config")

    def _confirmation(self, confirm: dict[str, t.Any] | None) -> Confirmation | None:
        if confirm is None:
            return None
        check = make_judge(self, confirm)
        check_tries(confirm["retries"], "confirm.retries")
        for name in ("delay", "interval"):
            check_seconds(confirm[name], f"confirm.{name}", above=False)
        return Confirmation(
            check,
            self.client.reconnect,
            confirm["delay"],
            confirm["retries"],
            confirm["interval"],
            confirm["wait_for_rollback"],
            where=partial(ask.endpoint, self.client),
        )

    def _shown_diff(self, outcome: ChangeResult, args: dict[str, t.Any]) -> str:
        if args["diff_against"] == "session":
            return outcome.diff
        if args["diff_against"] == "startup":
            other, name = ask.text(self.client, "show startup-config"), "startup-config"
        else:
            other, name = args["intended"], "intended"
        return unified_text(other, outcome.after or "", name, "configuration", args["diff_ignore_lines"])

    def _backup(self, args: dict[str, t.Any]) -> str:
        options = args["backup_options"] or {}
        folder = options.get("dir_path") or os.path.join(self._loader.get_basedir(), "backup")
        name = options.get("filename") or f"{file_name_of(self.host)}_config.{time.strftime('%Y-%m-%d@%H:%M:%S')}"
        return write_private(os.path.join(folder, name), self._running(args), "backup_options")


def check_answers(answers: dict[str, t.Any]) -> dict[str, str]:
    """The answers, after a look at their patterns.

    :raises InputError: for a pattern that is none, or an answer of several lines.
    """
    for pattern, answer in answers.items():
        try:
            re.compile(str(pattern))
        except re.error as error:
            raise InputError(f"answers['{pattern}'] is no regular expression ({error}).") from None
        if not isinstance(answer, str) or "\n" in answer:
            raise InputError(f"answers['{pattern}'] is {str(answer)[:40]!r}: it is one line of text (in quotes).")
    return {str(pattern): answer for pattern, answer in answers.items()}
