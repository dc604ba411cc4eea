# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: preload
type: notification
short_description: Load once, ahead of all workers, what tasks on Arista switches need
description:
  - Ansible forks a worker for each task and host. What a worker loads, such as a module of C(arista.eos) with its
    libraries, it loads for itself alone, and the next worker begins anew.
  - This callback loads it in the parent process, when a task begins. All workers then find it loaded.
  - It concerns the modules of C(arista.eos) over P(aerie.arista.httpapi#connection), and those of this collection over
    all its connections. Tasks of other collections are left alone.
  - It prints nothing, and changes no result.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
requirements:
  - Enabled in the configuration, see the examples.
seealso:
  - plugin: aerie.arista.httpapi
    plugin_type: connection
    description: The connection that runs modules of C(arista.eos) in Ansible's worker.
"""

EXAMPLES = r"""
ansible.cfg: |
  # Enable the callback, beside others.
  [defaults]
  callbacks_enabled = aerie.arista.preload

shell: |
  # Enable it for one run.
  ANSIBLE_CALLBACKS_ENABLED=aerie.arista.preload ansible-playbook site.yml
"""

import typing as t

from ansible.plugins.callback import CallbackBase

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.preloader import Preloader


class CallbackModule(CallbackBase):
    """Says when tasks begin; bridge/preloader.py does the work."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "aerie.arista.preload"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, display: t.Any = None, options: t.Any = None) -> None:
        super().__init__(display=display, options=options)
        self._preloader = Preloader()

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        self._preloader.load(task)

    def v2_playbook_on_handler_task_start(self, task: t.Any) -> None:
        self._preloader.load(task)

    def v2_playbook_on_cleanup_task_start(self, task: t.Any) -> None:
        self._preloader.load(task)
