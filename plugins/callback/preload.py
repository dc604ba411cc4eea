# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: preload
type: notification
short_description: Load the code of tasks on Arista switches once, before Ansible forks workers
description:
  - Ansible forks a worker for each task and host. A worker loads code, such as a module of C(arista.eos) with its
    libraries, only for itself, and the next worker loads it again.
  - This callback loads the code in the parent process at the start of a task, so all workers already have it.
  - It loads what modules of C(arista.eos), and tasks of C(ansible.netcommon) and of this collection, need over
    P(aerie.arista.httpapi#connection). It ignores tasks of other collections. Over P(aerie.arista.eapi#connection) the
    modules of this collection do not need it.
  - It prints nothing and does not change results.
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
