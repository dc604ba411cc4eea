# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Blocks of PEM (RFC 7468) in a text, found in one pass: a switch may send megabytes of lines that begin blocks."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator

_MARK: t.Final = re.compile(r"-----(BEGIN|END) ([A-Z0-9][A-Z0-9 ]{0,63})-----")


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """The label and the text of each block. A block that begins before another has ended takes its place."""
    label, start = "", -1
    for mark in _MARK.finditer(text):
        if mark[1] == "BEGIN":
            label, start = mark[2], mark.start()
        elif start >= 0 and mark[2] == label:
            yield label, text[start : mark.end()]
            start = -1
