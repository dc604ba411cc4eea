# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show logging …``: a text only."""

from __future__ import annotations

import time

from ..logs import SEVERITIES, messages, seconds, severity
from ..registry import Context, show_text
from .lines import setting

_LEVEL = "|".join(SEVERITIES)
_LAST = "last <ago:1-9999> <unit:seconds|minutes|hours|days>"


@show_text(
    f"show logging [<count:1-9999>] [<level:{_LEVEL}>] [{_LAST}]",
    f"show logging [<count:1-9999>] threshold <threshold:{_LEVEL}> [{_LAST}]",
    f"show logging {_LAST} [<level:{_LEVEL}>]",
    "show logging all",
)
def show_logging(ctx: Context) -> str:
    """What is logged where, and the messages: the last ones, of a severity, or down to one (``threshold``)."""
    args = ctx.args
    since = time.time() - seconds(args["ago"], args["unit"]) if "ago" in args else 0.0
    number = severity(args.get("threshold") or args.get("level") or "debugging")
    found = messages(ctx.switch, worst=7 if number is None else number, exact="level" in args, since=since)
    found = found[-args["count"] :] if "count" in args else found
    lines = "".join(f"{line}\n" for line in found)
    return lines if args else f"{_settings(ctx)}\nLog Buffer:\n{lines}"


def _settings(ctx: Context) -> str:
    root = ctx.switch.running.root
    persistent = root.get("logging", "persistent") is not None
    hosts = [node for node in root.ordered() if node.line.startswith("logging ") and " host " in f" {node.line} "]
    text = (
        "Syslog logging: enabled\n"
        "    Buffer logging: level debugging\n"
        f"    Console logging: level {setting(root, 'logging console', 'errors')}\n"
        f"    Persistent logging: {'level debugging' if persistent else 'disabled'}\n"
        f"    Monitor logging: level {setting(root, 'logging monitor', 'errors')}\n"
        "    Synchronous logging: disabled\n"
        f"    Trap logging: level {setting(root, 'logging trap', 'informational')}\n"
    )
    for node in hosts:
        words = node.line.split()
        vrf = words[2] if words[1] == "vrf" else "default"
        host = words[words.index("host") + 1]
        port = next((word for word in words[words.index(host) + 1 :] if word.isdigit()), "514")
        protocol = words[words.index("protocol") + 1] if "protocol" in words else "udp"
        text += f"        Logging to '{host}' port {port} in VRF {vrf} via {protocol}\n"
    for node in root.ordered():
        if node.line.startswith("logging ") and node.line.split()[-2:-1] == ["source-interface"]:
            words = node.line.split()
            vrf = words[2] if words[1] == "vrf" else "default"
            port_ = ctx.switch.interfaces.get(words[-1])
            address = port_.addresses[0].split("/")[0] if port_ is not None and port_.addresses else "0.0.0.0"
            text += f"    Logging source-interface '{words[-1]}', IP Address {address} in VRF {vrf}\n"
    facility = setting(root, "logging facility", "local4")
    return f"{text}    Logging facility: {facility}\n"
