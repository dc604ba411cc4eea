# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show ip access-lists``, ``show ipv6 access-lists``: the lists as configured, with their entries or in short."""

from __future__ import annotations

from .. import service
from ..acl import entries
from ..registry import Context, Model, show
from ..tree import Node

#: Family → the type in models, and the words of texts.
KINDS = {"ip": ("Ip4Acl", "IP Access List", "IPV4 ACL"), "ipv6": ("Ip6Acl", "IPV6 Access List", "IPV6 ACL")}


@show("show <family:ip|ipv6> access-lists [<name:name>]")
def show_access_lists(ctx: Context) -> Model:
    """The access lists of a family."""
    return {"aclList": _lists(ctx)}


@show("show <family:ip|ipv6> access-lists [<name:name>] summary")
def show_summary(ctx: Context) -> Model:
    """The same; it is printed in short."""
    return {"aclList": _lists(ctx)}


def _lists(ctx: Context) -> list[Model]:
    """The lists by name; one that does not exist is not there."""
    family, wanted = ctx.args["family"], ctx.args.get("name")
    nodes = {node.key[-1]: node for node in ctx.switch.running.root.under(family, "access-list")}
    return [_model(ctx, family, name, nodes[name]) for name in sorted(nodes) if wanted in (None, name)]


def _model(ctx: Context, family: str, name: str, node: Node) -> Model:
    configured, active = service.guarded_vrfs(ctx.switch, family).get(name, ([], []))
    return {
        "name": name,
        "type": KINDS[family][0],
        "standard": "standard" in node.key[:-1],
        "readonly": False,
        "countersEnabled": node.get("counters", "per-entry") is not None,
        "configuredVrfs": configured,
        "activeVrfs": active,
        "sequence": [
            {"sequenceNumber": number, "action": action, "text": f"{action} {rule}"}
            for number, action, rule in entries(node)
        ],
    }


@show_access_lists.text
def _text(_ctx: Context, model: Model) -> str:
    return "".join(_long(entry) for entry in model["aclList"])


@show_summary.text
def _summary_text(_ctx: Context, model: Model) -> str:
    return "".join(_short(entry) for entry in model["aclList"])


def _words(entry: Model) -> tuple[str, str]:
    return next(words[1:] for words in KINDS.values() if words[0] == entry["type"])


def _long(entry: Model) -> str:
    standard = "Standard " if entry["standard"] else ""
    lines = [f"{standard}{_words(entry)[0]} {entry['name']}"]
    lines += ["        counters per-entry"] if entry["countersEnabled"] else []
    lines += [f"        {each['sequenceNumber']} {each['text']}" for each in entry["sequence"]]
    return "\n".join(lines) + "\n\n"


def _short(entry: Model) -> str:
    return (
        f"{_words(entry)[1]} {entry['name']}\n"
        f"        Total rules configured: {len(entry['sequence'])}\n"
        f"        Configured on VRFs: {','.join(entry['configuredVrfs'])}\n"
        f"        Active on     VRFs: {','.join(entry['activeVrfs'])}\n\n"
    )
