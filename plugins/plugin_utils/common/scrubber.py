# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remove the secrets of a run from messages of a server, which may quote them.

A secret is found in whatever way it is written: as it is, escaped for JSON, Python, HTML or a URL, and in base64. One
of fewer than four characters would be found in ordinary words, so it is replaced only where it stands alone in quotes,
as EOS quotes the words of a command.
"""

from __future__ import annotations

import base64
import html
import json
import re
import typing as t
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, unquote, urlsplit

from .errors import ClientError
from .masking import REMOVED, is_secret_name, looks_secret, secrets_of, secrets_shown

#: The fewest characters of a secret that is replaced wherever it stands.
SHORTEST: t.Final = 4
#: The most characters of a secret that are looked for; what follows them on the line is removed as well.
LONGEST: t.Final = 1024
#: The most lines of an input that are secrets as they are. A longer one is a configuration: its values are secrets.
LINES: t.Final = 500
#: What stands in the place of a secret, or ends an input.
NOT_SECRET: t.Final = frozenset({"", REMOVED, "EOF"})

_T = t.TypeVar("_T")


class Scrubber:
    """The secrets of a run, and texts without them. What they are is worked out when a text is to be scrubbed."""

    def __init__(self, *secrets: str | None) -> None:
        self._secrets: set[str] = set()
        #: Commands and their inputs, in the order in which they came.
        self._commands: dict[tuple[str, str | None], None] = {}
        self._pattern: re.Pattern[str] | None = None
        self.add(*secrets)

    def add(self, *secrets: str | None) -> None:
        """Note secrets. What is empty is none."""
        new = {secret for secret in secrets if secret} - self._secrets
        if new:
            self._secrets |= new
            self._pattern = None

    def include(self, other: Scrubber) -> None:
        """Note the secrets of another one."""
        self.add(*other._secrets)
        if not other._commands.keys() <= self._commands.keys():
            self._commands.update(other._commands)
            self._pattern = None

    def add_login(self, user: str | None, password: str | None) -> None:
        """Note a password, also as Basic authentication writes it."""
        if password:
            self.add(password, base64.b64encode(f"{user or ''}:{password}".encode()).decode())

    def add_url(self, url: str | None) -> None:
        """Note the password in a URL."""
        password = urlsplit(url).password if url else None
        if password:
            self.add(password, unquote(password))

    def add_command(self, command: str, text: str | None = None) -> None:
        """Note a command's secrets.

        :param text: its input, each line of which is one.
        """
        if text or looks_secret(command):
            self._commands[command, text] = None
            self._pattern = None

    def add_data(self, value: t.Any) -> None:
        """Note what is a secret in plain data: by the names of fields, and in the lines of texts."""
        if isinstance(value, str):
            for line in value.splitlines():
                self.add_command(line)
        elif isinstance(value, Mapping):
            for name, item in value.items():
                named = is_secret_name(str(name))
                texts = [
                    each for each in (item if isinstance(item, (list, tuple)) else [item]) if isinstance(each, str)
                ]
                for text in texts if named else ():
                    self.add(text, *text.splitlines())
                if not named or not texts:
                    self.add_data(item)
        elif isinstance(value, (list, tuple)):
            for item in value:
                self.add_data(item)

    def text(self, text: str) -> str:
        """A text without the secrets."""
        if self._pattern is None:
            self._pattern = _pattern({*self._secrets, *self._of_commands()})
        return self._pattern.sub(REMOVED, text)

    def data(self, value: _T) -> _T:
        """Plain data without the secrets, in texts at any depth."""
        return t.cast("_T", self._data(value))

    def _data(self, value: t.Any) -> t.Any:
        if isinstance(value, str):
            return self.text(value) if value else value
        if isinstance(value, Mapping):
            return {name: self._data(item) for name, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._data(item) for item in value]
        return value

    def error(self, error: ClientError) -> None:
        """Take the secrets out of an error: its sentence, its hint, and what a task's result holds beside them.

        Responses stay as they are: in them, what the switch says has been told from what a task asked for.
        """
        for name, value in list(vars(error).items()):
            if isinstance(value, (str, list, dict)) and name not in ("host", "responses"):
                setattr(error, name, self._data(value))
        error.args = tuple(self._data(list(error.args)))

    def _of_commands(self) -> Iterator[str]:
        for command, text in self._commands:
            if not secrets_shown():
                yield from secrets_of(command)
            lines = (text or "").splitlines()
            for line in lines:
                if len(lines) <= LINES:
                    yield line.strip()
                yield from secrets_of(line)


def _pattern(secrets: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the secrets, the longest one first."""
    known = set(secrets) - NOT_SECRET
    forms = {form for secret in known if len(secret) <= LONGEST for form in _forms(secret)}
    words = [re.escape(form) if len(form) >= SHORTEST else _quoted(form) for form in forms]
    words += [f"{re.escape(form)}.*" for secret in known if len(secret) > LONGEST for form in _forms(secret[:LONGEST])]
    return re.compile("|".join(sorted(words, key=len, reverse=True)) or r"(?!)")


def _quoted(word: str) -> str:
    return f"(?<=['\"]){re.escape(word)}(?=['\"])"


def _forms(secret: str) -> set[str]:
    """The ways in which a secret is written."""
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        html.escape(secret),
        quote(secret, safe=""),
    }
