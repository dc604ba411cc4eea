# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logins with given secrets, and a client that continues with a new one."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field, replace

from ...common.errors import ClientError, InputError
from ...eapi.client import EapiClient
from ...eapi.errors import AuthenticationError, EnableError, UnauthorizedCommandError
from ...eapi.options import EapiOptions
from ...eapi.protocol.commands import Batch, Command
from ...eapi.protocol.response import Response

#: How a switch refuses a secret.
REFUSED: t.Final = (AuthenticationError, EnableError)
#: The way to privileged mode is tried with a command that every user may run.
HARMLESS: t.Final = Batch((Command("show hostname"),), format="text")


def logs_in(options: EapiOptions, user: str, password: str) -> bool:
    """Whether the switch lets the user in, by a login of its own that leaves no session behind.

    :param options: where and how; not who.
    :raises EapiError: where that cannot be found out.
    """
    if options.transport == "unix":
        raise InputError("a login cannot be tried over the unix socket, which asks for no password.")
    client = EapiClient(
        replace(
            options,
            user=user,
            password=password,
            auth="basic",
            enable=False,
            enable_password=None,
            client_cert=None,
            client_key=None,
            ssh_private_key_file=None,
        )
    )
    try:
        client.probe()
        return True
    except AuthenticationError:
        return False
    finally:
        client.close()


def enables(options: EapiOptions, secret: str) -> bool:
    """Whether the secret leads into privileged mode.

    :param options: of a user who gets in.
    """
    client = EapiClient(replace(options, enable=True, enable_password=secret))
    try:
        client.run(HARMLESS)
        return True
    except (EnableError, UnauthorizedCommandError):
        return False
    finally:
        client.close()


@dataclass(frozen=True)
class Credentials:
    """The secrets that a connection uses."""

    password: str | None = field(default=None, repr=False)
    enable_password: str | None = field(default=None, repr=False)


class RotatingClient:
    """Runs batches while the client's own secrets change: what the switch refuses with one, it is asked with the other.

    A request that is refused has not run, so it may be sent again.
    """

    def __init__(self, client: EapiClient, new: Credentials) -> None:
        """Stay with the secrets that the client has.

        :param new: the other ones.
        """
        self.client = client
        self.on_new = False
        self._old = Credentials(client.options.password, client.options.enable_password)
        self._new = new

    @property
    def rotates(self) -> bool:
        """Whether the new secrets are others."""
        return self._old != self._new

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run."""
        try:
            return self.client.run(batch)
        except REFUSED:
            if not self.rotates:
                raise
            self._use(not self.on_new)
            try:
                return self.client.run(batch)
            except REFUSED:
                self._use(not self.on_new)
                raise

    def adopt(self) -> None:
        """Go on with the new secrets, and end the session of the old ones."""
        if self.rotates and not self.on_new:
            with contextlib.suppress(ClientError):  # a session that is over already, or will be
                self.client.logout()
            self._use(True)

    def _use(self, new: bool) -> None:
        wanted = self._new if new else self._old
        self.client.use_secrets(wanted.password, wanted.enable_password)
        self.on_new = new
