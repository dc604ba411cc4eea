# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show processes top once``: processes by number, the CPU and the memory."""

from __future__ import annotations

import time
import zlib

from ..registry import Context, Model, show, show_text

#: (number, command, CPU in percent, resident memory in kB) of the agents that a switch runs.
_AGENTS = (
    (1, "systemd", 0.0, 9124),
    (1201, "ProcMgr-worker", 0.3, 61232),
    (1544, "Sysdb", 0.7, 208640),
    (1702, "ConfigAgent", 0.3, 412044),
    (1760, "StpTopology", 0.0, 98120),
    (1812, "Lldp", 0.0, 92480),
    (1907, "Ebra", 0.3, 118204),
    (2044, "Bgp", 0.3, 146012),
    (2103, "CapiApp", 0.7, 176328),
    (2110, "nginx", 0.0, 17244),
)


def _idle(ctx: Context) -> float:
    """The idle share of the CPU in percent: it wanders a little from minute to minute."""
    return 90.0 + zlib.crc32(f"{ctx.switch.name} {int(time.time()) // 60}".encode()) % 80 / 10


@show("show processes top once")
def show_processes(ctx: Context) -> Model:
    """Memory in kB, shares of the CPU in percent."""
    idle, hardware = _idle(ctx), ctx.switch.hardware
    used = hardware.memory_total - hardware.memory_free
    processes = {
        str(number): {
            "userName": "root",
            "priority": "20",
            "niceValue": 0,
            "virtMem": str(resident * 4),
            "residentMem": str(resident),
            "sharedMem": str(resident // 2),
            "status": "S",
            "cpuPct": cpu,
            "memPct": round(100 * resident / hardware.memory_total, 1),
            "activeTime": int(ctx.switch.uptime() * cpu),
            "cmd": name,
        }
        for number, name, cpu, resident in _AGENTS
    }
    return {
        "timeInfo": {
            "currentTime": time.strftime("%H:%M:%S", time.gmtime()),
            "upTime": int(ctx.switch.uptime()),
            "userCount": 0,
            "loadAvg": [0.12, 0.18, 0.15],
        },
        "processes": processes,
        "cpuInfo": {
            "%Cpu(s)": {
                "user": round(99.0 - idle, 1),
                "system": 0.6,
                "nice": 0.0,
                "idle": round(idle, 1),
                "ioWait": 0.0,
                "hwIrq": 0.2,
                "swIrq": 0.2,
                "stolen": 0.0,
            }
        },
        "memInfo": {
            "physicalMem": {
                "memTotal": hardware.memory_total,
                "memFree": hardware.memory_free - 1_048_576,
                "memUsed": used,
                "memBuffer": 1_048_576,
            },
            "swapMem": {"memTotal": 0, "memFree": 0, "memUsed": 0, "memBuffer": 0},
        },
    }


@show_processes.text
def _text(ctx: Context, model: Model) -> str:
    seconds = model["timeInfo"]["upTime"]
    up = f"{seconds // 86400} days, {seconds % 86400 // 3600:2d}:{seconds % 3600 // 60:02d}"
    cpu, memory = model["cpuInfo"]["%Cpu(s)"], model["memInfo"]["physicalMem"]
    load = ", ".join(f"{value:.2f}" for value in model["timeInfo"]["loadAvg"])
    count = len(model["processes"])
    mebi = {key: value / 1024 for key, value in memory.items()}
    text = (
        f"top - {model['timeInfo']['currentTime']} up {up},  0 users,  load average: {load}\n"
        f"Tasks: {count} total,   1 running, {count - 1} sleeping,   0 stopped,   0 zombie\n"
        f"%Cpu(s): {cpu['user']:4.1f} us, {cpu['system']:4.1f} sy, {cpu['nice']:4.1f} ni, {cpu['idle']:4.1f} id, "
        f"{cpu['ioWait']:4.1f} wa, {cpu['hwIrq']:4.1f} hi, {cpu['swIrq']:4.1f} si, {cpu['stolen']:4.1f} st\n"
        f"MiB Mem :  {mebi['memTotal']:7.1f} total,  {mebi['memFree']:7.1f} free,  {mebi['memUsed']:7.1f} used,  "
        f"{mebi['memBuffer']:7.1f} buff/cache\n"
        f"MiB Swap:  {0.0:7.1f} total,  {0.0:7.1f} free,  {0.0:7.1f} used.  {mebi['memFree']:7.1f} avail Mem\n\n"
        "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
    )
    for number, each in model["processes"].items():
        hundredths = each["activeTime"]
        clock = f"{hundredths // 6000}:{hundredths % 6000 / 100:05.2f}"
        text += (
            f"{number:>7} {each['userName']:<9} {each['priority']:>2} {each['niceValue']:>3} {each['virtMem']:>7} "
            f"{each['residentMem']:>6} {each['sharedMem']:>6} {each['status']} {each['cpuPct']:5.1f} "
            f"{each['memPct']:5.1f} {clock:>9} {each['cmd']}\n"
        )
    return text


@show_text("show processes")
def show_processes_list(ctx: Context) -> str:
    """The list of processes, which has no model."""
    head = " load average: 0.12, 0.18, 0.15\n  PID %CPU %MEM TT       STAT  STARTED     TIME CMD\n"
    total = ctx.switch.hardware.memory_total
    return head + "".join(
        f"{number:>5} {cpu:4.1f} {100 * resident / total:4.1f} ?        S    00:00:00 00:00:00 {name}\n"
        for number, name, cpu, resident in _AGENTS
    )
