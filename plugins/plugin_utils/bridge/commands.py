# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shared by eapi_command and eapi_fleet: build the request from a task's arguments, and the result from the answer."""

from __future__ import annotations

import typing as t

from ..common.errors import InputError, shown
from ..common.numbers import check_seconds
from ..eapi.protocol.commands import Batch, Command, parse_revisions, parse_version
from ..eapi.protocol.response import Response

#: Arguments that a batch takes as they are.
BATCH_ARGUMENTS: t.Final = (
    "format",
    "text_fallback",
    "stop_on_error",
    "auto_complete",
    "expand_aliases",
    "timestamps",
    "include_error_detail",
    "timeout",
)


def batch_of(args: t.Mapping[str, t.Any], commands: t.Iterable[Command]) -> Batch:
    """The request for commands, with the options of doc_fragments/eapi_request.py.

    :raises InputError: for an option that cannot be.
    """
    if args["timeout"] is not None:
        check_seconds(args["timeout"], "timeout")
    if args["stdout_lines_limit"] < 0:
        raise InputError(f"stdout_lines_limit is {args['stdout_lines_limit']}: it is 0 or more.")
    return Batch(
        tuple(commands),
        version=parse_version(args["version"]) if args["version"] is not None else None,
        revisions=parse_revisions(args["revisions"]),
        **{name: args[name] for name in BATCH_ARGUMENTS},
    )


def command_result(
    args: t.Mapping[str, t.Any],
    commands: t.Sequence[Command],
    responses: t.Iterable[Response],
    skipped: t.Collection[int] = (),
) -> dict[str, t.Any]:
    """The result of a task, with an entry for each command in its place, skipped ones too.

    :param args: the options of doc_fragments/eapi_request.py.
    :param skipped: the places of the commands that were not run.
    """
    answers = iter(responses)
    entries: list[dict[str, t.Any]] = []
    for place, command in enumerate(commands):
        if place in skipped:
            response = Response(command.shown, command.format or args["format"])
            entries.append({**response.as_dict(), "skipped": True})
        else:
            entries.append(next(answers).as_dict())
    result: dict[str, t.Any] = {"responses": entries}
    if args["stdout"]:
        outputs = [entry["output"] for entry in entries]
        result["stdout"] = outputs
        result["stdout_lines"] = [_output_lines(output, args["stdout_lines_limit"]) for output in outputs]
    result["commands"] = [command.shown for place, command in enumerate(commands) if place not in skipped]
    warnings = [*_command_warnings(entries)]
    if skipped:
        names = ", ".join(f"'{commands[place].shown}'" for place in sorted(skipped))
        warnings.append(f"Skipped in check mode, because it may change the switch: {names}")
    if warnings:
        result["warnings"] = warnings
    return result


def _output_lines(output: t.Any, limit: int) -> t.Any:
    """A text as its lines, or None where it is too long; a model as it is."""
    if not isinstance(output, str):
        return output
    return None if 0 < limit < len(output) else output.splitlines()


def _command_warnings(entries: t.Iterable[dict[str, t.Any]]) -> t.Iterator[str]:
    """The switch's warnings, and the errors of commands that did not fail."""
    for entry in entries:
        for text in (*entry["warnings"], *entry.get("errors", ())):
            yield shown(f"{entry['command']}: {text}")
