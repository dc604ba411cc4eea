# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show the new form of the tasks for arista.eos in playbooks, roles and task files. It changes no file.

    python arista_eos.py site.yml roles/ [--tasks]

Each task is one of three: *ours* has a module of aerie.arista that does the same (``--tasks`` prints that task), *keep*
stays as it is over ``ansible_connection: aerie.arista.httpapi``, and *change* needs manual work. So do
connections and ``module_defaults`` of plays, blocks, tasks and files of variables. It needs PyYAML,
which Ansible brings.
"""

from __future__ import annotations

import argparse
import re
import shlex
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
#: A part of a condition's path: in brackets, or after a dot.
PART = re.compile(r"\[\s*(?P<quote>['\"]?)(?P<inner>.*?)(?P=quote)\s*\]|\.?(?P<name>[^.\[\]]+)")
#: Other names of options, which the modules of arista.eos take as well.
ALIASES = {
    "eos_command": {"waitfor": "wait_for"},
    "eos_config": {"commands": "lines", "config": "running_config"},
    "eos_eapi": {f"enable_{name}": name for name in ("http", "https", "local_http", "socket")},
}
#: Options of arista.eos that are lists; a text is divided at its commas, as Ansible does.
LISTS = ("commands", "wait_for", "lines", "parents", "before", "after", "diff_ignore_lines")
#: Results of eos_config that have another name, or none, in eapi_config.
RENAMED = {"updates": "commands", "filename": "backup_path", "shortname": "backup_path"}
#: Options of eos_eapi that eapi_server does without.
LEFT_OUT = {
    "timeout": "commit_timer is how long the switch waits for a confirmation",
    "config": "each task looks at the switch as it is",
}
#: Connections over which the tasks run today, and those that aerie.arista.httpapi replaces.
OLD_CONNECTIONS = ("network_cli", "httpapi", "ansible.netcommon.network_cli", "ansible.netcommon.httpapi")
#: Folders of a role that have YAML which is no task and no variable.
NO_TASKS = ("templates", "files", ".git", "collections", "ansible_collections")


@dataclass
class Finding:
    """The new form of one task.

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


class Tagged(str):
    """A text with one of Ansible's tags (``!vault``, ``!unsafe``), which a new task keeps."""

    tag: str


class Loader(yaml.SafeLoader):
    """YAML with the lines of its mappings, and with Ansible's tags."""


class Dumper(yaml.SafeDumper):
    """YAML of new tasks: the same tags, and no anchors."""

    def ignore_aliases(self, data: t.Any) -> bool:
        """Write each value where it stands."""
        return True


def _mapping(loader: Loader, node: yaml.MappingNode) -> Data:
    loader.flatten_mapping(node)
    return {**loader.construct_mapping(node, deep=True), LINE: node.start_mark.line + 1}


Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)  # type: ignore[no-untyped-call]


def _tagged(loader: Loader, suffix: str, node: yaml.Node) -> Tagged:
    text = Tagged(node.value)
    text.tag = f"!{suffix}"
    return text


def _tag_again(dumper: Dumper, text: Tagged) -> yaml.ScalarNode:
    return dumper.represent_scalar(text.tag, str(text), style="|" if "\n" in text else None)


Loader.add_multi_constructor("!", _tagged)  # type: ignore[no-untyped-call]
Dumper.add_representer(Tagged, _tag_again)


def without_lines(value: t.Any) -> t.Any:
    """Data without the lines that the loader added."""
    if isinstance(value, dict):
        return {key: without_lines(each) for key, each in value.items() if key != LINE}
    return [without_lines(each) for each in value] if isinstance(value, list) else value


def tasks_of(data: t.Any, defaults: Data | None = None) -> Iterator[tuple[Data, Data]]:
    """The tasks in plays, in blocks, and in a file of tasks, each with the ``module_defaults`` around it."""
    for entry in data if isinstance(data, list) else []:
        if not isinstance(entry, dict):
            continue
        own = entry.get("module_defaults")
        known = {**(defaults or {}), **(own if isinstance(own, dict) else {})}
        inner = [key for key in TASKS if key in entry]
        for key in inner:
            yield from tasks_of(entry[key], known)
        if not inner and "hosts" not in entry:
            yield entry, known


def mappings(data: t.Any) -> Iterator[Data]:
    """All mappings of a file, at any depth."""
    if isinstance(data, dict):
        yield data
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else []:
        yield from mappings(value)


def module_name(key: t.Any) -> str:
    """The name of a module of arista.eos, ``eos_command``; empty for others."""
    collection, _dot, name = str(key).rpartition(".")
    if collection == "arista.eos":
        return name if name.startswith("eos_") else f"eos_{name}"
    return name if name.startswith("eos_") and collection == "" else ""


def pairs_of(text: str) -> Data:
    """The options that stand in one line, ``commands="show version" retries=3``."""
    try:
        words = shlex.split(text)
    except ValueError:
        return {}
    return {key: value for word in words for key, equals, value in [word.partition("=")] if equals}


def call(task: Data) -> tuple[str, str, t.Any]:
    """The keyword of a task that names a module, the module as written there, and its options."""
    for key in ("action", "local_action"):
        given = task.get(key)
        if isinstance(given, dict):
            return key, str(given.get("module", "")), {each: given[each] for each in given if each != "module"}
        if isinstance(given, str):
            name, _space, rest = given.partition(" ")
            return key, name, rest
    for key, options in task.items():
        collection, _dot, name = str(key).rpartition(".")
        if module_name(key) or (name in REFUSED and collection in ("", "ansible.netcommon")):
            return str(key), str(key), options
    return "", "", None


# --- The new options of each module, and notes ---


def templated(value: t.Any) -> bool:
    """Whether a value is known only when the task runs."""
    return isinstance(value, str) and "{{" in value


def listed(value: t.Any) -> list[t.Any]:
    """A list; a text is divided at its commas, as Ansible divides it for the modules of arista.eos."""
    if isinstance(value, str) and not isinstance(value, Tagged) and not templated(value):
        return [part.strip() for part in value.split(",")]
    return [] if value is None else value if isinstance(value, list) else [value]


def path_of(text: str) -> str:
    """The path of a condition, ``[0].vlans.10.name``, in JMESPath: ``[0].vlans."10".name``."""
    path = ""
    for part in PART.finditer(text):
        name = part["name"] or part["inner"]
        if part["name"] is None and not part["quote"] and re.fullmatch(r"-?\d+", name):
            path += f"[{name}]"
            continue
        quoted = name if re.fullmatch(r"[A-Za-z_]\w*", name) else f'"{name}"'
        path += f".{quoted}" if path else quoted
    return path


def condition(text: str) -> tuple[str, str | None]:
    """A condition as JMESPath, and a note if it cannot be translated."""
    found = CONDITION.match(str(text).strip())
    if not found or templated(text):
        return str(text), f"write the condition '{text}' as JMESPath"
    path, operator, value = path_of(found["path"]), found["operator"], found["value"].strip().strip("'\"")
    literal = "'{}'".format(value.replace("'", "\\'"))
    if operator in ("contains", "not contains"):
        return f"{'!' if operator != 'contains' else ''}contains({path}, {literal})", None
    if operator in OPERATORS:
        plain = re.fullmatch(r"-?\d+(\.\d+)?|true|false", value, re.I)
        return f"{path} {OPERATORS[operator]} {f'`{value.lower()}`' if plain else literal}", None
    return str(
        text
    ), f"'{operator}' of the condition '{text}' has no equivalent in JMESPath: use until with regex_search"


def of_command(options: Data) -> tuple[str, Data, list[str]]:
    """eos_command: a command is text there unless it says otherwise, and JSON here."""
    notes: list[str] = []
    commands: list[t.Any] = []
    if templated(options.get("commands")):
        notes.append("commands are a template: those that end with '| json' are without it here, and without format")
        return "eapi_command", {"commands": options["commands"], "format": "text", "version": "latest"}, notes
    for entry in listed(options.get("commands")):
        given = entry if isinstance(entry, dict) else {"command": entry}
        text = str(given.get("command", ""))
        structured = given.get("output") == "json" or re.search(r"\|\s*json\s*$", text)
        plain = re.sub(r"\s*\|\s*json\s*$", "", text)
        if templated(text) and not structured:
            notes.append(f"'{plain}' is a template: if its command ends with '| json', leave that and format out")
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
    for key in ("lines", "parents", "before", "after"):
        if key in new:
            lines = listed(new[key])
            new[key] = lines[0] if len(lines) == 1 else lines
    notes = []
    when = options.get("save_when", "never")
    if templated(when):
        notes.append("save_when is a template: save has never, changed, and always in place of modified")
    if when != "never":
        new["save"] = {"modified": "always"}.get(when, when)
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
        return "", {}, ["gather_network_resources has no equivalent"]
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
    notes = []
    if templated(options.get("state")):
        notes.append("state is a template: merged in place of started, disabled in place of stopped")
    notes += [f"{key} is left out: {why}" for key, why in LEFT_OUT.items() if key in options]
    return "eapi_server", new, notes


def of_banner(options: Data) -> tuple[str, Data, list[str]]:
    """eos_banner: a line with input."""
    state = options.get("state", "present")
    if templated(state):
        return "", {}, ["state is a template: one task for each state has a module of aerie.arista"]
    if state == "absent":
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
OURS_NAMES = {
    "eos_command": "aerie.arista.eapi_command",
    "eos_config": "aerie.arista.eapi_config",
    "eos_facts": "aerie.arista.eapi_facts",
    "eos_eapi": "aerie.arista.eapi_server",
    "eos_banner": "aerie.arista.eapi_config",
}


def judge(task: Data, file: Path, defaults: Data | None = None, text: str = "") -> Finding | None:
    """The new form of a task; None if it has nothing to do with arista.eos.

    :param defaults: ``module_defaults`` around the task.
    :param text: the whole file, in which the registered result is used.
    """
    key, written, options = call(task)
    module = module_name(written) or (written.rpartition(".")[2] if written.rpartition(".")[2] in REFUSED else "")
    if not module:
        return None
    found = Finding(file, task.get(LINE, 0), str(task.get("name", "")), module, "keep", KEEP)
    if module in REFUSED:
        found.verdict, found.becomes = "change", REFUSED[module]
    elif module in OURS:
        _offer(found, key, without_lines(task), without_lines(options), without_lines(defaults or {}))
        if module == "eos_config":
            found.notes += renamed_results(task, text)
    return found


def renamed_results(task: Data, text: str) -> list[str]:
    """Notes on results of a task that other tasks of the file read by a name that ours has not."""
    register = re.escape(str(task.get("register", "")))
    if not register:
        return []
    return [
        f"{task['register']}.{old} is {task['register']}.{new}"
        for old, new in RENAMED.items()
        if re.search(rf"\b{register}(\.{old}\b|\[['\"]{old}['\"]\])", text)
    ]


def _offer(found: Finding, key: str, task: Data, options: t.Any, defaults: Data) -> None:
    """Add our module to a finding, where there is one for these options."""
    given = pairs_of(options) if isinstance(options, str) else options
    args = task.get("args")
    if not isinstance(given, (dict, type(None))) or (isinstance(options, str) and options.strip() and not given):
        found.notes = ["these options cannot be read: write them as a mapping"]
        return
    by_default = {
        name: value
        for each in defaults
        if module_name(each) == found.module and isinstance(defaults[each], dict)
        for name, value in defaults[each].items()
    }
    whole = {**by_default, **(args if isinstance(args, dict) else {}), **(given or {})}
    aliases = ALIASES.get(found.module, {})
    name, new, notes = OURS[found.module]({aliases.get(each, each): value for each, value in whole.items()})
    found.notes = notes
    if "provider" in whole:
        found.notes.append("provider is left out: user, password and address are variables of the host")
    if not name:
        return
    found.verdict, found.becomes = "ours", f"aerie.arista.{name}"
    found.task = {
        (found.becomes if each == key else each): (new if each == key else value)
        for each, value in task.items()
        if each != "args"
    }


def around(data: t.Any, file: Path) -> Iterator[Finding]:
    """What plays, blocks, tasks and variables say of connections and of defaults of modules."""
    for entry in mappings(data):
        line = entry.get(LINE, 0)
        for key in ("connection", "ansible_connection"):
            if entry.get(key) in OLD_CONNECTIONS and (key != "connection" or {"hosts", "block"} & entry.keys()):
                yield Finding(file, line, "", f"{key}: {entry[key]}", "change", f"{key}: aerie.arista.httpapi")
        defaults = entry.get("module_defaults")
        for key in defaults if isinstance(defaults, dict) else ():
            module = module_name(key)
            if module in OURS:
                new = f"module_defaults of {OURS_NAMES[module]}; the tasks below have them"
                yield Finding(file, line, "", f"module_defaults of {module}", "change", new)


# --- Files ---


def files_of(paths: list[Path]) -> Iterator[Path]:
    """The YAML files among paths and below folders, but for templates and what others have written."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            inside = found.relative_to(path).parts[:-1]
            if found.suffix in (".yml", ".yaml") and found.is_file() and not set(inside) & set(NO_TASKS):
                yield found


def load(text: str) -> t.Any:
    """The data of a file, with the lines of its mappings.

    :raises yaml.YAMLError: it is no YAML.
    """
    return yaml.load(text, Loader)


def findings(paths: list[Path]) -> Iterator[Finding | str]:
    """The findings of all files; a text for a file that cannot be read."""
    for path in files_of(paths):
        try:
            text = path.read_text(encoding="utf-8")
            data = load(text)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
            yield f"{path} cannot be read: {' '.join((getattr(error, 'strerror', None) or str(error)).split())}"
            continue
        found = [*around(data, path)]
        found += [new for task, known in tasks_of(data) if (new := judge(task, path, known, text)) is not None]
        yield from sorted(found, key=lambda each: each.line)


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
            text = yaml.dump([found.task], Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
            print("".join(f"    {line}\n" for line in text.splitlines()), end="")
    print(f"In total: {count['ours']} move to aerie.arista, {count['keep']} stay, {count['change']} need manual work.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
