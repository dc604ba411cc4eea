# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Share facts about a switch with later workers of the run.

Modules of arista.eos ask who the switch is before they begin. netcommon's helper process asks it once in a play; a
worker does one task. So the answer is kept in the run's own temporary folder, which is private and ends with the run.
It is forgotten after a command that may change it, and after some minutes, since others may change it as well.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import time
import typing as t

from ansible import constants as C

from ..common.json_text import decode
from ..eapi.options import EapiOptions
from ..eapi.protocol.commands import Batch

#: Seconds for which an answer counts.
KEPT_FOR: t.Final = 300.0
#: Commands after which the switch may have another name, or another release.
RENAMES: t.Final = re.compile(
    r"(?:(?:no|default) )?hostname\b|rollback\b|reload\b|configure (?:replace|checkpoint)\b"
    r"|copy\b.*(?:running|session)-config$"
)


def renames(batch: Batch) -> bool:
    """True if the switch may be called otherwise after these commands."""
    return any(RENAMES.match(command.cmd) for command in batch.commands)


def remember(options: EapiOptions, known: t.Mapping[str, t.Any]) -> None:
    """Keep plain values about a switch; no secrets. Where that is not possible, they are asked for again."""
    with contextlib.suppress(OSError):
        handle, path = tempfile.mkstemp(dir=C.DEFAULT_LOCAL_TMP)  # 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(dict(known), file)
        os.replace(path, _memory_file(options))


def recall(options: EapiOptions) -> dict[str, t.Any]:
    """The known facts about a switch, {} where there are none."""
    path = _memory_file(options)
    try:
        if time.time() - os.stat(path).st_mtime > KEPT_FOR:
            return {}
        with open(path, encoding="utf-8") as file:
            return dict(decode(file.read()))
    except (OSError, ValueError):
        return {}


def forget(options: EapiOptions) -> None:
    """Let the next one ask the switch."""
    with contextlib.suppress(OSError):
        os.unlink(_memory_file(options))


def _memory_file(options: EapiOptions) -> str:
    key = hashlib.sha256(f"{options.endpoint} {options.user}".encode()).hexdigest()
    return os.path.join(C.DEFAULT_LOCAL_TMP, f"aerie.arista-{key[:32]}")
