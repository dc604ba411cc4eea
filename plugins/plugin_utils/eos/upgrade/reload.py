# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reload a switch and wait until it has come back: what would be lost, what speaks against it, what it runs then.

EOS manual, "System Reset" and "Leaf Smart System Upgrade".
"""

from __future__ import annotations

import contextlib
import re
import time
import typing as t
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...common.errors import ClientError
from ...common.masking import masked_text
from ...common.polling import Poller
from ...eapi.errors import (
    CommandError,
    EapiError,
)
from .. import ask, shapes
from ..ask import Runner, SwitchClient
from ..lost_replies import UNCERTAIN, UNREACHED, settle
from ..testing.checks import UpState
from . import flash, standby

#: Minutes by which a scheduled reload may differ from the wanted one, and count as it.
CLOSE: t.Final = 2
#: Seconds for the reply to one question to a switch that may be going or coming.
LOOK: t.Final = 15.0
#: What `show reload hitless` prints where nothing speaks against it.
_NO_REASON: t.Final = re.compile(r"no warnings or unsupported configuration", re.IGNORECASE)
_PENDING: t.Final = re.compile(r"^reload scheduled for (.+)$", re.IGNORECASE | re.MULTILINE)
_LEFT: t.Final = re.compile(r"(?:(\d{1,9}+) hours?)?\s*+(?:(\d{1,9}+) minutes?)?", re.IGNORECASE)
_REASON: t.Final = re.compile(r"^reload reason:(.*)$", re.IGNORECASE | re.MULTILINE)


class ReloadError(EapiError):
    """A switch that is not to be reloaded as it is, or that has not come back as it should.

    :ivar lost: what a reload would lose of the configuration.
    """

    def __init__(self, reason: str, *, hint: str | None = None, lost: str = "") -> None:
        super().__init__(reason, hint=hint)
        self.lost = lost

    def details(self) -> dict[str, t.Any]:
        """The configuration that would be lost."""
        return {"lost": self.lost} if self.lost else {}


@dataclass(frozen=True)
class Running:
    """The running release of a switch.

    :ivar release: such as 4.33.2F. `uptime`: seconds since it started.
    """

    release: str
    uptime: float


@dataclass(frozen=True)
class Pending:
    """A reload that is scheduled, in the switch's own words.

    :ivar minutes: in how many minutes; None where the switch does not say.
    """

    at: str
    reason: str = ""
    minutes: int | None = None

    def as_dict(self) -> dict[str, str]:
        """For a task's result."""
        return {"at": self.at, "reason": self.reason}


@dataclass
class Mlag:
    """The switch's part in an MLAG pair; not configured: there is no pair.

    :ivar domain: what both switches call the pair.
    """

    configured: bool
    active: bool
    ports_held: bool
    domain: str = ""

    @property
    def ready(self) -> bool:
        """True if the pair would carry on without either of the two."""
        return self.active and not self.ports_held


@dataclass
class SwitchState:
    """A switch before a reload.

    :ivar image: what the boot-config names. `lost`: the difference between the startup and the running configuration.
    :ivar hitless: reasons against a hitless reload; None: not asked for.
    :ivar standby: there is a standby supervisor, which is reloaded together with the active one.
    """

    running: Running
    image: str
    lost: str
    mlag: Mlag
    pending: Pending | None
    hitless: list[str] | None = None
    image_present: bool = True
    standby: bool = False


@dataclass(frozen=True)
class ReloadRequest:
    """A requested reload.

    :ivar unsaved: what becomes of a configuration that is not saved: refuse, save or discard.
    :ivar release: what the switch is to run afterwards, "" for any.
    :ivar checks: names of checks: what was up before is to be up again.
    :ivar peer_required: refuse a member of an MLAG pair whose peer is not there.
    """

    unsaved: str = "refuse"
    reason: str = ""
    release: str = ""
    hitless: bool = False
    peer_required: bool = True
    checks: Sequence[str] = ()


@dataclass
class Times:
    """Seconds since the epoch, by this machine's clock: sent, answering again, everything up again."""

    sent: float
    back: float = 0.0
    ready: float = 0.0

    def as_dict(self) -> dict[str, t.Any]:
        """For a task's result."""
        found: dict[str, t.Any] = {"sent": iso(self.sent)}
        for name, moment in (("back", self.back), ("ready", self.ready)):
            if moment:
                found.update({name: iso(moment), f"seconds_until_{name}": round(moment - self.sent, 1)})
        return found


@dataclass
class Waited:
    """A reload that is over."""

    running: Running
    cause: str
    times: Times
    warnings: list[str] = field(default_factory=list)


def iso(moment: float) -> str:
    """Local time in ISO 8601, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(moment))


# -- before ----------------------------------------------------------------------------------------------------------


def running(runner: Runner) -> Running:
    """The running release, and the uptime."""
    model = ask.model(runner, "show version", timeout=LOOK)
    uptime = shapes.number(model.get("uptime"))
    if uptime is None:
        uptime = shapes.number(ask.model(runner, "show uptime").get("upTime"))
    return Running(str(model.get("version", "")), float(uptime or 0.0))


def clock(runner: Runner) -> float:
    """The time of the switch's clock, in seconds since the epoch."""
    return shapes.number(ask.model(runner, "show clock").get("utcTime")) or 0.0


def pending(runner: Runner) -> Pending | None:
    """The reload that is scheduled."""
    text = ask.text(runner, "show reload")
    found = _PENDING.search(text)
    reason = _REASON.search(text)
    if found is None:
        return None
    told = found[1].strip()
    when, _opened, rest = told[:-1].partition("(") if told.endswith(")") else (told, "", "")
    left = next((each for each in _LEFT.finditer(rest) if each[0].strip()), None)
    minutes = int(left[1] or 0) * 60 + int(left[2] or 0) if left else None
    return Pending(when.strip(), reason[1].strip() if reason else "", minutes)


def mlag(runner: Runner) -> Mlag:
    """The switch's part in an MLAG pair."""
    try:
        model = ask.model(runner, "show mlag")
    except CommandError as error:
        if error.unreachable:
            raise
        return Mlag(False, False, False)
    active = model.get("state") == "active" and model.get("negStatus") == "connected"
    configured = model.get("state", "disabled") != "disabled"
    return Mlag(configured, active, bool(model.get("portsErrdisabled")), str(model.get("domainId", "")))


def look(runner: Runner, hitless: bool = False) -> SwitchState:
    """Ask for everything that speaks for or against a reload."""
    image = flash.boot_image(runner)
    return SwitchState(
        running(runner),
        image,
        masked_text(ask.text(runner, "show running-config diffs")),
        mlag(runner),
        pending(runner),
        _against_hitless(runner) if hitless else None,
        flash.exists(runner, image),
        standby.present(runner),
    )


def _against_hitless(runner: Runner) -> list[str]:
    try:
        text = ask.text(runner, "show reload hitless")
    except CommandError as error:
        if error.unreachable:
            raise
        return ["the platform has no hitless reload"]
    return [] if _NO_REASON.search(text) else [line.strip() for line in text.splitlines() if line.strip()]


def refuse(state: SwitchState, request: ReloadRequest) -> None:
    """Refuse a reload that would lose something, or from which the switch would not come back.

    :raises ReloadError: with the reason.
    """
    if not state.image_present:
        raise ReloadError(
            f"the boot-config names {state.image}, and there is no such file: the switch would not come back.",
            hint="Set another image with eapi_image.",
        )
    if state.mlag.configured and request.peer_required and not state.mlag.ready:
        why = "its ports are still held down after a start" if state.mlag.active else "its MLAG peer is not there"
        raise ReloadError(
            f"the switch is one of an MLAG pair, and {why}: a reload would cut off what is attached to both.",
            hint="Wait for the pair, or set 'mlag_peer: ignored'.",
        )
    if state.hitless:
        raise ReloadError(f"a hitless reload is not possible: {'; '.join(state.hitless[:5])}.")
    if state.lost.strip() and request.unsaved == "refuse":
        raise ReloadError(
            "the running configuration is not saved: a reload would lose the changes in 'lost'.",
            hint="Set 'unsaved: save' or 'unsaved: discard'.",
            lost=state.lost,
        )


# -- the reload ------------------------------------------------------------------------------------------------------


def schedule(runner: Runner, minutes: int, reason: str) -> None:
    """Let the switch reload by itself after so many minutes. A later schedule replaces an earlier one."""
    hours, rest = divmod(minutes, 60)
    command = f"reload force in {hours:02d}:{rest:02d}" + (f" reason {reason}" if reason else "")
    settle(lambda: ask.text(runner, command), lambda: is_wanted(pending(runner), minutes, reason))


def is_wanted(found: Pending | None, minutes: int, reason: str) -> bool:
    """True if a scheduled reload is the wanted one: by its reason, and about at its time."""
    if found is None or found.minutes is None:
        return False
    return found.reason == reason and abs(found.minutes - minutes) <= CLOSE


def cancel(runner: Runner) -> None:
    """Forget a reload that is scheduled; doing so twice is the same as once."""
    settle(lambda: ask.text(runner, "reload cancel", repeatable=True), lambda: pending(runner) is None)


def send(client: SwitchClient, request: ReloadRequest, both: bool = False) -> Times:
    """Send the reload. A connection that breaks on it is the reload, as far as can be known yet.

    :param both: both supervisors; one that stays would take over with the image that it runs.
    """
    if request.reason:
        ask.text(client, f"send log level notifications message Reload: {request.reason}")
    times = Times(time.time())
    command = "reload hitless now" if request.hitless else "reload all now" if both else "reload now"
    with contextlib.suppress(*UNCERTAIN):
        ask.text(client, command, timeout=LOOK)
    return times


@dataclass
class Return:
    """Waits for a switch to come back from a reload.

    :ivar before: what it ran. `since`: the monotonic time at which the reload was sent.
    """

    client: SwitchClient
    before: Running
    poller: Poller
    since: float = field(default_factory=time.monotonic)
    last: str = "it goes on answering, and has not gone"

    def wait(self, request: ReloadRequest, was: UpState, pair: bool) -> Waited:
        """Wait until the switch has restarted, and everything is up again.

        :param was: what was up before. `pair`: an MLAG pair was whole before.
        :raises ReloadError: at the end of the time, or for another release than the wanted one.
        """
        times = Times(time.time() - (time.monotonic() - self.since))
        found = self.poller.until(self._started_anew, self._never_back)
        times.back = time.time()
        self.poller.say(f"it is back, and runs {found.release}")
        if request.release and found.release != request.release:
            raise ReloadError(
                f"the switch has come back with release {found.release}, and not with {request.release}: it has "
                "started another image than the wanted one."
            )
        left = max(1.0, self.poller.seconds - (time.monotonic() - self.since))
        self.poller.within(left).until(lambda: self._all_up(was, pair), self._not_all_up)
        times.ready = time.time()
        return Waited(found, cause(self.client), times)

    def _started_anew(self) -> Running | None:
        try:
            self.client.reconnect()
            found = running(self.client)
        except UNREACHED as error:
            self.poller.say("it is away")
            self.last = error.reason
            return None
        elapsed = time.monotonic() - self.since
        # One that has not started anew has been up for `elapsed` longer.
        if found.uptime < elapsed + self.before.uptime / 2:
            return found
        return None

    def _all_up(self, was: UpState, pair: bool) -> bool | None:
        try:
            wrong = was.lost(self.client)
            now = mlag(self.client) if pair else None
        except UNREACHED as error:
            self.last = error.reason
            return None
        if now is not None and not now.ready:
            wrong.append("the MLAG pair is not whole" if not now.active else "MLAG ports are held down")
        self.last = "; ".join(wrong)
        return None if wrong else True

    def _never_back(self) -> ClientError:
        return ReloadError(
            f"the switch was told to reload, and has not come back within {self.poller.seconds:g} s: {self.last}.",
            hint="Look at its console. A later run of the task waits for it again.",
        )

    def _not_all_up(self) -> ClientError:
        return ReloadError(
            f"the switch has come back, but within {self.poller.seconds:g} s not everything that was up: {self.last}."
        )


def cause(runner: Runner) -> str:
    """Why the switch last started, in its own words."""
    causes = ask.model(runner, "show reload cause").get("resetCauses")
    first = causes[0] if isinstance(causes, list) and causes and isinstance(causes[0], dict) else {}
    return str(first.get("description", ""))


def await_answer(client: SwitchClient, poller: Poller) -> Running:
    """The running release. A switch that is away, such as after the run before, is waited for.

    :raises ClientError: what keeps it from answering, at the end of the time.
    """
    caught: list[ClientError] = []

    def see() -> Running | None:
        try:
            return running(client)
        except UNREACHED as error:
            poller.say("it does not answer, and may be reloading")
            caught[:] = [error]
            client.reconnect()
            return None

    return poller.until(see, lambda: caught[0])
