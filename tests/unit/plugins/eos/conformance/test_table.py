# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The table of assumptions: every show command of the plugins has a row, and rows are whole."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.words import reads
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conformance.kit import LEVELS, ROWS

PLUGINS = Path(__file__).resolve().parents[5] / "plugins"
COMMAND = re.compile(r"(?:show|dir|diff) \S.*|more [*:\w]+")
HOLE = "*"


def commands_in(source: str) -> Iterator[str]:
    """The commands that a module's code holds, with * in the place of what is filled in."""
    tree = ast.parse(source)
    formatted = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in formatted:
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(str(each.value) if isinstance(each, ast.Constant) else HOLE for each in node.values)
        else:
            continue
        if COMMAND.fullmatch(text):
            yield text


def sent_by_rows() -> set[str]:
    """The commands of all rows, in the same form; a filter is no part of them."""
    found = set()
    for row in ROWS:
        for request in row.probe.requests:
            message = request.get("message") or {}
            listed: list[Any] = request.get("commands") or message.get("params", {}).get("cmds", [])
            found |= {str(each["cmd"] if isinstance(each, dict) else each) for each in listed}
    found = {each.replace("more checkpoint:{checkpoint}", f"more {HOLE}") for each in found}
    return {re.sub(r"\{\w+\}", HOLE, each.partition(" | ")[0]) for each in found}


def test_every_command_of_the_plugins_has_a_row() -> None:
    files = [path for path in PLUGINS.rglob("*.py") if path.parent.name not in ("modules", "conformance")]
    found = {command: path.name for path in files for command in commands_in(path.read_text())}
    used = {command.partition(" | ")[0]: file for command, file in found.items()}
    others = {
        f"more {HOLE}:{HOLE}": f"more certificate:{HOLE}",
        f"dir {HOLE}": "dir flash:",
        f"show session-config named {HOLE}{HOLE}": f"show session-config named {HOLE} all",
    }
    used = {others.get(command, command).partition(" | ")[0]: file for command, file in used.items()}
    assert len(used) > 20
    assert {command: file for command, file in used.items() if command not in sent_by_rows()} == {}


def test_a_command_without_a_row_is_found() -> None:
    source = 'A = "show flux"\ndef f(x):\n    """show this"""\n    return f"show flux {x.name} now", "see show flux"\n'
    assert set(commands_in(source)) - {"show this"} == {"show flux", "show flux * now"}


def test_rows_are_whole() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS) > 80
    for row in ROWS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.id), row.id
        assert row.says.endswith("."), row.id
        assert row.used_by, row.id
        assert row.source, row.id
        assert row.probe.level in LEVELS, row.id


def test_rows_that_share_a_probe_ask_the_same() -> None:
    probes: dict[str, Any] = {}
    for row in ROWS:
        assert probes.setdefault(row.probe.name, row.probe).requests == row.probe.requests


def test_the_level_read_has_commands_that_read_and_no_other() -> None:
    rows = [row for row in ROWS if row.probe.level == "read"]
    requests = [request for row in rows for request in row.probe.requests]
    sent = [command for request in requests for command in request.get("commands", [])]
    assert len(sent) > 30
    assert [command for command in sent if not reads(command)] == []
    messages = [request["message"]["params"]["cmds"] for request in requests if request["kind"] == "rpc"]
    lines = [each["cmd"] if isinstance(each, dict) else each for cmds in messages for each in cmds]
    assert {line for line in lines if not reads(line)} == set()
    assert not [row.id for row in rows if row.probe.undo]


def test_change_is_undone() -> None:
    changing = [row for row in ROWS if row.probe.level != "read"]
    assert {row.probe.level for row in changing} == {"session", "commit"}
    for row in changing:
        assert row.probe.undo[0]["commands"] == ["configure session {session} abort"], row.id


def test_only_the_level_commit_commits() -> None:
    sent = {row.probe.level for row in ROWS if "commit timer" in str(row.probe.requests)}
    assert sent == {"commit"}
    assert not [row.id for row in ROWS if "write" in str(row.probe.requests) or "copy" in str(row.probe.requests)]
