# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""runCmds by way of the CLI: what is typed for a request, and the reply that its output makes."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import ReplyError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.reply import parse_reply
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.request import RunCmdsCall
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.cli import COPIED, COPY, CliApi
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.shell import Question, Shell

HOSTNAME = {"hostname": "leaf1", "fqdn": "leaf1"}


class FakeShell:
    """A CLI that prints what it is told to, and remembers what was typed."""

    alive = True

    def __init__(self, **outputs: str) -> None:
        self.outputs = {"show hostname": "Hostname: leaf1\n", "show hostname | json": json.dumps(HOSTNAME), **outputs}
        self.typed: list[str] = []
        self.texts: list[str | None] = []
        self.privileged = self.configuring = False
        self.secret: str | None = None

    def run(
        self,
        line: str,
        _deadline: float,
        text: str | None = None,
        answer: t.Callable[[str], str | None] = lambda asked: None,
    ) -> str:
        self.typed.append(line)
        self.texts.append(text)
        if line == "ask":
            told = answer("This takes a while.\nSure? [y/n]")
            if told is None:
                raise Question("Sure? [y/n]")
            return f"told {told}\n"
        if line == "disable":
            self.privileged = False
        if line.startswith("configure") and self.privileged:
            self.configuring = True
        if line == "end":
            self.configuring = False
        return self.outputs.get(line, "")

    def enable(self, line: str, password: str | None, _deadline: float) -> tuple[bool, str]:
        self.typed.append(line)
        self.privileged = self.secret is None or password == self.secret
        return self.privileged, "" if self.privileged else "% Bad secret\n"


def api(shell: FakeShell) -> CliApi:
    return CliApi(t.cast(Shell, shell), "leaf1 (ssh://leaf1:22)")


def call(
    shell: FakeShell | CliApi, *items: t.Any, enable: Command | None = None, **given: t.Any
) -> tuple[list[Response], ReplyError | None]:
    """Run commands, as the client does, and read the reply as it does."""
    batch = Batch(parse_commands(list(items)), **{"version": 1, **given})
    request = RunCmdsCall(batch, range(len(items)), batch.format, enable)
    number, body = request.payload()
    answering = shell if isinstance(shell, CliApi) else api(shell)
    return parse_reply(answering.answer(body, 5).decode(), number, request, "leaf1", Scrubber())


def failure(shell: FakeShell, *items: t.Any, **given: t.Any) -> ReplyError:
    error = call(shell, *items, **given)[1]
    assert error is not None
    return error


# --- What comes back ---


def test_text_and_models() -> None:
    responses, error = call(FakeShell(), "show hostname", format="text")
    assert (responses[0].output, error) == ("Hostname: leaf1\n", None)
    shell = FakeShell()
    assert call(shell, "show hostname")[0][0].output == HOSTNAME
    assert shell.typed == ["show hostname | json"]


@pytest.mark.parametrize(
    ("output", "model"),
    [
        ("", {}),
        ("Copy completed successfully.\n", {"messages": ["Copy completed successfully."]}),
        ("! Interface does not exist.\n", {"warnings": ["Interface does not exist."]}),
        ("! one\ntwo\nthree\n", {"warnings": ["one"], "messages": ["two\nthree"]}),
    ],
)
def test_commands_without_a_model(output: str, model: dict[str, t.Any]) -> None:
    responses, error = call(FakeShell(**{"write memory": output}), "write memory")
    assert (responses[0].output, error) == (model, None)
    assert call(FakeShell(**{"write memory": output}), "write memory", format="text")[0][0].output == output


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize(
    ("said", "code", "what"),
    [
        ("Invalid input (at token 1: 'bogus')", 1002, "invalid command"),
        ("Invalid input", 1002, "invalid command"),
        ("Invalid input (privileged mode required)", 1002, "invalid command"),
        ("Incomplete command", 1002, "invalid command"),
        ("Incomplete token (at token 0: 'sh')", 1002, "invalid command"),
        ("Ambiguous command (at token 1: 'v')", 1002, "invalid command"),
        ("Unavailable command (not supported on this hardware platform)", 1002, "invalid command"),
        ("This is an unconverted command", 1003, "unconverted command"),
        ("Authorization denied for command 'show x'", 1005, "permission to run command denied"),
        ("BGP inactive", 1000, "could not run command"),
        ("VLAN 999 not found in current VLAN database", 1000, "could not run command"),
    ],
)
def test_errors(format: str, said: str, code: int, what: str) -> None:
    shell = FakeShell(**dict.fromkeys(("show x", "show x | json"), f"% {said}\n"))
    error = failure(shell, "show hostname", "show x", "show hostname", format=format)
    assert (error.code, error.errors, error.command_index) == (code, [said], 1)
    assert f"command 2 of 3 'show x' failed: {what} ({code}): {said}." in str(error)
    assert len(error.responses) == 0  # these are the client's to add
    assert len(shell.typed) == 2


def test_a_model_that_says_errors() -> None:
    shell = FakeShell(**{"show x | json": json.dumps({"errors": ["BGP inactive"], "vrfs": {}})})
    responses, error = call(shell, "show x")
    assert error is not None
    assert (error.code, error.errors) == (1000, ["BGP inactive"])
    assert responses[0].output == {"vrfs": {}, "errors": ["BGP inactive"]}


def test_a_model_that_is_none() -> None:
    assert failure(FakeShell(**{"show x | json": "a table\n"}), "show x").code == 1003


@pytest.mark.parametrize(
    "output", ["a\n% BGP inactive\nb\n", "Aug 1: %SYS-5-CONFIG_I: configured\n", "%not an error\n"]
)
def test_reader_output_is_no_error(output: str) -> None:
    responses, error = call(FakeShell(**{"show tech-support": output}), "show tech-support", format="text")
    assert (responses[0].output, error) == (output, None)


def test_late_error_of_a_changing_command() -> None:
    output = "Copying...\n% Error copying flash:a to flash:b (No space left on device)\n"
    error = failure(FakeShell(**{"copy flash:a flash:b": output}), "copy flash:a flash:b", format="text")
    assert (error.code, error.errors) == (1000, ["Error copying flash:a to flash:b (No space left on device)"])


def test_going_on_after_a_failure() -> None:
    shell = FakeShell(**{"show x": "% Invalid input\n"})
    responses, error = call(shell, "show x", "show hostname", format="text", stop_on_error=False)
    assert error is not None
    assert (error.command_index, error.code) == (0, 1002)
    assert [response.failed for response in responses] == [True, False]
    assert responses[0].output == "% Invalid input\n"


# --- What is typed ---


def test_revisions() -> None:
    shell = FakeShell(**{"show ip route | json revision 4": '{"vrfs": {}}'})
    assert call(shell, {"cmd": "show ip route", "revision": 4})[0][0].output == {"vrfs": {}}
    assert call(shell, "show hostname", version="latest")[0][0].output == HOSTNAME


def test_a_cli_that_knows_no_revisions() -> None:
    shell = FakeShell(**{"show ip route | json revision 4": "% Invalid input\n"})
    assert failure(shell, {"cmd": "show ip route", "revision": 4}).code == 1002


def test_inputs() -> None:
    shell = FakeShell()
    call(shell, "configure", {"cmd": "banner motd", "input": "a\nEOF"}, enable=Command("enable"))
    assert shell.typed == ["enable", "configure", "banner motd", "end"]
    assert shell.texts[1] == "a\nEOF"


def test_a_question() -> None:
    error = failure(FakeShell(), "ask")
    assert error.code == 1004
    assert "Sure? [y/n]" in str(error)


@pytest.mark.parametrize("cmd", ["bash", "bash ls", "reload", "watch show clock", "ssh 192.0.2.1", "python-shell"])
def test_interactive_commands_are_not_typed(cmd: str) -> None:
    shell = FakeShell()
    assert failure(shell, cmd, format="text").code == 1004
    assert shell.typed == []


def test_a_pipe_has_no_model() -> None:
    shell = FakeShell(**{"show vlan | include 10": "10 users\n"})
    error = failure(shell, "show vlan | include 10")
    assert (error.code, error.errors) == (1002, ["Invalid input (at token 2: '|')"])
    assert "A pipe works on text only" in str(error)
    assert call(shell, "show vlan | include 10", format="text")[0][0].output == "10 users\n"


@pytest.mark.parametrize("cmd", ["exit", "logout", "quit", "terminal length 20", "terminal width 80"])
def test_terminal_commands_are_not_typed(cmd: str) -> None:
    shell = FakeShell()
    assert call(shell, cmd)[0][0].output == {}
    assert call(shell, cmd, format="text")[0][0].output == ""
    assert shell.typed == []


def test_exit_leaves_a_mode() -> None:
    shell = FakeShell()
    call(shell, "configure", "exit", enable=Command("enable"))
    assert shell.typed == ["enable", "configure", "exit", "end"]


@pytest.mark.parametrize(("option", "value"), [("timestamps", True), ("include_error_detail", True)])
def test_requests_that_a_cli_cannot_run(option: str, value: bool) -> None:
    shell = FakeShell()
    with pytest.raises(InputError, match=f"{option} cannot be had over the CLI"):
        call(shell, "show hostname", **{option: value})
    assert shell.typed == []


@pytest.mark.parametrize(
    ("option", "value"), [("timestamps", False), ("auto_complete", True), ("expand_aliases", True)]
)
def test_options_that_a_cli_ignores(option: str, value: bool) -> None:
    assert call(FakeShell(), "show hostname", **{option: value})[0][0].output == HOSTNAME


@pytest.mark.parametrize("text", ["a\nEOF\nreload now", "a\n  EOF\nreload now\nEOF", "EOF\r\nreload now", "EOF\n\n"])
def test_an_input_never_becomes_a_command(text: str) -> None:
    shell = FakeShell()
    with pytest.raises(InputError, match="has lines after 'EOF'"):
        call(shell, {"cmd": "banner motd", "input": text})
    assert shell.typed == []


@pytest.mark.parametrize(
    "item",
    [
        "show \x03version",
        {"cmd": "banner motd", "input": "a\x04\nEOF"},
        {"cmd": "banner motd", "input": "EOF\rreload now"},
    ],
)
def test_keys_that_would_steer_the_cli(item: t.Any) -> None:
    shell = FakeShell()
    with pytest.raises(InputError, match="control character"):
        call(shell, item)
    assert shell.typed == []


# --- Privilege and modes ---


def test_a_request_begins_without_privilege() -> None:
    shell = FakeShell()
    shell.privileged = True  # as after the login of an administrator
    call(shell, "show hostname")
    assert shell.typed == ["disable", "show hostname | json"]


def test_enable_is_typed_once_for_many_requests() -> None:
    shell = FakeShell()
    shell.secret = "s3cret"
    one = api(shell)
    for _request in range(2):
        call(one, "show hostname", enable=Command("enable", "s3cret"))
    assert shell.typed == ["enable", "show hostname | json", "show hostname | json"]
    assert call(one, "show hostname", enable=Command("enable", "wrong"))[1] is not None
    assert shell.typed[3:] == ["disable", "enable"]


def test_a_wrong_enable_password() -> None:
    shell = FakeShell()
    shell.secret = "s3cret"
    error = failure(shell, "show hostname", enable=Command("enable", "wrong"))
    assert str(error).startswith("leaf1: 'enable' failed: permission to run command denied (1005): Bad secret.")
    assert shell.typed == ["enable"]


def test_a_failure_leaves_no_mode() -> None:
    shell = FakeShell(nonsense="% Invalid input (at token 0: 'nonsense')\n")
    error = failure(shell, "configure session x", "nonsense", "vlan 3", enable=Command("enable"), format="text")
    assert error.command_index == 1
    assert shell.typed == ["enable", "configure session x", "nonsense", "end"]
    assert not shell.configuring


def test_a_mode_that_was_left_over_is_left() -> None:
    shell = FakeShell()
    shell.privileged = shell.configuring = True
    call(shell, "show hostname")
    assert shell.typed == ["end", "disable", "show hostname | json"]


# --- Questions and texts ---


def test_an_answer_of_the_batch() -> None:
    shell = FakeShell()
    assert call(shell, "ask", format="text", answers={"no such": "n", "takes a while": "y"})[0][0].output == "told y\n"
    assert failure(shell, "ask", answers={"no such": "n"}).code == 1004


LINES = [f"vlan {number}" for number in range(2, 302)]
SESSION = ["enable", "configure session s"]


def test_many_lines_of_a_session_are_copied() -> None:
    shell = FakeShell(**{COPY: f"{COPIED}.\n"})
    banner = {"cmd": "banner motd", "input": "hello"}
    answers, error = call(shell, *SESSION, "rollback clean-config", *LINES, banner, "exit", "end", format="text")
    assert error is None
    assert len(answers) == len(SESSION) + len(LINES) + 4
    assert shell.typed == [*SESSION, "rollback clean-config", COPY, "exit", "end"]
    (text,) = [text for text in shell.texts if text is not None]
    assert text == "".join(f"{line}\n" for line in [*LINES, "banner motd", "hello", "EOF"])


@pytest.mark.parametrize(
    "items",
    [
        [*SESSION, *LINES[:100], "end"],
        ["enable", "configure", *LINES, "end"],
        [*SESSION, "end", "configure", *LINES, "end"],
        [*SESSION, *LINES[:150], {"cmd": "system profile x", "input": "y"}, *LINES[150:], "end"],
        # Where the banner were refused, its text would be lines of the session.
        [*SESSION, *LINES[:150], {"cmd": "banner motd", "input": "  reload now\nEOF"}, *LINES[150:], "end"],
    ],
)
def test_other_lines_are_typed(items: list[t.Any]) -> None:
    shell = FakeShell()
    call(shell, *items, format="text")
    assert COPY not in shell.typed


def test_each_bad_line_of_a_copy_is_named() -> None:
    said = f"% Invalid input at line 5\n% Invalid input at line 12\n{COPIED}.\n"
    shell = FakeShell(**{COPY: said})
    answers, error = call(
        shell, *SESSION, {"cmd": "banner motd", "input": "hi\nyou\nEOF"}, *LINES, "end", format="text"
    )
    assert error is not None
    assert (error.code, error.command, error.command_index) == (1002, LINES[0], len(SESSION) + 1)
    assert error.errors == [f"Invalid input: '{LINES[0]}', '{LINES[7]}'"]
    assert len(answers) == len(SESSION) + 2
    assert "end" in shell.typed  # the session's mode is left, as after any failure


def test_a_switch_that_knows_no_such_copy_gets_the_lines_one_by_one() -> None:
    shell = FakeShell(**{COPY: "% Invalid input\n"})
    error = call(shell, *SESSION, *LINES, "end", format="text")[1]
    assert error is None
    assert shell.typed.count(COPY) == 1
    assert shell.typed[-len(LINES) - 1 :] == [*LINES, "end"]


def test_a_copy_that_fails_for_another_reason() -> None:
    shell = FakeShell(**{COPY: f"% Subnet 10.0.0.0 overlaps\n{COPIED}.\n"})
    error = failure(shell, *SESSION, *LINES, "end", format="text")
    assert (error.code, error.errors) == (1000, ["Subnet 10.0.0.0 overlaps"])
