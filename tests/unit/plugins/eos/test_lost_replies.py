# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a request without a reply has done is looked for."""

from __future__ import annotations

from unittest import mock

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    AuthenticationError,
    CommandTimeoutError,
    ConnectError,
    DroppedError,
    EapiError,
    GeneralCommandError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import lost_replies
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.lost_replies import settle


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lost_replies, "LOOKS", (0.0, 0.0))


class Switch:
    """Breaks the reply to a request, and says after some looks that it has run."""

    def __init__(self, error: EapiError | None, after: int | None) -> None:
        self.error, self.after, self.sent, self.looks = error, after, 0, 0

    def act(self) -> None:
        self.sent += 1
        if self.error is not None:
            raise self.error

    def done(self) -> bool:
        self.looks += 1
        return self.after is not None and self.looks >= self.after


@pytest.mark.parametrize(
    ("error", "after", "looks"),
    [(None, None, 0), (DroppedError("cut"), 1, 1), (CommandTimeoutError("late"), 3, 3)],
)
def test_what_has_taken_effect_is_no_error(error: EapiError | None, after: int | None, looks: int) -> None:
    switch = Switch(error, after)
    settle(switch.act, switch.done)
    assert (switch.sent, switch.looks) == (1, looks)


@pytest.mark.parametrize(
    ("error", "after", "looks"),
    [(DroppedError("cut"), 2, 1), (CommandTimeoutError("late"), None, 3), (AuthenticationError("refused"), 1, 0)],
)
def test_what_has_not_is_the_error_of_the_request(error: EapiError, after: int | None, looks: int) -> None:
    switch = Switch(error, after)
    with pytest.raises(type(error)):
        settle(switch.act, switch.done)
    assert (switch.sent, switch.looks) == (1, looks)


def test_a_look_at_a_switch_that_is_away() -> None:
    client = mock.Mock()
    assert lost_replies.unless_away(client, lambda: 7) == 7
    assert not client.reconnect.called
    assert lost_replies.unless_away(client, mock.Mock(side_effect=ConnectError("no reply"))) is None
    client.reconnect.assert_called_once_with()
    with pytest.raises(GeneralCommandError):
        lost_replies.unless_away(client, mock.Mock(side_effect=GeneralCommandError("refused")))
