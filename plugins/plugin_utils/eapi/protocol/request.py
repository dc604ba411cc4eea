# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The runCmds request of a list of commands."""

from __future__ import annotations

import itertools
import json
import typing as t
from dataclasses import dataclass

from .commands import Batch, Command, Format

#: A parameter of our own, which the API does not have: answers to questions of the CLI. It stays on this machine.
ANSWERS: t.Final = "answers"
PATH: t.Final = "/command-api"
HEADERS: t.Final = {"Content-Type": "application/json-rpc"}

_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class RunCmdsCall:
    """One runCmds request: commands of a batch that share a format.

    :ivar positions: the places of the commands in the batch.
    :ivar enable: the command that goes ahead of them for privileged mode, or None.
    """

    batch: Batch
    positions: t.Sequence[int]
    format: Format
    enable: Command | None = None

    @property
    def commands(self) -> list[Command]:
        """The commands of the request, without 'enable'."""
        return [self.batch.commands[position] for position in self.positions]

    @property
    def repeatable(self) -> bool:
        """True if sending it twice is the same as sending it once."""
        return self.batch.repeatable or all(command.read_only for command in self.commands)

    def revision_of(self, command: Command) -> int | None:
        """The revision to ask for; none in text, which may stand in for JSON that was asked for."""
        return self.batch.revision_of(command) if self.format == "json" else None

    def payload(self) -> tuple[str, bytes]:
        """The request's id and body."""
        number = f"aerie.arista-{next(_NUMBERS)}"
        wire = [command.to_wire(self.revision_of(command)) for command in self.commands]
        params: dict[str, t.Any] = {
            "version": self.batch.version,
            "cmds": [self.enable.to_wire(), *wire] if self.enable else wire,
            "format": self.format,
            **self.batch.parameters(),
            **({ANSWERS: dict(self.batch.answers)} if self.batch.answers else {}),
        }
        request = {"jsonrpc": "2.0", "method": "runCmds", "params": params, "id": number}
        return number, json.dumps(request).encode()
