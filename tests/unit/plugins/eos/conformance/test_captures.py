# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Captured replies of real switches are judged by the rows of their commands. They are no part of the project.

AERIE_CAPTURES names their folder; the default is shared/fixtures/eos beside the project's folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.rows import Assumption, judged
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conformance.kit import ROWS

ROOT = Path(__file__).resolve().parents[5]
CAPTURES = Path(os.environ.get("AERIE_CAPTURES") or ROOT.parent / "shared" / "fixtures" / "eos")
#: Commands that have another name in the captures.
OTHER_NAMES = {
    "show ip bgp summary": "show bgp summary vrf all",
    "show ip bgp summary vrf all": "show bgp summary vrf all",
    "show ip route": "show ip route vrf all",
}
#: Captures of whole messages, and the row about such a message.
MESSAGES = {
    "anta_jsonrpc_success.json": "rpc-version",
    "anta_jsonrpc_error.json": "rpc-error-data",
    "anta_text_format.json": "rpc-text",
    "anta_with_timestamps.json": "rpc-timestamps",
    "anta_error_stop_on_error_false.json": "rpc-stop-on-error",
    "eapipy_jsonrpc_text.json": "rpc-text",
    "eapipy_jsonrpc_error_json.json": "rpc-error-data",
    "eapipy_jsonrpc_error_text.json": "rpc-error-text",
    "eapipy_jsonrpc_invalid_request.json": "rpc-no-jsonrpc",
    "auth_401_body.json": "http-401-words",
}
#: Captures of a reply to a row's command that the index describes in other words.
REPLIES = {
    "sessions_431.json": "show-sessions-detail",
    "sessions_432_partial.json": "show-sessions-detail",
    "sessions_instances.json": "show-sessions",
    "config_lock.json": "show-lock",
    "ssl_profile_status.json": "show-ssl-profile",
    "http_commands_text_not_enabled.json": "api-http-commands-text",
    "http_commands_text_nginx_error.json": "api-http-commands-text",
    "anta_VerifyAPISSLCertificate.json": "show-ssl-certificate",
    "anta_VerifyAPIHttpStatus.json": "show-api-http-commands",
}
#: Differences that say nothing about the row.
EXPLAINED = {
    "napalm_running_config_text.json": "somebody has indented the text, and 'end' with it",
    "napalm_startup_config_text.json": "somebody has indented the text, and 'end' with it",
}
BY_ID = {row.id: row for row in ROWS}

pytestmark = pytest.mark.skipif(not (CAPTURES / "INDEX.json").is_file(), reason="the captures are not here")


def row_of(entry: dict[str, Any]) -> Assumption | None:
    """The row that judges a capture."""
    named = {**MESSAGES, **REPLIES}.get(entry["file"])
    if named:
        return BY_ID[named]
    command = " ".join(OTHER_NAMES.get(entry["command"], entry["command"]).split())
    wanted = {"kind": "run", "commands": [command], "format": entry["format"]}
    return next((row for row in ROWS if row.probe.requests == (wanted,) and "cli" not in row.probe.needs), None)


def reply_of(name: str, content: Any) -> dict[str, Any]:
    """A capture as the reply to the row's request."""
    if name == "auth_401_body.json":
        return {"status": content["status"], "headers": {}, "body": content["body"]}
    if name in MESSAGES:
        if MESSAGES[name] == "rpc-text":  # the row asks one command
            content = {**content, "result": content["result"][:1]}
        return {"status": 200, "headers": {}, "body": content}
    content = content["result"] if isinstance(content, dict) and "jsonrpc" in content else content
    content = content[-1] if isinstance(content, list) else content
    return {"output": content["output"] if isinstance(content, dict) and set(content) == {"output"} else content}


def entries() -> Iterator[tuple[dict[str, Any], Assumption]]:
    """The captures that a row judges."""
    for entry in json.loads((CAPTURES / "INDEX.json").read_text()):
        row = row_of(entry)
        if row is not None:
            yield entry, row


def test_captures_are_as_the_rows_assume() -> None:
    found = {}
    judged_rows = set()
    for entry, row in entries():
        verdict = judged(row, [reply_of(entry["file"], json.loads((CAPTURES / entry["file"]).read_text()))])
        judged_rows.add(row.id)
        if verdict.result != "holds":
            found[entry["file"]] = (row.id, *verdict.details)
    assert len(judged_rows) > 20
    assert len(list(entries())) > 40
    assert {name: details for name, details in found.items() if name not in EXPLAINED} == {}
    assert set(EXPLAINED) <= set(found), "an explanation is not needed any more"
