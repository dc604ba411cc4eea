# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The filters and tests in a play: the examples of their documentation give what stands beside them; bad input."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from support.playrun import AnsibleRunner
from support.plays import play

ROOT = Path(__file__).resolve().parents[3]
PLUGINS = sorted([*(ROOT / "plugins" / "filter").glob("*.py"), *(ROOT / "plugins" / "test").glob("*.py")])
LOCAL = {"all": {"hosts": {"localhost": {"ansible_connection": "local"}}}}

BAD = {
    "a VLAN that is none": ("'10,5000' | aerie.arista.expand_vlans", "aerie.arista.expand_vlans: '5000': VLANs are"),
    "an interface that is none": ("['Et-'] | aerie.arista.compress_interfaces", "'Et-' is neither an interface nor"),
    "no configuration": ("{} | aerie.arista.config_diff('x')", "the running configuration is no text but a mapping"),
    "no expression to ignore": ("'' | aerie.arista.config_diff('', ['a('])", "aerie.arista.config_diff: "),
    "no expression": ("[1] | aerie.arista.query('[0')", "the expression is no JMESPath expression: '[0'"),
    "nothing found": (
        "[{'vlans': {}}] | aerie.arista.query('[0].vlan', required=true)",
        "'[0].vlan' finds nothing in a list of 1, of which the first is a mapping with the keys vlans.",
    ),
    "a function that does not fit": ("{'a': 1} | aerie.arista.query('length(a)')", "cannot be applied to the data"),
}


def examples(plugin: Path) -> tuple[list[dict[str, Any]], list[Any]]:
    """The tasks of a plugin's examples, and the values that their comments promise."""
    text = get_docstring(str(plugin), fragment_loader, is_module=False)[1]
    promised = re.findall(r"^  # msg:((?:.*\n)(?:  #   .*\n)*)", text, re.MULTILINE)
    values = [yaml.safe_load("msg:" + re.sub(r"^  # ", "", part, flags=re.MULTILINE))["msg"] for part in promised]
    return yaml.safe_load(text), values


def test_the_examples_of_the_documentation_give_what_they_promise(ansible: AnsibleRunner) -> None:
    tasks, promised = [], []
    for plugin in PLUGINS:
        items, values = examples(plugin)
        assert len(items) == len(values) or plugin.parent.name == "test", plugin
        tasks += items
        promised += zip([item["name"] for item in items], values, strict=False)
    run = ansible.playbook([play(tasks, "localhost")], LOCAL).check()
    assert len(promised) == len(PLUGINS) - 1
    assert {name: run.result("localhost", name).result["msg"] for name, _value in promised} == dict(promised)
    assert run.stats["localhost"]["ok"] == len(tasks)


def test_bad_input_names_the_filter_and_the_cause(ansible: AnsibleRunner) -> None:
    tasks = [
        {"name": name, "ansible.builtin.debug": {"msg": "{{ " + expression + " }}"}, "ignore_errors": True}
        for name, (expression, _words) in BAD.items()
    ]
    run = ansible.playbook([play(tasks, "localhost")], LOCAL)
    for name, (_expression, words) in BAD.items():
        result = run.result("localhost", name)
        assert result.status == "ignored", name
        assert words in result.msg


@pytest.mark.parametrize(
    ("wanted", "there"),
    [("interface Ethernet1\n   mtu 9214", True), ("interface Ethernet1\n   shutdown", False), ("no ip routing", False)],
)
def test_a_condition_over_a_configuration(wanted: str, there: bool) -> None:
    from ansible_collections.aerie.arista.plugins.test.config_contains import TestModule

    contains = TestModule().tests()["config_contains"]
    assert contains("hostname a\ninterface Ethernet1\n   mtu 9214\n   no switchport\n", wanted) is there
