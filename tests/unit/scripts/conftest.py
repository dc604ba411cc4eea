# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The scripts behind `make`, as modules."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Imports a script by its name, with an environment whose folder is empty."""
    monkeypatch.setenv("AERIE_ENVIRONMENT", str(tmp_path / "environment"))
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "environment" / "venv"))
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_PATH", str(tmp_path / "environment" / "collections"))
    monkeypatch.syspath_prepend(str(SCRIPTS))

    def load(name: str) -> ModuleType:
        # What a script reads of its environment, it reads when it is imported.
        monkeypatch.delitem(sys.modules, name, raising=False)
        return importlib.import_module(name)

    return load
