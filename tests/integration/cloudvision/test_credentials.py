# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Each credential, right and wrong, over the wire; and where CloudVision is said to be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from lab.pki import Pair
from support.cloudvision_plays import info, inventory, resource
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play

ASK = "Ask"
NO_TOKEN = {"ansible_cloudvision_token": None}
#: Hosts that CloudVision lets in.
WELCOME = ("token", "newline", "file", "login", "certificate", "auditor")

#: Host → what its error says. None of them shows the credential.
REFUSED = {
    "bad": r"CloudVision refused the token of ansible_cloudvision_token \(.*invalid token\)\..*Make a new",
    "expired": r"the token of ansible_cloudvision_token expired on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Make a new",
    "blank": r"the token of ansible_cloudvision_token is empty",
    "two_tokens": r"the token of ansible_cloudvision_token holds white space",
    "empty_file": r"ansible_cloudvision_token_file names \S+, which is empty",
    "open_file": r"ansible_cloudvision_token_file names \S+, which everybody can read \(mode 0644\)\. "
    r"It holds a secret: 'chmod go= ",
    "no_file": r"ansible_cloudvision_token_file names /nowhere/token, which does not exist",
    "wrong_password": r"the login of user 'cvpadmin' was refused \(HTTP 401\)\. Check ansible_user and",
    "no_password": r"ansible_user is set without ansible_password\. Set one of ansible_cloudvision_token",
    "no_user": r"ansible_password is set without ansible_user",
    "nothing": r"no credential is set\. Set one of ansible_cloudvision_token, ansible_cloudvision_token_file",
    "conflict": r"more than one credential is set: ansible_cloudvision_token and ansible_password\. Leave one",
    "key_alone": r"ansible_cloudvision_client_key is set without ansible_cloudvision_client_cert",
    "foreign_certificate": r"the server closed the connection: it may not accept the client certificate|"
    r"CloudVision refused the client certificate",
    "other_key": r"the client certificate \S+ with the key \S+ cannot be used",
    "bare_cvaas": r"'cv-prod-us-4\.arista\.io': names of CloudVision as-a-Service without 'www' are not supported\. "
    r"Use 'www\.cv-prod-us-4\.arista\.io'",
    "apiserver": r"'apiserver\.arista\.io', which takes devices' streams and has no API\. Use 'www\.arista\.io'",
    "region": r"ansible_cloudvision_region is 'japn', which is none of us-1a, .*Did you mean 'japan'",
    "cvaas_login": r"CloudVision as-a-Service has no login with user and password\. Make a token",
    "two_places": r"ansible_cloudvision_region and ansible_host \(or CLOUDVISION_HOST\) are set together",
    "url": r"ansible_host is 'https://192\.0\.2\.1/': it is a name or an address without a scheme or a path",
}


def written(folder: Path, name: str, text: str, mode: int = 0o600) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


def client_certificate(lab: Lab, folder: Path, name: str, pair: Pair) -> dict[str, Any]:
    certificate, key = pair.write(folder, name)
    return {
        **NO_TOKEN,
        "ansible_cloudvision_client_cert": str(certificate),
        "ansible_cloudvision_client_key": str(key),
    }


def hosts_of(lab: Lab, folder: Path) -> dict[str, dict[str, Any]]:
    cv = lab.cloudvision
    login = {**NO_TOKEN, "ansible_user": cv.username, "ansible_password": cv.password}
    good = client_certificate(lab, folder, "good", lab.authorities.client_certificate("robot", 15))
    foreign = client_certificate(lab, folder, "foreign", lab.authorities.client_certificate("robot", 15, "foreign"))
    no_host = {"ansible_host": None}
    return {
        "token": {},
        "newline": {"ansible_cloudvision_token": f" {cv.token}\n"},
        "file": {**NO_TOKEN, "ansible_cloudvision_token_file": str(cv.token_path)},
        "login": login,
        "certificate": good,
        "auditor": {"ansible_cloudvision_token": cv.read_only_token},
        "bad": {"ansible_cloudvision_token": "not-a-t0ken"},
        "expired": {"ansible_cloudvision_token": cv.accounts.issue("late", -3600).text},
        "blank": {"ansible_cloudvision_token": " "},
        "two_tokens": {"ansible_cloudvision_token": f"{cv.token} {cv.token}"},
        "empty_file": {**NO_TOKEN, "ansible_cloudvision_token_file": written(folder, "empty", "\n")},
        "open_file": {**NO_TOKEN, "ansible_cloudvision_token_file": written(folder, "open", cv.token, 0o644)},
        "no_file": {**NO_TOKEN, "ansible_cloudvision_token_file": "/nowhere/token"},
        "wrong_password": {
            **login,
            "ansible_password": "wr0ng-cv-password",
            "ansible_cloudvision_session_store": str(folder / "sessions"),
        },
        "no_password": {**login, "ansible_password": None},
        "no_user": {**login, "ansible_user": None},
        "nothing": NO_TOKEN,
        "conflict": {**login, "ansible_cloudvision_token": cv.token},
        "key_alone": {"ansible_cloudvision_client_key": good["ansible_cloudvision_client_key"]},
        "foreign_certificate": foreign,
        "other_key": {**good, "ansible_cloudvision_client_key": foreign["ansible_cloudvision_client_key"]},
        "bare_cvaas": {"ansible_host": "cv-prod-us-4.arista.io"},
        "apiserver": {"ansible_host": "apiserver.arista.io"},
        "region": {**no_host, "ansible_cloudvision_region": "japn"},
        "cvaas_login": {**login, **no_host, "ansible_cloudvision_region": "japan"},
        "two_places": {"ansible_cloudvision_region": "japan"},
        "url": {"ansible_host": "https://192.0.2.1/"},
    }


@pytest.fixture(scope="module")
def run(network: Lab, runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All hosts ask the same; the auditor wants to change something as well."""
    hosts = hosts_of(network, tmp_path_factory.mktemp("credentials"))
    options = {"key": {"device_id": network.cloudvision.device_id("leaf1")}}
    change = {"key": {"request_id": "auditor"}, "values": {"hostname_or_ip": "192.0.2.1"}}
    tasks = [
        info(ASK, "inventory.v1.Device", options),
        resource("Change", "inventory.v1.DeviceOnboardingConfig", change, when="inventory_hostname == 'auditor'"),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network, hosts), "--forks", "6")


@pytest.mark.parametrize("host", WELCOME)
def test_a_right_credential_lets_in(run: Run, host: str) -> None:
    assert run.result(host, ASK)["resource"]["hostname"] == "leaf1"


@pytest.mark.parametrize("host", REFUSED)
def test_a_wrong_one_is_reported_in_a_sentence(run: Run, host: str) -> None:
    found = run.result(host, ASK)
    assert found.status in ("unreachable", "ignored", "failed")
    assert re.search(REFUSED[host], found.msg), found.msg


def test_read_only_account_cannot_write(run: Run, cloudvision: CloudVision) -> None:
    found = run.result("auditor", "Change")
    assert found["code"] == "PERMISSION_DENIED"
    assert "Set of inventory.v1.DeviceOnboardingConfig is forbidden" in found.msg
    assert "a role of the account of ansible_cloudvision_token the permission" in found.msg
    assert cloudvision.get("inventory.v1.DeviceOnboardingConfig", requestId="auditor") is None


def test_no_credential_is_shown(run: Run, cloudvision: CloudVision) -> None:
    secrets = [cloudvision.token, cloudvision.read_only_token, cloudvision.password, "not-a-t0ken", "wr0ng-cv-password"]
    assert [secret for secret in secrets if secret in run.output] == []
    assert [secret for secret in secrets for found in run.all_results if secret in str(found.result)] == []


def test_the_environment_gives_a_token_and_the_address(network: Lab, runner: AnsibleRunner) -> None:
    cv = network.cloudvision
    hosts = {"env": {}, "both": {"ansible_cloudvision_token": cv.read_only_token}}
    environment = {
        "CLOUDVISION_ACCESS_TOKEN": f"{cv.token}\n",
        "CLOUDVISION_HOST": cv.address,
        "CLOUDVISION_PORT": str(cv.port),
        "CLOUDVISION_CA_PATH": str(network.ca_path),
    }
    names = ("ansible_host", "ansible_port", "ansible_cloudvision_token", "ansible_cloudvision_ca_path")
    run = runner.playbook(
        [play([info(ASK, "inventory.v1.Device")], **GO_ON)],
        inventory(network, hosts, **dict.fromkeys(names)),
        env=environment,
    )
    assert len(run.result("env", ASK)["resources"]) == 52
    assert "ansible_cloudvision_token and CLOUDVISION_ACCESS_TOKEN (environment)" in run.result("both", ASK).msg


def test_a_login_is_shared_and_renewed_when_it_has_ended(network: Lab, runner: AnsibleRunner) -> None:
    cv = network.cloudvision
    login = {**NO_TOKEN, "ansible_user": cv.username, "ansible_password": cv.password}
    store = {"ansible_cloudvision_session_store": str(runner.folder / "shared")}
    hosts = inventory(network, {name: {**login, **store} for name in ("one", "two", "three")})
    cv.stats.reset()
    runner.playbook(
        [play([info("First", "inventory.v1.Device"), info("Second", "inventory.v1.Device")])], hosts
    ).check()
    assert cv.stats.logins == 1
    cv.accounts.expire(sessions_only=True)
    runner.playbook([play([info("Third", "inventory.v1.Device")])], hosts, "--forks", "3").check()
    assert cv.stats.logins == 2
    reset = [{"ansible.builtin.meta": "reset_connection"}, info("Fourth", "inventory.v1.Device")]
    runner.playbook([play(reset, "one")], hosts).check()
    assert cv.stats.logins == 3
    assert not cv.failures
