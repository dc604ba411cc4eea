# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Enter lines into a section as EOS does, to predict an entry that is removed and entered again.

Known without the switch, and done here:
- a line is added to its section, and takes the place of its own negation (`shutdown`, `no shutdown`);
- a line with a single value takes the place of its old value, for the lines in `_SINGLE` alone;
- a numbered entry of a list takes the place of the one with its number, and stands in the order of numbers;
- `no X` and `default X` remove the line `X`, or if there is none every line that begins with the words of `X`;
- the section of a physical interface stays when it is negated, and is empty then; so does that of any interface which
  `default` stands before;
- an interface loses its addresses when its VRF changes.

Not known, and not done: whether the switch shows a line at all (the default is not shown: `no X` stays as a line here
if it removed nothing), which other lines a line makes go (`no switchport`), which lines outside of `_SINGLE` exclude
each other, ranges (`interface Ethernet1-4`, `switchport trunk allowed vlan add 5`), abbreviations, and what is invalid.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterable, Iterator, Mapping

from .moves import is_address, is_vrf
from .order import OrderedEntry, entries, sort_numbered
from .spelling import is_interface
from .tree import Section

_INTERFACE: t.Final = r"interface "
#: Lines with a single value: the header that they stand below ("" is the top), and the words before the value.
_SINGLE: t.Final[tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = (
    (re.compile(r"$"), ("hostname", "clock timezone", "spanning-tree mode", "dns domain", "ip domain-name",
                        "service routing protocols model", "vlan internal order", "snmp-server contact",
                        "snmp-server location", "transceiver qsfp default-mode")),
    (re.compile(_INTERFACE), ("description", "mtu", "speed", "vrf", "channel-group", "encapsulation dot1q vlan",
                              "load-interval", "ip ospf cost", "ip ospf network", "mac-address", "switchport mode",
                              "switchport access vlan", "switchport trunk native vlan", "vxlan source-interface",
                              "vxlan udp-port", "mlag")),
    (re.compile(r"vlan \d"), ("name", "state")),
    (re.compile(r"router (?:bgp|ospf)|vrf "), ("router-id", "rd")),
    (re.compile(r"management (?:api http-commands|http-server)"), ("session timeout", "qos dscp",
                                                                   "protocol https ssl profile")),
    (re.compile(r"ssl profile "), ("tls versions", "cipher-list", "certificate")),
    (re.compile(r"mlag configuration"), ("domain-id", "local-interface", "peer-address", "peer-link")),
)  # fmt: skip
_ADDRESS: t.Final = "ip address"
_TRUNK: t.Final = "switchport trunk allowed vlan"
_TRUNK_WHOLE: t.Final = re.compile(r"(?!add |remove |except )")
#: How many words of a line, and characters, are known beforehand.
STEM_WORDS: t.Final = 8
STEM_LENGTH: t.Final = 128
#: `no X` of these removes `X` alone, although other lines begin with its words.
EXACT: t.Final = frozenset({"shutdown", "switchport", "ip routing", "ipv6 unicast-routing", "enabled"})
_PHYSICAL: t.Final = re.compile(r"interface (?:Ethernet|Management)\d[\d/]*$")
_NUMBER: t.Final = re.compile(r"\d{1,10}")
NEGATIONS: t.Final = ("no ", "default ")


class Words:
    """Finds the lines of a section that begin with some words, in a time that does not grow with the section. Of a long
    line the first words are known, so that it takes no more memory than a few lines."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self._keys: dict[str, dict[str, None]] = {}
        for key, child in section.children.items():
            self.note(key, child.line)

    def note(self, key: str, line: str) -> None:
        """Learn of a line that was added."""
        for stem in _stems(line):
            self._keys.setdefault(stem, {})[key] = None

    def forget(self, key: str, line: str) -> None:
        """Learn that a line was removed."""
        for stem in _stems(line):
            self._keys.get(stem, {}).pop(key, None)

    def matching(self, stem: str) -> list[str]:
        """The keys of what `no STEM` negates: the line itself, or else those that begin with its words."""
        if stem in self.section.children or stem in EXACT:
            return [stem] if stem in self.section.children else []
        return self.longer(stem)

    def longer(self, stem: str) -> list[str]:
        """The keys of the lines that begin with the words of `stem` and go on."""
        first = next(reversed(list(_stems(f"{stem} "))), None)
        keys: Iterable[str] = self.section.children if first is None else self._keys.get(first, ())
        if first == stem:
            return list(keys)
        return [key for key in keys if self.section.children[key].line.startswith(f"{stem} ")]


def _stems(line: str) -> Iterator[str]:
    """The first word of a line that goes on, its first two words, and so on, as far as lines are told apart by them."""
    end = line.find(" ", 0, STEM_LENGTH)
    for _word in range(STEM_WORDS):
        if end <= 0:
            return
        yield line[:end]
        end = line.find(" ", end + 1, STEM_LENGTH)


def negated(line: str) -> str | None:
    """The line that a line negates, or None."""
    for word in NEGATIONS:
        if line.startswith(word):
            return line[len(word) :].strip()
    return None


def single_valued(header: str, line: str) -> str | None:
    """The words before the value of a line that has one value only, or None where that is not sure."""
    if header.startswith(_INTERFACE):
        if line.startswith(f"{_ADDRESS} ") and not line.endswith(" secondary"):
            return _ADDRESS
        if line.startswith(f"{_TRUNK} ") and _TRUNK_WHOLE.match(line, len(_TRUNK) + 1):
            return _TRUNK
    for of, stems in _SINGLE:
        if of.match(header):
            return next((stem for stem in stems if line.startswith(f"{stem} ")), None)
    return None


def merge(target: Section, candidate: Section) -> None:
    """Enter what stands below `candidate` below `target`."""
    if candidate.comments:
        target.comments = list(candidate.comments)
    if candidate.input is not None:
        target.input, target.margin = candidate.input, candidate.margin
    if candidate.children:
        _Merge(target).enter(candidate)
        sort_numbered(target)


def _after_the_vrf(item: tuple[str, Section]) -> bool:
    return not is_vrf(item[1].line)


class _Merge:
    """Enters lines into one section."""

    def __init__(self, target: Section) -> None:
        self.target = target
        self._words: Words | None = None
        self._places: dict[str, int] = {}
        # The keys of the entries of lists, by their numbers and by their rules.
        self._numbers: dict[tuple[str, int], str] = {}
        self._rules: dict[tuple[str, str], str] = {}
        for group in entries(target).values():
            for entry in group:
                self._reference_list(entry, entry.key)

    def _reference_list(self, entry: OrderedEntry, key: str) -> None:
        if entry.number is not None:
            self._numbers[entry.group, entry.number] = key
        self._rules.setdefault((entry.group, entry.rule), key)

    def _present_key(self, of: Mapping[tuple[str, t.Any], str], *name: t.Any) -> str | None:
        """The key of an entry that is still there."""
        key = of.get(t.cast("tuple[str, t.Any]", name))
        return key if key is not None and key in self.target.children else None

    @property
    def words(self) -> Words:
        if self._words is None:
            self._words = Words(self.target)
        return self._words

    def enter(self, candidate: Section) -> None:
        """Enter the lines below a section, one after the other."""
        listed = {entry.key: entry for of in entries(candidate).values() for entry in of}
        children: Iterable[tuple[str, Section]] = candidate.children.items()
        if is_interface(self.target.line):  # as the lines are entered: the VRF ahead of the addresses
            children = sorted(children, key=_after_the_vrf)
        for key, child in children:
            stem = negated(child.line)
            entry = listed.get(key)
            if stem is not None:
                self._negate(child, stem)
            elif entry is None:
                self._set(child)
            else:
                self._set_entry(entry, child)
        if self._places:
            self._restore_places()

    def _set_entry(self, entry: OrderedEntry, child: Section) -> None:
        """Enter an entry: one without a number is there if its rule is; another one frees its number."""
        if entry.number is None:
            key = self._present_key(self._rules, entry.group, entry.rule)
            if key is not None:
                merge(self.target.children[key], child)
                return
            self._rules.pop((entry.group, entry.rule), None)
        else:
            self._free(self._present_key(self._numbers, entry.group, entry.number), child.line)
        self._set(child)
        self._reference_list(entry, child.line)

    def _free(self, key: str | None, line: str) -> None:
        """Remove a line whose place another one takes."""
        if key is None or key == line or key not in self.target.children:
            return
        if not self._places:
            self._places = {other: place for place, other in enumerate(self.target.children)}
        if key in self._places:
            self._places[line] = self._places[key]
        self._remove_child(key)

    def _restore_places(self) -> None:
        """Put lines where those stood whose places they took."""
        last = len(self._places)
        ordered = sorted(self.target.children.items(), key=lambda item: self._places.get(item[0], last))
        self.target.children = dict(ordered)

    def _remove_child(self, key: str) -> None:
        child = self.target.children.pop(key)
        if self._words is not None:
            self._words.forget(key, child.line)

    def _add(self, line: str) -> Section:
        child = self.target.add(line)
        if self._words is not None:
            self._words.note(line, line)
        return child

    def _negate(self, child: Section, stem: str) -> None:
        if stem == "comment":
            self.target.comments = []
            return
        exact = self.target.children.get(stem)
        reset = child.line.startswith("default ") and is_interface(stem)
        if exact is not None and (reset or _PHYSICAL.match(stem)):
            exact.children.clear()
            exact.comments.clear()
            return
        removed = self._removed_entry(stem) or self.words.matching(stem)
        for key in removed:
            self._remove_child(key)
        if removed:
            self._leave_vrf(child.line)
        if child.line.startswith("default "):
            if f"no {stem}" in self.target.children:
                self._remove_child(f"no {stem}")
        elif not removed:
            self._add(child.line)

    def _removed_entry(self, stem: str) -> list[str]:
        """The entry that `no 10`, `no seq 10` or `no permit …` removes."""
        digits = stem.removeprefix("seq ")
        key = self._present_key(self._numbers, "", int(digits)) if _NUMBER.fullmatch(digits) else None
        key = key or self._present_key(self._rules, "", stem)
        return [] if key is None else [key]

    def _leave_vrf(self, line: str) -> None:
        """Remove the addresses of an interface, where a line changes its VRF."""
        if is_interface(self.target.line) and is_vrf(line):
            for key in [key for key, other in self.target.children.items() if is_address(other.line)]:
                self._remove_child(key)

    def _set(self, child: Section) -> None:
        line = child.line
        if line not in self.target.children:
            self._leave_vrf(line)
            self._free(f"no {line}", line)
            stem = single_valued(self.target.line, line)
            if stem is not None:
                self._free(f"no {stem}", line)
                for key in self.words.longer(stem):
                    if single_valued(self.target.line, self.target.children[key].line) == stem:
                        self._free(key, line)
        merge(self._add(line), child)
