# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Say what becomes of the tasks for arista.eos in playbooks, roles and task files. It changes no file.

    python arista_eos.py site.yml roles/ [--tasks]

Each task is one of three: *ours* has a module of aerie.arista that does the same (``--tasks`` prints that task), *keep*
stays as it is over ``ansible_connection: aerie.arista.httpapi``, and *change* needs a hand. It needs PyYAML, which
Ansible brings.
"""

from __future__ import annotations

import argparse
import re
import sys
import typing as t
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

Data = dict[str, t.Any]

KEEP = "keep, with ansible_connection: aerie.arista.httpapi"
LINE = "__line__"
#: Where lists of tasks are, in plays and in blocks.
TASKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
#: Modules of other collections that the connections of aerie.arista refuse, and what to use.
REFUSED = {
    "cli_command": "eapi_command",
    "cli_config": "eapi_config",
    "net_get": "eapi_command",
    "net_put": "ssl_certificate for certificates; files are not copied over eAPI",
}
OPERATORS = {"eq": "==", "==": "==", "neq": "!=", "ne": "!=", "!=": "!=", "gt": ">", ">": ">", "ge": ">=", ">=": ">="}
OPERATORS |= {"lt": "<", "<": "<", "le": "<=", "<=": "<="}
CONDITION = re.compile(r"result(?P<path>\[.*?)\s+(?P<operator>not contains|\S+)\s+(?P<value>.+)$")


@dataclass
class Finding:
    """What becomes of one task.

    :ivar verdict: ours, keep or change.
    :ivar task: the new task, where there is one.
    """

    file: Path
    line: int
    name: str
    module: str
    verdict: str
    becomes: str
    notes: list[str] = field(default_factory=list)
    task: Data | None = None


class Loader(yaml.SafeLoader):
    """YAML with the lines of its mappings, and with Ansible's tags (``!vault``, ``!unsafe``) as text."""


def _mapping(loader: Loader, node: yaml.MappingNode) -> Data:
    loader.flatten_mapping(node)
    return {**loader.construct_mapping(node, deep=True), LINE: node.start_mark.line + 1}


Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)  # type: ignore[no-untyped-call]
Loader.add_multi_constructor("!", lambda loader, suffix, node: str(node.value))  # type: ignore[no-untyped-call]


def without_lines(value: t.Any) -> t.Any:
    """Data without the lines that the loader added."""
    if isinstance(value, dict):
        return {key: without_lines(each) for key, each in value.items() if key != LINE}
    return [without_lines(each) for each in value] if isinstance(value, list) else value


def tasks_of(data: t.Any) -> Iterator[Data]:
    """The tasks in plays, in blocks, and in a file of tasks."""
    for entry in data if isinstance(data, list) else []:
        if not isinstance(entry, dict):
            continue
        inner = [key for key in TASKS if key in entry]
        for key in inner:
            yield from tasks_of(entry[key])
        if not inner and "hosts" not in entry:
            yield entry


# --- What a module becomes: the new options, and notes ---


def listed(value: t.Any) -> list[t.Any]:
    """A list; a text is the only entry of one."""
    return [] if value is None else value if isinstance(value, list) else [value]


def condition(text: str) -> tuple[str, str | None]:
    """A condition as JMESPath, and a note where that takes a hand."""
    found = CONDITION.match(str(text))
    if not found or "{{" in str(text):
        return str(text), f"write the condition '{text}' as JMESPath"
    path, operator, value = found["path"], found["operator"], found["value"].strip("'\"")
    if operator in ("contains", "not contains"):
        return f"{'!' if operator != 'contains' else ''}contains({path}, '{value}')", None
    if operator in OPERATORS:
        quoted = f"`{value}`" if re.fullmatch(r"-?\d+(\.\d+)?|true|false", value, re.I) else f"'{value}'"
        return f"{path} {OPERATORS[operator]} {quoted}", None
    return str(text), f"'{operator}' of the condition '{text}' has no equal in JMESPath: use until with regex_search"


def of_command(options: Data) -> tuple[str, Data, list[str]]:
    """eos_command: a command is text there unless it says otherwise, and JSON here."""
    notes: list[str] = []
    commands: list[t.Any] = []
    for entry in listed(options.get("commands")):
        given = entry if isinstance(entry, dict) else {"command": entry}
        text = str(given.get("command", ""))
        structured = given.get("output") == "json" or re.search(r"\|\s*json\s*$", text)
        plain = re.sub(r"\s*\|\s*json\s*$", "", text)
        if {"prompt", "answer"} & given.keys():
            notes.append(f"'{plain}' asks a question: put the answer into 'input' of the command")
        commands.append(plain if structured else {"cmd": plain, "format": "text"})
    pairs = [condition(text) for text in listed(options.get("wait_for"))]
    notes += [note for _text, note in pairs if note]
    new: Data = {"commands": commands, "version": "latest"}
    if pairs:
        new["wait_for"] = [text for text, _note in pairs]
    new |= {key: options[key] for key in ("match", "retries", "interval") if key in options}
    return "eapi_command", new, notes


def of_config(options: Data) -> tuple[str, Data, list[str]]:
    """eos_config: mostly the same options."""
    same = ("lines", "parents", "before", "after", "src", "match", "replace", "defaults", "diff_ignore_lines")
    new = {key: options[key] for key in (*same, "backup", "backup_options") if key in options}
    for key in ("lines", "parents"):
        if isinstance(new.get(key), list) and len(new[key]) == 1:
            new[key] = new[key][0]
    notes = []
    when = options.get("save_when", "never")
    if when != "never":
        new["save"] = {"modified": "always", "always": "always", "changed": "changed"}.get(when, when)
    if when == "always":
        notes.append("save: always says changed only where something is saved")
    if "intended_config" in options:
        new["intended"] = options["intended_config"]
    against = options.get("diff_against")
    if against in ("startup", "intended", "session"):
        new["diff_against"] = against
    elif against:
        notes.append(f"diff_against: {against} becomes check mode with --diff")
    if "running_config" in options:
        notes.append("running_config is left out: each task looks at the switch as it is")
    return "eapi_config", new, notes


def of_facts(options: Data) -> tuple[str, Data, list[str]]:
    """eos_facts: the same subsets; resources stay."""
    if options.get("gather_network_resources"):
        return "", {}, ["gather_network_resources has no equal"]
    return "eapi_facts", {key: options[key] for key in ("gather_subset",) if key in options}, []


def of_eapi(options: Data) -> tuple[str, Data, list[str]]:
    """eos_eapi: a dictionary for each server."""
    new: Data = {}
    for name in ("https", "http", "local_http"):
        server: Data = {}
        if f"{name}_port" in options:
            server["port"] = options[f"{name}_port"]
        if name in options and (not options[name] or not server):
            server["enabled"] = options[name]
        if server:
            new[name] = server
    if "socket" in options:
        new["unix_socket"] = {"enabled": options["socket"]}
    if "vrf" in options:
        new["vrfs"] = [{"name": options["vrf"]}]
    if options.get("state") == "stopped":
        new["state"] = "disabled"
    return "eapi_server", new, []


def of_banner(options: Data) -> tuple[str, Data, list[str]]:
    """eos_banner: a line with input."""
    if options.get("state", "present") == "absent":
        return "eapi_config", {"lines": f"no banner {options.get('banner')}"}, []
    line = {"cmd": f"banner {options.get('banner')}", "input": f"{str(options.get('text', '')).strip()}\nEOF"}
    return "eapi_config", {"lines": [line]}, []


OURS = {
    "eos_command": of_command,
    "eos_config": of_config,
    "eos_facts": of_facts,
    "eos_eapi": of_eapi,
    "eos_banner": of_banner,
}


def judge(task: Data, file: Path) -> Finding | None:
    """What becomes of a task; None if it has nothing to do with arista.eos."""
    for key, options in task.items():
        collection, _dot, module = str(key).rpartition(".")
        of_eos = module.startswith("eos_") and collection in ("", "arista.eos")
        refused = module in REFUSED and collection in ("", "ansible.netcommon")
        if not of_eos and not refused:
            continue
        found = Finding(file, task.get(LINE, 0), str(task.get("name", "")), module, "keep", KEEP)
        if refused:
            found.verdict, found.becomes = "change", REFUSED[module]
        elif module in OURS:
            _offer(found, key, without_lines(task), without_lines(options))
        return found
    return None


def _offer(found: Finding, key: str, task: Data, options: t.Any) -> None:
    """Add our module to a finding, where there is one for these options."""
    if not isinstance(options, (dict, type(None))):
        found.notes = ["options in one line are not read: write them as a mapping"]
        return
    name, new, found.notes = OURS[found.module](options or {})
    if name:
        found.verdict, found.becomes = "ours", f"aerie.arista.{name}"
        found.task = {
            (found.becomes if each == key else each): (new if each == key else value) for each, value in task.items()
        }


# --- Files ---


def files_of(paths: list[Path]) -> Iterator[Path]:
    """The YAML files among paths and below folders."""
    for path in paths:
        found = (
            sorted(each for each in path.rglob("*") if each.suffix in (".yml", ".yaml")) if path.is_dir() else [path]
        )
        yield from found


def findings(paths: list[Path]) -> Iterator[Finding | str]:
    """The findings of all files; a text for a file that cannot be read."""
    for path in files_of(paths):
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            yield f"{path} cannot be read: {' '.join(str(error).split())}"
            continue
        yield from (found for task in tasks_of(data) if (found := judge(task, path)) is not None)


def main(arguments: list[str]) -> int:
    """Print the findings; 1 if a file cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", nargs="+", type=Path, help="playbooks, task files, or folders with them")
    parser.add_argument("--tasks", action="store_true", help="print the new tasks")
    options = parser.parse_args(arguments)
    broken, count = 0, dict.fromkeys(("ours", "keep", "change"), 0)
    for found in findings(options.path):
        if isinstance(found, str):
            broken += 1
            print(found, file=sys.stderr)
            continue
        count[found.verdict] += 1
        print(
            f"{found.file}:{found.line}: {found.module} -> {found.becomes}{f'   ({found.name})' if found.name else ''}"
        )
        print("".join(f"    note: {note}\n" for note in found.notes), end="")
        if options.tasks and found.task:
            text = yaml.safe_dump([found.task], sort_keys=False, allow_unicode=True, width=120)
            print("".join(f"    {line}\n" for line in text.splitlines()), end="")
    print(f"{count['ours']} tasks have a module of aerie.arista, {count['keep']} stay, {count['change']} need a hand.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
