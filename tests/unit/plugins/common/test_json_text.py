# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""JSON that another machine has written."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.json_text import DEEPEST, decode


def test_values() -> None:
    text = '{"a": [1, -2.5e300, 1e-999, true, null, {"a": "a"}], "b": {}}'
    assert decode(text) == {"a": [1, -2.5e300, 0.0, True, None, {"a": "a"}], "b": {}}
    assert decode(text.encode()) == decode(text)
    assert decode("7") == 7
    assert decode('{"a": 1, "b": 2, "a": 3}') == {"a": 3, "b": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "nested too deep"),
        ("[" * 200_000, "nested too deep"),
        ("9" * 5000, "digits"),
        ("[NaN]", "NaN is no value of JSON"),
        ('{"a": -Infinity}', "-Infinity is no value of JSON"),
        ("[-1e999]", "a number is too large"),
        ('{"a": 1', "Expecting"),
    ],
)
def test_refused_input(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        decode(text)
