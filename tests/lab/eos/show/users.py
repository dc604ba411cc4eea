# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show users accounts``, ``show users``, ``show aaa sessions``, roles, banners."""

from __future__ import annotations

from ..registry import Context, Model, show
from .lines import has, setting, starting, table


@show("show users accounts", privileged=True)
def show_users_accounts(ctx: Context) -> Model:
    """The configured accounts, with secrets as they are stored."""
    accounts = {}
    for name, user in ctx.switch.view.users.items():
        key = ""
        for word in ("ssh-key", "sshkey"):
            key = key or setting(ctx.switch.running.root, f"username {name} {word}")
        account: Model = {"username": name, "privLevel": user.privilege}
        if user.role:
            account["role"] = user.role
        if user.secret:
            account["secret"] = user.secret
        accounts[name] = {**account, "sshAuthorizedKey": key}
    return {"users": accounts}


@show_users_accounts.text
def _accounts_text(_ctx: Context, model: Model) -> str:
    return "".join(
        f"user: {name}\n"
        f"       role: {account.get('role', '<unknown>')}\n"
        f"       privilege level: {account['privLevel']}\n"
        + (f"       ssh public key: {account['sshAuthorizedKey']}\n" if account["sshAuthorizedKey"] else "")
        for name, account in model["users"].items()
    )


@show("show users [detail]", "show aaa sessions")
def show_users(ctx: Context) -> Model:
    """Who is logged in at a terminal: over the API nobody is, but the asking request has a session of its own."""
    session = {
        "username": ctx.user.name,
        "role": "network-admin" if ctx.user.privilege == 15 else "network-operator",
        "state": "E",
        "sessionTime": 0.0,
        "authMethod": "local",
        "service": "commandApi",
        "remoteAddress": "127.0.0.1",
    }
    return {"serials": {}, "nonInteractives": {"1": session}, "vtys": {}}


@show_users.text
def _users_text(_ctx: Context, model: Model) -> str:
    head = ("Session", "Username", "Roles", "TTY", "State", "Duration", "Auth", "Remote Host")
    rows: list[tuple[object, ...]] = [head]
    rows.append(("-" * 8, "-" * 13, "-" * 16, "-" * 6, "-" * 5, "-" * 8, "-" * 13, "-" * 15))
    rows += [
        (
            number,
            entry["username"],
            entry["role"],
            "",
            entry["state"],
            "0:00:00",
            entry["authMethod"],
            entry["remoteAddress"],
        )
        for number, entry in model["nonInteractives"].items()
    ]
    return table((8, 13, 16, 6, 5, 8, 13, 15), rows)


@show("show aaa methods [<kind:all|authentication|authorization|accounting>]", privileged=True)
def show_aaa_methods(ctx: Context) -> Model:
    """The methods of authentication, authorization and accounting, as configured."""
    root, kind = ctx.switch.running.root, ctx.args.get("kind", "all")
    login = setting(root, "aaa authentication login default", "local").split()
    commands = setting(root, "aaa authorization commands all default", "none").split()
    execution = setting(root, "aaa authorization exec default", "none").split()
    model: Model = {}
    if kind in ("all", "authentication"):
        model.update(
            {
                "loginAuthenMethods": {"default": {"methods": login}},
                "enableAuthenMethods": {"default": {"methods": ["local"]}},
                "dot1xAuthenMethods": {"default": {"methods": []}},
            }
        )
    if kind in ("all", "authorization"):
        model.update(
            {
                "commandsAuthzMethods": {"privilege0-15": {"methods": commands}},
                "execAuthzMethods": {"exec": {"methods": execution}},
            }
        )
    if kind in ("all", "accounting"):
        model.update(
            {
                "commandsAcctMethods": {"privilege0-15": {"defaultMethods": [], "consoleMethods": []}},
                "execAcctMethods": {"exec": {"defaultMethods": [], "consoleMethods": []}},
                "systemAcctMethods": {"system": {"defaultMethods": [], "consoleMethods": []}},
                "dot1xAcctMethods": {"dot1x": {"defaultMethods": [], "consoleMethods": []}},
            }
        )
    return model


@show_aaa_methods.text
def _methods_text(_ctx: Context, model: Model) -> str:
    titles = {
        "loginAuthenMethods": "Authentication method lists for LOGIN",
        "enableAuthenMethods": "Authentication method list for ENABLE",
        "dot1xAuthenMethods": "Authentication method list for DOT1X",
        "commandsAuthzMethods": "Authorization method lists for COMMANDS",
        "execAuthzMethods": "Authentication method list for EXEC",
    }
    text = ""
    for key, lists in model.items():
        text += f"{titles.get(key, 'Accounting method lists for ' + key.removesuffix('AcctMethods').upper())}:\n"
        for name, entry in lists.items():
            methods = entry.get("methods", entry.get("defaultMethods", []))
            text += f"  name={name}\n    methods={', '.join(methods)}\n"
    return text


@show("show roles", "show users roles")
def show_roles(ctx: Context) -> Model:
    """The built-in roles."""
    operator = {
        "10": {"permission": "deny", "mode": "exec", "cmdRegex": "configure|bash|python-shell"},
        "20": {"permission": "permit", "mode": "", "cmdRegex": ".*"},
    }
    admin = {"10": {"permission": "permit", "mode": "", "cmdRegex": ".*"}}
    default = setting(ctx.switch.running.root, "aaa authorization policy local default-role", "network-operator")
    roles = {"network-admin": {"rules": admin}, "network-operator": {"rules": operator}}
    return {"defaultRole": default, "roles": roles}


@show_roles.text
def _roles_text(_ctx: Context, model: Model) -> str:
    text = f"The default role is {model['defaultRole']}\n\n"
    for name, role in model["roles"].items():
        text += f"role: {name}\n" + "".join(
            f"        {number} {rule['permission']} {'mode ' + rule['mode'] + ' ' if rule['mode'] else ''}command "
            f"{rule['cmdRegex']}\n"
            for number, rule in role["rules"].items()
        )
    return text


@show("show banner <kind:motd|login>")
def show_banner(ctx: Context) -> Model:
    """The text of a banner, empty where none is set."""
    text = ""
    for node in starting(ctx.switch.running.root, f"banner {ctx.args['kind']}"):
        text = "".join(f"{line}\n" for line in node.text if line != "EOF")
    return {"loginBanner": text} if ctx.args["kind"] == "login" else {"motd": text}


@show_banner.text
def _banner_text(_ctx: Context, model: Model) -> str:
    return "".join(model.values())


@show("show management ssh")
def show_management_ssh(ctx: Context) -> Model:
    """The SSH server; the lab's own model, with the keys of its text."""
    sections = starting(ctx.switch.running.root, "management ssh")
    state = "disabled" if sections and has(sections[0], "shutdown") else "enabled"
    return {
        "serverState": state,
        "vrfName": "default",
        "maxSessions": 50,
        "maxSessionsPerHost": 20,
        "fipsStatus": "disabled",
    }


@show_management_ssh.text
def _ssh_text(_ctx: Context, model: Model) -> str:
    return (
        f"SSHD status for Default VRF is {model['serverState']}\n"
        f"SSH connection limit is {model['maxSessions']}\n"
        f"SSH per host connection limit is {model['maxSessionsPerHost']}\n"
        f"FIPS status: {model['fipsStatus']}\n\n"
    )


@show("show management telnet")
def show_management_telnet(_ctx: Context) -> Model:
    """Telnet is off."""
    return {"serverState": "disabled", "vrfName": "default", "maxTelnetSessions": 20, "maxTelnetSessionsPerHost": 20}


@show_management_telnet.text
def _telnet_text(_ctx: Context, model: Model) -> str:
    return (
        f"Telnet status for Default VRF is {model['serverState']}\n"
        f"Telnet session limit is {model['maxTelnetSessions']}\n"
        f"Telnet session limit from a single remote host is {model['maxTelnetSessionsPerHost']}\n"
    )
