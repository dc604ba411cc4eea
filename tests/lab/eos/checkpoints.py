# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Configuration checkpoints: named copies of the running configuration, some of which EOS makes itself."""

from __future__ import annotations

import pickle
import time
import zlib
from dataclasses import dataclass

from .tree import Config

#: The switch keeps so many; its own oldest ones make room.
MAX_CHECKPOINTS = 20


@dataclass
class Checkpoint:
    """A saved configuration, packed; ``saved`` in seconds since the epoch, ``own`` if the switch made it.

    Twenty copies of a large configuration as objects would need more memory than the rest of a switch.
    """

    name: str
    packed: bytes
    user: str
    saved: float
    own: bool

    @property
    def config(self) -> Config:
        """The configuration, a copy of its own."""
        return Config(pickle.loads(zlib.decompress(self.packed)))


class Checkpoints:
    """The checkpoints of one switch, in the order of saving."""

    def __init__(self) -> None:
        self.saved: dict[str, Checkpoint] = {}

    def save(self, name: str | None, config: Config, user: str) -> Checkpoint:
        """Save a copy of a configuration; without a name under the next one of the switch (``ckp-20260131-0``)."""
        chosen = name or self._next_name()
        self.saved.pop(chosen, None)
        packed = zlib.compress(pickle.dumps(config.root), 1)
        self.saved[chosen] = Checkpoint(chosen, packed, user, time.time(), own=name is None)
        own = [each for each in self.saved.values() if each.own]
        for oldest in own[: max(0, len(self.saved) - MAX_CHECKPOINTS)]:
            del self.saved[oldest.name]
        return self.saved[chosen]

    def _next_name(self) -> str:
        prefix = time.strftime("ckp-%Y%m%d-", time.gmtime())
        numbers = [int(name[len(prefix) :]) for name in self.saved if name.startswith(prefix) and name[-1].isdigit()]
        return f"{prefix}{max(numbers, default=-1) + 1}"
