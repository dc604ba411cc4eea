# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Collect the outputs for tests in few requests, and evaluate them with ANTA."""

from __future__ import annotations

import asyncio
import functools
import re
import typing as t
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field

from ...eapi.errors import CommandError
from ...eapi.protocol.commands import Batch, Command
from ...eapi.protocol.words import reads
from ..ask import Runner

#: How many commands go into a request.
SHARE: t.Final = 30
#: A command of ANTA's own tests that reads, although `bash` may do anything.
_DISK: t.Final = re.compile(r"bash timeout \d+ df -h")

#: Command, format, version, revision.
Key = tuple[str, str, t.Any, t.Any]
#: The output, or the errors.
Found = tuple[t.Any, list[str]]


@dataclass(frozen=True)
class AntaResult:
    """The result of a test.

    :ivar result: success, failure, error, skipped or unset (the test has said nothing).
    :ivar messages: why it is not a success.
    """

    test: str
    categories: list[str]
    description: str
    result: str
    messages: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, t.Any]:
        """As data for a task's result."""
        return asdict(self)


def run_tests(
    runner: Runner, definitions: Sequence[t.Any], name: str, tell: Callable[[str], None] = lambda text: None
) -> list[AntaResult]:
    """Run tests on a device, and return their results in the order of the tests.

    :param definitions: of `catalog.select`.
    :param name: the device's name.
    :param tell: prints progress.
    :raises EapiError: if the device cannot be reached. What it refuses is part of the results.
    """
    device = _device_class()(name, runner)
    about = device.look({("show version", "json", 1, None)})[("show version", "json", 1, None)][0]
    device.hw_model = about.get("modelName") if isinstance(about, dict) else None
    instances = [definition.test(device, definition.inputs) for definition in definitions]
    device.look({_key(command) for instance in instances for command in instance.instance_commands})
    tell(f"{len(instances)} tests, {len(device.found)} commands")
    return asyncio.run(_judge_tests(instances))


async def _judge_tests(instances: Iterable[t.Any]) -> list[AntaResult]:
    records = []
    for instance in instances:
        result = await instance.test()
        messages = [str(message) for message in result.messages]
        records.append(
            AntaResult(result.test, list(result.categories), result.description, str(result.result), messages)
        )
    return records


def _key(command: t.Any) -> Key:
    return (command.command, command.ofmt, command.version, command.revision)


@functools.cache
def _device_class() -> t.Any:
    """The class for ANTA's devices over our client; its base can be imported where ANTA is installed only."""
    from anta.device import AntaDevice

    class CollectedDevice(AntaDevice):  # type: ignore[misc]
        """A device whose commands are collected in batches ahead of the tests."""

        def __init__(self, name: str, runner: Runner) -> None:
            super().__init__(name, disable_cache=True)
            self.is_online = self.established = True
            self.found: dict[Key, Found] = {}
            self._runner = runner

        @property
        def _keys(self) -> tuple[t.Any, ...]:
            return (self.name,)

        async def refresh(self) -> None:
            """Nothing to do: the client connects when it is used."""

        async def disconnect(self) -> None:
            """Nothing to do: the connection is the task's."""

        def look(self, keys: set[Key]) -> dict[Key, Found]:
            """Collect what is not known yet; return all that is known."""
            self.found.update(collect(self._runner, sorted(keys - set(self.found), key=str)))
            return self.found

        async def _collect(self, command: t.Any, *, collection_id: str | None = None) -> None:
            output, errors = self.look({_key(command)})[_key(command)]
            if errors:
                command.errors = errors  # assigned: the list of the class would keep them for other devices
            else:
                command.output = output

    return CollectedDevice


def collect(runner: Runner, keys: Sequence[Key]) -> dict[Key, Found]:
    """Run commands, each once, in few requests; a command that fails takes no other with it."""
    found: dict[Key, Found] = {}
    groups: dict[tuple[str, t.Any], list[Key]] = {}
    for key in keys:
        if reads(key[0]) or _DISK.fullmatch(key[0]):
            groups.setdefault(key[1:3], []).append(key)
        else:
            found[key] = None, [f"'{key[0]}' is not certain to read only, and was not sent"]
    for group in groups.values():
        for start in range(0, len(group), SHARE):
            found.update(_share(runner, group[start : start + SHARE]))
    return found


def _share(runner: Runner, keys: Sequence[Key]) -> dict[Key, Found]:
    """One request, and one more for what stands behind each command that fails."""
    found: dict[Key, Found] = {}
    while keys:
        _command, form, version, _revision = keys[0]
        commands = tuple(Command(key[0], revision=key[3], format=t.cast("t.Any", form)) for key in keys)
        try:
            responses = runner.run(Batch(commands, version=version))
            found.update({key: (each.output, []) for key, each in zip(keys, responses, strict=True)})
            break
        except CommandError as error:
            if error.unreachable or error.command_index is None:
                raise
            done = error.command_index
            outputs = [response.get("output") for response in error.responses[:done]]
            found.update({key: (output, []) for key, output in zip(keys[:done], outputs, strict=True)})
            found[keys[done]] = None, list(error.errors) or [error.reason]
            keys = keys[done + 1 :]
    return found
