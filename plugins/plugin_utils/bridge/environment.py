# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of a plugin's options: the environment as AWX sets it, and checked variables."""

from __future__ import annotations

import math
import os
import typing as t

from ansible import context
from ansible.errors import AnsibleOptionsError
from ansible.module_utils.parsing.convert_bool import BOOLEANS

#: The variables that are meant for us: our own, and those of AWX's network credential.
PREFIXES: t.Final = ("EAPI_", "CLOUDVISION_", "ANSIBLE_NET_")
#: Options that the command line can give for all hosts (``-u``, ``-k``), with all that can stand for them.
CREDENTIALS: t.Final = {
    "remote_user": ("remote_user",),
    "password": ("password", "password_file", "token_file", "environment_token"),
}


def forget_empty() -> None:
    """Drop our variables that are empty.

    A credential type of AWX sets a variable for each of its inputs, also for those that were left out. Ansible takes an
    empty path for the current folder, and an empty choice for a wrong one.
    """
    for name in [name for name, value in os.environ.items() if not value and name.startswith(PREFIXES)]:
        del os.environ[name]


def settled(plugin: t.Any, task_keys: t.Mapping[str, t.Any] | None) -> dict[str, t.Any]:
    """A task's keywords for a plugin's ``set_options``, after empty variables were dropped.

    What came from the command line is left out where the environment names the credential as well: AWX runs each job
    with ``-u root`` unless it has a machine credential. A ``remote_user`` of the playbook and variables count as ever.
    """
    forget_empty()
    keys = dict(task_keys or {})
    typed = {"remote_user": context.CLIARGS.get("remote_user"), "password": keys.get("password")}
    for option, names in CREDENTIALS.items():
        if keys.get(option) and keys[option] == typed[option] and any(map(_in_environment(plugin), names)):
            del keys[option]
    return keys


def checked(plugin: t.Any, values: t.Mapping[str, t.Any] | None, direct: bool = False) -> dict[str, t.Any]:
    """Values for a plugin's ``set_options``, without those that Ansible would take for something else.

    Ansible takes an empty path for the current folder, and an unknown word for false.

    :param values: the variables of a host; with `direct`, values by the names of options.
    :raises AnsibleOptionsError: for an option, there or in the environment, that is not of its type.
    """
    good = dict(values or {})
    for option, definition in plugin.option_definitions.items():
        names = [option] if direct else [entry["name"] for entry in definition.get("vars") or []]
        given = {name: good[name] for name in names if name in good}
        if definition.get("type") == "path":
            for name in (name for name, value in given.items() if value == ""):
                del good[name]
        variables = {entry["name"]: os.environ.get(entry["name"]) for entry in definition.get("env") or []}
        for name, value in {**variables, **given}.items():
            _check(name, value, definition)
    return good


def _check(name: str, value: t.Any, definition: t.Mapping[str, t.Any]) -> None:
    """Refuse a value that is not of an option's type, or is none of its choices."""
    check = _CHECKS.get(str(definition.get("type")))
    if check is not None:
        check(name, value)
    choices = [str(choice) for choice in definition.get("choices") or ()]
    if choices and isinstance(value, (str, int, float)) and str(value) not in choices:
        raise AnsibleOptionsError(f"{name} is {str(value)[:40]!r}: it is one of {', '.join(choices)}.")


def _check_boolean(name: str, value: t.Any) -> None:
    word = value.lower().strip() if isinstance(value, str) else value
    if value is None or (isinstance(word, (str, bool, int, float)) and word in BOOLEANS):
        return
    raise AnsibleOptionsError(f"{name} is {str(value)[:40]!r}, which is not a boolean. Set it to true or false.")


def _check_integer(name: str, value: t.Any) -> None:
    """Ansible converts infinity without a sentence of its own."""
    try:
        infinite = math.isinf(float(value))
    except (TypeError, ValueError, OverflowError):
        return  # Ansible says so
    if infinite:
        raise AnsibleOptionsError(f"{name} is {value}, which is not a whole number.")


_CHECKS: t.Final = {"bool": _check_boolean, "int": _check_integer}


def _in_environment(plugin: t.Any) -> t.Callable[[str], bool]:
    definitions = plugin.option_definitions

    def found(option: str) -> bool:
        return any(os.environ.get(entry["name"]) for entry in definitions.get(option, {}).get("env") or [])

    return found
