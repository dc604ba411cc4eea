# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module's options, read from its documentation: the single home of their schema."""

from __future__ import annotations

import os
import typing as t

from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

MODULES: t.Final = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))), "modules")
#: What the documentation says of an option that the validator wants to know as well.
KEYWORDS: t.Final = ("type", "elements", "choices", "default", "required", "aliases", "no_log")


def argument_spec(module: str) -> dict[str, t.Any]:
    """The argument spec of the module's documentation. Costs tens of milliseconds: call it once, at import."""
    documentation = get_docstring(os.path.join(MODULES, f"{module}.py"), fragment_loader, is_module=True)[0]
    return _spec_of(documentation["options"])


def _spec_of(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    spec = {}
    for name, option in options.items():
        spec[name] = {key: option[key] for key in KEYWORDS if key in option}
        if option.get("suboptions"):
            spec[name]["options"] = _spec_of(option["suboptions"])
    return spec
