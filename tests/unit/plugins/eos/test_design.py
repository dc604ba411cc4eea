# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is wrong with a design, as sentences; rendering itself is tried with pyavd over a playbook."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import design


@pytest.fixture
def pyavd(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A package in the place of pyavd, whose functions a test sets."""
    package, api, anta = ModuleType("pyavd"), ModuleType("pyavd.api"), ModuleType("pyavd.api.anta")
    anta.__dict__["AVDFabricData"] = None
    for module in (package, api, anta):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return package


def invalid(*violations: tuple[list[Any], str]) -> Any:
    """A function that finds all inputs invalid."""
    found = [SimpleNamespace(path=path, message=message) for path, message in violations]
    return lambda _inputs: SimpleNamespace(validated_data=None, validation_result=SimpleNamespace(violations=found))


def test_violations_name_device_variable_and_cause(pyavd: Any) -> None:
    pyavd.validate_inputs = invalid((["servers", 0, "name"], "Missing."), ([], "Not a mapping."))
    with pytest.raises(InputError) as caught:
        design.render({"leaf1": {}})
    assert str(caught.value) == "the design of leaf1 is not valid: servers.0.name: Missing. Not a mapping."


def test_a_message_about_a_secret_is_not_quoted(pyavd: Any) -> None:
    pyavd.validate_inputs = invalid((["bgp_peer_groups", "x", "password"], "The value 'hush' is too short."))
    with pytest.raises(InputError) as caught:
        design.render({"leaf1": {}})
    assert str(caught.value) == "the design of leaf1 is not valid: bgp_peer_groups.x.password: it is not valid."


def test_many_violations_are_counted(pyavd: Any) -> None:
    pyavd.validate_inputs = invalid(*[([str(number)], "No.") for number in range(9)])
    with pytest.raises(InputError, match=r"4: No\. There are 4 more\.$"):
        design.render({"leaf1": {}})


@pytest.mark.parametrize(("module", "kind"), [("pyavd._errors", InputError), ("builtins", ValueError)])
def test_only_errors_of_pyavd_are_about_the_design(pyavd: Any, module: str, kind: type[Exception]) -> None:
    error = type("AristaAvdError", (ValueError,), {"__module__": module})

    def fail(_inputs: Any) -> None:
        raise error("no facts for leaf2")

    pyavd.validate_inputs = lambda inputs: SimpleNamespace(validated_data=inputs)
    pyavd.get_avd_facts = fail
    with pytest.raises(kind, match="no facts for leaf2"):
        design.render({"leaf1": {}})


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyavd", None)
    with pytest.raises(InputError, match="designs need the Python package pyavd"):
        design.require()
