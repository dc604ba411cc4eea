# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the lines of a change that are no configuration: EOS has run them at once.

In the configuration mode EOS takes commands of the EXEC mode too, and the table in eapi/protocol/words.py cannot know
those of all releases. A line that stands in the session, in its section or above, is configuration. The switch writes
lines in its own words (`secret 0 x` becomes a hash), and shows none at its default; so about the others it is asked:
each line of the configuration has a `default` form in its mode, and commands of the EXEC mode have none.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from collections.abc import Collection, Sequence

from ...common.masking import secret_spans, without_secrets
from ...eapi.protocol.commands import Command
from ...eapi.protocol.words import configures
from ..config.configuration import Config
from ..config.spelling import as_written, negation_of
from ..config.tree import ConfigError, Section

#: Commands that act on what their mode holds, and are no lines of it: the numbers of a list, the code of routing
#: control functions. Outside of such a mode they are refused, by this client or by the switch.
MODE_ACTIONS: t.Final = ("resequence", "compile", "commit", "abort")


def uncertain(commands: Sequence[Command]) -> set[int]:
    """The places of the commands that are not certain to be configuration by their words."""
    return {
        place
        for place, command in enumerate(commands)
        if not configures(command.cmd) and command.cmd.split(maxsplit=1)[0].lower() not in MODE_ACTIONS
    }


def added(commands: Sequence[Command], sought: Collection[int], diff: str) -> set[int]:
    """Of the sought places, those whose command the difference adds, where no other command is the same line."""
    lines = [as_written(command.cmd).lower() for command in commands]
    new = {as_written(line[1:]).lower() for line in diff.splitlines()[2:] if line.startswith("+")}
    count = Counter(lines)
    return {place for place in sought if lines[place] in new and count[lines[place]] == 1}


def without_trace(commands: Sequence[Command], sought: Collection[int], text: str) -> set[int]:
    """Of the sought places, those whose command does not stand in a configuration where EOS reads it.

    :param text: the configuration with the change; one that cannot be read shows nothing.
    """
    try:
        walk = _Walk(Config.parse(text).root)
    except ConfigError:
        return set(sought)
    return {place for place, command in enumerate(commands) if not walk.finds(command.cmd) and place in sought}


def differs_in_secrets_only(diff: str) -> bool:
    """True if all lines that a difference takes away come back with other secrets.

    Whether those are the same ones does not show: EOS stores a secret in another form each time it is entered.
    """
    changed = [line for line in diff.splitlines()[2:] if line.startswith(("+", "-"))]
    bare = {sign: Counter(without_secrets(line[1:]) for line in changed if line[0] == sign) for sign in "+-"}
    return bool(changed) and bare["+"] == bare["-"] and all(secret_spans(line[1:]) for line in changed)


def probe(commands: Sequence[Command], asked: Collection[int], strays: Collection[int]) -> list[tuple[Command, int]]:
    """The commands with the `default` form ahead of those to be asked about, and without those known to be strays.

    A command that is asked about runs only if the switch has taken its `default` form.

    :returns: each with its place, which is -1 - place for a `default` form.
    """
    found: list[tuple[Command, int]] = []
    for place, command in enumerate(commands):
        if place in asked:
            found.append((Command(f"default {command.cmd.strip()}"), -1 - place))
        if place not in strays:
            found.append((command, place))
    return found


class _Walk:
    """Enters commands into a configuration as EOS reads them: in the mode that is open, then in those above."""

    def __init__(self, root: Section) -> None:
        self._modes = [root]
        #: False while the mode is one that the configuration does not show: then only the top is certain.
        self._certain = True
        self._lines: dict[int, dict[str, Section]] = {}

    def finds(self, line: str) -> bool:
        """True if the line stands in the open mode or above; its own mode is open then, if it has one."""
        if line.strip() == "exit":
            self._modes = self._modes[: max(1, len(self._modes) - 1)]
            return True
        wanted = as_written(line).lower()
        for depth in range(len(self._modes) if self._certain else 1, 0, -1):
            child = self._in(self._modes[depth - 1]).get(wanted)
            if child is not None:
                self._modes = [*self._modes[:depth], child] if child.opens_mode else self._modes[:depth]
                self._certain = True
                return True
        self._certain = self._certain and negation_of(line) is not None
        return False

    def _in(self, section: Section) -> dict[str, Section]:
        """The lines of a section as they are compared."""
        if id(section) not in self._lines:
            self._lines[id(section)] = {as_written(child.line).lower(): child for child in section.children.values()}
        return self._lines[id(section)]
