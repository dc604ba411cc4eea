# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The API service as the switch reports it, and its differences from the configuration."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator, Mapping

from ...eapi.errors import CommandError, InvalidCommandError
from .. import ask, shapes
from ..ask import Runner
from .settings import ApiService

STATUS: t.Final = "show management api http-commands"
PROFILES: t.Final = "show management security ssl profile"
HTTP_SERVER: t.Final = "show management http-server"

#: The keys of servers in the model of STATUS, by their names here, and their labels in its text.
_SERVERS: t.Final = {
    "https": ("httpsServer", "HTTPS server"),
    "http": ("httpServer", "HTTP server"),
    "local_http": ("localHttpServer", "Local HTTP server"),
    "unix_socket": ("unixSocketServer", "Unix Socket server"),
}
#: What stands between an interface and its URL.
_BEFORE_URL: t.Final = re.compile(r":\s*+(?=(?:https?|unix):)")
_STATE: t.Final = re.compile(r"(\w[\w ]+?):\s+(\w+)")


def parse(model: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The status from the model (revision 1; old releases have neither `vrfs` nor `sslProfile`, and one VRF as `vrf`).

    :returns: enabled; https, http, local_http, unix_socket, each with configured and running, and port but for the
        socket; ssl_profile with name, configured and state, or None; vrfs; urls, each with interface and url;
        cors_origins; dscp.
    """
    servers: dict[str, dict[str, t.Any]] = {}
    for name, (key, _label) in _SERVERS.items():
        found = shapes.mapping(model.get(key))
        servers[name] = {"configured": bool(found.get("configured")), "running": bool(found.get("running"))}
        if name != "unix_socket":
            servers[name]["port"] = shapes.number(found.get("port"))
    return {
        "enabled": bool(model.get("enabled")),
        **servers,
        "ssl_profile": dict(shapes.mapping(model.get("sslProfile"))) or None,
        "vrfs": _vrfs(model, any(servers[name]["running"] for name in ("https", "http"))),
        "urls": [_url(line) for line in shapes.words(model.get("urls"))],
        "cors_origins": shapes.words(model.get("corsOrigins")),
        "dscp": shapes.number(model.get("dscpValue")) or 0,
    }


def _vrfs(model: Mapping[str, t.Any], running: bool) -> list[str]:
    if "vrfs" in model:
        return sorted(model["vrfs"]) if isinstance(model["vrfs"], Mapping) else sorted(shapes.words(model["vrfs"]))
    vrf = shapes.word(model.get("vrf"))
    return [vrf] if running and vrf else []


def _url(line: str) -> dict[str, str]:
    """`Management1 : https://…:443`, padded; the unix socket and localhost have names of their own in front."""
    match = _BEFORE_URL.search(line)
    if match is None:
        return {"interface": "", "url": line.strip()}
    return {"interface": line[: match.start()].strip(), "url": line[match.end() :].strip()}


# --- What is not as it should be -------------------------------------------------------------------------------------


def look(runner: Runner, wanted: ApiService) -> tuple[dict[str, t.Any], list[str]]:
    """The status as `parse` gives it, and what of the wanted service does not run, in the switch's own words."""
    model = ask.model(runner, STATUS)
    now = parse(model)
    if not wanted.enabled:
        return now, ["the API is still enabled"] if now["enabled"] else []
    down = [name for name in _SERVERS if wanted.has_server(name) and not now[name]["running"]]
    found = [] if now["enabled"] else ["the API is not enabled"]
    if down:
        states, said = _status_text(runner)
        found += [f"the {_SERVERS[name][1]} is {states.get(name, 'not running')}" for name in down]
        found[-1] += f" ({' '.join(said)})" if said else ""
    found += _differences(now, wanted)
    # Servers that are down are in no VRF, and old releases name one of several.
    absent = sorted(set(wanted.serving) - set(now["vrfs"])) if "vrfs" in model and not down else []
    found += [f"the API does not run in the VRF {name}" for name in absent]
    return now, found


def _differences(now: Mapping[str, t.Any], wanted: ApiService) -> Iterator[str]:
    """The servers whose running settings differ from the configured ones."""
    for name, (_key, label) in _SERVERS.items():
        port = now[name].get("port")
        if wanted.has_server(name) and port and port != getattr(wanted, name).port:
            yield f"the {label} uses the port {port}"
    profile = now["ssl_profile"]
    if profile and wanted.ssl_profile and profile.get("name", wanted.ssl_profile) != wanted.ssl_profile:
        yield f"the HTTPS server uses the SSL profile {profile['name']}"
    elif profile and wanted.ssl_profile and profile.get("state", "valid") != "valid":
        yield f"the SSL profile {wanted.ssl_profile} is {profile['state']}"


def _status_text(runner: Runner) -> tuple[dict[str, str], list[str]]:
    """Details of the text beyond the model: the state of each server in a word, and the lines about errors on top."""
    text = ask.text(runner, STATUS)
    labels = {label: name for name, (_key, label) in _SERVERS.items()}
    states, said = {}, []
    for line in text.splitlines():
        match = _STATE.match(line)
        if match and match[1] in labels:
            states[labels[match[1]]] = match[2]
        elif not states and line.strip() and not line.startswith("Enabled:"):
            said.append(line.strip().removeprefix("! "))
    return states, said


# --- Beside the API --------------------------------------------------------------------------------------------------


def has_http_server(runner: Runner) -> bool:
    """True if the switch has `management http-server`."""
    try:
        ask.text(runner, HTTP_SERVER)
    except InvalidCommandError:
        return False
    return True


def profile_error(error: t.Any) -> str:
    """An error of a profile's model: a text, or what it is and about which file."""
    if not isinstance(error, Mapping):
        return str(error)
    return " ".join(str(value) for value in (error.get("errorType"), error.get("errorAttr")) if value)


def profile_problem(runner: Runner, name: str) -> str:
    """Why an SSL profile cannot be used, in words, or ""."""
    try:
        profiles = shapes.mappings(ask.model(runner, PROFILES).get("profileStatus"))
    except CommandError as error:
        error.reason = f"ssl_profile: the state of the SSL profiles could not be read: {error.reason}"
        raise
    if name not in profiles:
        return f"the switch has no SSL profile {name}: it has {', '.join(sorted(profiles)) or 'none'}"
    state = profiles[name].get("profileState", "valid")
    if state == "valid":
        return ""
    errors = [profile_error(error) for error in shapes.items(profiles[name].get("profileError"))]
    return f"the SSL profile {name} is {state}" + (f" ({', '.join(errors)})" if errors else "")
