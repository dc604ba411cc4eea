# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Turn an error of a client into a task's result, or into an exception of Ansible."""

from __future__ import annotations

import traceback
import typing as t

from ansible.errors import AnsibleConnectionFailure, AnsibleError

from ..common.errors import ClientError, shown, shown_all
from ..common.scrubber import Scrubber


def task_result(error: ClientError, host: str = "") -> dict[str, t.Any]:
    """Return the result of a task that an error ended: failed, or unreachable.

    :param host: the name in the inventory, for an error that names no host yet.
    """
    error.host = error.host or host
    state = "unreachable" if error.unreachable else "failed"
    details = {name: value if name == "responses" else shown_all(value) for name, value in error.details().items()}
    return {state: True, "msg": str(error), **details}


def unexpected(error: Exception, host: str, scrubber: Scrubber) -> dict[str, t.Any]:
    """Return the result of a task that a mistake of ours ended. The exception may quote what a switch or CloudVision
    has answered, and values of the task.

    :param host: the name in the inventory, "" for a task that is about no single host.
    :param scrubber: has the secrets of the run.
    """
    subject = f"{host}: " if host else ""
    said = scrubber.text(f"{subject}unexpected {type(error).__name__}: {error}")
    lines = scrubber.text("".join(traceback.format_exception(error))).splitlines()
    return {"failed": True, "msg": shown(said), "exception": "\n".join(map(shown, lines))}


def ansible_error(error: ClientError) -> AnsibleError:
    """Return the exception of Ansible's own: the host counts as unreachable where it was not reached."""
    return AnsibleConnectionFailure(str(error)) if error.unreachable else AnsibleError(str(error))
