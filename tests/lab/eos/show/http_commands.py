# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show management api http-commands`` and ``show management http-server``: what is wanted, and what really runs.

``configured`` and ``port`` come from the configuration, ``running`` and the URLs from the servers themselves.
"""

from __future__ import annotations

import time

from .. import service
from ..registry import Context, Model, show
from ..releases import HTTP_SERVER, SELF_SIGNED_PROFILE, release
from ..ssl import TLS_VERSIONS, built_in_profile, profiles


@show("show management api http-commands", privileged=True)
def show_http_commands(ctx: Context) -> Model:
    """The servers of the Command API, their counters, and the URLs that answer."""
    wanted, real = ctx.switch.view.api, ctx.switch.api
    model: Model = {
        "enabled": wanted.enabled,
        "httpsServer": _server(ctx, "https", wanted.https, wanted.https_port),
        "httpServer": _server(ctx, "http", wanted.http, wanted.http_port),
        "localHttpServer": _server(ctx, "local", wanted.local_http, wanted.local_http_port),
        "unixSocketServer": {"configured": wanted.unix_socket, "running": wanted.unix_socket and _runs(ctx, "unix")},
        "vrf": min(wanted.vrfs),
        "vrfs": _vrfs(ctx),
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
        "fipsEnabled": _fips(ctx),
    }
    name = _profile_name(ctx)
    if name:
        model["sslProfile"] = {"name": name, **profile_state(ctx, name)}
    return model


def _profile_name(ctx: Context) -> str:
    """The configured SSL profile; newer releases show the built-in one where none is."""
    newer = release(ctx.switch.eos) >= SELF_SIGNED_PROFILE
    return ctx.switch.view.api.ssl_profile or (built_in_profile(ctx.switch) if newer else "")


def _runs(ctx: Context, kind: str) -> bool:
    return ctx.switch.view.api.enabled and kind in ctx.switch.api.running


def _server(ctx: Context, kind: str, configured: bool, number: int) -> Model:
    return {"configured": configured, "running": configured and _runs(ctx, kind), "port": number}


def _vrfs(ctx: Context) -> list[str]:
    """The VRFs in which a server runs."""
    return sorted(ctx.switch.api.vrfs) if _runs(ctx, "https") or _runs(ctx, "http") else []


def profile_state(ctx: Context, name: str) -> Model:
    """Whether an SSL profile is configured, and its state."""
    profile = profiles(ctx.switch).get(name)
    return {"configured": profile is not None, "state": profile.state if profile else "invalid"}


def _tls(ctx: Context) -> list[str]:
    """The TLS versions that the server's profile allows."""
    profile = profiles(ctx.switch).get(ctx.switch.view.api.ssl_profile)
    return list(profile.tls_versions if profile else TLS_VERSIONS)


def _fips(ctx: Context) -> bool:
    profile = profiles(ctx.switch).get(ctx.switch.view.api.ssl_profile)
    return profile is not None and profile.fips


def _urls(ctx: Context) -> list[str]:
    """``Management1 : https://…``: every address of the VRFs that serve the API, then what is local."""
    running, vrfs = ctx.switch.api.running, _vrfs(ctx)
    entries = [
        (place.interface, f"{scheme}://{_host(place.address)}:{running[scheme]}")
        for place in service.places(ctx.switch)
        if place.vrf in vrfs and (not place.interface.startswith("Loopback") or service.is_local(place.address))
        for scheme in ("https", "http")
        if _runs(ctx, scheme)
    ]
    if _runs(ctx, "unix"):
        entries.append(("Unix Socket", f"unix:{ctx.switch.api.unix_socket}"))
    if _runs(ctx, "local"):
        entries.append(("Local", f"http://localhost:{running['local']}/command-api"))
    width = max((len(name) for name, _url in entries), default=0)
    return [f"{name:<{width}} : {url}" for name, url in entries]


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


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
    local = "no authentication, set to use port"
    lines = [
        ("Enabled", "Yes" if model["enabled"] else "No"),
        ("HTTPS server", f"{_state(model, 'httpsServer')}, set to use port {model['httpsServer']['port']}"),
        ("HTTP server", f"{_state(model, 'httpServer')}, set to use port {model['httpServer']['port']}"),
        ("Local HTTP server", f"{_state(model, 'localHttpServer')}, {local} {model['localHttpServer']['port']}"),
        ("Unix Socket server", f"{_state(model, 'unixSocketServer')}, no authentication"),
        ("VRFs", ",".join(model["vrfs"]) or "None"),
        ("Hits", model["hitCount"]),
        ("Last hit", _ago(model["lastHitTime"])),
        ("Bytes in", model["bytesIn"]),
        ("Bytes out", model["bytesOut"]),
        ("Requests", model["requestCount"]),
        ("Commands", model["commandCount"]),
        ("Duration", f"{model['executionTime']:.3f} seconds"),
        *_web_server(ctx, model),
    ]
    text = "".join(f"{label + ':':<20}{value}\n" for label, value in lines)
    return _refusal(ctx) + text + _user_table(model) + _url_table(model)


def _web_server(ctx: Context, model: Model) -> list[tuple[str, object]]:
    """The lines about the web server itself, which two commands share."""
    wanted, profile = ctx.switch.view.api, model.get("sslProfile")
    return [
        ("SSL Profile", f"{profile['name']}, {profile['state']}" if profile else "none"),
        ("FIPS Mode", "Yes" if model["fipsEnabled"] else "No"),
        ("QoS DSCP", model["dscpValue"]),
        ("Log Level", wanted.log_level or "none"),
        ("CSP Frame Ancestor", wanted.frame_ancestor or "None"),
        ("TLS Protocols", " ".join(model["tlsProtocol"])),
    ]


def _refusal(ctx: Context) -> str:
    """What the web server said when it tested its new configuration, where it refused it."""
    if not ctx.switch.api.error:
        return ""
    return (
        f"! Error testing new configuration. nginx: [emerg] {ctx.switch.api.error}\n"
        "nginx: configuration file /etc/nginx/nginx-mgmt.conf test failed\n\n"
    )


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
    return ("\n" if model["users"] else "") + "".join(f"{row:<{width}} \n" for row in rows)


@show("show management http-server", privileged=True, since=HTTP_SERVER)
def show_http_server(ctx: Context) -> Model:
    """The web server behind the API, VRF by VRF; the model is the lab's own, with the words of the text."""
    wanted = ctx.switch.view.api
    ports = {"https": wanted.https_port, "http": wanted.http_port}
    status = [{"protocol": scheme, "port": number} for scheme, number in ports.items() if _runs(ctx, scheme)]
    model: Model = {
        "fipsEnabled": _fips(ctx),
        "dscpValue": wanted.dscp,
        "logLevel": wanted.log_level or "none",
        "tlsProtocol": _tls(ctx),
        "vrfs": {name: {"servers": status, "services": ["http-commands"]} for name in _vrfs(ctx)},
    }
    name = _profile_name(ctx)
    if name:
        model["sslProfile"] = {"name": name, **profile_state(ctx, name)}
    return model


@show_http_server.text
def _server_text(ctx: Context, model: Model) -> str:
    text = _refusal(ctx) + "".join(f"{label + ':':<20}{value}\n" for label, value in _web_server(ctx, model))
    text += f"   VRF        Server Status      Enabled Services\n{'-' * 10} {'-' * 21} {'-' * 16}\n"
    for name, vrf in model["vrfs"].items():
        status = ", ".join(f"{each['protocol'].upper()}: port {each['port']}" for each in vrf["servers"])
        text += f"   {name:<10} {status:<18} {', '.join(vrf['services'])}\n"
    return text


def _access_lists(ctx: Context, family: str, kind: str) -> list[Model]:
    """The access lists of the API by name, with the VRFs that they are configured in, and those where they act."""
    return [
        {"type": kind, "name": name, "configuredVrfs": configured, "activeVrfs": active}
        for name, (configured, active) in service.guarded_vrfs(ctx.switch, family).items()
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
