# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the switch boots: ``show boot-config``, extensions, ZTP; and what went wrong: core dumps, agent crashes."""

from __future__ import annotations

from ..registry import Context, Model, show, show_text

#: The image on the flash, whatever the release.
IMAGE = "flash:/vEOS-lab.swi"


@show("show boot-config", "show boot")
def show_boot_config(_ctx: Context) -> Model:
    """The image of the next start."""
    return {
        "softwareImage": IMAGE,
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
    """Installed extensions: none. Revision 2 tells of the store that they come from."""
    model: Model = {"extensions": {}}
    if ctx.revision >= 2:
        model["extensionStoredDir"] = "flash:"
    return model


@show_extensions.text
def _extensions_text(_ctx: Context, _model: Model) -> str:
    return "No extensions are available\n"


@show("show boot-extensions")
def show_boot_extensions(_ctx: Context) -> Model:
    """Extensions that the next start installs: none."""
    return {"extensions": []}


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
