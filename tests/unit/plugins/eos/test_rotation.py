# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Rotations of secrets on a switch: which are wanted, what is entered, and whether they are in force afterwards."""

from __future__ import annotations

import typing as t
from types import SimpleNamespace

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets import kinds, rotation
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets.stored import sha512_crypt

NTP, BGP = "ntp authentication-key 1 md5 7 {}", "   neighbor 192.0.2.1 password 7 {}"
USER = "username netops privilege 15 secret sha512 {}"


class Switch:
    """A switch whose configuration has three secrets, and that takes some secrets of logins."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *takes: str, user: str = "x") -> None:
        self.lines = [USER.format(user), NTP.format("0101"), "router bgp 65001", BGP.format("0202"), "end", ""]
        self.takes = set(takes)
        self.adopted = 0
        self.client: t.Any = SimpleNamespace(options="options", reconnect=lambda login=False: None)
        monkeypatch.setattr(rotation, "logs_in", lambda options, user, secret: secret in self.takes)
        monkeypatch.setattr(rotation, "enables", lambda options, secret: secret in self.takes)

    def run(self, batch: t.Any) -> list[Response]:
        """As EapiClient.run."""
        outputs = {"show running-config": "\n".join(self.lines)}
        return [Response(each.cmd, batch.format, output=outputs.get(each.cmd, {})) for each in batch.commands]

    def adopt(self) -> None:
        """As RotatingClient.adopt."""
        self.adopted += 1


def rotating(switch: Switch, *entries: dict[str, t.Any]) -> rotation.Rotation:
    """A rotation that has looked at the switch."""
    found = rotation.Rotation(t.cast("t.Any", switch), t.cast("t.Any", "options"), kinds.read(entries))
    found.look()
    return found


LOGIN = {"kind": "user", "name": "netops", "secret": "hunter2", "previous_secret": "old"}
KEY = {"kind": "ntp", "key_id": 1, "secret": "hunter2"}
NEIGHBOR = {"kind": "bgp", "neighbor": "192.0.2.1", "secret": "hunter2"}


def test_secrets_that_are_not_in_force_are_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rotating(Switch(monkeypatch), LOGIN, KEY, NEIGHBOR)
    assert found.wanted == [0, 1, 2]
    assert [command.cmd for command in found.commands().commands()] == [
        "username netops privilege 15 secret 0 hunter2",
        "ntp authentication-key 1 md5 0 hunter2",
        "router bgp 65001",
        "neighbor 192.0.2.1 password 0 hunter2",
    ]
    assert found.unknowable() == []


def test_a_stored_secret_that_is_the_wanted_one(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = sha512_crypt("hunter2", "salt")
    assert rotating(Switch(monkeypatch, user=stored), LOGIN).wanted == []
    assert rotating(Switch(monkeypatch, user=sha512_crypt("other", "salt")), LOGIN).wanted == [0]


def test_the_changed_secrets_are_those_whose_stored_form_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    switch = Switch(monkeypatch)
    found = rotating(switch, LOGIN, KEY)
    found.note_changes("\n".join(switch.lines).replace("0101", "0303"))
    assert found.changed == [1]


def test_an_estimate_keeps_the_form_of_the_old_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    switch = Switch(monkeypatch)
    text = rotating(switch, KEY).estimate("\n".join(switch.lines))
    assert "ntp authentication-key 1 md5 7 hunter2\n" in text
    assert "0101" not in text
    assert "md5 0" not in text


@pytest.mark.parametrize(
    ("takes", "unmet", "faults"),
    [
        (["hunter2"], 0, []),
        (["old"], 1, ["the switch refuses the new secret of", "the switch still accepts the old secret of"]),
        (["hunter2", "old"], 0, ["the switch still accepts the old secret of"]),
        ([], 1, ["the switch refuses the new secret of"]),
    ],
)
def test_logins_are_tried(monkeypatch: pytest.MonkeyPatch, takes: list[str], unmet: int, faults: list[str]) -> None:
    switch = Switch(monkeypatch, *takes)
    found = rotating(switch, LOGIN)
    found.changed = [0]
    change = found.change(timer=60, delay=0.0, tries=1, interval=1.0, where=lambda: "here")
    assert change.confirmation is not None
    said = change.confirmation.check()
    assert [text.startswith("the switch does not accept the new secret of") for text in said] == [True] * unmet
    assert switch.adopted == (0 if unmet else 1)
    assert [text[: text.index(" of") + 3] for text in found.faults()] == faults
    assert "hunter2" not in " ".join([*said, *found.faults()])


def test_a_secret_without_a_login_is_read_in_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    switch = Switch(monkeypatch)
    found = rotating(switch, KEY)
    (fault,) = found.faults()
    assert fault.startswith("the configuration has another ")
    assert [rotation.tried_by(wish) for wish in kinds.read([LOGIN, KEY, NEIGHBOR])] == ["login", "nothing", "adjacency"]
