# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Behaviours of a switch that are changed on purpose, for the conformance kit to find.

``leaf.alterations.add(NAME)``; the names are ALTERATIONS.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

#: A message's commands, and the reply to it, which is changed in place.
Payload = Callable[[list[str], dict[str, Any]], None]


def _id_as_text(_cmds: list[str], payload: dict[str, Any]) -> None:
    payload["id"] = str(payload["id"])


def _code_of_failures(_cmds: list[str], payload: dict[str, Any]) -> None:
    if payload.get("error", {}).get("code") == 1002:
        payload["error"]["code"] = 1001


def _plain_texts(_cmds: list[str], payload: dict[str, Any]) -> None:
    results = payload.get("result", [])
    results[:] = [each["output"] if isinstance(each, dict) and set(each) == {"output"} else each for each in results]


def _no_times(_cmds: list[str], payload: dict[str, Any]) -> None:
    for each in payload.get("result", []):
        if isinstance(each, dict):
            each.pop("_meta", None)


def _no_fqdn(cmds: list[str], payload: dict[str, Any]) -> None:
    for cmd, each in zip(cmds, payload.get("result", []), strict=False):
        if cmd == "show hostname" and isinstance(each, dict):
            each.pop("fqdn", None)


def _states_of_sessions(cmds: list[str], payload: dict[str, Any]) -> None:
    for each in payload.get("result", []):
        if isinstance(each, dict) and isinstance(each.get("sessions"), dict):
            for session in each["sessions"].values():
                session["state"] = {"pending": "open"}.get(session["state"], session["state"])


def _text_of(part: str, change: Callable[[str], str]) -> Payload:
    """A change of the text of the commands that hold a part."""

    def alter(cmds: list[str], payload: dict[str, Any]) -> None:
        for cmd, each in zip(cmds, payload.get("result", []), strict=False):
            if part in cmd and isinstance(each, dict) and isinstance(each.get("output"), str):
                each["output"] = change(each["output"])

    return alter


#: Changes of replies to messages, by name.
PAYLOADS: dict[str, Payload] = {
    "id-as-text": _id_as_text,
    "code-of-failures": _code_of_failures,
    "no-times": _no_times,
    "no-fqdn": _no_fqdn,
    "states-of-sessions": _states_of_sessions,
    "no-end": _text_of("show running-config", lambda text: text.removesuffix("end\n")),
    "header-of-differences": _text_of("diffs", lambda text: text.replace("--- system:/running-config", "--- before")),
    "plain-texts": _plain_texts,
}
#: Changes of HTTP replies, by name: path, status to change, and what to make of it.
RESPONSES: dict[str, tuple[str, int, int, str]] = {
    "words-of-401": ("/command-api", 401, 401, "Go away"),
    "status-of-logout": ("/logout", 200, 204, ""),
}
ALTERATIONS = (*PAYLOADS, *RESPONSES)


def alter_payload(names: set[str], parsed: Any, payload: dict[str, Any]) -> None:
    """Change the reply to a message."""
    params = parsed.get("params") if isinstance(parsed, dict) else None
    cmds = params.get("cmds") if isinstance(params, dict) else None
    lines = (
        [str(each.get("cmd") if isinstance(each, dict) else each) for each in cmds] if isinstance(cmds, list) else []
    )
    for name in (each for each in PAYLOADS if each in names):
        PAYLOADS[name](lines, payload)


def altered_response(names: set[str], path: str, response: web.StreamResponse) -> web.StreamResponse:
    """What is sent in the place of a response."""
    for name in names & set(RESPONSES):
        where, before, after, text = RESPONSES[name]
        if path == where and response.status == before and isinstance(response, web.Response):
            return web.Response(status=after, text=text or None)
    return response
