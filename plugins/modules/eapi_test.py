#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_test
short_description: Test Arista switches with ANTA's network tests
description:
  - Runs the tests of catalogs in the format of ANTA, Arista's network test package, and fails if a test fails.
  - The commands of all tests are collected in few requests over the host's connection, each command once, and ANTA
    judges the outputs.
  - Tests read only. A command that is not certain to read is not sent, and its test ends with an error.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
requirements:
  - anta >= 1.10, < 2, where Ansible runs
extends_documentation_fragment:
  - aerie.arista.eapi_action
attributes:
  check_mode:
    support: full
    details: The tests run; no file is written.
  diff_mode:
    support: none
options:
  catalog:
    description:
      - The catalog as data, a mapping from modules of tests to lists of tests with their inputs.
      - ANTA's documentation lists the tests and their inputs.
    type: dict
  catalog_src:
    description:
      - Files with catalogs, YAML or JSON, such as those that AVD writes for each device.
      - They are looked for beside the playbook and in the role's C(files), and may be encrypted with Ansible Vault.
    type: list
    elements: str
    default: []
  modules:
    description:
      - Python modules or packages, beside C(anta.tests), that catalogs may name.
      - A catalog imports the modules that it names, and runs their code on the controller.
    type: list
    elements: str
    default: []
  tags:
    description:
      - Run the tests that have one of these tags, if the host has the tag as well.
      - A host's tags are its name and its groups.
      - Without this option the tests run that have no tags, and those that have one of the host's.
    type: list
    elements: str
    default: []
  tests:
    description: Run only the tests with these names, such as V(VerifyNTP).
    type: list
    elements: str
    default: []
  categories:
    description: Run only the tests of these categories, such as V(bgp).
    type: list
    elements: str
    default: []
  fail_on:
    description:
      - The results of tests that fail the task.
      - ANTA skips a test that a platform does not support, or whose feature is off; add V(skipped) where it must run.
    type: list
    elements: str
    choices: [failure, error, skipped]
    default: [failure, error]
  junit_path:
    description: Write the results to this file on the controller, as JUnit's XML. Use the host's name in it.
    type: str
  markdown_path:
    description: Write the results to this file on the controller, as Markdown. Use the host's name in it.
    type: str
notes:
  - The guide is C(docs/testing.md) in the collection.
seealso:
  - module: aerie.arista.eapi_command
  - module: aerie.arista.eapi_config
"""

EXAMPLES = r"""
- name: Test what must always hold
  aerie.arista.eapi_test:
    catalog:
      anta.tests.system:
        - VerifyUptime:
            minimum: 60
        - VerifyCoredump:
      anta.tests.interfaces:
        - VerifyInterfaceErrDisabled:
  become: true

- name: Test a fabric with the catalogs that AVD writes, and report to CI
  aerie.arista.eapi_test:
    catalog_src: "{{ inventory_dir }}/anta/avd_catalogs/{{ inventory_hostname }}.json"
    junit_path: "{{ inventory_dir }}/reports/{{ inventory_hostname }}.xml"
  become: true

- name: Run the BGP tests only, and let the play go on
  aerie.arista.eapi_test:
    catalog_src: catalog.yml
    categories: bgp
    fail_on: []
  become: true
  register: tested
"""

RETURN = r"""
tests:
  description: The results, in the order of the catalog.
  returned: always
  type: list
  elements: dict
  contains:
    test:
      description: The test's name.
      type: str
      sample: VerifyNTP
    categories:
      description: Its categories.
      type: list
      elements: str
      sample: [system]
    description:
      description: What it verifies.
      type: str
    result:
      description: V(success), V(failure), V(error), V(skipped), or V(unset) for a test that says nothing.
      type: str
      sample: failure
    messages:
      description: Why it is no success.
      type: list
      elements: str
summary:
  description: How many tests there are, and how many have each result.
  returned: always
  type: dict
  sample: {total: 20, success: 18, failure: 1, error: 0, skipped: 1, unset: 0}
junit_path:
  description: The file with JUnit's XML.
  returned: with O(junit_path), not in check mode
  type: str
  sample: /srv/reports/leaf1.xml
markdown_path:
  description: The Markdown file.
  returned: with O(markdown_path), not in check mode
  type: str
  sample: /srv/reports/leaf1.md
"""
