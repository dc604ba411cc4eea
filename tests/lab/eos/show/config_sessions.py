# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show configuration sessions``, ``show configuration checkpoints``, ``show configuration lock``."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ..checkpoints import MAX_CHECKPOINTS
from ..registry import Context, Model, show
from ..releases import COMMIT_TIMER_OUTSIDE, MERGE_ON_COMMIT, release


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """A table as the CLI prints it: a row of dashes below the headings, each column as wide as its widest cell."""
    widths = [max(len(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    lines = [headings, ["-" * width for width in widths], *rows]
    return [
        (indent + " ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))).rstrip()
        for line in lines
    ]


def clock(seconds: float) -> str:
    """A time since the epoch as tables show it."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds))


#: The column of older releases for a running commit timer.
_LEFT = "Commit Time Left"


# -- sessions --------------------------------------------------------------------------------------------------------


@show("show configuration sessions [<detail:detail|memory>]", privileged=True)
def show_configuration_sessions(ctx: Context) -> Model:
    """All sessions; those who have one open stand in ``instances``, a running commit timer where the release has it."""
    store = ctx.switch.sessions
    outside = release(ctx.switch.eos) >= COMMIT_TIMER_OUTSIDE
    timer = store.timer if ctx.args.get("detail") == "detail" else None
    entries = {}
    for session in store.sessions.values():
        entry: Model = {"state": session.shown_state(ctx.switch.eos)}
        if session.completed is not None:
            entry["completedTime"] = session.completed
        if timer is not None and timer.session is session and not outside:
            entry["commitBy"] = timer.expires
        entries[session.name] = {
            **entry,
            "commitUser": session.commit_user,
            "description": session.description,
            "instances": {
                str(number): {
                    "user": instance.user,
                    "terminal": instance.terminal,
                    "currentTerminal": number == ctx.process,
                }
                for number, instance in session.instances.items()
            },
        }
    model: Model = {"sessions": entries, "maxSavedSessions": store.max_saved, "maxOpenSessions": store.max_open}
    if release(ctx.switch.eos) >= MERGE_ON_COMMIT:
        model |= {"mergeOnCommit": store.merges, "saveToStartupConfigOnCommit": store.saves}
    if timer is not None and outside:
        model |= {"commitTimerSessionName": timer.session.name, "commitTimerExpireTime": timer.expires}
    return model


@show_configuration_sessions.text
def _sessions_text(ctx: Context, model: Model) -> str:
    lines = [
        f"Maximum number of completed sessions: {model['maxSavedSessions']}",
        f"Maximum number of pending sessions: {model['maxOpenSessions']}",
    ]
    if "mergeOnCommit" in model:
        lines += [
            f"Merge on commit is {_enabled(model['mergeOnCommit'])}",
            f"Autosave to startup-config on commit is {_enabled(model['saveToStartupConfigOnCommit'])}",
        ]
    lines.append("")
    if "commitTimerSessionName" in model:
        lines += [
            f"Session with pending commit timer: {model['commitTimerSessionName']}",
            f"Time left until commit timer expiry: in {_left(model['commitTimerExpireTime'])}",
            "",
        ]
    detail = ctx.args.get("detail") == "detail"
    inside = release(ctx.switch.eos) < COMMIT_TIMER_OUTSIDE
    headings = ["", "Name", "State", "User", "Terminal"]
    headings += ([_LEFT] if inside else []) + ["Completed Time", "Committed By"] if detail else ["Description"]
    rows = [row for name, entry in model["sessions"].items() for row in _rows(name, entry, headings)]
    return "\n".join([*lines, *table(headings, rows)]) + "\n"


def _enabled(value: bool) -> str:
    return "enabled" if value else "disabled"


def _left(expires: float) -> str:
    seconds = max(0, round(expires - time.time()))
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _rows(name: str, entry: Model, headings: list[str]) -> list[list[str]]:
    """A row for each who has the session open; one where nobody has."""
    nobody = {"user": "", "terminal": "", "currentTerminal": False}
    cells = {
        "Name": name,
        "State": entry["state"],
        _LEFT: _left(entry["commitBy"]) if "commitBy" in entry else "",
        "Completed Time": clock(entry["completedTime"]) if "completedTime" in entry else "",
        "Committed By": entry["commitUser"],
        "Description": entry["description"],
    }
    return [
        [
            {**cells, "": "*" if each["currentTerminal"] else "", "User": each["user"], "Terminal": each["terminal"]}[
                heading
            ]
            for heading in headings
        ]
        for each in entry["instances"].values() or [nobody]
    ]


# -- checkpoints and the lock ----------------------------------------------------------------------------------------


@show("show configuration checkpoints", privileged=True)
def show_configuration_checkpoints(ctx: Context) -> Model:
    """The saved configurations, the oldest first; times in seconds since the epoch."""
    saved = ctx.switch.checkpoints.saved.values()
    return {
        "checkpoints": {each.name: {"fileDate": each.saved, "fileUser": each.user} for each in saved},
        "maxCheckpoints": MAX_CHECKPOINTS,
    }


@show_configuration_checkpoints.text
def _checkpoints_text(_ctx: Context, model: Model) -> str:
    rows = [[name, clock(entry["fileDate"]), entry["fileUser"]] for name, entry in model["checkpoints"].items()]
    head = f"Maximum number of checkpoints: {model['maxCheckpoints']}"
    return "\n".join([head, *table(["Filename", "Date", "User"], rows)]) + "\n"


@show("show configuration lock", privileged=True)
def show_configuration_lock(ctx: Context) -> Model:
    """Who holds the configuration lock; nothing where nobody does."""
    lock = ctx.switch.lock
    if lock is None:
        return {}
    user = {"username": lock.user, "userTty": lock.terminal, "transactionName": lock.transaction}
    return {"userInfo": {**user, "lockAcquireTime": lock.acquired}}


@show_configuration_lock.text
def _lock_text(_ctx: Context, model: Model) -> str:
    if not model:
        return "Configuration is not locked\n"
    user = model["userInfo"]
    row = [user["username"], user["userTty"], user["transactionName"], clock(user["lockAcquireTime"])]
    return "\n".join(table(["User", "TTY", "Transaction", "Acquired"], [row])) + "\n"
