# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Each block of the pages is run by a test, or says why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.guides import Block, blocks

ROOT = Path(__file__).resolve().parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
#: Page → the file that runs its blocks, but for those that the page marks.
FOLLOWED = {
    "README": "tests/integration/support/test_guide_readme.py",
    "api-service": "tests/integration/eapi/test_guide_api_service.py",
    "authentication": "tests/integration/eapi/test_guide_authentication.py",
    "certificates": "tests/integration/eapi/test_guide_certificates.py",
    "cloudvision": "tests/integration/cloudvision/test_guide_cloudvision.py",
    "cloudvision-inventory": "tests/integration/cloudvision/test_inventory.py",
    "cloudvision-workflows": "tests/integration/cloudvision/test_guide_cloudvision.py",
    "configuration": "tests/integration/eapi/test_guide_configuration.py",
    "fleet": "tests/integration/eapi/test_guide_fleet.py",
    "from-arista-cvp": "tests/integration/cloudvision/test_guide_from_arista_cvp.py",
    "from-arista-eos": "tests/integration/clients/test_guide_from_arista_eos.py",
    "getting-started": "tests/integration/eapi/test_guide_getting_started.py",
    "lab": "tests/integration/support/test_guide_lab.py",
    "molecule": "scripts/molecule.py",
    "performance": "tests/integration/eapi/test_guide_performance.py",
    "recipes": "tests/integration/eapi/test_guide_recipes.py",
    "revisions": "tests/integration/eapi/test_guide_revisions.py",
    "testing": "tests/integration/eapi/test_guide_testing.py",
}


def orphans(page: str, text: str) -> list[Block]:
    """The blocks of a page that nobody runs and that say no reason."""
    return [] if page in FOLLOWED else [block for block in blocks(text) if not block.reason]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_block_is_run_or_says_why_not(page: Path) -> None:
    text = page.read_text()
    assert len(blocks(text)) == len(re.findall(r"^```", text, re.M)) // 2
    assert [block.text.splitlines()[0] for block in orphans(page.stem, text)] == []


def test_those_who_follow_a_page_name_it() -> None:
    assert set(FOLLOWED) <= {page.stem for page in PAGES}
    wrong = [page for page, file in FOLLOWED.items() if not re.search(rf"\b{page}\b", (ROOT / file).read_text())]
    assert wrong == []


def test_a_mark_counts_for_the_block_below_it_alone() -> None:
    marked, far = "<!-- not run: because -->\n```yaml\na: 1\n```\n", "<!-- not run: far -->\ntext\n```sh\nls\n```\n"
    text = f"{marked}\n```yaml\nb: 1\n```\n{far}"
    assert [(block.text, block.reason) for block in blocks(text)] == [
        ("a: 1\n", "because"),
        ("b: 1\n", ""),
        ("ls\n", ""),
    ]
    assert [block.text for block in orphans("a-new-page", text)] == ["b: 1\n", "ls\n"]
