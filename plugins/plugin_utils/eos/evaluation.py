# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Evaluate a JMESPath condition strictly: report mistakes that JMESPath ignores.

- A filter or projection over data of another kind is a mistake in the condition. JMESPath gives null for it, and what
  is counted after that is 0 whatever the switch does.
- A comparison with something absent is never true, not even `absent != 'Idle'`, unless it compares with `null`.
- The values that were compared are kept, to be shown.
"""

from __future__ import annotations

import contextlib
import json
import typing as t
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..common import errors
from ..common.errors import InputError
from ..common.masking import REMOVED, is_secret_name, masked, masked_data, secrets_shown

try:
    from jmespath import exceptions
    from jmespath.parser import Parser
    from jmespath.visitor import TreeInterpreter
except ImportError:  # conditions.py tells the user before it loads this module
    exceptions, Parser, TreeInterpreter = None, object, object


class ExpressionNode(t.TypedDict, total=False):
    """A node of a parsed expression, as jmespath makes them; `span` is the place of its text."""

    type: str
    children: list[t.Any]
    value: t.Any
    span: tuple[int, int]


#: Characters of a value that is shown.
SHOWN: t.Final = 120


@dataclass(frozen=True)
class Unmet:
    """A condition that is not met.

    :ivar text: the expression.
    :ivar actual: what the outputs have instead, in words.
    """

    text: str
    actual: str

    def __str__(self) -> str:
        return f"{masked(self.text)} ({self.actual})"


def judge(name: str, text: str, expression: t.Any, outputs: list[t.Any]) -> Unmet | None:
    """None for a condition that is met.

    :param name: what the user calls the condition, for messages. `expression`: as SpanParser gives it.
    :raises InputError: for a condition that does not fit the outputs, whatever they hold.
    """
    evaluation = Evaluation(text)
    try:
        value = evaluation.visit(expression.parsed, outputs)
    except (exceptions.UnknownFunctionError, exceptions.ArityError) as error:  # functions are looked up when called
        raise InputError(f"{name} is no JMESPath expression: {text!r} ({str(error).rstrip('.')}).") from error
    except MisappliedError as error:
        raise InputError(f"{name} does not fit the outputs: {error}.") from error
    except exceptions.JMESPathError as error:  # such as the length of what is not there yet
        if not evaluation.compared:
            return Unmet(text, str(error).splitlines()[0].rstrip("."))
        value = None
    if value is not None and value is not False and value not in ("", [], {}):
        return None
    compared = evaluation.compared or {text: value}
    return Unmet(text, ", ".join(f"{part} is {shown(each, part)}" for part, each in compared.items()))


class SpanParser(Parser):  # type: ignore[misc]
    """Parses expressions, and notes where in the expression each part stands."""

    _CACHE: t.ClassVar[dict[str, t.Any]] = {}

    def _expression(self, binding_power: int = 0) -> ExpressionNode:
        start = self._index
        token = self._lookahead_token(0)
        self._advance()
        begin: t.Any = getattr(self, f"_token_nud_{token['type']}", self._error_nud_token)
        left: ExpressionNode = begin(token)
        self._mark(left, start)
        while binding_power < self.BINDING_POWER[self._current_token()]:
            token = self._lookahead_token(0)
            go_on: t.Any = getattr(self, f"_token_led_{token['type']}", None)
            if go_on is None:
                self._error_led_token(token)
            self._advance()
            left = go_on(left)
            self._mark(left, start)
        return left

    def _mark(self, node: ExpressionNode, start: int) -> None:
        # Up to the next token: of one in quotes, jmespath gives the length and not the end.
        node["span"] = (self._tokens[start]["start"], self._tokens[self._index]["start"])


class MisappliedError(Exception):
    """A part of the condition is applied to data of another kind. The text says to what, and what to write."""


class Evaluation(TreeInterpreter):  # type: ignore[misc]
    """Evaluates one parsed condition.

    :ivar compared: the values that the condition compares, by the text of that side.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.compared: dict[str, t.Any] = {}
        self._text = text
        #: What the current value stands for, and whether that is one of many elements.
        self._place = ""
        self._among = False
        self._negated = False

    # --- filters and projections ---

    def visit_filter_projection(self, node: ExpressionNode, value: t.Any) -> t.Any:
        """`left[?condition].right`."""
        return self._visit_elements(super().visit_filter_projection, node, value, list, "[?…]")

    def visit_projection(self, node: ExpressionNode, value: t.Any) -> t.Any:
        """`left[*].right`, `left[].right`, `left[1:2].right`."""
        sign = {"flatten": "[]", "index_expression": "[:]"}.get(self._unnamed(node["children"][0]), "[*]")
        return self._visit_elements(super().visit_projection, node, value, list, sign)

    def visit_value_projection(self, node: ExpressionNode, value: t.Any) -> t.Any:
        """`left.*.right`."""
        return self._visit_elements(super().visit_value_projection, node, value, dict, ".*")

    def visit_flatten(self, node: ExpressionNode, value: t.Any) -> t.Any:
        """`left[]`."""
        return super().visit_flatten(self._checked(node, value, list, "[]"), value)

    def visit_pipe(self, node: ExpressionNode, value: t.Any) -> t.Any:
        """`left | right`, and `left.right`: each part is applied to what the one before it gives."""
        place = self._place
        for child in node["children"]:
            with self._in_place(place, self._among):
                place = self._written_form(child)
                value = self.visit(child, value)
        return value

    visit_subexpression = visit_pipe

    def _visit_elements(self, visit: t.Any, node: ExpressionNode, value: t.Any, kind: type, sign: str) -> t.Any:
        place = f"{self._written_form(node['children'][0])}{sign}"
        checked = self._checked(node, value, kind, sign)
        with self._in_place(place, among=True):
            return visit(checked, value)

    def _checked(self, node: ExpressionNode, value: t.Any, kind: type, sign: str) -> ExpressionNode:
        """The node, with what stands left of the sign evaluated.

        :raises MisappliedError: if that is of another kind.
        """
        left, *others = node["children"]
        found = self.visit(left, value)
        if found is not None and not isinstance(found, kind):
            raise MisappliedError(_misapplied(self._written_form(left), found, sign))
        return {**node, "children": [_literal(found), *others]}

    @contextlib.contextmanager
    def _in_place(self, place: str, among: bool) -> Iterator[None]:
        before = self._place, self._among
        self._place, self._among = place, among
        try:
            yield
        finally:
            self._place, self._among = before

    @staticmethod
    def _unnamed(node: ExpressionNode) -> str:
        """The type of a node that stands for a sign alone, such as `[]`; "" for one with a text of its own."""
        return "" if "span" in node or not node["children"] else str(node["type"])

    def _written_form(self, node: ExpressionNode) -> str:
        """A part as it is written, after what it is applied to."""
        if self._unnamed(node):
            return self._written_form(node["children"][0])
        start, end = node.get("span", (0, 0))
        text = self._text[start:end].strip().removeprefix("@")
        return f"{self._place}{'' if text.startswith('[') or not self._place or not text else '.'}{text}"

    # --- comparisons ---

    def visit_comparator(self, node: ExpressionNode, value: t.Any) -> t.Any:
        """`left == right` and its like. Among many elements, some may lack what others have."""
        children = node["children"]
        sides = [self.visit(child, value) for child in children]
        if not self._among:
            self._note_comparison(children, sides)
            if None in sides and not any(map(_is_null, children)):
                return self._negated  # false, after all negations
        try:
            return super().visit_comparator({**node, "children": list(map(_literal, sides))}, value)
        except TypeError:  # a text and a number have no order
            return None

    def visit_not_expression(self, node: ExpressionNode, value: t.Any) -> t.Any:
        """`!right`."""
        self._negated = not self._negated
        try:
            return super().visit_not_expression(node, value)
        finally:
            self._negated = not self._negated

    def visit_function_expression(self, node: ExpressionNode, value: t.Any) -> t.Any:
        """`name(arguments)`."""
        children = node["children"]
        arguments = [self.visit(child, value) for child in children]
        if not self._among:
            absent = [child for child, found in zip(children, arguments, strict=True) if found is None]
            self._note_comparison(absent, [None] * len(absent))
        return super().visit_function_expression({**node, "children": list(map(_literal, arguments))}, value)

    def visit_expref(self, node: ExpressionNode, value: t.Any) -> t.Any:
        """`&expression`, which a function applies to many elements: plain JMESPath."""
        found = super().visit_expref(node, value)
        found.interpreter = TreeInterpreter()
        return found

    def _note_comparison(self, nodes: Sequence[ExpressionNode], values: Sequence[t.Any]) -> None:
        for node, value in zip(nodes, values, strict=True):
            if node["type"] != "literal" and not _is_null(node):
                self.compared[self._written_form(node)] = value


def _is_null(node: ExpressionNode) -> bool:
    """True for null, with backquotes or without: JMESPath takes the bare word for a key, which nothing has."""
    return (node["type"], node.get("value")) in (("literal", None), ("field", "null"))


def _literal(value: t.Any) -> ExpressionNode:
    return {"type": "literal", "value": value, "children": []}


def _misapplied(name: str, found: t.Any, sign: str) -> str:
    """The subject of a filter or projection, and what to write instead."""
    kind = "a mapping" if isinstance(found, dict) else "a list" if isinstance(found, list) else shown(found, name)
    whole = name.removesuffix(".*")
    what = f"each of {name} is {kind}" if whole != name else f"{name or 'the output'} is {kind}"
    if isinstance(found, dict):
        return f"{what}, and '{sign}' wants a list: use values({whole}){sign}"
    if isinstance(found, list):
        return f"{what}, and '{sign}' wants a mapping: use {name}[*]"
    return f"{what}, and '{sign}' wants a {'mapping' if sign == '.*' else 'list'}"


def shown(value: t.Any, name: str = "") -> str:
    """A value as a sentence shows it: without secrets.

    :param name: the expression that gives it. What is called a secret there is one.
    """
    if value is None:
        return "absent"
    if not isinstance(value, bool) and is_secret_name(name.rstrip("\"`'@[]0123456789")) and not secrets_shown():
        return REMOVED
    value = masked_data(value)
    if isinstance(value, str) and "\n" in value.strip():
        return f"a text of {len(value.splitlines())} lines"
    text = (
        f"'{errors.shown(value.strip())}'"
        if isinstance(value, str)
        else json.dumps(value, default=str, ensure_ascii=False)
    )
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
