# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A lab raises its limit of open files, or says that it cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lab.eos.switch import SwitchSpec
from lab.limits import BESIDE, files_of

#: Limits as on a machine of its own, in a process of its own: soft, hard and switches are the arguments.
PROGRAM = """
import resource, sys
from pathlib import Path
soft, hard, switches = map(int, sys.argv[2:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
from lab import Lab, LabError
try:
    with Lab(Path(sys.argv[1]), switches) as lab:
        print(sum(switch.https_port is not None for switch in lab), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
except LabError as error:
    print(error)
"""


def lab(tmp_path: Path, soft: int, hard: int, switches: int) -> str:
    """What a lab says under limits."""
    tests = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {tests!r}){PROGRAM}", str(tmp_path)]
    numbers = [str(number) for number in (soft, hard, switches)]
    return subprocess.run([*command, *numbers], capture_output=True, text=True, check=True).stdout.strip()


def test_the_limit_is_raised(tmp_path: Path) -> None:
    assert lab(tmp_path, 100, 2000, 60) == f"60 {BESIDE + 180}"


def test_a_limit_that_is_high_enough_stays(tmp_path: Path) -> None:
    assert lab(tmp_path, 1000, 1000, 2) == "2 1000"


def test_a_limit_that_cannot_be_raised_is_reported(tmp_path: Path) -> None:
    said = lab(tmp_path, 100, 400, 60)
    assert said.startswith("a lab of this size opens some 436 files, and this process may open 400 ('ulimit -Hn')")


def test_sockets_of_a_switch() -> None:
    every = SwitchSpec(name="leaf2", http=True, local_http=True, unix_socket=True)
    assert (files_of([SwitchSpec(name="leaf1")]), files_of([every])) == (BESIDE + 3, BESIDE + 6)
