# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's SSH, by the system's own client and by paramiko: logins, the CLI at a terminal, the subsystem."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest

from lab import Lab, LabSwitch, SwitchSpec
from support.waiting import PATIENCE, wait_until

ENABLE_PASSWORD = "enable-lab"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The administrator's private key."""
    path = tmp_path_factory.mktemp("keys") / "admin"
    private = paramiko.ECDSAKey.generate()
    private.write_private_key_file(str(path))
    path.with_suffix(".pub").write_text(f"{private.get_name()} {private.get_base64()} admin@laptop\n")
    return path


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, key: Path) -> Iterator[Lab]:
    line = f"username admin ssh-key {key.with_suffix('.pub').read_text().strip()}"
    specs = [
        SwitchSpec(name="leaf1", config=line),
        SwitchSpec(name="leaf2", eos="4.36.0F", enable_password=ENABLE_PASSWORD),
        SwitchSpec(name="leaf3", ssh_eapi=True),
        SwitchSpec(name="leaf4", ssh=False),
        SwitchSpec(name="moving"),
    ]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as running:
        yield running


Connect = Callable[..., paramiko.SSHClient]


@pytest.fixture
def connect(lab: Lab) -> Iterator[Connect]:
    """Connects paramiko, with the lab's known_hosts."""
    opened = []

    def connect(name: str, user: str = "admin", password: str | None = "admin-lab", **given: Any) -> paramiko.SSHClient:
        client = paramiko.SSHClient()
        opened.append(client)
        client.load_host_keys(str(lab.known_hosts_path))
        given = {"allow_agent": False, "look_for_keys": False, "timeout": 10, **given}
        client.connect(lab[name].address, 8022, user, password, **given)
        return client

    yield connect
    for client in opened:
        client.close()


class Screen:
    """A terminal: what is typed, and what appears until a text does."""

    def __init__(self, client: paramiko.SSHClient, height: int = 24) -> None:
        self.channel = client.invoke_shell(height=height)
        self.channel.settimeout(10)

    def until(self, end: str) -> str:
        seen = ""
        while not seen.endswith(end):
            piece = self.channel.recv(65536).decode()
            assert piece, f"the channel ended after {seen!r}"
            seen += piece
        return seen

    def type(self, text: str, end: str) -> str:
        self.channel.sendall(text.encode())
        return self.until(end)


# --- Logging in ---


def test_the_accounts_are_those_of_the_switch(lab: Lab, connect: Connect) -> None:
    _stdin, stdout, _stderr = connect("leaf1").exec_command("show hostname")
    assert stdout.read().decode() == "Hostname: leaf1\nFQDN:     leaf1.lab.example\n"
    before = lab["leaf1"].stats.ssh_failed_logins
    with pytest.raises(paramiko.AuthenticationException):
        connect("leaf1", password="wrong")
    assert lab["leaf1"].stats.ssh_failed_logins == before + 1
    lab["leaf1"].add_one_time_password("1234")
    connect("leaf1", "otp", "1234")
    with pytest.raises(paramiko.AuthenticationException):
        connect("leaf1", "otp", "1234")


def test_public_keys_are_those_of_the_configuration(lab: Lab, connect: Connect, key: Path) -> None:
    mine = paramiko.PKey.from_path(key)
    connect("leaf1", password=None, pkey=mine)
    with pytest.raises(paramiko.AuthenticationException):
        connect("leaf1", password=None, pkey=paramiko.ECDSAKey.generate())
    with pytest.raises(paramiko.AuthenticationException):
        connect("leaf1", "operator", None, pkey=mine)
    public = lab["leaf1"].run("show users accounts", text=False)[0]["users"]["admin"]["sshAuthorizedKey"]
    assert public.startswith(mine.get_name())
    lab["leaf1"].run("configure", "no username admin ssh-key")
    with pytest.raises(paramiko.AuthenticationException):
        connect("leaf1", password=None, pkey=mine)
    lab["leaf1"].run("configure", f"username admin ssh-key {public}")


def test_the_systems_client(lab: Lab, key: Path) -> None:
    program = shutil.which("ssh")
    if program is None:
        pytest.skip("there is no ssh")
    options = {"BatchMode": "yes", "UserKnownHostsFile": str(lab.known_hosts_path), "IdentitiesOnly": "yes"}
    command = [
        program,
        "-F",
        "none",
        "-p",
        "8022",
        "-i",
        str(key),
        *(f"-o{name}={text}" for name, text in options.items()),
    ]
    command.append(f"admin@{lab['leaf1'].address}")

    def run(*more: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *more], input=text, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    assert run("show hostname | include FQDN").stdout == "FQDN:     leaf1.lab.example\n"
    piped = run(text="show hostname | json\nshow bogus\n")
    assert piped.stdout.endswith("}\n% Invalid input (at token 1: 'bogus')\n")
    assert piped.returncode == 0


def test_the_socket_follows_the_configuration(lab: Lab, connect: Connect) -> None:
    switch = lab["moving"]
    assert switch.ssh_port == 8022
    assert lab["leaf4"].ssh_port is None
    client = connect("moving")
    switch.run("configure", "management ssh", "shutdown")
    assert switch.ssh_port is None
    with pytest.raises(paramiko.ssh_exception.NoValidConnectionsError):
        connect("moving")
    assert client.exec_command("show hostname")[1].read().startswith(b"Hostname: moving")  # who is in stays
    switch.run("configure", "management ssh", "no shutdown", "vrf MGMT", "no shutdown")
    assert switch.ssh_port == 8022
    switch.run("configure", "interface Management1", "vrf MGMT", f"ip address {switch.address}/8")
    assert switch.ssh_port == 8022
    switch.run("configure", "management ssh", "vrf MGMT", "shutdown")
    assert switch.ssh_port is None


# --- The CLI ---


def test_prompts(connect: Connect) -> None:
    screen = Screen(connect("leaf1"))
    screen.until("leaf1#")
    assert screen.type("show hostname\n", "leaf1#") == (
        "show hostname\r\nHostname: leaf1\r\nFQDN:     leaf1.lab.example\r\nleaf1#"
    )
    screen.type("disable\n", "leaf1>")
    assert "% Invalid input (privileged mode required)" in screen.type("show running-config\n", "leaf1>")
    screen.type("en\n", "leaf1#")
    screen.type("conf\n", "leaf1(config)#")
    screen.type("int ethernet 1\n", "leaf1(config-if-Et1)#")
    screen.type("vlan 10\n", "leaf1(config-vlan-10)#")
    screen.type("end\n", "leaf1#")
    screen.type("configure session maintenance\n", "leaf1(config-s-mainte)#")
    screen.type("interface Ethernet2\n", "leaf1(config-s-mainte-if-Et2)#")
    screen.type("exit\nabort\n", "leaf1#")
    screen.channel.sendall(b"exit\n")
    assert screen.channel.recv_exit_status() == 0


def test_enable_asks_for_its_password(connect: Connect) -> None:
    screen = Screen(connect("leaf2"))
    screen.until("leaf2#")
    screen.type("disable\n", "leaf2>")
    screen.type("enable\n", "Password: ")
    assert screen.type(f"{ENABLE_PASSWORD}\n", "leaf2#") == "\r\nleaf2#"  # no echo
    screen.type("disable\n", "leaf2>")
    screen.type("enable\n", "Password: ")
    for _attempt in range(2):
        screen.type("wrong\n", "Password: ")
    assert "% Bad secret" in screen.type("wrong\n", "leaf2>")
    operator = Screen(connect("leaf2", "operator", "operator-lab"))
    operator.until("leaf2>")
    assert "% Authorization denied" in operator.type("enable\n", "leaf2>")


def test_pages(connect: Connect) -> None:
    screen = Screen(connect("leaf1"), height=10)
    screen.until("leaf1#")
    first = screen.type("show running-config\n", "--More-- ")
    assert first.count("\r\n") == 10
    assert screen.type(" ", "--More-- ").count("\r\n") == 9
    assert screen.type("\n", "--More-- ").count("\r\n") == 1
    screen.type("q", "leaf1#")
    screen.type("terminal length 0\n", "leaf1#")
    assert "--More--" not in screen.type("show running-config\n", "end\r\nleaf1#")


def test_texts_that_are_typed(lab: Lab, connect: Connect) -> None:
    screen = Screen(connect("leaf1"))
    screen.until("leaf1#")
    screen.type("configure\n", "(config)#")
    assert "Type 'EOF' on its own line" in screen.type("banner login\n", "to end.\r\n")
    screen.type("Who? You?\nEOF\n", "(config)#")
    assert "banner login\nWho? You?\nEOF\n" in lab["leaf1"].running_config()
    screen.type("end\ncopy terminal: flash:note\n", "control-d\r\n")
    assert "Copy completed successfully." in screen.type("one\ntwo\n\x04", "leaf1#")
    assert lab["leaf1"].switch.flash["note"] == "one\ntwo\n"


def test_keys_of_the_line_editor(lab: Lab, connect: Connect) -> None:
    screen = Screen(connect("leaf1"))
    screen.until("leaf1#")
    assert screen.type("show hostnamee\x7f\n", "leaf1#").endswith("leaf1.lab.example\r\nleaf1#")
    assert "no help" in screen.type("show ?", "leaf1#show ")
    screen.type("\x03", "leaf1#")
    screen.type("configure\ninterface Ethernet5\ndescription why\x16?\nend\n", "leaf1#")
    assert "description why?" in lab["leaf1"].running_config()


def test_json_at_the_cli(connect: Connect) -> None:
    client = connect("leaf1")

    def shown(command: str) -> str:
        return client.exec_command(command)[1].read().decode()

    assert json.loads(shown("show hostname | json"))["hostname"] == "leaf1"
    assert json.loads(shown("show cvx | json revision 1")).keys() < json.loads(shown("show cvx | json")).keys()
    assert shown("show tech-support | json") == "% This is an unconverted command\n"
    assert shown("show bogus | json") == "% Invalid input (at token 1: 'bogus')\n"
    assert shown("show hostname\nshow bogus").endswith("example\n% Invalid input (at token 1: 'bogus')\n")


def test_a_cli_is_closed_with_its_channel(lab: Lab, connect: Connect) -> None:
    client = connect("leaf1")
    screen = Screen(client)
    screen.until("leaf1#")
    screen.type("configure session left\n", "(config-s-left)#")
    assert lab["leaf1"].switch.sessions.sessions["left"].instances
    client.close()
    wait_until(lambda: not lab["leaf1"].switch.sessions.sessions["left"].instances)
    lab["leaf1"].run("configure session left abort")


# --- The subsystem ---


def _subsystem(client: paramiko.SSHClient) -> paramiko.Channel:
    transport = client.get_transport()
    assert transport is not None
    channel = transport.open_session()
    channel.settimeout(10)
    channel.invoke_subsystem("eapi")
    return channel


def _request(number: int, *commands: str) -> str:
    params = {"version": 1, "cmds": list(commands)}
    return json.dumps({"jsonrpc": "2.0", "method": "runCmds", "params": params, "id": number})


def _replies(channel: paramiko.Channel, count: int) -> list[dict[str, Any]]:
    text = b""
    while text.count(b"\n") < count:
        text += channel.recv(65536)
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(("name", "has_it"), [("leaf1", False), ("leaf2", True), ("leaf3", True)])
def test_which_releases_have_the_subsystem(lab: Lab, connect: Connect, name: str, has_it: bool) -> None:
    assert lab[name].ssh.has_subsystem is has_it
    client = connect(name)
    if not has_it:
        with pytest.raises(paramiko.SSHException):
            _subsystem(client)
        return
    channel = _subsystem(client)
    channel.sendall(_request(7, "show hostname").encode())
    assert _replies(channel, 1) == [
        {"jsonrpc": "2.0", "id": 7, "result": [{"hostname": name, "fqdn": f"{name}.lab.example"}]}
    ]


def test_documents_are_taken_however_they_are_cut(lab: Lab, connect: Connect) -> None:
    channel = _subsystem(connect("leaf2"))
    first = _request(1, "show hostname")
    channel.sendall(first[:20].encode())
    time.sleep(0.05)
    channel.sendall(f"{first[20:]}\n\n{_request(2, 'show bogus')}{_request(3, 'show hostname')}".encode())
    replies = _replies(channel, 3)
    assert [reply["id"] for reply in replies] == [1, 2, 3]
    assert replies[1]["error"]["code"] == 1002
    assert lab["leaf2"].received[-1]["id"] == 3


def test_faults_meet_ssh_too(lab: Lab, connect: Connect) -> None:
    leaf: LabSwitch = lab["leaf2"]
    leaf.faults.add("drop-after-applying", times=1, match="^vlan 99$")
    channel = _subsystem(connect("leaf2"))
    channel.sendall(
        _request(1, "enable", "configure", "vlan 99")
        .replace('"enable"', json.dumps({"cmd": "enable", "input": ENABLE_PASSWORD}))
        .encode()
    )
    assert channel.recv(100) == b""
    assert "vlan 30,99" in leaf.running_config()
    leaf.faults.add("drop-before-reply", times=1, match="^show hostname$")
    screen = Screen(connect("leaf2"))
    screen.until("leaf2#")
    screen.channel.sendall(b"show hostname\n")
    with pytest.raises(AssertionError, match="the channel ended after 'show hostname\\\\r\\\\n'"):
        screen.until("leaf2#")


def test_files_come_by_sftp(lab: Lab, connect: Connect) -> None:
    sftp = connect("leaf1").open_sftp()
    with sftp.open("/mnt/flash/a.txt", "wb") as file:
        file.write(b"one")
    with sftp.open("a.txt", "r+b") as file:
        file.seek(3)
        file.write(b"two")
    assert (lab["leaf1"].switch.flash["a.txt"], sftp.stat("/mnt/flash/a.txt").st_size) == ("onetwo", 6)
    with sftp.open("a.txt", "rb") as file:
        assert file.read() == b"onetwo"
    for path, reason in (("/etc/passwd", "Permission denied"), ("/mnt/flash/none", "No such file")):
        with pytest.raises(OSError, match=reason):
            sftp.open(path, "rb")
    lab["leaf1"].switch.flash_size, size = 0, lab["leaf1"].switch.flash_size
    with pytest.raises(OSError, match="No space left"), sftp.open("b.txt", "wb") as file:
        file.write(b"one")
    lab["leaf1"].switch.flash_size = size
    sftp.remove("a.txt")
    sftp.remove("b.txt")


def test_files_are_taken_from_privileged_users_alone(lab: Lab, connect: Connect) -> None:
    lab["leaf3"].run("configure", "no aaa authorization exec default")
    client = connect("leaf3")
    with pytest.raises(paramiko.SSHException):
        client.open_sftp()
    _stdin, stdout, _stderr = client.exec_command("scp -t /mnt/flash/a.txt")
    assert stdout.read().startswith(b"% Invalid input")
    assert "a.txt" not in lab["leaf3"].switch.flash


def test_a_file_gets_another_name_unless_that_is_taken(lab: Lab) -> None:
    leaf = lab["leaf1"]
    leaf.switch.flash.update({"a.part": "one", "b": "two"})
    leaf.run("rename flash:a.part flash:a")
    assert (leaf.switch.flash.pop("a"), "a.part" in leaf.switch.flash) == ("one", False)
    for line in ("rename flash:none flash:c", "rename flash:b flash:b", "rename flash:b extension:b"):
        with pytest.raises(Exception, match="Error renaming"):
            leaf.run(line)
    assert leaf.switch.flash.pop("b") == "two"
