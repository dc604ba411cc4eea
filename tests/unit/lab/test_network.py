# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab as a whole: addresses, sockets that follow the configuration, cables, files, size."""

from __future__ import annotations

import ipaddress
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import Lab, LabError, LabSwitch, SwitchSpec
from lab.topology import default_specs
from support.waiting import wait_until

Client = Any
Connect = Callable[..., Client]
LAB = Path(__file__).resolve().parents[2] / "lab"


@pytest.mark.parametrize(
    ("count", "names"),
    [
        (1, ["leaf1"]),
        (2, ["spine1", "leaf1"]),
        (3, ["spine1", "leaf1", "leaf2"]),
        (5, ["spine1", "spine2", "leaf1", "leaf2", "leaf3"]),
    ],
)
def test_names(count: int, names: list[str]) -> None:
    assert [spec.name for spec in default_specs(count)] == names


def test_each_switch_has_an_address_of_its_own(lab: Lab) -> None:
    addresses = [ipaddress.ip_address(switch.address) for switch in lab]
    assert len(set(addresses)) == len(lab) == 3
    assert all(address.is_loopback and address not in ipaddress.ip_network("127.0.0.0/24") for address in addresses)


def test_two_labs_at_once(lab: Lab, tmp_path: Path, connect: Connect) -> None:
    with Lab(tmp_path, 2) as other:
        assert {switch.address for switch in other}.isdisjoint(switch.address for switch in lab)
        assert connect(other["leaf1"]).rpc("show hostname")["result"][0]["hostname"] == "leaf1"


def test_cables_and_addresses_fit(lab: Lab) -> None:
    leaf = lab["leaf2"].switch
    link = leaf.links["Ethernet1"]
    assert (link.neighbor.name, link.neighbor_port) == ("spine1", "Ethernet2")
    ends = [leaf.interfaces["Ethernet1"], link.neighbor.interfaces["Ethernet2"]]
    networks = {ipaddress.ip_interface(end.addresses[0]).network for end in ends}
    assert len(networks) == 1
    assert leaf.is_up("Ethernet1")
    lab["spine1"].run("configure", "interface Ethernet2", "shutdown")
    assert not leaf.is_up("Ethernet1")
    lab["spine1"].run("configure", "interface Ethernet2", "no shutdown")


def test_files(lab: Lab) -> None:
    inventory = yaml.safe_load(lab.inventory_path.read_text())["switches"]
    assert {name: host["ansible_host"] for name, host in inventory["hosts"].items()} == {
        switch.name: switch.address for switch in lab
    }
    assert inventory["hosts"]["leaf1"]["lab_spare_addresses"] == list(lab["leaf1"].spare_addresses)
    assert inventory["vars"]["ansible_connection"] == "aerie.arista.eapi"
    assert inventory["vars"]["ansible_port"] == 8443
    assert stat.S_IMODE(lab.state.stat().st_mode) == 0o700
    assert stat.S_IMODE(lab.inventory_path.stat().st_mode) == 0o600


def test_the_unix_socket_is_private(leaf: LabSwitch) -> None:
    assert leaf.unix_socket is not None
    assert stat.S_IMODE(Path(leaf.unix_socket).stat().st_mode) == 0o600


@pytest.mark.parametrize(("address", "host"), [("::1", "::1"), ("127.0.0.1", "localhost")])
def test_an_address_can_be_chosen(tmp_path: Path, connect: Connect, address: str, host: str) -> None:
    config = "management api http-commands\n   protocol https port 18443"
    with Lab(tmp_path, [SwitchSpec(name="a", address=address, config=config)]) as lab:
        context = connect(lab["a"]).context()
        with (
            socket.create_connection((address, 18443), timeout=60) as connection,
            context.wrap_socket(connection, server_hostname=host) as tls,
        ):
            tls.sendall(b"HEAD / HTTP/1.0\r\n\r\n")
            assert tls.recv(100).startswith(b"HTTP/1.0 200")


def test_servers_are_off_unless_configured(tmp_path: Path) -> None:
    with Lab(tmp_path, 1) as lab:
        leaf = lab["leaf1"]
        assert (leaf.https_port, leaf.http_port, leaf.local_http_port, leaf.unix_socket) == (8443, None, None, None)


def test_sockets_follow_the_configuration(tmp_path: Path, connect: Connect) -> None:
    with Lab(tmp_path, 1) as lab:
        leaf = lab["leaf1"]
        client = connect(leaf)
        api = ["enable", "configure", "management api http-commands"]
        assert "result" in client.rpc(*api, "protocol http", "protocol unix-socket")
        assert wait_until(lambda: leaf.unix_socket)
        plain = connect(leaf, "http")
        assert "result" in plain.rpc(*api, "protocol https port 9443")
        assert wait_until(lambda: leaf.https_port == 9443)
        assert "result" in connect(leaf).rpc(*api, "no protocol http")
        assert wait_until(lambda: leaf.http_port is None and not leaf.restarting)
        assert "result" in connect(leaf).rpc(*api, "shutdown")
        assert wait_until(lambda: leaf.https_port is None)


def test_a_shared_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a name of its own"):
        Lab(tmp_path, [SwitchSpec(name="a"), SwitchSpec(name="a")])


def test_a_configuration_that_is_wrong_is_named(tmp_path: Path) -> None:
    lab = Lab(tmp_path, [SwitchSpec(name="a", config="bogus line")])
    with pytest.raises(LabError, match=r"a: Invalid input \(at token 0: 'bogus'\), in 'bogus line'"):
        lab.start()


def test_own_configuration_is_added(tmp_path: Path) -> None:
    with Lab(tmp_path, [SwitchSpec(name="a", config="vlan 77\n   name extra")]) as lab:
        assert "vlan 77\n   name extra\n" in lab["a"].running_config()


def test_stats_add_up(lab: Lab, client: Client, leaf: LabSwitch) -> None:
    before = lab.stats.commands
    client.rpc("show hostname")
    assert lab.stats.commands == before + 1
    assert leaf.stats.as_dict()["commands"] == 1


def test_200_switches_start_in_10_seconds_and_stay_under_500_mb(tmp_path: Path) -> None:
    program = f"""
import sys, time
sys.path.insert(0, {str(LAB.parent)!r})
from lab import Lab
started = time.process_time()
with Lab({str(tmp_path / "lab")!r}, 200, http=True, local_http=True, unix_socket=True) as lab:
    seconds = time.process_time() - started
    assert all(switch.https_port and switch.unix_socket for switch in lab)
    # The process's own peak: what getrusage has begins with that of the process that started it.
    (peak,) = (line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, int(peak) / 1024)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300)
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < 10
    assert megabytes < 500


class TestCommandLine:
    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(LAB), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    def test_up_and_down(self, tmp_path: Path) -> None:
        state = str(tmp_path / "state")
        assert self.run("up", "--switches", "2", "--state", state, "--detach", "--http").returncode == 0
        try:
            assert "leaf1" in (tmp_path / "state" / "inventory.yml").read_text()
            status = self.run("status", "--state", state).stdout
            assert "https 8443, http 8000" in status
            assert '"commands": 0' in self.run("stats", "--state", state, "--reset").stdout
            assert self.run("fault", "--state", state, "--switch", "leaf1", "refuse").returncode == 0
            assert "https" not in self.run("status", "--state", state).stdout.splitlines()[1]
            assert self.run("fault", "--state", state, "clear").returncode == 0
            wrong = self.run("fault", "--state", state, "--switch", "leaf7", "slow")
            assert (wrong.returncode, "no switch 'leaf7'" in wrong.stderr) == (1, True)
            again = self.run("up", "--state", state, "--detach")
            assert (again.returncode, "is running" in again.stderr) == (1, True)
        finally:
            down = self.run("down", "--state", state)
        assert (down.returncode, down.stderr) == (0, "")
        assert not (tmp_path / "state").exists()

    def test_a_bare_lab(self, tmp_path: Path) -> None:
        state = str(tmp_path / "state")
        assert self.run("up", "--switches", "1", "--bare", "--state", state, "--detach").returncode == 0
        try:
            assert "https" not in self.run("status", "--state", state).stdout
            assert "ansible_eapi_transport: ssh" in (tmp_path / "state" / "inventory.yml").read_text()
        finally:
            assert self.run("down", "--state", state).returncode == 0

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (["--switches", "0"], "a lab has 1 to 1000 switches, not 0"),
            (["--eos", "new"], "'new' is no EOS release; one looks like 4.33.2F"),
        ],
    )
    def test_a_failed_start_leaves_nothing(self, tmp_path: Path, arguments: list[str], reason: str) -> None:
        failed = self.run("up", "--state", str(tmp_path / "state"), "--detach", *arguments)
        assert (failed.returncode, failed.stderr) == (1, f"lab: {reason}\n")
        assert not (tmp_path / "state").exists()

    def test_down_without_a_lab(self, tmp_path: Path) -> None:
        failed = self.run("down", "--state", str(tmp_path))
        assert (failed.returncode, "there is no lab" in failed.stderr) == (1, True)

    def test_down_never_ends_a_process_that_is_no_lab(self, tmp_path: Path) -> None:
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as innocent:
            (tmp_path / "lab.json").write_text(f'{{"pid": {innocent.pid}, "control": "{tmp_path}/control.sock"}}')
            failed = self.run("down", "--state", str(tmp_path))
            assert "was not running" in failed.stderr
            assert innocent.poll() is None
