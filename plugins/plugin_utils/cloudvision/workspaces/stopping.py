# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run that somebody stops drops first what it has made for itself.

Ansible stops its workers with signals that end them at once, so that no `except` and no `finally` would run.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import typing as t
from collections.abc import Callable, Iterator

from ..errors import CloudVisionError

#: The signals by which a run is stopped.
STOPS: t.Final = (signal.SIGTERM, signal.SIGINT)


@contextlib.contextmanager
def undone(undo: Callable[[], t.Any], always: bool = False) -> Iterator[None]:
    """Undo what the block has made where it fails or is stopped. A second signal does not disturb that.

    :param undo: its own errors are passed over, for the first one says more.
    :param always: undo at the end of the block as well.
    """
    main = threading.current_thread() is threading.main_thread()  # others cannot take signals
    handlers = {number: signal.signal(number, _stop) for number in STOPS} if main else {}
    ended = False
    try:
        yield
        ended = True
    finally:
        for number in handlers:
            signal.signal(number, signal.SIG_IGN)
        try:
            if always or not ended:
                with contextlib.suppress(CloudVisionError):
                    undo()
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)


def _stop(signum: int, frame: t.Any) -> t.NoReturn:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + signum)
