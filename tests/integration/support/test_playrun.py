# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The helpers that all wire tests rely on: they must not call a failed play a success."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.playrun import AnsibleRunner

INVENTORY = {"all": {"hosts": {"one": {}, "two": {}}, "vars": {"ansible_connection": "local"}}}

PLAYS = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Say
      ansible.builtin.debug:
        msg: "{{ inventory_hostname }} {{ word }}"
    - name: Fail here
      ansible.builtin.fail:
        msg: on purpose
      ignore_errors: true
      when: inventory_hostname == "one"
    - name: Loop
      ansible.builtin.set_fact:
        last: "{{ item }}"
      loop: [1, 2]
    - name: Fail there
      ansible.builtin.fail:
        msg: the end
      when: inventory_hostname == "two"
"""


def test_results_by_host_and_task(ansible: AnsibleRunner) -> None:
    run = ansible.playbook(PLAYS, INVENTORY, extra_vars={"word": "speaks"})
    assert run.rc == 2
    assert run.result("one", "Say").msg == "one speaks"
    assert run.result("one", "Fail here").status == "ignored"
    assert run.result("two", "Fail here").status == "skipped"
    assert [entry.item for entry in run.items("one", "Loop")] == [1, 2]
    assert [entry.host for entry in run.results(task="Fail there") if entry.status == "failed"] == ["two"]
    assert run.stats["two"]["failures"] == 1
    assert run.stats["one"]["ignored"] == 1


def test_a_failed_run_does_not_pass_the_check(ansible: AnsibleRunner) -> None:
    run = ansible.playbook(PLAYS, INVENTORY, "--limit", "two", extra_vars={"word": "fails"})
    with pytest.raises(AssertionError, match="the end"):
        run.check()
    with pytest.raises(AssertionError, match="0 results of 'No such task'"):
        run.result("two", "No such task")


def test_adhoc_results(ansible: AnsibleRunner) -> None:
    run = ansible.adhoc("one", "ansible.builtin.debug", "msg=hello", inventory=INVENTORY).check()
    assert [(entry.host, entry.msg) for entry in run.results()] == [("one", "hello")]


def test_nothing_is_written_to_the_users_home(ansible: AnsibleRunner, tmp_path: Path) -> None:
    home = tmp_path / "users-home"
    home.mkdir()
    plays = [{"hosts": "one", "gather_facts": False, "tasks": [{"name": "Ping", "ansible.builtin.ping": {}}]}]
    run = ansible.playbook(plays, INVENTORY, env={"HOME": str(home)}).check()
    assert run.result("one", "Ping")["ping"] == "pong"
    assert os.listdir(home) == []


def test_the_collection_is_the_repository(ansible: AnsibleRunner, collections_path: Path) -> None:
    collection = (collections_path / "ansible_collections" / "aerie" / "arista").resolve()
    assert (collection / "tests" / "integration" / "support").resolve() == Path(__file__).resolve().parent
    assert ansible.env["ANSIBLE_COLLECTIONS_PATH"].split(os.pathsep)[0] == str(collections_path)
