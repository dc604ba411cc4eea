# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""SSH of a switch: its socket, who may log in, and what a channel serves: the CLI, or the subsystem ``eapi``."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any

import asyncssh
from asyncssh.stream import SSHServerStreamSession

from .eos import rpc
from .eos.releases import SSH_EAPI, release
from .eos.switch import Switch, User
from .eos.tree import Node
from .faults import Faults
from .server import EapiServer, commands_of
from .ssh_files import FlashFiles
from .ssh_terminal import Terminal, privileged_at_once

#: The port that needs no privilege, in place of 22.
SSH_PORT = 8022
#: The name of the subsystem that carries the messages of the Command API.
SUBSYSTEM = "eapi"
#: The subsystem that takes files, how a command begins that takes one, and the version that OpenSSH speaks.
FILES, SCP, SFTP_VERSION = "sftp", "scp ", 3
#: Where a fault has to be aimed at to meet SSH: at the API, whatever carries it.
_PATH = "/command-api"


def new_host_key() -> asyncssh.SSHKey:
    """A host key; the switches of a lab share one."""
    return asyncssh.generate_private_key("ssh-ed25519")


def known_host(address: str, key: asyncssh.SSHKey) -> str:
    """The line of a switch in a known_hosts file."""
    return f"[{address}]:{SSH_PORT} {key.export_public_key().decode().strip()}\n"


def serves(root: Node, vrf: str) -> bool:
    """Whether ``management ssh`` serves a VRF: the default one unless it is shut down, others where it is on."""
    section = root.get("management", "ssh")
    if section is None:
        return vrf == "default"
    own = section.get("vrf", vrf)
    if own is not None:
        return _says(own, "no shutdown")
    return vrf == "default" and not _says(section, "shutdown")


def _says(section: Node, line: str) -> bool:
    child = section.get("shutdown")
    return child is not None and child.line == line


def ssh_keys(root: Node, user: str) -> list[str]:
    """The public keys of an account, as ``username X ssh-key`` has them."""
    node = root.get("username", user, "ssh-key")
    return [node.line.split(maxsplit=3)[3]] if node is not None else []


class SshService:
    """The SSH server of one switch; it follows the configuration as the API's listeners do.

    ``typed`` are the lines that were entered at CLIs, ``connections`` those that are open.
    """

    def __init__(self, switch: Switch, eapi: EapiServer, host_key: asyncssh.SSHKey) -> None:
        self.switch = switch
        self.eapi = eapi
        self.host_key = host_key
        self.typed: deque[str] = deque(maxlen=1000)
        self.connections: set[asyncssh.SSHServerConnection] = set()
        self._acceptor: asyncssh.SSHAcceptor | None = None
        self._closed = False

    @property
    def faults(self) -> Faults:
        """The switch's faults."""
        return self.eapi.faults

    @property
    def port(self) -> int | None:
        """The port, None while SSH is off."""
        return SSH_PORT if self._acceptor is not None else None

    @property
    def has_subsystem(self) -> bool:
        """Whether this release carries the Command API over SSH."""
        wanted = self.switch.spec.ssh_eapi
        return release(self.switch.eos) >= SSH_EAPI if wanted is None else wanted

    def _wanted(self) -> bool:
        root, address = self.switch.running.root, self.switch.address
        return (
            self.switch.spec.ssh
            and self.switch.powered
            and any(
                address in (prefix.split("/")[0] for prefix in (*interface.addresses, *interface.addresses6))
                for interface in self.switch.interfaces.values()
                if not interface.shutdown and serves(root, interface.vrf)
            )
        )

    async def follow(self) -> None:
        """Open or close the socket, as the configuration wants it; raises OSError where it cannot be opened."""
        wanted = self._wanted() and not self._closed
        if wanted and self._acceptor is None:
            self._acceptor = await asyncssh.create_server(
                lambda: _Server(self),
                self.switch.address,
                SSH_PORT,
                server_host_keys=[self.host_key],
                line_editor=False,
                reuse_address=True,
            )
        elif not wanted:
            self._stop()
        if not self.switch.powered:
            self._cut()

    async def close(self) -> None:
        """Close all connections."""
        self._closed = True
        self._stop()
        self._cut()

    def _cut(self) -> None:
        for connection in list(self.connections):
            connection.abort()

    def _stop(self) -> None:
        """Let nobody in any more; who is in stays, as on a switch."""
        if self._acceptor is not None:
            self._acceptor.close()
            self._acceptor = None


class _Server(asyncssh.SSHServer):
    """One connection."""

    def __init__(self, service: SshService) -> None:
        self.service = service
        self.user: User | None = None
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self.service.connections.add(conn)
        self.service.eapi.stats.ssh_connections += 1

    def connection_lost(self, exc: Exception | None) -> None:
        if self._connection is not None:
            self.service.connections.discard(self._connection)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self.user = self.service.switch.accounts.authenticate(username, password)
        stats = self.service.eapi.stats
        stats.ssh_logins += self.user is not None
        stats.ssh_failed_logins += self.user is None
        self._let_try_again()
        return self.user is not None

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Asked before the signature is looked at, and again with it."""
        self._let_try_again()
        switch = self.service.switch
        account = switch.view.users.get(username)
        if account is None or key not in _parsed(ssh_keys(switch.running.root, username)):
            return False
        self.user = User(username, account.privilege)
        return True

    def _let_try_again(self) -> None:
        """Some clients ask for the service before each try, which a switch allows and asyncssh does not."""
        self._connection._next_service = b"ssh-userauth"  # type: ignore[union-attr]

    def session_requested(self) -> asyncssh.SSHServerSession[str] | bool:
        return _Session(self.service, self.user) if self.user is not None else False


def _parsed(texts: list[str]) -> list[asyncssh.SSHKey]:
    found = []
    for text in texts:
        try:
            found.append(asyncssh.import_public_key(text))
        except asyncssh.KeyImportError:
            continue
    return found


class _Session(asyncssh.SSHServerSession[str]):
    """One channel: a CLI, one command of a CLI, or the subsystem."""

    def __init__(self, service: SshService, user: User) -> None:
        self.service = service
        self.user = user
        self._input: asyncio.Queue[str | None] = asyncio.Queue()
        self._work: Any = None
        self._task: asyncio.Task[None] | None = None
        self._size: tuple[int, int] | None = None
        self._files: asyncssh.SSHServerSession[Any] | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[str]) -> None:
        self.channel = chan

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Any) -> bool:
        self._size = term_size[:2]
        return True

    def shell_requested(self) -> bool:
        self._work = self._shell
        return True

    def exec_requested(self, command: str) -> bool:
        if command.startswith(SCP) and privileged_at_once(self.service.switch, self.user):
            return self._take_files()
        self._work = lambda: self._shell(command)
        return True

    def subsystem_requested(self, subsystem: str) -> bool:
        if subsystem == FILES:
            allowed = privileged_at_once(self.service.switch, self.user)
            return self.service.switch.spec.sftp and allowed and self._take_files()
        self._work = self._subsystem
        return subsystem == SUBSYSTEM and self.service.has_subsystem

    def _take_files(self) -> bool:
        """Let the library's own session speak SFTP or scp on this channel."""

        def server(channel: Any) -> FlashFiles:
            return FlashFiles(channel, self.service.switch, self._written)

        self._files = SSHServerStreamSession(None, server, SFTP_VERSION, True)
        self._files.connection_made(self.channel)
        return True

    def _written(self, name: str) -> None:
        """A piece of a file has come."""
        stats, faults = self.service.eapi.stats, self.service.faults
        stats.ssh_pieces += 1
        if faults.active("cut-upload") and faults.take_for(_PATH, "cut-upload", commands=[name]):
            self.cut()

    def session_started(self) -> None:
        if self._files is not None:
            self._files.session_started()
            return
        self._task = asyncio.get_running_loop().create_task(self._serve())

    def data_received(self, data: str, datatype: Any) -> None:
        if self._files is not None:
            self._files.data_received(data, datatype)
            return
        self._input.put_nowait(data)

    def eof_received(self) -> bool:
        if self._files is not None:
            return bool(self._files.eof_received())
        self._input.put_nowait(None)
        return True

    def pause_writing(self) -> None:
        if self._files is not None:
            self._files.pause_writing()

    def resume_writing(self) -> None:
        if self._files is not None:
            self._files.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._files is not None:
            self._files.connection_lost(exc)
        self._input.put_nowait(None)
        if self._task is not None:
            self._task.cancel()

    def cut(self) -> None:
        """Cut the connection, as a fault wants it."""
        self.channel.get_connection().abort()

    async def _serve(self) -> None:
        try:
            await self._work()
            self.channel.exit(0)
        except asyncssh.Error:  # the other side is gone
            self.channel.abort()

    async def _shell(self, command: str | None = None) -> None:
        terminal = Terminal(self.service.switch, self.user, self._input, self.channel.write, self._size)
        terminal.run_line = self._run_line(terminal.run_line)  # type: ignore[method-assign]
        try:
            await (terminal.serve() if command is None else terminal.serve_lines(command.splitlines()))
        except EOFError:
            return
        finally:
            terminal.cli.close()
            self.service.eapi.settled()

    def _run_line(self, run: Any) -> Any:
        """A line of the CLI with what is counted, and what faults make of it."""

        async def run_line(line: str) -> None:
            self.service.typed.append(line)
            if self.service.faults.take_for(_PATH, "drop-before-reply", commands=[line]):
                self.cut()
                raise EOFError
            fault = None
            if self.service.faults.active("drop-after-applying", "slow"):
                fault = self.service.faults.take_for(_PATH, "drop-after-applying", "slow", commands=[line])
            if fault is not None and fault.name == "slow":
                await asyncio.sleep(fault.delay)
            await run(line)
            self.service.eapi.settled()
            if fault is not None and fault.name == "drop-after-applying":
                self.cut()
                raise EOFError

        return run_line

    async def _subsystem(self) -> None:
        """JSON documents in, however they are cut; for each one document and a newline out."""
        self.service.eapi.stats.ssh_subsystems += 1
        decoder, pending = json.JSONDecoder(), ""
        while (data := await self._input.get()) is not None:
            pending = (pending + data).lstrip()
            while pending:
                try:
                    _parsed_document, end = decoder.raw_decode(pending)
                except ValueError:
                    break  # not whole yet
                body, pending = pending[:end], pending[end:].lstrip()
                await self._answer(body.encode())

    async def _answer(self, body: bytes) -> None:
        eapi, faults, commands = self.service.eapi, self.service.faults, commands_of(body)
        if faults.take_for(_PATH, "drop-before-reply", commands=commands):
            self.cut()
            return
        reply, parsed = await rpc.answer_async(self.service.switch, self.user, body)
        eapi.received.append(parsed)
        eapi.stats.command_requests += 1
        eapi.stats.commands += reply.commands
        eapi.settled()
        fault = faults.take_for(_PATH, "drop-after-applying", "slow", "truncated-json", commands=commands)
        if fault is not None and fault.name == "drop-after-applying":
            self.cut()
            return
        if fault is not None and fault.name == "slow":
            await asyncio.sleep(fault.delay)
        text = b"".join(reply.pieces()).decode()
        if fault is not None and fault.name == "truncated-json":
            self.channel.write(text[: len(text) // 2])
            self.channel.exit(0)
            return
        self.channel.write(text + "\n")
