# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the text or the model of one command from a switch; types of clients that run commands."""

from __future__ import annotations

import typing as t
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..eapi.errors import InvalidCommandError
from ..eapi.options import endpoint_url
from ..eapi.protocol.commands import Batch, Command
from ..eapi.protocol.response import Response

T = t.TypeVar("T")


class Runner(t.Protocol):
    """Runs commands on a switch."""

    def run(self, batch: Batch) -> list[Response]:
        """Run a batch; one response for each command."""


class SwitchClient(Runner, t.Protocol):
    """A client whose endpoint is known and can move: `EapiClient`, or the one in netcommon's helper process."""

    def reconnect(self, login: bool = False) -> None:
        """As EapiClient.reconnect."""

    def endpoint_options(self) -> dict[str, t.Any]:
        """As EapiClient.endpoint_options."""

    def move(self, **changes: t.Any) -> None:
        """As EapiClient.move."""

    def peer_certificate(self, **changes: t.Any) -> bytes | None:
        """As EapiClient.peer_certificate."""


@dataclass
class AnsweringRunner:
    """Runs batches with answers to the questions that commands may ask.

    :ivar answers: by patterns of the questions.
    """

    runner: Runner
    answers: t.Mapping[str, str]

    def run(self, batch: Batch) -> list[Response]:
        """As Runner.run."""
        return self.runner.run(replace(batch, answers=self.answers))


def text(runner: Runner, command: str, repeatable: bool = False, timeout: float | None = None) -> str:
    """Run one command and return its text.

    :param repeatable: sending it twice is the same as sending it once, although it changes the switch.
    :param timeout: seconds to wait for the reply; None for the client's own.
    :raises EapiError: where the switch does not give it.
    """
    (found,) = runner.run(Batch((Command(command),), format="text", repeatable=repeatable, timeout=timeout))
    return str(found.output)


def model(runner: Runner, command: str, timeout: float | None = None) -> dict[str, t.Any]:
    """Run one show command and return its model, {} where the output is none.

    :param timeout: as for `text`.
    :raises EapiError: where the switch does not give it.
    """
    output = runner.run(Batch((Command(command, format="json"),), timeout=timeout))[0].output
    return output if isinstance(output, dict) else {}


def in_vrf(run: Callable[[list[Command]], T], vrf: str, commands: t.Sequence[Command]) -> T:
    """Run commands in a VRF: newer EOS calls that 'cli vrf', older EOS 'routing-context vrf'."""
    try:
        return run([Command(f"cli vrf {vrf}"), *commands])
    except InvalidCommandError as error:
        if error.command_index != 0:
            raise
    return run([Command(f"routing-context vrf {vrf}"), *commands])


def endpoint(client: SwitchClient) -> str:
    """The endpoint of the client now: https://HOST:PORT, ssh://HOST:PORT or unix."""
    options = client.endpoint_options()
    return endpoint_url(options["transport"], options["host"], options["port"])
