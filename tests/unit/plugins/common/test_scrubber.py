# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a server says holds no secret of the run, however it is written."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.masking import showing_secrets
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import LINES, Scrubber

SECRET = "p&ss \"wör'd\"/\\2'"


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        repr(SECRET)[1:-1],
        html.escape(SECRET),
        quote(SECRET, safe=""),
        base64.b64encode(f"ops:{SECRET}".encode()).decode(),
    ],
)
def test_every_way_to_write_a_password(written: str) -> None:
    scrubber = Scrubber()
    scrubber.add_login("ops", SECRET)
    assert scrubber.text(f"no: {written}, twice: {written}.") == "no: <removed>, twice: <removed>."


def test_a_quote_at_each_end_of_a_secret() -> None:
    secret = "\\hunter2\\"
    for written in (json.dumps(secret)[1:-1], repr(secret)[1:-1]):
        assert Scrubber(secret).text(f"({written})") == "(<removed>)"


def test_the_longest_secret_is_found_first() -> None:
    assert Scrubber("hunter", "hunter2").text("hunter2 hunter") == "<removed> <removed>"


def test_short_secrets_are_found_in_quotes_alone() -> None:
    scrubber = Scrubber("abc", "")
    assert scrubber.text("Invalid input (at token 1: 'abc') abc") == "Invalid input (at token 1: '<removed>') abc"


def test_commands_and_their_inputs() -> None:
    scrubber = Scrubber()
    scrubber.add_command("username bob secret 0 hunter2")
    scrubber.add_command("banner motd", "first line\n  second line\nEOF\n")
    assert scrubber.text("token 'hunter2', first line, second line, EOF") == (
        "token '<removed>', <removed>, <removed>, EOF"
    )
    with showing_secrets(True):
        later = Scrubber()
        later.add_command("username bob secret 0 hunter2", "typed")
        assert later.text("hunter2 typed") == "hunter2 <removed>"


def test_secrets_in_data() -> None:
    scrubber = Scrubber()
    scrubber.add_data(
        {"api_key": "hunter2", "lines": ["enable password hunter3"], "name": "leaf1", "key_passphrase": 4}
    )
    scrubber.add_url("http://ops:hunter%204@proxy:3128")
    assert scrubber.data({"msg": "hunter2 hunter3", "at": ["hunter 4", "leaf1", 7]}) == {
        "msg": "<removed> <removed>",
        "at": ["<removed>", "leaf1", 7],
    }


def test_an_error() -> None:
    error = ClientError("hunter2 is wrong", host="leaf1", hint="not hunter2")
    Scrubber("hunter2").error(error)
    assert str(error) == "leaf1: <removed> is wrong. not <removed>"
    assert error.args == ("<removed> is wrong",)


@pytest.mark.parametrize("quoted", [False, True])
def test_a_very_long_secret_takes_the_rest_of_its_line_along(quoted: bool) -> None:
    secret = "x1" * 4_000_000
    scrubber = Scrubber(secret)
    text = f"before '{json.dumps(secret) if quoted else secret}' after\nnext line"
    assert "x1" not in scrubber.text(text)
    assert scrubber.text(text).endswith("\nnext line")


@pytest.mark.parametrize(("more", "shown"), [(0, "<removed>"), (1, "interface Loopback7")])
def test_the_lines_of_an_input_are_secrets_up_to_a_number(more: int, shown: str) -> None:
    scrubber = Scrubber()
    lines = [f"interface Loopback{number}" for number in range(LINES + more)]
    scrubber.add_command("bash timeout 10 sh", "\n".join(lines))
    assert scrubber.text("bad: interface Loopback7.") == f"bad: {shown}."


def test_of_a_configuration_as_input_the_values_are_secrets() -> None:
    scrubber = Scrubber()
    lines = [f"interface Loopback{number}" for number in range(5000)]
    scrubber.add_command("copy terminal: session-config", "\n".join([*lines, "enable password CANARY"]))
    assert scrubber.text("Invalid input at line 7: interface Loopback7, CANARY") == (
        "Invalid input at line 7: interface Loopback7, <removed>"
    )


def test_the_secrets_of_another_one_are_included() -> None:
    scrubber, other = Scrubber("hunter2"), Scrubber("hunter3")
    other.add_command("enable password hunter4")
    assert scrubber.text("hunter2 hunter3 hunter4") == "<removed> hunter3 hunter4"
    scrubber.include(other)
    assert scrubber.text("hunter2 hunter3 hunter4") == "<removed> <removed> <removed>"
    scrubber.include(other)
    assert scrubber.text("hunter4") == "<removed>"


def test_empty_values_are_no_secrets() -> None:
    scrubber = Scrubber(None, "")
    scrubber.add_login("ops", None)
    scrubber.add_url(None)
    scrubber.add_url("http://proxy:3128")
    assert scrubber.text("") == ""
    assert scrubber.text("ops at http://proxy:3128") == "ops at http://proxy:3128"


def test_a_list_of_secrets_in_data() -> None:
    scrubber = Scrubber()
    scrubber.add_data([{"passwords": "free", "secret": ["one line\nhunter2", 7, {"password": "hunter3"}]}])
    assert scrubber.text("one line, hunter2, free") == "<removed>, <removed>, free"
