# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show inventory`` (revision 2: counts and slots as objects) and ``show module``."""

from __future__ import annotations

import time

from ..errors import InvalidCommand
from ..registry import Context, Model, show
from .lines import table

#: Manufacturer and model of the pluggable optics of the lab's Ethernet ports.
OPTIC_VENDOR = "Arista Networks"
OPTIC_MODEL = "SFP-25G-SR"
MEDIA = "25GBASE-SR"


def optic_serial(ctx: Context, number: int) -> str:
    """Serial number of the optic in an Ethernet port."""
    return f"XLA{ctx.switch.hardware.serial[:6]}{number:03d}"


@show("show inventory", revision=2)
def show_inventory(ctx: Context) -> Model:
    """The system, its slots, ports and optics. Revision 1 lacks the fan, card and storage slots."""
    hardware, count = ctx.switch.hardware, len(ctx.switch.physical_ports())
    model: Model = {
        "systemInformation": {
            "name": hardware.model,
            "description": "vEOS-lab",
            "mfgDate": "",
            "hardwareRev": "",
            "hwEpoch": "",
            "serialNum": hardware.serial,
        },
        "powerSupplySlots": {},
        "fanTraySlots": {},
        "portCount": count + 1,
        "internalPortCount": 0,
        "switchedPortCount": count,
        "switchedBootstrapPortCount": 0,
        "unconnectedPortCount": 0,
        "managementPortCount": 1,
        "switchedFortyGOnlyPortCount": 0,
        "xcvrSlots": {str(number): _optic(ctx, number) for number in range(1, count + 1)},
        "dataLinkPortCount": 0,
    }
    if ctx.revision >= 2:
        model.update({"cardSlots": {}, "storageDevices": {}, "emmcFlashDevices": {}, "fpgaVersions": {}})
    return model


def _optic(ctx: Context, number: int) -> Model:
    if f"Ethernet{number}" not in ctx.switch.links:
        return {"mfgName": "", "modelName": "", "serialNum": "", "hardwareRev": ""}
    return {
        "mfgName": OPTIC_VENDOR,
        "modelName": OPTIC_MODEL,
        "serialNum": optic_serial(ctx, number),
        "hardwareRev": "0001",
    }


@show_inventory.text
def _text(_ctx: Context, model: Model) -> str:
    system = model["systemInformation"]
    rows = [
        ("Port", "Manufacturer", "Model", "Serial Number", "Rev"),
        ("----", "----------------", "----------------", "----------------", "----"),
    ]
    rows += [
        (slot, optic["mfgName"] or "Not Present", optic["modelName"], optic["serialNum"], optic["hardwareRev"])
        for slot, optic in model["xcvrSlots"].items()
    ]
    optics = "".join(f"  {line}\n" for line in table((4, 16, 16, 16, 4), rows).splitlines())
    return (
        "System information\n"
        "  Model                    Description\n"
        "  ------------------------ ----------------------------------------------------\n"
        f"  {system['name']:<24} {system['description']}\n\n"
        "  HW Version  Serial Number    Mfg Date    Epoch\n"
        "  ----------- ---------------- ----------- -----\n"
        f"  {system['hardwareRev']:<11} {system['serialNum']:<16}\n\n"
        "System has 0 power supply slots\n"
        "System has 0 fan modules\n"
        f"System has {model['portCount']} ports\n"
        "  Type             Count\n"
        "  ---------------- ----\n"
        f"  Management       {model['managementPortCount']}\n"
        f"  Switched         {model['switchedPortCount']}\n\n"
        f"System has {len(model['xcvrSlots'])} switched transceiver slots\n"
        f"{optics}\n"
    )


@show("show module [<module:word>]", "show module power")
def show_module(_ctx: Context) -> Model:
    """A switch without modules refuses the command."""
    raise InvalidCommand("Unavailable command (not supported on this hardware platform) (at token 1: 'module')")


@show("show reload cause")
def show_reload_cause(ctx: Context) -> Model:
    """Why the switch last started."""
    cause = {
        "description": ctx.switch.boot.cause,
        "timestamp": ctx.switch.boot_time,
        "recommendedAction": "No action necessary.",
        "debugInfoIsDir": False,
    }
    return {"kernelCrashData": [], "resetCauses": [cause], "full": False}


@show_reload_cause.text
def _cause_text(_ctx: Context, model: Model) -> str:
    cause = model["resetCauses"][0]
    when = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(cause["timestamp"]))
    return (
        "Reload Cause 1:\n-------------------\n"
        f"{cause['description']}\n\n"
        "Reload Time:\n------------\n"
        f"Reload occurred at {when} UTC.\n\n"
        "Recommended Action:\n-------------------\n"
        f"{cause['recommendedAction']}\n\n"
        "Debugging Information:\n----------------------\nNone available.\n"
    )
