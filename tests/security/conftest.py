# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the attacks have in common."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_finalizers_in_deep_recursion(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect the garbage of other tests before documents that are nested deep, and none while they are read.

    A finalizer that warns just below the limit of recursion lets pytest's own report of the warning fail.
    """
    if not any(word in request.node.name for word in ("deep", "nested", "shape")):
        yield
        return
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
