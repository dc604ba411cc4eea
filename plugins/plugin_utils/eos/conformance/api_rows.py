# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows about HTTP, cookie sessions and JSON-RPC."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Sequence

from ...common.conformance.rows import Assumption, Judge, Probe, Release, Reply, Request, SkippedError
from ...common.conformance.shapes import NUMBER, TEXT, WORD, differences
from ...eapi.protocol.request import PATH
from .executor import ABSENT, http, rpc, run
from .judges import body, both, member, output, refused, result, results, rpc_error, status

SPEC: t.Final = "Command API specification"
CLIENT: t.Final = ("all modules of eAPI",)
VERSION_SHAPE: t.Final = {"version": WORD, "modelName": WORD}
TEXT_SHAPE: t.Final = {"output": TEXT}
_HTTP: t.Final = frozenset({"http"})
_PASSWORD: t.Final = frozenset({"http", "password"})
_SHARED: t.Final[dict[str, str]] = {}
_MISS: t.Final = "show aerie-conformance"


def _row(
    id: str,
    says: str,
    judge: Judge,
    *requests: Request,
    source: str = SPEC,
    needs: frozenset[str] = _HTTP,
    since: Release = (),
    optional: bool = False,
    used_by: tuple[str, ...] = CLIENT,
) -> Assumption:
    name = _SHARED.setdefault(repr(requests), id)  # rows that ask the same share a probe
    return Assumption(id, says, Probe(name, requests, needs=needs), judge, used_by, source, since, optional)


# --- HTTP and cookie sessions ----------------------------------------------------------------------------------------

_SESSION: t.Final = Probe(
    "http-session",
    (
        http("POST", "/login", "nobody", "login"),
        http("POST", "/login", "cookie", {}),
        http("POST", PATH, "cookie", rpc(["show version"])["message"]),
        http("POST", "/logout", "cookie"),
        http("POST", "/login", "cookie", {}),
        http("HEAD", PATH, "cookie"),
    ),
    needs=_PASSWORD,
)


def _session(judge: Judge) -> Judge:
    """Judge a cookie session where the switch has given one."""

    def judging(replies: Sequence[Reply]) -> Iterator[str]:
        login = replies[0]
        if login["status"] in (404, 405) or "Session=None" in str(login["headers"].get("Set-Cookie", "")):
            raise SkippedError("the switch has no cookie sessions")
        if login["status"] == 401:
            raise SkippedError("the password serves no second login; it may be for one time")
        yield from judge(replies)

    return judging


def _session_row(id: str, says: str, judge: Judge) -> Assumption:
    source = f"{SPEC}, Session Based Authorization"
    return Assumption(id, says, _SESSION, _session(judge), CLIENT, source, (4, 19))


HTTP_ROWS: t.Final = (
    _row(
        "http-head",
        "HEAD /command-api with credentials is answered with 200, or with 405 where HEAD is not served.",
        status(200, 405, 501),
        http("HEAD", PATH),
        source="anta/asynceapi; captures",
        used_by=("connection eapi",),
    ),
    _row(
        "http-json",
        "The reply to a message has the status 200 and is JSON.",
        both(status(200, header="Content-Type: json"), lambda replies: _nothing(body(replies[0]))),
        rpc(["show hostname"]),
    ),
    _row(
        "http-not-compressed",
        "A reply to a client that does not ask for compression is not compressed.",
        lambda replies: ["it is compressed"] if replies[0]["headers"].get("Content-Encoding") else [],
        rpc(["show hostname"]),
        source="RFC 9110",
    ),
    _row(
        "http-keep-alive",
        "The connection stays open after a reply.",
        lambda replies: ["the switch closes it"] if replies[0]["headers"].get("Connection") == "close" else [],
        rpc(["show hostname"]),
        source="captures of asynceapi",
    ),
    _row(
        "http-no-cookie-unasked",
        "A reply to a message sets no cookie.",
        lambda replies: ["it sets one"] if "Set-Cookie" in replies[0]["headers"] else [],
        rpc(["show hostname"]),
        source="captures of arista.eos",
        used_by=("httpapi eapi",),
    ),
    _row(
        "http-401-without-credentials",
        "A message without credentials is answered with 401.",
        status(401),
        http("POST", PATH, "nobody", {}),
        needs=_PASSWORD,
    ),
    _row(
        "http-401-words",
        "Wrong credentials are answered with 401 and a body that says 'Unable to authenticate user'.",
        status(401, words="Unable to authenticate user"),
        http("POST", PATH, "stranger", {}),
        needs=_PASSWORD,
        source="pyeapi test/system/test_client.py",
    ),
    _row(
        "login-refused",
        "A login with wrong credentials is answered with 401.",
        lambda replies: () if replies[0]["status"] in (404, 405) else status(401)(replies),
        http("POST", "/login", "nobody", "stranger"),
        needs=_PASSWORD,
        since=(4, 19),
        source=f"{SPEC}, User Login",
    ),
    _session_row(
        "login-cookie",
        "A login is answered with 200 and a cookie 'Session' with an end ('Expires' or 'Max-Age').",
        status(200, header="Set-Cookie: ^Session=removed;.*(Expires|Max-Age)="),
    ),
    _session_row(
        "session-valid", "POST /login with an empty object tells with 200 that a session lives.", status(200, place=1)
    ),
    _session_row("session-authorizes", "The cookie authorizes a message.", status(200, place=2)),
    _session_row("logout", "POST /logout ends the session with 200.", status(200, place=3)),
    _session_row("session-ended", "A session that has ended is refused with 401.", status(401, place=4)),
    _session_row("session-ended-message", "A message with its cookie is refused with 401.", status(401, place=5)),
)


def _nothing(_value: t.Any) -> tuple[str, ...]:
    return ()


# --- JSON-RPC --------------------------------------------------------------------------------------------------------

_TWO: t.Final = ["show hostname", _MISS, "show version"]


def _result_and_error(replies: Sequence[Reply]) -> Iterator[str]:
    error = body(replies[0])["error"]
    entry = error["data"][-1]
    if not (isinstance(entry, dict) and entry.get("errors")):
        yield "the entry of the failed command has no errors"


def _filtered(replies: Sequence[Reply]) -> Iterator[str]:
    lines = str(output(replies[0])).splitlines()
    if not lines or not all("image version" in line for line in lines):
        yield "it prints other lines than those that match"


def _enabled(replies: Sequence[Reply]) -> Iterator[str]:
    message = body(replies[0])
    if "error" in message:
        raise SkippedError("'enable' asks for a password, or the user may not become privileged")
    yield from differences([{"output": WORD}], message["result"], "result")


def _is_id(value: t.Any) -> Judge:
    return member("id", value)


RPC_ROWS: t.Final = (
    _row(
        "rpc-results",
        "A message is answered with a list 'result', one model for each command.",
        results(VERSION_SHAPE, 2),
        rpc(["show version", "show version"]),
    ),
    _row("rpc-version", "The reply has the member jsonrpc, '2.0'.", member("jsonrpc", "2.0"), rpc(["show hostname"])),
    _row("rpc-id-text", "An id that is a text comes back.", _is_id("aerie-conformance"), rpc(["show hostname"])),
    _row("rpc-id-number", "An id that is a number comes back as one.", _is_id(7), rpc(["show hostname"], {"id": 7})),
    _row(
        "rpc-id-null",
        "An id that is null comes back as null.",
        both(_is_id(None), lambda replies: _nothing(result(replies[0]))),
        rpc(["show hostname"], {"id": None}),
        source="captures of arista.eos",
        used_by=("httpapi eapi",),
    ),
    _row(
        "rpc-text",
        "In the text format each result is an object with the member 'output'.",
        results(TEXT_SHAPE, 1),
        rpc(["show version"], format="text"),
        source="captures; eapi-py",
    ),
    _row(
        "rpc-version-latest",
        "The version 'latest' is taken.",
        results(VERSION_SHAPE, 1),
        rpc(["show version"], version="latest"),
        used_by=(*CLIENT, "eapi_test"),
    ),
    _row(
        "rpc-revision",
        "A command is an object with 'cmd' and 'revision', too.",
        results(VERSION_SHAPE, 1),
        rpc([{"cmd": "show version", "revision": 1}]),
    ),
    _row(
        "rpc-invalid-command",
        "A command that does not exist is refused with 1002; the message names its place, the number and the command.",
        rpc_error(1002, words=rf"^CLI command 2 of 3 '{_MISS}' failed: invalid command$"),
        rpc(_TWO),
    ),
    _row(
        "rpc-error-data",
        "The error's data has the results up to the failed command, and its errors.",
        both(rpc_error(1002, data=2), _result_and_error),
        rpc(_TWO),
    ),
    _row(
        "rpc-error-text",
        "A failed command is an error in the text format, too.",
        both(rpc_error(1002, data=2), _result_and_error),
        rpc(_TWO, format="text"),
        source="eapi-py; napalm",
    ),
    _row(
        "rpc-invalid-input-words",
        "The error of a command that does not exist says 'Invalid input'.",
        lambda replies: (
            ()
            if "Invalid input" in str(body(replies[0])["error"]["data"][-1]["errors"])
            else ("it says something else",)
        ),
        rpc(_TWO),
        source="captures",
    ),
    _row(
        "rpc-unconverted",
        "A command that has no model is refused with 1003 in the JSON format.",
        refused(1003),
        run("show running-config diffs"),
        needs=frozenset(),
        used_by=("eapi_command", "eapi_fleet"),
        source=f"{SPEC}, Error Codes",
    ),
    _row(
        "rpc-pipe",
        "A pipe filters in the text format.",
        _filtered,
        run("show version | include image version", format="text"),
        needs=frozenset(),
        used_by=("eapi_command",),
        source="captures; napalm",
    ),
    _row(
        "rpc-stop-on-error",
        "With stopOnError false the error's data has an entry for each of the commands.",
        rpc_error(1002, data=3),
        rpc(_TWO, stopOnError=False),
        optional=True,
        used_by=("eapi_command", "eapi_test"),
        source=f"{SPEC}; anta",
    ),
    _row(
        "rpc-timestamps",
        "With timestamps each result has _meta with execStartTime and execDuration, in seconds.",
        results({"_meta": {"execStartTime": NUMBER, "execDuration": NUMBER}}, 1),
        rpc(["show version"], timestamps=True),
        optional=True,
        used_by=("eapi_command",),
        source=f"{SPEC}; anta",
    ),
    _row(
        "rpc-auto-complete",
        "With autoComplete an abbreviation is taken.",
        results(VERSION_SHAPE, 1),
        rpc(["sh ver"], autoComplete=True),
        optional=True,
        used_by=("eapi_command",),
    ),
    _row(
        "rpc-no-auto-complete",
        "Without it an abbreviation is refused with 1002.",
        rpc_error(1002),
        rpc(["sh ver"]),
        used_by=("eapi_command",),
    ),
    _row(
        "rpc-expand-aliases",
        "The parameter expandAliases is taken.",
        results(VERSION_SHAPE, 1),
        rpc(["show version"], expandAliases=True),
        optional=True,
        used_by=("eapi_command",),
    ),
    _row(
        "rpc-error-detail",
        "The parameter includeErrorDetail is taken.",
        rpc_error(1002, data=2),
        rpc(_TWO, includeErrorDetail=True),
        optional=True,
        used_by=("eapi_command",),
    ),
    _row(
        "rpc-unknown-parameter",
        "A parameter that runCmds does not have is refused with -32602, by its name.",
        rpc_error(-32602, words=r"^runCmds\(\) got an unexpected keyword argument 'aerieConformance'$"),
        rpc(["show version"], aerieConformance=True),
        source="captures",
    ),
    _row(
        "rpc-no-jsonrpc",
        "A message without the member jsonrpc is refused with -32600, without data.",
        rpc_error(-32600, data=0),
        rpc(["show version"], {"jsonrpc": ABSENT}),
        source="eapi-py",
    ),
    _row(
        "rpc-unknown-method",
        "A method that does not exist is refused with -32601.",
        rpc_error(-32601),
        rpc(["show version"], {"method": "aerieConformance"}),
        source="JSON-RPC 2.0",
    ),
    _row(
        "rpc-no-enable",
        "'enable' in the text format is answered with an empty output, where it asks for no password.",
        _enabled,
        rpc(["enable"], format="text"),
        source="napalm",
    ),
)
