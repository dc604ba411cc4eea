# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a session, or a difference, shows of the lines that were entered."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import DroppedError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import session as sessions
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.readback import differs_in_secrets_only
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.session import ConfigSession
from support.certificates import lab_client
from support.eapi import Drop
from support.lab_switches import build, configure
from support.session_switch import Clock

HEAD = "--- system:/running-config\n+++ session:/x-session-config\n@@ -1,3 +1,3 @@\n hostname leaf1\n"
OLD, NEW = "username bob secret sha512 $6$a$one\n", "username bob secret sha512 $6$b$two\n"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (f"-{OLD}+{NEW}", True),
        (f"-{OLD}-snmp-server community old ro\n+snmp-server community new ro\n+{NEW}", True),
        (f"+{NEW}", False),
        (f"-{OLD}+{NEW.replace('bob', 'eve')}", False),
        (f"-{OLD}+{NEW}+vlan 10\n", False),
        ("-vlan 10\n+vlan 10\n", False),
        ("", False),
    ],
)
def test_differences_of_secrets_only(changed: str, expected: bool) -> None:
    assert differs_in_secrets_only(HEAD + changed if changed else "") is expected


@pytest.mark.parametrize("committed", [True, False])
def test_a_lost_commit_of_a_secret_is_neither_claimed_nor_denied(
    committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The switch has forgotten the session, and stores the secret in another form each time it is entered."""
    monkeypatch.setattr(sessions, "time", Clock())
    switch = build()["leaf1"]
    configure(switch, "username bob privilege 15 secret 0 old-password")
    client = lab_client(switch, {r" commit$": [Drop(after=committed)]})
    asked = client.run

    def run(batch: object) -> object:
        try:
            return asked(batch)
        except DroppedError:
            for name in list(switch.sessions.sessions):
                del switch.sessions.sessions[name]
            raise

    client.run = run
    with ConfigSession(client) as session:
        session.load([Command("username bob secret 0 new-password")])
        with pytest.raises(DroppedError, match="Whether it was committed is not known: only secrets differ"):
            session.commit()
    assert not session.uncommitted
