# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read ANTA test catalogs from files of a task."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ..common.errors import InputError
from ..eos.testing import catalog as catalogs
from .task_files import task_file
from .yaml_text import parse_yaml


def catalog_file(action: t.Any, path: str, option: str) -> t.Any:
    """The data of a file beside the playbook or in the role's files. JSON is YAML as well; Vault is decrypted.

    :param action: the task's action.
    :param option: what the user calls it, for messages.
    :raises InputError: naming the option, the file and the cause.
    """
    text = task_file(action, path, f"{option}: '{path}'")
    try:
        found = parse_yaml(text)
    except ValueError as error:
        raise InputError(f"{option}: '{path}' is neither YAML nor JSON: {error}.") from None
    action.secrets.add_data(found)  # what tests say may quote their inputs
    return found


def tests_of(action: t.Any, given: t.Any, option: str) -> list[t.Any]:
    """The tests for the task's host, of a catalog as data, of a file, or of a list of files.

    :raises InputError: naming the option; also where no test applies to the host.
    """
    catalogs.require()
    if isinstance(given, Mapping):
        found = catalogs.parse(given, name=option)
    else:
        found = []
        for path in given if isinstance(given, list) else [given]:
            if not isinstance(path, str):
                raise InputError(f"{option} is a catalog, the name of a file, or a list of names.")
            found += catalogs.parse(catalog_file(action, path, option), name=f"{option} '{path}'")
    chosen = catalogs.select(found, {action.host, *action.groups})
    if not chosen:
        raise InputError(f"{option}: no test of the catalog is left for this host.")
    return chosen
