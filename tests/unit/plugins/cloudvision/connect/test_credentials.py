# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Tokens: where they come from, what is wrong with them, and that a login is shared."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import login
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.credentials import (
    check_token,
    credential_for,
    expiry,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import (
    AuthenticationError,
    CredentialError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions

NODE = Node("cv", 443)


def jwt(**claims: Any) -> str:
    parts = [{"alg": "HS256"}, claims, {}]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)


def options(**given: Any) -> CloudVisionOptions:
    return CloudVisionOptions(nodes=(NODE,), **given)


def test_a_tokens_end_is_read_from_it() -> None:
    assert expiry(jwt(exp=1234567890)) == 1234567890


@pytest.mark.parametrize("token", ["plain", "a.b", "a.b.c", jwt(), jwt(exp="soon"), f"x.{'!' * 8}.y"])
def test_a_token_that_does_not_say_has_no_end(token: str) -> None:
    assert expiry(token) is None


def test_a_token_that_ended_says_when() -> None:
    with pytest.raises(AuthenticationError, match=r"expired on 2009-02-13 23:31:30 UTC\. Make a new token"):
        check_token(jwt(exp=1234567890), "ansible_cloudvision_token", "cv")


def test_white_space_around_a_token_is_dropped() -> None:
    token = jwt(exp=time.time() + 60)
    assert check_token(f"\n {token}\r\n", "x", "cv") == token


@pytest.mark.parametrize(("token", "says"), [("", "is empty"), ("a b", "white space"), ("tökén", "no token has")])
def test_invalid_token_is_refused_and_not_shown(token: str, says: str) -> None:
    with pytest.raises(CredentialError, match=says) as caught:
        check_token(token, "ansible_cloudvision_token", "cv")
    assert not token or token not in str(caught.value)


def test_a_files_group_may_read_it_and_others_may_not(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("abc\n")
    path.chmod(0o640)
    assert credential_for(options(token_file=str(path))).metadata() == (("authorization", "Bearer abc"),)
    path.chmod(0o644)
    with pytest.raises(CredentialError, match=r"which everybody can read \(mode 0644\)"):
        credential_for(options(token_file=str(path)))
    path.chmod(0o600)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CredentialError, match="which is not UTF-8 text"):
        credential_for(options(token_file=str(path)))


def test_a_certificate_needs_nothing_in_a_call() -> None:
    credential = credential_for(options(client_cert=__file__))
    assert (credential.metadata(), credential.renew()) == ((), False)


@pytest.fixture
def logins(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens that logins gave."""
    given: list[str] = []

    def log_in(options: CloudVisionOptions) -> str:
        given.append(f"session-{len(given)}")
        return given[-1]

    monkeypatch.setattr(login, "log_in", log_in)
    return given


def test_a_login_is_made_late_and_shared_and_renewed(tmp_path: Path, logins: list[str]) -> None:
    given = options(user="u", password="p", session_store=str(tmp_path / "s"))
    one, other = credential_for(given), credential_for(given)
    assert logins == []
    assert one.metadata() == other.metadata() == (("authorization", "Bearer session-0"),)
    assert one.renew()
    assert other.renew()  # takes what the first one got
    assert one.metadata() == other.metadata() == (("authorization", "Bearer session-1"),)
    one.logout()
    assert one.metadata() == (("authorization", "Bearer session-2"),)
    assert logins == ["session-0", "session-1", "session-2"]


def test_a_store_that_others_can_read_is_refused_by_its_option(tmp_path: Path, logins: list[str]) -> None:
    folder = tmp_path / "s"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with pytest.raises(CredentialError, match="Set ansible_cloudvision_session_store to a folder of your own"):
        credential_for(options(user="u", password="p", session_store=str(folder))).metadata()
    assert logins == []
