# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a switch saw: the counters that tests and benchmarks ask for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields


@dataclass
class Stats:
    """Counters since the start, or since :meth:`reset`.

    ``connections`` counts accepted ones, ``tls_handshakes`` those whose handshake succeeded, ``tls_resumed`` the
    resumed ones among them. ``requests`` counts HTTP requests of all kinds, ``commands`` the commands that ran.
    ``logins`` are successful ``/login`` requests; ``unauthorized`` counts replies 401 of any path;
    ``basic_authentications`` counts passwords checked for Basic authentication, right or wrong.
    ``ssh_logins`` and ``ssh_failed_logins`` count passwords, ``ssh_subsystems`` channels of the subsystem ``eapi``,
    ``ssh_pieces`` pieces of files that came over SSH.
    """

    connections: int = 0
    tls_handshakes: int = 0
    tls_resumed: int = 0
    requests: int = 0
    command_requests: int = 0
    commands: int = 0
    logins: int = 0
    failed_logins: int = 0
    validations: int = 0
    logouts: int = 0
    unauthorized: int = 0
    basic_authentications: int = 0
    ssh_connections: int = 0
    ssh_logins: int = 0
    ssh_failed_logins: int = 0
    ssh_subsystems: int = 0
    ssh_pieces: int = 0

    def reset(self) -> None:
        """Set every counter to zero."""
        for entry in fields(self):
            setattr(self, entry.name, 0)

    def as_dict(self) -> dict[str, int]:
        """The counters by name."""
        return asdict(self)

    def __add__(self, other: Stats) -> Stats:
        return Stats(**{name: value + getattr(other, name) for name, value in asdict(self).items()})
