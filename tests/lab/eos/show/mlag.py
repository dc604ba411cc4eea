# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show mlag`` (revision 2) from ``mlag configuration`` here and at the peer.

Revision 1 is the lab's own idea of the older model: public captures show the second alone.
"""

from __future__ import annotations

from ..names import natural
from ..registry import Context, Model, show
from ..switch import Switch
from .lines import has, setting, starting
from .ports import Port, ports

_KEYS = {
    "domainId": "domain-id",
    "localInterface": "local-interface",
    "peerAddress": "peer-address",
    "peerLink": "peer-link",
}


def settings(switch: Switch) -> Model:
    """Domain, local interface, peer address and peer link as configured; empty where they are not, or shut down."""
    sections = [node for node in starting(switch.running.root, "mlag configuration") if not has(node, "shutdown")]
    return {key: setting(sections[0], word) if sections else "" for key, word in _KEYS.items()}


def peer(switch: Switch) -> Switch | None:
    """The switch that answers at the peer address over the peer link, in the same domain."""
    own = settings(switch)
    if not all(own.values()):
        return None
    local = ports(switch).get(own["localInterface"])
    addresses = [str(address.ip) for address in local.ipv4] if local and local.status == "connected" else []
    for link in switch.links.values():
        if not link.neighbor.powered:
            continue
        other = settings(link.neighbor)
        if other["domainId"] == own["domainId"] and other["peerAddress"] in addresses:
            return link.neighbor
    return None


@show("show mlag", revision=2)
def show_mlag(ctx: Context) -> Model:
    """State of the pair, and how many MLAG ports are in which state. Revision 1 lacks the dual-primary keys."""
    return _model(ctx)


@show("show mlag detail", revision=2)
def show_mlag_detail(ctx: Context) -> Model:
    """The same with roles and timers, in milliseconds."""
    return {**_model(ctx), "detail": _detail(ctx.switch, peer(ctx.switch))}


def _model(ctx: Context) -> Model:
    own, other = settings(ctx.switch), peer(ctx.switch)
    if not any(own.values()):
        state, negotiation = "disabled", "disconnected"
    else:
        state, negotiation = ("active", "connected") if other else ("inactive", "connecting")
    found = ports(ctx.switch)
    local, link = found.get(own["localInterface"]), found.get(own["peerLink"])
    model: Model = {
        **own,
        "state": state,
        "negStatus": negotiation,
        "peerLinkStatus": _status(link),
        "localIntfStatus": _status(local),
        "systemId": _system_id(ctx.switch, other) if other else "00:00:00:00:00:00",
        "mlagPorts": _counts(ctx.switch, other),
        "configSanity": "consistent" if other else "",
        "portsErrdisabled": bool(other) and ctx.switch.uptime() < _delay(ctx.switch, "mlag"),
        "reloadDelay": _delay(ctx.switch, "mlag"),
        "reloadDelayNonMlag": _delay(ctx.switch, "non-mlag"),
    }
    if ctx.revision >= 2:
        model.update(
            {
                "dualPrimaryDetectionState": "disabled",
                "dualPrimaryPortsErrdisabled": False,
                "dualPrimaryMlagRecoveryDelay": 0,
                "dualPrimaryNonMlagRecoveryDelay": 0,
            }
        )
    return model


def _delay(switch: Switch, kind: str) -> int:
    """The configured delay after a start, in seconds."""
    sections = starting(switch.running.root, "mlag configuration")
    return int(setting(sections[0], f"reload-delay {kind}", "300")) if sections else 300


def _status(port: Port | None) -> str:
    return "" if port is None else "up" if port.status == "connected" else "down"


def _system_id(switch: Switch, other: Switch) -> str:
    """The lower MAC address of the pair, marked as locally administered."""
    return min(switch.hardware.system_mac, other.hardware.system_mac)


def _counts(switch: Switch, other: Switch | None) -> Model:
    """MLAG ports by state, both switches considered."""
    counts = {"Disabled": 0, "Configured": 0, "Inactive": 0, "Active-partial": 0, "Active-full": 0}
    remote = _by_id(other) if other else {}
    for number, port in _by_id(switch).items():
        here = port.status == "connected"
        there = number in remote and remote[number].status == "connected"
        if port.config.shutdown:
            counts["Disabled"] += 1
        elif number not in remote:
            counts["Configured"] += 1
        else:
            counts["Active-full" if here and there else "Active-partial" if here or there else "Inactive"] += 1
    return counts


def _by_id(switch: Switch) -> dict[str, Port]:
    found = ((setting(port.node, "mlag"), port) for port in ports(switch).values())
    return {number: port for number, port in found if number}


def _detail(switch: Switch, other: Switch | None) -> Model:
    primary = other is None or natural(switch.hardware.system_mac) <= natural(other.hardware.system_mac)
    return {
        "mlagState": "disabled" if other is None else "primary" if primary else "secondary",
        "peerMlagState": "unknown" if other is None else "secondary" if primary else "primary",
        "primaryPriority": 32767,
        "peerPrimaryPriority": 32767,
        "mlagHwReady": True,
        "stateChanges": 2 if other else 0,
        "heartbeatInterval": 4000,
        "heartbeatTimeout": 60000,
        "dualPrimaryDetectionDelay": 0,
        "dualPrimaryAction": "none",
    }


@show_mlag_detail.text
@show_mlag.text
def _text(_ctx: Context, model: Model) -> str:
    rows = [
        ("domain-id", model["domainId"]),
        ("local-interface", model["localInterface"]),
        ("peer-address", model["peerAddress"] or "0.0.0.0"),
        ("peer-link", model["peerLink"]),
        ("peer-config", model["configSanity"]),
    ]
    status = [
        ("state", model["state"].capitalize()),
        ("negotiation status", model["negStatus"].capitalize()),
        ("peer-link status", model["peerLinkStatus"].capitalize()),
        ("local-int status", model["localIntfStatus"].capitalize()),
        ("system-id", model["systemId"]),
        ("dual-primary detection", model["dualPrimaryDetectionState"].capitalize()),
    ]
    counts = list(model["mlagPorts"].items())
    return "".join(
        f"{title}:\n" + "".join(f"{label:<35}: {value:>18}\n" for label, value in part) + "\n"
        for title, part in (("MLAG Configuration", rows), ("MLAG Status", status), ("MLAG Ports", counts))
    )


@show("show mlag config-sanity")
def show_mlag_sanity(ctx: Context) -> Model:
    """Differences between the two switches: the lab looks for none."""
    return {
        "mlagActive": peer(ctx.switch) is not None,
        "mlagConnected": peer(ctx.switch) is not None,
        "globalConfiguration": {},
        "interfaceConfiguration": {},
    }


@show_mlag_sanity.text
def _sanity_text(_ctx: Context, model: Model) -> str:
    if not model["mlagActive"]:
        return "MLAG is currently disabled.\n"
    return "No global configuration inconsistencies found.\n\nNo per interface configuration inconsistencies found.\n"


@show("show mlag interfaces")
def show_mlag_interfaces(ctx: Context) -> Model:
    """MLAG ports by their number."""
    other = peer(ctx.switch)
    remote = _by_id(other) if other else {}
    found = {}
    for number, port in _by_id(ctx.switch).items():
        far = remote.get(number)
        full = port.status == "connected" and far is not None and far.status == "connected"
        found[number] = {
            "localInterface": port.name,
            "localInterfaceStatus": "up" if port.status == "connected" else "down",
            "peerInterface": far.name if far else "",
            "peerInterfaceStatus": "up" if far and far.status == "connected" else "down" if far else "n/a",
            "status": "active-full" if full else "active-partial" if port.status == "connected" else "inactive",
        }
    return {"interfaces": found}


@show_mlag_interfaces.text
def _interfaces_text(_ctx: Context, model: Model) -> str:
    head = "   mlag       desc       state         local        remote          status\n" + "-" * 70 + "\n"
    return head + "".join(
        f"{number:>7} {'':<10} {entry['status']:>15} {entry['localInterface']:>13} {entry['peerInterface']:>13}   "
        f"{entry['localInterfaceStatus']}/{entry['peerInterfaceStatus']}\n"
        for number, entry in model["interfaces"].items()
    )
