# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""napalm's eos driver on the lab: what its getters say must be what the lab's switches are."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from napalm import get_network_driver
from napalm.base.exceptions import (
    CommandErrorException,
    ConnectionException,
    MergeConfigException,
    SessionLockedException,
)
from pyeapi.eapilib import ConnectionError

from lab import Lab, LabSwitch

pytestmark = pytest.mark.interop

EOS = get_network_driver("eos")
SPINE1, SPINE2 = "10.100.8.2", "10.100.16.2"


def open_driver(lab: Lab, switch: LabSwitch, transport: str = "https", **options: Any) -> Any:
    """The driver as the administrator; the caller closes it."""
    port = switch.https_port if transport == "https" else switch.http_port
    password = options.pop("password", lab.password)
    driver = EOS(
        switch.address,
        lab.username,
        password,
        timeout=60,
        optional_args={"transport": transport, "port": port, **options},
    )
    driver.open()
    return driver


@pytest.fixture(scope="module", params=["https", "http"])
def driver(request: pytest.FixtureRequest, lab: Lab, tls: ssl.SSLContext) -> Iterator[Any]:
    """leaf1 over each of the driver's transports to a switch; https with the lab's authority."""
    options = {"context": tls} if request.param == "https" else {}
    opened = open_driver(lab, lab["leaf1"], request.param, **options)
    yield opened
    opened.close()


@pytest.fixture
def leaf(lab: Lab) -> LabSwitch:
    return lab["leaf1"]


def as_napalm(mac: str) -> str:
    """A hardware address in napalm's letters."""
    return mac.upper()


# --- the connection -------------------------------------------------------------------------------------------------


def test_a_wrong_password(lab: Lab, leaf: LabSwitch) -> None:
    with pytest.raises(ConnectionError, match="Bad username/password combination"):
        open_driver(lab, leaf, password="wrong")


def test_a_certificate_of_another_authority_is_refused(lab: Lab, leaf: LabSwitch) -> None:
    with pytest.raises(ConnectionError, match="certificate verify failed"):
        open_driver(lab, leaf, context=ssl.create_default_context())


def test_an_unknown_transport(lab: Lab, leaf: LabSwitch) -> None:
    with pytest.raises(ConnectionException, match="Unknown transport"):
        open_driver(lab, leaf, transport="carrier-pigeon")


def test_an_enable_password(tmp_path: Path) -> None:
    with Lab(tmp_path, 1, enable_password="let-me-in") as locked:
        with pytest.raises(Exception, match="permission to run command denied"):
            open_driver(locked, locked["leaf1"])
        driver = open_driver(locked, locked["leaf1"], enable_password="let-me-in")
        assert driver.get_facts()["hostname"] == "leaf1"
        driver.close()


def test_lines(driver: Any) -> None:
    text = "Hostname: leaf1\nFQDN:     leaf1.lab.example\n"
    assert driver.cli(["show hostname"]) == {"show hostname": text}
    assert driver.cli(["show hostname"], encoding="json")["show hostname"]["hostname"] == "leaf1"
    with pytest.raises(CommandErrorException, match="Invalid command"):
        driver.cli(["show bogus"])


# --- getters --------------------------------------------------------------------------------------------------------


def test_facts(driver: Any, leaf: LabSwitch) -> None:
    facts = driver.get_facts()
    assert facts["uptime"] == pytest.approx(time.time() - leaf.switch.boot_time, abs=30)
    del facts["uptime"]
    assert facts.pop("os_version").startswith("4.33.2F-")
    assert facts == {
        "hostname": "leaf1",
        "fqdn": "leaf1.lab.example",
        "vendor": "Arista",
        "model": "vEOS-lab",
        "serial_number": leaf.switch.hardware.serial,
        "interface_list": [*leaf.switch.physical_ports(), "Loopback0", "Management1", "Vlan10"],
    }


def test_interfaces(driver: Any, leaf: LabSwitch) -> None:
    found = driver.get_interfaces()
    uplink, loopback, free = found["Ethernet1"], found["Loopback0"], found["Ethernet12"]
    assert (uplink["is_up"], uplink["is_enabled"], uplink["mtu"]) == (True, True, 9214)
    assert (uplink["description"], uplink["mac_address"]) == (
        "to spine1 Ethernet1",
        as_napalm(leaf.switch.mac_of("Ethernet1")),
    )
    assert leaf.switch.boot_time <= uplink["last_flapped"] <= time.time()
    assert (loopback["is_up"], loopback["description"]) == (True, "router id")
    assert (free["is_up"], free["is_enabled"]) == (False, True), "no cable"
    leaf.run("enable", "configure", "interface Ethernet12", "shutdown")
    assert driver.get_interfaces()["Ethernet12"]["is_enabled"] is False
    leaf.run("enable", "configure", "interface Ethernet12", "no shutdown")


def test_counters(driver: Any) -> None:
    found = driver.get_interfaces_counters()
    assert found["Ethernet1"]["rx_octets"] > found["Ethernet1"]["rx_unicast_packets"] > 0
    assert found["Ethernet1"]["tx_octets"] > 0
    assert found["Ethernet12"]["rx_octets"] == 0, "no cable"
    assert {found["Ethernet1"][name] for name in ("rx_errors", "tx_errors", "rx_discards", "tx_discards")} == {0}
    later = driver.get_interfaces_counters()
    assert later["Ethernet1"]["rx_octets"] >= found["Ethernet1"]["rx_octets"]


def test_addresses(driver: Any, leaf: LabSwitch) -> None:
    def only(address: str, length: int) -> dict[str, Any]:
        return {"ipv4": {address: {"prefix_length": length}}, "ipv6": {}}

    assert driver.get_interfaces_ip() == {
        "Ethernet1": only("10.100.8.3", 31),
        "Ethernet2": only("10.100.16.3", 31),
        "Loopback0": only("10.255.0.3", 32),
        "Management1": only(leaf.address, 8),
        "Vlan10": only("172.16.2.1", 24),
    }
    leaf.run(
        "enable", "configure", "interface Loopback0", "ip address 10.0.9.9/32 secondary", "ipv6 address 2001:db8::9/128"
    )
    loopback = driver.get_interfaces_ip()["Loopback0"]
    leaf.run(
        "enable",
        "configure",
        "interface Loopback0",
        "no ip address 10.0.9.9/32 secondary",
        "no ipv6 address 2001:db8::9/128",
    )
    assert loopback["ipv4"]["10.0.9.9"] == {"prefix_length": 32}
    assert loopback["ipv6"]["2001:db8::9"] == {"prefix_length": 128}


def test_lldp(driver: Any, lab: Lab) -> None:
    assert driver.get_lldp_neighbors() == {
        "Ethernet1": [{"hostname": "spine1.lab.example", "port": "Ethernet1"}],
        "Ethernet2": [{"hostname": "spine2.lab.example", "port": "Ethernet1"}],
    }
    detail = driver.get_lldp_neighbors_detail()
    assert set(detail) == {"Ethernet1", "Ethernet2"}
    assert driver.get_lldp_neighbors_detail("Ethernet1") == {"Ethernet1": detail["Ethernet1"]}
    neighbor = detail["Ethernet1"][0]
    assert neighbor.pop("remote_system_description").startswith("Arista Networks EOS version 4.33.2F")
    assert neighbor == {
        "parent_interface": "Ethernet1",
        "remote_port": "Ethernet1",
        "remote_port_description": "to leaf1 Ethernet1",
        "remote_system_name": "spine1.lab.example",
        "remote_chassis_id": as_napalm(lab["spine1"].switch.hardware.system_mac),
        "remote_system_capab": ["bridge", "router"],
        "remote_system_enable_capab": ["bridge", "router"],
    }


def test_both_ends_of_a_cable_agree(driver: Any, lab: Lab) -> None:
    spine = open_driver(lab, lab["spine1"], "http")
    assert spine.get_lldp_neighbors()["Ethernet1"] == [{"hostname": "leaf1.lab.example", "port": "Ethernet1"}]
    theirs = spine.get_bgp_neighbors()["global"]["peers"]["10.100.8.3"]
    ours = driver.get_bgp_neighbors()["global"]["peers"][SPINE1]
    assert (theirs["local_as"], theirs["remote_as"]) == (ours["remote_as"], ours["local_as"]) == (65000, 4200000002)
    assert theirs["address_family"]["ipv4"]["sent_prefixes"] == ours["address_family"]["ipv4"]["received_prefixes"]
    assert theirs["remote_id"] == "10.255.0.3"
    spine.close()


def test_bgp(driver: Any, leaf: LabSwitch) -> None:
    bgp = driver.get_bgp_neighbors()["global"]
    assert (bgp["router_id"], set(bgp["peers"])) == ("10.255.0.3", {SPINE1, SPINE2})
    peer = bgp["peers"][SPINE1]
    assert peer["uptime"] > 0
    assert peer["address_family"]["ipv4"]["accepted_prefixes"] > 0
    assert {name: peer[name] for name in ("is_up", "is_enabled", "description", "remote_id", "remote_as")} == {
        "is_up": True,
        "is_enabled": True,
        "description": "spine1",
        "remote_id": "10.255.0.1",
        "remote_as": 65000,
    }
    leaf.run("enable", "configure", "router bgp 4200000002", f"neighbor {SPINE1} shutdown")
    peer = driver.get_bgp_neighbors()["global"]["peers"][SPINE1]
    leaf.run("enable", "configure", "router bgp 4200000002", f"no neighbor {SPINE1} shutdown")
    assert (peer["is_up"], peer["is_enabled"]) == (False, False)


def test_bgp_in_detail_and_as_configured(driver: Any) -> None:
    peers = {peer["remote_address"]: peer for peer in driver.get_bgp_neighbors_detail()["default"][65000]}
    assert set(peers) == {SPINE1, SPINE2}
    peer = driver.get_bgp_neighbors_detail(SPINE2)["default"][65000][0]
    assert (peer["connection_state"], peer["local_address"], peer["router_id"]) == (
        "Established",
        "10.100.16.3",
        "10.255.0.2",
    )
    configured = driver.get_bgp_config()["_"]
    assert configured["local_as"] == 4200000002
    assert {address: entry["description"] for address, entry in configured["neighbors"].items()} == {
        SPINE1: "spine1",
        SPINE2: "spine2",
    }


def test_routes(driver: Any) -> None:
    [route] = driver.get_route_to("10.255.0.1/32")["10.255.0.1/32"]
    assert (route["protocol"], route["next_hop"], route["outgoing_interface"]) == ("eBGP", SPINE1, "Ethernet1")
    assert (route["protocol_attributes"]["remote_as"], route["protocol_attributes"]["as_path"]) == (65000, "65000")
    [connected] = driver.get_route_to("10.255.0.3/32")["10.255.0.3/32"]
    assert (connected["protocol"], connected["outgoing_interface"]) == ("connected", "Loopback0")


def test_environment(driver: Any, leaf: LabSwitch) -> None:
    found = driver.get_environment()
    assert all(fan["status"] for fan in found["fans"].values())
    assert all(supply["status"] and supply["output"] < supply["capacity"] for supply in found["power"].values())
    assert len(found["power"]) == 2
    assert all(
        0 < sensor["temperature"] < 60 and not sensor["is_alert"] and not sensor["is_critical"]
        for sensor in found["temperature"].values()
    )
    assert 0 < found["cpu"][0]["%usage"] < 100
    assert found["memory"]["available_ram"] == pytest.approx(leaf.switch.hardware.memory_total, rel=0.001)
    assert 0 < found["memory"]["used_ram"] < found["memory"]["available_ram"]


def test_arp(driver: Any, lab: Lab) -> None:
    macs = [as_napalm(lab[name].switch.mac_of("Ethernet1")) for name in ("spine1", "spine2")]
    found = driver.get_arp_table()
    assert [(entry["interface"], entry["ip"], entry["mac"]) for entry in found] == [
        ("Ethernet1", SPINE1, macs[0]),
        ("Ethernet2", SPINE2, macs[1]),
    ]
    assert driver.get_arp_table(vrf="nowhere") == []


def test_mac_addresses(driver: Any, lab: Lab) -> None:
    """The uplink is routed; as a switched port it learns the address of the spine's interface in its VLAN."""
    leaf, spine = lab["leaf1"], lab["spine2"]
    assert driver.get_mac_address_table() == []
    spine.run(
        "enable",
        "configure",
        "vlan 10",
        "interface Vlan10",
        "interface Ethernet1",
        "switchport",
        "switchport access vlan 10",
    )
    leaf.run("enable", "configure", "interface Ethernet2", "switchport", "switchport access vlan 10")
    found = driver.get_mac_address_table()
    leaf.run("enable", "configure", "interface Ethernet2", "no switchport access vlan", "no switchport")
    spine.run(
        "enable",
        "configure",
        "interface Ethernet1",
        "no switchport access vlan",
        "no switchport",
        "no interface Vlan10",
        "no vlan 10",
    )
    entries = {entry["mac"]: (entry["interface"], entry["vlan"], entry["static"]) for entry in found}
    assert entries == {
        as_napalm(spine.switch.mac_of("Vlan10")): ("Ethernet2", 10, False),
        as_napalm(leaf.switch.mac_of("Vlan10")): ("Router", 10, True),
    }


def test_vlans(driver: Any, leaf: LabSwitch) -> None:
    found = driver.get_vlans()
    assert {number: entry["name"] for number, entry in found.items()} == {
        "1": "default",
        "10": "users",
        "20": "voice",
        "30": "VLAN0030",
    }
    assert "Ethernet3" in found["10"]["interfaces"]
    assert "Ethernet1" not in found["1"]["interfaces"], "a routed port"


def test_network_instances(driver: Any, leaf: LabSwitch) -> None:
    leaf.run(
        "enable",
        "configure",
        "vrf instance blue",
        "rd 65000:1",
        "interface Loopback5",
        "vrf blue",
        "ip address 10.5.5.5/32",
    )
    found = driver.get_network_instances()
    only = driver.get_network_instances("blue")
    leaf.run("enable", "configure", "no interface Loopback5", "no vrf instance blue")
    assert only == {"blue": found["blue"]}
    assert found["blue"] == {
        "name": "blue",
        "type": "L3VRF",
        "state": {"route_distinguisher": "65000:1"},
        "interfaces": {"interface": {"Loopback5": {}}},
    }
    assert found["default"]["type"] == "DEFAULT_INSTANCE"
    assert {"Ethernet1", "Loopback0"} <= set(found["default"]["interfaces"]["interface"])


def test_users(driver: Any) -> None:
    found = driver.get_users()
    assert {name: (user["level"], user["role"]) for name, user in found.items()} == {
        "admin": (15, "network-admin"),
        "operator": (1, "network-operator"),
    }
    assert all(user["password"].startswith("$6$") for user in found.values())


def test_configurations(driver: Any, leaf: LabSwitch) -> None:
    found = driver.get_config()
    assert leaf.running_config().strip() in found["running"]
    assert found["startup"].startswith("! Command: show startup-config\n")
    assert found["candidate"] == ""
    clean = driver.get_config(retrieve="running", sanitized=True)["running"]
    assert "$6$" not in clean
    assert "secret sha512 <removed>" in clean
    assert "   name VLAN0030\n" in driver.get_config(retrieve="running", full=True)["running"]


def test_optics(driver: Any) -> None:
    found = driver.get_optics()
    uplink, free = (found[port]["physical_channels"]["channel"][0]["state"] for port in ("Ethernet1", "Ethernet12"))
    assert uplink["laser_bias_current"]["instant"] > 0
    assert -10 < uplink["input_power"]["instant"] < uplink["output_power"]["instant"] < 5
    assert free["laser_bias_current"]["instant"] == 0


def test_ntp(driver: Any) -> None:
    server = driver.get_ntp_servers()["192.0.2.123"]
    assert (server["prefer"], server["network_instance"], server["port"]) == (True, "default", 123)
    [peer] = driver.get_ntp_stats()
    assert (peer["remote"], peer["synchronized"], peer["reachability"]) == ("192.0.2.123", True, 377)


def test_snmp(driver: Any, leaf: LabSwitch) -> None:
    leaf.run("enable", "configure", "snmp-server contact noc@lab.example", "snmp-server community lab ro")
    found = driver.get_snmp_information()
    leaf.run("enable", "configure", "no snmp-server contact", "no snmp-server community lab")
    assert found == {
        "chassis_id": leaf.switch.hardware.serial,
        "location": "Lab, row 1",
        "contact": "noc@lab.example",
        "community": {"lab": {"acl": "", "mode": "ro"}},
    }


def test_ping(driver: Any) -> None:
    found = driver.ping(SPINE1, count=3, size=200)["success"]
    assert (found["probes_sent"], found["packet_loss"]) == (3, 0)
    assert [answer["ip_address"] for answer in found["results"]] == [SPINE1] * 3
    assert 0 < found["rtt_min"] <= found["rtt_avg"] <= found["rtt_max"]
    lost = driver.ping("192.0.2.77", count=2)["success"]
    assert (lost["probes_sent"], lost["packet_loss"], lost["results"]) == (2, 2, [])


# --- changes --------------------------------------------------------------------------------------------------------


@pytest.fixture
def pending(lab: Lab, leaf: LabSwitch) -> Callable[[], dict[str, str]]:
    """The configuration sessions of leaf1 and their states."""

    def states() -> dict[str, str]:
        return {name: session.state for name, session in leaf.switch.sessions.sessions.items()}

    return states


def test_merge_compare_discard(driver: Any, leaf: LabSwitch, pending: Callable[[], dict[str, str]]) -> None:
    before = leaf.running_config()
    driver.load_merge_candidate(config="vlan 61\n   name from-napalm\n!\ninterface Ethernet11\n   description merged\n")
    changes = driver.compare_config()
    assert changes.startswith("@@ ")
    assert {"+vlan 61", "+   name from-napalm", "+   description merged"} <= set(changes.splitlines())
    assert "vlan 61\n   name from-napalm" in driver.get_config(retrieve="candidate")["candidate"]
    assert leaf.running_config() == before
    driver.discard_config()
    assert leaf.running_config() == before
    assert "pending" not in pending().values()
    assert driver.compare_config() == ""


def test_merge_commit_rollback(driver: Any, leaf: LabSwitch) -> None:
    before = leaf.running_config()
    leaf.run("enable", "write")
    driver.load_merge_candidate(config="interface Ethernet11\n   description committed\n")
    driver.commit_config()
    after = leaf.running_config()
    assert "interface Ethernet11\n   description committed\n" in after
    assert leaf.switch.startup is not None
    assert leaf.switch.startup.text() == after, "napalm saves what it commits"
    driver.load_merge_candidate(config="interface Ethernet11\n   description committed\n")
    assert driver.compare_config() == ""
    driver.discard_config()
    driver.rollback()
    assert leaf.running_config() == before


def test_replace(driver: Any, leaf: LabSwitch) -> None:
    before = leaf.running_config()
    wanted = before.replace("   name users\n", "   name people\n").replace("vlan 30\n!\n", "")
    driver.load_replace_candidate(config=wanted)
    changes = [line for line in driver.compare_config().splitlines() if line[:1] in "+-"]
    assert sorted(changes) == sorted(["-   name users", "+   name people", "-vlan 30", "-!"])
    driver.commit_config()
    assert leaf.running_config() == wanted
    driver.load_replace_candidate(config=before)
    driver.commit_config()
    assert leaf.running_config() == before


def test_banners_and_comments(driver: Any, leaf: LabSwitch) -> None:
    before = leaf.running_config()
    driver.load_merge_candidate(
        config="banner motd\nWelcome\nto the lab\nEOF\n"
        "router bgp 4200000002\n   !! two\n   !! lines\n   router-id 10.255.0.3\n"
    )
    driver.commit_config()
    text = leaf.running_config()
    assert "banner motd\nWelcome\nto the lab\nEOF\n" in text
    assert "router bgp 4200000002\n   !! two\n   !! lines\n" in text
    driver.load_replace_candidate(config=before)
    driver.commit_config()
    assert leaf.running_config() == before


def test_a_bad_line_changes_nothing(driver: Any, leaf: LabSwitch, pending: Callable[[], dict[str, str]]) -> None:
    before = leaf.running_config()
    with pytest.raises(MergeConfigException, match="'vlan 99999' failed: invalid command"):
        driver.load_merge_candidate(config="hostname changed\nvlan 99999\n")
    assert leaf.running_config() == before
    assert "pending" not in pending().values(), "napalm threw its session away"


def test_another_session_locks_napalm_out(driver: Any, leaf: LabSwitch, monkeypatch: pytest.MonkeyPatch) -> None:
    leaf.run("enable", "configure session somebody", "vlan 62")
    # Without its ten seconds of patience.
    monkeypatch.setattr(driver, "_obtain_lock", lambda wait_time=None: driver._lock())
    with pytest.raises(SessionLockedException):
        driver.load_merge_candidate(config="vlan 63\n")
    leaf.run("enable", "configure session somebody abort")
    driver.config_session = None
