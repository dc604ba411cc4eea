# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of what is assumed of EOS, and a run of it on one switch."""

from __future__ import annotations

import contextlib
import re
import secrets
import typing as t
from collections.abc import Callable, Iterable

from ...common.cleanup import undone
from ...common.conformance.anonymous import Anonymizer
from ...common.conformance.bundle import Subject, render
from ...common.conformance.findings import Findings
from ...common.conformance.rows import Assumption, Run, Verdict
from ...common.errors import ClientError
from ...common.leftovers import Ledger
from .. import ask, shapes
from ..ask import Runner
from .api_rows import HTTP_ROWS, RPC_ROWS
from .change_rows import CHANGE_ROWS
from .command_rows import CLI_ROWS, MODELS, TEXTS
from .executor import SESSION, SwitchExecutor, identity

LEVELS: t.Final = ("read", "session", "commit")
#: Every assumption about EOS, in the order in which they are asked.
ROWS: t.Final[tuple[Assumption, ...]] = (*HTTP_ROWS, *RPC_ROWS, *CLI_ROWS, *MODELS, *TEXTS, *CHANGE_ROWS)
#: The highest number of a loopback interface that every release has.
HIGHEST_LOOPBACK: t.Final = 1000
_FIRST_ROW: t.Final = re.compile(r"^(?=[ -]*---)[ -]*+\n\s*(\S+)", re.MULTILINE)


def examine(
    client: Runner,
    level: str = "read",
    transport: str = "",
    ledger: Ledger | None = None,
    known: Iterable[str] = (),
    secret: Iterable[str] = (),
    source: str = "device",
    tell: Callable[[str], None] = lambda _text: None,
) -> Findings:
    """Judge all rows on a switch. At the level `read` only commands that read are sent.

    :param ledger: where the session is on record while it may be open.
    :param known: names to replace in the bundle, such as the host's in the inventory. `secret`: what must not be in it.
    :raises StoppedError: if what answers is not EOS; nothing but 'show version' was sent.
    """
    version = identity(client)
    name = f"{SESSION}-{secrets.token_hex(4)}"
    with _on_record(ledger if level != "read" else None, client, name):
        verdicts, run = judge_rows(client, level, str(version["version"]), name, tell)
    subject = Subject("EOS", str(version["modelName"]), str(version["version"]), transport, level, source)
    anonymizer = Anonymizer({name: SESSION, subject.model: subject.model})
    for each in known:
        anonymizer.name(each)
    probes = [row.probe for row in ROWS]
    return Findings(subject, verdicts, lambda: render(subject, verdicts, probes, run.recorded, anonymizer, secret))


def judge_rows(
    client: Runner, level: str, version: str, session: str, tell: Callable[[str], None] = lambda _text: None
) -> tuple[list[Verdict], Run]:
    """The verdicts about all rows, and what was sent for them.

    :param session: the name of the session to open.
    """
    executor = SwitchExecutor(client, {"session": session, **_things(client)})
    run = Run(executor, version, frozenset(LEVELS[: LEVELS.index(level) + 1]))
    verdicts = []
    for row in ROWS:
        verdicts.append(run.verdict(row))
        if verdicts[-1].result == "differs":
            tell(f"{row.id}: {'; '.join(verdicts[-1].details)}")
    return verdicts, run


@contextlib.contextmanager
def _on_record(ledger: Ledger | None, client: Runner, name: str) -> t.Iterator[None]:
    """Abort the session whatever happens, and let a later task do so if this process is killed."""
    if ledger is None:
        yield
        return
    record = ledger.open(name)
    with undone(lambda: ask.text(client, f"configure session {name} abort")):
        yield
    if record is not None:
        record.close(gone=True)


def _things(client: Runner) -> dict[str, str]:
    """Names of things that the switch has, and of a loopback interface that it does not have."""
    found: dict[str, str] = {}
    with contextlib.suppress(ClientError):
        names = shapes.mapping(ask.model(client, "show management security ssl certificate").get("certificates"))
        found.update({"certificate": str(next(iter(sorted(names))))} if names else {})
    with contextlib.suppress(ClientError):
        names = shapes.mapping(ask.model(client, "show management security ssl profile").get("profileStatus"))
        found.update({"profile": str(next(iter(sorted(names))))} if names else {})
    with contextlib.suppress(ClientError):
        listed = _FIRST_ROW.search(ask.text(client, "show configuration checkpoints"))
        found.update({"checkpoint": listed[1]} if listed else {})
    with contextlib.suppress(ClientError):
        taken = set(re.findall(r"^interface (Loopback\d+)$", ask.text(client, "show running-config"), re.MULTILINE))
        free = (f"Loopback{number}" for number in range(HIGHEST_LOOPBACK, -1, -1))
        found["loopback"] = next(each for each in free if each not in taken)
    return found
