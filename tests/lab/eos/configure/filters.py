# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Lines whose order counts: access and prefix lists, route maps, class and policy maps; and functions of RCF."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from ..acl import PORTS
from ..errors import CommandError
from ..tree import Config, Key, Node
from .engine import CONFIG, Mode, Rank
from .sublines import load_types

load_types()

#: The words before a number in the entries of a list, and the step between the numbers that the switch gives.
_PREFIX_ENTRY, _ACCESS_ENTRY = "seq ", ""
_STEP = 10


# -- entries with numbers ----------------------------------------------------------------------------------------------


def _keep_number(old: str, new: str) -> str:
    """A number that is taken is not given twice; the same entry may be entered again."""
    if old and old != new:
        raise CommandError("Duplicate sequence number")
    return new


def _numbers(section: Node) -> list[int]:
    return [int(key[-1]) for key in section.children if key[-1].isdigit()]


def _number_entry(section: Node, prefix: str, rule: str) -> None:
    """An entry without a number gets the next one; one that is there already stays alone."""
    if _find(section, rule) is not None:
        return
    number = str(max(_numbers(section), default=0) // _STEP * _STEP + _STEP)
    key = (*prefix.split(), number)
    section.children[key] = Node(key, f"{prefix}{number} {rule}", sort=" ".join(key))


def _find(section: Node, rule: str) -> Key | None:
    """The key of the entry with this text after its number."""
    return next((key for key, node in section.children.items() if _rule_of(node) == rule), None)


def _rule_of(node: Node) -> str:
    return node.line.removeprefix(_PREFIX_ENTRY).partition(" ")[2] if node.key[-1].isdigit() else ""


def _resequence(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
    """Number the entries of an access list anew."""
    del section.children[node.key]
    entries = [child for child in section.ordered() if child.key[-1].isdigit()]
    start, step = args.get("start", _STEP), args.get("step", _STEP)
    for entry in entries:
        del section.children[entry.key]
    for at, entry in enumerate(entries):
        number = str(start + at * step)
        section.children[(number,)] = Node((number,), f"{number} {_rule_of(entry)}", sort=number)
    return []


#: What stands before ports, and ports that EOS writes by their names.
_COMPARED = ("eq", "neq", "gt", "lt")
_PORT_NAMES = {
    "tcp": {str(number): name for name, number in PORTS.items()},
    "udp": {"53": "domain", "67": "bootps", "68": "bootpc", "69": "tftp", "123": "ntp", "161": "snmp", "514": "syslog"},
}


def _with_port_names(words: list[str]) -> list[str]:
    """The words of an entry with the names of its ports."""
    names, found, ports = _PORT_NAMES.get(words[0], {}), [], False
    for word in words:
        ports = word in _COMPARED or (ports and word.isdigit())
        found.append(names.get(word, word) if ports else word)
    return found


def _rule(args: dict[str, Any]) -> str:
    """An entry of an access list as EOS writes it: ``any`` and ``host X`` in place of prefixes that mean them."""
    words = args["rule"].split()
    if args["action"] == "remark":
        return f"remark {args['rule']}"
    for at, word in enumerate(words):
        if "/" not in word:
            continue
        try:
            prefix = ipaddress.ip_interface(word)
        except ValueError:
            continue
        if prefix.network.prefixlen == 0:
            words[at] = "any"
        elif prefix.network.prefixlen == prefix.max_prefixlen:
            words[at] = f"host {prefix.ip}"
        else:
            words[at] = str(prefix.network)
    return " ".join([args["action"], *_with_port_names(words)])


def _as_typed(args: dict[str, Any]) -> str:
    return f"{args['action']} {args['rule']}"


def _entries(mode: Mode, prefix: str, written: Callable[[dict[str, Any]], str]) -> None:
    """The entries of a list, with and without numbers; the type of what stands after the action is the mode's name."""

    def append(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
        del section.children[node.key]
        _number_entry(section, prefix, written(args))
        return []

    def withdraw(_config: Config, section: Node, args: dict[str, Any]) -> list[str]:
        found = _find(section, written(args))
        if found is not None:
            del section.children[found]
        return []

    for actions, kind in (("permit|deny", mode.name), ("remark|remark", "line")):
        mode.add(
            f"{prefix}<seq!:1-4294967295> <action:{actions}> <rule:{kind}>",
            sort=True,
            merge=_keep_number,
            keep=len(prefix.split()) + 1,
            store=lambda args, _line: f"{prefix}{args['seq']} {written(args)}",
        )
        mode.add(f"<action!:{actions}> <rule:{kind}>", effect=append, withdraw=withdraw, keep=2)


for _mode, _kind in (
    ("access-list", "ip access-list"),
    ("access-list-standard", "ip access-list standard"),
    ("access-list6", "ipv6 access-list"),
    ("access-list6-standard", "ipv6 access-list standard"),
    ("access-list-mac", "mac access-list"),
):
    access_list = Mode(_mode)
    _entries(access_list, _ACCESS_ENTRY, _rule)
    access_list.add("counters per-entry")
    access_list.add("statistics per-entry")
    access_list.add("resequence [<start:1-4294967295> [<step:1-4294967295>]]", effect=_resequence)
    CONFIG.add(f"{_kind} <name!:name>", rank=Rank.ACCESS_LIST, sort=True, separate=True, enters=_mode)
for _mode in ("prefix-list", "prefix-list6"):
    _entries(Mode(_mode), _PREFIX_ENTRY, _as_typed)


def _prefix_line(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
    """``ip prefix-list NAME seq 10 permit …`` in one line is an entry of the list's section."""
    del section.children[node.key]
    heading = node.key[:3]
    entries = section.children.get(heading)
    if entries is None:
        line = " ".join(heading)
        mode = "prefix-list" if heading[0] == "ip" else "prefix-list6"
        entries = section.children[heading] = Node(heading, line, Rank.PREFIX_LIST, line, True, mode=mode)
    rule = f"{args['action']} {args['rule']}"
    if "seq" not in args:
        _number_entry(entries, _PREFIX_ENTRY, rule)
        return []
    key = ("seq", str(args["seq"]))
    line = f"{' '.join(key)} {rule}"
    _keep_number(entries.children[key].line if key in entries.children else "", line)
    entries.children[key] = Node(key, line, sort=" ".join(key))
    return []


def _withdraw_prefix(_config: Config, section: Node, args: dict[str, Any]) -> list[str]:
    for kind in ("ip", "ipv6"):
        entries = section.children.get((kind, "prefix-list", args["name"]))
        if entries is not None:
            entries.children.pop(("seq", str(args["seq"])), None)
    return []


for _kind, _mode in (("ip", "prefix-list"), ("ipv6", "prefix-list6")):
    CONFIG.add(f"{_kind} prefix-list <name!:name>", rank=Rank.PREFIX_LIST, sort=True, separate=True, enters=_mode)
    CONFIG.add(
        f"{_kind} prefix-list <name!:name> seq <seq!:1-65535> <action:permit|deny> <rule:{_mode}>",
        effect=_prefix_line,
        withdraw=_withdraw_prefix,
    )
    CONFIG.add(f"{_kind} prefix-list <name!:name> <action!:permit|deny> <rule:{_mode}>", effect=_prefix_line, keep=5)


# -- route maps --------------------------------------------------------------------------------------------------------


def _change_action(_config: Config, section: Node, node: Node, _args: dict[str, Any]) -> list[str]:
    """The other action under the same number: the entry keeps its lines."""
    kind, name, action, seq = node.key
    other = section.children.pop((kind, name, "deny" if action == "permit" else "permit", seq), None)
    if other is not None:
        node.children, node.comments = other.children, other.comments
    node.sort = f"{kind} {name} {seq}"
    return []


CONFIG.add(
    "route-map <name!:name> <action!:permit|deny> <seq!:1-65535>",
    rank=Rank.ROUTE_MAP,
    sort=True,
    separate=True,
    enters="route-map",
    keep=2,
    effect=_change_action,
)
route_map = Mode("route-map")  # its lines: ../features/route-maps.txt


# -- class and policy maps ---------------------------------------------------------------------------------------------

for _type in ("qos", "control-plane", "pbr", "copp"):
    CONFIG.add(
        f"class-map type {_type} match-any <name!:name>",
        rank=Rank.CLASS_MAP,
        sort=True,
        separate=True,
        enters="class-map",
    )
for _type in ("quality-of-service", "control-plane", "pbr", "copp"):
    CONFIG.add(
        f"policy-map type {_type} <name!:name>", rank=Rank.POLICY_MAP, sort=True, separate=True, enters="policy-map"
    )

class_map = Mode("class-map")
class_map.add("<seq!:1-4294967295> match <rule:class-match>", sort=True, merge=_keep_number, keep=1)
for _match, _type in (
    *((f"{_family} access-group", "name") for _family in ("ip", "ipv6", "mac")),
    ("dscp", "dscp-values"),
    ("cos", "cos-values"),
    ("vlan", "vlanset"),
):
    class_map.add(f"match {_match} <value:{_type}>")

policy_map = Mode("policy-map")


def _insert_class(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
    """``class X insert-before Y``: the classes of a policy act in their order."""
    del section.children[node.key]
    key, before = ("class", args["name"]), ("class", args["other"])
    moved = section.children.pop(key, None) or Node(key, " ".join(key), separate=True, mode="policy-map-class")
    others = list(section.children.items())
    section.children.clear()
    for other, child in others:
        if other == before:
            section.children[key] = moved
        section.children[other] = child
    section.children.setdefault(key, moved)
    return []


policy_map.add("class <name!:name>", separate=True, enters="policy-map-class")
policy_map.add("class <name!:name> insert-before <other:name>", effect=_insert_class)
policy_class = Mode("policy-map-class", "policy-map")
for _what, _type in (("dscp", "dscp"), ("cos", "0-7"), ("traffic-class", "0-7"), ("drop-precedence", "0-2")):
    policy_class.add(f"set {_what} <value:{_type}>", rank=1)
policy_class.add("set nexthop <value:next-hops>", rank=1)
policy_class.add("police <value:police>", rank=2)
policy_class.add("bandwidth <value:bandwidth-share>", rank=3)
policy_class.add("shape <value:shape>", rank=3)
policy_class.add("drop", rank=4)


# -- RCF ---------------------------------------------------------------------------------------------------------------

CONFIG.add("router general", rank=Rank.ROUTER, separate=True, enters="router-general", sort=True)
router_general = Mode("router-general")
router_general.add("router-id ipv4 <id:ipv4>", rank=1)
router_general.add("router-id ipv6 <id:ipv6>", rank=1)
router_general.add("vrf <vrf!:name>", rank=2, separate=True, sort=True, enters="router-general-vrf")
router_general.add("control-functions", rank=3, separate=True, enters="control-functions")
router_general_vrf = Mode("router-general-vrf", "router-general")
router_general_vrf.add("leak routes source-vrf <source!:name> subscribe-policy <map!:name>", rank=1)
router_general_vrf.add("routes dynamic prefix-list <name!:name>", rank=2)
control_functions = Mode("control-functions", "router-general")
control_functions.add("code", rank=1, multiline=1, separate=True)
control_functions.add("code unit <name!:name>", rank=2, multiline=1, separate=True, sort=True)


def _own_command(_config: Config, section: Node, node: Node, _args: dict[str, Any]) -> list[str]:
    """What the mode does with its code, and not with the configuration session: no line of the configuration."""
    del section.children[node.key]
    return []


for _word in ("compile", "commit"):
    control_functions.add(_word, effect=_own_command)
