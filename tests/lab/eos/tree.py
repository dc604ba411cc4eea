# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A hierarchical configuration: sections, lines, their order, and how EOS prints them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .names import format_ranges, natural

Key = tuple[str, ...]
INDENT = "   "
#: The first part of the key of a line that a lenient switch keeps as a text.
KEPT = "(kept)"
#: Modes whose sections EOS prints with ``exit`` at their end, because the line after it could be one of theirs.
EXPLICIT_EXIT = ("router-general", "router-general-vrf", "mgmt-tech-support")


@dataclass
class Node:
    """A line of the configuration and what stands below it.

    ``key`` is the line's identity among its siblings (``("ip", "address")``: a new address replaces the old one),
    ``rank`` its place among them; lines of one rank stand in natural order of ``sort``, or in the order of entry where
    ``sort`` is empty. ``separate`` puts a ``!`` between this line and its neighbours. ``text`` is the body of a long
    value such as a banner (its end marker included). ``mode`` names the mode that a section opens.
    """

    key: Key = ()
    line: str = ""
    rank: int = 0
    sort: str = ""
    separate: bool = False
    mode: str = ""
    text: tuple[str, ...] = ()
    comments: list[str] = field(default_factory=list)
    children: dict[Key, Node] = field(default_factory=dict)

    def copy(self) -> Node:
        """A deep copy."""
        return Node(
            self.key,
            self.line,
            self.rank,
            self.sort,
            self.separate,
            self.mode,
            self.text,
            list(self.comments),
            {key: child.copy() for key, child in self.children.items()},
        )

    def get(self, *key: str) -> Node | None:
        """The child with this key."""
        return self.children.get(key)

    def value(self, *key: str) -> str | None:
        """What follows the words of ``key`` in the child that has it: ``value("ip", "address")`` → ``10.0.0.1/31``."""
        child = self.children.get(key)
        return None if child is None else child.line[len(" ".join(key)) :].strip()

    def under(self, *prefix: str) -> list[Node]:
        """The children whose keys start with ``prefix``, in the order of printing."""
        return [child for child in self.ordered() if child.key[: len(prefix)] == prefix]

    def ordered(self) -> list[Node]:
        """The children in the order of printing."""
        return sorted(self.children.values(), key=lambda child: (child.rank, natural(child.sort)))

    def remove(self, prefix: Key) -> int:
        """Remove the children whose keys start with ``prefix``; return how many there were."""
        found = [key for key in self.children if key[: len(prefix)] == prefix]
        for key in found:
            del self.children[key]
        return len(found)

    def lines(self, indent: str = "") -> Iterator[str]:
        """The text of the children, line by line, as ``show running-config`` prints it."""
        previous: Node | None = None
        for child in grouped(self.ordered()):
            if previous is not None and _apart(previous, child, top=not indent):
                yield f"{indent}!"
            yield indent + child.line
            yield from child.text
            for comment in child.comments:
                yield f"{indent}{INDENT}!! {comment}"
            yield from child.lines(indent + INDENT)
            if child.mode in EXPLICIT_EXIT and child.children:
                yield f"{indent}{INDENT}exit"
            previous = child

    def as_json(self) -> dict[str, Any]:
        """The ``cmds`` of the JSON form: a line maps to null, a section to ``{comments, cmds}``."""
        cmds: dict[str, Any] = {}
        for child in grouped(self.ordered()):
            line = "\n".join([child.line, *child.text]) if child.text else child.line
            below = {"comments": list(child.comments), "cmds": child.as_json()}
            cmds[line] = below if child.mode or child.children else None
        return cmds


def _apart(one: Node, other: Node, *, top: bool) -> bool:
    """Whether a ``!`` stands between two lines. Inside of sections it stands ahead of a section alone."""
    return other.separate or (top and (one.separate or one.rank != other.rank))


def _kept(node: Node, above: str) -> Iterator[str]:
    for child in node.ordered():
        if child.key[:1] == (KEPT,):
            yield f"{above}{child.line}"
        yield from _kept(child, f"{above}{child.line} > ")


def merged(base: Node, mine: Node, theirs: Node) -> Node:
    """``theirs`` with what ``mine`` has changed since both were ``base``: lines added, changed and removed."""
    result = theirs.copy()
    if (mine.line, mine.text, mine.comments) != (base.line, base.text, base.comments):
        result.line, result.text, result.comments = mine.line, mine.text, list(mine.comments)
    for key in {**base.children, **mine.children}:
        before, now, other = (node.children.get(key) for node in (base, mine, theirs))
        if now is None:
            result.children.pop(key, None)
        elif before is None or other is None:
            if before != now:
                result.children[key] = merged(Node(), now, other) if other else now.copy()
        else:
            result.children[key] = merged(before, now, other)
    return result


def grouped(nodes: list[Node]) -> list[Node]:
    """As EOS prints them: VLANs without settings of their own share one line (``vlan 10,20-22``)."""
    bare = [node for node in nodes if node.mode == "vlan" and not node.children and not node.comments]
    if len(bare) < 2:
        return nodes
    first = bare[0]
    line = f"vlan {format_ranges(int(node.key[1]) for node in bare)}"
    together = Node(first.key, line, first.rank, first.sort, first.separate, first.mode)
    others = {id(node) for node in bare[1:]}
    return [together if node is first else node for node in nodes if id(node) not in others]


class Config:
    """A whole configuration; ``generation`` grows with every change, so that views of it can be kept."""

    def __init__(self, root: Node | None = None) -> None:
        self.root = root or Node()
        self.generation = 0

    def copy(self) -> Config:
        """An independent copy, for a configuration session or the startup configuration."""
        return Config(self.root.copy())

    def touch(self) -> None:
        """Say that something has changed."""
        self.generation += 1

    def replace(self, other: Config) -> None:
        """Take over another configuration's content."""
        self.root = other.root.copy()
        self.touch()

    def kept(self) -> list[str]:
        """The lines that a lenient switch keeps as texts, each with the sections above it: ``vlan 7 > frobnicate``."""
        return list(_kept(self.root, ""))

    def body(self) -> list[str]:
        """The lines between the header and ``end``, ending with the last ``!``."""
        lines = list(self.root.lines())
        return [*lines, "!"] if lines else lines

    def text(self) -> str:
        """The body and ``end``, as text."""
        return "\n".join([*self.body(), "end"]) + "\n"
