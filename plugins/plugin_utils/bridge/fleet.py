# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one job on many switches, from one process, with a thread for each concurrent switch."""

from __future__ import annotations

import time
import typing as t
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..common.errors import ClientError
from ..common.threads import Pool
from ..eapi.client import EapiClient, scrubber_of
from ..eapi.https.tls import SharedContexts
from ..eapi.options import EapiOptions
from . import endpoint_memory as moves
from .failures import task_result, unexpected

#: Seconds between two sentences of progress.
PROGRESS: t.Final = 5.0

#: What to do with a client.
HostJob = Callable[[EapiClient], dict[str, t.Any]]


@dataclass(frozen=True)
class Visit:
    """A host to go to.

    :ivar name: its name in the inventory.
    :ivar options: those of its client.
    :ivar job: what to do there.
    """

    name: str
    options: EapiOptions = field(repr=False)
    job: HostJob


class Fleet:
    """Results of hosts by their names.

    :param size: how many switches are asked at the same time.
    :param total: how many hosts there are.
    :param tell: takes a progress message.
    """

    def __init__(self, size: int, total: int, tell: Callable[[str], None]) -> None:
        self.results: dict[str, dict[str, t.Any]] = {}
        self._size = size
        self._total = total
        self._tell = tell
        self._told = time.monotonic()
        self._contexts = SharedContexts()

    def run(self, visits: Iterable[Visit]) -> None:
        """Go to the hosts. An error is a result of its host, and keeps no other one from its own."""
        for found in Pool(self._visit, self._size).run(visits, PROGRESS):
            if found is not None:
                self.results[found[0]] = found[1]
            self._tell_progress()

    def failed(self, state: str) -> list[str]:
        """The hosts whose result has a state: failed or unreachable."""
        return [name for name, result in self.results.items() if result.get(state)]

    def _visit(self, visit: Visit) -> tuple[str, dict[str, t.Any]]:
        scrubber = scrubber_of(visit.options)
        try:
            client = EapiClient(visit.options, self._contexts.get)
            scrubber = client.scrubber
            try:
                client.move(**moves.recall(moves.origin_of(visit.options)))
                result = visit.job(client)
                warnings = [*client.warnings, *result.get("warnings", ())]
            finally:
                client.close()
        except ClientError as error:
            return visit.name, task_result(error, visit.name)
        except Exception as error:
            return visit.name, unexpected(error, visit.name, scrubber)
        return visit.name, {**result, **({"warnings": warnings} if warnings else {})}

    def _tell_progress(self) -> None:
        now = time.monotonic()
        if now - self._told < PROGRESS or len(self.results) == self._total:
            return
        self._told = now
        without = len(self.failed("failed")) + len(self.failed("unreachable"))
        self._tell(f"{len(self.results)} of {self._total} hosts are done, {without} of them failed")
