# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Short runs of `make deployments`: two that deploy through one CloudVision at once."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from campaigns import deployments


def test_two_deployments_lose_and_double_nothing() -> None:
    outcome = deployments.campaign(3)
    assert (outcome.deployments, outcome.wrong) == (6, [])


def test_a_lost_deployment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that submits by force, without the other's change, is caught by the same rules."""
    careful, together = deployments.run, threading.Barrier(deployments.RIVALS)

    def hasty(spaces: Any, change: Any, planner: Any) -> Any:
        def plan(view: Any) -> Any:
            found = planner(view)
            together.wait(300)  # both have seen the same mainline
            return found

        return careful(spaces, replace(change, force=True, sync_retries=0), plan)

    monkeypatch.setattr(deployments, "run", hasty)
    assert any("instead of 1" in sentence for sentence in deployments.campaign(3).wrong)
