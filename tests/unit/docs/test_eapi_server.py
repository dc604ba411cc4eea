# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The documentation of eapi_server and of its roles follows the table of settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.kinds import (
    GROUPS,
    Flag,
    Number,
    ServerLine,
    SocketLine,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.api_server.settings import OPTIONS
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import parse_timer

ROOT = Path(__file__).resolve().parents[3]
#: The roles that set the service, by the options that they take over under their own names.
ROLES = {"eapi_enable": [name for name in OPTIONS if name != "vrfs"], "eapi_vrfs": ["vrfs"]}
TIMER_ROLES = (*ROLES, "eapi_ssl_profile")


def documented(module: str) -> dict[str, Any]:
    documentation = get_docstring(str(ROOT / "plugins" / "modules" / f"{module}.py"), fragment_loader, is_module=True)
    options: dict[str, Any] = documentation[0]["options"]
    return options


def role_options(role: str) -> dict[str, Any]:
    specs = yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text())["argument_specs"]
    options: dict[str, Any] = specs["main"]["options"]
    return options


def text(option: dict[str, Any]) -> str:
    description = option["description"]
    return " ".join([description] if isinstance(description, str) else description)


def shape(option: dict[str, Any]) -> dict[str, Any]:
    """What a validator takes from an option: everything but the descriptions, and choices at all depths."""
    inner = option.get("suboptions") or option.get("options") or {}
    keys = ("type", "elements", "choices", "default", "required")
    return {
        **{key: option[key] for key in keys if key in option},
        "suboptions": {name: shape(suboption) for name, suboption in inner.items()},
    }


SERVICE = documented("eapi_server")
#: Options of the module that describe how the task works, not the service.
OF_THE_TASK = {"state", "allow_lockout", "save", "commit_timer", "confirm", "endpoint", "timeout", "show_secrets"}


def test_the_module_has_the_options_of_the_table() -> None:
    assert set(SERVICE) - OF_THE_TASK == set(OPTIONS)


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_has_the_type_of_its_setting(name: str) -> None:
    option, setting = SERVICE[name], OPTIONS[name]
    assert option["type"] == setting.type
    assert "default" not in option
    suboptions = {ServerLine: {"enabled", "port"}, SocketLine: {"enabled"}}.get(type(setting), set())
    assert name == "vrfs" or set(option.get("suboptions", {})) == suboptions


def test_the_vrfs_name_their_access_groups() -> None:
    assert set(SERVICE["vrfs"]["suboptions"]) == {"name", "state", *GROUPS}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_tells_its_limits_and_the_default_of_eos(name: str) -> None:
    option, setting = SERVICE[name], OPTIONS[name]
    if isinstance(setting, ServerLine):
        port = text(option["suboptions"]["port"])
        assert "from {} to {}".format(*setting.limits) in port
        assert f"with O(state=replaced) it is {setting.default.port}." in port
    if isinstance(setting, (ServerLine, SocketLine)):
        enabled = setting.default.enabled if isinstance(setting, ServerLine) else setting.default
        assert f"It is {'enabled' if enabled else 'disabled'} in the defaults of EOS." in text(option)
    elif isinstance(setting, Number):
        assert "from {} to {}".format(*setting.limits) in text(option)
        assert f"The default of EOS is {setting.default}." in text(option)
    elif isinstance(setting, Flag):
        assert f"The default of EOS is {str(setting.default).lower()}." in text(option)


@pytest.mark.parametrize(("role", "name"), [(role, name) for role, names in ROLES.items() for name in names])
def test_a_role_takes_an_option_as_the_module_does(role: str, name: str) -> None:
    option, wanted = role_options(role)[f"{role}_{name}"], dict(SERVICE[name])
    assert {**shape(option), "required": False} == {**shape(wanted), "required": False}
    if isinstance(OPTIONS[name], Number):
        assert "from {} to {}".format(*OPTIONS[name].limits) in text(option)
    assert f"`{role}_{name}`" in (ROOT / "roles" / role / "README.md").read_text()


def test_eapi_enable_passes_every_option_on() -> None:
    tasks = yaml.safe_load((ROOT / "roles" / "eapi_enable" / "tasks" / "server.yml").read_text())
    passed = tasks[0]["aerie.arista.eapi_server"]
    assert {name: passed[name] for name in ROLES["eapi_enable"]} == {
        name: f"{{{{ eapi_enable_{name} | default(omit) }}}}" for name in ROLES["eapi_enable"]
    }


# --- The commit timer ------------------------------------------------------------------------------------------------


def test_the_default_of_the_commit_timer_stands_once() -> None:
    default = SERVICE["commit_timer"]["default"]
    assert documented("ssl_profile")["commit_timer"]["default"] == default
    assert parse_timer(default) == 120
    for role in TIMER_ROLES:
        assert "default" not in role_options(role)[f"{role}_commit_timer"]
        values = yaml.safe_load((ROOT / "roles" / role / "defaults" / "main.yml").read_text())
        assert f"{role}_commit_timer" not in values
        row = f"| `{role}_commit_timer` | how long the switch waits for the confirmation | `{default}` |"
        assert row in (ROOT / "roles" / role / "README.md").read_text()
    assert f"`commit_timer`, by default `{default}`" in (ROOT / "docs" / "api-service.md").read_text()


def test_playbooks_and_survey_of_changes_agree_on_the_commit_timer() -> None:
    surveys = (ROOT / "extensions" / "awx" / "surveys.yml").read_text()
    asked = [
        question["default"]
        for survey in yaml.safe_load(surveys).values()
        for question in survey["spec"]
        if question["variable"] == "change_commit_timer"
    ]
    assert asked
    for name in ("change_apply", "change_rollback"):
        playbook = (ROOT / "playbooks" / f"{name}.yml").read_text()
        assert f"change_commit_timer | default('{asked[0]}')" in playbook
    assert f"#   change_commit_timer: {asked[0]} " in (ROOT / "playbooks" / "change_apply.yml").read_text()
    assert set(asked) == {asked[0]}


def test_confirm_has_the_same_forms_in_all_modules() -> None:
    whole = documented("eapi_config")["confirm"]["suboptions"]
    for module in ("eapi_server", "ssl_profile"):
        judged = documented(module)["confirm"]["suboptions"]
        assert judged == {name: whole[name] for name in ("commands", "tests", "checks", "wait_for", "match")}
