# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Asking a switch: the text or the model of one command."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import ask

EOS = Path(__file__).resolve().parents[4] / "plugins" / "plugin_utils" / "eos"


class Switch:
    """Answers every batch with one output, and keeps the batches."""

    def __init__(self, output: t.Any) -> None:
        self.output = output
        self.formats: list[tuple[str, str]] = []

    def run(self, batch: Batch) -> list[Response]:
        self.formats += [(command.cmd, batch.format_of(command)) for command in batch.commands]
        return [Response(command.cmd, batch.format_of(command), output=self.output) for command in batch.commands]


def test_text() -> None:
    switch = Switch("hostname leaf1\n")
    assert ask.text(switch, "show running-config") == "hostname leaf1\n"
    assert switch.formats == [("show running-config", "text")]


def test_model() -> None:
    switch = Switch({"version": "4.33"})
    assert ask.model(switch, "show version") == {"version": "4.33"}
    assert switch.formats == [("show version", "json")]


@pytest.mark.parametrize("output", ["no model", None, []])
def test_an_output_that_is_no_model(output: t.Any) -> None:
    assert ask.model(Switch(output), "show version") == {}


def test_single_commands_are_run_in_one_place() -> None:
    single = re.compile(r"\.run\(\s*Batch\(\(Command\([^,]*\),\)")
    assert [path.name for path in sorted(EOS.rglob("*.py")) if single.search(path.read_text())] == ["ask.py"]
