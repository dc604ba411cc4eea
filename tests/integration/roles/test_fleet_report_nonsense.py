# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The fleet's report is written whatever a switch answers."""

from __future__ import annotations

import contextlib
import json
import typing as t
from pathlib import Path

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.eapi import Answer, Request
from support.playrun import AnsibleRunner
from support.plays import inventory
from support.tiny import serving

ANSWERS: dict[str, t.Any] = {
    "list": [],
    "text": "nonsense",
    "none": None,
    "number": 7,
    "types": {
        "modelName": ["x"],
        "version": {"a": "<script>"},
        "serialNumber": None,
        "uptime": ["x"],
        "certificates": [1, 2],
        "output": {"a": 1},
    },
    "certificates": {
        "certificates": {"a": 1, "b": {"notAfter": "x", "subject": 1}, "c": {"notAfter": [1]}},
        "output": "a",
    },
    "configuration": {"version": "4.33", "output": "a\n   b\n  c\n\tend\nEOF\n"},
}


@pytest.fixture
def lab(tmp_path: Path) -> t.Iterator[Lab]:
    with Lab(tmp_path / "lab", [SwitchSpec("well")]) as running:
        yield running


def test_the_page_is_written_whatever_a_switch_answers(lab: Lab, tmp_path: Path, ansible: AnsibleRunner) -> None:
    def answering(entry: t.Any) -> t.Callable[[Request], Answer]:
        def answer(request: Request) -> Answer:
            body = json.loads(request.body)
            result = [entry] * len(body["params"]["cmds"])
            return 200, {}, json.dumps({"jsonrpc": "2.0", "id": body["id"], "result": result}).encode()

        return answer

    path = tmp_path / "page.html"
    (tmp_path / "intended").mkdir()
    hosts = inventory(lab)
    with contextlib.ExitStack() as stack:
        for name, entry in ANSWERS.items():
            (tmp_path / "intended" / f"{name}.cfg").write_text("hostname a\n")
            port = stack.enter_context(serving(answering(entry))).port
            _add(hosts, name, port)
        variables = {
            "fleet_report_path": str(path),
            "fleet_report_hosts": "all",
            "fleet_report_intended": str(tmp_path / "intended"),
        }
        run = ansible.playbook(Path("aerie.arista.fleet_report"), hosts, extra_vars=variables)
    text = path.read_text(encoding="utf-8")
    assert run.rc == 0, run.output
    for name in ("well", *ANSWERS):
        assert f'<th scope="row">{name}</th>' in text
    assert "<script>" not in text


def _add(hosts: t.Any, name: str, port: int) -> None:
    """Add a host to the inventory."""
    group = next(iter(hosts.values())) if "hosts" not in hosts else hosts
    group["hosts"][name] = {
        "ansible_host": "127.0.0.1",
        "ansible_port": port,
        "ansible_eapi_transport": "http",
        "ansible_eapi_auth": "basic",
    }
