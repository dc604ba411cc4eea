# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Modules that run one after the other in one process."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import fresh_modules

COLLECTION = "ansible_collections.example.switches"
VLANS = f"{COLLECTION}.plugins.modules.vlans"
SHARED = f"{COLLECTION}.plugins.module_utils.network.shared"
#: What belongs to modules, and what Ansible itself holds on to.
OF_MODULES = [VLANS, f"{COLLECTION}.plugins.module_utils", SHARED]
OTHERS = [COLLECTION, f"{COLLECTION}.plugins", f"{COLLECTION}.plugins.action.vlans", "modules.plugins.module_utils"]


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Modules of a collection that are loaded in a process that has run none; nothing is lost for other tests."""
    with monkeypatch.context() as patch:
        patch.setattr(fresh_modules, "_State", type("State", (fresh_modules._State,), {}))
        patch.setattr(fresh_modules, "_loaded", {name: module(name) for name in [*OF_MODULES, *OTHERS]})
        yield


def module(name: str) -> Any:
    """A module with all kinds of things that a run can change."""
    found: Any = ModuleType(name)
    found.CONNECTION = None
    found.SEEN = {"configurations": []}
    found.NAMES = ["vlan"]
    found.Facts = type("Facts", (), {"__module__": name, "spec": {"config": {}}, "version": None})
    return found


def import_all() -> None:
    """What a run imports, where it is not loaded."""
    for name in OF_MODULES:
        if name not in fresh_modules._loaded:
            fresh_modules._loaded[name] = module(name)


def run() -> Any:
    """A run of the module, which leaves something everywhere; the module as the run has found it."""
    fresh_modules.forget()
    import_all()
    fresh_modules.note_run()
    shared: Any = fresh_modules._loaded[SHARED]
    found = copy.deepcopy((shared.CONNECTION, shared.SEEN, shared.NAMES, shared.Facts.spec, shared.Facts.version))
    shared.CONNECTION = "leaf1"
    shared.SEEN["configurations"].append("of leaf1")
    shared.NAMES.append("mine")
    shared.Facts.spec["config"]["type"] = "list"
    shared.Facts.version = 4
    shared.LATER = "new"
    shared.Facts.later = "new"
    fresh_modules._loaded[f"{SHARED}_late"] = module("late")
    return (*found, hasattr(shared, "LATER"), hasattr(shared.Facts, "later"), f"{SHARED}_late" in fresh_modules._loaded)


def test_unused_modules_stay_loaded() -> None:
    before = dict(fresh_modules._loaded)
    fresh_modules.forget()
    assert fresh_modules._loaded == before


def test_no_run_sees_anything_of_an_earlier_one() -> None:
    first = run()
    assert first[:5] == (None, {"configurations": []}, ["vlan"], {"config": {}}, None)
    for _further in range(4):
        fresh_modules.forget()
        assert f"{SHARED}_late" not in fresh_modules._loaded
        import_all()
        fresh_modules.note_run()
        shared: Any = fresh_modules._loaded[SHARED]
        found = (shared.CONNECTION, shared.SEEN, shared.NAMES, shared.Facts.spec, shared.Facts.version)
        assert found == first[:5]
        assert not hasattr(shared, "LATER")
        assert not hasattr(shared.Facts, "later")
        run()


def test_modules_are_reimported_once_then_restored() -> None:
    objects = []
    for _number in range(4):
        run()
        objects.append(fresh_modules._loaded[SHARED])
    assert objects[0] is not objects[1]
    assert objects[1] is objects[2] is objects[3]


def test_modules_that_ansible_holds_stay() -> None:
    kept = {name: fresh_modules._loaded[name] for name in OTHERS}
    for _number in range(3):
        run()
    assert {name: fresh_modules._loaded[name] for name in OTHERS} == kept


def test_another_module_is_noted_as_well() -> None:
    for _number in range(2):
        run()
    fresh_modules.forget()
    other = fresh_modules._loaded[f"{COLLECTION}.plugins.modules.interfaces"] = module("interfaces")
    fresh_modules.note_run()
    other.CONNECTION = "leaf1"
    fresh_modules.forget()
    assert fresh_modules._loaded[f"{COLLECTION}.plugins.modules.interfaces"] is other
    assert other.CONNECTION is None
