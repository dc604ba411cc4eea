# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What Ansible's workers load after the fork, as tests/integration/callback_plugins/worker_imports.py notes it."""

from __future__ import annotations

from .playrun import AnsibleRunner, Document


def loaded_in_workers(ansible: AnsibleRunner, playbook: Document, inventory: Document) -> list[list[str]]:
    """Run a playbook, and return for each worker that loads anything the files, without the folders of packages.

    The playbook must succeed.
    """
    noted = ansible.folder / "worker-imports"
    noted.write_text("")
    env = {"WORKER_IMPORTS_FILE": str(noted), "ANSIBLE_CALLBACKS_ENABLED": "task_results,worker_imports"}
    ansible.playbook(playbook, inventory, env=env).check()
    workers: dict[str, list[str]] = {}
    for line in noted.read_text().splitlines():
        process, _space, path = line.partition(" ")
        name = path.rpartition("/site-packages/")[2].rpartition("/ansible_collections/")[2]
        workers.setdefault(process, []).append(name)
    return list(workers.values())
