# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The grammar of CLI commands: patterns such as ``show vlan [<vlans:ranges>]`` and their matching, token by token.

A pattern is made of words, ``<name:type>`` parameters, ``[optional]`` parts and ``(one | other)`` alternatives; at its
end ``{first | second}`` are parts of which each may be given once, in any order (the canonical one is the pattern's). A
parameter written ``<name!:type>`` belongs to the identity of a configuration line (see ``configure``). ``A|B`` without
spaces in place of a type, as in ``<mode:access|trunk>``, is a choice of words bound to the name. Types are the keys
of :data:`TYPES`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from . import errors
from .names import format_ranges, interface_kind, interface_name, parse_ranges

T = TypeVar("T")
_MAC = re.compile(r"[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}|(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")


class NoMatch(Exception):
    """A token is not of the parameter's type."""


# A type takes the tokens and a position and returns (tokens consumed, value), or raises NoMatch.
Matcher = Callable[[Sequence[str], int], tuple[int, Any]]


def _regex(expression: str, convert: Callable[[str], Any] = str) -> Matcher:
    compiled = re.compile(expression)

    def match(tokens: Sequence[str], at: int) -> tuple[int, Any]:
        if not compiled.fullmatch(tokens[at]):
            raise NoMatch
        return 1, convert(tokens[at])

    return match


def _number(low: int, high: int) -> Matcher:
    def match(tokens: Sequence[str], at: int) -> tuple[int, Any]:
        if not re.fullmatch(r"\d{1,10}", tokens[at]) or not low <= int(tokens[at]) <= high:
            raise NoMatch
        return 1, int(tokens[at])

    return match


def _checked(convert: Callable[[str], Any]) -> Matcher:
    def match(tokens: Sequence[str], at: int) -> tuple[int, Any]:
        try:
            return 1, convert(tokens[at])
        except ValueError:
            raise NoMatch from None

    return match


def _interface(tokens: Sequence[str], at: int) -> tuple[int, Any]:
    for count in (1, 2):  # "Ethernet1" or "Ethernet 1"
        name = interface_name("".join(tokens[at : at + count]))
        if name is not None and at + count <= len(tokens):
            return count, name
    raise NoMatch


def _interfaces(tokens: Sequence[str], at: int) -> tuple[int, Any]:
    """One or several interfaces: ``Ethernet1-3,5``, ``Ethernet1,Loopback0``; a list of names."""
    for count in (1, 2):
        text = "".join(tokens[at : at + count])
        found = _expand_interfaces(text) if at + count <= len(tokens) else None
        if found:
            return count, found
    raise NoMatch


#: What `$` stands for in the number of an interface.
_LAST = {"Vlan": "4094", "Port-Channel": "2000"}


def _expand_interfaces(text: str) -> list[str] | None:
    names: list[str] = []
    kind = ""
    for written in text.split(","):
        kind_of = interface_kind(interface_name(f"{interface_kind(written.rstrip('$'))}1") or kind)
        part = written.replace("$", _LAST.get(kind_of, "$"))
        matched = re.fullmatch(r"((?:[A-Za-z]+(?:-[A-Za-z]+)?)?)(\d+(?:/\d+)*)(?:-(\d+))?", part)
        if not matched:
            name = interface_name(part)
            if name is None:
                return None
            names.append(name)
            continue
        kind = matched[1] or kind
        prefix, _separator, first = matched[2].rpartition("/")
        prefix = f"{prefix}/" if prefix else ""
        last = matched[3] or first
        if max(len(first), len(last)) > 6:
            return None
        for number in range(int(first), int(last) + 1):
            name = interface_name(f"{kind}{prefix}{number}")
            if name is None:
                return None
            names.append(name)
    return names or None


def _ranges(low: int, high: int) -> Matcher:
    def match(tokens: Sequence[str], at: int) -> tuple[int, Any]:
        try:
            return 1, parse_ranges(tokens[at], low, high)
        except ValueError:
            raise NoMatch from None

    return match


def _list(tokens: Sequence[str], at: int) -> tuple[int, Any]:
    """Numbers and ranges with commas, a space after some of them perhaps: ``10, 20-30`` is ``10,20-30``."""
    count = 1
    while tokens[at + count - 1].endswith(",") and at + count < len(tokens):
        count += 1
    text = "".join(tokens[at : at + count])
    if not re.fullmatch(r"\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*", text):
        raise NoMatch
    return count, text


def _prefix(tokens: Sequence[str], at: int) -> tuple[int, Any]:
    """``10.0.0.0/8`` or ``10.0.0.0 255.0.0.0``: the text with a prefix length."""
    try:
        if "/" in tokens[at]:
            return 1, str(ipaddress.IPv4Interface(tokens[at]))
        if at + 1 < len(tokens):
            return 2, str(ipaddress.IPv4Interface(f"{tokens[at]}/{tokens[at + 1]}"))
    except ValueError:
        pass
    raise NoMatch


def _distance(text: str) -> str:
    """A distance; the default one is not written."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= 255:
        raise ValueError(text)
    return "" if int(text) == 1 else text


def _net(tokens: Sequence[str], at: int) -> tuple[int, Any]:
    """As a prefix, without host bits."""
    count, text = _prefix(tokens, at)
    return count, str(ipaddress.IPv4Interface(text).network)


def _colons(text: str) -> str:
    """A MAC address in any form, as EOS writes it in some lines: ``00:1c:73:00:00:99``."""
    digits = re.sub(r"[.:]", "", text).lower()
    if not _MAC.fullmatch(text):
        raise ValueError(text)
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def _names(tokens: Sequence[str], at: int) -> tuple[int, Any]:
    """All words to the end."""
    return len(tokens) - at, list(tokens[at:])


def _addresses(tokens: Sequence[str], at: int) -> tuple[int, Any]:
    """IPv4 addresses to the end."""
    try:
        return len(tokens) - at, " ".join(str(ipaddress.IPv4Address(token)) for token in tokens[at:])
    except ValueError:
        raise NoMatch from None


def _each(expression: str) -> Matcher:
    """One or several words of a form, as many as there are."""
    compiled = re.compile(expression)

    def match(tokens: Sequence[str], at: int) -> tuple[int, Any]:
        count = 0
        while at + count < len(tokens) and compiled.fullmatch(tokens[at + count]):
            count += 1
        if not count:
            raise NoMatch
        return count, " ".join(tokens[at : at + count])

    return match


def _host(text: str) -> str:
    """An address or a name; what looks like an IPv4 address is one."""
    if ":" in text:
        return str(ipaddress.ip_address(text)) if "%" not in text else text
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)*", text):
        return str(ipaddress.IPv4Address(text))
    return text


def _duration(text: str) -> int:
    """``hh:mm:ss`` in seconds; at least one."""
    matched = re.fullmatch(r"(\d{1,3}):([0-5]?\d):([0-5]?\d)", text)
    seconds = int(matched[1]) * 3600 + int(matched[2]) * 60 + int(matched[3]) if matched else 0
    if not seconds:
        raise ValueError(text)
    return seconds


def _prefix6(text: str) -> str:
    if "/" not in text:
        raise ValueError(text)
    return str(ipaddress.IPv6Interface(text))


def _subnet(text: str) -> str:
    """A prefix of either family, without host bits."""
    if "/" not in text:
        raise ValueError(text)
    return str(ipaddress.ip_interface(text).network)


def _network(version: int) -> Callable[[str], str]:
    """A prefix of one family, without host bits."""

    def convert(text: str) -> str:
        network = ipaddress.ip_interface(_subnet(text)).network
        if network.version != version:
            raise ValueError(text)
        return str(network)

    return convert


def _ports(tokens: Sequence[str], at: int) -> tuple[int, Any]:
    """One or several ports, by number or name."""
    count = 0
    while at + count < len(tokens) and _is_port(tokens[at + count]):
        count += 1
    if not count:
        raise NoMatch
    return count, " ".join(tokens[at : at + count])


def _is_port(text: str) -> bool:
    return int(text) <= 65535 if re.fullmatch(r"[0-9]{1,5}", text) else text in PORT_NAMES


def _port(text: str) -> str:
    if not _is_port(text):
        raise ValueError(text)
    return text


def _area(text: str) -> str:
    """An OSPF area, by number or by address; EOS shows the address."""
    return str(ipaddress.IPv4Address(int(text) if text.isdigit() else text))


def _route_distinguisher(text: str) -> str:
    """``ADMINISTRATOR:NUMBER``: an AS number or an IPv4 address, and what fits into the rest of its eight bytes."""
    administrator, _colon, number = text.rpartition(":")
    if not number.isdigit():
        raise ValueError(text)
    if "." in administrator and not re.fullmatch(r"\d{1,5}\.\d{1,5}", administrator):
        ipaddress.IPv4Address(administrator)
        limit = 0xFFFF
    else:
        high, _dot, low = administrator.rpartition(".")
        asn = int(high or 0) * 0x10000 + int(low)
        limit = 0xFFFF if asn > 0xFFFF else 0xFFFFFFFF
        if asn > 0xFFFFFFFF:
            raise ValueError(text)
    if int(number) > limit:
        raise ValueError(text)
    return text


#: The names that EOS has for ports of TCP and UDP.
_PORT_NAMES = """
acap acr-nema afpovertcp arns asip-webadmin at-rtmp aurp auth bfd bfd-echo bftp bgmp bgp bootpc bootps chargen cisco-
tdp citadel clearcase cmd commerce courier csnet-ns cvx cvx-cluster daytime dhcp-failover2 dhcpv6-client dhcpv6-server
discard dns domain dsf dsp echo efs epp esro-gen exec finger ftp ftp-data ftps ftps-data godi gopher gtp-c gtp-prime
gtp-u ha-cluster hostname hp-alarm-mgr http http-alt http-mgmt http-rpc-epmap https ident ieee-mms-ssl imap imap3
imaps ipp ipx irc iris-beep isakmp iscsi isi-gl iso-tsap kerberos kerberos-adm klogin kpasswd kshell l2tp la-maint
lanz lawn ldap ldaps ldp lmp login lpd lsp-ping mac-srvr-admin matip-type-a matip-type-b micro-bfd microsoft-ds mlag
mobile-ip mpp ms-sql-m ms-sql-s msdp msexch-routing msg-icp msp nameserver nas nat ncp netconf-beep netconf-ssh
netconfsoapbeep netconfsoaphttp netrjs-1 netrjs-2 netrjs-3 netrjs-4 netwall netwnews new-rwho nfs nntp nntps
non500-isakmp ntp odmr openvpn pim-auto-rp pkix-timestamp pkt-krb-ipsec pop2 pop3 pop3s pptp print-srv ptp-event ptp-
general qmtp qotd radius radius-acct re-mail-ck remotefs repcmd rip rje rlp rlzdbase rmc rmonitor rpc2portmap rsync
rtelnet rtsp sgmp silc smtp smux snagas snmp snmptrap snpp sqlserv sqlsrv ssh submission sunrpc svrloc syslog systat
tacacs talk tbrpf tcpmux tcpnethaspsrv telnet tftp time tunnel ups uucp uucp-path vmnet vxlan webster who whois www
xdmcp xns-ch xns-mail xns-time z39-50
"""
PORT_NAMES = frozenset(_PORT_NAMES.split())
#: The names of ICMP messages.
ICMP_NAMES = (
    "administratively-prohibited|alternate-address|conversion-error|dod-host-prohibited|dod-net-prohibited|echo|"
    "echo-reply|echo-request|general-parameter-problem|host-isolated|host-precedence-unreachable|host-redirect|"
    "host-tos-redirect|host-tos-unreachable|host-unknown|host-unreachable|information-reply|information-request|"
    "mask-reply|mask-request|mobile-redirect|nd-na|nd-ns|neighbor-advertisement|neighbor-solicitation|net-redirect|"
    "net-tos-redirect|net-tos-unreachable|net-unreachable|network-unknown|no-room-for-option|option-missing|"
    "packet-too-big|parameter-problem|port-unreachable|precedence-unreachable|protocol-unreachable|"
    "reassembly-timeout|redirect|router-advertisement|router-solicitation|source-quench|source-route-failed|"
    "time-exceeded|timestamp-reply|timestamp-request|traceroute|ttl-exceeded|unreachable"
)
#: The names of ICMPv6 messages, some with a code.
ICMP6_NAMES = (
    "address-unreachable|beyond-scope|echo-reply|echo-request|erroneous-header|fragment-reassembly-exceeded|"
    "hop-limit-exceeded|mld-done|mld-query|mld-report|nd-na|nd-ns|neighbor-advertisement|neighbor-solicitation|no-admin|"
    "no-route|packet-too-big|parameter-problem|policy-fail|port-unreachable|redirect-message|reject-route|"
    "router-advertisement|router-solicitation|source-address-failed|source-routing-error|time-exceeded|unreachable|"
    "unrecognized-ipv6-option|unrecognized-next-header"
)
_DSCP = r"(?:[0-9]|[1-5][0-9]|6[0-3])|af[1-4][1-3]|cs[0-7]|ef"
#: How urgent a message of the log is.
_SEVERITIES = "alerts|critical|debugging|emergencies|errors|informational|notifications|warnings"
_SSH_CIPHERS = (
    r"3des-cbc|aes(?:128|192|256)-(?:cbc|ctr)|aes(?:128|256)-gcm@openssh\.com|arcfour(?:128|256)?|blowfish-cbc|cast128-cbc|"
    r"chacha20-poly1305@openssh\.com"
)
_SSH_KEY_EXCHANGE = (
    r"curve25519-sha256(?:@libssh\.org)?|ecdh-sha2-nistp(?:256|384|521)|diffie-hellman-group-exchange-sha(?:1|256)|"
    r"diffie-hellman-group(?:1-sha1|14-sha1|14-sha256|16-sha512|18-sha512)"
)
#: The types of parameters. ``line`` is special: it takes the rest of the command as it was typed.
TYPES: dict[str, Matcher] = {
    "word": _regex(r"\S+"),
    "name": _regex(r"[A-Za-z0-9_.:{}\[\]@-]+"),
    "int": _number(0, 4294967295),
    "vlan": _number(1, 4094),
    "vlans": _ranges(1, 4094),
    "vlanset": _checked(lambda text: format_ranges(parse_ranges(text, 1, 4094))),
    "ranges": _regex(r"\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*"),
    "list": _list,
    "several": _regex(r"\d+(?:-\d+)?(?:[,-]\d+(?:-\d+)?)*[,-]\d+"),
    "names": _names,
    "number": _regex(r"\d+(?:\.\d+)?"),
    "subnet": _checked(_subnet),
    "subnet4": _checked(_network(4)),
    "subnet6": _checked(_network(6)),
    "l4port": _checked(_port),
    "l4ports": _ports,
    "oid": _regex(r"\.?[0-9]+(?:\.[0-9]+)*", lambda text: "." + text.lstrip(".")),
    "community": _regex(r"\d{1,10}|\d{1,5}:\d{1,5}|internet|local-as|no-advertise|no-export|GSHUT"),
    "large": _regex(r"\d{1,10}:\d{1,10}:\d{1,10}"),
    "rcf": _regex(r"[A-Za-z_][\w.]*\(.*\)"),
    "metric": _regex(r"[+-]?\d{1,10}"),
    "bandwidth": _regex(r"\d+(?:\.\d+)?[kKmMgG]?"),
    "icmp": _regex(rf"(?:25[0-5]|2[0-4]\d|1?\d?\d)|{ICMP_NAMES}"),
    "icmp6": _regex(rf"(?:25[0-5]|2[0-4]\d|1?\d?\d)|{ICMP6_NAMES}|{ICMP_NAMES}"),
    "dscp": _regex(_DSCP),
    "hex": _regex(r"0x[0-9a-fA-F]+|[0-9]+"),
    "asn": _regex(r"\d{1,10}|\d{1,5}\.\d{1,5}"),
    "area": _checked(_area),
    "rd": _checked(_route_distinguisher),
    "rd-auto": _checked(lambda text: text if text == "auto" else _route_distinguisher(text)),
    "port": _number(1, 65535),
    "host": _checked(_host),
    "severity": _regex(rf"[0-7]|{_SEVERITIES}"),
    "hexadecimal": _regex(r"[0-9a-fA-F]+"),
    "signed": _regex(r"-?[0-9]"),
    "level": _regex(r"\d{1,3}(?:\.\d+)?"),
    "speed": _regex(r"(?:\d+(?:\.\d+)?)(?:g(?:-\d)?(?:full)?|G|full|half)?"),
    "instances": _regex(r"(?:[0-3]?\d{1,3}|40[0-8]\d|409[0-4])(?:[-,](?:[0-3]?\d{1,3}|40[0-8]\d|409[0-4]))*"),
    "cos-values": _each(r"[0-7](?:-[0-7])?(?:,[0-7](?:-[0-7])?)*"),
    "dscp-values": _each(rf"(?:{_DSCP})(?:-(?:{_DSCP}))?(?:,(?:{_DSCP})(?:-(?:{_DSCP}))?)*"),
    "asns": _each(r"\d{1,10}(?:-\d{1,10})?(?:,\d{1,10}(?:-\d{1,10})?)*|\d{1,5}\.\d{1,5}"),
    "protocols": _each("attached-host|bgp|connected|dhcp|dynamic|isis|ospf|ospf3|ospfv3|rip|route-input|static|user"),
    "ssh-authentication": _each("keyboard-interactive|password|public-key"),
    "ssh-ciphers": _each(_SSH_CIPHERS),
    "ssh-key-exchange": _each(_SSH_KEY_EXCHANGE),
    "ssh-macs": _each(
        r"(?:hmac-(?:md5|sha1)(?:-96)?|hmac-sha2-(?:256|512)|hmac-ripemd160|umac-(?:64|128))(?:(?:-etm)?@openssh\.com)?"
    ),
    "ssh-host-keys": _each("dsa|ecdsa-nistp256|ecdsa-nistp521|ed25519|rsa"),
    "addresses": _addresses,
    "mtu": _number(68, 65535),
    "distance": _checked(_distance),
    "privilege": _number(0, 15),
    "interface": _interface,
    "interfaces": _interfaces,
    "ipv4": _checked(lambda text: str(ipaddress.IPv4Address(text))),
    "ipv6": _checked(lambda text: str(ipaddress.IPv6Address(text))),
    "ip": _checked(lambda text: str(ipaddress.ip_address(text))),
    "prefix": _prefix,
    "prefix6": _checked(_prefix6),
    "mac": _regex(_MAC.pattern),
    "colons": _checked(_colons),
    "network": _net,
    "duration": _checked(_duration),
    "line": _regex(r".+"),
}


#: Types that are grammars of their own, for the rest of a line: ``../types`` has them.
SUBLINES: dict[str, Grammar[str]] = {}


@dataclass(frozen=True)
class Word:
    """A literal word of a pattern."""

    text: str


@dataclass(frozen=True)
class Parameter:
    """A typed place of a pattern; ``key`` marks it as part of a line's identity."""

    name: str
    type: str
    key: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """The words of a choice (``<mode:access|trunk>``), or nothing."""
        return tuple(self.type.split("|")) if "|" in self.type else ()

    def match(self, tokens: Sequence[str], at: int, complete: bool = False) -> tuple[int, Any]:
        """Return (tokens consumed, value) or raise :class:`NoMatch`. Words of a choice are keywords: in any case, and
        with ``complete`` as short as they are unique."""
        if self.choices:
            word = tokens[at].lower()
            if tokens[at] in self.choices:
                return 1, tokens[at]
            found = {choice.lower(): choice for choice in self.choices if choice.lower().startswith(word)}
            if word not in found and not (complete and len(found) == 1):
                raise NoMatch
            return 1, found.get(word) or next(iter(found.values()))
        bounds = re.fullmatch(r"(\d+)-(\d+)", self.type)
        matcher = _number(int(bounds[1]), int(bounds[2])) if bounds else TYPES[self.type]
        return matcher(tokens, at)


@dataclass(frozen=True)
class Optional_:
    """A part that may be left out."""

    part: tuple[Any, ...]


@dataclass(frozen=True)
class Choice:
    """One of several parts."""

    parts: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class AnyOrder:
    """Parts that start with different words; each may be given once, in any order."""

    parts: tuple[tuple[Any, ...], ...]

    def sort(self, pieces: tuple[str, ...], least: int) -> tuple[str, ...]:
        """The pieces of a line with those of the parts, at its end, in the order of the pattern.

        :param least: how many pieces stand before them at least.
        """
        for start in range(least, len(pieces)):
            found = self._cut(pieces[start:])
            if found is not None:
                return pieces[:start] + tuple(piece for part in sorted(found) for piece in part[1])
        return pieces

    def _cut(self, pieces: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]] | None:
        """The place of each given part in the pattern, with its pieces; None if they are something else."""
        found, at = [], 0
        while at < len(pieces):
            place = next((n for n, part in enumerate(self.parts) if part[0].text == pieces[at]), None)
            if place is None:
                return None
            count = len(self.parts[place])
            found.append((place, pieces[at : at + count]))
            at += count
        return found


#: What opens a group of a pattern, and what closes it.
_GROUPS = {"[": "]", "(": ")", "{": "}"}
_LEXEME = re.compile(r"<[^>]+>|[\[\](){}|]|[^\s\[\](){}|<>]+")
_PARAMETER = re.compile(r"<(\w+)(!?):([^>]+)>")


def parse_pattern(pattern: str) -> tuple[Any, ...]:
    """Parse a pattern into a sequence of words, parameters, optional parts and choices; ValueError if malformed."""
    lexemes = _LEXEME.findall(pattern)
    part, rest = _parse_sequence(lexemes, 0, "")
    if rest != len(lexemes):
        raise ValueError(f"unbalanced pattern: {pattern}")
    return part


def _parse_sequence(lexemes: list[str], at: int, closing: str) -> tuple[tuple[Any, ...], int]:
    alternatives: list[list[Any]] = [[]]
    while at < len(lexemes):
        lexeme = lexemes[at]
        if lexeme in _GROUPS.values():
            if lexeme != closing:
                raise ValueError(f"unexpected {lexeme} in {' '.join(lexemes)}")
            break
        if lexeme in _GROUPS:
            inner, at = _parse_sequence(lexemes, at + 1, _GROUPS[lexeme])
            alternatives[-1].append(_group(lexeme, inner))
        elif lexeme == "|":
            alternatives.append([])
        elif matched := _PARAMETER.fullmatch(lexeme):
            kind = matched[3]
            if kind not in TYPES and kind not in SUBLINES and "|" not in kind and not re.fullmatch(r"\d+-\d+", kind):
                raise ValueError(f"unknown type {kind} in {' '.join(lexemes)}")
            alternatives[-1].append(Parameter(matched[1], kind, bool(matched[2])))
        else:
            alternatives[-1].append(Word(lexeme))
        at += 1
    if closing and at >= len(lexemes):
        raise ValueError(f"missing {closing} in {' '.join(lexemes)}")
    if len(alternatives) == 1:
        return tuple(alternatives[0]), at
    return (Choice(tuple(tuple(part) for part in alternatives)),), at


def _group(opening: str, inner: tuple[Any, ...]) -> Optional_ | Choice | AnyOrder:
    if opening == "[":
        return Optional_(inner)
    if opening == "(":
        return Choice((inner,))
    return AnyOrder(inner[0].parts if len(inner) == 1 and isinstance(inner[0], Choice) else (inner,))


@dataclass
class _Accept(Generic[T]):
    """The end of a pattern: its rule, and how its line becomes canonical."""

    rule: T
    #: The parts in any order that the pattern ends with, and how many pieces stand before them at least.
    order: AnyOrder | None = None
    least: int = 0

    def line(self, pieces: tuple[str, ...]) -> str:
        """The line of a match."""
        return " ".join(filter(None, self.order.sort(pieces, self.least) if self.order else pieces))


@dataclass
class _State(Generic[T]):
    """A place between two tokens of some patterns."""

    words: dict[str, _State[T]] = field(default_factory=dict)
    parameters: list[tuple[Parameter, _State[T]]] = field(default_factory=list)
    accepts: list[_Accept[T]] = field(default_factory=list)
    #: Whether words that lead on from here can be given once only.
    once: bool = False

    def absorb(self, other: _State[T]) -> None:
        """Add another state's ways out to this one's; states that both share are copied, never changed."""
        for word, state in other.words.items():
            known = self.words.get(word)
            if known is None:
                self.words[word] = state
            elif known is not state:
                merged: _State[T] = _State()
                merged.absorb(known)
                merged.absorb(state)
                self.words[word] = merged
        self.parameters.extend(other.parameters)
        self.accepts.extend(other.accepts)
        self.once = self.once or other.once


@dataclass
class Match(Generic[T]):
    """What a command line matched: the rule, the bound parameters and the line in its canonical form."""

    rule: T
    args: dict[str, Any]
    line: str


@dataclass
class _Thread(Generic[T]):
    """One way of reading the tokens so far; ``words`` counts literal words, of which the best reading has most."""

    state: _State[T]
    at: int
    args: dict[str, Any]
    pieces: tuple[str, ...]
    words: int
    #: Words that cannot be given again.
    used: frozenset[str] = frozenset()

    def follow(self, word: str) -> _Thread[T]:
        """The same reading after one more word."""
        return _Thread(
            self.state.words[word],
            self.at + 1,
            self.args,
            (*self.pieces, _WITH_CAPITALS.get(word, word)),
            self.words + 1,
            self.used | {word} if self.state.once else self.used,
        )


class Grammar(Generic[T]):
    """A set of patterns, each standing for a rule of type ``T``."""

    def __init__(self) -> None:
        self._root: _State[T] = _State()

    def add(self, pattern: str, rule: T) -> None:
        """Add a pattern; several patterns may share words."""
        accept: _State[T] = _State()
        part = parse_pattern(pattern)
        last = part[-1] if part else None
        least = sum(not isinstance(element, (Optional_, AnyOrder)) for element in part)
        accept.accepts.append(_Accept(rule, last if isinstance(last, AnyOrder) else None, least))
        self._root.absorb(_build(part, accept))

    def first_words(self) -> set[str]:
        """The words that a command can start with."""
        return set(self._root.words)

    def match(self, command: Command, *, start: int = 0, complete: bool = False) -> Match[T]:
        """Match the tokens of ``command`` from ``start`` on.

        ``complete`` allows unique abbreviations of words (autoComplete). Raises :class:`errors.InvalidCommand` with
        the first token that fits nowhere.
        """
        threads = [_Thread(self._root, start, {}, (), 0)]
        finished: list[_Thread[T]] = []
        failure = (start, False, "")
        deepest: errors.InvalidCommand | None = None
        while threads:
            following: list[_Thread[T]] = []
            for thread in threads:
                if thread.at >= len(command.tokens):
                    finished.append(thread)
                    continue
                steps, abbreviated, inside = _steps(thread, command, complete)
                if inside is not None and (deepest is None or inside.at > deepest.at):
                    deepest = inside
                if not steps:
                    word = command.tokens[thread.at]
                    failure = max(failure, (thread.at, abbreviated, word), key=lambda entry: entry[:2])
                following.extend(steps)
            threads = following
        accepted = [thread for thread in finished if thread.state.accepts]
        if accepted:
            best = max(accepted, key=lambda thread: thread.words)
            accept = best.state.accepts[0]
            return Match(accept.rule, best.args, accept.line(best.pieces))
        if finished:
            raise errors.incomplete_command(len(command.tokens) - 1, command.tokens[-1])
        at, abbreviated, word = failure
        if deepest is not None and deepest.at >= at:
            raise deepest
        raise (errors.incomplete_token if abbreviated else errors.invalid_input)(at, word or command.tokens[at])


def _steps(
    thread: _Thread[T], command: Command, complete: bool
) -> tuple[list[_Thread[T]], bool, errors.InvalidCommand | None]:
    """Return the threads that follow from the next token, whether it abbreviates a word, and what is wrong further
    inside, where a grammar for the rest of the line says so."""
    inside: errors.InvalidCommand | None = None
    token = command.tokens[thread.at]
    word = token.lower()
    longer: list[str] = []
    if word not in thread.state.words:
        longer = [known for known in thread.state.words if known.startswith(word)]
        if longer and complete:
            if len(longer) > 1:
                raise errors.ambiguous(thread.at, token)
            word = longer[0]
    steps = []
    if word in thread.state.words and not (thread.state.once and word in thread.used):
        steps.append(thread.follow(word))
    for parameter, state in thread.state.parameters:
        if parameter.type == "line":
            value = text = command.rest(thread.at)
            consumed: int = len(command.tokens) - thread.at
        elif parameter.type in SUBLINES:
            try:
                value = text = SUBLINES[parameter.type].match(command, start=thread.at, complete=complete).line
            except errors.InvalidCommand as error:
                inside = error
                continue
            consumed = len(command.tokens) - thread.at
        else:
            try:
                consumed, value = parameter.match(command.tokens, thread.at, complete)
            except NoMatch:
                continue
            text = canonical(value) if parameter.type != "vlans" else format_ranges(value)
        args = {**thread.args, parameter.name: value}
        chosen = thread.words + bool(parameter.choices)
        steps.append(_Thread(state, thread.at + consumed, args, (*thread.pieces, text), chosen, thread.used))
    return steps, bool(longer), inside


def canonical(value: Any) -> str:
    """A parameter's value as it stands in a configuration line."""
    return ",".join(value) if isinstance(value, list) else str(value)


#: Words that EOS writes with capitals, by their lower case form.
_WITH_CAPITALS: dict[str, str] = {}


def _build(part: Iterable[Any], following: _State[T]) -> _State[T]:
    """Return the state from which ``part`` leads to ``following``."""
    state = following
    for element in reversed(tuple(part)):
        entry: _State[T] = _State()
        if isinstance(element, Word):
            word = element.text.lower()
            entry.words[word] = state
            if word != element.text:
                _WITH_CAPITALS[word] = element.text
        elif isinstance(element, Parameter):
            entry.parameters.append((element, state))
        elif isinstance(element, Optional_):
            entry.absorb(_build(element.part, state))
            entry.absorb(state)
        elif isinstance(element, AnyOrder):
            entry.once = True
            for alternative in element.parts:
                entry.absorb(_build(alternative, entry))
            entry.absorb(state)
        else:
            for alternative in element.parts:
                entry.absorb(_build(alternative, state))
        state = entry
    return state


@dataclass(frozen=True)
class Command:
    """A command line cut into tokens; ``rest(n)`` is the text from token ``n`` on, as typed."""

    text: str
    tokens: tuple[str, ...]
    offsets: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> Command:
        """Cut a line at its white space."""
        found = list(re.finditer(r"\S+", text))
        return cls(text.strip(), tuple(match[0] for match in found), tuple(match.start() for match in found))

    def starting(self, word: str) -> Command:
        """The same command with another first word, where it was typed in another case or shortened."""
        return Command(self.text, (word, *self.tokens[1:]), self.offsets)

    def rest(self, index: int) -> str:
        """The text from token ``index`` to the end, without surrounding white space."""
        lead = self.offsets[0] if self.offsets else 0
        return self.text[self.offsets[index] - lead :].rstrip()
