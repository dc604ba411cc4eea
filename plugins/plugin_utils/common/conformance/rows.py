# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assumptions about a device as rows, the probes that ask, and the verdicts."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import ClientError

Request = Mapping[str, t.Any]
Reply = Mapping[str, t.Any]
Release = tuple[int, ...]
#: Judges the replies to a probe: yields what is not as assumed, a sentence each.
Judge = Callable[[Sequence[Reply]], Iterable[str]]

RESULTS: t.Final = ("holds", "differs", "unknown", "skipped")


class SkippedError(Exception):
    """The probe cannot run here, or says nothing here; the text says why."""


class UnknownError(Exception):
    """The release does not know what the row is about; the text is the device's own words."""


class StoppedError(ClientError):
    """The device is not the product: nothing more is sent."""


@dataclass(frozen=True)
class Probe:
    """Requests that are sent in order, and how.

    :ivar name: under which a bundle keeps the exchanges; rows may share a probe.
    :ivar level: the lowest level that sends it.
    :ivar needs: names of what the connection must offer.
    :ivar undo: what is sent at the end in any case, and not recorded; its failure is ignored.
    :ivar shapes: of the models, by the place of the request that asks for one.
    """

    name: str
    requests: tuple[Request, ...]
    level: str = "read"
    needs: frozenset[str] = frozenset()
    undo: tuple[Request, ...] = ()
    shapes: Mapping[int, t.Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Assumption:
    """One row.

    :ivar says: the assumption, a sentence.
    :ivar used_by: the modules, plugins and roles that depend on it.
    :ivar source: where it was read or seen.
    :ivar since: the first release that it is about; () for all.
    :ivar optional: the collection does without where the device refuses, so a refusal is no difference.
    """

    id: str
    says: str
    probe: Probe
    judge: Judge
    used_by: tuple[str, ...]
    source: str
    since: Release = ()
    optional: bool = False


@dataclass(frozen=True)
class Exchange:
    """A request and its reply."""

    request: Request
    reply: Reply


@dataclass(frozen=True)
class Verdict:
    """The verdict on a row."""

    row: Assumption
    result: str
    details: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, t.Any]:
        """For a task's result, and for a bundle."""
        return {
            "id": self.row.id,
            "assumption": self.row.says,
            "result": self.result,
            "details": list(self.details),
            "used_by": list(self.row.used_by),
            "source": self.row.source,
        }


class Executor(t.Protocol):
    """Sends probes to a device."""

    def exchanges(self, probe: Probe) -> Sequence[Exchange]:
        """Send a probe; raises SkippedError where that is not possible here."""


def release(text: str) -> Release:
    """``4.33.2F`` as (4, 33, 2)."""
    return tuple(int(number) for number in re.findall(r"\d+", text.partition("-")[0])[:4])


def judged(row: Assumption, replies: Sequence[Reply]) -> Verdict:
    """The verdict about the replies to the row's probe."""
    try:
        found = tuple(dict.fromkeys(row.judge(replies)))
    except SkippedError as error:
        return Verdict(row, "skipped", (str(error),))
    except UnknownError as error:
        return Verdict(row, "unknown" if row.optional else "differs", (str(error),))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return Verdict(row, "differs", (f"the reply has another form ({type(error).__name__}: {error})",))
    return Verdict(row, "differs" if found else "holds", found)


@dataclass
class Run:
    """The rows, judged one after the other; each probe is sent once.

    :ivar recorded: the exchanges, by the probe's name.
    """

    executor: Executor
    version: str
    levels: frozenset[str]
    recorded: dict[str, list[Exchange]] = field(default_factory=dict)
    _skipped: dict[str, str] = field(default_factory=dict)
    _failed: dict[str, str] = field(default_factory=dict)

    def verdict(self, row: Assumption) -> Verdict:
        """Send the row's probe, unless that was done, and judge."""
        if row.probe.level not in self.levels:
            return Verdict(row, "skipped", (f"asked at the level {row.probe.level} only",))
        if row.since and release(self.version) < row.since:
            first = ".".join(map(str, row.since))
            return Verdict(row, "skipped", (f"about {first} and later; this is {self.version}",))
        name = row.probe.name
        if name not in (*self.recorded, *self._skipped, *self._failed):
            self._send_probe(row.probe)
        if name in self._skipped:
            return Verdict(row, "skipped", (self._skipped[name],))
        if name in self._failed:
            return Verdict(row, "differs", (self._failed[name],))
        return judged(row, [exchange.reply for exchange in self.recorded[name]])

    def _send_probe(self, probe: Probe) -> None:
        """Send a probe. One that gets no reply is a difference; a device that is lost ends the run."""
        try:
            self.recorded[probe.name] = list(self.executor.exchanges(probe))
        except SkippedError as error:
            self._skipped[probe.name] = str(error)
        except ClientError as error:
            if error.unreachable:
                raise
            self._failed[probe.name] = f"no reply: {error.reason}"


def summary(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many rows there are, and how many have each result."""
    found = [verdict.result for verdict in verdicts]
    return {"total": len(found), **{name: found.count(name) for name in RESULTS}}


def failure(host: str, verdicts: Sequence[Verdict], wanted: bool) -> dict[str, t.Any]:
    """Keys of the result of a task that fails for differences; {} where it does not."""
    bad = [verdict for verdict in verdicts if verdict.result == "differs"]
    if not bad or not wanted:
        return {}
    named = "; ".join(f"{verdict.row.id}: {', '.join(verdict.details)}" for verdict in bad)
    return {"failed": True, "msg": f"{host}: {len(bad)} of {len(verdicts)} assumptions differ: {named}"}
