# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Fill an inventory with the devices of the lab's CloudVision, several times, and read the same streams alone.

    python hosts.py SETTINGS

Prints JSON: the number of hosts, and for each round the seconds of the raw streams (the plugin's requests; messages,
not values), of the plugin's parse, and of Ansible's whole InventoryManager.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

PLUGIN = "aerie.arista.cloudvision"
#: The plugin's questions with its default options.
QUESTIONS: tuple[tuple[str, list[dict[str, Any]]], ...] = (
    ("inventory.v1.Device", []),
    ("inventory.v1.ProvisionedDevice", []),
    ("tag.v2.TagAssignment", [{"key": {"workspace_id": "", "element_type": "device"}, "tag_creator_type": "user"}]),
)


def measure(settings: dict[str, Any]) -> dict[str, Any]:
    """The figures of all rounds."""
    from ansible.inventory.data import InventoryData
    from ansible.inventory.manager import InventoryManager
    from ansible.parsing.dataloader import DataLoader
    from ansible.plugins.loader import init_plugin_loader, inventory_loader

    init_plugin_loader()
    client = our_client(settings)
    rounds, hosts = [], 0
    for _round in range(settings["rounds"] + 1):
        raw = raw_seconds(client)
        inventory, plugin = InventoryData(), inventory_loader.get(PLUGIN)
        start = time.perf_counter()
        plugin.parse(inventory, DataLoader(), settings["inventory"])
        parse = time.perf_counter() - start
        hosts = len(inventory.hosts)
        del inventory, plugin
        start = time.perf_counter()
        manager = InventoryManager(DataLoader(), [settings["inventory"]])
        rounds.append({"raw": raw, "parse": parse, "manager": time.perf_counter() - start})
        if len(manager.get_hosts()) != hosts:
            raise SystemExit(f"{len(manager.get_hosts())} hosts instead of {hosts}")
        del manager
    client.close()
    return {"hosts": hosts, "rounds": rounds[1:]}


def our_client(settings: dict[str, Any]) -> Any:
    """The collection's client."""
    from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.client import CloudVisionClient
    from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
    from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions

    node = Node(settings["address"], settings["port"])
    return CloudVisionClient(CloudVisionOptions(nodes=(node,), token=settings["token"], ca_path=settings["ca_path"]))


def raw_seconds(client: Any) -> float:
    """A new connection, and all messages of all streams."""
    from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model
    from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.query import build_filters

    client.close()
    start = time.perf_counter()
    for name, filters in QUESTIONS:
        model = find_model(name)
        client.resources.list(model, build_filters(model, filters))
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.path += [path for path in os.environ.get("ANSIBLE_COLLECTIONS_PATH", "").split(os.pathsep) if path]
    print(json.dumps(measure(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
