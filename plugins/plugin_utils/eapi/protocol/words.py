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
)
#: The same, where the whole line is the word: `enable secret X` is configuration.
ALONE: t.Final = ("enable", "disable", "logout", "quit")
#: Lines of configuration that begin with such a word.
_CONFIGURATION: t.Final = re.compile(r"format (?:ipfix|sflow)\b|trace \S+ (?:setting|enable)\b")
#: Words that run the command after them. `exec` is configuration of a daemon too, with a program after it.
_HOLDS_A_COMMAND: t.Final = re.compile(r"(?:do|run)(?= |$)")
_RUNS: t.Final = re.compile(r"(?:ex|exe|exec) (?=\S)")
#: `no commit timer` and `no configure session X` act on sessions at once.
_NEGATES: t.Final = re.compile(r"(?:no|def|defa|defau|defaul|default) (?=\S)")
_SESSION: t.Final = ("abort", "commit", "configure", "rollback")
#: `clock set` is a command, `clock timezone` is configuration.
_CLOCK: t.Final = re.compile(r"clo\w* s\w*(?: |$)")
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
    return all(map(_filters, pipes))


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


def _filters(pipe: str) -> bool:
    """True if what follows a pipe only filters."""
    words = pipe.lower().split()
    if not words:
        return False
    found = {word for word in FILTERS | OTHER_PIPES if word.startswith(words[0])}
    return words[0] in FILTERS or (bool(found) and found <= FILTERS)


def runs_at_once(line: str) -> bool:
    """True if a line of a configuration may be a command that EOS runs at once, which no session could take back."""
    text = " ".join(line.lower().split())
    while runs := _RUNS.match(text):
        text = text[runs.end() :]
    if not text or _CONFIGURATION.match(text):
        return False
    if _HOLDS_A_COMMAND.match(text) or _PKI.match(text) or _CLOCK.match(text):
        return True
    negates = _NEGATES.match(text)
    if negates and _begins(text[negates.end() :], _SESSION):
        return True
    return _begins(text, AT_ONCE) or any(word.startswith(text) for word in ALONE)


def _begins(text: str, words: t.Iterable[str]) -> bool:
    """True if the first word of the text is one of the words, or a prefix of one."""
    first = text.partition(" ")[0]
    return any(word.startswith(first) for word in words)


def no_text(text: str, lines: bool = False) -> re.Match[str] | None:
    """The first character that a terminal takes for more than text, such as for the end of a line; None without one.

    :param lines: the text has lines, and their ends are meant.
    """
    return (_NOT_IN_TEXT if lines else _NOT_IN_LINE).search(text)
