# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""AWX's rules for what users give it: credential types, surveys, variables (awx/main/fields.py, awx/api/views).

Each function returns the complaints, none for what AWX takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml
from awx_plugins.interfaces._temporary_private_inject_api import ENV_BLOCKLIST
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

NAME: Final = re.compile(r"[a-zA-Z_]+[a-zA-Z0-9_]*\Z")
FILE_LABEL: Final = re.compile(r"template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?\Z")

#: The keys of an input field, with their types.
FIELD_KEYS: Final[dict[str, type]] = {
    "id": str,
    "label": str,
    "type": str,
    "format": str,
    "choices": list,
    "help_text": str,
    "multiline": bool,
    "secret": bool,
    "default": object,
}
STRINGS_ONLY: Final = ("choices", "multiline", "format", "secret")
FIELD_TYPES: Final[dict[str, type]] = {"string": str, "boolean": bool}
FORMATS: Final = ("ssh_private_key", "url")

#: The types of survey questions, with those of their defaults.
QUESTION_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "text": str,
    "textarea": str,
    "password": str,
    "multiplechoice": str,
    "multiselect": str,
    "integer": int,
    "float": float,
}
QUESTION_KEYS: Final[dict[str, type]] = {"type": str, "question_name": str, "variable": str, "required": bool}


def _keys(
    value: Mapping[str, Any], allowed: Mapping[str, type], required: tuple[str, ...], where: str
) -> Iterator[str]:
    """Complaints about keys that are unknown, missing, or of another type."""
    yield from (f"{where}: {key} is unknown" for key in value if key not in allowed)
    yield from (f"{where}: {key} is missing" for key in required if key not in value)
    for key, kind in allowed.items():
        if key in value and (not isinstance(value[key], kind) or (kind is not bool and value[key] is True)):
            yield f"{where}: {key} is not {kind.__name__}"


def _field(field: Mapping[str, Any]) -> Iterator[str]:
    where = f"field {field.get('id')}"
    yield from _keys(field, FIELD_KEYS, ("id", "label"), where)
    kind = field.get("type", "string")
    if kind not in FIELD_TYPES:
        yield f"{where}: the type {kind} is unknown"
        return
    if not NAME.match(str(field.get("id"))) or field.get("id") == "tower":
        yield f"{where}: the id is no name for a variable, or reserved"
    if field.get("format", FORMATS[0]) not in FORMATS:
        yield f"{where}: the format {field['format']} is unknown"
    if "default" in field and type(field["default"]).__name__ != FIELD_TYPES[kind].__name__:
        yield f"{where}: the default is not of the type {kind}"
    choices = field.get("choices", ["one"])
    if not choices or len(set(choices)) != len(choices) or not all(isinstance(choice, str) for choice in choices):
        yield f"{where}: choices are different strings, one at least"
    yield from (f"{where}: {key} is for strings" for key in STRINGS_ONLY if key in field and kind != "string")


def inputs(value: Mapping[str, Any]) -> list[str]:
    """Complaints about a credential type's inputs."""
    found = list(_keys(value, {"fields": list, "required": list}, (), "inputs"))
    fields = value.get("fields", [])
    for field in fields:
        found += _field(field)
    ids = [field.get("id") for field in fields]
    found += [f"field {name}: twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    # AWX takes this one, and can then never be satisfied.
    return found + [f"required: there is no field {name}" for name in value.get("required", []) if name not in ids]


class _Tower:
    """The name ``tower`` in templates; only ``tower.filename`` can be printed."""

    def __init__(self, labels: list[str]) -> None:
        """:param labels: the labels of the files."""
        self.filename: Any = "EXAMPLE" if labels == ["template"] else _Files(labels)

    def __str__(self) -> str:
        raise TemplateError("tower cannot be printed")


class _Files:
    def __init__(self, labels: list[str]) -> None:
        for label in labels:
            setattr(self, label.partition(".")[2], "EXAMPLE")

    def __str__(self) -> str:
        raise TemplateError("tower.filename needs a file without a name of its own")


def injectors(value: Mapping[str, Any], of_inputs: Mapping[str, Any]) -> list[str]:
    """Complaints about a credential type's injectors, given its inputs."""
    found = list(_keys(value, {"file": dict, "env": dict, "extra_vars": dict}, (), "injectors"))
    files, env = value.get("file", {}), value.get("env", {})
    found += [f"file {label}: not template or template.NAME" for label in files if not FILE_LABEL.match(label)]
    if "template" in files and len(files) > 1:
        found.append("file: several files have a name each")
    for name, template in env.items():
        if not NAME.match(name) or name.startswith("ANSIBLE_") or name in ENV_BLOCKLIST:
            found.append(f"env {name}: this name is not allowed")
        if not str(template).isascii():
            found.append(f"env {name}: not ASCII")
    known = {field.get("id"): "EXAMPLE" for field in of_inputs.get("fields", [])}
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for kind, entries in value.items():
        for name, template in entries.items():
            try:
                sandbox.from_string(template).render({**known, "tower": _Tower(list(files))})
            except (TemplateError, TypeError) as error:
                found.append(f"{kind} {name}: {error}")
    return found


def credential_type(value: Mapping[str, Any]) -> list[str]:
    """Complaints about a custom credential type."""
    keys: dict[str, type] = {"name": str, "description": str, "kind": str, "inputs": dict, "injectors": dict}
    found = list(_keys(value, keys, ("name", "kind"), "type"))
    if value.get("kind") not in ("net", "cloud"):
        found.append(f"kind: must be 'cloud' or 'net', not {value.get('kind')}")
    return found + inputs(value.get("inputs", {})) + injectors(value.get("injectors", {}), value.get("inputs", {}))


def credential(of_type: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """Complaints about a credential's inputs. What is required is looked at when a job starts, here at once."""
    fields = {field["id"]: field for field in of_type["inputs"].get("fields", [])}
    found = [f"{name}: unknown" for name in given if name not in fields]
    for name, field in fields.items():
        if name in of_type["inputs"].get("required", []) and not given.get(name):
            found.append(f"{name}: missing")
        if name not in given:
            continue
        if not isinstance(given[name], FIELD_TYPES[field["type"]]):
            found.append(f"{name}: not of the type {field['type']}")
        elif given[name] and field.get("choices") and given[name] not in field["choices"]:
            found.append(f"{name}: not one of {field['choices']}")
        elif given[name] and field.get("format") == "ssh_private_key" and "PRIVATE KEY-----" not in given[name]:
            found.append(f"{name}: Invalid certificate or key")
    return found


def _question(index: int, question: Mapping[str, Any]) -> Iterator[str]:
    for key, kind in QUESTION_KEYS.items():
        if not isinstance(question.get(key), kind):
            yield f"'{key}' in survey question {index} expected to be {kind.__name__}."
    kind = question.get("type", "")
    if kind not in QUESTION_TYPES:
        yield f"'{kind}' in survey question {index} is not an allowed question type."
        return
    default = question.get("default", "")
    if default != "" and not isinstance(default, QUESTION_TYPES[kind]):
        yield f"Default value {default} in survey question {index} expected to be {kind}."
    for key in ("min", "max"):
        if not isinstance(question.get(key, 0), (int, type(None))):
            yield f"The {key} limit in survey question {index} expected to be integer."
    if kind in ("multiplechoice", "multiselect"):
        choices = question.get("choices", [])
        choices = choices.splitlines() if isinstance(choices, str) else choices
        if not choices:
            yield f"Survey question {index} of type {kind} must specify choices."
        elif default and any(line not in choices for line in default.splitlines()):
            yield "Default choice must be answered from the choices listed."


def survey(spec: Mapping[str, Any]) -> list[str]:
    """Complaints about a survey."""
    found = list(
        _keys(spec, {"name": str, "description": str, "spec": list}, ("name", "description", "spec"), "survey")
    )
    questions = spec.get("spec") or []
    if not questions:
        found.append("'spec' doesn't contain any items.")
    for index, question in enumerate(questions):
        found += _question(index, question)
    names = [question.get("variable") for question in questions]
    return found + [f"'variable' '{name}' duplicated in survey." for name in set(names) if names.count(name) > 1]


def schedule(rrule: str) -> list[str]:
    """Complaints about the rule of a schedule."""
    found = [] if re.match(r"DTSTART(;TZID=[\w/+-]+)?:\d{8}T\d{6}Z?\s", rrule) else ["Valid DTSTART required in rrule."]
    if "RRULE:" not in rrule:
        found.append("RRULE required in rrule.")
    if "INTERVAL=" not in rrule:
        found.append("INTERVAL required in rrule.")
    return found


def variables(text: Any) -> list[str]:
    """Complaints about variables as text, in YAML or JSON."""
    if not isinstance(text, str):
        return ["Not a valid string."]
    try:
        parsed = yaml.safe_load(text) if text else {}
    except yaml.YAMLError as error:
        return [f"Cannot parse as JSON or YAML ({error})."]
    return [] if isinstance(parsed, dict) else ["Input type is not a dictionary."]
