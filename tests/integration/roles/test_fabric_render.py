# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""fabric_render writes what pyavd renders of the inventory's variables, and says what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from support import fabric
from support.playrun import AnsibleRunner, Run, TaskResult, isolated_environment
from support.plays import GO_ON, play, task

ROOT = Path(__file__).resolve().parents[3]
RENDER = "aerie.arista.fabric_render"
FOLDERS = {"configs": "configs", "structured_configs": "structured", "catalogs": "catalogs"}
NAMES = (*fabric.SPINES, *fabric.LEAVES)


def render(name: str, **options: Any) -> dict[str, Any]:
    """A task that renders; the folders stand beside the playbook."""
    keywords = {key: options.pop(key) for key in ("check_mode", "vars") if key in options}
    return task(name, RENDER, {**FOLDERS, **options}, run_once=True, **keywords)


TASKS = [
    render("Predicted", check_mode=True),
    render("Rendered"),
    render("Again", structured_configs=None, catalogs=None),
    render("Half written", configs="half", structured_configs="playbook-1.yml", catalogs=None, hosts=list(NAMES)),
    render("Bad value", vars={"p2p_uplinks_mtu": "many"}),
    render("A neighbor is missing", hosts=list(NAMES[:-1])),
    render("Unknown host", hosts=["dc2-leaf1"]),
]


@dataclass(frozen=True)
class Rendered:
    """A finished run, and the folder of its playbook."""

    run: Run
    folder: Path

    def __call__(self, name: str) -> TaskResult:
        return self.run.results(task=name)[0]

    def texts(self, folder: str) -> dict[str, str]:
        """The files of a folder by the names of their devices."""
        return {path.stem: path.read_text() for path in (self.folder / folder).iterdir()}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rendered]:
    folder = tmp_path_factory.mktemp("ansible")
    hosts = {name: {"type": fabric.kind("evpn", name), "ansible_connection": "local"} for name in NAMES}
    unread = {"_undefined": "{{ no_such_variable }}"}
    data = {"all": {"hosts": hosts, "vars": {**fabric.DESIGNS["evpn"], **unread, "secret": "{{ 'tem' ~ 'plate' }}"}}}
    with isolated_environment(folder) as environment:
        yield Rendered(AnsibleRunner(folder, environment).playbook([play(TASKS, **GO_ON)], data), folder)


def test_the_files_are_what_pyavd_renders(rendered: Rendered) -> None:
    assert rendered("Rendered").status == "changed", rendered("Rendered").msg
    expected = fabric.render("evpn")
    assert rendered.texts("configs") == expected.configs
    assert {name: yaml.safe_load(text) for name, text in rendered.texts("structured").items()} == expected.structured
    catalogs = {name: json.loads(text) for name, text in rendered.texts("catalogs").items()}
    assert set(catalogs) == set(NAMES)
    assert "anta.tests.routing.bgp" in catalogs["dc1-spine1"]


def test_the_files_are_private(rendered: Rendered) -> None:
    assert {path.stat().st_mode & 0o777 for path in (rendered.folder / "configs").iterdir()} == {0o600}


def test_check_mode_predicts_and_a_second_run_changes_nothing(rendered: Rendered) -> None:
    predicted, done, again = (rendered(name) for name in ("Predicted", "Rendered", "Again"))
    assert predicted["changed_files"] == done["changed_files"]
    assert len(done["changed_files"]) == 3 * len(NAMES)
    assert (again.status, again["changed_files"]) == ("ok", [])


def test_a_failure_says_what_was_written_before(rendered: Rendered) -> None:
    found = rendered("Half written")
    assert (found.status, found["changed"]) == ("ignored", True)
    assert "cannot be read (Not a directory)" in found.msg
    assert found["changed_files"] == [str(rendered.folder / "half" / f"{NAMES[0]}.cfg")]
    assert [path.name for path in (rendered.folder / "half").iterdir()] == [f"{NAMES[0]}.cfg"]


def test_a_variable_that_cannot_be_templated_is_named(rendered: Rendered) -> None:
    (warning,) = rendered("Rendered")["warnings"]
    assert warning == "1 variables cannot be templated, and were left out: _undefined."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Bad value", "the design of dc1-spine1 is not valid: p2p_uplinks_mtu: Invalid type"),
        ("A neighbor is missing", "pyavd cannot render the design: Facts not found for node 'dc1-leaf2b'"),
        ("Unknown host", "hosts names dc2-leaf1, not in the inventory."),
    ],
)
def test_bad_input(rendered: Rendered, name: str, sentence: str) -> None:
    found = rendered(name)
    assert found.status == "ignored"
    assert sentence in found.msg
