# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The CLI at a terminal: prompts, echo and line editing, paging, questions, texts that end with EOF or Ctrl-D."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from .eos import errors
from .eos.cli import Cli, Line, Reply
from .eos.configure import Frame
from .eos.registry import LargeText
from .eos.releases import release
from .eos.switch import Switch, User

MORE = " --More-- "
CTRL_C, CTRL_D, CTRL_V = "\x03", "\x04", "\x16"
#: How often ``enable`` asks for its password.
TRIES = 3
#: A prompt shows a session's name up to so many letters, and of a longer one the first few.
SESSION_LETTERS, FIRST_LETTERS = 9, 6
#: The first release that asks before it takes another TCAM profile, and how.
ASKS_FOR_TCAM = (4, 26)
TCAM_WARNING = (
    "WARNING!\nChanging TCAM profile will cause forwarding agent(s) to exit and restart.\nAll traffic through the "
    "forwarding chip managed by the restarting\nforwarding agent will be dropped.\n\nProceed [y/n]"
)
_JSON = re.compile(r"(?P<head>.*?\S)\s*\|\s*json(?:\s+revision\s+(?P<revision>\d+))?\s*$")
_TERMINAL = re.compile(r"terminal\s+(length|width)\s+(\d+)\s*$")
_UNCONVERTED = "% This is an unconverted command"


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


def mode_name(frame: Frame) -> str:
    """What a prompt shows of a mode: ``if-Et1``, ``vlan-10``, ``router-bgp`` …"""
    name, key = frame.mode.name, frame.nodes[0].key
    if name == "interface":
        return "if-" + ",".join(_short(node.key[1]) for node in frame.nodes)
    if name == "bgp":
        return "router-bgp"
    if name in ("vlan", "vrf", "mgmt-api-http-cmds-vrf", "mgmt-ssh-vrf"):
        return f"{name}-{key[-1]}"
    return name


def shown_name(session: str) -> str:
    """What a prompt shows of a session's name."""
    return session if len(session) <= SESSION_LETTERS else session[:FIRST_LETTERS]


def _short(interface: str) -> str:
    """``Ethernet1`` → ``Et1``."""
    return re.sub(r"^([A-Z][a-z])[a-zA-Z-]*", r"\1", interface)


def privileged_at_once(switch: Switch, user: User) -> bool:
    """Whether a user is in privileged mode after the login."""
    methods = switch.running.root.value("aaa", "authorization", "exec", "default") or ""
    return user.privilege == 15 and "local" in methods.split()


class Terminal:
    """One CLI. ``size`` is the pseudo-terminal's (width, height); without one there is neither echo nor prompt."""

    def __init__(
        self,
        switch: Switch,
        user: User,
        incoming: asyncio.Queue[str | None],
        write: Callable[[str], None],
        size: tuple[int, int] | None,
    ) -> None:
        self.cli = Cli(switch, user, version="latest", complete=True, aliases=True, terminal=True)
        self.cli.enabled = privileged_at_once(switch, user)
        self.length = size[1] if size else 0
        self._pty = size is not None
        self._incoming = incoming
        self._write = write
        self._pending = ""
        self._after_return = False

    # -- input ---------------------------------------------------------------------------------------------------

    async def _key(self) -> str:
        """The next character; EOFError at the end of the input."""
        while True:
            while not self._pending:
                data = await self._incoming.get()
                if data is None:
                    self._incoming.put_nowait(None)
                    raise EOFError
                self._pending = data
            key, self._pending = self._pending[0], self._pending[1:]
            both, self._after_return = self._after_return and key == "\n", key == "\r"
            if not both:  # a return and a newline are one key
                return key

    async def read_line(self, prompt: str = "", echo: bool = True, command: bool = False) -> str:
        """A line that is typed. ``command``: a question mark asks for help. Ctrl-C, Ctrl-D: Interrupted, EOFError."""
        line = ""
        if self._pty:
            self._write(prompt)
        while True:
            key = await self._key()
            if key in "\r\n":
                self._echo("\r\n", True)
                return line
            if key == CTRL_C:
                self._echo("^C\r\n", True)
                raise Interrupted
            if key == CTRL_D and not line:
                raise EOFError
            if key in "\x7f\b":
                self._echo("\b \b", echo and bool(line))
                line = line[:-1]
            elif command and key == "?":
                self._echo(f"?\r\n% The lab has no help\r\n{prompt}{line}", True)
            elif command and key == "\t":
                self._echo("\a", True)
            else:
                key = await self._key() if key == CTRL_V else key
                line += key
                self._echo(key, echo)

    def _echo(self, text: str, wanted: bool) -> None:
        if self._pty and wanted:
            self._write(text)

    # -- output --------------------------------------------------------------------------------------------------

    def _print(self, text: str) -> None:
        self._write(text.replace("\n", "\r\n") if self._pty else text)

    async def _page(self, text: str) -> None:
        """Print a text, page by page unless that is off."""
        lines = text.splitlines(keepends=True)
        if not self._pty or not self.length or len(lines) < self.length:
            self._print(text)
            return
        room = self.length - 1
        while lines:
            self._print("".join(lines[:room]))
            lines = lines[room:]
            if not lines:
                return
            self._write(MORE)
            key = await self._key()
            self._write("\r" + " " * len(MORE) + "\r")
            if key in ("q", CTRL_C):
                return
            room = 1 if key in "\r\n" else self.length - 1

    def prompt(self) -> str:
        """``leaf1>``, ``leaf1#``, ``leaf1(config)#``, ``leaf1(config-s-name-if-Et1)#`` …"""
        mode = ""
        if self.cli.frames:
            session = f"-s-{shown_name(self.cli.session.name)}" if self.cli.session else ""
            inner = f"-{mode_name(self.cli.frames[-1])}" if len(self.cli.frames) > 1 else ""
            mode = f"(config{session}{inner})"
        return f"{self.cli.switch.hostname}{mode}{'#' if self.cli.enabled else '>'}"

    # -- commands ------------------------------------------------------------------------------------------------

    async def serve(self) -> None:
        """Read lines and run them until somebody logs out (or EOFError)."""
        while True:
            try:
                line = (await self.read_line(self.prompt(), command=True)).strip()
                if not self.cli.frames and line in ("exit", "logout", "quit"):
                    return
                if line:
                    await self.run_line(line)
            except Interrupted:
                continue

    async def serve_lines(self, lines: list[str]) -> None:
        """Run the lines of an exec request."""
        for line in lines:
            if line.strip():
                await self.run_line(line.strip())

    async def run_line(self, line: str) -> None:
        """Run one line, with the questions that it asks."""
        try:
            text = await self._result(line)
        except errors.CommandError as error:
            text = "".join(f"% {said}\n" for said in error.errors if said) or "% Command failed\n"
        await self._page(text)

    async def _result(self, line: str) -> str:
        setting = _TERMINAL.match(line)
        if setting is not None:
            return self._set(setting[1], int(setting[2]))
        piped = _JSON.match(line)
        if piped is not None:
            return self._json(piped["head"], piped["revision"])
        if re.fullmatch(r"en(a(b(l(e?)?)?)?)?", line):
            return await self._enable()
        if line == "reload":
            return await self._reload()
        if self._changes_tcam(line) and await self.read_line(TCAM_WARNING.replace("\n", "\r\n")) not in ("y", "yes"):
            return ""
        return _text(await self.cli.run_async(Line(line, await self._input(line)), text=True))

    def _changes_tcam(self, line: str) -> bool:
        """Whether EOS asks before it takes the line: another TCAM profile restarts forwarding."""
        asks = release(self.cli.switch.eos) >= ASKS_FOR_TCAM and bool(self.cli.frames)
        return asks and self.cli.frames[-1].mode.name == "tcam" and line.startswith("system profile ")

    def _set(self, name: str, count: int) -> str:
        if name == "width":
            return f"Width set to {count} columns.\n"
        self.length = count
        return f"Pagination set to {count} lines.\n" if count else "Pagination disabled.\n"

    def _json(self, head: str, revision: str | None) -> str:
        """``| json``; what a model says of errors is printed as a model."""
        try:
            model: Any = self.cli.run(Line(head, revision=int(revision) if revision else None), text=False)
        except errors.UnconvertedCommand:
            return f"{_UNCONVERTED}\n"
        except (errors.InvalidCommand, errors.UnauthorizedCommand, errors.IncompatibleCommand):
            raise
        except errors.CommandError as error:
            model = {**error.model, "errors": error.errors}
        return json.dumps(model, indent=4) + "\n"

    async def _enable(self) -> str:
        secret = self.cli.switch.running.root.value("enable", "secret")
        if self.cli.enabled or secret is None or self.cli.user.privilege < 15:
            return _text(self.cli.run(Line("enable"), text=True)) if not self.cli.enabled else ""
        for _attempt in range(TRIES):
            given = await self.read_line("Password: ", echo=False)
            try:
                return _text(self.cli.run(Line("enable", given), text=True))
            except errors.UnauthorizedCommand:
                continue
        return "% Bad secret\n"

    async def _reload(self) -> str:
        if _text(self.cli.run(Line("show running-config diffs"), text=True)):
            question = "System configuration has been modified. Save? [yes/no/cancel/diff]:"
            answer = (await self.read_line(question)).lower()
            if answer in ("", "y", "yes"):
                self._print(_text(self.cli.run(Line("write"), text=True)))
            elif answer not in ("n", "no"):
                return ""
        answer = await self.read_line("Proceed with reload? [confirm]")
        return _text(self.cli.run(Line("reload now"), text=True)) if answer in ("", "y", "yes") else ""

    async def _input(self, line: str) -> str | None:
        """What a command wants to be typed after it."""
        if re.match(r"copy\s+terminal:\s", line):
            self._print("enter input line by line; when done enter one or more control-d\n")
            return await self._until_control_d()
        texts = self.cli.heredocs(line) or (line == "comment" and bool(self.cli.frames))
        if not texts:
            return None
        lines: list[str] = []
        for _number in range(int(texts)):
            self._print("Enter TEXT message. Type 'EOF' on its own line to end.\n")
            lines.append(await self.read_line())
            while lines[-1] != "EOF":
                lines.append(await self.read_line())
        return "\n".join(lines)

    async def _until_control_d(self) -> str:
        lines: list[str] = []
        while True:
            try:
                lines.append(await self.read_line())
            except EOFError:
                self._echo("\r\n", True)
                return "".join(f"{line}\n" for line in lines)


def _text(reply: Reply) -> str:
    if isinstance(reply, LargeText):
        return "".join(reply.pieces())
    return str(reply)
