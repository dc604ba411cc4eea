# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The REST side: the login API, and the release that clients ask for.

Source: specification "Connecting", "token from login": POST ``/cvpservice/login/authenticate.do`` with Basic
authentication answers ``{"sessionId": …}``, valid for 24 hours. Older clients send user and password in a JSON body.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
from collections.abc import Callable
from typing import Any

from aiohttp import web

from .accounts import Accounts, Unauthenticated
from .faults import CloudVisionFaults
from .spec import CloudVisionSpec
from .stats import CloudVisionStats

LOGIN = "/cvpservice/login/authenticate.do"
LOGOUT = "/cvpservice/login/logout.do"
INFO = "/cvpservice/cvpInfo/getCvpInfo.do"
HOME = "/cvpservice/login/home.do"
#: The root of the REST form of the Resource APIs, which clients ask to see whether their token is good.
REST = "/api/v1/rest/"
#: The redirector's GetOne, in the form that devices ask before they are provisioned.
REDIRECTOR = "/api/v3/services/arista.redirector.v1.AssignmentService/GetOne"
_SILENT = logging.getLogger("lab.access")


class LoginApi:
    """Answers HTTP/1.1 requests."""

    def __init__(
        self,
        accounts: Accounts,
        faults: CloudVisionFaults,
        stats: CloudVisionStats,
        spec: CloudVisionSpec,
        assigned: Callable[[str], list[str]],
    ) -> None:
        self.accounts = accounts
        self.faults = faults
        self.stats = stats
        self.spec = spec
        #: The hosts of the cluster that serves a system.
        self.assigned = assigned

    def server(self) -> web.Server:
        """What makes the handlers of connections."""
        return web.Server(self.handle, access_log=None)

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one request."""
        self.stats.requests += 1
        body = await request.read()
        path = request.path.replace("/web/", "/cvpservice/", 1)  # the older prefix
        if path == LOGIN:
            return self._login(request, body)
        if path == REDIRECTOR:
            return self._redirect(request, body)
        if path not in (LOGOUT, INFO, HOME, REST):
            return web.Response(status=404, text="404 page not found\n")
        token = _token(request)
        try:
            caller = self.accounts.of_token(token)
        except Unauthenticated as error:
            return _error(401, str(error))
        if path == LOGOUT:
            self.accounts.revoke(token)
        answers: dict[str, Any] = {
            LOGOUT: {"data": "success"},
            INFO: {"version": self.spec.version, "appVersion": "lab"},
            HOME: {"username": caller.name},
            REST: {},
        }
        return web.json_response(answers[path])

    def _redirect(self, request: web.BaseRequest, body: bytes) -> web.Response:
        """Which cluster serves a system: a list of one answer, whose clusters are empty where there is none."""
        try:
            self.accounts.of_token(_token(request))
        except Unauthenticated as error:
            return _error(401, str(error))
        system = json.loads(body)["key"]["system_id"]
        hosts = self.assigned(system)
        clusters = {"values": [{"name": "lab", "hosts": {"values": hosts}}]} if hosts else {}
        return web.json_response([{"value": {"key": {"systemId": system}, "clusters": clusters}}])

    def _login(self, request: web.BaseRequest, body: bytes) -> web.Response:
        if self.faults.take_for("/", "login-unavailable"):
            return web.Response(status=503, text="upstream connect error or disconnect/reset before headers")
        if self.faults.take_for("/", "no-login"):
            return web.Response(status=404, text="404 page not found\n")
        if request.method != "POST":
            return web.Response(status=405)
        user, password = _credentials(request, body)
        session = self.accounts.login(user, password)
        if session is None:
            self.stats.failed_logins += 1
            return _error(401, "Unauthorized User")
        self.stats.logins += 1
        response = web.json_response(
            {"sessionId": session.text, "userId": user, "user": {"userId": user, "userStatus": "Enabled"}}
        )
        response.set_cookie("access_token", session.text, httponly=True, secure=True)
        return response


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"errorCode": str(status), "errorMessage": message}, status=status)


def _token(request: web.BaseRequest) -> str:
    header = request.headers.get("Authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:]
    return request.cookies.get("access_token", "")


def _credentials(request: web.BaseRequest, body: bytes) -> tuple[str, str]:
    header = request.headers.get("Authorization", "")
    try:
        if header.lower().startswith("basic "):
            name, _colon, password = base64.b64decode(header[6:], validate=True).decode().partition(":")
            return name, password
        parsed = json.loads(body or b"{}")
        return str(parsed.get("userId", "")), str(parsed.get("password", ""))
    except (binascii.Error, ValueError, AttributeError):
        return "", ""
