# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send the probes to a switch: commands over any transport, raw requests where the transport is HTTP.

A request is data, as a bundle has it:

- `run`: commands through the client; the reply has the `output` of the last one, and the `error` of one that failed.
- `rpc`: a JSON-RPC message as it is; the reply has HTTP's `status` and the parsed `body`.
- `http`: any other HTTP request; `as` says who asks: `us`, `nobody`, `stranger`, or `cookie` (of the last login).
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...common.conformance.rows import Exchange, Probe, Reply, Request, SkippedError, StoppedError
from ...common.errors import ClientError
from ...common.json_text import decode
from ...eapi.errors import HttpError, InvalidCommandError, ProtocolError, ReplyError, RequestError
from ...eapi.protocol.commands import Batch, Command
from ...eapi.protocol.request import HEADERS, PATH
from .. import ask
from ..ask import Runner

#: Headers of a reply that say how the server behaves.
KEPT_HEADERS: t.Final = ("Content-Type", "Content-Encoding", "Connection", "WWW-Authenticate", "Server")
#: A user that no switch has; its password is made up for each run.
STRANGER: t.Final = "aerie-conformance-stranger"
SESSION: t.Final = "aerie-conformance"
#: Seconds for one command; `show running-config all` of a large switch takes long.
TIMEOUT: t.Final = 60.0


def run(*commands: str, format: str = "json", revision: int | None = None) -> Request:
    """Commands in one request; a revision is that of all models."""
    whole: dict[str, t.Any] = {"kind": "run", "commands": list(commands), "format": format}
    return whole if revision is None else {**whole, "revision": revision}


def rpc(cmds: Sequence[t.Any], message: Mapping[str, t.Any] | None = None, **params: t.Any) -> Request:
    """A runCmds message; `message` replaces its members, None takes one away."""
    whole: dict[str, t.Any] = {
        "jsonrpc": "2.0",
        "method": "runCmds",
        "params": {"version": 1, "cmds": list(cmds), "format": "json", **params},
        "id": "aerie-conformance",
        **(message or {}),
    }
    return {"kind": "rpc", "message": {name: value for name, value in whole.items() if value is not ABSENT}}


#: A member of a message that is taken away.
ABSENT: t.Final = "\0absent"


def http(method: str, path: str, who: str = "us", body: t.Any = None) -> Request:
    """An HTTP request. `body` is JSON; the word `login` stands for the connection's own user and password."""
    return {"kind": "http", "method": method, "path": path, "as": who, "body": body}


@dataclass
class SwitchExecutor:
    """Sends probes over a client.

    :param client: an EapiClient, or what stands for one in netcommon's helper process: that one only runs commands.
    :ivar values: what stands for `{name}` in commands.
    """

    client: Runner
    values: dict[str, str] = field(default_factory=dict)
    _cookie: str = ""

    @property
    def raw(self) -> bool:
        """True where requests can be sent as they are: over HTTP, from this process."""
        options = getattr(self.client, "options", None)
        return options is not None and options.transport in ("https", "http", "unix")

    def offers(self) -> frozenset[str]:
        """Capabilities for probes: http, password (user and password are sent), cli (commands are typed over SSH)."""
        options = getattr(self.client, "options", None)
        found = {"http"} if self.raw else set()
        if options is not None and self.raw and options.effective_auth in ("session", "basic") and options.password:
            found.add("password")
        if options is not None and options.transport == "ssh":
            found.add("cli")
        return frozenset(found)

    def exchanges(self, probe: Probe) -> list[Exchange]:
        """Send a probe."""
        missing = sorted(probe.needs - self.offers())
        if missing:
            raise SkippedError(NEEDS[missing[0]])
        try:
            return [self._exchange(request) for request in probe.requests]
        finally:
            for request in probe.undo:
                self._quietly(request)

    def _quietly(self, request: Request) -> None:
        try:
            self._run_request(self.filled(request))
        except ClientError:
            return

    def _exchange(self, request: Request) -> Exchange:
        filled = self.filled(request)
        kind = {"run": self._run_request, "rpc": self._rpc, "http": self._http}[str(request["kind"])]
        return Exchange(request, kind(filled))

    def filled(self, request: Request) -> dict[str, t.Any]:
        """A request with the values of this run; raises SkippedError where there is none."""

        def fill(value: t.Any) -> t.Any:
            if isinstance(value, str):
                return re.sub(r"\{(\w+)\}", lambda found: self._placeholder_value(found[1]), value)
            if isinstance(value, list):
                return [fill(item) for item in value]
            return value

        return {name: fill(value) for name, value in request.items()}

    def _placeholder_value(self, name: str) -> str:
        if name not in self.values:
            raise SkippedError(f"the switch has no {name}")
        return self.values[name]

    def _run_request(self, request: Request) -> Reply:
        commands = tuple(Command(each, revision=request.get("revision")) for each in request["commands"])
        batch = Batch(commands, format=request["format"], timeout=TIMEOUT)
        try:
            return {"output": self.client.run(batch)[-1].output}
        except ReplyError as error:
            return {
                "error": {
                    "type": type(error).__name__,
                    "code": error.code,
                    "command_index": error.command_index,
                    "errors": error.errors,
                }
            }

    def _rpc(self, request: Request) -> Reply:
        return self._send_request("POST", PATH, json.dumps(request["message"]).encode(), HEADERS, "us")

    def _http(self, request: Request) -> Reply:
        body = request["body"]
        if body == "login":
            options = t.cast("t.Any", self.client).options
            body = {"username": options.user, "password": options.password}
        elif body == "stranger":
            body = {"username": STRANGER, "password": secrets.token_hex(8)}
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if request["path"] != PATH else dict(HEADERS)
        return self._send_request(request["method"], request["path"], content, headers, request["as"])

    def _send_request(self, method: str, path: str, body: bytes, headers: Mapping[str, str], who: str) -> Reply:
        client = t.cast("t.Any", self.client)
        try:
            found = client.transport.request(method, path, body, {**headers, **self._credentials(who)}, TIMEOUT)
        except HttpError as error:
            return {"status": error.status, "headers": {}, "body": None}
        cookie = found.headers.get("Set-Cookie") or ""
        kept = {name: found.headers[name] for name in KEPT_HEADERS if found.headers.get(name)}
        if cookie:
            self._cookie = cookie.partition("Session=")[2].partition(";")[0]
            kept["Set-Cookie"] = _form_of(cookie)
        return {"status": found.status, "headers": kept, "body": _parsed(found.text())}

    def _credentials(self, who: str) -> dict[str, str]:
        if who == "us":
            return dict(t.cast("t.Any", self.client).auth.headers())
        if who == "stranger":
            return {
                "Authorization": f"Basic {base64.b64encode(f'{STRANGER}:{secrets.token_hex(8)}'.encode()).decode()}"
            }
        return {"Cookie": f"Session={self._cookie}"} if who == "cookie" else {}


#: Why a probe is skipped, by what it needs.
NEEDS: t.Final[Mapping[str, str]] = {
    "http": "needs requests over HTTP that the task's own process sends (ansible_connection: aerie.arista.eapi)",
    "password": "needs authentication by user and password",
    "cli": "about commands that are typed over SSH",
}


def _form_of(cookie: str) -> str:
    """A cookie without its value: `Session=removed;Expires=removed;Path=/;HttpOnly`."""
    parts = [part.strip() for part in cookie.split(";")]
    return ";".join(
        part if "=" not in part or part.startswith("Path=") else f"{part.partition('=')[0]}={_cookie_value(part)}"
        for part in parts
    )


def _cookie_value(part: str) -> str:
    return "None" if part == "Session=None" else "removed"


def _parsed(text: str) -> t.Any:
    try:
        return decode(text)
    except ValueError:
        return text


def identity(client: Runner) -> dict[str, t.Any]:
    """The model of `show version`, the first thing that is sent.

    :raises StoppedError: if what answers is no EOS.
    """
    try:
        output = ask.model(client, "show version")
    except (ProtocolError, RequestError, InvalidCommandError) as error:
        raise StoppedError(
            f"what answers is not EOS: {error.reason}", host=error.host, hint="Nothing more was sent."
        ) from error
    known = isinstance(output.get("version"), str) and "modelName" in output
    if not known or not re.match(r"4\.\d+", str(output["version"])):
        raise StoppedError("what answers is not EOS: 'show version' names no release.", hint="Nothing more was sent.")
    return output
