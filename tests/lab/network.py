# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab itself: switches in a thread of their own, with an event loop of their own."""

from __future__ import annotations

import asyncio
import errno
import math
import os
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from . import topology
from .cloudvision.spec import CloudVisionSpec
from .eos import boot, cli
from .eos import recording as recordings
from .eos.access import CookieSessions
from .eos.lock import ConfigurationLock
from .eos.show import load as load_show_commands
from .eos.switch import Switch, SwitchSpec, User
from .faults import LISTENER_FAULTS, Fault, Faults
from .inventory import write_inventory
from .limits import TooFewFilesError, allow_files, files_of
from .listeners import SETTLE, Listeners
from .pki import Authorities
from .server import EapiServer
from .ssh import SshService, known_host, new_host_key
from .stats import Stats

if TYPE_CHECKING:
    from .cloudvision.cloudvision import CloudVision

T = TypeVar("T")
#: A path of a unix socket longer than this is refused by some systems.
SOCKET_PATH = 100


class LabError(Exception):
    """The lab could not be started; the text says why."""


class LabSwitch:
    """What tests see of a switch."""

    def __init__(self, lab: Lab, switch: Switch, authorities: Authorities, socket_path: Path) -> None:
        self._lab = lab
        self.switch = switch
        self.name = switch.name
        self.faults = Faults()
        self._server = EapiServer(switch, self.faults, settled=self._follow_soon)
        self.listeners = Listeners(switch, self._server, self.faults, authorities, socket_path)
        self.ssh = SshService(switch, self._server, lab.host_key)
        self.listeners.others.append(self.ssh)
        self._generation = switch.running.generation
        self.faults.changed = self._fault_changed
        switch.sessions.armed = self._timer_armed
        switch.restarting = self._restart
        #: How long a start takes, and how long the switch goes on answering after it was told to reload; settable.
        self.boot_seconds = switch.spec.boot_seconds
        self.going_seconds = SETTLE

    @property
    def address(self) -> str:
        """The switch's own loopback address."""
        return self.switch.address

    @property
    def spare_addresses(self) -> tuple[str, ...]:
        """Three more loopback addresses that are this switch's alone, for interfaces in other VRFs."""
        return self.switch.spare_addresses

    @property
    def restart_seconds(self) -> float:
        """How long a restart of the API's servers takes; it can be set."""
        return self.listeners.restart_seconds

    @restart_seconds.setter
    def restart_seconds(self, seconds: float) -> None:
        self.listeners.restart_seconds = seconds

    @property
    def https_port(self) -> int | None:
        """The port of the HTTPS server, None while it is not running."""
        return self.switch.api.https_port

    @property
    def restarting(self) -> bool:
        """Whether the API's servers are restarting: who still gets through is answered 502."""
        return self._server.restarting

    @property
    def sockets(self) -> set[tuple[str, str, int]]:
        """The API's open sockets: kind (``https``, ``http``, ``local``, ``unix``), address or path, port."""
        return {(kind, address, each.wanted.port) for (kind, address), each in list(self.listeners.open.items())}

    @property
    def http_port(self) -> int | None:
        """The port of the HTTP server, None while it is not running."""
        return self.switch.api.http_port

    @property
    def local_http_port(self) -> int | None:
        """The port of the HTTP server without authentication, None while it is not running."""
        return self.switch.api.local_http_port

    @property
    def unix_socket(self) -> str | None:
        """The path of the unix socket, None while it is not served."""
        return self.switch.api.unix_socket

    @property
    def ssh_port(self) -> int | None:
        """The port of the SSH server, None while it is not running."""
        return self.ssh.port

    @property
    def stats(self) -> Stats:
        """The counters."""
        return self._server.stats

    @property
    def received(self) -> deque[Any]:
        """The last requests to the API, parsed (None for one that was no JSON)."""
        return self._server.received

    @property
    def alterations(self) -> set[str]:
        """Names of behaviours that are changed on purpose (alterations.py)."""
        return self._server.alterations

    @property
    def sessions(self) -> CookieSessions:
        """The cookie sessions (``expire_all()``)."""
        return self.switch.cookies

    def add_one_time_password(self, *passwords: str, user: str = topology.ONE_TIME, privilege: int = 15) -> None:
        """Let the two-factor user in with each of these passwords, once."""
        self.switch.accounts.add_one_time(user, privilege, *passwords)

    def running_config(self) -> str:
        """The running configuration as text, without its header."""
        return self.switch.running.text()

    def run(self, *commands: str, text: bool = True) -> list[Any]:
        """Run commands on the switch as its administrator, beside its API; raises the first command's error."""

        async def run() -> list[Any]:
            session = cli.Cli(self.switch, User("root", 15))
            session.enabled = True
            replies = [await session.run_async(cli.Line(command), text) for command in commands]
            session.close()
            await self.listeners.follow()
            return replies

        return self._lab.call(run())

    def lock(self, user: str = "alice", transaction: str = "maintenance") -> None:
        """Let somebody else take the configuration lock."""
        self.switch.lock = ConfigurationLock(user, "vty4", transaction)

    def unlock(self) -> None:
        """Take the configuration lock from its owner."""
        self.switch.lock = None

    def _restart(self) -> None:
        self._lab.spawn_work(self._power_cycle())

    async def _power_cycle(self) -> None:
        """Go, take the time of a start, and come back, unless there is nothing to start or the time never ends."""
        await asyncio.sleep(self.going_seconds)
        self.switch.powered = False
        await self.listeners.follow()
        if self.boot_seconds == math.inf:
            return
        await asyncio.sleep(self.boot_seconds)
        await self._power_on()

    async def _power_on(self) -> None:
        if boot.start(self.switch):
            self.switch.powered = True
            await self.listeners.follow()

    def power_on(self) -> None:
        """Start a switch that did not come back; what is missing for that stays missing."""
        self._lab.call(self._power_on())

    def power_off(self) -> None:
        """Take the power away."""
        self.switch.powered = False
        self._lab.call(self.listeners.follow())

    def scheduled_reload(self) -> None:
        """Let the time of a scheduled reload come."""

        async def come() -> None:
            boot.reload(self.switch)

        self._lab.call(come())

    def _timer_armed(self, seconds: float) -> None:
        """Come back when the commit timer ends, in the lab's thread."""
        asyncio.get_running_loop().call_later(seconds + 0.01, self._timer_ended)

    def _timer_ended(self) -> None:
        self.switch.sessions.settle()
        self._follow_soon()

    def _fault_changed(self, fault: Fault | None) -> None:
        if fault is not None and fault.name not in LISTENER_FAULTS:
            return
        self._lab.follow(self, after=None if fault is None or fault.until is None else fault)

    def _follow_soon(self) -> None:
        """After a request: let the sockets follow if the configuration changed."""
        if self._generation != self.switch.running.generation:
            self._generation = self.switch.running.generation
            asyncio.get_running_loop().call_later(SETTLE, self._lab.spawn, self.listeners)


class Lab:
    """A running lab; a context manager.

    ``state`` is a folder for its files (made with mode 0700), ``switches`` a number or a list of :class:`SwitchSpec`;
    further options go to every generated SwitchSpec. ``cloudvision`` adds a CloudVision: True, or what it is to be.
    Raises :class:`LabError` if it cannot start.
    """

    username, password = topology.ADMIN, topology.PASSWORDS[topology.ADMIN]
    operator, operator_password = topology.OPERATOR, topology.PASSWORDS[topology.OPERATOR]

    def __init__(
        self,
        state: Path | str,
        switches: int | Sequence[SwitchSpec] = 4,
        cloudvision: bool | CloudVisionSpec = False,
        **options: Any,
    ) -> None:
        self.state = Path(state).absolute()
        specs = topology.default_specs(switches, **options) if isinstance(switches, int) else list(switches)
        if len({spec.name for spec in specs}) != len(specs) or not all(spec.name for spec in specs):
            raise ValueError("every switch needs a name of its own")
        self.specs = specs
        self.switches: dict[str, LabSwitch] = {}
        self.authorities = Authorities()
        self.ca_path = self.state / "ca.pem"
        self.host_key = new_host_key()
        self.known_hosts_path = self.state / "known_hosts"
        self.inventory_path = self.state / "inventory.yml"
        self._cloudvision_spec = CloudVisionSpec() if cloudvision is True else cloudvision or None
        self._cloudvision: CloudVision | None = None
        self._loop: asyncio.AbstractEventLoop
        self._thread: threading.Thread | None = None
        self._sockets: Path | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def __enter__(self) -> Lab:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __getitem__(self, name: str) -> LabSwitch:
        return self.switches[name]

    def __iter__(self) -> Iterator[LabSwitch]:
        return iter(self.switches.values())

    def __len__(self) -> int:
        return len(self.switches)

    @property
    def stats(self) -> Stats:
        """The counters of all switches, added up."""
        return sum((switch.stats for switch in self), Stats())

    # -- start and stop ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the switches and write the lab's files; on failure nothing is left running."""
        load_show_commands()
        self._stopping = False
        self._allow_files()
        self._make_state()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="lab", daemon=True)
        self._thread.start()
        try:
            self._listen()
            self._start_cloudvision()
            self.ca_path.write_bytes(self.authorities.server.certificate_pem)
            self.client_cert(topology.ADMIN, 15)
            self.known_hosts_path.write_text("".join(known_host(switch.address, self.host_key) for switch in self))
            write_inventory(self)
        except BaseException:
            self.stop()
            raise

    def _start_cloudvision(self) -> None:
        if self._cloudvision_spec is None:
            return
        from .cloudvision.cloudvision import CloudVision  # with all of gRPC: only for those who want one

        self._cloudvision = CloudVision(self, self._cloudvision_spec)
        try:
            self._cloudvision.start()
        except OSError as error:
            raise LabError(f"cannot open CloudVision's socket: {error}") from error

    @property
    def cloudvision(self) -> CloudVision:
        """The lab's CloudVision; LabError where it was not asked for."""
        if self._cloudvision is None:
            raise LabError("this lab has no CloudVision: make it with Lab(…, cloudvision=True)")
        return self._cloudvision

    @property
    def has_cloudvision(self) -> bool:
        """Whether there is a CloudVision."""
        return self._cloudvision is not None

    def _allow_files(self) -> None:
        try:
            allow_files(files_of(self.specs))
        except TooFewFilesError as error:
            raise LabError(str(error)) from None

    def _make_state(self) -> None:
        try:
            self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.state.chmod(0o700)
        except OSError as error:
            raise LabError(f"cannot make the folder {self.state}: {error.strerror}") from error

    def _listen(self) -> None:
        """Build the switches on a free block of addresses, and open their sockets."""
        for attempt in range(5):
            self._build(topology.random_addresses(len(self.specs)))
            try:
                self.call(self._follow_all())
                self._require_sockets()
                return
            except OSError as error:
                self.call(self._close_all())
                if error.errno != errno.EADDRINUSE or attempt == 4:
                    raise LabError(f"cannot open the sockets: {error}") from error

    def _require_sockets(self) -> None:
        """Raise OSError for a socket that somebody else has."""
        for switch in self:
            error = switch.listeners.taken()
            if error is not None:
                raise error

    def _build(self, addresses: list[tuple[str, ...]]) -> None:
        switches = []
        for spec, (address, *spare) in zip(self.specs, addresses, strict=True):
            switches.append(Switch(spec, spec.address or address))
            switches[-1].spare_addresses = tuple(spare)
        topology.connect(switches)
        for number, switch in enumerate(switches):
            try:
                cli.load(switch, switch.running, topology.configuration(switch, number, switches))
            except cli.ConfigurationError as error:
                raise LabError(f"{switch.name}: {error}") from error
            if switch.spec.recording:
                recordings.apply(switch, recordings.read(switch.spec.recording))
            switch.startup = switch.running.copy()
        self.switches = {}
        for switch in switches:
            path = self._socket_path(switch.name)
            self.switches[switch.name] = member = LabSwitch(self, switch, self.authorities, path)
            member.add_one_time_password(*switch.spec.one_time_passwords)

    def _socket_path(self, name: str) -> Path:
        """The place of a unix socket; a state folder with a long path gets a short one beside it."""
        path = self.state / f"{name}.sock"
        if len(os.fsencode(path)) <= SOCKET_PATH:
            return path
        if self._sockets is None:
            self._sockets = Path(tempfile.mkdtemp(prefix="lab-", dir="/tmp"))
        return self._sockets / f"{name}.sock"

    @property
    def control_path(self) -> Path:
        """The control socket of a lab that runs on its own (see ``lab.control``)."""
        return self._socket_path("control")

    def stop(self) -> None:
        """Close the sockets, end the thread, and remove the sockets' folder; files of the state stay for the caller."""
        if self._thread is None:
            return
        self._stopping = True
        try:
            if self._cloudvision is not None:
                self._cloudvision.stop()
            self.call(self._close_all())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._thread = None
            self._loop.close()
            if self._sockets is not None:
                shutil.rmtree(self._sockets, ignore_errors=True)

    async def _follow_all(self) -> None:
        for switch in self:
            await switch.listeners.follow()

    async def _close_all(self) -> None:
        for switch in self:
            await switch.listeners.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}  # replies that a fault holds back
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0.01)  # the last connections say goodbye

    # -- the lab's thread ----------------------------------------------------------------------------------------

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the lab's thread and wait for it."""
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(timeout=120)

    def spawn(self, listeners: Listeners) -> None:
        """Let a switch's sockets follow, from within the lab's thread; not any more when the lab stops."""
        if not self._stopping:
            self.spawn_work(listeners.follow())

    def spawn_work(self, work: Coroutine[Any, Any, None]) -> None:
        """Let work go on beside, from within the lab's thread; the end of the lab ends it."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def follow(self, switch: LabSwitch, after: Fault | None) -> None:
        """Let a switch's sockets follow a fault now, and again when it is over."""
        if after is not None and after.until is not None:
            delay = max(0.0, after.until - time.monotonic()) + 0.01
            self._loop.call_soon_threadsafe(self._loop.call_later, delay, self.spawn, switch.listeners)
        if threading.current_thread() is self._thread:
            self.spawn(switch.listeners)
        elif self._thread is not None:
            self.call(switch.listeners.follow())

    # -- files ---------------------------------------------------------------------------------------------------

    def client_cert(self, user: str, privilege: int, kind: str = "signed", days: int = 30) -> tuple[Path, Path]:
        """Make a client certificate; return the paths of certificate and key.

        ``kind``: ``signed`` by the CA that switches trust, ``self-signed`` (trusted only where SwitchSpec says so),
        signed by an ``intermediate`` CA, or by a ``foreign`` one. Negative ``days``: expired.
        """
        pair = self.authorities.client_certificate(user, privilege, kind, days)
        return pair.write(self.state, f"client-{user}-{privilege}{'' if kind == 'signed' else f'-{kind}'}")
