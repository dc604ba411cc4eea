# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Evaluate JMESPath conditions over outputs, and wait for them."""

from __future__ import annotations

import re
import sys
import typing as t
from collections.abc import Callable

from ..common.errors import InputError
from ..common.polling import Progress, attempts
from ..eapi.errors import GeneralCommandError
from ..eapi.protocol.response import Response

if t.TYPE_CHECKING:
    from .evaluation import Unmet


def library(user: str) -> t.Any:
    """Our evaluation with jmespath, loaded with its first use: most playbooks have no conditions.

    :param user: what needs it, for the message.
    :raises InputError: where it is missing.
    """
    try:
        import jmespath  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"{user} needs the Python package jmespath, which cannot be used by {sys.executable} ({error}).",
            hint="Install it for that Python: pip install jmespath.",
        ) from None
    from . import evaluation

    return evaluation


class Conditions:
    """JMESPath expressions over the list of outputs. A value that JMESPath takes for false, such as null, is unmet."""

    def __init__(self, expressions: t.Any, match: str = "all", name: str = "wait_for") -> None:
        """Compile the expressions.

        :param expressions: a string, a list of strings, or None.
        :param name: the option, for messages.
        :raises InputError: for an expression that is none, with its place.
        """
        given = [expressions] if isinstance(expressions, str) else expressions or []
        if not isinstance(given, list):
            raise InputError(f"{name} is {given!r}: it is a JMESPath expression or a list of them.")
        self.match = match
        self._evaluation = library(name) if given else None
        named = [(f"{name}[{place}]", text) for place, text in enumerate(given)]
        self._parsed = [(place, text, _parse(self._evaluation, text, place)) for place, text in named]

    def __bool__(self) -> bool:
        return bool(self._parsed)

    def unmet(self, outputs: list[t.Any]) -> list[Unmet]:
        """The unmet conditions; empty if all are met.

        :raises InputError: for a condition that does not fit the outputs, whatever they hold.
        """
        if self._evaluation is None:
            return []
        judged = [self._evaluation.judge(place, text, parsed, outputs) for place, text, parsed in self._parsed]
        found = [each for each in judged if each is not None]
        return [] if self.match == "any" and len(found) < len(judged) else found


#: A condition of arista.eos's modules: result[0].version eq 4.33.2F
_OF_ARISTA_EOS: t.Final = re.compile(r"result(\[\d+\]\S*)\s+(\S+)\s+(.+)")
_OPERATORS: t.Final = {"eq": "==", "neq": "!=", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}


def _as_jmespath(path: str, operator: str, value: str) -> str:
    """A condition of arista.eos in JMESPath. Names with other than letters want double quotes there."""
    value = value.strip("'\"")
    literal = f"`{value}`" if re.fullmatch(r"-?\d+(\.\d+)?|true|false", value) else f"'{value}'"
    if operator == "contains":
        return f"contains({path}, {literal})"
    return f"{path} {_OPERATORS.get(operator, operator)} {literal}"


def _parse(evaluation: t.Any, text: t.Any, name: str) -> t.Any:
    if not isinstance(text, str) or not text.strip():
        raise InputError(
            f'{name} is {text!r}: it is a JMESPath expression such as "[0].vlans."3".status == \'active\'".'
        )
    try:
        return evaluation.SpanParser().parse(text)
    except evaluation.exceptions.JMESPathError as error:
        theirs = _OF_ARISTA_EOS.fullmatch(text.strip())
        if theirs:
            raise InputError(
                f"{name} is a condition of arista.eos: {text!r}.",
                hint=f"Write it as JMESPath: {_as_jmespath(*theirs.groups())}",
            ) from error
        what = str(error).splitlines()[0].rstrip(":. ")
        raise InputError(
            f"{name} is no JMESPath expression: {text!r} ({what}).",
            hint="Quote names with double quotes where they hold other than letters, values with single quotes.",
        ) from error


def search(data: t.Any, expression: t.Any, required: bool = False) -> t.Any:
    """The value of an expression on data.

    :param required: finding nothing is an error.
    :raises InputError: for an expression that is none, or does not fit the data.
    """
    evaluation = library("the expression")
    try:
        found = _parse(evaluation, expression, "the expression").search(data)
    except evaluation.exceptions.JMESPathError as error:
        raise InputError(f"'{expression}' cannot be applied to the data: {str(error).rstrip('.')}.") from error
    if found is None and required:
        raise InputError(f"'{expression}' finds nothing in {_shape(data)}.")
    return found


def _shape(data: t.Any) -> str:
    """Data in a few words."""
    if isinstance(data, dict):
        return f"a mapping with the keys {', '.join(map(str, list(data)[:10])) or '(none)'}"
    if isinstance(data, list):
        return f"a list of {len(data)}" + (f", of which the first is {_shape(data[0])}" if data else "")
    return f"a {type(data).__name__}"


def wait(
    run: Callable[[], list[Response]],
    conditions: Conditions,
    tries: int,
    interval: float,
    say: Callable[[str], None] = lambda text: None,
) -> tuple[list[Response], list[Unmet]]:
    """Run until the conditions are met.

    A command that runs and fails (1000), such as `show vlan 3` before there is one, counts as a try.

    :param interval: seconds between two tries.
    :param say: takes lines of progress.
    :returns: the last responses, and what was unmet then.
    """
    progress = Progress(say)
    for attempt in attempts(tries, interval):
        try:
            responses = run()
            unmet = conditions.unmet([response.output for response in responses])
            if not unmet or attempt == tries:
                return responses, unmet
            why = "; ".join(map(str, unmet))
        except GeneralCommandError as error:
            if not conditions or attempt == tries:
                raise
            why = error.reason
        progress.tell(f"not met after try {attempt} of {tries}: {why}")
    return [], []
