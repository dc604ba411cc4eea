# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The state of one switch: hardware, links, configurations, users, counters of its API server."""

from __future__ import annotations

import hashlib
import itertools
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import boot, files

if TYPE_CHECKING:
    from .recording import Recording

from .access import Accounts, CookieSessions
from .checkpoints import Checkpoints
from .lock import ConfigurationLock
from .sessions import SessionStore
from .ssl import stock_certificates
from .tree import Config
from .views import Interface, View


@dataclass(frozen=True)
class SwitchSpec:
    """What a switch of the lab is to be.

    ``address`` is an address to take in place of one of the lab's choice ("::1", "127.0.0.1"). ``eos`` is the release
    ("4.33.2F"); older releases know fewer parameters (see ``lab.eos.releases``).
    ``http``, ``local_http`` and ``unix_socket`` enable these servers at the start. ``login`` is ``sessions`` (cookies),
    ``missing`` (an old EOS: 404) or ``none`` (answers ``Session=None``). ``enable_password`` is asked by ``enable``.
    ``trusted_client_certificates`` are PEM texts, beside the lab's own CA for clients (``trust_client_ca``).
    ``one_time_passwords`` let the user ``otp`` in, each once. ``tech_support_mb`` is the size of
    ``show tech-support`` in 10^6 characters. ``config`` is added to the generated configuration, line by line.
    ``api`` False leaves the API off, as on a switch out of the box. ``default_certificate`` is what HTTPS presents
    without an SSL profile: one of the ``lab``'s CA, or a ``self-signed`` one as real switches have. A restart of the
    API's servers takes ``restart_seconds``, a start of the switch ``boot_seconds``.
    ``recording`` is the path of a bundle of the conformance kit to answer from.
    ``lenient`` keeps lines that no mode knows as texts, without state, in place of refusing them.
    ``ssh`` is its SSH server; ``ssh_eapi`` gives that the subsystem ``eapi``, or takes it away, whatever the release.
    ``sftp`` is the subsystem that takes files; ``scp`` takes them in any case.
    """

    name: str = ""
    address: str = ""
    eos: str = "4.33.2F"
    ports: int = 12
    api: bool = True
    http: bool = False
    local_http: bool = False
    unix_socket: bool = False
    login: str = "sessions"
    enable_password: str | None = None
    default_certificate: str = "lab"
    restart_seconds: float = 0.1
    boot_seconds: float = 0.3
    trust_client_ca: bool = True
    trusted_client_certificates: tuple[str, ...] = ()
    one_time_passwords: tuple[str, ...] = ("246810",)
    tech_support_mb: float = 0.2
    ssh: bool = True
    ssh_eapi: bool | None = None
    sftp: bool = True
    lenient: bool = False
    config: str = ""
    recording: str = ""

    def __post_init__(self) -> None:
        if not re.match(r"\d+\.\d+", self.eos):
            raise ValueError(f"{self.eos!r} is no EOS release; one looks like 4.33.2F")
        if self.login not in ("sessions", "missing", "none"):
            raise ValueError(f"login is sessions, missing or none, not {self.login!r}")
        if self.default_certificate not in ("lab", "self-signed"):
            raise ValueError(f"default_certificate is lab or self-signed, not {self.default_certificate!r}")


@dataclass(frozen=True)
class User:
    """Who runs the commands."""

    name: str
    privilege: int


@dataclass(frozen=True)
class Hardware:
    """What the switch is made of; memory in kB."""

    model: str
    serial: str
    system_mac: str
    memory_total: int = 8160888
    memory_free: int = 5210440
    architecture: str = "x86_64"


@dataclass(frozen=True)
class Link:
    """A cable from one of the switch's ports to a port of another switch."""

    port: str
    neighbor: Switch
    neighbor_port: str


@dataclass
class UserStats:
    """What one user has asked of the API server; bytes count bodies."""

    requests: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    last_hit: float = 0.0


@dataclass
class ApiServer:
    """The API servers as they really are, and their counters since the start.

    Ports are numbers of open sockets, ``None`` where there is none. ``running`` holds the servers that run (``https``,
    ``http``, ``local``, ``unix``) with the ports that they answer on; one without an address to answer at runs as well.
    ``vrfs`` are those that are served, ``error`` is what the web server says of a configuration that it refuses.
    ``execution_time`` in seconds, ``last_hit`` in seconds since the epoch.
    """

    https_port: int | None = None
    http_port: int | None = None
    local_http_port: int | None = None
    unix_socket: str | None = None
    running: dict[str, int] = field(default_factory=dict)
    vrfs: tuple[str, ...] = ()
    error: str = ""
    hits: int = 0
    requests: int = 0
    commands: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    execution_time: float = 0.0
    last_hit: float = 0.0
    users: dict[str, UserStats] = field(default_factory=dict)


class Switch:
    """One switch. The lab sets ``links`` and ``address`` when it is built."""

    def __init__(self, spec: SwitchSpec, address: str = "127.0.0.1") -> None:
        seed = hashlib.sha256(spec.name.encode()).hexdigest().upper()
        octets = [f"{int(seed[at : at + 2], 16):02x}" for at in (0, 2, 4)]
        self.spec = spec
        self.name = spec.name
        self.address = address
        #: Further addresses of this machine that no other switch has, for other VRFs.
        self.spare_addresses: tuple[str, ...] = ()
        self.eos = spec.eos
        self.hardware = Hardware("vEOS-lab", seed[:32], ":".join(["02", "1c", "73", *octets]))
        self.boot_time = time.time() - 86400 * 3 - int(seed[:4], 16)
        self.links: dict[str, Link] = {}
        self.running = Config()
        self.startup: Config | None = None
        self.startup_written: tuple[float, str] | None = None
        self.api = ApiServer()
        self.sessions = SessionStore(self)
        self.checkpoints = Checkpoints()
        self.lock: ConfigurationLock | None = None
        self.cookies = CookieSessions()
        self.accounts = Accounts(self)
        #: File system → name → text.
        self.files: dict[str, dict[str, str]] = {system: {} for system in files.STORED}
        self.files["certificate"].update(stock_certificates())
        self.flash_size = files.FLASH_SIZE
        self.flash[boot.STOCK] = boot.image(spec.eos)
        self.boot = boot.Boot()
        #: False from the moment at which a reload takes the switch away until it has started again.
        self.powered = True
        #: What a reload does; a lab with sockets takes its time.
        self.restarting: Callable[[], object] = lambda: boot.start(self)
        #: What the switch logged: (seconds since the epoch, severity from 0 to 7, program, text), the oldest first.
        self.log: deque[tuple[float, int, str, str]] = deque(maxlen=1000)
        started = "%SYS-5-CONFIG_STARTUP: Startup config applied from startup-config"
        self.log.append((self.boot_time + 30, 5, "ConfigAgent", started))
        #: What answers in the place of the simulation, or None.
        self.recording: Recording | None = None
        self._processes = itertools.count(1)
        self._view: tuple[int, View] | None = None

    @property
    def flash(self) -> dict[str, str]:
        """The files of the flash: name → text."""
        return self.files["flash"]

    def next_process(self) -> int:
        """The number of a CLI's process."""
        return 1000 + next(self._processes)

    @property
    def view(self) -> View:
        """What the running configuration means now."""
        if self._view is None or self._view[0] != self.running.generation:
            self._view = (self.running.generation, View(self.running))
        return self._view[1]

    @property
    def hostname(self) -> str:
        """The configured host name."""
        return self.view.hostname

    @property
    def fqdn(self) -> str:
        """The host name with the domain."""
        return self.view.fqdn

    @property
    def interfaces(self) -> dict[str, Interface]:
        """The interfaces by name, in natural order."""
        return self.view.interfaces

    @property
    def version_text(self) -> str:
        """The version as ``show version`` has it."""
        return self.eos

    def uptime(self) -> float:
        """Seconds since the boot."""
        return time.time() - self.boot_time

    def physical_ports(self) -> list[str]:
        """Ethernet ports that the hardware has."""
        return [f"Ethernet{number}" for number in range(1, self.spec.ports + 1)]

    def is_up(self, name: str) -> bool:
        """Whether an interface is up: enabled, and for a port, cabled to an enabled port."""
        interface = self.interfaces.get(name)
        if interface is None or interface.shutdown:
            return False
        if interface.kind != "Ethernet":
            return True
        link = self.links.get(name)
        if link is not None and not link.neighbor.powered:
            return False
        other = link.neighbor.interfaces.get(link.neighbor_port) if link else None
        return other is not None and not other.shutdown

    def mac_of(self, name: str) -> str:
        """The hardware address of an interface: the system's with the port's number in the last octet."""
        base = int(self.hardware.system_mac.replace(":", ""), 16)
        digits = "".join(filter(str.isdigit, name)) or "0"
        offset = int(digits) % 250 if name.startswith("Ethernet") else 0
        text = f"{base + offset:012x}"
        return ":".join(text[at : at + 2] for at in range(0, 12, 2))
