# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The ways in which a CLI command can fail, with eAPI's codes (specification, "Error Codes")."""

from __future__ import annotations

from typing import Any


class CommandError(Exception):
    """A command failed: 1000, "could not run command", unless a subclass says otherwise.

    ``errors`` is the list that stands in the command's entry of ``error.data``; ``model`` holds further keys of
    that entry (EOS can put parts of a model beside its errors).
    """

    code = 1000
    suffix = "could not run command"

    def __init__(self, *errors: str, model: dict[str, Any] | None = None) -> None:
        super().__init__("; ".join(errors))
        self.errors = list(errors) or [""]
        self.model = model or {}


class InternalError(CommandError):
    """1001: the command caused an exception inside the switch."""

    code = 1001
    suffix = "internal error"


class InvalidCommand(CommandError):
    """1002: the string does not match any command; ``at`` is the token that shows it, -1 where no token does."""

    code = 1002
    suffix = "invalid command"
    at: float = -1

    @classmethod
    def token(cls, at: int, what: str, token: str) -> InvalidCommand:
        """The error of one token, which is counted from 0."""
        error = cls(f"{what} (at token {at}: {token!r})")
        error.at = at + (what != "Invalid input") * 0.5  # an incomplete command is the better reading
        return error


class UnconvertedCommand(CommandError):
    """1003: the command has no JSON model; only ``format: text`` runs it."""

    code = 1003
    suffix = "unconverted command"


class IncompatibleCommand(CommandError):
    """1004: the command cannot be run over the Command API."""

    code = 1004
    suffix = "incompatible command"


class UnauthorizedCommand(CommandError):
    """1005: the user may not run the command."""

    code = 1005
    suffix = "permission to run command denied"


class AmbiguousWord(InvalidCommand):
    """An abbreviation stands for several words of a mode; the modes above it are not asked."""


def invalid_input(index: int, token: str) -> InvalidCommand:
    """The token at ``index`` (counted from 0) fits nowhere."""
    return InvalidCommand.token(index, "Invalid input", token)


def incomplete_token(index: int, token: str) -> InvalidCommand:
    """The token at ``index`` is an abbreviation, which the API refuses."""
    return InvalidCommand.token(index, "Incomplete token", token)


def ambiguous(index: int, token: str) -> InvalidCommand:
    """The abbreviation at ``index`` stands for several words."""
    return AmbiguousWord.token(index, "Ambiguous command", token)


def incomplete_command(index: int, token: str) -> InvalidCommand:
    """The command ends too early, after the token at ``index``."""
    return InvalidCommand.token(index, "Incomplete command", token)


def privileged_mode_required() -> InvalidCommand:
    """A command of the privileged mode was given before ``enable``."""
    return InvalidCommand("Invalid input (privileged mode required)")
