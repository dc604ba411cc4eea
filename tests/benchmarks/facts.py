# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a reader must know of the machine and the versions."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import ssl
import sys
from datetime import date
from importlib import metadata
from pathlib import Path

PACKAGES = ("ansible-core", "urllib3", "requests", "anta", "httpx", "aiohttp")
COLLECTIONS = ("ansible.netcommon", "ansible.utils", "arista.eos", "aerie.arista")


def facts() -> dict[str, str | int | float]:
    """Cores, memory, versions, the day."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    found: dict[str, str | int | float] = {
        "day": date.today().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "memory_gb": round(memory, 1),
        "Python": platform.python_version(),
        "OpenSSL": ssl.OPENSSL_VERSION.split()[1],
    }
    for name in PACKAGES:
        found[name] = metadata.version(name)
    for name in COLLECTIONS:
        folder = _collection(name)
        found[name] = _version(folder) if folder else "?"
    return found


def missing() -> str:
    """What the benchmark needs and is not there, as a sentence; empty if all is there."""
    for name in PACKAGES:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            return f"the Python package {name} is not installed"
    if not shutil.which(str(Path(sys.executable).with_name("ansible-playbook"))):
        return f"there is no ansible-playbook beside {sys.executable}"
    for name in COLLECTIONS:
        if _collection(name) is None:
            return f"the collection {name} is not in ANSIBLE_COLLECTIONS_PATH"
    return ""


def _collection(name: str) -> Path | None:
    for path in os.environ.get("ANSIBLE_COLLECTIONS_PATH", "").split(os.pathsep):
        folder = Path(path, "ansible_collections", *name.split("."))
        if path and folder.is_dir():
            return folder
    return None


def _version(folder: Path) -> str:
    manifest = folder / "MANIFEST.json"
    if manifest.exists():
        return str(json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"])
    found = re.search(r"^version: *(\S+)", (folder / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1) if found else "?"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    found = re.search(r"^model name\s*: *(.*)", text, re.MULTILINE)
    return found.group(1) if found else platform.machine()
