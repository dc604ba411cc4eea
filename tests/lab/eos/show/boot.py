# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the switch boots: ``show boot-config``, extensions, ZTP; reloads; and what went wrong: core dumps, crashes."""

from __future__ import annotations

import time

from ..boot import value
from ..errors import invalid_input
from ..registry import Context, Model, show, show_text


@show("show boot-config", "show boot")
def show_boot_config(ctx: Context) -> Model:
    """The image of the next start."""
    return {
        "softwareImage": ctx.switch.boot.image,
        "speed": "(not set)",
        "abootPassword": "(not set)",
        "memTestIterations": 0,
        "securebootSupported": False,
        "securebootEnabled": False,
        "secureBootSupported": False,
        "secureBootEnabled": False,
        "spiUpdateEnabled": True,
        "spiFlashWriteProtected": False,
        "tpmPassword": "(not set)",
        "certsLoaded": False,
    }


@show_boot_config.text
def _boot_text(_ctx: Context, model: Model) -> str:
    return (
        f"Software image: {model['softwareImage']}\n"
        f"Console speed: {model['speed']}\n"
        f"Aboot password (encrypted): {model['abootPassword']}\n"
        f"Memory test iterations: {model['memTestIterations']}\n"
    )


@show("show extensions", revision=2)
def show_extensions(ctx: Context) -> Model:
    """The extensions that are stored. Revision 2 tells of the store that they come from."""
    boot = ctx.switch.boot
    model: Model = {
        "extensions": {
            name: {
                "version": value(text, "SWIX_VERSION"),
                "release": "1",
                "presence": "present",
                "status": "installed" if name in boot.installed else "notInstalled",
                "boot": name in boot.extensions,
                "numPackages": 1,
                "error": False,
            }
            for name, text in sorted(ctx.switch.files["extension"].items())
        }
    }
    if ctx.revision >= 2:
        model["extensionStoredDir"] = "flash:"
    return model


@show_extensions.text
def _extensions_text(_ctx: Context, model: Model) -> str:
    if not model["extensions"]:
        return "No extensions are available\n"
    head = (
        f"{'Name':<42} {'Version/Release':<25} {'Status':<12} Extension\n{'-' * 42} {'-' * 25} {'-' * 12} ---------\n"
    )
    rows = [
        f"{name:<42} {each['version']}/{each['release']:<20} A, {'I' if each['status'] == 'installed' else 'NI'}"
        f"{', B' if each['boot'] else ''} {each['numPackages']}\n"
        for name, each in model["extensions"].items()
    ]
    return head + "".join(rows) + "\nA: available | NA: not available | I: installed | F: forced | B: install at boot\n"


@show("show boot-extensions")
def show_boot_extensions(ctx: Context) -> Model:
    """Extensions that the next start installs."""
    return {"extensions": list(ctx.switch.boot.extensions)}


@show_boot_extensions.text
def _boot_extensions_text(_ctx: Context, model: Model) -> str:
    return "".join(f"{name}\n" for name in model["extensions"])


@show("show zerotouch")
def show_zerotouch(_ctx: Context) -> Model:
    """Zero Touch Provisioning is off."""
    return {"mode": "disabled"}


@show_zerotouch.text
def _zerotouch_text(_ctx: Context, _model: Model) -> str:
    return "ZeroTouch Mode: Disabled\n"


@show("show system coredump")
def show_coredump(_ctx: Context) -> Model:
    """Core dumps: none."""
    return {"mode": "compressedDeferred", "coreFiles": []}


@show_coredump.text
def _coredump_text(_ctx: Context, _model: Model) -> str:
    return "Mode: compressed-deferred\nNo core files\n"


@show_text("show agent logs crash")
def show_agent_crashes(_ctx: Context) -> str:
    """The logs of crashed agents, a text only: there are none."""
    return ""


@show_text("show redundancy status")
def show_redundancy_status(ctx: Context) -> str:
    """Both supervisors, a text only; a fixed switch refuses the command."""
    if ctx.switch.boot.standby is None:
        raise invalid_input(1, "redundancy")
    return (
        "  my state = ACTIVE\npeer state = STANDBY WARM\n      Unit = Primary\n   Unit ID = 1\n\n"
        "Redundancy Protocol (Operational) = Route Processor Redundancy\n"
        "Redundancy Protocol (Configured) = Route Processor Redundancy\n"
        "Communications = Up\nReady for switchover\n"
    )


@show_text("show reload")
def show_reload(ctx: Context) -> str:
    """The reload that is scheduled, a text only."""
    scheduled = ctx.switch.boot.scheduled
    if scheduled is None:
        return "No reload is scheduled\n"
    when = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(scheduled.at))
    hours, minutes = divmod(max(0, int(scheduled.at - time.time()) // 60), 60)
    text = f"Reload scheduled for {when} ( in {hours} hours {minutes} minutes )\n"
    return text + (f"Reload reason: {scheduled.reason}\n" if scheduled.reason else "")


@show_text("show reload (hitless | fast-boot)")
def show_reload_hitless(ctx: Context) -> str:
    """What speaks against a hitless reload, a text only; a platform without one refuses the command."""
    reasons = ctx.switch.boot.hitless
    if reasons is None:
        raise invalid_input(2, "hitless")
    if not reasons:
        return "No warnings or unsupported configuration found.\n"
    return "".join(f"{reason}\n" for reason in reasons)
