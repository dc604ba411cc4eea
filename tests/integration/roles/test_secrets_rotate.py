# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Secrets are replaced, tried, written back and proven, or the old ones stay."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.eos.ciphers import localized_key
from lab.eos.clear import ENGINE
from lab.eos.show.bgp_state import sessions
from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import PLAY_SECONDS, AnsibleRunner, Run, isolated_environment
from support.plays import CONNECTIONS, commands, host_of, inventory, pending, play, task
from support.processes import descendants
from support.waiting import wait_until

PLAYBOOK = Path(__file__).resolve().parents[3] / "playbooks" / "secrets_rotate.yml"
ROLE = "aerie.arista.secrets_rotate"
REPLACE = f"{ROLE} : Replace the secrets"
#: A part of each secret, which must not be in any output.
CANARY = "c4n4ry"
OLD, NEW, THIRD = (f"{age}-{CANARY}" for age in ("old", "new", "third"))
CONFIG = f"""
username netops privilege 15 role network-admin secret 0 {OLD}
ntp authentication-key 1 md5 0 {OLD}
radius-server host 192.0.2.9 vrf MGMT timeout 5 key 0 {OLD}
tacacs-server key 0 {OLD}
snmp-server community {OLD} ro
snmp-server user poller ops v3 auth sha {OLD} priv aes {OLD}
router ospf 1
router isis CORE
   net 49.0001.0000.0000.NUMBER.00
   authentication key-id 5 algorithm sha-256 key 0 {OLD}
"""
#: On the interface between the two switches.
INTERFACE = [
    "ip ospf area 0.0.0.0",
    "ip ospf authentication",
    f"ip ospf authentication-key 0 {OLD}",
    "isis enable CORE",
    "isis authentication mode md5",
    f"isis authentication key 0 {OLD}",
]
#: Writes what it is given to a file for each host, as a store of secrets would.
HOOK = [
    {
        "name": "Write",
        "ansible.builtin.copy": {
            "dest": "{{ inventory_dir }}/written-{{ inventory_hostname }}.json",
            "content": "{{ secrets_rotate_new | to_json }}",
            "mode": "0600",
        },
        "delegate_to": "localhost",
        "vars": {"ansible_connection": "local", "ansible_become": False},
    }
]


def wishes(new: str, old: str, own: str = "") -> list[dict[str, Any]]:
    """A secret of most kinds; the neighbor and the port are those of the host."""
    return [
        {"kind": "user", "name": "netops", "secret": new, "previous_secret": old},
        {"kind": "user", "name": "admin", "secret": own or new},
        {"kind": "ntp", "key_id": 1, "secret": new},
        {"kind": "radius", "server": "192.0.2.9", "vrf": "MGMT", "secret": new},
        {"kind": "tacacs", "secret": new},
        {"kind": "snmp_community", "secret": new, "previous_secret": old},
        {"kind": "bgp", "neighbor": "{{ peer }}", "secret": new},
        {"kind": "ospf", "interface": "{{ port }}", "secret": new},
        {"kind": "isis_interface", "interface": "{{ port }}", "secret": new},
        {"kind": "isis", "name": "CORE", "key_id": 5, "secret": new},
        {"kind": "snmp_auth", "name": "poller", "secret": new},
        {"kind": "snmp_priv", "name": "poller", "secret": new},
    ]


@dataclass
class Story:
    """What happened, run by run."""

    lab: Lab
    runner: AnsibleRunner
    runs: dict[str, Run] = field(default_factory=dict)
    #: What the hook has written in a run, by hosts.
    written: dict[str, dict[str, Any]] = field(default_factory=dict)
    configurations: dict[str, str] = field(default_factory=dict)

    def play(self, name: str, plays: Any, *args: str, **variables: Any) -> Run:
        """Run plays with the role's variables; one host sends its password with each request."""
        hosts = {
            switch.name: host_of(switch, peer=neighbor(switch), port=port(switch), ansible_eapi_auth=auth)
            for switch, auth in zip(self.lab, ("basic", "session"), strict=True)
        }
        given = {"secrets_rotate_hook": str(self.runner.folder / "hook.yml"), "secrets_rotate_interval": 0.1}
        shared = {**given, **variables}
        self.runs[name] = self.runner.playbook(plays, inventory(self.lab, hosts=hosts, **shared), "-vvv", *args)
        files = list(self.runner.folder.glob("written-*.json"))
        self.written[name] = {path.stem.removeprefix("written-"): json.loads(path.read_text()) for path in files}
        for path in files:
            path.unlink()
        self.configurations[name] = self.lab["leaf1"].running_config()
        return self.runs[name]


def neighbor(switch: LabSwitch) -> str:
    """The address of the one BGP neighbor."""
    assert switch.switch.view.bgp is not None
    (address,) = switch.switch.view.bgp.neighbors
    return address


def port(switch: LabSwitch) -> str:
    """The interface to the other switch."""
    return next(iter(switch.switch.links))


def lets_in(switch: LabSwitch, user: str, password: str) -> bool:
    return switch.switch.accounts.authenticate(user, password) is not None


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    specs = [
        SwitchSpec(name=name, config=CONFIG.replace("NUMBER", f"000{number}"))
        for number, name in enumerate(("spine1", "leaf1"), 1)
    ]
    folder = tmp_path_factory.mktemp("work")
    (folder / "hook.yml").write_text(yaml.safe_dump(HOOK))
    (folder / "broken.yml").write_text(yaml.safe_dump([{"name": "Break", "ansible.builtin.fail": {"msg": "no store"}}]))
    with (
        isolated_environment(tmp_path_factory.mktemp("ansible")) as environment,
        Lab(tmp_path_factory.mktemp("lab"), specs) as lab,
    ):
        story = Story(lab, AnsibleRunner(folder, environment))
        for switch in lab:
            (router,) = re.findall(r"^router bgp .*", switch.running_config(), re.M)
            switch.run("configure", router, f"neighbor {neighbor(switch)} password 0 {OLD}")
            switch.run("configure", f"interface {port(switch)}", *INTERFACE)
        _run(story)
        yield story


def _run(story: Story) -> None:
    given = {"secrets_rotate_secrets": wishes(NEW, OLD)}
    first = [
        {"ansible.builtin.import_playbook": str(PLAYBOOK)},
        play([commands("Later", "show privilege", become=True)]),
    ]
    story.configurations["before"] = story.lab["leaf1"].running_config()
    story.play("check", first[:1], "--check", "--diff", **given)
    story.play("run", first, **given)
    # The inventory has the old password still, as after a controller that died before its hook.
    story.play("outdated", first[:1], "--limit", "spine1", **given)
    story.play("again", first[:1], ansible_password=NEW, **given)
    story.lab["leaf1"].run("configure", "management security", "password minimum length 8")
    story.lab["leaf1"].add_one_time_password("a-token", user="netops")
    story.play("bad", [play(_bad_tasks(), hosts="leaf1")], ansible_password=NEW)


def _bad_tasks() -> list[dict[str, Any]]:
    """Tasks that fail, and the role with hooks that cannot work."""
    quick = {"retries": 2, "interval": 0.1}
    netops = {"kind": "user", "name": "netops", "secret": THIRD}
    entries: dict[str, Any] = {
        "one end": {"kind": "bgp", "neighbor": "{{ peer }}", "secret": THIRD},
        "one end of OSPF": {"kind": "ospf", "interface": "{{ port }}", "secret": THIRD},
        "one end of IS-IS": {"kind": "isis_interface", "interface": "{{ port }}", "secret": THIRD},
        "short for SNMP": {"kind": "snmp_auth", "name": "poller", "secret": CANARY},
        "no login": netops,
        "too short": {"kind": "user", "name": "operator", "secret": CANARY},
        "no user": {**netops, "name": "nobody"},
        "no number": {"kind": "ntp", "secret": THIRD},
        "other option": {**netops, "vrf": "MGMT"},
        "blanks": {**netops, "secret": f"{THIRD} {THIRD}"},
        "the same": {**netops, "previous_secret": THIRD},
    }
    bad = [
        task(name, "aerie.arista.eapi_secrets", {"secrets": [entry], **quick}, become=True, ignore_errors=True)
        for name, entry in entries.items()
    ]
    encrypt = ["configure", "management security", "password encryption reversible aes-256-gcm"]
    bad.append(commands("Encrypt", encrypt, become=True))
    for name in ("Encrypted", "Encrypted again"):
        key = {"secrets": [{"kind": "ntp", "key_id": 1, "secret": THIRD}]}
        bad.append(task(name, "aerie.arista.eapi_secrets", key, become=True))
    late = {"secrets": [netops], **quick, "commit_timer": "soon"}
    bad.append(task("no duration", "aerie.arista.eapi_secrets", late, become=True, ignore_errors=True))
    verified = {"secrets": [{"kind": "user", "name": "admin", "secret": THIRD, "previous_secret": NEW}]}
    bad.append(
        task(
            "not there",
            "aerie.arista.eapi_secrets",
            {**verified, "state": "verified"},
            become=True,
            ignore_errors=True,
        )
    )
    roles = {
        "no hook": {"secrets_rotate_hook": "{{ omit }}"},
        "missing hook": {"secrets_rotate_hook": "gone.yml"},
        "broken hook": {"secrets_rotate_hook": "broken.yml"},
    }
    for name, variables in roles.items():
        secrets = [{"kind": "ntp", "key_id": 1, "secret": f"{name[:6].strip()}-{CANARY}"}]
        include = task(
            name,
            "ansible.builtin.include_role",
            {"name": ROLE},
            vars={"secrets_rotate_secrets": secrets, **variables},
        )
        rescue = task(f"after {name}", "ansible.builtin.debug", {"msg": "{{ ansible_failed_result.msg }}"})
        bad.append({"name": name, "block": [include], "rescue": [rescue]})
    return bad


def test_check_mode_names_what_would_change(story: Story) -> None:
    run = story.runs["check"]
    assert run.rc == 0, run.output
    secrets = run.result("leaf1", REPLACE)["secrets"]
    assert [entry["changed"] for entry in secrets] == [True] * len(wishes(NEW, OLD))
    assert secrets[0] == {"name": "user netops", "changed": True, "tried": "login", "used_as": ""}
    assert (secrets[1]["used_as"], secrets[6]["tried"]) == ("password", "adjacency")
    assert story.configurations["check"] == story.configurations["before"]
    assert story.written["check"] == {}


def test_new_secrets_are_in_force_and_old_ones_refused(story: Story) -> None:
    run = story.runs["run"]
    assert run.rc == 0, run.output
    for switch in story.lab:
        result = run.result(switch.name, REPLACE)
        assert (result.status, result["confirmed"], result["saved"]) == ("changed", True, True)
        assert [lets_in(switch, "admin", password) for password in (NEW, "admin-lab")] == [True, False]
        assert pending(switch) == []
        assert "radius-server host 192.0.2.9 vrf MGMT timeout 5 key 7 " in switch.running_config()
        assert f"snmp-server community {NEW} ro" in switch.running_config()
        assert f"snmp-server community {OLD}" not in switch.running_config()
    assert run.result("leaf1", f"{ROLE} : Prove that the new secrets are in force, and the old passwords refused")


def test_later_tasks_use_the_new_password(story: Story) -> None:
    """One host logs in for each request, and the cookie of the other one has ended with its old password."""
    for name in ("spine1", "leaf1"):
        assert story.runs["run"].result(name, "Later").status == "ok"
    assert story.lab["leaf1"].stats.logouts >= 1


def test_a_user_of_snmp_has_the_keys_of_both_passwords(story: Story) -> None:
    key = localized_key(NEW, "sha", ENGINE).hex()
    line = f"snmp-server user poller ops v3 localized {ENGINE} auth sha {key} priv aes {key[:32]}\n"
    assert line in story.configurations["run"]


def test_a_key_that_nobody_can_read_is_entered_at_each_run_which_is_said(story: Story) -> None:
    """Type 8a. The first run replaces one of type 7, and knows what it does."""
    first, again = (story.runs["bad"].result("leaf1", name) for name in ("Encrypted", "Encrypted again"))
    assert (first.status, first.result.get("warnings")) == ("changed", None)
    assert again.status == "changed"
    assert "NTP key 1: the switch keeps it encrypted with type 8a" in str(again["warnings"])
    assert "ntp authentication-key 1 md5 8a " in story.lab["leaf1"].running_config()


def test_the_hook_gets_the_new_secrets(story: Story) -> None:
    for name in ("spine1", "leaf1"):
        assert [entry["secret"] for entry in story.written["run"][name]] == [NEW] * len(wishes(NEW, OLD))
    assert (story.written["run"]["leaf1"][0]["kind"], story.written["run"]["leaf1"][0]["name"]) == ("user", "netops")


def test_a_second_run_changes_nothing(story: Story) -> None:
    run = story.runs["again"]
    assert run.rc == 0, run.output
    assert [run.stats[name]["changed"] for name in ("spine1", "leaf1")] == [0, 0]
    assert story.written["again"] == {}
    assert story.configurations["again"] == story.configurations["run"]


def test_an_inventory_with_the_old_password_is_written_back_once_more(story: Story) -> None:
    run = story.runs["outdated"]
    assert run.rc == 0, run.output
    result = run.result("spine1", REPLACE)
    assert (result["changed"], result["connection_outdated"]) == (False, True)
    assert [entry["secret"] for entry in story.written["outdated"]["spine1"]] == [NEW] * len(wishes(NEW, OLD))


def test_a_trial_that_fails_is_undone(story: Story) -> None:
    run = story.runs["bad"]
    for name, reason in {
        "one end": "1 of 1 BGP peers that were up are not",
        "one end of OSPF": "1 of 1 OSPF adjacencies that were up are not",
        "one end of IS-IS": "1 of 1 IS-IS adjacencies that were up are not",
        "no login": "the switch does not accept the new secret of user netops",
    }.items():
        result = run.result("leaf1", name)
        assert result.status == "ignored"
        assert (result["rolled_back"], result["changed"], result["confirmed"]) == (True, False, False)
        assert reason in result.msg
        assert result.msg.endswith("Nothing was written back: the old secrets are in force.")
    assert pending(story.lab["leaf1"]) == []
    assert [session.up for session in sessions(story.lab["leaf1"].switch)] == [True]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("too short", "was rejected (1000): Password must be at least 8 characters long"),
        ("no user", "the configuration has no user nobody with a secret."),
        ("short for SNMP", "the secret of a user of SNMPv3 has at least 8 characters"),
        ("no number", "secrets[0] is of the kind ntp, and has no key_id."),
        ("other option", "secrets[0] is of the kind user, which has no vrf."),
        ("blanks", "secrets[0].secret holds blanks or control characters"),
        ("no duration", "commit_timer is 'soon': it is a duration"),
        ("the same", "secrets[0]: secret and previous_secret are the same."),
        ("not there", "the switch refuses the new secret of user admin; the switch still accepts the old secret"),
        ("after no hook", "missing required arguments: secrets_rotate_hook"),
        ("after missing hook", "secrets_rotate_hook names gone.yml, which is not there. Nothing was changed"),
        ("after broken hook", "The new secrets are in force on leaf1, but the hook failed at its task 'Break'"),
    ],
)
def test_bad_input(story: Story, name: str, sentence: str) -> None:
    assert sentence in story.runs["bad"].result("leaf1", name).msg, story.runs["bad"].output
    assert story.written["bad"] == {}


def test_no_secret_is_shown(story: Story) -> None:
    shown = "".join(run.output for run in story.runs.values())
    assert CANARY not in shown, next(line for line in shown.splitlines() if CANARY in line)


def test_the_secret_of_privileged_mode_over_each_connection(tmp_path: Path, ansible_env: dict[str, str]) -> None:
    """The connection needs it itself. netcommon's helper process, which has the old one, is ended by the role."""
    hook = tmp_path / "hook.yml"
    hook.write_text(yaml.safe_dump(HOOK))
    runner = AnsibleRunner(tmp_path, ansible_env)
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1", enable_password=OLD)]) as lab:
        password, enable = lab.password, OLD
        for connection, new in zip(CONNECTIONS, (NEW, THIRD), strict=True):
            secrets = [
                {"kind": "user", "name": "admin", "secret": new},
                {"kind": "enable", "secret": new, "previous_secret": enable},
            ]
            given = {"secrets_rotate_secrets": secrets, "secrets_rotate_hook": str(hook)}
            shared = {"ansible_password": password, "ansible_become_password": enable}
            later = [commands("Later", "show privilege", become=True)]
            run = runner.playbook(
                [play([], roles=[ROLE], post_tasks=later)], inventory(lab, connection, **given, **shared), "-vvv"
            ).check()
            assert [entry["used_as"] for entry in run.result("leaf1", REPLACE)["secrets"]] == [
                "password",
                "enable_password",
            ]
            assert CANARY not in run.output
            password = enable = new


def test_a_controller_that_dies_while_the_timer_runs(tmp_path: Path, ansible_env: dict[str, str]) -> None:
    """The new password of the connection is on trial. The next run says so, and changes and writes back nothing."""
    (tmp_path / "hook.yml").write_text(yaml.safe_dump(HOOK))
    runner = AnsibleRunner(tmp_path, ansible_env)
    secrets = [{"kind": "user", "name": "admin", "secret": NEW, "previous_secret": "admin-lab"}]
    given = {"secrets_rotate_secrets": secrets, "secrets_rotate_hook": str(tmp_path / "hook.yml")}
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        before = leaf.running_config()
        process = runner.start(PLAYBOOK, inventory(lab, **given, secrets_rotate_delay=200))
        try:
            wait_until(lambda: lets_in(leaf, "admin", NEW) or process.poll() is not None)
        finally:
            for pid in [*descendants(process.pid), process.pid]:
                os.kill(pid, signal.SIGKILL)
            process.wait(timeout=PLAY_SECONDS)
        (session,) = pending(leaf)
        result = runner.playbook(PLAYBOOK, inventory(lab, **given), "-vvv").result("leaf1", REPLACE)
        assert (result.status, result["changed"]) == ("failed", False)
        assert f"the commit timer of the session {session} runs, and may take that back" in result.msg
        assert not list(tmp_path.glob("written-*.json"))
        leaf.run(f"configure session {session} abort")
        assert (pending(leaf), leaf.running_config()) == ([], before)
        run = runner.playbook(PLAYBOOK, inventory(lab, **given), "-vvv").check()
        assert run.result("leaf1", REPLACE)["connection_outdated"] is False
        assert [lets_in(leaf, "admin", password) for password in (NEW, "admin-lab")] == [True, False]
        assert json.loads((tmp_path / "written-leaf1.json").read_text()) == secrets
        assert CANARY not in run.output
