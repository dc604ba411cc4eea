# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Inventories of a lab and plays of our modules, as data for AnsibleRunner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lab.network import Lab, LabSwitch

DIRECT = "aerie.arista.eapi"
HTTPAPI = "ansible.netcommon.httpapi"
#: Where modules of arista.eos run in Ansible's worker.
WORKER_HTTPAPI = "aerie.arista.httpapi"
CONNECTIONS = (DIRECT, HTTPAPI)

EAPI_COMMAND = "aerie.arista.eapi_command"
EAPI_CONFIG = "aerie.arista.eapi_config"
EAPI_SERVER = "aerie.arista.eapi_server"
#: A play that goes on after whatever happens, so that one run serves many tests.
GO_ON: dict[str, Any] = {"ignore_errors": True, "ignore_unreachable": True}


def host_of(switch: LabSwitch, **variables: Any) -> dict[str, Any]:
    """The variables of an inventory host that is a switch of a lab."""
    return {"ansible_host": switch.address, "ansible_port": switch.https_port or 8443, **variables}


def inventory(
    lab: Lab, connection: str = DIRECT, hosts: Mapping[str, Mapping[str, Any]] | None = None, **variables: Any
) -> dict[str, Any]:
    """The inventory of a lab's switches, or of some hosts instead, with the administrator's credentials.

    ``variables`` are those of all hosts; one that is None is left out.
    """
    shared = {
        "ansible_connection": connection,
        "ansible_network_os": DIRECT,
        "ansible_user": lab.username,
        "ansible_password": lab.password,
        "ansible_become_method": "enable",
        "ansible_eapi_ca_path": str(lab.ca_path),
        **variables,
    }
    chosen = hosts if hosts is not None else {switch.name: host_of(switch) for switch in lab}
    return {
        "all": {
            "hosts": {name: dict(own) for name, own in chosen.items()},
            "vars": {name: value for name, value in shared.items() if value is not None},
        }
    }


def task(name: str, action: str, args: Any, **keywords: Any) -> dict[str, Any]:
    """A task of any module."""
    return {"name": name, action: args, **keywords}


def commands(name: str, cmds: Any, options: Mapping[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    """A task of eapi_command; ``options`` are the module's, ``keywords`` the task's."""
    return task(name, EAPI_COMMAND, {"commands": cmds, **(options or {})}, **keywords)


def config(name: str, options: Mapping[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of eapi_config in privileged mode; ``options`` are the module's, ``keywords`` the task's."""
    return task(name, EAPI_CONFIG, dict(options), become=True, **keywords)


def server(name: str, options: Any, **keywords: Any) -> dict[str, Any]:
    """A task of eapi_server in privileged mode; ``options`` are the module's (or a template that gives them)."""
    return task(name, EAPI_SERVER, options, become=True, **keywords)


def play(tasks: Sequence[Mapping[str, Any]], hosts: str = "all", **keywords: Any) -> dict[str, Any]:
    """A play that gathers no facts."""
    return {"hosts": hosts, "gather_facts": False, "tasks": list(tasks), **keywords}


def cmds_of(request: Mapping[str, Any]) -> list[str]:
    """The command lines of a request as the switch received it."""
    return [item if isinstance(item, str) else item["cmd"] for item in request["params"]["cmds"]]


def requests_with(switch: LabSwitch, command: str) -> list[dict[str, Any]]:
    """The parameters of the requests that held a command, in the order in which the switch got them."""
    return [request["params"] for request in list(switch.received) if command in cmds_of(request)]


def count_of(switch: LabSwitch, command: str) -> int:
    """How many times a switch was asked to run a command."""
    return sum(cmds_of(request).count(command) for request in list(switch.received))


def pending(switch: LabSwitch) -> list[str]:
    """The configuration sessions that are open on a switch, or whose commit timer runs."""
    return sorted(name for name, session in switch.switch.sessions.sessions.items() if session.state != "completed")


def ssl_certificate(name: str, options: Mapping[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of ssl_certificate in privileged mode."""
    return task(name, "aerie.arista.ssl_certificate", dict(options), become=True, **keywords)


def ssl_profile(name: str, options: Mapping[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of ssl_profile in privileged mode."""
    return task(name, "aerie.arista.ssl_profile", dict(options), become=True, **keywords)
