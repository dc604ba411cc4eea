# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The HTTP side of a switch: paths, authentication, and the faults that a request can meet."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from aiohttp import web
from cryptography import x509

from .alterations import alter_payload, altered_response
from .eos import cli, rpc
from .eos.releases import HTTP_SESSIONS, release
from .eos.switch import Switch, User, UserStats
from .faults import Fault, Faults
from .stats import Stats

BAD_CREDENTIALS = "Unable to authenticate user: Bad username/password combination"
BAD_SESSION = "Unable to authenticate user: Invalid session"
NO_CREDENTIALS = "Unable to authenticate user: No credentials provided"
HTML = "text/html"
#: Larger replies are sent in pieces.
PIECE = 256 * 1024


def page(title: str) -> str:
    """An error page of the web server in front of the API."""
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )


def respond(status: int, text: str = "", content_type: str = "text/plain", **headers: str) -> web.Response:
    """A response as the API's web server sends it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.Response(status=status, text=text, content_type=content_type, headers={"Server": "nginx", **named})


def error_page(status: int, title: str) -> web.Response:
    """An HTML error page."""
    return respond(status, page(f"{status} {title}"), HTML)


@dataclass(frozen=True)
class Refused(Exception):
    """A request that is answered with an error status instead of being looked at."""

    response: web.Response


def certificate_user(certificate: x509.Certificate, trusted: list[x509.Certificate]) -> User | None:
    """The user of a client certificate: signed by a trusted certificate directly, or trusted itself.

    The common name holds the name and the privilege (specification, "Client-Side Certificates").
    """
    if certificate not in trusted and not any(_signed(certificate, issuer) for issuer in trusted):
        return None
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    words = str(names[0].value).split() if names else []
    if len(words) < 2 or not words[1].isdigit() or not 1 <= int(words[1]) <= 15:
        return None
    return User(words[0], int(words[1]))


def _signed(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:
        return False
    return True


#: Faults of the API itself, after the commands have run.
API_FAILURES = ("server-error", "internal-error", "internal-exception")


def _api_failure(name: str) -> web.Response:
    """What the API says when it breaks after its work."""
    if name == "server-error":
        return error_page(500, "Internal Server Error")
    code, message = (-32603, "Internal server error") if name == "internal-error" else (1001, "internal exception")
    error = {"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": message}}
    return respond(200, json.dumps(error), "application/json")


class EapiServer:
    """Answers the requests of all listeners of one switch.

    ``kind`` of a listener is ``https``, ``http``, ``local`` or ``unix``; the last two ask for no credentials.
    """

    def __init__(
        self,
        switch: Switch,
        faults: Faults,
        settled: Callable[[], None],
        keep: int = 1000,
    ) -> None:
        """``settled`` is called after each request that ran commands; ``keep`` requests are remembered."""
        self.switch = switch
        self.faults = faults
        #: What certificates of clients are checked against.
        self.trusted: list[x509.Certificate] = []
        #: The reply of the web server while the service restarts.
        self.restarting = False
        #: Set while no request is being answered.
        self.idle = asyncio.Event()
        self.idle.set()
        self._busy = 0
        self.settled = settled
        self.stats = Stats()
        self.received: deque[Any] = deque(maxlen=keep)
        #: Names of behaviours that are changed on purpose.
        self.alterations: set[str] = set()

    async def handle(self, request: web.BaseRequest, kind: str) -> web.StreamResponse:
        """Answer one request."""
        self.stats.requests += 1
        self._busy += 1
        self.idle.clear()
        try:
            response = altered_response(self.alterations, request.path, await self._answer(request, kind))
            return self._shared(request, response)
        finally:
            self._busy -= 1
            if not self._busy:
                self.idle.set()

    async def _answer(self, request: web.BaseRequest, kind: str) -> web.StreamResponse:
        body = await request.read()
        if self.restarting:
            response = error_page(502, "Bad Gateway")
            response.force_close()
            return response
        try:
            if self.faults.take_for("/", "not-eapi"):
                return respond(200, "<html><body><h1>It works!</h1></body></html>", HTML)
            return await self._route(request, kind, body)
        except Refused as refused:
            if refused.response.status == 401:
                self.stats.unauthorized += 1
            return refused.response

    async def _route(self, request: web.BaseRequest, kind: str, body: bytes) -> web.StreamResponse:
        fault = self._fault_before(request, body)
        if fault is not None:
            return fault
        if request.method == "OPTIONS" and self._origin(request):
            return respond(200, Access_Control_Allow_Methods="POST, GET, OPTIONS", Access_Control_Max_Age="1728000")
        if request.path == "/command-api":
            return await self._command_api(request, kind, body)
        sessions = self.switch.spec.login != "missing" and release(self.switch.eos) >= HTTP_SESSIONS
        if request.path in ("/login", "/logout") and sessions:
            if request.method != "POST":
                return error_page(405, "Not Allowed")
            return self._login(request, body) if request.path == "/login" else self._logout(request)
        explorer = self.switch.view.api.default_services
        if request.path == "/" and request.method in ("GET", "HEAD") and explorer:
            return respond(200, "<html><head><title>Command API Explorer</title></head><body></body></html>", HTML)
        return error_page(404, "Not Found")

    def _fault_before(self, request: web.BaseRequest, body: bytes) -> web.StreamResponse | None:
        """What goes wrong before anything runs."""
        names = ("expired-cookies", "drop-before-reply", "bad-gateway", "unavailable", "garbage-body")
        fault = self._take(request, body, names) if request.method == "POST" else None
        if fault is None:
            return None
        if fault.name == "expired-cookies":
            self.switch.cookies.expire_all()
            return None
        if fault.name == "drop-before-reply":
            return self._cut(request)
        if fault.name == "garbage-body":
            return respond(200, "\x01\x02 this is no JSON", "application/json")
        if fault.name == "bad-gateway":
            return error_page(502, "Bad Gateway")
        return error_page(503, "Service Temporarily Unavailable")

    def _take(self, request: web.BaseRequest, body: bytes, names: tuple[str, ...]) -> Fault | None:
        """The fault that a request meets, if any; its commands are looked at only where there are faults."""
        if self.faults.active(*names) is None:
            return None
        return self.faults.take_for(request.path, *names, commands=commands_of(body))

    @staticmethod
    def _cut(request: web.BaseRequest) -> web.Response:
        """Cut the connection; the response is never sent."""
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    # -- other origins -------------------------------------------------------------------------------------------

    def _origin(self, request: web.BaseRequest) -> str:
        """The origin of a request that ``cors allowed-origin`` names ("" for none); ``all`` names every one."""
        origin, allowed = request.headers.get("Origin", ""), self.switch.view.api.cors_origins
        return origin if origin in allowed or "all" in allowed else ""

    def _shared(self, request: web.BaseRequest, response: web.StreamResponse) -> web.StreamResponse:
        """Let pages of an allowed origin read the response."""
        origin = self._origin(request)
        if origin and not response.prepared:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type, Authorization"
            response.headers["Vary"] = "Origin"
        return response

    # -- who asks ------------------------------------------------------------------------------------------------

    def _user(self, request: web.BaseRequest, kind: str) -> User:
        """The user of a request; raises Refused."""
        if kind in ("local", "unix"):
            return User("root", 15)
        user = self._certificate(request)
        if user is not None:
            return user
        cookie = session_cookie(request)
        user = self.switch.cookies.user(cookie) if cookie else None
        if user is not None:
            return user
        header = request.headers.get("Authorization", "")
        if header.lower().startswith("basic "):
            return self._basic(header)
        raise Refused(self._unauthorized(BAD_SESSION if cookie else NO_CREDENTIALS))

    def _certificate(self, request: web.BaseRequest) -> User | None:
        tls = request.transport.get_extra_info("ssl_object") if request.transport else None
        binary = tls.getpeercert(binary_form=True) if tls is not None else None
        if not binary:
            return None
        user = certificate_user(x509.load_der_x509_certificate(binary), self.trusted)
        if user is None:
            raise Refused(respond(400, page("400 The SSL certificate error"), HTML))
        return user

    def _basic(self, header: str) -> User:
        self.stats.basic_authentications += 1
        try:
            name, separator, password = base64.b64decode(header[6:], validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            name = separator = password = ""
        user = self.switch.accounts.authenticate(name, password) if separator else None
        if user is None:
            raise Refused(self._unauthorized(BAD_CREDENTIALS))
        return user

    @staticmethod
    def _unauthorized(text: str) -> web.Response:
        return respond(401, text, WWW_Authenticate='Basic realm="COMMAND_API_AUTH"')

    # -- cookie sessions -----------------------------------------------------------------------------------------

    def _login(self, request: web.BaseRequest, body: bytes) -> web.Response:
        """Log in, or with an empty object, ask whether the cookie is still good."""
        try:
            parsed = json.loads(body)
        except ValueError:
            return respond(400, "Bad Request")
        if parsed == {}:
            self.stats.validations += 1
            cookie = session_cookie(request)
            if cookie and self.switch.cookies.user(cookie):
                return respond(200)
            raise Refused(self._unauthorized(BAD_SESSION))
        name, password = (parsed.get("username"), parsed.get("password")) if isinstance(parsed, dict) else (None, None)
        user = None
        if isinstance(name, str) and isinstance(password, str):
            user = self.switch.accounts.authenticate(name, password)
        if user is None:
            self.stats.failed_logins += 1
            raise Refused(self._unauthorized(BAD_CREDENTIALS))
        self.stats.logins += 1
        if self.switch.spec.login == "none":
            return respond(200, "", Set_Cookie="Session=None;Path=/;HttpOnly")
        identity, expires = self.switch.cookies.create(user, self.switch.view.api.session_timeout)
        stamp = formatdate(expires, usegmt=True)
        return respond(200, "", Set_Cookie=f"Session={identity};Expires={stamp};Path=/;HttpOnly")

    def _logout(self, request: web.BaseRequest) -> web.Response:
        cookie = session_cookie(request)
        if cookie and self.switch.cookies.end(cookie):
            self.stats.logouts += 1
            return respond(200)
        return respond(400, "Bad Request")

    # -- commands ------------------------------------------------------------------------------------------------

    async def _command_api(self, request: web.BaseRequest, kind: str, body: bytes) -> web.StreamResponse:
        user = self._user(request, kind)
        if request.method == "HEAD":
            return respond(200, "", "application/json")
        if request.method != "POST":
            return error_page(405, "Not Allowed")
        self.stats.command_requests += 1
        await self._ahead(request, body)
        started = time.monotonic()
        printed = self._take(request, body, ("printed-errors",)) is not None
        reply, parsed = await rpc.answer_async(self.switch, user, rpc.to_the_end(body) if printed else body)
        if printed:
            rpc.print_errors(reply)
        self.received.append(parsed)
        alter_payload(self.alterations, parsed, reply.payload)
        self.stats.commands += reply.commands
        self.settled()
        self._account(user, len(body), reply.commands, time.monotonic() - started)
        names = (
            *("drop-after-applying", "vanish", "gateway-timeout", *API_FAILURES),
            *("slow", "truncated-json", "string-data", "wrong-id"),
        )
        fault = self._take(request, body, names)
        return await self._send(request, user, reply, fault)

    async def _ahead(self, request: web.BaseRequest, body: bytes) -> None:
        """What happens between the arrival of a request and its commands."""
        fault = self._take(request, body, ("late", "rival"))
        if fault is not None and fault.name == "late":
            await asyncio.sleep(fault.delay)
        elif fault is not None:
            rival = cli.Cli(self.switch, User("rival", 15))
            rival.enabled = True
            for line in ("configure", *fault.lines, "end"):
                await rival.run_async(cli.Line(line), True)
            rival.close()
            self.settled()

    def _account(self, user: User, size: int, commands: int, seconds: float) -> None:
        api, now = self.switch.api, time.time()
        own = api.users.setdefault(user.name, UserStats())
        api.hits += 1
        api.requests += 1
        api.commands += commands
        api.execution_time += seconds
        api.bytes_in += size
        api.last_hit = own.last_hit = now
        own.requests += 1
        own.bytes_in += size

    async def _send(
        self, request: web.BaseRequest, user: User, reply: rpc.Answer, fault: Fault | None
    ) -> web.StreamResponse:
        """Send a reply, or what a fault makes of it."""
        if fault is not None and fault.name == "drop-after-applying":
            return self._cut(request)
        if fault is not None and fault.name == "vanish":
            self.faults.add("refuse", seconds=fault.delay)
            return self._cut(request)
        if fault is not None and fault.name == "gateway-timeout":
            return error_page(504, "Gateway Time-out")
        if fault is not None and fault.name in API_FAILURES:
            return _api_failure(fault.name)
        if fault is not None and fault.name == "slow":
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.name == "string-data" and "error" in reply.payload:
            data = reply.payload["error"].get("data", [])
            data[:-1] = [json.dumps(entry) for entry in data[:-1]]
        if fault is not None and fault.name == "wrong-id":
            reply.payload["id"] = "another request"
        if reply.large:
            return await self._stream(request, user, reply)
        body = b"".join(reply.pieces())
        if fault is not None and fault.name == "truncated-json":
            body = body[: len(body) // 2]
        self._sent(user, len(body))
        return web.Response(body=body, content_type="application/json", headers={"Server": "nginx"})

    def _sent(self, user: User, size: int) -> None:
        self.switch.api.bytes_out += size
        self.switch.api.users[user.name].bytes_out += size

    async def _stream(self, request: web.BaseRequest, user: User, reply: rpc.Answer) -> web.StreamResponse:
        """Send a large reply as it is made."""
        response = web.StreamResponse(headers={"Server": "nginx", "Content-Type": "application/json"})
        self._shared(request, response)
        response.enable_chunked_encoding() if request.version >= (1, 1) else None
        await response.prepare(request)
        pending = bytearray()
        for piece in reply.pieces():
            pending += piece
            if len(pending) >= PIECE:
                self._sent(user, len(pending))
                await response.write(bytes(pending))
                pending.clear()
        self._sent(user, len(pending))
        await response.write(bytes(pending))
        await response.write_eof()
        return response


def commands_of(body: bytes) -> list[str]:
    """The commands of a request, as far as it has any."""
    try:
        found = json.loads(body)["params"]["cmds"]
        return [entry if isinstance(entry, str) else str(entry["cmd"]) for entry in found]
    except (ValueError, KeyError, TypeError):
        return []


def session_cookie(request: web.BaseRequest) -> str | None:
    """The id in a ``Session`` cookie; attributes that a client echoes beside it are ignored."""
    for part in request.headers.get("Cookie", "").split(";"):
        name, separator, value = part.strip().partition("=")
        if name == "Session" and separator:
            return value
    return None
