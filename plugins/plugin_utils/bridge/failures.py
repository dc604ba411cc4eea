# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Turn an error of a client into a task's result, or into an exception of Ansible."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleConnectionFailure, AnsibleError

from ..common.errors import ClientError, shown_all


def task_result(error: ClientError, host: str = "") -> dict[str, t.Any]:
    """Return the result of a task that an error ended: failed, or unreachable.

    :param host: the name in the inventory, for an error that names no host yet.
    """
    error.host = error.host or host
    state = "unreachable" if error.unreachable else "failed"
    details = {name: value if name == "responses" else shown_all(value) for name, value in error.details().items()}
    return {state: True, "msg": str(error), **details}


def ansible_error(error: ClientError) -> AnsibleError:
    """Return the exception of Ansible's own: the host counts as unreachable where it was not reached."""
    return AnsibleConnectionFailure(str(error)) if error.unreachable else AnsibleError(str(error))
