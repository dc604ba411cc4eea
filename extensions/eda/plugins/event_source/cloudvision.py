# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Events, change controls and devices of Arista CloudVision, as events for Event-Driven Ansible."""

from __future__ import annotations

DOCUMENTATION = r"""
---
short_description: Receive events of Arista CloudVision
description:
  - Subscribes to resources of CloudVision, and puts an event into the queue when a resource is created, updated or
    deleted. It starts when it is in sync with CloudVision.
  - Resumes a broken stream, with growing pauses. It then sends the changes made in between, and no change twice. If a
    resource changed several times without a connection, it sends the last state.
  - An event has C(watch) (the entry of O(watch)), C(model), C(type) (C(created), C(updated), C(deleted), or
    C(initial)), C(time), C(key), C(resource) (the whole resource, even if CloudVision sent only a part of it),
    C(changed) (the names of the fields that changed) and C(before) (their former values).
options:
  watch:
    description:
      - The resources to watch, V(events), V(change_controls), V(devices), or any model by its name
        (V(workspace.v1.Workspace)).
      - An entry may be a mapping of C(model) (one of these), C(filters) and C(custom_filter), which are those of
        M(aerie.arista.cloudvision_resource_info). Changes of a resource that no longer matches the filters are not
        sent.
    type: list
    elements: raw
    default: [events, change_controls, devices]
  initial:
    description: Also send the resources that exist at the start, with the type C(initial).
    type: bool
    default: false
  reconnect_pause:
    description: Seconds before the first try to resume a broken stream. The pause doubles with each try.
    type: float
    default: 1
  longest_pause:
    description: Maximum pause in seconds.
    type: float
    default: 60
notes:
  - All options of P(aerie.arista.cloudvision#connection) are options here, such as O(host), O(region), O(token),
    O(token_file) and O(ca_path), with the same environment variables.
"""

EXAMPLES = r"""
sources:
  - aerie.arista.cloudvision:
      region: united-kingdom
      token_file: /run/secrets/cloudvision
      watch:
        - devices
        - model: events
          filters:
            - severity: critical
            - severity: error
"""

import asyncio
import logging
import sys
import threading
from pathlib import Path
from typing import Any

try:
    import ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision
except ImportError:
    # ansible-rulebook runs this file alone: the collection is where it is. Other collections may be elsewhere.
    collections = Path(__file__).absolute().parents[6]
    sys.path.append(str(collections.parent))
    import ansible_collections

    ansible_collections.__path__.append(str(collections))

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import cloudvision_options as arguments
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import CloudVisionError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.events.subscribe import (
    WATCHES,
    EventWatch,
    Follower,
    Pauses,
)

logger = logging.getLogger("aerie.arista.cloudvision")

OWN = ("watch", "initial", "reconnect_pause", "longest_pause")
#: What ansible-rulebook adds on its own account.
FOREIGN = ("eda_feedback_queue",)
#: Seconds between looks whether to stop, and for all threads to end.
LOOK, END = 0.2, 10.0


class SourceError(Exception):
    """Arguments that cannot be, or something that another try would not cure."""


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Put events into the queue until the task is cancelled.

    :raises SourceError: where that cannot be done.
    """
    try:
        await follow(queue, args)
    except CloudVisionError as error:
        raise SourceError(arguments.in_option_names(str(error))) from None


async def follow(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """The same, with the errors of the client.

    :raises CloudVisionError: of the type that says what went wrong.
    """
    loop = asyncio.get_running_loop()
    stopped = threading.Event()
    over: asyncio.Future[None] = loop.create_future()

    def emit(event: dict[str, Any]) -> None:
        """From a follower's thread: waits while the queue is full."""
        waiting = asyncio.run_coroutine_threadsafe(queue.put(event), loop)
        while not stopped.is_set():
            try:
                return waiting.result(LOOK)
            except TimeoutError:
                continue
        waiting.cancel()
        return None

    def run(follower: Follower) -> None:
        try:
            follower.run()
        except Exception as error:
            if not stopped.is_set():
                loop.call_soon_threadsafe(_fail, over, error)

    followers = make_followers(args, emit)
    threads = [threading.Thread(target=run, args=(follower,), daemon=True) for follower in followers]
    for thread in threads:
        thread.start()
    try:
        await over
    finally:
        stopped.set()
        await _ended(followers, threads)


def make_followers(args: dict[str, Any], emit: Any) -> list[Follower]:
    """A follower for each entry of `watch`.

    :raises InputError: for arguments that cannot be.
    """
    given = {name: value for name, value in args.items() if name not in FOREIGN}
    options = arguments.options_from({k: v for k, v in given.items() if k not in OWN}, also=OWN)
    wanted = given.get("watch") or list(WATCHES)
    watches = [EventWatch.of(entry) for entry in ([wanted] if isinstance(wanted, (str, dict)) else wanted)]
    if len({(watch.name, repr(watch.filters), repr(watch.custom_filter)) for watch in watches}) < len(watches):
        raise InputError("watch has an entry twice: each of its events would come twice.")
    initial = arguments.typed("initial", "bool", given.get("initial", False))
    pauses = Pauses(*(arguments.typed(n, "float", given.get(n, d)) for n, d in zip(OWN[2:], (1, 60), strict=True)))
    return [
        Follower(options, watch, emit, initial=initial, pauses=pauses, warn=logger.warning, note=logger.info)
        for watch in watches
    ]


def _fail(over: asyncio.Future[None], error: Exception) -> None:
    if not over.done():
        over.set_exception(error)


async def _ended(followers: list[Follower], threads: list[threading.Thread]) -> None:
    """Stop all, and wait for the threads without holding up the loop."""
    deadline = asyncio.get_running_loop().time() + END
    while any(thread.is_alive() for thread in threads) and asyncio.get_running_loop().time() < deadline:
        for follower in followers:
            follower.stop()
        await asyncio.sleep(0.02)
