# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the connection where Ansible does not read them: from a mapping, the environment and the defaults.

Names, types, defaults and environment variables are those of doc_fragments/cloudvision_connection.py.
"""

from __future__ import annotations

import functools
import os
import re
import typing as t
from collections.abc import Callable, Collection, Mapping

import yaml

from ...doc_fragments.cloudvision_connection import ModuleDocFragment
from ..cloudvision.errors import InputError
from ..cloudvision.options import CloudVisionOptions, from_plugin
from ..cloudvision.resources.models import unknown

TRUE: t.Final = frozenset({"true", "yes", "on", "1"})
FALSE: t.Final = frozenset({"false", "no", "off", "0"})
VARIABLE: t.Final = re.compile(r"\bansible_\w+")


@functools.cache
def schema() -> dict[str, dict[str, t.Any]]:
    """The options as they are documented."""
    return t.cast("dict[str, dict[str, t.Any]]", yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"])


def options_from(
    given: Mapping[str, t.Any], also: Collection[str] = (), environment: Mapping[str, str] | None = None
) -> CloudVisionOptions:
    """The client's options.

    :param given: option → value; it outranks the environment.
    :param also: names in `given` that are not the connection's.
    :param environment: the process's own, if None.
    :raises InputError: for a name or a value that cannot be.
    """
    variables = os.environ if environment is None else environment
    known = [*schema(), *also]
    for name in given:
        if name not in known:
            raise unknown("there is no option", str(name), known)

    def value(name: str) -> t.Any:
        definition = schema()[name]
        found = given.get(name)
        for source in definition.get("env", ()):
            if found is None:
                found = variables.get(source["name"]) or None
        return definition.get("default") if found is None else typed(name, definition.get("type", "str"), found)

    return from_plugin(value)


def typed(name: str, kind: str, value: t.Any) -> t.Any:
    """A value in the type of its option; texts are what templates and the environment give.

    :raises InputError: where it is of another type.
    """
    try:
        return CONVERT.get(kind, str)(value)
    except (ValueError, TypeError):
        raise InputError(f"{name} is '{value}': it is of the type {kind}.") from None


def _bool(value: t.Any) -> bool:
    text = str(value).strip().lower()
    if text not in TRUE | FALSE:
        raise ValueError(text)
    return text in TRUE


def _comma_list(value: t.Any) -> list[t.Any]:
    return [item.strip() for item in value.split(",")] if isinstance(value, str) else list(value)


CONVERT: t.Final[dict[str, Callable[[t.Any], t.Any]]] = {"int": int, "float": float, "bool": _bool, "list": _comma_list}


def in_option_names(text: str) -> str:
    """A sentence of an error with the names of options (`token`) in place of their variables'
    (`ansible_cloudvision_token`), which are known on hosts alone.
    """
    names = {source["name"]: option for option, definition in schema().items() for source in definition.get("vars", ())}
    return VARIABLE.sub(lambda found: names.get(found[0], found[0]), text)
