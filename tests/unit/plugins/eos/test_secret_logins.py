# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A client whose own secrets change: which of the two it goes on with."""

from __future__ import annotations

import typing as t
from types import SimpleNamespace

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    AuthenticationError,
    ConnectError,
    EnableError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets.logins import Credentials, RotatingClient

BATCH = Batch((Command("show hostname"),))


class Client:
    """Takes one password and one secret of privileged mode."""

    def __init__(self, password: str = "old", enable: str | None = None) -> None:
        self.options = SimpleNamespace(password="old", enable_password="old-enable" if enable else None)
        self.password, self.enable = password, enable
        self.uses = (self.options.password, self.options.enable_password)
        self.ran: list[tuple[str | None, str | None]] = []
        self.logouts = 0
        self.broken: Exception | None = None

    def run(self, batch: Batch) -> list[t.Any]:
        """As EapiClient.run."""
        if self.broken:
            raise self.broken
        if self.uses[0] != self.password:
            raise AuthenticationError("refused")
        if self.enable and self.uses[1] != self.enable:
            raise EnableError("refused")
        self.ran.append(self.uses)
        return []

    def use_secrets(self, password: str | None, enable: str | None) -> None:
        """As EapiClient.use_secrets."""
        self.uses = (password, enable)

    def logout(self) -> None:
        """As EapiClient.logout."""
        self.logouts += 1
        if self.broken:
            raise self.broken


def rotating(client: t.Any, **new: str | None) -> RotatingClient:
    return RotatingClient(client, Credentials(**{"password": "new", **new}))


def test_the_old_secret_serves_as_long_as_it_is_taken() -> None:
    client = Client()
    found = rotating(client)
    found.run(BATCH)
    assert (client.ran, found.on_new) == ([("old", None)], False)


def test_a_refused_password_is_replaced_and_replaced_back() -> None:
    """The commit, then the rollback of a trial that failed."""
    client = Client()
    found = rotating(client)
    for password, on_new in (("new", True), ("old", False), ("new", True)):
        client.password = password
        found.run(BATCH)
        assert (client.ran[-1][0], found.on_new) == (password, on_new)


def test_a_refused_secret_of_privileged_mode_is_replaced_with_the_password_beside_it() -> None:
    client = Client(enable="new-enable")
    found = rotating(client, password="old", enable_password="new-enable")
    found.run(BATCH)
    assert (client.ran, found.on_new) == ([("old", "new-enable")], True)


def test_both_secrets_refused() -> None:
    client = Client(password="another")
    found = rotating(client)
    with pytest.raises(AuthenticationError):
        found.run(BATCH)
    assert (client.uses, found.on_new) == (("old", None), False)


def test_one_secret_alone_is_not_tried_twice() -> None:
    client = Client(password="another")
    found = rotating(client, password="old")
    assert not found.rotates
    with pytest.raises(AuthenticationError):
        found.run(BATCH)
    assert client.uses == ("old", None)


def test_a_broken_connection_is_no_refusal() -> None:
    client = Client(password="new")
    client.broken = ConnectError("down")
    found = rotating(client)
    with pytest.raises(ConnectError):
        found.run(BATCH)
    assert not found.on_new


@pytest.mark.parametrize("broken", [None, ConnectError("down")])
def test_it_adopts_the_new_ones_once(broken: Exception | None) -> None:
    """The session of the old ones is ended, if it can be."""
    client = Client(password="new")
    client.broken = broken
    found = rotating(client)
    found.adopt()
    found.adopt()
    assert (client.logouts, client.uses, found.on_new) == (1, ("new", None), True)


def test_there_is_nothing_to_adopt_without_other_secrets() -> None:
    client = Client()
    rotating(client, password="old").adopt()
    assert client.logouts == 0


def test_no_secret_is_in_a_representation() -> None:
    assert "new" not in repr(Credentials("new", "new-enable"))
