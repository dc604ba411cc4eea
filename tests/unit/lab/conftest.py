# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A lab for each module, and a plain HTTP client that knows nothing of the collection."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any

import pytest

from lab import Lab, LabSwitch, SwitchSpec
from lab.eos.cli import Cli, Line, load
from lab.eos.show import load as load_show_commands
from lab.eos.switch import Switch, User


class UnixConnection(HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Client:
    """Sends requests to one switch; ``status``, ``headers`` and ``body`` are those of the last reply."""

    def __init__(self, lab: Lab, switch: LabSwitch, kind: str = "https", **tls: Any) -> None:
        self.lab, self.switch, self.kind, self.tls = lab, switch, kind, tls
        self.auth: str | None = f"{lab.username}:{lab.password}"
        self.cookie: str | None = None
        self.status, self.body = 0, b""
        self.headers: Any = {}
        self._connection: HTTPConnection | None = None

    def context(self) -> ssl.SSLContext:
        """Verification against the lab's CA, and perhaps a certificate of one's own."""
        context = ssl.create_default_context(cafile=str(self.lab.ca_path))
        if "cert" in self.tls:
            context.load_cert_chain(*map(str, self.tls["cert"]))
        return context

    def connect(self) -> HTTPConnection:
        """A new connection of the client's kind."""
        address, ports = self.switch.address, self.switch
        if self.kind == "unix":
            assert ports.unix_socket
            return UnixConnection(ports.unix_socket)
        if self.kind == "https":
            return HTTPSConnection(address, ports.https_port or 8443, timeout=60, context=self.context())
        return HTTPConnection(address, ports.http_port if self.kind == "http" else ports.local_http_port, timeout=60)

    def request(self, method: str, path: str, body: bytes | str = b"", **headers: str) -> bytes:
        """One request, over a kept connection; a broken one is opened anew with the next request."""
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.auth:
            import base64

            headers["Authorization"] = "Basic " + base64.b64encode(self.auth.encode()).decode()
        self._connection = self._connection or self.connect()
        try:
            self._connection.request(method, path, body, headers)
            response: HTTPResponse = self._connection.getresponse()
            self.status, self.headers, self.body = response.status, response.headers, response.read()
        except BaseException:
            self.close()
            raise
        return self.body

    def rpc(self, *cmds: Any, id: Any = 1, **params: Any) -> dict[str, Any]:
        """runCmds with version 1 unless said otherwise; the parsed reply."""
        params = {"version": 1, "cmds": list(cmds), **params}
        body = {"jsonrpc": "2.0", "method": "runCmds", "params": params, "id": id}
        reply: dict[str, Any] = json.loads(self.request("POST", "/command-api", json.dumps(body)))
        return reply

    def login(self, user: str, password: str) -> int:
        """Log in by /login, keep the cookie, and use it alone from now on."""
        self.request("POST", "/login", json.dumps({"username": user, "password": password}))
        header = self.headers.get("Set-Cookie")
        if header:
            self.cookie = header.split(";")[0]
        self.auth = None
        return self.status

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab of three switches with every kind of listener."""
    with Lab(tmp_path_factory.mktemp("lab"), 3, http=True, local_http=True, unix_socket=True) as running:
        yield running


@pytest.fixture
def leaf(lab: Lab) -> Iterator[LabSwitch]:
    """One switch of the lab, its counters at zero, its faults cleared afterwards."""
    switch = lab["leaf1"]
    switch.stats.reset()
    switch.received.clear()
    yield switch
    switch.faults.clear()
    switch.sessions.expire_all()


@pytest.fixture
def connect(lab: Lab) -> Iterator[Callable[..., Client]]:
    """Make a client: ``connect(switch, kind, cert=…)``."""
    made: list[Client] = []

    def make(switch: LabSwitch, kind: str = "https", **tls: Any) -> Client:
        made.append(Client(switch._lab, switch, kind, **tls))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def client(connect: Callable[..., Client], leaf: LabSwitch) -> Client:
    """A client of the leaf over https with basic authentication."""
    return connect(leaf)


class Terminal:
    """The CLI of a switch without any server."""

    def __init__(self, switch: Switch, user: User) -> None:
        self.switch, self.user = switch, user
        self.cli = Cli(switch, user)

    def json(self, text: str, input: str | None = None, revision: int | None = None) -> Any:
        """Run a command, return its model."""
        return self.cli.run(Line(text, input, revision), text=False)

    def text(self, text: str, input: str | None = None) -> Any:
        """Run a command, return what the CLI prints."""
        return self.cli.run(Line(text, input), text=True)

    def all(self, *lines: str) -> None:
        """Run commands one after the other."""
        for line in lines:
            self.json(line)


@pytest.fixture
def terminal() -> Terminal:
    """A terminal of an administrator on a switch with four ports and no configuration."""
    load_show_commands()
    switch = Switch(SwitchSpec(name="sw1", ports=4))
    load(switch, switch.running, "hostname sw1")
    return Terminal(switch, User("admin", 15))


@pytest.fixture
def configure(terminal: Terminal) -> Terminal:
    """The same, in configuration mode."""
    terminal.all("enable", "configure")
    return terminal
