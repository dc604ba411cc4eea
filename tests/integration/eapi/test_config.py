# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_config through ansible-playbook: every way to say what is wanted, in check mode, once, and once more.

One run for each connection holds all forms; another one holds what is asked for beside the lines.
"""

from __future__ import annotations

import contextlib
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import CONNECTIONS, DIRECT, GO_ON, cmds_of, config, count_of, inventory, pending, play, requests_with

BANNER = "Authorized access only\nby order of the lab\nEOF"
CODE = "function accept_all() {\n   return true;\n}\nEOF"
TEMPLATE = """\
{% for vlan in vlans %}
vlan {{ vlan.id }}
   name {{ vlan.name }}
{% endfor %}
"""
ACL = ["10 permit ip host 192.0.2.1 any", "20 permit ip host 192.0.2.2 any"]


@dataclass(frozen=True)
class Form:
    """A way to say what is wanted; `holds` are lines of the running configuration afterwards, `lacks` are not."""

    options: dict[str, Any]
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


FORMS = {
    "a line": Form({"lines": "hostname renamed", "checkpoint": "first"}, ("hostname renamed",), ("hostname leaf1",)),
    "lines below parents": Form(
        {"parents": "interface Ethernet3", "lines": ["description uplink", "mtu 9000"]},
        ("   description uplink", "   mtu 9000"),
    ),
    "nested parents": Form(
        {"parents": ["router bgp 65001", "address-family ipv4"], "lines": "network 192.0.2.128/25"},
        ("      network 192.0.2.128/25",),
    ),
    "no and default": Form(
        {"parents": "interface Ethernet3", "lines": ["no description", "default mtu"]},
        lacks=("   description uplink", "   mtu 9000"),
    ),
    "before and after": Form(
        {
            "parents": "ip access-list ADMIN",
            "lines": ACL,
            "before": "alias before show version",
            "after": ["ip access-list OTHER", "10 permit ip any any"],
        },
        ("ip access-list ADMIN", "alias before show version", "ip access-list OTHER"),
    ),
    "a file": Form({"src": "plain.cfg"}, ("snmp-server location Row 2", "   description from the file")),
    "a file of another editor": Form(
        {"src": "marked.cfg"}, ("mlag configuration", "   reload-delay mlag 360", "snmp-server contact Marked")
    ),
    "a template": Form({"src": "vlans.j2"}, ("   name red", "   name blue")),
    "content": Form({"content": "vlan 301\n   name green\n!\n"}, ("   name green",)),
    "a block": Form(
        {
            "parents": "ip access-list ADMIN",
            "lines": [ACL[1], "30 deny ip any any"],
            "before": "no ip access-list ADMIN",
            "replace": "block",
        },
        ("   30 deny ip any any",),
        (f"   {ACL[0]}",),
    ),
    "strict": Form(
        {"parents": "interface Ethernet4", "lines": ["description strict", "mtu 9100"], "match": "strict"},
        ("   mtu 9100",),
    ),
    "exact": Form(
        {
            "parents": "ip access-list ADMIN",
            "lines": ACL,
            "before": "no ip access-list ADMIN",
            "match": "exact",
        },
        (f"   {ACL[0]}",),
        ("   30 deny ip any any",),
    ),
    "none": Form({"lines": ["hostname renamed", "alias none show vlan"], "match": "none"}, ("alias none show vlan",)),
    "a banner": Form({"lines": {"cmd": "banner login", "input": BANNER}}, ("banner login", "by order of the lab")),
    "a function": Form(
        {
            "parents": ["router general", "control-functions"],
            "lines": [{"cmd": "code unit lab", "input": CODE}],
        },
        ("function accept_all() {",),
    ),
    "a range": Form(
        {"parents": "interface Ethernet5-6", "lines": "description pair"},
        ("interface Ethernet5", "   description pair"),
    ),
    "defaults": Form(
        {"parents": "interface Ethernet7", "lines": ["no shutdown", "mtu 9200"], "match": "strict", "defaults": True},
        ("   mtu 9200",),
    ),
    "a whole configuration": Form(
        {"src": "whole.cfg", "replace": "config"}, ("hostname whole",), ("alias before show version", "banner login")
    ),
    "a checkpoint": Form({"rollback": "first"}, ("hostname leaf1",), ("hostname whole",)),
    "a file of the switch": Form({"rollback": "flash:golden.cfg"}, ("hostname golden",)),
    # Elsewhere 'replace: config' with 'content' is documented, and refused.
    "a whole configuration in the task": Form(
        {"content": "{{ lookup('ansible.builtin.file', 'whole.cfg') }}", "replace": "config"}, ("hostname whole",)
    ),
}
#: Run over netcommon's connection as well, where a task takes ten times as long.
MAIN = ("lines below parents", "before and after", "a template", "a banner", "a whole configuration")

BESIDES = [
    config("Named", {"lines": "vlan 800", "session": "change-17", "description": "voice vlan"}),
    config("Named again", {"lines": "vlan 801", "session": "change-17"}),
    config("Would save a change", {"lines": "vlan 802", "save": "changed"}, check_mode=True),
    config("Saves", {"lines": "vlan 802", "save": "changed"}),
    config("Saves no more", {"lines": "vlan 802", "save": "changed"}),
    config("Not saved", {"lines": "vlan 803"}),
    config("Would save", {"save": "always"}, check_mode=True),
    config("Saves in any case", {"save": "always"}),
    config("Saved already", {"save": "always"}),
    config("Backs up", {"lines": "vlan 803", "backup": True}),
    config("Backs up elsewhere", {"backup": True, "backup_options": {"dir_path": "kept", "filename": "leaf2.cfg"}}),
    config("Backs up nothing", {"backup": True, "backup_options": {"dir_path": "no"}}, check_mode=True),
    config("Against startup", {"lines": "vlan 804", "diff_against": "startup"}, check_mode=True),
    config("Against startup, done", {"lines": "vlan 804", "diff_against": "startup"}),
    config("Against startup alone", {"diff_against": "startup"}),
    config("Against startup without a line", {"diff_against": "startup", "diff_ignore_lines": ["^vlan 8\\d\\d"]}),
    config(
        "Against the intended",
        {"diff_against": "intended", "intended": "hostname wanted\n", "diff_ignore_lines": ["^(?!hostname)"]},
    ),
    config("Against itself", {"diff_against": "intended", "intended": "{{ lookup('file', 'leaf2.cfg') }}"}),
    config("Checkpoint", {"lines": "vlan 805", "checkpoint": "before-805"}),
    config("No checkpoint", {"lines": "vlan 805", "checkpoint": "never"}),
    config("Rolled back", {"rollback": "checkpoint:before-805"}),
]

LOOP = [
    config("Loop", {"lines": "hostname {{ item }}"}, loop=["two", "one"]),
    config("Loop with before", {"lines": "hostname {{ item }}", "before": "vlan 9"}, loop=["two", "one"]),
]

FOREIGN = [
    config("Beside others", {"lines": "vlan 900"}),
    config("Would reclaim", {"lines": "vlan 901", "session": "left", "reclaim": ["left"]}, check_mode=True),
    config("Reclaims", {"lines": "vlan 901", "session": "left", "reclaim": ["left", "nowhere"]}),
]

EVERYWHERE = [
    config("Everywhere", {"lines": "snmp-server contact {{ inventory_hostname }}"}),
    config("Delegated", {"lines": "snmp-server location by leaf1"}, delegate_to="leaf4", run_once=True),
]

ALONE = SwitchSpec(name="leaf1", config="router bgp 65001\n   address-family ipv4\n      network 192.0.2.0/25")
SWITCHES = [
    SwitchSpec(name="leaf1"),
    *(SwitchSpec(name=name, eos="4.31.2F") for name in ("leaf2", "leaf3")),
    SwitchSpec(name="leaf4"),
]


def forms(names: Iterable[str]) -> list[dict[str, Any]]:
    """Each form three times: in check mode, for good, and once more."""
    return [
        config(f"{name} {when}", FORMS[name].options, check_mode=when == "predicted")
        for name in names
        for when in ("predicted", "done", "again")
    ]


def write_files(folder: Path, switch: LabSwitch) -> None:
    """What src names, and what the switch keeps."""
    (folder / "marked.cfg").write_bytes(
        b"\xef\xbb\xbfmlag configuration\r\n   reload-delay mlag 360\r\n!\r\nsnmp-server contact Marked\r\n\r\n"
    )
    (folder / "plain.cfg").write_text("snmp-server location Row 2\ninterface Ethernet2\n   description from the file\n")
    (folder / "vlans.j2").write_text(TEMPLATE)
    whole = switch.running_config().replace("hostname leaf1", "hostname whole")
    (folder / "whole.cfg").write_text(whole)
    switch.switch.flash["golden.cfg"] = whole.replace("hostname whole", "hostname golden")


@dataclass(frozen=True)
class Played:
    """A finished run and its lab."""

    lab: Lab
    run: Run
    folder: Path = Path()
    names: tuple[str, ...] = ()

    def __call__(self, name: str, host: str = "leaf1") -> TaskResult:
        """The result of a task."""
        return self.run.result(host, name)


def body(result: TaskResult) -> str:
    """The difference without the names of what is compared."""
    return "".join(result["diff"]["prepared"].splitlines(keepends=True)[2:])


# --- The forms -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def main(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[dict[str, Played]]:
    """The main forms by connection, each on a switch of its own."""
    with contextlib.ExitStack() as stack:
        labs = {name: stack.enter_context(Lab(tmp_path_factory.mktemp("lab"), [ALONE])) for name in CONNECTIONS}
        yield {name: Played(lab, play_forms(runner, lab, name, MAIN), names=MAIN) for name, lab in labs.items()}


@pytest.fixture(scope="module", params=CONNECTIONS)
def formed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    runner: AnsibleRunner,
    main: dict[str, Played],
) -> Iterator[Played]:
    """All forms over the direct connection, the main ones over the other."""
    if request.param != DIRECT:
        yield main[request.param]
        return
    with Lab(tmp_path_factory.mktemp("lab"), [ALONE]) as lab:
        yield Played(lab, play_forms(runner, lab, DIRECT, FORMS), names=tuple(FORMS))


def play_forms(runner: AnsibleRunner, lab: Lab, connection: str, names: Iterable[str]) -> Run:
    """Run forms on the lab's one switch."""
    write_files(runner.folder, lab["leaf1"])
    vlans = [{"id": 201, "name": "red"}, {"id": 202, "name": "blue"}]
    plays = [play(forms(names), "leaf1", vars={"vlans": vlans}, **GO_ON)]
    return runner.playbook(plays, inventory(lab, connection), "--diff")


def test_a_form_changes_what_it_says(formed: Played) -> None:
    for name in formed.names:
        done = formed(f"{name} done")
        assert done.status == "changed", (name, done.msg)
        lines = {mark: {line[1:] for line in body(done).splitlines() if line[0] == mark} for mark in "+- "}
        assert lines["+"] | lines["-"], name
        assert set(FORMS[name].holds) <= lines["+"] | lines[" "], name
        assert set(FORMS[name].lacks) <= lines["-"] - lines["+"], name


def test_check_mode_predicts_the_change_and_makes_none(formed: Played) -> None:
    for name in formed.names:
        predicted, done = formed(f"{name} predicted"), formed(f"{name} done")
        assert predicted.status == "changed", (name, predicted.msg)
        assert body(predicted) == body(done), name
        assert predicted["commands"] == done["commands"], name
        session = predicted["session"]
        assert count_of(formed.lab["leaf1"], f"configure session {session} commit") == 0, name
        assert count_of(formed.lab["leaf1"], f"configure session {session} abort") == 1, name


def test_a_second_run_changes_nothing(formed: Played) -> None:
    for name in formed.names:
        again = formed(f"{name} again")
        assert again.status == "ok", (name, again.msg)
        assert "diff" not in again.result, name
        session = again.result.get("session", "none")
        assert count_of(formed.lab["leaf1"], f"configure session {session} commit") == 0, name


def test_a_form_is_committed_once(formed: Played) -> None:
    for name in formed.names:
        done = formed(f"{name} done")
        assert count_of(formed.lab["leaf1"], f"configure session {done['session']} commit") == 1, name
        assert done["saved"] is False, name


def test_no_session_is_left(formed: Played) -> None:
    assert pending(formed.lab["leaf1"]) == []


def test_the_difference_is_shown_unified(formed: Played) -> None:
    done = formed("a whole configuration done")
    lines = done["diff"]["prepared"].splitlines()
    assert lines[0] == "--- system:/running-config"
    assert lines[1] == f"+++ session:/{done['session']}-session-config"
    assert "+hostname whole\n" in formed.run.stdout


def test_a_task_is_few_requests(formed: Played) -> None:
    """One request loads, one loads anew and commits; the running configuration is not fetched: the switch compares."""
    done = formed("lines below parents done")
    session = f"configure session {done['session']}"
    loaded, committed = (
        [entry if isinstance(entry, str) else entry["cmd"] for entry in request["cmds"]]
        for request in requests_with(formed.lab["leaf1"], session)
    )
    asking = f"show session-config named {done['session']} diffs"
    entered = [session, "interface Ethernet3", "description uplink", "mtu 9000", "end", asking]
    assert loaded == ["enable", *entered]
    assert committed == ["enable", f"{session} abort", *entered, f"{session} commit"]


def test_every_request_is_privileged(formed: Played) -> None:
    """Elsewhere the first request of each process goes without 'enable', although 'become' is set."""
    received = list(formed.lab["leaf1"].received)
    assert len(received) > 2 * len(formed.names)
    assert {cmds_of(request)[0] for request in received} == {"enable"}


def test_both_connections_give_the_same_results(main: dict[str, Played]) -> None:
    found = [
        [_comparable(result, played.lab["leaf1"].address) for result in played.run.results()]
        for played in main.values()
    ]
    assert len(found[0]) == 3 * len(MAIN)
    assert found[0] == found[1]


def _comparable(result: TaskResult, address: str) -> tuple[str, str, str]:
    """A result without what differs from run to run: the session's own name, and the switch's address."""
    text = re.sub(r"ansible-[0-9a-f]{12}", "SESSION", repr(sorted(result.result.items())))
    return result.task, result.status, text.replace(address, "ADDRESS")


# --- Beside the lines ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    with Lab(tmp_path_factory.mktemp("lab"), SWITCHES) as lab:
        (runner.folder / "leaf2.cfg").write_text(lab["leaf2"].running_config())
        lab["leaf3"].run("configure session left description alice was here", "vlan 999")
        lab["leaf3"].run("configure session other", "vlan 998")
        plays = [
            play(BESIDES, "leaf2", **GO_ON),
            play(LOOP, "leaf1", **GO_ON),
            play(FOREIGN, "leaf3", **GO_ON),
            play(EVERYWHERE, "all", **GO_ON),
        ]
        run = runner.playbook(plays, inventory(lab), "--diff")
        yield Played(lab, run, folder=runner.folder)


def test_name_and_description_of_the_session(played: Played) -> None:
    done = played("Named", "leaf2")
    assert (done.status, done["session"]) == ("changed", "change-17")
    opened = "configure session change-17 description voice vlan"
    assert len(requests_with(played.lab["leaf2"], opened)) == 2
    assert "session:/change-17-session-config" in done["diff"]["prepared"]


def test_a_name_that_a_committed_session_had(played: Played) -> None:
    assert played("Named again", "leaf2").status == "changed"
    assert "+vlan 30,800-801\n" in played("Named again", "leaf2")["diff"]["prepared"]


def test_saving_after_a_change(played: Played) -> None:
    assert (played("Would save a change", "leaf2").status, played("Would save a change", "leaf2")["saved"]) == (
        "changed",
        False,
    )
    assert (played("Saves", "leaf2").status, played("Saves", "leaf2")["saved"]) == ("changed", True)
    assert (played("Saves no more", "leaf2").status, played("Saves no more", "leaf2")["saved"]) == ("ok", False)
    assert played("Not saved", "leaf2")["saved"] is False


def test_saving_in_any_case(played: Played) -> None:
    would, does, did = (played(name, "leaf2") for name in ("Would save", "Saves in any case", "Saved already"))
    assert (would.status, would["saved"]) == ("changed", False)
    assert (does.status, does["saved"]) == ("changed", True)
    assert (did.status, did["saved"]) == ("ok", False)
    assert count_of(played.lab["leaf2"], "write memory") == 2
    startup = played.lab["leaf2"].switch.startup
    assert startup is not None
    assert "vlan 30,800-803" in startup.text()


def test_a_backup_has_no_effect_on_changed(played: Played) -> None:
    """Elsewhere a backup makes a task 'changed', or hides that it was."""
    assert played("Backs up", "leaf2").status == "ok"
    assert played("Backs up elsewhere", "leaf2").status == "ok"


def test_a_backup_is_private_and_whole(played: Played) -> None:
    path = Path(played("Backs up", "leaf2")["backup_path"])
    assert path.parent == played.folder / "backup"
    assert re.fullmatch(r"leaf2_config\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d", path.name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().rstrip().endswith("end")
    assert "hostname leaf2" in path.read_text()
    assert "secret sha512" in path.read_text()


def test_backup_paths(played: Played) -> None:
    path = Path(played("Backs up elsewhere", "leaf2")["backup_path"])
    assert path.name == "leaf2.cfg"
    assert path.parent.name == "kept"
    assert path.exists()


def test_check_mode_writes_no_backup(played: Played) -> None:
    assert "backup_path" not in played("Backs up nothing", "leaf2").result
    assert not list(played.folder.glob("**/no/*"))


def test_the_difference_to_startup(played: Played) -> None:
    would, done = played("Against startup", "leaf2"), played("Against startup, done", "leaf2")
    assert would.status == done.status == "changed"
    assert would["diff"] == done["diff"]
    assert "-vlan 30,800-803\n+vlan 30,800-804" in done["diff"]["prepared"]
    assert done["diff"]["prepared"].splitlines()[0] == "--- startup-config"


def test_the_difference_to_startup_without_a_change(played: Played) -> None:
    alone = played("Against startup alone", "leaf2")
    assert alone.status == "ok"
    assert "800-804" in alone["diff"]["prepared"]
    assert "session" not in alone.result


def test_lines_that_do_not_count(played: Played) -> None:
    result = played("Against startup without a line", "leaf2")
    assert result.status == "ok"
    assert "vlan 8" not in result.result.get("diff", {}).get("prepared", "")


def test_the_difference_to_the_intended(played: Played) -> None:
    result = played("Against the intended", "leaf2")
    assert result.status == "ok"
    assert body(result).splitlines()[-2:] == ["-hostname wanted", "+hostname leaf2"]
    against_itself = played("Against itself", "leaf2")
    changed = [line for line in body(against_itself).splitlines() if line[0] in "+-"]
    assert changed == ["-vlan 30", "+vlan 30,800-804"]


def test_a_checkpoint_and_the_way_back(played: Played) -> None:
    assert played("Checkpoint", "leaf2")["checkpoint"] == "before-805"
    unneeded = played("No checkpoint", "leaf2")
    assert (unneeded.status, "checkpoint" in unneeded.result) == ("ok", False)
    assert "never" not in played.lab["leaf2"].switch.checkpoints.saved
    back = played("Rolled back", "leaf2")
    assert back.status == "changed"
    assert body(back).count("\n-vlan 30,800-805\n+vlan 30,800-804") == 1
    assert "vlan 30,800-804\n" in played.lab["leaf2"].running_config()


def test_a_loop_sees_what_the_item_before_left(played: Played) -> None:
    """Elsewhere the second item compares with the configuration from before the first, and says ok."""
    for name in ("Loop", "Loop with before"):
        items = played.run.items("leaf1", name)
        assert [(found.item, found.status) for found in items] == [("two", "changed"), ("one", "changed")]
    assert "hostname one" in played.lab["leaf1"].running_config()


def test_the_sessions_of_others_are_left_alone(played: Played) -> None:
    assert played("Beside others", "leaf3").status == "changed"
    assert pending(played.lab["leaf3"]) == ["other"]
    assert "vlan 998" not in played.lab["leaf3"].running_config()


def test_a_session_is_reclaimed_by_its_name(played: Played) -> None:
    would, does = played("Would reclaim", "leaf3"), played("Reclaims", "leaf3")
    assert would.status == does.status == "changed"
    assert body(would) == body(does)
    assert "reclaimed" not in would.result
    assert (does["reclaimed"], does["session"]) == (["left"], "left")
    assert "vlan 30,900-901" in played.lab["leaf3"].running_config()


def test_hosts_do_not_mix(played: Played) -> None:
    for switch in played.lab:
        assert played("Everywhere", switch.name).status == "changed"
        assert f"snmp-server contact {switch.name}\n" in switch.running_config()
    changed = [switch.name for switch in played.lab if "by leaf1" in switch.running_config()]
    assert changed == ["leaf4"]


def test_nothing_of_ours_is_left(played: Played) -> None:
    assert {switch.name: pending(switch) for switch in played.lab} == {
        "leaf1": [],
        "leaf2": [],
        "leaf3": ["other"],
        "leaf4": [],
    }


# --- Secrets ---------------------------------------------------------------------------------------------------------

SECRET = "hunter2-in-the-clear"
KEY = f"""\
-----BEGIN CERTIFICATE-----
MIIB
-----END CERTIFICATE-----
EOF
-----BEGIN PRIVATE KEY-----
{SECRET}
-----END PRIVATE KEY-----
EOF"""
SECRETS = [
    config("A password", {"lines": f"username x privilege 15 secret 0 {SECRET}"}),
    config("A password in a text", {"content": f"username y secret {SECRET}\nalias y show version\n"}),
    config("A password around", {"lines": "vlan 7", "before": f"username z secret 0 {SECRET}"}),
    config("A rejected password", {"lines": ["vlan 8", f"username w privilege 99 secret 0 {SECRET}"]}),
    config("A rejected phrase", {"lines": f"username w secret 0 a {SECRET}"}),
    config(
        "A key",
        {
            "parents": "management api http-commands",
            "lines": [{"cmd": "protocol https certificate", "input": KEY}],
        },
    ),
    config(
        "A rejected key",
        {"parents": "interface Ethernet1", "lines": [{"cmd": "protocol https certificate", "input": KEY}]},
    ),
]


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_secrets_are_shown_nowhere(runner: AnsibleRunner, tmp_path: Path, connection: str) -> None:
    tasks = SECRETS if connection == DIRECT else SECRETS[::3]
    log = tmp_path / "ansible.log"
    with Lab(tmp_path / "lab", [ALONE]) as lab:
        run = runner.playbook(
            [play(tasks, "leaf1", **GO_ON)],
            inventory(lab, connection),
            "--diff",
            "-vvv",
            env={"ANSIBLE_LOG_PATH": str(log)},
        )
        assert run.result("leaf1", "A password").status == "changed"
        assert run.result("leaf1", "A rejected password").status == "ignored"
        assert "username x" in lab["leaf1"].running_config()
        assert pending(lab["leaf1"]) == []
    assert SECRET not in run.output
    assert SECRET not in log.read_text()
    assert SECRET not in repr([entry.result for entry in run.all_results])
    assert "A password" in log.read_text()
