# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests without a reply: whether the switch has acted is not known, and it is asked until it answers."""

from __future__ import annotations

import time
import typing as t
from collections.abc import Callable

from ..common.polling import retry
from ..eapi.errors import (
    CommandTimeoutError,
    DroppedError,
    GatewayTimeoutError,
    HttpError,
    InternalServerError,
    ProtocolError,
    ReplySizeError,
    TransportError,
    UnavailableError,
)
from .ask import SwitchClient

#: A reply that did not come, or says that the API itself failed: whether the switch acted is not known.
UNCERTAIN: t.Final = (
    DroppedError,
    CommandTimeoutError,
    GatewayTimeoutError,
    InternalServerError,
    ProtocolError,
    ReplySizeError,
    UnavailableError,
)
#: A switch that is not there, or whose API is not.
UNREACHED: t.Final = (TransportError, HttpError)
#: A request that ended like this may still be waiting on the switch, and run later.
LATE: t.Final = (CommandTimeoutError, GatewayTimeoutError)
#: Seconds before each further look at a switch that has not done yet what such a request asks for.
LOOKS: t.Final = (1.0, 2.0, 4.0, 8.0)
#: Seconds to wait for a switch to tell what a request has done, and between two tries.
PATIENCE: t.Final = 60.0
PAUSE: t.Final = 1.0

_T = t.TypeVar("_T")


def retry_unreachable(action: Callable[[], _T], patience: float, pause: float = PAUSE) -> _T:
    """Repeat an action while the switch cannot be reached.

    :param patience: seconds to keep trying.
    :raises EapiError: the last error.
    """
    return retry(action, UNREACHED, patience, pause)


def unless_away(client: SwitchClient, look: Callable[[], _T | None]) -> _T | None:
    """Look at a switch; None, and a new connection next time, where it is away just now."""
    try:
        return look()
    except UNREACHED:
        client.reconnect()
        return None


def settle(act: Callable[[], t.Any], done: Callable[[], bool]) -> None:
    """Send what may not be sent twice. Where its reply is lost, look whether it has taken effect.

    :param done: asks the switch.
    :raises EapiError: the request's error, where it has not.
    """
    try:
        act()
    except UNCERTAIN as error:
        for pause in (0.0, *(LOOKS if isinstance(error, LATE) else ())):
            time.sleep(pause)
            if retry_unreachable(done, PATIENCE):
                return
        raise
