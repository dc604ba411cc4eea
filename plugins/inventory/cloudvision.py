# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: cloudvision
short_description: Use devices of Arista CloudVision as hosts
description:
  - Each device in CloudVision becomes a host, and each of its tags a group.
  - Each host has a variable C(cloudvision), a mapping with C(serial), C(hostname), C(fqdn), C(domain_name), C(model),
    C(eos_version), C(hardware_revision), C(mac_address), C(address) (of management), C(boot_time), C(streaming),
    C(features) and C(tags) (label → list of values). Values that CloudVision does not know are empty.
  - The name of the inventory file must end with C(cloudvision.yml) or C(cloudvision.yaml).
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_connection
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
requirements:
  - grpcio >= 1.81.1
  - protobuf >= 6.33.6, < 8
  - cloudvision >= 1.34.1
notes:
  - Options of the connection can have templates, such as lookups, and each has an environment variable. Their Ansible
    variables (C(ansible_host) and so on) are ignored here.
  - The hosts are switches, not CloudVision. Put a host that represents CloudVision into another inventory.
  - A device takes over no host or group of a source that was read before. Ansible reads the files of a folder in
    alphabetical order, so begin the name with C(zz), as in C(zz.cloudvision.yml), where others may rename devices.
options:
  plugin:
    description: Name of this plugin.
    type: str
    required: true
    choices: [aerie.arista.cloudvision]
  hostname_from:
    description:
      - Source of the hosts' names.
      - Devices without such a name, or with the same name as others, are named by their serial numbers. Duplicate names
        cause a warning.
    type: str
    choices: [hostname, fqdn, serial]
    default: hostname
  streaming_only:
    description: Exclude devices that do not stream.
    type: bool
    default: false
  filters:
    description:
      - Mappings of fields of C(inventory.v1.Device), such as C(model_name). A device is included if all fields of at
        least one mapping equal its own.
    type: list
    elements: dict
    default: []
  tag_query:
    description: Include only the devices of this query, in CloudVision's tag query language.
    type: str
  tags:
    description:
      - The tags to read. V(user) means tags assigned by users, V(all) also those created by CloudVision, such as
        C(hostname) and C(eos).
    type: str
    choices: [user, all, none]
    default: user
  tag_groups:
    description: Add each host to a group C(tag_LABEL_VALUE) for each of its tags.
    type: bool
    default: true
  group:
    description: Name of the group of all devices.
    type: str
    default: cloudvision_devices
  addresses:
    description: Read the management addresses (C(inventory.v1.ProvisionedDevice)).
    type: bool
    default: true
  connection_variables:
    description:
      - Set the variables of P(aerie.arista.eapi#connection), so that plays can run on the hosts.
      - C(ansible_host) is the management address, or the FQDN if the address is unknown. The group has
        C(ansible_connection), C(ansible_network_os), C(ansible_become_method) and C(ansible_facts_modules), which files
        in C(group_vars) can override.
      - CloudVision does not have user and password. Set them in C(group_vars) or in the environment.
    type: bool
    default: true
"""

EXAMPLES = r"""
# cloudvision.yml: all devices of a tenant; the token is in CLOUDVISION_ACCESS_TOKEN
plugin: aerie.arista.cloudvision
region: united-kingdom
---
# leaves.cloudvision.yml: leaves that stream, grouped by model and release, cached for ten minutes
plugin: aerie.arista.cloudvision
nodes: [cvp1.example.com, cvp2.example.com, cvp3.example.com]
token_file: ~/.secrets/cvp.token
ca_path: /etc/pki/cvp.pem
streaming_only: true
tag_query: "role:leaf"
strict: true
compose:
  ansible_host: cloudvision.fqdn
  site: cloudvision.tags.dc | first
keyed_groups:
  - key: cloudvision.model
    prefix: model
  - key: cloudvision.eos_version
    prefix: eos
groups:
  mlag: cloudvision.features.Mlag | default(false)
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.ansible/cache
cache_timeout: 600
"""

import gc
import hashlib
import json
import typing as t
from contextlib import contextmanager

from ansible.errors import AnsibleParserError
from ansible.inventory.group import to_safe_group_name
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from jinja2 import Environment

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_connection import open_client
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_options import in_option_names
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.environment import checked, forget_empty
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.messages import warn
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.simple_expressions import (
    NAMES,
    UNKNOWN,
    Lookup,
    simple_expression,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.hosts import (
    LONGEST_GROUP,
    DeviceSelection,
    name_devices,
    read_devices,
    same_group_warning,
    tag_groups,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions, from_plugin
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError

SUFFIXES = ("cloudvision.yml", "cloudvision.yaml")
#: Variables that, when they are extra variables of a command, are meant for the hosts and not for CloudVision.
HOSTS_VARIABLES = ("ansible_host", "ansible_port", "ansible_user", "ansible_password")
CONNECTION_VARIABLES = {
    "ansible_connection": "aerie.arista.eapi",
    "ansible_network_os": "aerie.arista.eapi",
    "ansible_become_method": "enable",
    "ansible_facts_modules": "aerie.arista.eapi_facts",
}


@contextmanager
def uncollected() -> t.Iterator[None]:
    """Without Python's search for garbage: of the many objects that are made here none is, and it looks at all."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def compiled_once() -> t.Iterator[None]:
    """Compile each expression once. Ansible compiles it again for each host, which takes most of the time."""
    original = Environment.compile_expression
    known: dict[t.Any, t.Any] = {}

    def compile_expression(self: Environment, source: str, undefined_to_none: bool = True) -> t.Any:
        key = (id(self), source, undefined_to_none)
        if key not in known:
            known[key] = original(self, source, undefined_to_none)
        return known[key]

    setattr(Environment, "compile_expression", compile_expression)  # noqa: B010
    try:
        yield
    finally:
        setattr(Environment, "compile_expression", original)  # noqa: B010


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Ask CloudVision, or the cache, and fill the inventory."""

    NAME = "aerie.arista.cloudvision"
    _vars: dict[str, t.Any]
    #: The expressions that only look something up.
    _simple: dict[str, Lookup]

    @staticmethod
    def _sanitize_group_name(name: str) -> str:
        """As Ansible does. Expressions may make a name of what CloudVision says, so it is never a path."""
        return _group_name(name)[:LONGEST_GROUP]

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(SUFFIXES)

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._vars = {name: value for name, value in self._vars.items() if name not in HOSTS_VARIABLES}
        forget_empty()
        self._read_config_data(path)
        with uncollected():
            try:
                devices = self._devices(path, cache)
            except ClientError as error:
                raise AnsibleParserError(in_option_names(str(error))) from None
            self._add_hosts(devices)

    def set_options(self, task_keys: t.Any = None, var_options: t.Any = None, direct: t.Any = None) -> None:
        given, variables = checked(self, direct, direct=True), checked(self, var_options)
        super().set_options(task_keys=task_keys, var_options=variables, direct=given)

    def _devices(self, path: str, may_use_cache: bool) -> list[dict[str, t.Any]]:
        """The devices: those of the cache where it may be used and has some, else CloudVision's."""
        options, selection = from_plugin(self._value), self._selection()
        if not self.get_option("cache"):
            return self._asked(options, selection)
        key = f"{self.get_cache_key(path)}_{_digest(options, selection)}"
        if may_use_cache and key in self._cache:
            return t.cast("list[dict[str, t.Any]]", self._cache[key])
        devices = self._asked(options, selection)
        self._cache[key] = devices
        return devices

    def _asked(self, options: CloudVisionOptions, selection: DeviceSelection) -> list[dict[str, t.Any]]:
        client = open_client(options)
        try:
            return read_devices(client.resources, selection, warn)
        finally:
            client.close()  # workers that are forked later on must not inherit it

    def _value(self, name: str) -> t.Any:
        """An option, its templates rendered."""
        return self.templar.template(self.get_option(name))

    def _selection(self) -> DeviceSelection:
        return DeviceSelection(
            filters=tuple(self._value("filters")),
            streaming_only=self.get_option("streaming_only"),
            tag_query=self._value("tag_query"),
            tags=self.get_option("tags"),
            addresses=self.get_option("addresses"),
        )

    def _add_hosts(self, devices: list[dict[str, t.Any]]) -> None:
        group = self._sanitize_group_name(self.get_option("group"))
        foreign = group in self.inventory.groups
        others = {*self.inventory.hosts, *self.inventory.groups, group}
        named, warnings = name_devices(devices, self.get_option("hostname_from"), others)
        for warning in warnings:
            warn(warning)
        pairs = [(name, device) for name, device in zip(named, devices, strict=True) if name is not None]
        names, devices = [name for name, _device in pairs], [device for _name, device in pairs]
        everybody = self.inventory.add_group(group)
        connects = self.get_option("connection_variables")
        for name, device in pairs:
            self.inventory.add_host(name, group=everybody)
            # inventory.set_variable would copy each value to note the file's name with it, which takes longer than all
            # the rest. Nothing here is a template, or of a type that Ansible would convert.
            host = self.inventory.get_host(name)
            host.set_variable("cloudvision", device)
            address = device["address"] or (device["fqdn"] if device["domain_name"] else "")
            if connects and address:
                host.set_variable("ansible_host", address)
        if connects:
            # A group of another source has hosts whose connection is none of ours.
            for target in names if foreign else [everybody]:
                for variable, value in CONNECTION_VARIABLES.items():
                    self.inventory.set_variable(target, variable, value)
        if self.get_option("tag_groups"):
            self._add_tag_groups(names, devices)
        self._construct(names)

    def _add_tag_groups(self, names: list[str], devices: list[dict[str, t.Any]]) -> None:
        groups, shared = tag_groups(devices, _group_name)
        clash = sorted({group for group in groups.values() if group in self.inventory.hosts})
        if clash:
            warn(f"Tags have no group, since hosts have these names: {', '.join(clash)}.")
            groups = {tag: group for tag, group in groups.items() if group not in clash}
        if shared:
            warn(same_group_warning(shared))
        made = {tag: self.inventory.add_group(group) for tag, group in groups.items()}
        for name, device in zip(names, devices, strict=True):
            for label, values in device["tags"].items():
                for value in values:
                    if (label, value) in made:
                        self.inventory.add_child(made[label, value], name)

    def _construct(self, names: list[str]) -> None:
        """The user's own variables and groups."""
        compose, groups, keyed = (self.get_option(name) for name in ("compose", "groups", "keyed_groups"))
        if not (compose or groups or keyed):
            return
        strict = self.get_option("strict")
        sources = [*(compose or {}).values(), *(groups or {}).values(), *(entry.get("key") for entry in keyed or [])]
        self._simple = self._simple_ones(sources)
        with compiled_once():
            for name in names:
                host = self.inventory.get_host(name)
                self._set_composite_vars(compose, host.get_vars(), name, strict)
                variables = host.get_vars()
                left = self._add_host_to_simple_groups(groups or {}, variables, name)
                self._add_host_to_composed_groups(left, variables, name, strict, fetch_hostvars=False)
                self._add_host_to_keyed_groups(keyed, variables, name, strict, fetch_hostvars=False)

    def _simple_ones(self, sources: t.Iterable[t.Any]) -> dict[str, Lookup]:
        """The evaluator of expressions that only look something up."""
        extra = self._vars if self.get_option("use_extra_vars") else {}
        if any(name in extra for name in NAMES):
            return {}
        found = {source: simple_expression(source) for source in sources if isinstance(source, str)}
        return {source: lookup for source, lookup in found.items() if lookup is not None}

    def _compose(self, template: t.Any, variables: t.Any, *args: t.Any, **kwargs: t.Any) -> t.Any:
        """The value of an expression, looked up where that is all."""
        lookup = self._simple.get(template)
        value = UNKNOWN if lookup is None else lookup(variables)
        return super()._compose(template, variables, *args, **kwargs) if value is UNKNOWN else value

    def _add_host_to_simple_groups(self, groups: dict[str, t.Any], variables: t.Any, name: str) -> dict[str, t.Any]:
        """Add a host to the groups whose conditions only look something up; returns the others."""
        left = {}
        for group, condition in groups.items():
            lookup = self._simple.get(condition) if isinstance(condition, str) else None
            value = UNKNOWN if lookup is None else lookup(variables)
            if not isinstance(value, bool):
                left[group] = condition
            elif value:
                self.inventory.add_child(self.inventory.add_group(self._sanitize_group_name(group)), name)
        return left


def _group_name(text: str) -> str:
    """A group's name: letters, digits and underscores, whatever ansible.cfg allows; tags are chosen by others."""
    return str(to_safe_group_name(text, force=True, silent=True))


def _digest(options: CloudVisionOptions, selection: DeviceSelection) -> str:
    """The cache key of a question, so that each question of one file has its own answer.

    Who asks belongs to it: tenants of one cluster have the same address.
    """
    who = [options.token or options.environment_token, options.token_file, options.user, options.client_cert]
    what = [selection.filters, selection.streaming_only, selection.tag_query, selection.tags, selection.addresses]
    text = json.dumps([options.nodes, who, what], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
