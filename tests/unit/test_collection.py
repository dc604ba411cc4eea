# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The collection's own files agree with each other."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("[a-z]*.py"))


def test_the_action_group_names_each_eapi_module() -> None:
    """Those that run over eAPI share the fragment which says that they are in the group."""
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())["action_groups"]
    texts = {name: (ROOT / "plugins" / "modules" / f"{name}.py").read_text() for name in MODULES}
    assert sorted(groups["eapi"]) == [name for name in MODULES if "- aerie.arista.eapi_action\n" in texts[name]]


@pytest.mark.parametrize("name", MODULES)
def test_each_module_is_an_action(name: str) -> None:
    assert (ROOT / "plugins" / "action" / f"{name}.py").is_file()


def test_the_oldest_core_is_the_one_that_ci_tests() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())
    assert runtime["requires_ansible"] == ">=2.19.0"
    assert '"3.11 2.19"' in (ROOT / ".ci" / "run").read_text()
