# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shared by our Jinja filters and tests: convert errors to Ansible's, with the name of the filter."""

from __future__ import annotations

import functools
import typing as t
from collections.abc import Callable

from ansible.errors import AnsibleFilterError

from ..common.errors import InputError
from ..eos.config.tree import ConfigError


def filter_of(name: str, function: Callable[..., t.Any]) -> Callable[..., t.Any]:
    """A filter (or test) whose bad input is an error that names it."""

    @functools.wraps(function)
    def filtered(*arguments: t.Any, **options: t.Any) -> t.Any:
        try:
            return function(*arguments, **options)
        except (ValueError, ConfigError, InputError) as error:
            raise AnsibleFilterError(f"aerie.arista.{name}: {error}") from error

    return filtered


def text_of(given: t.Any, what: str) -> str:
    """The text that was given.

    :raises ValueError: for anything else, such as the whole result of a task.
    """
    if not isinstance(given, str):
        kind = "a mapping" if isinstance(given, dict) else "a list" if isinstance(given, list) else f"{given!r}"
        raise ValueError(f"{what} is no text but {kind}: give the configuration itself, such as 'stdout[0]'.")
    return given
