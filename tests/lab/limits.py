# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""How many files a process may open: a lab of a thousand switches needs more than the 1,024 that are usual."""

from __future__ import annotations

import resource
from collections.abc import Iterable

from .eos.switch import SwitchSpec

#: Files beside those of switches: the event loop, the control socket, logs, and connections that just end.
BESIDE = 256


class TooFewFilesError(Exception):
    """The system allows fewer open files than a lab needs; the text says how many, and what to do."""


def files_of(specs: Iterable[SwitchSpec]) -> int:
    """The files that a lab opens: the sockets of each switch, and a connection to it."""
    # HTTPS and SSH, whatever a switch is, and what it was asked for.
    return BESIDE + sum(3 + spec.http + spec.local_http + spec.unix_socket for spec in specs)


def allow_files(count: int) -> None:
    """Raise this process's limit of open files where it is lower.

    :raises TooFewFilesError: where the system does not let it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= count:
        return
    if hard != resource.RLIM_INFINITY and hard < count:
        raise TooFewFilesError(
            f"a lab of this size opens some {count} files, and this process may open {hard} ('ulimit -Hn'): let the "
            "system allow more, or take fewer switches"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
