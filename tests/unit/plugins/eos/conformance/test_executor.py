# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is sent to a switch, and to what is none."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.rows import (
    Probe,
    SkippedError,
    StoppedError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import EnableError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conformance import kit
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conformance.executor import (
    SwitchExecutor,
    http,
    identity,
    rpc,
    run,
)
from support.eapi import Answer, Request, Switch, client_of

EOS: dict[str, Any] = {"version": "4.33.2F", "modelName": "vEOS-lab"}


def other(_request: Request) -> Answer:
    """A server that knows no API."""
    return 200, {"Content-Type": "text/html"}, b"<html>It works!</html>"


@pytest.mark.parametrize(
    "server",
    [
        other,
        Switch(models={"show version": {"version": "10.2", "modelName": "other"}}),
        Switch(models={"show version": {}}),
        Switch(failures={"show version": (1002, ["Invalid input"])}),
    ],
)
def test_no_further_questions_to_another_system(server: Any) -> None:
    client = client_of(server)
    with pytest.raises(StoppedError, match="what answers is not EOS"):
        kit.examine(client, "commit")
    transport: Any = client.transport
    assert len(transport.sent) == 1


def test_a_refused_enable_is_no_other_product() -> None:
    switch = Switch(models={"show version": EOS}, enable_password="other")
    with pytest.raises(EnableError):
        identity(client_of(switch, enable=True))


def test_a_probe_that_lacks_something_is_skipped_with_the_reason() -> None:
    executor = SwitchExecutor(client_of(Switch()))
    with pytest.raises(SkippedError, match="typed over SSH"):
        executor.exchanges(Probe("cli", (run("show version"),), needs=frozenset({"cli"})))
    with pytest.raises(SkippedError, match="the switch has no certificate"):
        executor.exchanges(Probe("file", (run("more certificate:{certificate}", format="text"),)))


def test_requests_are_recorded_as_the_table_has_them_and_without_credentials() -> None:
    switch = Switch(models={"show version": EOS, "show x1": {"a": 1}})
    client = client_of(switch)
    executor = SwitchExecutor(client, {"name": "x1"})
    requests = (run("show {name}"), rpc(["show version"]), http("POST", "/login", "nobody", "login"))
    found = executor.exchanges(Probe("all", requests))
    assert tuple(each.request for each in found) == requests
    assert found[0].reply == {"output": {"a": 1}}
    assert found[1].reply["body"]["result"] == [EOS]
    assert found[2].reply["headers"]["Set-Cookie"] == "Session=removed;Path=/;HttpOnly"
    assert "s3cret" not in str(found)


def test_failing_probe_is_cleaned_up() -> None:
    switch = Switch(failures={"bad": (1002, ["no"])})
    executor = SwitchExecutor(client_of(switch), {"session": "s1"})
    undo = (run("configure session {session} abort", format="text"),)
    with pytest.raises(SkippedError):
        executor.exchanges(Probe("open", (run("configure session s1"), run("more {none}")), undo=undo))
    assert switch.ran == ["configure session s1", "configure session s1 abort"]
    (failed,) = executor.exchanges(Probe("bad", (run("bad"),)))
    assert failed.reply["error"] == {"type": "InvalidCommandError", "code": 1002, "command_index": 0, "errors": ["no"]}
