# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Render the design of a fabric into files. Documented in modules/fabric_render.py."""

from __future__ import annotations

import json
import os
import typing as t

import yaml
from ansible.errors import AnsibleError
from ansible.template import Templar

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.host_options import HostOptions, check_in_inventory
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import (
    check_own_files,
    file_name_of,
    read_kept,
    write_private,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import design

#: Variables that Ansible adds to those of the inventory, beside ``ansible_...``.
OF_ANSIBLE: t.Final = frozenset(
    (
        *("environment", "group_names", "groups", "hostvars", "omit", "play_hosts", "playbook_dir", "vars"),
        *("inventory_dir", "inventory_file", "inventory_hostname", "inventory_hostname_short"),
        *("role_name", "role_names", "role_path", "role_uuid"),
    )
)
#: How many variables a warning names.
NAMED: t.Final = 5


class ActionModule(EapiAction):
    """Render all hosts of the play in the one worker that Ansible starts for them."""

    BYPASS_HOST_LOOP = True
    _requires_connection = False
    spec = argument_spec("fabric_render")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        self.host = ""  # of its own the task has none
        self._unread: set[str] = set()
        hosts = _without_tags(self._chosen_hosts(args["hosts"]))
        check_own_files(hosts, "hosts")
        if not args["configs"].strip():
            raise InputError("configs is empty: name a folder.")
        design.require()
        reader = HostOptions(self, self.task_vars)
        rendered = self._render({name: self._inputs(*reader.variables(name)) for name in hosts})
        changed: list[str] = []
        for path, text in self._files(args, rendered):
            if self._write_if_different(path, text):
                changed.append(path)
                if not self._task.check_mode:  # what is written stays written, whatever fails after it
                    self.in_force = {"changed": True, "changed_files": changed}
        result: dict[str, t.Any] = {"changed": bool(changed), "hosts": hosts, "changed_files": changed}
        if self._unread:
            named = ", ".join(sorted(self._unread)[:NAMED])
            result["warnings"] = [f"{len(self._unread)} variables cannot be templated, and were left out: {named}."]
        return result

    def _render(self, inputs: dict[str, dict[str, t.Any]]) -> dict[str, design.DeviceDesign]:
        try:
            return design.render(inputs)
        except Exception:
            self.secrets.add_data(inputs)  # what pyavd says may quote them
            raise

    def _chosen_hosts(self, chosen: list[str] | None) -> list[str]:
        """The hosts to render: by default all that the play targets, also those of other batches.

        A device's configuration depends on its neighbors, so a fabric is rendered whole.
        """
        if chosen is None:
            return list(self.task_vars["ansible_play_hosts_all"])
        check_in_inventory(chosen, self.task_vars)
        return chosen

    def _inputs(self, variables: dict[str, t.Any], templar: Templar) -> dict[str, t.Any]:
        """The variables of a host as plain data. One that cannot be templated is left out: AVD may not read it."""
        inputs = {}
        for name, value in variables.items():
            if name in OF_ANSIBLE or name.startswith("ansible_"):
                continue
            try:
                inputs[name] = _without_tags(templar.template(value))
            except (AnsibleError, TypeError, ValueError):
                self._unread.add(name)
        return inputs

    def _files(self, args: dict[str, t.Any], rendered: dict[str, design.DeviceDesign]) -> t.Iterator[tuple[str, str]]:
        """The files with their texts, in the order of the hosts."""
        for host, device in rendered.items():
            name = file_name_of(host)
            yield self._absolute_path(args["configs"], f"{name}.cfg"), device.config
            if args["structured_configs"]:
                text = yaml.safe_dump(device.structured, sort_keys=False, allow_unicode=True, width=1000)
                yield self._absolute_path(args["structured_configs"], f"{name}.yml"), text
            if args["catalogs"]:
                yield self._absolute_path(args["catalogs"], f"{name}.json"), device.catalog

    def _absolute_path(self, folder: str, name: str) -> str:
        """A relative folder starts at the playbook's."""
        return os.path.join(str(self._loader.path_dwim(folder)), name)

    def _write_if_different(self, path: str, text: str) -> bool:
        """Write a file where it differs; True if it does."""
        try:
            if read_kept(path) == text:
                return False
        except UnicodeDecodeError:
            pass
        except OSError as error:
            raise InputError(f"{path} cannot be read ({error.strerror}).") from error
        if not self._task.check_mode:
            write_private(path, text, "the file of a device")
        return True


def _without_tags(value: t.Any) -> t.Any:
    """Data without the tags that Ansible gives to texts, which neither pyavd nor YAML knows.

    :raises TypeError: for what JSON does not have.
    """
    return json.loads(json.dumps(value))
