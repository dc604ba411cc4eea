# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The pages that roles write can be read by everybody: their structure, and contrast by numbers (WCAG 2, level AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(ROOT.glob("roles/*/templates/*.html.j2"))
#: What browsers paint below a page: in light and in dark mode.
CANVAS = {"light": (255, 255, 255), "dark": (18, 18, 18)}
COLOR = re.compile(r"--(good|bad|warn): #([0-9a-f]{6});")

Rgb = tuple[float, float, float]


def luminance(color: Rgb) -> float:
    parts = [part / 255 for part in color]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def rgb(digits: str) -> Rgb:
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


def soft(canvas: Rgb) -> Rgb:
    """The canvas below ``--soft: #8882``, a grey that lets most of it through."""
    red, green, blue = (0x88 * 0x22 / 255 + part * (1 - 0x22 / 255) for part in canvas)
    return red, green, blue


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parts[-3])
def test_colors_have_contrast(path: Path) -> None:
    text = path.read_text()
    light, dark = COLOR.findall(text)[:3], COLOR.findall(text)[3:]
    assert [name for name, _digits in light] == [name for name, _digits in dark] == ["good", "bad", "warn"]
    assert "--soft: #8882;" in text
    for mode, colors in (("light", light), ("dark", dark)):
        for name, digits in colors:
            for below in (CANVAS[mode], soft(CANVAS[mode])):
                assert contrast(rgb(digits), below) >= 4.5, (mode, name)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parts[-3])
def test_structure(path: Path) -> None:
    text = path.read_text()
    page = text[text.index("<!DOCTYPE html>") :].partition("<script")[0]
    assert '<html lang="en">' in page
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "@media print" in page
    assert len(re.findall(r"<main\b", page)) == 1
    assert len(re.findall(r"<h1\b", page)) == 1
    assert [head for head in re.findall(r"<th\b[^>]*>", page) if 'scope="' not in head] == []
    # What scrolls can be reached by the keyboard, and says what it is.
    scrolling = re.findall(r'<div class="wide"[^>]*>', page)
    assert scrolling
    assert [
        tag for tag in scrolling if not re.search(r'role="region" aria-label(ledby)?="[^"]+" tabindex="0"', tag)
    ] == []
    assert re.findall(r'(?:src|href)="(?!#|\{\{)', page) == [], "one file, without references to others"
