# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Traffic of the lab's links: what one end sends, the other receives; counters grow with time.

Nothing flows really. Each direction of a link has a steady rate that follows from the sender's name, and has had it
since the later of the two boots.
"""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .ports import Port

if TYPE_CHECKING:
    from ..switch import Switch

#: Bytes of an average frame.
FRAME = 500
#: Seconds over which rates are averaged, as ``load-interval`` has it by default.
INTERVAL = 300.0


@dataclass(frozen=True)
class Traffic:
    """One direction of a port: bytes, frames by kind, and the present rates per second."""

    octets: int = 0
    unicast: int = 0
    multicast: int = 0
    broadcast: int = 0
    bits_rate: float = 0.0
    packets_rate: float = 0.0


def traffic(switch: Switch, port: Port) -> tuple[Traffic, Traffic]:
    """(received, sent) of a port; nothing where the link is down or the port is none that counts."""
    link = switch.links.get(port.name)
    if port.status != "connected" or (link is None and port.kind != "Management"):
        return Traffic(), Traffic()
    if link is None:
        since = time.time() - switch.boot_time
        return _flow(f"lan {switch.name}", since, 2_000), _flow(f"{switch.name} {port.name}", since, 1_000)
    since = time.time() - max(switch.boot_time, link.neighbor.boot_time)
    received = _flow(f"{link.neighbor.name} {link.neighbor_port}", since, 250_000)
    return received, _flow(f"{switch.name} {port.name}", since, 250_000)


def _flow(sender: str, seconds: float, scale: int) -> Traffic:
    """The traffic of a sender at ``scale`` to twice as many bytes a second."""
    rate = scale + zlib.crc32(sender.encode()) % scale
    octets = int(rate * seconds)
    multicast = int(seconds / 2)
    return Traffic(octets, octets // FRAME, multicast, int(seconds / 60), rate * 8.0, rate / FRAME)
