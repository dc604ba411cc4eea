# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Lines about the system: names, users, services, time, spanning tree, VLANs, VRFs, banners."""

from __future__ import annotations

from typing import Any

from ..ciphers import hash_password
from ..errors import CommandError, incomplete_command
from ..names import vlan_name
from ..tree import Config, Key, Node
from .engine import CONFIG, Mode, Rank


def _username(args: dict[str, Any], line: str) -> str:
    """Secrets are stored hashed; the role follows from the privilege where none is given."""
    parts = ["username", args["name"]]
    if args.get("privilege") is not None:
        parts += ["privilege", str(args["privilege"])]
    for word in ("role", "shell"):
        if args.get(word):
            parts += [word, args[word]]
    if args.get("clear") is not None:
        parts += ["secret", "sha512", hash_password(args["clear"])]
    elif args.get("hash") is not None:
        parts += ["secret", args["kind"], args["hash"]]
    elif line.endswith("nopassword"):
        parts.append("nopassword")
    return " ".join(parts)


def _check_length(config: Config, args: dict[str, Any]) -> None:
    """``password minimum length`` holds for what is entered in the clear. The sentence is the lab's own."""
    security = config.root.get("management", "security")
    least = int((security and security.value("password", "minimum", "length")) or 0)
    if args.get("clear") is not None and len(args["clear"]) < least:
        raise CommandError(f"Password must be at least {least} characters long")


def _settings(line: str) -> dict[str, str]:
    """What a line says of an account: privilege, role and one of secret (with its kind) and nopassword."""
    words = line.split()[2:]
    values: dict[str, str] = {
        name: words[words.index(name) + 1] for name in ("privilege", "role", "shell") if name in words
    }
    if "secret" in words:
        values["secret"] = " ".join(words[words.index("secret") + 1 :])
    elif words[-1:] == ["nopassword"]:
        values["nopassword"] = ""
    return values


def _merge_username(old: str, new: str) -> str:
    """``username X role Y`` keeps the other settings; an account with neither role nor privilege has privilege 1."""
    before, after = _settings(old), _settings(new)
    if "secret" in after or "nopassword" in after:
        before = {name: value for name, value in before.items() if name not in ("secret", "nopassword")}
    values = {**before, **after}
    if "role" not in values:
        values.setdefault("privilege", "1")
    order = [name for name in ("privilege", "role", "shell", "nopassword", "secret") if name in values]
    return " ".join([*new.split()[:2], *(f"{name} {values[name]}".rstrip() for name in order)])


def _full_username(node: Node) -> str:
    """An account with the privilege that it has."""
    if len(node.key) > 2 or "privilege" in _settings(node.line):
        return node.line
    return " ".join([*node.key, "privilege 1", *node.line.split()[2:]])


CONFIG.full[("username",)] = _full_username


def _remove_username(_config: Config, section: Node, key: Key) -> list[str]:
    """An account goes with its keys."""
    section.remove(key)
    return []


def _enable_secret(args: dict[str, Any], _line: str) -> str:
    if args.get("hash") is not None:
        return f"enable secret {args['kind']} {args['hash']}"
    return f"enable secret sha512 {hash_password(args['clear'])}"


def _drop_role(_config: Config, section: Node, args: dict[str, Any]) -> list[str]:
    """``no username X role``: the account stays, without a role of its own."""
    account = section.children.get(("username", args["name"]))
    if account is not None:
        values = {name: value for name, value in _settings(account.line).items() if name != "role"}
        account.line = " ".join([*account.key, *(f"{name} {value}".rstrip() for name, value in values.items())])
    return []


def _new_vrf(config: Config, _section: Node, node: Node, _args: dict[str, Any]) -> list[str]:
    """A VRF starts without routing, and EOS prints that."""
    name = node.key[2]
    key = ("ip", "routing", "vrf", name)
    if key not in config.root.children:
        config.root.children[key] = Node(key, f"no ip routing vrf {name}", Rank.IP_ROUTING, " ".join(key))
    return []


def _remove_vrf(config: Config, section: Node, key: Key) -> list[str]:
    section.children.pop(key, None)
    config.root.children.pop(("ip", "routing", "vrf", key[2]), None)
    return []


def _remove_vlan(_config: Config, section: Node, key: Key) -> list[str]:
    if key == ("vlan", "1"):
        return ["Default VLAN 1 may not be deleted."]
    section.children.pop(key, None)
    return []


_SECRET = "(secret (0 <clear:word> | <kind:5|sha512> <hash:word> | <clear:word>) | nopassword)"


def _community(args: dict[str, Any], line: str) -> str:
    """A community reads only where nothing else is said."""
    if "access" in args:
        return line
    view = f" view {args['view']}" if "view" in args else ""
    start = f"snmp-server community {args['name']}{view}"
    return f"{start} ro{line.removeprefix(start)}"


CONFIG.add("aaa root", rank=Rank.AAA_ROOT, flag=False, always=True, separate=True)
CONFIG.add(
    f"username <name!:name> [privilege <privilege:privilege>] [role <role:name>] [shell <shell:word>] [{_SECRET}]",
    rank=Rank.USERNAME,
    sort=True,
    store=_username,
    check=_check_length,
    merge=_merge_username,
    remove=_remove_username,
)
CONFIG.add("username <name!:name> role", prefix=True, withdraw=_drop_role)
CONFIG.add("username <name!:name> ssh-key <key:line>", rank=Rank.USERNAME, sort=True)
CONFIG.add(
    "enable secret (0 <clear:word> | <kind:5|sha512> <hash:word> | <clear:word>)",
    rank=Rank.ENABLE,
    store=_enable_secret,
    check=_check_length,
    keep=2,
)
CONFIG.add("alias <name!:name> <command:line>", rank=Rank.ALIAS, sort=True)
CONFIG.add("transceiver qsfp default-mode <mode:word>", rank=Rank.TRANSCEIVER)
CONFIG.add(
    "service routing protocols model <model:multi-agent|ribd>",
    rank=Rank.SERVICE,
    changed=lambda _section, _before, _after: ["Change will take effect only after switch reboot"],
)
CONFIG.add("logging buffered <size:10-2147483647> [<level:severity>]", rank=Rank.LOGGING)
CONFIG.add("logging host <host!:host> [<port:port>]", rank=Rank.LOGGING)
CONFIG.add("logging console <level:severity>", rank=Rank.LOGGING)
CONFIG.add("logging monitor <level:severity>", rank=Rank.LOGGING)
CONFIG.add("hostname <name:name>", rank=Rank.HOSTNAME, default="no hostname")
CONFIG.add("ip name-server vrf <vrf!:name> <server!:ip>", rank=Rank.NAME_SERVER, sort=True, keep=4)
CONFIG.add(
    "ip name-server <server!:ip>",
    rank=Rank.NAME_SERVER,
    sort=True,
    effect=lambda _config, section, node, _args: _default_vrf(section, node),
    remove=lambda _config, section, key: _remove_name_server(section, key),
)
CONFIG.add(
    "ip name-server",
    rank=Rank.NAME_SERVER,
    effect=lambda _config, section, node, _args: _incomplete(section, node),
    remove=lambda _config, section, _key: _remove_name_servers(section),
)
CONFIG.add("dns domain <domain:name>", rank=Rank.DOMAIN, default="no dns domain")
CONFIG.add(
    "ip domain-name <domain:name>",
    rank=Rank.DOMAIN,
    effect=lambda _config, section, node, args: _dns_domain(section, node, args["domain"]),
    remove=lambda _config, section, _key: _remove_domain(section),
)
CONFIG.add("snmp-server location <text:line>", rank=Rank.SNMP)
CONFIG.add("snmp-server contact <text:line>", rank=Rank.SNMP)
CONFIG.add("snmp-server chassis-id <text:line>", rank=Rank.SNMP)
CONFIG.add(
    "snmp-server community <name!:word> [view <view:name>] [<access:ro|rw>] [ipv6 <list6:name>] [<list:name>]",
    rank=Rank.SNMP,
    keep=3,
    store=_community,
)
CONFIG.add("spanning-tree mode <mode:mstp|rstp|rapid-pvst|none>", rank=Rank.SPANNING_TREE)
CONFIG.add("clock timezone <zone:word>", rank=Rank.CLOCK, default="clock timezone UTC")
CONFIG.add("vlan <ids!:vlans>", rank=Rank.VLAN, sort=True, separate=True, enters="vlan", remove=_remove_vlan)
CONFIG.add(
    "vrf instance <name!:name>",
    rank=Rank.VRF,
    sort=True,
    separate=True,
    enters="vrf",
    effect=_new_vrf,
    remove=_remove_vrf,
)
for _banner in ("login", "motd"):
    _no_banner = f"no banner {_banner}"
    CONFIG.add(f"banner {_banner}", rank=Rank.BANNER, multiline=1, separate=True, default=_no_banner)
CONFIG.add("aaa authentication login default <methods:methods>", rank=Rank.AAA)
CONFIG.add("aaa authentication policy local allow-nopassword-remote-login", rank=Rank.AAA)
CONFIG.add("aaa authorization exec default <methods:methods>", rank=Rank.AAA)
CONFIG.add("aaa authorization commands all default <methods:methods>", rank=Rank.AAA)


def _dns_domain(section: Node, node: Node, domain: str) -> list[str]:
    """``ip domain-name`` is taken, and written as ``dns domain``."""
    del section.children[node.key]
    key = ("dns", "domain")
    section.children[key] = Node(key, f"dns domain {domain}", Rank.DOMAIN)
    return []


def _remove_domain(section: Node) -> list[str]:
    section.children.pop(("dns", "domain"), None)
    return []


def _default_vrf(section: Node, node: Node) -> list[str]:
    """EOS stores a name server with its VRF."""
    del section.children[node.key]
    key = ("ip", "name-server", "vrf", "default", node.key[2])
    section.children[key] = Node(key, " ".join(key), Rank.NAME_SERVER, " ".join(key))
    return []


def _remove_name_server(section: Node, key: Key) -> list[str]:
    section.children.pop(("ip", "name-server", "vrf", "default", key[2]), None)
    return []


def _incomplete(section: Node, node: Node) -> list[str]:
    """Without a server only the ``no`` form is a command."""
    section.children.pop(node.key, None)
    raise incomplete_command(len(node.key) - 1, node.key[-1])


def _remove_name_servers(section: Node) -> list[str]:
    """``no ip name-server``: those of every VRF."""
    for node in section.under("ip", "name-server"):
        section.remove(node.key)
    return []


vlan = Mode("vlan")
vlan.add("name <name:word>", default=lambda node: f"name {vlan_name(int(node.key[1]))}")
vlan.add("state <state:active|suspend>", default="state active")
vlan.add("trunk group <name!:word>")
vlan.add("trunk group", prefix=True)

vrf = Mode("vrf")
vrf.add("rd <rd:rd>")
vrf.add("description <text:line>", default="no description")
