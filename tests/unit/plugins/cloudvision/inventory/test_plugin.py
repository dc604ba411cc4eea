# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the inventory plugin does to be fast."""

from __future__ import annotations

import gc

import pytest
from jinja2 import Environment

from ansible_collections.aerie.arista.plugins.inventory.cloudvision import compiled_once, uncollected


def test_an_expression_is_compiled_once_for_all_hosts() -> None:
    environment, other = Environment(), Environment()
    original = Environment.compile_expression
    with compiled_once():
        first = environment.compile_expression("model ~ name", False)
        assert environment.compile_expression("model ~ name", False) is first
        assert environment.compile_expression("model ~ name", True) is not first
        assert environment.compile_expression("model", False) is not first
        assert other.compile_expression("model ~ name", False) is not first
        assert first(model="m", name="n") == "mn"
    assert Environment.compile_expression is original
    assert environment.compile_expression("model ~ name", False) is not first


def test_all_is_as_before_after_an_error() -> None:
    original = Environment.compile_expression

    def fail() -> None:
        with compiled_once(), uncollected():
            assert not gc.isenabled()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert Environment.compile_expression is original
    assert gc.isenabled()
