# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configurations that AVD (pyavd) designs are read, taken by the lab, and put in place by `replace: config`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config import compare
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.unified_diff import unified_text
from lab import accepts
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support import fabric
from support.playrun import AnsibleRunner
from support.plays import config, host_of, inventory, play


@pytest.fixture(scope="module", params=list(fabric.DESIGNS))
def rendered(request: pytest.FixtureRequest) -> fabric.Fabric:
    return fabric.render(request.param)


def test_every_configuration_is_read_and_equals_itself(rendered: fabric.Fabric) -> None:
    assert len(rendered.configs) == len(fabric.SPINES) + len(fabric.LEAVES)
    for text in rendered.configs.values():
        parsed = Config.parse(text, whole=True)
        assert not compare.missing(parsed, Config.parse(text))
        assert unified_text(text, text, "a", "b", []) == ""
        written = [line.strip() for line in text.splitlines() if line.strip() not in ("", "!", "end")]
        read = [section.line for _depth, section in parsed.walk()]
        assert sorted(set(written)) == sorted(set(read))


def test_every_line_is_taken_by_the_lab(rendered: fabric.Fabric, tmp_path: Path) -> None:
    for name, text in rendered.configs.items():
        (tmp_path / f"{name}.cfg").write_text(text)
    result = accepts.judge(tmp_path, "4.33.2F")
    assert dict(result.refused) == {}
    # What EOS does not show, since it says what holds anyway.
    negations = re.compile(r"(?:^|> )no ")
    assert {kind for kind in result.lost if not negations.search(kind)} <= {"router isis > log-adjacency-changes"}


def test_a_design_is_put_in_place_once(tmp_path: Path, runner: AnsibleRunner) -> None:
    text = fabric.render("evpn").configs["dc1-leaf1a"]
    with Lab(tmp_path, [SwitchSpec(name="leaf1")]) as lab:
        whole = fabric.with_the_way_in(text, lab["leaf1"].running_config())
        options = {"content": whole, "replace": "config"}
        tasks = [
            config("Check", options, check_mode=True, diff=True),
            config("Deploy", options, diff=True),
            config("Again", options),
        ]
        run = runner.playbook([play(tasks)], inventory(lab, hosts={"leaf1": host_of(lab["leaf1"])})).check()
        check, done, again = (run.result("leaf1", name) for name in ("Check", "Deploy", "Again"))
        assert check["changed"] is done["changed"] is True
        assert check["diff"]["prepared"].splitlines()[2:] == done["diff"]["prepared"].splitlines()[2:]
        assert again["changed"] is False
        running = lab["leaf1"].running_config()
    shown = {line.strip() for line in running.splitlines()}
    lacking = {line.strip() for line in whole.splitlines()} - shown - {"end"}
    # EOS does not show what holds anyway.
    assert {line for line in lacking if not line.startswith("no ")} <= {"switchport", "mtu 1500"}
