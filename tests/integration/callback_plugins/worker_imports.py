# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write the Python files and extension modules that workers load to the file that WORKER_IMPORTS_FILE names.

A line is ``PID PATH``. An audit hook sees every way to load code, that of Ansible's plugin loader too.
"""

from __future__ import annotations

import os
import sys
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: worker_imports
type: notification
short_description: Write what workers load to a file
description:
  - Writes the Python files and extension modules that workers load to the file that the environment variable
    E(WORKER_IMPORTS_FILE) names.
options: {}
author: aerie.arista contributors
"""


def _loaded(event: str, args: tuple[t.Any, ...]) -> str | None:
    """The file whose code begins to run by an audit event, or None."""
    if event == "exec" and getattr(args[0], "co_name", "") == "<module>":
        return str(args[0].co_filename)
    if event == "import" and args[1]:  # an extension module: the others have no file yet
        return str(args[1])
    return None


def _watch() -> None:
    """From here on, in this process: a line for each file."""

    def note(event: str, args: tuple[t.Any, ...]) -> None:
        if event in ("exec", "import") and (path := _loaded(event, args)):
            os.write(output, f"{os.getpid()} {path}\n".encode())

    output = os.open(os.environ["WORKER_IMPORTS_FILE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    sys.addaudithook(note)


class CallbackModule(CallbackBase):
    """Watches all workers that are forked from now on."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "worker_imports"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        os.register_at_fork(after_in_child=_watch)
