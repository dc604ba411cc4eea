# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The manifest of AVD's cv_deploy: configlets and containers, whose ids follow from their names and places."""

from __future__ import annotations

import typing as t
import uuid
from collections.abc import Mapping, Sequence

from ..errors import InputError
from .configlets import POLICIES, Assignment, Configlet, ConfigletRequest

#: What tells that an object is of a manifest.
OWNED: t.Final = "avd_"
NAMESPACE: t.Final = uuid.uuid5(uuid.NAMESPACE_DNS, "avd.arista.com")
CONTAINER: t.Final = (
    "name",
    "tag_query",
    "description",
    "match_policy",
    "configlets",
    "sub_containers",
    "preserve_existing_sub_containers",
)
MANIFEST: t.Final = ("configlets", "containers", "preserve_existing_containers")


def files(manifest: Mapping[str, t.Any]) -> dict[str, str]:
    """The files of the manifest's configlets, by the names of the configlets.

    :raises InputError: for what is no manifest.
    """
    _known(manifest, MANIFEST, "manifest")
    found: dict[str, str] = {}
    for place, entry in enumerate(_list_of(manifest, "configlets", "manifest")):
        where = f"manifest.configlets[{place}]"
        _known(entry, ("name", "file"), where)
        name, file = entry.get("name"), entry.get("file")
        if not name or not file:
            raise InputError(f"{where}: name and file are both needed.")
        if name in found:
            raise InputError(f"{where}: configlet '{name}' is given twice.")
        found[str(name)] = str(file)
    return found


def parse(manifest: Mapping[str, t.Any], texts: Mapping[str, str]) -> ConfigletRequest:
    """The target state of a manifest.

    :param texts: the texts of its configlets, by their names.
    :raises InputError: for what is no manifest.
    """
    _known(manifest, MANIFEST, "manifest")
    configlets = [Configlet(name, text, _id(name)) for name, text in texts.items()]
    roots = _containers(manifest, "containers", "manifest", "", texts)
    owns = bool(roots) and not manifest.get("preserve_existing_containers")
    return ConfigletRequest(configlets, roots, "replaced", first=True, owned=OWNED if owns else "")


def _containers(
    above: Mapping[str, t.Any], option: str, where: str, path: str, texts: Mapping[str, str]
) -> tuple[Assignment, ...]:
    found: dict[str, Assignment] = {}
    for place, entry in enumerate(_list_of(above, option, where)):
        here = f"{where}.{option}[{place}]"
        container = _container(entry, here, path, texts)
        if container.name in found:
            raise InputError(f"{here}: container '{container.name}' is given twice.")
        found[container.name] = container
    return tuple(found.values())


def _container(entry: t.Any, where: str, path: str, texts: Mapping[str, str]) -> Assignment:
    _known(entry, CONTAINER, where)
    name, query = entry.get("name"), entry.get("tag_query")
    if not name or not query:
        raise InputError(f"{where}: name and tag_query are both needed.")
    policy = entry.get("match_policy", "match_all")
    if policy not in POLICIES:
        raise InputError(f"{where}: match_policy is '{policy}': it is match_all or match_first.")
    here = f"{path}/{name}" if path else str(name)
    return Assignment(
        str(name),
        _id(here),
        str(entry.get("description") or ""),
        str(query),
        tuple(_configlet(one, where, texts) for one in _list_of(entry, "configlets", where)),
        policy,
        _containers(entry, "sub_containers", where, here, texts),
        keeps=bool(entry.get("preserve_existing_sub_containers")),
    )


def _configlet(entry: t.Any, where: str, texts: Mapping[str, str]) -> str:
    """The id of a configlet that a container names."""
    _known(entry, ("name",), f"{where}.configlets")
    name = str(entry.get("name"))
    if name not in texts:
        raise InputError(f"{where}: configlet '{name}' is not among the manifest's configlets.")
    return _id(name)


def _id(name: str) -> str:
    return f"{OWNED}{uuid.uuid5(NAMESPACE, name)}"


def _known(entry: t.Any, names: Sequence[str], where: str) -> None:
    if not isinstance(entry, Mapping):
        raise InputError(f"{where} is no mapping: it has {', '.join(names)}.")
    for name in entry:
        if name not in names:
            raise InputError(f"{where} has no option '{name}'.", hint=f"It has {', '.join(names)}.")


def _list_of(entry: Mapping[str, t.Any], name: str, where: str) -> list[t.Any]:
    found = entry.get(name) or []
    if not isinstance(found, list):
        raise InputError(f"{where}: {name} is not a list.")
    return found
