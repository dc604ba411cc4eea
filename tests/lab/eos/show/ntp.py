# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show ntp status``, ``show ntp associations``, ``show ip name-server``: from the configured servers.

The first server is the one that the switch follows.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from ..registry import Context, Model, show
from .lines import starting


@dataclass(frozen=True)
class Server:
    """A configured NTP server."""

    address: str
    vrf: str
    preferred: bool


def servers(ctx: Context) -> list[Server]:
    """The servers in the order of the configuration, a preferred one first."""
    found = []
    for node in starting(ctx.switch.running.root, "ntp server"):
        words = node.line.split()[2:]
        vrf = "default"
        if words[0] == "vrf":
            vrf, words = words[1], words[2:]
        found.append(Server(words[0], vrf, "prefer" in words))
    return sorted(found, key=lambda server: not server.preferred)


@show("show ntp status", modelled=(4, 20))
def show_ntp_status(ctx: Context) -> Model:
    """Whether the clock follows a server."""
    found = servers(ctx)
    if not found:
        return {"status": "disabled", "clientEnabled": False}
    return {
        "status": "synchronised",
        "clientEnabled": True,
        "peerIpAddr": found[0].address,
        "stratum": 3,
        "offset": 0.000071,
        "rootDelay": 0.0149,
        "rootDispersion": 0.0212,
        "pollInterval": 64,
    }


@show_ntp_status.text
def _status_text(_ctx: Context, model: Model) -> str:
    if not model["clientEnabled"]:
        return "NTP is disabled.\n"
    return (
        f"{model['status']} to NTP server ({model['peerIpAddr']}) at stratum {model['stratum']}\n"
        "   time correct to within 29 ms\n"
        f"   polling server every {model['pollInterval']} s\n\n"
    )


@show("show ntp associations")
def show_ntp_associations(ctx: Context) -> Model:
    """The servers and how well they answer; times in milliseconds, intervals in seconds."""
    peers = {}
    for index, server in enumerate(servers(ctx)):
        peers[server.address] = {
            "condition": "sys.peer" if index == 0 else "candidate",
            "peerIpAddr": server.address,
            "refid": ".GNSS." if index == 0 else "192.0.2.1",
            "stratumLevel": 2,
            "peerType": "unicast",
            "lastReceived": time.time() - time.time() % 64,
            "pollInterval": 64,
            "reachabilityHistory": [True] * 8,
            "delay": 0.412 + index,
            "offset": 0.071,
            "jitter": 0.038,
        }
    return {"peers": peers}


@show_ntp_associations.text
def _associations_text(_ctx: Context, model: Model) -> str:
    if not model["peers"]:
        return "NTP is disabled.\n"
    text = "     remote           refid      st t when poll reach   delay   offset  jitter\n" + "=" * 78 + "\n"
    for address, each in model["peers"].items():
        mark = "*" if each["condition"] == "sys.peer" else "+"
        refid = each["refid"].strip(".")
        text += (
            f"{mark}{address:<15} {refid:<15} {each['stratumLevel']:>2} u {int(time.time() % 64):>4} "
            f"{each['pollInterval']:>4} {377:>5} {each['delay']:>7.3f} {each['offset']:>8.3f} "
            f"{each['jitter']:>7.3f}\n"
        )
    return text


@show("show ip name-server")
def show_name_server(ctx: Context) -> Model:
    """The configured DNS servers."""
    found = []
    for node in starting(ctx.switch.running.root, "ip name-server"):
        words = node.line.split()[2:]
        vrf = "default"
        if words[0] == "vrf":
            vrf, words = words[1], words[2:]
        found.append((vrf, words[0]))
    return {
        "nameServerConfigs": [{"ipAddr": address, "vrf": vrf, "priority": 0} for vrf, address in found],
        "v4NameServers": [address for _vrf, address in found if ":" not in address],
        "v6NameServers": [address for _vrf, address in found if ":" in address],
    }


@show_name_server.text
def _name_server_text(_ctx: Context, model: Model) -> str:
    count = len(model["nameServerConfigs"])
    return f"{count} IP name servers configured:\n" + "".join(
        f"IP Address: {each['ipAddr']} VRF: {each['vrf']} Priority: {each['priority']}\n"
        for each in model["nameServerConfigs"]
    )
