# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show snmp user``, groups and hosts; ``show tacacs``; accounting: what the configuration says of them."""

from __future__ import annotations

import time

from ..registry import Context, Model, show, show_text
from .lines import setting, starting, word_after

_LEVELS = {"noauth": "noAuthNoPriv", "auth": "authNoPriv", "priv": "authPriv"}
_AUTH = {"md5": "MD5", "sha": "SHA", "sha224": "SHA-224", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}
_PRIV = {"des": "DES", "aes": "AES-128", "aes192": "AES-192", "aes256": "AES-256"}


@show("show snmp user")
def show_snmp_user(ctx: Context) -> Model:
    """The users by version."""
    found: dict[str, Model] = {}
    for node in starting(ctx.switch.running.root, "snmp-server user"):
        words = node.line.split()
        name, group = words[2:4]
        version = next((word for word in ("v1", "v2c", "v3") if word in words[4:]), "v1")
        entry: Model = {"groupName": group}
        if version == "v3":
            entry["v3Params"] = {
                "authType": _AUTH.get(word_after(node.line, "auth"), "None"),
                "privType": _PRIV.get(word_after(node.line, "priv"), "None"),
                "engineId": setting(ctx.switch.running.root, "snmp-server engineID local"),
            }
        found.setdefault(version, {"users": {}})["users"][name] = entry
    return {"usersByVersion": found}


@show_snmp_user.text
def _user_text(_ctx: Context, model: Model) -> str:
    text = ""
    for version, users in model["usersByVersion"].items():
        for name, entry in users["users"].items():
            text += f"User name      : {name}\nSecurity model : {version}\n"
            if "v3Params" in entry:
                text += (
                    f"Engine ID      : {entry['v3Params']['engineId']}\n"
                    f"Authentication : {entry['v3Params']['authType']}\n"
                    f"Privacy        : {entry['v3Params']['privType']}\n"
                )
            text += f"Group          : {entry['groupName']}\n\n"
    return text


@show("show snmp group")
def show_snmp_group(ctx: Context) -> Model:
    """The groups by name and version, with their views."""
    root = ctx.switch.running.root
    views = {node.line.split()[2] for node in starting(root, "snmp-server view")}
    groups: dict[str, Model] = {}
    for node in starting(root, "snmp-server group"):
        words = node.line.split()
        entry: Model = {"secModel": words[3]}
        if words[3] == "v3" and len(words) > 4:
            model = {"noauth": "v3NoAuth", "auth": "v3Auth", "priv": "v3Priv"}
            entry["secModel"] = model.get(words[4], "v3")
        for word in ("read", "write", "notify"):
            view = word_after(node.line, word)
            entry[f"{word}View"] = view
            entry[f"{word}ViewConfig"] = view in views
        groups.setdefault(words[2], {"versions": {}})["versions"][words[3]] = entry
    return {"groups": groups}


@show("show snmp notification host", "show snmp host")
def show_snmp_host(ctx: Context) -> Model:
    """Who is notified."""
    hosts = []
    for node in starting(ctx.switch.running.root, "snmp-server host"):
        words = node.line.split()
        version = word_after(node.line, "version")
        entry: Model = {
            "hostname": words[2],
            "port": int(word_after(node.line, "udp-port", "162")),
            "vrf": word_after(node.line, "vrf"),
            "notificationType": "inform" if "informs" in words else "trap",
            "protocolVersion": f"v{version}",
        }
        if version == "3":
            level = words[words.index("version") + 2]
            entry["v3Params"] = {"user": words[-1], "securityLevel": _LEVELS.get(level, level)}
        else:
            entry["v1v2cParams"] = {"communityString": words[-1]}
        hosts.append(entry)
    return {"hosts": hosts}


@show("show tacacs")
def show_tacacs(ctx: Context) -> Model:
    """The servers of TACACS+ and their groups."""
    root = ctx.switch.running.root
    servers = []
    for node in starting(root, "tacacs-server host"):
        info: Model = {"hostname": node.line.split()[2], "authport": int(word_after(node.line, "port", "49"))}
        vrf = word_after(node.line, "vrf")
        servers.append({"serverInfo": info | ({"vrf": vrf} if vrf else {}), "connectionOpens": 0})
    groups = {}
    for node in root.under("aaa", "group", "server", "tacacs+"):
        members = []
        for line in starting(node, "server"):
            vrf = word_after(line.line, "vrf")
            members.append({"hostname": line.line.split()[1], "authport": 49} | ({"vrf": vrf} if vrf else {}))
        groups[node.key[-1]] = {"serverGroup": "TACACS+", "members": members}
    sources = {
        word_after(node.line, "vrf", "default"): node.line.split()[-1]
        for node in starting(root, "ip tacacs")
        if "source-interface" in node.line
    }
    return {"tacacsServers": servers, "groups": groups, "srcIntf": sources}


@show_tacacs.text
def _tacacs_text(_ctx: Context, model: Model) -> str:
    text = "".join(
        f"TACACS+ server              : {each['serverInfo']['hostname']}/{each['serverInfo']['authport']}\n"
        f"         Connection opens:{each['connectionOpens']:>15}\n"
        for each in model["tacacsServers"]
    )
    return f"{text}Source interface: {', '.join(model['srcIntf'].values()) or 'not specified'}\n"


@show_text("show aaa accounting logs", privileged=True)
def show_accounting(ctx: Context) -> str:
    """The commands that were counted: the one that asks."""
    when = time.strftime("%Y %b %e %H:%M:%S", time.gmtime())
    line = "command-api 127.0.0.1     stop   service=shell priv-lvl=15 cmd=show aaa accounting logs"
    return f"{when} {ctx.user.name}   {line}\n"
