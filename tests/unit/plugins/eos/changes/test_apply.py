# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A change from the wish to the end: judged by the switch's diff, committed, confirmed or undone, saved."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable
from dataclasses import replace

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    AuthenticationError,
    CommandError,
    ConnectError,
    DroppedError,
    EapiError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.api_restart import (
    SETTLING,
    await_api,
    restarts_api,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.apply import apply
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import (
    ChangeRequest,
    Confirmation,
    LockoutError,
    UnconfirmedError,
    parse_timer,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.lockout import Access
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.saving import save, save_as_asked, unsaved
from support.session_switch import EPOCH, Fault, SessionSwitch, lost, session_switch

COMMIT = r"^configure session \S+ commit"
CHANGE = ChangeRequest((Command("hostname new"), Command("vlan 10")))
BEFORE = ["hostname leaf1", "ip routing"]
AFTER = [*BEFORE, "hostname new", "vlan 10"]


@pytest.fixture(params=[False, True], ids=["4.33", "4.31"])
def switch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> SessionSwitch:
    return session_switch(monkeypatch, old=request.param)


# --- Times -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0", "0s", "00:00:00", "24h", "86400", "24:00:00", "99:59:59"])
def test_times_that_no_switch_takes(text: str) -> None:
    with pytest.raises(InputError, match=re.escape(f"'{text}': it is from 1s to 23h59m59s.")):
        parse_timer(text)


# --- Without a timer -------------------------------------------------------------------------------------------------


def test_a_change(switch: SessionSwitch) -> None:
    outcome = apply(CHANGE, switch)
    assert outcome.changed
    assert "+vlan 10" in outcome.diff
    assert outcome.commands == ["hostname new", "vlan 10"]
    assert list(switch.sessions) == [outcome.session]
    assert (outcome.confirmed, outcome.checkpoint, outcome.after) == (None, None, None)
    assert switch.running == AFTER
    assert switch.commits == 1


def test_what_the_switch_says_of_lines_is_told(switch: SessionSwitch) -> None:
    switch.outputs["vlan 10"] = "! Creating it\n! \nWARNING!\nIt goes on.\n\n"
    outcome = apply(CHANGE, switch)
    assert outcome.warnings == [
        "The switch says of 'vlan 10': Creating it",
        "The switch says of 'vlan 10': WARNING! It goes on.",
    ]
    again = apply(CHANGE, switch)
    assert (again.changed, again.warnings) == (False, [])


def test_a_few_remarks_are_told(switch: SessionSwitch) -> None:
    switch.outputs.update({f"vlan {number}": f"! Creating {number}" for number in range(10, 18)})
    lines = [Command("hostname new"), *(Command(f"vlan {number}") for number in range(10, 18))]
    outcome = apply(replace(CHANGE, commands=tuple(lines)), switch)
    assert len(outcome.warnings) == 6
    assert outcome.warnings[-1] == "The switch says more of 3 lines."


def test_no_change_is_no_commit(switch: SessionSwitch) -> None:
    outcome = apply(replace(CHANGE, commands=(Command("ip routing"), Command("no vlan 999"))), switch)
    assert not outcome.changed
    assert switch.commits == 0
    assert switch.sessions == {}


def test_check_mode_predicts_and_changes_nothing(switch: SessionSwitch) -> None:
    predicted = apply(replace(CHANGE, checkpoint="before"), switch, check=True, want_after=True)
    assert (switch.running, switch.sessions, switch.checkpoints, switch.commits) == (BEFORE, {}, {}, 0)
    done = apply(CHANGE, switch, want_after=True)
    assert predicted.changed
    assert predicted.diff == done.diff
    assert predicted.after == done.after
    assert predicted.checkpoint is None


def test_a_whole_configuration(switch: SessionSwitch) -> None:
    outcome = apply(replace(CHANGE, clean=True), switch)
    assert "-ip routing" in outcome.diff
    assert switch.running == ["hostname new", "vlan 10"]


def test_the_checkpoint_holds_what_was_before(switch: SessionSwitch) -> None:
    assert apply(replace(CHANGE, checkpoint="before"), switch).checkpoint == "before"
    assert switch.checkpoints == {"before": BEFORE}


def test_no_change_needs_no_checkpoint(switch: SessionSwitch) -> None:
    apply(replace(CHANGE, commands=(Command("ip routing"),), checkpoint="before"), switch)
    assert switch.checkpoints == {}


def test_a_checkpoint_that_cannot_be_saved_keeps_the_change_away(switch: SessionSwitch) -> None:
    switch.faults["checkpoint save"] = [Fault(CommandError("no space left", code=1000))]
    with pytest.raises(CommandError, match="no space left"):
        apply(replace(CHANGE, checkpoint="before"), switch)
    assert (switch.running, switch.sessions) == (BEFORE, {})


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), RuntimeError("x"), ConnectError("refused")], ids=lambda error: type(error).__name__
)
@pytest.mark.parametrize("place", ["checkpoint save", COMMIT, "^show session-config named"])
def test_whatever_happens_nothing_is_left(switch: SessionSwitch, error: BaseException, place: str) -> None:
    switch.faults[place] = [Fault(error)]
    with pytest.raises(type(error)):
        apply(replace(CHANGE, checkpoint="c", access=Access("192.0.2.1", "admin"), commands=LOSES_ROUTING), switch)
    assert (switch.running, switch.sessions) == (BEFORE, {})


LOSES_ROUTING = (Command("no ip routing"),)


# --- With a timer ----------------------------------------------------------------------------------------------------


class Probe:
    """The conditions: what each look at them gives, in turn; the last one stays."""

    def __init__(self, switch: SessionSwitch, *given: list[str] | EapiError) -> None:
        self.switch = switch
        self.given = list(given)
        self.looks: list[float] = []

    def __call__(self) -> list[str]:
        self.looks.append(self.switch.clock.now)
        self.switch.settle()
        found = self.given.pop(0) if len(self.given) > 1 else self.given[0]
        if isinstance(found, EapiError):
            raise found
        return found


def probe_connection(_login: bool) -> None:
    """The switch can be reached anew."""


def timed(probe: Callable[[], list[str]], **confirmation: object) -> ChangeRequest:
    """The change with a timer of a minute."""
    return replace(CHANGE, timer=60, confirmation=replace(Confirmation(probe, probe_connection), **confirmation))


def unconfirmed(switch: SessionSwitch, change: ChangeRequest) -> UnconfirmedError:
    """Make the change, which must fail for want of its conditions."""
    with pytest.raises(UnconfirmedError) as caught:
        apply(change, switch)
    return caught.value


def test_confirmed(switch: SessionSwitch) -> None:
    probe = Probe(switch, [])
    outcome = apply(timed(probe), switch)
    switch.clock.sleep(120)
    switch.settle()
    assert outcome.confirmed is True
    assert switch.running == AFTER
    assert switch.count(r"configure session \S+ commit timer 00:01:00") == 1
    assert switch.commits == 2
    assert probe.looks == [0.0]


def test_confirmed_after_some_tries(switch: SessionSwitch) -> None:
    probe = Probe(switch, ["a"], ConnectError("refused"), AuthenticationError("401", status=401), [])
    assert apply(timed(probe, delay=3, tries=4, interval=2), switch).confirmed
    assert probe.looks == [3, 5, 7, 9]


def test_no_change_needs_no_confirmation(switch: SessionSwitch) -> None:
    probe = Probe(switch, ["never"])
    outcome = apply(replace(timed(probe), commands=(Command("ip routing"),)), switch)
    assert (outcome.confirmed, probe.looks, switch.sessions) == (None, [], {})


def test_check_mode_waits_for_nothing(switch: SessionSwitch) -> None:
    probe = Probe(switch, ["never"])
    assert apply(timed(probe), switch, check=True).confirmed is None
    assert (probe.looks, switch.sessions, switch.running) == ([], {}, BEFORE)


def test_unmet_conditions_leave_it_to_the_switch(switch: SessionSwitch) -> None:
    error = unconfirmed(switch, timed(Probe(switch, ["[0].a", "[1].b"]), tries=3, interval=2))
    assert str(error) == (
        "the change is committed but not confirmed, because not met: [0].a; [1].b. The switch undoes it at "
        f"2023-11-14T22:14:20+0000, in 56 s, unless somebody commits the session {error.outcome.session}."
    )
    details = error.details()
    assert details["diff"] == {"prepared": error.outcome.diff}
    assert "+vlan 10" in error.outcome.diff
    assert {name: details[name] for name in ("changed", "confirmed", "rolled_back", "rollback_at", "commands")} == {
        "changed": True,
        "confirmed": False,
        "rolled_back": False,
        "rollback_at": "2023-11-14T22:14:20+0000",
        "commands": ["hostname new", "vlan 10"],
    }
    assert switch.running == AFTER
    switch.clock.sleep(60)
    switch.settle()
    assert (switch.running, switch.sessions, switch.commits) == (BEFORE, {}, 1)


def test_a_condition_that_does_not_fit_is_not_tried_again(switch: SessionSwitch) -> None:
    tries: list[float] = []

    def misfit() -> list[str]:
        tries.append(switch.clock.now)
        raise InputError("confirm.wait_for[0] does not fit the outputs: peers is a mapping.")

    error = unconfirmed(switch, timed(misfit, tries=5, interval=2))
    assert "not confirmed, because confirm.wait_for[0] does not fit the outputs: peers is a mapping. The" in str(error)
    assert len(tries) == 1


def test_a_failed_confirmation_says_where_it_was_tried(switch: SessionSwitch) -> None:
    error = unconfirmed(switch, timed(Probe(switch, ["[0].a"]), tries=1, where=lambda: "https://192.0.2.1:443"))
    assert "because not met: [0].a (tried at https://192.0.2.1:443). The switch undoes it" in str(error)


def test_a_switch_that_the_change_cut_off(switch: SessionSwitch) -> None:
    error = unconfirmed(switch, timed(Probe(switch, ConnectError("no route to host.")), tries=2))
    assert "not confirmed, because no route to host. The switch undoes it at" in str(error)


def test_the_rollback_is_waited_for_and_verified(switch: SessionSwitch) -> None:
    error = unconfirmed(switch, timed(Probe(switch, ["[0].a"]), tries=1, wait_for_rollback=True))
    assert str(error) == (
        "the change is committed but not confirmed, because not met: [0].a. The switch has undone it: the running "
        "configuration is as it was."
    )
    assert (error.rolled_back, error.details()["changed"]) == (True, False)
    assert 60 <= switch.clock.now < 63
    assert switch.running == BEFORE


@pytest.mark.parametrize("silence", [20, 70, 110])
def test_a_commit_whose_reply_is_lost_for_the_change_cut_the_switch_off(switch: SessionSwitch, silence: int) -> None:
    """It can be asked after a while, or not before it has undone the change."""

    def cut(it: SessionSwitch) -> None:
        it.faults["show|abort"] = [Fault(ConnectError("refused."))] * silence

    switch.faults[COMMIT] = [Fault(DroppedError("the connection broke."), True, cut)]
    error = unconfirmed(switch, timed(Probe(switch, ["[0].a"]), tries=1, wait_for_rollback=True))
    assert error.rolled_back
    assert str(error).endswith("The switch has undone it: the running configuration is as it was.")
    assert ("the reply to the commit is lost: the connection broke." in str(error)) == (silence > 60)
    assert (switch.running, switch.sessions, switch.commits) == (BEFORE, {}, 1)


def test_a_lost_commit_is_left_to_the_switch(switch: SessionSwitch) -> None:
    def cut(it: SessionSwitch) -> None:
        it.silent = ConnectError("refused.")

    switch.faults[COMMIT] = [Fault(DroppedError("the connection broke."), True, cut)]
    error = unconfirmed(switch, replace(timed(Probe(switch, [])), timer=600))
    assert "because the reply to the commit is lost: the connection broke. The switch undoes it at" in str(error)
    assert f"The session {error.outcome.session} may still be pending: refused." in str(error)
    assert error.rollback_at == EPOCH + 600


def test_a_commit_on_trial_that_never_reached_the_switch(switch: SessionSwitch) -> None:
    def cut(it: SessionSwitch) -> None:
        it.faults["show"] = [Fault(ConnectError("refused."))] * 80

    switch.faults[COMMIT] = [Fault(DroppedError("the connection broke."), False, cut)]
    error = unconfirmed(switch, timed(Probe(switch, []), wait_for_rollback=True))
    assert error.rolled_back
    assert (switch.running, switch.sessions, switch.commits) == (BEFORE, {}, 0)


def test_a_rollback_to_something_else(switch: SessionSwitch) -> None:
    """Somebody else changes the configuration meanwhile."""

    def meddle() -> list[str]:
        for session in switch.sessions.values():
            session.before = ["hostname other"]
        return ["[0].a"]

    error = unconfirmed(switch, timed(meddle, tries=1, wait_for_rollback=True))
    assert "not as it was" in str(error)
    assert not error.rolled_back


def test_a_switch_that_never_comes_back(switch: SessionSwitch) -> None:
    def die() -> list[str]:
        switch.silent = ConnectError("no route to host.")
        return ["[0].a"]

    error = unconfirmed(switch, timed(die, tries=1, wait_for_rollback=True))
    assert str(error).endswith("Whether the switch has undone it is not known: no route to host.")
    assert not error.rolled_back
    assert switch.clock.now >= 119


def test_a_timer_that_never_ends(switch: SessionSwitch) -> None:
    def stop() -> list[str]:
        for session in switch.sessions.values():
            session.expires = EPOCH + 9999
        return ["[0].a"]

    error = unconfirmed(switch, timed(stop, tries=1, wait_for_rollback=True))
    assert "The timer still runs on the switch after" in str(error)
    assert not error.rolled_back


def test_conditions_that_are_met_after_the_rollback_confirm_nothing(switch: SessionSwitch) -> None:
    """The change cut the switch off; its rollback let the controller in again, and the conditions are met."""
    probe = Probe(switch, *[ConnectError("refused.")] * 3, [])
    error = unconfirmed(switch, timed(probe, tries=10, interval=25, wait_for_rollback=True))
    assert len(probe.looks) == 3
    assert "the commit timer ended before the conditions were met (refused)" in str(error)
    assert error.rolled_back
    assert (switch.running, switch.sessions, switch.commits) == (BEFORE, {}, 1)


def test_conditions_that_are_met_too_late(switch: SessionSwitch) -> None:
    def slow() -> list[str]:
        switch.clock.sleep(70)
        return []

    error = unconfirmed(switch, timed(slow))
    assert "the commit timer ended before the conditions were met (they were not met in time)" in str(error)
    assert "The switch was to undo it at 2023-11-14T22:14:20+0000" in str(error)
    switch.settle()
    assert switch.running == BEFORE


@pytest.mark.parametrize("applied", [False, True])
def test_a_confirmation_whose_reply_is_lost(switch: SessionSwitch, applied: bool) -> None:
    switch.faults[COMMIT + "$"] = [lost(applied=applied)]
    assert apply(timed(Probe(switch, [])), switch).confirmed
    switch.clock.sleep(120)
    switch.settle()
    assert switch.running == AFTER


def test_a_confirmation_that_is_refused(switch: SessionSwitch) -> None:
    switch.faults[COMMIT + "$"] = [Fault(CommandError("not authorized.", code=1005))]
    error = unconfirmed(switch, timed(Probe(switch, [])))
    assert "because the confirmation failed: not authorized. The switch undoes it at" in str(error)


def test_people_who_wait_are_told_how_far_it_is(switch: SessionSwitch) -> None:
    said: list[str] = []
    apply(replace(timed(Probe(switch, ["a == 1"], [])), tell=said.append), switch)
    assert said == [
        "not confirmed after try 1 of 5, 60 s before the switch undoes it: not met: a == 1",
    ]
    said.clear()
    change = timed(Probe(switch, ["a == 1"]), tries=1, wait_for_rollback=True)
    unconfirmed(switch, replace(change, commands=(Command("vlan 20"),), tell=said.append))
    assert len(said) == 1
    assert said[0].startswith(
        "the change is committed but not confirmed, because not met: a == 1. Waiting until the switch undoes it, at 20"
    )


def test_an_interrupt_between_commit_and_confirmation_leaves_it_to_the_switch(switch: SessionSwitch) -> None:
    def interrupt() -> list[str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(timed(interrupt), switch)
    switch.clock.sleep(61)
    switch.settle()
    assert (switch.running, switch.sessions) == (BEFORE, {})


@pytest.mark.parametrize("lines", [("no username admin secret x",), ("vlan 10",)])
def test_each_try_reconnects(switch: SessionSwitch, lines: tuple[str, ...]) -> None:
    """A connection that is open, or a login, may outlive what the change takes away: that would prove nothing."""
    switch.running.append("username admin secret x")
    logins: list[bool] = []
    risky = lines[0].startswith("no ")
    probe = Probe(switch, ["a"], [])
    change = replace(
        timed(probe, reconnect=logins.append),
        commands=tuple(Command(line) for line in lines),
        access=Access("192.0.2.1", "admin"),
    )
    assert apply(change, switch).confirmed
    assert logins == [risky, risky]
    assert probe.looks == ([SETTLING, SETTLING + 2] if risky else [0, 2])


@pytest.mark.parametrize(
    ("entered", "shown", "expected"),
    [
        (["management  API http-commands", "session timeout 60"], "", True),
        ([], "--- a\n+++ b\n@@ -1 +1 @@\n management api http-commands\n+   session timeout 60", True),
        (["management http-server"], "", True),
        (["management api gnmi"], "--- a\n+++ b\n@@ -1 +1 @@\n+vlan 10", False),
        (["interface Ethernet1", "description management api http-commands"], "", False),
    ],
)
def test_changes_that_restart_the_api(entered: list[str], shown: str, expected: bool) -> None:
    assert restarts_api([Command(line) for line in entered], shown) is expected


def test_the_api_is_waited_for(switch: SessionSwitch) -> None:
    """Its requests fail while it restarts, and one that stays away is left to the next request."""
    switch.faults["show hostname"] = [Fault(ConnectError("refused")) for _try in range(2)]
    start = switch.clock.now
    await_api(switch)
    assert switch.clock.now == start + SETTLING + 2
    switch.faults["show hostname"] = [Fault(ConnectError("refused")) for _try in range(100)]
    await_api(switch)
    assert switch.faults["show hostname"]


@pytest.mark.parametrize("timer", [None, 60])
def test_the_next_task_finds_the_api(switch: SessionSwitch, timer: int | None) -> None:
    change = replace(CHANGE, commands=(Command("management api http-commands"), Command("   session timeout 60")))
    start = switch.clock.now
    apply(change if timer is None else replace(timed(Probe(switch, [])), commands=change.commands), switch)
    assert switch.clock.now == start + SETTLING


def test_a_way_in_that_is_gone_confirms_nothing(switch: SessionSwitch) -> None:
    def refuse(_login: bool) -> None:
        raise AuthenticationError("user 'admin' was refused.", status=401)

    error = unconfirmed(switch, timed(Probe(switch, []), reconnect=refuse, tries=1, wait_for_rollback=True))
    assert "not confirmed, because user 'admin' was refused." in str(error)
    assert error.rolled_back


# --- Another endpoint ------------------------------------------------------------------------------------------------


class Mover:
    """A client of a switch that answers at `port`, which the commit changes."""

    def __init__(self, switch: SessionSwitch, after: int) -> None:
        self.switch = switch
        self.port = self.answers_at = 443
        self.after = after
        self.places: list[int] = []

    def endpoint_options(self) -> dict[str, int]:
        return {"port": self.port}

    def move(self, port: int) -> None:
        self.port = port
        self.places.append(port)

    def run(self, batch: Batch) -> list[Response]:
        self.switch.settle()
        committed = self.switch.running != BEFORE
        if self.port != (self.after if committed else 443):
            raise ConnectError("it refused the connection.")
        return self.switch.run(batch)

    def look(self) -> list[str]:
        self.run(Batch((Command("show running-config"),)))
        return []


def moving(mover: Mover, **given: object) -> ChangeRequest:
    return timed(mover.look, endpoint={"port": 9443}, **given)


def test_the_endpoint_moves_and_the_change_is_confirmed_there(switch: SessionSwitch) -> None:
    mover = Mover(switch, after=9443)
    assert apply(moving(mover), mover).confirmed
    assert (mover.port, mover.places) == (9443, [9443])
    assert switch.running == AFTER


def test_the_reply_to_the_commit_is_lost_and_the_switch_has_moved(switch: SessionSwitch) -> None:
    switch.faults[COMMIT + " timer"] = [lost(applied=True)]
    mover = Mover(switch, after=9443)
    assert apply(moving(mover), mover).confirmed
    assert mover.port == 9443
    assert switch.running == AFTER
    assert sum(switch.clock.slept) == 0


def test_the_switch_is_not_where_it_was_to_be(switch: SessionSwitch) -> None:
    mover = Mover(switch, after=9444)
    with pytest.raises(UnconfirmedError) as caught:
        apply(moving(mover, wait_for_rollback=True), mover)
    assert "because it refused the connection. The switch has undone it" in str(caught.value)
    assert caught.value.rolled_back
    assert mover.port == 443
    assert switch.running == BEFORE


def test_unconfirmed_change_is_undone_at_once(switch: SessionSwitch) -> None:
    error = unconfirmed(switch, timed(Probe(switch, ["sick"]), tries=1, undo=True, wait_for_rollback=True))
    assert "because not met: sick. The switch has undone it" in str(error)
    assert error.rolled_back
    assert switch.aborts == 1
    assert switch.running == BEFORE
    assert switch.clock.now < 5


@pytest.mark.parametrize("reachable", [True, False])
def test_a_run_that_is_stopped_on_trial_undoes_it(switch: SessionSwitch, reachable: bool) -> None:
    def stop() -> list[str]:
        if not reachable:
            switch.faults[r"abort\Z"] = [lost(applied=False)] * 400
        raise SystemExit(143)

    with pytest.raises(SystemExit):
        apply(timed(stop, undo=True, wait_for_rollback=True), switch)
    assert switch.clock.now < 10  # whoever stops a run does not wait for the timer
    assert (switch.running == BEFORE) is reachable
    switch.clock.sleep(60)
    switch.settle()
    assert switch.running == BEFORE


def test_a_run_that_is_stopped_leaves_what_the_user_would_confirm(switch: SessionSwitch) -> None:
    def stop() -> list[str]:
        raise SystemExit(143)

    with pytest.raises(SystemExit):
        apply(timed(stop), switch)
    assert switch.aborts == 0
    assert switch.running == AFTER


def test_a_switch_that_cannot_be_told_to_undo_it_does_so_by_itself(switch: SessionSwitch) -> None:
    silence = [lost(applied=False)] * 400
    switch.faults[r"abort\Z|show configuration sessions"] = silence
    error = unconfirmed(switch, timed(Probe(switch, ["sick"]), tries=1, undo=True, wait_for_rollback=True))
    assert "because not met: sick. Whether the switch has undone it is not known" in str(error)
    assert switch.running == BEFORE


# --- The loaded configuration ----------------------------------------------------------------------------------------


def test_the_loaded_configuration_is_verified_before_it_is_committed(switch: SessionSwitch) -> None:
    seen: list[str] = []

    def refuse(text: str) -> None:
        seen.append(text)
        raise InputError("that is not what was meant.")

    with pytest.raises(InputError, match="not what was meant"):
        apply(replace(CHANGE, verify=refuse), switch)
    assert all(line in seen[0].splitlines() for line in AFTER)
    assert (switch.pending, switch.commits, switch.running) == ([], 0, BEFORE)
    assert apply(replace(CHANGE, verify=seen.append), switch).changed
    assert switch.commits == 1


# --- The way in ------------------------------------------------------------------------------------------------------


def test_a_change_that_would_cut_the_controller_off(switch: SessionSwitch) -> None:
    switch.running.append("username admin privilege 15 secret 5 x")
    access = Access("192.0.2.1", "admin")
    removal = replace(CHANGE, commands=(Command("no username admin privilege 15 secret 5 x"),), access=access)
    for check in (True, False):
        with pytest.raises(LockoutError) as caught:
            apply(removal, switch, check=check)
        assert "-username admin" in caught.value.details()["diff"]["prepared"]
        assert str(caught.value) == (
            "the change would cut the controller off: the user 'admin' would be gone. Nothing was applied. Use "
            "commit_timer with confirm: then the switch takes the change back by itself if that is so."
        )
        assert (switch.sessions, switch.commits) == ({}, 0)
    compared = apply(removal, switch, check=True, want_after=True)
    assert "A run would be refused: the change would cut the controller off" in compared.warnings[0]
    assert apply(replace(removal, timer=60, confirmation=Confirmation(list, probe_connection)), switch).confirmed


def test_a_change_that_only_adds_costs_no_further_question(switch: SessionSwitch) -> None:
    apply(replace(CHANGE, access=Access("192.0.2.1", "admin")), switch)
    assert switch.count("show running-config") == 0


def test_a_configuration_that_cannot_be_read_is_a_warning(switch: SessionSwitch) -> None:
    switch.running.extend(["unknown text", "EOF"])
    outcome = apply(replace(CHANGE, access=Access("192.0.2.1", "admin"), commands=LOSES_ROUTING), switch)
    assert outcome.changed
    assert ["cannot be read: " in warning for warning in outcome.warnings] == [True]


# --- The startup configuration ---------------------------------------------------------------------------------------


def test_saving(switch: SessionSwitch) -> None:
    assert "+" in unsaved(switch)
    save(switch)
    assert switch.startup == BEFORE
    assert unsaved(switch) == ""


def test_saving_may_be_repeated_by_the_client(switch: SessionSwitch) -> None:
    batches: list[Batch] = []

    class Recorder:
        def run(self, batch: Batch) -> list[Response]:
            batches.append(batch)
            return switch.run(batch)

    save(Recorder())
    assert [(batch.commands[0].cmd, batch.repeatable) for batch in batches] == [("write memory", True)]


@pytest.mark.parametrize("check", [False, True])
def test_saved_configuration_is_in_the_diff(switch: SessionSwitch, check: bool) -> None:
    changed = {"changed": True, "diff": {"prepared": "+vlan 10\n"}}
    save_as_asked(switch, "changed", changed, check)
    assert changed["diff"] == {
        "prepared": "+vlan 10\n! The running configuration is saved to the startup configuration.\n"
    }
    assert changed["saved"] is not check


def test_saving_without_a_change_shows_what_was_not_saved(switch: SessionSwitch) -> None:
    result: dict[str, t.Any] = {"changed": False}
    save_as_asked(switch, "always", result, False)
    assert (result["changed"], result["saved"]) == (True, True)
    assert "\n+" in result["diff"]["prepared"]
    again: dict[str, t.Any] = {"changed": False}
    save_as_asked(switch, "always", again, False)
    assert again == {"changed": False, "saved": False}


def test_a_whole_configuration_is_not_listed(switch: SessionSwitch) -> None:
    outcome = apply(replace(CHANGE, clean=True), switch, check=True)
    assert outcome.commands == ["rollback clean-config"]
