# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_conformance over real connections: the lab, a lab with changed behaviours, an old EOS, and what is no EOS."""

from __future__ import annotations

import json
import os
import signal
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.alterations import ALTERATIONS
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.canaries import MARK, Canaries
from support.playrun import AnsibleRunner, Run
from support.plays import DIRECT, GO_ON, HTTPAPI, config, host_of, inventory, pending, play, task
from support.processes import descendants
from support.waiting import PATIENCE, wait_until

CONFORMANCE = "aerie.arista.eapi_conformance"
CANARIES = Canaries()
#: Names, addresses and texts of a user; none of them may be in a bundle.
PERSONAL = (
    "hostname zugspitze-sw7",
    "dns domain bergwacht.example",
    "username marvin secret 0 heartofgold42",
    "vrf instance RATSKELLER",
    "vlan 77\n   name schatzkammer",
    "interface Ethernet3\n   description Uplink nach Haus Sonnenschein",
    "interface Loopback7\n   ip address 203.0.113.77/32\n   ipv6 address 2a02:aaaa:bbbb::77/128",
    "snmp-server location Keller links, Regal 4",
    "ip access-list fledermaus\n   10 permit ip host 203.0.113.78 any",
    "router bgp 4200000000\n   router-id 203.0.113.79\n   neighbor 203.0.113.80 remote-as 4200123457\n"
    "   neighbor 203.0.113.80 description Nachbar Knurrhahn",
    "banner login\nNur fuer Mitglieder der Loge Edelweiss\nEOF",
    # Names that look as keys of models and words do, and addresses in other notations.
    "vrf instance kundeBlau\nip routing vrf kundeBlau",
    "interface Vlan79\n   vrf kundeBlau\n   ip address 203.0.113.81/29\n   description An hans.muster@firma.example",
    "interface Vlan79\n   ipv6 address 2A02:AAAA:CCCC:0:0:0:0:99/64\n   mac-address 0ade.adbe.ef42",
    "vlan 79\n   name gastNetz",
    "username hansMuster secret 0 heartofgold43",
    "ip name-server vrf kundeBlau 203.0.113.83",
    "ntp server zeit.firma.example",
    "snmp-server contact hans.muster@firma.example",
    "ip route vrf kundeBlau 198.51.100.0/24 203.0.113.84 name wegNachHause",
    "router bgp 4200000000\n   vrf kundeBlau\n      rd 203.0.113.85:79\n      neighbor 203.0.113.86 remote-as 64999\n"
    "      neighbor 203.0.113.86 description Peering gegenStelle",
)
WORDS = (
    *("zugspitze", "bergwacht", "marvin", "heartofgold", "RATSKELLER", "schatzkammer", "Sonnenschein", "203.0.113.7"),
    *("2a02:aaaa", "Regal", "fledermaus", "4200000000", "4200123457", "203.0.113.8", "Knurrhahn", "Edelweiss"),
    *("kundeBlau", "hans", "muster", "firma", "2A02:AAAA", "adbe", "ad:be", "gastNetz", "zeit."),
    *("wegNachHause", "gegenStelle"),
)
#: The rows that find each of the changed behaviours.
FINDS = {
    "id-as-text": "rpc-id-number",
    "code-of-failures": "rpc-invalid-command",
    "plain-texts": "rpc-text",
    "no-times": "rpc-timestamps",
    "no-fqdn": "show-hostname",
    "states-of-sessions": "session-pending",
    "no-end": "running-config",
    "header-of-differences": "session-diff",
    "words-of-401": "http-401-words",
    "status-of-logout": "logout",
}


def conform(name: str, **options: Any) -> dict[str, Any]:
    """A task of the module in privileged mode, after which the play goes on."""
    return task(name, CONFORMANCE, options, become=True, **GO_ON)


@dataclass(frozen=True)
class Played:
    """A finished run, its lab and its folder."""

    lab: Lab
    run: Run
    folder: Path

    def rows(self, host: str, name: str) -> dict[str, dict[str, Any]]:
        """The rows of a result, by id."""
        return {row["id"]: row for row in self.run.result(host, name)["rows"]}

    def bundle(self, host: str) -> str:
        """The text of a host's bundle."""
        (path,) = (self.folder / "bundles" / host).iterdir()
        return path.read_text()


@pytest.fixture(scope="module")
def played(runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    specs = [
        SwitchSpec(name="leaf1", config="\n".join(PERSONAL)),
        SwitchSpec(name="altered"),
        SwitchSpec(name="old", eos="4.20.1F", config="interface Ethernet3\n   description lineProtocolStatus"),
        SwitchSpec(name="stranger"),
        SwitchSpec(name="secretive", lenient=True, config=CANARIES.configuration().replace("65000", "4200000004")),
    ]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        lab["altered"].alterations.update(ALTERATIONS)
        lab["stranger"].faults.add("not-eapi")
        lab["secretive"].faults.add("truncated-json", match="^show mlag$")
        lab["leaf1"].run("enable", "configure", "vlan 78", "end", "configure checkpoint save before")
        yield play_all(lab, runner)


def play_all(lab: Lab, runner: AnsibleRunner) -> Played:
    """One run for all tests."""
    bundles = {"bundle_folder": f"{runner.folder}/bundles"}
    known_hosts = str(lab.known_hosts_path)
    ssh = {"ansible_eapi_transport": "ssh", "ansible_port": 8022, "ansible_eapi_ssh_known_hosts": known_hosts}
    hosts = {switch.name: host_of(switch) for switch in lab}
    hosts["shell"] = {**host_of(lab["leaf1"]), **ssh}
    hosts["netcommon"] = {**host_of(lab["leaf1"]), "ansible_connection": HTTPAPI}
    first = [
        conform("Commit", level="commit", confirm_commit=True, **bundles),
        conform("Unconfirmed", level="commit"),
        conform("Nonsense", level="destroy"),
        {**conform("Checked", level="session", **bundles), "check_mode": True},
        conform("Read"),
    ]
    plays = [
        play(first, hosts="leaf1"),
        play([conform("Session", level="session", fail_on_difference=True)], hosts="altered"),
        play([conform("Commit", level="commit", confirm_commit=True, **bundles)], hosts="old"),
        play([conform("Session", level="session")], hosts="stranger"),
        play([conform("Commit", level="session", **bundles)], hosts="secretive"),
        play([conform("Session", level="session")], hosts="shell:netcommon"),
    ]
    run = runner.playbook(plays, inventory(lab, DIRECT, hosts))
    return Played(lab, run, runner.folder)


def test_all_rows_hold_against_the_lab(played: Played) -> None:
    result = played.run.result("leaf1", "Commit")
    assert result.status == "ok"
    others = {row["id"]: row["result"] for row in result["rows"] if row["result"] != "holds"}
    skipped = dict.fromkeys(("cli-json", "cli-no-pages", "cli-error", "cli-batch"), "skipped")
    assert others == {**skipped, "reload-hitless": "unknown", "redundancy": "unknown"}  # a virtual switch has neither
    assert result["summary"]["total"] == len(result["rows"]) > 80
    assert (result["model"], result["release"], result["level"]) == ("vEOS-lab", "4.33.2F", "commit")


def test_nothing_is_left_on_the_switch(played: Played) -> None:
    leaf = played.lab["leaf1"]
    assert "conformance" not in leaf.running_config()
    assert pending(leaf) == []
    assert [name for name in leaf.switch.sessions.sessions if "conformance" in name] == []


def test_the_level_commit_is_asked_for_twice(played: Played) -> None:
    result = played.run.result("leaf1", "Unconfirmed")
    assert result.status == "ignored"
    assert "the level commit changes the switch for a moment, and was not confirmed" in result.msg
    assert "destroy" in played.run.result("leaf1", "Nonsense").msg


def test_check_mode_reads_only_and_writes_no_file(played: Played) -> None:
    result = played.run.result("leaf1", "Checked")
    assert result["level"] == "read"
    assert "bundle" not in result.result
    assert {row["result"] for row in result["rows"] if row["id"].startswith("session-no")} == {"skipped"}


def test_the_level_read_sends_commands_that_read(played: Played) -> None:
    rows = played.rows("leaf1", "Read")
    assert rows["session-open"]["details"] == ["asked at the level session only"]
    assert rows["commit-timer"]["details"] == ["asked at the level commit only"]
    assert rows["show-version"]["result"] == "holds"


def test_every_behaviour_that_was_changed_is_found_and_named(played: Played) -> None:
    assert set(FINDS) == set(ALTERATIONS)
    result = played.run.result("altered", "Session")
    assert result.status == "ignored"
    differing = {row["id"]: row["details"] for row in result["rows"] if row["result"] == "differs"}
    assert {name for name, row in FINDS.items() if row not in differing} == set()
    assert all(differing[row] for row in FINDS.values())
    assert all(row in result.msg for row in FINDS.values())


def test_an_old_eos_skips_what_it_does_not_have_with_a_reason(played: Played) -> None:
    rows = played.rows("old", "Commit")
    assert [row for row in rows.values() if row["result"] == "differs"] == []
    assert rows["show-lock"]["details"] == ["about 4.24 and later; this is 4.20.1F"]
    assert rows["http-server-text"]["result"] == "skipped"
    assert rows["rpc-stop-on-error"]["result"] == "unknown"
    assert "stopOnError" in rows["rpc-stop-on-error"]["details"][0]
    assert rows["commit-timer-state"]["result"] == "holds"


def test_results_come_without_a_bundle_that_would_hold_a_name(played: Played) -> None:
    result = played.run.result("old", "Commit")
    assert "bundle" not in result.result
    assert not (played.folder / "bundles" / "old").exists()
    assert any("the bundle would hold 1 names of the device" in warning for warning in result["warnings"])


def test_another_system_is_reported(played: Played) -> None:
    result = played.run.result("stranger", "Session")
    assert result.status == "ignored"
    assert "what answers is not EOS: the reply is not JSON" in result.msg
    assert "Nothing more was sent." in result.msg
    assert played.lab["stranger"].stats.requests == 2  # the login and the first command


def test_the_bundle_is_private_and_holds_no_name(played: Played) -> None:
    path = Path(played.run.result("leaf1", "Commit")["bundle"])
    assert path.name == "conformance-vEOS-lab-4.33.2F.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    leaf = played.lab["leaf1"]
    found = (*WORDS, leaf.address, leaf.switch.hardware.serial, leaf.switch.hardware.system_mac, played.lab.password)
    assert [word for word in found if word in text] == []
    assert json.loads(text)["probes"]["show-hostname"][0]["reply"]["output"]["hostname"].startswith("name-")


def test_no_secret_of_any_form_is_in_a_bundle(played: Played) -> None:
    assert played.lab["secretive"].running_config().count(MARK) > 20
    assert MARK not in played.bundle("secretive")


def test_a_probe_without_a_reply_is_a_difference_and_the_run_goes_on(played: Played) -> None:
    rows = played.rows("secretive", "Commit")
    assert rows["show-mlag"]["result"] == "differs"
    assert rows["show-mlag"]["details"][0].startswith("no reply: the reply is cut off")
    assert rows["session-aborted"]["result"] == "holds"


def test_names_are_replaced_by_the_same_ones(played: Played) -> None:
    data = json.loads(played.bundle("leaf1"))
    name = data["probes"]["show-hostname"][0]["reply"]["output"]["hostname"]
    assert f"hostname {name}\n" in data["probes"]["running-config"][0]["reply"]["output"]
    assert f"! device: {name} (vEOS-lab, EOS-4.33.2F)" in data["probes"]["running-config"][0]["reply"]["output"]


def test_over_ssh_the_cli_is_judged_and_http_skipped(played: Played) -> None:
    rows = played.rows("shell", "Session")
    assert [(row["id"], row["details"]) for row in rows.values() if row["result"] == "differs"] == []
    assert {rows[name]["result"] for name in ("cli-json", "cli-no-pages", "cli-error", "cli-batch")} == {"holds"}
    assert rows["http-head"]["result"] == "skipped"
    assert rows["session-aborted"]["result"] == "holds"


def test_over_netcommon_commands_are_judged(played: Played) -> None:
    rows = played.rows("netcommon", "Session")
    assert [(row["id"], row["details"]) for row in rows.values() if row["result"] == "differs"] == []
    assert rows["http-head"]["result"] == "skipped"
    assert rows["show-interfaces"]["result"] == "holds"


def test_a_run_that_is_stopped_undoes_its_commit(runner: AnsibleRunner, tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        before = leaf.running_config()
        # The configuration is being read when the run is stopped, and a timer of a minute runs.
        leaf.faults.add("slow", times=1, delay=3, match="commit timer")
        process = runner.start([play([conform("Try", level="commit", confirm_commit=True)])], inventory(lab))
        try:
            wait_until(lambda: "conformance" in leaf.running_config())
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=PATIENCE)
        wait_until(lambda: leaf.running_config() == before)
        assert pending(leaf) == []


def test_the_next_task_aborts_what_a_killed_run_left(runner: AnsibleRunner, tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        leaf.faults.add("slow", times=1, delay=3, match="show session-config named")
        process = runner.start([play([conform("Try", level="session")])], inventory(lab))
        try:
            wait_until(lambda: pending(leaf) != [])
        finally:
            for pid in [*descendants(process.pid), process.pid]:
                os.kill(pid, signal.SIGKILL)
            process.wait(timeout=PATIENCE)
        (left,) = pending(leaf)
        run = runner.playbook([play([config("Next", {"lines": "vlan 97"})])], inventory(lab))
        assert run.result("leaf1", "Next")["reclaimed"] == [left]
        assert pending(leaf) == []
