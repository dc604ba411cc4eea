# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Files of a task: found and decrypted by Ansible's loader, and read as text, YAML or catalogs."""

from __future__ import annotations

import typing as t
from pathlib import Path
from unittest import mock

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import cloudvision_workflow, task_files, test_catalogs
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.deployment_files import Files, devices_of
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber


class Action:
    """An action whose files are in a folder."""

    def __init__(self, folder: Path) -> None:
        self._loader = DataLoader()
        self._loader.set_basedir(str(folder))
        self.folder = folder
        self.secrets = Scrubber()
        self.host, self.groups = "leaf1", ["leafs"]

    def _find_needle(self, where: str, path: str) -> str:
        assert where == "files"
        if not (self.folder / path).exists():
            raise AnsibleError(f"Could not find '{path}'\nSearched in: everywhere")
        return str(self.folder / path)


@pytest.fixture
def action(tmp_path: Path) -> Action:
    return Action(tmp_path)


def test_the_text_of_a_file(action: Action) -> None:
    (action.folder / "a.cfg").write_text("hostname x\n")
    assert task_files.task_file(action, "a.cfg", "src 'a.cfg'") == "hostname x\n"
    assert task_files.found_file(action, "a.cfg", "src 'a.cfg'") == "hostname x\n"


def test_files_that_cannot_be_read(action: Action) -> None:
    with pytest.raises(InputError, match=r"^src 'b' cannot be read: Could not find 'b'\. Look\.$"):
        task_files.task_file(action, "b", "src 'b'", "Look.")
    with pytest.raises(InputError, match="src 'b' cannot be read: No such file or directory"):
        task_files.found_file(action, "b", "src 'b'")
    (action.folder / "c").mkdir()
    with pytest.raises(InputError, match="src 'c' cannot be read") as caught:
        task_files.found_file(action, "c", "src 'c'", "Look.")
    assert caught.value.hint == "Look."


# --- Catalogs ---


@pytest.fixture
def catalogs(monkeypatch: pytest.MonkeyPatch) -> list[t.Any]:
    """What is asked of catalogs, whose tests are those that are listed in them."""
    asked: list[t.Any] = []

    def select(tests: list[str], device: set[str]) -> list[str]:
        asked.append(device)
        return [test for test in tests if not test.startswith("spine")]

    monkeypatch.setattr(test_catalogs.catalogs, "require", lambda: asked.append("anta"))
    monkeypatch.setattr(test_catalogs.catalogs, "parse", lambda data, name: asked.append(name) or data["tests"])
    monkeypatch.setattr(test_catalogs.catalogs, "select", select)
    return asked


def test_a_catalog_as_data(action: Action, catalogs: list[t.Any]) -> None:
    assert test_catalogs.tests_of(action, {"tests": ["a", "spine-b"]}, "tests") == ["a"]
    assert catalogs == ["anta", "tests", {"leaf1", "leafs"}]


def test_catalogs_in_files(action: Action, catalogs: list[t.Any]) -> None:
    (action.folder / "a.yml").write_text("tests: [a]\npassword: hunter2\n")
    (action.folder / "b.json").write_text('{"tests": ["b"]}')
    assert test_catalogs.tests_of(action, "a.yml", "tests") == ["a"]
    assert test_catalogs.tests_of(action, ["a.yml", "b.json"], "tests") == ["a", "b"]
    assert catalogs[-3:-1] == ["tests 'a.yml'", "tests 'b.json'"]
    assert action.secrets.text("hunter2") == "<removed>"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (7, "tests is a catalog, the name of a file, or a list of names"),
        ([{}], "tests is a catalog, the name of a file, or a list of names"),
        ({"tests": ["spine-a"]}, "tests: no test of the catalog is left for this host"),
        ("none.yml", "tests: 'none.yml' cannot be read: Could not find"),
        ("bad.yml", "tests: 'bad.yml' is neither YAML nor JSON"),
    ],
)
def test_invalid_catalogs(action: Action, catalogs: list[t.Any], given: t.Any, words: str) -> None:
    (action.folder / "bad.yml").write_text("a: [")
    with pytest.raises(InputError, match=words):
        test_catalogs.tests_of(action, given, "tests")


# --- Files of a deployment ---

ARGS: dict[str, t.Any] = {
    "path": None,
    "configs": None,
    "structured_configs": None,
    "hosts": None,
    "devices": [],
}


def test_configurations_of_a_deployment(action: Action) -> None:
    (action.folder / "configs").mkdir()
    (action.folder / "configs" / "leaf1.cfg").write_text("hostname leaf1\nenable password hunter2\n")
    devices = devices_of(Files(action), {**ARGS, "configs": "configs", "hosts": ["leaf1"]})
    assert [(one.name, one.config) for one in devices] == [("leaf1", "hostname leaf1\nenable password hunter2\n")]
    assert action.secrets.text("hunter2 leaf1") == "<removed> leaf1"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"configs": "none"}, r"configs: there is no 'none'\."),
        ({"configs": "file"}, r"configs: 'file' is no folder\."),
        ({"configs": "empty"}, r"there is no configuration in '.*empty': files are named HOST\.cfg\."),
        ({"hosts": ["leaf1"]}, "hosts is for devices of a folder"),
        ({"configs": "empty", "hosts": ["leaf1"]}, "hosts: there is no file for 'leaf1' in '.*empty'"),
        ({"devices": [{"name": "a"}, {"name": " a "}]}, "devices: 'a' is given twice"),
        ({"devices": [{"name": "a", "config": "x", "src": "file"}]}, r"devices\[0\]: config and src are both given"),
        (
            {"devices": [{"name": "a", "tags": [{"label": "role", "value": " "}]}]},
            r"devices\[0\]\.tags: a tag has a label and a value, and one of 'role:' is empty",
        ),
    ],
)
def test_invalid_deployments(action: Action, args: dict[str, t.Any], words: str) -> None:
    (action.folder / "file").write_text("hostname x\n")
    (action.folder / "empty").mkdir()
    with pytest.raises(InputError, match=words):
        devices_of(Files(action), {**ARGS, **args})


# --- Changes in workspaces ---


def test_the_options_of_a_change_in_a_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[t.Any] = []
    monkeypatch.setattr(cloudvision_workflow, "tell", lambda *given: told.append(given))
    monkeypatch.setattr(cloudvision_workflow, "run", lambda spaces, change, planner: (spaces, change, planner))
    monkeypatch.setattr(cloudvision_workflow, "PlainResources", lambda resources: ("objects", resources))
    monkeypatch.setattr(cloudvision_workflow, "Workspaces", lambda *given: given)
    monkeypatch.setattr(cloudvision_workflow.WorkflowAction, "client", mock.Mock(resources="resources"))
    monkeypatch.setattr(cloudvision_workflow.WorkflowAction, "check_mode", True)
    act = cloudvision_workflow.WorkflowAction.__new__(cloudvision_workflow.WorkflowAction)
    act.host, act.secrets = "cloudvision", Scrubber("hunter2")
    args = {
        "workspace": "id",
        "workspace_name": "name",
        "workspace_description": "why",
        "submit": False,
        "force": True,
        "sync_retries": 4,
        "check_mode_build": False,
        "wait_timeout": 60,
    }
    planner, quiet = mock.Mock(), [mock.Mock()]
    (objects, poller, patterns), change, chosen = t.cast("t.Any", act.edit(args, planner, quiet))
    assert (objects, patterns, chosen) == (("objects", "resources"), quiet, planner)
    assert (change.workspace, change.name, change.description) == ("id", "name", "why")
    assert (change.submit, change.force, change.sync_retries) == (False, True, 4)
    assert (change.check, change.check_build, poller.seconds) == (True, False, 60)
    poller.say("waits for hunter2")
    assert told == [("cloudvision", "waits for <removed>")]
