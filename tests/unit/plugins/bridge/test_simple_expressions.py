# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Expressions that are looked up give what Ansible's templating gives, or no answer."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.simple_expressions import UNKNOWN, simple_expression

DEVICE = {
    "model": "DCS-7050",
    "name": "{{ 1 + 1 }}",
    "tags": {"dc": ["zurich", "bern"], "none": [], "odd name": ["x"]},
    "features": {"Mlag": True, "Danz": False},
    "boot_time": None,
    "slots": 4,
}
VALUES = {"cloudvision": DEVICE, "inventory_hostname": "leaf1", "site": "zurich"}


@pytest.mark.parametrize(
    "source",
    [
        "cloudvision.model",
        "cloudvision['model']",
        "cloudvision.name",
        "cloudvision.tags.dc",
        "cloudvision.tags.dc | first",
        "cloudvision.tags['odd name'] | first",
        "cloudvision.features.Mlag | default(false)",
        "cloudvision.features.Nothing | default(false)",
        "cloudvision.features.Nothing | d('x')",
        "cloudvision.slots",
        "inventory_hostname",
        "'fixed'",
        "42",
    ],
)
def test_lookup_equals_templating(source: str) -> None:
    lookup = simple_expression(source)
    assert lookup is not None
    value = lookup(VALUES)
    templated = Templar(DataLoader(), variables=VALUES).evaluate_expression(trust_as_template(source))
    assert value == templated
    assert type(value) in (str, bool, int, list)


@pytest.mark.parametrize(
    "source",
    [
        "cloudvision.tags.items",
        "cloudvision.tags.dc[0]",
        "cloudvision.tags.dc | join(',')",
        "cloudvision.model | default(x)",
        "cloudvision.model | default('x', true)",
        "cloudvision.tags.dc | first(2)",
        "cloudvision.model == 'x'",
        "site",
        "cloudvision.model, 1",
        "cloudvision.",
        "lookup('pipe', 'id')",
        "",
        None,
        7,
    ],
)
def test_complex_expressions(source: Any) -> None:
    assert simple_expression(source) is None


@pytest.mark.parametrize(
    "source",
    [
        "cloudvision.nothing",
        "cloudvision.nothing.more | default('x')",
        "cloudvision.model.more",
        "cloudvision.tags",
        "cloudvision.tags.none | first",
        "cloudvision.tags.nothing | first",
        "cloudvision.boot_time",
        "cloudvision.model | first",
    ],
)
def test_expressions_left_to_templating(source: str) -> None:
    lookup = simple_expression(source)
    assert lookup is not None
    assert lookup(VALUES) is UNKNOWN
    assert lookup({}) is UNKNOWN


def test_a_list_is_a_new_one() -> None:
    lookup = simple_expression("cloudvision.tags.dc")
    assert lookup is not None
    lookup(VALUES).append("x")
    assert DEVICE["tags"] == {"dc": ["zurich", "bern"], "none": [], "odd name": ["x"]}
