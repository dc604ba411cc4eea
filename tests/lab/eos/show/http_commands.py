# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show management api http-commands`` and ``show management http-server``: what is wanted, and what really runs.

``configured`` and ``port`` come from the configuration, ``running`` and the URLs from the sockets themselves.
"""

from __future__ import annotations

import time

from ..registry import Context, Model, show
from ..ssl import TLS_VERSIONS, profiles
from .lines import setting, starting
from .ports import ports


@show("show management api http-commands", privileged=True)
def show_http_commands(ctx: Context) -> Model:
    """The servers of the Command API, their counters, and the URLs that answer."""
    wanted, real = ctx.switch.view.api, ctx.switch.api
    running = real.https_port is not None or real.http_port is not None
    model: Model = {
        "enabled": wanted.enabled,
        "httpsServer": _server(wanted.https, real.https_port, wanted.https_port),
        "httpServer": _server(wanted.http, real.http_port, wanted.http_port),
        "localHttpServer": _server(wanted.local_http, real.local_http_port, wanted.local_http_port),
        "unixSocketServer": {"configured": wanted.unix_socket, "running": real.unix_socket is not None},
        "vrf": min(wanted.vrfs),
        "vrfs": sorted(wanted.vrfs) if running else [],
        "urls": _urls(ctx),
        "corsOrigins": list(wanted.cors_origins),
        "dscpValue": wanted.dscp,
        "users": {
            name: {
                "requestCount": user.requests,
                "bytesIn": user.bytes_in,
                "bytesOut": user.bytes_out,
                "lastHitTime": user.last_hit,
            }
            for name, user in real.users.items()
        },
        "hitCount": real.hits,
        "requestCount": real.requests,
        "commandCount": real.commands,
        "bytesIn": real.bytes_in,
        "bytesOut": real.bytes_out,
        "executionTime": real.execution_time,
        "lastHitTime": real.last_hit,
        "tlsProtocol": _tls(ctx),
    }
    if wanted.ssl_profile:
        model["sslProfile"] = {"name": wanted.ssl_profile, **profile_state(ctx, wanted.ssl_profile)}
    return model


def _server(configured: bool, port: int | None, number: int) -> Model:
    return {"configured": configured, "running": port is not None, "port": number}


def profile_state(ctx: Context, name: str) -> Model:
    """Whether an SSL profile is configured, and its state."""
    profile = profiles(ctx.switch).get(name)
    return {"configured": profile is not None, "state": profile.state if profile else "invalid"}


def _tls(ctx: Context) -> list[str]:
    """The TLS versions that the server's profile allows."""
    profile = profiles(ctx.switch).get(ctx.switch.view.api.ssl_profile)
    return list(profile.tls_versions if profile else TLS_VERSIONS)


def _urls(ctx: Context) -> list[str]:
    """``Management1 : https://…``: every address of the VRFs that serve the API, then what is local."""
    wanted, real = ctx.switch.view.api, ctx.switch.api
    schemes = [("https", real.https_port), ("http", real.http_port)]
    entries = [
        (port.name, f"{scheme}://{address.ip}:{number}")
        for port in ports(ctx.switch).values()
        if port.config.vrf in wanted.vrfs and port.status == "connected" and port.kind != "Loopback"
        for address in port.ipv4
        for scheme, number in schemes
        if number is not None
    ]
    if real.unix_socket is not None:
        entries.append(("Unix Socket", f"unix:{real.unix_socket}"))
    if real.local_http_port is not None:
        entries.append(("Local", f"http://localhost:{real.local_http_port}/command-api"))
    width = max((len(name) for name, _url in entries), default=0)
    return [f"{name:<{width}} : {url}" for name, url in entries]


def _state(model: Model, key: str) -> str:
    """``running``, ``enabled`` (wanted, but the service is off), ``starting`` (wanted, but not up) or ``shutdown``."""
    server = model[key]
    if server["running"]:
        return "running"
    if not server["configured"]:
        return "shutdown"
    return "starting" if model["enabled"] else "enabled"


def _ago(when: float) -> str:
    return f"{int(time.time() - when)} seconds ago" if when else "never"


@show_http_commands.text
def _text(ctx: Context, model: Model) -> str:
    profile = model.get("sslProfile")
    section = starting(ctx.switch.running.root, "management api http-commands")
    log = setting(section[0], "log-level", "none") if section else "none"
    frame = setting(section[0], "content frame ancestor", "None") if section else "None"
    local = "no authentication, set to use port"
    lines = [
        ("Enabled", "Yes" if model["enabled"] else "No"),
        ("HTTPS server", f"{_state(model, 'httpsServer')}, set to use port {model['httpsServer']['port']}"),
        ("HTTP server", f"{_state(model, 'httpServer')}, set to use port {model['httpServer']['port']}"),
        ("Local HTTP server", f"{_state(model, 'localHttpServer')}, {local} {model['localHttpServer']['port']}"),
        ("Unix Socket server", f"{_state(model, 'unixSocketServer')}, no authentication"),
        ("VRFs", ", ".join(model["vrfs"]) or "None"),
        ("Hits", model["hitCount"]),
        ("Last hit", _ago(model["lastHitTime"])),
        ("Bytes in", model["bytesIn"]),
        ("Bytes out", model["bytesOut"]),
        ("Requests", model["requestCount"]),
        ("Commands", model["commandCount"]),
        ("Duration", f"{model['executionTime']:.3f} seconds"),
        ("SSL Profile", f"{profile['name']}, {profile['state']}" if profile else "none"),
        ("FIPS Mode", "No"),
        ("QoS DSCP", model["dscpValue"]),
        ("Log Level", log),
        ("CSP Frame Ancestor", frame),
        ("TLS Protocols", " ".join(model["tlsProtocol"])),
    ]
    text = "".join(f"{label + ':':<20}{value}\n" for label, value in lines)
    return text + _user_table(model) + _url_table(model)


def _user_table(model: Model) -> str:
    if not model["users"]:
        return ""
    text = "   User          Requests       Bytes in       Bytes out    Last hit        \n"
    text += "------------- -------------- -------------- --------------- --------------- \n"
    for name, user in model["users"].items():
        text += (
            f"   {name:<10} {user['requestCount']:<14} {user['bytesIn']:<14} {user['bytesOut']:<15} "
            f"{_ago(user['lastHitTime'])} \n"
        )
    return text


def _url_table(model: Model) -> str:
    if not model["urls"]:
        return ""
    width = max(len(url) for url in model["urls"])
    rows = ["URLs", "-" * width, *model["urls"]]
    return "\n" + "".join(f"{row:<{width}} \n" for row in rows)


@show("show management http-server", privileged=True)
def show_http_server(ctx: Context) -> Model:
    """The web server behind the API, VRF by VRF; the model is the lab's own, with the words of the text."""
    wanted, real = ctx.switch.view.api, ctx.switch.api
    status = [
        {"protocol": scheme, "port": number}
        for scheme, number, up in (
            ("https", wanted.https_port, real.https_port),
            ("http", wanted.http_port, real.http_port),
        )
        if up is not None
    ]
    model: Model = {
        "fipsEnabled": False,
        "dscpValue": wanted.dscp,
        "logLevel": "none",
        "tlsProtocol": _tls(ctx),
        "vrfs": {name: {"servers": status, "services": ["http-commands"]} for name in wanted.vrfs if status},
    }
    if wanted.ssl_profile:
        model["sslProfile"] = {"name": wanted.ssl_profile, **profile_state(ctx, wanted.ssl_profile)}
    return model


@show_http_server.text
def _server_text(_ctx: Context, model: Model) -> str:
    profile = model.get("sslProfile")
    lines = [
        ("SSL Profile", f"{profile['name']}, {profile['state']}" if profile else "none"),
        ("FIPS Mode", "No"),
        ("QoS DSCP", model["dscpValue"]),
        ("Log Level", model["logLevel"]),
        ("CSP Frame Ancestor", "None"),
        ("TLS Protocols", " ".join(model["tlsProtocol"])),
    ]
    text = "".join(f"{label + ':':<20}{value}\n" for label, value in lines)
    text += f"   VRF        Server Status      Enabled Services\n{'-' * 10} {'-' * 21} {'-' * 16}\n"
    for name, vrf in model["vrfs"].items():
        status = ", ".join(f"{each['protocol'].upper()}: port {each['port']}" for each in vrf["servers"])
        text += f"   {name:<10} {status:<18} {', '.join(vrf['services'])}\n"
    return text


def _access_lists(ctx: Context, word: str, kind: str) -> list[Model]:
    """The access lists of the API by name, with the VRFs that they are configured in."""
    found: dict[str, list[str]] = {}
    for section in starting(ctx.switch.running.root, "management api http-commands"):
        for vrf in starting(section, "vrf"):
            name = setting(vrf, f"{word} access-group").removesuffix(" in")
            if name:
                found.setdefault(name, []).append(vrf.line.split()[1])
    active = ctx.switch.view.api.vrfs if ctx.switch.view.api.enabled else ()
    return [
        {"type": kind, "name": name, "configuredVrfs": vrfs, "activeVrfs": [each for each in vrfs if each in active]}
        for name, vrfs in found.items()
    ]


@show("show management api http-commands ip access-list summary", privileged=True)
def show_access_lists(ctx: Context) -> Model:
    """IPv4 access lists of the API."""
    return {"ipAclList": {"aclList": _access_lists(ctx, "ip", "Ip4Acl")}}


@show("show management api http-commands ipv6 access-list summary", privileged=True)
def show_access_lists6(ctx: Context) -> Model:
    """IPv6 access lists of the API."""
    return {"ipv6AclList": {"aclList": _access_lists(ctx, "ipv6", "Ip6Acl")}}


@show_access_lists6.text
@show_access_lists.text
def _access_text(_ctx: Context, model: Model) -> str:
    return "".join(
        f"{'IPV4' if entry['type'] == 'Ip4Acl' else 'IPV6'} ACL {entry['name']}\n"
        f"        Configured on VRFs: {','.join(entry['configuredVrfs'])}\n"
        f"        Active on     VRFs: {','.join(entry['activeVrfs'])}\n"
        for part in model.values()
        for entry in part["aclList"]
    )
