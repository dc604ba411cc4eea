# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The inventory of a lab, in the names of the collection."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from .ssh import SSH_PORT

if TYPE_CHECKING:
    from .network import Lab


def _cloudvision(lab: Lab) -> dict[str, Any]:
    """The variables of the host that stands for CloudVision."""
    return {
        "ansible_connection": "aerie.arista.cloudvision",
        "ansible_host": lab.cloudvision.address,
        "ansible_port": lab.cloudvision.port,
        "ansible_cloudvision_token_file": str(lab.cloudvision.token_path),
        "ansible_cloudvision_ca_path": str(lab.ca_path),
    }


def write_inventory(lab: Lab) -> None:
    """Write ``inventory.yml`` (mode 0600: it holds the lab's password). JSON strings are YAML strings."""
    shared: dict[str, Any] = {
        "ansible_connection": "aerie.arista.eapi",
        "ansible_network_os": "aerie.arista.eapi",
        "ansible_port": 8443,
        "ansible_user": lab.username,
        "ansible_password": lab.password,
        "ansible_eapi_ca_path": str(lab.ca_path),
        "ansible_eapi_ssh_known_hosts": str(lab.known_hosts_path),
        "ansible_become_method": "enable",
        "ansible_facts_modules": "aerie.arista.eapi_facts",
    }
    lines = ["---", "switches:", "  hosts:"]
    for switch in lab:
        lines += [f"    {switch.name}:", f"      ansible_host: {json.dumps(switch.address)}"]
        lines.append(f"      lab_spare_addresses: {json.dumps(switch.spare_addresses)}")
        if not switch.switch.spec.api:
            lines += ["      ansible_eapi_transport: ssh", f"      ansible_port: {SSH_PORT}"]
        if switch.unix_socket:
            lines.append(f"      lab_unix_socket: {json.dumps(switch.unix_socket)}")
    lines += ["  vars:", *(f"    {name}: {json.dumps(value)}" for name, value in shared.items())]
    if lab.has_cloudvision:
        lines += ["cloudvision:", "  hosts:", "    cloudvision:"]
        lines += [f"      {name}: {json.dumps(value)}" for name, value in _cloudvision(lab).items()]
    descriptor = os.open(lab.inventory_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
