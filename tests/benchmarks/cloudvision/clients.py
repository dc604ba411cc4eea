# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""One client lists devices, or assignments of tags, of the lab's CloudVision, several times over one connection.

    python clients.py ours|pyavd|vendor devices|assignments SETTINGS

SETTINGS is a JSON file (see measure.client_settings). Prints JSON: how many resources there were, and for each call the
seconds and the CPU seconds. The first call, with imports and connection, is apart.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

Settings = dict[str, Any]
#: Where the collection is found by its name; Ansible itself is not loaded.
COLLECTIONS = os.environ.get("ANSIBLE_COLLECTIONS_PATH", "").split(os.pathsep)
#: How many resources a call gave.
Call = Callable[[], Awaitable[int]]


@asynccontextmanager
async def ours(what: str, settings: Settings) -> AsyncIterator[Call]:
    """The collection's client; resources become plain values, as modules return them."""
    sys.path += COLLECTIONS
    base = "ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision"
    from importlib import import_module

    node = import_module(f"{base}.endpoints").Node(settings["address"], settings["port"])
    options = import_module(f"{base}.options").CloudVisionOptions(
        nodes=(node,), token=settings["token"], ca_path=settings["ca_path"]
    )
    client = import_module(f"{base}.client").CloudVisionClient(options)
    queries = import_module(f"{base}.queries")
    query = queries.Query("inventory.v1.Device")
    if what == "assignments":
        wanted = {"key": {"workspace_id": "", "element_type": "device"}, "tag_creator_type": "user"}
        query = queries.Query("tag.v2.TagAssignment", filters=[wanted])

    async def call() -> int:
        return len(queries.ask(client.resources, query).resources)

    yield call
    client.close()


@asynccontextmanager
async def pyavd(what: str, settings: Settings) -> AsyncIterator[Call]:
    """pyavd's client. It asks port 443 for a version before it connects; that is not part of a call, and left out."""
    from pyavd._cv.client import CVClient  # type: ignore[import-not-found]
    from pyavd._cv.client.versioning import CvVersion  # type: ignore[import-not-found]

    class Client(CVClient):  # type: ignore[misc]
        def _set_version(self) -> None:
            self._cv_version = CvVersion("CVaaS")

    os.environ["SSL_CERT_FILE"] = settings["ca_path"]
    client = Client(settings["address"], token=settings["token"], port=settings["port"], use_system_certs=True)
    async with client:

        async def call() -> int:
            if what == "devices":
                return len(await client.get_inventory_devices())
            return len(await client.get_tag_assignments("", "device", "user"))

        yield call


@asynccontextmanager
async def vendor(what: str, settings: Settings) -> AsyncIterator[Call]:
    """The vendor's asynchronous stubs, over the channel of its client."""
    from cloudvision.api.arista.inventory.v1 import (  # type: ignore[import-untyped]
        DeviceServiceStub,
        DeviceStreamRequest,
    )
    from cloudvision.api.arista.tag.v2 import (  # type: ignore[import-untyped]
        CreatorType,
        ElementType,
        TagAssignment,
        TagAssignmentKey,
        TagAssignmentServiceStub,
        TagAssignmentStreamRequest,
    )

    wanted = TagAssignment(
        key=TagAssignmentKey(workspace_id="", element_type=ElementType.DEVICE), tag_creator_type=CreatorType.USER
    )
    with vendor_channel(settings) as channel:

        async def call() -> int:
            if what == "devices":
                answers = DeviceServiceStub(channel).get_all(DeviceStreamRequest())
            else:
                request = TagAssignmentStreamRequest(partial_eq_filter=[wanted])
                answers = TagAssignmentServiceStub(channel).get_all(request)
            return len([answer.value async for answer in answers])

        yield call


def vendor_channel(settings: Settings) -> Any:
    """AsyncCVClient; where its module is a SyntaxError (Python 3.11), the channel that it makes."""
    try:
        from cloudvision.api.client import AsyncCVClient  # type: ignore[import-untyped]
    except SyntaxError:
        from grpclib import client, events

        async def authorize(event: Any) -> None:
            event.metadata["authorization"] = f"Bearer {settings['token']}"

        context = ssl.create_default_context(cafile=settings["ca_path"])
        context.set_alpn_protocols(["h2"])
        channel = client.Channel(host=settings["address"], port=settings["port"], ssl=context)
        events.listen(channel, events.SendRequest, authorize)
        return _Closing(channel)
    return AsyncCVClient.from_token(
        settings["token"], settings["address"], settings["port"], username="bench", cacert=settings["ca_path"]
    )


class _Closing:
    def __init__(self, channel: Any) -> None:
        self.channel = channel

    def __enter__(self) -> Any:
        return self.channel

    def __exit__(self, *_: object) -> None:
        self.channel.close()


CLIENTS = {"ours": ours, "pyavd": pyavd, "vendor": vendor}


async def measure(kind: str, what: str, settings: Settings) -> dict[str, Any]:
    """The figures of all calls."""
    before = time.perf_counter(), time.process_time()
    calls = []
    async with CLIENTS[kind](what, settings) as call:
        counts = {await call()}
        first = {"wall": time.perf_counter() - before[0], "cpu": time.process_time() - before[1]}
        for _round in range(settings["rounds"]):
            start = time.perf_counter(), time.process_time()
            counts.add(await call())
            calls.append({"wall": time.perf_counter() - start[0], "cpu": time.process_time() - start[1]})
    if len(counts) != 1:
        raise SystemExit(f"{kind} found {sorted(counts)} resources in turn")
    return {"count": counts.pop(), "first": first, "calls": calls}


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
    print(json.dumps(asyncio.run(measure(sys.argv[1], sys.argv[2], given))))
