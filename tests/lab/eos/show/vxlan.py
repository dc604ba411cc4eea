# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show vxlan …``: what the Vxlan interface says, and the tunnel endpoints of the switches that share a VNI."""

from __future__ import annotations

from ..registry import Context, Model, show
from ..switch import Switch
from ..tree import Node
from .lines import setting, starting, table
from .ports import ports
from .segments import network

INTERFACE = "Vxlan1"


def section(switch: Switch) -> Node | None:
    """The configuration of the Vxlan interface."""
    return switch.running.root.get("interface", INTERFACE)


def vnis(switch: Switch) -> dict[int, int]:
    """VNI → VLAN."""
    node = section(switch) or Node()
    pairs = [line.line.split() for line in starting(node, "vxlan vlan") if " vni " in line.line]
    return {int(words[4]): int(words[2]) for words in pairs}


def vrf_vnis(switch: Switch) -> dict[int, str]:
    """VNI → VRF."""
    node = section(switch) or Node()
    pairs = [line.line.split() for line in starting(node, "vxlan vrf") if " vni " in line.line]
    return {int(words[4]): words[2] for words in pairs}


def endpoint(switch: Switch) -> str:
    """The address of the tunnel's source, "" where there is none."""
    port = ports(switch).get(setting(section(switch) or Node(), "vxlan source-interface"))
    return str(port.ipv4[0].ip) if port is not None and port.ipv4 and port.status == "connected" else ""


def remote_endpoints(switch: Switch) -> list[str]:
    """Configured flood lists, and the endpoints of switches that share a VNI."""
    node = section(switch) or Node()
    flood = [word for line in starting(node, "vxlan flood vtep") for word in line.line.split()[3:]]
    mine = set(vnis(switch)) | set(vrf_vnis(switch))
    if not endpoint(switch):
        return []
    shared = [endpoint(other) for other in network(switch) if mine & (set(vnis(other)) | set(vrf_vnis(other)))]
    return sorted({*flood, *filter(None, shared)})


@show("show vxlan vni")
def show_vxlan_vni(ctx: Context) -> Model:
    """The VNIs of VLANs and VRFs."""
    if section(ctx.switch) is None:
        return {"vxlanIntfs": {}}
    bound = {
        str(vni): {"vlan": vlan, "dynamicVlan": False, "source": "static", "interfaces": {}}
        for vni, vlan in sorted(vnis(ctx.switch).items())
    }
    routed = {
        str(vni): {"vrfName": vrf, "vlan": 4094 - at, "source": "evpn"}
        for at, (vni, vrf) in enumerate(sorted(vrf_vnis(ctx.switch).items()))
    }
    return {"vxlanIntfs": {INTERFACE: {"vniBindings": bound, "vniBindingsToVrf": routed}}}


@show_vxlan_vni.text
def _vni_text(_ctx: Context, model: Model) -> str:
    text = ""
    for name, entry in model["vxlanIntfs"].items():
        rows: list[tuple[object, ...]] = [("VNI", "VLAN", "Source", "Interface", "802.1Q Tag")]
        rows += [(vni, each["vlan"], each["source"], name, "untagged") for vni, each in entry["vniBindings"].items()]
        text += f"VNI to VLAN Mapping for {name}\n{table((11, 10, 12, 18, 12), rows)}\n"
        routed: list[tuple[object, ...]] = [("VNI", "VLAN", "VRF", "Source")]
        routed += [
            (vni, each["vlan"], each["vrfName"], each["source"]) for vni, each in entry["vniBindingsToVrf"].items()
        ]
        text += f"VNI to dynamic VLAN Mapping for {name}\n{table((11, 10, 12, 12), routed)}\n"
    return text


@show("show vxlan vtep [detail]")
def show_vxlan_vtep(ctx: Context) -> Model:
    """The remote endpoints."""
    found = remote_endpoints(ctx.switch)
    return {"vteps": {}, "interfaces": {INTERFACE: {"vteps": found}} if section(ctx.switch) is not None else {}}


@show_vxlan_vtep.text
def _vtep_text(_ctx: Context, model: Model) -> str:
    found = [vtep for entry in model["interfaces"].values() for vtep in entry["vteps"]]
    rows: list[tuple[object, ...]] = [("VTEP", "Tunnel Type(s)"), *((vtep, "flood, unicast") for vtep in found)]
    return f"Remote VTEPS for {INTERFACE}:\n\n{table((15, 20), rows)}\nTotal number of remote VTEPS:  {len(found)}\n"


@show("show vxlan config-sanity [detail]")
def show_vxlan_sanity(ctx: Context) -> Model:
    """Whether the tunnel has a source, and others at its other end."""
    if section(ctx.switch) is None:
        return {"categories": {}, "warnings": ["VXLAN is not configured"]}
    local, remote = bool(endpoint(ctx.switch)), bool(remote_endpoints(ctx.switch))
    checks = {
        "localVtep": ("Local VTEP Configuration Check", "Loopback IP Address", local, "No IP address"),
        "remoteVtep": ("Remote VTEP Configuration Check", "Remote VTEP", remote, "No remote VTEP"),
    }
    return {
        "categories": {
            key: {
                "description": title,
                "allCheckPass": passed,
                "detail": "" if passed else detail,
                "hasWarning": not passed,
                "items": [
                    {
                        "name": item,
                        "checkPass": passed,
                        "hasWarning": not passed,
                        "detail": "" if passed else detail,
                    }
                ],
            }
            for key, (title, item, passed, detail) in checks.items()
        },
        "warnings": [],
    }
