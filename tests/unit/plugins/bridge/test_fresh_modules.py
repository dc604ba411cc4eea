# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Modules that run one after the other in one process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import fresh_modules

COLLECTION = "ansible_collections.example.switches"
#: What belongs to modules, and what Ansible itself holds on to.
OF_MODULES = [
    f"{COLLECTION}.plugins.modules.vlans",
    f"{COLLECTION}.plugins.module_utils",
    f"{COLLECTION}.plugins.module_utils.network.shared",
]
OTHERS = [COLLECTION, f"{COLLECTION}.plugins", f"{COLLECTION}.plugins.action.vlans", "modules.plugins.module_utils"]


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Modules of a collection that are loaded, and nothing lost for other tests."""
    fresh_modules._ran.clear()
    with monkeypatch.context() as patch:
        patch.setattr(fresh_modules.sys, "modules", {name: ModuleType(name) for name in [*OF_MODULES, *OTHERS]})
        yield


def test_what_no_module_has_run_with_stays() -> None:
    fresh_modules.forget()
    assert set(sys.modules) == {*OF_MODULES, *OTHERS}


def test_the_next_run_imports_anew() -> None:
    fresh_modules.note_run("example.switches.vlans")
    fresh_modules.forget()
    assert set(sys.modules) == set(OTHERS)


def test_what_was_imported_anew_stays_until_it_has_run() -> None:
    fresh_modules.note_run("example.switches.vlans")
    fresh_modules.forget()
    sys.modules[OF_MODULES[0]] = ModuleType(OF_MODULES[0])
    fresh_modules.forget()
    assert OF_MODULES[0] in sys.modules
