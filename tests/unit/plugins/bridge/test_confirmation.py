# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Whether a commit timer leaves time for the tests of a confirmation."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.confirmation import check_time
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError


@pytest.mark.parametrize(("delay", "timer", "fits"), [(0, 11, True), (5, 16, True), (0, 10, False), (5, 15, False)])
def test_one_try_has_to_fit_into_the_timer(delay: float, timer: float, fits: bool) -> None:
    times, tries = iter([100.0, 110.0]), []

    def judge() -> list[str]:
        tries.append(1)
        return ["a test is not passed yet"]

    if fits:
        check_time(judge, delay, timer, lambda: next(times))
    else:
        with pytest.raises(InputError, match=f"took 10.0 s here .* the commit timer ends after {timer} s"):
            check_time(judge, delay, timer, lambda: next(times))
    assert tries == [1]
