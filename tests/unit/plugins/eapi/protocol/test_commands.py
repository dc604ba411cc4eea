# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Commands: what users may write, what it means, and what is known of a command by its words."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import (
    Batch,
    Command,
    changing,
    enabled_by,
    in_mode,
    parse_command,
    parse_commands,
    parse_revision,
    parse_revisions,
    parse_version,
)


def batch(*items: t.Any, **given: t.Any) -> Batch:
    return Batch(parse_commands(list(items)), **given)


# --- What users write ---


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("show version", Command("show version")),
        ("  show version \n", Command("show version")),
        ({"cmd": "show version"}, Command("show version")),
        ({"cmd": "show version", "revision": 2}, Command("show version", revision=2)),
        ({"cmd": "show version", "revision": 1}, Command("show version", revision=1)),
        ({"cmd": "show version", "revision": "2"}, Command("show version", revision=2)),
        ({"cmd": "show version", "format": "text"}, Command("show version", format="text")),
        ({"cmd": "banner motd", "input": "Hello\nEOF"}, Command("banner motd", input="Hello\nEOF")),
        ({"cmd": "enable", "input": ""}, Command("enable", input="")),
        (
            {"cmd": "show version", "input": None, "revision": None, "format": None},
            Command("show version"),
        ),
    ],
)
def test_a_command_is_a_string_or_a_mapping(item: t.Any, expected: Command) -> None:
    assert parse_command(item) == expected


@pytest.mark.parametrize("items", ["show version", {"cmd": "show version"}, ["show version"], ("show version",)])
def test_one_command_is_a_list_of_one(items: t.Any) -> None:
    assert parse_commands(items) == (Command("show version"),)


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], "commands is empty"),
        (None, "commands is empty"),
        ([""], "commands[0] has no command text"),
        (["show version", "  "], "commands[1] has no command text"),
        ([{"input": "x"}], "commands[0] has no command text"),
        ([{"cmd": 3}], "commands[0] has no command text"),
        ([3], "commands[0] is 3"),
        ([["show version"]], "commands[0] is ['show version']"),
        ([{"cmd": "show version", "command": "x"}], "unknown key 'command'"),
        ([{"cmd": "show version", 3: "x"}], "unknown key '3'"),
        (["show version\nshow hostname"], "commands[0] has several lines"),
        ([{"cmd": "banner motd", "input": ["x"]}], "commands[0]: 'input' is not a string"),
        ([{"cmd": "show version", "format": "xml"}], "'xml'"),
        ([{"cmd": "show version", "revision": "two"}], "commands[0]: the revision is 'two'"),
        ([{"cmd": "show version", "revision": "²"}], "commands[0]: the revision is '²'"),
        ([{"cmd": "show version", "revision": 0}], "commands[0]: the revision is 0"),
        ([{"cmd": "show version", "revision": -1}], "commands[0]: the revision is -1"),
        ([{"cmd": "show version", "revision": 1.5}], "commands[0]: the revision is 1.5"),
        ([{"cmd": "show version", "revision": True}], "commands[0]: the revision is True"),
        ([{"cmd": "show version", "revision": 2, "format": "text"}], "only JSON models have revisions"),
    ],
)
def test_bad_commands_are_named_with_their_place(items: t.Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_commands(items)
    assert words in str(caught.value)


def test_a_bad_input_is_not_repeated_in_the_message() -> None:
    with pytest.raises(InputError) as caught:
        parse_command({"cmd": "enable", "input": ["s3cret"]})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(("value", "expected"), [(1, 1), ("1", 1), (" 2 ", 2), ("latest", "latest"), (7, 7)])
def test_a_version_is_a_number_or_latest(value: t.Any, expected: t.Any) -> None:
    assert parse_version(value) == expected


@pytest.mark.parametrize("value", [0, -1, "newest", "", None, True, 1.0, "²"])
def test_other_versions_are_refused(value: t.Any) -> None:
    with pytest.raises(InputError, match=r"ansible_eapi_version is .*: it is 1 or latest"):
        parse_version(value, "ansible_eapi_version")


def test_no_revision_is_none() -> None:
    assert parse_revision(None, "revision") is None


def test_a_map_of_revisions_folds_white_space_and_takes_digits() -> None:
    assert parse_revisions({" show  ip   route": "4", "show mlag": 2}) == {"show ip route": 4, "show mlag": 2}
    assert parse_revisions(None) == {}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (["show ip route"], "revisions is ['show ip route']: it maps commands to revisions"),
        ({"show ip route": "four"}, "revisions['show ip route'] is 'four'"),
        ({"show ip route": None}, "revisions['show ip route'] has no number"),
    ],
)
def test_bad_maps_of_revisions(value: t.Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_revisions(value)
    assert words in str(caught.value)


# --- The form on the wire: specification, "Command Specification" ---


@pytest.mark.parametrize(
    ("command", "revision", "wire"),
    [
        (Command("show version"), None, "show version"),
        (Command("show version"), 2, {"cmd": "show version", "revision": 2}),
        (Command("banner motd", "Hello\nEOF"), None, {"cmd": "banner motd", "input": "Hello\nEOF"}),
        (Command("enable", ""), None, {"cmd": "enable", "input": ""}),
        (Command("show version", format="text"), None, "show version"),
    ],
)
def test_a_command_is_a_string_on_the_wire_where_that_is_enough(
    command: Command, revision: int | None, wire: t.Any
) -> None:
    assert command.to_wire(revision) == wire


# --- Formats and revisions ---


def test_a_command_s_own_revision_wins_over_the_map() -> None:
    commands = batch({"cmd": "show ip route", "revision": 2}, "show  ip route", revisions={"show ip route": 4})
    assert [commands.revision_of(command) for command in commands.commands] == [2, 4]


def test_text_has_no_revision() -> None:
    commands = batch({"cmd": "show ip route", "format": "text"}, revisions={"show ip route": 4})
    assert commands.revision_of(commands.commands[0]) is None


def test_a_pinned_revision_means_json_in_a_text_batch() -> None:
    commands = batch({"cmd": "show ip route", "revision": 4}, "show version", format="text")
    assert [commands.format_of(command) for command in commands.commands] == ["json", "text"]


def test_a_command_s_own_format_wins() -> None:
    commands = batch({"cmd": "show version", "format": "text"}, "show version", format="json")
    assert [commands.format_of(command) for command in commands.commands] == ["text", "json"]


# --- Optional parameters ---


def test_parameters_that_nobody_asked_for_are_not_sent() -> None:
    assert batch("show version").parameters() == {}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"auto_complete": True}, {"autoComplete": True}),
        ({"auto_complete": False}, {"autoComplete": False}),
        ({"expand_aliases": True}, {"expandAliases": True}),
        ({"timestamps": True}, {"timestamps": True}),
        ({"include_error_detail": True}, {"includeErrorDetail": True}),
        ({"stop_on_error": False}, {"stopOnError": False}),
        ({"stop_on_error": True}, {}),
    ],
)
def test_parameters_have_the_specification_s_names(given: dict[str, bool], sent: dict[str, bool]) -> None:
    assert batch("show version", **given).parameters() == sent


# --- What is known of a command by its words ---

READERS = ("show version", "show vlan | include a", "dir flash:", "more flash:x", "ping 192.0.2.1", "enable", "pwd")
WRITERS = (
    "configure",
    "clear counters",
    "reload now",
    "copy running-config startup-config",
    "write memory",
    "bash timeout 5 rm -f /tmp/x",
    "delete flash:x",
    "showversion",
    "show tech-support > flash:tech",
    "show version | redirect flash:x",
    "show version | append flash:x",
    "show version | tee flash:x",
    "show version | no-more | redirect flash:x",
    "show version|redirect flash:x",
)


@pytest.mark.parametrize("cmd", READERS)
def test_readers_may_run_twice(cmd: str) -> None:
    assert Command(cmd).read_only


@pytest.mark.parametrize("cmd", WRITERS)
def test_whatever_may_write_may_not_run_twice(cmd: str) -> None:
    assert not Command(cmd).read_only


@pytest.mark.parametrize(
    ("cmds", "opener"),
    [
        (["show version"], None),
        (["configure"], "configure"),
        (["configure terminal", "interface Ethernet1"], "configure terminal"),
        (["configure session x", "commit"], None),
        (["configure session x", "abort"], None),
        (["configure", "end"], None),
        (["configure", "end", "configure session y"], "configure session y"),
        (["routing-context vrf MGMT", "show ip route"], "routing-context vrf MGMT"),
        (["enable"], None),
    ],
)
def test_modes_last_until_they_are_left(cmds: list[str], opener: str | None) -> None:
    found = in_mode(map(Command, cmds))
    assert (found.cmd if found else None) == opener


@pytest.mark.parametrize(
    ("cmds", "place"),
    [
        (["show version"], None),
        (["enable", "show version"], 0),
        (["enable 15", "show version"], 0),
        (["enable", "disable"], None),
        (["enable", "disable", "enable"], 2),
        (["configure", "enable password x"], None),
    ],
)
def test_enable_lasts_until_disable(cmds: list[str], place: int | None) -> None:
    commands = [Command(cmd) for cmd in cmds]
    assert enabled_by(commands) is (None if place is None else commands[place])


@pytest.mark.parametrize(
    ("cmds", "places"),
    [
        (["show version", "dir"], []),
        (["show version", "clear counters", "show version"], [1]),
        (["enable", "configure", "interface Ethernet1", "show vlan", "end", "show vlan"], [1, 2, 3, 4]),
        (["configure session x", "show session-config diffs", "abort", "show version"], [0, 1, 2]),
        (["show version | redirect flash:x"], [0]),
    ],
)
def test_the_places_of_changing_commands_include_all_of_a_configuration_mode(
    cmds: list[str], places: list[int]
) -> None:
    assert sorted(changing([Command(cmd) for cmd in cmds])) == places


@pytest.mark.parametrize(
    ("cmd", "format", "words"),
    [
        ("bash ls", "json", "bash timeout SECONDS"),
        ("reload", "json", "reload now"),
        ("watch show version", "text", "interactive"),
        ("ssh 192.0.2.1", "text", "interactive"),
        ("terminal monitor", "text", "interactive"),
        ("show interfaces | grep Ethernet1", "json", "text format"),
    ],
)
def test_commands_that_the_api_can_never_run_have_a_hint(cmd: str, format: t.Any, words: str) -> None:
    assert words in Command(cmd).hint(format)


@pytest.mark.parametrize(
    ("cmd", "format"),
    [
        ("bash timeout 5 ls", "json"),
        ("reload now", "json"),
        ("show interfaces | grep Ethernet1", "text"),
        ("show version", "json"),
        ("monitor session 1 source Ethernet1", "json"),
        ("ip as-path access-list A permit ^(1|2)$ any", "json"),
    ],
)
def test_commands_that_it_can_run_have_none(cmd: str, format: t.Any) -> None:
    assert Command(cmd).hint(format) == ""


def test_command_input_is_not_in_repr() -> None:
    command = Command("enable", "s3cret")
    assert "s3cret" not in repr(command)
    assert "s3cret" not in repr(Batch((command,)))
