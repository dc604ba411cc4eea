# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is compared: the same command on the same switches in different ways, each with verified TLS."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: The command of a task, and the answer that is wanted everywhere: JSON.
COMMAND = "show version"
LARGE_COMMAND = "show tech-support"

#: Names for options that depend on the lab; plays.py and clients.py fill them in.
CA_PATH = "{ca_path}"

#: As plays for switches have it, and as arista.eos's plugin needs it before it can ask for the configuration sessions.
BECOME = {"ansible_become": True, "ansible_become_method": "enable"}

DIRECT = {**BECOME, "ansible_connection": "aerie.arista.eapi", "ansible_eapi_ca_path": CA_PATH}
NETCOMMON = {
    **BECOME,
    "ansible_connection": "ansible.netcommon.httpapi",
    "ansible_httpapi_use_ssl": True,
    "ansible_httpapi_validate_certs": True,
    "ansible_httpapi_ca_path": CA_PATH,
}
OUR_HTTPAPI = {**NETCOMMON, "ansible_network_os": "aerie.arista.eapi"}
THEIR_HTTPAPI = {**NETCOMMON, "ansible_network_os": "arista.eos.eos"}

OUR_TASK = {"aerie.arista.eapi_command": {"commands": COMMAND}}
THEIR_TASK = {"arista.eos.eos_command": {"commands": [{"command": COMMAND, "output": "json"}]}}
FLEET_TASK = {"aerie.arista.eapi_fleet": {"commands": COMMAND}, "run_once": True}
NO_TASK = {"ansible.builtin.set_fact": {"asked": True}}

OUR_LARGE_TASK = {"aerie.arista.eapi_command": {"commands": LARGE_COMMAND, "format": "text"}}
THEIR_LARGE_TASK = {"arista.eos.eos_command": {"commands": [LARGE_COMMAND]}}


@dataclass(frozen=True)
class Variant:
    """One of the ways.

    :ivar key: its name in the figures.
    :ivar title: its name for people.
    :ivar task: the task of a play, empty for a plain client.
    :ivar variables: of all hosts of a play.
    :ivar client: the kind of plain client in clients.py, empty for a play.
    :ivar asks: False for a floor, which asks no switch.
    :ivar slow: minutes for 100 hosts; measured less often.
    :ivar further: tasks that take turns with the first one.
    :ivar environment: what else the environment of a play says.
    """

    key: str
    title: str
    task: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    client: str = ""
    asks: bool = True
    slow: bool = False
    further: tuple[dict[str, Any], ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def task_of(self, number: int) -> dict[str, Any]:
        """The task with a number, from 0."""
        tasks = (self.task, *self.further)
        return tasks[number % len(tasks)]


#: In the order in which they take turns.
VARIANTS = (
    Variant("d", "floor: set_fact, our connection", NO_TASK, DIRECT, asks=False),
    Variant("d2", "floor: set_fact, connection local", NO_TASK, {"ansible_connection": "local"}, asks=False),
    Variant("a", "eapi_command, our connection", OUR_TASK, DIRECT),
    Variant("f", "eapi_fleet, our connection: one task for all hosts", FLEET_TASK, DIRECT),
    Variant("b", "eapi_command, netcommon.httpapi with our plugin", OUR_TASK, OUR_HTTPAPI, slow=True),
    Variant("c", "eos_command, netcommon.httpapi with arista.eos's plugin", THEIR_TASK, THEIR_HTTPAPI, slow=True),
    Variant("c2", "eos_command, netcommon.httpapi with our plugin", THEIR_TASK, OUR_HTTPAPI, slow=True),
    Variant("e1", "plain Python: requests, threads", client="requests"),
    Variant("e2", "plain Python: asynceapi", client="asynceapi"),
    Variant("e3", "plain Python: our client, threads", client="ours"),
)
BY_KEY = {variant.key: variant for variant in VARIANTS}

#: Large replies by Ansible: a reply of ordinary size for comparison, then the large one.
LARGE_VARIANTS = (
    Variant("small", f"{COMMAND}, eapi_command, our connection", OUR_TASK, DIRECT),
    Variant("a", f"{LARGE_COMMAND}, eapi_command, our connection", OUR_LARGE_TASK, DIRECT),
    Variant("c", f"{LARGE_COMMAND}, eos_command, arista.eos's plugin", THEIR_LARGE_TASK, THEIR_HTTPAPI),
)
#: … and by a client alone, in a process of its own (see large.py).
LARGE_CLIENTS = {"ours": "our client alone", "requests": "requests alone"}
