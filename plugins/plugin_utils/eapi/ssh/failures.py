# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Convert exceptions of paramiko and socket to our errors, each with a sentence and a hint."""

from __future__ import annotations

import socket
import types
import typing as t

from ...common.http import ReplyTooLargeError
from .. import errors
from ..options import EapiOptions
from .host_keys import changed

CONNECT_HINT: t.Final = (
    "Check ansible_host and ansible_port, and that SSH is on there ('management ssh', 'no shutdown', VRF)."
)


def explain_connect(
    error: Exception, options: EapiOptions, patience: float, paramiko: types.ModuleType
) -> errors.EapiError:
    """The error for a failed connection or a refused login.

    :param patience: seconds that were waited.
    """
    name = options.name
    if isinstance(error, paramiko.BadHostKeyException):
        return changed(options, error.key, error.expected_key)
    if isinstance(error, paramiko.AuthenticationException) or "No authentication methods" in str(error):
        return _explain_refusal(error, options, paramiko)
    if isinstance(error, socket.gaierror):
        return errors.UnknownHostError(f"the name '{options.host}' is not known.", host=name)
    if _took_too_long(error):
        return errors.ConnectTimeoutError(f"no connection within {patience:g} s.", host=name)
    if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
        return errors.ConnectError(
            f"SSH has no algorithm in common with the switch ({_without_number(error)}).",
            host=name,
            hint="Check the ciphers, MACs and key exchanges under 'management ssh'.",
        )
    if "banner" in str(error):
        return errors.ProtocolError(
            f"what answers on port {options.tcp_port} does not speak SSH.",
            host=name,
            hint="Check ansible_port: it is 22 unless 'management ssh' says otherwise.",
        )
    return errors.ConnectError(f"cannot connect: {_without_number(_inner(error))}.", host=name, hint=CONNECT_HINT)


def _took_too_long(error: Exception) -> bool:
    """True if time was up, which paramiko says in several ways; "No existing session" when the key exchange hangs."""
    slow = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    return slow or "timeout" in str(error).lower() or "No existing session" in str(error)


def _explain_refusal(error: Exception, options: EapiOptions, paramiko: types.ModuleType) -> errors.AuthenticationError:
    key, password = options.ssh_private_key_file, options.password is not None
    shown = [*([f"the key {key}"] if key else []), *(["the password"] if password else [])]
    if key:
        hint = f"Check ansible_user{', ansible_password' if password else ''}, and that the switch knows the key "
        hint += "('username … ssh-key …')."
    elif password:
        hint = "Check ansible_user and ansible_password."
    else:
        shown = ["the keys of the SSH agent and of ~/.ssh"]
        hint = "Set ansible_password or ansible_eapi_ssh_private_key_file, or add the key to the agent (ssh-add)."
    takes = ", ".join(error.allowed_types) if isinstance(error, paramiko.BadAuthenticationType) else ""
    return errors.AuthenticationError(
        f"the switch refused user '{options.user}' over SSH with {' and '.join(shown)}"
        f"{f' (it takes {takes})' if takes else ''}.",
        host=options.name,
        hint=hint,
    )


def explain_flood(options: EapiOptions) -> errors.EapiError:
    """The error for a login that is sent more than any login takes."""
    return errors.ProtocolError(
        f"what answers on port {options.tcp_port} sends more before the login than SSH needs.",
        host=options.name,
        hint="Check ansible_host and ansible_port.",
    )


def explain_channel(error: Exception, options: EapiOptions, patience: float) -> errors.EapiError:
    """The error for a connection on which no channel opens."""
    if isinstance(error, TimeoutError):
        return errors.ConnectTimeoutError(f"SSH opened no session within {patience:g} s.", host=options.name)
    return errors.ConnectError(
        f"SSH opened no session: {_without_number(error)}.",
        host=options.name,
        hint="The switch may have as many sessions as it allows ('management ssh', 'connection limit').",
    )


def explain_loss(error: Exception, options: EapiOptions, wait: float) -> errors.EapiError:
    """The error for a request whose reply does not come, or is not taken."""
    if isinstance(error, ReplyTooLargeError):
        return errors.ReplySizeError(f"the reply is larger than {error.args[0]} bytes.", host=options.name)
    if isinstance(error, TimeoutError):
        return errors.CommandTimeoutError(f"no reply within {wait:g} s.", host=options.name)
    return errors.DroppedError("the connection broke before the reply was complete.", host=options.name)


def _inner(error: Exception) -> BaseException:
    """The first error of several: one for each address of a name."""
    several = getattr(error, "errors", None)
    return next(iter(several.values())) if isinstance(several, dict) and several else error


def _without_number(error: BaseException) -> str:
    """An error's words without their number, to go into a sentence."""
    if isinstance(error, EOFError):
        return "the other side ended the connection"
    text = (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
