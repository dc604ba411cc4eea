# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's models beside replies of real switches: the same keys, the same types.

The replies are not part of the project. They are looked for beside it, and without them these tests are skipped.
Compared is what a reply of a real switch has and ours must have; ours may know more keys. Maps from names
(interfaces, VLANs, peers) are compared entry by entry with those of their kind, lists with what all entries share.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import Switch, UserStats
from support.lab_switches import build, configure, install_pair, show, text

FIXTURES = Path(__file__).resolve().parents[3].parent / "shared" / "fixtures" / "eos"

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason="no replies of real switches at hand")

#: Keys whose value maps names or numbers of the switch's own to entries.
MAPS = frozenset(
    (
        "interfaces", "vlans", "vrfs", "peers", "users", "routes", "powerSupplies", "tempSensors", "fans",
        "lldpNeighbors", "switchports", "secondaryIps", "vlanToVniMap", "vlanToVtepList", "multiprotocolCaps",
        "addPathsCaps", "incoming", "afiSafiInfo", "profileStatus", "certificates", "sessions", "instances", "cmds",
    )
)  # fmt: skip

Shape = Any


def _load(name: str, *path: str | int) -> Any:
    found = json.loads((FIXTURES / f"{name}.json").read_text())
    for step in path:
        found = found[step]
    return found


def _kind(name: str) -> str:
    """``Ethernet1`` → ``Ethernet``; names without a number are kinds of their own."""
    return re.split(r"\d", name, maxsplit=1)[0]


class Comparison:
    """Collects the differences; ``ignored`` are paths, with ``*`` for entries of lists and maps."""

    def __init__(self, ignored: frozenset[str]) -> None:
        self.ignored = ignored
        self.found: list[str] = []
        self.empty: set[str] = set()
        self.filled: set[str] = set()

    @property
    def differences(self) -> list[str]:
        """What differs, and the places where ours has nothing to compare."""
        return [*self.found, *(f"{path}: empty everywhere" for path in sorted(self.empty - self.filled))]

    def compare(self, ours: Any, theirs: list[Any], path: str) -> None:
        """Compare a value of ours with the values that real switches have at that place."""
        if path in self.ignored:
            return
        dicts = [each for each in theirs if isinstance(each, dict)]
        if len(dicts) == len(theirs):
            self._dict(ours, dicts, path)
        elif all(isinstance(each, list) for each in theirs):
            self._list(ours, theirs, path)
        elif not any(_same_type(ours, each) for each in theirs):
            self.found.append(f"{path}: {ours!r} in place of {theirs[0]!r}")

    def _dict(self, ours: Any, theirs: list[dict[str, Any]], path: str) -> None:
        if not isinstance(ours, dict):
            self.found.append(f"{path}: {ours!r} is no object")
        elif path.rpartition(".")[2] in MAPS:
            self._map(ours, theirs, path)
        else:
            for key in set.intersection(*(set(each) for each in theirs)):
                here = f"{path}.{key}"
                if key in ours:
                    self.compare(ours[key], [each[key] for each in theirs], here)
                elif here not in self.ignored:
                    self.found.append(f"{here}: missing")

    def _map(self, ours: dict[str, Any], theirs: list[dict[str, Any]], path: str) -> None:
        entries = [(name, entry) for each in theirs for name, entry in each.items()]
        if not entries:
            return
        (self.filled if ours else self.empty).add(path)
        kinds = {_kind(name) for name, _entry in entries} & {_kind(name) for name in ours}
        for name, entry in ours.items():
            same = [each for other, each in entries if _kind(other) == _kind(name)]
            if same or not kinds:
                self.compare(entry, same or [each for _name, each in entries], f"{path}.*")

    def _list(self, ours: Any, theirs: list[list[Any]], path: str) -> None:
        if not isinstance(ours, list):
            self.found.append(f"{path}: {ours!r} is no list")
            return
        entries = [entry for each in theirs for entry in each]
        if entries:
            (self.filled if ours else self.empty).add(path)
        for entry in ours if entries else ():
            self.compare(entry, entries, f"{path}.*")


def _same_type(ours: Any, theirs: Any) -> bool:
    """Whole numbers may stand for fractions nowhere, and booleans for neither."""
    return type(ours) is type(theirs)


@pytest.fixture(scope="module")
def leaf() -> Switch:
    """A switch on which every command of the comparison has something to say."""
    network = build()
    switch, spine = network["leaf1"], network["spine2"]
    for each, own in ((switch, 1), (spine, 2)):
        configure(
            each,
            *("vlan 50", "interface Ethernet2", "no ip address", "switchport", "channel-group 7 mode active"),
            *("interface Port-Channel7", "switchport mode trunk", "switchport trunk group peers"),
            *("interface Vlan50", f"ip address 198.51.100.{own}/30", "ipv6 address 2001:db8:50::1/64"),
        )
    configure(
        switch,
        *("interface Vlan50", "ip address 203.0.113.1/24 secondary"),
        *("interface Vxlan1", "vxlan source-interface Loopback0"),
        "ip route 203.0.114.0/24 198.51.100.2",
        *("vrf instance BLUE", "rd 65000:1", "interface Loopback5", "vrf BLUE", "ip address 203.0.115.1/32"),
        *("vrf instance MGMT", "interface Management1", "vrf MGMT", f"ip address {switch.address}/8"),
        *("management api http-commands", "protocol unix-socket", "protocol https ssl profile API"),
        *("vrf MGMT", "no shutdown", "ip access-group HOSTS in", "ipv6 access-group HOSTS6 in"),
        *("management security", "ssl profile API", "certificate api.crt key api.key", "trust certificate ca.crt"),
    )
    install_pair(switch, "api")
    install_pair(switch, "ca")
    switch.api.running, switch.api.vrfs, switch.api.last_hit = {"https": 8443}, ("MGMT",), 1.5
    switch.api.users["admin"] = UserStats(1, 2, 3, 1.5)
    return switch


#: What virtual and container switches have and the lab's model has not.
_CONTAINER = frozenset({".cEosToolsVersion", ".kernelVersion"})
#: AS numbers were numbers once, and are texts now.
_ASN = frozenset({".vrfs.*.asn", ".vrfs.*.peers.*.asn"})
#: Written by a tool that dropped the fraction of whole numbers.
_WHOLE = frozenset(
    f".powerSupplies.*.{key}" for key in ("capacity", "outputPower", "outputCurrent", "inputCurrent",
                                          "tempSensors.*.temperature")
)  # fmt: skip

CASES = [
    ("show version", "veos4332_show_version", (), frozenset()),
    ("show version", "napalm_show_version_veos", (), frozenset()),
    ("show version", "napalm_show_version_7010t", (), frozenset()),
    ("show version", "napalm_show_version_ceos430", (), _CONTAINER),
    ("show version", "pyeapi_show_version", (), frozenset()),
    ("show version", "anta_jsonrpc_success", ("result", 0), _CONTAINER),
    ("show clock", "anta_jsonrpc_success", ("result", 1), frozenset()),
    ("show hostname", "veos4332_show_hostname", (), frozenset()),
    ("show hostname", "napalm_show_hostname", (), frozenset()),
    ("show interfaces", "napalm_show_interfaces", (), frozenset()),
    ("show interfaces", "goeapi_show_interfaces", (0,), frozenset()),
    ("show interfaces Vxlan1", "goeapi_vxlan", (0,), frozenset()),
    ("show interfaces switchport", "goeapi_show_interfaces_switchport", ("result", 1), frozenset()),
    ("show interfaces Ethernet1 transceiver", "napalm_show_interfaces_transceiver", (), frozenset()),
    ("show vlan", "napalm_show_vlan", (), frozenset()),
    ("show vrf", "napalm_show_vrf", (), frozenset()),
    ("show lldp neighbors", "napalm_show_lldp_neighbors", (), frozenset()),
    ("show lldp neighbors", "goeapi_show_lldp_neighbors", ("result", 1), frozenset()),
    ("show lldp neighbors Ethernet1 detail", "napalm_show_lldp_neighbors_detail", (),
     # The hosts of that reply are no switches: they offer speeds, and have a capability for radio.
     frozenset({".lldpNeighbors.*.lldpNeighborInfo.*.neighborInterfaceInfo.autoNegAdvertisedCapabilities",
                ".lldpNeighbors.*.lldpNeighborInfo.*.neighborInterfaceInfo.unknownOrgDefinedTlvs",
                ".lldpNeighbors.*.lldpNeighborInfo.*.systemCapabilities.wlanAccessPoint"})),
    ("show arp vrf all", "napalm_show_arp_vrf_all", (), frozenset()),
    ("show arp", "goeapi_show_arp", ("result", 1), frozenset()),
    ("show mac address-table dynamic vlan 50", "napalm_show_mac_address_table", (), frozenset()),
    ("show mac address-table", "goeapi_show_mac_address-table", ("result", 1),
     # That switch routes nothing; addresses of a router have neither of the two.
     frozenset({".unicastTable.tableEntries.*.lastMove", ".unicastTable.tableEntries.*.moves"})),
    ("show ip interface", "napalm_show_ip_interface", (), frozenset()),
    ("show ip interface", "goeapi_ipinterfaces", (0,), frozenset()),
    ("show ip interface brief", "veos4332_show_ip_interface_brief", (), frozenset()),
    ("show ipv6 interface", "napalm_show_ipv6_interface", (), frozenset()),
    ("show ip route", "goeapi_show_ip_route", ("result", 1), frozenset()),
    ("show ip bgp summary", "goeapi_show_ip_bgp_summary", ("result", 1), _ASN),
    ("show ip bgp summary vrf all", "napalm_show_ip_bgp_summary_vrf_all", (), frozenset()),
    ("show ip bgp neighbors vrf all", "napalm_show_ip_bgp_neighbors_vrf_all", (), frozenset()),
    ("show users accounts", "napalm_show_users_accounts", (), frozenset()),
    ("show snmp v2-mib location", "napalm_show_snmp_location", (), frozenset()),
    ("show system environment cooling", "napalm_show_system_env_cooling", (), frozenset()),
    ("show system environment power", "napalm_show_system_env_power", (), frozenset()),
    ("show system environment power", "goeapi_show_environment_power", ("result", 1), _WHOLE),
    ("show system environment temperature", "napalm_show_system_env_temperature", (),
     # The lab's switches are fixed: no cards.
     frozenset({".cardSlots"})),
    ("show management api http-commands", "aristaeos_show_mgmt_http_commands", (), frozenset()),
    ("show management api http-commands", "aristaeos_show_mgmt_http_commands_off", (), frozenset()),
    ("show management api http-commands", "anta_VerifyAPIHttpStatus", (), frozenset()),
    ("show management api http-commands ip access-list summary", "anta_VerifyAPIIPv4Acl", (), frozenset()),
    ("show management api http-commands ipv6 access-list summary", "anta_VerifyAPIIPv6Acl", (), frozenset()),
    ("show management telnet", "anta_VerifyTelnetStatus", (), frozenset()),
    ("show management security ssl profile", "ssl_profile_status", (),
     # An invalid profile says why, as an object each.
     frozenset()),
    ("show management security ssl certificate", "anta_VerifyAPISSLCertificate", (), frozenset()),
    ("show running-config", "running_config_json_partial", (),
     # Which lines there are is the configuration's business.
     frozenset({".cmds"})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "fixture", "path", "ignored"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES]
)
def test_models_have_the_keys_and_types_of_real_replies(
    leaf: Switch, command: str, fixture: str, path: tuple[str | int, ...], ignored: frozenset[str]
) -> None:
    comparison = Comparison(ignored)
    comparison.compare(show(leaf, command), [_load(fixture, *path)], "")
    assert comparison.differences == []


def test_the_comparison_finds_what_is_missing_or_of_another_type() -> None:
    comparison = Comparison(frozenset())
    theirs = {"interfaces": {"Ethernet1": {"mtu": 1500, "rate": 0.5, "up": True}}, "list": [{"a": 1}, {"a": 2, "b": 3}]}
    ours = {"interfaces": {"Ethernet7": {"mtu": 1500.0, "rate": 1}}, "list": [{}], "more": 1}
    comparison.compare(ours, [theirs], "")
    assert sorted(comparison.differences) == [
        ".interfaces.*.mtu: 1500.0 in place of 1500",
        ".interfaces.*.rate: 1 in place of 0.5",
        ".interfaces.*.up: missing",
        ".list.*.a: missing",
    ]


def _labels(printed: str) -> list[str]:
    return [line.split(":")[0] for line in printed.splitlines() if re.match(r"[A-Z][A-Za-z ]+:", line)]


@pytest.mark.parametrize(
    ("command", "fixture"),
    [
        ("show version", "ntc_show_version_text"),
        ("show management api http-commands", "http_commands_text_basic"),
        ("show management http-server", "http_server_text"),
    ],
)
def test_texts_have_the_labels_of_real_ones(leaf: Switch, command: str, fixture: str) -> None:
    ours, theirs = _labels(text(leaf, command)), _labels(_load(fixture, "output"))
    assert [label for label in ours if label in theirs] == theirs


@pytest.mark.parametrize(
    ("command", "fixture", "heading"),
    [
        ("show vlan", "ntc_show_vlan_text", "VLAN"),
        ("show vrf", "ntc_show_vrf_text", "   VRF"),
        ("show management security ssl profile", "ssl_profile_text", "   Profile"),
        ("show management http-server", "http_server_text", "   VRF"),
        ("show management api http-commands", "http_commands_text_basic", "   User"),
    ],
)
def test_tables_have_the_columns_of_real_ones(leaf: Switch, command: str, fixture: str, heading: str) -> None:
    """The heading and the rule below it, to the character: clients cut the lines below at these places."""
    ours, theirs = text(leaf, command).splitlines(), _load(fixture, "output").splitlines()
    found = [
        [lines[at : at + 2] for at, line in enumerate(lines) if line.startswith(heading)] for lines in (ours, theirs)
    ]
    assert [[line.rstrip() for line in block] for block in found[0]] == [
        [line.rstrip() for line in block] for block in found[1]
    ]
    assert found[1]


def test_status_table_has_the_columns_of_a_real_one(leaf: Switch) -> None:
    ours, theirs = (text(leaf, "show interfaces status").splitlines()[0],
                    _load("ntc_show_interfaces_status_text", "output").splitlines()[0])  # fmt: skip
    assert ours.split()[: len(theirs.split())] == theirs.split()
