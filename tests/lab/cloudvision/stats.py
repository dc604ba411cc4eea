# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What CloudVision saw."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass
class CloudVisionStats:
    """Counters since the start, or since :meth:`reset`.

    ``calls`` counts gRPC calls, whatever became of them; ``responses`` the messages sent; ``by_method`` the calls by
    their short name (``inventory.v1.Device/GetOne``). ``unauthenticated`` counts calls with that status, ``denied``
    those with PERMISSION_DENIED; ``requests`` counts HTTP requests, ``logins`` those that made a session.
    """

    connections: int = 0
    tls_handshakes: int = 0
    calls: int = 0
    responses: int = 0
    unauthenticated: int = 0
    denied: int = 0
    requests: int = 0
    logins: int = 0
    failed_logins: int = 0
    by_method: Counter[str] = field(default_factory=Counter)

    def reset(self) -> None:
        """Set every counter to zero."""
        for entry in fields(self):
            setattr(self, entry.name, Counter() if entry.name == "by_method" else 0)

    def as_dict(self) -> dict[str, Any]:
        """The counters by name."""
        return {**asdict(self), "by_method": dict(self.by_method)}
