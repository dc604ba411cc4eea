# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Argument specs come from the modules' documentation."""

from __future__ import annotations

import typing as t

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.loader import action_loader

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import argument_spec as schema
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch

DOCUMENTED = '''
DOCUMENTATION = r"""
module: sample
options:
  name:
    description: A name.
    type: str
    required: true
    aliases: [label]
  secret:
    description: A secret.
    type: str
  users:
    description: Users.
    type: list
    elements: dict
    suboptions:
      level:
        description: A level.
        type: int
        default: 1
        choices: [1, 15]
      password:
        description: A secret.
        type: str
"""
'''


def validated(module: str, args: dict[str, t.Any]) -> dict[str, t.Any]:
    result = ArgumentSpecValidator(argument_spec(module)).validate(args)
    assert result.error_messages == []
    return t.cast("dict[str, t.Any]", result.validated_parameters)


def test_everything_that_a_validator_wants_is_taken_over(tmp_path: t.Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sample.py").write_text(DOCUMENTED)
    monkeypatch.setattr(schema, "MODULES", str(tmp_path))
    assert argument_spec("sample", no_log=["secret", "users.password"]) == {
        "name": {"type": "str", "required": True, "aliases": ["label"]},
        "secret": {"type": "str", "no_log": True},
        "users": {
            "type": "list",
            "elements": "dict",
            "options": {
                "level": {"type": "int", "default": 1, "choices": [1, 15]},
                "password": {"type": "str", "no_log": True},
            },
        },
    }


def test_the_defaults_of_eapi_command_are_those_of_its_documentation() -> None:
    args = validated("eapi_command", {"commands": ["show version"]})
    assert (args["format"], args["match"], args["retries"], args["interval"]) == ("json", "all", 10, 1)
    assert args["text_fallback"] is True
    assert args["stop_on_error"] is True
    assert args["version"] is None
    assert args["revisions"] == {}


def test_eapi_command_takes_commands_of_any_form() -> None:
    for commands in ("show version", ["show version"], [{"cmd": "show mlag", "revision": 2}], {"cmd": "show mlag"}):
        assert validated("eapi_command", {"commands": commands})["commands"] == commands


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({}, "missing required arguments: commands"),
        ({"commands": "x", "format": "xml"}, "format"),
        ({"commands": "x", "match": "some"}, "match"),
        ({"commands": "x", "retries": "many"}, "retries"),
        ({"commands": "x", "cmds": "x"}, "cmds"),
    ],
)
def test_eapi_command_refuses(args: dict[str, t.Any], words: str) -> None:
    result = ArgumentSpecValidator(argument_spec("eapi_command")).validate(args)
    assert any(words in message for message in result.error_messages)


def test_every_option_of_a_batch_has_an_argument() -> None:
    fields = set(Batch.__dataclass_fields__) - {"repeatable", "answers"}  # of eapi_config
    assert fields <= set(argument_spec("eapi_command"))


def test_eapi_facts() -> None:
    assert validated("eapi_facts", {}) == {"gather_subset": ["default"]}
    assert validated("eapi_facts", {"gather_subset": "all,!config"}) == {"gather_subset": ["all", "!config"]}


def secrets(spec: dict[str, t.Any], above: str = "") -> t.Iterator[tuple[str, bool]]:
    """Options at all depths whose names tell that they hold a secret, and whether they are marked as one."""
    for name, option in spec.items():
        if name.endswith(("passphrase", "password")):
            yield f"{above}{name}", option.get("no_log", False)
        yield from secrets(option.get("options", {}), f"{above}{name}.")


@pytest.mark.parametrize("module", ["ssl_authority", "ssl_certificate", "ssl_client_certificate"])
def test_passphrases_are_never_logged(module: str) -> None:
    found = dict(secrets(action_loader.get_with_context(f"aerie.arista.{module}", class_only=True).object.spec))
    assert found
    assert all(found.values())


SPEC = {
    "lines": {"type": "raw"},
    "confirm": {"type": "dict", "options": {"wait_for": {"type": "raw"}, "delay": {"type": "float"}}},
    "users": {"type": "list", "elements": "dict", "options": {"level": {"type": "int"}}, "aliases": ["accounts"]},
    "save": {"type": "bool"},
    "vlans": {"type": "list", "elements": "int"},
}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"line": "x"}, "m has no option 'line'. Did you mean lines?"),
        ({"x": 1}, "m has no option 'x'. There are accounts, confirm, lines, save, users, vlans."),
        ({"confirm": {"waitfor": "x"}}, "m has no option 'confirm.waitfor'. Did you mean confirm.wait_for?"),
        ({"users": [{"level": 1}, {"levle": 1}]}, "m has no option 'users.levle'. Did you mean users.level?"),
        ({"accounts": [{"x": 1}]}, "m has no option 'accounts.x'. There are level."),
        ({"confirm": {"delay": "soon"}}, "confirm.delay is 'soon', which is not a number."),
        ({"users": [{"level": "high"}]}, "users.level is 'high', which is not a whole number."),
        ({"users": [{"level": "1.5"}]}, "users.level is '1.5', which is not a whole number."),
        ({"save": "nope"}, "save is 'nope', which is not a boolean."),
        ({"vlans": [10, "ten"]}, "vlans is 'ten', which is not a whole number."),
        ({"_raw_params": "show version"}, "m got the text 'show version': name its options."),
    ],
)
def test_wrong_options_are_named(args: dict[str, t.Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        schema.check_names("m", args, SPEC)
    assert words in str(caught.value)


def test_known_options() -> None:
    """All names are known; one letter more in any of them, and the check names it."""
    args: dict[str, t.Any] = {"lines": {"cmd": "x"}, "confirm": {"delay": 1}, "accounts": [{"level": "1"}]}
    args |= {"save": "yes", "vlans": "10,20"}
    refused = []
    for given in (args, {**args, "confirm": {"delays": 1}}, {**args, "accounts": [{"levels": 1}]}):
        try:
            schema.check_names("m", given, SPEC)
        except InputError as error:
            refused.append(str(error).partition(" ")[0])
    assert len(refused) == 2
