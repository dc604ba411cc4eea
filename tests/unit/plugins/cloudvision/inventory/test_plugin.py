# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the inventory plugin does to be fast."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader
from ansible.template import Templar
from jinja2 import Environment

from ansible_collections.aerie.arista.plugins.inventory.cloudvision import compiled_once, uncollected


def test_an_expression_is_compiled_once_for_all_hosts() -> None:
    environment, other = Environment(), Environment()
    original = Environment.compile_expression
    with compiled_once():
        first = environment.compile_expression("model ~ name", False)
        assert environment.compile_expression("model ~ name", False) is first
        assert environment.compile_expression("model ~ name", True) is not first
        assert environment.compile_expression("model", False) is not first
        assert other.compile_expression("model ~ name", False) is not first
        assert first(model="m", name="n") == "mn"
    assert Environment.compile_expression is original
    assert environment.compile_expression("model ~ name", False) is not first


def test_all_is_as_before_after_an_error() -> None:
    original = Environment.compile_expression

    def fail() -> None:
        with compiled_once(), uncollected():
            assert not gc.isenabled()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert Environment.compile_expression is original
    assert gc.isenabled()


def device(number: int) -> dict[str, Any]:
    """A device as CloudVision's answers make it."""
    texts = {"hostname": f"leaf{number}", "fqdn": f"leaf{number}.lab", "domain_name": "lab", "model": "DCS7050"}
    known = {"eos_version": "M4346", "hardware_revision": "1", "mac_address": "", "address": f"192.0.2.{number}"}
    tags = {"dc": [f"dc{number % 2}"], **({"rack": ["r1"]} if number == 1 else {})}
    features = {"Mlag": number == 1}
    others = {"serial": f"S{number}", "streaming": True, "boot_time": None}
    return {**others, **texts, **known, "features": features, "tags": tags}


SOURCE = """
plugin: aerie.arista.cloudvision
nodes: [cvp.example.com]
token: t0ken
strict: {strict}
compose:
  ansible_host: cloudvision.fqdn
  site: cloudvision.tags.dc | first
  rack: {rack}
keyed_groups:
  - {{key: cloudvision.model, prefix: model}}
  - {{key: cloudvision.eos_version, prefix: eos}}
  - {{key: cloudvision.tags.dc, prefix: dc}}
groups:
  mlag: cloudvision.features.Mlag | default(false)
"""


def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rack: str, strict: bool = True) -> tuple[Any, list[str]]:
    """An inventory of three devices, and the expressions that the templating was asked for."""
    path = tmp_path / "cloudvision.yml"
    path.write_text(SOURCE.format(rack=rack, strict=str(strict).lower()))
    asked: list[str] = []
    original = Templar.evaluate_expression

    def evaluate(self: Any, expression: str, **given: Any) -> Any:
        asked.append(expression)
        return original(self, expression, **given)

    monkeypatch.setattr(Templar, "evaluate_expression", evaluate)
    plugin, inventory = inventory_loader.get("aerie.arista.cloudvision"), InventoryData()
    monkeypatch.setattr(plugin, "_asked", lambda *given: [device(number) for number in (1, 2, 3)])
    plugin.parse(inventory, DataLoader(), str(path))
    return inventory, asked


def test_lookups_need_no_templating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inventory, asked = filled(tmp_path, monkeypatch, rack="cloudvision.tags.rack | default('none')")
    assert [one for one in asked if "rack" not in one] == []
    hosts = {name: host.get_vars() for name, host in inventory.hosts.items()}
    assert [hosts[name]["site"] for name in ("leaf1", "leaf2", "leaf3")] == ["dc1", "dc0", "dc1"]
    assert hosts["leaf2"]["rack"] == "none"
    assert hosts["leaf1"]["ansible_host"] == "leaf1.lab"
    members = {name: sorted(host.name for host in group.get_hosts()) for name, group in inventory.groups.items()}
    assert members["mlag"] == ["leaf1"]
    assert members["dc_dc1"] == ["leaf1", "leaf3"]
    assert members["eos_M4346"] == members["model_DCS7050"] == ["leaf1", "leaf2", "leaf3"]


def test_missing_variable_is_left_to_templating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AnsibleError, match="Could not set rack for host leaf2"):
        filled(tmp_path, monkeypatch, rack="cloudvision.tags.rack | first")
    inventory, asked = filled(tmp_path, monkeypatch, rack="cloudvision.tags.rack | first", strict=False)
    assert len(asked) == 2
    assert "rack" not in inventory.hosts["leaf2"].get_vars()
