# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Features that are configured and have little state: DHCP relay, 802.1X, IGMP snooping, STUN, IPsec, policies …"""

from __future__ import annotations

from ..names import parse_ranges
from ..registry import Context, Model, show, show_text
from ..tree import Node
from .lines import has, setting, starting, table
from .ports import ports

# -- interfaces ------------------------------------------------------------------------------------------------------


@show("show dot1x all [brief]", "show dot1x")
def show_dot1x(ctx: Context) -> Model:
    """802.1X of the system and of its ports."""
    root = ctx.switch.running.root
    found = {}
    for port in ports(ctx.switch).values():
        control = setting(port.node, "dot1x port-control")
        if control or has(port.node, "dot1x pae authenticator"):
            words = control.split() or ["force-authorized"]
            first, *more = words[0].split("-")
            found[port.name] = {
                "portControl": first + "".join(word.title() for word in more),
                "hostMode": setting(port.node, "dot1x host-mode", "multi-host").split()[0],
                "quietPeriod": int(setting(port.node, "dot1x timeout quiet-period", "60")),
                "txPeriod": int(setting(port.node, "dot1x timeout tx-period", "5")),
                "reauthMax": 2,
                "paePortRole": "authenticator" if has(port.node, "dot1x pae authenticator") else "none",
                "macAuthBypass": has(port.node, "dot1x mac based authentication"),
            }
    return {
        "systemAuthControl": has(root, "dot1x system-auth-control"),
        "dynAuth": has(root, "dot1x dynamic-authorization"),
        "version": 2,
        "lldpBypass": has(root, "dot1x protocol lldp bypass"),
        "bpduBypass": has(root, "dot1x protocol bpdu bypass"),
        "interfaces": found,
    }


@show_dot1x.text
def _dot1x_text(_ctx: Context, model: Model) -> str:
    text = f"System authentication control: {'enabled' if model['systemAuthControl'] else 'disabled'}\n"
    for name, entry in model["interfaces"].items():
        text += f"Dot1X Information for {name}\n{'-' * 44}\nPort control: {entry['portControl']}\n"
        text += f"Host mode: {entry['hostMode']}\nPAE role: {entry['paePortRole']}\n\n"
    return text


@show("show ip igmp snooping [vlan <vlan:vlans>]")
def show_igmp_snooping(ctx: Context) -> Model:
    """IGMP snooping of the switch and of its VLANs."""
    root = ctx.switch.running.root
    everywhere = not has(root, "no ip igmp snooping")
    off = {
        vlan
        for node in starting(root, "no ip igmp snooping vlan")
        if len(node.line.split()) == 6
        for vlan in parse_ranges(node.line.split()[5], 1, 4094)
    }
    vlans = {
        str(vlan): {
            "reportFlooding": "disabled",
            "proxyActive": False,
            "groupsOverrun": False,
            "multicastRouterLearningMode": "pim-dvmrp",
            "igmpSnoopingState": "enabled" if everywhere and vlan not in off else "disabled",
            "pruningActive": False,
            "maxGroups": 65534,
            "immediateLeave": "default",
            "floodingTraffic": True,
        }
        for vlan in ctx.switch.view.vlans
        if vlan in ctx.args.get("vlan", [vlan])
    }
    return {
        "reportFlooding": "disabled",
        "igmpSnoopingState": "enabled" if everywhere else "disabled",
        "vlans": vlans,
        "robustness": int(setting(root, "ip igmp snooping robustness-variable", "2")),
        "immediateLeave": "enabled",
        "reportFloodingSwitchPorts": [],
    }


@show_igmp_snooping.text
def _igmp_text(_ctx: Context, model: Model) -> str:
    text = (
        "   Global IGMP Snooping configuration:\n-------------------------------------------\n"
        f"IGMP snooping                  : {model['igmpSnoopingState'].title()}\n"
        f"Robustness variable            : {model['robustness']}\n\n"
    )
    return text + "".join(
        f"Vlan {vlan} :\n----------\nIGMP snooping                  : {entry['igmpSnoopingState'].title()}\n\n"
        for vlan, entry in model["vlans"].items()
    )


@show("show ip virtual-router [vrf <vrf:name>]")
def show_virtual_router(ctx: Context) -> Model:
    """The virtual addresses of the switch, and the hardware address that answers for them."""
    mac = setting(ctx.switch.running.root, "ip virtual-router mac-address")
    routers = []
    for port in ports(ctx.switch).values():
        addresses = [line.line.split()[3] for line in starting(port.node, "ip virtual-router address")]
        if addresses and port.config.vrf in (ctx.args.get("vrf", port.config.vrf), "all"):
            state = "up" if port.status == "connected" else "down"
            routers.append(
                {
                    "interface": port.name,
                    "vrfName": port.config.vrf,
                    "virtualIps": [{"ip": each} for each in addresses],
                    "protocol": state,
                    "state": "active",
                }
            )
    return {
        "virtualMacs": [{"macAddress": _colons(mac), "macType": "varp"}] if mac else [],
        "virtualRouters": routers,
        "maxVirtualMacs": 31,
    }


def _colons(mac: str) -> str:
    digits = mac.replace(".", "").replace(":", "").lower()
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


@show_virtual_router.text
def _virtual_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [("Interface", "Vrf", "Virtual IP Address", "Protocol", "State")]
    rows += [
        (each["interface"], each["vrfName"], ip["ip"], each["protocol"], each["state"])
        for each in model["virtualRouters"]
        for ip in each["virtualIps"]
    ]
    macs = ", ".join(each["macAddress"] for each in model["virtualMacs"]) or "not configured"
    return f"IP virtual router is configured with MAC address: {macs}\n{table((15, 10, 24, 10, 8), rows)}"


@show("show ip dhcp relay [counters]", "show ip helper-address")
def show_dhcp_relay(ctx: Context) -> Model:
    """DHCP relay by interface; active where a helper is configured."""
    root = ctx.switch.running.root
    found = {}
    for port in ports(ctx.switch).values():
        helpers = [line.line.split()[2] for line in starting(port.node, "ip helper-address")]
        if helpers:
            found[port.name] = {
                "circuitId": port.name,
                "servers": [{"serverAddr": helper, "vrf": port.config.vrf} for helper in helpers],
                "allSubnets": has(port.node, "ip dhcp relay all-subnets"),
            }
    always = has(root, "ip dhcp relay always-on")
    return {
        "activeState": bool(found) or always,
        "alwaysOn": always,
        "option82": has(root, "ip dhcp relay information option"),
        "linkLayerAddrOpt": has(root, "ipv6 dhcp relay option link-layer address"),
        "smartRelay": False,
        "allSubnetsRelay": has(root, "ip dhcp relay all-subnets default"),
        "configuredInterfaces": found,
    }


@show_dhcp_relay.text
def _relay_text(_ctx: Context, model: Model) -> str:
    text = f"DHCP Relay is {'active' if model['activeState'] else 'not active'}\n"
    text += f"DHCP Relay Option 82 is {'enabled' if model['option82'] else 'disabled'}\n"
    state = "enabled" if model["linkLayerAddrOpt"] else "disabled"
    text += f"DHCPv6 Relay Link-layer Address Option (79) is {state}\nDHCP Smart Relay is disabled\n"
    for name, entry in model["configuredInterfaces"].items():
        option = f"  Option 82 Circuit ID: {entry['circuitId']}\n" if model["option82"] else ""
        text += f"Interface: {name}\n{option}  DHCP Smart Relay is disabled\n"
        heads = ("  DHCP servers: ", *[" " * 16] * len(entry["servers"]))
        text += "".join(
            f"{head}{server['serverAddr']}\n" for head, server in zip(heads, entry["servers"], strict=False)
        )
    return text


@show("show address locking")
def show_address_locking(ctx: Context) -> Model:
    """Address locking by interface and VLAN."""
    section = ctx.switch.running.root.get("address", "locking")
    found = {
        port.name: {
            f"{family}Enabled": family in setting(port.node, "address locking").split() for family in ("ipv4", "ipv6")
        }
        for port in ports(ctx.switch).values()
        if setting(port.node, "address locking")
    }
    return {
        "active": section is not None and not has(section, "disabled") and bool(found),
        "enabledIntfs": found,
        "enabledVlans": {},
    }


_CAUSES = (
    "acl",
    "bpduguard",
    "dot1x",
    "hitless-reload-down",
    "lacp-rate-limit",
    "link-flap",
    "loopprotect",
    "portchannelguard",
    "portsec",
    "storm-control",
    "tapagg",
    "uplink-failure-detection",
    "xcvr-misconfigured",
    "xcvr-overheat",
    "xcvr-power-unsupported",
    "xcvr-unsupported",
)


@show_text("show errdisable recovery")
def show_errdisable_recovery(ctx: Context) -> str:
    """The causes for which ports come back by themselves; a text only."""
    root = ctx.switch.running.root
    interval = setting(root, "errdisable recovery interval", "300")
    rows = []
    for cause in _CAUSES:
        state = "Enabled" if has(root, f"errdisable recovery cause {cause}") else "Disabled"
        rows.append((cause, state, interval))
    head = [("Errdisable Reason", "Timer Status", "Timer Interval"), ("-" * 30, "-" * 17, "-" * 14)]
    return table((30, 17, 14), [*head, *rows])


# -- services --------------------------------------------------------------------------------------------------------


@show("show maintenance")
def show_maintenance(ctx: Context) -> Model:
    """The units of maintenance mode."""
    section = ctx.switch.running.root.get("maintenance")
    units = {}
    for node in section.under("unit") if section is not None else []:
        quiesced = has(node, "quiesce")
        units[node.key[1]] = {
            "state": "underMaintenance" if quiesced else "active",
            "adminState": "underMaintenance" if quiesced else "active",
            "stateChangeTime": ctx.switch.boot_time + 60,
            "onBootMaintenance": False,
            "intfsViolatingTrafficThreshold": False,
            "aggInBpsRate": 0,
            "aggOutBpsRate": 0,
        }
    model: Model = {"units": units, "interfaces": {}, "vrfs": {}}
    return model if units else {**model, "warnings": ["Maintenance Mode is disabled."]}


@show_maintenance.text
def _maintenance_text(_ctx: Context, model: Model) -> str:
    if not model["units"]:
        return "Maintenance Mode is disabled.\n"
    rows: list[tuple[object, ...]] = [("Unit Name", "Status")]
    return table((20, 20), [*rows, *((name, entry["state"]) for name, entry in model["units"].items())])


@show("show daemon [<name:name>]")
def show_daemon(ctx: Context) -> Model:
    """The daemons that are configured."""
    found = {}
    for number, node in enumerate(ctx.switch.running.root.under("daemon")):
        if ctx.args.get("name") in (None, node.key[1]):
            enabled = has(node, "no shutdown")
            found[node.key[1]] = {
                "enabled": enabled,
                "running": enabled,
                "pid": 2400 + number if enabled else 0,
                "isSdkAgent": False,
                "uptime": ctx.switch.uptime() if enabled else 0.0,
                "starttime": ctx.switch.boot_time if enabled else 0.0,
                "option": {},
                "data": {},
            }
    return {"daemons": found}


@show_daemon.text
def _daemon_text(_ctx: Context, model: Model) -> str:
    return "".join(
        f"Process: {name} ({'running' if entry['running'] else 'not running'} with PID {entry['pid']})\n"
        "Configuration:\nNo configuration options stored.\n\nStatus:\nNo status data stored.\n\n"
        for name, entry in model["daemons"].items()
    )


@show("show stun client translations [<address:ipv4> [<port:port>]]")
def show_stun_translations(_ctx: Context) -> Model:
    """Translations of STUN are not simulated: there are none."""
    return {"bindings": {}}


@show("show stun server status")
def show_stun_server(ctx: Context) -> Model:
    """Whether the STUN server runs."""
    enabled = ctx.switch.running.root.get("stun") is not None and bool(
        (ctx.switch.running.root.get("stun") or Node()).get("server")
    )
    return {"enabled": enabled, "pid": 1895 if enabled else 0}


@show("show ip security connection [vrf <vrf:name>] [path peer <peer:ipv4>] [detail]")
def show_security_connection(_ctx: Context) -> Model:
    """Connections of IPsec are not simulated: there are none."""
    return {"connections": {}}


@show("show monitor telemetry postcard policy profile [<name:name>]")
def show_postcard_profile(ctx: Context) -> Model:
    """The profiles of postcard telemetry."""
    section = ctx.switch.running.root.get("monitor", "telemetry", "postcard", "policy")
    profiles = {
        node.key[1]: {
            "interfaces": [],
            "appliedInterfaces": [],
            "samplePolicy": setting(node, "ingress sample policy", "default"),
            "failures": {},
            "appliedInterfaces6": [],
            "failures6": {},
        }
        for node in (section.under("profile") if section is not None else [])
    }
    default = {"interfaces": [], "appliedInterfaces": [], "samplePolicy": "default", "failures": {}}
    return {"profiles": {"default": {**default, "appliedInterfaces6": [], "failures6": {}}, **profiles}}


@show("show monitor telemetry postcard counters")
def show_postcard_counters(_ctx: Context) -> Model:
    """Postcards are not sent."""
    names = ("sampleRcvd", "sampleDiscarded", "multiDstSampleRcvd", "grePktSent", "sampleSent")
    return dict.fromkeys(names, 0)


@show("show cvx connections [brief]")
def show_cvx_connections(_ctx: Context) -> Model:
    """No switch is a client of this one."""
    return {"connections": []}


@show("show cvx mounts")
def show_cvx_mounts(_ctx: Context) -> Model:
    """No client mounts anything."""
    return {"connections": []}


@show("show management cvx mounts")
def show_management_cvx_mounts(_ctx: Context) -> Model:
    """The switch is no client."""
    return {"mountStates": []}


# -- policies --------------------------------------------------------------------------------------------------------


@show("show policy-map type pbr [<name:name>]")
def show_pbr(ctx: Context) -> Model:
    """The policies of policy based routing, with their classes and actions."""
    policies = {}
    for node in ctx.switch.running.root.under("policy-map", "type", "pbr"):
        classes = {}
        for child in node.under("class"):
            hop = setting(child, "set nexthop")
            actions = [{"actionType": "setNexthop", "nexthop": hop}] if hop else []
            classes[child.key[1]] = {"name": child.key[1], "configuredAction": actions, "match": {}}
        policies[node.key[-1]] = {"name": node.key[-1], "classMap": classes, "configuredIngressIntfs": []}
    return {"policyMaps": policies}


@show("show traffic-policy interface", "show traffic-policy")
def show_traffic_policy(ctx: Context) -> Model:
    """The traffic policies that interfaces use."""
    used = {
        line.line.split()[2] for port in ports(ctx.switch).values() for line in starting(port.node, "traffic-policy")
    }
    return {"trafficPolicies": {name: {"rules": []} for name in sorted(used)}}


@show("show segment-security policy [<name:name>]")
def show_segment_security(_ctx: Context) -> Model:
    """The policies of segment security that come with the switch."""
    names = ("policy-drop-all", "policy-forward-all")
    return {"policies": {name: {"readonly": True, "policyDefs": {}} for name in names}}


@show_text("show flow-spec ipv4", "show flow-spec ipv6", "show directflow [detail]", "show platform trident tcam acl")
def show_empty(_ctx: Context) -> str:
    """Nothing is programmed."""
    return ""
