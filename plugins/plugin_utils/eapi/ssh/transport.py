# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""runCmds over SSH: one connection, and on it the subsystem `eapi`, or the CLI where the switch has no such subsystem.

It stands in the place of the HTTP transport. SSH authenticates, so requests carry no credentials. paramiko is loaded
when a connection is made, and not before.
"""

from __future__ import annotations

import logging
import socket
import sys
import types
import typing as t
import warnings

from ...common.errors import ClientError, InputError
from ...common.http import ReplyTooLargeError
from ..options import EapiOptions
from ..transport import Reply
from . import failures
from .cli import CliApi
from .host_keys import Accept, Refuse, read_known_hosts
from .limits import LimitedSocket, ended_after
from .shell import Shell
from .subsystem import Subsystem

SUBSYSTEM: t.Final = "eapi"
#: Seconds between two keepalive messages, which detect a dead connection while a slow command runs.
KEEPALIVE: t.Final = 20
#: Seconds beside those of a request in which the CLI leaves modes and questions behind.
AFTERWARDS: t.Final = 30
#: paramiko's messages go nowhere: what matters of them is in our errors.
LOG: t.Final = "aerie.arista.eapi.ssh"
logging.getLogger(LOG).addHandler(logging.NullHandler())
logging.getLogger(LOG).propagate = False
logging.getLogger(LOG).setLevel(logging.CRITICAL + 1)


def library() -> types.ModuleType:
    """paramiko.

    :raises InputError: if it cannot be imported.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about ciphers that it still knows
            import paramiko
    except ImportError as error:
        raise InputError(
            f"the Python package paramiko cannot be used by {sys.executable} ({error}), and SSH needs it.",
            hint="Install it for that Python: pip install paramiko.",
        ) from error
    return t.cast("types.ModuleType", paramiko)


class Api(t.Protocol):
    """Answers requests on a channel: the subsystem or a CLI."""

    @property
    def alive(self) -> bool:
        """False once the channel has ended."""

    def answer(self, body: bytes, wait: float) -> bytes:
        """The reply to a runCmds request.

        :param wait: seconds.
        :raises TimeoutError: if it does not come in time.
        :raises OSError: if the channel ends.
        :raises ReplyTooLargeError: for a reply above the limit.
        """


class SshTransport:
    """Sends requests to one switch over SSH. Nothing is opened before the first request."""

    def __init__(self, options: EapiOptions) -> None:
        self.options = options
        self._client: t.Any = None
        self._socket: LimitedSocket | None = None
        self._api: Api | None = None
        self._has_subsystem = True

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: t.Mapping[str, str] | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
    ) -> Reply:
        """As Transport.request. Another method than POST makes sure that requests can be sent."""
        wait = timeout or self.options.command_timeout
        try:
            api = self._ready(connect_timeout or self.options.connect_timeout)
            if method != "POST":
                return Reply(200, {}, b"")
        except BaseException:
            self.close()
            raise
        try:
            return Reply(200, {}, self._reply_within_limits(api, body or b"", wait))
        except ClientError:
            raise
        except (OSError, EOFError, ReplyTooLargeError, library().SSHException) as error:
            self.close()
            raise failures.explain_loss(error, self.options, wait) from error
        except BaseException:  # such as a signal: what runs on the switch ends with the channel
            self.close()
            raise

    def _reply_within_limits(self, api: Api, body: bytes, wait: float) -> bytes:
        """The reply, within limits for the whole connection as well."""
        limit = self.options.max_reply_size
        taken = t.cast("LimitedSocket", self._socket)
        taken.allow_reply(limit)
        try:
            with ended_after(wait + AFTERWARDS, self._client.close):
                return api.answer(body, wait)
        except (OSError, EOFError, library().SSHException) as error:
            if taken.exceeded:
                raise ReplyTooLargeError(limit) from error
            raise

    def prepare(self) -> None:
        """As Transport.prepare: there is paramiko, and the private key can be used."""
        if self.options.ssh_private_key_file:
            _private_key(library(), self.options)
        else:
            library()

    def peer_certificate(self, path: str) -> bytes | None:
        """There is none: SSH has host keys."""
        return None

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        client, self._client, self._api = self._client, None, None
        if client is not None:
            client.close()

    def _ready(self, patience: float) -> Api:
        """The API that answers requests, on the open connection or on a new one."""
        if self._api is not None and self._api.alive:
            return self._api
        transport = self._client.get_transport() if self._client is not None else None
        if transport is None or not transport.is_active():
            self.close()
            self._client = self.connect(patience)
            transport = self._client.get_transport()
        try:
            self._api = self._open_shell(transport, patience)
        except ClientError:
            raise
        except (OSError, EOFError, library().SSHException) as error:
            raise failures.explain_channel(error, self.options, patience) from error
        return self._api

    def allow(self, size: int) -> None:
        """Take in so many bytes more on the connection."""
        t.cast("LimitedSocket", self._socket).allow_reply(size)

    def connect(self, patience: float) -> t.Any:
        """A new connection, logged in: paramiko's client, for the caller to close.

        :param patience: seconds for each step.
        :raises EapiError: of the type that says what is wrong.
        """
        paramiko, options = library(), self.options
        own_keys = options.ssh_private_key_file is None and options.password is None
        key = _private_key(paramiko, options) if options.ssh_private_key_file else None
        client = paramiko.SSHClient()
        client.set_log_channel(LOG)
        if options.ssh_host_key_checking:
            known = read_known_hosts(paramiko, options.ssh_known_hosts, client.get_host_keys())
            client.set_missing_host_key_policy(Refuse(options, known))
        else:
            client.set_missing_host_key_policy(Accept())
        try:
            self._socket = LimitedSocket(socket.create_connection((options.host, options.tcp_port), patience))
            client.connect(
                options.host,
                options.tcp_port,
                options.user,
                options.password,
                sock=self._socket,
                pkey=key,
                timeout=patience,
                banner_timeout=patience,
                auth_timeout=options.command_timeout,
                allow_agent=own_keys,
                look_for_keys=own_keys,
            )
        except (OSError, EOFError, ValueError, ClientError, paramiko.SSHException) as error:
            client.close()
            if isinstance(error, ClientError):
                raise
            if self._socket is not None and self._socket.exceeded:
                raise failures.explain_flood(options) from error
            raise failures.explain_connect(error, options, patience, paramiko) from error
        client.get_transport().set_keepalive(KEEPALIVE)
        return client

    def _open_shell(self, transport: t.Any, patience: float) -> Api:
        """A channel with the subsystem, or with a CLI."""
        options, end = self.options, transport.close
        if self._has_subsystem:
            channel = transport.open_session(timeout=patience)
            try:
                with ended_after(patience, end):
                    channel.invoke_subsystem(SUBSYSTEM)
                return Subsystem(channel, options.max_reply_size)
            except library().SSHException:
                channel.close()
                if not transport.is_active():
                    raise
                self._has_subsystem = False
        channel = transport.open_session(timeout=patience)
        with ended_after(patience + options.command_timeout, end):
            return CliApi(Shell(channel, options.command_timeout, options.max_reply_size), options.name)


def _private_key(paramiko: types.ModuleType, options: EapiOptions) -> t.Any:
    path = options.ssh_private_key_file
    try:
        return paramiko.PKey.from_path(path)
    except (paramiko.PasswordRequiredException, TypeError) as error:  # the latter is cryptography's
        raise InputError(
            f"ansible_eapi_ssh_private_key_file names {path}, which has a passphrase.",
            host=options.name,
            hint="Add the key to an SSH agent (ssh-add), and leave that option and ansible_password out.",
        ) from error
    except (OSError, ValueError, paramiko.SSHException, paramiko.UnknownKeyType) as error:
        raise InputError(
            f"ansible_eapi_ssh_private_key_file names {path}, which holds no private key that can be used.",
            host=options.name,
        ) from error
