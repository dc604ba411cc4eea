# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a switch or CloudVision says is shown to people: no terminal obeys it. Cookies and tokens are checked alike."""

from __future__ import annotations

import typing as t

import grpc
import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import messages
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.diffs import printable_diff
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.failures import task_result
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.secrets import scrub_result
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors as cv
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import grpc_errors, login
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import LONGEST, ClientError, shown
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.auth import parse_login
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import parse_entry
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.transport import Reply
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing import reports
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing.run import AntaResult

#: They clear the screen, set the window's title, type into the terminal, hide, go back, turn the line around.
ATTACKS = (
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b[8m",
    "\x1bP1000p\x1b\\",
    "\x9b2J",
    "\r",
    "\b\b",
    "\x00",
    "\x7f",
    "\u202e",
    "\u2028",
    "\x85",
)
OBEYED = ("\x1b", "\x9b", "\r", "\b", "\x00", "\x7f", "\u202e", "\u2028", "\x85", "\x07")


def harmless(text: str) -> bool:
    return not any(character in text for character in OBEYED)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_error_shows_no_control_characters(attack: str) -> None:
    error = errors.CommandError(f"no{attack} such VLAN", host="leaf1", errors=[f"a{attack}b"], code=1000)
    assert harmless(str(error))
    result = task_result(error)
    assert harmless(result["msg"])
    assert harmless(result["errors"][0])
    assert result["errors"][0].startswith("a")
    assert result["errors"][0].endswith("b")


@pytest.mark.parametrize("attack", ATTACKS)
def test_errors_and_warnings_of_a_command(attack: str) -> None:
    response = parse_entry({"errors": [f"x{attack}y"], "warnings": [f"x{attack}y"]}, "show version", "json")
    assert harmless(response.errors[0])
    assert harmless(response.warnings[0])


@pytest.mark.parametrize("attack", ATTACKS)
def test_words_of_cloudvision(attack: str) -> None:
    class Refusal(grpc.RpcError):
        def code(self) -> grpc.StatusCode:
            return grpc.StatusCode.INVALID_ARGUMENT

        def details(self) -> str:
            return f"bad{attack} value"

    options = CloudVisionOptions(nodes=(Node("cv", 443),), token="t")
    error = grpc_errors.explain(Refusal(), Refusal().details(), options, options.nodes[0], 1.0, "Set of x")
    assert harmless(str(error))
    partial = cv.PartialError("some failed", failures=[{"key": {"id": "1"}, "error": f"x{attack}y"}])
    assert harmless(task_result(partial)["failures"][0]["error"])


def test_warnings_and_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(messages.display, "warning", said.append)
    monkeypatch.setattr(messages.display, "display", said.append)
    for attack in ATTACKS:
        messages.warn(f"a{attack}b")
        messages.tell("leaf1", f"a{attack}b")
    assert len(said) == 2 * len(ATTACKS)
    assert all(harmless(text) and "a" in text and text.endswith("b") for text in said)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_ansible_prints_of_a_result_and_what_a_hint_quotes(attack: str) -> None:
    result: dict[str, t.Any] = {"msg": f"a{attack}b", "warnings": [f"a{attack}b"], "stdout": [attack]}
    scrub_result(result, Scrubber())
    assert harmless(result["msg"])
    assert harmless(result["warnings"][0])
    assert result["stdout"] == [attack]  # what a task has asked for
    assert harmless(str(ClientError("a", hint=f"Try {attack}.")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_differences(attack: str) -> None:
    """Ansible prints them as they are. A switch, or CloudVision, has written what was there before."""
    assert printable_diff({"prepared": f"+a{attack}b\n"})["prepared"].endswith("b\n")
    sides = {
        "before": f"a{attack}b",
        "after": {"body": [f"a{attack}b"], f"na{attack}me": None},
        "before_header": attack,
    }
    for diff in ({"prepared": f"+a{attack}b\n"}, sides, [sides, {"prepared": attack * 3}]):
        assert harmless(repr(printable_diff(diff)).replace("\\n", ""))
        assert harmless(str(printable_diff(diff)))
    assert printable_diff({"prepared": "+Zürich\t1\n"}) == {"prepared": "+Zürich\t1\n"}


def test_a_report_in_markdown_has_no_markup_of_a_switch() -> None:
    said = "![x](http://192.0.2.1/a) <img src=x> `a` \\| b | c\x1b[2J\n# d"
    row = reports.markdown("leaf1", [AntaResult("VerifyX", ["system"], "", "failure", [said])]).splitlines()[-1]
    assert row.endswith(r"| !\[x\](http://192.0.2.1/a) &lt;img src=x> \`a\` \\\| b \| c # d |")
    assert harmless(reports.junit("leaf1", [AntaResult("VerifyX", ["system"], "", "failure", ["a\x1b[2J\x00"])]))


def test_lines_tabs_and_letters_of_all_languages_stay() -> None:
    text = "line 1\n\tline 2: Zürich, 東京, \u2018…\u2019"
    assert shown(text) == text


def test_a_long_text_is_cut() -> None:
    assert len(str(ClientError("a" * 1_000_000))) < LONGEST + 10


# --- Cookies and tokens ---

BAD = ("a\x01b", "a\x7fb", "a b", "a\tb", "a\x9bb", "ä", "a" * 20_000, "a,b")


@pytest.mark.parametrize("value", BAD)
def test_a_cookie_that_is_none(value: str) -> None:
    with pytest.raises(errors.ProtocolError, match="holds characters that no cookie has"):
        parse_login(Reply(200, {"Set-Cookie": f"Session={value}; Path=/"}, b""))


@pytest.mark.parametrize("value", [*BAD, "a;b", "a\r\nX-Header: b"])
def test_a_token_that_is_none(value: str) -> None:
    import json

    options = CloudVisionOptions(nodes=(Node("cv", 443),), user="u", password="p")
    with pytest.raises(cv.ServerError, match="holds characters that no token has"):
        login._token_of(200, json.dumps({"sessionId": value}).encode(), options)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"sessionId": ' + b"9" * 5000 + b"}", b"\x00"])
def test_a_login_whose_reply_hurts(body: bytes) -> None:
    options = CloudVisionOptions(nodes=(Node("cv", 443),), user="u", password="p")
    with pytest.raises(cv.AuthenticationError, match="gave no token"):
        login._token_of(200, body, options)


@pytest.mark.parametrize(
    "attributes",
    ["Expires=Thu, 01 Jan 99999999999999999999 00:00:00 GMT", "Max-Age=" + "9" * 5000, "Expires=" + "9" * 5000],
)
def test_a_lifetime_that_no_clock_knows(attributes: str) -> None:
    entry: t.Any = parse_login(Reply(200, {"Set-Cookie": f"Session=abc; {attributes}"}, b""))
    assert entry.cookie == "abc"
    assert entry.expires > 0
