# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The protocol of transports, and their reply."""

from __future__ import annotations

import typing as t

from ..common.http import HttpReply

#: What every transport answers with, SSH too.
Reply = HttpReply


class Transport(t.Protocol):
    """The interface of a transport."""

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: t.Mapping[str, str] | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
    ) -> Reply:
        """Send one request, once."""

    def prepare(self) -> None:
        """Make sure that requests can be sent, as far as that can be told without a connection."""

    def peer_certificate(self, path: str) -> bytes | None:
        """The certificate (DER) of a handshake made now, or None."""

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
