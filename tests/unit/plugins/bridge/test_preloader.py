# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The callback that loads in the parent what workers will want."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.plugins.loader import callback_loader

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import preload, preloader

#: Run in a process that has loaded nothing yet: tasks (action, collections) come in, names of loaded modules go out.
PROGRAM = """
import json, sys
from ansible.cli import CLI
from ansible.plugins.loader import init_plugin_loader, callback_loader
from types import SimpleNamespace
init_plugin_loader()
callback = callback_loader.get("aerie.arista.preload")
before = set(sys.modules)
for action, collections in json.loads(sys.argv[1]):
    callback.v2_playbook_on_task_start(SimpleNamespace(action=action, collections=collections), False)
print(json.dumps(sorted(set(sys.modules) - before)))
"""
EOS = "ansible_collections.arista.eos.plugins"
OURS = "ansible_collections.aerie.arista.plugins"


def loaded(*tasks: tuple[str, list[str]]) -> set[str]:
    """The modules that the callback loads at the beginning of tasks; it must print nothing."""
    command = [sys.executable, "-c", PROGRAM, json.dumps(tasks)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    return set(json.loads(line))


def test_requirements_of_arista_eos_modules() -> None:
    names = loaded(("arista.eos.eos_vlans", []))
    assert {
        f"{EOS}.modules.eos_vlans",
        f"{EOS}.action.eos",
        f"{OURS}.connection.httpapi",
        f"{OURS}.plugin_utils.bridge.httpapi_connection",
        f"{OURS}.plugin_utils.eapi.client",
        "ansible_collections.ansible.netcommon.plugins.action.network",
        "requests",
    } <= names
    assert f"{EOS}.modules.eos_interfaces" not in names


def test_a_short_name_in_the_collections_of_a_play() -> None:
    assert f"{EOS}.modules.eos_vlans" in loaded(("eos_vlans", ["arista.eos"]))


def test_a_module_of_netcommon_becomes_a_program() -> None:
    names = loaded(("ansible.netcommon.cli_command", []))
    assert f"{OURS}.connection.httpapi" in names
    assert not any(".netcommon.plugins.modules." in name for name in names)


def test_our_own_modules_over_the_connection() -> None:
    assert f"{OURS}.connection.httpapi" in loaded(("aerie.arista.eapi_command", []))


def test_tasks_of_others_are_left_alone() -> None:
    names = loaded(
        ("ansible.builtin.debug", []),
        ("debug", ["arista.eos"]),
        ("ansible.utils.fact_diff", []),
        ("aerie.arista.cloudvision_tag", []),
    )
    assert [
        name for name in names if name.startswith((f"{EOS}.modules.", f"{EOS}.module_utils", f"{OURS}.connection"))
    ] == []


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the callback has loaded."""
    names: list[Any] = []
    monkeypatch.setattr(preloader, "_load", lambda action, collections: names.append((action, collections)))
    return names


def task(action: str, *collections: str) -> Any:
    return SimpleNamespace(action=action, collections=collections or None)


@pytest.mark.parametrize("kind", ["task", "handler_task", "cleanup_task"])
def test_all_kinds_of_tasks(kind: str, found: list[Any]) -> None:
    callback: Any = callback_loader.get("aerie.arista.preload")
    more = (False,) if kind == "task" else ()
    getattr(callback, f"v2_playbook_on_{kind}_start")(task("eos_vlans", "arista.eos"), *more)
    assert found == [("eos_vlans", ("arista.eos",))]


def test_each_action_is_loaded_once(found: list[Any]) -> None:
    one = preloader.Preloader()
    for action in ("a.b.c", "a.b.d", "a.b.c"):
        one.load(task(action))
    assert found == [("a.b.c", ()), ("a.b.d", ())]


def test_code_that_cannot_be_loaded_is_left_to_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise SyntaxError("in a module")

    said: list[str] = []
    monkeypatch.setattr(preload, "httpapi", broken)
    monkeypatch.setattr(preloader.display, "vvv", said.append)
    preloader.Preloader().load(task("arista.eos.eos_vlans"))
    assert said == ["The callback aerie.arista.preload leaves arista.eos.eos_vlans to the workers: in a module"]
