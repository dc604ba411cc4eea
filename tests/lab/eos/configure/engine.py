# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Modes and rules: how a configuration line finds its place in the tree, and how its ``no`` form removes it.

A rule's identity (the key of its node) is made of the pattern's words and of the parameters marked ``!``. Optional
parts count where a parameter of theirs is marked and was given. The ``no`` form needs everything up to the last word
and every key parameter; values may be left out, so ``no description`` and ``no mtu`` work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from ..clear import stored
from ..grammar import AnyOrder, Grammar, Match, Optional_, Parameter, Word, canonical, parse_pattern
from ..names import interface_kind
from ..releases import Release
from ..tree import Config, Key, Node


class Rank(IntEnum):
    """The order of the sections of a configuration, as EOS prints them."""

    AAA_ROOT = 1
    USERNAME = 2
    ENABLE = 3
    ALIAS = 4
    DAEMON = 5
    TRANSCEIVER = 6
    SERVICE = 7
    LOGGING = 8
    HOSTNAME = 10
    NAME_SERVER = 11
    DOMAIN = 11
    NTP = 12
    SNMP = 13
    LLDP = 14
    SPANNING_TREE = 15
    CLOCK = 16
    VLAN = 20
    VRF = 21
    MONITOR = 22
    MANAGEMENT_SECURITY = 23
    AAA = 24
    INTERFACE = 30
    VIRTUAL_ROUTER = 38
    ACCESS_LIST = 40
    IP_ROUTING = 41
    PREFIX_LIST = 42
    MLAG = 43
    IP_ROUTE = 45
    CLASS_MAP = 46
    POLICY_MAP = 47
    ROUTE_MAP = 48
    ROUTER_BGP = 50
    ROUTER = 51
    BANNER = 60
    MANAGEMENT_API = 70
    MANAGEMENT = 71


#: The order of the kinds of interfaces.
INTERFACE_ORDER = (
    "Port-Channel",
    "Recirc-Channel",
    "Dps",
    "Ethernet",
    "Loopback",
    "Management",
    "Tunnel",
    "Vlan",
    "Vxlan",
)

#: What a custom effect gets: the configuration, the section's node, the node set, the matched parameters.
Effect = Callable[[Config, Node, Node, dict[str, Any]], list[str]]


def _one(_section: Node) -> list[dict[str, Any]]:
    """A default that is one line, which no parameter names."""
    return [{}]


@dataclass
class Rule:
    """One kind of configuration line."""

    pattern: str
    rank: int = 0
    enters: str = ""
    #: For lines whose ``no`` form is a state of its own: the state without a line. None for other lines.
    flag: bool | None = None
    #: Print the line or the state even where it is the default one.
    always: bool = False
    #: The ``no`` form is a line of its own, beside the line and no line at all (which ``default`` gives).
    explicit: bool = False
    #: Sort lines of one rank by name instead of keeping the order of entry.
    sort: bool = False
    separate: bool = False
    #: How many texts, each ending with a line ``EOF``, follow the line.
    multiline: int = 0
    #: What ``show running-config all`` prints where the line is missing.
    default: str | Callable[[Node], str | None] = ""
    #: The parameters of each line that has a default, where that is not one line (``{vrf}`` in the default).
    named: Callable[[Node], list[dict[str, Any]]] = _one
    #: The line that says what holds without a line: it is never shown. (The default, where that is not named.)
    plain: str = ""
    #: Parameters that sort a line before its key, each with what stands for a missing one.
    order: tuple[tuple[str, str], ...] = ()
    #: The line stands in every section that knows it, or in none.
    shared: bool = False
    #: Each of the names that a line ends with is a line of its own.
    each: bool = False
    #: The line that is shown where no other was entered.
    shown: str = ""
    #: The line is a command in its ``no`` form alone, which removes all lines that start with it.
    prefix: bool = False
    #: How many elements of the pattern the ``no`` form needs; 0: up to the last word and key.
    keep: int = 0
    #: The ``no`` form removes all lines whose keys start so (default: the line's own key).
    clears: Key = ()
    effect: Effect | None = None
    #: Called with the section and the line before and after ("" for none) where those differ; returns warnings.
    changed: Callable[[Node, str, str], list[str]] | None = None
    #: Called with the configuration, the section and the matched parameters; raises what the line is refused with.
    refuse: Callable[[Config, Node, dict[str, Any]], None] | None = None
    #: Raises what the line is refused with, before anything is stored.
    check: Callable[[Config, dict[str, Any]], None] | None = None
    #: Called in place of the removal; returns warnings.
    remove: Callable[[Config, Node, Key], list[str]] | None = None
    #: The same for the ``default`` form, where that is another thing than the ``no`` form.
    reset: Callable[[Config, Node, Key], list[str]] | None = None
    #: Called in place of the removal with what the ``no`` form matched; returns warnings.
    withdraw: Callable[[Config, Node, dict[str, Any]], list[str]] | None = None
    #: The line as it is stored, where it differs from the line as it was typed.
    store: Callable[[dict[str, Any], str], str] | None = None
    #: The line that holds both the old one ("" for none) and the new one, where the new one does not replace it.
    merge: Callable[[str, str], str] | None = None
    #: The first release that knows the line.
    since: Release = ()
    #: The section at the top that the line goes to, wherever it is entered, from the release ``home_since`` on.
    home: str = ""
    home_since: Release = ()
    #: The releases whose ``show running-config all`` prints the default: from the one, and before the other.
    default_since: Release = ()
    default_until: Release = ()
    elements: tuple[Any, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.elements = parse_pattern(self.pattern)

    def keys(self, args: dict[str, Any]) -> list[Key]:
        """The keys that the matched parameters name (several for a range); in the ``no`` form they may be prefixes."""
        keys: list[Key] = [()]
        for element in self.elements:
            for part in _named(element, args):
                if isinstance(part, Word):
                    keys = [(*key, part.text) for key in keys]
                    continue
                if part.name not in args:
                    return keys
                value = args[part.name]
                values = value if isinstance(value, list) else [value]
                texts = [canonical(each) for each in values]
                keys = [(*key, text) if text else key for key in keys for text in texts]
        return keys

    def says_nothing(self, section: Node, line: str) -> bool:
        """Whether a line says what holds without it, and is no line of a configuration for that reason."""
        if self.flag is not None or self.enters or self.shown or self.multiline or self.always:
            return False
        return line == (self.plain or (self.default(section) if callable(self.default) else self.default))

    def whole(self, args: dict[str, Any]) -> bool:
        """Whether the matched parameters name one line, and not the beginning of several keys; a route that is removed
        without a distance is removed with all of them."""
        needed = [part for part in self.elements if isinstance(part, Parameter) and part.key]
        parts = [part for element in self.elements if isinstance(element, Optional_) for part in element.part]
        needed += [part for part in parts if isinstance(part, Parameter) and part.type == "distance"]
        return not self.prefix and all(part.name in args for part in needed)

    def negated_pattern(self) -> str:
        """The pattern of the ``no`` form."""
        last = 0
        for at, element in enumerate(self.elements, 1):
            if isinstance(element, Word) or (isinstance(element, Parameter) and element.key):
                last = at
        keep = self.keep or last
        text = " ".join(_unparse(element) for element in self.elements[:keep])
        tail = ""
        for element in reversed(self.elements[keep:]):
            tail = f"[{_unparse(element)} {tail}]"
        return f"{text} {tail}"


def _naming(element: Any) -> list[Word | Parameter]:
    """What an element adds to a key: a word, a key parameter, or an optional part that has key parameters."""
    if isinstance(element, Word):
        return [element]
    if isinstance(element, Parameter):
        return [element] if element.key else []
    if isinstance(element, Optional_) and any(isinstance(part, Parameter) and part.key for part in element.part):
        return [part for inner in element.part for part in _naming(inner)]
    return []


def _named(element: Any, args: dict[str, Any]) -> list[Word | Parameter]:
    """The same, as far as it was matched."""
    parts = _naming(element)
    if isinstance(element, Optional_) and any(isinstance(part, Parameter) and part.name not in args for part in parts):
        return []
    return parts


def _unparse(element: Any) -> str:
    if isinstance(element, Word):
        return element.text
    if isinstance(element, Parameter):
        return f"<{element.name}{'!' if element.key else ''}:{element.type}>"
    if isinstance(element, Optional_):
        return f"[{' '.join(_unparse(part) for part in element.part)}]"
    text = " | ".join(" ".join(_unparse(part) for part in parts) for parts in element.parts)
    return f"{{{text}}}" if isinstance(element, AnyOrder) else f"({text})"


class Mode:
    """A configuration mode: its lines, and the mode it was entered from."""

    def __init__(self, name: str, parent: str = "config") -> None:
        self.name = name
        self.parent = parent
        self.rules: list[Rule] = []
        #: Those whose line is always there.
        self.shown: list[Rule] = []
        #: How `all` prints lines that are shorter at their defaults, by the beginning of their keys.
        self.full: dict[Key, Callable[[Node], str]] = {}
        self.set: Grammar[Rule] = Grammar()
        self.unset: Grammar[Rule] = Grammar()
        MODES[name] = self

    def add(self, pattern: str, **options: Any) -> Rule:
        """Add a rule (its fields are the options)."""
        rule = Rule(pattern, **options)
        self.rules.append(rule)
        if rule.shown:
            self.shown.append(rule)
        if rule.multiline:
            HEREDOCS.add(pattern.split()[0])
        if not rule.prefix:
            self.set.add(pattern, rule)
        self.unset.add(rule.negated_pattern(), rule)
        return rule


MODES: dict[str, Mode] = {}
#: The first words of lines that a text follows.
HEREDOCS: set[str] = set()
CONFIG = Mode("config", "")


#: Group-change modes (EOS manual, "Saving List Modifications" and "Applying Policy Maps"): the lines take effect when
#: the mode is left, and `abort` inside throws them away. The manual says so of access lists, class maps, policy maps
#: and the MST configuration; that prefix lists, route maps and QoS profiles work in the same way is the lab's choice,
#: the stricter one.
GROUP_CHANGE: frozenset[str] = frozenset(
    {"access-list", "access-list-standard", "access-list6", "access-list6-standard", "access-list-mac"}
    | {"prefix-list", "prefix-list6", "route-map", "class-map", "policy-map", "mst", "qos-profile"}
)


@dataclass
class Frame:
    """A mode that was entered, and the sections that its lines go to (several in a range command).

    :ivar parents: of a group-change mode, the sections in which `nodes` come to stand when the mode is left.
    """

    mode: Mode
    nodes: list[Node]
    parents: list[Node] = field(default_factory=list)

    @property
    def group_change(self) -> bool:
        """Whether its lines wait until it is left."""
        return bool(self.parents)

    def store(self) -> None:
        """Make the lines of a group-change mode take effect."""
        for parent, node in zip(self.parents, self.nodes, strict=True):
            parent.children[node.key] = node


def staged(parents: list[Node], before: list[dict[Key, Node]], nodes: list[Node]) -> list[Node]:
    """Detached copies of sections that a group-change mode has entered; the configuration is as it was before.

    :param before: for each parent, its children before the mode's header was entered.
    """
    copies = []
    for parent, children, node in zip(parents, before, nodes, strict=True):
        copies.append(node.copy())
        if node.key not in children:
            parent.children.pop(node.key, None)
    return copies


def natural_rank(rule: Rule, key: Key) -> tuple[int, str]:
    """The rank and sort text of a node: interfaces stand by kind, then by number."""
    if rule.enters == "interface":
        return rule.rank, f"{INTERFACE_ORDER.index(interface_kind(key[1]))} {key[1]}"
    return rule.rank, " ".join(key) if rule.sort else ""


def _store(section: Node, rule: Rule, key: Key, line: str, text: tuple[str, ...] = ()) -> Node:
    """Write a line into a section, into its old place if it had one."""
    node = section.children.get(key)
    if node is None:
        rank, sort = natural_rank(rule, key)
        node = section.children[key] = Node(key, line, rank, sort, rule.separate, mode=rule.enters)
    node.line, node.text = line, text
    return node


def _sorted_by(rule: Rule, key: Key, args: dict[str, Any]) -> str:
    """The sort text of a line that does not stand by its key alone."""
    return " ".join((*key[:2], *(canonical(args.get(name) or missing) for name, missing in rule.order), *key))


def _line(config: Config, rule: Rule, key: Key, match: Match[Rule], section: Node) -> str:
    """The line of a key: "interface Ethernet1-4" makes four sections, and a header without its values keeps them."""
    heading, before = " ".join(key), section.children.get(key)
    if rule.each:
        return heading
    if rule.enters and (match.line == heading or len(rule.keys(match.args)) > 1):
        return before.line if before is not None else heading
    return rule.store(match.args, match.line) if rule.store else stored(config, section, match.line)


def set_line(config: Config, frame: Frame, match: Match[Rule], text: tuple[str, ...]) -> tuple[list[Node], list[str]]:
    """Enter a line into every section of the frame; return the nodes and the warnings."""
    rule, nodes, warnings = match.rule, [], []
    if rule.check:
        rule.check(config, match.args)
    for section in frame.nodes:
        if rule.refuse:
            rule.refuse(config, section, match.args)
        for key in rule.keys(match.args):
            before = _text_of(section, key)
            line = _line(config, rule, key, match, section)
            if rule.merge:
                line = rule.merge(section.children[key].line if key in section.children else "", line)
            node = _store(section, rule, key, line, text)
            if rule.order:
                node.sort = _sorted_by(rule, key, match.args)
            if rule.flag is True and not rule.always and line == " ".join(key):
                del section.children[key]
            if rule.effect:
                warnings += rule.effect(config, section, node, match.args)
            if rule.says_nothing(section, line):
                section.children.pop(key, None)
            warnings += _changed(rule, section, key, before)
            if rule.enters:
                _show_always(node, MODES[rule.enters])
            _share(config, rule, key, line)
            nodes.append(node)
    config.touch()
    return nodes, list(dict.fromkeys(warnings))


def _share(config: Config, rule: Rule, key: Key, line: str) -> None:
    """Write a line that stands in all sections that know it."""
    for other in _sections(config.root, rule) if rule.shared else ():
        _store(other, rule, key, line)


def _text_of(section: Node, key: Key) -> str:
    child = section.children.get(key)
    return "" if child is None else child.line


def _changed(rule: Rule, section: Node, key: Key, before: str) -> list[str]:
    """What a line takes along, now that it has changed; the warnings."""
    after = _text_of(section, key)
    return rule.changed(section, before, after) if rule.changed and before != after else []


def _sections(section: Node, rule: Rule) -> list[Node]:
    """The sections below one whose modes know a line."""
    found = []
    for child in section.children.values():
        mode = MODES.get(child.mode)
        if mode and any(known.pattern == rule.pattern and known.shared for known in mode.rules):
            found.append(child)
        found += _sections(child, rule)
    return found


def _show_always(section: Node, mode: Mode) -> None:
    """Put the lines into a section that it always has."""
    for rule in mode.shown:
        key = rule.keys({})[0]
        if key not in section.children:
            _store(section, rule, key, rule.shown)


def unset_line(config: Config, frame: Frame, match: Match[Rule], *, default: bool) -> list[str]:
    """Carry out ``no LINE`` or ``default LINE`` in every section of the frame; return the warnings."""
    rule, warnings = match.rule, []
    for section in frame.nodes:
        if rule.withdraw:
            warnings += rule.withdraw(config, section, match.args)
            continue
        for key in rule.keys(match.args):
            before = _text_of(section, key)
            if default and rule.reset:
                warnings += rule.reset(config, section, key)
            elif rule.remove:
                warnings += rule.remove(config, section, key)
            elif rule.explicit and not default:
                _store(section, rule, key, f"no {' '.join(key)}")
            elif rule.flag is not None:
                wanted = rule.flag if default else False
                section.children.pop(key, None)
                if wanted != rule.flag or rule.always:
                    _store(section, rule, key, " ".join(key) if wanted else f"no {' '.join(key)}")
            else:
                _remove(section, rule, key, whole=rule.whole(match.args))
            warnings += _changed(rule, section, key, before)
            if rule.shared:
                for other in _sections(config.root, rule):
                    other.children.pop(key, None)
            if rule.shown:
                _store(section, rule, key, rule.shown)
    config.touch()
    return warnings


def _remove(section: Node, rule: Rule, key: Key, *, whole: bool) -> None:
    """Remove the line with a key; one that leaves out the last key parameters stands for all that start with it."""
    section.children.pop(key, None)
    if rule.clears:
        section.remove(rule.clears)
    if not whole:
        section.remove(key)


def default_on(*kinds: str) -> Callable[[str], Callable[[Node], str | None]]:
    """A default line that only these kinds of interfaces have; "routed" are all that have addresses."""

    def holds(node: Node) -> bool:
        kind = interface_kind(node.key[1])
        if "routed" not in kinds:
            return kind in kinds
        switchport = node.get("switchport")
        ports = kind in ("Ethernet", "Port-Channel") and "." not in node.key[1]
        return kind != "Vxlan" and (not ports or (switchport is not None and switchport.line.startswith("no ")))

    return lambda line: lambda node: line if holds(node) else None


def prints_default(rule: Rule, number: Release) -> bool:
    """Whether a release prints the default of a line; without a number, whether any does."""
    if not rule.default or not number:
        return bool(rule.default)
    return number >= rule.default_since and (not rule.default_until or number < rule.default_until)


def with_defaults(node: Node, mode: Mode = CONFIG, number: Release = ()) -> Node:
    """A copy with the lines that EOS of a release assumes, as ``show running-config all`` prints them."""
    copy = node.copy()
    for rule in mode.rules:
        if not prints_default(rule, number):
            continue
        line = rule.default(node) if callable(rule.default) else rule.default
        for args in rule.named(node):
            key = rule.keys(args)[0]
            if line and key not in copy.children:
                copy.children[key] = Node(key, line.format(**args), rule.rank, separate=rule.separate, mode=rule.enters)
    for key, child in copy.children.items():
        written = mode.full.get(key[:2]) or mode.full.get(key[:1])
        if written:
            child.line = written(child)
        if child.mode in MODES:
            copy.children[key] = with_defaults(child, MODES[child.mode], number)
    return copy
