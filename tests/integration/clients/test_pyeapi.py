# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""pyeapi on the lab: its transports, its errors, and the API modules that read and change the configuration."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyeapi
import pytest
from pyeapi.eapilib import CommandError, ConnectionError

from lab import Lab, LabSwitch

pytestmark = pytest.mark.interop

Connect = Callable[..., Any]


@pytest.fixture
def leaf(lab: Lab) -> LabSwitch:
    """The switch that the tests change; each puts back what others read."""
    lab["leaf1"].stats.reset()
    return lab["leaf1"]


@pytest.fixture
def connect(lab: Lab, leaf: LabSwitch, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> Connect:
    """A node over one of pyeapi's transports, as the administrator unless told otherwise."""

    def connect(transport: str = "https", **options: Any) -> Any:
        ports = {"https": leaf.https_port, "http_local": leaf.local_http_port, "http": leaf.http_port}
        port = ports.get(transport) or ports.get(transport.removesuffix("_session"))
        settings = {
            "host": leaf.address,
            "port": port,
            "username": lab.username,
            "password": lab.password,
            "timeout": 10,
            "context": tls if transport.startswith("https") else None,
        }
        return pyeapi.connect(transport, return_node=True, **{**settings, **options})

    resolve = socket.getaddrinfo
    # On a switch "localhost" is the switch itself; in the lab it has an address of its own.
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: resolve(leaf.address if host == "localhost" else host, *rest, **more),
    )
    return connect


@pytest.fixture
def node(connect: Connect) -> Any:
    """The administrator over https."""
    return connect()


def failure(call: Callable[[], Any]) -> CommandError:
    """The CommandError that a call raises."""
    with pytest.raises(CommandError) as caught:
        call()
    return caught.value


# --- transports -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("transport", ["https", "http", "http_local", "https_session", "http_session"])
def test_transports(transport: str, connect: Connect, leaf: LabSwitch) -> None:
    found = connect(transport).enable(["show hostname", "show version"])
    assert [entry["encoding"] for entry in found] == ["json", "json"]
    assert found[0]["result"] == {"hostname": "leaf1", "fqdn": "leaf1.lab.example"}
    assert found[1]["result"]["serialNumber"] == leaf.switch.hardware.serial
    session = transport.endswith("_session")
    assert leaf.stats.logins == (1 if session else 0)
    assert leaf.stats.basic_authentications == (2 if transport in ("https", "http") else 0)
    assert leaf.stats.tls_handshakes == {"https": 2, "https_session": 3}.get(transport, 0)


def test_the_unix_socket_asks_for_no_credentials(leaf: LabSwitch) -> None:
    connection = pyeapi.connect("socket")
    connection.transport.path = leaf.unix_socket  # pyeapi.connect() passes no path on
    node = pyeapi.client.Node(connection)
    assert node.run_commands("show hostname") == [{"hostname": "leaf1", "fqdn": "leaf1.lab.example"}]
    assert (leaf.stats.command_requests, leaf.stats.basic_authentications, leaf.stats.logins) == (1, 0, 0)


def test_a_profile_of_a_configuration_file(lab: Lab, leaf: LabSwitch, tmp_path: Path) -> None:
    profile = tmp_path / "eapi.conf"
    profile.write_text(
        f"[connection:leaf]\nhost: {leaf.address}\ntransport: http\nport: {leaf.http_port}\n"
        f"username: {lab.username}\npassword: {lab.password}\n"
    )
    pyeapi.load_config(str(profile))
    assert pyeapi.connect_to("leaf").version == "4.33.2F"


def test_a_certificate_of_another_authority_is_refused(connect: Connect) -> None:
    with pytest.raises(ConnectionError, match="certificate verify failed"):
        connect(context=ssl.create_default_context()).enable("show hostname")


@pytest.mark.parametrize("transport", ["https", "http", "https_session"])
def test_a_wrong_password(transport: str, connect: Connect, leaf: LabSwitch) -> None:
    with pytest.raises(ConnectionError) as caught:
        connect(transport, password="wrong").enable("show hostname")
    assert "Unauthorized. " in str(caught.value)
    assert "Unable to authenticate user: Bad username/password combination" in str(caught.value)
    assert (leaf.stats.unauthorized, leaf.stats.commands) == (1, 0)


def test_an_expired_session_is_unauthorized(connect: Connect, leaf: LabSwitch) -> None:
    node = connect("https_session")
    assert node.run_commands("show hostname")[0]["hostname"] == "leaf1"
    leaf.sessions.expire_all()
    with pytest.raises(ConnectionError, match="Unauthorized"):
        node.run_commands("show hostname")


# --- commands and errors --------------------------------------------------------------------------------------------


def test_properties_of_the_node(node: Any) -> None:
    assert (node.version, node.version_number, node.model) == ("4.33.2F", "4.33.2", "vEOS-lab")


def test_text(node: Any) -> None:
    found = node.enable(["show hostname"], encoding="text")
    assert found[0]["result"] == {"output": "Hostname: leaf1\nFQDN:     leaf1.lab.example\n"}
    assert node.run_commands(["show hostname | include FQDN"], encoding="text") == [
        {"output": "FQDN:     leaf1.lab.example\n"}
    ]


def test_a_command_without_a_model_falls_back_to_text(node: Any, leaf: LabSwitch) -> None:
    found = node.enable(["show hostname", "show running-config section ^vlan 10$"])
    assert [entry["encoding"] for entry in found] == ["json", "text"]
    assert found[1]["result"]["output"] == "vlan 10\n   name users\n!\n"
    formats = [request["params"]["format"] for request in list(leaf.received)[-3:]]
    assert formats == ["json", "json", "text"]
    error = failure(lambda: node.enable("show running-config section ^vlan 10$", strict=True))
    assert error.error_code == 1003


def test_an_invalid_command_names_its_token(node: Any) -> None:
    error = failure(lambda: node.enable(["show bogus"]))
    assert error.error_code == 1002
    assert error.error_text == "CLI command 2 of 2 'show bogus' failed: invalid command"
    assert error.output == [{}, {"errors": ["Invalid input (at token 1: 'bogus')"]}]
    assert error.commands == ["enable", "show bogus"]


def test_a_failing_command_carries_the_results_before_it(node: Any) -> None:
    error = failure(lambda: node.run_commands(["show hostname", "show vlan 999", "show version"]))
    assert error.error_code == 1000
    assert error.error_text == "CLI command 3 of 4 'show vlan 999' failed: could not run command"
    assert "VLAN 999 not found in current VLAN database" in str(error)
    assert [entry["output"] for entry in error.trace] == [
        {},
        {"hostname": "leaf1", "fqdn": "leaf1.lab.example"},
        {"errors": ["VLAN 999 not found in current VLAN database"]},
        None,
    ]


@pytest.mark.parametrize(("command", "hint"), [("reload", "reload now"), ("bash ls", "timeout")])
def test_commands_that_the_api_cannot_run(command: str, hint: str, node: Any) -> None:
    error = failure(lambda: node.run_commands([command]))
    assert error.error_code == 1004
    assert hint in str(error)


def test_an_unprivileged_user(lab: Lab, connect: Connect) -> None:
    node = connect(username=lab.operator, password=lab.operator_password)
    error = failure(lambda: node.run_commands(["show version"]))
    assert error.error_code == 1005
    assert error.error_text == "CLI command 1 of 2 'enable' failed: permission to run command denied"
    assert node.run_commands(["show version"], send_enable=False)[0]["version"] == "4.33.2F"


def test_auto_complete_aliases_and_versions(node: Any, leaf: LabSwitch) -> None:
    hostname = {"hostname": "leaf1", "fqdn": "leaf1.lab.example"}
    assert failure(lambda: node.run_commands(["sh hostn"])).error_code == 1002
    assert node.run_commands(["sh hostn"], autoComplete=True) == [hostname]
    node.config("alias who show hostname")
    assert failure(lambda: node.run_commands(["who"])).error_code == 1002
    assert node.run_commands(["who"], expandAliases=True) == [hostname]
    old = node.run_commands(["show ip interface"], apiVersion=1)
    new = node.run_commands(["show ip interface"], apiVersion="latest")
    assert old != new
    # pyeapi's own members of the request are no reason to refuse it.
    assert node.run_commands(["show hostname"], streaming=True) == [hostname]
    assert leaf.received[-1]["streaming"] is True
    node.config("no alias who")


def test_a_parameter_that_an_old_release_does_not_know(tmp_path: Path) -> None:
    with Lab(tmp_path, 1, eos="4.15.0F", http=True) as old:
        leaf = old["leaf1"]
        node = pyeapi.connect(
            "http",
            host=leaf.address,
            port=leaf.http_port,
            username=old.username,
            password=old.password,
            return_node=True,
        )
        assert node.run_commands(["show version"])[0]["version"] == "4.15.0F"
        error = failure(lambda: node.run_commands(["show version"], autoComplete=True))
        assert error.error_code == -32602
        assert "autoComplete parameter is not supported in this version of EOS." in error.error_text


def test_an_enable_password(tmp_path: Path) -> None:
    with Lab(tmp_path, 1, http=True, enable_password="let-me-in") as locked:
        leaf = locked["leaf1"]
        node = pyeapi.connect(
            "http",
            host=leaf.address,
            port=leaf.http_port,
            username=locked.username,
            password=locked.password,
            return_node=True,
        )
        assert failure(lambda: node.enable("show running-config")).error_code == 1005
        node.enable_authentication("wrong")
        error = failure(lambda: node.enable("show running-config"))
        assert (error.error_code, error.output) == (1005, [{"errors": ["", "Bad secret"]}])
        node.enable_authentication("let-me-in")
        assert "cmds" in node.enable("show running-config")[0]["result"]
        assert node.config(["vlan 77", "name locked"]) == [{}, {}]
        assert "vlan 77\n   name locked\n" in leaf.running_config()


# --- configuration --------------------------------------------------------------------------------------------------


def test_configurations_as_text(node: Any) -> None:
    lines = node.get_config()
    assert lines[0] == "! Command: show running-config"
    assert "hostname leaf1" in lines
    assert "vlan 10" in lines
    whole = node.get_config(params="all", as_string=True)
    assert "   name VLAN0030\n   state active\n" in whole
    assert "! Startup-config last modified at" in node.get_config("startup-config", as_string=True)
    assert node.section("^interface Ethernet3$").startswith("interface Ethernet3\n   description server 1\n")


def test_config_returns_an_entry_for_each_line(node: Any, leaf: LabSwitch) -> None:
    assert node.config(["interface Ethernet12", "description from pyeapi"]) == [{}, {}]
    assert "interface Ethernet12\n   description from pyeapi\n" in leaf.running_config()
    warned = node.config(["interface Ethernet12", "switchport access vlan 345"])
    assert warned[1]["warnings"] == ["Access VLAN does not exist. Creating vlan 345"]
    error = failure(lambda: node.config(["hostname other", "interface Ethernet12", "descriptor x"]))
    assert error.error_code == 1002
    assert error.error_text == "CLI command 5 of 5 'descriptor x' failed: invalid command"
    assert node.config(["default interface Ethernet12", "no vlan 345", "hostname leaf1"]) == [{}, {}, {}]


def test_configuration_sessions(node: Any, leaf: LabSwitch) -> None:
    node.configure_session()
    node.config(["vlan 55", "name fifty-five"])
    changes = [line for line in node.diff().splitlines() if line.startswith(("+", "-"))]
    assert changes[0] == "--- system:/running-config"
    assert changes[1].startswith("+++ session:/")
    assert {"+vlan 55", "+   name fifty-five"} <= set(changes[2:])
    assert "vlan 55" not in leaf.running_config()
    node.commit()
    assert "vlan 55\n   name fifty-five\n" in leaf.running_config()
    node.configure_session()
    node.config("no vlan 55")
    node.abort()
    assert "vlan 55" in leaf.running_config()
    node._session_name = None
    assert node.config("no vlan 55") == [{}]


def test_vlans(node: Any) -> None:
    vlans = node.api("vlans")
    users = {"vlan_id": "10", "name": "users", "state": "active", "trunk_groups": []}
    assert vlans.getall() == {
        "10": users,
        "20": {**users, "vlan_id": "20", "name": "voice"},
        "30": {**users, "vlan_id": "30", "name": "VLAN0030"},
    }
    assert vlans.create("40")
    assert vlans.set_name("40", "dmz")
    assert vlans.set_state("40", "suspend")
    assert vlans.set_trunk_groups("40", ["one", "two"])
    found = vlans.get("40")
    assert (found["name"], found["state"], set(found["trunk_groups"])) == ("dmz", "suspend", {"one", "two"})
    assert vlans.set_trunk_groups("40", ["two"])
    assert vlans.set_name("40", disable=True)
    assert vlans.set_state("40", default=True)
    assert vlans.get("40") == {"vlan_id": "40", "name": "VLAN0040", "state": "active", "trunk_groups": ["two"]}
    assert vlans.delete("40")
    assert vlans.get("40") is None


def test_interfaces(node: Any, leaf: LabSwitch) -> None:
    interfaces = node.api("interfaces")
    found = interfaces.getall()
    assert found["Ethernet1"]["description"] == "to spine1 Ethernet1"
    assert set(leaf.switch.physical_ports()) <= set(found)
    assert interfaces.set_description("Ethernet5", "port five")
    assert interfaces.set_shutdown("Ethernet5", disable=False)
    assert interfaces.set_sflow("Ethernet5", False)
    port = interfaces.get("Ethernet5")
    assert (port["description"], port["shutdown"], port["sflow"]) == ("port five", True, False)
    assert node.run_commands("show interfaces Ethernet5")[0]["interfaces"]["Ethernet5"]["interfaceStatus"] == "disabled"
    assert interfaces.default("Ethernet5")
    port = interfaces.get("Ethernet5")
    assert (port["description"], port["shutdown"], port["sflow"]) == (None, False, True)
    assert interfaces.create("Loopback7")
    assert interfaces.get("Loopback7") == {
        "name": "Loopback7",
        "type": "generic",
        "shutdown": False,
        "description": None,
    }
    assert interfaces.delete("Loopback7")
    assert interfaces.get("Loopback7") is None


def test_port_channels(node: Any) -> None:
    interfaces = node.api("interfaces")
    assert interfaces.create("Port-Channel5")
    assert interfaces.set_members("Port-Channel5", ["Ethernet7", "Ethernet8"], mode="active")
    assert interfaces.set_minimum_links("Port-Channel5", 2)
    found = interfaces.get("Port-Channel5")
    assert found["members"] == ["Ethernet7", "Ethernet8"]
    assert (found["lacp_mode"], found["minimum_links"]) == ("active", 2)
    assert interfaces.set_members("Port-Channel5", ["Ethernet8"])
    assert interfaces.get_members("Port-Channel5") == ["Ethernet8"]
    assert interfaces.set_members("Port-Channel5", [])
    assert interfaces.delete("Port-Channel5")


def test_switchports(node: Any) -> None:
    ports = node.api("switchports")
    assert "Ethernet1" not in ports.getall(), "a routed port"
    assert ports.get("Ethernet4")["trunk_allowed_vlans"] == "10,20"
    assert ports.set_mode("Ethernet10", "trunk")
    assert ports.set_trunk_native_vlan("Ethernet10", "10")
    assert ports.set_trunk_allowed_vlans("Ethernet10", "10,20")
    assert ports.set_access_vlan("Ethernet10", "20")
    assert ports.set_trunk_groups("Ethernet10", ["mlagpeer"])
    assert ports.get("Ethernet10") == {
        "name": "Ethernet10",
        "mode": "trunk",
        "access_vlan": "20",
        "trunk_native_vlan": "10",
        "trunk_allowed_vlans": "10,20",
        "trunk_groups": ["mlagpeer"],
    }
    assert ports.delete("Ethernet10"), "pyeapi makes a routed port of it"
    assert ports.get("Ethernet10") is None
    assert node.config("default interface Ethernet10") == [{}]


def test_ip_interfaces(node: Any) -> None:
    interfaces = node.api("ipinterfaces")
    assert interfaces.get("Loopback0")["address"] == "10.255.0.3/32"
    assert interfaces.create("Ethernet9")
    assert interfaces.set_address("Ethernet9", "198.51.100.1/24")
    assert interfaces.set_mtu("Ethernet9", 1600)
    assert interfaces.get("Ethernet9") == {"name": "Ethernet9", "address": "198.51.100.1/24", "mtu": 1600}
    routes = node.run_commands(["show ip route"])[0]["vrfs"]["default"]["routes"]
    assert "198.51.100.0/24" not in routes, "the port has no cable"
    assert interfaces.delete("Ethernet9")
    assert interfaces.get("Ethernet9") is None
    assert node.config("default interface Ethernet9") == [{}]


def test_system(node: Any, leaf: LabSwitch) -> None:
    system = node.api("system")
    plain = {"hostname": "leaf1", "iprouting": True, "banner_motd": None, "banner_login": None}
    assert system.get() == plain
    assert system.set_hostname("renamed")
    assert system.set_banner("motd", "Mind\n  the gap")
    assert system.set_iprouting(False)
    assert system.get() == {**plain, "hostname": "renamed", "iprouting": False, "banner_motd": "Mind\n  the gap"}
    assert node.enable("show hostname")[0]["result"]["fqdn"] == "renamed.lab.example"
    assert leaf.received[-1]["method"] == "runCmds"
    assert system.set_hostname(default=True)
    assert system.get()["hostname"] == "localhost"
    assert system.set_hostname("leaf1")
    assert system.set_banner("motd", disable=True)
    assert system.set_iprouting(True)
    assert system.get() == plain
    assert node.config(["banner login MULTILINE:one\ntwo"]) == [{}]
    assert system.get()["banner_login"] == "one\ntwo"
    assert system.set_banner("login", default=True)


def test_vrfs(node: Any) -> None:
    vrfs = node.api("vrfs")
    assert vrfs.getall() == {}
    assert vrfs.create("blue", rd="65000:1")
    assert vrfs.set_description("blue", "the blue one")
    assert vrfs.set_ipv4_routing("blue")
    assert vrfs.set_interface("blue", "Ethernet6")
    found = vrfs.get("blue")
    assert (found["rd"], found["description"], found["ipv4_routing"]) == ("65000:1", "the blue one", True)
    assert node.run_commands("show vrf")[0]["vrfs"]["blue"]["routeDistinguisher"] == "65000:1"
    assert vrfs.delete("blue")
    assert vrfs.getall() == {}
    assert node.config("default interface Ethernet6") == [{}]


def test_static_routes(node: Any) -> None:
    routes = node.api("staticroute")
    assert routes.create("203.0.113.0/24", "10.100.8.2", distance=5, tag=9, route_name="doc")
    assert routes.get("203.0.113.0/24") == {"10.100.8.2": {None: {5: {"tag": 9, "route_name": "doc"}}}}
    found = node.run_commands("show ip route 203.0.113.0/24")[0]["vrfs"]["default"]["routes"]
    assert found["203.0.113.0/24"]["preference"] == 5
    assert routes.delete("203.0.113.0/24", "10.100.8.2")
    assert routes.get("203.0.113.0/24") is None


def test_bgp(node: Any, lab: Lab) -> None:
    bgp = node.api("bgp")
    found = bgp.get()
    assert (found["bgp_as"], found["router_id"], found["shutdown"]) == (4200000002, "10.255.0.3", False)
    assert {entry["description"]: entry["remote_as"] for entry in found["neighbors"].values()} == {
        "spine1": "65000",
        "spine2": "65000",
    }
    assert bgp.neighbors.create("10.9.9.9")
    assert bgp.neighbors.set_remote_as("10.9.9.9", "65009")
    assert bgp.neighbors.set_description("10.9.9.9", "nobody")
    assert bgp.add_network("203.0.113.0", "24")
    found = bgp.get()
    assert (found["neighbors"]["10.9.9.9"]["remote_as"], found["neighbors"]["10.9.9.9"]["shutdown"]) == ("65009", True)
    assert {"prefix": "203.0.113.0", "masklen": "24", "route_map": None} in found["networks"]
    peers = node.run_commands("show ip bgp summary")[0]["vrfs"]["default"]["peers"]
    assert peers["10.9.9.9"]["peerState"] != "Established"
    assert bgp.neighbors.delete("10.9.9.9")
    assert bgp.remove_network("203.0.113.0", "24")
    assert set(bgp.get()["neighbors"]) == {"10.100.8.2", "10.100.16.2"}


def test_users_can_log_in_at_once(node: Any, connect: Connect) -> None:
    users = node.api("users")
    assert set(users.getall()) == {"admin", "operator"}
    assert users.create("joe", secret="open sesame".replace(" ", "-"))
    assert users.set_privilege("joe", 15)
    assert users.set_role("joe", "network-admin")
    found = users.get("joe")
    assert (found["privilege"], found["role"], found["format"]) == ("15", "network-admin", "sha512")
    assert connect(username="joe", password="open-sesame").enable("show hostname")[0]["result"]["hostname"] == "leaf1"
    assert users.delete("joe")
    with pytest.raises(ConnectionError, match="Unauthorized"):
        connect(username="joe", password="open-sesame").enable("show hostname")


def test_lists_and_maps(node: Any) -> None:
    lists, maps = node.api("acl"), node.api("routemaps")
    assert lists.create("mgmt", "standard")
    assert lists.add_entry("mgmt", "permit", "10.0.0.0", "8", log=False, seqno=10)
    entry = {"action": "permit", "srcaddr": "10.0.0.0", "srclen": "8", "log": False}
    assert lists.get("mgmt") == {"name": "mgmt", "type": "standard", "entries": {"10": entry}}
    assert maps.create("out", "permit", 10)
    assert maps.set_match_statements("out", "permit", 10, ["as 65000"])
    assert maps.get("out")["permit"][10]["match"] == ["as 65000"]
    assert maps.delete("out", "permit", 10)
    assert node.config("no ip access-list standard mgmt") == [{}]
    assert "mgmt" not in lists.getall()["standard"]
