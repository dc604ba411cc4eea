# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab is judged by bundles, and answers from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab import Lab, bundles
from lab.commands import main
from lab.eos.recording import read
from lab.eos.switch import SwitchSpec

RECORDINGS = Path(bundles.__file__).parent / "recordings"
BUNDLES = sorted(RECORDINGS.rglob("*.json"))
OWN_CLOUDVISION = RECORDINGS / "lab" / "conformance-CloudVision-current.json"
OWN = RECORDINGS / "lab" / "conformance-vEOS-lab-4.33.2F.json"


def reply(data: dict[str, Any], probe: str) -> dict[str, Any]:
    """The first reply to a probe."""
    found: dict[str, Any] = data["probes"][probe][0]["reply"]
    return found


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_lab_is_as_the_bundles_have_recorded(path: Path) -> None:
    assert [line for line, unknown in bundles.report(path) if unknown] == []


def test_a_bundle_of_the_lab_says_so() -> None:
    for path in BUNDLES:
        assert (json.loads(path.read_text())["source"] == "lab") == (path.parent.name == "lab"), path


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of a switch that differs from the lab in known ways."""
    data = json.loads(OWN.read_text())
    version = reply(data, "show-version")["output"]
    version.update(flux=7, uptime="long", modelName="DCS-7050SX3-48YC8")
    data["probes"]["show-lock"][0]["reply"] = {
        "error": {"code": 1002, "errors": ["no"], "type": "", "command_index": 0}
    }
    reply(data, "http-head")["status"] = 204
    states = data["probes"]["session"][2]["reply"]["output"]["sessions"]
    for session in states.values():
        session["state"] = "open"
    text = reply(data, "running-config")
    text["output"] = text["output"].replace("interface Ethernet3\n", "interface Ethernet3\n   description name-99\n")
    data["model"] = "DCS-7050SX3-48YC8"
    path = tmp_path_factory.mktemp("bundle") / "changed.json"
    path.write_text(json.dumps(data))
    return path


def test_differences_are_named_and_known_ones_need_a_reason(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed.with_suffix(".known").write_text(
        "# ours\nshow-version output.flux  # a key of this model\nshow-mlag x  # old\n"
    )
    assert main(["judge", str(changed)]) == 1
    printed = capsys.readouterr().out
    assert "show-version output.flux: the lab does not have it (recorded: number)  # a key of this model" in printed
    assert "show-version output.uptime: recorded text, lab number\n" in printed
    assert "show-lock error: recorded 1002, lab none\n" in printed
    assert "http-head status: recorded 204, lab 200\n" in printed
    assert "session-pending result: recorded differs, lab holds" in printed
    assert "show-mlag x: is known as a difference, and is none any more\n" in printed
    changed.with_suffix(".known").write_text("show-version output.flux\n")
    assert main(["judge", str(changed)]) == 1
    assert "changed.known:1: a known difference is 'ROW PLACE  # why'" in capsys.readouterr().err
    changed.with_suffix(".known").unlink()


def test_a_file_that_is_no_bundle_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "other.json"
    for text in ("[]", "{}", "no", '{"product": "CloudVision"}'):
        path.write_text(text)
        assert main(["judge", str(path)]) == 1
    assert main(["judge", str(tmp_path / "none.json")]) == 1
    errors = capsys.readouterr().err
    assert "is a bundle of CloudVision, not of EOS" in errors
    assert "cannot be read: No such file" in errors


def test_a_bundle_of_a_cloudvision_is_judged_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(OWN_CLOUDVISION.read_text())
    device = reply(data, "cv-devices")["output"]["values"][0]
    device.update(flux=7, hostname=9)
    data["probes"]["cv-workspace"][14]["reply"] = {"output": data["probes"]["cv-workspace"][3]["reply"]["output"]}
    path = tmp_path / "theirs.json"
    path.write_text(json.dumps(data))
    assert main(["judge", str(path)]) == 1
    printed = capsys.readouterr().out
    assert "cv-devices output.values.[].flux: the lab does not have it (recorded: number)" in printed
    assert "cv-devices result: recorded differs, lab holds" in printed
    assert "cv-workspace error: recorded none, lab FAILED_PRECONDITION" in printed
    assert "cv-workspace-closed result: recorded differs, lab holds (it is taken)" in printed


@pytest.fixture(scope="module")
def lab(changed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    spec = SwitchSpec(name="theirs", recording=str(changed), eos=read(changed).release, lenient=True)
    with Lab(tmp_path_factory.mktemp("lab"), [spec]) as lab:
        yield lab


def test_a_switch_answers_from_a_bundle(lab: Lab) -> None:
    leaf = lab["theirs"]
    assert leaf.run("show version", text=False)[0]["modelName"] == "DCS-7050SX3-48YC8"
    assert "description name-99" in leaf.running_config()
    recorded = leaf.run("show interfaces", text=False)[0]["interfaces"]
    assert recorded["Ethernet3"]["description"] == ""
    assert leaf.https_port == 8443  # who may log in, and where, is as in any lab


def test_configuration_is_simulated_again(lab: Lab) -> None:
    leaf = lab["theirs"]
    leaf.run("enable", "configure", "interface Ethernet3", "description mended", "end")
    assert leaf.run("show interfaces", text=False)[0]["interfaces"]["Ethernet3"]["description"] == "mended"
    assert leaf.run("show version", text=False)[0]["modelName"] == "DCS-7050SX3-48YC8"
