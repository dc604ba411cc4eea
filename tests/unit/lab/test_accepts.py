# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``python tests/lab accepts FOLDER``: what a switch refuses of given configurations, by kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.accepts import judge
from lab.commands import main

GOOD = """!
hostname leaf1
!
interface Ethernet1
   description to spine1
   no shutdown
!
banner login
frobnicate is a word of the banner
EOF
!
end
"""
BAD = """frobnicate the network
!
interface Ethernet1
   frobnicate 10
interface Ethernet2
   frobnicate 20
!
router frobnication 7
   neighbor 10.0.0.1
"""


def test_a_configuration_is_accepted_whole(tmp_path: Path) -> None:
    (tmp_path / "leaf1.cfg").write_text(GOOD)
    result = judge(tmp_path, "4.33.2F")
    assert (result.configurations, result.whole, result.lines) == (1, 1, 5)
    assert not result.refused
    assert not result.lost


def test_refused_lines_are_counted_by_kind(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "leaf2.conf").write_text(BAD)
    (tmp_path / "notes.md").write_text("no configuration\n")
    result = judge(tmp_path, "4.33.2F")
    assert (result.configurations, result.whole, result.lines) == (1, 0, 7)
    assert result.refused == {
        "interface N > frobnicate": 2,
        "frobnicate": 1,
        "router frobnication": 1,
        "router frobnication > neighbor": 1,
    }


def test_the_report_names_the_most_frequent_kind_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "leaf2.cfg").write_text(BAD)
    assert main(["accepts", str(tmp_path), "--limit", "1"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 configurations, 0 accepted whole",
        "7 lines, 5 refused (4 kinds), 0 accepted but not shown",
        "     2 refused: interface N > frobnicate",
    ]


def test_a_folder_without_configurations_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accepts", str(tmp_path)]) == 1
    assert "no configuration" in capsys.readouterr().err
