# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Which proxy leads to a host."""

from __future__ import annotations

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.proxies import bypassed, proxy_for
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError

PROXY = "http://proxy:3128"


@pytest.mark.parametrize(
    ("environ", "proxy"),
    [
        ({}, None),
        ({"https_proxy": PROXY}, PROXY),
        ({"HTTPS_PROXY": PROXY}, PROXY),
        ({"https_proxy": PROXY, "HTTPS_PROXY": "http://other:1"}, PROXY),
        ({"https_proxy": "proxy:3128"}, PROXY),
        ({"http_proxy": PROXY}, None),
        ({"https_proxy": PROXY, "no_proxy": "cv.example.com"}, None),
        ({"https_proxy": PROXY, "NO_PROXY": "*"}, None),
        ({"https_proxy": PROXY, "no_proxy": "other.example.com"}, PROXY),
    ],
)
def test_the_environment_in_either_case(environ: dict[str, str], proxy: str | None) -> None:
    assert proxy_for("cv.example.com", None, environ) == proxy


def test_the_option_wins_but_not_over_no_proxy() -> None:
    assert proxy_for("cv", "http://mine:1", {"https_proxy": PROXY}) == "http://mine:1"
    assert proxy_for("cv", "http://mine:1", {"no_proxy": "cv"}) is None


def test_a_variable_that_cannot_be_a_proxy_is_named_without_its_password() -> None:
    with pytest.raises(InputError, match=r"HTTPS_PROXY \(environment\) is not a URL") as caught:
        proxy_for("cv", None, {"HTTPS_PROXY": "socks5://u:hidden@p:1"})
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "patterns", "expected"),
    [
        ("cv.example.com", "example.com", True),
        ("cv.example.com", ".example.com", True),
        ("cv.example.com", "*.example.com", True),
        ("CV.Example.com.", " a, cv.example.COM ,b", True),
        ("cvexample.com", "example.com", False),
        ("192.0.2.7", "192.0.2.0/24", True),
        ("192.0.3.7", "192.0.2.0/24", False),
        ("2001:db8::7", "2001:db8::/32", True),
        ("cv", "", False),
        ("cv", ",,", False),
    ],
)
def test_no_proxy_patterns(host: str, patterns: str, expected: bool) -> None:
    assert bypassed(host, patterns) is expected
