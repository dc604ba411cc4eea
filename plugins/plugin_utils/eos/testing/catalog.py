# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Test catalogs of ANTA: read, limited to known modules, and the tests of a device chosen."""

from __future__ import annotations

import difflib
import logging
import typing as t
from collections.abc import Collection, Iterable, Mapping

from ...common.errors import InputError

#: The package whose tests a catalog may name. A catalog imports each module that it names: others have to be allowed.
TESTS: t.Final = "anta.tests"
#: What to install.
REQUIREMENT: t.Final = "anta >= 1.10, < 2"


def require() -> None:
    """Import ANTA, and keep its log out of the output: its results say the same.

    :raises InputError: if it is not installed.
    """
    try:
        import anta.catalog
        import anta.device  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"the tests need the Python package anta, which cannot be imported ({error}).",
            hint=f"Install it where Ansible runs: pip install '{REQUIREMENT}'.",
        ) from None
    log = logging.getLogger("anta")
    log.addHandler(logging.NullHandler())
    log.propagate = False


def parse(data: t.Any, allowed: Collection[str] = (), name: str = "catalog") -> list[t.Any]:
    """The test definitions of a catalog, in its order.

    :param data: module → list of {test: inputs}, as in ANTA's files; modules may be nested.
    :param allowed: further modules, or packages of modules, that the catalog may name.
    :param name: what the user calls it, for messages.
    :raises InputError: naming the module or test, and the cause.
    """
    from anta.catalog import AntaCatalog

    if not isinstance(data, Mapping) or not data:
        raise InputError(
            f"{name} is no catalog: it maps modules to lists of tests.",
            hint="See ANTA's documentation, 'Test Catalog'.",
        )
    for module in data:
        _check_module(str(module), (TESTS, *allowed), name)
    try:
        return list(AntaCatalog.from_dict(dict(data)).tests)
    except (ValueError, TypeError) as error:
        raise InputError(f"{name}: {_reason(error)}") from None


def _check_module(module: str, allowed: Iterable[str], name: str) -> None:
    if not any(module == each or module.startswith(f"{each}.") for each in allowed):
        raise InputError(
            f"{name} names the module '{module}', which is not part of {TESTS}.",
            hint="A catalog imports the modules that it names. Name this one in 'modules' if you trust it.",
        )


def _reason(error: Exception) -> str:
    """Why ANTA refuses a catalog, in one line: the first of pydantic's errors, and where it is."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error).replace("\n", " ")
    first = errors()[0]
    place = ".".join(str(part) for part in first.get("loc", ()))
    said = str(first.get("msg", "")).removeprefix("Value error, ").replace("\n", " ").rstrip(".")
    return f"{place}: {said}." if place else f"{said}."


def select(
    definitions: Iterable[t.Any],
    device: Collection[str],
    tags: Collection[str] = (),
    tests: Collection[str] = (),
    categories: Collection[str] = (),
) -> list[t.Any]:
    """The tests that apply to a device, by ANTA's rules.

    Without `tags` these are the tests that have no tags, and those that have one of the device's. With `tags` these are
    the tests that have one of them which the device has as well.

    :param device: the device's tags: its name and its groups.
    :param tests: names of tests; () for all. `categories` likewise.
    :raises InputError: for a name that no test of the catalog has.
    """
    definitions = list(definitions)
    _check_known(tests, {each.test.name for each in definitions}, "tests", "test")
    _check_known(categories, {one for each in definitions for one in each.test.categories}, "categories", "category")
    wanted = set(tags) & set(device) if tags else set(device)
    chosen = []
    for definition in definitions:
        filters = definition.inputs.filters
        own = set((filters.tags if filters is not None else None) or ())
        applies = bool(own & wanted) or (not own and not tags)
        named = not tests or definition.test.name in tests
        if applies and named and (not categories or set(categories) & set(definition.test.categories)):
            chosen.append(definition)
    return chosen


def _check_known(given: Iterable[str], known: Collection[str], option: str, noun: str) -> None:
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(known)[:10])}."
            raise InputError(f"{option} has '{name}', and no {noun} of the catalog has this name.", hint=hint)
