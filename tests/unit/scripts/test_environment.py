# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What `make PYTHON=... CORE=...` finds and refuses."""

from __future__ import annotations

import importlib.util
import stat
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "environment.py"


@pytest.fixture
def environment() -> ModuleType:
    spec = importlib.util.spec_from_file_location("aerie_environment", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fake_python(path: Path, version: str | None) -> Path:
    """A program that answers as an interpreter of that version would, or, without one, fails as a pyenv shim does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    answer = f"printf '%s\\n' {path} {version}" if version else "echo 'command not found' >&2; exit 127"
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any Python: PATH, pyenv and home are empty folders."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    return tmp_path


def test_a_version_on_path(environment: ModuleType, machine: Path) -> None:
    python = fake_python(machine / "bin" / "python3.12", "3.12.4")
    assert environment.find_python("3.12") == (str(python), "3.12.4")


def test_a_shim_that_does_not_run_is_passed_over_for_the_version_pyenv_keeps(
    environment: ModuleType, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_python(machine / "bin" / "python3.13", None)
    fake_python(machine / "pyenv" / "versions" / "3.1.3" / "bin" / "python3", "3.1.3")
    python = fake_python(machine / "pyenv" / "versions" / "3.13.2" / "bin" / "python3", "3.13.2")
    monkeypatch.setenv("PYENV_ROOT", str(machine / "pyenv"))
    assert environment.find_python("3.13") == (str(python), "3.13.2")


def test_pyenv_in_the_home_is_found_without_its_variable(environment: ModuleType, machine: Path) -> None:
    python = fake_python(machine / "home" / ".pyenv" / "versions" / "3.11.9" / "bin" / "python3", "3.11.9")
    assert environment.find_python("3.11") == (str(python), "3.11.9")


@pytest.mark.parametrize(("python3", "chosen"), [("3.12.1", "3.12.1"), ("3.14.0", "3.13.5"), ("3.9.2", "3.13.5")])
def test_the_default_is_python3_where_it_is_supported(
    environment: ModuleType, machine: Path, python3: str, chosen: str
) -> None:
    fake_python(machine / "bin" / "python3", python3)
    fake_python(machine / "bin" / "python3.13", "3.13.5")
    assert environment.find_python("")[1] == chosen


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("3.13", "Python 3.13 was found neither on PATH nor among pyenv's versions"),
        ("", "Python 3.11, 3.12 or 3.13 was found neither on PATH"),
        ("snake", "PYTHON=snake is neither a version such as 3.11 nor the path"),
        ("/no/such/python3", "/no/such/python3 is not a Python interpreter that runs"),
    ],
)
def test_missing_programs_get_a_sentence(
    environment: ModuleType, machine: Path, capsys: pytest.CaptureFixture[str], wanted: str, sentence: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        environment.find_python(wanted)
    assert stopped.value.code == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("core", "python", "sentence"),
    [
        ("2.21", "3.11.7", "ansible-core 2.21 needs Python 3.12 or newer, this is 3.11.7"),
        ("2.18", "3.11.7", "ansible-core 2.18 is not supported: the oldest is 2.19"),
        ("2.19.3", "3.11.7", "CORE=2.19.3 is not a release of ansible-core such as 2.19"),
    ],
)
def test_a_core_that_does_not_go_with_the_python(
    environment: ModuleType, capsys: pytest.CaptureFixture[str], core: str, python: str, sentence: str
) -> None:
    with pytest.raises(SystemExit):
        environment.check_core(core, python)
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(("core", "python"), [("2.19", "3.11.7"), ("2.20", "3.12.1"), ("2.21", "3.13.0")])
def test_supported_pairs(environment: ModuleType, core: str, python: str) -> None:
    assert environment.check_core(core, python) is None


def test_set_is_rebuilt_when_a_dependency_changes(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    (tmp_path / "tests").mkdir()
    files = {
        "requirements.txt": "urllib3\n",
        "tests/requirements.txt": "-r requirements-lab.txt\npytest\n",
        "tests/requirements-lab.txt": "aiohttp\n",
        "tests/requirements-check.txt": "ruff\n",
        "tests/requirements-docs.txt": "sphinx\n",
        "tests/constraints-core-2.19.txt": "urllib3 < 2\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    here = environment.Environment("/usr/bin/python3", "3.11.7", "2.19")
    before = {name: here._key(name) for name in ("test", "check")}
    for name in ("requirements.txt", "tests/requirements-lab.txt", "tests/constraints-core-2.19.txt"):
        (tmp_path / name).write_text(files[name] + "six\n")
        assert here._key("test") != before["test"], name
        (tmp_path / name).write_text(files[name])
    (tmp_path / "tests/requirements-check.txt").write_text("ruff == 1\n")
    assert here._key("test") == before["test"]
    assert here._key("check") != before["check"]
