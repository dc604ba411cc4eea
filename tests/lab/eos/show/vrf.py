# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show vrf [NAME]``: a model since 4.23, and a text whose columns changed then."""

from __future__ import annotations

from ..errors import CommandError
from ..names import short_name
from ..registry import Context, Model, show
from ..releases import release
from .lines import fold
from .ports import ports

#: The first release with a model of ``show vrf`` and the table without route distinguishers.
MODELLED = (4, 23)


def check(ctx: Context, name: str) -> None:
    """1000 for a VRF that is not configured."""
    if name != "all" and name not in ctx.switch.view.vrfs:
        raise CommandError(f"VRF '{name}' does not exist")


def wanted(ctx: Context) -> list[str]:
    """The VRFs that a command with ``[vrf <vrf:name>]`` speaks of: the default one, the named one, or all."""
    name = ctx.args.get("vrf", "default")
    check(ctx, name)
    return sorted(ctx.switch.view.vrfs) if name == "all" else [name]


@show("show vrf [<vrf:name>]", modelled=MODELLED)
def show_vrf(ctx: Context) -> Model:
    """Every VRF: route distinguisher, whether it routes, its interfaces."""
    name = ctx.args.get("vrf")
    if name is not None:
        check(ctx, name)
    return {"vrfs": {each: _entry(ctx, each) for each in ctx.switch.view.vrfs if name in (None, "all", each)}}


def _entry(ctx: Context, name: str) -> Model:
    vrf = ctx.switch.view.vrfs[name]
    found = [port for port in ports(ctx.switch).values() if port.config.vrf == name]
    four = [port.name for port in found if port.ipv4]
    six = [port.name for port in found if port.ipv6_enabled]
    routing6 = ctx.switch.running.root.get("ipv6", "unicast-routing") is not None and name == "default"
    return {
        "routeDistinguisher": vrf.rd,
        "protocols": {
            "ipv4": {"supported": True, "protocolState": "up", "routingState": "up" if vrf.routing else "down"},
            "ipv6": {"supported": True, "protocolState": "up", "routingState": "up" if routing6 else "down"},
        },
        "vrfState": "up",
        "interfacesV4": four,
        "interfacesV6": six,
        "interfaces": [port.name for port in found if port.ipv4 or port.ipv6_enabled],
    }


@show_vrf.text
def _text(ctx: Context, model: Model) -> str:
    if release(ctx.switch.eos) < MODELLED:
        return _old_text(model)
    text = "Maximum number of VRFs allowed: 1023\n"
    text += "   VRF             Protocols       State         Interfaces                             \n"
    text += f"{'-' * 15} {'-' * 15} {'-' * 16} {'-' * 39}\n"
    for name, vrf in model["vrfs"].items():
        for label, key, names in (("IPv4", "ipv4", "interfacesV4"), ("IPv6", "ipv6", "interfacesV6")):
            state = "routing" if vrf["protocols"][key]["routingState"] == "up" else "no routing"
            first, *more = fold([short_name(each) for each in vrf[names]], 38)
            text += f"   {name:<15} {label:<15} {state:<13} {first:<39}\n"
            text += "".join(f"{' ' * 49}{line:<39}\n" for line in more)
    return text + "\n"


def _old_text(model: Model) -> str:
    """The table of releases that had no model: a route distinguisher, both protocols on one line."""
    text = "Maximum number of vrfs allowed: 14\n"
    text += "  Vrf        RD          Protocols       State             Interfaces\n"
    text += f"{'-' * 9} {'-' * 11} {'-' * 15} {'-' * 20} {'-' * 20}\n"
    for name, vrf in model["vrfs"].items():
        if name == "default":
            continue
        states = [
            "routing" if vrf["protocols"][key]["routingState"] == "up" else "no routing" for key in ("ipv4", "ipv6")
        ]
        lines = fold(vrf["interfaces"], 20)
        text += f"  {name:<10} {vrf['routeDistinguisher']:<11} ipv4,ipv6       v4:{states[0] + ',':<15} {lines[0]}\n"
        text += f"{' ' * 41}v6:{states[1]:<15} {lines[1] if len(lines) > 1 else ''}".rstrip() + "\n"
        text += "".join(f"{' ' * 60}{line}\n" for line in lines[2:]) + "\n"
    return text
