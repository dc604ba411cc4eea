# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""ansible-doc: each result has a sample, each module leads on, and releases have names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted((ROOT / "plugins" / "modules").glob("[a-z]*.py"))
#: What each of these replaces in arista.eos.
REPLACED = {
    "eapi_command": "eos_command",
    "eapi_config": "eos_config",
    "eapi_facts": "eos_facts",
    "eapi_server": "eos_eapi",
}
#: Uses that the examples of eapi_config show, each by one of its options.
USES = ("lines", "src", "rollback", "backup", "save", "checkpoint", "commit_timer", "replace", "intended", "confirm")


def _documented(path: Path) -> tuple[dict[str, Any], str, dict[str, Any]]:
    doc, examples, returns, _metadata = get_docstring(str(path), fragment_loader, is_module=True)
    return doc, examples, returns or {}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_each_result_has_a_sample_or_its_parts(path: Path) -> None:
    _doc, _examples, returns = _documented(path)
    assert [name for name, entry in returns.items() if not {"sample", "contains"} & entry.keys()] == []
    kinds = {"bool": bool, "int": int, "str": str, "list": list, "dict": dict}
    wrong = [
        name
        for name, entry in returns.items()
        if entry.get("sample") is not None and not isinstance(entry["sample"], kinds.get(entry["type"], object))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_each_module_leads_on(path: Path) -> None:
    doc, examples, _returns = _documented(path)
    assert doc.get("seealso")
    assert yaml.safe_load(examples)
    said = json.dumps(doc, default=str)
    assert not re.search(r"(?i)\b(newer|older) EOS\b", said)
    guides = re.findall(r"docs/([\w-]+)\.md", said)
    assert [name for name in guides if not (ROOT / "docs" / f"{name}.md").is_file()] == []
    if path.stem in REPLACED:
        named = [entry.get("module") for entry in doc["seealso"]]
        assert f"arista.eos.{REPLACED[path.stem]}" in named
        assert guides


def test_the_examples_of_configuration_show_each_main_use() -> None:
    _doc, examples, _returns = _documented(ROOT / "plugins" / "modules" / "eapi_config.py")
    given = [task["aerie.arista.eapi_config"] for task in yaml.safe_load(examples)]
    assert [use for use in USES if not any(use in options for options in given)] == []
    assert {options["replace"] for options in given if "replace" in options} == {"block", "config"}
