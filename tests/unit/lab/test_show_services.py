# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's show commands about services: the API, accounts, SNMP, NTP, DNS, CVX, banners."""

from __future__ import annotations

import re
import time

import pytest

from lab.eos.errors import InvalidCommand
from lab.eos.switch import Switch, UserStats
from support.lab_switches import build, configure, enter, install_pair, show, text

HTTP = "show management api http-commands"


@pytest.fixture
def leaf() -> Switch:
    return build()["leaf1"]


def test_api_servers_are_configured_and_running_independently(leaf: Switch) -> None:
    configure(leaf, "management api http-commands", "protocol http port 8081", "protocol unix-socket", "no shutdown")
    leaf.api.running, leaf.api.vrfs = {"https": 8443}, ("default",)
    model = show(leaf, HTTP)
    assert model["enabled"] is True
    assert model["httpsServer"] == {"configured": True, "running": True, "port": 443}
    assert model["httpServer"] == {"configured": True, "running": False, "port": 8081}
    assert model["localHttpServer"] == {"configured": False, "running": False, "port": 8080}
    assert model["unixSocketServer"] == {"configured": True, "running": False}
    lines = text(leaf, HTTP).splitlines()
    assert "HTTPS server:       running, set to use port 443" in lines
    assert "HTTP server:        starting, set to use port 8081" in lines
    assert "Local HTTP server:  shutdown, no authentication, set to use port 8080" in lines


def test_api_that_is_shut_down(leaf: Switch) -> None:
    configure(leaf, "management api http-commands", "shutdown")
    model = show(leaf, HTTP)
    assert (model["enabled"], model["urls"], model["vrf"]) == (False, [], "default")
    lines = text(leaf, HTTP).splitlines()
    assert lines[:2] == ["Enabled:            No", "HTTPS server:       enabled, set to use port 443"]
    assert "VRFs:               None" in lines
    assert "Last hit:           never" in lines
    assert not any(line.startswith("URLs") for line in lines)


def test_api_urls_are_those_that_answer(leaf: Switch) -> None:
    leaf.api.running, leaf.api.vrfs = {"https": 8443, "unix": 0, "local": 8080}, ("default",)
    leaf.api.unix_socket = "/run/lab.sock"
    urls = show(leaf, HTTP)["urls"]
    assert f"Management1 : https://{leaf.address}:8443" in urls
    assert urls[-2:] == ["Unix Socket : unix:/run/lab.sock", "Local       : http://localhost:8080/command-api"]
    assert len({url.index(" : ") for url in urls}) == 1
    configure(
        leaf,
        "vrf instance MGMT",
        "interface Management1",
        "vrf MGMT",
        f"ip address {leaf.address}/8",
        "management api http-commands",
        "vrf MGMT",
        "no shutdown",
    )
    leaf.api.vrfs = ("MGMT",)
    model = show(leaf, HTTP)
    assert (model["vrf"], model["vrfs"]) == ("MGMT", ["MGMT"])
    assert [url for url in model["urls"] if "https" in url] == [f"Management1 : https://{leaf.address}:8443"]


def test_api_counters_and_users(leaf: Switch) -> None:
    leaf.api.hits, leaf.api.requests, leaf.api.commands = 9, 7, 21
    leaf.api.last_hit, leaf.api.execution_time = time.time() - 12.5, 1.5
    leaf.api.users["admin"] = UserStats(7, 1000, 2000, leaf.api.last_hit)
    model = show(leaf, HTTP)
    assert (model["hitCount"], model["requestCount"], model["commandCount"]) == (9, 7, 21)
    assert model["users"]["admin"] == {
        "requestCount": 7,
        "bytesIn": 1000,
        "bytesOut": 2000,
        "lastHitTime": leaf.api.last_hit,
    }
    lines = text(leaf, HTTP).splitlines()
    assert any(re.fullmatch(r"Last hit: {11}\d+ seconds ago", line) for line in lines)
    assert "Duration:           1.500 seconds" in lines
    assert next(line for line in lines if line.startswith("   admin")).split()[:4] == ["admin", "7", "1000", "2000"]


def test_api_ssl_profile(leaf: Switch) -> None:
    assert "sslProfile" not in show(leaf, HTTP)
    assert "SSL Profile:        none" in text(leaf, HTTP)
    configure(leaf, "management api http-commands", "protocol https ssl profile API")
    assert show(leaf, HTTP)["sslProfile"] == {"name": "API", "configured": False, "state": "invalid"}
    install_pair(leaf, "api")
    install_pair(leaf, "ca")
    configure(
        leaf,
        "management security",
        "ssl profile API",
        "tls versions 1.2",
        "certificate api.crt key api.key",
        "trust certificate ca.crt",
    )
    model = show(leaf, HTTP)
    assert model["sslProfile"] == {"name": "API", "configured": True, "state": "valid"}
    assert model["tlsProtocol"] == ["1.2"]
    profiles = show(leaf, "show management security ssl profile")["profileStatus"]
    assert list(profiles) == ["API", "ARISTA_DEFAULT_PROFILE"]
    assert (profiles["API"]["certName"], profiles["API"]["keyName"]) == ("api.crt", "api.key")
    assert profiles["API"]["trustedCertificates"] == ["ca.crt"]
    assert "SSL Profile:        API, valid" in text(leaf, "show management http-server")


def test_api_access_lists(leaf: Switch) -> None:
    configure(leaf, "vrf instance MGMT", "management api http-commands", "vrf MGMT", "ip access-group HOSTS in")
    (entry,) = show(leaf, f"{HTTP} ip access-list summary")["ipAclList"]["aclList"]
    assert entry == {"type": "Ip4Acl", "name": "HOSTS", "configuredVrfs": ["MGMT"], "activeVrfs": []}
    configure(leaf, "management api http-commands", "vrf MGMT", "no shutdown")
    assert show(leaf, f"{HTTP} ip access-list summary")["ipAclList"]["aclList"][0]["activeVrfs"] == ["MGMT"]
    assert show(leaf, f"{HTTP} ipv6 access-list summary") == {"ipv6AclList": {"aclList": []}}
    assert "IPV4 ACL HOSTS\n" in text(leaf, f"{HTTP} ip access-list summary")


def test_http_server_lists_what_listens(leaf: Switch) -> None:
    assert show(leaf, "show management http-server")["vrfs"] == {}
    leaf.api.running, leaf.api.vrfs = {"https": 8443}, ("default",)
    model = show(leaf, "show management http-server")["vrfs"]["default"]
    assert model == {"servers": [{"protocol": "https", "port": 443}], "services": ["http-commands"]}
    assert text(leaf, "show management http-server").splitlines()[-1].split() == [
        "default",
        "HTTPS:",
        "port",
        "443",
        "http-commands",
    ]


def test_accounts_follow_the_configuration(leaf: Switch) -> None:
    configure(leaf, "username guest privilege 3 role network-operator secret 0 welcome")
    users = show(leaf, "show users accounts")["users"]
    assert {"admin", "operator", "guest"} <= set(users)
    assert (users["guest"]["privLevel"], users["guest"]["role"]) == (3, "network-operator")
    assert "welcome" not in str(users)
    assert "user: guest\n       role: network-operator\n       privilege level: 3\n" in text(
        leaf, "show users accounts"
    )
    configure(leaf, "no username guest")
    assert "guest" not in show(leaf, "show users accounts")["users"]


def test_the_asking_user_is_logged_in(leaf: Switch) -> None:
    (session,) = show(leaf, "show aaa sessions")["nonInteractives"].values()
    assert (session["username"], session["service"]) == ("admin", "commandApi")
    assert "admin" in text(leaf, "show users")


def test_aaa_methods(leaf: Switch) -> None:
    configure(leaf, "aaa authentication login default group tacacs+ local")
    assert show(leaf, "show aaa methods authentication")["loginAuthenMethods"]["default"]["methods"] == [
        "group",
        "tacacs+",
        "local",
    ]
    assert "execAuthzMethods" not in show(leaf, "show aaa methods authentication")
    everything = show(leaf, "show aaa methods")
    assert everything["execAuthzMethods"]["exec"]["methods"] == ["local"]
    assert "LOGIN" in text(leaf, "show aaa methods")


def test_snmp_reads_its_lines(leaf: Switch) -> None:
    assert show(leaf, "show snmp")["enabled"] is False
    configure(
        leaf, "snmp-server contact noc@example.net", "snmp-server community lab ro", "snmp-server location Room 5"
    )
    assert show(leaf, "show snmp v2-mib contact") == {"contact": "noc@example.net"}
    assert show(leaf, "show snmp v2-mib location") == {"location": "Room 5"}
    assert show(leaf, "show snmp v2-mib chassis") == {"chassisId": leaf.hardware.serial}
    configure(leaf, "snmp-server chassis-id unit-7")
    assert show(leaf, "show snmp v2-mib chassis") == {"chassisId": "unit-7"}
    assert show(leaf, "show snmp")["enabled"] is True
    assert show(leaf, "show snmp community")["communities"] == {"lab": {"communityAccess": "ro"}}
    assert "Location: Room 5\n" in text(leaf, "show snmp")


def test_ntp_prefers_the_preferred_server(leaf: Switch) -> None:
    configure(leaf, "no ntp server 192.0.2.123", "ntp server 198.51.100.1", "ntp server vrf MGMT 198.51.100.2 prefer")
    assert show(leaf, "show ntp status")["peerIpAddr"] == "198.51.100.2"
    peers = show(leaf, "show ntp associations")["peers"]
    assert {address: peer["condition"] for address, peer in peers.items()} == {
        "198.51.100.2": "sys.peer",
        "198.51.100.1": "candidate",
    }
    assert text(leaf, "show ntp associations").splitlines()[2].startswith("*198.51.100.2")
    configure(leaf, "no ntp server 198.51.100.1", "no ntp server vrf MGMT 198.51.100.2")
    assert show(leaf, "show ntp status") == {"status": "disabled", "clientEnabled": False}
    assert text(leaf, "show ntp status") == "NTP is disabled.\n"


def test_name_servers(leaf: Switch) -> None:
    configure(leaf, "ip name-server vrf default 2001:db8::53")
    model = show(leaf, "show ip name-server")
    assert (model["v4NameServers"], model["v6NameServers"]) == (["192.0.2.53"], ["2001:db8::53"])
    assert text(leaf, "show ip name-server").startswith("2 IP name servers configured:\n")


def test_banners_are_shown_as_entered(leaf: Switch) -> None:
    assert show(leaf, "show banner motd") == {"motd": ""}
    enter(leaf, "banner motd", "Authorized\n  users only\nEOF")
    assert show(leaf, "show banner motd") == {"motd": "Authorized\n  users only\n"}
    assert text(leaf, "show banner motd") == "Authorized\n  users only\n"
    assert show(leaf, "show banner login") == {"loginBanner": ""}


def test_cvx_gains_its_cluster_mode_with_revision_2(leaf: Switch) -> None:
    first = show(leaf, "show cvx")
    assert "clusterMode" not in first
    assert show(leaf, "show cvx", revision=2) == {**first, "clusterMode": False}
    assert set(show(leaf, "show management cvx", revision=3)) == {"clusterStatus", "enabled"}
    assert "Status: Disabled" in text(leaf, "show cvx")


def test_unknown_show_commands_name_the_token(leaf: Switch) -> None:
    with pytest.raises(InvalidCommand, match=r"Invalid input \(at token 1: 'bogus'\)"):
        show(leaf, "show bogus")
    with pytest.raises(InvalidCommand, match="Incomplete command"):
        show(leaf, "show banner")
