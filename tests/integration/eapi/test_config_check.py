# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_config in check mode and with --diff: what is refused is shown first, drift is found, saving is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lab.eos.switch import SwitchSpec
from lab.eos.tree import Node
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import CONNECTIONS, GO_ON, config, inventory, pending, play

API = "management api http-commands"
OFF = {"parents": API, "lines": "shutdown"}
INTENDED = f"{API}\n   protocol http\n   no shutdown\n"
COMPARE = {"diff_against": "intended", "intended": INTENDED}
SAVED = "! The running configuration is saved to the startup configuration."

TASKS = [
    config("check", OFF, check_mode=True),
    config("run", OFF),
    config("drift of the section", {**OFF, **COMPARE}, check_mode=True),
    config("drift", COMPARE, check_mode=True),
    config("not yet saved", {"lines": "hostname leaf1x"}),
    config("save in check mode", {"save": "always"}, check_mode=True),
    config("save", {"save": "always"}),
    config("save again", {"save": "always"}),
    config("change and save", {"lines": "hostname leaf1y", "save": "changed"}),
    config("whole", {"content": "hostname z\nend\n", "replace": "config"}, check_mode=True),
]

#: On a switch whose configuration cannot be read.
UNREADABLE = [config("unreadable", {"lines": "no username spare"})]


@pytest.fixture(scope="module", params=CONNECTIONS)
def played(
    request: pytest.FixtureRequest, runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lab, Run]]:
    specs = [SwitchSpec(name="leaf1"), SwitchSpec(name="odd", config="username spare privilege 1 nopassword")]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        unended = ("zz",)  # a text without its end, as no switch of ours prints it
        lab["odd"].switch.running.root.children[unended] = Node(unended, "banner motd", rank=10**6)
        plays = [play(TASKS, "leaf1", **GO_ON), play(UNREADABLE, "odd", **GO_ON)]
        yield lab, runner.playbook(plays, inventory(lab, request.param), "--diff")


def shown(run: Run, name: str) -> str:
    """What a task printed."""
    return run.stdout.partition(f"TASK [{name}] ***")[2].partition("\nTASK [")[0]


@pytest.mark.parametrize("name", ["check", "run"])
def test_lockout_is_refused_with_its_diff(played: tuple[Lab, Run], name: str) -> None:
    lab, run = played
    result = run.result("leaf1", name)
    assert result.status == "ignored"
    assert "the change would cut the controller off: the API" in result.msg
    assert "-   no shutdown" in result["diff"]["prepared"]
    text = shown(run, name)
    assert text.index("-   no shutdown") < text.index("would cut the controller off")
    assert pending(lab["leaf1"]) == []


def test_a_configuration_that_cannot_be_read_is_a_warning(played: tuple[Lab, Run]) -> None:
    lab, run = played
    result = run.result("odd", "unreadable")
    assert result.status == "changed", result.msg
    assert "Whether the change cuts the controller off was not checked" in " ".join(result["warnings"])
    assert "username spare" not in lab["odd"].running_config()


def test_drift_is_found_in_the_section_of_the_api(played: tuple[Lab, Run]) -> None:
    result = played[1].result("leaf1", "drift of the section")
    assert result.status == "changed"
    assert "A run would be refused: the change would cut the controller off" in " ".join(result["warnings"])
    assert "-   no shutdown" in result["diff"]["prepared"]


def test_drift_is_shown_where_the_task_changes_nothing(played: tuple[Lab, Run]) -> None:
    result = played[1].result("leaf1", "drift")
    assert result.status == "ok"
    assert "-   protocol http\n" in result["diff"]["prepared"]
    assert "-   protocol http" in shown(played[1], "drift").splitlines()


def test_saving_is_reported(played: tuple[Lab, Run]) -> None:
    run = played[1]
    check, save, again, change = (
        run.result("leaf1", name) for name in ("save in check mode", "save", "save again", "change and save")
    )
    assert check["diff"] == save["diff"]
    assert "+hostname leaf1x" in save["diff"]["prepared"]
    assert SAVED in save["diff"]["prepared"].splitlines()
    assert "diff" not in again.result
    assert "+hostname leaf1y" in change["diff"]["prepared"]
    assert SAVED in shown(run, "change and save").splitlines()


def test_a_whole_configuration_is_not_listed(played: tuple[Lab, Run]) -> None:
    result = played[1].result("leaf1", "whole")
    assert result["commands"] == ["rollback clean-config"]
    assert "-hostname leaf1y" in result["diff"]["prepared"]
