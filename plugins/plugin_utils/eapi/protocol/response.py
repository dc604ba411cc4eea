# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The response to one command, from an entry of a JSON-RPC `result` or `error.data`."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from ...common.errors import shown
from ...common.json_text import decode
from .commands import Format


@dataclass
class Response:
    """The answer to one command.

    :ivar command: the command as it was given.
    :ivar format: of the output: json (a mapping) or text (a string).
    :ivar revision: the revision that was asked for, or None.
    :ivar output: the model, or the text.
    :ivar warnings: the switch's warnings, all of them.
    :ivar messages: the switch's messages, all of them.
    :ivar errors: the switch's errors; not empty means the command failed.
    :ivar text_fallback: the command has no JSON form, so this is its text.
    :ivar meta: execution times in seconds (`execStartTime`, `execDuration`) where they were asked for.
    """

    command: str
    format: Format
    revision: int | None = None
    output: t.Any = None
    warnings: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    text_fallback: bool = False
    meta: dict[str, float] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """True if the switch reports errors of the command."""
        return bool(self.errors)

    def as_dict(self) -> dict[str, t.Any]:
        """The documented form: every key but `errors` and `meta` is always there."""
        data: dict[str, t.Any] = {
            "command": self.command,
            "format": self.format,
            "revision": self.revision,
            "output": self.output,
            "warnings": self.warnings,
            "messages": self.messages,
            "text_fallback": self.text_fallback,
        }
        if self.errors:
            data["errors"] = self.errors
        if self.meta:
            data["meta"] = self.meta
        return data


def parse_entry(entry: t.Any, command: str, format: Format, revision: int | None = None) -> Response:
    """Build a Response from one entry.

    An entry is an object; in text, `{"output": "..."}` or (by the specification) a bare string; in an error's data it
    can also be an object written as a JSON string.
    """
    if format == "json" and isinstance(entry, str):
        entry = _unquote(entry)
    if not isinstance(entry, dict):
        return Response(command, format, revision, output=_output_text(entry) if format == "text" else entry)
    meta = entry.get("_meta")
    return Response(
        command,
        format,
        revision,
        output=_output_text(entry.get("output")) if format == "text" else entry,
        warnings=[shown(text) for text in _strings(entry, "warnings")],
        messages=_strings(entry, "messages"),
        errors=_errors(entry),
        meta=meta if isinstance(meta, dict) else {},
    )


def _unquote(entry: str) -> t.Any:
    try:
        return decode(entry)
    except ValueError:
        return entry


def _output_text(output: t.Any) -> str:
    """A text, whatever the switch gives for one."""
    if isinstance(output, str):
        return output
    return json.dumps(output) if output else ""


def _strings(entry: dict[str, t.Any], key: str) -> list[str]:
    value = entry.get(key)
    if isinstance(value, str):
        return [value]
    return [str(item) for item in value] if isinstance(value, list) else []


def _errors(entry: dict[str, t.Any]) -> list[str]:
    """The errors without their empty strings; a failure without any text gets a default one."""
    given = _strings(entry, "errors")
    return [shown(text) for text in given if text] or (["could not run command"] if given else [])
