# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Base classes of the errors of both clients.

Each error is one sentence for a person on call: which device, what failed, why, and what to do about it.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping

#: What terminals obey: escape sequences, and all other control characters but the tab and the end of a line.
_CONTROL: t.Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
#: Characters of a text that is shown.
LONGEST: t.Final = 4000


def printable(text: str) -> str:
    """A text of another machine that no terminal obeys."""
    return _CONTROL.sub("", text)


def printable_data(value: t.Any) -> t.Any:
    """The same for all texts of plain data."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {printable_data(name): printable_data(each) for name, each in value.items()}
    return [printable_data(each) for each in value] if isinstance(value, (list, tuple)) else value


def shown(text: str) -> str:
    """A text of another machine as it may be shown to people: no terminal obeys it, and it ends."""
    text = printable(text[: LONGEST + 1])
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def shown_all(value: t.Any) -> t.Any:
    """The same for all texts of a value, which is JSON-serializable."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {name: shown_all(one) for name, one in value.items()}
    return [shown_all(one) for one in value] if isinstance(value, (list, tuple)) else value


class ClientError(Exception):
    """Base of all errors that a task reports as a sentence.

    :ivar reason: what happened, a sentence without the host.
    :ivar host: the device as the user named it, or "" where no device was involved yet.
    :ivar hint: what to do about it, a sentence, or "".
    """

    hint_default: t.ClassVar[str] = ""
    #: The device was never reached, or refused the login: nothing can be done there.
    unreachable: t.ClassVar[bool] = False

    def __init__(self, reason: str, *, host: str = "", hint: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.host = host
        self.hint = self.hint_default if hint is None else hint

    def __str__(self) -> str:
        text = f"{self.host}: {self.reason}" if self.host else self.reason
        text = shown(text)
        text = text if text.endswith((".", "!", "?")) else f"{text}."
        return f"{text} {shown(self.hint)}" if self.hint else text

    def details(self) -> dict[str, t.Any]:
        """Keys of a task's result beside the sentence; JSON-serializable."""
        return {}


class InputError(ClientError):
    """The caller's own input is wrong; nothing was sent."""


class SessionStoreError(ClientError):
    """The folder that shares sessions between processes is not private, or not usable.

    :ivar unwritable: it cannot be written, such as on a full disk; nothing is wrong with it otherwise.
    """

    unwritable = False


def causes(error: BaseException) -> t.Iterator[BaseException]:
    """Yield the exception and the exceptions that it wraps, from the outside in."""
    seen: set[int] = set()
    queue: list[BaseException] = [error]
    while queue:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = [current.__cause__, current.__context__, *current.args, getattr(current, "reason", None)]
        queue.extend(item for item in inner if isinstance(item, BaseException))


def find_cause(error: BaseException, *types: type[BaseException]) -> t.Any:
    """Return the first exception of one of the types among the causes, or None."""
    return next((item for item in causes(error) if isinstance(item, types)), None)
