# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""LLDP between the lab's switches: both ends of a cable tell of each other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import CommandError
from ..names import short_name
from ..registry import Context, Model, show
from ..switch import Switch
from .lines import dotted, has, long_span, setting, table
from .ports import Port, ports

#: Seconds for which a switch's words stay valid, and between two of its messages, where nothing else is configured.
HOLD_TIME = 120
INTERVAL = 30


def hold_time(switch: Switch) -> int:
    """The configured time for which others keep what the switch says, in seconds."""
    return int(setting(switch.running.root, "lldp hold-time", str(HOLD_TIME)))


@dataclass(frozen=True)
class Neighbor:
    """Who is at the other end of a port."""

    port: str
    switch: Switch
    remote: Port
    since: float


def neighbors(ctx: Context) -> Iterator[Neighbor]:
    """The neighbors that this switch hears; 1000 where LLDP is off."""
    switch = ctx.switch
    if not switch.view.lldp:
        raise CommandError("LLDP is not enabled")
    for name, port in ports(switch).items():
        link = switch.links.get(name)
        if link is None or port.status != "connected" or has(port.node, "no lldp receive"):
            continue
        config = link.neighbor.view.interfaces.get(link.neighbor_port)
        if config is None:
            continue
        remote = Port(config, connected=True)
        if link.neighbor.view.lldp and not has(remote.node, "no lldp transmit"):
            yield Neighbor(name, link.neighbor, remote, max(switch.boot_time, link.neighbor.boot_time) + 32.5)


def _tables(ctx: Context, found: list[Neighbor]) -> Model:
    return {
        "tablesLastChangeTime": max((neighbor.since for neighbor in found), default=ctx.switch.boot_time),
        "tablesAgeOuts": 0,
        "tablesInserts": len(found),
        "tablesDeletes": 0,
        "tablesDrops": 0,
    }


@show("show lldp neighbors [<interfaces:interfaces>]")
def show_lldp_neighbors(ctx: Context) -> Model:
    """One line per neighbor."""
    wanted = ctx.args.get("interfaces")
    found = [neighbor for neighbor in neighbors(ctx) if wanted is None or neighbor.port in wanted]
    entries = [
        {
            "port": each.port,
            "neighborDevice": each.switch.fqdn,
            "neighborPort": each.remote.name,
            "ttl": hold_time(each.switch),
        }
        for each in found
    ]
    return {**_tables(ctx, found), "lldpNeighbors": entries}


@show_lldp_neighbors.text
def _text(_ctx: Context, model: Model) -> str:
    age = long_span(time.time() - model["tablesLastChangeTime"])
    text = (
        f"Last table change time   : {age} ago\n"
        f"Number of table inserts  : {model['tablesInserts']}\n"
        f"Number of table deletes  : {model['tablesDeletes']}\n"
        f"Number of table drops    : {model['tablesDrops']}\n"
        f"Number of table age-outs : {model['tablesAgeOuts']}\n\n"
    )
    rows: list[tuple[object, ...]] = [
        ("Port", "Neighbor Device ID", "Neighbor Port ID", "TTL"),
        ("-" * 13, "-" * 30, "-" * 22, "---"),
    ]
    rows += [
        (short_name(each["port"]), each["neighborDevice"], each["neighborPort"], each["ttl"])
        for each in model["lldpNeighbors"]
    ]
    return text + table((13, 30, 22, 3), rows)


@show("show lldp neighbors [<interfaces:interfaces>] detail")
def show_lldp_detail(ctx: Context) -> Model:
    """Everything that each port has heard; a port that has heard nothing has an empty list."""
    wanted = ctx.args.get("interfaces")
    heard: Model = {}
    for name, port in ports(ctx.switch).items():
        if port.kind in ("Ethernet", "Management") and not port.subinterface and (wanted is None or name in wanted):
            heard[name] = {"lldpNeighborInfo": []}
    for each in neighbors(ctx):
        if each.port in heard:
            heard[each.port]["lldpNeighborInfo"].append(_detail(each))
    return {"lldpNeighbors": heard}


def _detail(neighbor: Neighbor) -> Model:
    other = neighbor.switch
    return {
        "chassisIdType": "macAddress",
        "chassisId": dotted(other.hardware.system_mac),
        "systemName": other.fqdn,
        "systemDescription": f"Arista Networks EOS version {other.version_text} running on an Arista Networks "
        f"{other.hardware.model}",
        "systemCapabilities": {"bridge": True, "router": other.view.ip_routing},
        "managementAddresses": [_management(other)],
        "ttl": hold_time(other),
        "neighborDiscoveryTime": neighbor.since,
        "lastChangeTime": neighbor.since,
        "lastContactTime": time.time() - time.time() % INTERVAL,
        "neighborInterfaceInfo": _interface_info(neighbor.remote),
    }


def _management(other: Switch) -> Model:
    port = other.view.interfaces.get("Management1")
    address = port.addresses[0].partition("/")[0] if port and port.addresses and port.addresses[0][:1].isdigit() else ""
    return {
        "addressType": "ipv4",
        "address": address or other.address,
        "interfaceNumType": "ifIndex",
        "interfaceNum": 999001,
        "oidString": "",
    }


def _interface_info(remote: Port) -> Model:
    return {
        "interfaceIdType": "interfaceName",
        "interfaceId": f'"{remote.name}"',
        "interfaceId_v2": remote.name,
        "interfaceDescription": remote.description,
        "linkAggregationStatus": "capableAndEnabled" if remote.channel else "capableAndDisabled",
        "linkAggregationInterfaceId": remote.channel,
        "maxFrameSize": 9236,
        "portVlanId": remote.config.access_vlan if remote.switched else 0,
        "portAndProtocolVlanSupported": {},
        "portAndProtocolVlanEnabled": {},
        "protocolIdentityInfo": [],
        "vlanNames": {},
        "autoNegCapability": "notCapable",
        "autoNegAdvertisedCapabilities": [],
        "operMauType": "Unknown",
        "unknownTlvs": [],
        "unknownOrgDefinedTlvs": [],
    }


@show_lldp_detail.text
def _detail_text(_ctx: Context, model: Model) -> str:
    text = ""
    for name, heard in model["lldpNeighbors"].items():
        infos = heard["lldpNeighborInfo"]
        text += f"Interface {name} detected {len(infos)} LLDP neighbors:\n\n"
        for info in infos:
            port = info["neighborInterfaceInfo"]
            enabled = [word.capitalize() for word, on in info["systemCapabilities"].items() if on]
            text += (
                f"  Neighbor {info['chassisId']}/{port['interfaceId']}, age 12 seconds\n"
                f"  Discovered {long_span(time.time() - info['neighborDiscoveryTime'])} ago; "
                f"Last changed {long_span(time.time() - info['lastChangeTime'])} ago\n"
                "  - Chassis ID type: MAC address (4)\n"
                f"    Chassis ID     : {info['chassisId']}\n"
                "  - Port ID type: Interface name(5)\n"
                f"    Port ID     : {port['interfaceId']}\n"
                f"  - Time To Live: {info['ttl']} seconds\n"
                f'  - Port Description: "{port["interfaceDescription"]}"\n'
                f'  - System Name: "{info["systemName"]}"\n'
                f'  - System Description: "{info["systemDescription"]}"\n'
                "  - System Capabilities : Bridge, Router\n"
                f"    Enabled Capabilities: {', '.join(enabled)}\n"
                "  - Management Address Subtype: IPv4 (1)\n"
                f"    Management Address        : {info['managementAddresses'][0]['address']}\n\n"
            )
    return text


@show("show lldp")
def show_lldp(ctx: Context) -> Model:
    """The timers, and which ports send and listen."""
    root = ctx.switch.running.root
    found = {name: port for name, port in ports(ctx.switch).items() if port.kind in ("Ethernet", "Management")}
    return {
        "lldpEnabled": ctx.switch.view.lldp,
        "lldpTxInterval": int(setting(root, "lldp timer", str(INTERVAL))),
        "lldpTxHoldtime": hold_time(ctx.switch),
        "lldpReinitDelay": 2,
        "lldpInterfaces": {
            name: {
                "txEnabled": not has(port.node, "no lldp transmit"),
                "rxEnabled": not has(port.node, "no lldp receive"),
            }
            for name, port in found.items()
        },
    }


@show_lldp.text
def _lldp_text(_ctx: Context, model: Model) -> str:
    if not model["lldpEnabled"]:
        return "LLDP is not enabled\n"
    text = (
        f"LLDP transmit interval       : {model['lldpTxInterval']} seconds\n"
        f"LLDP transmit holdtime       : {model['lldpTxHoldtime']} seconds\n"
        f"LLDP reinitialization delay  : {model['lldpReinitDelay']} seconds\n\n"
    )
    rows: list[tuple[object, ...]] = [("Port", "Tx Enabled", "Rx Enabled")]
    rows += [
        (short_name(name), "Yes" if each["txEnabled"] else "No", "Yes" if each["rxEnabled"] else "No")
        for name, each in model["lldpInterfaces"].items()
    ]
    return text + table((12, 12, 12), rows)
