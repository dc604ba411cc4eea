# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The same work without Ansible: each switch gets a login and then one request for each task, over one connection.

    python clients.py requests|asynceapi|ours SETTINGS

SETTINGS is a JSON file (see plays.settings). Each client imports what it needs itself: that is part of its time.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

Settings = dict[str, Any]
#: Where the collection is found by its name; Ansible itself is not loaded.
COLLECTIONS = os.environ.get("ANSIBLE_COLLECTIONS_PATH", "").split(os.pathsep)
CONTENT_TYPE = {"Content-Type": "application/json-rpc"}


def run_requests(settings: Settings) -> int:
    """The library that most people take, with a pool of threads; returns how many answers came."""
    import requests

    def ask(target: tuple[str, int]) -> int:
        url = "https://{}:{}".format(*target)
        with requests.Session() as session:
            session.trust_env = False
            session.verify = settings["ca_path"]
            login = {"username": settings["user"], "password": settings["password"]}
            session.post(f"{url}/login", json=login, timeout=60).raise_for_status()
            for number in range(settings["tasks"]):
                params = {"version": 1, "cmds": [settings["command"]], "format": "json"}
                request = {"jsonrpc": "2.0", "method": "runCmds", "params": params, "id": number}
                reply = session.post(f"{url}/command-api", data=json.dumps(request), headers=CONTENT_TYPE, timeout=60)
                reply.raise_for_status()
                if "version" not in reply.json()["result"][0]:
                    raise SystemExit(f"{url}: {reply.text[:200]}")
        return int(settings["tasks"])

    with ThreadPoolExecutor(settings["threads"]) as pool:
        return sum(pool.map(ask, settings["targets"]))


def run_asynceapi(settings: Settings) -> int:
    """Arista's own asynchronous client; returns how many answers came."""
    import asyncio
    import ssl

    import asynceapi  # type: ignore[import-untyped]

    async def ask(target: tuple[str, int], context: ssl.SSLContext, slots: asyncio.Semaphore) -> int:
        async with (
            slots,
            asynceapi.Device(
                host=target[0],
                port=target[1],
                username=settings["user"],
                password=settings["password"],
                use_session_auth=True,
                verify=context,
                trust_env=False,
                timeout=60,
            ) as device,
        ):
            for _task in range(settings["tasks"]):
                answer = await device.cli(command=settings["command"])
                if "version" not in answer:
                    raise SystemExit(f"{target}: {answer}")
        return int(settings["tasks"])

    async def ask_all() -> int:
        context = ssl.create_default_context(cafile=settings["ca_path"])
        slots = asyncio.Semaphore(settings["threads"])
        return sum(await asyncio.gather(*(ask(target, context, slots) for target in settings["targets"])))

    return asyncio.run(ask_all())


def our_client(settings: Settings, target: tuple[str, int], **options: Any) -> Any:
    """The collection's client, which needs no Ansible."""
    from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
    from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions

    return EapiClient(
        EapiOptions(
            host=target[0],
            port=target[1],
            user=settings["user"],
            password=settings["password"],
            ca_path=settings["ca_path"],
            session_store=settings["session_store"],
            **options,
        )
    )


def run_ours(settings: Settings) -> int:
    """The collection's client, with a pool of threads; returns how many answers came."""
    sys.path += COLLECTIONS
    from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands

    def ask(target: tuple[str, int]) -> int:
        client = our_client(settings, target)
        batch = Batch(parse_commands(settings["command"]))
        answers = [client.run(batch)[0].output["version"] for _task in range(settings["tasks"])]
        client.close()
        return len(answers)

    with ThreadPoolExecutor(settings["threads"]) as pool:
        return sum(pool.map(ask, settings["targets"]))


CLIENTS = {"requests": run_requests, "asynceapi": run_asynceapi, "ours": run_ours}

if __name__ == "__main__":
    print(CLIENTS[sys.argv[1]](json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))), "answers")
