# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read what is to be deployed: a folder of configurations, with or without AVD's structured ones, and explicit data."""

from __future__ import annotations

import os
import typing as t
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ansible.errors import AnsibleError

from ..cloudvision.errors import InputError
from ..cloudvision.workflows.deployment import DeployDevice
from ..common.json_text import decode
from .task_files import found_file
from .yaml_text import parse_yaml

#: Where AVD's roles put what they make.
CONFIGS: t.Final = os.path.join("intended", "configs")
STRUCTURED: t.Final = os.path.join("intended", "structured_configs")
CONFIG_SUFFIX: t.Final = ".cfg"
STRUCTURED_SUFFIXES: t.Final = (".yml", ".yaml", ".json")
#: The parts of a structured configuration that say something about the deployment.
PARTS: t.Final = ("metadata", "is_deployed", "serial_number")


class Files:
    """The files of a task.

    :param action: the task's action, whose loader finds files and decrypts those of the vault.
    :raises InputError: from every method, naming the option, the file and the cause.
    """

    def __init__(self, action: t.Any) -> None:
        self._action = action
        self._lines_below: set[str] = set()

    def folder(self, path: str, option: str) -> str:
        """The absolute path of a folder."""
        found = self._find(path, option)
        if not os.path.isdir(found):
            raise InputError(f"{option}: '{path}' is no folder.")
        return found

    def text(self, path: str, option: str) -> str:
        """The text of a file."""
        text = found_file(self._action, self._find(path, option), f"{option}: '{path}'")
        self._note_secrets(text)
        return text

    def keep_secrets(self, data: t.Any) -> None:
        """Note the secrets of what a file holds, by the names of its fields."""
        self._action.secrets.add_data(data)

    def _note_secrets(self, text: str) -> None:
        """Note the secrets of a text, which CloudVision may quote. Most lines are those of other devices as well."""
        lines = set(text.splitlines()) - self._lines_below
        self._lines_below |= lines
        for line in lines:
            self._action.secrets.add_command(line)

    def _find(self, path: str, option: str) -> str:
        try:
            return str(self._action._find_needle("files", path))
        except AnsibleError:
            raise InputError(f"{option}: there is no '{path}'.") from None


def devices_of(files: Files, args: Mapping[str, t.Any]) -> list[DeployDevice]:
    """The devices of a task: those of its folder, and those that it names.

    :raises InputError: naming the option and the cause.
    """
    found = {one.name: one for one in _of_folders(files, args)}
    for place, entry in enumerate(args["devices"]):
        name = str(entry["name"]).strip()
        base = found.get(name, DeployDevice(name))
        if place != next(at for at, other in enumerate(args["devices"]) if str(other["name"]).strip() == name):
            raise InputError(f"devices: '{name}' is given twice.")
        found[name] = _explicit(files, base, entry, f"devices[{place}]")
    return list(found.values())


# --- Folders ---------------------------------------------------------------------------------------------------------


def _of_folders(files: Files, args: Mapping[str, t.Any]) -> Iterator[DeployDevice]:
    configs, structured = _folders(files, args)
    names = list(
        dict.fromkeys([*_device_names(configs, (CONFIG_SUFFIX,)), *_device_names(structured, STRUCTURED_SUFFIXES)])
    )
    wanted = args["hosts"]
    if wanted is not None and not (configs or structured):
        raise InputError("hosts is for devices of a folder: give path, configs or structured_configs, too.")
    if wanted is None and not names and (configs or structured):
        raise InputError(
            f"there is no configuration in '{configs or structured}': files are named HOST{CONFIG_SUFFIX}."
        )
    for name in dict.fromkeys(names if wanted is None else map(str, wanted)):
        if name not in names:
            raise InputError(f"hosts: there is no file for '{name}' in '{configs or structured}'.")
        yield _of_files(files, name, configs, structured)


def _folders(files: Files, args: Mapping[str, t.Any]) -> tuple[str, str]:
    """The folders of configurations and of structured ones, "" where there is none."""
    configs = files.folder(args["configs"], "configs") if args["configs"] else ""
    structured = files.folder(args["structured_configs"], "structured_configs") if args["structured_configs"] else ""
    if not args["path"]:
        return configs, structured
    root = files.folder(args["path"], "path")
    of_avd = os.path.join(root, CONFIGS), os.path.join(root, STRUCTURED)
    if not any(map(os.path.isdir, of_avd)):
        return configs or root, structured
    return configs or _if_there(of_avd[0]), structured or _if_there(of_avd[1])


def _if_there(folder: str) -> str:
    return folder if os.path.isdir(folder) else ""


def _device_names(folder: str, suffixes: Sequence[str]) -> list[str]:
    """The names of the devices that a folder has files for."""
    found = sorted(os.listdir(folder)) if folder else []
    return [name[: -len(suffix)] for name in found for suffix in suffixes if name.endswith(suffix) and name != suffix]


def _of_files(files: Files, name: str, configs: str, structured: str) -> DeployDevice:
    device = DeployDevice(name)
    for suffix in STRUCTURED_SUFFIXES:
        path = os.path.join(structured, f"{name}{suffix}")
        if structured and os.path.isfile(path):
            device = _of_metadata(name, _relevant_parts(files.text(path, "structured_configs"), path), path)
            files.keep_secrets(device.pathfinder)
            break
    path = os.path.join(configs, f"{name}{CONFIG_SUFFIX}")
    if configs and device.deployed and os.path.isfile(path):
        device = replace(device, config=files.text(path, "configs"))
    return device


def _relevant_parts(text: str, path: str) -> Mapping[str, t.Any]:
    """The parts of a structured configuration that matter here; the rest of a YAML file is long, and not parsed."""
    try:
        if path.endswith(".json"):
            found = decode(text)
        else:
            found = parse_yaml("".join(_lines_below(text)))
    except ValueError as error:
        raise InputError(f"'{path}' is no structured configuration: {error}") from None
    found = {} if found is None else found
    if not isinstance(found, Mapping) or not isinstance(found.get("metadata") or {}, Mapping):
        raise InputError(f"'{path}' is no structured configuration: it holds no mapping.")
    return found


def _lines_below(text: str) -> Iterator[str]:
    """The lines of a YAML document that belong to some keys at its top."""
    inside = False
    for line in text.splitlines(keepends=True):
        if line[:1] not in (" ", "#", "\n", "-"):
            inside = line.partition(":")[0] in PARTS
        if inside:
            yield line


def _of_metadata(name: str, parts: Mapping[str, t.Any], path: str) -> DeployDevice:
    """A device by its structured configuration; older releases of AVD have some keys at the top."""
    metadata = parts.get("metadata") or {}
    tags = metadata.get("cv_tags") or {}
    deployed = metadata.get("is_deployed", parts.get("is_deployed"))
    try:
        return DeployDevice(
            name,
            str(metadata.get("serial_number") or parts.get("serial_number") or ""),
            str(metadata.get("system_mac_address") or ""),
            tags=tuple(_pair(one) for one in tags.get("device_tags") or []),
            interface_tags=tuple(
                (str(port["interface"]), *_pair(one))
                for port in tags.get("interface_tags") or []
                for one in port["tags"]
            ),
            deployed=deployed is not False,
            in_manifest=bool(metadata.get("cv_use_static_config_manifest")),
            pathfinder=dict(metadata.get("cv_pathfinder") or {}) or None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = f"{type(error).__name__} {error}"
        raise InputError(f"the metadata of '{path}' is not what AVD writes: {said}.") from None


def _pair(tag: Mapping[str, t.Any]) -> tuple[str, str]:
    return str(tag["name"]), str(tag["value"])


# --- Explicit data ---------------------------------------------------------------------------------------------------


def _explicit(files: Files, base: DeployDevice, entry: Mapping[str, t.Any], where: str) -> DeployDevice:
    """A device as an entry of the task says, and otherwise as its files do."""
    if entry.get("config") is not None and entry.get("src") is not None:
        raise InputError(f"{where}: config and src are both given: one of them holds the configuration.")
    config = files.text(entry["src"], f"{where}.src") if entry.get("src") is not None else entry.get("config")
    given: dict[str, t.Any] = {
        "device_id": entry.get("device_id"),
        "mac_address": entry.get("system_mac_address"),
        "address": entry.get("address"),
        "config": config,
    }
    if entry.get("tags") is not None:
        given["tags"] = tuple(_tag(one, f"{where}.tags") for one in entry["tags"])
    if entry.get("interface_tags") is not None:
        given["interface_tags"] = tuple(
            (str(port["interface"]), *_tag(one, f"{where}.interface_tags"))
            for port in entry["interface_tags"]
            for one in port["tags"]
        )
    return replace(base, **{name: value for name, value in given.items() if value is not None})


def _tag(entry: Mapping[str, t.Any], where: str) -> tuple[str, str]:
    label, value = str(entry["label"]).strip(), str(entry["value"]).strip()
    if not label or not value:
        raise InputError(f"{where}: a tag has a label and a value, and one of '{label}:{value}' is empty.")
    return label, value
