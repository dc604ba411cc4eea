# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Asking a switch: the text or the model of one command."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path
from types import SimpleNamespace

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
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


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({"transport": "https", "host": "192.0.2.1", "port": None}, "https://192.0.2.1:443"),
        ({"transport": "http", "host": "2001:db8::1", "port": 8080}, "http://[2001:db8::1]:8080"),
        ({"transport": "ssh", "host": "leaf1", "port": None}, "ssh://leaf1:22"),
        ({"transport": "unix", "host": "localhost", "port": None}, "unix"),
    ],
)
def test_client_location(options: dict[str, t.Any], url: str) -> None:
    client: t.Any = SimpleNamespace(endpoint_options=lambda: options)
    assert ask.endpoint(client) == url


def test_answers_go_along_with_each_batch() -> None:
    batches: list[Batch] = []
    runner: t.Any = SimpleNamespace(run=batches.append)
    ask.AnsweringRunner(runner, {"Proceed": "y"}).run(Batch((Command("commit"),), format="text"))
    assert (batches[0].answers, batches[0].format) == ({"Proceed": "y"}, "text")
