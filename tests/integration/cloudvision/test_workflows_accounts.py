# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Service accounts and their tokens over the wire. A token is told once, and shown nowhere."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import inventory
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, play, task
from support.workflows import objects_of, workflow


def account(title: str, /, **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode",) if key in options}
    return workflow(title, "service_account", {"name": "robot", "wait_timeout": 30, **options}, **keywords)


def token(name: str, state: str, /, **options: Any) -> dict[str, Any]:
    keywords = {key: options.pop(key) for key in ("check_mode", "register") if key in options}
    given = {"account": "robot", "description": "plays", "state": state, "wait_timeout": 30, **options}
    given = {key: value for key, value in given.items() if value is not None}
    return workflow(name, "service_account_token", given, **keywords)


def result(run: Run, name: str) -> Any:
    return run.result("cv", name)


def keep(name: str, expression: str, file: str) -> dict[str, Any]:
    """Write a registered value to a file of the runner's folder, where a test can read it."""
    copy = {"content": expression, "dest": f"{{{{ playbook_dir }}}}/{file}", "mode": "0600"}
    return task(
        name, "ansible.builtin.copy", copy, connection="local", no_log=True, vars={"ansible_connection": "local"}
    )


@pytest.fixture(scope="module")
def way(runner: AnsibleRunner, network: Lab) -> Run:
    tasks = [
        account("make in check mode", description="runs plays", roles=["network-admin", "other"], check_mode=True),
        account("make", description="runs plays", roles=["network-admin", "other"]),
        account("make again", description="runs plays", roles=["other", "network-admin"]),
        account("disable", status="disabled"),
        account("disable again", status="disabled"),
        account("enable", status="enabled", allow_token_refresh=True),
        token("provide in check mode", "present", valid_for="30d", check_mode=True),
        token("provide", "present", valid_for="30d", register="first"),
        keep("keep the first", "{{ first.token }}", "first"),
        token("provide again", "present", valid_for="30d", renew_before="7d"),
        token("renew", "present", valid_for="90d", renew_before="31d", register="second"),
        keep("keep the second", "{{ second.token }}", "second"),
        token("rotate in check mode", "rotated", check_mode=True),
        token("rotate", "rotated", dest="secret/token"),
        token("provide where it is", "present", dest="secret/token"),
        task(
            "lose it",
            "ansible.builtin.file",
            {"path": "{{ playbook_dir }}/secret/token", "state": "absent"},
            connection="local",
            vars={"ansible_connection": "local"},
        ),
        token("provide what is lost", "present", dest="secret/token"),
        token("revoke in check mode", "absent", check_mode=True),
        token("revoke", "absent"),
        token("revoke again", "absent"),
        token("for nobody", "present", account="nobody"),
        token("no description", "present", description=None),
        token("no account", "present", account=None),
        token("no span", "present", valid_for="soon"),
        token("always new", "present", valid_for="1d", renew_before="2d"),
        token("nowhere to write", "present", dest="/proc/nowhere/token"),
        account("delete in check mode", state="absent", check_mode=True),
        account("delete", state="absent"),
        account("delete again", state="absent"),
    ]
    return runner.playbook([play(tasks, **GO_ON)], inventory(network), "--diff", "-vvvv").check()


def kept(runner: AnsibleRunner, name: str) -> str:
    return Path(runner.folder, name).read_text(encoding="utf-8").strip()


def test_accounts(way: Run, cloudvision: CloudVision) -> None:
    for step in ("make", "disable", "enable", "delete"):
        assert result(way, step).status == "changed", result(way, step).result
    for step in ("make", "disable", "delete"):
        assert result(way, f"{step} again").status == "ok", result(way, f"{step} again").result
    for step in ("make", "delete"):
        assert result(way, f"{step} in check mode")["diff"] == result(way, step)["diff"]
    assert result(way, "make")["account"]["status"] == "enabled"
    assert objects_of(cloudvision).get("serviceaccount.v1.Account", {"name": "robot"}) is None
    assert not cloudvision.failures


def test_a_token_is_made_when_it_is_needed(way: Run, runner: AnsibleRunner) -> None:
    for step in ("provide", "renew"):
        assert result(way, step).status == "changed", way.output
        # Nothing of such a result is shown, not even to callbacks.
        assert "token_info" not in result(way, step).result
    again = result(way, "provide again")
    assert again.status == "ok"
    assert "token" not in again.result
    assert again["token_info"]["description"] == "plays"
    first, second = kept(runner, "first"), kept(runner, "second")
    assert first.count(".") == second.count(".") == 2
    assert first != second


def test_a_token_goes_to_a_private_file(way: Run, runner: AnsibleRunner) -> None:
    file = Path(runner.folder, "secret", "token")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text(encoding="utf-8").count(".") == 2
    assert result(way, "rotate")["dest"].endswith("secret/token")
    assert len(result(way, "rotate")["revoked"]) == 1
    assert result(way, "rotate in check mode")["revoked"] == result(way, "rotate")["revoked"]
    assert result(way, "provide where it is").status == "ok"
    assert len(result(way, "provide what is lost")["revoked"]) == 1
    assert result(way, "revoke in check mode")["revoked"] == result(way, "revoke")["revoked"]
    assert result(way, "revoke again").status == "ok"


def test_no_token_is_shown(way: Run, runner: AnsibleRunner) -> None:
    secrets = [kept(runner, "first"), kept(runner, "second"), kept(runner, "secret/token")]
    everything = way.output + "".join(str(found.result) for found in way.all_results)
    for secret in secrets:
        assert secret not in everything
        assert secret.split(".")[2] not in everything


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("for nobody", "there is no service account 'nobody'. Make it with cloudvision_service_account."),
        ("no description", "description is missing"),
        ("no account", "account is missing"),
        ("no span", "valid_for is 'soon': it is a duration such as 30s"),
        ("always new", "renew_before is not shorter than valid_for"),
        ("nowhere to write", "dest: /proc/nowhere/token cannot be written"),
    ],
)
def test_invalid_input(way: Run, task: str, words: str) -> None:
    assert result(way, task).status == "ignored"
    assert words in result(way, task).msg


def test_a_play_renews_its_own_token_and_does_not_revoke_it(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision
) -> None:
    objects = objects_of(cloudvision)
    config = {"key": {"name": "self"}, "groups": ["network-admin"], "allow_token_refresh": True}
    objects.set("serviceaccount.v1.AccountConfig", config)
    made = objects.set("serviceaccount.v1.TokenConfig", {"user": "self", "description": "own", "valid_for": "3600s"})
    own = {"account": "self", "description": "own"}
    tasks = [
        token("revoke its own", "absent", **own),
        token("rotate", "rotated", register="rotated", **own),
        token("refresh in check mode", "refreshed", account=None, description=None, check_mode=True),
        token("refresh", "refreshed", account=None, description=None, register="renewed"),
        keep("keep it", "{{ renewed.token }}", "renewed"),
    ]
    hosts = inventory(network, ansible_cloudvision_token=made["token"])
    run = runner.playbook([play(tasks, **GO_ON)], hosts, "-vvvv").check()
    assert "is the one that this play calls with: it is not revoked" in result(run, "revoke its own").msg
    assert result(run, "rotate").status == "changed"
    assert result(run, "refresh in check mode").status == "changed"
    assert result(run, "refresh").status == "changed"
    renewed = kept(runner, "renewed")
    assert cloudvision.accounts.of_token(renewed).name == "self"
    assert renewed not in run.output
    assert made["token"] not in run.output


def test_a_token_that_is_listed_late_is_made_once(
    runner: AnsibleRunner, network: Lab, cloudvision: CloudVision
) -> None:
    provide = {"account": "late", "dest": "secret/late"}
    tasks = [
        account("make", name="late", roles=["network-admin"]),
        token("provide", "present", **provide),
        token("provide again", "present", **provide),
    ]
    cloudvision.spec.delay = 0.4
    try:
        run = runner.playbook([play(tasks)], inventory(network)).check()
    finally:
        cloudvision.spec.delay = 0.005
    assert result(run, "provide").status == "changed"
    assert result(run, "provide again").status == "ok", result(run, "provide again").result
    first = kept(runner, "secret/late")
    # One that cannot be looked at after it was made still reaches its file.
    cloudvision.faults.add("internal", times=1, path="", match=r"v1\.TokenService/GetOne$")
    try:
        run = runner.playbook([play([token("rotate", "rotated", **provide)])], inventory(network)).check()
    finally:
        cloudvision.faults.clear()
    assert result(run, "rotate").status == "changed"
    assert first != kept(runner, "secret/late")
    assert len(objects_of(cloudvision).list("serviceaccount.v1.Token", {"user": "late"})) == 1
