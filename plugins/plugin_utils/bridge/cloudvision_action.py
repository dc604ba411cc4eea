# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Base of the actions over CloudVision: validated arguments, the connection's client, errors as results."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import preload
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import check_names
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.diffs import printable_diff
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.failures import task_result, unexpected
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.secrets import (
    add_arguments,
    scrub_result,
    shows_secrets,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.client import CloudVisionClient
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.masking import showing_secrets
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber

CONNECTION = preload.CLOUDVISION

preload.cloudvision()


class CloudVisionAction(ActionBase):
    """Base of the actions. A subclass names its `spec` and does its work in `perform`."""

    #: From schema.argument_spec, at the subclass's import.
    spec: t.ClassVar[dict[str, t.Any]]
    #: CloudVision's name in the inventory.
    host = ""
    secrets: Scrubber
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Validate, perform, and turn errors into a result."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        self.host = str((task_vars or {}).get("inventory_hostname", ""))
        try:
            check_names(self._task.action, self._task.args, self.spec)
            _ignored, args = self.validate_argument_spec(self.spec)
        except ClientError as error:
            result.update(task_result(error, self.host))
            return result
        self.secrets = Scrubber()
        add_arguments(self.secrets, self.spec, args)
        with showing_secrets(shows_secrets(args, task_vars or {})):
            try:
                result.update(self.perform(args))
            except ClientError as error:
                result.update(task_result(error, self.host))
            except AnsibleError:
                raise
            except Exception as error:
                result.update(unexpected(error, self.host, self.secrets))
            scrub_result(result, self.secrets)
        if "diff" in result:
            result["diff"] = printable_diff(result["diff"])
        return result

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        """Do the task's work.

        :param args: the validated arguments.
        :returns: the task's result.
        :raises ClientError: becomes a failed (or unreachable) result.
        """
        raise NotImplementedError

    @property
    def client(self) -> CloudVisionClient:
        """The client of the connection that the host has."""
        name = self._connection.transport
        if name != CONNECTION:
            raise InputError(
                f"{self._task.action} does not run over the connection '{name}'.",
                hint=f"Set 'ansible_connection: {CONNECTION}' for the host that stands for CloudVision.",
            )
        client = t.cast("CloudVisionClient", self._connection.client)
        client.scrubber.include(self.secrets)
        return client

    @property
    def check_mode(self) -> bool:
        """Whether nothing may be changed."""
        return bool(self._task.check_mode)
