# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Commands that are followed by a text."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.multiline import MULTILINE, multiline


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("banner motd", "banner"),
        ("BANNER login", "banner"),
        ("comment", "comment"),
        ("code", "code"),
        ("code unit ipv4_check", "code"),
        ("code unit x source pulled-from flash:x", "code"),
        ("action bash", "action"),
        ("protocol https certificate", "protocol"),
        ("ssl certificate", "ssl"),
        ("ssl key", "ssl"),
    ],
)
def test_multiline_commands(line: str, word: str) -> None:
    assert multiline(line) is MULTILINE[word]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "banner",
        "banner motd text",
        "comment x",
        "codec",
        "code unit",
        "action bash /mnt/flash/run",
        "protocol https certificate a key b",
        "protocol http",
        "ssl profile X",
        "no banner motd",
    ],
)
def test_commands_of_one_line(line: str) -> None:
    assert multiline(line) is None
