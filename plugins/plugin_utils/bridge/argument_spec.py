# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The argument spec of an action, from its module's documentation."""

from __future__ import annotations

import difflib
import os
import typing as t

from ansible.module_utils.common.validation import check_type_bool, check_type_float, check_type_int
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from ..common.errors import InputError

MODULES: t.Final = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))), "modules")
#: Type → what converts a value, and its name in messages.
_TYPES: t.Final[t.Mapping[t.Any, tuple[t.Any, str]]] = {
    "bool": (check_type_bool, "a boolean"),
    "float": (check_type_float, "a number"),
    "int": (check_type_int, "a whole number"),
}
#: Keys of a documented option that the validator needs.
KEYWORDS: t.Final = ("type", "elements", "choices", "default", "required", "aliases")


def argument_spec(module: str, no_log: t.Sequence[str] = ()) -> dict[str, t.Any]:
    """Return the argument spec of a module's documentation. It costs tens of milliseconds: call it once, at import.

    :param no_log: options that hold secrets, `OPTION` or `OPTION.SUBOPTION`. The schema of documentation has no key for
        them.
    """
    documentation = get_docstring(os.path.join(MODULES, f"{module}.py"), fragment_loader, is_module=True)[0]
    spec = _spec_of(documentation["options"])
    for name in no_log:
        _option_of(spec, name)["no_log"] = True
    return spec


def _option_of(spec: dict[str, t.Any], name: str) -> dict[str, t.Any]:
    outer, _dot, inner = name.partition(".")
    option: dict[str, t.Any] = spec[outer]
    return _option_of(option["options"], inner) if inner else option


def _spec_of(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    spec = {}
    for name, option in options.items():
        spec[name] = {key: option[key] for key in KEYWORDS if key in option}
        if option.get("suboptions"):
            spec[name]["options"] = _spec_of(option["suboptions"])
    return spec


def check_names(action: str, args: t.Mapping[str, t.Any], spec: t.Mapping[str, t.Any], place: str = "") -> None:
    """Refuse options that the module does not have, and values that are no number or boolean; suboptions too.

    :param action: the module's name, for messages. `place`: the option that `args` belong to.
    :raises InputError: naming the option, and the one that is meant where it is near.
    """
    aliases = {also: name for name, each in spec.items() for also in each.get("aliases", ())}
    known = {**{name: name for name in spec}, **aliases}
    for name, value in args.items():
        if name == "_raw_params":
            raise InputError(f"{action} got the text {str(value)[:40]!r}: name its options.", hint=_options(known))
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            hint = f"Did you mean {place}{near[0]}?" if near else _options(known)
            raise InputError(f"{action} has no option '{place}{name}'.", hint=hint)
        option = spec[known[name]]
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and option.get("options"):
                check_names(action, each, option["options"], f"{place}{name}.")
            elif not isinstance(each, dict) and isinstance(value, list) == (option.get("type") == "list"):
                _check_type(f"{place}{name}", each, option)


def _check_type(name: str, value: t.Any, option: t.Mapping[str, t.Any]) -> None:
    """Refuse what is no number or boolean, in a sentence: Ansible's own names classes of Python."""
    type_ = option.get("elements") if option.get("type") == "list" else option.get("type")
    check, words = _TYPES.get(type_, (None, ""))
    if check is None or value is None:
        return
    try:
        check(value)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{name} is {str(value)[:40]!r}, which is not {words}.") from None


def _options(known: t.Iterable[str]) -> str:
    return f"There are {', '.join(sorted(known))}."
