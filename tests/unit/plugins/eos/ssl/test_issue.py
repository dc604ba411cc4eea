# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Authorities and client certificates that the user makes: what is in them, and when they are made anew."""

from __future__ import annotations

import datetime
import os
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.ca import Authority
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.controller_pairs import KeyPair
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.issue import (
    PairRequest,
    make_certificate,
    make_key,
    reason_for_new,
    user_name,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.x509 import Certificate, PrivateKey, now, stamp

DAY = datetime.timedelta(days=1)
KEY = make_key("ec", 256)
CA = PairRequest("Lab", "Example", validity=1000 * DAY, key_type="ec", key_size=256)
AUTHORITY = Authority(make_certificate(CA, KEY), KEY)
USER = PairRequest("netops 15", authority=AUTHORITY, key_type="ec", key_size=256)


def client(wanted: PairRequest = USER, key: PrivateKey | None = None) -> tuple[Certificate, PrivateKey]:
    """A client certificate and its key."""
    key = key or make_key("ec", 256)
    return make_certificate(wanted, key), key


@pytest.mark.parametrize(("kind", "size"), [("rsa", 2048), ("ec", 256)])
def test_openssl_accepts_the_chain_for_its_purpose(tmp_path: Path, kind: str, size: int) -> None:
    certificate, _key = client(replace(USER, key_type=kind, key_size=size), make_key(kind, size))
    (tmp_path / "ca.pem").write_text(AUTHORITY.certificate.pem)
    (tmp_path / "user.pem").write_text(certificate.pem)
    verify = ["openssl", "verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", "ca.pem", "user.pem"]
    done = subprocess.run(verify, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "user.pem: OK\n", done.stderr
    verify[4] = "sslserver"
    assert subprocess.run(verify, cwd=tmp_path, capture_output=True, check=False).returncode == 2
    assert certificate.subject == "CN=netops 15"
    assert AUTHORITY.certificate.subject == "CN=Lab,O=Example"
    assert AUTHORITY.certificate.is_authority


def test_certificate_expires_with_its_authority() -> None:
    short = make_certificate(replace(CA, validity=40 * DAY), KEY)
    certificate, key = client(replace(USER, authority=Authority(short, KEY)))
    assert certificate.not_after == short.not_after
    # That is less than the time before which it is renewed, but a new one would not last longer.
    late = replace(USER, authority=Authority(short, KEY), renew_before=50 * DAY)
    assert reason_for_new(late, certificate, key) == ""


def test_reasons_to_replace_a_certificate() -> None:
    certificate, key = client()
    end = stamp(certificate.not_after)
    other = Authority(make_certificate(replace(CA, common_name="Other"), make_key("ec", 256)), KEY)
    old, old_key = client(replace(USER, validity=31 * DAY))
    expired = Certificate(old.x509)
    reasons = {
        "": reason_for_new(USER, certificate, key),
        "it does not exist": reason_for_new(USER, None, key),
        "the key is another one than the certificate's": reason_for_new(USER, certificate, KEY),
        "its subject is 'CN=netops 15'": reason_for_new(replace(USER, common_name="netops 1"), certificate, key),
        "'CN=Other,O=Example' did not sign it": reason_for_new(replace(USER, authority=other), certificate, key),
        "its key is of type ECDSA with 256 bits": reason_for_new(
            replace(USER, key_type="rsa", key_size=2048), certificate, key
        ),
        f"it expires at {end}": reason_for_new(
            replace(USER, renew_before=366 * DAY, validity=700 * DAY), certificate, key
        ),
        f"it expires at {stamp(expired.not_after)}": reason_for_new(replace(USER, renew_before=32 * DAY), old, old_key),
    }
    assert reasons == {text: text for text in reasons}


def test_a_renewed_authority_still_stands_for_what_it_signed() -> None:
    certificate, key = client()
    renewed = Authority(make_certificate(replace(CA, validity=2000 * DAY), KEY), KEY)
    assert renewed.certificate.sha256 != AUTHORITY.certificate.sha256
    assert reason_for_new(replace(USER, authority=renewed), certificate, key) == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"renew_before": 400 * DAY}, "renew_before is 400 days and validity 365"),
        ({"key_size": 2048}, "key_size is 2048: a key of type ec has 256, 384, 521 bits"),
        ({"common_name": "x" * 65}, "longer than 64 characters"),
        ({"common_name": " "}, "is empty"),
    ],
)
def test_unsupported_requests(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        replace(USER, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("user", "privilege"),
    [("", 1), ("net ops", 1), ("net\nops", 1), ("../netops", 1), ("/netops", 1), ("netops", 0), ("netops", 16)],
)
def test_users_that_eos_would_misread(user: str, privilege: int) -> None:
    with pytest.raises(InputError, match=r"^(user|privilege) is "):
        user_name(user, privilege)


# -- files ------------------------------------------------------------------------------------------------------------


def pair_in(folder: Path, passphrase: str = "") -> KeyPair:
    """The pair of files in a folder, looked at."""
    pair = KeyPair(str(folder / "a.pem"), str(folder / "a.key"), passphrase)
    pair.read()
    return pair


def test_check_mode_predicts_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    assert pair_in(tmp_path).ensure(USER, check=True) == "it does not exist"
    assert os.listdir(tmp_path) == []
    pair = pair_in(tmp_path)
    assert pair.ensure(USER, check=False) == "it does not exist"
    assert stat.S_IMODE(os.stat(pair.key_path).st_mode) == 0o600
    assert pair_in(tmp_path).ensure(USER, check=False) == ""
    told = str(pair.result("it does not exist", None))
    assert "PRIVATE" not in told
    assert pair.certificate is not None
    assert pair.certificate.sha256 in told


def test_a_key_that_others_may_read_or_that_should_be_encrypted(tmp_path: Path) -> None:
    pair_in(tmp_path).ensure(CA, check=False)
    made = (tmp_path / "a.pem").read_text()
    (tmp_path / "a.key").chmod(0o640)
    assert pair_in(tmp_path).ensure(CA, check=False, keep_key=True) == "others may read the key"
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600
    assert pair_in(tmp_path, "open sesame").ensure(CA, check=False, keep_key=True) == "the key is not encrypted"
    assert pair_in(tmp_path, "open sesame").ensure(CA, check=False, keep_key=True) == ""
    assert "ENCRYPTED" in (tmp_path / "a.key").read_text()
    assert (tmp_path / "a.pem").read_text() == made
    with pytest.raises(InputError, match="does not open it") as caught:
        pair_in(tmp_path, "wrong")
    assert "wrong" not in str(caught.value)


def test_a_renewal_keeps_an_authoritys_key_and_changes_a_users(tmp_path: Path) -> None:
    long = replace(CA, validity=2000 * DAY, renew_before=1500 * DAY)
    pair_in(tmp_path).ensure(CA, check=False)
    before = (tmp_path / "a.key").read_text()
    assert pair_in(tmp_path).ensure(long, check=False, keep_key=True).startswith("it expires at ")
    assert (tmp_path / "a.key").read_text() == before
    assert pair_in(tmp_path).ensure(replace(long, validity=3000 * DAY, renew_before=2500 * DAY), check=False)
    assert (tmp_path / "a.key").read_text() != before
    assert now() < pair_in(tmp_path).certificate.not_after  # type: ignore[union-attr]
