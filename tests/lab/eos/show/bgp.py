# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""BGP: summaries, neighbors in every detail, and the paths of ``show ip bgp``; 1000 ``BGP inactive`` without BGP."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping

from ..errors import CommandError
from ..registry import Context, Model, show
from . import evpn_state
from .bgp_state import Path, Session, activated, learned, originated, router_id, section, sessions
from .lines import clock_span, table
from .vrf import check, wanted

HOLD_TIME = 180
KEEPALIVE = 60


def active_asn(ctx: Context) -> str:
    """The AS number; 1000 where BGP is not configured."""
    if ctx.switch.view.bgp is None:
        raise CommandError("BGP inactive")
    check(ctx, ctx.args.get("vrf", "default"))
    return ctx.switch.view.bgp.asn


def served(ctx: Context) -> list[str]:
    """The VRFs that a command speaks of, as far as BGP serves them."""
    return [name for name in wanted(ctx) if section(ctx.switch, name) is not None]


def vrf_head(ctx: Context, name: str) -> Model:
    """What begins the model of a VRF."""
    return {"vrf": name, "routerId": router_id(ctx.switch, name), "asn": active_asn(ctx)}


def _of_family(ctx: Context, vrf: str, version: int | None) -> list[Session]:
    """The sessions of a VRF, those with addresses of one IP version where it is given."""
    found = [each for each in sessions(ctx.switch, vrf) if _version(each)]
    return [each for each in found if version in (None, _version(each))]


def _version(session: Session) -> int:
    """4 or 6; 0 where the neighbor's name is no address."""
    try:
        return ipaddress.ip_address(session.neighbor.address).version
    except ValueError:
        return 0


# -- summaries -------------------------------------------------------------------------------------------------------


def _summary(ctx: Context, version: int) -> Model:
    active_asn(ctx)
    vrfs = {}
    for name in served(ctx):
        accepted = received(learned(ctx.switch, name))
        vrfs[name] = {
            **vrf_head(ctx, name),
            "peers": {
                each.neighbor.address: _summary_peer(each, accepted.get(each.neighbor.address, 0))
                for each in _of_family(ctx, name, version)
                if version == 6 or activated(ctx.switch, name, each.neighbor, "ipv4")
            },
        }
    return {"vrfs": vrfs}


def received(routes: Mapping[str, list[Path]]) -> dict[str, int]:
    """How many routes came from each neighbor, its best paths alone."""
    counts: dict[str, int] = {}
    for paths in routes.values():
        for path in paths:
            counts[path.session.neighbor.address] = counts.get(path.session.neighbor.address, 0) + 1
    return counts


def _messages(session: Session) -> int:
    """Messages in one direction: an OPEN, two UPDATEs and a KEEPALIVE each minute."""
    return 3 + int((time.time() - session.since) / KEEPALIVE) if session.up else 0


def _summary_peer(session: Session, prefixes: int) -> Model:
    model: Model = {
        "version": 4,
        "asn": session.neighbor.remote_as,
        "msgReceived": _messages(session),
        "msgSent": _messages(session),
        "inMsgQueue": 0,
        "outMsgQueue": 0,
        "prefixAccepted": prefixes,
        "prefixReceived": prefixes,
        "upDownTime": session.since or time.time() - 60.5,
        "underMaintenance": False,
        "peerState": session.state,
    }
    if session.neighbor.description:
        model["description"] = session.neighbor.description
    if session.state == "Idle":
        model["peerStateIdleReason"] = "Admin" if session.neighbor.shutdown else "NoInterface"
    return model


@show("show ip bgp summary [vrf <vrf:name>]")
def show_ip_bgp_summary(ctx: Context) -> Model:
    """IPv4 neighbors by VRF."""
    return _summary(ctx, 4)


@show("show bgp evpn summary")
def show_bgp_evpn_summary(ctx: Context) -> Model:
    """The neighbors that take part in EVPN."""
    active_asn(ctx)
    accepted = received({key: paths for key, (_route, paths) in evpn_state.learned(ctx.switch).items()})
    peers = {
        each.neighbor.address: _summary_peer(each, accepted.get(each.neighbor.address, 0))
        for each in _of_family(ctx, "default", None)
        if activated(ctx.switch, "default", each.neighbor, evpn_state.FAMILY)
    }
    return {"vrfs": {"default": {**vrf_head(ctx, "default"), "peers": peers}}}


@show("show ipv6 bgp summary [vrf <vrf:name>]")
def show_ipv6_bgp_summary(ctx: Context) -> Model:
    """IPv6 neighbors by VRF."""
    return _summary(ctx, 6)


@show_ipv6_bgp_summary.text
@show_bgp_evpn_summary.text
@show_ip_bgp_summary.text
def _summary_text(_ctx: Context, model: Model) -> str:
    text = ""
    for name, vrf in model["vrfs"].items():
        head = ("Neighbor", "V", "AS", "MsgRcvd", "MsgSent", "InQ", "OutQ", "Up/Down", "State", "PfxRcd", "PfxAcc")
        rows: list[tuple[object, ...]] = [head]
        for address, peer in vrf["peers"].items():
            state = {"Established": "Estab"}.get(peer["peerState"], peer["peerState"])
            if "peerStateIdleReason" in peer:
                state = f"Idle({peer['peerStateIdleReason']})"
            rows.append(
                (
                    address,
                    peer["version"],
                    peer["asn"],
                    peer["msgReceived"],
                    peer["msgSent"],
                    0,
                    0,
                    clock_span(time.time() - peer["upDownTime"]),
                    state,
                    peer["prefixReceived"],
                    peer["prefixAccepted"],
                )
            )
        text += (
            f"BGP summary information for VRF {name}\n"
            f"Router identifier {vrf['routerId']}, local AS number {vrf['asn']}\n"
            "Neighbor Status Codes: m - Under maintenance\n"
            + "".join(f"  {line}\n" for line in table((16, 1, 10, 8, 8, 4, 4, 8, 13, 6, 6), rows).splitlines())
        )
    return text


@show("show bgp summary [vrf <vrf:name>]")
def show_bgp_summary(ctx: Context) -> Model:
    """All neighbors, with the state of each address family."""
    active_asn(ctx)
    return {"vrfs": {name: _families_of_vrf(ctx, name) for name in served(ctx)}}


#: Address family of the configuration → its key, and what the text calls it.
_FAMILY_KEYS = {
    "ipv4": ("ipv4Unicast", "IPv4 Unicast"),
    "ipv6": ("ipv6Unicast", "IPv6 Unicast"),
    "evpn": ("l2VpnEvpn", "L2VPN EVPN"),
}


def _families_of_vrf(ctx: Context, name: str) -> Model:
    counts = {"ipv4": received(learned(ctx.switch, name))}
    if name == "default":
        found = {key: paths for key, (_route, paths) in evpn_state.learned(ctx.switch).items()}
        counts["evpn"] = received(found)
    peers: dict[str, Model] = {}
    for session in _of_family(ctx, name, None):
        address = session.neighbor.address
        peers[address] = {"peerState": session.state, "peerAsn": session.neighbor.remote_as}
        six = _version(session) == 6
        for family, (key, _label) in _FAMILY_KEYS.items():
            own = family == ("ipv6" if six else "ipv4") and family != "ipv4"
            if not own and ((six and family == "ipv4") or not activated(ctx.switch, name, session.neighbor, family)):
                continue
            number = counts.get(family, {}).get(address, 0)
            peers[address][key] = {
                "afiSafiState": "negotiated" if session.up else "advertised",
                "nlrisReceived": number,
                "nlrisAccepted": number,
            }
    return {**vrf_head(ctx, name), "peers": peers}


@show_bgp_summary.text
def _bgp_summary_text(_ctx: Context, model: Model) -> str:
    text = ""
    for name, vrf in model["vrfs"].items():
        rows: list[tuple[object, ...]] = [
            ("Neighbor", "AS", "Session State", "AFI/SAFI", "AFI/SAFI State", "NLRI Rcd", "NLRI Acc"),
            ("-" * 16, "-" * 10, "-" * 13, "-" * 23, "-" * 14, "-" * 8, "-" * 8),
        ]
        for address, peer in vrf["peers"].items():
            for key, label in _FAMILY_KEYS.values():
                if key in peer:
                    rows.append(
                        (
                            address,
                            peer["peerAsn"],
                            peer["peerState"],
                            label,
                            peer[key]["afiSafiState"].capitalize(),
                            peer[key]["nlrisReceived"],
                            peer[key]["nlrisAccepted"],
                        )
                    )
        text += (
            f"BGP summary information for VRF {name}\n"
            f"Router identifier {vrf['routerId']}, local AS number {vrf['asn']}\n"
            + table((16, 10, 13, 23, 14, 8, 8), rows)
        )
    return text


# -- neighbors -------------------------------------------------------------------------------------------------------


def _neighbors(ctx: Context, version: int | None) -> Model:
    active_asn(ctx)
    address = ctx.args.get("address")
    vrfs = {}
    for name in served(ctx):
        routes, own = learned(ctx.switch, name), len(originated(ctx.switch, name))
        accepted = received(routes)
        vrfs[name] = {
            "peerList": [
                {**_peer(each, accepted.get(each.neighbor.address, 0), own + _passed_on(routes, each)), "vrf": name}
                for each in _of_family(ctx, name, version)
                if address in (None, each.neighbor.address)
            ]
        }
    return {"vrfs": vrfs}


def _passed_on(routes: dict[str, list[Path]], session: Session) -> int:
    """How many learned prefixes go to a neighbor: those whose path does not go through its AS."""
    remote = session.neighbor.remote_as
    return sum(
        remote not in paths[0].as_path and not (session.internal and paths[0].session.internal)
        for paths in routes.values()
    )


def _peer(session: Session, received: int, sent: int) -> Model:
    """One neighbor of ``show ip bgp neighbors``."""
    established = int(time.time() - session.since) if session.up else 0
    model: Model = {
        "peerAddress": session.neighbor.address,
        "asn": session.neighbor.remote_as,
        "linkType": "internal" if session.internal else "external",
        "routerId": session.peer_id,
        "vrf": "default",
        "version": 4,
        "negotiatedVersion": 4,
        "updateGroupIndex": -1,
        "lastRcvd": established % KEEPALIVE,
        "lastSent": established % KEEPALIVE,
        "holdTime": HOLD_TIME if session.up else 0,
        "keepaliveTime": KEEPALIVE if session.up else 0,
        "configHoldTime": HOLD_TIME,
        "configKeepaliveTime": KEEPALIVE,
        "minHoldTime": 3,
        "configMinHoldTime": 3,
        "state": session.state,
        "establishedTransitions": int(session.up),
        "lastState": "OpenConfirm" if session.up else "Idle",
        "lastEvent": "Established" if session.up else "Start",
        "bgpSoftReconfigInbound": "Default",
        "localAsn": session.local_asn,
        "localRouterId": session.local_id,
        "ttl": 255 if session.internal else 1,
        "maxTtlHops": 255,
        "prependOwnDisabled": False,
        "advertisedCommunities": {
            kind: kind in session.neighbor.communities for kind in ("standard", "extended", "large")
        },
    }
    if session.neighbor.description:
        model["description"] = session.neighbor.description
    if session.neighbor.peer_group:
        model["peerGroupName"] = session.neighbor.peer_group
    if session.state == "Idle":
        model["idleReason"] = "Administratively shut down" if session.neighbor.shutdown else "No interface"
    model.update(_traffic(session, received, sent))
    model.update(_constants())
    model.update(_negotiated(session))
    model.update(_connection(session, established) if session.up else _waiting(session))
    return model


def _traffic(session: Session, received: int, sent: int) -> Model:
    """Messages and prefixes of a neighbor."""
    total = _messages(session)
    stats = {
        "opens": min(1, total),
        "notifications": 0,
        "updates": min(2, total),
        "keepalives": max(0, total - 3),
        "rtRefreshes": 0,
        "beginOfRtRefreshes": 0,
        "endOfRtRefreshes": 0,
    }
    six = ipaddress.ip_address(session.neighbor.address).version == 6
    return {
        "outMessageStats": stats,
        "inMessageStats": dict(stats),
        "sentMessages": total,
        "receivedMessages": total,
        "prefixesSent": 0 if six or not session.up else sent,
        "prefixesReceived": 0 if six else received,
        "v4BestPaths": 0 if six else received,
        "v4BestEcmpPaths": 0,
        "v6PrefixesSent": 0,
        "v6PrefixesReceived": received if six else 0,
        "v6BestPaths": received if six else 0,
        "v6BestEcmpPaths": 0,
        "totalRoutesWarnLimit": 204800,
        "maxTotalRoutes": 256000,
    }


_DROPS = (
    "inDropAsloop",
    "inDropClusterIdLoop",
    "inDropMalformedMpbgp",
    "inDropOrigId",
    "inDropNhLocal",
    "inDropNhAfV6",
    "prefixDroppedMartianV4",
    "prefixDroppedMartianV6",
    "prefixLuDroppedV4",
    "prefixLuDroppedMartianV4",
    "prefixLuDroppedV6",
    "prefixLuDroppedMartianV6",
    "prefixEvpnDroppedUnsupportedRouteType",
    "prefixBgpLsDroppedReceptionUnsupported",
    "outDropV4LocalAddr",
    "outDropV6LocalAddr",
    "prefixVpnIpv4DroppedImportMatchFailure",
    "prefixVpnIpv6DroppedImportMatchFailure",
    "prefixEvpnDroppedImportMatchFailure",
    "prefixRtMembershipDroppedLocalAsReject",
)
_OFF = (
    "nexthopLuOriginateIpv4Uni",
    "thirdPartyNexthopLuOriginateIpv4Uni",
    "nexthopLuOriginateLfibBackupIpForwardIpv4Uni",
    "nexthopLuOriginateIpv6Uni",
    "thirdPartyNexthopLuOriginateIpv6Uni",
    "nexthopLuOriginateLfibBackupIpForwardIpv6Uni",
    "aigpSessionIpv4Uni",
    "aigpSessionIpv4LabeledUni",
    "aigpSessionIpv6Uni",
    "aigpSessionIpv6LabeledUni",
    "fwdFailoverTriggerSessionIpv4Uni",
    "fwdFailoverTriggerSessionIpv6Uni",
)


def _constants() -> Model:
    """What is the same for all neighbors of the lab."""
    return {
        **dict.fromkeys(_OFF, False),
        "dropStats": dict.fromkeys(_DROPS, 0),
        "peerInUpdateErrors": {
            "inUpdErrWithdraw": 0,
            "inUpdErrIgnore": 0,
            "inUpdErrDisableAfiSafi": 0,
            "disabledAfiSafi": "None",
            "lastUpdErrTime": 0,
        },
        "rpkiOriginValidationMethod": "disabled",
        "rpkiOriginValidationSendExtComm": False,
        "rpkiOriginValidationRouteMap": "",
        "orrPosition": {},
    }


def _negotiated(session: Session) -> Model:
    """Capabilities, address families, and the addresses of the connection: port 0 here as long as there is none."""
    up = session.up
    both = {"advertised": True, "received": up, "enabled": up}
    family = "ipv6Unicast" if ":" in session.neighbor.address else "ipv4Unicast"
    paths = {
        "receivingAddPaths": {"receiveCapabilityAdvertised": True, "sendCapabilityReceived": False, "enabled": False}
    }
    if up:
        paths["sendingAddPaths"] = {
            "sendCapabilityAdvertised": False,
            "receiveCapabilityReceived": True,
            "enabled": False,
        }
    end = {"status": "received", "eorReceivedTime": session.since + 1.25, "stalePathsDeleted": 0}
    return {
        "neighborCapabilities": {
            "negotiationDisabled": False,
            "unsupportedCapReceived": False,
            "multiprotocolCaps": {family: both},
            "fourOctetAsnCap": both,
            "routeRefreshCap": both,
            "enhancedRouteRefreshCap": both,
            "sendEorMessages": both,
            "addPathsCaps": {family: paths},
        },
        "endOfRibs": {"incoming": {family: end} if up else {}},
        "afiSafiInfo": {family: {"localNexthop": session.local_address}} if up else {},
        "updateSource": session.local_address,
        "localPort": 179 if up else 0,
        "remotePort": 32768 + int(ipaddress.ip_address(session.neighbor.address)) % 28000 if up else 179,
    }


def _connection(session: Session, established: int) -> Model:
    """What an established session adds; times in seconds."""
    return {
        "establishedTime": established,
        "holdTimeLeft": HOLD_TIME - established % KEEPALIVE,
        "keepaliveTimeLeft": KEEPALIVE - established % KEEPALIVE,
        "enRRefreshstalePathRemoval": False,
        "outboundEnRRefreshEnabled": True,
        "ifName": session.port,
        "peerTcpInfo": _tcp(),
    }


def _waiting(session: Session) -> Model:
    """What a session that is down adds."""
    return {"connectTimeLeft": 0, "connectInterval": 64, "connectFailed": 0 if session.neighbor.shutdown else 7}


def _tcp() -> Model:
    return {
        "state": "ESTABLISHED",
        "options": 7,
        "sendWindowScale": 7,
        "rcvWindowScale": 7,
        "retransTimeout": 204000,
        "delayedAckTimeout": 40000,
        "maxSegmentSize": 1448,
        "sndRtt": 2200,
        "sndRttVariance": 900,
        "slowStartThreshold": 2147483647,
        "congestionWindow": 10,
        "rcvRtt": 0,
        "rcvWindow": 14600,
        "totalRetrans": 0,
        "outputQueueLength": 0,
        "outputMaxQueueLength": 87040,
        "inputQueueLength": 0,
        "inputMaxQueueLength": 32768,
        "connectionOptions": {
            "timestampsEnabled": True,
            "selectiveAcknowledgementsEnabled": True,
            "windowScaleEnabled": True,
            "ecnEnabled": False,
        },
    }


@show("show ip bgp neighbors [<address:ipv4>] [vrf <vrf:name>]", revision=2)
def show_ip_bgp_neighbors(ctx: Context) -> Model:
    """IPv4 neighbors in detail."""
    return _neighbors(ctx, 4)


@show("show ipv6 bgp peers [<address:ipv6>] [vrf <vrf:name>]", revision=2)
def show_ipv6_bgp_peers(ctx: Context) -> Model:
    """IPv6 neighbors in detail."""
    return _neighbors(ctx, 6)


@show("show bgp neighbors [<address:ip>] [vrf <vrf:name>]", revision=2)
def show_bgp_neighbors(ctx: Context) -> Model:
    """All neighbors in detail."""
    return _neighbors(ctx, None)


@show_bgp_neighbors.text
@show_ipv6_bgp_peers.text
@show_ip_bgp_neighbors.text
def _neighbors_text(_ctx: Context, model: Model) -> str:
    return "".join(_neighbor_block(peer) for vrf in model["vrfs"].values() for peer in vrf["peerList"])


def _neighbor_block(peer: Model) -> str:
    """One neighbor as the CLI prints it, an empty line after it."""
    sent, received = peer["outMessageStats"], peer["inMessageStats"]
    up = f", up for {clock_span(peer['establishedTime'])}" if peer["state"] == "Established" else ""
    rows = [
        (label, sent[key], received[key])
        for label, key in (
            ("Opens", "opens"),
            ("Notifications", "notifications"),
            ("Updates", "updates"),
            ("Keepalives", "keepalives"),
            ("Route Refresh", "rtRefreshes"),
        )
    ]
    rows.append(("Total messages", peer["sentMessages"], peer["receivedMessages"]))
    prefixes = [
        ("IPv4 Unicast", peer["prefixesSent"], peer["prefixesReceived"]),
        ("IPv6 Unicast", peer["v6PrefixesSent"], peer["v6PrefixesReceived"]),
    ]
    source = (
        f", local port is {peer['localPort']}\nRemote TCP address is {peer['peerAddress']}, "
        f"remote port is {peer['remotePort']}"
        if up
        else ""
    )
    return (
        f"BGP neighbor is {peer['peerAddress']}, remote AS {peer['asn']}, {peer['linkType']} link\n"
        + (f" Description: {peer['description']}\n" if "description" in peer else "")
        + f"  BGP version 4, remote router ID {peer['routerId']}, VRF {peer['vrf']}\n"
        f"  Last read {clock_span(peer['lastRcvd'])}, last write {clock_span(peer['lastSent'])}\n"
        f"  Hold time is {peer['holdTime']}, keepalive interval is {peer['keepaliveTime']} seconds\n"
        f"  Configured hold time is {peer['configHoldTime']}, keepalive interval is {peer['configKeepaliveTime']} "
        "seconds\n"
        f"  BGP state is {peer['state']}{up}\n"
        f"  Number of transitions to established: {peer['establishedTransitions']}\n"
        f"  Last state was {peer['lastState']}\n"
        f"  Last event was {peer['lastEvent']}\n"
        "  Message Statistics:\n                         Sent      Rcvd\n"
        + "".join(f"    {label + ':':<17}{out:>8}{into:>10}\n" for label, out, into in rows)
        + "  Prefix Statistics:\n                         Sent      Rcvd\n"
        + "".join(f"    {label + ':':<17}{out:>8}{into:>10}\n" for label, out, into in prefixes)
        + f"Local AS is {peer['localAsn']}, local router ID {peer['localRouterId']}\n"
        f"TTL is {peer['ttl']}\n"
        + (f"Local TCP address is {peer['updateSource']}{source}\n" if up else "")
        + "Auto-Local-Addr is disabled\n\n"
    )


# -- paths -----------------------------------------------------------------------------------------------------------


@show(
    "show ip bgp [<prefix:prefix>] [<longer:longer-prefixes|longer>] [vrf <vrf:name>]",
    "show ip bgp [<prefix:prefix>] [<longer:longer-prefixes|longer>] <detail:detail|details> [vrf <vrf:name>]",
    "show ip bgp <address:ipv4> [vrf <vrf:name>]",
    revision=3,
)
def show_ip_bgp(ctx: Context) -> Model:
    """The BGP table by VRF and prefix. Before revision 3 AS paths stand without the origin's letter."""
    active_asn(ctx)
    return {"vrfs": {name: {**vrf_head(ctx, name), "bgpRouteEntries": _entries(ctx, name)} for name in served(ctx)}}


def _entries(ctx: Context, name: str) -> Model:
    """The prefixes of a VRF that the command asks for, in order."""
    found: dict[str, list[Path | None]] = {prefix: [None] for prefix in originated(ctx.switch, name)}
    found.update({prefix: list(paths) for prefix, paths in learned(ctx.switch, name).items()})
    entries = {}
    for prefix in sorted(found, key=lambda each: (int(ipaddress.IPv4Network(each).network_address), each)):
        if _wanted(ctx, ipaddress.IPv4Network(prefix)):
            network = ipaddress.IPv4Network(prefix)
            paths = [path_entry(ctx, path, first=index == 0) for index, path in enumerate(found[prefix])]
            entries[prefix] = {
                "address": str(network.network_address),
                "maskLength": network.prefixlen,
                "totalPaths": len(paths),
                "bgpRoutePaths": paths,
            }
    return entries


def _wanted(ctx: Context, prefix: ipaddress.IPv4Network) -> bool:
    if "address" in ctx.args:
        return ipaddress.IPv4Address(ctx.args["address"]) in prefix
    if "prefix" in ctx.args:
        target = ipaddress.IPv4Interface(ctx.args["prefix"]).network
        return prefix.subnet_of(target) if "longer" in ctx.args else prefix == target
    return True


def path_entry(ctx: Context, path: Path | None, first: bool) -> Model:
    """One path; None stands for the switch's own announcement."""
    session = path.session if path else None
    numbers = " ".join(path.as_path) if path else ""
    kind = "Local" if session is None else "Internal" if session.internal else "External"
    return {
        "asPathEntry": {"asPath": f"{numbers} i".strip() if ctx.revision >= 3 else numbers, "asPathType": kind},
        "nextHop": path.next_hop if path else "",
        "med": 0,
        "localPreference": 100,
        "weight": 0 if session else 32768,
        "reasonNotBestpath": "noReason" if first else "ecmpFast",
        "routeType": {
            "valid": True,
            "active": first,
            "ecmp": False,
            "ecmpHead": False,
            "ecmpContributor": False,
            "backup": False,
            "stale": False,
            "suppressed": False,
        },
        "routeDetail": {
            "origin": "Igp",
            "communityList": [],
            "peerEntry": {
                "peerAddr": session.neighbor.address if session else "0.0.0.0",
                "peerRouterId": session.peer_id if session else router_id(ctx.switch),
            },
        },
    }


def _path_text(path: Model) -> str:
    """What `detail` says of a path."""
    peer, kind = path["routeDetail"]["peerEntry"], path["asPathEntry"]["asPathType"]
    local = kind == "Local"
    source = "-" if local else path["nextHop"]
    states = [*(["valid"] if path["routeType"]["valid"] else []), kind.lower()]
    states += ["best"] if path["routeType"]["active"] else []
    return (
        f"  {path['asPathEntry']['asPath'].removesuffix('i').strip() or 'Local'}\n"
        f"    {source} from {source if local else peer['peerAddr']} ({peer['peerRouterId']})\n"
        f"      Origin IGP, metric {path['med']}, localpref {path['localPreference']}, IGP metric {0 if local else 1}, "
        f"weight {path['weight']}, received 3d08h ago, {', '.join(states)}\n"
        "      Rx SAFI: Unicast\n"
    )


def _detail_text(model: Model) -> str:
    text = ""
    for name, vrf in model["vrfs"].items():
        text += (
            f"BGP routing table information for VRF {name}\n"
            f"Router identifier {vrf['routerId']}, local AS number {vrf['asn']}\n"
        )
        for prefix, entry in vrf["bgpRouteEntries"].items():
            text += f"BGP routing table entry for {prefix}\n Paths: {entry['totalPaths']} available\n"
            text += "".join(_path_text(path) for path in entry["bgpRoutePaths"])
    return text


@show_ip_bgp.text
def _ip_bgp_text(ctx: Context, model: Model) -> str:
    if "detail" in ctx.args or "address" in ctx.args or ("prefix" in ctx.args and "longer" not in ctx.args):
        return _detail_text(model)
    text = ""
    for name, vrf in model["vrfs"].items():
        rows: list[tuple[object, ...]] = [("", "Network", "Next Hop", "Metric", "LocPref", "Weight", "Path")]
        for prefix, entry in vrf["bgpRouteEntries"].items():
            for path in entry["bgpRoutePaths"]:
                mark = "* >" if path["routeType"]["active"] else "*"
                rows.append(
                    (
                        mark,
                        prefix,
                        path["nextHop"] or "-",
                        path["med"],
                        path["localPreference"],
                        path["weight"],
                        path["asPathEntry"]["asPath"],
                    )
                )
        text += (
            f"BGP routing table information for VRF {name}\n"
            f"Router identifier {vrf['routerId']}, local AS number {vrf['asn']}\n"
            "Route status codes: s - suppressed, * - valid, > - active\n"
            + "".join(f" {line}\n" for line in table((4, 22, 21, 7, 8, 7, 30), rows).splitlines())
        )
    return text
