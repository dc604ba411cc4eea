# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""How a call is refused."""

from __future__ import annotations

import grpc


class Refused(Exception):
    """A call that ends with a status."""

    def __init__(self, status: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def invalid(message: str) -> Refused:
    """INVALID_ARGUMENT."""
    return Refused(grpc.StatusCode.INVALID_ARGUMENT, message)


def not_found(message: str = "resource not found") -> Refused:
    """NOT_FOUND."""
    return Refused(grpc.StatusCode.NOT_FOUND, message)


def precondition(message: str) -> Refused:
    """FAILED_PRECONDITION."""
    return Refused(grpc.StatusCode.FAILED_PRECONDITION, message)
