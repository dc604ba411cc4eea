# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection aerie.arista.httpapi, which adds a socket for a module to aerie.arista.eapi."""

from __future__ import annotations

import os
import time
import typing as t
from types import SimpleNamespace

from ansible import constants as C
from ansible.utils.display import Display
from ansible.utils.jsonrpc import JsonRpcServer

from ..eapi.client import EapiClient
from . import run_memory
from .httpapi_service import METHODS, Service

#: The process that has loaded this: the run itself where the callback preload is enabled, else a worker.
LOADED_BY: t.Final = os.getpid()
#: A file in the run's own temporary folder, by which the workers know that one of them has said it.
SAID: t.Final = "aerie.arista.preload"
CALLBACK: t.Final = "aerie.arista.preload"

display = Display()


class Worker:
    """Ansible's worker, as the process of the service: the connection has the client."""

    def __init__(self, connection: t.Any) -> None:
        self._connection = connection

    @property
    def client(self) -> EapiClient:
        """The connection's."""
        return t.cast("EapiClient", self._connection.client)

    def allow(self, seconds: float) -> None:
        """Nothing limits a worker but the task's own 'timeout'."""

    def wants_sessions(self) -> bool:
        """As the connection's option says."""
        return bool(self._connection.get_option("eos_use_sessions"))

    def warn(self, sentence: str) -> None:
        """As a warning of the task."""
        display.warning(sentence)

    def recall(self) -> dict[str, t.Any]:
        """Facts that earlier workers of the run have found."""
        return run_memory.recall(self.client.origin)

    def remember(self, known: dict[str, t.Any]) -> None:
        """For later workers of the run."""
        run_memory.remember(self.client.origin, known)

    def close(self) -> None:
        """The connection closes its client itself."""


class ModuleServer(JsonRpcServer):
    """Ansible's own JSON-RPC, for one service. The base class serves whatever the process has registered."""

    def __init__(self, service: Service) -> None:
        self._objects = [SimpleNamespace(**{name: getattr(service, name) for name in METHODS})]


def server(connection: t.Any) -> ModuleServer:
    """The service that answers the requests of a connection's modules."""
    if os.getpid() == LOADED_BY and display.verbosity and _first_to_say():
        display.v(
            f"This worker has spent {time.process_time():.2f} CPU seconds, most of them on loading what the callback "
            f"{CALLBACK} loads once for all workers. To enable it, set 'callbacks_enabled = {CALLBACK}' in ansible.cfg."
        )
    return ModuleServer(Service(Worker(connection)))


def _first_to_say() -> bool:
    """True in one worker of the run."""
    try:
        os.close(os.open(os.path.join(C.DEFAULT_LOCAL_TMP, SAID), os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        return False
    return True
