# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Imports between the packages of plugin_utils follow the arrows of docs/architecture.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
UTILS = PLUGINS / "plugin_utils"
COLLECTION = ("ansible_collections", "aerie", "arista")
#: What the modules of a package may import of the other packages.
ALLOWED: dict[str, frozenset[str]] = {
    "common": frozenset(),
    "eapi": frozenset({"common"}),
    "eos": frozenset({"common", "eapi"}),
    "cloudvision": frozenset({"common"}),
    "bridge": frozenset({"common", "eapi", "eos", "cloudvision"}),
}
WITHOUT_ANSIBLE = ("common", "eapi", "eos", "cloudvision")


def imported(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield line and absolute dotted name of all imports of a file; one inside a function counts too."""
    package = (*COLLECTION, *path.relative_to(PLUGINS.parent).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, tuple(alias.name.split("."))) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            yield from ((node.lineno, (*module, alias.name)) for alias in node.names)


def offences(path: Path, package: str) -> Iterator[str]:
    """Yield the imports of a file that its package may not have."""
    ours = (*COLLECTION, "plugins", "plugin_utils")
    for line, name in imported(path):
        where = f"{path.relative_to(PLUGINS.parent)}:{line} imports {'.'.join(name)}"
        if name[: len(ours)] == ours:
            target = name[len(ours)] if len(name) > len(ours) else ""
            if target != package and target not in ALLOWED[package]:
                yield where
        elif package in WITHOUT_ANSIBLE and name[0] in ("ansible", "ansible_collections"):
            yield where


@pytest.mark.parametrize("package", ALLOWED)
def test_packages_import_along_the_arrows(package: str) -> None:
    files = sorted((UTILS / package).rglob("*.py"))
    assert files
    assert not [offence for path in files for offence in offences(path, package)]


def test_every_file_of_plugin_utils_belongs_to_a_package() -> None:
    assert {path.relative_to(UTILS).parts[0] for path in UTILS.rglob("*.py")} == set(ALLOWED)


@pytest.mark.parametrize(
    "line",
    [
        "from ...eapi.errors import InputError",
        "from ... import eapi",
        "import ansible.errors",
        "from ansible.utils.display import Display",
        "from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import rpc",
        "from ansible_collections.aerie.arista.plugins.plugin_utils import bridge",
        "from ansible_collections.ansible.netcommon.plugins import x",
        "def late():\n    from ...eos import facts",
    ],
)
def test_an_import_against_the_arrows_is_found(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins = tmp_path / "plugins"
    path = plugins / "plugin_utils" / "cloudvision" / "connect" / "some.py"
    path.parent.mkdir(parents=True)
    path.write_text(f"{line}\n")
    monkeypatch.setitem(globals(), "PLUGINS", plugins)
    found = list(offences(path, "cloudvision"))
    assert len(found) == 1
    assert found[0].startswith("plugins/plugin_utils/cloudvision/connect/some.py:")


@pytest.mark.parametrize(
    ("first", "second"), [("eapi/https", "eapi/ssh"), ("eapi/ssh", "eapi/https")], ids=["https", "ssh"]
)
def test_the_transports_do_not_import_each_other(first: str, second: str) -> None:
    wanted = (*COLLECTION, "plugins", "plugin_utils", *second.split("/"))
    found = [
        f"{path.relative_to(PLUGINS.parent)}:{line} imports {'.'.join(name)}"
        for path in sorted((UTILS / first).rglob("*.py"))
        for line, name in imported(path)
        if name[: len(wanted)] == wanted
    ]
    assert not found
