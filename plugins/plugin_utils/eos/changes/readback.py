# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the lines of a change that left nothing in the session: EOS has run them at once.

In the configuration mode EOS takes commands of the EXEC mode too, and the table in eapi/protocol/words.py cannot know
those of all releases. The switch writes lines in its own words (`secret 0 x` becomes a hash, `int et1` its whole name),
so that only first words are compared, and a line that takes something away is not looked for.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterable, Sequence

from ...eapi.protocol.commands import Command
from ...eapi.protocol.words import configures

#: Commands that act on what their mode holds, and are no lines of it: the numbers of a list, the code of routing
#: control functions. Outside of such a mode they are refused, by this client or by the switch.
MODE_ACTIONS: t.Final = ("resequence", "compile", "commit", "abort")


def without_trace(commands: Sequence[Command], texts: Iterable[Callable[[], str]]) -> list[Command]:
    """The commands whose first words, or words that these begin, begin no line of the texts.

    :param texts: get the difference, and configurations with the change; each one is asked for only as long as there
        are such commands.
    """
    left = [command for command in commands if not (configures(command.cmd) or _acts_on_its_mode(command))]
    for text in texts:
        if not left:
            break
        known = _known(text(), {_first_word(command) for command in left})
        left = [command for command in left if _first_word(command) not in known]
    return left


def _acts_on_its_mode(command: Command) -> bool:
    return _first_word(command) in MODE_ACTIONS


def _first_word(command: Command) -> str:
    return command.cmd.split(maxsplit=1)[0].lower()


def _known(text: str, words: set[str]) -> set[str]:
    """Those of the words with which a line of a configuration, or of a difference, begins."""
    found: set[str] = set()
    sought = tuple(words)
    for line in text.lower().splitlines():
        bare = line.lstrip("+- \t")
        if bare.startswith(sought):
            found |= {word for word in sought if bare.startswith(word)}
            sought = tuple(words - found)
            if not sought:
                break
    return found
