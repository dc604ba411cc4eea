# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show version``, ``show version detail``, ``show uptime``, ``show clock``, ``show privilege``."""

from __future__ import annotations

import hashlib
import time

from ..registry import Context, Model, show
from .lines import dotted, duration, setting

#: Memory of a healthy vEOS and its kernel, as ``show version detail`` lists components.
_COMPONENTS = ("Aboot", "EosKernel", "SwitchApi")


def _digits(text: str, count: int) -> str:
    return str(int(hashlib.sha256(text.encode()).hexdigest()[:12], 16))[:count]


def internal_version(eos: str) -> str:
    """``4.33.2F`` → ``4.33.2F-40112233.4332F``: the build's change number and the squeezed version follow."""
    return f"{eos}-{_digits(eos, 8)}.{eos.replace('.', '')}"


def build_id(eos: str) -> str:
    """A UUID that stays the same for a release."""
    digest = hashlib.md5(eos.encode(), usedforsecurity=False).hexdigest()
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]))


def _version(ctx: Context) -> Model:
    switch = ctx.switch
    return {
        "mfgName": "Arista",
        "modelName": switch.hardware.model,
        "hardwareRevision": "",
        "serialNumber": switch.hardware.serial,
        "systemMacAddress": switch.hardware.system_mac,
        "hwMacAddress": "00:00:00:00:00:00",
        "configMacAddress": "00:00:00:00:00:00",
        "version": switch.version_text,
        "architecture": switch.hardware.architecture,
        "internalVersion": internal_version(switch.eos),
        "internalBuildId": build_id(switch.eos),
        "imageFormatVersion": "1.0",
        "imageOptimization": "None",
        "bootupTimestamp": switch.boot_time,
        "uptime": round(switch.uptime(), 2),
        "memTotal": switch.hardware.memory_total,
        "memFree": switch.hardware.memory_free,
        "isIntlVersion": False,
    }


@show("show version")
def show_version(ctx: Context) -> Model:
    """Hardware, software, uptime in seconds, memory in kB."""
    return _version(ctx)


@show_version.text
def version_text(_ctx: Context, model: Model) -> str:
    """The block that ``show version`` prints."""
    return (
        f"{model['mfgName']} {model['modelName']}\n"
        f"Hardware version: {model['hardwareRevision']}\n"
        f"Serial number: {model['serialNumber']}\n"
        f"Hardware MAC address: {dotted(model['hwMacAddress'])}\n"
        f"System MAC address: {dotted(model['systemMacAddress'])}\n\n"
        f"Software image version: {model['version']}\n"
        f"Architecture: {model['architecture']}\n"
        f"Internal build version: {model['internalVersion']}\n"
        f"Internal build ID: {model['internalBuildId']}\n"
        f"Image format version: {model['imageFormatVersion']}\n"
        f"Image optimization: {model['imageOptimization']}\n\n"
        f"Uptime: {duration(model['uptime'])}\n"
        f"Total memory: {model['memTotal']} kB\n"
        f"Free memory: {model['memFree']} kB\n\n"
    )


@show("show version detail")
def show_version_detail(ctx: Context) -> Model:
    """``show version`` with the packages and components of the image."""
    release = internal_version(ctx.switch.eos).partition("-")[2]
    packages = {name: {"version": "1.0.0", "release": release} for name in ("EosAgents", "Sysdb", "Cli")}
    packages |= {
        name: {"version": "9.7p1", "release": release} for name in ("openssh", "openssh-clients", "openssh-server")
    }
    packages["TerminAttr-core"] = {"version": "v1.36.0", "release": "1"}
    components = [{"name": name, "version": "not applicable"} for name in _COMPONENTS]
    details = {"deviations": [], "components": components, "packages": packages, "switchType": "fixedSystem"}
    return {**_version(ctx), "details": details}


@show_version_detail.text
def _detail_text(ctx: Context, model: Model) -> str:
    lines = ["Installed software packages:", "", "Package            Version      Release"]
    lines += [
        f"{name:<18} {entry['version']:<12} {entry['release']}" for name, entry in model["details"]["packages"].items()
    ]
    return f"{version_text(ctx, model)}" + "\n".join(lines) + "\n"


@show("show uptime")
def show_uptime(ctx: Context) -> Model:
    """Seconds since the boot, load averages, users at a terminal."""
    return {
        "upTime": round(ctx.switch.uptime(), 2),
        "loadAvg": [0.12, 0.18, 0.15],
        "users": 0,
        "currentTime": time.time(),
    }


@show_uptime.text
def _uptime_text(_ctx: Context, model: Model) -> str:
    clock = time.strftime("%H:%M:%S", time.gmtime(model["currentTime"]))
    hours, minutes = divmod(int(model["upTime"]) // 60, 60)
    up = f"{hours // 24} days, {hours % 24:2d}:{minutes:02d}" if hours >= 24 else f"{hours:2d}:{minutes:02d}"
    load = ", ".join(f"{value:.2f}" for value in model["loadAvg"])
    return f" {clock} up {up},  {model['users']} users,  load average: {load}\n"


@show("show clock")
def show_clock(ctx: Context) -> Model:
    """The time, in UTC and in the configured zone (the lab's switches count in UTC)."""
    now = time.time()
    local = time.gmtime(now)
    return {
        "utcTime": now,
        "timezone": setting(ctx.switch.running.root, "clock timezone", "UTC"),
        "localTime": {
            "year": local.tm_year,
            "month": local.tm_mon,
            "dayOfMonth": local.tm_mday,
            "hour": local.tm_hour,
            "min": local.tm_min,
            "sec": local.tm_sec,
            "dayOfWeek": local.tm_wday,
            "dayOfYear": local.tm_yday,
            "daylightSavingsAdjust": 0,
        },
        "clockSource": {"local": True},
    }


@show_clock.text
def _clock_text(_ctx: Context, model: Model) -> str:
    when = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(model["utcTime"]))
    return f"{when}\nTimezone: {model['timezone']}\nClock source: local\n"


@show("show privilege")
def show_privilege(ctx: Context) -> Model:
    """The privilege level of the user, 0–15."""
    return {"privilegeLevel": ctx.user.privilege}


@show_privilege.text
def _privilege_text(_ctx: Context, model: Model) -> str:
    return f"Current privilege level is {model['privilegeLevel']}\n"
