# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The meter counts all processes, daemons too, and leaves none behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import meter

METER = meter.__file__
BURN = "import time\nwhile time.process_time() < {seconds}: pass\n"
#: Leaves its parent as daemons do: twice forked, in a session of its own.
DAEMON = "import os\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\n"


def command(tmp_path: Path, code: str, seconds: float = 60) -> list[str]:
    result = str(tmp_path / "result.json")
    return [sys.executable, "-I", "-S", METER, result, str(seconds), sys.executable, "-I", "-S", "-c", code]


def measured(tmp_path: Path, code: str, seconds: float = 60) -> dict[str, Any]:
    subprocess.run(command(tmp_path, code, seconds), check=True)
    figures: dict[str, Any] = json.loads((tmp_path / "result.json").read_text())
    return figures


def lives(pid: int) -> bool:
    """Whether a process runs; one that ended and was not collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_cpu_time_of_the_command_is_counted(tmp_path: Path) -> None:
    figures = measured(tmp_path, BURN.format(seconds=0.3))
    assert figures["user"] + figures["system"] >= 0.3
    assert (figures["rc"], figures["ended"]) == (0, 0)


def test_cpu_time_of_a_daemon_is_counted(tmp_path: Path) -> None:
    figures = measured(tmp_path, DAEMON + BURN.format(seconds=0.4))
    assert figures["user"] + figures["system"] >= 0.4
    assert (figures["rc"], figures["ended"]) == (0, 0)
    assert figures["late"] > 0


def test_the_exit_code_is_the_commands(tmp_path: Path) -> None:
    assert measured(tmp_path, "raise SystemExit(3)")["rc"] == 3


def test_memory_of_all_processes_is_added_up(tmp_path: Path) -> None:
    # Both hold 40 MB that they do not share, until the meter has surely looked.
    code = "import os, time\nos.fork()\nheld = b'x' * 40_000_000\nheld = bytearray(held)\ntime.sleep(2)"
    figures = measured(tmp_path, code)
    assert figures["peak_processes"] == 2
    assert figures["peak_mb"] is None or figures["peak_mb"] >= 80


def test_slow_processes_are_ended_with_their_daemons(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = f"import os, time\nos.fork()\nopen({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n')\ntime.sleep(300)"
    figures = measured(tmp_path, code, seconds=3)
    assert figures["rc"] is None
    assert figures["ended"] == 2
    assert not any(lives(int(pid)) for pid in pids.read_text().split())


def test_a_meter_that_is_told_to_end_ends_the_tree(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = f"{DAEMON}import time\nopen({str(pids)!r}, 'w').write(f'{{os.getpid()}}\\n')\ntime.sleep(300)"
    process = subprocess.Popen(command(tmp_path, code))
    while not (pids.exists() and pids.read_text().endswith("\n")):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 128 + signal.SIGTERM
    assert not lives(int(pids.read_text()))
    assert not (tmp_path / "result.json").exists()


def test_descendants_are_found_over_generations() -> None:
    code = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(flush=True); input()'])"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        below = meter.descendants(process.pid)
        assert len(below) == 1
        assert {process.pid, *below} <= set(meter.descendants(os.getpid()))
        process.stdin.close()
