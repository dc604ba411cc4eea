# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What anybody on the controller can see of the processes of a run."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path


class Watcher:
    """Reads the arguments and the environments of processes until it is stopped, and keeps those with a word.

    :param folder: what stands in the environment of the processes that it reads: those of one run.
    """

    def __init__(self, word: str, folder: Path) -> None:
        self.word, self.folder = word.encode(), str(folder).encode()
        self.found, self.programs, self.looks = set[bytes](), set[str](), 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(0.05):
            for process in Path("/proc").glob("[0-9]*"):
                with contextlib.suppress(OSError):
                    environment = (process / "environ").read_bytes()
                    if self.folder in environment:
                        self._note((process / "cmdline").read_bytes(), environment)

    def _note(self, arguments: bytes, environment: bytes) -> None:
        self.looks += 1
        self.programs.add(Path(os.fsdecode(arguments.split(b"\0")[0])).name)
        self.found |= {text for text in (arguments, environment) if self.word in text}
