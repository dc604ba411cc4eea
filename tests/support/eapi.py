# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the tests of the client share: options, a small switch behind a function, and transports that record.

The switch knows a table of commands. It keeps account of what it ran, so that a test can say what ran how often.
"""

from __future__ import annotations

import base64
import json
import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import ConnectError, DroppedError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.transport import Reply

USER = "ops"
PASSWORD = "s3cret-password"
ENABLE_PASSWORD = "s3cret-enable"

MESSAGES = {
    1000: "could not run command",
    1001: "internal error",
    1002: "invalid command",
    1003: "unconverted command",
    1004: "incompatible command",
    1005: "permission to run command denied",
}


def options(**given: t.Any) -> EapiOptions:
    """Options for a switch that is never reached, unless a test says where it is."""
    return EapiOptions(**{"host": "leaf1", "user": USER, "password": PASSWORD, "auth": "basic", "retries": 0, **given})


def basic(user: str = USER, password: str = PASSWORD) -> str:
    """The value of the Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@dataclass
class Request:
    """A request as the switch sees it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    timeout: float | None = None

    @property
    def json(self) -> t.Any:
        """The body."""
        return json.loads(self.body)

    @property
    def params(self) -> dict[str, t.Any]:
        """The parameters of runCmds."""
        return t.cast("dict[str, t.Any]", self.json["params"])

    @property
    def cmds(self) -> list[str]:
        """The command lines."""
        return [cmd if isinstance(cmd, str) else cmd["cmd"] for cmd in self.params["cmds"]]


#: Status, headers, body.
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Switch:
    """eAPI as a function from request to answer.

    :ivar models: what a command answers in JSON; any other command answers {}.
    :ivar texts: what it answers in text.
    :ivar failures: code and errors of the commands that fail.
    :ivar unconverted: commands without a JSON form.
    :ivar privileged: commands that need `enable` ahead of them in their request.
    :ivar sessions: False is an EOS without /login.
    :ivar login_headers: headers beside Set-Cookie in the answer to a login.
    :ivar cookie_attributes: what follows the session's identifier in Set-Cookie.
    :ivar ran: the commands that were run, in order.
    """

    models: dict[str, t.Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    failures: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    unconverted: set[str] = field(default_factory=set)
    privileged: set[str] = field(default_factory=set)
    enable_password: str | None = None
    user: str = USER
    password: str = PASSWORD
    sessions: bool = True
    login_headers: dict[str, str] = field(default_factory=dict)
    cookie_attributes: str = ";Path=/;HttpOnly"
    cookies: set[str] = field(default_factory=set)
    logins: int = 0
    refused_logins: int = 0
    ran: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    @property
    def calls(self) -> list[Request]:
        """The runCmds requests among the requests."""
        return [request for request in self.requests if request.method == "POST" and request.path == "/command-api"]

    def __call__(self, request: Request) -> Answer:
        """Answer a request."""
        self.requests.append(request)
        if request.path == "/login":
            return self._login(request)
        if request.path == "/logout":
            found = self._cookie(request) in self.cookies
            self.cookies.discard(self._cookie(request))
            return (200 if found else 400), {}, b""
        if not self._known(request):
            return 401, {}, b"Unable to authenticate user: Bad username/password combination"
        if request.path != "/command-api":
            return 404, {}, b"<html>not found</html>"
        return (200, {}, b"") if request.method == "HEAD" else (200, {}, json.dumps(self._call(request)).encode())

    def _login(self, request: Request) -> Answer:
        if not self.sessions:
            return 404, {}, b"<html>not found</html>"
        if request.json == {}:
            return (200 if self._cookie(request) in self.cookies else 401), {}, b""
        if request.json != {"username": self.user, "password": self.password}:
            self.refused_logins += 1
            return 401, {}, b"Unable to authenticate user: Bad username/password combination"
        self.logins += 1
        cookie = f"s3cret-cookie-{self.logins}"
        self.cookies.add(cookie)
        return 200, {**self.login_headers, "Set-Cookie": f"Session={cookie}{self.cookie_attributes}"}, b"Logged in"

    def _known(self, request: Request) -> bool:
        if "Cookie" in request.headers:
            return self._cookie(request) in self.cookies
        return request.headers.get("Authorization") == basic(self.user, self.password)

    @staticmethod
    def _cookie(request: Request) -> str:
        return request.headers.get("Cookie", "").partition("Session=")[2]

    def _call(self, request: Request) -> dict[str, t.Any]:
        params, entries, failed = request.params, [], None
        privileged = False
        for place, item in enumerate(params["cmds"], 1):
            wire = {"cmd": item} if isinstance(item, str) else item
            code, entry = self._run(wire, params["format"], privileged)
            privileged = privileged or (wire["cmd"] == "enable" and not code)
            entries.append(entry)
            if code and failed is None:
                message = f"CLI command {place} of {len(params['cmds'])} '{wire['cmd']}' failed: {MESSAGES[code]}"
                failed = {"code": code, "message": message}
            if code and params.get("stopOnError", True):
                break
        outcome = {"error": {**failed, "data": entries}} if failed else {"result": entries}
        return {"jsonrpc": "2.0", "id": request.json["id"], **outcome}

    def _run(self, wire: dict[str, t.Any], format: str, privileged: bool) -> tuple[int, t.Any]:
        cmd = wire["cmd"]
        self.ran.append(cmd)
        code, errors = self.failures.get(cmd, (0, []))
        if cmd == "enable" and self.enable_password and wire.get("input") != self.enable_password:
            code, errors = 1005, ["", "Bad secret"]
        if cmd in self.privileged and not privileged:
            code, errors = 1002, ["Invalid input (privileged mode required)"]
        if not code and format == "json" and cmd in self.unconverted:
            code, errors = 1003, ["This is an unconverted command"]
        if code:
            return code, {"errors": errors, **({"output": f"% {errors[-1]}\n"} if format == "text" else {})}
        return 0, {"output": self.texts.get(cmd, "")} if format == "text" else self.models.get(cmd, {})


class Drop:
    """The connection breaks before the switch sees the request, or after it has acted on it."""

    def __init__(self, after: bool) -> None:
        self.after = after


def _fail(error: Exception) -> t.NoReturn:
    raise error


class FakeTransport:
    """Stands for transport.Transport: hands requests to a switch, and plays faults in their turn.

    :ivar faults: what happens to the next requests: an Answer, a Drop, an exception to raise, or None for nothing.
    :ivar sent: every request, those that a fault kept from the switch too.
    """

    def __init__(self, switch: Callable[[Request], Answer], faults: t.Sequence[t.Any] = ()) -> None:
        self.switch = switch
        self.faults = list(faults)
        self.sent: list[Request] = []
        self.closed = 0

    def prepare(self) -> None:
        """As Transport.prepare."""

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
    ) -> Reply:
        """As Transport.request."""
        request = Request(method, path, dict(headers or {}), body or b"", timeout)
        self.sent.append(request)
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Exception):
            _fail(fault)
        if isinstance(fault, Drop):
            if fault.after:
                self.switch(request)
            raise DroppedError("the connection broke before the reply was complete.", host="leaf1")
        return Reply(*(fault if fault is not None else self.switch(request)))

    def close(self) -> None:
        """As Transport.close."""
        self.closed += 1

    def sent_to(self, path: str) -> list[Request]:
        """The requests to a path."""
        return [request for request in self.sent if request.path == path]


def refused() -> ConnectError:
    """Nobody listens: nothing was sent."""
    return ConnectError("cannot connect: connection refused.", host="leaf1")


def client_of(switch: Callable[[Request], Answer], faults: t.Sequence[t.Any] = (), **given: t.Any) -> EapiClient:
    """A client whose requests a switch answers without a network; `client.transport` is the FakeTransport."""
    client = EapiClient(options(**given))
    transport: t.Any = FakeTransport(switch, faults)
    client.transport = client.auth.transport = transport
    return client
