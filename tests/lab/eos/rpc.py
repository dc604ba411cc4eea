# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""JSON-RPC 2.0 as the Command API speaks it: requests in, replies out (specification, "The Spec")."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from . import errors
from .cli import Cli, Line, Reply
from .registry import LargeText
from .releases import knows
from .switch import Switch, User
from .waiting import NeedsWork, Work

T = TypeVar("T")
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603


class RequestError(Exception):
    """A request that is wrong as such; it is answered without ``data``."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Request:
    """A checked runCmds request."""

    lines: list[Line]
    version: int | str = 1
    text: bool = False
    timestamps: bool = False
    auto_complete: bool = False
    expand_aliases: bool = False
    stop_on_error: bool = True
    error_detail: bool = False


@dataclass
class Answer:
    """A reply: the object, and the large texts that stand in it by their marks."""

    payload: dict[str, Any]
    commands: int = 0
    large: dict[str, LargeText] = field(default_factory=dict)

    def pieces(self) -> Iterator[bytes]:
        """The encoded reply, piece by piece."""
        text = json.dumps(self.payload)
        for mark, large in self.large.items():
            before, text = text.split(json.dumps(mark), 1)
            yield f'{before}"'.encode()
            for piece in large.pieces():
                yield json.dumps(piece)[1:-1].encode()
            text = f'"{text}'
        yield text.encode()


#: Something that stops where work takes its time, and goes on when that is done.
Steps = Generator[Work, None, T]


def answer(switch: Switch, user: User, body: bytes) -> tuple[Answer, Any]:
    """Run a request body; return the reply and the parsed request (None if it is no JSON)."""
    steps = _answer(switch, user, body)
    while True:
        try:
            next(steps).perform()
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


async def answer_async(switch: Switch, user: User, body: bytes) -> tuple[Answer, Any]:
    """The same; other switches go on while a command of this one takes its time."""
    steps = _answer(switch, user, body)
    while True:
        try:
            work = next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        await asyncio.to_thread(work.perform)


def _answer(switch: Switch, user: User, body: bytes) -> Steps[tuple[Answer, Any]]:
    try:
        parsed = json.loads(body)
    except ValueError:
        return Answer(_failure(None, PARSE_ERROR, "Parse error")), None
    identity = parsed.get("id") if isinstance(parsed, dict) else None
    try:
        request = check(switch, parsed)
        return (yield from _run(switch, user, request, identity)), parsed
    except RequestError as error:
        # A request without "jsonrpc" is answered as if it had no id.
        known = identity if isinstance(parsed, dict) and "jsonrpc" in parsed else None
        return Answer(_failure(known, error.code, str(error))), parsed


def _failure(identity: Any, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": identity, "error": {"message": message, "code": code}}


def check(switch: Switch, parsed: Any) -> Request:
    """Check the members of a request; raises RequestError."""
    if not isinstance(parsed, dict):
        raise RequestError(INVALID_REQUEST, "Request must be a JSON object")
    for name in ("jsonrpc", "method"):
        if name not in parsed:
            raise RequestError(INVALID_REQUEST, f"Expected field '{name}' not specified")
    if parsed["jsonrpc"] != "2.0":
        raise RequestError(INVALID_REQUEST, f"Unsupported JSON-RPC version {parsed['jsonrpc']!r}")
    if parsed["method"] != "runCmds":
        raise RequestError(METHOD_NOT_FOUND, f"Method '{parsed['method']}' not found")
    params = parsed.get("params", {})
    if isinstance(params, list):
        params = dict(zip(("version", "cmds", "format"), params, strict=False))
    if not isinstance(params, dict):
        raise RequestError(INVALID_REQUEST, "Field 'params' must be an object or an array")
    return _parameters(switch, params)


def _parameters(switch: Switch, params: dict[str, Any]) -> Request:
    for name in params:
        if not knows(switch.eos, name):
            raise RequestError(INVALID_PARAMS, f"runCmds() got an unexpected keyword argument '{name}'")
    for name in ("version", "cmds"):
        if name not in params:
            raise RequestError(INVALID_PARAMS, f"runCmds() missing 1 required positional argument: '{name}'")
    version, form = params["version"], params.get("format", "json")
    if version != "latest" and (isinstance(version, bool) or not isinstance(version, int) or version < 1):
        raise RequestError(INVALID_PARAMS, f"Invalid version: {version!r}")
    if form not in ("json", "text"):
        raise RequestError(INVALID_PARAMS, f"Invalid format: {form!r}")
    if not isinstance(params["cmds"], list):
        raise RequestError(INVALID_PARAMS, "Field 'cmds' must be a list")
    flags = {name: _flag(params, name, default) for name, default in _FLAGS.items()}
    return Request(
        [_line(entry) for entry in params["cmds"]],
        version,
        form == "text",
        timestamps=flags["timestamps"],
        auto_complete=flags["autoComplete"],
        expand_aliases=flags["expandAliases"],
        stop_on_error=flags["stopOnError"],
        error_detail=flags["includeErrorDetail"],
    )


_FLAGS = {
    "timestamps": False,
    "autoComplete": False,
    "expandAliases": False,
    "stopOnError": True,
    "includeErrorDetail": False,
}


def _flag(params: dict[str, Any], name: str, default: bool) -> bool:
    value = params.get(name, default)
    if not isinstance(value, bool):
        raise RequestError(INVALID_PARAMS, f"Invalid value for '{name}': {value!r}")
    return value


def _line(entry: Any) -> Line:
    """A command: a string, or an object with ``cmd``, ``input`` and ``revision``."""
    if isinstance(entry, str):
        return Line(entry)
    if not isinstance(entry, dict) or not isinstance(entry.get("cmd"), str):
        raise RequestError(INVALID_PARAMS, f"Invalid command: {entry!r}")
    for name in entry:
        if name not in ("cmd", "input", "revision"):
            raise RequestError(INVALID_PARAMS, f"Invalid command attribute: '{name}'")
    revision, text = entry.get("revision"), entry.get("input")
    if revision is not None and (isinstance(revision, bool) or not isinstance(revision, int) or revision < 1):
        raise RequestError(INVALID_PARAMS, f"Invalid revision: {revision!r}")
    if text is not None and not isinstance(text, str):
        raise RequestError(INVALID_PARAMS, f"Invalid input: {text!r}")
    return Line(entry["cmd"], text, revision)


def _run(switch: Switch, user: User, request: Request, identity: Any) -> Steps[Answer]:
    """Run the commands in order; the first failure ends the request unless ``stopOnError`` is false."""
    cli = Cli(switch, user, version=request.version, complete=request.auto_complete, aliases=request.expand_aliases)
    reply = Answer({"jsonrpc": "2.0", "id": identity})
    entries: list[Any] = []
    first: tuple[int, errors.CommandError] | None = None
    for number, line in enumerate(request.lines, 1):
        started = time.time()
        failure: errors.CommandError | None = None
        try:
            entry = _entry((yield from _command(cli, line, request.text)), request.text, reply)
        except errors.CommandError as error:
            failure = error
        except Exception as error:  # the switch answers 1001 to its own mistakes, and goes on
            failure = errors.InternalError(f"{type(error).__name__}: {error}")
        if failure is not None:
            first = first or (number, failure)
            entry = _failed(failure, request, line)
        if request.timestamps:
            entry["_meta"] = {"execStartTime": started, "execDuration": time.time() - started}
        entries.append(entry)
        reply.commands += 1
        if failure is not None and request.stop_on_error:
            break
    cli.close()
    if first is None:
        reply.payload["result"] = entries
        return reply
    number, cause = first
    name = request.lines[number - 1].text.strip()
    message = f"CLI command {number} of {len(request.lines)} '{name}' failed: {cause.suffix}"
    reply.payload["error"] = {"data": entries, "message": message, "code": cause.code}
    return reply


def _command(cli: Cli, line: Line, text: bool) -> Steps[Reply]:
    while True:
        try:
            return cli.attempt(line, text)
        except NeedsWork as need:
            yield need.work


def _entry(value: Reply, text: bool, reply: Answer) -> dict[str, Any]:
    if isinstance(value, LargeText):
        mark = f"\x00large {len(reply.large)}\x00"
        reply.large[mark] = value
        value = mark
    return {"output": value} if text else dict(value)  # type: ignore[arg-type]


def _failed(error: errors.CommandError, request: Request, line: Line) -> dict[str, Any]:
    """A failing command's entry; in text format also what the CLI prints."""
    entry: dict[str, Any] = {**error.model, "errors": error.errors}
    if request.text:
        entry["output"] = "".join(f"% {text}\n" for text in error.errors if text)
    if request.error_detail:
        entry["errorDetail"] = {"code": error.code, "command": line.text}
    return entry


def to_the_end(body: bytes) -> bytes:
    """A request for text that goes on after failures; every other request as it is."""
    request = json.loads(body)
    if request["params"].get("format") == "text":
        request["params"]["stopOnError"] = False
    return json.dumps(request).encode()


def print_errors(reply: Answer) -> None:
    """Leave the errors of a request for text in the outputs alone, as the specification of the API has it."""
    failures = reply.payload.get("error", {}).get("data", [])
    if any("output" in entry for entry in failures):
        del reply.payload["error"]
        reply.payload["result"] = [{"output": entry["output"]} for entry in failures]
