# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What one large reply costs a client alone: seconds, CPU seconds, and memory over what the process had before.

    python large.py ours|requests SETTINGS

SETTINGS is a JSON file (see plays.settings). Prints JSON: `seconds`, `cpu`, `characters`, `before_mb` and `peak_mb`
(resident memory, 10^6 bytes).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Run by its path, this folder would be searched first: search its parent instead.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.clients import COLLECTIONS, CONTENT_TYPE, our_client  # noqa: E402

STATUS = Path("/proc/self/status")


def memory_mb(name: str) -> float:
    """VmRSS, or its peak VmHWM, of this process."""
    for line in STATUS.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise SystemExit(f"{STATUS} has no {name}")


def ours(settings: dict[str, Any]) -> Callable[[], str]:
    """What asks through the collection's client, logged in and connected."""
    sys.path += COLLECTIONS
    from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands

    client = our_client(settings, settings["targets"][0], enable=True)
    client.run(Batch(parse_commands(settings["command"])))
    batch = Batch(parse_commands(settings["large_command"]), format="text")
    return lambda: str(client.run(batch)[0].output)


def plain(settings: dict[str, Any]) -> Callable[[], str]:
    """What asks through requests, connected."""
    import requests

    session = requests.Session()
    session.trust_env = False
    session.verify = settings["ca_path"]
    session.auth = (settings["user"], settings["password"])
    url = "https://{}:{}/command-api".format(*settings["targets"][0])

    def ask(command: str, form: str) -> Any:
        params = {"version": 1, "cmds": ["enable", command], "format": form}
        request = {"jsonrpc": "2.0", "method": "runCmds", "params": params, "id": 1}
        reply = session.post(url, data=json.dumps(request), headers=CONTENT_TYPE, timeout=300)
        reply.raise_for_status()
        return reply.json()["result"][1]

    ask(settings["command"], "json")
    return lambda: str(ask(settings["large_command"], "text")["output"])


def main() -> None:
    """Ask once, and print the figures."""
    settings = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    ask = {"ours": ours, "requests": plain}[sys.argv[1]](settings)
    before, started, used = memory_mb("VmRSS"), time.monotonic(), time.process_time()
    text = ask()
    figures = {
        "seconds": time.monotonic() - started,
        "cpu": time.process_time() - used,
        "characters": len(text),
        "before_mb": before,
        "peak_mb": memory_mb("VmHWM"),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
