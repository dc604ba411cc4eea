# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is run: plays, inventories, environments, options."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from benchmarks import run
from benchmarks.measure import trouble
from benchmarks.network import Target
from benchmarks.plays import Job, environment, inventory, job, play
from benchmarks.variants import BY_KEY, COMMAND

TARGETS = [Target("leaf1", "127.1.2.3", 8443), Target("leaf2", "127.1.2.4", 8443)]
CA_PATH = Path("/somewhere/ca.pem")


@pytest.mark.parametrize("key", ["a", "d"])
def test_our_command_and_its_floor_share_an_inventory(key: str) -> None:
    found = inventory(BY_KEY[key], TARGETS, CA_PATH)
    assert found == inventory(BY_KEY["a"], TARGETS, CA_PATH)
    assert found["all"]["hosts"]["leaf2"]["ansible_host"] == "127.1.2.4"
    assert found["all"]["vars"]["ansible_eapi_ca_path"] == str(CA_PATH)


@pytest.mark.parametrize("key", ["b", "c", "c2"])
def test_tls_is_verified_over_netcommon_too(key: str) -> None:
    shared = inventory(BY_KEY[key], TARGETS, CA_PATH)["all"]["vars"]
    assert shared["ansible_httpapi_use_ssl"] is True
    assert shared["ansible_httpapi_validate_certs"] is True
    assert shared["ansible_httpapi_ca_path"] == str(CA_PATH)


@pytest.mark.parametrize("key", ["a", "b", "c", "c2"])
def test_all_plays_ask_the_same(key: str) -> None:
    (found,) = play(BY_KEY[key], 5)
    assert len(found["tasks"]) == 5
    assert all(COMMAND in json.dumps(task) for task in found["tasks"])
    assert found["gather_facts"] is False


def test_every_run_has_a_session_store_of_its_own_that_others_cannot_read(tmp_path: Path) -> None:
    jobs = [job(BY_KEY["a"], TARGETS, tmp_path / name, CA_PATH, 5, 20) for name in ("r1", "r2")]
    stores = {work.environment["EAPI_SESSION_STORE"] for work in jobs}
    assert stores == {str(tmp_path / "r1" / "sessions"), str(tmp_path / "r2" / "sessions")}
    assert stat.S_IMODE((tmp_path / "r1").stat().st_mode) == 0o700
    assert jobs[0].arguments[1:3] == ["--forks", "20"]


def test_settings_of_the_user_have_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANSIBLE_FORKS", "EAPI_TRANSPORT", "REQUESTS_CA_BUNDLE", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "7")
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_PATH", "/collections")
    found = environment(tmp_path)
    assert found["ANSIBLE_COLLECTIONS_PATH"] == "/collections"
    assert found["PATH"] == os.environ["PATH"]
    assert "7" not in [value for name, value in found.items() if name in ("ANSIBLE_FORKS", "EAPI_TRANSPORT")]
    assert not {"REQUESTS_CA_BUNDLE", "https_proxy", "HTTPS_PROXY"} & set(found)


def test_a_run_counts_only_if_the_switches_were_asked(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("ok: [leaf1]\nfatal: [leaf2]: UNREACHABLE!\nthe end\n")
    work, seen = Job([], tmp_path, {}), {"command_requests": 9}
    assert trouble(BY_KEY["a"], 9, {"rc": 0}, seen, work) == ""
    assert trouble(BY_KEY["a"], 10, {"rc": 0}, seen, work) == "the switches got 9 requests instead of 10"
    assert trouble(BY_KEY["d"], 10, {"rc": 0}, seen, work) == ""
    assert trouble(BY_KEY["a"], 9, {"rc": 4}, seen, work) == "exit code 4: fatal: [leaf2]: UNREACHABLE!"
    assert "given up" in trouble(BY_KEY["a"], 9, {"rc": None}, seen, work)


def test_a_quick_run_does_not_overwrite_the_figures_of_a_long_one() -> None:
    assert run.parse([]).out == run.ROOT / "docs"
    assert run.parse(["--quick"]).out != run.ROOT / "docs"
    assert run.parse([]).hosts == [20, 100]


@pytest.mark.parametrize("bad", ["--hosts=x", "--hosts=0", "--repeat=-1", "--only=z", "--slow-beyond=z", "--tasks=0"])
def test_options_that_make_no_sense_are_refused(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        run.parse([bad])
    assert leaving.value.code == 2
    assert bad.partition("=")[0] in capsys.readouterr().err
