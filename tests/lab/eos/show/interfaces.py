# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show interfaces [NAMES]``: state, addresses, rates and counters of every interface."""

from __future__ import annotations

import ipaddress
import time

from ..errors import CommandError
from ..registry import Context, Model, show
from .counters import INTERVAL, Traffic, traffic
from .lines import dotted, long_span, setting, starting, word_after
from .ports import Port, channel_bandwidth, link_local, members, order, ports

#: ``hardware`` of each kind of interface.
HARDWARE = {
    "Ethernet": "ethernet",
    "Management": "ethernet",
    "Port-Channel": "portChannel",
    "Loopback": "loopback",
    "Vlan": "vlan",
    "Vxlan": "vxlan",
    "Tunnel": "tunnel",
}
#: Kinds that have a hardware address of their own.
WITH_MAC = ("Ethernet", "Management", "Port-Channel", "Vlan")
#: Kinds that count frames.
COUNTING = ("Ethernet", "Management", "Port-Channel")


def selected(ctx: Context, name: str = "interfaces") -> dict[str, Port]:
    """All interfaces, or those that the command names; 1000 for one that does not exist."""
    found = ports(ctx.switch)
    wanted = ctx.args.get(name)
    if wanted is None:
        return found
    if any(each not in found for each in wanted):
        raise CommandError("Interface does not exist")
    return {each: found[each] for each in sorted(set(wanted), key=order)}


@show("show interfaces [<interfaces:interfaces>]")
def show_interfaces(ctx: Context) -> Model:
    """Every interface by name."""
    everything = ports(ctx.switch)
    return {"interfaces": {name: _interface(ctx, port, everything) for name, port in selected(ctx).items()}}


def _interface(ctx: Context, port: Port, everything: dict[str, Port]) -> Model:
    model: Model = {
        "name": port.name,
        "forwardingModel": port.forwarding_model,
        "lineProtocolStatus": port.protocol,
        "interfaceStatus": port.status,
        "hardware": "subinterface" if port.subinterface else HARDWARE[port.kind],
        "interfaceAddress": [address_model(port)] if port.ipv4 else [],
        "description": port.description,
        "bandwidth": bandwidth(port, everything),
        "mtu": port.mtu,
    }
    if port.kind == "Vxlan":
        model.update(_vxlan(ctx, port))
        return model
    if port.kind in WITH_MAC:
        mac = ctx.switch.mac_of(port.name)
        model.update({"physicalAddress": mac, "burnedInAddress": mac})
    if port.ipv6_enabled:
        model["interfaceAddressIp6"] = _address6(ctx, port)
    if not port.subinterface:
        model["lastStatusChangeTimestamp"] = last_change(ctx, port)
        model["l3MtuConfigured"] = bool(setting(port.node, "mtu"))
    if port.kind in COUNTING and not port.subinterface:
        model.update(_counted(ctx, port, everything))
    return model


def bandwidth(port: Port, everything: dict[str, Port]) -> int:
    """Bits per second: of the port, of its parent, or of the members that are up."""
    if port.subinterface:
        parent = everything.get(port.name.partition(".")[0])
        return bandwidth(parent, everything) if parent else 0
    return channel_bandwidth(everything, port.name) if port.kind == "Port-Channel" else port.bandwidth


def address_model(port: Port) -> Model:
    """The IPv4 addresses as ``show interfaces`` and ``show ip interface`` nest them."""
    primary, *others = port.ipv4 or [ipaddress.IPv4Interface("0.0.0.0/0")]
    secondary = [_prefix(address) for address in others]
    return {
        "primaryIp": _prefix(primary),
        "secondaryIps": {entry["address"]: entry for entry in secondary},
        "secondaryIpsOrderedList": secondary,
        "virtualIp": {"address": "0.0.0.0", "maskLen": 0},
        "virtualSecondaryIps": {},
        "virtualSecondaryIpsOrderedList": [],
        "broadcastAddress": "255.255.255.255",
        "dhcp": False,
    }


def _prefix(address: ipaddress.IPv4Interface) -> Model:
    return {"address": str(address.ip), "maskLen": address.network.prefixlen}


def _address6(ctx: Context, port: Port) -> Model:
    return {
        "linkLocalIp6": {"address": str(link_local(ctx.switch.mac_of(port.name))), "subnet": "fe80::/64"},
        "globalUnicastIp6s": [{"address": str(each.ip), "subnet": str(each.network)} for each in port.ipv6],
        "globalAddressesAreVirtual": False,
        "addrSource": "manual",
        "dhcp6": False,
    }


def last_change(ctx: Context, port: Port) -> float:
    """When the link took its state, in seconds since the epoch: half a minute after the later boot of its ends."""
    link = ctx.switch.links.get(port.name)
    boot = max(ctx.switch.boot_time, link.neighbor.boot_time) if link and port.connected else ctx.switch.boot_time
    return round(boot + 30.25, 6)


def _counted(ctx: Context, port: Port, everything: dict[str, Port]) -> Model:
    """What only interfaces that carry frames have."""
    if port.kind == "Port-Channel":
        below = members(everything, port.name)
        flows = [traffic(ctx.switch, member) for member in below]
        received, sent = _sum([flow[0] for flow in flows]), _sum([flow[1] for flow in flows])
        extra: Model = {
            "memberInterfaces": {
                member.name: {"bandwidth": member.bandwidth, "duplex": "duplexFull"}
                for member in below
                if member.status == "connected"
            },
            "fallbackEnabled": False,
            "fallbackEnabledType": "fallbackNone",
        }
    else:
        received, sent = traffic(ctx.switch, port)
        extra = {
            "duplex": "duplexFull",
            "autoNegotiate": "success" if port.kind == "Management" else "unknown",
            "loopbackMode": "loopbackNone",
            "lanes": 1,
        }
        if port.channel:
            extra["interfaceMembership"] = f"Member of Port-Channel{port.channel}"
    return {**extra, "interfaceStatistics": _statistics(received, sent), "interfaceCounters": _counters(received, sent)}


def _sum(flows: list[Traffic]) -> Traffic:
    return Traffic(
        sum(flow.octets for flow in flows),
        sum(flow.unicast for flow in flows),
        sum(flow.multicast for flow in flows),
        sum(flow.broadcast for flow in flows),
        sum(flow.bits_rate for flow in flows),
        sum(flow.packets_rate for flow in flows),
    )


def _statistics(received: Traffic, sent: Traffic) -> Model:
    return {
        "updateInterval": INTERVAL,
        "inBitsRate": float(received.bits_rate),
        "inPktsRate": float(received.packets_rate),
        "outBitsRate": float(sent.bits_rate),
        "outPktsRate": float(sent.packets_rate),
    }


def _counters(received: Traffic, sent: Traffic) -> Model:
    return {
        "inOctets": received.octets,
        "inUcastPkts": received.unicast,
        "inMulticastPkts": received.multicast,
        "inBroadcastPkts": received.broadcast,
        "inDiscards": 0,
        "inTotalPkts": received.unicast + received.multicast + received.broadcast,
        "outOctets": sent.octets,
        "outUcastPkts": sent.unicast,
        "outMulticastPkts": sent.multicast,
        "outBroadcastPkts": sent.broadcast,
        "outDiscards": 0,
        "outTotalPkts": sent.unicast + sent.multicast + sent.broadcast,
        "linkStatusChanges": 1,
        "totalInErrors": 0,
        "totalOutErrors": 0,
        "inputErrorsDetail": {
            "runtFrames": 0,
            "giantFrames": 0,
            "fcsErrors": 0,
            "alignmentErrors": 0,
            "symbolErrors": 0,
            "rxPause": 0,
        },
        "outputErrorsDetail": {"collisions": 0, "lateCollisions": 0, "deferredTransmissions": 0, "txPause": 0},
        "counterRefreshTime": time.time(),
    }


def _vxlan(ctx: Context, port: Port) -> Model:
    """What a VXLAN tunnel interface adds, from the lines of its section."""
    source = setting(port.node, "vxlan source-interface")
    interface = ports(ctx.switch).get(source)
    vnis = {
        node.line.split()[2]: {"vni": int(node.line.split()[4])}
        for node in starting(port.node, "vxlan vlan")
        if word_after(node.line, "vni").isdigit()
    }
    flood = setting(port.node, "vxlan flood vtep").split()
    return {
        "srcIpIntf": source,
        "srcIpAddr": str(interface.ipv4[0].ip) if interface and interface.ipv4 else "0.0.0.0",
        "floodMcastGrp": setting(port.node, "vxlan multicast-group", "0.0.0.0"),
        "replicationMode": "headendVcs" if flood else "multicast",
        "udpPort": int(setting(port.node, "vxlan udp-port", "4789")),
        "vniInDottedNotation": False,
        "vlanToVniMap": vnis,
        "vlanToVtepList": {vlan: {"remoteVtepAddr": flood, "remoteVtepAddr6": []} for vlan in vnis if flood},
    }


_STATES = {"up": "up", "down": "down", "lowerLayerDown": "lowerlayerdown"}


@show_interfaces.text
def _text(_ctx: Context, model: Model) -> str:
    return "".join(_block(entry) for entry in model["interfaces"].values())


def _block(entry: Model) -> str:
    """One interface, as the CLI prints it."""
    state = {"connected": "up", "disabled": "administratively down"}.get(entry["interfaceStatus"], "down")
    lines = [
        f"{entry['name']} is {state}, line protocol is {_STATES[entry['lineProtocolStatus']]} "
        f"({entry['interfaceStatus']})"
    ]
    hardware = {"portChannel": "Port-Channel"}.get(entry["hardware"], entry["hardware"].capitalize())
    if "physicalAddress" in entry:
        mac = dotted(entry["physicalAddress"])
        lines.append(f"  Hardware is {hardware}, address is {mac}" + (f" (bia {mac})" if "duplex" in entry else ""))
    else:
        lines.append(f"  Hardware is {hardware}")
    if entry["description"]:
        lines.append(f"  Description: {entry['description']}")
    if "interfaceMembership" in entry:
        lines.append(f"  {entry['interfaceMembership']}")
    lines.extend(_address_lines(entry))
    rate = f", BW {entry['bandwidth'] // 1000} kbit" if entry["bandwidth"] else ""
    kind = "Ethernet" if entry["forwardingModel"] == "bridged" else "IP"
    lines.append(f"  {kind} MTU {entry['mtu']} bytes{rate}")
    if "duplex" in entry:
        speed = f"{entry['bandwidth'] // 1_000_000_000}Gb/s"
        lines.append(f"  Full-duplex, {speed}, auto negotiation: off, uni-link: n/a")
    if "lastStatusChangeTimestamp" in entry:
        age = time.time() - entry["lastStatusChangeTimestamp"]
        lines.append(f"  {'Up' if state == 'up' else 'Down'} {long_span(age)}")
    if "interfaceCounters" in entry:
        lines.extend(_counter_lines(entry["interfaceCounters"], entry["interfaceStatistics"]))
    return "\n".join(lines) + "\n"


def _address_lines(entry: Model) -> list[str]:
    lines = []
    for address in entry["interfaceAddress"]:
        lines.append(f"  Internet address is {address['primaryIp']['address']}/{address['primaryIp']['maskLen']}")
        lines += [
            f"  Secondary address is {each['address']}/{each['maskLen']}" for each in address["secondaryIpsOrderedList"]
        ]
        lines.append(f"  Broadcast address is {address['broadcastAddress']}")
    if "interfaceAddressIp6" in entry:
        lines.append(f"  IPv6 link-local address is {entry['interfaceAddressIp6']['linkLocalIp6']['address']}/64")
        for each in entry["interfaceAddressIp6"]["globalUnicastIp6s"]:
            length = each["subnet"].partition("/")[2]
            lines.append(f"  IPv6 global unicast address is {each['address']}/{length}")
    return lines


def _counter_lines(counters: Model, rates: Model) -> list[str]:
    errors, output = counters["inputErrorsDetail"], counters["outputErrorsDetail"]
    return [
        f"  {counters['linkStatusChanges']} link status changes since last clear",
        '  Last clearing of "show interface" counters never',
        f"  5 minutes input rate {rates['inBitsRate']:.0f} bps (- with framing overhead), "
        f"{rates['inPktsRate']:.0f} packets/sec",
        f"  5 minutes output rate {rates['outBitsRate']:.0f} bps (- with framing overhead), "
        f"{rates['outPktsRate']:.0f} packets/sec",
        f"     {counters['inTotalPkts']} packets input, {counters['inOctets']} bytes",
        f"     Received {counters['inBroadcastPkts']} broadcasts, {counters['inMulticastPkts']} multicast",
        f"     {errors['runtFrames']} runts, {errors['giantFrames']} giants",
        f"     {counters['totalInErrors']} input errors, {errors['fcsErrors']} CRC, {errors['alignmentErrors']} "
        f"alignment, {errors['symbolErrors']} symbol, {counters['inDiscards']} input discards",
        f"     {errors['rxPause']} PAUSE input",
        f"     {counters['outTotalPkts']} packets output, {counters['outOctets']} bytes",
        f"     Sent {counters['outBroadcastPkts']} broadcasts, {counters['outMulticastPkts']} multicast",
        f"     {counters['totalOutErrors']} output errors, {output['collisions']} collisions",
        f"     {output['lateCollisions']} late collision, {output['deferredTransmissions']} deferred, "
        f"{counters['outDiscards']} output discards",
        f"     {output['txPause']} PAUSE output",
    ]
