# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""SECURITY.md promises what tests hold: each promise names its tests, which are there, and no test here is left out."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = "tests/security/"


def _promises() -> list[tuple[str, list[str]]]:
    """The rows of the table: the promise, and the tests that hold it."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line.strip("| \n").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert rows[0] == ["Promise", "Implementation", "Test"]
    assert [row[0] for row in rows if len(row) != 3] == []
    return [(row[0], re.findall(r"`([^`]+)`", row[2])) for row in rows[1:]]


def test_each_promise_names_tests_that_are_there() -> None:
    promises = _promises()
    assert len(promises) > 30
    assert [promise for promise, tests in promises if not tests] == []
    for promise, tests in promises:
        for test in tests:
            path, _colons, name = test.partition("::")
            assert (ROOT / path).is_file(), promise
            assert f"def {name}" in (ROOT / path).read_text(encoding="utf-8"), test


def test_each_test_of_this_folder_holds_a_promise() -> None:
    named = {test.partition("::")[0] for _promise, tests in _promises() for test in tests}
    found = {f"{HERE}{path.name}" for path in (ROOT / HERE).glob("test_*.py")} - {f"{HERE}{Path(__file__).name}"}
    assert found - named == set()
