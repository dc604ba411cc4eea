# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the releases of EOS differ in, as far as the Command API shows it."""

from __future__ import annotations

import re

Release = tuple[int, ...]

#: Parameter of runCmds → the first release that knows it. The thresholds are the lab's own choice: public sources say
#: that older releases refuse the newer parameters by name, not where each begins.
PARAMETERS: dict[str, Release] = {
    "version": (4, 12),
    "cmds": (4, 12),
    "format": (4, 12),
    "timestamps": (4, 14),
    "autoComplete": (4, 17),
    "expandAliases": (4, 17),
    "stopOnError": (4, 22),
    "streaming": (4, 23),
    "includeErrorDetail": (4, 25),
}

#: The first release whose `show configuration sessions detail` names the commit timer outside of the session.
COMMIT_TIMER_OUTSIDE: Release = (4, 32)

#: The first release whose sessions can be merged and saved on commit, and which says so in the list of sessions (TOI
#: of 4.30.0F), and the first one that lists sessions which were aborted.
MERGE_ON_COMMIT: Release = (4, 30)
ABORTED_SESSIONS: Release = (4, 35)
#: The first release with `configure lock`: 4.25.4M is known to have it, where it began is not.
CONFIGURATION_LOCK: Release = (4, 24)
#: The first release whose built-in SSL profile is ARISTA_DEFAULT_SELF_SIGNED_PROFILE, and which shows it as the profile
#: of the API where none is configured (4.35.4M is known to do so).
SELF_SIGNED_PROFILE: Release = (4, 35)

#: The first release with the mode `management http-server`, and the first that keeps the web server's lines there even
#: where they are entered in `management api http-commands`. In between, both modes have them. (The lab's own choice.)
HTTP_SERVER: Release = (4, 23)
HTTP_SERVER_ALONE: Release = (4, 34)

#: The first release whose SSH server has the subsystem ``eapi``, which carries the messages of the Command API.
SSH_EAPI: Release = (4, 36)

#: The first release with /login and /logout.
HTTP_SESSIONS: Release = (4, 19)


def release(text: str) -> Release:
    """``4.33.2F`` → (4, 33, 2)."""
    return tuple(int(number) for number in re.findall(r"\d+", text.split("-")[0]))


def knows(text: str, parameter: str) -> bool:
    """Whether a release knows a parameter of runCmds."""
    first = PARAMETERS.get(parameter)
    return first is not None and release(text) >= first
