# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``dir`` (revision 2) and ``show file systems``."""

from __future__ import annotations

import time

from .. import files
from ..errors import CommandError
from ..registry import Context, Model, show

#: Prefix → (flags, type); the space is counted on the flash alone.
SYSTEMS = {
    "flash:": ("rw", "flash"),
    "extension:": ("rw", "extension"),
    "checkpoint:": ("rw", "checkpoint"),
    "file:": ("rw", "local"),
    "certificate:": ("rw", "certificate"),
    "sslkey:": ("rw", "sslkey"),
    "system:": ("rw", "system"),
}
COUNTED = "flash:"


def _files(ctx: Context, system: str) -> dict[str, tuple[int, float]]:
    """Name → (size in bytes, time of the last change) of the files of a file system."""
    switch = ctx.switch
    if system == "system:":
        return {"running-config": (len(switch.running.text()), time.time())}
    if system == "checkpoint:":
        return {name: (len(each.config.text().encode()), each.saved) for name, each in switch.checkpoints.saved.items()}
    if system != "flash:":
        stored = switch.files.get(system.rstrip(":"), {})
        return {name: (files.size_of(text), switch.boot_time) for name, text in sorted(stored.items())}
    found = {"boot-config": (len(switch.boot.image) + 5, switch.boot_time - 86400)}
    if switch.boot.extensions:
        found["boot-extensions"] = (sum(len(name) + 1 for name in switch.boot.extensions), switch.boot_time)
    if switch.startup is not None:
        written = switch.startup_written[0] if switch.startup_written else switch.boot_time
        found["startup-config"] = (len(switch.startup.text()), written)
    found.update({name: (files.size_of(text), switch.boot_time) for name, text in switch.flash.items()})
    if switch.running.root.get("logging", "persistent") is not None:
        found["persist/messages"] = (9948, switch.boot_time)
    return dict(sorted(found.items()))


@show("dir [<target:word>]", revision=2)
def show_dir(ctx: Context) -> Model:
    """A folder, or with ``all-filesystems`` every one. Revision 1 holds the printed text under ``messages``."""
    target = ctx.args.get("target", "flash:")
    if target == "all-filesystems":
        systems = list(SYSTEMS)
    else:
        system, _colon, name = target.partition(":")
        if f"{system}:" not in SYSTEMS:
            raise CommandError(f"Error listing directory {target} (No such file or directory)")
        systems = [f"{system}:"]
        if name.strip("/") and name.strip("/") not in _files(ctx, f"{system}:"):
            raise CommandError(f"Error listing directory {target} (No such file or directory)")
    urls = {f"{system}/": _listing(ctx, system) for system in systems}
    if ctx.revision == 1:
        return {"messages": [_dir_text(ctx, {"urls": urls})]}
    return {"urls": urls}


def _listing(ctx: Context, system: str) -> Model:
    wanted = ctx.args.get("target", "").partition(":")[2].strip("/")
    entries = {
        name: {"permissions": "-rw-", "size": size, "dateTime": round(changed, 2)}
        for name, (size, changed) in _files(ctx, system).items()
        if wanted in ("", name)
    }
    usage = {}
    if system == COUNTED:
        usage = {"totalBytes": ctx.switch.flash_size, "freeBytes": files.free_bytes(ctx.switch)}
    return {"entries": entries, **({"usage": usage} if usage else {})}


@show_dir.text
def _dir_text(_ctx: Context, model: Model) -> str:
    text = ""
    for url, listing in model["urls"].items():
        text += f"Directory of {url}\n\n"
        for name, entry in listing["entries"].items():
            when = time.strftime("%b %e %H:%M", time.gmtime(entry["dateTime"]))
            text += f"       {entry['permissions']} {entry['size']:>11}            {when}  {name}\n"
        text += "" if listing["entries"] else "No files in directory\n"
        if "usage" in listing:
            text += f"\n{listing['usage']['totalBytes']} bytes total ({listing['usage']['freeBytes']} bytes free)\n"
        text += "\n"
    return text


@show("show file systems")
def show_file_systems(ctx: Context) -> Model:
    """The file systems; sizes in kB."""
    systems = [
        {
            "prefix": prefix,
            "fsType": kind,
            "permission": flags,
            "size": ctx.switch.flash_size // 1024 if prefix == COUNTED else 0,
            "free": files.free_bytes(ctx.switch) // 1024 if prefix == COUNTED else 0,
            "currentFs": prefix == COUNTED,
            "realFs": prefix == COUNTED,
        }
        for prefix, (flags, kind) in SYSTEMS.items()
    ]
    return {"fileSystems": systems}


@show_file_systems.text
def _systems_text(_ctx: Context, model: Model) -> str:
    text = "File Systems:\n\n     Size (kb)     Free (kb)   Type           Flags  Prefixes\n"
    for each in model["fileSystems"]:
        mark = "*" if each["currentFs"] else " "
        size, free = (each["size"], each["free"]) if each["realFs"] else ("-", "-")
        text += f"{mark} {size:>12} {free:>13}   {each['fsType']:<14} {each['permission']:<6} {each['prefix']}\n"
    return text
