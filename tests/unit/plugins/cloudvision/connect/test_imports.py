# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The optional libraries of CloudVision: what is said where one is missing, and how little is imported."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import channel, imports
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import LibraryError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions


def test_no_missing_entry() -> None:
    assert imports.MISSING is None
    imports.require()
    assert (Path(imports.api_folder()) / "inventory").is_dir()


def test_grpc_is_quiet_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRPC_VERBOSITY", raising=False)
    importlib.reload(imports)
    assert os.environ["GRPC_VERBOSITY"] == "NONE"
    monkeypatch.setenv("GRPC_VERBOSITY", "DEBUG")
    importlib.reload(imports)
    assert os.environ["GRPC_VERBOSITY"] == "DEBUG"


@pytest.fixture
def without(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The module as it is where a library cannot be imported."""
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, request.param, None)
        importlib.reload(imports)
        yield request.param
    importlib.reload(imports)


@pytest.mark.parametrize("without", ["grpc", "arista", "fmp", "google.protobuf", *imports.SHARED], indirect=True)
def test_a_missing_library_is_named_with_what_to_install(without: str) -> None:
    assert imports.grpc is None
    for ask in (imports.require, imports.api_folder):
        with pytest.raises(LibraryError) as raised:
            ask()
        assert str(raised.value).startswith(
            f"a Python package that CloudVision needs cannot be used by {sys.executable} ("
        )
        assert without.rpartition(".")[2] in str(raised.value)
        assert "Install grpcio, protobuf and cloudvision for that Python" in str(raised.value)


def test_a_channel_needs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MISSING", ImportError("No module named 'grpc'"))
    with pytest.raises(LibraryError, match="No module named 'grpc'"):
        channel.Channel(CloudVisionOptions(nodes=(Node("a", 443),), token="t"))
