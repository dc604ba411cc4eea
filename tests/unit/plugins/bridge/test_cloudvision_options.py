# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The connection's options where Ansible does not read them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_options import (
    in_option_names,
    options_from,
    schema,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import CredentialError, InputError


def test_arguments_environment_and_defaults() -> None:
    environment = {"CLOUDVISION_HOST": "cvp.example", "CLOUDVISION_TIMEOUT": "7", "CLOUDVISION_ACCESS_TOKEN": "t0ken"}
    options = options_from({"call_timeout": "2.5", "validate_certs": "no"}, environment=environment)
    assert (options.nodes[0].host, options.nodes[0].port) == ("cvp.example", 443)
    assert (options.timeout, options.connect_timeout, options.retries) == (2.5, 10.0, 3)
    assert (options.environment_token, options.validate_certs) == ("t0ken", False)


def test_lists() -> None:
    for nodes in (["a:1", "b"], "a:1, b"):
        options = options_from({"nodes": nodes, "token": "x"}, environment={})
        assert [(node.host, node.port) for node in options.nodes] == [("a", 1), ("b", 443)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"tokn": "x"}, "there is no option 'tokn'. Did you mean 'token'?"),
        ({"port": "many"}, "port is 'many': it is of the type int."),
        ({"validate_certs": "perhaps"}, "validate_certs is 'perhaps': it is of the type bool."),
    ],
)
def test_wrong(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words.replace("?", r"\?")):
        options_from({"host": "x", "token": "x", **given}, environment={})


def test_names_of_others_are_let_through() -> None:
    assert options_from({"host": "x", "token": "x", "watch": []}, also=["watch"], environment={}).token == "x"
    with pytest.raises(CredentialError):
        options_from({"host": "x"}, environment={})


def test_errors_name_options() -> None:
    text = "Set ansible_cloudvision_token or ansible_host, not ansible_other."
    assert in_option_names(text) == "Set token or host, not ansible_other."
    assert "token" in schema()
