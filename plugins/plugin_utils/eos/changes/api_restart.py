# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wait for the API service, which restarts a moment after a change of its own configuration."""

from __future__ import annotations

import contextlib
import time
import typing as t
from collections.abc import Sequence

from ...common.errors import ClientError
from ...eapi.protocol.commands import Command
from .. import ask
from ..api_server.kinds import HTTP_COMMANDS, HTTP_SERVER
from ..ask import Runner
from ..lost_replies import retry_unreachable

#: Seconds that a switch may take to act on a change: to let go of addresses and users, to restart its API service.
SETTLING: t.Final = 3.0
#: Seconds after that until the service answers again.
PATIENCE: t.Final = 15.0

_SECTIONS: t.Final = (HTTP_COMMANDS, HTTP_SERVER)


def restarts_api(commands: Sequence[Command], diff: str) -> bool:
    """Whether a change may restart the API service: it enters a section of the service, or its diff shows one.

    :param diff: the switch's unified diff, in which a section's line may be missing where the hunk begins below it.
    """
    entered = (" ".join(command.cmd.lower().split()) for command in commands)
    shown = (line[1:].strip() for line in diff.splitlines()[2:])
    return any(line in _SECTIONS for lines in (entered, shown) for line in lines)


def await_api(runner: Runner) -> None:
    """Wait until the API service has restarted, so that the next request finds it. A switch that stays away is no
    error here: the change is made, and the next request says what is wrong."""
    time.sleep(SETTLING)
    with contextlib.suppress(ClientError):
        retry_unreachable(lambda: ask.text(runner, "show hostname"), PATIENCE)
