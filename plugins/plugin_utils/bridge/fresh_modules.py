# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that run in Ansible's worker, one after the other: over the items of a loop, and the tries of 'until'.

A module is written for a process that ends with it. It keeps connections and configurations in globals and classes, and
Ansible's worker would give them to the next run. The first run of a worker finds what the parent has loaded, which no
module has run with. For the second one all is imported again, and the result is noted. Before each further run it
is put back, which takes a tenth of the time.
"""

from __future__ import annotations

import copy
import sys
import typing as t
from types import ModuleType

#: The fourth and fifth part of the names of what belongs to a module.
KINDS: t.Final = (["plugins", "modules"], ["plugins", "module_utils"])
#: What is changed in place, and can be put back in place.
CONTAINERS: t.Final = (dict, list, set)
#: All that is loaded, by name.
_loaded = sys.modules


class Fresh:
    """How modules are before any run.

    Names of modules and of their classes that are bound to something else later are bound again, and containers get the
    content back that they had.
    """

    def __init__(self, modules: t.Mapping[str, ModuleType]) -> None:
        self._modules = dict(modules)
        self._names: list[tuple[t.Any, dict[str, t.Any]]] = []
        self._contents: list[tuple[t.Any, t.Any]] = []
        for module in modules.values():
            self._remember(module)
            for value in list(vars(module).values()):
                if isinstance(value, type) and value.__module__ == module.__name__:
                    self._remember(value)

    def _remember(self, owner: t.Any) -> None:
        names = dict(vars(owner))
        self._names.append((owner, names))
        for name, value in names.items():
            if type(value) in CONTAINERS and not name.startswith("__"):
                self._contents.append((value, copy.deepcopy(value)))

    def restore(self) -> None:
        """Restore all. Modules loaded since then are loaded again when needed."""
        for name in _of_modules().keys() - self._modules.keys():
            del _loaded[name]
        _loaded.update(self._modules)
        for owner, names in self._names:
            for name in [name for name in vars(owner) if name not in names]:
                delattr(owner, name)
            for name, value in names.items():
                if vars(owner)[name] is not value:
                    setattr(owner, name, value)
        for live, content in self._contents:
            if live != content:
                live.clear()
                (live.extend if isinstance(live, list) else live.update)(copy.deepcopy(content))

    def covers(self, modules: t.Mapping[str, ModuleType]) -> bool:
        """True if it knows all these modules."""
        return all(self._modules.get(name) is module for name, module in modules.items())


class _State:
    """The modules that this process has run."""

    ran = False
    fresh: Fresh | None = None
    #: Modules were imported again, and none has run yet.
    anew = False


def note_run() -> None:
    """A module, which is imported by now, is about to run in this process."""
    if _State.anew or (_State.fresh is not None and not _State.fresh.covers(_of_modules())):
        _State.fresh, _State.anew = Fresh(_of_modules()), False
    _State.ran = True


def forget() -> None:
    """Let the next import of a module give a fresh one, if any has run in this process."""
    if not _State.ran:
        return
    _State.ran = False
    if _State.fresh is not None:
        _State.fresh.restore()
        return
    _State.anew = True
    for name in _of_modules():
        del _loaded[name]


def _of_modules() -> dict[str, ModuleType]:
    """The loaded modules of all collections, by name."""
    return {
        name: module
        for name, module in list(_loaded.items())
        if name.startswith("ansible_collections.") and name.split(".")[3:5] in KINDS
    }
