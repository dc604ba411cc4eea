# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of secrets, and where they stand in a configuration."""

from __future__ import annotations

import hmac
import re
import typing as t
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...common.errors import InputError
from ..config.configuration import Config
from ..config.tree import Section
from . import snmp
from .stored import is_stored

#: How a secret is written: its type, which may be missing, and itself.
_SECRET: t.Final = r"(?:(?P<type>0|5|7|8a|sha512) )?(?P<secret>\S+)"


@dataclass(frozen=True)
class SecretKind:
    """A kind of secrets.

    :ivar names: the options that say which one it is. `needs`: those that must be given.
    :ivar title: how messages call one.
    :ivar sections: patterns of the headers that it stands below.
    :ivar line: a pattern of its line, with SECRET for the secret. In both, options stand in braces.
    :ivar check: the check of states (by checks.CHECKS) that a new secret must keep up.
    :ivar login: what a new secret is tried by: a login of the user, or the way to privileged mode.
    """

    names: tuple[str, ...]
    title: str
    line: str
    sections: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    check: str = ""
    login: t.Literal["", "user", "enable"] = ""


KINDS: t.Final[Mapping[str, SecretKind]] = {
    "user": SecretKind(
        ("name",), "user {name}", "username {name} (?:.* )?secret SECRET", needs=("name",), login="user"
    ),
    "enable": SecretKind((), "enable secret", r"enable (?:secret|password) SECRET", login="enable"),
    "bgp": SecretKind(
        ("neighbor", "vrf"),
        "BGP neighbor {neighbor}",
        "neighbor {neighbor} password SECRET",
        (r"router bgp \S+", "vrf {vrf}"),
        needs=("neighbor",),
        check="bgp_established",
    ),
    "ospf": SecretKind(
        ("interface",),
        "OSPF key of {interface}",
        "ip ospf authentication-key SECRET",
        ("interface {interface}",),
        needs=("interface",),
        check="ospf_full",
    ),
    "ospf_digest": SecretKind(
        ("interface", "key_id"),
        "OSPF key {key_id} of {interface}",
        r"ip ospf message-digest-key {key_id} \S+ SECRET",
        ("interface {interface}",),
        needs=("interface", "key_id"),
        check="ospf_full",
    ),
    "ntp": SecretKind(
        ("key_id",), "NTP key {key_id}", r"ntp authentication-key {key_id} \S+ SECRET", needs=("key_id",)
    ),
    "radius": SecretKind(("server", "vrf"), "RADIUS key", "radius-server{server}(?: .*)? key SECRET"),
    "tacacs": SecretKind(("server", "vrf"), "TACACS+ key", "tacacs-server{server}(?: .*)? key SECRET"),
    "isis": SecretKind(
        ("name", "level", "key_id"), "IS-IS key", "authentication key{key_id} SECRET", (r"router isis {name}(?: .*)?",)
    ),
    "isis_interface": SecretKind(
        ("interface", "level", "key_id"),
        "IS-IS key of {interface}",
        "isis authentication key{key_id} SECRET",
        ("interface {interface}",),
        needs=("interface",),
        check="isis_up",
    ),
    "snmp_community": SecretKind((), "SNMP community", "", needs=("previous_secret",)),
    "snmp_auth": SecretKind(("name",), "authentication of SNMP user {name}", "", needs=("name",)),
    "snmp_priv": SecretKind(("name",), "encryption of SNMP user {name}", "", needs=("name",)),
}
#: What stands in a place in place of a type: a key of SNMPv3.
LOCALIZED: t.Final = "localized"
#: Options of an entry that name the secret.
NAMES: t.Final = ("name", "neighbor", "vrf", "interface", "key_id", "server", "level")


@dataclass(frozen=True)
class Wish:
    """A secret that is to be in force.

    :ivar title: how messages call it.
    :ivar names: the options that say which one it is, by name; "" where not given.
    :ivar previous: the secret before it, where that is known.
    """

    kind: str
    title: str
    names: Mapping[str, str]
    secret: str = field(repr=False)
    previous: str | None = field(default=None, repr=False)

    @property
    def about(self) -> SecretKind:
        """The rules of its kind."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Place:
    """The place of a secret.

    :ivar parents: the headers above its line. `line`: the line.
    :ivar start: where the secret begins in it, with its type. `end`: where it ends.
    :ivar kind: its type, "" for none.
    """

    parents: tuple[str, ...]
    line: str
    start: int
    end: int
    kind: str
    stored: str = field(repr=False)

    def with_secret(self, secret: str) -> str:
        """The line with another secret, in the clear."""
        return f"{self.line[: self.start]}0 {secret}{self.line[self.end :]}"

    def as_stored(self, secret: str) -> str:
        """The line as the switch would show it, but for the secret, which it stores in another form."""
        form = f"{self.kind} " if self.kind else ""
        return f"{self.line[: self.start]}{form}{secret}{self.line[self.end :]}"


def read(entries: Sequence[Mapping[str, t.Any]]) -> list[Wish]:
    """The entries of a task.

    :raises InputError: naming the entry, never its secret.
    """
    if not entries:
        raise InputError("secrets is empty: there is nothing to replace.")
    wishes = [_wish(entry, f"secrets[{number}]") for number, entry in enumerate(entries)]
    titles = [(wish.title, wish.previous if wish.kind == "snmp_community" else "") for wish in wishes]
    twice = next((title for title, _old in titles if titles.count((title, _old)) > 1), None)
    if twice:
        raise InputError(f"secrets has two entries for {twice}.")
    return wishes


def _wish(entry: Mapping[str, t.Any], place: str) -> Wish:
    kind = KINDS[entry["kind"]]
    given = {name for name in NAMES if entry.get(name) is not None}
    missing = [name for name in kind.needs if not entry.get(name)]
    if missing:
        raise InputError(f"{place} is of the kind {entry['kind']}, and has no {missing[0]}.")
    if given - set(kind.names):
        other = sorted(given - set(kind.names))[0]
        raise InputError(f"{place} is of the kind {entry['kind']}, which has no {other}.")
    for name in ("secret", "previous_secret"):
        _check_text(entry.get(name), f"{place}.{name}")
    if entry["secret"] == entry.get("previous_secret"):
        raise InputError(f"{place}: secret and previous_secret are the same.")
    names = {name: str(entry.get(name) or "") for name in kind.names}
    title = kind.title.format(**names)
    title += f" of {names['server']}" if names.get("server") else ""
    title += f" in VRF {names['vrf']}" if names.get("vrf") else ""
    title += f" of process {names['name']}" if entry["kind"] == "isis" and names["name"] else ""
    title += f" with key-id {names['key_id']}" if names.get("key_id") and "key_id" not in kind.needs else ""
    title += f" of level {names['level']}" if names.get("level") else ""
    return Wish(entry["kind"], title, names, entry["secret"], entry.get("previous_secret"))


def _check_text(secret: str | None, place: str) -> None:
    """A secret is one word of a command."""
    if secret is None:
        return
    if not secret:
        raise InputError(f"{place} is empty.")
    if re.search(r"\s", secret) or not secret.isprintable():
        raise InputError(f"{place} holds blanks or control characters, with which EOS takes no secret.")


def find(config: Config, wish: Wish) -> Place:
    """The place of the secret.

    :raises InputError: where the configuration has none.
    """
    if wish.kind == "snmp_community":
        return _community(config, wish)
    if wish.kind in ("snmp_auth", "snmp_priv"):
        return _snmp_user(config, wish)
    patterns = {name: re.escape(value) for name, value in wish.names.items()}
    if "server" in patterns:
        patterns["server"] = f" host {patterns['server']}" if patterns["server"] else ""
    if "level" in patterns and patterns["key_id"]:
        patterns["key_id"] = rf"-id {patterns['key_id']} algorithm \S+(?: rfc-5310)? key"
    if wish.kind == "isis":
        patterns["name"] = patterns["name"] or r"\S+"
    headers = [each.format(**patterns) for each in wish.about.sections]
    if "vrf" in patterns and wish.names["vrf"] in ("", "default"):
        headers = headers[:1]
    line = re.compile(wish.about.line.format(**patterns).replace("SECRET", _SECRET) + "(?: .*)?")
    for parents, section in _sections(config.root, headers):
        for child in section.children.values():
            match = line.fullmatch(child.line)
            if match and _is_meant(wish, child.line):
                start = match.start("type") if match["type"] else match.start("secret")
                return Place(parents, child.line, start, match.end("secret"), match["type"] or "", match["secret"])
    raise _missing(wish)


def _is_meant(wish: Wish, line: str) -> bool:
    """Tell servers apart by their VRF, and from the key of all servers; keys of IS-IS by their level."""
    words = line.split()
    if "level" in wish.names:
        level = words[-1].removeprefix("level-") if words[-1].startswith("level-") else ""
        return level == wish.names["level"]
    if "server" not in wish.names:
        return True
    if not wish.names["server"]:
        return words[1] == "key"
    vrf = words[words.index("vrf") + 1 :][:1] if "vrf" in words else ["default"]
    return vrf == [wish.names["vrf"] or "default"]


def _sections(root: Section, headers: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Section]]:
    """The sections below headers of these patterns, with their headers."""
    if not headers:
        yield (), root
        return
    for child in root.children.values():
        if re.fullmatch(headers[0], child.line):
            for parents, section in _sections(child, headers[1:]):
                yield (child.line, *parents), section


def _community(config: Config, wish: Wish) -> Place:
    """A community is a name: the line of the old one, else that of the new one."""
    for name in (wish.previous or "", wish.secret):
        start = len("snmp-server community ")
        for child in config.root.children.values():
            if child.line.split()[:3] == ["snmp-server", "community", name]:
                return Place((), child.line, start, start + len(name), "", name)
    raise InputError("the configuration has neither the old nor the new SNMP community.")


def _snmp_user(config: Config, wish: Wish) -> Place:
    for child in config.root.children.values():
        key = _user_key(child.line, wish)
        if key is not None:
            return Place((), child.line, key.start, key.end, LOCALIZED, key.key)
    raise _missing(wish)


def _user_key(line: str, wish: Wish) -> snmp.UserKey | None:
    return snmp.find(line, wish.names["name"], wish.kind.removeprefix("snmp_"))


def _missing(wish: Wish) -> InputError:
    return InputError(f"the configuration has no {wish.title} with a secret.", hint="Only what is there is replaced.")


def state(place: Place, wish: Wish) -> bool | None:
    """Whether the secret is in the configuration; None where its form does not tell."""
    if place.kind == LOCALIZED:
        key = _user_key(place.line, wish)
        return key is not None and hmac.compare_digest(key.of(wish.secret).encode(), place.stored.lower().encode())
    return is_stored(wish.secret, place.kind, place.stored)


def commands_of(places: Sequence[Place], wishes: Sequence[Wish]) -> list[tuple[tuple[str, ...], str]]:
    """The lines that replace secrets, each with the headers that it is entered below.

    Two secrets may stand in one line, as those of a user of SNMPv3 do: that line is entered once, with both.
    """
    found: list[tuple[tuple[str, ...], str]] = []
    users: dict[str, str] = {}
    for place, wish in zip(places, wishes, strict=True):
        if place.kind == LOCALIZED:
            users[place.line] = _with_user_key(users.get(place.line, place.line), wish)
        else:
            found += [(place.parents, line) for line in _lines_of(place, wish)]
    return [*found, *(((), line) for line in users.values())]


def _with_user_key(line: str, wish: Wish) -> str:
    key = _user_key(line, wish)
    return line if key is None else f"{line[: key.start]}{key.of(wish.secret)}{line[key.end :]}"


def _lines_of(place: Place, wish: Wish) -> list[str]:
    if wish.kind == "snmp_community":
        new = f"{place.line[: place.start]}{wish.secret}{place.line[place.end :]}"
        return [f"no snmp-server community {place.stored}", new]
    return [place.with_secret(wish.secret)]
