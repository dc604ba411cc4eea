# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The tag query language, as far as the lab needs it: ``Campus:SF,NYC AND NOT (Role:Spine OR device:leaf1)``.

Labels and values may be quoted; ``*`` stands for any characters in a value; ``device`` matches a device by its id or
its hostname. AND binds tighter than OR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

TOKEN = re.compile(r'\s*(?:(?P<mark>[():,])|"(?P<quoted>[^"]*)"|(?P<word>[^\s():,"]+))')
WORDS = ("AND", "OR", "NOT")


@dataclass(frozen=True)
class Subject:
    """What a query looks at: the names of an element, and its tags (label → values)."""

    names: frozenset[str]
    tags: Mapping[str, set[str]] = field(default_factory=dict)


Test = Callable[[Subject], bool]


class QueryError(ValueError):
    """The query is malformed."""


def parse(query: str) -> Test:
    """What a query asks; the empty one lets nothing pass. Raises QueryError."""
    if not query.strip():
        return lambda _subject: False
    parser = _Parser(query)
    test = parser.either()
    if parser.peek():
        raise QueryError(f"unexpected {parser.peek()!r} in query {query!r}")
    return test


class _Parser:
    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens: list[tuple[str, bool]] = []
        at = 0
        while query[at:].strip():
            found = TOKEN.match(query, at)
            if found is None:
                raise QueryError(f"malformed query {query!r}")
            quoted = found["quoted"]
            self.tokens.append((quoted, True) if quoted is not None else (found["mark"] or found["word"], False))
            at = found.end()

    def peek(self) -> str:
        """The next token that is not a quoted text."""
        return self.tokens[0][0] if self.tokens and not self.tokens[0][1] else ""

    def next(self) -> str:
        """Take the next token."""
        if not self.tokens:
            raise QueryError(f"query {self.query!r} ends too early")
        return self.tokens.pop(0)[0]

    def skip(self, word: str) -> bool:
        """Take the next token if it is this one."""
        if self.peek().upper() != word:
            return False
        self.next()
        return True

    def either(self) -> Test:
        """Tests joined by OR."""
        tests = [self.both()]
        while self.skip("OR"):
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda subject: any(test(subject) for test in tests)

    def both(self) -> Test:
        """Tests joined by AND."""
        tests = [self.single()]
        while self.skip("AND"):
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else lambda subject: all(test(subject) for test in tests)

    def single(self) -> Test:
        """One condition, or what stands in parentheses."""
        if self.skip("NOT"):
            test = self.single()
            return lambda subject: not test(subject)
        if self.skip("("):
            test = self.either()
            if not self.skip(")"):
                raise QueryError(f"query {self.query!r} lacks a )")
            return test
        return self.condition()

    def condition(self) -> Test:
        """``label:value,value``."""
        label = self.text()
        if not self.skip(":"):
            raise QueryError(f"query {self.query!r} lacks a : after {label!r}")
        values = [self.text()]
        while self.skip(","):
            values.append(self.text())
        if label == "device":
            return lambda subject: any(fnmatchcase(name, value) for name in subject.names for value in values)
        return lambda subject: any(
            fnmatchcase(found, value) for found in subject.tags.get(label, ()) for value in values
        )

    def text(self) -> str:
        """A label or a value."""
        word = self.peek()
        if word and (word in "():," or word.upper() in WORDS):
            raise QueryError(f"unexpected {word!r} in query {self.query!r}")
        return self.next()
