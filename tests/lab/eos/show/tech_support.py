# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show tech-support``: a text of any size that is made while it is sent."""

from __future__ import annotations

from collections.abc import Iterator

from ..registry import Context, LargeText, Text, show_text

_LINE = "2026-01-01 00:00:00.000000 {number:010d} Sysdb: %SYS-6-LOGMSG_INFO: counter of the agent read again\n"
_WIDTH = len(_LINE.format(number=0))
_LINES = 512


def _pieces(head: str, size: int) -> Iterator[str]:
    """The head, then numbered lines up to ``size`` characters."""
    yield head[:size]
    left, number = size - min(size, len(head)), 0
    while left > 0:
        block = "".join(_LINE.format(number=number + line) for line in range(min(_LINES, left // _WIDTH + 1)))
        yield block[:left]
        left, number = left - min(left, len(block)), number + _LINES


@show_text("show tech-support [all]", privileged=True)
def show_tech_support(ctx: Context) -> Text:
    """Everything that support asks for; the size is the switch's ``tech_support_mb``."""
    size = int(ctx.switch.spec.tech_support_mb * 1_000_000)
    rule = "-" * 13
    running, logging = f"\n{rule} show running-config {rule}\n\n", f"\n{rule} show logging {rule}\n\n"
    head = f"{running}{ctx.switch.running.text()}{logging}"
    return LargeText(lambda: _pieces(head, size), size)
