# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Every parser of what a switch or CloudVision says takes a time that grows with the length of the text, and not with
its square: ten times the worst text takes less than fifteen times the processor's time."""

from __future__ import annotations

import contextlib
import gc
import time
import typing as t
from collections import deque
from collections.abc import Callable

import grpc
import pytest
from ansible.plugins.callback import CallbackBase

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.diffs import MOST_LINES, printable_diff
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import grpc_errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory import hosts
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.studio_inputs import joined
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import edits
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.anonymous import Anonymizer, leaks
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError, printable, shown
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.https import failures
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol import reply
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.printed import errors_ahead, errors_in
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh import cli, shell
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.subsystem import Document
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import facts
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server import settings, status
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import lockout
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.readback import without_trace
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config import numbered
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.compare import compare, missing
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.merge import merge
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.unified_diff import unified
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import ca, pem, profile, x509
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade import reload

#: Ten times the text may take as much more time; it is measured again where it took more, since machines are busy.
AT_MOST = 15
TRIES = 3
#: Below this (seconds of the processor) nothing is measured but the clock.
LEAST = 0.02
LONG, SHORT, SHORTEST = 1_000_000, 100_000, 30_000

Food = Callable[[int], str]


def of(piece: str, before: str = "", after: str = "") -> Food:
    """A text of a size, made of one piece."""
    return lambda size: before + piece * (size // len(piece)) + after


def numbered_lines(line: str, before: str = "", after: str = "") -> Food:
    """Lines that all differ."""

    def make(size: int) -> str:
        return before + "".join(line.format(n) for n in range(size // len(line.format(99999)))) + after

    return make


def seconds(work: Callable[[str], t.Any], text: str) -> float:
    """The processor's time for some work. An error of ours is an answer as well."""
    gc.collect()
    gc.disable()  # its own time grows with everything that the tests hold
    start = time.process_time()
    try:
        with contextlib.suppress(ClientError):
            work(text)
        return time.process_time() - start
    finally:
        gc.enable()


def growth(work: Callable[[str], t.Any], food: Food, size: int) -> float:
    """How many times the time ten times the text takes, at best."""
    small, large = food(size), food(10 * size)
    figures = []
    for _try in range(TRIES):
        figures.append((max(seconds(work, small), LEAST), seconds(work, large)))
        base, more = (min(column) for column in zip(*figures, strict=True))
        if more < AT_MOST * base:
            break
    return more / base


# --- PEM, requests, URLs ---

BEGINS = {
    "begins": of("-----BEGIN CERTIFICATE-----\n"),
    "labels": of("A ", "-----BEGIN "),
    "dashes": of("-"),
    "pairs": of("-----BEGIN A-----\n-----END B-----\n"),
    "requests": of("-----BEGIN CERTIFICATE REQUEST-----\n"),
    "keys": of("-----BEGIN PRIVATE KEY-----\n"),
}


@pytest.mark.parametrize("food", BEGINS)
@pytest.mark.parametrize(
    "work",
    [
        lambda text: list(pem.blocks(text)),
        lambda text: x509.read_certificates(text, "the file"),
        lambda text: x509.read_key(text, "the file"),
        ca._requested_key,
    ],
    ids=["blocks", "certificates", "key", "request"],
)
def test_pem(work: Callable[[str], t.Any], food: str) -> None:
    assert growth(work, BEGINS[food], LONG) < AT_MOST


@pytest.mark.parametrize(
    "food",
    [
        of(" "),
        of(":"),
        of(": "),
        of(" ", "a"),
        of(" ", "a:http:", "x"),
        of("http:"),
        of(": http:"),
        of(" : ", "a", "\n"),
    ],
)
def test_urls_of_a_status(food: Food) -> None:
    assert growth(status._url, food, LONG) < AT_MOST


class Says:
    """A switch that answers every command with one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def run(self, batch: Batch) -> list[t.Any]:
        return [type("Said", (), {"output": self.text, "warnings": [], "errors": []})() for _command in batch.commands]


@pytest.mark.parametrize(
    "food", [of("a"), of("a "), of("a b: "), of("HTTPS server: \n"), of("HTTPS server:" + " " * 99)]
)
def test_words_of_a_status(food: Food) -> None:
    assert growth(lambda text: status._status_text(t.cast("t.Any", Says(text))), food, LONG) < AT_MOST


@pytest.mark.parametrize(
    "food", [of(" ", "Total memory:"), of("9", "Total memory: "), of("Total memory:\n"), of("Directory of a/")]
)
def test_facts(food: Food) -> None:
    outputs = ("show version", "dir all-filesystems")
    assert growth(lambda text: facts.hardware_facts(dict.fromkeys(outputs, text)), food, LONG) < AT_MOST


# --- The running configuration ---

CONFIGS = {
    "ends without a beginning": of(" EOF\n", "! device: x\nunknown\n"),
    "ends below ends": of("   a\n      EOF\n   EOF\n", "! device: x\nunknown\n"),
    "indented ends": of("  EOF\n", "banner motd\n", "EOF\n"),
    "no end": of("a\n", "banner motd\n"),
    "repeated lines": of("no shutdown\n"),
    "repeated sections": of("interface Ethernet1\n   no shutdown\n"),
    "repeated headers": of("a\nb\na\n c\n"),
    "exits": of("a\n b\n exit\n"),
    "steps": of("a\n b\n  c\n   d\n    e\n"),
    "one long line": of("a ", "neighbor "),
    "long lines": numbered_lines("neighbor " + "a " * 500 + "{:06d}\n"),
    "returns": of("\r"),
    "spaces": of(" "),
    "tabs": of("\t"),
    "remarks": of("!! a\n", "vlan 1\n"),
    "separators": of("!\n"),
    "lists": numbered_lines("ip prefix-list a seq {} permit any\n"),
    "list": numbered_lines("   {:09d} permit ip any any\n", "ip access-list a\n"),
    "rules": numbered_lines("   permit ip any host {}\n", "ip access-list a\n"),
    "long numbers": of("9", "ip access-list a\n   ", " permit ip any any\n"),
    "maps": of("class-default ", "policy-map a\n   class "),
    "profiles": numbered_lines("   ssl profile a{}\n      trust certificate b\n", "management security\n"),
    "profile": numbered_lines("      trust certificate b{}\n", "management security\n   ssl profile a\n"),
    "api": numbered_lines("   vrf a{}\n      no shutdown\n", "management api http-commands\n"),
    "settings": of("protocol https port ", "management api http-commands\n   "),
    "banner": numbered_lines("a {}\n", "banner motd\n", "EOF\n"),
}
#: What somebody wants to have, with each sort of comparison.
WANTED = """\
no neighbor a
neighbor b
ip prefix-list a seq 10 permit 10.0.0.0/8
ip access-list a
   10 permit ip any any
   permit ip any host 1
   no permit ip any host 2
policy-map a
   class b
interface Ethernet1
   no description
   description x
banner motd
other
EOF
"""


@pytest.mark.parametrize("food", CONFIGS)
def test_reading_a_configuration(food: str) -> None:
    assert growth(Config.parse, CONFIGS[food], SHORT) < AT_MOST


def worked(text: str) -> None:
    """All that is done with a running configuration, beside reading it."""
    try:
        running = Config.parse(text)
    except ClientError:
        return
    wanted = Config.parse(WANTED)
    missing(wanted, running)
    missing(wanted, running, match="exact", replace="block")
    compare(running, wanted)
    unified(running, wanted)
    merge(running.copy().root, wanted.root)
    running.text()
    numbered.make_room(wanted.commands(), lambda: text)
    running.commands()
    settings.read(running)
    profile.profiles(running)
    profile.users(running, "a")
    lockout.vrf_of(running, "192.0.2.1")


@pytest.mark.parametrize("food", CONFIGS)
def test_working_with_a_configuration(food: str) -> None:
    assert growth(worked, CONFIGS[food], SHORT) < AT_MOST


@pytest.mark.parametrize("food", ["banner", "rules", "list", "lists", "repeated lines", "api"])
def test_the_difference_between_two_large_ones(food: str) -> None:
    """The second one is the first one backwards, with two of three lines replaced."""

    def differ(text: str) -> None:
        header, *lines = text.splitlines(keepends=True)
        end = [lines.pop()] if lines[-1] == "EOF\n" else []
        other = [f"{line[:-1]}x\n" if number % 3 else line for number, line in enumerate(reversed(lines))]
        one, two = Config.parse(text), Config.parse("".join([header, *other, *end]))
        unified(one, two)
        compare(one, two)
        missing(one, two)
        merge(one.root, two.root)

    assert growth(differ, CONFIGS[food], SHORTEST) < AT_MOST


def test_a_long_text_in_both() -> None:
    """Lines that are repeated often: the worst for a comparison by all of their places."""

    def differ(text: str) -> None:
        mixed = [f"a {place * 7919 % 1000}\n" for place in range(text.count("\n"))]
        one, two = (Config.parse(f"banner motd\n{''.join(some)}EOF\n") for some in (mixed, mixed[::-1]))
        unified(one, two)

    assert growth(differ, of("a 000\n"), SHORT) < AT_MOST


# --- Terminals ---

SCREENS = {
    "spaces": of(" "),
    "returns": of("\r"),
    "returns and spaces": of("\r "),
    "backspaces": of("\b"),
    "more": of("--More--"),
    "more and spaces": of("--More-- \r "),
    "spaces before more": of(" " * 500 + "--More-"),
    "escapes": of("\x1b"),
    "open escapes": of("\x1b["),
    "long escape": of("0", "\x1b["),
    "titles": of("\x1b]"),
    "long title": of("a", "\x1b]"),
    "prompts": of("leaf1>"),
    "brackets": of("("),
    "questions": of("[y/n"),
    "passwords": of("password"),
    "ends": of("'EOF'"),
    "errors": of("% Invalid input\n"),
    "warnings": of("! a\n"),
    "lines": of("\n"),
}


class Screen:
    """A channel on which a text comes after `show`, in pieces, and then the prompt."""

    closed = eof_received = False

    def __init__(self, text: str) -> None:
        self.text = text
        self.waiting = deque(["leaf1>"])

    def get_pty(self, term: str, width: int, height: int) -> None:
        pass

    def invoke_shell(self) -> None:
        pass

    def settimeout(self, timeout: float) -> None:
        pass

    def sendall(self, data: bytes) -> None:
        line = data.decode()
        self.waiting.append(line.rstrip("\n") + "\r\n")
        if line.startswith("show"):
            self.waiting.extend(self.text[place : place + 4096] for place in range(0, len(self.text), 4096))
        self.waiting.append("\r\nleaf1>")

    def recv(self, _size: int) -> bytes:
        if not self.waiting:
            raise TimeoutError
        return self.waiting.popleft().encode()

    def recv_ready(self) -> bool:
        return bool(self.waiting)


@pytest.mark.parametrize("food", SCREENS)
def test_terminal_output(food: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QUIET", "SILENT", "SETTLE"):
        monkeypatch.setattr(shell, name, 0.0)

    def work(text: str) -> None:
        output = shell.Shell(Screen(text), 60.0, 100 * LONG).run("show tech", time.monotonic() + 60)
        shell._without_echo(text, "show " + "a " * 1000)
        shell._without_lines(output, "a\nb\n")
        errors_in(output)
        errors_ahead(text)
        cli._as_model(output)

    assert growth(work, SCREENS[food], SHORT) < AT_MOST


@pytest.mark.parametrize("food", [of("{}", "["), of('"'), of('\\"', '"'), of("\\", '"'), of('"{', "["), of("a", '{"')])
def test_replies_of_the_subsystem(food: Food) -> None:
    def work(text: str) -> None:
        document, data = Document(), text.encode()
        for place in range(0, len(data), 65536):
            document.feed(data[place : place + 65536])

    assert growth(work, food, LONG // 4) < AT_MOST


# --- Bundles and reloads ---

REPLIES = {
    "names": numbered_lines("hostname nam{:06d}e\n"),
    "words": numbered_lines("nam{:06d}e "),
    "colons": of(":"),
    "points": of("."),
    "addresses": of("198.51.100.7 "),
    "keys": of("-----BEGIN A-----\n"),
    "banners": of("banner motd\n"),
    "free text": of("description a\n"),
    "digits": of("9"),
    "dashes": of("-"),
    "spaces": of(" ", "reload scheduled for a"),
    "brackets": of("( ", "reload scheduled for a"),
    "reasons": of("reload reason: \n"),
}


@pytest.mark.parametrize("food", REPLIES)
def test_a_bundle_without_names(food: str) -> None:
    def work(text: str) -> None:
        anonymizer = Anonymizer()
        reply = {"output": text}
        anonymizer.learn(None, reply)
        for word in text.split():
            anonymizer.name(word)
        leaks(str(anonymizer.value(None, reply)), anonymizer.identities())
        leaks(text, anonymizer.identities())

    assert growth(work, REPLIES[food], SHORTEST // 3) < AT_MOST


@pytest.mark.parametrize("food", REPLIES)
def test_a_reload_that_is_scheduled(food: str) -> None:
    assert growth(lambda text: reload.pending(t.cast("t.Any", Says(text))), REPLIES[food], LONG) < AT_MOST


# --- Replies ---


@pytest.mark.parametrize(
    "food",
    [
        of("' failed: ", "CLI command 1 of 1 '"),
        of("a", "CLI command 1 of 1 '"),
        of("9", "CLI command "),
        of("runCmds() got an unexpected keyword argument 'a"),
        of(" "),
        of("\x1b["),
    ],
)
def test_messages_of_a_reply(food: Food) -> None:
    def work(text: str) -> None:
        reply._FAILED_COMMAND.match(text)
        reply._UNKNOWN_PARAMETER.search(text)
        failures.said(text)
        shown(text)

    assert growth(work, food, LONG) < AT_MOST


@pytest.mark.parametrize(
    "food", [of("[", "{"), of('{"a":'), of("9"), of("\x00"), of("[],", "[", "1]"), of('"\\u0000"')]
)
def test_json(food: Food) -> None:
    assert (
        growth(lambda text: reply.parse_reply(text, "1", t.cast("t.Any", None), "leaf1", Scrubber()), food, LONG)
        < AT_MOST
    )


# --- CloudVision ---


@pytest.mark.parametrize("food", [of("exceeds"), of("larger "), of(" "), of("http proxy returned response code ")])
def test_details_of_a_status(food: Food) -> None:
    class Refusal(grpc.RpcError):
        def __init__(self, text: str) -> None:
            self.text = text

        def code(self) -> grpc.StatusCode:
            return grpc.StatusCode.RESOURCE_EXHAUSTED

        def details(self) -> str:
            return self.text

    options = CloudVisionOptions(nodes=(Node("cv", 443),), token="t")

    def explain(text: str) -> None:
        grpc_errors.explain(Refusal(text), text, options, options.nodes[0], 1.0, "Set of x")

    assert growth(explain, food, LONG) < AT_MOST


def test_names_of_devices() -> None:
    def work(text: str) -> None:
        devices: t.Any = [{"serial": line, "hostname": "same", "tags": {"a": [line]}} for line in text.split()]
        hosts.name_devices(devices, "hostname", {"a"})
        hosts.tag_groups(devices, str)

    assert growth(work, numbered_lines("{:09d}\n"), SHORTEST) < AT_MOST


@pytest.mark.parametrize("food", [of("["), of("[],", "[", "1]"), of('{"a":')])
def test_inputs_of_a_studio(food: Food) -> None:
    assert growth(lambda text: edits.as_text({"inputs": text}), food, SHORT) < AT_MOST


@pytest.mark.parametrize("path", ["{}", "a/{}", "k{}"])
def test_paths_of_a_studio(path: str) -> None:
    """Each is a row of CloudVision's, and a place in one document."""

    def work(text: str) -> None:
        joined([(path.format(number).split("/"), "1") for number in range(text.count("a"))])

    assert growth(work, of("a"), 2_000) < AT_MOST


def _periods(count: int) -> tuple[str, str]:
    """Two texts in whose comparison the standard library's difflib is at its worst."""
    return tuple("".join(f"line {n * step % 101}\n" for n in range(count)) for step in (1, 7))  # type: ignore[return-value]


def _printed(before: t.Any, after: t.Any) -> str:
    """A difference as Ansible prints it."""
    return str(CallbackBase()._get_diff(printable_diff({"before": before, "after": after})))


@pytest.mark.parametrize("wrap", [str, lambda text: {"lines": text.splitlines()}], ids=["texts", "objects"])
def test_differences_that_ansible_prints(wrap: Callable[[str], t.Any]) -> None:
    def work(text: str) -> None:
        _printed(*map(wrap, _periods(len(text))))

    assert growth(work, of("a"), 5_000) < AT_MOST


@pytest.mark.parametrize("food", [of("\x1b["), of("0", "\x1b["), of("\x1b[0 "), of(" ", "\x1b[0"), of("\x9b0")])
def test_control_characters(food: Food) -> None:
    assert growth(printable, food, LONG) < AT_MOST


@pytest.mark.parametrize("food", [of("a b\n"), of("+-"), of("a"), numbered_lines("+{:09d} x\n")])
def test_lines_that_left_nothing_in_a_session(food: Food) -> None:
    commands = [Command(f"frobnicate{number}") for number in range(100)]
    assert growth(lambda text: without_trace(commands, range(100), text), food, SHORT) < AT_MOST


def test_a_long_difference_says_the_same_as_ansible_does() -> None:
    lines = [f"line {n}" for n in range(MOST_LINES)]
    changed = [*lines[:700], "new", *lines[701:]]
    told = _printed("\n".join(lines) + "\n", "\n".join(changed) + "\n").splitlines()
    assert [line for line in told if line[:1] in "+-"] == ["--- before: ", "+++ after: ", "-line 700", "+new"]
    short = {"before": "a\n", "after": "b\n"}
    assert printable_diff(short) == short


def test_growth_with_the_square_is_found() -> None:
    assert growth(lambda text: [text.count("b") for _character in text], of("a"), 4_000) > AT_MOST
