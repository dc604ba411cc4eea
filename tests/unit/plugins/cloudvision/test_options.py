# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Options: what goes together, and where they come from."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.aerie.arista.plugins.doc_fragments.cloudvision_connection import ModuleDocFragment
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import CredentialError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions, from_plugin

DOCUMENTED = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
DEFAULTS = {name: option.get("default") for name, option in DOCUMENTED.items()}
FINGERPRINT = "AB:" * 31 + "AB"


def options(**given: Any) -> CloudVisionOptions:
    """From a plugin whose other options are at their defaults, on a host of the inventory called cv."""
    unknown = given.keys() - DOCUMENTED.keys()
    assert not unknown
    return from_plugin({**DEFAULTS, "label": "cv", **given}.__getitem__)


def test_the_name_in_the_inventory_is_the_host() -> None:
    found = options(token="t")
    assert (found.nodes, found.name, found.method) == ((Node("cv", 443),), "cv:443", "token")


def test_errors_know_both_names() -> None:
    assert options(token="t", host="192.0.2.1", port=8443).name == "cv (192.0.2.1:8443)"


def test_nodes_and_regions_give_the_address() -> None:
    assert options(token="t", nodes=["a", "b:8443"], port=1234).nodes == (Node("a", 1234), Node("b", 8443))
    assert options(token="t", region="Japan").nodes == (Node("www.cv-prod-apnortheast-1.arista.io", 443),)


@pytest.mark.parametrize(("region", "located"), [("auto", True), (" Auto", True), ("uk-1", False), (None, False)])
def test_the_region_auto_is_found_by_the_redirector(region: str | None, located: bool) -> None:
    found = options(token="t", region=region, port=8443)
    assert found.locate is located
    assert (found.nodes == (Node("www.arista.io", 443),)) is located


def test_the_redirector_needs_a_token() -> None:
    for given in ({"client_cert": __file__}, {"remote_user": "u", "password": "p"}):
        with pytest.raises(CredentialError, match=r"needs a token|has no login with user and password"):
            options(region="auto", **given)


def test_a_connection_has_a_part_of_the_time_of_a_call() -> None:
    assert options(token="t").connect_seconds == 10
    assert options(token="t", call_timeout=5.0).connect_seconds == 4
    assert options(token="t", call_timeout=5.0, connect_timeout=2.0).connect_seconds == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"host": "a", "region": "japan"}, "ansible_cloudvision_region and ansible_host"),
        ({"nodes": ["a"], "region": "japan"}, "ansible_cloudvision_region and ansible_cloudvision_nodes"),
        ({"port": 0}, "ansible_port is 0"),
        ({"call_timeout": 0.0}, "ansible_cloudvision_timeout is 0: it is more than 0"),
        ({"connect_timeout": -1.0}, "ansible_cloudvision_connect_timeout is -1"),
        ({"call_retries": -1}, "ansible_cloudvision_retries is -1"),
        ({"proxy": "socks5://u:secret@p"}, "ansible_cloudvision_proxy is not a URL of an HTTP proxy"),
        ({"fingerprint": "abc"}, "it has 64 hexadecimal digits"),
        ({"label": None}, "nothing says where CloudVision is: set one of ansible_cloudvision_region"),
        ({"host": "cvp1:8443"}, "ansible_host is 'cvp1:8443': it is a name or an address alone"),
        ({"ca_path": "/nowhere/ca.pem"}, "ansible_cloudvision_ca_path names /nowhere/ca.pem, which does not exist"),
    ],
)
def test_invalid_option_is_named(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as caught:
        options(token="t", **given)
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_fingerprint_is_taken_in_any_writing_and_not_with_a_ca(tmp_path: Path) -> None:
    assert options(token="t", fingerprint=FINGERPRINT).fingerprint == "ab" * 32
    (tmp_path / "ca.pem").touch()
    with pytest.raises(InputError, match="are both set"):
        options(token="t", fingerprint=FINGERPRINT, ca_path=str(tmp_path / "ca.pem"))


CREDENTIALS: dict[str, dict[str, Any]] = {
    "token": {"token": "t"},
    "token_file": {"token_file": __file__},
    "environment": {"environment_token": "t"},
    "login": {"remote_user": "u", "password": "p"},
    "certificate": {"client_cert": __file__},
}


@pytest.mark.parametrize("method", CREDENTIALS)
def test_one_credential_is_enough(method: str) -> None:
    assert options(**CREDENTIALS[method]).method == method


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(CREDENTIALS, 2)])
def test_two_are_too_many(one: str, other: str) -> None:
    with pytest.raises(CredentialError, match=r"more than one credential is set: .* and "):
        options(**CREDENTIALS[one], **CREDENTIALS[other])


def test_a_password_comes_from_its_file_where_there_is_no_other(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.touch(mode=0o600)
    path.write_text("fr0m a file\n")
    assert options(remote_user="u", password_file=str(path)).password == "fr0m a file"
    assert options(remote_user="u", password="p", password_file=str(path)).password == "p"
    path.chmod(0o644)
    with pytest.raises(CredentialError, match=r"ansible_cloudvision_password_file names .* \(mode 0644\)"):
        options(remote_user="u", password_file=str(path))


def test_a_user_without_a_password_does_not_disturb_a_token() -> None:
    assert options(token="t", remote_user="switch-user").method == "token"


def test_a_key_without_a_certificate_is_reported_as_that() -> None:
    with pytest.raises(CredentialError, match="client_key is set without ansible_cloudvision_client_cert"):
        options(client_key=__file__)


def test_an_empty_variable_of_the_environment_is_none() -> None:
    assert options(token="t", environment_token=" \n").method == "token"


def test_secrets_are_not_in_the_representation() -> None:
    shown = repr(options(remote_user="u", password="hidden-password", proxy="http://u:hidden-proxy@p"))
    assert "hidden" not in shown
    assert "hidden" not in repr(options(token="hidden-token"))


def test_awx_can_set_the_environment_of_every_option() -> None:
    """Names that begin with ANSIBLE_ are rejected there; a token as a variable is for inventories and vaults."""
    names = {name: [env["name"] for env in option.get("env", [])] for name, option in DOCUMENTED.items()}
    assert {name for name, variables in names.items() if not variables} == {"label", "token"}
    assert all(variable.startswith("CLOUDVISION_") for variables in names.values() for variable in variables)


def test_the_session_store_is_below_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert options(token="t", session_store="~/mine").session_store == str(tmp_path / "mine")
    assert options(token="t", session_store=None).session_store.startswith(str(tmp_path / ".ansible"))
