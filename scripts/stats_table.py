# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Turn what ``python tests/lab stats`` prints, JSON on stdin, into a table of what each switch saw."""

from __future__ import annotations

import json
import sys

#: Heading of a column and the counter in it.
COLUMNS = {
    "logins": "logins",
    "requests": "command_requests",
    "commands": "commands",
    "connections": "connections",
    "TLS handshakes": "tls_handshakes",
}


def table(switches: dict[str, dict[str, int]], total: dict[str, int]) -> str:
    """A line for each switch and one for all of them."""
    rows = [("switch", *COLUMNS)]
    for name, counters in [*switches.items(), ("all", total)]:
        rows.append((name, *(str(counters[key]) for key in COLUMNS.values())))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for name, *numbers in rows:
        cells = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *cells]))
    return "\n".join(lines)


if __name__ == "__main__":
    stats = json.load(sys.stdin)
    print(table(stats["switches"], stats["total"]))
