# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What `make package` and `make check` judge: the archive's files, the importer's words, reports, the changelog."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str], ModuleType]


@pytest.fixture
def package(script: Load) -> ModuleType:
    return script("package")


def test_an_archive_with_all_that_is_needed(package: ModuleType) -> None:
    assert package.faults([*package.NEEDED, "FILES.json", "plugins/plugin_utils/eapi/client.py"]) == []


@pytest.mark.parametrize(
    "name",
    [
        *("tests/unit/test_x.py", "scripts/check.py", ".build/dist/x.py", "tests/lab/__pycache__/x.py"),
        *("notes.txt", ".venv/x.py", "plugins/modules/key.pem"),
    ],
)
def test_unwanted_files_in_an_archive(package: ModuleType, name: str) -> None:
    (fault,) = package.faults([*package.NEEDED, name])
    assert fault.startswith(f"{name} is in the archive: name it in build_ignore")


def test_missing_files_in_an_archive(package: ModuleType) -> None:
    names = set(package.NEEDED) - {"tests/lab/__main__.py"}
    assert package.faults(names) == ["tests/lab/__main__.py is not in the archive"]


def test_all_litter_is_a_fault(package: ModuleType) -> None:
    found = package.faults([*package.NEEDED, *package.LITTER])
    assert len(found) == len(package.LITTER)


def test_the_importers_complaints(package: ModuleType) -> None:
    said = "\n".join(
        [
            "Importing with galaxy-importer 0.4.44",
            "WARNING: roles/a/tasks/main.yml:3:1: no-changed-when: x",
            "ERROR: The import failed for the following reason: x",
        ]
    )
    assert [line.split(":")[0] for line in package.complaints(said)] == ["WARNING", "ERROR"]
    assert "no-changed-when" in package.complaints(said)[0]


def test_tests_that_passed_are_counted(script: Load, tmp_path: Path) -> None:
    suite = '<testsuites><testsuite tests="{}" errors="{}" failures="{}" skipped="{}"/></testsuites>'
    (tmp_path / "a.xml").write_text(suite.format(10, 1, 2, 3))
    (tmp_path / "b.xml").write_text(suite.format(5, 0, 0, 0))
    assert script("ansible_tests").passed_tests(tmp_path) == 9
    assert script("ansible_tests").passed_tests(tmp_path / "none") == 0


def test_missing_changelog_entries(script: Load) -> None:
    changelog = script("changelog")
    fragments = ["eapi_config - ``timer=5``\nof two lines.", "query - new."]
    text = "v0.1.0\n======\n\n- eapi_config - ``timer=5`` of\n  two lines.\n"
    assert changelog.missing(fragments, text) == ["query - new."]


def test_markup_that_a_changelog_does_not_know(script: Load) -> None:
    fragments = ["eapi - C(a=b) and O(c), ``d``", "all - f(x) is no markup, ABC(x) neither"]
    assert script("changelog").foreign(fragments) == ["C(a=b)", "O(c)"]


def test_checks_by_name(script: Load) -> None:
    check = script("check")
    everything = list(check.CHECKS)
    assert check.wanted([]) == everything
    assert check.wanted(["ruff", "mypy"]) == ["ruff", "mypy"]
    assert check.wanted(["--without", "units"]) == [name for name in everything if name != "units"]
    assert check.wanted(["--by-pair"]) == list(check.BY_PAIR)
    assert set(check.BY_PAIR) | set(check.IN_USERS_HOME) < set(everything)


def test_a_check_that_does_not_exist(script: Load, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        script("check").wanted(["spelling"])
    assert "no check is called spelling; there are ruff, format, licences" in capsys.readouterr().err


def test_ansible_tests_pip_is_replaced_by_name(script: Load) -> None:
    """The script in ansible-test's cache is called after the pip that this release of ansible-core wants."""
    assert re.fullmatch(r"get_pip_\d+(_\d+)+\.py", script("ansible_tests").bootstrap_name())
