# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Logins that try secrets, and the client that goes on with new ones."""

from __future__ import annotations

import typing as t
from pathlib import Path
from types import SimpleNamespace

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    AuthenticationError,
    ConnectError,
    EnableError,
    UnauthorizedCommandError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets import logins
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets.logins import Credentials, RotatingClient
from support.eapi import options


class Client:
    """A client that ends as it is told to."""

    made: t.ClassVar[list[Client]] = []
    failure: t.ClassVar[Exception | None] = None

    def __init__(self, given: t.Any) -> None:
        self.options = given
        self.closed = False
        self.made.append(self)

    def probe(self) -> None:
        if self.failure is not None:
            raise self.failure

    def run(self, batch: t.Any) -> list[t.Any]:
        assert batch is logins.HARMLESS
        self.probe()
        return []

    def close(self) -> None:
        self.closed = True


@pytest.fixture(params=["logs in", "enables"])
def tries(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> t.Any:
    """Both ways to try a secret, with a client that ends in a given way."""
    monkeypatch.setattr(logins, "EapiClient", Client)
    monkeypatch.setattr(Client, "made", [])
    pem = tmp_path / "client.pem"
    pem.touch()
    given = options(host="192.0.2.1", user="admin", password="own", client_cert=str(pem), client_key=str(pem))

    def run(failure: Exception | None) -> bool:
        monkeypatch.setattr(Client, "failure", failure)
        if request.param == "enables":
            return logins.enables(given, "new")
        return logins.logs_in(given, "bob", "new")

    run.name = request.param  # type: ignore[attr-defined]
    return run


def test_a_secret_is_tried_over_a_connection_of_its_own(tries: t.Any) -> None:
    assert tries(None) is True
    (client,) = Client.made
    assert client.closed
    used = client.options
    if tries.name == "enables":
        assert (used.user, used.password, used.enable, used.enable_password) == ("admin", "own", True, "new")
    else:
        assert (used.user, used.password, used.auth, used.enable) == ("bob", "new", "basic", False)
        assert (used.client_cert, used.client_key) == (None, None), "a certificate would log in whatever the password"


def test_a_secret_that_is_refused(tries: t.Any) -> None:
    refusals = {"enables": (EnableError, UnauthorizedCommandError), "logs in": (AuthenticationError,)}
    for kind in refusals[tries.name]:
        assert tries(kind("no")) is False
    assert all(client.closed for client in Client.made)


def test_a_switch_that_cannot_be_asked(tries: t.Any) -> None:
    with pytest.raises(ConnectError):
        tries(ConnectError("refused"))
    assert all(client.closed for client in Client.made)


def test_a_unix_socket_asks_for_no_password() -> None:
    with pytest.raises(InputError, match="unix socket"):
        logins.logs_in(options(transport="unix"), "bob", "x")


class Rotating:
    """A client whose switch takes one password."""

    def __init__(self, takes: str) -> None:
        self.takes = takes
        self.options = SimpleNamespace(password="old", enable_password=None)
        self.uses, self.logouts = "old", 0

    def run(self, batch: t.Any) -> t.Any:
        if self.uses != self.takes:
            raise AuthenticationError("no")
        return batch

    def use_secrets(self, password: str, _enable_password: str | None) -> None:
        self.uses = password

    def logout(self) -> None:
        self.logouts += 1
        raise AuthenticationError("it is over already")


def rotating(takes: str, new: str = "new") -> RotatingClient:
    return RotatingClient(t.cast("t.Any", Rotating(takes)), Credentials(new))


@pytest.mark.parametrize(("takes", "on_new"), [("old", False), ("new", True)])
def test_retry_with_the_other_secret(takes: str, on_new: bool) -> None:
    client = rotating(takes)
    batch = t.cast("t.Any", "batch")
    assert (client.run(batch), client.on_new) == ("batch", on_new)
    assert (client.run(batch), client.on_new) == ("batch", on_new), "it stays with the one that works"


def test_a_client_that_is_refused_with_both_is_where_it_was() -> None:
    client: t.Any = rotating("another")
    with pytest.raises(AuthenticationError):
        client.run("batch")
    assert (client.on_new, client.client.uses) == (False, "old")


def test_secrets_that_do_not_change_are_not_tried_twice() -> None:
    client: t.Any = rotating("another", new="old")
    assert client.rotates is False
    with pytest.raises(AuthenticationError):
        client.run("batch")
    client.adopt()
    assert (client.client.logouts, client.on_new) == (0, False)


def test_the_session_of_the_old_secret_is_ended_once() -> None:
    client: t.Any = rotating("new")
    client.adopt()
    client.adopt()
    assert (client.client.logouts, client.client.uses, client.on_new) == (1, "new", True)
