# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds of settings of the API service: from a task's option to its value, and between the value and its lines.

`settings.py` has the table of the settings.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...common.numbers import outside
from ..config.tree import Section

HTTP_COMMANDS: t.Final = "management api http-commands"
HTTP_SERVER: t.Final = "management http-server"
#: The least and the greatest TCP port.
PORTS: t.Final = (1, 65535)

T = t.TypeVar("T")
#: Sections of a configuration, by their lines.
Sections = Mapping[str, Section]
#: Tells the section that takes a line of which the switch has none yet.
Home = Callable[[], str]
#: Lines to enter, each with its section.
Lines = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class ApiServer:
    """A server of the API: whether it is enabled, and its TCP port, which is the default one while it is disabled."""

    enabled: bool
    port: int

    def __str__(self) -> str:
        return f"on, port {self.port}" if self.enabled else "off"


@dataclass(frozen=True)
class VrfService:
    """The API in one VRF: whether it is enabled there, and the access groups by name, "" for none."""

    enabled: bool = False
    ip_access_group: str = ""
    ipv6_access_group: str = ""

    def __str__(self) -> str:
        groups = ((kind, getattr(self, f"{kind}_access_group")) for kind in ("ip", "ipv6"))
        words = ("enabled" if self.enabled else "disabled", *(f"{kind} {name}" for kind, name in groups if name))
        return ", ".join(words)


def number_errors(name: str, value: int | None, limits: tuple[int, int]) -> Iterator[str]:
    """A sentence if the number is outside of its limits."""
    least, greatest = limits
    wrong = outside(value, name, least, greatest) if value is not None else ""
    if wrong:
        yield wrong


def word_errors(name: str, value: str | None, may_be_empty: bool = False) -> Iterator[str]:
    """A sentence if the value is not one word, which a line of the configuration can hold."""
    if value is not None and value.split() != [value] and not (may_be_empty and value == ""):
        yield f"{name} is '{value}': it is one word."


class Setting(t.Generic[T]):
    """A setting of the API service.

    :cvar type: the type of the module's option.
    :ivar default: the value without a line.
    :ivar movable: it may stand in either section; otherwise it is in `management api http-commands` always.
    """

    type: t.ClassVar[str]
    default: T
    movable: bool

    def errors(self, name: str, given: t.Any) -> Iterator[str]:
        """Sentences about an invalid value of an option.

        :param name: of the option.
        :param given: not None.
        """
        return iter(())

    def desired(self, given: t.Any, base: T, present: T) -> T:
        """The value that the option asks for.

        :param given: not None.
        :param base: the value that what is not given is taken from.
        :param present: the value on the switch.
        """
        return t.cast(T, given)

    def read(self, section: Section) -> T | None:
        """The value that the lines of a section give, or None if there is no such line."""
        raise NotImplementedError

    def lines(self, present: T, wanted: T, sections: Sections, home: Home) -> Lines:
        """The lines that replace one value by another one."""
        raise NotImplementedError


# --- One line --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OneLine(Setting[T]):
    """A setting with one line, or none where it has its default.

    :ivar line: without `no` and value.
    """

    line: str
    default: T
    movable: bool = True

    @property
    def pattern(self) -> str:
        """The line with its value, `no` form included."""
        return rf"(no )?{self.line}"

    def parse(self, match: re.Match[str]) -> T:
        """The value, from a match of the pattern."""
        raise NotImplementedError

    def write(self, value: T) -> str:
        """The line for a value; that for the default resets the setting."""
        raise NotImplementedError

    def read(self, section: Section) -> T | None:
        matches = (re.fullmatch(self.pattern, child.line) for child in section.children.values())
        return next((self.parse(match) for match in matches if match), None)

    def lines(self, present: T, wanted: T, sections: Sections, home: Home) -> Lines:
        if not self.movable:
            yield HTTP_COMMANDS, self.write(wanted)
            return
        places = [name for name, section in sections.items() if self.read(section) is not None]
        for name in places[1:]:
            yield name, self.write(self.default)
        yield places[0] if places else home(), self.write(wanted)


@dataclass(frozen=True)
class Flag(OneLine[bool]):
    """A setting that is on or off.

    :ivar negative: the line turns it off.
    """

    type: t.ClassVar[str] = "bool"
    negative: bool = False

    def parse(self, match: re.Match[str]) -> bool:
        return bool(match[1]) == self.negative

    def write(self, value: bool) -> str:
        return self.line if value != self.negative else f"no {self.line}"


@dataclass(frozen=True)
class SocketLine(Flag):
    """A server without a port: its option is a dictionary, as that of the other servers.

    :ivar label: its name in messages.
    """

    type: t.ClassVar[str] = "dict"
    label: str = ""

    def desired(self, given: Mapping[str, t.Any], base: bool, present: bool) -> bool:
        return bool(given["enabled"])


@dataclass(frozen=True)
class ServerLine(OneLine[ApiServer]):
    """A server with a port.

    :ivar label: its name in messages.
    """

    type: t.ClassVar[str] = "dict"
    limits: t.ClassVar[tuple[int, int]] = PORTS
    label: str = ""

    @property
    def pattern(self) -> str:
        return rf"(no )?{self.line}(?: port (\d+))?"

    def errors(self, name: str, given: Mapping[str, t.Any]) -> Iterator[str]:
        return number_errors(f"{name}.port", given["port"], self.limits)

    def desired(self, given: Mapping[str, t.Any], base: ApiServer, present: ApiServer) -> ApiServer:
        return ApiServer(True, given["port"] or base.port) if given["enabled"] else ApiServer(False, self.default.port)

    def parse(self, match: re.Match[str]) -> ApiServer:
        on = not match[1]
        return ApiServer(on, int(match[2]) if on and match[2] else self.default.port)

    def write(self, value: ApiServer) -> str:
        if not value.enabled:
            return f"no {self.line}"
        return self.line if value.port == self.default.port else f"{self.line} port {value.port}"


@dataclass(frozen=True)
class Value(OneLine[T]):
    """A setting whose line ends with its value."""

    value_pattern: t.ClassVar[str] = r"\S+"

    @property
    def pattern(self) -> str:
        return f"{self.line} ({self.value_pattern})"

    def write(self, value: T) -> str:
        return f"no {self.line}" if value == self.default else f"{self.line} {value}"


@dataclass(frozen=True)
class Word(Value[str]):
    """A name, "" for none."""

    type: t.ClassVar[str] = "str"

    def errors(self, name: str, given: str) -> Iterator[str]:
        return word_errors(name, given, may_be_empty=True)

    def parse(self, match: re.Match[str]) -> str:
        return match[1]


@dataclass(frozen=True)
class Number(Value[int]):
    """A number.

    :ivar limits: the least and the greatest.
    """

    type: t.ClassVar[str] = "int"
    value_pattern: t.ClassVar[str] = r"\d+"
    limits: tuple[int, int] = (0, 0)

    def errors(self, name: str, given: int) -> Iterator[str]:
        return number_errors(name, given, self.limits)

    def parse(self, match: re.Match[str]) -> int:
        return int(match[1])


# --- Several lines ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WordLines(Setting[frozenset[str]]):
    """A set of words with a line for each.

    :ivar line: without `no` and word.
    """

    line: str
    default: frozenset[str] = frozenset()
    movable: bool = True
    type: t.ClassVar[str] = "list"

    def errors(self, name: str, given: Sequence[str]) -> Iterator[str]:
        for index, word in enumerate(given):
            yield from word_errors(f"{name}[{index}]", word)

    def desired(self, given: Collection[str], base: frozenset[str], present: frozenset[str]) -> frozenset[str]:
        return base | frozenset(given)

    def read(self, section: Section) -> frozenset[str] | None:
        matches = (re.fullmatch(rf"{self.line} (\S+)", line) for line in section.children)
        return frozenset(match[1] for match in matches if match) or None

    def lines(self, present: frozenset[str], wanted: frozenset[str], sections: Sections, home: Home) -> Lines:
        """Leave the wanted words, all of them in one section, and no others."""
        there = {name: words for name, section in sections.items() if (words := self.read(section))}
        for name, words in there.items():
            for word in sorted(words - wanted):
                yield name, f"no {self.line} {word}"
        if wanted:
            place = next(iter(there), None) or home()
            for word in sorted(wanted - there.get(place, frozenset())):
                yield place, f"{self.line} {word}"


Vrfs = Mapping[str, VrfService]
_VRF: t.Final = re.compile(r"vrf (\S+)")
_ACCESS_GROUP: t.Final = re.compile(r"(ip|ipv6) access-group (\S+)(?: in)?")
#: The options of a VRF that name its access groups.
GROUPS: t.Final = ("ip_access_group", "ipv6_access_group")


@dataclass(frozen=True)
class VrfSections(Setting[Vrfs]):
    """The VRFs that have a section of their own, by name."""

    type: t.ClassVar[str] = "list"
    default: Vrfs = field(default_factory=dict)
    movable: bool = False

    def errors(self, name: str, given: Sequence[Mapping[str, t.Any]]) -> Iterator[str]:
        names = [vrf["name"] for vrf in given]
        for index, vrf in enumerate(given):
            place = f"{name}[{index}]"
            yield from word_errors(f"{place}.name", vrf["name"])
            for group in GROUPS:
                yield from word_errors(f"{place}.{group}", vrf[group], may_be_empty=True)
            if vrf["name"] in names[:index]:
                yield f"{place}: the VRF {vrf['name']} is in the list twice."
            if vrf["state"] == "absent" and any(vrf[group] for group in GROUPS):
                yield f"{place}: the VRF {vrf['name']} is to be absent, and then it has no access group."

    def desired(self, given: Sequence[Mapping[str, t.Any]], base: Vrfs, present: Vrfs) -> Vrfs:
        """One that is off anyway gets no section for that."""
        found = dict(base)
        for vrf in given:
            before = base.get(vrf["name"], VrfService())
            groups = {name: getattr(before, name) if vrf[name] is None else vrf[name] for name in GROUPS}
            service = VrfService(vrf["state"] == "enabled", **groups)
            if vrf["state"] == "absent" or (vrf["name"] not in present and service == VrfService()):
                found.pop(vrf["name"], None)
            else:
                found[vrf["name"]] = service
        return found

    def read(self, section: Section) -> Vrfs | None:
        found = {}
        for child in section.children.values():
            match = _VRF.fullmatch(child.line)
            if match:
                groups = {each[1]: each[2] for line in child.children if (each := _ACCESS_GROUP.fullmatch(line))}
                enabled = child.get("no shutdown") is not None
                found[match[1]] = VrfService(enabled, groups.get("ip", ""), groups.get("ipv6", ""))
        return found or None

    def lines(self, present: Vrfs, wanted: Vrfs, sections: Sections, home: Home) -> Lines:
        for name in sorted(present.keys() - wanted.keys()):
            yield HTTP_COMMANDS, f"no vrf {name}"
        for name, vrf in sorted(wanted.items()):
            for line in _vrf_lines(name, present.get(name), vrf):
                yield HTTP_COMMANDS, line


def _vrf_lines(name: str, before: VrfService | None, vrf: VrfService) -> Iterator[str]:
    if vrf == before:
        return
    yield f"vrf {name}"
    for kind in ("ip", "ipv6"):
        old, new = (getattr(each, f"{kind}_access_group", "") for each in (before, vrf))
        if old != new:
            yield f"{kind} access-group {new}" if new else f"no {kind} access-group {old}"
    if before is None or vrf.enabled != before.enabled:
        yield "no shutdown" if vrf.enabled else "shutdown"
    yield "exit"
