# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""YAML whose errors quote nothing of it."""

from __future__ import annotations

import pytest
import yaml

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.yaml_text import parse_yaml

SECRET = "s3cret-canary"
MISTAKES = (
    f"a: 1\npassword: *{SECRET}",
    f"password: [{SECRET}\nb: 1",
    f"password: '{SECRET}",
    f"a: &{SECRET} 1\nb: &{SECRET} 2\nc: *x",
    f"password: !{SECRET} x",
    f"password: @{SECRET}",
    f"password: {SECRET}: {SECRET}: x",
    f"password: {SECRET}\x00",
    f"password: !!python/object/apply:os.system ['{SECRET}']",
    f"? {{{SECRET}: 1}}\n: 2\n",
    "[" * 3000,
)


def test_data() -> None:
    assert parse_yaml("a: [1, x]\n") == {"a": [1, "x"]}
    assert parse_yaml('{"a": 1}') == {"a": 1}
    assert parse_yaml("") is None


@pytest.mark.parametrize("text", MISTAKES)
@pytest.mark.parametrize("in_c", [True, False])
def test_a_mistake_is_reported_without_its_words(text: str, in_c: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not in_c:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    with pytest.raises(ValueError, match=r"\w") as caught:
        parse_yaml(text)
    assert SECRET not in str(caught.value)
    assert "\n" not in str(caught.value)
