# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""From the repository's pages to those of the site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

FILES = (
    "COPYING",
    "README.md",
    "docs/certificates.md",
    "docs/connections.md",
    "docs/figures.json",
    "docs/home.md",
    "extensions/molecule/config.yml",
    "plugins/action/eapi_command.py",
    "plugins/connection/eapi.py",
    "plugins/modules/eapi_command.py",
    "roles/lab/README.md",
)
SITE = (
    "README.md",
    "docs/home.md",
    "docs/certificates.md",
    "docs/connections.md",
    "docs/figures.json",
    "roles/lab/README.md",
)


@pytest.fixture
def docs_site(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("docs_site")


@pytest.mark.parametrize(
    ("page", "link", "becomes"),
    [
        # A page stays where it was; the home page is the front page, and at the top.
        ("docs/connections.md", "[c](certificates.md#from-zero)", "[c](certificates.md#from-zero)"),
        ("docs/connections.md", "[r](../README.md)", "[r](../README.md)"),
        ("docs/connections.md", "[h](home.md)", "[h](../index.md)"),
        ("docs/home.md", "[c](connections.md)", "[c](docs/connections.md)"),
        ("docs/home.md", "[r](../README.md)", "[r](README.md)"),
        ("README.md", "[lab](roles/lab/README.md)", "[lab](roles/lab/README.md)"),
        # Plugins have pages of their own.
        ("README.md", "[`m`](plugins/modules/eapi_command.py)", "[`m`](collections/eapi_command_module.rst)"),
        ("docs/connections.md", "[p](../plugins/connection/eapi.py)", "[p](../collections/eapi_connection.rst)"),
        # What is not part of the site is text.
        ("README.md", "[COPYING](COPYING)", "COPYING"),
        ("README.md", "[action](plugins/action/eapi_command.py)", "action"),
        ("roles/lab/README.md", "[scenarios](../../extensions/molecule) of ours", "scenarios of ours"),
        # Data and addresses are left alone.
        ("docs/connections.md", "[figures](figures.json)", "[figures](figures.json)"),
        ("docs/connections.md", "[here](#options) [there](https://example.com/a.md)", None),
        # Two in a row, and an image in a link's place.
        ("README.md", "[a](docs/connections.md) · [b](COPYING)", "[a](docs/connections.md) · b"),
    ],
)
def test_links(docs_site: ModuleType, page: str, link: str, becomes: str | None) -> None:
    assert docs_site.rewritten(link, page, SITE, FILES) == f"{becomes or link}\n"


@pytest.mark.parametrize("link", ["[x](nowhere.md)", "[x](../plugins/modules/none.py)", "![x](missing.png)"])
def test_a_link_to_nothing_is_named(docs_site: ModuleType, link: str) -> None:
    with pytest.raises(docs_site.BrokenLinkError, match=r"docs/connections.md: \S+ leads to nothing"):
        docs_site.rewritten(link, "docs/connections.md", SITE, FILES)


def test_code_is_no_link(docs_site: ModuleType) -> None:
    text = "```yaml\n[a](b)\n```\n    [c](d)\n"
    assert docs_site.rewritten(text, "README.md", SITE, FILES) == text


def test_every_page_is_in_one_table_of_contents(docs_site: ModuleType) -> None:
    found = docs_site.pages([*FILES, "docs/zebra.md", "docs/architecture.md", "CONTRIBUTING.md", ".github/hello.md"])
    tables = dict(docs_site.tables_of_contents(found))
    assert tables["Guides"] == ["README", "docs/connections", "docs/certificates", "docs/zebra"]
    assert tables["Roles"] == ["roles/lab/README.md"]
    assert tables["Contributing"] == ["CONTRIBUTING.md", "docs/architecture"]
    assert tables.pop("Reference")[0] == "Plugins and roles <collections/index>"
    listed = [name.removesuffix(".md") for names in tables.values() for name in names]
    assert sorted(listed) == sorted({name.removesuffix(".md") for name in found} - {"docs/home"})


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("name: arista\n", {}),
        ("# repository comes later\nname: arista\n", {}),
        ("repository: https://example.com/net/arista.git\n", {"source_repository": "https://example.com/net/arista"}),
    ],
)
def test_pages_can_be_edited_once_there_is_a_repository(
    script: Callable[[str], ModuleType],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    options: dict[str, str],
) -> None:
    (tmp_path / "galaxy.yml").write_text(text)
    conf = script("docs_conf")
    monkeypatch.setattr(conf, "GALAXY", str(tmp_path / "galaxy.yml"))
    found = conf.source_of_pages()
    assert {key: value for key, value in found.items() if key == "source_repository"} == options


@pytest.mark.parametrize(
    ("label", "page"),
    [
        (
            "ansible_collections.ansible.netcommon.httpapi_connection",
            "collections/ansible/netcommon/httpapi_connection.html",
        ),
        ("common_return_values", "reference_appendices/common_return_values.html"),
        ("ansible_collections.aerie.arista.no_such_module", None),
        ("no-such-heading", None),
    ],
)
def test_references_to_ansibles_documentation(
    script: Callable[[str], ModuleType], label: str, page: str | None
) -> None:
    conf = script("docs_conf")
    assert conf.address(label) == (page and conf.ANSIBLE + page)
