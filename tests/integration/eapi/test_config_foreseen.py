# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What check mode foresees where it cannot try, and what is judged again when somebody else's change came between."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.leftovers import Ledger
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import DIRECT, GO_ON, config, inventory, pending, play, server, ssl_certificate, ssl_profile, task

COMMIT = r"^configure session \S+ commit"
CROWDED = {"parents": "interface Ethernet1", "lines": ["description crowded", "mtu 9000"], "reclaim": ["theirs1"]}
SECRETS = [{"kind": "user", "name": "operator", "secret": "new-operator-lab"}]
SERVICE = {"session_timeout": 44, "dscp": 12, "http": {"enabled": True, "port": 8099}, "vrfs": [{"name": "default"}]}
#: The changes that a run makes after it has aborted the session of a killed task, by the switch.
AFTER_A_KILLED_TASK = {
    "left-config": (config, {"parents": "interface Ethernet1", "lines": "description left"}),
    "left-block": (
        config,
        {"parents": "vlan 77", "lines": "name new", "replace": "block", "before": "no vlan 77"},
    ),
    "left-server": (server, SERVICE),
    "left-profile": (ssl_profile, {"name": "LEFT", "trust_certificates": ["ca.crt"], "tls_versions": ["1.2"]}),
    "left-removal": (ssl_profile, {"name": "GONE", "state": "absent"}),
    "left-secrets": (
        lambda name, options, **keywords: task(name, "aerie.arista.eapi_secrets", options, become=True, **keywords),
        {"secrets": SECRETS},
    ),
}
LEFT_CONFIG = """\
vlan 77
   name old
management security
   ssl profile GONE
      trust certificate ca.crt
   ssl profile OTHER
      trust certificate ca.crt
"""
TASKS = {
    **{
        host: [make("check", options, check_mode=True), make("run", options)]
        for host, (make, options) in AFTER_A_KILLED_TASK.items()
    },
    "crowded": [
        config("no way", {"lines": "hostname other"}, check_mode=True),
        config("check", CROWDED, check_mode=True),
        config("run", CROWDED),
    ],
    "full": [
        server("server check", {"session_timeout": 44}, check_mode=True),
        server("server", {"session_timeout": 44}),
        ssl_profile("profile check", {"name": "FULL", "trust_certificates": ["ca.crt"]}, check_mode=True),
        task("secrets check", "aerie.arista.eapi_secrets", {"secrets": SECRETS}, become=True, check_mode=True),
        task("secrets", "aerie.arista.eapi_secrets", {"secrets": SECRETS}, become=True),
    ],
    "own": [
        ssl_certificate("certificate", {"name": "own.crt", "source": "self_signed"}),
        ssl_profile("profile", {"name": "OWN", "certificate": "own.crt", "key": "own.key"}),
        server("untrusted", {"ssl_profile": "OWN"}, check_mode=True),
    ],
    "meddled": [server("server", {"session_timeout": 44})],
    "moved": [config("shut", {"parents": "interface Ethernet5", "lines": "shutdown"})],
}


@pytest.fixture(scope="module")
def played(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lab, Run]]:
    store = tmp_path_factory.mktemp("store")
    specs = [SwitchSpec(name=name, config=LEFT_CONFIG if name in AFTER_A_KILLED_TASK else "") for name in TASKS]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        for name, number in itertools.product(("crowded", "full", *AFTER_A_KILLED_TASK), range(1, 6)):
            lab[name].run("enable", f"configure session theirs{number}")
        for name in ("full", *AFTER_A_KILLED_TASK):
            lab[name].switch.files["certificate"]["ca.crt"] = lab.authorities.client.certificate_pem.decode()
        for name in AFTER_A_KILLED_TASK:
            record = Ledger(str(store / "open"), lab[name].address).open("theirs3")
            assert record is not None
            record.close(gone=False)
        foreign = ["management api http-commands", "qos dscp 10"]
        lab["meddled"].faults.add("rival", times=1, match=COMMIT, lines=foreign)
        address = lab["moved"].address
        foreign = ["interface Management1", "no ip address", "interface Ethernet5", "no switchport"]
        lab["moved"].faults.add("rival", times=1, match=COMMIT, lines=[*foreign, f"ip address {address}/24"])
        plays = [play(tasks, hosts=host, **GO_ON) for host, tasks in TASKS.items()]
        yield (
            lab,
            runner.playbook(
                plays, inventory(lab, DIRECT, ansible_eapi_retries=0, ansible_eapi_session_store=str(store)), "--diff"
            ),
        )


def changes_of(run: Run, host: str, name: str) -> list[str]:
    """The lines that a task's difference adds and takes away."""
    lines = run.result(host, name)["diff"]["prepared"].splitlines()[2:]
    return [line for line in lines if line[:1] in ("+", "-") and line[1:].strip() != "!"]


def test_a_check_without_a_free_session_foresees_what_the_run_does(played: tuple[Lab, Run]) -> None:
    lab, run = played
    assert run.result("crowded", "no way").status == "ignored"
    assert "as many open configuration sessions as it allows" in run.result("crowded", "no way").msg
    check, done = run.result("crowded", "check"), run.result("crowded", "run")
    assert (check.status, done.status) == ("changed", "changed"), check.msg
    assert "is an estimate of this controller" in " ".join(check["warnings"])
    assert changes_of(run, "crowded", "check") == changes_of(run, "crowded", "run") != []
    assert done["reclaimed"] == ["theirs1"]
    assert pending(lab["crowded"]) == [f"theirs{number}" for number in range(2, 6)]


@pytest.mark.parametrize("host", AFTER_A_KILLED_TASK)
def test_a_check_foresees_what_a_run_does_after_a_killed_one(played: tuple[Lab, Run], host: str) -> None:
    lab, run = played
    check, done = run.result(host, "check"), run.result(host, "run")
    assert done.status == "changed", done.msg
    assert check.status == "changed", check.msg
    assert "is an estimate of this controller" in " ".join(check["warnings"])
    assert sorted(changes_of(run, host, "check")) == sorted(changes_of(run, host, "run")) != []
    assert check.result.get("secrets") == done.result.get("secrets")
    assert pending(lab[host]) == ["theirs1", "theirs2", "theirs4", "theirs5"]


@pytest.mark.parametrize("name", ["server check", "server", "profile check", "secrets check", "secrets"])
def test_a_switch_without_a_free_session_is_reported(played: tuple[Lab, Run], name: str) -> None:
    result = played[1].result("full", name)
    assert result.status == "ignored"
    assert "as many open configuration sessions as it allows: theirs1" in result.msg
    assert "abort" in result.msg
    assert pending(played[0]["full"]) == [f"theirs{number}" for number in range(1, 6)]


def test_a_profile_that_is_not_trusted_is_foreseen(played: tuple[Lab, Run]) -> None:
    result = played[1].result("own", "untrusted")
    assert result.status == "changed", result.msg
    assert "ssl_profile: with OWN this controller would not trust the API" in " ".join(result["warnings"])


def test_a_service_that_is_not_as_meant_is_taken_back(played: tuple[Lab, Run]) -> None:
    lab, run = played
    result = run.result("meddled", "server")
    assert result.status == "ignored"
    assert "somebody else changed the configuration while the change was prepared" in result.msg
    assert "dscp would be 10" in result.msg
    assert "session timeout 44" not in lab["meddled"].running_config()
    assert "   qos dscp 10\n" in lab["meddled"].running_config()
    assert pending(lab["meddled"]) == []


def test_a_change_that_cuts_off_together_with_another_one_is_reported(played: tuple[Lab, Run]) -> None:
    result = played[1].result("moved", "shut")
    assert result.status == "ignored"
    assert "The change is in force, but then the task failed" in result.msg
    assert "somebody else changed the configuration while the change was prepared" in result.msg
    assert result["changed"] is True
    assert "+   shutdown" in changes_of(played[1], "moved", "shut")
