# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Reading configuration lines by their beginning, and the small forms that several show commands share."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from ..tree import Node


def starting(node: Node, prefix: str) -> list[Node]:
    """The lines below ``node`` that start with the words of ``prefix``, in the order of printing."""
    return [child for child in node.ordered() if child.line == prefix or child.line.startswith(prefix + " ")]


def setting(node: Node, prefix: str, default: str = "") -> str:
    """What follows the words of ``prefix`` in the first line that starts with them."""
    for child in starting(node, prefix):
        return child.line[len(prefix) :].strip()
    return default


def has(node: Node, line: str) -> bool:
    """True when the very line stands below ``node``."""
    return any(child.line == line for child in node.children.values())


def word_after(line: str, word: str, default: str = "") -> str:
    """The word that follows ``word`` in a line."""
    tokens = line.split()
    return tokens[tokens.index(word) + 1] if word in tokens[:-1] else default


def dotted(mac: str) -> str:
    """``02:1c:73:00:00:01`` → ``021c.7300.0001``, the form of ARP and of text tables."""
    digits = mac.replace(":", "")
    return f"{digits[:4]}.{digits[4:8]}.{digits[8:12]}"


def table(widths: Sequence[int], rows: Iterable[Sequence[object]], gap: str = " ") -> str:
    """Left-aligned columns; a row may have fewer cells than there are widths, and trailing spaces are cut."""
    padded = ((str(cell).ljust(width) for cell, width in zip(row, widths, strict=False)) for row in rows)
    lines = (gap.join(cells).rstrip() for cells in padded)
    return "".join(line + "\n" for line in lines)


def fold(items: Sequence[str], width: int) -> list[str]:
    """Join names with commas into lines of at most ``width`` characters; at least one line."""
    lines = [""]
    for index, item in enumerate(items):
        piece = item + (", " if index < len(items) - 1 else "")
        if lines[-1] and len(lines[-1] + piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    return lines


def duration(seconds: float) -> str:
    """``2 weeks, 3 days, 4 hours and 5 minutes``, as ``show version`` says how long a switch has been up."""
    minutes = int(seconds) // 60
    parts = []
    for unit, size in (("week", 10080), ("day", 1440), ("hour", 60), ("minute", 1)):
        count, minutes = divmod(minutes, size)
        if count or unit == "minute":
            parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def clock_span(seconds: float) -> str:
    """``00:12:05`` below a day, ``3d04h`` above: how BGP and LLDP tables say ages."""
    total = max(0, int(seconds))
    if total < 86400:
        return f"{total // 3600:02d}:{total % 3600 // 60:02d}:{total % 60:02d}"
    return f"{total // 86400}d{total % 86400 // 3600:02d}h"


def long_span(seconds: float) -> str:
    """``3 days, 4:05:06``: how LLDP and ``show interfaces`` say ages."""
    total = max(0, int(seconds))
    days, rest = divmod(total, 86400)
    clock = f"{rest // 3600}:{rest % 3600 // 60:02d}:{rest % 60:02d}"
    return f"{days} day{'' if days == 1 else 's'}, {clock}" if days else clock


def stamp(seconds: float) -> str:
    """``Mon Mar  3 14:05:06 2025`` in UTC."""
    return time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(seconds))
