# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show bfd peers``: the BGP neighbors with ``bfd``; their sessions are up when BGP's are."""

from __future__ import annotations

import ipaddress
import zlib

from ..registry import Context, Model, show
from ..tree import Node
from .bgp_state import Session, sessions
from .lines import has, table
from .vrf import wanted

_INTERVAL = 300_000


def _with_bfd(ctx: Context) -> list[Session]:
    """The sessions of BGP that BFD guards, by themselves or through their peer group."""
    found = ctx.switch.running.root.under("router", "bgp")
    node = found[0] if found else Node()
    return [
        session
        for session in sessions(ctx.switch)
        if any(
            has(node, f"neighbor {name} bfd") and not has(node, f"no neighbor {session.neighbor.address} bfd")
            for name in (session.neighbor.address, session.neighbor.peer_group)
        )
    ]


def _peer(ctx: Context, session: Session) -> Model:
    detail = {
        "role": "active",
        "apps": ["bgp"],
        "operTxInterval": _INTERVAL,
        "operRxInterval": _INTERVAL,
        "detectMult": 3,
        "detectTime": 3 * _INTERVAL,
        "txInterval": _INTERVAL,
        "rxInterval": _INTERVAL,
    }
    peer: Model = {
        "status": "up" if session.up else "down",
        "sessType": "sessionTypeNormal",
        "localDisc": zlib.crc32(f"{ctx.switch.name} {session.neighbor.address}".encode()),
        "remoteDisc": zlib.crc32(session.neighbor.address.encode()) if session.up else 0,
        "lastUp": session.since,
        "lastDown": 0.0,
        "lastDiag": "diagNone",
        "l3intf": session.port,
        "authType": "none",
        "tunnelId": 0,
    }
    if "detail" in ctx.args:
        peer["peerStatsDetail"] = detail
    return peer


@show("show bfd peers [vrf <vrf:name>]", "show bfd peers <detail:detail|dest-ip> [vrf <vrf:name>]")
def show_bfd_peers(ctx: Context) -> Model:
    """The peers by VRF and address; intervals in microseconds."""
    vrfs: dict[str, Model] = {}
    if "vrf" not in ctx.args or "default" in wanted(ctx):
        vrfs["default"] = {"ipv4Neighbors": {}, "ipv6Neighbors": {}}
    for session in _with_bfd(ctx) if vrfs else ():
        family = f"ipv{ipaddress.ip_address(session.neighbor.address).version}Neighbors"
        vrfs["default"][family][session.neighbor.address] = {"peerStats": {session.port: _peer(ctx, session)}}
    return {"vrfs": vrfs}


@show_bfd_peers.text
def _peers_text(_ctx: Context, model: Model) -> str:
    text = ""
    for name, vrf in model["vrfs"].items():
        rows: list[tuple[object, ...]] = [("DstAddr", "MyDisc", "YourDisc", "Interface/Transport", "Type", "State")]
        for family in ("ipv4Neighbors", "ipv6Neighbors"):
            for address, entry in vrf[family].items():
                for peer in entry["peerStats"].values():
                    state = peer["status"].title()
                    rows.append((address, peer["localDisc"], peer["remoteDisc"], peer["l3intf"], "normal", state))
        text += f"VRF name: {name}\n-----------------\n{table((15, 11, 11, 20, 8, 6), rows)}"
    return text


@show("show bfd peers summary")
def show_bfd_summary(ctx: Context) -> Model:
    """How many peers there are, and how many of them are up."""
    found = _with_bfd(ctx)
    up = sum(session.up for session in found)
    bfd = ctx.switch.running.root.get("router", "bfd") or Node()
    return {
        "adminDown": has(bfd, "shutdown"),
        "globalBfd": {"minTx": 300, "minRx": 300, "detectMult": 3},
        "ipv4Summary": {"total": len(found), "up": up, "down": len(found) - up, "init": 0, "adminDown": 0},
    }


@show_bfd_summary.text
def _summary_text(_ctx: Context, model: Model) -> str:
    counts = model["ipv4Summary"]
    return (
        f"Admin State: {'Down' if model['adminDown'] else 'Up'}\n"
        f"Total number of client peer: {counts['total']}, up {counts['up']}, down {counts['down']}\n"
    )
