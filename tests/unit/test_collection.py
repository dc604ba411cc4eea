# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The collection's own files agree with each other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("[a-z]*.py"))


def test_every_action_is_in_the_group_of_its_product() -> None:
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())["action_groups"]
    of_cloudvision = [name for name in MODULES if name.startswith("cloudvision_")]
    assert sorted(groups["cloudvision"]) == of_cloudvision
    assert sorted(groups["eapi"]) == [name for name in MODULES if name not in of_cloudvision]
    assert set(groups) == {"eapi", "cloudvision"}


@pytest.mark.parametrize("name", MODULES)
def test_each_module_is_an_action(name: str) -> None:
    assert (ROOT / "plugins" / "action" / f"{name}.py").is_file()


def test_nothing_was_added_later_than_this_release() -> None:
    """``version_added`` of plugins, of their options, and of roles: at most the version in galaxy.yml."""
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text())["version"]
    files = [*ROOT.glob("plugins/*/*.py"), *ROOT.glob("roles/*/meta/argument_specs.yml")]
    found = [
        (str(path.relative_to(ROOT)), added)
        for path in files
        for added in re.findall(r"^ *version_added: *[\"']?([\d.]+)", path.read_text(), re.MULTILINE)
    ]
    assert {"plugins/modules", "plugins/filter", "plugins/connection"} <= {
        str(Path(name).parent) for name, _late in found
    }
    assert [item for item in found if numbers(item[1]) > numbers(version)] == []


def numbers(version: str) -> tuple[int, ...]:
    """``"0.10.2"`` as ``(0, 10, 2)``."""
    return tuple(int(part) for part in version.split("."))


def pairs_of_ci() -> set[tuple[str, str]]:
    """Pairs of Python and ansible-core that CI has steps for."""
    text = (ROOT / ".ci" / "run").read_text()
    names = dict(re.findall(r'^(\w+)="([\d.]+ [\d.]+)"$', text, re.MULTILINE))
    used = set(re.findall(r'^    "\$(\w+) \w+', text, re.MULTILINE))
    return {(pair.split()[0], pair.split()[1]) for name, pair in names.items() if name in used}


def test_the_table_of_versions_names_what_ci_tests() -> None:
    rows = re.findall(r"^\| (2\.\d+) \| (3\.\d+) \| .+ \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert len(rows) == 3
    assert {(python, core) for core, python in rows} == pairs_of_ci()


def test_the_oldest_core_is_the_one_that_ci_tests() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())
    oldest = min((core for _python, core in pairs_of_ci()), key=numbers)
    assert runtime["requires_ansible"] == f">={oldest}.0"


def test_marks_are_given_to_tests_that_exist(request: pytest.FixtureRequest) -> None:
    tests = ROOT / "tests"
    given = re.findall(r'^    "((?:unit|integration)/[^"]+)",$', (tests / "conftest.py").read_text(), re.MULTILINE)
    assert len(given) > 10
    assert [place for place in given if not (tests / place).exists()] == []
    assert request.node.get_closest_marker("once") is not None
    assert request.node.get_closest_marker("smoke") is None


def packages(file: str) -> dict[str, str]:
    """Packages of a requirements file, without those that it refers to: name and versions."""
    lines = [line.strip() for line in (ROOT / file).read_text().splitlines()]
    found = [re.fullmatch(r"([\w-]+) *(.*)", line) for line in lines if line and not line.startswith(("#", "-"))]
    return {match[1].lower(): match[2] for match in found if match}


def test_ansible_test_installs_what_the_unit_tests_of_make_test_use() -> None:
    """Of two files that name a package, the lab's is stricter."""
    wanted = packages("requirements.txt") | packages("tests/requirements-lab.txt")
    found = packages("tests/unit/requirements.txt")
    assert wanted.items() <= found.items()
    optional = packages("tests/requirements.txt")
    assert {name: found[name] for name in found.keys() - wanted.keys()} == {"paramiko": optional["paramiko"]}


#: Seconds below which an upper limit of real time fails on a busy machine.
SHORT = 90
CLOCKS = frozenset({"monotonic", "perf_counter", "time"})
#: Attributes in which results of tests keep seconds of real time.
KEPT_SECONDS = frozenset({"seconds", "duration", "elapsed"})


def _reads_clock(node: ast.expr) -> bool:
    """Whether an expression is a clock's difference, like ``time.monotonic() - began``, or one that an object keeps."""
    if isinstance(node, ast.Attribute):
        return node.attr in KEPT_SECONDS
    calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
    named = {call.attr for call in calls if isinstance(call, ast.Attribute)}
    return any(isinstance(part, ast.Sub) for part in ast.walk(node)) and bool(named & CLOCKS)


def short_limits(source: str) -> list[int]:
    """Lines with an assertion that less than :data:`SHORT` seconds of real time have passed."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare)
        for left, operator, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False)
        if isinstance(operator, ast.Lt | ast.LtE) and isinstance(right, ast.Constant) and _reads_clock(left)
        if isinstance(right.value, int | float) and right.value < SHORT
    ]


def test_no_test_fails_because_the_machine_is_busy() -> None:
    assert short_limits("assert time.monotonic() - began < 1") == [1]
    assert short_limits("assert 0 <= played.seconds < 40") == [1]
    assert short_limits("assert time.monotonic() - began < PATIENCE\nassert time.monotonic() - began > 1") == []
    found = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "tests").rglob("*.py")
        if (lines := short_limits(path.read_text()))
    }
    assert found == {}


ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())


@pytest.mark.parametrize("role", ROLES)
def test_a_role_takes_booleans_as_text(role: str) -> None:
    """`-e name=false` and AWX's surveys give a text, which is true for Jinja, and no condition for new releases."""
    folder = ROOT / "roles" / role
    entries = yaml.safe_load((folder / "meta" / "argument_specs.yml").read_text())["argument_specs"].values()
    options = {name: each["type"] for entry in entries for name, each in entry.get("options", {}).items()}
    names = "|".join(name for name, kind in options.items() if kind == "bool") or "no option"
    used = re.compile(rf"\b(?:{names})\b(?! \| bool| to false\.| (?:\| default\(omit\) )?\}}\}}\"$)")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in [*folder.glob("tasks/*.yml"), *folder.glob("templates/*.j2")]
        for line in path.read_text().splitlines()
        if used.search(line) and not line.strip().startswith(("#", "fail_msg:"))
    ]
    assert found == []
