# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""From a variant to a command line, its files and its environment."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.topology import ADMIN, PASSWORDS

from .network import Target
from .variants import CA_PATH, COMMAND, LARGE_COMMAND, Variant

HERE = Path(__file__).resolve().parent
#: Settings of Ansible that come with the environment; all others, and options of the plugins, are the user's.
KEPT = frozenset(f"ANSIBLE_{name}" for name in ("COLLECTIONS_PATH", "CONFIG"))
DROPPED = ("ANSIBLE_", "EAPI_", "CLOUDVISION_", "SSL_CERT_", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
#: Seconds that netcommon's helpers may take. With 20 of them on few cores the defaults (30) are too short.
PATIENCE = "300"


@dataclass(frozen=True)
class Job:
    """What to run, and where."""

    arguments: list[str]
    folder: Path
    environment: dict[str, str]


def job(variant: Variant, targets: Sequence[Target], folder: Path, ca_path: Path, tasks: int, forks: int) -> Job:
    """The job of a variant in a new folder, so that it shares no cookie and no cache with any other.

    :param tasks: how often each switch is asked.
    :param forks: hosts at a time: Ansible's forks, or a client's threads.
    """
    folder.mkdir(mode=0o700)
    variables = {**environment(folder), **variant.environment}
    if variant.client:
        return Job([sys.executable, *_client(variant, targets, folder, ca_path, tasks, forks)], folder, variables)
    program = str(Path(sys.executable).with_name("ansible-playbook"))
    hosts = write(folder / "inventory.yml", inventory(variant, targets, ca_path))
    plays = write(folder / "play.yml", play(variant, tasks))
    return Job([program, "--forks", str(forks), "--inventory", str(hosts), str(plays)], folder, variables)


def inventory(variant: Variant, targets: Sequence[Target], ca_path: Path) -> dict[str, Any]:
    """The switches with the variant's variables."""
    shared = {"ansible_user": ADMIN, "ansible_password": PASSWORDS[ADMIN]}
    for name, value in variant.variables.items():
        shared[name] = str(ca_path) if value == CA_PATH else value
    hosts = {
        target.name: {
            "ansible_host": target.address,
            "ansible_port": target.port,
            "ansible_httpapi_port": target.port,
        }
        for target in targets
    }
    return {"all": {"hosts": hosts, "vars": shared}}


def play(variant: Variant, tasks: int) -> list[dict[str, Any]]:
    """The variant's task, several times, or its tasks in turn."""
    named = [{"name": f"Task {number + 1}", **variant.task_of(number)} for number in range(tasks)]
    return [{"name": variant.title, "hosts": "all", "gather_facts": False, "tasks": named}]


def environment(folder: Path) -> dict[str, str]:
    """Environment variables for a run that reads and writes nothing of the user's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if (name in KEPT or not name.startswith(DROPPED)) and not name.lower().endswith("_proxy")
    }
    return {
        **kept,
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_LOCAL_TEMP": str(folder / "home" / "tmp"),
        "ANSIBLE_REMOTE_TEMP": str(folder / "home" / "tmp"),
        "ANSIBLE_PERSISTENT_CONTROL_PATH_DIR": str(folder / "pc"),
        "ANSIBLE_PERSISTENT_CONNECT_TIMEOUT": PATIENCE,
        "ANSIBLE_PERSISTENT_COMMAND_TIMEOUT": PATIENCE,
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "EAPI_SESSION_STORE": str(folder / "sessions"),
    }


def settings(targets: Sequence[Target], folder: Path, ca_path: Path, tasks: int, threads: int) -> dict[str, Any]:
    """What clients.py and large.py read."""
    return {
        "targets": [[target.address, target.port] for target in targets],
        "user": ADMIN,
        "password": PASSWORDS[ADMIN],
        "ca_path": str(ca_path),
        "session_store": str(folder / "sessions"),
        "command": COMMAND,
        "large_command": LARGE_COMMAND,
        "tasks": tasks,
        "threads": threads,
    }


def _client(
    variant: Variant, targets: Sequence[Target], folder: Path, ca_path: Path, tasks: int, threads: int
) -> list[str]:
    path = write(folder / "settings.json", settings(targets, folder, ca_path, tasks, threads))
    return [str(HERE / "clients.py"), variant.client, str(path)]


def write(path: Path, document: Any) -> Path:
    """Write a document as JSON, which is YAML too. The folder keeps others out."""
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return path
