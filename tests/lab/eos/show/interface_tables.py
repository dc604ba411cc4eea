# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The brief tables of interfaces: status, description, counters, transceivers."""

from __future__ import annotations

import math
import time

from ..names import short_name
from ..registry import Context, Model, Text, show, show_text
from .counters import INTERVAL, traffic
from .interfaces import bandwidth, selected
from .inventory import MEDIA, optic_serial
from .lines import table
from .ports import Port, ports

_STATUS = {"connected": "up", "notconnect": "down", "disabled": "adminDown"}
_TYPES = {"Ethernet": MEDIA, "Management": "10/100/1000", "Port-Channel": "N/A"}


def _physical(ctx: Context) -> dict[str, Port]:
    """Of the selected interfaces those that have a line in status tables."""
    return {name: port for name, port in selected(ctx).items() if port.kind in _TYPES and not port.subinterface}


@show("show interfaces [<interfaces:interfaces>] status [<state:connected|notconnect|disabled>]")
def show_status(ctx: Context) -> Model:
    """Link state, VLAN, speed and type of ports and port-channels; of those alone that are in a state."""
    everything, wanted = ports(ctx.switch), ctx.args.get("state")
    statuses = {
        name: {
            "description": port.description,
            "linkStatus": port.status,
            "lineProtocolStatus": port.protocol,
            "vlanInformation": _vlan_information(port),
            "bandwidth": bandwidth(port, everything),
            "duplex": "duplexFull",
            "autoNegotiateActive": port.kind == "Management",
            "autoNegotigateActive": port.kind == "Management",
            "interfaceType": _TYPES[port.kind],
        }
        for name, port in _physical(ctx).items()
        if wanted in (None, port.status)
    }
    return {"interfaceStatuses": statuses}


def _vlan_information(port: Port) -> Model:
    if port.channel:
        return {
            "interfaceMode": "inactive",
            "interfaceForwardingModel": "dataLink",
            "vlanExplanation": f"in Po{port.channel}",
        }
    if not port.switched:
        return {"interfaceMode": "routed", "interfaceForwardingModel": "routed"}
    if port.config.mode == "trunk":
        return {"interfaceMode": "trunk", "interfaceForwardingModel": "bridged"}
    return {"interfaceMode": "bridged", "interfaceForwardingModel": "bridged", "vlanId": port.config.access_vlan}


@show_status.text
def _status_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [
        ("Port", "Name", "Status", "Vlan", "Duplex", "Speed", "Type", "Flags", "Encapsulation")
    ]
    for name, entry in model["interfaceStatuses"].items():
        vlan = entry["vlanInformation"]
        word = vlan.get("vlanExplanation") or vlan.get("vlanId") or vlan["interfaceMode"]
        auto = "a-" if entry["autoNegotiateActive"] else ""
        speed = f"{auto}{entry['bandwidth'] // 1_000_000_000}G" if entry["bandwidth"] else "unconf"
        rows.append(
            (
                short_name(name),
                entry["description"][:22],
                entry["linkStatus"],
                word,
                auto + "full",
                speed,
                entry["interfaceType"],
            )
        )
    return table((10, 22, 12, 8, 6, 6, 12, 5, 13), [(*row, "", "")[:9] for row in rows])


@show("show interfaces [<interfaces:interfaces>] status errdisabled")
def show_errdisabled(ctx: Context) -> Model:
    """Ports that were disabled by an error: none in the lab."""
    selected(ctx)
    return {"interfaceStatuses": {}}


@show_errdisabled.text
def _errdisabled_text(_ctx: Context, _model: Model) -> str:
    return ""


@show("show interfaces [<interfaces:interfaces>] description")
def show_description(ctx: Context) -> Model:
    """State and description of every interface."""
    descriptions = {
        name: {
            "description": port.description,
            "lineProtocolStatus": port.protocol,
            "interfaceStatus": _STATUS[port.status],
        }
        for name, port in selected(ctx).items()
    }
    return {"interfaceDescriptions": descriptions}


@show_description.text
def _description_text(_ctx: Context, model: Model) -> str:
    rows = [("Interface", "Status", "Protocol", "Description")]
    for name, entry in model["interfaceDescriptions"].items():
        status = {"adminDown": "admin down"}.get(entry["interfaceStatus"], entry["interfaceStatus"])
        rows.append((short_name(name), status, entry["lineProtocolStatus"].lower(), entry["description"]))
    return table((30, 14, 18, 40), rows)


@show("show interfaces [<interfaces:interfaces>] counters")
def show_counters(ctx: Context) -> Model:
    """Bytes and frames received and sent by each port."""
    found = {}
    for name, port in _physical(ctx).items():
        received, sent = traffic(ctx.switch, port)
        found[name] = {
            "inOctets": received.octets,
            "inUcastPkts": received.unicast,
            "inMulticastPkts": received.multicast,
            "inBroadcastPkts": received.broadcast,
            "inDiscards": 0,
            "outOctets": sent.octets,
            "outUcastPkts": sent.unicast,
            "outMulticastPkts": sent.multicast,
            "outBroadcastPkts": sent.broadcast,
            "outDiscards": 0,
            "lastUpdateTimestamp": time.time(),
        }
    return {"interfaces": found}


@show_counters.text
def _counters_text(_ctx: Context, model: Model) -> str:
    text = ""
    for way in ("in", "out"):
        head = "In" if way == "in" else "Out"
        rows: list[tuple[object, ...]] = [
            ("Port", f"{head}Octets", f"{head}UcastPkts", f"{head}McastPkts", f"{head}BcastPkts")
        ]
        rows += [
            (
                short_name(name),
                entry[f"{way}Octets"],
                entry[f"{way}UcastPkts"],
                entry[f"{way}MulticastPkts"],
                entry[f"{way}BroadcastPkts"],
            )
            for name, entry in model["interfaces"].items()
        ]
        text += table((12, 18, 18, 18, 18), rows) + ("\n" if way == "in" else "")
    return text


@show("show interfaces [<interfaces:interfaces>] counters rates")
def show_counter_rates(ctx: Context) -> Model:
    """Bits and packets a second of each port, averaged over five minutes."""
    found = {}
    for name, port in _physical(ctx).items():
        received, sent = traffic(ctx.switch, port)
        entry: Model = {"description": port.description, "interval": int(INTERVAL)}
        for way, each in (("in", received), ("out", sent)):
            entry[f"{way}BpsRate"], entry[f"{way}PpsRate"] = each.bits_rate, each.packets_rate
            entry[f"{way}PktsRate"] = round(100 * each.bits_rate / port.bandwidth, 3) if port.bandwidth else 0.0
        found[name] = {**entry, "lastUpdateTimestamp": time.time()}
    return {"interfaces": found}


@show_counter_rates.text
def _rates_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [("Port", "Intvl", "In Mbps", "%", "In Kpps", "Out Mbps", "%", "Out Kpps")]
    for name, each in model["interfaces"].items():
        cells = [f"{each[f'{way}BpsRate'] / 1e6:.1f}" for way in ("in", "out")]
        shares = [f"{each[f'{way}PktsRate']:.1f}%" for way in ("in", "out")]
        packets = [f"{each[f'{way}PpsRate'] / 1e3:.1f}" for way in ("in", "out")]
        rows.append((short_name(name), "5:00", cells[0], shares[0], packets[0], cells[1], shares[1], packets[1]))
    return table((9, 6, 9, 7, 9, 9, 7, 9), rows)


@show("show interfaces [<interfaces:interfaces>] counters errors")
def show_counter_errors(ctx: Context) -> Model:
    """Errors by kind; the lab's links make none."""
    kinds = ("inErrors", "frameTooLongs", "outErrors", "frameTooShorts", "fcsErrors", "alignmentErrors", "symbolErrors")
    return {"interfaceErrorCounters": {name: dict.fromkeys(kinds, 0) for name in _physical(ctx)}}


@show_counter_errors.text
def _errors_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [("Port", "FCS", "Align", "Symbol", "Rx", "Runts", "Giants", "Tx")]
    rows += [
        (
            short_name(name),
            entry["fcsErrors"],
            entry["alignmentErrors"],
            entry["symbolErrors"],
            entry["inErrors"],
            entry["frameTooShorts"],
            entry["frameTooLongs"],
            entry["outErrors"],
        )
        for name, entry in model["interfaceErrorCounters"].items()
    ]
    return table((10, 8, 8, 8, 8, 8, 8, 8), rows)


@show("show interfaces [<interfaces:interfaces>] counters discards")
def show_counter_discards(ctx: Context) -> Model:
    """Discarded frames; the lab's switches discard none."""
    found = {name: {"inDiscards": 0, "outDiscards": 0} for name in _physical(ctx)}
    return {"interfaces": found, "inDiscardsTotal": 0, "outDiscardsTotal": 0}


@show_counter_discards.text
def _discards_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [("Port", "InDiscards", "OutDiscards")]
    rows += [
        (short_name(name), entry["inDiscards"], entry["outDiscards"]) for name, entry in model["interfaces"].items()
    ]
    return table((10, 12, 12), rows)


@show("show interfaces [<interfaces:interfaces>] transceiver")
def show_transceiver(ctx: Context) -> Model:
    """Optics: temperature in °C, voltage in V, bias in mA, powers in dBm. A port without an optic has no values."""
    found = {}
    for name, port in selected(ctx).items():
        if port.kind == "Ethernet" and not port.subinterface:
            found[name] = _optic(ctx, name, port) if name in ctx.switch.links else {}
    return {"interfaces": found}


def _optic(ctx: Context, name: str, port: Port) -> Model:
    number = int(name.removeprefix("Ethernet"))
    lit = not port.config.shutdown
    return {
        "updateTime": time.time(),
        "vendorSn": optic_serial(ctx, number),
        "mediaType": MEDIA,
        "temperature": 30.0 + number % 8 + 0.5,
        "voltage": 3.28,
        "txBias": 6.5 if lit else 0.0,
        "txPower": round(10 * math.log10(0.8), 6) if lit else -30.0,
        "rxPower": round(10 * math.log10(0.6), 6) if port.status == "connected" else -30.0,
    }


@show_transceiver.text
def _transceiver_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [
        ("", "", "", "Bias", "Optical", "Optical", ""),
        ("", "Temp", "Voltage", "Current", "Tx Power", "Rx Power", ""),
        ("Port", "(Celsius)", "(Volts)", "(mA)", "(dBm)", "(dBm)", "Last Update"),
        ("-----", "---------", "--------", "--------", "--------", "--------", "-------------------"),
    ]
    for name, optic in model["interfaces"].items():
        if optic:
            values = [f"{optic[key]:.2f}" for key in ("temperature", "voltage", "txBias", "txPower", "rxPower")]
            rows.append((short_name(name), *values, "0:00:01 ago"))
        else:
            rows.append((short_name(name), *["N/A"] * 6))
    return "If device is externally calibrated, only calibrated values are printed.\n" + table(
        (10, 10, 9, 9, 9, 9, 20), rows
    )


#: What `detail` compares: the label, its unit, the key of the model, and the four thresholds.
_THRESHOLDS = (
    ("Temperature", "(Celsius)", "temperature", (78.0, 73.0, -13.0, -8.0)),
    ("Voltage", "(Volts)", "voltage", (3.7, 3.6, 2.9, 3.0)),
    ("Current", "(mA)", "txBias", (11.8, 10.8, 4.0, 5.0)),
    ("Tx Power", "(dBm)", "txPower", (1.7, -1.3, -11.3, -7.3)),
    ("Rx Power", "(dBm)", "rxPower", (2.0, -1.0, -13.9, -9.9)),
)


@show_text("show interfaces [<interfaces:interfaces>] transceiver detail")
def show_transceiver_detail(ctx: Context) -> Text:
    """The values of the optics beside their thresholds."""
    optics = {name: optic for name, optic in show_transceiver.run_json(ctx)["interfaces"].items() if optic}
    text = (
        "mA: milliamperes, dBm: decibels (milliwatts), NA or N/A: not applicable.\n"
        "++ : high alarm, +  : high warning, -  : low warning, -- : low alarm.\n"
        "A2D readouts (if they differ), are reported in parentheses.\nThe threshold values are calibrated.\n"
    )
    for label, unit, key, limits in _THRESHOLDS:
        rows: list[tuple[object, ...]] = [
            ("", "", "High Alarm", "High Warn", "Low Alarm", "Low Warn"),
            ("", label, *["Threshold"] * 4),
            ("Port", *[unit] * 5),
            ("-" * 7, "-" * 12, *["-" * 10] * 4),
        ]
        rows += [
            (short_name(name), f"{optic[key]:.2f}", *(f"{limit:.2f}" for limit in limits))
            for name, optic in optics.items()
        ]
        text += table((10, 12, 10, 10, 10, 10), rows, "  ")
    return text


@show_text("show interfaces [<interfaces:interfaces>] transceiver hardware")
def show_transceiver_hardware(ctx: Context) -> Text:
    """The media of the optics and their power."""
    text = ""
    for name, optic in show_transceiver.run_json(ctx)["interfaces"].items():
        text += f"Name: {short_name(name)}\n"
        if optic:
            text += f"Media type: {optic['mediaType']}\nMaximum module power (W): 1.0\n"
        else:
            text += "Module presence: not detected\n"
        text += "Maximum slot power (W): 1.5\n" + ("Wavelength (nm): 850\n" if optic else "") + "\n"
    return text
