# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: cloudvision_resource
short_description: Look up any resource of Arista CloudVision
description:
  - Returns the resources of a model of CloudVision's Resource APIs in templates, as
    M(aerie.arista.cloudvision_resource_info) does in tasks.
  - Use C(query), or C(lookup) with C(wantlist=true), to always get a list.
  - Unlike the module, it does not mask secrets.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.cloudvision_connection
requirements:
  - grpcio >= 1.81.1
  - protobuf >= 6.33.6, < 8
  - cloudvision >= 1.34.1
options:
  _terms:
    description: Names of models, such as V(inventory.v1.Device).
    type: list
    elements: str
    required: true
  inventory_host:
    description:
      - The host of the inventory that represents CloudVision. Its variables define the connection.
      - Without it, the connection is defined by the options here, by C(ansible_cloudvision_*) variables and by the
        environment. Address, user and password of the play's host are those of a switch, so they are ignored unless its
        connection is P(aerie.arista.cloudvision#connection).
    type: str
  key:
    description: Key of one resource. The lookup fails if there is none.
    type: dict
  keys:
    description: Keys of several resources. Missing ones are left out of the result.
    type: list
    elements: dict
  filters:
    description: As in M(aerie.arista.cloudvision_resource_info). A single mapping is permitted, too.
    type: raw
  custom_filter:
    description: As in M(aerie.arista.cloudvision_resource_info).
    type: raw
  end:
    description: Return the state at this time (ISO 8601).
    type: raw
"""

EXAMPLES = r"""
- name: Show the devices that stream
  ansible.builtin.debug:
    msg: "{{ query('aerie.arista.cloudvision_resource', 'inventory.v1.Device', inventory_host='cvp',
      filters={'streaming_status': 'active'}) | map(attribute='hostname') }}"

- name: Show the release of one device
  ansible.builtin.debug:
    msg: "{{ lookup('aerie.arista.cloudvision_resource', 'inventory.v1.Device', region='united-kingdom',
      key={'device_id': 'JPE12345678'}).software_version }}"
"""

RETURN = r"""
_raw:
  description: The resources.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_connection import open_client, options_of
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.environment import checked, forget_empty
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import NotFoundError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.query import Query, ask
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError

CONNECTION = "aerie.arista.cloudvision"
#: Variables of a host that mean its own connection, whatever that is.
OWN_VARIABLES = ("inventory_hostname", "ansible_host", "ansible_port", "ansible_user", "ansible_password")


class LookupModule(LookupBase):
    """Ask each model; the channel is closed at once, since templates may be rendered before a fork."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[t.Any]:
        forget_empty()
        given = self._variables(variables or {}, kwargs.get("inventory_host"))
        self.set_options(var_options=checked(self, given), direct=checked(self, kwargs, direct=True))
        filters = self.get_option("filters") or []
        names = ("key", "keys", "custom_filter", "end")
        arguments = {name: self.get_option(name) for name in names}
        try:
            client = open_client(options_of(self))
            try:
                return [
                    resource
                    for term in terms
                    for resource in _found(
                        client,
                        Query(str(term), filters=filters if isinstance(filters, list) else [filters], **arguments),
                    )
                ]
            finally:
                client.close()
        except ClientError as error:
            raise AnsibleError(f"{error}") from None

    def _variables(self, variables: dict[str, t.Any], host: str | None) -> dict[str, t.Any]:
        """The variables that give the connection, templated."""
        source: t.Mapping[str, t.Any] = variables
        if host is not None:
            known = variables.get("hostvars") or {}
            if host not in known:
                raise AnsibleError(f"inventory_host is '{host}', which is no host of the inventory.")
            source = known[host]
        own = host is not None or str(source.get("ansible_connection")) == CONNECTION
        names = [name for name in source if name.startswith("ansible_cloudvision_")]
        if own:
            names += [name for name in OWN_VARIABLES if name in source]
        return {name: self._templar.template(source[name]) for name in names}


def _found(client: t.Any, query: Query) -> list[t.Any]:
    answer = ask(client.resources, query, show_secrets=True)
    if query.key and not answer.resources:
        raise NotFoundError(f"there is no {query.model} with this key.", code="NOT_FOUND", host=client.options.name)
    return answer.resources
