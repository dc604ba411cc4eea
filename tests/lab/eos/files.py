# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The files of a switch by their URLs: ``flash:NAME``, ``checkpoint:NAME``, ``running-config``, ``startup-config`` …"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .errors import CommandError
from .tree import Config

if TYPE_CHECKING:
    from .switch import Switch

#: File systems that hold texts; the one of checkpoints holds configurations.
STORED = ("flash", "certificate", "sslkey")
RUNNING, STARTUP = ("system", "running-config"), ("flash", "startup-config")


def locate(url: str) -> tuple[str, str]:
    """``flash:/a`` → (``flash``, ``a``); a name without a file system is one of the flash."""
    if url in ("running-config", "startup-config"):
        return RUNNING if url == "running-config" else STARTUP
    system, colon, name = url.partition(":")
    return (system, name.lstrip("/")) if colon else ("flash", url)


def shown(url: str) -> str:
    """The URL as the switch prints it: ``running-config`` → ``system:/running-config``, ``flash:a`` → ``flash:/a``."""
    system, name = locate(url)
    return f"checkpoint:{name}" if system == "checkpoint" else f"{system}:/{name}"


def missing(verb: str, url: str) -> CommandError:
    """The error of a file that is not there."""
    return CommandError(f"Error {verb} {url} (No such file or directory)")


def configuration(switch: Switch, url: str) -> Config | None:
    """The configuration that a URL stands for as such: the running one, the startup one, a checkpoint."""
    place = locate(url)
    if place == RUNNING:
        return switch.running
    if place == STARTUP:
        return switch.startup
    checkpoint = switch.checkpoints.saved.get(place[1]) if place[0] == "checkpoint" else None
    return checkpoint.config if checkpoint else None


def read(switch: Switch, url: str, verb: str = "reading") -> str:
    """The text of a file; 1000 where there is none."""
    config = configuration(switch, url)
    if config is not None:
        return config.text()
    system, name = locate(url)
    text = switch.files.get(system, {}).get(name)
    if text is None:
        raise missing(verb, url)
    return text


def write(switch: Switch, url: str, text: str) -> None:
    """Write a text to a file; 1000 where there are no files to write."""
    system, name = locate(url)
    if system not in STORED or not name:
        raise CommandError(f"Error writing {url} (Invalid argument)")
    switch.files[system][name] = text


def write_startup(switch: Switch, config: Config, user: str) -> None:
    """Save the configuration to start with."""
    switch.startup = config.copy()
    switch.startup_written = (time.time(), user)


def remove(switch: Switch, url: str) -> None:
    """Delete a file; 1000 where there is none."""
    system, name = locate(url)
    if (system, name) == STARTUP and switch.startup is not None:
        switch.startup = None
        return
    found = switch.checkpoints.saved if system == "checkpoint" else switch.files.get(system, {})
    if found.pop(name, None) is None:  # type: ignore[attr-defined]
        raise missing("deleting", url)
