# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Each block of the pages is run by a test, or says why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.guides import Block, blocks

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(ROOT.glob("roles/*/README.md")),
    *sorted(ROOT.glob("tests/lab/**/README.md")),
]
#: Page (one of docs/ by its name alone) → the files that run its blocks, each with the languages of those that it runs;
#: blocks that the page marks are run by none.
FOLLOWED = {
    "README": {"tests/integration/support/test_guide_pages.py": "console sh text yaml"},
    "api-service": {"tests/integration/eapi/test_guide_api_service.py": "diff yaml"},
    "authentication": {"tests/integration/eapi/test_guide_authentication.py": "yaml"},
    "awx": {
        "tests/integration/awx/test_load.py": "yaml",
        "tests/integration/support/test_guide_pages.py": "sh",
    },
    "certificates": {"tests/integration/eapi/test_guide_certificates.py": "sh yaml"},
    "cloudvision": {"tests/integration/cloudvision/test_guide_cloudvision.py": "yaml"},
    "cloudvision-inventory": {"tests/integration/cloudvision/test_inventory.py": "sh yaml"},
    "cloudvision-workflows": {"tests/integration/cloudvision/test_guide_cloudvision.py": "yaml"},
    "configuration": {"tests/integration/eapi/test_guide_configuration.py": "yaml"},
    "conformance": {"tests/integration/support/test_guide_pages.py": "sh"},
    "connections": {"tests/integration/support/test_guide_pages.py": "yaml"},
    "fleet": {"tests/integration/eapi/test_guide_fleet.py": "yaml"},
    "from-arista-cvp": {"tests/integration/cloudvision/test_guide_from_arista_cvp.py": "sh yaml"},
    "from-arista-eos": {
        "tests/integration/clients/test_guide_from_arista_eos.py": "yaml",
        "tests/unit/migration/test_arista_eos.py": "console",
    },
    "getting-started": {"tests/integration/eapi/test_guide_getting_started.py": "eos sh text yaml"},
    "lab": {"tests/integration/support/test_guide_lab.py": "sh yaml"},
    "molecule": {"scripts/molecule.py": "sh yaml"},
    "performance": {"tests/integration/eapi/test_guide_performance.py": "yaml"},
    "recipes": {"tests/integration/eapi/test_guide_recipes.py": "sh yaml"},
    **{
        f"roles/{role}/README": {"tests/integration/roles/test_readmes.py": "yaml"}
        for role in (
            "config_backup",
            "conformance",
            "eapi_enable",
            "eapi_ssl_profile",
            "eapi_vrfs",
            "fleet_report",
            "fleet_stop",
            "lab",
        )
    },
    "revisions": {"tests/integration/eapi/test_guide_revisions.py": "sh yaml"},
    "tests/lab/README": {"tests/unit/lab/test_readmes.py": "python"},
    "tests/lab/cloudvision/README": {"tests/unit/lab/test_readmes.py": "python"},
    "testing": {"tests/integration/eapi/test_guide_testing.py": "yaml"},
    "troubleshooting": {"tests/integration/support/test_guide_pages.py": "sh text"},
}
#: A block by indentation, which no test finds: after an empty line, outside of a list.
INDENTED = re.compile(r"^(?![-*\d]|\|)\S.*\n\n    \S", re.M)


def name_of(page: Path) -> str:
    """A page by its path without the ending; one of docs/ by its name alone."""
    return str(page.relative_to(ROOT).with_suffix("")).removeprefix("docs/")


def orphans(page: str, text: str) -> list[Block]:
    """The blocks of a page that nobody runs and that say no reason."""
    run = {language for languages in FOLLOWED.get(page, {}).values() for language in languages.split()}
    return [block for block in blocks(text) if not block.reason and block.language not in run]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_block_is_run_or_says_why_not(page: Path) -> None:
    text = page.read_text()
    assert len(blocks(text)) == len(re.findall(r"^```", text, re.M)) // 2
    assert [block.text.splitlines()[0] for block in orphans(name_of(page), text)] == []
    assert INDENTED.findall(re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)) == []


def test_files_that_run_a_page_name_it() -> None:
    assert set(FOLLOWED) <= {name_of(page) for page in PAGES}
    wrong = [
        (page, file)
        for page, files in FOLLOWED.items()
        for file in files
        if not re.search(rf"\b{page}\b", (ROOT / file).read_text())
    ]
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
    assert [block.text for block in orphans("awx", "```yaml\na: 1\n```\n```ini\na = 1\n```\n")] == ["a = 1\n"]
    assert INDENTED.findall("Text:\n\n    a block\n")
    assert not INDENTED.findall("- entry:\n\n    its text\n")
