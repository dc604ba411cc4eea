# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Fabrics that Arista's AVD (the package pyavd) designs: its inputs as data, and what it renders of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

SPINES = ("dc1-spine1", "dc1-spine2")
LEAVES = ("dc1-leaf1a", "dc1-leaf1b", "dc1-leaf2a", "dc1-leaf2b")
#: Beginnings of the sections by which the controller comes in, which the designs do not have.
WAY_IN = ("username ", "management api http-commands", "interface Management1", "management ssh")
#: What the devices of all fabrics have.
COMMON: dict[str, Any] = {
    "fabric_name": "DC1",
    "mgmt_gateway": "172.16.1.1",
    "mgmt_interface": "Management1",
    "mgmt_interface_vrf": "MGMT",
    "aaa_authorization": {"exec": {"default": "local"}},
    "ntp_settings": {"server_vrf": "use_mgmt_interface_vrf", "servers": [{"name": "192.0.2.123"}]},
    "dns_settings": {"servers": [{"vrf": "use_mgmt_interface_vrf", "ip_address": "192.0.2.53"}]},
    "bgp_peer_groups": {
        "evpn_overlay_peers": {"password": "Q4fqtbqcZ7oQuKfuWtNGRQ=="},
        "ipv4_underlay_peers": {"password": "7x4B4rnJhZB438m9+BrBfQ=="},
        "mlag_ipv4_underlay_peer": {"password": "4b21pAdCvWeAqpcKDFMdWw=="},
    },
    "p2p_uplinks_mtu": 1500,
    "management_eapi": {"enable_https": True},
}
#: Servers on a pair of leaves, and VLANs and VRFs that are stretched over the fabric.
SERVICES: dict[str, Any] = {
    "tenants": [
        {
            "name": "TENANT1",
            "mac_vrf_vni_base": 10000,
            "vrfs": [
                {
                    "name": "VRF10",
                    "vrf_vni": 10,
                    "vtep_diagnostic": {"loopback": 10, "loopback_ip_range": "10.255.10.0/27"},
                    "svis": [
                        {"id": 11, "name": "VRF10_VLAN11", "enabled": True, "ip_address_virtual": "10.10.11.1/24"},
                        {"id": 12, "name": "VRF10_VLAN12", "enabled": True, "ip_address_virtual": "10.10.12.1/24"},
                    ],
                },
                {
                    "name": "VRF11",
                    "vrf_vni": 11,
                    "vtep_diagnostic": {"loopback": 11, "loopback_ip_range": "10.255.11.0/27"},
                    "svis": [
                        {"id": 21, "name": "VRF11_VLAN21", "enabled": True, "ip_address_virtual": "10.10.21.1/24"}
                    ],
                },
            ],
            "l2vlans": [{"id": 3401, "name": "L2_VLAN3401"}, {"id": 3402, "name": "L2_VLAN3402"}],
        }
    ],
    "port_profiles": [{"profile": "SERVERS", "mode": "trunk", "vlans": "11-12,21", "spanning_tree_portfast": "edge"}],
    "servers": [
        {
            "name": f"server{number}",
            "rack": f"RACK{number}",
            "adapters": [
                {
                    "endpoint_ports": ["PCI1", "PCI2"],
                    "switch_ports": ["Ethernet5", "Ethernet5"],
                    "switches": [f"dc1-leaf{number}a", f"dc1-leaf{number}b"],
                    "profile": "SERVERS",
                    "native_vlan": 4092,
                    "port_channel": {"description": "SERVERS", "mode": "active"},
                }
            ],
        }
        for number in (1, 2)
    ],
}


def _spines(kind: str, **defaults: Any) -> dict[str, Any]:
    nodes = [
        {"name": name, "id": place, "mgmt_ip": f"172.16.1.{10 + place}/24"} for place, name in enumerate(SPINES, 1)
    ]
    return {kind: {"defaults": {"platform": "vEOS-lab", **defaults}, "nodes": nodes}}


def _leaves(kind: str, asn: int | None, **defaults: Any) -> dict[str, Any]:
    groups = []
    for pair in (1, 2):
        nodes = [
            {
                "name": f"dc1-leaf{pair}{letter}",
                "id": 2 * pair - 2 + place,
                "mgmt_ip": f"172.16.1.{100 + 2 * pair + place}/24",
                "uplink_switch_interfaces": [f"Ethernet{2 * pair - 2 + place}"] * 2,
            }
            for place, letter in enumerate("ab", 1)
        ]
        groups.append({"group": f"DC1_LEAF{pair}", "nodes": nodes, **({"bgp_as": asn + pair} if asn else {})})
    shared = {
        "platform": "vEOS-lab",
        "uplink_switches": list(SPINES),
        "uplink_interfaces": ["Ethernet1", "Ethernet2"],
        "mlag_interfaces": ["Ethernet3", "Ethernet4"],
        "mlag_peer_ipv4_pool": "10.255.1.64/27",
        "spanning_tree_mode": "mstp",
        "spanning_tree_priority": 4096,
    }
    return {kind: {"defaults": {**shared, **defaults}, "node_groups": groups}}


#: Addresses of routed leaves.
_ROUTED: dict[str, Any] = {
    "loopback_ipv4_pool": "10.255.0.0/27",
    "loopback_ipv4_offset": 2,
    "vtep_loopback_ipv4_pool": "10.255.1.0/27",
    "uplink_ipv4_pool": "10.255.255.0/26",
    "mlag_peer_l3_ipv4_pool": "10.255.1.96/27",
    "virtual_router_mac_address": "00:1c:73:00:00:99",
}
#: Design → inputs of its devices.
DESIGNS: dict[str, dict[str, Any]] = {
    "evpn": {
        **COMMON,
        **SERVICES,
        **_spines("spine", loopback_ipv4_pool="10.255.0.0/27", bgp_as=65100),
        **_leaves("l3leaf", 65100, **_ROUTED),
    },
    "isis": {
        **COMMON,
        **SERVICES,
        "underlay_routing_protocol": "isis",
        "overlay_routing_protocol": "ibgp",
        "bgp_as": "65000",
        **_spines("spine", loopback_ipv4_pool="10.255.0.0/27", evpn_role="server"),
        **_leaves("l3leaf", None, **_ROUTED),
    },
    "ospf": {
        **COMMON,
        **SERVICES,
        "underlay_routing_protocol": "ospf",
        "overlay_routing_protocol": "ibgp",
        "bgp_as": "65000",
        **_spines("spine", loopback_ipv4_pool="10.255.0.0/27", evpn_role="server"),
        **_leaves("l3leaf", None, **_ROUTED),
    },
    "l2": {
        **COMMON,
        **SERVICES,
        "design": {"type": "l2ls"},
        **_spines("l2spine", mlag_interfaces=["Ethernet11", "Ethernet12"], mlag_peer_ipv4_pool="10.255.2.64/27"),
        **_leaves("l2leaf", None),
    },
}


@dataclass(frozen=True)
class Fabric:
    """What pyavd makes of a design: by device its structured configuration, and its EOS configuration as text."""

    structured: dict[str, Any]
    configs: dict[str, str]


def render(design: str) -> Fabric:
    """Render a design; takes some seconds."""
    import pyavd  # loaded late: it takes seconds

    inputs = {name: {**DESIGNS[design], "type": kind(design, name)} for name in (*SPINES, *LEAVES)}
    facts = pyavd.get_avd_facts(inputs)
    structured = {name: pyavd.get_device_structured_config(name, given, facts) for name, given in inputs.items()}
    configs = {name: pyavd.get_device_config(each) for name, each in structured.items()}
    return Fabric({name: each._as_dict() for name, each in structured.items()}, configs)


def with_the_way_in(text: str, running: str) -> str:
    """A configuration, with the sections of a lab switch's running one by which the controller comes in."""
    sections = re.findall(r"^(?!!)\S[^\n]*\n(?: +[^\n]*\n)*", running, flags=re.MULTILINE)
    kept = [section for section in sections if section.startswith(WAY_IN)]
    own = re.sub(r"^interface Management1\n(?: +[^\n]*\n)*", "", text, flags=re.MULTILINE)
    return own.replace("\nend\n", "\n") + "".join(kept) + "end\n"


def kind(design: str, name: str) -> str:
    """The ``type`` of a device: that of spines, or of leaves."""
    spine = name in SPINES
    if design == "l2":
        return "l2spine" if spine else "l2leaf"
    return "spine" if spine else "l3leaf"
