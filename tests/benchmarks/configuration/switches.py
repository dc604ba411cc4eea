# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's switches, brought into the state that a run begins with, and looked at when it has ended; not measured.

Each switch keeps checkpoints: `base`, what the lab gave it; `full`, with the candidate; `edited`, with the edited one;
`section`, with one section of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lab.topology import ADMIN, PASSWORDS

from ..network import BenchError, Target
from .generator import ASN, SECTION, candidate, edited, section

#: Seconds for a request.
TIMEOUT = 120
SESSION = "benchmark-preparation"


class Switches:
    """Asks the switches beside the benchmark, over eAPI."""

    def __init__(self, targets: Sequence[Target], ca_path: Path) -> None:
        import requests

        self.targets = list(targets)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(ca_path)
        self._session.auth = (ADMIN, PASSWORDS[ADMIN])
        self._session.headers["Content-Type"] = "application/json-rpc"

    def prepare(self, lines: int, folder: Path) -> None:
        """Save the checkpoints, and write each switch's files: NAME.full, NAME.edited and NAME.section, what is
        entered; NAME.whole, all that the switch has with the candidate.

        :param lines: size of the candidate.
        """
        for target in self.targets:
            asn = re.search(r"^router bgp (\d+)$", self._run(target, "show running-config"), re.MULTILINE)
            text = candidate(lines, int(asn[1]) if asn else ASN)
            self._run(target, "configure checkpoint save base")
            entered = section(text)
            self._save(target, "section", f"{SECTION}\n{entered}exit\n")
            self._run(target, "configure checkpoint restore base")
            self._save(target, "full", text)
            whole = self._run(target, "show running-config")
            self._save(target, "edited", edited(text))
            files = {"full": text, "edited": edited(text), "section": entered, "whole": whole}
            for name, content in files.items():
                (folder / f"{target.name}.{name}").write_text(content, encoding="utf-8")

    def restore(self, hosts: int, checkpoint: str) -> None:
        """Bring the first switches back to a checkpoint."""
        for target in self.targets[:hosts]:
            self._run(target, f"configure checkpoint restore {checkpoint}")

    def differing(self, hosts: int, checkpoint: str) -> list[str]:
        """Names of those of the first switches that have not the checkpoint's configuration."""
        command = f"diff running-config checkpoint:{checkpoint}"
        return [target.name for target in self.targets[:hosts] if self._run(target, command).strip()]

    def _save(self, target: Target, checkpoint: str, text: str) -> None:
        """Enter the text, and save a checkpoint."""
        self._run(target, f"configure session {SESSION}", *text.splitlines(), "commit")
        self._run(target, f"configure checkpoint save {checkpoint}")

    def _run(self, target: Target, *commands: str) -> str:
        """The output of the last command."""
        params = {"version": 1, "cmds": ["enable", *commands], "format": "text"}
        request = {"jsonrpc": "2.0", "method": "runCmds", "params": params, "id": "benchmark"}
        url = f"https://{target.address}:{target.port}/command-api"
        reply = self._session.post(url, data=json.dumps(request), timeout=TIMEOUT)
        reply.raise_for_status()
        answer: dict[str, Any] = reply.json()
        if "error" in answer:
            said = answer["error"].get("data", [{}])[-1]
            raise BenchError(f"{target.name}: {answer['error']['message']} {said}")
        return str(answer["result"][-1]["output"])
