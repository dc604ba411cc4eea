# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Import the libraries that may be missing: grpc, protobuf and the vendor's generated packages (`arista.*`)."""

from __future__ import annotations

import os
import sys
import typing as t
from importlib import import_module

from ..errors import LibraryError

__all__ = ["MISSING", "api_folder", "extensions_pb2", "grpc", "message_factory", "require"]

#: What all API packages import.
SHARED: t.Final = ("arista.subscriptions", "arista.time", "fmp.wrappers_pb2")

MISSING: ImportError | RuntimeError | None = None

# grpc writes its own lines about failed handshakes to stderr; what they say is in our errors.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")
try:
    import arista
    import grpc
    from fmp import extensions_pb2
    from google.protobuf import message_factory

    for _name in SHARED:
        import_module(_name)
except (ImportError, RuntimeError) as error:  # RuntimeError: generated code that wants a newer library
    MISSING = error
    grpc = arista = extensions_pb2 = message_factory = None  # type: ignore[assignment]


def require() -> None:
    """Make sure that the libraries are there.

    :raises LibraryError: saying what to install for which Python.
    """
    if MISSING is None:
        return
    raise LibraryError(
        f"a Python package that CloudVision needs cannot be used by {sys.executable} ({MISSING}).",
        hint="Install grpcio, protobuf and cloudvision for that Python, as in the collection's requirements.txt.",
    )


def api_folder() -> str:
    """The folder of the vendor's API packages."""
    require()
    return t.cast("str", arista.__path__[0])
