# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show snmp`` and its parts, from the ``snmp-server`` lines."""

from __future__ import annotations

from ..registry import Context, Model, show
from .lines import setting, starting


def _line(ctx: Context, word: str) -> str:
    return setting(ctx.switch.running.root, f"snmp-server {word}").strip('"')


@show("show snmp v2-mib chassis", "show snmp chassis")
def show_chassis(ctx: Context) -> Model:
    """The chassis id: the configured one, else the serial number."""
    return {"chassisId": _line(ctx, "chassis-id") or ctx.switch.hardware.serial}


@show_chassis.text
def _chassis_text(_ctx: Context, model: Model) -> str:
    return f"Chassis: {model['chassisId']}\n"


@show("show snmp v2-mib location", "show snmp location")
def show_location(ctx: Context) -> Model:
    """The location, empty where none is set."""
    return {"location": _line(ctx, "location")}


@show_location.text
def _location_text(_ctx: Context, model: Model) -> str:
    return f"Location: {model['location']}\n"


@show("show snmp v2-mib contact", "show snmp contact")
def show_contact(ctx: Context) -> Model:
    """The contact, empty where none is set."""
    return {"contact": _line(ctx, "contact")}


@show_contact.text
def _contact_text(_ctx: Context, model: Model) -> str:
    return f"Contact: {model['contact']}\n"


@show("show snmp community")
def show_community(ctx: Context) -> Model:
    """The communities by name."""
    found = {}
    for node in starting(ctx.switch.running.root, "snmp-server community"):
        words = node.line.split()
        found[words[2]] = {"communityAccess": words[3] if len(words) > 3 else "ro"}
    return {"communities": found}


@show_community.text
def _community_text(_ctx: Context, model: Model) -> str:
    return "".join(
        f"Community name: {name}\nCommunity access: {entry['communityAccess']}\n\n"
        for name, entry in model["communities"].items()
    )


_COUNTERS = {
    "inVersionErrs": "Bad SNMP version errors",
    "inBadCommunityNames": "Unknown community name",
    "inBadCommunityUses": "Illegal operation for community name supplied",
    "inParseErrs": "Encoding errors",
}


@show("show snmp")
def show_snmp(ctx: Context) -> Model:
    """Whether SNMP runs, where, and its counters; nothing asks it anything in the lab."""
    enabled = bool(starting(ctx.switch.running.root, "snmp-server community"))
    return {
        "enabled": enabled,
        "vrfs": {"snmpVrfs": ["default"]},
        "chassisId": show_chassis.run_json(ctx)["chassisId"],
        "contact": show_contact.run_json(ctx),
        "location": show_location.run_json(ctx),
        "counters": {
            "inPkts": 0,
            **dict.fromkeys(_COUNTERS, 0),
            "outPkts": 0,
            "outTooBigs": 0,
            "outNoSuchNames": 0,
            "outBadValues": 0,
            "outGeneralErrs": 0,
            "inGetPdus": 0,
            "inGetNextPdus": 0,
            "inSetPdus": 0,
            "outGetResponses": 0,
            "outTraps": 0,
        },
    }


@show_snmp.text
def _snmp_text(_ctx: Context, model: Model) -> str:
    if not model["enabled"]:
        return "SNMP agent disabled: no communities or users configured\n"
    counters = model["counters"]
    return (
        f"Chassis: {model['chassisId']}\n"
        + (f"Contact: {model['contact']['contact']}\n" if model["contact"]["contact"] else "")
        + (f"Location: {model['location']['location']}\n" if model["location"]["location"] else "")
        + f"{counters['inPkts']} SNMP packets input\n"
        + "".join(f"    {counters[key]} {label}\n" for key, label in _COUNTERS.items())
        + f"{counters['outPkts']} SNMP packets output\n"
        "SNMP logging: disabled\nSNMP agent enabled in VRFs: default\n"
    )
