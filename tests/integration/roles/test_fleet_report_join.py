# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Reports about parts of the fleet, joined into one: which counts, what is missing, and files that are no reports."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from support.playrun import AnsibleRunner, Run

PLAYBOOK = Path("aerie.arista.fleet_report_join")
HOUR = 3600


def row(name: str, **more: Any) -> dict[str, Any]:
    """A switch without problems, as the role writes it."""
    plain = {
        "address": "192.0.2.1",
        "answered": True,
        "problems": [],
        "version": "4.33.2F",
        "target": "",
        "model": "vEOS-lab",
        "serial": "S1",
        "uptime_days": 1,
        "certificates": 0,
        "expiring": [],
        "days_left": None,
        "drift": None,
        "unsaved": "",
        "complaints": [],
    }
    return {"name": name, **plain, **more}


def write(path: Path, rows: list[Any], age: float = 0, **more: Any) -> None:
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - age))
    path.write_text(json.dumps({"title": "Part", "made": made, "expires_within": 30, "switches": rows, **more}))


def join(ansible: AnsibleRunner, folder: Path, *args: str, **more: Any) -> Run:
    variables = {
        "fleet_report_slices": str(folder / "*.json"),
        "fleet_report_path": str(folder / "fleet.html"),
        "fleet_report_title": "All <of> them",
        **more,
    }
    inventory = {"switches": {"hosts": {name: {} for name in ("a", "b", "c", "lost")}}}
    return ansible.playbook(PLAYBOOK, inventory, *args, extra_vars=variables)


def test_the_later_report_counts_and_what_is_missing_is_reported(tmp_path: Path, ansible: AnsibleRunner) -> None:
    drift = {"equal": False, "missing": "vlan <1>\n", "extra": "", "moved": ""}
    soon = {"name": "a.crt", "subject": "<a>", "not_after": 2000000000, "days_left": 3}
    write(tmp_path / "1.json", [row("a", version="4.30.1F"), row("lost")], age=30 * HOUR)
    write(
        tmp_path / "2.json", [row("b", problems=["drifting"], drift=drift), row("a", version="4.31.1F")], age=2 * HOUR
    )
    write(
        tmp_path / "3.json", [row("a", problems=["expiring"], expiring=[soon], certificates=1, days_left=3)], age=HOUR
    )
    hostile = {"days_left": "<b>1</b>", "certificates": "<b>", "problems": ["silent", '"><b>'], "uptime_days": "<b>"}
    write(tmp_path / "4.json", [row("c", answered=False, complaints=["<b>{{ 7 * 7 }}</b>"], **hostile)])

    assert join(ansible, tmp_path).check().stats["localhost"]["changed"] == 1
    data = json.loads((tmp_path / "fleet.json").read_text())
    rows = {each["name"]: each for each in data["switches"]}
    assert list(rows) == ["c", "lost", "a", "b"]
    assert (rows["a"]["version"], rows["a"]["expiring"]) == ("4.33.2F", [soon])
    assert rows["lost"]["complaints"] == ["No report of the last 24 hours tells of this switch."]
    assert rows["c"]["problems"] == ["silent"]
    assert data["made"] == json.loads((tmp_path / "2.json").read_text())["made"]
    page = (tmp_path / "fleet.html").read_text()
    assert "<b>" not in page
    assert "&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;" in page
    assert "vlan &lt;1&gt;" in page
    assert (tmp_path / "fleet.html").stat().st_mode & 0o777 == 0o640

    # The joined data is no part of itself, and nothing has changed; check mode tells what older reports would change.
    assert join(ansible, tmp_path).check().stats["localhost"]["changed"] == 0
    assert join(ansible, tmp_path, "--check", fleet_report_max_age=48).check().stats["localhost"]["changed"] == 1
    assert json.loads((tmp_path / "fleet.json").read_text()) == data
    join(ansible, tmp_path, fleet_report_max_age=48).check()
    rows = {each["name"]: each for each in json.loads((tmp_path / "fleet.json").read_text())["switches"]}
    assert (rows["lost"]["answered"], rows["a"]["version"]) == (True, "4.33.2F")


def test_files_that_are_no_reports(tmp_path: Path, ansible: AnsibleRunner) -> None:
    assert "names no file. Each report writes one beside its page" in join(ansible, tmp_path).output
    texts = [
        "{",
        "[]",
        '{"made": "now", "switches": []}',
        '{"made": "2026-01-01T00:00:00Z"}',
        '{"made": "2026-01-01T00:00:00Z", "switches": ["a"]}',
        '{"made": "2026-01-01T00:00:00Z", "switches": [{"name": 1}]}',
    ]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.json").write_text(text)
    write(tmp_path / "good.json", [row("a")])
    done = join(ansible, tmp_path)
    assert done.rc == 2
    judged = done.items("localhost", "aerie.arista.fleet_report : Check that they are those of reports")
    assert [found.status for found in judged] == ["failed"] * len(texts) + ["ok"]
    for number in (1, 2, 4, 5):
        path = tmp_path / f"{number}.json"
        assert judged[number].msg == f"{path} (fleet_report_slices) does not have the data of a fleet report."
    assert not (tmp_path / "fleet.html").exists()
