# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load code at the start of a task, in the process that forks the workers, for the callback aerie.arista.preload."""

from __future__ import annotations

import typing as t
from importlib import import_module

from ansible.plugins.loader import action_loader, module_loader
from ansible.utils.display import Display

from . import preload

#: The collection whose modules a worker imports, instead of making programs of them.
IMPORTED: t.Final = "arista.eos"
#: The collections whose tasks may want the connection. Our own actions load the client themselves, and those of
#: CloudVision have a connection of their own.
COLLECTIONS: t.Final = (IMPORTED, "ansible.netcommon", "aerie.arista")
OF_CLOUDVISION: t.Final = "cloudvision_"

display = Display()


class Preloader:
    """Loads each thing once. What cannot be loaded is left to the worker, whose error names the task."""

    def __init__(self) -> None:
        self._done: set[tuple[str, tuple[str, ...]]] = set()

    def load(self, task: t.Any) -> None:
        """Load what the workers of a task will want.

        :param task: the task of the playbook, whose action may be a name in one of its collections.
        """
        wanted = (str(task.action), tuple(task.collections or ()))
        if wanted in self._done:
            return
        self._done.add(wanted)
        try:
            _load(*wanted)
        except Exception as error:  # of whatever kind: nothing has failed yet
            display.vvv(f"The callback aerie.arista.preload leaves {task.action} to the workers: {error}")


def _load(action: str, collections: tuple[str, ...]) -> None:
    found = module_loader.find_plugin_with_context(action, collection_list=list(collections))
    name = str(found.plugin_resolved_name or "") if found.resolved else ""
    collection = ".".join(name.split(".")[1:3])
    module = name.rpartition(".")[2]
    if collection not in COLLECTIONS or module.startswith(OF_CLOUDVISION):
        return
    preload.httpapi()
    if collection == IMPORTED:
        import_module(name)
        # Modules for networks share the action that is called by the first word of their names.
        shared = module.partition("_")[0]
        action_loader.get(found.action_plugin or f"{collection}.{shared}", class_only=True)
