# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replace in replies what names a network, its machines and its people; the same thing by the same stand-in.

What stays is an allow-list: words of EOS, names of ports, small numbers, times, and values that a shape keeps. A word
that is not certain to be one of these is replaced.
"""

from __future__ import annotations

import ipaddress
import re
import typing as t
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..masking import masked_text, showing_secrets
from .shapes import AS_NUMBER, Leaf, Map, inner
from .words import VOCABULARY

#: Names of ports, which say what a machine is, not whose.
PORT: t.Final = re.compile(
    r"(?:Ethernet|Et|Management|Ma|Loopback|Lo|Vlan|Vl|Port-Channel|Po|Vxlan|Vx|Tunnel|Tu|Recirc-Channel|Fabric|Cpu|Switch)"
    r"\d*(?:/\d+)*(?:\.\d+)?",
    re.IGNORECASE,
)
#: Numbers of up to four digits, decimal fractions, percentages, sizes, dates and times.
_PLAIN: t.Final = re.compile(
    r"[-+]?\d{1,4}(?:\.\d{1,2})?%?|\d{1,4}(?:kb|mb|gb|[kmgbsdh])|kB|\d{4}-\d\d-\d\d|\d\d?:\d\d(?::\d\d)?(?:\.\d+)?",
    re.IGNORECASE,
)
_RELEASE: t.Final = re.compile(r"(?:EOS-)?4\.\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[A-Z]{0,4}")
_MAC: t.Final = re.compile(r"[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}", re.IGNORECASE)
_ADDRESS: t.Final = re.compile(r"([0-9]+(?:\.[0-9]+){3}|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*)(%\S+)?(/\d+)?", re.IGNORECASE)
#: Lines whose rest is free text, or names what the switch has.
_FREE: t.Final = re.compile(
    r"^([ +-]*(?:\d+ )?"
    r"(?:description|remark|alias|snmp-server (?:location|contact|chassis-id)|! *comment|!!)\s+)(\S.*)$",
    re.IGNORECASE,
)
_BANNER: t.Final = re.compile(r"^[ +-]*banner (?:login|motd|exec)\s*$")
_NAMES: t.Final = re.compile(
    r"^[ +-]*(?:hostname|username|name|vrf instance|vrf|ip domain[- ]name|dns domain|aaa group server \S+|role|"
    r"(?:ip|ipv6|mac) access-list(?: standard)?|route-map|ssl profile|certificate|profile|policy-map(?: type \S+)?|"
    r"class-map(?: type \S+)? match-\S+|neighbor|peer-group|trunk group|domain-id|local-interface)\s+(\S+)"
)
_AS_NUMBER: t.Final = re.compile(r"\b(router bgp|(?:remote|local)-as|bgp confederation identifier)\s+(\d+(?:\.\d+)?)")
_PEM: t.Final = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?(?:-----END \1-----|\Z)", re.DOTALL)
#: Separates the parts of a text that are judged one by one.
_PARTS: t.Final = re.compile(r"(\s+|[|,;()\[\]{}<>\"'=!?*#]+|:(?=\s|$)|\.(?=\s|$))")
_PLACES: t.Final = re.compile(r"([:/@]+)")
_WITHIN: t.Final = re.compile(r"([_.~-]+)")
#: Numbers with points between them are an address, or part of one; one with many decimal places may be a place.
_DOTTED: t.Final = re.compile(r"\d\.\d+\.\d|\d\.\d{4}")
_CAMEL: t.Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
#: A key of a model. One without a capital letter could be anything.
_KEY: t.Final = re.compile(r"[a-z]+\d?(?:[A-Z][a-z]*\d?)+s?")
#: A word such as `sha512`.
_ENDS_IN_NUMBER: t.Final = re.compile(r"([A-Za-z]+)\d{0,4}")
#: How many words, and characters between words, of an identity are looked for.
COMPARED: t.Final = 20
#: A word, or what stands between two of them.
_TOKEN: t.Final = re.compile(r"[\w-]+|[^\w-]")
_WORD: t.Final = re.compile(r"[\w-]")
_LONG_NUMBER: t.Final = re.compile(r"\d{5,}")


@dataclass
class Anonymizer:
    """Stand-ins for names. First `learn` all that is to be replaced everywhere, then replace.

    :param own: strings of the kit, and what stands for them; they are replaced first.
    """

    own: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)
    _kept: set[str] = field(default_factory=set)
    _counts: dict[str, int] = field(default_factory=dict)

    # --- what is to be replaced everywhere ---

    def learn(self, shape: t.Any, value: t.Any) -> None:
        """Note the names in a reply."""
        if isinstance(value, str):
            if isinstance(shape, Leaf) and shape.names:
                self.name(value)
            elif isinstance(shape, Leaf) and shape.keeps and shape.types == (str,):
                self._kept.add(value)
            else:
                self._learn_lines(value)
        elif isinstance(value, list):
            below = shape[0] if isinstance(shape, list) else None
            for item in value:
                self.learn(below, item)
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(shape, Map) and shape.names:
                    self.name(str(key))
                self.learn(inner(shape, key), item)

    def name(self, text: str) -> None:
        """Note something that identifies: a host, a user, a file."""
        if any(own in text or shown in text for own, shown in self.own.items()):
            return
        if len(text) > 1 and not self._form(text) and not text.isdigit() and text.lower() not in DEFAULTS:
            self._stand_in("name", text)
            host = text.partition(".")[0]
            if host != text and len(host) > 2 and not self._form(host) and host.lower() not in VOCABULARY:
                self._stand_in("name", host)

    def _learn_lines(self, text: str) -> None:
        for line in text.splitlines():
            found = _NAMES.match(line)
            if found:
                self.name(found[1].rstrip(","))

    def identities(self) -> list[str]:
        """The names that were replaced and are no words of EOS: a bundle must not hold them."""
        plain = (re.sub(r"^(?:address[46]|as|mac|number) ", "", text) for text in self._known)
        return [text for text in plain if len(text) > 2 and not text.isdigit() and text.lower() not in VOCABULARY]

    # --- replacing ---

    def value(self, shape: t.Any, value: t.Any) -> t.Any:
        """A reply without names."""
        if isinstance(value, str):
            return self._string(shape, value)
        if isinstance(value, list):
            below = shape[0] if isinstance(shape, list) else None
            return [self.value(below, item) for item in value]
        if isinstance(value, dict):
            return {self.key(shape, str(key)): self.value(inner(shape, key), item) for key, item in value.items()}
        return int(self._as_number(str(value))) if shape is AS_NUMBER and isinstance(value, int) else value

    def key(self, shape: t.Any, key: str) -> str:
        """The key of a model: one that a shape names, a port's, or an identifier of EOS."""
        if isinstance(shape, dict) and (key in shape or f"{key}?" in shape):
            return key
        if key in self._known or (isinstance(shape, Map) and shape.names):
            return self._known.get(key) or self.text(key)
        camel = _KEY.fullmatch(key) is not None
        return key if camel or key.lower() in VOCABULARY else self.text(key)

    def text(self, text: str) -> str:
        """A text, line by line; the form of each line stays."""
        for own, stand_in in self.own.items():
            text = text.replace(own, stand_in)
        text = _PEM.sub(r"-----BEGIN \1-----\nremoved\n-----END \1-----", text)
        text = _AS_NUMBER.sub(lambda found: f"{found[1]} {self._as_number(found[2])}", text)
        with showing_secrets(False):
            text = masked_text(text)
        shown: list[str] = []
        banner = False
        for line in text.split("\n"):
            inside, banner = banner, (banner or bool(_BANNER.match(line))) and line.strip(" +-") != "EOF"
            shown.append(self._stand_in("text", line) if inside and banner else self._line(line))
        return "\n".join(shown)

    def _string(self, shape: t.Any, value: str) -> str:
        if shape is AS_NUMBER:
            return self._as_number(value)
        if isinstance(shape, Leaf) and (shape.keeps and shape.types == (str,)) and value not in self._known:
            return value
        if isinstance(shape, Leaf) and shape.types == (str,) and not shape.names:
            return self._stand_in("text", value) if value else value
        if value in self._known:
            return self._known[value]
        return self.text(value)

    def _line(self, line: str) -> str:
        found = _FREE.match(line)
        if found:
            return found[1] + self._stand_in("text", found[2])
        mark = line[: len(line) - len(line.lstrip("-+"))][:3]
        parts = _PARTS.split(line[len(mark) :])
        return mark + "".join(part if place % 2 else self._word(part) for place, part in enumerate(parts))

    def _word(self, word: str) -> str:
        if not word or word in self.own.values():
            return word
        if word in self._known:
            return self._known[word]
        form = word if word in self._kept else self._form(word)
        if form:
            return form
        if _PLACES.search(word):
            return "".join(part if place % 2 else self._word(part) for place, part in enumerate(_PLACES.split(word)))
        pieces = _WITHIN.split(word)
        if all(place % 2 or self._harmless(piece) for place, piece in enumerate(pieces)) and not _DOTTED.search(word):
            return word
        return self._stand_in("name", word)

    def _harmless(self, piece: str) -> bool:
        if not piece or piece in self._known:
            return not piece
        if _PLAIN.fullmatch(piece) or not re.search(r"\w", piece):
            return True
        found = _ENDS_IN_NUMBER.fullmatch(piece)
        letters = found[1] if found else ""
        parts = _CAMEL.findall(letters)
        return bool(parts) and "".join(parts) == letters and all(part.lower() in VOCABULARY for part in parts)

    def _form(self, word: str) -> str:
        """The stand-in for a word of a known form; "" for any other word."""
        if PORT.fullmatch(word) or _PLAIN.fullmatch(word) or _RELEASE.fullmatch(word):
            return word
        if _LONG_NUMBER.fullmatch(word):
            return "9" + self._stand_in("number", word).rpartition("-")[2].zfill(len(word) - 1)
        if _MAC.fullmatch(word):
            return self._mac(word)
        found = _ADDRESS.fullmatch(word)
        if found:
            try:
                return self._address(ipaddress.ip_address(found[1])) + (found[3] or "")
            except ValueError:
                return ""
        return ""

    def _mac(self, word: str) -> str:
        digits = re.sub(r"[^0-9a-f]", "", word.lower())
        if digits in ("0" * 12, "f" * 12):
            return word
        number = int(self._stand_in("mac", digits).rpartition("-")[2])
        new = iter(f"02{number:010x}")
        return "".join(next(new) if letter.isalnum() else letter for letter in word)

    def _address(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
        if str(address) in ("::", "127.0.0.1", "::1") or _is_mask(address):
            return str(address)
        kind = f"address{address.version}"
        number = int(self._stand_in(kind, str(address)).rpartition("-")[2])
        base = int(ipaddress.ip_address("198.18.0.0" if address.version == 4 else "2001:db8::"))
        return str(ipaddress.ip_address(base + number))

    def _as_number(self, text: str) -> str:
        new = str(64511 + int(self._stand_in("as", text).rpartition("-")[2]))
        self._kept.add(new)  # in a text, it is looked at once more as a number
        return new

    def _stand_in(self, kind: str, text: str) -> str:
        if text in self.own.values():
            return text
        name = text if kind in ("name", "text") else f"{kind} {text}"
        if name not in self._known:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._known[name] = f"{kind}-{self._counts[kind]}"
        return self._known[name]


#: Names that every switch has.
_FILES: t.Final = ("boot-config", "boot-extensions", "running-config", "startup-config", "zerotouch-config")
DEFAULTS: t.Final = frozenset(("default", "all", "none", *_FILES))


def _is_mask(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """True for a netmask and for the inverse of one."""
    if address.version != 4:
        return False
    bits = f"{int(address):032b}"
    return "01" not in bits if bits[0] == "1" else "10" not in bits


def leaks(text: str, identities: Iterable[str]) -> list[str]:
    """The identities that a text still holds as words. All are looked for at once: a switch may have very many."""
    tree: dict[str, t.Any] = {}
    for each in identities:
        node = tree
        for token in _TOKEN.findall(each)[:COMPARED]:
            node = node.setdefault(token, {})
        node[""] = each
    found: dict[str, None] = {}
    tokens = _TOKEN.findall(text)
    for place in range(len(tokens)):
        found.update(dict.fromkeys(_identities_at(tokens, place, tree)))
    return list(found)


def _identities_at(tokens: list[str], place: int, tree: dict[str, t.Any]) -> Iterator[str]:
    """Those that begin at a place, and neither begin nor end within a word."""
    if place and _is_word(tokens[place - 1]) and not _is_word(tokens[place]):
        return
    node = tree.get(tokens[place])
    while node is not None:
        place += 1
        after = tokens[place] if place < len(tokens) else ""
        if "" in node and not (_is_word(after) and not _is_word(tokens[place - 1])):
            yield node[""]
        node = node.get(after) if after else None


def _is_word(token: str) -> bool:
    return _WORD.match(token) is not None
