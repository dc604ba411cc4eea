# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What folders say of the devices that are to be deployed."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.deployment_files import Files, devices_of
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.deployment import DeployDevice
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber

METADATA = """\
hostname: leaf1
router_bgp:
  metadata: not this one
# A comment at the left.
metadata:
  serial_number: SN1
  system_mac_address: 00:1c:73:00:00:01
  cv_pathfinder: {role: edge}
  cv_tags:
    device_tags:
    - name: role
      value: leaf
    - {name: rack, value: 7}
    interface_tags:
    - interface: Ethernet1
      tags:
      - {name: link, value: uplink}
vlans: !broken
- id: [
"""


class Plain(Files):
    """Files without Ansible's loader."""

    def __init__(self, root: Path) -> None:
        super().__init__(SimpleNamespace(secrets=Scrubber()))
        self._root = root

    def _find(self, path: str, option: str) -> str:
        return str(self._root / path)

    def text(self, path: str, option: str) -> str:
        return Path(self._find(path, option)).read_text()


def write(root: Path, files: dict[str, str]) -> Plain:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Plain(root)


def devices(files: Files, **given: Any) -> list[DeployDevice]:
    empty: dict[str, Any] = {"path": None, "configs": None, "structured_configs": None, "hosts": None, "devices": []}
    return devices_of(files, {**empty, **given})


def test_the_output_of_avd(tmp_path: Path) -> None:
    files = write(
        tmp_path,
        {
            "intended/configs/leaf1.cfg": "hostname leaf1\n",
            "intended/configs/spine1.cfg": "hostname spine1\n",
            "intended/configs/notes.txt": "",
            "intended/structured_configs/leaf1.yml": METADATA,
            "intended/structured_configs/spine1.json": json.dumps(
                {"metadata": {"is_deployed": False, "serial_number": "SN2"}}
            ),
            "intended/structured_configs/old.yaml": "serial_number: SN3\nis_deployed: true\nvlans: []\n",
        },
    )
    leaf, spine, old = devices(files, path=".")
    assert leaf == DeployDevice(
        "leaf1",
        "SN1",
        "00:1c:73:00:00:01",
        config="hostname leaf1\n",
        tags=(("role", "leaf"), ("rack", "7")),
        interface_tags=(("Ethernet1", "link", "uplink"),),
        pathfinder={"role": "edge"},
    )
    assert (leaf.identity, spine.deployed, spine.config) == ("SN1", False, None)
    assert old == DeployDevice("old", "SN3")
    assert [one.name for one in devices(files, path=".", hosts=["spine1"])] == ["spine1"]


def test_a_folder_of_configurations(tmp_path: Path) -> None:
    files = write(tmp_path, {"a/leaf1.cfg": "vlan 1\n", "b/leaf1.cfg": "vlan 2\n", "c/leaf1.yml": METADATA})
    assert devices(files, path="a") == [DeployDevice("leaf1", config="vlan 1\n")]
    (both,) = devices(files, configs="b", structured_configs="c")
    assert (both.config, both.device_id) == ("vlan 2\n", "SN1")


def test_data_go_before_files(tmp_path: Path) -> None:
    files = write(tmp_path, {"a/leaf1.cfg": "vlan 1\n", "c/leaf1.yml": METADATA, "other.cfg": "vlan 9\n"})
    entries = [
        {"name": "leaf1", "tags": [{"label": "role", "value": "border"}], "interface_tags": []},
        {"name": "new", "address": "192.0.2.7", "src": "other.cfg"},
    ]
    leaf, new = devices(files, path="a", structured_configs="c", devices=entries)
    assert (leaf.config, leaf.tags, leaf.interface_tags) == ("vlan 1\n", (("role", "border"),), ())
    assert new == DeployDevice("new", address="192.0.2.7", config="vlan 9\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("metadata: [", "is no structured configuration"),
        ("metadata: 7", "it holds no mapping"),
        ("metadata: {cv_tags: {device_tags: [{name: role}]}}", "is not what AVD writes: KeyError 'value'"),
        ("metadata: {cv_tags: [1]}", "is not what AVD writes"),
    ],
)
def test_structured_configurations_that_are_none(tmp_path: Path, text: str, words: str) -> None:
    files = write(tmp_path, {"c/leaf1.yml": text})
    with pytest.raises(InputError, match=words):
        devices(files, structured_configs="c")
