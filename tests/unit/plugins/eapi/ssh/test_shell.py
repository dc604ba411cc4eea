# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The CLI behind a channel: prompts of all sorts, echo, pages, questions, typed texts, endings."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh import shell as ssh_shell
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.shell import Question, Shell
from support.waiting import PATIENCE

LIMIT = 1 << 20
VERSION = "Arista vEOS-lab\nSoftware image version: 4.30.1F\n"
#: What a switch does with a line: what it prints, or a function of the switch.
Answers = dict[str, "str | Callable[[Device], str]"]


class Device:
    """A channel with a CLI behind it that prints what it is told to, ``size`` characters at a time."""

    def __init__(self, answers: Answers | None = None, prompt: str = "leaf1>", banner: str = "", size: int = 4096):
        self.answers: Answers = {"show version": VERSION, **(answers or {})}
        self.prompt = prompt
        self.size = size
        self.closed = self.eof_received = False
        self.typed: list[str] = []
        self.asks: Callable[[str], str | None] | None = None
        self.pty: tuple[str, int, int] | None = None
        self._out = banner
        self._line = ""
        self._wait = 0.0

    def get_pty(self, term: str, width: int, height: int) -> None:
        self.pty = (term, width, height)

    def invoke_shell(self) -> None:
        self._out += self.shown_prompt()

    def settimeout(self, timeout: float) -> None:
        self._wait = timeout

    def recv_ready(self) -> bool:
        return bool(self._out)

    def recv(self, nbytes: int) -> bytes:
        if not self._out:
            if self.closed:
                return b""
            time.sleep(min(self._wait, 0.002))
            raise TimeoutError
        piece, self._out = self._out[: self.size], self._out[self.size :]
        return piece.replace("\n", "\r\n").encode()

    def sendall(self, data: bytes) -> None:
        if self.closed:
            raise OSError("Socket is closed")
        for key in data.decode():
            self._key(key)

    def shown_prompt(self) -> str:
        return self.prompt

    def _key(self, key: str) -> None:
        if key == "\x03":
            self.asks, self._line = None, ""
            self._out += f"^C\n{self.shown_prompt()}"
        elif key == " " and self._out == "" and self.asks is not None:
            self._answer("")
        elif key not in "\n\x04":
            self._line += key
            self._out += key if self.asks is None and key != "\x16" else ""
        else:
            line, self._line = self._line.replace("\x16", ""), ""
            self._answer(line if key == "\n" else "\x04")

    def _answer(self, line: str) -> None:
        if self.asks is not None:
            said = self.asks(line)
            self._out += "" if said is None else said
            if said is not None:
                self.asks = None
                self._out += self.shown_prompt()
            return
        self.typed.append(line)
        answer = self.answers.get(line, "")
        said = answer if isinstance(answer, str) else answer(self)
        self._out += "\n" + said
        if self.asks is None and not self.closed:
            self._out += self.shown_prompt()


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("QUIET", 0.002), ("SILENT", 0.02), ("PROBE", 0.5)):
        monkeypatch.setattr(ssh_shell, name, seconds)


def run(device: Device, line: str = "show version", text: str | None = None, seconds: float = 2.0) -> str:
    return Shell(device, 2.0, LIMIT).run(line, time.monotonic() + seconds, text)


# --- Prompts ---


@pytest.mark.parametrize("size", [1, 3, 4096])
@pytest.mark.parametrize(
    "prompt",
    ["leaf1>", "leaf1#", "leaf1# ", "core.pod-1_a:x#", "sw(1)#", "#1>>", "[admin@leaf1 ~]#", "9>", "leaf1(vrf:MGMT)#"],
)
def test_prompts(prompt: str, size: int) -> None:
    assert run(Device(prompt=prompt, size=size)) == VERSION


def test_a_prompt_with_the_time() -> None:
    class Clock(Device):
        seconds = itertools.count(10)

        def shown_prompt(self) -> str:
            return f"[12:30:{next(self.seconds)}] leaf1#"

    device = Clock()
    shell = Shell(device, 2.0, LIMIT)
    assert [shell.run("show version", time.monotonic() + 2) for _number in range(3)] == [VERSION] * 3
    assert device.typed.count("") == 1  # one empty line, to know the prompt by


@pytest.mark.parametrize("banner", ["#####\nWelcome to leaf1>\n#####\n", "Last login: today\n\x1b[?2004h", "A # B\n\n"])
def test_text_before_the_first_prompt(banner: str) -> None:
    assert run(Device(banner=banner)) == VERSION


@pytest.mark.parametrize(
    ("prompt", "privileged", "configuring"),
    [
        ("leaf1>", False, False),
        ("leaf1#", True, False),
        ("leaf1(config)#", True, True),
        ("leaf1(config-s-mainte-if-Et1)#", True, True),
        ("leaf1(vrf:MGMT)#", True, False),
    ],
)
def test_prompt_state(prompt: str, privileged: bool, configuring: bool) -> None:
    shell = Shell(Device(prompt=prompt), 2.0, LIMIT)
    assert (shell.privileged, shell.configuring) == (privileged, configuring)


def test_modes_come_and_go() -> None:
    def enter(prompt: str) -> Callable[[Device], str]:
        def entered(device: Device) -> str:
            device.prompt = prompt
            return ""

        return entered

    answers: Answers = {
        "enable": enter("leaf1#"),
        "configure": enter("leaf1(config)#"),
        "hostname x": enter("x(config)#"),
        "end": enter("x#"),
    }
    device = Device(answers)
    shell = Shell(device, 2.0, LIMIT)
    for line in ("enable", "configure", "hostname x", "end"):
        assert shell.run(line, time.monotonic() + 2) == ""
    assert (shell.privileged, shell.configuring) == (True, False)
    assert shell.run("show version", time.monotonic() + 2) == VERSION
    assert device.typed.count("") == 2  # at first, and after the new name


@pytest.mark.parametrize("size", [1, 7, 4096])
@pytest.mark.parametrize(
    "output",
    [
        "a\n\n   b\n",
        "a text without an end",
        "leaf1#show version\nleaf2#\nx\n",
        "show version\nshow version\n",
        "ends like a prompt #\n",
        "Überall\tTabs – ✓\n",
        "",
    ],
)
def test_outputs(output: str, size: int) -> None:
    if size == 1 and "leaf1#" in output:
        output = output.replace("leaf1#", "leaf3#")  # a line that is the prompt itself cannot be told from it
    assert run(Device({"show x": output}, size=size), "show x") == output


@pytest.mark.parametrize("size", range(90, 99))
def test_a_line_that_is_the_prompt_in_a_long_output(size: int) -> None:
    """It is taken for the prompt only where the output ends with it, wherever the output is cut."""

    class Gaps(Device):
        def recv_ready(self) -> bool:
            return False

    output = "a line of it\n" * 30 + "leaf1#\n" * 500
    assert run(Gaps({"more flash:notes": output}, prompt="leaf1#", size=size), "more flash:notes") == output


def test_the_terminal() -> None:
    device = Device()
    run(device)
    assert device.pty == ("vt100", ssh_shell.WIDTH, 1000)
    assert device.typed == ["", "terminal length 0", f"terminal width {ssh_shell.WIDTH}", "show version"]


def test_an_echo_that_is_broken_into_lines() -> None:
    class Narrow(Device):
        def _answer(self, line: str) -> None:
            if "very" in line:
                self._out = self._out.replace(" very", " \rvery\n")
            super()._answer(line)

    assert run(Narrow({"show a very long line": "x\n"}), "show a very long line") == "x\n"


def test_escapes_are_not_seen() -> None:
    assert run(Device({"show x": "\x1b[1mbold\x1b[0m\x1b[K\n"}), "show x") == "bold\n"


def test_pages_are_turned() -> None:
    def pages(device: Device) -> str:
        rest = iter(["\r          \rtwo\n --More-- ", "\r          \rthree\n"])

        def turn(_line: str) -> str | None:
            page = next(rest)
            if "More" in page:
                device._out += page
                return None
            return page

        device.asks = turn
        return "one\n --More-- "

    assert run(Device({"show x": pages}), "show x") == "one\ntwo\nthree\n"


def test_keys_that_mean_something_to_the_line_editor() -> None:
    device = Device({"description why?\tno": "ok\n"})
    sent: list[bytes] = []
    original = device.sendall
    device.sendall = lambda data: (sent.append(data), original(data))[1]  # type: ignore[method-assign,func-returns-value]
    assert run(device, "description why?\tno") == "ok\n"
    assert sent[-1] == b"description why\x16?\x16\tno\n"


# --- Questions and texts ---


def asking(question: str, answers: Iterator[str | None]) -> Callable[[Device], str]:
    def ask(device: Device) -> str:
        device.asks = lambda _line: next(answers)
        return question

    return ask


@pytest.mark.parametrize(
    "question",
    [
        "Proceed with reload? [confirm]",
        "Are you sure [y/n]? ",
        "Overwrite? (yes/no): ",
        "New password: ",
        "Enter TEXT message. Type 'EOF' on its own line to end.\n",
        "enter input line by line; when done enter one or more control-d\n",
    ],
)
def test_questions_are_not_answered_without_an_input(question: str) -> None:
    device = Device({"ask": asking(question, iter([]))})
    shell = Shell(device, 2.0, LIMIT)
    with pytest.raises(Question) as caught:
        shell.run("ask", time.monotonic() + 2)
    assert caught.value.text
    assert caught.value.text in question
    assert shell.run("show version", time.monotonic() + 2) == VERSION


def test_an_input_answers() -> None:
    device = Device({"ask": asking("Sure? [y/n]", iter(["done\n"]))})
    assert run(device, "ask", "y") == "done\n"


def test_questions_are_answered_one_by_one() -> None:
    """Each with its answer, or the next line of the text; what is left over is not typed."""
    told: list[str] = []

    def ask(device: Device) -> str:
        def first(line: str) -> str | None:
            told.append(line)
            device.asks = second
            device._out += f"{line}\nName of the copy: "
            return None

        def second(line: str) -> str | None:
            told.append(line)
            return f"{line}\ncopied\n"

        device.asks = first
        return "WARNING!\nThis takes a while.\n\nProceed [y/n]"

    device = Device({"ask": ask})
    shell = Shell(device, 2.0, LIMIT)
    output = shell.run("ask", time.monotonic() + 2, "x\nreload now", lambda asked: "y" if "a while" in asked else None)
    assert told == ["y", "x"]
    assert output == "copied\n"
    assert "reload now" not in device.typed


def test_an_answer_is_not_followed_by_eof_however_long_the_command_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    device = Device({"ask": asking("Proceed [y/n]", iter([]))})
    shell = Shell(device, 2.0, LIMIT)

    def take(line: str) -> str | None:
        told.append(line)
        return None

    def ask(device: Device) -> str:
        device.asks = take
        return "Proceed [y/n]"

    device.answers["ask"] = ask
    with pytest.raises(TimeoutError):
        shell.run("ask", time.monotonic() + 0.3, "y")
    assert told == ["y"]


@pytest.mark.parametrize("question", ["Which one: ", "Really? ", "Proceed (yes or no) "])
def test_words_before_the_cursor_are_a_question(question: str) -> None:
    device = Device({"ask": asking(question, iter(["done\n"]))})
    assert run(device, "ask", "1") == "done\n"


@pytest.mark.parametrize(("text", "lines"), [("a\nb\nEOF", 3), ("a\nb\nEOF\n", 3), ("a\nb", 3), ("", 2)])
def test_texts_end_with_eof(text: str, lines: int) -> None:
    typed: list[str] = []

    def read(device: Device) -> str:
        def take(line: str) -> str | None:
            typed.append(line)
            return "" if line == "EOF" else None

        device.asks = take
        return "Enter TEXT message. Type 'EOF' on its own line to end.\n"

    assert run(Device({"banner motd": read}), "banner motd", text) == ""
    assert (typed[-1], len(typed)) == ("EOF", lines)


def test_a_text_for_which_nothing_is_said() -> None:
    """The command reads until EOF, in silence: the end is typed when the prompt does not come back."""
    typed: list[str] = []

    def read(device: Device) -> str:
        def take(line: str) -> str | None:
            typed.append(line)
            return "taken\n" if line == "EOF" else None

        device.asks = take
        return ""

    assert run(Device({"code": read}), "code", "a\nb") == "taken\n"
    assert typed == ["a", "b", "EOF"]


def test_control_d_ends_a_copy() -> None:
    typed: list[str] = []

    def read(device: Device) -> str:
        def take(line: str) -> str | None:
            typed.append(line)
            return "Copy completed successfully.\n" if line == "\x04" else None

        device.asks = take
        return "enter input line by line; when done enter one or more control-d\n"

    line = "copy terminal: flash:x"
    assert run(Device({line: read}), line, "a\nEOF\n") == "Copy completed successfully.\n"
    assert typed == ["a", "EOF", "\x04"]


def test_a_text_is_not_typed_where_the_command_fails() -> None:
    device = Device({"banner mtod": "% Invalid input\n"})
    assert run(device, "banner mtod", "reload now\nEOF") == "% Invalid input\n"
    assert "reload now" not in device.typed


@pytest.mark.parametrize(
    ("password", "done", "said"),
    [("right", True, ""), ("wrong", False, "% Bad secret\n"), (None, False, "% Authorization denied")],
)
def test_enable(password: str | None, done: bool, said: str) -> None:
    def ask(device: Device) -> str:
        def check(line: str) -> str | None:
            if line == "right":
                device.prompt = "leaf1#"
                return "\n"
            device._out += "\nPassword: "
            return None

        device.asks = check
        return "Password: "

    device = Device({"enable": ask})
    shell = Shell(device, 2.0, LIMIT)
    found = shell.enable("enable", password, time.monotonic() + 2)
    assert found[0] is done
    assert found[1].strip().startswith(said.strip())
    assert shell.privileged is done
    assert shell.run("show version", time.monotonic() + 2) == VERSION


# --- Endings ---


def test_a_command_that_takes_too_long() -> None:
    def never(device: Device) -> str:
        device.asks = lambda _line: None
        return "working"

    started = time.monotonic()
    with pytest.raises(TimeoutError):
        run(Device({"show x": never}), "show x", seconds=0.1)
    assert time.monotonic() - started < PATIENCE


def test_a_switch_that_shows_no_prompt() -> None:
    device = Device(prompt="")
    with pytest.raises(TimeoutError):
        Shell(device, 0.05, LIMIT)


def test_a_channel_that_ends() -> None:
    def end(device: Device) -> str:
        device.closed = True
        return "half of"

    device = Device({"show x": end})
    shell = Shell(device, 2.0, LIMIT)
    assert shell.alive
    with pytest.raises(EOFError):
        shell.run("show x", time.monotonic() + 2)
    assert not shell.alive
    with pytest.raises(OSError, match="closed"):
        shell.run("show x", time.monotonic() + 2)
