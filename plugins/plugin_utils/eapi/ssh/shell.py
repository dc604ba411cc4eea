# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The CLI of a switch over an SSH channel: prompts, echo, questions, and input of commands.

A prompt may be configured at will, so it is not known by its form alone: what looks like one counts when the switch
prints it again after an empty line. From then on it is known by what stands before the mode, digits aside (a prompt may
hold the time), and is looked for again where the switch seems to wait with another one, as after `hostname`.
"""

from __future__ import annotations

import codecs
import re
import time
import typing as t

from ...common.http import ReplyTooLargeError
from ..protocol.multiline import END_OF_INPUT, multiline

#: The terminal: nothing is to be broken into lines, or into pages.
WIDTH: t.Final = 32767
PREPARATION: t.Final = ("terminal length 0", f"terminal width {WIDTH}")
#: Seconds of silence after which the switch may be waiting for us; and after which a command that has something to be
#: typed is taken to wait for it, even if it has not said so.
QUIET: t.Final = 0.4
SILENT: t.Final = 2.0
#: Seconds in which the rest of an output comes that is cut where its text looks like the prompt, and how long (in
#: characters) an output is that may be cut at all.
SETTLE: t.Final = 0.03
LONG: t.Final = 300
#: Seconds for an answer to an empty line, or to Ctrl-C.
PROBE: t.Final = 10.0
PIECE: t.Final = 1 << 16
#: As much of the end of what came is looked at.
TAIL: t.Final = 2048

CTRL_C, CTRL_D = "\x03", "\x04"
#: Makes the CLI take the next key as it is: a question mark asks for help, a tab completes.
LITERAL: t.Final = "\x16"
_KEYS: t.Final = re.compile(r"[?\t]")
#: Control sequences of terminals.
_ESCAPES: t.Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78A-Z])")
_PROMPT: t.Final = re.compile(r"(?P<name>\S.{0,200}?)(?P<mode>\([^()]*\))?(?P<level>[>#]) ?$")
_PROMPT_END: t.Final = re.compile(r"\S[>#] ?$")
_CONFIGURING: t.Final = "(config"
_MORE: t.Final = re.compile(r"--More-- *$")
_MORE_GONE: t.Final = re.compile(r"(?:(?<! ) ++)?--More-- *(?:[\r\b][ \r\b]*)?")
PASSWORD: t.Final = re.compile(r"pass(?:word|phrase)[^\n]{0,80}: ?$", re.IGNORECASE)
_QUESTION: t.Final = re.compile(r"(?:\[confirm\]|[\[(]y(?:es)?/n[^\])]{0,40}[\])]) ?[:?]? ?$", re.IGNORECASE)
#: How the CLI says that it reads a text.
_READS: t.Final = re.compile(r"(?:'EOF'|control-d)[^\n]{0,200}\n?$", re.IGNORECASE)
_EOF: t.Final = "'EOF'"
_INVITATION: t.Final = re.compile(r"(?:Enter|enter) .*(?:'EOF'|control-d)")
_TAKES_CTRL_D: t.Final = re.compile(r"copy\s+terminal:")


class ShellChannel(t.Protocol):
    """The part of paramiko's channel that is used here."""

    closed: bool
    eof_received: bool

    def get_pty(self, term: str, width: int, height: int) -> None:
        """Ask for a terminal."""

    def invoke_shell(self) -> None:
        """Start the CLI."""

    def settimeout(self, timeout: float) -> None:
        """Seconds that recv waits."""

    def sendall(self, data: bytes) -> None:
        """Send; OSError once the channel has ended."""

    def recv(self, nbytes: int) -> bytes:
        """Receive; TimeoutError, and nothing at the end."""

    def recv_ready(self) -> bool:
        """True if something is there."""


#: Gives the answer to a question, or None.
Answer = t.Callable[[str], str | None]


class Question(Exception):
    """A command asks a question that the request does not answer.

    :ivar text: its last line.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Shell:
    """A CLI, ready for the first command.

    :ivar privileged: the prompt ends with a number sign.
    :ivar configuring: the prompt shows a configuration mode.
    """

    def __init__(self, channel: ShellChannel, patience: float, limit: int) -> None:
        """Start the CLI.

        :param patience: seconds until its first prompt.
        :param limit: the largest output, in characters.
        :raises TimeoutError: if none comes.
        """
        self._channel = channel
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pieces: list[str] = []
        self._tail = ""
        self._size = 0
        self._limit = limit
        self._known: str | None = None
        self._prompt = ""
        self.privileged = self.configuring = False
        deadline = time.monotonic() + patience
        channel.get_pty("vt100", WIDTH, 1000)
        channel.invoke_shell()
        self._read_until_prompt(deadline)
        for line in PREPARATION:
            self.run(line, deadline)

    @property
    def alive(self) -> bool:
        """False once the channel has ended."""
        return not (self._channel.closed or self._channel.eof_received)

    def run(self, line: str, deadline: float, text: str | None = None, answer: Answer = lambda asked: None) -> str:
        """Run a command, and return what it prints.

        Where the command asks, the cursor stays behind the question; where it reads a text, it waits on an empty line.

        :param deadline: by time.monotonic().
        :param text: what is typed after it: the text that it reads, or a line for each question.
        :param answer: gives the answer to a question, None for one that is not known.
        :raises Question: if the command asks a question without an answer; it was aborted.
        :raises TimeoutError: if the prompt does not come back in time.
        :raises EOFError: if the channel ends.
        :raises ReplyTooLargeError: for an output above the limit.
        """
        self._type(line)
        left = text.removesuffix("\n").split("\n") if text is not None else []
        typed = ""
        while not self._read_until_prompt(deadline, to_type=bool(left)):
            reads = _READS.search(_clean(self._tail)) is not None
            if text is not None and (reads or (multiline(line) is not None and not self._asks_here(line))):
                asked = _clean(self._take()).rstrip().rpartition("\n")[2]
                self._enter(line, text, deadline, until_eof=_EOF in asked)
                return _without_lines(self._output(), text)
            if reads or self._asks_here(line):
                typed = self._reply(left, answer, deadline)
            elif time.monotonic() >= deadline:
                raise TimeoutError
        return _without_lines(self._output(), typed) if typed else _without_echo(self._output(), line)

    def _asks_here(self, line: str) -> bool:
        """True if the cursor stands behind words that are not the command itself."""
        last = _clean(self._last_line()).strip()
        return bool(last) and not last.endswith(line)

    def _reply(self, left: list[str], answer: Answer, deadline: float) -> str:
        """Answer a question, and return what was typed.

        :param left: lines for questions to which `answer` gives nothing; one is taken from it.
        """
        asked = _clean(self._take()).rstrip()
        found = answer(asked)
        if found is None and left and not _READS.search(asked):
            found = left.pop(0)
        if found is None:
            self._give_up(deadline)
            raise Question(asked.rpartition("\n")[2])
        self._write_text(f"{found}\n")
        return found or "\n"

    def enable(self, line: str, password: str | None, deadline: float) -> tuple[bool, str]:
        """Enter the privileged mode. Returns whether that worked, and what the switch says."""
        self._type(line)
        if self._read_until_prompt(deadline, to_type=password is not None):
            return self.privileged, _without_echo(self._output(), line)
        self._take()
        if password is not None:
            self._write_text(password.split("\n")[0] + "\n")
            if self._read_until_prompt(deadline):
                return self.privileged, self._output()
        self._give_up(deadline)  # it asks again
        why = "Bad secret" if password is not None else "Authorization denied: the switch asks for a password"
        return False, f"% {why}\n"

    # --- typing ---

    def _type(self, line: str) -> None:
        self._take()
        self._write_text(_KEYS.sub(lambda match: LITERAL + match[0], line) + "\n")

    def _write_text(self, text: str) -> None:
        self._channel.sendall(text.encode())

    def _enter(self, line: str, text: str, deadline: float, until_eof: bool) -> None:
        """Type the text that a command reads, and its end where it has none."""
        lines = text.removesuffix("\n").split("\n")
        if until_eof and lines[-1].strip() != END_OF_INPUT:
            lines.append(END_OF_INPUT)
        for each in lines:
            self._write_text(f"{each}\n")
        if _TAKES_CTRL_D.match(line):
            self._write_text(CTRL_D)
            if not self._read_until_prompt(deadline):
                raise TimeoutError
        elif not self._read_until_prompt(deadline, to_type=True):
            self._write_text(f"{END_OF_INPUT}\n")
            if not self._read_until_prompt(deadline):
                self._give_up(deadline)

    def _give_up(self, deadline: float) -> None:
        """Leave a question unanswered."""
        self._write_text(CTRL_C)
        until = max(deadline, time.monotonic() + PROBE)
        if not self._read_until_prompt(until):
            raise TimeoutError
        self._take()

    # --- reading ---

    def _read_until_prompt(self, deadline: float, to_type: bool = False) -> bool:
        """Read until the switch waits.

        :param to_type: there is something to be typed, so silence counts as a question.
        :returns: True at the prompt, False at a question.
        :raises TimeoutError: at the deadline.
        """
        silent_since = time.monotonic()
        while True:
            if self._receive(min(QUIET, max(deadline - time.monotonic(), 0.0))):
                silent_since = time.monotonic()
                if _MORE.search(self._last_line()):
                    self._write_text(" ")
                elif self._at_known_prompt() and not self._goes_on():
                    return True
                elif to_type and self._asks() and not self._channel.recv_ready():
                    return False
                if time.monotonic() >= deadline:
                    raise TimeoutError
                continue
            if self._at_known_prompt() or self._finds_prompt(deadline):
                return True
            if self._asks() or (to_type and time.monotonic() - silent_since > SILENT):
                return False
            if time.monotonic() >= deadline:
                raise TimeoutError

    def _goes_on(self) -> bool:
        """True if more comes after what looks like the prompt."""
        return self._channel.recv_ready() or (self._size > LONG and self._receive(SETTLE))

    def _receive(self, wait: float) -> bool:
        """Take in what comes; False if nothing comes in time."""
        self._channel.settimeout(max(wait, 0.01))
        try:
            data = self._channel.recv(PIECE)
        except TimeoutError:
            return False
        if not data:
            raise EOFError
        piece = self._decoder.decode(data)
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > self._limit:
            raise ReplyTooLargeError(self._limit)
        self._tail = (self._tail + piece)[-TAIL:]
        return True

    def _output(self) -> str:
        """All that has come since the last time, without the prompt, as a person would see it."""
        return _clean(self._take()).removesuffix(self._prompt)

    def _take(self) -> str:
        """All that has come since the last time."""
        text = "".join(self._pieces)
        self._pieces, self._tail, self._size = [], "", 0
        return text

    def _last_line(self) -> str:
        return re.split(r"[\r\n]", _ESCAPES.sub("", self._tail))[-1]

    def _asks(self) -> bool:
        line = self._last_line()
        return bool(PASSWORD.search(line) or _QUESTION.search(line) or _READS.search(_clean(self._tail)))

    def _at_known_prompt(self) -> bool:
        line = self._last_line()
        match = _PROMPT.fullmatch(line) if self._known is not None else None
        if match is None or _shape(match["name"]) != self._known:
            return False
        self._note_prompt(match, line)
        return True

    def _finds_prompt(self, deadline: float) -> bool:
        """Check that a text that looks like a prompt is one: an empty line brings it again.

        Before it, on the same line, may stand the end of an output without a newline.
        """
        line = self._last_line()
        if not _PROMPT_END.search(line):
            return False
        kept, tail = self._pieces, self._tail
        self._pieces, self._tail = [], ""
        self._write_text("\n")
        until = min(time.monotonic() + PROBE, max(deadline, time.monotonic() + QUIET))
        while time.monotonic() < until:
            silent = not self._receive(QUIET)
            again = self._last_line()
            match = _PROMPT.fullmatch(again)
            if match is not None and _shape(line).endswith(_shape(again)) and not self._channel.recv_ready():
                self._known = _shape(match["name"])
                self._note_prompt(match, line[len(line) - len(again) :])
                self._pieces, self._tail = kept, tail
                return True
            if silent and self._tail:
                break
        self._pieces, self._tail = [*kept, *self._pieces], (tail + self._tail)[-TAIL:]
        return False

    def _note_prompt(self, match: re.Match[str], prompt: str) -> None:
        self._prompt = prompt
        self.privileged = match["level"] == "#"
        self.configuring = (match["mode"] or "").startswith(_CONFIGURING)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _clean(text: str) -> str:
    """The text as a terminal shows it."""
    text = _ESCAPES.sub("", text).replace("\r\n", "\n")
    return _MORE_GONE.sub("", text).replace("\r", "")


def _without_echo(text: str, line: str) -> str:
    """The output without the command that the switch has repeated."""
    place = 0
    for wanted in line:
        if wanted.isspace():
            continue
        while place < len(text) and (text[place].isspace() or text[place] == "\b") and text[place] != wanted:
            place += 1
        if place >= len(text) or text[place] != wanted:
            place = 0  # repeated in another form, such as with the keys of the line editor
            break
        place += 1
    _echo, _newline, rest = text[place:].partition("\n")
    return rest


def _without_lines(text: str, typed: str) -> str:
    """The output of a command that read a text, without the text, which the switch may repeat in any order."""
    lines = {line.strip() for line in [*typed.split("\n"), END_OF_INPUT]}
    kept = [line for line in text.splitlines(keepends=True) if line.strip() not in lines]
    return "".join(line for line in kept if not _INVITATION.match(line)).lstrip("\n")
