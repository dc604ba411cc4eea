# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The files of a switch by their URLs: ``flash:NAME``, ``checkpoint:NAME``, ``running-config``, ``startup-config`` …

``certificate:`` and ``sslkey:`` hold one PEM certificate or key in each file and take nothing else. What is in
``sslkey:`` can be copied within it, and is never shown.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from . import ssl
from .errors import CommandError
from .tree import Config

if TYPE_CHECKING:
    from .switch import Switch

#: File systems that hold texts; the one of checkpoints holds configurations.
STORED = ("flash", "certificate", "sslkey", "extension")
CERTIFICATES, KEYS = "certificate", "sslkey"
#: The flash of the standby supervisor.
STANDBY, STANDBY_FOLDER = "supervisor-peer", "mnt/flash/"
RUNNING, STARTUP = ("system", "running-config"), ("flash", "startup-config")
#: Bytes of the flash, and of an image of EOS.
FLASH_SIZE, IMAGE_SIZE = 8_319_852_544, 596_114_432
#: A line of a file that says for how many bytes it stands.
SIZE = "SIZE"
_SIZE = re.compile(rf"^{SIZE}=(\d+)$", re.MULTILINE)


def size_of(text: str) -> int:
    """The bytes of a file."""
    stated = _SIZE.search(text[:1000])
    return int(stated[1]) if stated else len(text.encode())


def free_bytes(switch: Switch) -> int:
    """What is free on the flash."""
    return switch.flash_size - sum(map(size_of, switch.flash.values()))


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
    """The text of a file; 1000 where there is none, and for keys."""
    config = configuration(switch, url)
    if config is not None:
        return config.text()
    system, name = locate(url)
    if system == STANDBY and switch.boot.standby is not None:
        text = switch.boot.standby.get(name.removeprefix(STANDBY_FOLDER))
        if text is None:
            raise missing(verb, url)
        return text
    if system == KEYS:
        raise CommandError(f"Error {verb} {url} (Permission denied)")
    text = switch.files.get(system, {}).get(name)
    if text is None:
        raise missing(verb, url)
    return text


def write(switch: Switch, url: str, text: str) -> None:
    """Write a text to a file; 1000 where there are no files to write, and for what a file system does not take."""
    system, name = locate(url)
    if system == STANDBY and switch.boot.standby is not None:
        switch.boot.standby[name.removeprefix(STANDBY_FOLDER)] = text
        return
    if system not in STORED or not name or (system != "flash" and "/" in name):
        raise CommandError(f"Error writing {url} (Invalid argument)")
    if system in (CERTIFICATES, KEYS):
        text = (_certificate if system == CERTIFICATES else _key)(url, text)
    if system == "flash" and size_of(text) > free_bytes(switch) + size_of(switch.flash.get(name, "")):
        raise CommandError(f"Error writing {url} (No space left on device)")
    switch.files[system][name] = text
    _noticed(switch, system)


def copy_key(switch: Switch, source: str, target: str) -> None:
    """Copy a key within ``sslkey:``; 1000 where there is none."""
    name = locate(source)[1]
    if name not in switch.files[KEYS]:
        raise missing("copying", source)
    write(switch, target, switch.files[KEYS][name])


def _noticed(switch: Switch, system: str) -> None:
    """The services that use a changed certificate or key look at it anew, as after a change of the configuration."""
    if system in (CERTIFICATES, KEYS):
        switch.running.touch()


def _certificate(url: str, text: str) -> str:
    """The text, if it is one certificate."""
    if text.count("-----BEGIN ") > 1:
        raise CommandError(f"Error writing {url} (Multiple PEM-encoded entities in one file are not supported)")
    try:
        ssl.certificate_of(text).public_key()
    except ValueError:
        raise CommandError(f"Error writing {url} (Invalid certificate: not a PEM-encoded certificate)") from None
    return text if text.endswith("\n") else f"{text}\n"


def _key(url: str, text: str) -> str:
    """The text, if it is one private key that is not encrypted."""
    try:
        ssl.key_of(text)
    except ValueError:
        reason = "Invalid key: not a PEM-encoded RSA or ECDSA key without a passphrase"
        raise CommandError(f"Error writing {url} ({reason})") from None
    return text if text.endswith("\n") else f"{text}\n"


def write_startup(switch: Switch, config: Config, user: str) -> None:
    """Save the configuration to start with."""
    switch.startup = config.copy()
    switch.startup_written = (time.time(), user)


def rename(switch: Switch, source: str, target: str) -> None:
    """Give a file another name; 1000 where there is none, and for a name that is taken."""
    (system, old), (_system, new) = locate(source), locate(target)
    stored = switch.files.get(system, {})
    if system == KEYS or old not in stored:
        raise missing("renaming", source)
    if not new or new in stored:
        raise CommandError(f"Error renaming {source} to {target} (File exists)")
    stored[new] = stored.pop(old)
    _noticed(switch, system)


def remove(switch: Switch, url: str) -> None:
    """Delete a file; 1000 where there is none."""
    system, name = locate(url)
    if (system, name) == STARTUP and switch.startup is not None:
        switch.startup = None
        return
    found = switch.checkpoints.saved if system == "checkpoint" else switch.files.get(system, {})
    if found.pop(name, None) is None:  # type: ignore[attr-defined]
        raise missing("deleting", url)
    _noticed(switch, system)
