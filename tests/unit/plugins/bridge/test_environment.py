# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Options from the environment, as a job of AWX has it: a variable for each input, and `-u root` on its command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible import context
from ansible.errors import AnsibleError
from ansible.module_utils.common.collections import ImmutableDict
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader, httpapi_loader

EAPI = "aerie.arista.eapi"


@pytest.fixture(params=["connection", "httpapi"])
def plugin(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The plugins that read the options, after `ansible-playbook -u root`."""
    monkeypatch.setattr(context, "CLIARGS", ImmutableDict({"remote_user": "root"}))
    if request.param == "connection":
        return connection_loader.get(EAPI, PlayContext())
    return httpapi_loader.get(EAPI, None)


def read(plugin: Any, *names: str, keys: dict[str, Any] | None = None, **variables: Any) -> Any:
    """The values of options, or of one."""
    plugin.set_options(task_keys=keys or {}, var_options=variables)
    values = tuple(plugin.get_option(name) for name in names)
    return values[0] if len(values) == 1 else values


def test_an_empty_variable_is_none(plugin: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    options = {"ca_path": None, "client_cert": None, "password": None, "transport": None, "enable": False}
    options |= {"auth": "session", "validate_certs": True, "connect_timeout": 10, "proxy": None, "password_file": None}
    for name in options:
        monkeypatch.setenv(f"EAPI_{name.upper()}", "")
    assert dict(zip(options, read(plugin, *options), strict=True)) == options


def test_an_empty_password_of_awx_hides_no_file(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWX sets these for each credential of the kind "net", whatever its inputs are called."""
    monkeypatch.setenv("ANSIBLE_NET_USERNAME", "")
    monkeypatch.setenv("ANSIBLE_NET_PASSWORD", "")
    monkeypatch.setenv("EAPI_PASSWORD_FILE", "/run/password")
    assert read(plugin, "remote_user", "password", "password_file") == (None, None, "/run/password")


def test_an_empty_variable_hides_no_other(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_NET_USERNAME", "netops")
    monkeypatch.setenv("EAPI_USERNAME", "")
    assert read(plugin, "remote_user") == "netops"


def test_the_environment_counts_before_the_command_line(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {"remote_user": "root", "password": "of root"}
    assert read(plugin, "remote_user", "password", keys=keys) == ("root", "of root")
    monkeypatch.setenv("EAPI_USERNAME", "netops")
    monkeypatch.setenv("EAPI_PASSWORD_FILE", "/run/password")
    assert read(plugin, "remote_user", "password", keys=keys) == ("netops", None)


def test_playbooks_and_variables_count_before_the_environment(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EAPI_USERNAME", "netops")
    assert read(plugin, "remote_user", keys={"remote_user": "author"}) == "author"
    assert read(plugin, "remote_user", keys={"remote_user": "root"}, ansible_user="owner") == "owner"


@pytest.mark.parametrize(("text", "value"), [("True", True), ("False", False)])
def test_booleans_as_awx_writes_them(plugin: Any, monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("EAPI_ENABLE", text)
    monkeypatch.setenv("EAPI_VALIDATE_CERTS", text)
    assert read(plugin, "enable", "validate_certs") == (value, value)


def test_a_token_of_the_environment_counts_before_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job may have a machine credential beside that of CloudVision."""
    monkeypatch.setattr(context, "CLIARGS", ImmutableDict({"remote_user": "root"}))
    monkeypatch.setenv("CLOUDVISION_TOKEN_FILE", "/run/token")
    monkeypatch.setenv("CLOUDVISION_CA_PATH", "")
    plugin = connection_loader.get("aerie.arista.cloudvision", PlayContext())
    keys = {"remote_user": "root", "password": "of root"}
    assert read(plugin, "password", "token_file", "ca_path", keys=keys) == (None, "/run/token", None)


# --- Booleans and empty paths ---

WRONG = ["ture", "", "2", "none", ["true"]]


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize(
    "name", ["ansible_eapi_validate_certs", "ansible_httpapi_validate_certs", "ansible_host_key_checking"]
)
def test_a_word_that_is_no_boolean_is_an_error(plugin: Any, name: str, value: Any) -> None:
    with pytest.raises(AnsibleError, match=f"{name} is .* not a boolean"):
        read(plugin, "validate_certs", **{name: value})


def test_a_word_of_the_environment_that_is_no_boolean_is_an_error(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EAPI_VALIDATE_CERTS", "flase")
    with pytest.raises(AnsibleError, match="EAPI_VALIDATE_CERTS is 'flase'"):
        read(plugin, "validate_certs")


@pytest.mark.parametrize(
    ("value", "expected"), [("yes", True), ("No", False), (0, False), (1, True), (True, True), ("off", False)]
)
def test_the_words_of_booleans(plugin: Any, value: Any, expected: bool) -> None:
    assert read(plugin, "validate_certs", ansible_eapi_validate_certs=value) is expected


@pytest.mark.parametrize("kind", [EAPI, "aerie.arista.cloudvision"])
def test_an_empty_path_is_unset_in_every_option(kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    connection = connection_loader.get(kind, PlayContext())
    paths = {name: each for name, each in connection.option_definitions.items() if each.get("type") == "path"}
    assert {"ca_path", "client_cert", "client_key"} <= set(paths)
    empty = {entry["name"]: "" for each in paths.values() for entry in each.get("vars") or []}
    connection.set_options(var_options=empty)
    assert [name for name in paths if connection.get_option(name) == str(tmp_path)] == []


def test_cloudvision_refuses_words_that_are_no_booleans() -> None:
    connection = connection_loader.get("aerie.arista.cloudvision", PlayContext())
    with pytest.raises(AnsibleError, match="ansible_cloudvision_validate_certs is 'ture'"):
        connection.set_options(var_options={"ansible_cloudvision_validate_certs": "ture"})
