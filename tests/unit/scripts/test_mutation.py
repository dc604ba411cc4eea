# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The mistakes that scripts/mutation.py makes, and those that would change nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def mutation(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("mutation")


@pytest.mark.parametrize(
    ("code", "mistakes"),
    [
        ("def f(x):\n    return x < 1", ["return None", "return x <= 1", "return x < 2"]),
        ("def f(x):\n    return True", ["return False"]),
        ("def f(x):\n    return None", []),
        ("def f(x):\n    g(x)\n    raise E", ["pass\n    raise E", "g(x)\n    pass"]),
        ("x = not (a and b)", ["x = a and b", "x = not (a or b)"]),
        ("LIMIT: t.Final = 1024 * 1024", ["LIMIT: t.Final = 0"]),
        ("limit: int = 3", ["limit: int = 4"]),
        ('"""A docstring."""', []),
        ("class P(t.Protocol):\n    def f(self) -> t.Literal[1]:\n        ...", []),
        ("class B:\n    def f(self):\n        raise NotImplementedError", []),
        ("@dataclass(frozen=True)\nclass A:\n    x: t.Literal[1]", []),
        ("if t.TYPE_CHECKING:\n    x = 1\nelse:\n    x = 2", ["if t.TYPE_CHECKING:\n    x = 1\nelse:\n    x = 3"]),
    ],
)
def test_mistakes(mutation: ModuleType, code: str, mistakes: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(code)
    made = [mutation.mutation_at(*place).text for place in mutation.places(path)]
    assert len(made) == len(mistakes)
    assert all(text.endswith(wanted) for text, wanted in zip(made, mistakes, strict=True)), made


def test_nearest_tests(mutation: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    tests = mutation.tests_of(mutation.PACKAGES / "common" / "secret_forms.py")
    assert tests[:2] == ["tests/unit/plugins/common/test_masking.py", "tests/security/test_masking.py"]
    assert mutation.nearest_tests(mutation.PACKAGES / "common" / "secret_forms.py") == tests[:2]
    assert mutation.nearest_tests(mutation.PACKAGES / "bridge" / "jinja.py") == ["tests/unit/plugins/bridge"]
