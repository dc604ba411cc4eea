# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The page of CloudVision's models is current, and would be found out if it were not."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "cloudvision_models.py"
PAGE = ROOT / "docs" / "cloudvision-models.md"


def check(script: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)


def test_the_page_is_current() -> None:
    head = PAGE.read_text(encoding="utf-8")[:400]
    if f"`cloudvision` {version('cloudvision')};" not in head:
        pytest.skip("the page was made of another release of the package cloudvision")
    done = check(SCRIPT)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_page_that_is_not_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "plugins").symlink_to(ROOT / "plugins")
    script = tmp_path / "scripts" / SCRIPT.name
    script.write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "docs" / PAGE.name).write_text("old\n", encoding="utf-8")
    done = check(script)
    assert done.returncode == 1
    assert "run it" in done.stderr


def test_the_page_lists_models_with_keys_and_verbs() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) > 100
    device = next(row for row in rows if row.startswith("| `inventory.v1.Device` "))
    assert device == "| `inventory.v1.Device` | `device_id` | ✓ | ✓ | ✓ | ✓ | ✓ |  |  |  |  |  |"
