# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""When a switch counts as back, and what is read of its words."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    AuthenticationError,
    ConnectError,
    DroppedError,
    GeneralCommandError,
    UnauthorizedCommandError,
    UnavailableError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing.checks import UpState
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade import reload


class Client:
    """Answers `show version` with the next of its answers, and other commands with their own."""

    def __init__(self, versions: list[t.Any], **others: t.Any) -> None:
        self.versions, self.others = versions, others
        self.sent: list[str] = []

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run."""
        (command,) = batch.commands
        self.sent.append(command.cmd)
        answer = self.others.get(command.cmd.replace(" ", "_"), {})
        if command.cmd == "show version":
            answer = self.versions.pop(0) if len(self.versions) > 1 else self.versions[0]
        if isinstance(answer, Exception):
            raise answer
        return [Response(command.cmd, batch.format, output=answer)]

    def reconnect(self, login: bool = False) -> None:
        """As EapiClient.reconnect."""


def version(uptime: float, release: str = "4.34.1F") -> dict[str, t.Any]:
    return {"version": release, "uptime": uptime}


class Clock:
    """Time that passes with each sleep."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(reload.time, "monotonic", lambda: self.now)

    def poller(self, seconds: float, step: float = 10.0) -> Poller:
        def sleep(_seconds: float) -> None:
            self.now += step

        return Poller(seconds, sleep=sleep, clock=lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def back(client: t.Any, clock: Clock, before: float, seconds: float = 600.0) -> reload.Return:
    return reload.Return(client, reload.Running("4.33.2F", before), clock.poller(seconds), 1000.0)


@pytest.mark.parametrize("before", [2.0, 60.0, 1e7])
def test_answering_switch_has_not_reloaded(clock: Clock, before: float) -> None:
    """Whatever its uptime was: what has started anew has been up for less than the time since the command."""
    away = [ConnectError("refused"), UnavailableError("502"), AuthenticationError("no AAA yet"), DroppedError("reset")]
    client = Client([version(before + 0.1), version(before + 10.1), *away, version(15.0)])
    done = back(client, clock, before).wait(reload.ReloadRequest(), UpState({}), False)
    assert done.running == reload.Running("4.34.1F", 15.0)
    assert client.sent.count("show version") == 7


def test_device_that_is_never_removed(clock: Clock) -> None:
    class Going(Client):
        def run(self, batch: Batch) -> list[Response]:
            self.versions = [version(50.0 + clock.now - 1000.0)]
            return super().run(batch)

    with pytest.raises(reload.ReloadError, match=r"within 60 s: it goes on answering, and has not gone"):
        back(Going([]), clock, 50.0, 60).wait(reload.ReloadRequest(), UpState({}), False)


def test_refused_command_is_no_reload() -> None:
    client: t.Any = Client([version(1.0)], reload_now=UnauthorizedCommandError("denied"))
    with pytest.raises(UnauthorizedCommandError):
        reload.send(client, reload.ReloadRequest())


def test_the_broken_connection_is_the_reload() -> None:
    client: t.Any = Client([version(1.0)], reload_now=DroppedError("reset"))
    assert reload.send(client, reload.ReloadRequest(reason="why")).sent > 0
    assert client.sent == ["send log level notifications message Reload: why", "reload now"]


def test_wait_until_all_is_up_again(clock: Clock) -> None:
    mlag = {"state": "active", "negStatus": "connected", "portsErrdisabled": True}
    client = Client([version(5.0)], show_mlag=mlag)
    with pytest.raises(reload.ReloadError, match="not everything that was up: MLAG ports are held down"):
        back(client, clock, 1e6, 60).wait(reload.ReloadRequest(), UpState({}), True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No reload is scheduled\n", None),
        (
            "Reload scheduled for Tue Mar 27 05:57:25 2012 ( in 11 hours 59 minutes )\nReload reason: new image\n",
            reload.Pending("Tue Mar 27 05:57:25 2012", "new image", 719),
        ),
        (
            "Reload scheduled for Tue Mar 27 05:57:25 2012 ( in 5 minutes )",
            reload.Pending("Tue Mar 27 05:57:25 2012", "", 5),
        ),
        ("Reload scheduled for tomorrow", reload.Pending("tomorrow")),
    ],
)
def test_a_scheduled_reload_is_read(text: str, expected: reload.Pending | None) -> None:
    assert reload.pending(Client([{}], show_reload=text)) == expected


def test_a_switch_that_is_just_away_is_waited_for(clock: Clock) -> None:
    client: t.Any = Client([ConnectError("refused"), ConnectError("refused"), version(5.0)])
    assert reload.await_answer(client, clock.poller(60)).release == "4.34.1F"
    with pytest.raises(ConnectError, match="refused"):
        reload.await_answer(t.cast("t.Any", Client([ConnectError("refused")])), clock.poller(60))


# --- Before a reload ---


def state(**given: t.Any) -> reload.SwitchState:
    """A switch that may be reloaded."""
    good: dict[str, t.Any] = {"running": reload.Running("4.33.2F", 100.0), "image": "flash:/a.swi", "lost": " \n"}
    return reload.SwitchState(**{**good, "mlag": reload.Mlag(False, False, False), "pending": None, **given})


PEERLESS, HELD = reload.Mlag(True, False, False), reload.Mlag(True, True, True)


@pytest.mark.parametrize(
    ("given", "asked", "words"),
    [
        ({}, {}, None),
        ({"image_present": False}, {}, "the boot-config names flash:/a.swi, and there is no such file"),
        ({"mlag": PEERLESS}, {}, "its MLAG peer is not there"),
        ({"mlag": PEERLESS}, {"peer_required": False}, None),
        ({"mlag": HELD}, {}, "its ports are still held down after a start"),
        ({"mlag": reload.Mlag(True, True, False)}, {}, None),
        ({"hitless": []}, {}, None),
        ({"hitless": ["a", "b", "c", "d", "e", "f"]}, {}, r"a hitless reload is not possible: a; b; c; d; e\."),
        ({"lost": "+hostname x\n"}, {}, "the running configuration is not saved"),
        ({"lost": "+hostname x\n"}, {"unsaved": "discard"}, None),
        ({"lost": "+hostname x\n"}, {"unsaved": "save"}, None),
    ],
)
def test_reloads_that_are_refused(given: dict[str, t.Any], asked: dict[str, t.Any], words: str | None) -> None:
    request = reload.ReloadRequest(**asked)
    if words is None:
        reload.refuse(state(**given), request)
        return
    with pytest.raises(reload.ReloadError, match=words) as caught:
        reload.refuse(state(**given), request)
    assert caught.value.details() == ({"lost": given["lost"]} if "lost" in given else {})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"state": "disabled"}, reload.Mlag(False, False, False)),
        ({}, reload.Mlag(False, False, False)),
        ({"state": "active", "negStatus": "connected", "domainId": "d"}, reload.Mlag(True, True, False, "d")),
        ({"state": "active", "negStatus": "connecting"}, reload.Mlag(True, False, False)),
        ({"state": "inactive", "negStatus": "connected", "portsErrdisabled": True}, reload.Mlag(True, False, True)),
        (
            GeneralCommandError("no MLAG", command="show mlag", command_index=0, errors=[]),
            reload.Mlag(False, False, False),
        ),
    ],
)
def test_the_part_in_an_mlag_pair(answer: t.Any, expected: reload.Mlag) -> None:
    assert reload.mlag(Client([version(1)], show_mlag=answer)) == expected


@pytest.mark.parametrize(
    ("answer", "reasons"),
    [
        ("No warnings or unsupported configuration found.", []),
        ("First reason\n\n  Second reason\n", ["First reason", "Second reason"]),
        (GeneralCommandError("?", command="x", command_index=0, errors=[]), ["the platform has no hitless reload"]),
    ],
)
def test_reasons_against_a_hitless_reload(answer: t.Any, reasons: list[str]) -> None:
    assert reload._against_hitless(Client([version(1)], show_reload_hitless=answer)) == reasons


def test_the_uptime_of_older_releases_is_asked_for() -> None:
    found = reload.running(Client([{"version": "4.20.1F"}], show_uptime={"upTime": 7.5}))
    assert found == reload.Running("4.20.1F", 7.5)
    assert reload.running(Client([{}])) == reload.Running("", 0.0)
    assert reload.clock(Client([{}], show_clock={"utcTime": 12.5})) == 12.5
    assert reload.clock(Client([{}])) == 0.0


def test_times_of_a_reload() -> None:
    times = reload.Times(1000.0)
    assert [*times.as_dict()] == ["sent"]
    times.back, times.ready = 1060.04, 1090.0
    found = times.as_dict()
    assert (found["seconds_until_back"], found["seconds_until_ready"]) == (60.0, 90.0)
    assert found["back"] == reload.iso(1060.04)


@pytest.mark.parametrize(
    ("pending", "wanted"),
    [
        (None, False),
        (reload.Pending("x", "upgrade"), False),
        (reload.Pending("x", "upgrade", 60), True),
        (reload.Pending("x", "upgrade", 60 + reload.CLOSE), True),
        (reload.Pending("x", "upgrade", 60 - reload.CLOSE - 1), False),
        (reload.Pending("x", "other", 60), False),
    ],
)
def test_the_wanted_schedule(pending: reload.Pending | None, wanted: bool) -> None:
    assert reload.is_wanted(pending, 60, "upgrade") is wanted


@pytest.mark.parametrize(
    ("minutes", "reason", "command"),
    [(90, "upgrade", "reload force in 01:30 reason upgrade"), (5, "", "reload force in 00:05")],
)
def test_scheduling(minutes: int, reason: str, command: str) -> None:
    client = Client([version(1)])
    reload.schedule(client, minutes, reason)
    reload.cancel(client)
    assert client.sent == [command, "reload cancel"]


@pytest.mark.parametrize(
    ("request_", "both", "command"),
    [
        (reload.ReloadRequest(), False, "reload now"),
        (reload.ReloadRequest(), True, "reload all now"),
        (reload.ReloadRequest(hitless=True), True, "reload hitless now"),
    ],
)
def test_the_command_of_a_reload(request_: reload.ReloadRequest, both: bool, command: str) -> None:
    client = Client([version(1)])
    reload.send(client, request_, both)
    assert client.sent == [command]


def test_the_reason_is_logged_before_a_reload() -> None:
    client = Client([version(1)])
    reload.send(client, reload.ReloadRequest(reason="upgrade"))
    assert client.sent == ["send log level notifications message Reload: upgrade", "reload now"]


@pytest.mark.parametrize(
    ("model", "cause"),
    [({"resetCauses": [{"description": "power"}, {}]}, "power"), ({"resetCauses": []}, ""), ({"resetCauses": "x"}, "")],
)
def test_the_cause_of_the_last_start(model: dict[str, t.Any], cause: str) -> None:
    assert reload.cause(Client([version(1)], show_reload_cause=model)) == cause
