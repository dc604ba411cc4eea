# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The pages of the lab, tests/lab/README and tests/lab/cloudvision/README: their programs run, line by line.

Where the lab's packages are missing, it says how to install them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support import guides

LAB = Path(__file__).resolve().parents[2] / "lab"


@pytest.mark.parametrize("page", ["README", "cloudvision/README"])
def test_the_programs_of_the_pages(page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (program,) = (block.text for block in guides.blocks((LAB / f"{page}.md").read_text()) if block.language == "python")
    exec(compile(program, page, "exec"), {"tmp_path": tmp_path})
    printed = capsys.readouterr().out
    assert "127." in printed
    assert printed.count("\n") >= program.count("print(")


def test_missing_packages_are_named() -> None:
    # Without site-packages, no package is there.
    command = [sys.executable, "-S", str(LAB), "status", "--state", "lab"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: the lab needs the Python package ")
    assert f"-m pip install -r {LAB.parent / 'requirements-lab.txt'}\n" in done.stderr
