# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""docs/troubleshooting.md knows every kind of error, and each sentence but those that need no more than they say."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
PLUGINS = ROOT / "plugins"
UTILS = PLUGINS / "plugin_utils"
PACKAGE = "ansible_collections.aerie.arista.plugins.plugin_utils"
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text()
EAPI, _title, CLOUDVISION = PAGE.partition("\n## CloudVision\n")
#: What an option is and should be stands in the sentence; only those with a hint beside it are in the page.
SELF_EXPLANATORY = ("InputError", "ConfigError", "UnknownNameError", "ValueError", "AnsibleFilterError")
NO_SENTENCE = ("AssertionError", "ImportError")
HOLE = "…"
#: Parts of sentences with fewer letters are not looked for, and of longer parts the page has at least so many words.
LEAST = 13
WORDS = 6

SIDES = [
    pytest.param(EAPI, (UTILS / "eapi", UTILS / "eos", UTILS / "common"), "EapiError", id="eapi"),
    pytest.param(CLOUDVISION, (UTILS / "cloudvision",), "CloudVisionError", id="cloudvision"),
]


def _kinds(folders: tuple[Path, ...]) -> dict[str, bool]:
    """The names of a side's types of errors, and whether a host counts as unreachable for them."""
    root: Any = importlib.import_module(f"{PACKAGE}.common.errors").ClientError
    packages = tuple(f"{PACKAGE}.{folder.name}." for folder in folders)
    found: dict[str, bool] = {}
    for folder in folders:
        for path in folder.rglob("[a-z]*.py"):
            module = importlib.import_module(".".join((PACKAGE, *path.relative_to(UTILS).with_suffix("").parts)))
            kinds: dict[str, Any] = {name: value for name, value in vars(module).items() if isinstance(value, type)}
            for name, kind in kinds.items():
                if issubclass(kind, root) and kind is not root and kind.__module__.startswith(packages):
                    found[name] = kind.unreachable
    return found


@pytest.mark.parametrize(("page", "folders", "base"), SIDES)
def test_every_kind_of_error_is_reported(page: str, folders: tuple[Path, ...], base: str) -> None:
    rows = re.findall(r"^\| `(\w+Error)` \|[^|]*\| (failed|unreachable) \|$", page, re.M)
    kinds = _kinds(folders)
    assert len(kinds) > 20
    assert {name: state == "unreachable" for name, state in rows} == kinds
    assert len(rows) == len(kinds), "a kind is told twice"


def _text(node: ast.expr) -> str:
    """A string with holes where its values go."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value) for value in node.values)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return HOLE


def _sentences(path: Path) -> Iterator[str]:
    """The sentences of the errors that a file makes."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        hinted = any(keyword.arg == "hint" for keyword in node.keywords)
        if name.endswith("Error") and name not in NO_SENTENCE and (hinted or name not in SELF_EXPLANATORY):
            yield _text(node.args[0])


def _plain(text: str) -> str:
    """Words alone, so that quotes, brackets and the way in which a page breaks its lines do not count."""
    return " ".join(re.sub(r"[`'\"()|:;,.…]+", " ", text).split()).lower()


def _told(sentence: str, page: str) -> bool:
    parts = [_plain(part) for part in sentence.split(HOLE)]
    return all(" ".join(part.split()[:WORDS]) in page for part in parts if len(part) >= LEAST)


@pytest.mark.parametrize(("page", "folders", "base"), SIDES)
def test_every_sentence_is_reported(page: str, folders: tuple[Path, ...], base: str) -> None:
    of_cloudvision = base == "CloudVisionError"
    files = [
        path
        for path in PLUGINS.rglob("*.py")
        if ("cloudvision" in str(path.relative_to(PLUGINS))) == of_cloudvision
        and path.relative_to(PLUGINS).parts[0] not in ("modules", "doc_fragments")
    ]
    assert all(folder in {path.parent for path in files} for folder in folders)
    plain = _plain(page)
    missing = [f"{path.stem}: {said}" for path in files for said in _sentences(path) if not _told(said, plain)]
    assert missing == [], "sentences that docs/troubleshooting.md does not have"
