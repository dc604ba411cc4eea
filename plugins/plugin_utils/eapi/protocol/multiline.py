# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Multi-line commands: those that are followed by a text, which a line `EOF` ends."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping
from dataclasses import dataclass

#: What ends the text.
END_OF_INPUT: t.Final = "EOF"


@dataclass(frozen=True)
class MultilineCommand:
    """A command that is followed by a text.

    :ivar pattern: the whole command.
    :ivar section: the header of the section in which a text follows it; None for any.
    :ivar ends: how many lines `EOF` belong to the text.
    :ivar flush: whether the text stands at the start of the line in any section, since a margin would be part of it.
    """

    pattern: re.Pattern[str]
    section: str | None = None
    ends: int = 1
    flush: bool = False


def _multiline(pattern: str, section: str | None = None, ends: int = 1, flush: bool = False) -> MultilineCommand:
    return MultilineCommand(re.compile(pattern, re.IGNORECASE), section, ends, flush)


#: By their first word.
MULTILINE: t.Final[Mapping[str, MultilineCommand]] = {
    "action": _multiline(r"action bash"),
    "banner": _multiline(r"banner \S+", flush=True),
    "code": _multiline(r"code(?: unit \S+)?(?: source .*)?", section="control-functions"),
    "comment": _multiline(r"comment"),
    "protocol": _multiline(r"protocol https certificate", ends=2, flush=True),  # the certificate, then its key
    "ssl": _multiline(r"ssl (?:certificate|key)", section="management api http-commands", flush=True),  # old EOS
}


def multiline(line: str) -> MultilineCommand | None:
    """The multi-line command that a line is, or None. Whether a text follows may depend on the section."""
    command = MULTILINE.get(line.partition(" ")[0].lower())
    return command if command is not None and command.pattern.fullmatch(line) else None
