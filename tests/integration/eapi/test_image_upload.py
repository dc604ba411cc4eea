# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_image sends a file of the controller over SSH: by SFTP and scp, on after a break, and placed only when whole."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from lab.eos import boot
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from lab.ssh import SSH_PORT
from support.images import sha512
from support.playrun import PLAY_SECONDS, AnsibleRunner, Run
from support.plays import GO_ON, HTTPAPI, cmds_of, host_of, inventory, play, task
from support.processes import descendants
from support.waiting import wait_until

NAME, PART = "EOS-4.34.1F.swi", "EOS-4.34.1F.swi.part"
SIZE = 200_000


def real(text: str) -> str:
    """An image that has as many bytes as it stands for."""
    head = "".join(f"{line}\n" for line in text.splitlines() if not line.startswith("SIZE="))
    return head + "".join(f"{number:015}\n" for number in range(SIZE // 16))


NEW, SWIX = real(boot.image("4.34.1F")), real(boot.extension("1.2"))
SENT = {"src": NAME, "upload": "ssh", "ssh_port": SSH_PORT, "timeout": "60s"}
EXTENSION = {**SENT, "src": "agent.swix", "kind": "extension"}


def image(name: str, options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of eapi_image in privileged mode."""
    return task(name, "aerie.arista.eapi_image", options, become=True, **keywords)


@dataclass(frozen=True)
class Played:
    """A finished run, and its lab."""

    lab: Lab
    run: Run

    def result(self, host: str, task: str = "Sent") -> Any:
        return self.run.result(host, task)

    def files(self, name: str) -> set[str]:
        """The images of a switch, whole or not."""
        return {each for each in self.lab[name].switch.flash if ".swi" in each}


BAD = [
    image("Missing", {**SENT, "src": "none.swi"}),
    image("No name", {**SENT, "src": ""}),
    image("Folder", {**SENT, "src": "folder.swi"}),
    image("Pipe", {**SENT, "src": "pipe.swi"}),
    image("Empty", {**SENT, "src": "empty.swi"}),
    image("Wrong checksum", {**SENT, "checksum": sha512(SWIX)}),
    image("Runs", {**SENT, "name": boot.STOCK}),
    image("By URL", {"url": "http://127.0.0.1/x.swi", "checksum": sha512(NEW), "upload": "ssh"}),
    image(
        "Key",
        EXTENSION,
        vars={"ansible_eapi_ssh_private_key_file": "{{ inventory_dir }}/files/key", "ansible_password": "x"},
    ),
    image("Host key", EXTENSION, vars={"ansible_eapi_ssh_known_hosts": "{{ inventory_dir }}/files/empty.swi"}),
    image("Port", {**EXTENSION, "ssh_port": 1}),
    image("No space", EXTENSION),
]
SENTENCES = {
    "Missing": "none.swi",
    "No name": "src is empty: give the path",
    "Folder": "is no plain file, but a folder, a pipe or a device",
    "Pipe": "is no plain file, but a folder, a pipe or a device",
    "Empty": "empty.swi is empty",
    "Wrong checksum": "has the checksum sha512:",
    "Runs": "the image that runs or that is booted next",
    "By URL": "upload is ssh, and url is set",
    "Key": "cannot be uploaded over SSH: the switch refused user 'admin' over SSH with the key",
    "Host key": "cannot be uploaded over SSH: the SSH host key",
    "Port": "cannot be uploaded over SSH: cannot connect",
    "No space": "there is no space for flash:agent.swix.part",
}


def write_files(folder: Path) -> None:
    """The files of the controller."""
    folder.mkdir()
    (folder / NAME).write_text(NEW)
    (folder / "agent.swix").write_text(SWIX)
    (folder / "folder.swi").mkdir()
    (folder / "empty.swi").touch()
    os.mkfifo(folder / "pipe.swi")
    key = folder / "key"
    key.write_bytes(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
    key.chmod(0o600)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    write_files(runner.folder / "files")
    names = ("sftp", "scp", "ssh", "helper", "broken", "lost", "begun", "other", "plain", "full", "killed")
    specs = [SwitchSpec(name=name, sftp=name not in ("scp", "plain", "lost")) for name in names]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        hosts = {name: host_of(lab[name]) for name in names}
        hosts["ssh"] |= {"ansible_port": SSH_PORT, "ansible_eapi_transport": "ssh"}
        hosts["helper"] |= {"ansible_connection": HTTPAPI}
        lab["broken"].faults.add("cut-upload", times=2)
        lab["lost"].faults.add("cut-upload", match="part")
        lab["begun"].switch.flash[PART] = NEW[:150_000]
        lab["other"].switch.flash.update({PART: SWIX[:150_000], NAME: boot.image("4.31.0F")})
        lab["plain"].run("configure", "no aaa authorization exec default", "end")
        full = lab["full"].switch
        full.flash_size = sum(map(len, full.flash.values())) + boot.files.IMAGE_SIZE + SIZE // 2
        runs = [
            play(
                [
                    image("Checked", SENT, check_mode=True),
                    image("Sent", SENT, diff=True),
                    image("Again", SENT),
                    image("Other name", {**SENT, "name": "copy.swi"}),
                    image("Extension", EXTENSION),
                    image("Extension again", EXTENSION),
                ],
                "sftp",
            ),
            play([image("Sent", SENT)], "scp,helper,broken,lost,begun,other,plain", strategy="free", **GO_ON),
            play([image("Sent", {"src": NAME, "timeout": "60s"})], "ssh", **GO_ON),
            play(BAD, "full", **GO_ON),
        ]
        places = inventory(
            lab, hosts=hosts, ansible_eapi_ssh_known_hosts=str(lab.known_hosts_path), ansible_eapi_retries=1
        )
        yield Played(lab, runner.playbook(runs, places))


def test_check_mode_diff_and_a_second_run(played: Played) -> None:
    checked, sent, again, other = (played.result("sftp", name) for name in ("Checked", "Sent", "Again", "Other name"))
    assert [found.status for found in (checked, sent, again, other)] == ["changed", "changed", "ok", "ok"], sent.msg
    assert checked["diff"] == sent["diff"]
    assert (checked["commands"], sent["commands"][0]) == ([], f"rename flash:{PART} flash:{NAME}")
    assert f"+flash:{NAME}\n" in sent["diff"]["prepared"]
    assert (sent["checksum"], sent["boot_image"]) == (sha512(NEW), f"flash:/{NAME}")
    assert played.lab["sftp"].switch.flash[NAME] == NEW


def test_an_extension_comes_to_its_place(played: Played) -> None:
    sent, again = played.result("sftp", "Extension"), played.result("sftp", "Extension again")
    assert (sent.status, again.status) == ("changed", "ok"), sent.msg
    switch = played.lab["sftp"].switch
    assert (switch.files["extension"]["agent.swix"], switch.boot.installed) == (SWIX, ["agent.swix"])
    assert [name for name in switch.flash if name.endswith(".part")] == []


@pytest.mark.parametrize("host", ["scp", "ssh", "helper", "broken", "begun", "other"])
def test_every_way_ends_with_the_whole_file(played: Played, host: str) -> None:
    sent = played.result(host)
    assert sent.status == "changed", sent.msg
    assert played.files(host) == {boot.STOCK, NAME}
    assert played.lab[host].switch.flash[NAME] == NEW


def test_an_upload_goes_on_where_it_broke_off(played: Played) -> None:
    whole = played.lab["helper"].stats.ssh_pieces
    assert played.lab["begun"].stats.ssh_pieces < whole
    assert played.lab["other"].stats.ssh_pieces == whole
    assert played.result("other")["deleted"] == [NAME]


def test_failure_leaves_nothing_behind(played: Played) -> None:
    lost, plain = played.result("lost"), played.result("plain")
    assert (lost.status, plain.status) == ("ignored", "ignored")
    assert "cannot be uploaded over SSH: the connection broke" in lost.msg
    assert "does not take /mnt/flash/EOS-4.34.1F.swi.part from user 'admin' over SSH:" in plain.msg
    assert "'aaa authorization exec default local'" in plain.msg
    for host in ("lost", "plain", "full"):
        assert played.files(host) == {boot.STOCK}
        assert played.lab[host].switch.boot.image == f"flash:/{boot.STOCK}"


@pytest.mark.parametrize(("name", "sentence"), SENTENCES.items())
def test_bad_input(played: Played, name: str, sentence: str) -> None:
    found = played.result("full", name)
    assert found.status == "ignored"
    assert sentence in found.msg


def test_a_killed_run_is_gone_on_with_and_a_stopped_one_cleans_up(played: Played, runner: AnsibleRunner) -> None:
    """The first run is killed, the second is stopped with Ctrl-C, and the third one ends the upload."""
    leaf = played.lab["killed"]
    hosts = inventory(
        played.lab, hosts={"killed": host_of(leaf)}, ansible_eapi_ssh_known_hosts=str(played.lab.known_hosts_path)
    )
    plays = [play([image("Sent", SENT)], "killed")]
    leaf.faults.add("slow", match="^verify /sha512 flash:EOS-4.34.1F.swi.part", delay=600, times=1)
    process = runner.start(plays, hosts)
    wait_until(lambda: leaf.faults.active("slow") is None or process.poll() is not None)
    for pid in [*descendants(process.pid), process.pid]:
        os.kill(pid, signal.SIGKILL)
    process.wait(timeout=PLAY_SECONDS)
    assert played.files("killed") == {boot.STOCK, PART}
    leaf.faults.add("slow", match="^rename", delay=600, times=1)
    process = runner.start(plays, hosts)
    wait_until(lambda: leaf.faults.active("slow") is None or process.poll() is not None)
    for pid in [*descendants(process.pid), process.pid]:
        os.kill(pid, signal.SIGINT)
    process.wait(timeout=PLAY_SECONDS)
    wait_until(lambda: any("delete flash:" + PART in cmds_of(each) for each in leaf.received))
    assert runner.playbook(plays, hosts).result("killed", "Sent").status == "changed"
    assert leaf.switch.flash[NAME] == NEW
