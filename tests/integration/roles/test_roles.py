# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the roles do beyond the Molecule scenarios: refusals, ways back, older EOS, the other connection, bad input.

Each host of the inventory is a case with a role and variables of its own; three runs serve them all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from lab.pki import make
from lab.ssh import SSH_PORT
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import DIRECT, HTTPAPI, inventory

#: The question to which no answer is an answer.
PROBE = "Ask whether eAPI answers a request"
NOBODY = "ip access-list NOBODY\n   10 deny ip any any"
HTTPAPI_USERS = {"ansible_connection": HTTPAPI, "eapi_ssl_profile_users": [{"name": "netops"}]}
#: Roles on switches that answer SSH alone, by host.
BARE: dict[str, tuple[str, dict[str, Any]]] = {
    "old": ("eapi_enable", {"eapi_enable_session_timeout": 30}),
    "selfsigned": ("eapi_ssl_profile", {"eapi_ssl_profile_source": "self_signed"}),
    "netcommon": ("eapi_ssl_profile", {**HTTPAPI_USERS, "eapi_ssl_profile_ca_passphrase": "s3cret-ca"}),
}
#: Roles on switches that serve eAPI on 8443, by host.
SERVING: dict[str, tuple[str, dict[str, Any]]] = {
    "moving": ("eapi_enable", {"eapi_enable_https": {"port": 9443}, "eapi_enable_endpoint": {"port": 9443}}),
}
GOOD = {**BARE, **SERVING}
#: Roles that would lock their user out, and what is said of that.
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "leaving": (
        "eapi_vrfs",
        {"eapi_vrfs_vrfs": [{"name": "MGMT"}]},
        "the change would remove the endpoint in use",
    ),
    "denied": (
        "eapi_vrfs",
        {"eapi_vrfs_vrfs": [{"name": "default", "ip_access_group": "NOBODY"}], "eapi_vrfs_commit_timer": "8s"},
        "the change is committed but not confirmed",
    ),
    "off": (
        "eapi_enable",
        {"eapi_enable_https": {"enabled": False}, "eapi_enable_http": {"port": 8000}},
        "the change would remove the endpoint in use",
    ),
    "mismatched": (
        "eapi_ssl_profile",
        {
            "eapi_ssl_profile_source": "upload",
            "eapi_ssl_profile_certificate_src": "server.pem",
            "eapi_ssl_profile_key_src": "other.key",
        },
        "key_src is not the key of certificate_src",
    ),
    "unencrypted": ("eapi_ssl_profile", {}, "key_passphrase is not given, and there is no key"),
}
#: What makes certificates of 365 days about to expire, and new ones last longer.
LATER = {
    "eapi_ssl_profile_renew_before": "400d",
    "eapi_ssl_profile_validity": 500,
    "eapi_ssl_profile_users_validity": 500,
}
#: Variables of a wrong type: the message names them.
WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "no_port": ("eapi_enable", {"eapi_enable_https": {"port": "https"}}, "eapi_enable_https"),
    "no_list": ("eapi_vrfs", {"eapi_vrfs_vrfs": {"MGMT": {"state": "up"}}}, "eapi_vrfs_vrfs"),
    "no_vrfs": ("eapi_vrfs", {}, "eapi_vrfs_vrfs"),
    "no_user": ("eapi_ssl_profile", {"eapi_ssl_profile_users": [{"privilege": 15}]}, "eapi_ssl_profile_users"),
    "no_choice": ("eapi_ssl_profile", {"eapi_ssl_profile_source": "scp"}, "eapi_ssl_profile_source"),
}


@dataclass(frozen=True)
class Runs:
    """The lab, its configurations before, and the runs; the last one finds all certificates about to expire."""

    lab: Lab
    before: dict[str, str]
    predicted: Run
    run: Run
    second: Run
    renewal: Run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """All cases, run."""
    folder = tmp_path_factory.mktemp("roles")
    specs = [SwitchSpec(name=name, api=False, eos="4.22.4F" if name == "old" else "4.33.2F") for name in BARE]
    specs += [SwitchSpec(name=name, config=f"vrf instance MGMT\n{NOBODY}") for name in [*SERVING, *REFUSED]]
    for name in ("server", "other"):
        make(name, hosts=(name,)).write(folder, name)
    with Lab(folder / "lab", specs) as lab, isolated_environment(folder) as env:
        before = {switch.name: switch.running_config() for switch in lab}
        ansible = AnsibleRunner(folder, env)
        hosts = hosts_of(lab, folder)
        plays = [
            {
                "hosts": "all",
                "gather_facts": False,
                "tasks": [{"name": "Role", "ansible.builtin.include_role": {"name": "aerie.arista.{{ case }}"}}],
            }
        ]
        found = [
            ansible.playbook(plays, hosts, "--diff", *args)
            for args in (["--check"], [], [f"--limit={','.join(GOOD)}"], ["--limit=netcommon", "-e", json.dumps(LATER)])
        ]
        yield Runs(lab, before, *found)


def hosts_of(lab: Lab, folder: Path) -> dict[str, Any]:
    """The inventory. It says where eAPI is to answer; the roles know SSH's port."""
    shared = {"eapi_enable_ssh_port": SSH_PORT, "eapi_ssl_profile_ssh_port": SSH_PORT}
    hosts: dict[str, Any] = {}
    for name, (role, variables, *_said) in {**GOOD, **REFUSED, **WRONG}.items():
        own = {"case": role, "eapi_ssl_profile_folder": str(folder / name), **shared, **variables}
        if name not in WRONG:
            own["ansible_host"] = lab[name].address
        hosts[name] = own
    return inventory(
        lab,
        DIRECT,
        hosts,
        ansible_port=8443,
        ansible_eapi_ssh_known_hosts=str(lab.known_hosts_path),
    )


def failures(run: Run, host: str) -> list[str]:
    """What failed on a host for good."""
    bad = ("failed", "unreachable")
    return [entry.msg for entry in run.results(host) if entry.status in bad and not entry.task.endswith(PROBE)]


def changed(run: Run, host: str) -> list[str]:
    """The tasks that changed something on a host, or would."""
    return [entry.task for entry in run.results(host) if entry.status == "changed"]


@pytest.mark.parametrize("host", GOOD)
def test_to_verified_eapi_as_predicted_and_once(runs: Runs, host: str) -> None:
    for run in (runs.predicted, runs.run, runs.second):
        assert failures(run, host) == [], run.output
    assert changed(runs.predicted, host) == changed(runs.run, host) != []
    assert changed(runs.second, host) == []
    assert runs.lab[host].https_port == (9443 if host == "moving" else 8443)
    # eAPI was used in the end, and by the second run from its beginning.
    assert runs.lab[host].received
    assert "SSH" not in str([entry.msg for entry in runs.second.results(host)])


def test_expiring_certificate_is_renewed_in_service(runs: Runs) -> None:
    assert failures(runs.renewal, "netcommon") == [], runs.renewal.output
    tasks = changed(runs.renewal, "netcommon")
    assert [task.split(" : ")[-1] for task in tasks] == [
        "Create a certificate for each user",
        "Install the switch's certificate",
    ]
    presented = runs.renewal.result("netcommon", tasks[1])["certificate"]
    assert presented["days_left"] == 499
    # The logins that prove it came with the new certificate, to the new certificate.
    logins = runs.renewal.results(
        "netcommon", "aerie.arista.eapi_ssl_profile : Run a command with the client certificate only"
    )
    assert [entry.status for entry in logins] == ["ok"]


@pytest.mark.parametrize("host", REFUSED)
def test_nobody_is_locked_out(runs: Runs, host: str) -> None:
    messages = failures(runs.run, host)
    assert len(messages) == 1, runs.run.output
    assert REFUSED[host][2] in messages[0]
    assert runs.lab[host].running_config() == runs.before[host]
    assert runs.lab[host].https_port == 8443


def test_check_mode_says_what_would_be_refused(runs: Runs) -> None:
    for host in ("leaving", "off", "mismatched"):
        assert failures(runs.predicted, host) == failures(runs.run, host)


@pytest.mark.parametrize("host", WRONG)
def test_a_variable_of_a_wrong_type_is_named(runs: Runs, host: str) -> None:
    messages = failures(runs.run, host)
    assert len(messages) == 1
    assert WRONG[host][2] in messages[0]
    assert len(runs.run.results(host)) <= 2  # nothing was tried


def test_no_secret_is_shown(runs: Runs) -> None:
    for run in (runs.predicted, runs.run, runs.second):
        assert runs.lab.password not in run.output
        assert "PRIVATE KEY" not in run.output
