# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The errors of runCmds calls, a type for each cause.

Each error is one sentence for a person on call: which switch, what failed, why, and what to do about it. Codes are
those of the specification's section "Error Codes".
"""

from __future__ import annotations

import typing as t

from ..common.errors import ClientError, InputError, SessionStoreError


class EapiError(ClientError):
    """Base of the errors of calls."""


# --- Reaching the switch ---------------------------------------------------------------------------------------------


class TransportError(EapiError):
    """No HTTP reply came. `sent` tells whether the switch may have received the request."""

    sent: t.ClassVar[bool] = False


class UnknownHostError(TransportError):
    """The name service does not know the host."""

    unreachable = True
    hint_default = "Check ansible_host and the name service of the controller."


class ConnectError(TransportError):
    """The network refused: connection refused, no route, unreachable network."""

    unreachable = True
    hint_default = (
        "Check ansible_host and ansible_port, and that 'management api http-commands' is enabled there "
        "('no shutdown', protocol, port and VRF)."
    )


class ConnectTimeoutError(TransportError):
    """No reply in time."""

    unreachable = True
    hint_default = "Check the route and any firewall in between, or raise ansible_eapi_connect_timeout."


class CertificateError(TransportError):
    """We do not accept the switch's certificate, or it does not accept ours."""

    unreachable = True


class TlsError(TransportError):
    """TLS failed for another reason."""

    unreachable = True


class HostKeyError(TransportError):
    """The switch's SSH host key is unknown, or another one than it was."""

    unreachable = True


class SocketPathError(TransportError):
    """The unix socket cannot be connected."""

    unreachable = True


class ProxyError(TransportError):
    """The proxy cannot be used."""

    unreachable = True
    hint_default = "Check ansible_eapi_proxy."


class DroppedError(TransportError):
    """The connection broke after the request was sent: whether the switch ran it is not known."""

    sent = True
    hint_default = "The switch may have run the commands. Ask it for its state before sending them again."


class CommandTimeoutError(TransportError):
    """The switch took the request and did not answer in time."""

    sent = True
    hint_default = "The commands may still be running. Raise ansible_eapi_command_timeout, or the task's timeout."


# --- The HTTP reply --------------------------------------------------------------------------------------------------


class HttpError(EapiError):
    """An HTTP reply that carries no JSON-RPC.

    :ivar status: the HTTP status.
    """

    def __init__(self, reason: str, *, status: int = 0, host: str = "", hint: str | None = None) -> None:
        super().__init__(reason, host=host, hint=hint)
        self.status = status

    def details(self) -> dict[str, t.Any]:
        """The HTTP status, where there is one."""
        return {"status": self.status} if self.status else {}


class AuthenticationError(HttpError):
    """HTTP 401, or SSH's refusal: the switch does not know the user, password, cookie, certificate or key."""

    unreachable = True


class ForbiddenError(HttpError):
    """HTTP 403."""

    unreachable = True
    hint_default = "Check the access groups of 'management api http-commands' and the user's role."


class UnavailableError(HttpError):
    """HTTP 502 or 503: the API's web server runs, the API behind it does not (yet)."""

    hint_default = "The API service may be restarting: try again, or raise ansible_eapi_retries."


class GatewayTimeoutError(HttpError):
    """HTTP 504: the switch's own web server gave up waiting for the command."""

    hint_default = "The commands may still be running. Split them, or ask for less output."


class ReplySizeError(HttpError):
    """The reply is larger than max_reply_size. The switch has run the commands."""

    hint_default = "Ask for less, or raise ansible_eapi_max_reply_size."


class ProtocolError(HttpError):
    """The reply is not JSON-RPC."""

    hint_default = "Check that ansible_host and ansible_port are those of the switch's eAPI."


# --- The JSON-RPC reply ----------------------------------------------------------------------------------------------


class ReplyError(EapiError):
    """The switch answered with a JSON-RPC error object.

    :ivar code: the error object's code.
    :ivar errors: the switch's own words.
    :ivar command: the failing command as it was given, or None.
    :ivar command_index: its place among the given commands, from 0, or None.
    :ivar responses: what the commands answered, up to and with the failing one (all of them when the switch was told
        not to stop), as Response.as_dict() gives them.
    """

    codes: t.ClassVar[tuple[int, ...]] = ()

    def __init__(
        self,
        reason: str,
        *,
        host: str = "",
        hint: str | None = None,
        code: int = 0,
        errors: t.Sequence[str] = (),
        command: str | None = None,
        command_index: int | None = None,
        responses: t.Sequence[dict[str, t.Any]] = (),
    ) -> None:
        super().__init__(reason, host=host, hint=hint)
        self.code = code
        self.errors = list(errors)
        self.command = command
        self.command_index = command_index
        self.responses = list(responses)

    def details(self) -> dict[str, t.Any]:
        """Keys of the task's result beside the sentence."""
        return {
            "code": self.code,
            "errors": self.errors,
            "command": self.command,
            "command_index": self.command_index,
            "responses": self.responses,
        }


class RequestError(ReplyError):
    """-32xxx: the request itself was refused; but for -32603, no command ran."""


class ParseError(RequestError):
    """-32700: the switch could not read the request."""

    codes = (-32700,)


class InvalidRequestError(RequestError):
    """-32600: not a JSON-RPC request."""

    codes = (-32600,)


class MethodNotFoundError(RequestError):
    """-32601: the switch does not know runCmds."""

    codes = (-32601,)


class InvalidParamsError(RequestError):
    """-32602: parameters that cannot be."""

    codes: t.ClassVar[tuple[int, ...]] = (-32602,)


class UnsupportedParameterError(InvalidParamsError):
    """This EOS does not know one of the request's parameters."""

    codes: t.ClassVar[tuple[int, ...]] = ()


class InternalServerError(RequestError):
    """-32603: the API itself failed, perhaps after the commands."""

    codes = (-32603,)
    hint_default = DroppedError.hint_default


class CommandError(ReplyError):
    """1000 and up: a command failed."""


class GeneralCommandError(CommandError):
    """1000: the command ran and failed."""

    codes = (1000,)


class InternalCommandError(CommandError):
    """1001: the command broke inside EOS."""

    codes = (1001,)


class InvalidCommandError(CommandError):
    """1002: no such command."""

    codes = (1002,)


class UnconvertedCommandError(CommandError):
    """1003: the command has no JSON form."""

    codes = (1003,)
    hint_default = "The command has no JSON form on this EOS: use the text format for it."


class IncompatibleCommandError(CommandError):
    """1004: the command cannot run over eAPI."""

    codes = (1004,)


class UnauthorizedCommandError(CommandError):
    """1005: the user may not run the command."""

    codes = (1005,)
    hint_default = "Check the user's privilege and role, and whether the task needs 'become: true'."


class EnableError(CommandError):
    """Privileged mode was asked for (become) and refused."""

    unreachable = True
    hint_default = "Check ansible_become_password and the user's right to 'enable'."


def _walk(cls: type[EapiError]) -> t.Iterator[type[EapiError]]:
    yield cls
    for sub in cls.__subclasses__():
        yield from _walk(sub)


_TYPES: t.Final[list[type[ClientError]]] = [InputError, SessionStoreError, *_walk(EapiError)]
BY_NAME: t.Final = {cls.__name__: cls for cls in _TYPES}
BY_CODE: t.Final[dict[int, type[ReplyError]]] = {
    code: cls for cls in BY_NAME.values() if issubclass(cls, ReplyError) for code in cls.codes
}


def reply_error_type(code: int) -> type[ReplyError]:
    """The type of a JSON-RPC error code; codes that later releases introduce get the type of their range."""
    return BY_CODE.get(code) or (RequestError if code < 0 else CommandError)


def dump(error: ClientError) -> dict[str, t.Any]:
    """An error as plain data, for a socket between processes; `load` is its inverse."""
    return {
        "type": type(error).__name__,
        "reason": error.reason,
        "host": error.host,
        "hint": error.hint,
        **error.details(),
    }


def load(data: dict[str, t.Any]) -> ClientError:
    """Build the error that `dump` wrote."""
    fields = dict(data)
    cls = BY_NAME[fields.pop("type")]
    return cls(fields.pop("reason"), **fields)
