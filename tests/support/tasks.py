# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Tasks of our actions in this process, over a real connection: as a worker of Ansible runs them.

The process has called Ansible's `init_plugin_loader` before it imported anything of the collection."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins import loader as plugins
from ansible.template import Templar

from .plays import DIRECT

#: Ansible loads plugins in one thread only.
_LOADING = threading.Lock()


def run_task(
    name: str, args: Mapping[str, Any], variables: Mapping[str, Any], folder: Path, check: bool = False
) -> dict[str, Any]:
    """The result of one task, in privileged mode.

    :param name: the module's name, without the collection's.
    :param variables: those of the host, `inventory_hostname` among them.
    :param folder: where the playbook would be.
    """
    with _LOADING:
        loader = DataLoader()
        loader.set_basedir(str(folder))
        module = f"aerie.arista.{name}"
        task = Task.load({module: dict(args), "name": name, "check_mode": check, "diff": True}, loader=loader)
        context = PlayContext()
        connection = plugins.connection_loader.get(DIRECT, context, "/dev/null")
        become = plugins.become_loader.get("ansible.netcommon.enable")
        become.set_options(var_options=dict(variables))
        connection.set_become_plugin(become)
        connection.set_options(task_keys=task.dump_attrs(), var_options=dict(variables))
        templar = Templar(loader=loader, variables=dict(variables))
        action = plugins.action_loader.get(
            module,
            task=task,
            connection=connection,
            play_context=context,
            loader=loader,
            templar=templar,
            shared_loader_obj=plugins,
        )
    try:
        return dict(action.run(task_vars=dict(variables)))
    finally:
        connection.close()
