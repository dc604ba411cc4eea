# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows about configuration sessions.

Level `session` aborts what it opens; level `commit` commits with a timer, and aborts that.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterator, Sequence

from ...common.conformance.rows import Assumption, Judge, Probe, Reply, UnknownError
from ..changes.session_list import state_of
from .command_rows import SESSIONS
from .executor import run
from .judges import output, refused, text

MODULES: t.Final = ("eapi_config", "eapi_server", "ssl_profile")
DESCRIPTION: t.Final = "aerie-conformance"
_OPEN: t.Final = "configure session {session}"
_DIFF: t.Final = "show session-config named {session} diffs"
_STATES: t.Final = "show configuration sessions detail"
_ABORT: t.Final = run("configure session {session} abort", format="text")
_LOOPBACK: t.Final = (_OPEN, "interface {loopback}", f"description {DESCRIPTION}", "end")
_ADDED: t.Final = rf"^\+\s+description {DESCRIPTION}$"


def _probe(name: str, level: str, *requests: t.Any) -> Probe:
    shapes = {place: SESSIONS for place, each in enumerate(requests) if each["format"] == "json"}
    return Probe(name, requests, level=level, undo=(_ABORT,), shapes=shapes)


def _state(place: int, *kinds: str) -> Judge:
    """The session is of one of these kinds in the list at a place."""

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        kind = state_of(output(replies[place]), _name_in(replies)).kind
        if kind not in kinds:
            yield f"the session is {kind}, not {' or '.join(kinds)}"

    return judge


def _name_in(replies: Sequence[Reply]) -> str:
    """The name of the kit's session: with a unique prefix."""
    for reply in replies:
        model = reply.get("output")
        if isinstance(model, dict):
            names = [model.get("commitTimerSessionName"), *(model.get("sessions") or {})]
            for name in names:
                if str(name).startswith(DESCRIPTION):
                    return str(name)
    return DESCRIPTION


def _worked(place: int) -> Judge:
    """The commands at a place were taken."""

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        try:
            output(replies[place])
        except UnknownError as error:
            yield str(error)

    return judge


_SESSION: t.Final = _probe(
    "session",
    "session",
    run(*_LOOPBACK, format="text"),
    run(_DIFF, format="text"),
    run(_STATES),
    run("show session-config named {session}", format="text"),
    run("configure session {session}", "aerie-conformance", format="text"),
    run(_STATES),
    _ABORT,
    run(_STATES),
    run("show running-config | include aerie-conformance", format="text"),
)
_GROUP: t.Final = _probe(
    "session-group-mode",
    "session",
    run(_OPEN, "ip access-list aerie-conformance", "10 permit ip any any", _DIFF, format="text"),
    _ABORT,
    run(_OPEN, "ip access-list aerie-conformance", "10 permit ip any any", "exit", "end", _DIFF, format="text"),
)
_DEFAULTS: t.Final = _probe(
    "session-defaults",
    "session",
    run(*_LOOPBACK, format="text"),
    run("show session-config named {session} all | section Loopback", format="text"),
)
_CLEAN: t.Final = _probe(
    "session-clean",
    "session",
    run(_OPEN, "rollback clean-config", "end", _DIFF, format="text"),
)
_COMMIT: t.Final = _probe(
    "commit",
    "commit",
    run(*_LOOPBACK, _DIFF, "configure session {session} commit timer 00:01:00", format="text"),
    run(_STATES),
    run("show running-config | include aerie-conformance", format="text"),
    run("show configuration checkpoints", format="text"),
    _ABORT,
    run("show running-config | include aerie-conformance", format="text"),
    run(_STATES),
)


#: A second session, which commits after the first was opened.
_OTHER: t.Final = "configure session {session}-other"
_ABORT_OTHER: t.Final = run(f"{_OTHER} abort", format="text")
_OVERWRITE: t.Final = Probe(
    "commit-overwrites",
    (
        run(_OPEN, "end", format="text"),
        run(_OTHER, *_LOOPBACK[1:], f"{_OTHER} commit timer 00:01:00", format="text"),
        run(_DIFF, format="text"),
        _ABORT_OTHER,
        _ABORT,
        run("show running-config | include aerie-conformance", format="text"),
    ),
    level="commit",
    undo=(_ABORT, _ABORT_OTHER),
)


def _row(id: str, says: str, probe: Probe, judge: Judge, source: str) -> Assumption:
    return Assumption(id, says, probe, judge, MODULES, source)


def _nothing_left(place: int) -> Callable[[Sequence[Reply]], Iterator[str]]:
    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        if DESCRIPTION in str(output(replies[place])):
            yield "the running configuration has the line"

    return judge


def _overwrites(replies: Sequence[Reply]) -> Iterator[str]:
    for place in (0, 1):
        output(replies[place])
    yield from text(rf"^-\s+description {DESCRIPTION}$", place=2)(replies)
    yield from _nothing_left(5)(replies)


MANUAL: t.Final = "EOS manual, Configure Session"

CHANGE_ROWS: t.Final = (
    _row("session-open", "Lines are entered in a session, in one request.", _SESSION, _worked(0), MANUAL),
    _row(
        "session-diff",
        "A session's difference is unified, from system:/running-config to session:/NAME-session-config.",
        _SESSION,
        text(
            r"^--- system:/running-config",
            rf"^\+\+\+ session:/{DESCRIPTION}[\w-]*-session-config",
            _ADDED,
            place=1,
        ),
        "pyeapi docs/configsessions.rst",
    ),
    _row(
        "session-pending", "A session that is not committed is pending.", _SESSION, _state(2, "pending"), "napalm#2166"
    ),
    _row(
        "session-config",
        "The configuration of a session by its name has its lines.",
        _SESSION,
        text(rf"^   description {DESCRIPTION}$", place=3),
        "pyeapi",
    ),
    _row(
        "session-bad-line",
        "A line that does not exist is refused in a session with 1002.",
        _SESSION,
        refused(1002, place=4),
        MANUAL,
    ),
    _row(
        "session-survives",
        "The session stays pending after a bad line and the end of the request.",
        _SESSION,
        _state(5, "pending"),
        "pyeapi#184",
    ),
    _row("session-abort", "A session is aborted by its name, from outside.", _SESSION, _worked(6), "napalm"),
    _row(
        "session-aborted",
        "An aborted session is gone, or has the state aborted.",
        _SESSION,
        _state(7, "absent"),
        "transcripts of 4.25 and 4.35",
    ),
    _row("session-no-effect", "An aborted session has changed nothing.", _SESSION, _nothing_left(8), MANUAL),
    _row(
        "group-mode-pending",
        "The entries of an access list are not in the difference before its mode is left.",
        _GROUP,
        text(r"\A", place=0, without=r"^\+\s+10 permit ip any any"),
        "EOS manual, Saving List Modifications; arista.eos#476",
    ),
    _row(
        "group-mode-exit",
        "They are in the difference once the mode is left by 'exit'.",
        _GROUP,
        text(r"^\+\s*ip access-list aerie-conformance", r"^\+\s+10 permit ip any any", place=2),
        "EOS manual, Saving List Modifications",
    ),
    Assumption(
        "session-defaults",
        "The configuration of a session with its defaults is shown by 'all'.",
        _DEFAULTS,
        text(rf"^   description {DESCRIPTION}$", place=1),
        ("eapi_config",),
        "the lab's own choice",
        optional=True,
    ),
    _row(
        "rollback-clean",
        "'rollback clean-config' empties the session: its difference takes lines away.",
        _CLEAN,
        text(r"^--- system:/running-config", r"^-[^-]", place=0),
        MANUAL,
    ),
    _row("commit-timer", "A session is committed with a timer, from outside.", _COMMIT, _worked(0), "napalm"),
    _row(
        "commit-timer-state",
        "Until it is confirmed, the list of sessions names it: in its state, or beside the sessions.",
        _COMMIT,
        _state(1, "timed"),
        "napalm#2166",
    ),
    _row(
        "commit-applied",
        "What was committed with a timer is in the running configuration.",
        _COMMIT,
        text(rf"description {DESCRIPTION}$", place=2),
        MANUAL,
    ),
    _row(
        "commit-checkpoint",
        "A checkpoint is made before each commit.",
        _COMMIT,
        text(r"^ckp-\d{8}-\d+|checkpoint", place=3),
        "transcript of 4.25.4M",
    ),
    _row(
        "commit-timer-abort",
        "A commit whose timer runs is aborted by the session's name.",
        _COMMIT,
        _worked(4),
        "cnaas-nms#395",
    ),
    _row("commit-undone", "After that the configuration is as before.", _COMMIT, _nothing_left(5), "cnaas-nms#395"),
    _row(
        "commit-timer-ended",
        "After that no timer runs.",
        _COMMIT,
        _state(6, "absent", "committed", "pending"),
        "cnaas-nms#395",
    ),
    _row(
        "commit-overwrites",
        "A session that was opened before a commit would remove the lines of that commit: sessions are not merged.",
        _OVERWRITE,
        _overwrites,
        MANUAL,
    ),
)
