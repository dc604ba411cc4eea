# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configuration sessions: what the switch says of them, and what becomes of ours when replies are lost."""

from __future__ import annotations

import typing as t
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.leftovers import Ledger
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    AuthenticationError,
    CommandError,
    CommandTimeoutError,
    ConnectError,
    DroppedError,
    EapiError,
    EnableError,
    GatewayTimeoutError,
    InvalidCommandError,
    ProtocolError,
    UnavailableError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.reclaim import reclaim, reclaim_orphans
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.session import (
    PATIENCE,
    ConfigSession,
    hours,
    leaving,
    retry_unreachable,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.session_list import (
    SessionState,
    check_name_is_free,
    lock_holder,
    open_sessions,
    sessions,
    state_of,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.lost_replies import PAUSE
from support.session_switch import EPOCH, Fault, Session, SessionSwitch, lost, session_switch

COMMIT = r"^configure session \S+ commit"
ABORT = r"^configure session \S+ abort"
LINES = (Command("hostname new"), Command("vlan 10"))


@pytest.fixture(params=[False, True], ids=["4.33", "4.31"])
def switch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> SessionSwitch:
    return session_switch(monkeypatch, old=request.param)


def commit(
    switch: SessionSwitch, timer: int | None = None, *, clean: bool = False, name: str | None = None
) -> ConfigSession:
    """Load the lines and commit them."""
    with ConfigSession(switch, name) as session:
        session.load(LINES, clean=clean)
        session.commit(timer)
    return session


def break_off(switch: SessionSwitch, error: BaseException, name: str | None = None) -> None:
    """Load the lines; then something happens on the controller."""
    with ConfigSession(switch, name) as session:
        session.load(LINES)
        raise error


# --- What the switch says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "state"),
    [
        ({}, SessionState("absent")),
        ({"sessions": {}}, SessionState("absent")),
        ({"sessions": None}, SessionState("absent")),
        ({"sessions": {"other": {"state": "pending"}}}, SessionState("absent")),
        ({"sessions": {"s": {"state": "pending"}}}, SessionState("pending")),
        ({"sessions": {"s": {"state": "completed"}}}, SessionState("committed")),
        ({"sessions": {"s": {"state": "aborted"}}}, SessionState("absent")),
        # Up to 4.31 the timer is a state; from 4.32 on it stands beside the sessions.
        ({"sessions": {"s": {"state": "pendingCommitTimer", "commitBy": 12.5}}}, SessionState("timed", 12.5)),
        (
            {
                "sessions": {"s": {"state": "committed"}},
                "commitTimerSessionName": "s",
                "commitTimerExpireTime": 12.5,
            },
            SessionState("timed", 12.5),
        ),
        (
            {"sessions": {"s": {"state": "committed"}}, "commitTimerSessionName": "t", "commitTimerExpireTime": 1.0},
            SessionState("committed"),
        ),
        ({"sessions": {"s": {"state": "committed"}}, "commitTimerSessionName": ""}, SessionState("committed")),
    ],
)
def test_the_state_in_both_shapes(model: dict[str, object], state: SessionState) -> None:
    assert state_of(model, "s") == state


def test_open_sessions_are_named_with_what_is_known_of_them(switch: SessionSwitch) -> None:
    switch.sessions = {
        "b": Session([], user="alice", description="uplinks"),
        "a": Session([]),
        "done": Session([], "committed"),
        "timed": Session([], "timed", expires=EPOCH + 99),
    }
    assert open_sessions(sessions(switch)) == ["a", "b (open by alice, uplinks)"]


def test_a_model_that_is_none(switch: SessionSwitch) -> None:
    switch.outputs["show configuration sessions detail"] = "text"
    assert sessions(switch) == {}


@pytest.mark.parametrize(("seconds", "text"), [(1, "00:00:01"), (300, "00:05:00"), (86399, "23:59:59")])
def test_hours(seconds: int, text: str) -> None:
    assert hours(seconds) == text


def test_the_lock_and_who_holds_it(switch: SessionSwitch) -> None:
    assert lock_holder(switch) == ""
    switch.lock = {"username": "alice", "userTty": "vty4", "transactionName": "mw", "lockAcquireTime": EPOCH}
    assert lock_holder(switch) == " by alice (on vty4 since 2023-11-14 22:13:20, mw)"
    switch.lock = {"username": "alice"}
    assert lock_holder(switch).startswith(" by alice (on ? since ")
    switch.faults["lock"] = [Fault(CommandError("no such command"))]
    assert lock_holder(switch) == ""


# --- The ordinary way ------------------------------------------------------------------------------------------------


def test_loading_is_one_request(switch: SessionSwitch) -> None:
    with ConfigSession(switch, "mine", "uplinks of leaf1") as session:
        diff = session.load(LINES)
        assert switch.sessions["mine"].description == "uplinks of leaf1"
        assert switch.ran == [
            "configure session mine description uplinks of leaf1",
            "hostname new",
            "vlan 10",
            "end",
            "show session-config named mine diffs",
        ]
    assert "+hostname new" in diff
    assert switch.sessions == {}
    assert switch.commits == 0


def test_a_clean_session_begins_empty(switch: SessionSwitch) -> None:
    with ConfigSession(switch) as session:
        diff = session.load(LINES, clean=True)
    assert switch.ran[1] == "rollback clean-config"
    assert "-ip routing" in diff


def test_every_session_has_a_name_of_its_own(switch: SessionSwitch) -> None:
    names = {ConfigSession(switch).name for _session in range(100)}
    assert len(names) == 100
    assert all(name.startswith("ansible-") for name in names)


def test_commit(switch: SessionSwitch) -> None:
    session = commit(switch)
    assert switch.running == ["hostname leaf1", "ip routing", "hostname new", "vlan 10"]
    assert session.state() == SessionState("committed")
    assert (switch.commits, switch.aborts) == (1, 0)


@pytest.mark.parametrize("heard", [True, False])
def test_a_commit_that_ends_our_access_is_sent_once(switch: SessionSwitch, heard: bool) -> None:
    with ConfigSession(switch) as session:
        session.load(LINES)
        if not heard:
            switch.faults[COMMIT] = [lost(applied=True)]
        assert session.commit_without_verification() is heard
    assert switch.running == ["hostname leaf1", "ip routing", "hostname new", "vlan 10"]
    assert (switch.commits, switch.aborts) == (1, 0)


def test_a_timer_is_confirmed(switch: SessionSwitch) -> None:
    session = commit(switch, 300)
    assert session.state() == SessionState("timed", EPOCH + 300)
    assert switch.count(f"configure session {session.name} commit timer 00:05:00") == 1
    session.confirm()
    switch.clock.sleep(600)
    assert session.state() == SessionState("committed")
    assert "vlan 10" in switch.running


def test_a_session_that_is_left_is_aborted(switch: SessionSwitch) -> None:
    with ConfigSession(switch) as session:
        session.load(LINES)
    assert switch.sessions == {}
    assert switch.count(f"configure session {session.name} abort") == 1


def test_nothing_is_aborted_that_was_not_opened(switch: SessionSwitch) -> None:
    with ConfigSession(switch):
        pass
    assert switch.sent == []


# --- Errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [InputError("no"), ValueError("no"), KeyboardInterrupt(), SystemExit(1), GeneratorExit()],
    ids=lambda error: type(error).__name__,
)
def test_whatever_happens_the_session_is_aborted(switch: SessionSwitch, error: BaseException) -> None:
    with pytest.raises(type(error)):
        break_off(switch, error)
    assert switch.sessions == {}
    assert switch.running == ["hostname leaf1", "ip routing"]


def test_a_rejected_line(switch: SessionSwitch) -> None:
    with pytest.raises(CommandError) as caught, ConfigSession(switch) as session:
        session.load((Command("hostname new"), Command("bogus line"), Command("vlan 10")))
    assert str(caught.value) == (
        "line 2 of 3 'bogus line' was rejected (1002): Invalid input (at token 0: 'bogus'). Nothing was applied."
    )
    assert (caught.value.command_index, caught.value.command) == (1, "bogus line")
    assert switch.pending == []


def test_a_rejected_line_counts_from_the_users_own(switch: SessionSwitch) -> None:
    with pytest.raises(CommandError, match="line 1 of 1 'bogus' was rejected"), ConfigSession(switch) as session:
        session.load((Command("bogus"),), clean=True)


def test_the_maximum_of_sessions(switch: SessionSwitch) -> None:
    switch.maximum = 2
    switch.sessions = {"one": Session([], user="alice"), "two": Session([], description="left over")}
    with pytest.raises(CommandError) as caught, ConfigSession(switch) as session:
        session.load(LINES)
    assert str(caught.value) == (
        "the switch has as many open configuration sessions as it allows: one (open by alice); two (left over). "
        "Commit or abort those that are left over, or name them in 'reclaim'."
    )
    assert switch.pending == ["one", "two"]


def test_the_maximum_of_sessions_that_cannot_be_listed(switch: SessionSwitch) -> None:
    switch.maximum = 0
    switch.faults["sessions detail"] = [lost(applied=False)]
    with pytest.raises(CommandError, match="they could not be listed"), ConfigSession(switch) as session:
        session.load(LINES)


def test_the_lock_names_its_holder_and_nothing_stays(switch: SessionSwitch) -> None:
    switch.lock = {"username": "alice", "userTty": "vty4", "lockAcquireTime": EPOCH}
    with pytest.raises(CommandError) as caught:
        commit(switch)
    assert "the configuration is locked by alice (on vty4 since 2023-11-14 22:13:20)" in str(caught.value)
    assert caught.value.hint == "Wait until the lock is released, or release it."
    assert switch.sessions == {}


def test_a_refused_commit_leaves_no_session(switch: SessionSwitch) -> None:
    """A commit that the switch refuses aborts the session; other modules leave it pending."""
    switch.faults[COMMIT] = [Fault(CommandError("cannot commit", code=1000))]
    with pytest.raises(CommandError, match="cannot commit"):
        commit(switch)
    assert switch.sessions == {}


# --- A commit whose reply is lost ------------------------------------------------------------------------------------

UNCERTAIN = [
    DroppedError("dropped"),
    CommandTimeoutError("timed out"),
    GatewayTimeoutError("504", status=504),
    UnavailableError("502", status=502),
    ProtocolError("no JSON", status=200),
]


@pytest.mark.parametrize("error", UNCERTAIN, ids=lambda error: type(error).__name__)
def test_a_commit_that_did_not_happen_is_made_once_more(switch: SessionSwitch, error: EapiError) -> None:
    switch.faults[COMMIT] = [Fault(error)]
    commit(switch)
    assert "vlan 10" in switch.running
    assert (switch.commits, switch.count(r".* commit", run=False)) == (1, 2)


@pytest.mark.parametrize("error", UNCERTAIN, ids=lambda error: type(error).__name__)
def test_a_commit_that_happened_is_not_made_again(switch: SessionSwitch, error: EapiError) -> None:
    switch.faults[COMMIT] = [Fault(error, applied=True)]
    commit(switch)
    assert "vlan 10" in switch.running
    assert switch.count(r".* commit", run=False) == 1


def test_a_commit_with_a_timer_that_happened(switch: SessionSwitch) -> None:
    switch.faults[COMMIT] = [lost(applied=True)]
    session = commit(switch, 300)
    assert session.state().kind == "timed"
    assert switch.count(r".* commit.*", run=False) == 1


def test_a_switch_that_forgot_the_session_and_has_the_lines(switch: SessionSwitch) -> None:
    switch.faults[COMMIT] = [Fault(DroppedError("dropped"), True, SessionSwitch.forget)]
    commit(switch)
    assert switch.commits == 1
    assert "vlan 10" in switch.running
    assert switch.pending == []


def test_a_switch_that_forgot_the_session_and_has_the_whole_configuration(switch: SessionSwitch) -> None:
    switch.faults[COMMIT] = [Fault(DroppedError("dropped"), True, SessionSwitch.forget)]
    commit(switch, clean=True)
    assert switch.running == ["hostname new", "vlan 10"]
    assert switch.count("rollback clean-config") == 2  # the second one asks
    assert switch.pending == []


def test_a_session_that_is_gone_and_was_not_committed(switch: SessionSwitch) -> None:
    switch.faults[COMMIT] = [Fault(DroppedError("the connection broke."), False, lambda it: it.sessions.clear())]
    with pytest.raises(DroppedError, match=r"is gone and its lines are not in force: nothing was committed\.$"):
        commit(switch)
    assert switch.commits == 0
    assert switch.pending == []
    assert switch.running == ["hostname leaf1", "ip routing"]


def test_lost_again_and_again(switch: SessionSwitch) -> None:
    switch.faults[COMMIT] = [lost(applied=False), lost(applied=False)]
    commit(switch)
    assert (switch.commits, switch.count(r".* commit", run=False)) == (1, 3)


def test_lost_once_too_often(switch: SessionSwitch) -> None:
    switch.faults[COMMIT] = [lost(applied=False)] * 3
    with pytest.raises(DroppedError):
        commit(switch)
    assert switch.commits == 0
    assert switch.sessions == {}


def test_the_second_reply_is_lost_after_the_commit(switch: SessionSwitch) -> None:
    switch.faults[COMMIT] = [lost(applied=False), lost(applied=True)]
    commit(switch)
    assert switch.commits == 1
    assert "vlan 10" in switch.running


def test_the_first_commit_comes_through_late(switch: SessionSwitch) -> None:
    """The switch says pending, and commits before the second request: that one is refused, and all is well."""
    switch.faults[COMMIT] = [lost(applied=False), Fault(CommandError("Cannot find session", code=1000), True)]
    commit(switch)
    assert switch.commits == 1
    assert "vlan 10" in switch.running


def test_the_second_commit_is_refused(switch: SessionSwitch) -> None:
    switch.faults[COMMIT] = [lost(applied=False), Fault(CommandError("cannot commit", code=1000))]
    with pytest.raises(CommandError, match="cannot commit"):
        commit(switch)
    assert switch.sessions == {}


def test_a_switch_that_is_silent_for_a_while(switch: SessionSwitch) -> None:
    switch.faults[COMMIT] = [lost(applied=True)]
    switch.faults["sessions detail"] = [Fault(ConnectError("refused"))] * 20
    commit(switch)
    assert switch.count(r".* commit", run=False) == 1
    assert 20 <= switch.clock.now < PATIENCE


def test_a_switch_that_stays_silent(switch: SessionSwitch) -> None:
    def die(it: SessionSwitch) -> None:
        it.silent = ConnectError("refused")

    switch.faults[COMMIT] = [Fault(DroppedError("the connection broke."), False, die)]
    with pytest.raises(DroppedError) as caught:
        commit(switch, name="mine")
    said = str(caught.value)
    assert "did not answer for 60 s, so it is not known what became of the session mine" in said
    assert "'show configuration sessions detail'" in said
    assert "The session mine may still be pending: refused" in said
    assert switch.count(r".* commit", run=False) == 1


# --- A confirmation whose reply is lost ------------------------------------------------------------------------------


@pytest.mark.parametrize("applied", [False, True])
def test_a_lost_confirmation_is_settled(switch: SessionSwitch, applied: bool) -> None:
    session = commit(switch, 60)
    switch.faults[COMMIT] = [lost(applied=applied)]
    session.confirm()
    switch.clock.sleep(120)
    switch.settle()
    assert "vlan 10" in switch.running
    assert switch.commits == 2


def test_a_lost_confirmation_of_a_session_that_the_switch_forgot(switch: SessionSwitch) -> None:
    session = commit(switch, 60)
    switch.faults[COMMIT] = [Fault(DroppedError("dropped"), True, SessionSwitch.forget)]
    session.confirm()
    assert "vlan 10" in switch.running


def test_a_confirmation_that_is_lost_until_the_timer_ends(switch: SessionSwitch) -> None:
    """The session is gone for the timer has undone it: that is no confirmation."""
    session = commit(switch, 60)
    switch.faults[COMMIT] = [Fault(DroppedError("the connection broke."), False, lambda it: it.clock.sleep(90))]
    with pytest.raises(DroppedError, match="nothing was committed"):
        session.confirm()
    assert switch.running == ["hostname leaf1", "ip routing"]
    assert switch.pending == []


def test_a_confirmation_after_the_rollback_is_refused(switch: SessionSwitch) -> None:
    session = commit(switch, 60)
    switch.clock.sleep(61)
    with pytest.raises(CommandError, match="Cannot find session"):
        session.confirm()


# --- An abort whose reply is lost ------------------------------------------------------------------------------------


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("timer", [None, 60])
def test_a_lost_abort_is_settled(switch: SessionSwitch, applied: bool, timer: int | None) -> None:
    session = ConfigSession(switch)
    session.load(LINES)
    if timer:
        session.commit(timer)
    switch.faults[ABORT] = [lost(applied=applied)]
    session.abort()
    assert switch.sessions == {}
    assert switch.running == ["hostname leaf1", "ip routing"]
    assert switch.aborts == 1


def test_an_abort_of_what_is_gone_already(switch: SessionSwitch) -> None:
    session = ConfigSession(switch)
    session.load(LINES)
    switch.sessions.clear()
    session.abort()
    assert not session.open


def test_a_refused_abort_is_an_error(switch: SessionSwitch) -> None:
    switch.faults[ABORT] = [Fault(CommandError("not allowed", code=1005))]
    with pytest.raises(CommandError, match="not allowed"), ConfigSession(switch) as session:
        session.load(LINES)


def test_a_refused_abort_stands_beside_the_error_before(switch: SessionSwitch) -> None:
    switch.faults[ABORT] = [Fault(CommandError("not allowed", code=1005))] * 2
    with pytest.raises(CommandError) as caught, ConfigSession(switch, "mine") as session:
        session.load((Command("bogus"),))
    assert "line 1 of 1 'bogus' was rejected" in str(caught.value)
    assert "The session mine may still be pending: not allowed" in str(caught.value)
    with pytest.raises(KeyboardInterrupt) as interrupted:
        break_off(switch, KeyboardInterrupt(), "other")
    assert interrupted.value.__notes__ == ["The session other may still be pending: not allowed"]


@pytest.mark.parametrize("applied", [False, True])
def test_a_lost_load_leaves_nothing(switch: SessionSwitch, applied: bool) -> None:
    switch.faults["^configure session"] = [lost(applied=applied)]
    with pytest.raises(DroppedError), ConfigSession(switch) as session:
        session.load(LINES)
    assert switch.sessions == {}
    assert switch.running == ["hostname leaf1", "ip routing"]


@pytest.mark.parametrize(
    "error",
    [ConnectError("refused"), AuthenticationError("401", status=401), EnableError("'enable' failed", code=1005)],
    ids=lambda error: type(error).__name__,
)
def test_a_switch_that_was_not_reached_has_nothing_to_abort(switch: SessionSwitch, error: EapiError) -> None:
    switch.faults["^configure session"] = [Fault(error)]
    with pytest.raises(type(error)) as caught, ConfigSession(switch) as session:
        session.load(LINES)
    assert caught.value is error
    assert switch.count(r".* abort", run=False) == 0
    assert switch.clock.now == 0


# --- Names and what others left --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("session", "said"), [(Session([]), "pending"), (Session([], "timed", expires=EPOCH + 9), "timed")]
)
def test_a_name_in_use(switch: SessionSwitch, session: Session, said: str) -> None:
    switch.sessions["mine"] = session
    with pytest.raises(
        InputError, match=f"session: the switch has a session 'mine' already, which is {said}"
    ) as caught:
        check_name_is_free(switch, "mine")
    assert "reclaim" in caught.value.hint


def test_a_name_that_is_free(switch: SessionSwitch) -> None:
    switch.sessions["mine"] = Session([], "committed")
    check_name_is_free(switch, "mine")
    check_name_is_free(switch, "other")
    assert set(switch.sent) == {"show configuration sessions detail"}


def test_only_the_named_pending_sessions_are_reclaimed(switch: SessionSwitch) -> None:
    switch.sessions = {
        "left": Session([]),
        "others": Session([]),
        "done": Session([], "committed"),
        "timed": Session([], "timed", expires=EPOCH + 9),
    }
    assert reclaim(switch, ["left", "done", "timed", "nowhere"]) == ["left"]
    assert set(switch.sessions) == {"others", "done", "timed"}


# --- Patience --------------------------------------------------------------------------------------------------------


def _failing(times: int, error: EapiError) -> Callable[[], str]:
    left = [error] * times

    def action() -> str:
        if left:
            raise left.pop()
        return "done"

    return action


def test_patience(switch: SessionSwitch) -> None:
    assert retry_unreachable(_failing(5, ConnectError("refused")), 10) == "done"
    assert switch.clock.slept == [PAUSE] * 5


def test_patience_ends(switch: SessionSwitch) -> None:
    with pytest.raises(ConnectError):
        retry_unreachable(_failing(99, ConnectError("refused")), 10, 3)
    assert switch.clock.now == 9


def test_no_patience_with_what_the_switch_says_itself(switch: SessionSwitch) -> None:
    with pytest.raises(CommandError):
        retry_unreachable(_failing(1, CommandError("no")), 10)
    assert switch.clock.slept == []


# --- Changes of others meanwhile ---


def test_a_foreign_change_stays(switch: SessionSwitch) -> None:
    with ConfigSession(switch) as session:
        session.load(LINES)
        switch.running.append("vlan 99")
        switch.running.remove("ip routing")
        session.commit()
    assert switch.running == ["hostname leaf1", "vlan 99", "hostname new", "vlan 10"]


def test_the_diff_is_that_of_the_commit(switch: SessionSwitch) -> None:
    with ConfigSession(switch) as session:
        session.load(LINES)
        switch.running.append("vlan 10")
        session.commit()
    assert session.diff.splitlines()[2:] == ["+hostname new"]


def test_a_whole_configuration_is_entered_once(switch: SessionSwitch) -> None:
    with ConfigSession(switch) as session:
        session.load(LINES, clean=True)
        switch.running.append("vlan 99")
        session.commit()
    assert switch.running == ["hostname new", "vlan 10"]
    assert "-vlan 99" in session.diff
    assert switch.count("vlan 10") == 1


def test_a_line_that_is_rejected_since_a_foreign_change(switch: SessionSwitch) -> None:
    switch.faults["commit"] = [Fault(CommandError("no", code=1000, command="vlan 10", command_index=3, errors=["no"]))]
    with pytest.raises(CommandError, match=r"line 2 of 2 'vlan 10' was rejected \(1000\): no"):
        commit(switch)
    assert switch.sessions == {}


@pytest.mark.parametrize("timer", [None, 60])
def test_a_request_that_is_late_finds_nothing(switch: SessionSwitch, timer: int | None) -> None:
    """The first request of the commit runs after the second one: it cannot undo or repeat that."""
    late: list[Batch] = []
    plain = switch.run

    def run(batch: Batch) -> list[Response]:
        if not late and "commit" in batch.commands[-1].cmd:
            late.append(batch)
            raise CommandTimeoutError("no reply")
        return plain(batch)

    switch.run = run  # type: ignore[method-assign]
    with ConfigSession(switch, "mine") as session:
        session.load(LINES)
        session.commit(timer)
    assert session.name == "mine-2"
    assert "vlan 10" in switch.running
    with pytest.raises(CommandError, match="Cannot find session mine"):
        plain(late[0])
    assert switch.commits == 1
    assert sorted(switch.sessions) == ["mine-2"]


@pytest.mark.parametrize("timer", [None, 60])
def test_the_diff_of_a_commit_that_took_effect_at_the_first_try(switch: SessionSwitch, timer: int | None) -> None:
    """The first reply is lost and the switch says pending for a moment; the second request has nothing to change."""
    with ConfigSession(switch) as session:
        diff = session.load(LINES)
        switch.faults[COMMIT] = [
            Fault(DroppedError("dropped"), False, lambda it: it.running.extend(["hostname new", "vlan 10"]))
        ]
        session.commit(timer)
    assert session.diff == diff


# --- A request that is late ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [CommandTimeoutError, GatewayTimeoutError])
@pytest.mark.parametrize("looks", [1, 3])
def test_a_session_that_is_opened_after_the_timeout_is_aborted(
    switch: SessionSwitch, kind: type[EapiError], looks: int
) -> None:
    def appear(it: SessionSwitch) -> None:
        it.sessions["mine"] = Session([])

    switch.faults["hostname new"] = [Fault(kind("no reply"))]
    switch.faults["sessions detail"] = [Fault(ConnectError("refused")), Fault(ConnectError("refused"))]
    switch.clock.sleep = late(switch, appear, looks)  # type: ignore[method-assign]
    with pytest.raises(kind) as caught, ConfigSession(switch, "mine") as session:
        session.load(LINES)
    assert "may still be pending" not in str(caught.value)
    assert switch.sessions == {}


def test_a_session_that_may_still_be_opened_is_named(switch: SessionSwitch) -> None:
    switch.faults["hostname new"] = [Fault(CommandTimeoutError("timed out"))]
    with pytest.raises(CommandTimeoutError) as caught, ConfigSession(switch, "mine") as session:
        session.load(LINES)
    assert "The session mine may still be pending: 15 s after the request had timed out" in str(caught.value)
    assert switch.clock.now == 15


def test_a_request_that_was_dropped_is_not_waited_for(switch: SessionSwitch) -> None:
    switch.faults["hostname new"] = [lost(applied=False)]
    with pytest.raises(DroppedError), ConfigSession(switch) as session:
        session.load(LINES)
    assert switch.clock.now == 0


def late(switch: SessionSwitch, then: Callable[[SessionSwitch], None], looks: int) -> Callable[[float], None]:
    """A sleep after which, at the given call, something happens on the switch."""
    plain, calls = switch.clock.sleep, []

    def sleep(seconds: float) -> None:
        plain(seconds)
        calls.append(seconds)
        if len(calls) == looks:
            then(switch)

    return sleep


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["ip access-list A", "permit ip any any"], ["exit", "end"]),
        (["ip access-list A", "permit ip any any", "exit"], ["end"]),
        (["ip access-list standard A"], ["exit", "end"]),
        (["route-map R permit 10", "match tag 1"], ["exit", "end"]),
        (["ip prefix-list P seq 10 permit 10.0.0.0/8"], ["end"]),
        (["ip access-list A", "exit", "interface Ethernet1", "mtu 1500"], ["end"]),
        (["hostname x"], ["end"]),
        (["ip access-list A", "permit ip any any", "hostname x"], ["end"]),
        (["ip access-list A", "permit ip any any", "no hostname"], ["end"]),
        (["route-map R permit 10", "set ip next-hop 192.0.2.1"], ["exit", "end"]),
        (["policy-map type pbr P", "class C", "set nexthop 192.0.2.1"], ["exit", "exit", "end"]),
        (["policy-map type pbr P", "class C", "exit", "class D"], ["exit", "exit", "end"]),
        (["policy-map type pbr P", "class C", "exit"], ["exit", "end"]),
        (["qos profile Q", "tx-queue 3", "bandwidth percent 10"], ["exit", "exit", "end"]),
        (["interface Ethernet1", "tx-queue 3", "bandwidth percent 10"], ["end"]),
        (["router general", "control-functions", "code"], ["exit", "end"]),
        (["IP Access-List A", "permit ip any any"], ["exit", "end"]),
    ],
)
def test_commands_that_leave_all_modes(lines: list[str], expected: list[str]) -> None:
    assert [command.cmd for command in leaving([Command(line) for line in lines])] == expected


class AskedSwitch(SessionSwitch):
    """A switch that knows the `default` form of all lines but some."""

    unknown: t.ClassVar[tuple[str, ...]] = ()
    broken: t.ClassVar[tuple[str, ...]] = ()

    def run(self, batch: Batch) -> list[Response]:
        lines = [command.cmd for command in batch.commands]
        for place, line in enumerate(lines):
            if line.startswith("default ") and line.removeprefix("default ") in self.unknown:
                raise InvalidCommandError("Invalid input", code=1002, command=line, command_index=place)
            if line in self.broken and "default " in " ".join(lines[:place]):
                raise CommandError("Not now", code=1000, command=line, command_index=place)
        return super().run(batch)


@pytest.mark.parametrize(
    ("lines", "unknown", "broken", "stray"),
    [
        (["interface Vlan10", "frob 1"], [], [], []),  # at its default: it shows nowhere
        (["interface Vlan10", "frob 1"], ["frob 1"], [], ["frob 1"]),
        (["frob 1", "frob 2", "frob 3"], ["frob 1", "frob 3"], [], ["frob 1", "frob 3"]),
        (["frob 1", "frob 2", "frob 3"], ["frob 3"], ["frob 2"], ["frob 3"]),
        (["frob 1", "hostname x", "frob 3"], ["frob 3"], ["hostname x"], ["frob 3"]),
        ([f"frob {n}" for n in range(9)], [f"frob {n}" for n in range(9)], [], [f"frob {n}" for n in range(5)]),
    ],
)
def test_lines_whose_default_form_is_unknown_are_no_configuration(
    lines: list[str], unknown: list[str], broken: list[str], stray: list[str]
) -> None:
    switch = AskedSwitch()
    switch.unknown, switch.broken = tuple(unknown), tuple(broken)  # type: ignore[misc]
    session = ConfigSession(switch, "mine")
    session.load([Command(line) for line in lines])
    session.diff = ""
    switch.outputs["show session-config named mine"] = "hostname leaf1\n"
    assert [command.cmd for command in session.stray_commands()] == stray
    if not stray:
        assert switch.sessions["mine"].lines[-len(lines) :] == lines
    session.abort()
    assert switch.pending == []


# --- What killed tasks leave -----------------------------------------------------------------------------------------


def left(folder: Path, *names: str) -> Ledger:
    """A ledger with the names of processes that are gone."""
    ledger = Ledger(str(folder), "leaf1")
    for name in names:
        record = ledger.open(name)
        assert record is not None
        record.close(gone=False)
    return ledger


def orphans(ledger: Ledger) -> list[str]:
    """The names; their records stay."""
    found = []
    for name, record in ledger.orphans():
        found.append(name)
        record.close(gone=False)
    return found


def test_pending_sessions_of_killed_tasks_are_aborted(switch: SessionSwitch, tmp_path: Path) -> None:
    ledger = left(tmp_path, "mine", "timed", "gone")
    switch.sessions = {
        "mine": Session([]),
        "timed": Session([], "timed", expires=EPOCH + 99),
        "foreign": Session([]),
    }
    assert reclaim_orphans(switch, ledger) == ["mine"]
    assert sorted(switch.sessions) == ["foreign", "timed"]
    assert orphans(ledger) == []


def test_nothing_is_asked_without_a_record(switch: SessionSwitch, tmp_path: Path) -> None:
    assert reclaim_orphans(switch, Ledger(str(tmp_path), "leaf1")) == []
    assert switch.sent == []


def test_a_record_stays_while_the_switch_cannot_be_asked(switch: SessionSwitch, tmp_path: Path) -> None:
    ledger = left(tmp_path, "mine")
    switch.silent = ConnectError("refused")
    with pytest.raises(ConnectError):
        reclaim_orphans(switch, ledger)
    assert orphans(ledger) == ["mine"]


def test_a_session_is_on_record_while_it_is_open(switch: SessionSwitch, tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path), "leaf1")
    with ConfigSession(switch, "mine", ledger=ledger) as session:
        session.load(LINES)
        assert len(list(tmp_path.glob("*/*"))) == 1
        session.commit()
    assert list(tmp_path.glob("*/*")) == []


def test_a_session_that_could_not_be_aborted_stays_on_record(switch: SessionSwitch, tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path), "leaf1")
    session = ConfigSession(switch, "mine", ledger=ledger)
    session.load(LINES)
    switch.silent = ConnectError("refused")
    with pytest.raises(ConnectError, match="refused"), session:
        pass
    assert orphans(ledger) == ["mine"]


class _WithoutDetails:
    """A switch of a release that does not know `detail`."""

    def run(self, batch: Batch) -> list[Response]:
        (command,) = batch.commands
        if command.cmd.endswith("detail"):
            raise InvalidCommandError("invalid command", code=1002, command_index=0)
        assert command.cmd == "show configuration sessions"
        return [Response(command.cmd, "json", output={"sessions": {"ours": {"state": "pending"}}})]


def test_a_release_that_knows_no_details_lists_its_sessions() -> None:
    assert state_of(sessions(_WithoutDetails()), "ours").kind == "pending"
