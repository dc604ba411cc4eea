# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: eapi
short_description: Run tasks on Arista switches through eAPI behind ansible.netcommon.httpapi
description:
  - Provides the eAPI client of this collection behind P(ansible.netcommon.httpapi#connection), for modules of
    C(arista.eos) and for playbooks that must keep that connection.
  - Modules of this collection are much faster over P(aerie.arista.eapi#connection), which starts no helper process.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_connection
  - aerie.arista.arista_eos
options:
  persistent_log_messages:
    description:
      - That of P(ansible.netcommon.httpapi#connection), which writes every message between a task and the helper
        process into Ansible's log, with the passwords, keys and configurations in it.
      - This plugin refuses to run with it, unless O(allow_log_messages) is set.
    type: bool
    default: false
    ini:
      - section: persistent_connection
        key: log_messages
    env:
      - name: ANSIBLE_PERSISTENT_LOG_MESSAGES
    vars:
      - name: ansible_persistent_log_messages
  allow_log_messages:
    description: Run although O(persistent_log_messages) writes secrets into Ansible's log.
    type: bool
    default: false
    env:
      - name: EAPI_ALLOW_LOG_MESSAGES
    vars:
      - name: ansible_eapi_allow_log_messages
notes:
  - This plugin handles HTTP itself, so its own options apply, such as C(ansible_eapi_ca_path). The C(ansible_httpapi_*)
    variables are used if these are not set.
"""

import typing as t

from ansible.errors import AnsibleConnectionFailure
from ansible_collections.ansible.netcommon.plugins.plugin_utils.httpapi_base import HttpApiBase

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.environment import checked, settled

if t.TYPE_CHECKING:
    from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.httpapi_service import Service

LOGS_SECRETS = (
    "persistent_log_messages is set: ansible.netcommon would write passwords, keys and configurations into Ansible's "
    "log. Leave it out, or set ansible_eapi_allow_log_messages if that log is as secret as they are."
)


class HttpApi(HttpApiBase):
    """The names that tasks call through the helper's socket; bridge/httpapi_service.py does the work."""

    def __init__(self, connection: t.Any) -> None:
        super().__init__(connection)
        self._service: Service | None = None

    def set_options(self, task_keys: t.Any = None, var_options: t.Any = None, direct: t.Any = None) -> None:
        keys = settled(self, task_keys)
        super().set_options(task_keys=keys, var_options=checked(self, var_options), direct=direct)
        if self.get_option("persistent_log_messages") and not self.get_option("allow_log_messages"):
            raise AnsibleConnectionFailure(LOGS_SECRETS)

    @property
    def service(self) -> Service:
        """Loaded late: each task makes this object in a process of its own, only to find that another one serves the
        host already."""
        if self._service is None:
            from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.httpapi_service import (
                Helper,
                Service,
            )

            self._service = Service(Helper(self))
            self.connection._connect()  # sends nothing; a helper that ends calls `logout` of what it has connected
        return self._service

    # --- What the connection calls ---

    def login(self, username: str | None, password: str | None) -> None:
        """The client logs in with its first request."""

    def logout(self) -> None:
        """The play is over, or the connection is reset. The cookie session stays for later plays."""
        if self._service is not None:
            self._service.close()

    # --- What our own actions call ---

    def run_batch(self, data: dict[str, t.Any]) -> dict[str, t.Any]:
        return self.service.run_batch(data)

    def reconnect(self, login: bool) -> dict[str, t.Any]:
        return self.service.reconnect(login)

    def endpoint_options(self) -> dict[str, t.Any]:
        return self.service.endpoint_options()

    def moved_options(self) -> dict[str, t.Any]:
        return self.service.moved_options()

    def move(self, changes: dict[str, t.Any]) -> dict[str, t.Any]:
        return self.service.move(changes)

    def peer_certificate(self, changes: dict[str, t.Any]) -> dict[str, t.Any]:
        return self.service.peer_certificate(changes)

    def get_facts(self, gather_subset: list[str]) -> dict[str, t.Any]:
        return self.service.get_facts(gather_subset)

    # --- What modules of arista.eos call ---

    def send_request(self, data: t.Any, **message_kwargs: t.Any) -> t.Any:
        return self.service.send_request(data, **message_kwargs)

    def get(self, command: str, output: str | None = None) -> t.Any:
        return self.service.get(command, output)

    def edit_config(self, candidate: list[str]) -> list[str]:
        return self.service.edit_config(candidate)

    def supports_sessions(self) -> bool:
        return self.service.supports_sessions()

    def get_device_info(self) -> dict[str, str]:
        return self.service.get_device_info()

    def get_device_operations(self) -> dict[str, bool]:
        return self.service.get_device_operations()

    def get_capabilities(self) -> str:
        return self.service.get_capabilities()
