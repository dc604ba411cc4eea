# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remove secrets of a task from its result."""

from __future__ import annotations

import os
import typing as t
from collections.abc import Mapping

from ..common.errors import shown_all
from ..common.scrubber import Scrubber
from .messages import warn

OPTION: t.Final = "show_secrets"
#: Variables of the environment, and of Ansible, that AWX gives to its jobs. Many users may read a job's output.
AWX_ENVIRONMENT: t.Final = ("JOB_ID", "AWX_PRIVATE_DATA_DIR", "AWX_ISOLATED_DATA_DIR")
AWX_VARIABLES: t.Final = ("awx_job_id", "tower_job_id")
#: What a result holds that a task asked for, or that is masked already.
KEPT: t.Final = frozenset({"responses", "diff", "commands", "hosts"})
#: Where the result of a task that succeeded holds the words of others.
SAID: t.Final = frozenset({"msg", "warnings", "build", "failed_conditions"})
#: What Ansible prints of a result as it is.
PRINTED: t.Final = frozenset({"msg", "warnings"})


def in_awx_job(variables: Mapping[str, t.Any]) -> bool:
    """Whether the task runs in a job of AWX."""
    return any(os.environ.get(name) for name in AWX_ENVIRONMENT) or any(name in variables for name in AWX_VARIABLES)


def shows_secrets(args: Mapping[str, t.Any], variables: Mapping[str, t.Any]) -> bool:
    """Whether a task's option says so, which counts for nothing in AWX."""
    if not args.get(OPTION):
        return False
    if in_awx_job(variables):
        warn(f"{OPTION} is set, and counts for nothing in a job of AWX: others may read its output.")
        return False
    return True


def add_arguments(scrubber: Scrubber, spec: Mapping[str, t.Any], args: Mapping[str, t.Any]) -> None:
    """Note the secrets of a task's arguments: options that are not to be logged, and what the others hold."""
    scrubber.add_data(args)
    for name, option in spec.items():
        value = args.get(name)
        if option.get("no_log") and isinstance(value, str):
            scrubber.add(value, *value.splitlines())
        elif isinstance(value, Mapping):
            add_arguments(scrubber, option.get("options", {}), value)


def scrub_result(result: dict[str, t.Any], scrubber: Scrubber) -> None:
    """Take secrets out of what a result says, not out of what the task asked for, and what terminals obey out of what
    Ansible prints as it is.
    """
    failed = result.get("failed") or result.get("unreachable")
    for name in set(result) - KEPT if failed else SAID & set(result):
        result[name] = scrubber.data(result[name])
    for name in PRINTED & set(result):
        result[name] = shown_all(result[name])
