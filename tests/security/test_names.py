# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Names that CloudVision's users choose: no device takes over a host or a group, and no name leaves its folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader
from ansible.template import Templar, trust_as_template

from ansible_collections.aerie.arista.plugins.filter.file_name import FilterModule
from ansible_collections.aerie.arista.plugins.inventory import cloudvision as plugin
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import messages
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.hosts import harmless_name
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import file_name_of

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "all", "ungrouped", "localhost", "127.0.0.1", "gateway", "routers", "../../x", "/etc/passwd", "a/../b", "-x", ".x",
    "{{ 7 * 7 }}", "{% raw %}", "a\nb", "a\x1b[2J", "a\0b", "a b", "a:b", "!a", "*", "x" * 10_000, "group_vars", "",
)  # fmt: skip
OPTIONS = {
    "plugin": "aerie.arista.cloudvision",
    "host": "192.0.2.1",
    "token": "t",
    "keyed_groups": [
        {"key": "cloudvision.model", "prefix": "model"},
    ],
    "compose": {"site": "cloudvision.model"},
}


def _device(serial: str, name: str) -> dict[str, Any]:
    texts = dict.fromkeys(("fqdn", "domain_name", "eos_version", "hardware_revision", "mac_address"), "")
    return {
        **texts,
        "serial": serial,
        "hostname": name,
        "model": name,
        "address": name,
        "boot_time": None,
        "streaming": True,
        "features": {},
        "tags": {name: [name], "site": [name]},
    }


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(messages.display, "warning", lambda text, *_more, **_others: found.append(text))
    return found


@pytest.fixture
def inventory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]) -> InventoryData:
    """A static inventory, and hostile devices after it."""
    found = InventoryData()
    found.add_group("routers")
    found.add_host("gateway", group="routers")
    found.set_variable("gateway", "ansible_connection", "local")
    found.set_variable("routers", "ansible_password", "s3cret")
    devices = [_device(f"SERIAL{place}", name) for place, name in enumerate(NAMES)]
    monkeypatch.setattr(plugin.InventoryModule, "_asked", lambda _self, _options, _selection: devices)
    path = tmp_path / "zz.cloudvision.yml"
    options = OPTIONS
    path.write_text(yaml.safe_dump(options))
    inventory_loader.get("aerie.arista.cloudvision").parse(found, DataLoader(), str(path), False)
    return found


def test_each_hostile_device_is_called_by_its_serial_number(inventory: InventoryData, said: list[str]) -> None:
    assert set(inventory.hosts) == {"gateway", *(f"SERIAL{place}" for place in range(len(NAMES)))}
    assert any("called by their serial numbers" in text for text in said)
    assert all(text.isprintable() for text in said)


def test_hosts_and_groups_of_others_stay_as_they_are(inventory: InventoryData) -> None:
    assert [host.name for host in inventory.groups["routers"].get_hosts()] == ["gateway"]
    gateway = inventory.hosts["gateway"].vars
    assert gateway["ansible_connection"] == "local"
    assert not {"ansible_host", "cloudvision", "site"} & set(gateway)


def test_no_name_of_a_group_is_a_path(inventory: InventoryData) -> None:
    ours = set(inventory.groups) - {"all", "ungrouped", "routers"}
    assert len(ours) > 10
    assert [name for name in ours if not harmless_name(name)] == []


def test_no_value_of_a_device_is_a_template(inventory: InventoryData) -> None:
    """Ansible renders only what is trusted."""
    evil = inventory.hosts[f"SERIAL{NAMES.index('{{ 7 * 7 }}')}"]
    text = trust_as_template("{{ ansible_host }} {{ site }} {{ 6 * 7 }}")
    rendered = Templar(DataLoader(), variables=evil.vars).template(text)
    assert rendered == "{{ 7 * 7 }} {{ 7 * 7 }} 42"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    path = (tmp_path / "folder" / f"{file_name_of(name)}.cfg").resolve()
    assert path.parent == (tmp_path / "folder").resolve()
    assert len(path.name) <= 255
    assert not file_name_of(name).startswith((".", "-"))
    assert path.name.isprintable()


def test_the_filter_names_files_as_the_modules_do() -> None:
    file_name = FilterModule().filters()["file_name"]
    assert [file_name(name) for name in NAMES] == [file_name_of(name) for name in NAMES]


@pytest.mark.parametrize("folder", ["roles", "playbooks"])
def test_no_path_of_a_role_or_playbook_has_a_name_as_it_is(folder: str) -> None:
    """A host's name of the inventory goes through the filter before it is a part of a path."""
    bare = re.compile(r"/\{\{ inventory_hostname \}\}|'/' ~\s+inventory_hostname")
    filtered = re.compile(r"inventory_hostname \| aerie\.arista\.file_name")
    texts = {path: path.read_text() for path in (ROOT / folder).rglob("*.yml")}
    assert any(filtered.search(text) for text in texts.values())
    assert [path for path, text in texts.items() if bare.search(text)] == []
