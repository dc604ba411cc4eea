# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show ip interface [NAMES] [brief]`` (revision 2 of the full form) and ``show ipv6 interface``."""

from __future__ import annotations

from ..errors import CommandError
from ..registry import Context, Model, show
from .interfaces import address_model, selected
from .lines import table
from .ports import Port, link_local
from .vrf import wanted

_PROTOCOLS = {"up": "up", "down": "down", "lowerLayerDown": "lowerlayerdown"}


def _with_address(ctx: Context) -> dict[str, Port]:
    vrfs = wanted(ctx) if "vrf" in ctx.args else None
    return {
        name: port for name, port in selected(ctx).items() if port.ipv4 and (vrfs is None or port.config.vrf in vrfs)
    }


@show("show ip interface [<interfaces:interfaces>] [vrf <vrf:name>]", revision=2)
def show_ip_interface(ctx: Context) -> Model:
    """Interfaces with an IPv4 address. Revision 1 has fewer keys beside the same ones."""
    return {"interfaces": {name: _entry(ctx, port) for name, port in _with_address(ctx).items()}}


def _entry(ctx: Context, port: Port) -> Model:
    address = address_model(port)
    model: Model = {
        "name": port.name,
        "lineProtocolStatus": port.protocol,
        "interfaceStatus": port.status,
        "mtu": port.config.mtu,
        "interfaceAddress": address,
        "proxyArp": False,
        "localProxyArp": False,
        "vrf": port.config.vrf,
        "urpf": "disable",
        "enabled": not port.config.shutdown,
        "description": port.description,
    }
    if ctx.revision >= 2:
        model.update(
            {
                "gratuitousArp": False,
                "addresslessForwarding": "isInvalid",
                "injectHosts": False,
                "interfaceAddressBrief": {"ipAddr": address["primaryIp"]},
            }
        )
    else:
        for key in ("virtualSecondaryIps", "virtualSecondaryIpsOrderedList", "dhcp"):
            address.pop(key)
    return model


@show_ip_interface.text
def _text(_ctx: Context, model: Model) -> str:
    text = ""
    for name, entry in model["interfaces"].items():
        state = {"connected": "up", "disabled": "administratively down"}.get(entry["interfaceStatus"], "down")
        address = entry["interfaceAddress"]
        text += (
            f"{name} is {state}, line protocol is {_PROTOCOLS[entry['lineProtocolStatus']]} "
            f"({entry['interfaceStatus']})\n"
            + (f"  Description: {entry['description']}\n" if entry["description"] else "")
            + f"  Internet address is {address['primaryIp']['address']}/{address['primaryIp']['maskLen']}\n"
            + "".join(
                f"  Secondary address is {each['address']}/{each['maskLen']}\n"
                for each in address["secondaryIpsOrderedList"]
            )
            + f"  Broadcast address is {address['broadcastAddress']}\n"
            "  IPv6 Interface Forwarding : None\n"
            "  Proxy-ARP is disabled\n"
            "  Local Proxy-ARP is disabled\n"
            "  Gratuitous ARP is ignored\n"
            f"  IP MTU {entry['mtu']} bytes\n"
            + (f'  VPN Routing/Forwarding "{entry["vrf"]}"\n' if entry["vrf"] != "default" else "")
        )
    return text


@show("show ip interface [<interfaces:interfaces>] [vrf <vrf:name>] brief")
def show_ip_interface_brief(ctx: Context) -> Model:
    """The table of interfaces with an IPv4 address."""
    found = {}
    for name, port in _with_address(ctx).items():
        found[name] = {
            "name": name,
            "interfaceStatus": port.status,
            "lineProtocolStatus": port.protocol,
            "mtu": port.config.mtu,
            "ipv4Routable240": False,
            "ipv4Routable0": False,
            "interfaceAddress": {"ipAddr": address_model(port)["primaryIp"]},
            "nonRoutableClassEIntf": False,
        }
    return {"interfaces": found}


@show_ip_interface_brief.text
def _brief_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [
        ("", "", "", "", "", "Address"),
        ("Interface", "IP Address", "Status", "Protocol", "MTU", "Owner"),
        ("-" * 17, "-" * 21, "-" * 12, "-" * 14, "-" * 10, "-" * 7),
    ]
    for name, entry in model["interfaces"].items():
        address = entry["interfaceAddress"]["ipAddr"]
        state = {"connected": "up", "disabled": "admin down"}.get(entry["interfaceStatus"], "down")
        rows.append(
            (
                name,
                f"{address['address']}/{address['maskLen']}",
                state,
                _PROTOCOLS[entry["lineProtocolStatus"]],
                entry["mtu"],
                "",
            )
        )
    return table((17, 21, 12, 14, 10, 7), rows)


@show("show ipv6 interface [<interfaces:interfaces>] [vrf <vrf:name>]")
def show_ipv6_interface(ctx: Context) -> Model:
    """Interfaces that run IPv6; 1000 where there is none."""
    vrfs = wanted(ctx) if "vrf" in ctx.args else None
    found = {
        name: _entry6(ctx, port)
        for name, port in selected(ctx).items()
        if port.ipv6_enabled and (vrfs is None or port.config.vrf in vrfs)
    }
    if not found:
        raise CommandError("No IPv6 configured interfaces")
    return {"interfaces": found}


def _entry6(ctx: Context, port: Port) -> Model:
    mac = ctx.switch.mac_of(port.name)
    routing = ctx.switch.running.root.get("ipv6", "unicast-routing") is not None
    groups = ["ff02::1", *(["ff02::2"] if routing else [])]
    return {
        "name": port.name,
        "lineProtocolStatus": port.protocol,
        "interfaceStatus": port.status,
        "mtu": port.config.mtu,
        "state": "enabled",
        "linkLocal": {"address": str(link_local(mac)), "subnet": "fe80::/64", "active": True, "dadfailed": False},
        "addresses": [
            {"address": str(each.ip), "subnet": str(each.network), "active": True, "dadfailed": False}
            for each in port.ipv6
        ],
        "multicastGroupAddresses": groups,
        "dadStatus": "enabled",
        "dadAttempts": 1,
        "ndReachableTime": 30000,
        "ndRetransmitInterval": 1000,
        "autoConfigStatus": "stateless",
        "neighborDiscoverDetails": {
            "ndAdvertisedReachableTime": 0,
            "ndRouterAdvRetransmitInterval": 0,
            "ndRouterAdvInterval": 200000,
            "routerAdvLifetime": 1800,
            "routerAdvHopLimit": 64,
            "ndRouterAdvSuppressed": not routing,
            "routerPreference": "Medium",
        },
        "vrf": port.config.vrf,
        "urpf": "disable",
        "urpfV4V6Mismatch": False,
    }


@show_ipv6_interface.text
def _text6(_ctx: Context, model: Model) -> str:
    text = ""
    for name, entry in model["interfaces"].items():
        state = {"connected": "up", "disabled": "administratively down"}.get(entry["interfaceStatus"], "down")
        text += (
            f"{name} is {state}, line protocol is {_PROTOCOLS[entry['lineProtocolStatus']]} "
            f"({entry['interfaceStatus']})\n"
            f"  IPv6 is enabled, link-local is {entry['linkLocal']['address']}/64\n"
            "  No IPv6 virtual addresses\n"
            "  Global unicast address(es):\n"
            + "".join(f"    {each['address']}, subnet is {each['subnet']}\n" for each in entry["addresses"])
            + "  Joined group address(es):\n"
            + "".join(f"    {group}\n" for group in entry["multicastGroupAddresses"])
            + "  ND DAD is enabled, number of DAD attempts: 1\n"
            f"  ND reachable time is {entry['ndReachableTime']} milliseconds\n"
            f"  ND advertised retransmit interval is {entry['ndRetransmitInterval']} milliseconds\n"
        )
    return text


@show("show ipv6 interface [<interfaces:interfaces>] [vrf <vrf:name>] brief")
def show_ipv6_interface_brief(ctx: Context) -> Model:
    """Addresses of the interfaces that run IPv6."""
    return show_ipv6_interface.run_json(ctx)


@show_ipv6_interface_brief.text
def _brief_text6(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [
        ("Interface", "Status", "MTU", "IPv6 Address", "Addr State", "Addr Source"),
        ("-" * 10, "-" * 12, "-" * 6, "-" * 32, "-" * 16, "-" * 11),
    ]
    for name, entry in model["interfaces"].items():
        status = "up" if entry["lineProtocolStatus"] == "up" else "down"
        rows.append((name, status, entry["mtu"], f"{entry['linkLocal']['address']}/64", "up", "link local"))
        rows += [
            ("", "", "", f"{each['address']}/{each['subnet'].partition('/')[2]}", "up", "config")
            for each in entry["addresses"]
        ]
    return table((12, 12, 6, 40, 16, 11), rows)
