# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show management api gnmi`` and its kin, ``show management security``, access lists of SSH and SNMP."""

from __future__ import annotations

from collections.abc import Callable

from ..registry import Context, Model, show
from ..tree import Node
from .lines import has, setting, starting


def _transports(section: Node | None) -> list[Node]:
    return section.under("transport") if section is not None else []


def _on(node: Node) -> bool:
    return not has(node, "shutdown")


def _state(enabled: bool) -> str:
    return "enabled" if enabled else "disabled"


@show("show management api gnmi")
def show_gnmi(ctx: Context) -> Model:
    """The transports of gNMI."""
    found = _transports(ctx.switch.running.root.get("management", "api", "gnmi"))
    transports = {
        node.key[-1]: {
            "enabled": _on(node),
            "running": _on(node),
            "error": "",
            "port": int(setting(node, "port", "6030")),
            "vrfName": setting(node, "vrf", "default"),
            "sslProfile": setting(node, "ssl profile"),
            "mTls": False,
            "accounting": False,
            "authorization": False,
            "securityType": "tls" if setting(node, "ssl profile") else "none",
            "authnUsernamePriority": ["x509-spiffe", "metadata", "x509-common-name"],
            "accountingRequests": False,
            "notificationTimestamp": setting(node, "notification timestamp", "last-change-time"),
            "listenAddresses": ["::"],
        }
        for node in found
    }
    services = ("acctz", "authz", "certz", "credentialz", "pathz")
    return {
        "enabled": any(entry["enabled"] for entry in transports.values()),
        "octa": has(ctx.switch.running.root.get("management", "api", "gnmi") or Node(), "provider eos-native"),
        "transports": transports,
        **{f"{name}Enabled": False for name in services},
    }


@show_gnmi.text
def _gnmi_text(_ctx: Context, model: Model) -> str:
    text = f"Octa: {_state(model['octa'])}\n"
    for name, entry in model["transports"].items():
        text += (
            f"Transport: {name}\nEnabled: {'yes' if entry['enabled'] else 'no'}\n"
            f"Server: {'running' if entry['running'] else 'stopped'} on port {entry['port']}, "
            f"in {entry['vrfName']} VRF\n"
            f"SSL profile: {entry['sslProfile'] or 'none'}\n\n"
        )
    return text if model["transports"] else f"{text}Enabled: no transports enabled\n"


@show("show management api netconf", "show management api restconf")
def show_netconf(ctx: Context) -> Model:
    """The transports of NETCONF; RESTCONF is not there."""
    found = _transports(ctx.switch.running.root.get("management", "api", "netconf"))
    return {
        "enabled": any(map(_on, found)),
        "transports": {
            node.key[-1]: {"enabled": _on(node), "port": 830, "vrfName": setting(node, "vrf", "default")}
            for node in found
        },
    }


@show("show management api gribi", "show management api gnsi", "show management api gnpsi", "show p4-runtime")
def show_gribi(_ctx: Context) -> Model:
    """Services that the lab does not have."""
    services = ("acctz", "authz", "certz", "credentialz", "pathz")
    return {"enabled": False, "transports": {}, "transport": {}, **{f"{name}Enabled": False for name in services}}


@show_gribi.text
@show_netconf.text
def _enabled_text(_ctx: Context, model: Model) -> str:
    return f"Enabled: {'yes' if model['enabled'] else 'no'}\n"


@show("show management security")
def show_management_security(ctx: Context) -> Model:
    """The processor and where its entropy comes from."""
    section = ctx.switch.running.root.get("management", "security") or Node()
    return {
        "cpuModel": "Intel(R) Xeon(R) CPU @ 2.20GHz",
        "cryptoModule": "Crypto Module v3.0",
        "hardwareEntropyEnabled": any("hardware" in node.line for node in starting(section, "entropy source")),
        "blockedNetworkProtocols": [],
    }


@show_management_security.text
def _security_text(_ctx: Context, model: Model) -> str:
    return (
        f"CPU Model: {model['cpuModel']}\nCrypto Module: {model['cryptoModule']}\n"
        f"Hardware Entropy: {_state(model['hardwareEntropyEnabled'])}\n"
    )


# -- access lists of services ----------------------------------------------------------------------------------------


def _groups(node: Node, prefix: str, name: Callable[[list[str]], str]) -> dict[str, list[str]]:
    """List → the VRFs in which a service uses it."""
    found: dict[str, list[str]] = {}
    for line in starting(node, prefix):
        words = line.line.split()
        vrf = words[words.index("vrf") + 1] if "vrf" in words else "default"
        found.setdefault(name(words), []).append(vrf)
    return found


def _lists(kind: str, found: dict[str, list[str]]) -> list[Model]:
    return [{"type": kind, "name": name, "configuredVrfs": vrfs, "activeVrfs": vrfs} for name, vrfs in found.items()]


@show("show management ssh <family:ip|ipv6> access-list summary")
def show_ssh_lists(ctx: Context) -> Model:
    """The access lists of SSH."""
    section = ctx.switch.running.root.get("management", "ssh") or Node()
    family = ctx.args["family"]
    found = _groups(section, f"{family} access-group", lambda words: words[2])
    for vrf in section.under("vrf"):
        for name in _groups(vrf, f"{family} access-group", lambda words: words[2]):
            found.setdefault(name, []).append(vrf.key[1])
    key, kind = ("ipAclList", "Ip4Acl") if family == "ip" else ("ipv6AclList", "Ip6Acl")
    return {key: {"aclList": _lists(kind, found)}}


@show("show snmp <family:ipv4|ipv6> access-list summary")
def show_snmp_lists(ctx: Context) -> Model:
    """The access lists of SNMP."""
    family = ctx.args["family"]
    found = _groups(ctx.switch.running.root, f"snmp-server {family} access-list", lambda words: words[3])
    key, kind = ("ipAclList", "Ip4Acl") if family == "ipv4" else ("ipv6AclList", "Ip6Acl")
    return {key: {"aclList": _lists(kind, found)}}


@show_ssh_lists.text
@show_snmp_lists.text
def _lists_text(_ctx: Context, model: Model) -> str:
    entries = [entry for value in model.values() for entry in value["aclList"]]
    return "".join(
        f"{'IPV4' if entry['type'] == 'Ip4Acl' else 'IPV6'} ACL {entry['name']}\n"
        f"        Configured on VRF: {', '.join(entry['configuredVrfs'])}\n"
        f"        Active on     VRF: {', '.join(entry['activeVrfs'])}\n"
        for entry in entries
    )
