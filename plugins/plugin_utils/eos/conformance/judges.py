# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judges of replies. Each yields what is not as assumed, a sentence each."""

from __future__ import annotations

import json
import re
import typing as t
from collections.abc import Iterator, Sequence

from ...common.conformance.rows import Judge, Reply, SkippedError, UnknownError
from ...common.conformance.shapes import differences

#: Errors of a release that does not have a command, its model, or a parameter.
_PARAMETERS: t.Final = -32602
_UNKNOWN: t.Final = (1002, 1003, _PARAMETERS)
#: The error of a command that runs and fails, such as `BGP inactive`.
_FAILED: t.Final = 1000


def output(reply: Reply) -> t.Any:
    """The output of commands.

    :raises UnknownError: if the release does not know them. SkippedError: if there is nothing to show.
    """
    error = reply.get("error")
    if not error:
        return reply["output"]
    said = "; ".join(error["errors"]) or "no reason given"
    if error["code"] in _UNKNOWN:
        raise UnknownError(f"refused with {error['code']}: {said}")
    if error["code"] == _FAILED:
        raise SkippedError(f"nothing to judge, the switch says: {said}")
    raise ValueError(f"refused with {error['code']}: {said}")


def model(shape: t.Any, place: int = 0) -> Judge:
    """The model has this shape."""

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        yield from differences(shape, output(replies[place]))

    return judge


def text(*patterns: str, place: int = 0, without: str = "", empty: bool = False) -> Judge:
    """The text has each of the patterns, and none of `without`.

    :param empty: a text without content is one, too.
    """

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        found = output(replies[place])
        if not isinstance(found, str):
            yield "the output is no text"
            return
        if empty and not found.strip():
            return
        for pattern in patterns:
            if not re.search(pattern, found, re.MULTILINE):
                yield f"nothing in the text matches {pattern}"
        if without and re.search(without, found, re.MULTILINE):
            yield f"something in the text matches {without}"

    return judge


def refused(*codes: int, words: str = "", place: int = 0) -> Judge:
    """The commands are refused with one of these codes, in these words."""

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        error = replies[place].get("error")
        if not error:
            yield "it was not refused"
            return
        if error["code"] not in codes:
            yield f"it was refused with {error['code']}, not {' or '.join(map(str, codes))}"
        if words and not re.search(words, " ".join(error["errors"])):
            yield f"the errors do not match {words}"

    return judge


# --- Messages and HTTP -----------------------------------------------------------------------------------------------


def body(reply: Reply) -> dict[str, t.Any]:
    """The JSON object of a reply."""
    if not isinstance(reply["body"], dict):
        raise ValueError(f"HTTP {reply['status']} without a JSON object")
    return t.cast("dict[str, t.Any]", reply["body"])


def result(reply: Reply) -> list[t.Any]:
    """The results of a message; an EOS that does not know one of its parameters is an UnknownError."""
    message = body(reply)
    error = message.get("error")
    if error and error.get("code") == _PARAMETERS:
        raise UnknownError(str(error.get("message")))
    if error:
        raise ValueError(f"error {error.get('code')}: {error.get('message')}")
    return t.cast("list[t.Any]", message["result"])


def results(shape: t.Any, count: int, place: int = 0) -> Judge:
    """The message is answered with so many results of one shape."""

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        found = result(replies[place])
        if len(found) != count:
            yield f"{len(found)} results, not {count}"
        yield from differences([shape], found, "result")

    return judge


def member(name: str, value: t.Any, place: int = 0) -> Judge:
    """The message's reply has a member of this value and type."""

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        found = body(replies[place]).get(name)
        if json.dumps(found) != json.dumps(value):  # 1 and true are equal, and not the same
            yield f"{name} is {found!r}, not {value!r}"

    return judge


def rpc_error(*codes: int, words: str = "", data: int | None = None, place: int = 0) -> Judge:
    """The message is answered with an error object.

    :param data: the number of entries in `data`; 0: there is no `data`; None: whatever there is.
    """

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        error = body(replies[place]).get("error")
        if not isinstance(error, dict):
            yield "it is no error"
            return
        if error.get("code") == _PARAMETERS and _PARAMETERS not in codes:
            raise UnknownError(str(error.get("message")))
        if error.get("code") not in codes:
            yield f"the code is {error.get('code')}, not {' or '.join(map(str, codes))}"
        if words and not re.search(words, str(error.get("message"))):
            yield f"the message '{error.get('message')}' does not match {words}"
        entries = error.get("data") or []
        if data is not None and len(entries) != data:
            yield f"data has {len(entries)} entries, not {data}"

    return judge


def status(*allowed: int, place: int = 0, header: str = "", words: str = "") -> Judge:
    """HTTP's status is one of these.

    :param header: `Name: regular expression` of a header that the reply has. `words`: what its body matches.
    """

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        reply = replies[place]
        if reply["status"] not in allowed:
            yield f"HTTP {reply['status']}, not {' or '.join(map(str, allowed))}"
            return
        name, _colon, pattern = header.partition(": ")
        if name and not re.search(pattern, str(reply["headers"].get(name, ""))):
            yield f"the header {name} is '{reply['headers'].get(name, '')}', which does not match {pattern}"
        if words and not re.search(words, str(reply["body"])):
            yield f"the body does not match {words}"

    return judge


def both(*judges: Judge) -> Judge:
    """All of these."""

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        for each in judges:
            yield from each(replies)

    return judge
