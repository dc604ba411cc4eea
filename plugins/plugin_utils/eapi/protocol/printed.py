# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors that stand in what a command printed: at the CLI, and in the API's replies to requests for text.

A line that begins with `% ` is an error, one with `! ` a warning. By the API's specification a request for text gets no
error object: the errors stand in the output, as at the CLI. Switches that were recorded send one as well.
"""

from __future__ import annotations

import re
import typing as t

#: The codes of failures, by the switch's words; and what the message says of a code.
CODES: t.Final[tuple[tuple[re.Pattern[str], int], ...]] = (
    (re.compile(r"(?:Invalid input|Incomplete|Ambiguous command|Unavailable command|Unrecognized command)"), 1002),
    (re.compile(r"(?:This is an unconverted command|Command cannot be used over the API)"), 1003),
    (re.compile(r"Command not permitted via API access"), 1004),
    (re.compile(r"(?:Authorization denied|Permission denied|Bad secret|Access denied)", re.IGNORECASE), 1005),
)
#: The code of all other failures.
GENERAL: t.Final = 1000
SUFFIXES: t.Final = {
    GENERAL: "could not run command",
    1002: "invalid command",
    1003: "unconverted command",
    1004: "incompatible command",
    1005: "permission to run command denied",
}
#: They print what others have written, or some lines of it, which may begin with anything.
_FOREIGN: t.Final = re.compile(r"(?:bash|more|show banner)\b|[^|]*\|", re.IGNORECASE)
_ERROR_FIRST: t.Final = re.compile(r"\s*(?:! .*\n\s*)*% ")


def errors_in(output: str) -> list[str]:
    """The errors that a command printed."""
    return [line[2:].strip() for line in output.splitlines() if line.startswith("% ")]


def errors_ahead(output: str) -> list[str]:
    """The errors with which an output begins, after warnings. Lines further down are part of what is shown."""
    return errors_in(output) if _ERROR_FIRST.match(output) else []


def code_of(said: str) -> int:
    """The API's code for an error in the CLI's words."""
    return next((code for pattern, code in CODES if pattern.match(said)), GENERAL)


def _errors_of(cmd: str, output: str) -> list[str]:
    """The errors of a command: in the switch's own words only, where it prints those of others."""
    said = errors_ahead(output)
    return [] if said and code_of(said[0]) == GENERAL and _FOREIGN.match(cmd.lstrip()) else said


def error_object(cmds: t.Sequence[str], outputs: t.Sequence[str]) -> dict[str, t.Any] | None:
    """The JSON-RPC error object for commands of which some have printed errors, None where none has.

    Its data has an entry for every command: the switch went on after the failure.
    """
    said = [_errors_of(cmd, output) for cmd, output in zip(cmds, outputs, strict=True)]
    place = next((place for place, errors in enumerate(said) if errors), None)
    if place is None:
        return None
    code = code_of(said[place][0])
    return {
        "code": code,
        "message": f"CLI command {place + 1} of {len(cmds)} '{cmds[place]}' failed: {SUFFIXES[code]}",
        "data": [
            {"output": output, "errors": errors} if errors else {"output": output}
            for output, errors in zip(outputs, said, strict=True)
        ],
    }
