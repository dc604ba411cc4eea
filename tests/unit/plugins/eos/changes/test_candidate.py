# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""From the options of eapi_config to the commands of a session; which options go together."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import DroppedError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.candidate import (
    Candidate,
    build,
    check_combinations,
    kept,
)
from support.session_switch import SessionSwitch, lost

DEFAULTS: dict[str, t.Any] = {
    **dict.fromkeys(("lines", "parents", "before", "after", "src", "content", "rollback")),
    **dict.fromkeys(("session", "description", "commit_timer", "confirm", "checkpoint", "intended")),
    "replace": "line",
    "match": "line",
    "save": "never",
    "backup": False,
    "diff_against": "session",
    "reclaim": [],
}
RUNNING = """\
hostname leaf1
!
interface Ethernet1
   description to spine1
   mtu 9214
!
ip access-list ADMIN
   10 permit ip host 192.0.2.1 any
   20 permit ip host 192.0.2.2 any
!
end
"""
CONFIRM = {"commands": "show version"}


def args(**given: t.Any) -> dict[str, t.Any]:
    """The options of a task."""
    return {**DEFAULTS, **given}


def never() -> str:
    raise AssertionError("the running configuration is not needed for this")


def built(text: str | None = None, running: t.Callable[[], str] = lambda: RUNNING, **given: t.Any) -> list[t.Any]:
    """The commands of a candidate, those with input as pairs; none for no candidate."""
    candidate = build(args(**given), text, running)
    if candidate is None:
        return []
    return [(each.cmd, each.input) if each.input is not None else each.cmd for each in candidate.commands]


# --- Which options go together ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "nothing is asked for: give one of lines, src, content, rollback."),
        ({"reclaim": ["x"]}, "nothing is asked for: give one of lines, src, content, rollback."),
        ({"save": "changed"}, "nothing is asked for"),
        ({"src": "a", "lines": ["b"]}, "lines and src are given: use one of lines, src, content, rollback."),
        ({"content": "a", "src": "b"}, "src and content are given"),
        ({"rollback": "a", "content": "b", "lines": "c"}, "lines and content and rollback are given"),
        ({"parents": "a", "content": "b"}, "parents goes with lines."),
        ({"before": "a", "src": "b"}, "before goes with lines."),
        ({"after": "a", "rollback": "b"}, "after goes with lines."),
        ({"replace": "config", "lines": "a"}, "replace=config needs a whole configuration: give it as src, content or"),
        ({"commit_timer": "5m", "lines": "a"}, "confirm is not set: commit_timer and confirm go together."),
        ({"confirm": CONFIRM, "lines": "a"}, "commit_timer is not set: commit_timer and confirm go together."),
        ({"diff_against": "intended", "lines": "a"}, "diff_against=intended and intended go together."),
        ({"intended": "x", "lines": "a"}, "diff_against=intended and intended go together."),
        # More than a word would be another command: 'configure session x commit' commits somebody's session.
        ({"lines": "a", "session": "x commit"}, "session is 'x commit': a name is one word."),
        ({"lines": "a", "session": " x"}, "session is ' x': a name is one word."),
        (
            {"lines": "a", "session": "x|y"},
            "session is 'x|y': the CLI would not take each of its characters as a part of the name.",
        ),
        (
            {"lines": "a", "checkpoint": "x>flash:y"},
            "checkpoint is 'x>flash:y': the CLI would not take each of its characters",
        ),
        (
            {"lines": "a", "session": "sät"},
            "session is 'sät': the CLI would not take each of its characters as a part of the name.",
        ),
        ({"lines": "a", "checkpoint": "x y"}, "checkpoint is 'x y': a name is one word."),
        ({"lines": "a", "reclaim": ["x", "y abort"]}, "reclaim is 'y abort': a name is one word."),
        ({"lines": "a", "reclaim": [""]}, "reclaim is '': a name is one word."),
        ({"lines": "a", "description": "one\ntwo"}, "description has several lines: it is one."),
    ],
)
def test_incompatible_options(given: dict[str, t.Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        check_combinations(args(**given))
    assert str(caught.value).startswith(said)


def test_a_timer_without_conditions_says_what_to_do() -> None:
    with pytest.raises(InputError, match=r"a show command is enough\.$"):
        check_combinations(args(lines="a", commit_timer="5m"))


@pytest.mark.parametrize(
    "given",
    [
        {"lines": ["a"], "parents": "b", "before": "c", "after": "d"},
        {"src": "a", "replace": "config"},
        {"content": "a", "replace": "config"},
        {"rollback": "a", "commit_timer": "5m", "confirm": CONFIRM},
        {"save": "always"},
        {"backup": True},
        {"diff_against": "startup"},
        {"diff_against": "intended", "intended": "x"},
        {"lines": "a", "session": "mine", "checkpoint": "c-1", "reclaim": ["x", "y"], "description": "some words"},
    ],
)
def test_compatible_options(given: dict[str, t.Any]) -> None:
    assert check_combinations(args(**given)) is None


# --- The commands ----------------------------------------------------------------------------------------------------


def test_nothing_to_configure() -> None:
    assert build(args(diff_against="startup"), None, never) is None


@pytest.mark.parametrize("lines", ["mtu 1500", ["mtu 1500"]])
@pytest.mark.parametrize("parents", ["interface Ethernet2", ["interface Ethernet2"]])
def test_lines_below_parents(lines: t.Any, parents: t.Any) -> None:
    """The switch decides what is missing, so the running configuration is not read."""
    assert built(None, never, lines=lines, parents=parents) == ["interface Ethernet2", "mtu 1500"]


def test_lines_with_input() -> None:
    lines = [{"cmd": "banner login", "input": "Authorized only\nEOF"}, "hostname x"]
    assert built(None, never, lines=lines) == [("banner login", "Authorized only\nEOF"), "hostname x"]


def test_no_and_default_lines_are_left_to_the_switch() -> None:
    lines = ["no description", "default mtu"]
    assert built(None, never, lines=lines, parents="interface Ethernet1") == ["interface Ethernet1", *lines]


def test_match_none_enters_all() -> None:
    assert built(None, never, lines="hostname leaf1", match="none") == ["hostname leaf1"]


def test_before_and_after_only_around_what_is_missing() -> None:
    given = {"before": "no ip access-list OLD", "after": ["exit", "vlan 7"]}
    found = built(lines="mtu 1500", parents="interface Ethernet1", **given)
    assert found == ["no ip access-list OLD", "interface Ethernet1", "mtu 1500", "exit", "vlan 7"]
    assert built(lines="mtu 9214", parents="interface Ethernet1", **given) == []


def test_a_block_is_entered_whole() -> None:
    lines = ["description to spine1", "mtu 1500"]
    found = built(lines=lines, parents="interface Ethernet1", replace="block")
    assert found == ["interface Ethernet1", *lines]
    assert built(lines=["description to spine1"], parents="interface Ethernet1", replace="block") == []


@pytest.mark.parametrize("match", ["strict", "exact"])
def test_a_section_that_is_as_wanted(match: str) -> None:
    lines = ["description to spine1", "mtu 9214"]
    assert built(lines=lines, parents="interface Ethernet1", match=match) == []


def test_strict_and_exact() -> None:
    wanted = {"lines": ["10 permit ip host 192.0.2.1 any"], "parents": "ip access-list ADMIN"}
    assert built(**wanted, match="strict") == []
    assert built(**wanted, match="exact") == ["ip access-list ADMIN", *wanted["lines"]]


@pytest.mark.parametrize("source", ["src", "content"])
def test_a_text(source: str) -> None:
    text = "interface Ethernet1\n   mtu 1500\n!\nbanner login\nHello\nEOF\n!\nend\n"
    found = built(text, never, **{source: "x"})
    assert found[:2] == ["interface Ethernet1", "mtu 1500"]
    assert ("banner login", "Hello\nEOF") in found
    assert "end" not in found


@pytest.mark.parametrize("given", [{"replace": "config", "content": "x"}, {"rollback": "x"}])
def test_a_whole_configuration(given: dict[str, t.Any]) -> None:
    candidate = build(args(**given), RUNNING, never)
    assert isinstance(candidate, Candidate)
    assert candidate.clean
    assert [each.cmd for each in candidate.commands][:3] == [
        "hostname leaf1",
        "interface Ethernet1",
        "description to spine1",
    ]


@pytest.mark.parametrize(
    "given", [{"replace": "config", "content": "x"}, {"replace": "config", "src": "x"}, {"rollback": "x"}]
)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the configuration is empty: as a whole configuration it would erase the switch's own."),
        ("\n!\n! a comment\nend\n", "the configuration is empty"),
        (
            "hostname x\ninterface Ether",
            "line 2: the configuration ends here without 'end': it may have been clipped. "
            "Where it is whole, add the line 'end'.",
        ),
    ],
)
def test_a_whole_configuration_that_is_none(given: dict[str, t.Any], text: str, said: str) -> None:
    source = next(name for name in ("content", "src", "rollback") if name in given)
    with pytest.raises(InputError) as caught:
        build(args(**given), text, never)
    assert str(caught.value).lower().startswith(f"{source}: {said}".lower())


@pytest.mark.parametrize("given", [{"lines": []}, {"content": ""}, {"content": "!\n"}])
def test_an_empty_candidate(given: dict[str, t.Any]) -> None:
    with pytest.raises(InputError, match="empty"):
        built(given.get("content"), never, **given)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"lines": ["hostname x", 7]}, "lines[1]"),
        ({"lines": ["hostname x", {"cmd": "banner login", "text": "x"}]}, "lines[1]"),
        ({"lines": {"a": 1}}, "lines"),
        ({"lines": ["mtu 1500"], "parents": [None]}, "parents[0]"),
        ({"lines": ["mtu 1500"], "before": ["a", 7]}, "before[1]"),
        ({"lines": ["mtu 1500"], "after": [{"cmd": ""}]}, "after[0]"),
    ],
)
def test_a_bad_item_is_named(given: dict[str, t.Any], place: str) -> None:
    with pytest.raises(InputError) as caught:
        built(**given)
    assert str(caught.value).startswith(place)


def test_a_bad_line_of_a_text_is_named() -> None:
    with pytest.raises(InputError, match=r"^content: line 2: "):
        built("hostname x\nbanner login\nno end of it\n", never, content="x")


# --- What the switch has kept ----------------------------------------------------------------------------------------


@pytest.fixture
def switch() -> SessionSwitch:
    return SessionSwitch(checkpoints={"before": ["hostname old"]}, files={"flash:golden.cfg": "hostname golden\n"})


@pytest.mark.parametrize(
    ("target", "url", "text"),
    [
        ("before", "checkpoint:before", "! device: leaf1\nhostname old\nend\n"),
        ("checkpoint:before", "checkpoint:before", "! device: leaf1\nhostname old\nend\n"),
        ("flash:golden.cfg", "flash:golden.cfg", "hostname golden\n"),
    ],
)
def test_kept_values(switch: SessionSwitch, target: str, url: str, text: str) -> None:
    assert kept(switch, target) == text
    assert switch.ran == [f"more {url}"]


@pytest.mark.parametrize("target", ["nowhere", "checkpoint:nowhere", "flash:nowhere.cfg"])
def test_dropped_values(switch: SessionSwitch, target: str) -> None:
    with pytest.raises(InputError) as caught:
        kept(switch, target)
    said = str(caught.value)
    assert said.startswith("rollback: the switch has no ")
    assert "nowhere" in said
    assert "No such file or directory" in said
    assert "See 'show configuration checkpoints' and 'dir flash:' there." in said


@pytest.mark.parametrize(
    "target", ["", "a b", "before | redirect flash:x", "flash:a;b", "http://x/y", "bash timeout 1 rm"]
)
def test_a_target_that_is_none(switch: SessionSwitch, target: str) -> None:
    with pytest.raises(InputError) as caught:
        kept(switch, target)
    assert (
        str(caught.value)
        == f"rollback is '{target}': it is a checkpoint's name, checkpoint:NAME, flash:FILE or startup-config."
    )
    assert switch.sent == []


def test_a_target_that_cannot_be_read_for_another_reason(switch: SessionSwitch) -> None:
    switch.faults["more"] = [lost(applied=False)]
    with pytest.raises(DroppedError):
        kept(switch, "before")


@pytest.mark.parametrize(
    "line",
    [
        "commit",
        "abort",
        "rollback clean-config",
        "configure session x",
        "copy running-config flash:x",
        "write memory",
        "show version",
        "bash timeout 1 true",
        "reload now",
        "enable",
    ],
)
@pytest.mark.parametrize("option", ["lines", "before", "after", "content"])
def test_invalid_configuration_is_refused(option: str, line: str) -> None:
    given = {"lines": ["vlan 11"], option: [line]} if option != "content" else {"content": f"vlan 11\n{line}\n"}
    with pytest.raises(InputError, match="which is no configuration"):
        build(args(**given), given.get("content"), lambda: "hostname x\n")


@pytest.mark.parametrize("line", ["enable secret 0 x", "alias w write memory", "no enable password"])
def test_similar_forms_are_accepted(line: str) -> None:
    assert build(args(lines=[line]), None, lambda: "") is not None


# --- Numbers that other entries have ---


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["10 permit ip host 192.0.2.9 any"], ["no 10", "10 permit ip host 192.0.2.9 any"]),
        (["10 permit ip host 192.0.2.1 any"], ["10 permit ip host 192.0.2.1 any"]),
        (["30 permit ip any any"], ["30 permit ip any any"]),
        (["20 remark none", "10 deny ip any any"], ["no 20", "20 remark none", "no 10", "10 deny ip any any"]),
        (["permit ip any any"], ["permit ip any any"]),
        (["no 10"], ["no 10"]),
    ],
)
def test_room_for_entries_of_an_access_list(lines: list[str], expected: list[str]) -> None:
    assert built(lines=lines, parents="ip access-list ADMIN") == ["ip access-list ADMIN", *expected]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["ip prefix-list P seq 10 deny 10.0.0.0/8"],
            ["no ip prefix-list P seq 10", "ip prefix-list P seq 10 deny 10.0.0.0/8"],
        ),
        (["ip prefix-list P seq 10 permit 10.0.0.0/8"], ["ip prefix-list P seq 10 permit 10.0.0.0/8"]),
        (["ip prefix-list P seq 20 deny 10.0.0.0/8"], ["ip prefix-list P seq 20 deny 10.0.0.0/8"]),
    ],
)
def test_room_for_entries_of_a_prefix_list(lines: list[str], expected: list[str]) -> None:
    running = "ip prefix-list P\n   seq 10 permit 10.0.0.0/8\n!\nend\n"
    assert built(None, lambda: running, lines=lines) == expected


@pytest.mark.parametrize("match", ["line", "strict"])
def test_lines_before_may_take_away_what_is_there_so_all_are_entered(match: str) -> None:
    lines = ["10 permit ip host 192.0.2.1 any", "20 permit ip 192.0.2.2/32 any"]
    given = {"lines": lines, "parents": "ip access-list ADMIN", "before": "no ip access-list ADMIN", "match": match}
    found = built(None, lambda: RUNNING, **given)
    assert [line for line in found if line != "no 20"] == ["no ip access-list ADMIN", "ip access-list ADMIN", *lines]


def test_room_in_a_class_map() -> None:
    running = "class-map type qos match-any C\n   10 match dscp 1\n!\nend\n"
    found = built(None, lambda: running, lines="10 match dscp 2", parents="class-map type qos match-any C")
    assert found == ["class-map type qos match-any C", "no 10", "10 match dscp 2"]


# --- What is read, and what is refused ---


@pytest.mark.parametrize(
    ("parents", "line"),
    [
        ("mlag configuration", "reload-delay mlag 300"),
        ("router bgp 65001", "end-point"),
        (["router general", "control-functions"], "commit"),
        (["router general", "control-functions"], "compile"),
    ],
)
def test_a_line_that_begins_like_a_session_command_is_taken(parents: t.Any, line: str) -> None:
    assert line in built(lines=[line], parents=parents)
    text = "".join(f"{'   ' * depth}{each}\n" for depth, each in enumerate([*_list(parents), line]))
    assert line in built(text, content=text)
    assert line in built(text + "end\n", content=text + "end\n", replace="config")


def _list(value: t.Any) -> list[str]:
    return [value] if isinstance(value, str) else value


@pytest.mark.parametrize("parents", [None, "interface Ethernet1", "router general"])
def test_a_session_command_is_refused_where_no_mode_has_one_of_that_name(parents: t.Any) -> None:
    with pytest.raises(InputError, match="has the command 'commit', which is no configuration"):
        built(lines=["commit"], parents=parents)


@pytest.mark.parametrize("text", ["\ufeffvlan 9\n", "vlan 9\r\n\r\n", "vlan 9\n\n", "\ufeffvlan 9\r\n   \r\n"])
def test_marks_of_editors_are_read(text: str) -> None:
    assert built(text, content=text) == ["vlan 9"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vlan 9\n   name a\0b\n", "content, line 2, column 10: the control character U+0000 stands there."),
        ("\x1bvlan 9", "content, line 1, column 1: the control character U+001B"),
        ("vlan 9\r\nvlan\x85", "content, line 2, column 5: the control character U+0085"),
        ("vlan 9\n name \udce9\n", "content, line 2, column 7: a byte that is not UTF-8 stands there."),
    ],
)
def test_non_text_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        built(text, content=text)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"lines": ["vlan 9", "name a\0"]}, "lines[1], line 1, column 7"),
        ({"lines": [{"cmd": "banner motd", "input": "a\nb\x07"}]}, "lines[0], line 2, column 2"),
        ({"lines": ["vlan 9"], "before": ["vlan\0 8"]}, "before[0], line 1, column 5"),
    ],
)
def test_control_characters_of_lines_are_refused_with_their_place(given: dict[str, t.Any], where: str) -> None:
    with pytest.raises(InputError) as caught:
        built(**given)
    assert str(caught.value).startswith(f"{where}: the control character")


def test_a_rollback_takes_what_the_switch_kept() -> None:
    text = "banner motd\na\x07\nEOF\nend\n"
    assert built(text, rollback="c") == [("banner motd", "a\x07\nEOF")]
