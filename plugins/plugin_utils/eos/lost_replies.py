# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests without a reply: whether the switch has acted is not known, and it is asked until it answers."""

from __future__ import annotations

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
