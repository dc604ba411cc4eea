# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A switch that answers from a bundle of the conformance kit: what it is, its neighbors, and its configuration."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from . import cli
from .errors import CommandError
from .switch import Switch, SwitchSpec

#: Commands that are answered with what was recorded, until the configuration changes.
ANSWERED = (
    *("show interfaces", "show interfaces description", "show lldp neighbors", "show mlag"),
    *("show bgp summary vrf all", "show ip route vrf all", "dir all-filesystems"),
)
#: The same, whatever changes.
IDENTITY = ("show version",)
#: Sections of a recorded configuration that stay as the lab has them: who may log in, and how the switch is reached.
KEPT_OUT = re.compile(
    r"(?:no |default )?"
    r"(?:(?:aaa|username|enable|hostname|management|banner|boot|radius|tacacs|role|end)\b|interface Management)"
)


@dataclass(frozen=True)
class Recording:
    """What a bundle says of a switch.

    ``outputs`` by command and whether it was asked for text; ``configuration`` as it was printed.
    """

    release: str = ""
    model: str = ""
    outputs: dict[tuple[str, bool], Any] = field(default_factory=dict)
    configuration: str = ""

    def answer(self, switch: Switch, command: str, text: bool) -> Any:
        """The recorded output of a command, or None."""
        changed = switch.startup is not None and switch.running.text() != switch.startup.text()
        known = IDENTITY if changed else (*IDENTITY, *ANSWERED)
        return self.outputs.get((command, text)) if command in known else None

    def lines(self) -> Iterator[str]:
        """The lines of the configuration that a switch of the lab takes over."""
        taken = True
        for line in self.configuration.splitlines():
            if line and not line.startswith((" ", "!")):
                taken = KEPT_OUT.match(line) is None
            if taken and "<removed>" not in line and not line.startswith("!"):
                yield line


def read(path: Path | str) -> Recording:
    """Read a bundle; raises ValueError for a file that is none of EOS."""
    try:
        data = json.loads(Path(path).read_text())
        if data["product"] != "EOS":
            raise ValueError(f"{path} is a bundle of {data['product']}, not of EOS")
        outputs = dict(_outputs(data["probes"]))
        match = re.match(r"\d+(?:\.\d+)+[A-Z]*", str(data["release"]))
        if match is None:
            raise ValueError(f"{path} names no release")
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no bundle") from error
    configuration = outputs.get(("show running-config", True), "")
    return Recording(match[0], str(data["model"]), outputs, str(configuration))


def _outputs(probes: dict[str, Any]) -> Iterator[tuple[tuple[str, bool], Any]]:
    for exchanges in probes.values():
        for exchange in exchanges:
            request, reply = exchange["request"], exchange["reply"]
            commands = request.get("commands") or []
            if len(commands) == 1 and "output" in reply and "{" not in commands[0]:
                yield (" ".join(commands[0].split()), request["format"] == "text"), reply["output"]


def apply(switch: Switch, recording: Recording) -> None:
    """Make a switch what the recording says; lines that it does not take are left out."""
    switch.recording = recording
    switch.hardware = replace(switch.hardware, model=recording.model)

    def ignore(_number: int, _error: CommandError) -> None:
        """Leave the line out."""

    cli.load(switch, switch.running, "\n".join(recording.lines()) + "\n", failed=ignore)


def spec_of(spec: SwitchSpec, recording: Recording) -> SwitchSpec:
    """The same switch with the release of the recording."""
    return replace(spec, eos=recording.release, lenient=True)
