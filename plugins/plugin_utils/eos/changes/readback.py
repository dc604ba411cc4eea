# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the lines of a change that left nothing in the session: EOS has run them at once.

In the configuration mode EOS takes commands of the EXEC mode too, and the table in eapi/protocol/words.py cannot know
those of all releases. The switch writes lines in its own words (`secret 0 x` becomes a hash, `int et1` its whole name),
so that only first words are compared, and a line that takes something away is not looked for.
"""

from __future__ import annotations

import bisect
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
        words = sorted(_first_words(text()))
        left = [command for command in left if not _has_prefix(words, command.cmd.split(maxsplit=1)[0].lower())]
    return left


def _acts_on_its_mode(command: Command) -> bool:
    return command.cmd.split(maxsplit=1)[0].lower() in MODE_ACTIONS


def _first_words(text: str) -> set[str]:
    """The first words of a configuration, or of the lines of a difference."""
    bare = (line.lstrip("+- \t").split(maxsplit=1) for line in text.lower().splitlines())
    return {words[0] for words in bare if words}


def _has_prefix(words: Sequence[str], prefix: str) -> bool:
    """Whether one of the sorted words begins with a prefix."""
    place = bisect.bisect_left(words, prefix)
    return place < len(words) and words[place].startswith(prefix)
