# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Classify command lines by their words: read-only or not, configuration or EXEC command.

EOS takes keywords in any case, and any prefix that is unambiguous. What is not certain to read counts as changing, and
a word that may begin a command of the EXEC mode is no configuration.
"""

from __future__ import annotations

import re
import typing as t

#: First words of commands that only read, so that they may be sent twice and may run in check mode.
READING: t.Final = frozenset(
    {"show", "dir", "more", "ping", "traceroute", "who", "pwd", "enable", "comment", "routing-context"}
)
#: Abbreviations of `show` that mean nothing else.
SHOW: t.Final = frozenset({"sh", "sho"})
#: Words after a pipe. Those that are no filter write files, or run programs.
FILTERS: t.Final = frozenset(
    {"include", "exclude", "begin", "section", "head", "tail", "no-more", "nz", "json", "grep"}
)
OTHER_PIPES: t.Final = frozenset({"redirect", "append", "tee", "awk", "sed", "sort", "egrep", "cut", "tr", "wc"})
#: First words of commands of the EXEC mode and of configuration sessions: EOS runs them at once, in any mode.
AT_ONCE: t.Final = (
    *(
        "abort",
        "bash",
        "clear",
        "commit",
        "configure",
        "copy",
        "debug",
        "delete",
        "diff",
        "dir",
        "edit",
        "end",
        "erase",
    ),
    *(
        "format",
        "install",
        "mkdir",
        "more",
        "ping",
        "python-shell",
        "reload",
        "rename",
        "reset",
        "rmdir",
        "rollback",
        "show",
        "ssh",
    ),
    *("tcpdump", "telnet", "traceroute", "undelete", "verify", "watch", "write", "zerotouch"),
    *("extension", "less", "locator-led", "pwd", "scp", "send", "undebug", "who"),
)
#: The same, where the whole line is the word: `enable secret X` is configuration.
ALONE: t.Final = ("enable", "disable", "logout", "quit")
#: First words of lines that are configuration in every mode that has them. Others may be commands that a release has
#: and AT_ONCE does not.
_CONFIGURES: t.Final = """
    aaa address address-family advertise aggregate-address alias allow area arp authentication avt banner
    bandwidth bfd bgp boot cipher-list certificate channel-group class class-map cli client collector comment
    community-list connection cvx daemon default-gateway default-metric deny description destination dhcp
    distance distribute-list dns domain domain-id dot1x dscp dynamic encapsulation encryption errdisable
    error-correction event-handler evpn exec exporter fips flow flowcontrol forwarding graceful-restart hardware
    hello-interval host hostname http-commands identity idle-timeout ike-policy inactive interface ip ipv4 ipv6
    is-type isis key key-exchange l2 lacp link lldp load-balance load-interval local local-interface
    log-adjacency-changes logging mac management match max-lsa maximum-paths mka mlag mode mpls mtu multicast
    name neighbor net network next-hop no ntp on-boot ospfv3 passive-interface passphrase patch path-group peer
    peer-address peer-filter peer-link permit phone pim policy-map poe port port-channel prefix-list priority
    priority-flow-control private-vlan profile protocol ptp pvlan qos queue-monitor radius radius-server rd
    record redistribute reload-delay remark role route route-map route-target router router-id routing rp sa
    sa-policy secret segment-routing seq sequence server service service-policy session-limit session-timeout
    set set-overload-bit sflow shared-key shutdown site snmp-server source source-interface spanning-tree speed
    ssl state storm-control summary-address switchport system tacacs-server tls tracker traffic-policy
    transceiver transport trigger trunk trust tunnel tx-queue uc-tx-queue update username vlan vlan-aware-bundle
    vni vrf vrid vrrp vtep vxlan zone
    auto-cost autostate compatible continue cors counters default-information default-services delay disabled
    explicit-null graceful-restart-helper host-flap instance keepalive log-level make-before-break max-metric maximum
    minimum multihop point-to-point police preempt revision shape snmp spf-interval statistics sub-route-map timers
    track transport-address
"""
CONFIGURES: t.Final = frozenset(_CONFIGURES.split())
#: Lines of configuration that begin with such a word.
_CONFIGURATION: t.Final = re.compile(r"format (?:ipfix|sflow)\b|trace \S+ (?:setting|enable)\b|tcp mss\b|log$")
#: Words that run the command after them. `exec` is configuration of a daemon too, with a program after it.
_HOLDS_A_COMMAND: t.Final = re.compile(r"(?:do|run)(?= |$)")
_RUNS: t.Final = re.compile(r"(?:ex|exe|exec) (?=\S)")
#: `no commit timer` and `no configure session X` act on sessions at once.
_NEGATES: t.Final = re.compile(r"(?:no|def|defa|defau|defaul|default) (?=\S)")
_SESSION: t.Final = ("abort", "commit", "configure", "rollback")
#: `clock set` is a command, `clock timezone` is configuration.
_CLOCK: t.Final = re.compile(r"clo\w* s\w*(?: |$)")
#: `agent X terminate` ends a process, `agent X shutdown` is configuration.
_AGENT: t.Final = re.compile(r"ag\w* \S+ t\w*(?: |$)")
#: `enable` reads by itself or with a level: `enable secret x` is configuration.
_ENABLE: t.Final = re.compile(r"enable(?: \d+)?")
#: What may write a file, run a program, or end the command.
_UNSAFE: t.Final = re.compile(r"[^\x20-\x7e]|[<>;&`]|\$[({]")
_PKI: t.Final = re.compile(r"sec\w*\s+pki\b", re.IGNORECASE)
#: Filters that take a regular expression. `grep` and others are lines of a shell, where each bar is a pipe.
_PATTERNS: t.Final = ("include", "exclude", "begin", "section")
#: A bar that may belong to a pattern, as in `a|b`.
_INNER_BAR: t.Final = re.compile(r"(?<=\S)\|(?=[^\s|])")
#: Control characters but tab and the ends of lines, and bytes that are not UTF-8, which Python reads as surrogates; and
#: the ends of lines.
_NO_TEXT: t.Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_NOT_IN_TEXT: t.Final = re.compile(f"[{_NO_TEXT}]")
_NOT_IN_LINE: t.Final = re.compile(rf"[{_NO_TEXT}\n\r]")


def reads(line: str) -> bool:
    """True if a command line is certain to read only."""
    if _UNSAFE.search(line.strip()):
        return False
    command, *pipes = _pipes(line)
    words = command.lower().split()
    if not words or words[0] not in READING | SHOW:
        return False
    if words[0] == "enable":
        return not pipes and _ENABLE.fullmatch(" ".join(words)) is not None
    return all(map(_only_filters, pipes))


def _pipes(line: str) -> list[str]:
    """A line cut at its pipes; a bar inside the pattern of a filter is none."""
    parts = [""]
    for place, letter in enumerate(line):
        if letter == "|" and not _in_pattern(parts, line, place):
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _in_pattern(parts: list[str], line: str, place: int) -> bool:
    """True if a bar stands in the pattern of a filter, and no word after it may write a file or run a program."""
    words = parts[-1].lower().split()
    if len(parts) < 2 or len(words) < 2 or not _begins(words[0], _PATTERNS) or not _INNER_BAR.match(line, place):
        return False
    after = line[place + 1 :].split("|")[0].lower().split()
    return len(after) == 1 or not _begins(after[0], OTHER_PIPES)


def _only_filters(pipe: str) -> bool:
    """True if what follows a pipe only filters."""
    words = pipe.lower().split()
    if not words:
        return False
    found = {word for word in FILTERS | OTHER_PIPES if word.startswith(words[0])}
    return words[0] in FILTERS or (bool(found) and found <= FILTERS)


def runs_at_once(line: str) -> bool:
    """True if a line of a configuration may be a command that EOS runs at once, which no session could take back."""
    text = " ".join(line.lower().split())
    while text and not _acts(text):
        runs = _RUNS.match(text)
        text = text[runs.end() :] if runs else ""
    return bool(text)


def _acts(text: str) -> bool:
    """The same of a line in lower case, without a word before the command."""
    if _CONFIGURATION.match(text):
        return False
    if any(form.match(text) for form in (_HOLDS_A_COMMAND, _PKI, _CLOCK, _AGENT)):
        return True
    negates = _NEGATES.match(text)
    if negates and _begins(text[negates.end() :], _SESSION):
        return True
    return _begins(text, AT_ONCE) or any(word.startswith(text) for word in ALONE)


def configures(line: str) -> bool:
    """True if a line of a change is certain to be configuration: by its first word, or because it has a number there,
    or negates another one."""
    text = " ".join(line.lower().split())
    first = text.partition(" ")[0]
    return text[:1] in "!0123456789" or first in CONFIGURES or first in ("exi", "exit") or bool(_NEGATES.match(text))


def _begins(text: str, words: t.Iterable[str]) -> bool:
    """True if the first word of the text is one of the words, or a prefix of one."""
    first = text.partition(" ")[0]
    return any(word.startswith(first) for word in words)


def no_text(text: str, lines: bool = False) -> re.Match[str] | None:
    """The first character that a terminal takes for more than text, such as for the end of a line; None without one.

    :param lines: the text has lines, and their ends are meant.
    """
    return (_NOT_IN_TEXT if lines else _NOT_IN_LINE).search(text)
