# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How EOS reads headers that are not written as it writes them: in capitals, shortened, with `type` left out.

EOS takes keywords in any case, and any prefix that is unambiguous; names are taken as they are. What is ambiguous it
refuses itself, so nothing here has to.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Mapping, Sequence

from ..ranges import expand_interfaces, expand_vlans, long_interface

#: Headers of lists and maps whose lines take effect when their mode is left, in words; `*` is any word.
_LISTS: t.Final = tuple(
    form.split()
    for form in (
        *("ip access-list *", "ip access-list standard *", "ipv6 access-list *", "ipv6 access-list standard *"),
        *("mac access-list *", "ip prefix-list *", "ipv6 prefix-list *", "peer-filter *"),
        *("route-map *", "route-map * permit", "route-map * deny", "route-map * permit *", "route-map * deny *"),
        *("class-map *", "class-map match-any *", "class-map type * *", "class-map type * match-any *"),
        *("policy-map *", "policy-map type * *"),
        *("qos profile *", "spanning-tree mst configuration", "control-functions"),
    )
)
#: Kinds of class and policy maps: that of a header which names none, and two names of one kind.
_QOS: t.Final = "qos"
_KINDS: t.Final = {"quality-of-service": _QOS, "copp": "control-plane"}
_MAPS: t.Final = ("class-map", "policy-map")
#: Keywords whose first part alone is a line of other modes, such as `class X` in a policy map.
_BEYOND_THE_HYPHEN: t.Final = (*_MAPS, "route-map", "peer-filter", "control-functions")
#: An entry of a list in one line.
_ONE_LINE: t.Final = tuple(form.split() for form in ("ip prefix-list *", "ipv6 prefix-list *"))
_INTERFACE: t.Final = re.compile(r"int(?:e(?:r(?:f(?:a(?:c(?:e)?)?)?)?)?)?\s+(\S+(?: \S+)?)$", re.IGNORECASE)
#: Headers that may have a range, and what expands it.
_RANGES: t.Final[Mapping[str, Callable[[str], Sequence[t.Any]]]] = {
    "interface": expand_interfaces,
    "vlan": expand_vlans,
}
_NEGATED: t.Final = re.compile(r"(?:no|default)\s+(?=\S)", re.IGNORECASE)
#: Lines that are read at the top only: they have left the mode of a list or map, where the user's lines have no `exit`.
_AT_THE_TOP: t.Final = re.compile(
    r"(?:no |default )?(?:aaa|alias|banner|clock|daemon|dns|hostname|interface|ip|ipv6|lldp|logging|mac|management|mlag"
    r"|monitor|ntp|router|snmp-server|spanning-tree|tacacs-server|radius-server|username|vlan|vrf)\b",
    re.IGNORECASE,
)


def list_header(line: str) -> str | None:
    """The header of a list or map as EOS writes it, or None for another line. Kinds of maps have one name each."""
    words = line.split()
    found = next((full for form in _LISTS if (full := _full(words, form))), None)
    if found is None or found[0] not in _MAPS:
        return None if found is None else " ".join(found)
    kind = found[2] if found[1] == "type" and len(found) > 2 else _QOS
    kind = _KINDS.get(kind.lower(), kind.lower())
    return f"{found[0]} type {kind} {found[-1]}"


def one_line_entry(line: str) -> tuple[str, str] | None:
    """The list's header and the entry of a line such as `ip prefix-list P seq 10 permit …`, or None for another one."""
    words = line.split(None, 3)
    header = next((full for form in _ONE_LINE if len(words) == 4 and (full := _full(words[:3], form))), None)
    return (" ".join(header), words[3]) if header else None


def at_the_top(line: str) -> bool:
    """True if a line is read at the top only, and has so left the mode of a list or map."""
    return _AT_THE_TOP.match(line) is not None


def negation_of(line: str) -> str | None:
    """The command after `no` or `default`, or None for another line."""
    match = _NEGATED.match(line)
    return line[match.end() :].strip() if match else None


def as_written(line: str) -> str:
    """A line as EOS writes it, as far as that is known here: headers of lists, names of interfaces, single spaces."""
    interface = _INTERFACE.match(line.strip())
    name = long_interface(interface[1]) if interface else None
    return f"interface {name}" if name else list_header(line) or " ".join(line.split())


def is_interface(line: str) -> bool:
    """True for the header of one or more interfaces."""
    return _INTERFACE.match(line.strip()) is not None


def headers_of(line: str) -> list[str]:
    """The headers of the sections that a header with a range stands for, as EOS writes them; else the header alone."""
    word, _space, names = line.strip().partition(" ")
    kind = next((kind for kind in _RANGES if len(word) > 1 and kind.startswith(word.lower())), None)
    if kind is None:
        return [line]
    try:
        return [f"{kind} {name}" for name in _RANGES[kind](names)] or [line]
    except ValueError:
        return [line]


def emptying(header: str) -> str:
    """The line that takes away all that a section has.

    Interfaces go back to their defaults and stay: ports cannot be removed, and others refer to port-channels.

    :param header: as EOS writes it.
    """
    return f"default {header}" if is_interface(header) else f"no {header}"


def _full(words: list[str], form: list[str]) -> list[str] | None:
    """The words with the form's keywords in full, or None where they do not fit."""
    if len(words) != len(form):
        return None
    pairs = list(zip(words, form, strict=True))
    if not all(_is(word.lower(), keyword) for word, keyword in pairs):
        return None
    return [word if keyword == "*" else keyword for word, keyword in pairs]


def _is(word: str, keyword: str) -> bool:
    whole = keyword not in _BEYOND_THE_HYPHEN or "-" in word
    return keyword == "*" or (whole and keyword.startswith(word))
