# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guides agree with the collection: links, options and variables exist, and the index names every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
GUIDES = sorted(DOCS.glob("*.md"))
PAGES = [
    *GUIDES,
    *sorted(ROOT.glob("*.md")),
    *sorted(ROOT.glob("roles/*/README.md")),
    *sorted(ROOT.glob("tests/lab/**/README.md")),
]

LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)
OPTION = re.compile(r"\b(?:ansible_eapi|ansible_cloudvision|EAPI|CLOUDVISION)_[A-Za-z]\w*")


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(CODE.sub("", page.read_text())):
        if re.match(r"\w+:", link):
            continue
        path, _hash, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def test_the_index_names_every_page() -> None:
    linked = {link.partition("#")[0] for link in LINK.findall((DOCS / "index.md").read_text())}
    assert {page.name for page in GUIDES} - {"index.md"} <= linked
    assert "docs/index.md" in LINK.findall((ROOT / "README.md").read_text())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_variables_exist(page: Path) -> None:
    places = ("doc_fragments/*_connection.py", "httpapi/*.py")
    known = "\n".join(path.read_text() for place in places for path in (ROOT / "plugins").glob(place))
    names = set(OPTION.findall(page.read_text()))
    assert {name for name in names if not re.search(rf"name: {name}$", known, re.M)} == set()


def _uses(data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """What YAML gives to modules of this collection, whether in plays, in blocks or in lists of tasks."""
    for value in data if isinstance(data, list) else data.values() if isinstance(data, dict) else ():
        yield from _uses(value)
    if isinstance(data, dict):
        for name, options in data.items():
            if str(name).startswith("aerie.arista.") and isinstance(options, dict):
                yield str(name).rpartition(".")[2], options


def _options(name: str) -> set[str] | None:
    """The options of a module; None for another plugin of that name."""
    path = ROOT / "plugins" / "modules" / f"{name}.py"
    if not path.is_file():
        assert [*(ROOT / "plugins").glob(f"*/{name}.py"), *(ROOT / "extensions").glob(f"**/{name}.py")] != [], name
        return None
    return set(get_docstring(str(path), fragment_loader, is_module=True)[0]["options"])


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_modules_have_the_options_that_examples_give(page: Path) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", page.read_text(), re.M | re.S)
    wrong = []
    for name, given in (use for block in blocks for use in _uses(yaml.safe_load(block))):
        options = _options(name)
        wrong += [] if options is None else [f"{name}: {option}" for option in given.keys() - options]
    assert wrong == []


def test_the_guide_lists_each_option_of_a_deployment() -> None:
    guide = (DOCS / "cloudvision-workflows.md").read_text()
    table = guide.partition("### Options of cloudvision_deploy\n")[2].partition("\n## ")[0]
    named = [name for row in re.findall(r"^\| (`.*?) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)]
    documentation = get_docstring(
        str(ROOT / "plugins" / "modules" / "cloudvision_deploy.py"), fragment_loader, is_module=True
    )[0]
    assert sorted(named) == sorted(documentation["options"])
    for option in ("devices", "studio_inputs", "change_control"):
        row = next(line for line in table.splitlines() if line.startswith(f"| `{option}` "))
        missing = [name for name in documentation["options"][option]["suboptions"] if f"`{name}`" not in row]
        assert missing == [], option
