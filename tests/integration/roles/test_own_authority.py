# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""An authority of the user's own and client certificates, made in plays, without any connection."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from support.playrun import AnsibleRunner, Run

SECRET = "open sesame"
#: No host of that name exists: whatever connected would fail.
INVENTORY = {"all": {"hosts": {"a": {}, "b": {}}, "vars": {"ansible_connection": "aerie.arista.eapi"}}}


def authority(name: str, **options: Any) -> dict[str, Any]:
    """A task of ssl_authority."""
    own = {
        "cert_path": "pki/ca.pem",
        "key_path": "pki/ca.key",
        "key_passphrase": SECRET,
        "common_name": "Lab",
        "key_type": "ec",
    }
    return {"name": name, "aerie.arista.ssl_authority": {**own, **options}, "ignore_errors": True}


def client(name: str, passphrase: str = SECRET, **options: Any) -> dict[str, Any]:
    """A task of ssl_client_certificate."""
    ca = {"cert_path": "pki/ca.pem", "key_path": "pki/ca.key", "key_passphrase": passphrase}
    own = {"cert_path": "pki/netops.pem", "key_path": "pki/netops.key", "user": "netops", "privilege": 15, "ca": ca}
    return {"name": name, "aerie.arista.ssl_client_certificate": {**own, **options}, "ignore_errors": True}


def play(ansible: AnsibleRunner, tasks: list[dict[str, Any]], *args: str) -> Run:
    """Run tasks on two hosts at a time, both of which want the same files."""
    return ansible.playbook([{"hosts": "all", "gather_facts": False, "tasks": tasks}], INVENTORY, "-vvv", *args)


def test_two_hosts_share_files_that_are_made_once(ansible: AnsibleRunner, tmp_path: Path) -> None:
    tasks = [authority("authority"), client("client")]
    predicted = play(ansible, tasks, "--check", "--diff").check()
    assert not (tmp_path / "pki").exists()
    run = play(ansible, tasks, "--diff").check()
    second = play(ansible, tasks).check()
    for task in ("authority", "client"):
        assert [entry["changed"] for entry in predicted.results(task=task)] == [True, True]
        assert sorted(entry["changed"] for entry in run.results(task=task)) == [False, True]
        assert [entry["changed"] for entry in second.results(task=task)] == [False, False]
        assert len({entry["sha256"] for entry in [*run.results(task=task), *second.results(task=task)]}) == 1
    assert "ca.cert_path: pki/ca.pem does not exist, and a run needs it." in predicted.result("a", "client")["warnings"]
    assert run.result("b", "client")["common_name"] == "netops 15"
    assert run.result("b", "client")["issuer"] == "CN=Lab"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "pki").iterdir()}
    assert modes == dict.fromkeys(("ca.pem", "ca.key", "netops.pem", "netops.key"), 0o600)
    assert "ENCRYPTED" in (tmp_path / "pki" / "ca.key").read_text()
    for found in (predicted, run, second):
        assert SECRET not in found.output
        assert "PRIVATE KEY" not in found.output


def test_refused_input_changes_nothing(ansible: AnsibleRunner, tmp_path: Path) -> None:
    run = play(
        ansible,
        [
            authority("made"),
            authority("another authority", common_name="Other"),
            authority("wrong passphrase", key_passphrase="wrong"),
            authority("renewed by each run", validity=30, renew_before="60d"),
            authority("no size", key_size=1024, cert_path="pki/x.pem", key_path="pki/x.key"),
            client("over the authority", cert_path="pki/ca.pem"),
            client("no user", user="net ops"),
            client("no privilege", privilege=16),
            client("no integer", privilege="all"),
            client("locked authority", passphrase=""),
            authority("no passphrase", key_passphrase=None, cert_path="pki/x.pem", key_path="pki/x.key"),
        ],
        "--limit=a",
    )
    expected = {
        "another authority": f"cert_path: {tmp_path}/pki/ca.pem holds another authority, 'CN=Lab'. Name other files",
        "wrong passphrase": "does not open it",
        "renewed by each run": "renew_before is 60 days and validity 30: the certificate would be renewed by every run",
        "no size": "key_size is 1024: a key of type ec has 256, 384, 521 bits",
        "over the authority": f"cert_path: {tmp_path}/pki/ca.pem holds the authority 'CN=Lab'. Name another file.",
        "no user": "user is 'net ops': the name of a user of the switch holds no spaces.",
        "no privilege": "privilege is 16: it is from 1 to 15.",
        "no integer": "privilege",
        "no passphrase": f"key_passphrase is not given, and there is no key {tmp_path}/pki/x.key yet",
        "locked authority": "ca.key_path is encrypted, and ca.key_passphrase is not given",
    }
    for task, sentence in expected.items():
        found = run.result("a", task)
        assert (found.status, sentence in found.msg) == ("ignored", True), found.msg
    assert sorted(path.name for path in (tmp_path / "pki").iterdir()) == ["ca.key", "ca.pem"]
