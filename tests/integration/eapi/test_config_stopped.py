# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A run that somebody stops leaves no session behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner
from support.plays import config, inventory, pending, play


def wait(condition: Callable[[], bool], seconds: float) -> None:
    """Until the condition is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_aborts_its_session(ansible: AnsibleRunner, tmp_path: Path, how: signal.Signals) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        before = leaf.running_config()
        # The diff is on its way when the run is stopped.
        leaf.faults.add("slow", times=1, delay=3, match="show session-config diffs")
        process = ansible.start([play([config("Try", {"lines": "vlan 99"})])], inventory(lab))
        try:
            wait(lambda: pending(leaf) != [], 30)
        finally:
            os.killpg(process.pid, how)
            process.wait(timeout=30)
        wait(lambda: pending(leaf) == [], 30)
        assert leaf.running_config() == before
