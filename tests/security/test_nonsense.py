# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A switch answers anything to every command: what reads the answers ends with an answer or an error of its host."""

from __future__ import annotations

import contextlib
import itertools
import json
import random
import typing as t
from collections.abc import Callable, Iterator

import pytest

from ansible_collections.aerie.arista.plugins.action import eapi_fleet
from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response, parse_entry
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import backup, facts
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server import status
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.settings import ApiService
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import session
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.apply import apply
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import ChangeRequest
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.reclaim import reclaim
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.saving import unsaved
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.session_list import (
    check_name_is_free,
    lock_holder,
    open_sessions,
    sessions,
    state_of,
    timed_session,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.conformance import kit
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets import kinds
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import files, profile_plan, usage
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing.checks import CHECKS, UpState
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade import flash, reload
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade.image import Checksum, ImageRequest, Installer
from lab.eos import cli, errors
from support import lab_switches

ESCAPES = "\x1b]0;title\x07\x1b[2J\x9b2J\r\u202e\x00"
#: Values where a model has others.
ODD: tuple[t.Any, ...] = (
    None, [], {}, "", "x", 7, -1, 1e300, 10**400, True, [[]], [None], ["x"], {"x": None}, {"x": "x"}, {"x": []},
    {"": {}}, ESCAPES,
)  # fmt: skip
#: The fields that are looked at somewhere.
NAMES_OF_FIELDS = """
    hostname fqdn version modelName serialNumber uptime output interfaces interfaceAddress interfaceAddressIp6
    primaryIp secondaryIpsOrderedList globalUnicastIp6s address lldpNeighbors neighborDevice neighborPort port
    sessions state commitBy description instances user commitTimerSessionName commitTimerExpireTime userInfo
    username lockAcquireTime userTty transactionName enabled httpServer httpsServer localHttpServer
    unixSocketServer configured running sslProfile vrfs vrf urls corsOrigins dscpValue name profileStatus
    profileState profileError errorType errorAttr certificates keys modulus size peers peerState routes
    negStatus interfaceDescriptions lineProtocolStatus warnings messages errors _meta
"""
FIELDS = tuple(NAMES_OF_FIELDS.split())
CONFIGURATIONS = (
    "a\n   b\n  c\n\tend\nEOF\n", "\n" * 10_000, "!" * 10_000,
    "management api http-commands\n   protocol https port 99999999999\n",
    "management security\n   ssl profile eapi\n      tls versions\n      certificate a key b\n", "vlan 1\n" * 1000,
    "banner motd\nx",
    "management api http-commands\n   vrf ../../x\n      no shutdown\n", ESCAPES, "x" * 100_000, "{{ 7 * 7 }}\n",
    "username ops secret sha512 $6$\u00e4\nenable secret 7 0\u0661zz\nradius-server host 192.0.2.1 key 7 x vrf\n"
    "snmp-server user u g v3 localized abc auth md5 \u00e4 priv aes \u00e4\n"
    "snmp-server user v g v3 localized ab auth md5 \u00e4 priv aes \u00e4\nsnmp-server community\n",
)  # fmt: skip


def _entries() -> Iterator[t.Any]:
    """Entries of `result`."""
    yield from ODD
    for value in ODD:
        fields = dict.fromkeys(FIELDS, value)
        for within in (
            value,
            {"eapi": fields, "ours": fields, "x": value},
            [fields, value],
            {"x": {field: {"x": fields} for field in FIELDS}},
            {"x": {field: [fields] for field in FIELDS}},
        ):
            yield dict.fromkeys(FIELDS, within)
    yield from ({"output": text} for text in CONFIGURATIONS)


ENTRIES = list(_entries())
#: Some of the pairs of neighbours and of opposites, the same in each run: all of them take minutes.
PAIRS = random.Random(12).sample([*itertools.pairwise(ENTRIES), *zip(ENTRIES, reversed(ENTRIES), strict=True)], 40)


class Nonsense:
    """A client whose switch answers with the same entry always, or now with one and now with another."""

    def __init__(self, *entries: t.Any) -> None:
        self.entries = itertools.cycle(entries)

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run."""
        return [
            parse_entry(next(self.entries), command.cmd, batch.format_of(command), command.revision)
            for command in batch.commands
        ]

    def reconnect(self, login: bool = False) -> None:
        """As EapiClient.reconnect."""

    def endpoint_options(self) -> dict[str, t.Any]:
        """As EapiClient.endpoint_options."""
        return {"transport": "https", "host": "192.0.2.1", "port": 443, "validate_certs": True, "ca_path": None}


def _install(client: Nonsense) -> None:
    """Images and extensions that are there already, as the switch says."""
    for name in ("EOS.swi", "a.swix"):
        extension = name.endswith("x")
        request = ImageRequest(name, "http://192.0.2.1/x", Checksum("sha512", "0" * 128), extension, release="4.33")
        installer = Installer(client, request, polling.Poller(0.01), check=True)
        with contextlib.suppress(ClientError):
            installer.ensure()
        installer._install()


def _secrets(client: Nonsense) -> None:
    config = Config.parse(client.run(Batch((Command("show running-config"),), format="text"))[0].output)
    for wish in WISHES:
        with contextlib.suppress(ClientError):
            place = kinds.find(config, wish)
            kinds.state(place, wish)
            kinds.commands_of([place], [wish])


WISHES = kinds.read(
    [
        {"kind": "user", "name": "ops", "secret": "long-enough"},
        {"kind": "enable", "secret": "long-enough"},
        {"kind": "radius", "server": "192.0.2.1", "secret": "long-enough"},
        {"kind": "snmp_community", "secret": "new", "previous_secret": "old"},
        *(
            {"kind": kind, "name": name, "secret": "long-enough"}
            for kind in ("snmp_auth", "snmp_priv")
            for name in "uv"
        ),
    ]
)
CHANGE = ChangeRequest((Command("frobnicate"), Command("no vlan 1")), session="ours")
NAMES = files.Names("x", "x", ("x",))


def _look_twice(client: Nonsense) -> None:
    UpState.take(client, list(CHECKS)).lost(client)


def _sessions(client: Nonsense) -> None:
    model = sessions(client)
    timed_session(model)
    open_sessions(model)
    state_of(model, "x")


def _ssl_profile(client: Nonsense) -> None:
    config = Config.parse(str(client.run(Batch((Command("show running-config"),), format="text"))[0].output))
    profile_plan.profiles(config)
    profile_plan.status_of(client, "eapi")
    profile_plan.status_of(client, "x")


WORKS: dict[str, Callable[[t.Any], t.Any]] = {
    "facts": lambda client: facts.gather(client, "all"),
    "checks": _look_twice,
    "sessions": _sessions,
    "lock": lock_holder,
    "reclaim": lambda client: reclaim(client, ["x", "ours"]),
    "free": lambda client: check_name_is_free(client, "x"),
    "api": lambda client: status.look(client, ApiService(enabled=True, ssl_profile="x")),
    "api's profile": lambda client: status.profile_problem(client, "eapi"),
    "http server": status.has_http_server,
    "ssl files": lambda client: files.read_files(client, NAMES),
    "ssl profile": _ssl_profile,
    "change": lambda client: apply(CHANGE, client, want_after=True),
    "change in check mode": lambda client: apply(CHANGE, client, check=True),
    "unsaved": unsaved,
    "reload": lambda client: reload.look(client, hitless=True),
    "clock": reload.clock,
    "flash": lambda client: (flash.read(client), flash.size_of(client, "flash:x"), flash.boot_image(client)),
    "image": lambda client: (flash.checksum(client, "flash:x", "sha512"), flash.release_of(client, "x")),
    "installer": _install,
    "secrets": _secrets,
    "use of a certificate": lambda client: usage.find_use(client, NAMES),
    "backup": lambda client: backup.keep(backup.BackupRequest("/nonexistent", check=True, diff=True), "a", client),
    "reload's cause": lambda client: (reload.cause(client), reload.mlag(client), reload.pending(client)),
    "conformance": lambda client: kit.examine(client, "read"),
    "drift": lambda client: eapi_fleet._find_drift("hostname a\nend\n", [], client),
}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "PATIENCE", 0.0)
    monkeypatch.setattr(session.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(polling.time, "sleep", lambda _seconds: None)


def _unexpected(work: Callable[[t.Any], t.Any], *entries: t.Any, client: Nonsense | None = None) -> str:
    """What ends the work that is no error of ours, or ""."""
    try:
        json.dumps(work(client or Nonsense(*entries)), default=str)
    except ClientError as error:
        str(error)
        json.dumps(error.details(), default=str)
    except Exception as error:
        import traceback

        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} at {where.filename.split('/')[-1]}:{where.lineno}"
    return ""


@pytest.mark.parametrize("name", WORKS)
def test_any_answer(name: str) -> None:
    found = {_unexpected(WORKS[name], entry) for entry in ENTRIES}
    found |= {_unexpected(WORKS[name], *pair) for pair in PAIRS}
    assert found == {""}


# --- What a switch says, but for one place ----------------------------------------------------------------------------

#: What stands in the place of a value; half a character is not among them, since the decoder leaves none.
REPLACED: tuple[t.Any, ...] = (None, [], {}, "", ESCAPES, -1, 10**400, 1e300, True, ["x"], {"x": {"x": "x"}})
#: Of lists, and of mappings whose entries are alike, how many entries are visited.
VISITED = 2


class Recorder(Nonsense):
    """A client of a switch of the lab, which keeps what each command answered."""

    def __init__(self) -> None:
        self.switch = lab_switches.build(4)["leaf1"]
        self.said: dict[tuple[str, str], t.Any] = {}

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run, without sessions: each command is asked for itself."""
        found = []
        for command in batch.commands:
            format = batch.format_of(command)
            if (command.cmd, format) not in self.said:
                self.said[command.cmd, format] = self._ask(command, format)
            found.append(parse_entry(self.said[command.cmd, format], command.cmd, format, command.revision))
        return found

    def _ask(self, command: Command, format: str) -> t.Any:
        if not command.read_only:
            return {}
        session = cli.Cli(self.switch, cli.User("admin", 15))
        session.enabled = True
        try:
            said = session.run(cli.Line(command.cmd, revision=command.revision), format == "text")
        except errors.CommandError as error:
            raise CommandError(str(error)) from None
        return {"output": said} if format == "text" else said


class Replay(Nonsense):
    """The same, with another answer to one command."""

    def __init__(self, said: dict[tuple[str, str], t.Any], asked: tuple[str, str], answer: t.Any) -> None:
        self.said = {**said, asked: answer}

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run."""
        return [
            parse_entry(
                self.said.get((command.cmd, batch.format_of(command)), {}),
                command.cmd,
                batch.format_of(command),
                command.revision,
            )
            for command in batch.commands
        ]


def _variants(value: t.Any) -> Iterator[t.Any]:
    """A value with something else in one of its places, in turn."""
    yield from REPLACED
    if isinstance(value, dict):
        alike = all(isinstance(each, dict) for each in value.values())
        for key in list(value)[-VISITED:] if alike else value:
            yield {name: each for name, each in value.items() if name != key}
            yield from ({**value, key: other} for other in _variants(value[key]))
        yield {**value, "k" * 100_000: next(iter(value.values()), 1), ESCAPES: 1, "{{ 7 * 7 }}": {}}
    elif isinstance(value, list):
        for place in range(min(len(value), VISITED)):
            yield from ([*value[:place], other, *value[place + 1 :]] for other in _variants(value[place]))
    elif isinstance(value, str):
        yield from (value * 2, value[: len(value) // 2], f"{value}\x1b[2J", value.upper(), value.replace(" ", "\t"))


#: Works that only read, with commands of which each is asked for itself.
READS = [name for name in WORKS if name not in ("conformance", "change", "change in check mode", "lock", "reclaim")]


@pytest.mark.parametrize("name", READS)
def test_any_value_at_any_place_of_what_a_switch_says(name: str) -> None:
    recorder = Recorder()
    with contextlib.suppress(ClientError):
        WORKS[name](recorder)
    assert recorder.said
    found, count = set(), 0
    for asked, said in recorder.said.items():
        for answer in _variants(said):
            count += 1
            found.add(_unexpected(WORKS[name], client=Replay(recorder.said, asked, answer)))
    assert count >= len(REPLACED)
    assert found == {""}
