# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Conditions over outputs, and waiting for them."""

from __future__ import annotations

import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import EapiError, GeneralCommandError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conditions import Conditions, search, wait

VLANS = [{"vlans": {"3": {"status": "active", "interfaces": {}, "dynamic": False, "id": 0}}}, "text of it\n"]


@pytest.mark.parametrize(
    "expression",
    [
        "[0].vlans.\"3\".status == 'active'",
        '[0].vlans."3".status',
        "length([0].vlans) > `0`",
        "contains([1], 'text')",
        '[0].vlans."3".id',  # JMESPath takes 0 for true
        '!([0].vlans."4")',
        "[0].vlans.* | [?status == 'active']",
    ],
)
def test_met(expression: str) -> None:
    assert Conditions(expression).unmet(VLANS) == []


@pytest.mark.parametrize(
    "expression",
    [
        "[0].vlans.\"3\".status == 'suspended'",
        '[0].vlans."4"',
        '[0].vlans."3".interfaces',
        '[0].vlans."3".dynamic',
        "[0].vlans.* | [?status == 'suspended']",
        "[7].anything",
        "length([0].missing) > `0`",  # the length of what is not there yet
        "contains([0].missing, 'x')",
    ],
)
def test_unmet(expression: str) -> None:
    assert [each.text for each in Conditions([expression]).unmet(VLANS)] == [expression]


@pytest.mark.parametrize(
    ("match", "given", "unmet"),
    [
        ("all", ["[0]", "[1]"], []),
        ("all", ["[0]", "[8]", "[9]"], ["[8]", "[9]"]),
        ("any", ["[8]", "[1]"], []),
        ("any", ["[8]", "[9]"], ["[8]", "[9]"]),
    ],
)
def test_all_or_any(match: str, given: list[str], unmet: list[str]) -> None:
    assert [each.text for each in Conditions(given, match).unmet(VLANS)] == unmet


@pytest.mark.parametrize("given", [None, []])
def test_no_conditions(given: t.Any) -> None:
    conditions = Conditions(given)
    assert not conditions
    assert conditions.unmet(VLANS) == []


@pytest.mark.parametrize(
    "expression",
    ["[0].vlans.3.status", "[0", "[0].", "'open", "[0] ==", "a b", "[?", "foo(", "@[", "[0].a = 'b'"],
)
def test_a_malformed_expression_is_named_with_its_place(expression: str) -> None:
    with pytest.raises(InputError) as caught:
        Conditions(["[0]", expression])
    assert "wait_for[1] is no JMESPath expression" in str(caught.value)
    assert repr(expression) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "words"), [("lenght([0])", "lenght"), ("length()", "length"), ("contains([0])", "contains")]
)
def test_a_function_that_there_is_not_is_told_instead_of_waited_for(expression: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        Conditions(expression).unmet(VLANS)
    assert "no JMESPath expression" in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["[0]", ""], "wait_for[1] is ''"),
        ([3], "wait_for[0] is 3"),
        ({"a": 1}, "wait_for is {'a': 1}"),
        (3, "wait_for is 3"),
    ],
)
def test_text_without_an_expression(given: t.Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        Conditions(given)
    assert words in str(caught.value)


def test_the_option_s_name_is_the_caller_s() -> None:
    with pytest.raises(InputError, match=r"confirm\[0\] is no JMESPath"):
        Conditions("[0", name="confirm")


def test_a_missing_jmespath_is_told_to_those_who_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jmespath", None)
    assert not Conditions(None)
    with pytest.raises(InputError, match="needs the Python package jmespath"):
        Conditions("[0]")


# --- What is there instead ---

PEERS = {"10.0.0.1": {"peerState": "Idle", "count": 0}, "10.0.0.2": {"peerState": "Established"}}
BGP = [{"vrfs": {"default": {"peers": PEERS}}, "mtu": 9214, "on": False, "names": ["a", "b"]}, "line 1\nline 2\n"]


@pytest.mark.parametrize(
    ("expression", "actual"),
    [
        ("[0].vrfs.default.peers.\"10.0.0.1\".peerState == 'Established'", "peerState is 'Idle'"),
        ("[0].mtu == '9214'", "[0].mtu is 9214"),
        ("[0].mtu > `9300`", "[0].mtu is 9214"),
        ("[0].mtu < 'many'", "[0].mtu is 9214"),
        ("[0].on", "[0].on is false"),
        ("[0].off", "[0].off is absent"),
        ("[1] == 'x'", "[1] is a text of 2 lines"),
        ("[0].mtu == [0].names[0]", "[0].mtu is 9214, [0].names[0] is 'a'"),
        ("length(values([0].vrfs.default.peers)[?peerState != 'Established']) == `0`", "!= 'Established']) is 1"),
        ("length([0].vrfs.blue.peers) == `0`", "[0].vrfs.blue.peers is absent"),
        ("contains([0].vrfs.blue, 'x')", "[0].vrfs.blue is absent"),
        ("contains([0].names, 'x')", "contains([0].names, 'x') is false"),
        ("[0].mtu == `1` || [0].names[1] == 'c'", "[0].mtu is 9214, [0].names[1] is 'b'"),
        ("length([0].mtu) == `4`", "In function length()"),
        ("[0] | vrfs.blue.x == 'y'", "[0].vrfs.blue.x is absent"),
        ("[0].names[*] == ['a']", '[0].names[*] is ["a", "b"]'),
        ("values([0].vrfs.default.peers)[?count > `0`]", "peers)[?count > `0`] is []"),
    ],
)
def test_actual_values_are_reported(expression: str, actual: str) -> None:
    (unmet,) = Conditions(expression).unmet(BGP)
    assert actual in unmet.actual
    assert str(unmet) == f"{expression} ({unmet.actual})"


@pytest.mark.parametrize(
    "expression",
    [
        "[0].vrfs.blue.state != 'Idle'",
        "!([0].vrfs.blue.state == 'Idle')",
        "!([0].vrfs.blue.state != 'Idle')",
        "[0].vrfs.blue.a == [0].vrfs.blue.b",
        "[0].mtu == `9214` && [0].vrfs.blue.state != 'Idle'",
        "[0].vrfs.default.peers.\"10.0.0.9\".peerState != 'Idle'",
        "[7].version != '4.30.0F'",
    ],
)
def test_a_comparison_with_something_absent_is_not_met(expression: str) -> None:
    (unmet,) = Conditions(expression).unmet(BGP)
    assert "is absent" in unmet.actual


def test_null_is_not_explained() -> None:
    (unmet,) = Conditions("[0].mtu == null").unmet(BGP)
    assert unmet.actual == "[0].mtu is 9214"


@pytest.mark.parametrize(
    "expression",
    [
        "[0].vrfs.blue == `null`",
        "[0].mtu != `null`",
        "[0].vrfs.blue == null",
        "[0].mtu != null",
        "!([0].vrfs.blue)",
        "[0].vrfs.blue.state == 'Idle' || [0].mtu == `9214`",
        "length(values([0].vrfs.default.peers)[?count != `5`]) == `2`",  # some elements lack what others have
        "sort_by(values([0].vrfs.default.peers), &peerState)[0].peerState == 'Established'",
        "length([0].vrfs.default.peers.*.peerState) == `2`",
        "length([0].names[:1]) == `1`",
    ],
)
def test_optional_fields(expression: str) -> None:
    assert Conditions(expression).unmet(BGP) == []


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (
            "length([0].vrfs.default.peers[?peerState != 'Established']) == `0`",
            "[0].vrfs.default.peers is a mapping, and '[?…]' wants a list: use values([0].vrfs.default.peers)[?…]",
        ),
        (
            "length([0].vrfs.default.peers.*[?peerState != 'Established'][]) == `0`",
            "each of [0].vrfs.default.peers.* is a mapping, and '[?…]' wants a list: "
            "use values([0].vrfs.default.peers)[?…]",
        ),
        ("length([0].vrfs.*.peers[*].x) == `0`", "[0].vrfs.*.peers is a mapping, and '[*]' wants a list"),
        ("[0].vrfs.default.peers[] == `[]`", "[0].vrfs.default.peers is a mapping, and '[]' wants a list"),
        ("[0].names.* == `[]`", "[0].names is a list, and '.*' wants a mapping: use [0].names[*]"),
        ("[1][?x]", "[1] is a text of 2 lines, and '[?…]' wants a list"),
        ("[0].mtu[*] == `[]`", "[0].mtu is 9214, and '[*]' wants a list"),
        ("[0] | vrfs[?x]", "[0].vrfs is a mapping"),
        ("length([0].names[?@[*] == 'x']) == `0`", "[0].names[?…] is 'a'"),
    ],
)
def test_a_projection_over_another_kind_is_a_mistake(expression: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        Conditions(["[0]", expression], "any").unmet(BGP)
    assert str(caught.value).startswith("wait_for[1] does not fit the outputs: ")
    assert words in str(caught.value)


def test_a_long_value_is_cut() -> None:
    (unmet,) = Conditions("[0] == 'x'").unmet([["y" * 500]])
    assert len(unmet.actual) < 150


# --- Waiting ---


class Runs:
    """Answers with one more each time."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> list[Response]:
        self.count += 1
        return [Response("show x", "json", output={"count": self.count})]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    made: list[float] = []
    monkeypatch.setattr(polling.time, "sleep", made.append)
    return made


def test_waiting_ends_when_the_conditions_are_met(pauses: list[float]) -> None:
    runs = Runs()
    responses, unmet = wait(runs, Conditions("[0].count == `3`"), 10, 2.5)
    assert (responses[0].output, unmet) == ({"count": 3}, [])
    assert runs.count == 3
    assert pauses == [2.5, 2.5]


def test_waiting_ends_after_the_last_try_without_a_pause(pauses: list[float]) -> None:
    runs = Runs()
    responses, unmet = wait(runs, Conditions("[0].count == `9`"), 3, 1)
    assert (responses[0].output, [str(each) for each in unmet]) == ({"count": 3}, ["[0].count == `9` ([0].count is 3)"])
    assert runs.count == 3
    assert len(pauses) == 2


def test_without_conditions_the_commands_run_once(pauses: list[float]) -> None:
    runs = Runs()
    assert wait(runs, Conditions(None), 10, 1)[1] == []
    assert runs.count == 1
    assert pauses == []


def test_an_error_ends_waiting(pauses: list[float]) -> None:
    def fail() -> list[Response]:
        raise EapiError("no")

    with pytest.raises(EapiError):
        wait(fail, Conditions("[0]"), 10, 1)
    assert pauses == []


def test_a_command_that_fails_for_now_counts_as_a_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling.time, "sleep", lambda seconds: None)
    answers: list[t.Any] = [GeneralCommandError("VLAN 3 not found"), [Response("show vlan 3", "json", output={"a": 1})]]

    def run() -> list[Response]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    responses, unmet = wait(run, Conditions("[0].a == `1`"), 2, 0)
    assert (responses[0].output, unmet) == ({"a": 1}, [])
    answers[:] = [GeneralCommandError("VLAN 3 not found")]
    with pytest.raises(GeneralCommandError):
        wait(run, Conditions("[0].a == `1`"), 1, 0)
    answers[:] = [GeneralCommandError("VLAN 3 not found"), []]
    with pytest.raises(GeneralCommandError):
        wait(run, Conditions(None), 2, 0)


# --- The health of BGP, as the documentation has it ---

NO_PEER = "length(values([0].vrfs.default.peers)) > `0`"
ALL_UP = "length(values([0].vrfs.default.peers)[?peerState != 'Established']) == `0`"


@pytest.mark.parametrize(
    ("peers", "met"),
    [
        ({"192.0.2.1": {"peerState": "Established"}}, True),
        ({"192.0.2.1": {"peerState": "Established"}, "192.0.2.2": {"peerState": "Idle"}}, False),
        ({"192.0.2.1": {"peerState": "Active"}}, False),
        ({}, False),
    ],
)
def test_documented_condition_of_bgp_is_false_when_it_is_broken(peers: dict[str, t.Any], met: bool) -> None:
    outputs = [{"vrfs": {"default": {"peers": peers}}}]
    assert (Conditions([NO_PEER, ALL_UP]).unmet(outputs) == []) is met


@pytest.mark.parametrize("outputs", [[{}], [{"vrfs": {}}], [{"vrfs": {"default": {}}}]])
def test_documented_condition_of_bgp_is_false_without_the_table(outputs: list[t.Any]) -> None:
    assert Conditions([NO_PEER, ALL_UP]).unmet(outputs) != []


@pytest.mark.parametrize(
    "page", ["docs/configuration.md", "plugins/modules/eapi_config.py", "playbooks/change_apply.yml"]
)
def test_pages_have_the_condition_that_is_tested(page: str) -> None:
    text = (Path(__file__).resolve().parents[4] / page).read_text()
    assert NO_PEER in text
    assert ALL_UP in text


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("result[0].version eq 4.33.2F", "[0].version == '4.33.2F'"),
        ("result[1].mtu gt 1500", "[1].mtu > `1500`"),
        ("result[0] contains Arista", "contains([0], 'Arista')"),
    ],
)
def test_conditions_of_arista_eos_are_recognized(theirs: str, ours: str) -> None:
    with pytest.raises(InputError) as caught:
        Conditions([theirs])
    assert "condition of arista.eos" in str(caught.value)
    assert ours in caught.value.hint


# --- Searching ---


def test_search() -> None:
    assert search({"a": [1, 2]}, "a[1]") == 2
    assert search({"a": 1}, "b") is None
    with pytest.raises(InputError, match="'b' finds nothing in a mapping with the keys a"):
        search({"a": 1}, "b", required=True)


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        ({}, r"a mapping with the keys \(none\)"),
        ([], r"a list of 0\."),
        ([{"a": 1}, 2], "a list of 2, of which the first is a mapping with the keys a"),
        ("text", "a str"),
        ({str(number): 1 for number in range(12)}, r"a mapping with the keys 0, 1, 2, 3, 4, 5, 6, 7, 8, 9\."),
    ],
)
def test_the_shape_of_data_without_a_match(data: t.Any, shape: str) -> None:
    with pytest.raises(InputError, match=f"finds nothing in {shape}"):
        search(data, "missing", required=True)


def test_an_expression_that_does_not_fit_the_data() -> None:
    with pytest.raises(InputError, match=r"'abs\(a\)' cannot be applied to the data: .*[^.]\.$"):
        search({"a": "text"}, "abs(a)")
    with pytest.raises(InputError, match="is no JMESPath expression"):
        search({}, "a ==")
