# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Every role survives the nonsense of any switch: that switch fails with a sentence, and nobody else does.

One run has the roles in turn, on a well switch and on servers that let everybody in and answer nonsense. What the
modules make of any nonsense is in test_nonsense.py.
"""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.eapi import Answer, Request
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import host_of, inventory
from support.tiny import serving

ESCAPES = "\x1b]0;title\x07\x1b[2J\x9b2J\r\u202e"
OBEYED = ("\x1b", "\x9b", "\x07", "\u202e")
CONFIGURATION = "a\n   b\n  c\n\tend\nEOF\n   vrf ../../x\n   vrf {{ 7 * 7 }}\n   vrf -x\n\x00"
ODD = {
    "modelName": ["x"],
    "version": {"a": "<script>"},
    "serialNumber": None,
    "uptime": ["x"],
    "hostname": 7,
    "certificates": {"a": 1, "b": {"notAfter": "x", "subject": 1}, "c": {"notAfter": [1]}},
    "keys": [1, None],
    "sessions": {"x": 7},
    "profileStatus": {"eapi": []},
    "httpsServer": "on",
    "urls": 7,
    "vrfs": {"default": {"peers": {"x": "x"}, "routes": 7}},
    "lldpNeighbors": [7],
    "output": {"a": ESCAPES},
    "warnings": {"a": 1},
    "errors": ESCAPES,
}
#: What a spreadsheet would run, also where it takes a semicolon for the end of a cell.
FORMULA = "=1+1;=cmd|' /C calc'!A0;\" +2\uff1d3,-4,<script>"
#: What a switch says that Ansible would render, where it took it for its own: a program, and files of the controller.
TEMPLATES = (
    "{{ lookup('ansible.builtin.pipe', 'touch rendered') }}{% set x = lookup('pipe', 'touch rendered') %}"
    "{{ lookup('ansible.builtin.file', '/etc/hostname') }}{{ 7 * 1000003 }}{# x #}"
)
#: The host on which the play of the report fails before it.
ENDED = "ended"
#: What a switch answers to each command, by host: an entry of `result`, as JSON.
ENTRIES = {
    "text": '"nonsense"',
    ENDED: "{}",
    "types": json.dumps(ODD),
    "configuration": json.dumps({"version": "4.33", "output": CONFIGURATION}),
    "escapes": json.dumps({"output": ESCAPES * 50, "messages": [ESCAPES], "warnings": [ESCAPES], "version": ESCAPES}),
    "deep": '{"a":' * 500 + "1" + "}" * 500,
    "numbers": f'{{"uptime": 1e999, "output": "{"x" * 100_000}", "memTotal": -1e999, "version": NaN}}',
    "formula": json.dumps({"version": FORMULA, "modelName": f"\t{FORMULA}", "serialNumber": f"x\n@{FORMULA}"}),
    "templates": json.dumps(
        dict.fromkeys((*(key for key in ODD if key not in ("vrfs", "certificates")), "memTotal"), TEMPLATES)
        | {"vrfs": {TEMPLATES: {"peers": {TEMPLATES: {"peerState": TEMPLATES}}}}, "messages": [TEMPLATES]}
        | {"certificates": {TEMPLATES: {"notAfter": TEMPLATES, "subject": {TEMPLATES: TEMPLATES}}}}
    ),
    "nul": '{"version": "' + "\\u0000" * 5000 + '", "output": "\\u0000"}',
}
ROLES: dict[str, dict[str, Any]] = {
    "eapi_enable": {"eapi_enable_bootstrap": "never", "eapi_enable_session_timeout": 30},
    "eapi_vrfs": {
        "eapi_vrfs_bootstrap": "never",
        "eapi_vrfs_state": "replaced",
        "eapi_vrfs_vrfs": [{"name": "default"}],
    },
    "eapi_ssl_profile": {
        "eapi_ssl_profile_bootstrap": "never",
        "eapi_ssl_profile_source": "self_signed",
        "eapi_ssl_profile_serve": False,
        "eapi_ssl_profile_key_size": 2048,
    },
    "fabric_deploy": {
        "fabric_deploy_checks": ["bgp_established", "interfaces_up", "lldp_neighbors", "mlag_active", "routes_present"],
        "fabric_deploy_delay": 0,
        "fabric_deploy_retries": 1,
    },
    "conformance": {},
    "fleet_report": {},
}  # fmt: skip


#: Roles that write a page with all hosts, whatever these answer.
REPORTS = ("conformance", "fleet_report")
#: Whose nonsense may be taken for a difference.
GARBLED = ("types", "templates", "formula", "configuration", "escapes", "numbers", "text", "nul")


def _answering(entry: str) -> Callable[[Request], Answer]:
    def answer(request: Request) -> Answer:
        if request.path != "/command-api":
            return 404, {}, b""
        body = request.json
        result = ", ".join([entry] * len(body["params"]["cmds"]))
        return 200, {}, f'{{"jsonrpc": "2.0", "id": {json.dumps(body["id"])}, "result": [{result}]}}'.encode()

    return answer


def _play(role: str) -> dict[str, Any]:
    """A role, after which also the hosts go on on which it failed."""
    include = {"name": role, "ansible.builtin.include_role": {"name": f"aerie.arista.{role}"}, "vars": ROLES[role]}
    failed = {
        "name": f"{role} failed",
        "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg | default('') }}"},
    }
    lost = {"name": "Fail", "ansible.builtin.fail": {}, "when": f"inventory_hostname == '{ENDED}'"}
    block = {"name": role, "block": [include], "rescue": [failed]}
    return {"hosts": "all", "gather_facts": False, "tasks": [*([lost] if role == "fleet_report" else []), block]}


@dataclass(frozen=True)
class Played:
    """A run, and where its files are."""

    run: Run
    folder: Path

    def ended(self, role: str, host: str) -> str:
        """With what a role failed on a host, or ""."""
        found = self.run.results(host, f"{role} failed")
        return found[0].msg if found else ""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("run")
    with contextlib.ExitStack() as stack:
        lab = stack.enter_context(Lab(folder / "lab", [SwitchSpec("well")]))
        hosts = {"well": host_of(lab["well"])}
        configurations = dict.fromkeys(ENTRIES, "hostname a\nend\n")
        configurations["well"] = lab["well"].running_config().replace("hostname well", "hostname better")
        for name, text in configurations.items():
            (folder / f"{name}.cfg").write_text(text)
        for name, entry in ENTRIES.items():
            port = stack.enter_context(serving(_answering(entry))).port
            own = {"ansible_eapi_transport": "http", "ansible_eapi_auth": "basic", "ansible_eapi_retries": 0}
            hosts[name] = {"ansible_host": "127.0.0.1", "ansible_port": port, **own}
        files = {
            "eapi_ssl_profile_folder": str(folder / "pki"),
            "fabric_deploy_configs": str(folder),
            "conformance_folder": str(folder / "conformance"),
            "fleet_report_path": str(folder / "page.html"),
            "fleet_report_intended": str(folder),
        }
        env = stack.enter_context(isolated_environment(folder))
        runner = AnsibleRunner(folder, env)
        args = ("--diff", f"--forks={len(hosts)}")
        run = runner.playbook([_play(role) for role in ROLES], inventory(lab, hosts=hosts, **files), *args)
        yield Played(run, folder)


@pytest.mark.parametrize("role", ROLES)
def test_a_well_switch_is_served_among_others(played: Played, role: str) -> None:
    assert played.ended(role, "well") == ""
    ran = [result.status for result in played.run.results("well") if f".{role} : " in result.task]
    assert ran
    assert set(ran) <= {"ok", "changed", "skipped"}


@pytest.mark.parametrize("role", [role for role in ROLES if role not in REPORTS])
@pytest.mark.parametrize("host", ENTRIES)
def test_nonsense_ends_in_a_sentence_about_that_switch(played: Played, role: str, host: str) -> None:
    said = played.ended(role, host)
    if role == "fabric_deploy" and not said and host in GARBLED:
        return
    assert said.startswith((f"{host}: ", f"{host} (http://")), said
    assert "unexpected" not in said.partition("(")[0]


@pytest.mark.parametrize("page", ["page.html", "conformance/conformance.html"])
def test_the_report_has_every_switch(played: Played, page: str) -> None:
    text = (played.folder / page).read_text(encoding="utf-8")
    assert [host for host in ("well", *ENTRIES) if f">{host}<" not in text] == []
    assert "<script>" not in text
    assert [each for each in OBEYED if each in text] == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_of_the_report_is_a_formula(played: Played, delimiter: str) -> None:
    """Spreadsheets take the separator of the user's country, whatever the file has."""
    with (played.folder / "page.csv").open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file, delimiter=delimiter) for cell in row]
    assert any("1+1" in cell for cell in cells)
    assert [cell for cell in cells if cell.strip(' \t\r\n"').startswith(("=", "+", "-", "@", "\uff1d"))] == []


def test_no_terminal_obeys(played: Played) -> None:
    assert len(played.run.output) > 1000
    assert [each for each in OBEYED if each in played.run.output] == []


def test_switch_output_is_never_templated(played: Played) -> None:
    written = [path.read_text(errors="replace") for path in played.folder.glob("*") if path.suffix in (".html", ".csv")]
    assert len(written) == 2
    assert "lookup(" in written[0]
    assert [text for text in (*written, played.run.output) if str(7 * 1000003) in text] == []
    assert list(played.folder.rglob("rendered")) == []


def test_nothing_is_written_elsewhere(played: Played) -> None:
    """A name that a switch gives leaves no folder."""
    names = {path.name for path in played.folder.iterdir()}
    assert not names & {"x", "49"}
    assert not (played.folder.parent / "x").exists()
