# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""SSL profiles of the lab: what makes one valid, and what a server gets from it."""

from __future__ import annotations

import pytest

from lab import pki
from lab.eos import ssl
from lab.eos.errors import InvalidCommand
from lab.eos.switch import Switch
from support.lab_switches import build, configure

AUTHORITY = pki.make("root", authority=True)
MIDDLE = pki.make("middle", AUTHORITY, authority=True)
SERVER = pki.make("server", MIDDLE, hosts=("192.0.2.1",))
PROFILE = ("management security", "ssl profile API")
PAIR = (*PROFILE, "certificate server.crt key server.key")


class Profiles:
    """A switch with the profile ``API``, and files that a test adds or takes away."""

    def __init__(self) -> None:
        self.switch = build(1)["leaf1"]
        self.put("server", SERVER)
        self.put("middle", MIDDLE)
        self.put("root", AUTHORITY)

    def put(self, name: str, pair: pki.Pair) -> None:
        """Store a certificate and its key as NAME.crt and NAME.key."""
        self.switch.files["certificate"][f"{name}.crt"] = pair.certificate_pem.decode()
        self.switch.files["sslkey"][f"{name}.key"] = pair.key_pem.decode()

    def judge(self, *lines: str) -> ssl.SslProfile:
        """The profile with these lines."""
        configure(self.switch, *PROFILE, *lines)
        return ssl.profiles(self.switch)["API"]

    def errors(self, *lines: str) -> list[tuple[str, str]]:
        """What is wrong with the profile; asserts that its state says so too."""
        profile = self.judge(*lines)
        assert profile.state == ("invalid" if profile.errors else "valid")
        assert not (profile.errors and profile.serves)
        return [(error["errorType"], error["errorAttr"]) for error in profile.errors]


@pytest.fixture
def api() -> Profiles:
    return Profiles()


def test_a_whole_profile_gives_a_server_what_it_needs(api: Profiles) -> None:
    profile = api.judge(
        "certificate server.crt key server.key",
        "chain certificate middle.crt",
        "chain certificate root.crt",
        "trust certificate root.crt",
        "trust certificate server.crt",
        "tls versions 1.3",
        "cipher-list ECDHE-ECDSA-AES256-GCM-SHA384",
    )
    assert (profile.state, profile.errors, profile.serves) == ("valid", [], True)
    assert (profile.certificate_name, profile.key_name) == ("server.crt", "server.key")
    assert profile.certificate_pem == SERVER.certificate_pem.decode()
    assert profile.key_pem == SERVER.key_pem.decode()
    assert profile.chain_pems == (MIDDLE.certificate_pem.decode(), AUTHORITY.certificate_pem.decode())
    assert profile.trusted_pems == (AUTHORITY.certificate_pem.decode(), SERVER.certificate_pem.decode())
    assert (profile.tls_versions, profile.ciphers) == (("1.3",), "ECDHE-ECDSA-AES256-GCM-SHA384")


def test_the_built_in_profile_is_always_there(api: Profiles) -> None:
    profile = ssl.profiles(api.switch)["ARISTA_DEFAULT_PROFILE"]
    assert (profile.state, profile.serves, profile.certificate_pem) == ("valid", True, "")


def test_files_that_are_missing(api: Profiles) -> None:
    assert api.errors() == [("certificateNotConfigured", "")]
    assert api.errors("certificate other.crt key other.key", "trust certificate ca.crt") == [
        ("certificateNotFound", "other.crt"),
        ("keyNotFound", "other.key"),
        ("certificateNotFound", "ca.crt"),
    ]
    assert api.errors("certificate server.crt key server.key", "no trust certificate ca.crt") == []
    del api.switch.files["sslkey"]["server.key"]  # no change of the configuration
    assert api.errors() == [("keyNotFound", "server.key")]


def test_a_profile_of_trusted_certificates_is_valid_but_serves_nothing(api: Profiles) -> None:
    profile = api.judge("trust certificate root.crt")
    assert (profile.state, profile.serves) == ("valid", False)


def test_a_key_of_another_certificate(api: Profiles) -> None:
    assert api.errors("certificate server.crt key middle.key") == [("keyMismatch", "middle.key")]


def test_certificates_out_of_their_time(api: Profiles) -> None:
    api.put("old", pki.make("server", hosts=("192.0.2.1",), days=-1))
    assert api.errors("certificate old.crt key old.key") == [("certificateExpired", "old.crt")]
    assert api.errors(*PAIR[2:], "trust certificate old.crt") == [("certificateExpired", "old.crt")]


@pytest.mark.parametrize(
    ("chain", "errors"),
    [
        (("middle", "root"), []),
        (("middle",), []),
        (("root", "middle"), [("chainOutOfOrder", "root.crt"), ("chainOutOfOrder", "middle.crt")]),
        (("root",), [("chainOutOfOrder", "root.crt")]),
        (("leaf",), [("chainOutOfOrder", "leaf.crt")]),
        (("gone", "root"), [("certificateNotFound", "gone.crt")]),
    ],
)
def test_chains(api: Profiles, chain: tuple[str, ...], errors: list[tuple[str, str]]) -> None:
    api.put("leaf", pki.make("leaf", MIDDLE, hosts=("192.0.2.2",)))
    lines = [f"chain certificate {name}.crt" for name in chain]
    assert api.errors("certificate server.crt key server.key", *lines) == errors


def test_a_certificate_for_clients_is_valid_but_serves_nothing(api: Profiles) -> None:
    api.put("client", pki.make("client", AUTHORITY))
    profile = api.judge("certificate client.crt key client.key")
    assert (profile.state, profile.serves) == ("valid", False)


def test_requirements_of_a_profile(api: Profiles) -> None:
    pair = "certificate server.crt key server.key"
    assert api.errors(pair, "chain certificate middle.crt", "trust certificate server.crt") == []
    assert api.errors("trust certificate requirement basic-constraint ca true") == [("certificateNotCa", "server.crt")]
    assert api.errors(
        "no trust certificate requirement basic-constraint ca true", "chain certificate requirement include root-ca"
    ) == [("rootCaNotIncluded", "middle.crt")]
    assert api.errors("chain certificate root.crt") == []
    api.put("odd", pki.make("odd", SERVER, hosts=("192.0.2.9",)))  # signed with the key of what is no authority
    odd = ("certificate odd.crt key odd.key", "no chain certificate middle.crt", "no chain certificate root.crt")
    assert api.errors(*odd, "no chain certificate requirement include root-ca", "chain certificate server.crt") == []
    assert api.errors("chain certificate requirement basic-constraint ca true") == [("certificateNotCa", "server.crt")]


def test_expired_trust_may_be_ignored(api: Profiles) -> None:
    api.put("old", pki.make("old", authority=True, days=-1))
    lines = ("certificate server.crt key server.key", "trust certificate old.crt")
    assert api.errors(*lines) == [("certificateExpired", "old.crt")]
    assert api.errors("trust certificate policy expiry-date ignore") == []


def _section(switch: Switch) -> list[str]:
    lines = switch.running.text().splitlines()
    start = lines.index("   ssl profile API") + 1
    return [line.strip() for line in lines[start:] if line.startswith("      ")]


def test_tls_versions_are_added_and_removed(api: Profiles) -> None:
    assert api.judge("tls versions 1.3 1.2").tls_versions == ("1.2", "1.3")
    assert api.judge("tls versions remove 1.2").tls_versions == ("1.3",)
    assert api.judge("tls versions add 1.2 1.1").tls_versions == ("1.1", "1.2", "1.3")
    assert _section(api.switch) == ["tls versions 1.1 1.2 1.3"]
    assert api.judge("no tls versions").tls_versions == ("1.2", "1.3")
    assert _section(api.switch) == []
    with pytest.raises(InvalidCommand, match=r"Invalid input \(at token 2: '1\.4'\)"):
        api.judge("tls versions 1.4")


def test_lines_of_a_profile(api: Profiles) -> None:
    profile = api.judge(
        "chain certificate zz.crt",
        "chain certificate aa.crt",
        "cipher v1.2 ECDHE-RSA-AES256-GCM-SHA384",
        "cipher v1.3 TLS_AES_256_GCM_SHA384",
        "fips restrictions",
    )
    assert profile.chain_names == ("zz.crt", "aa.crt")  # as entered
    assert (profile.ciphers, profile.ciphers_13) == ("ECDHE-RSA-AES256-GCM-SHA384", "TLS_AES_256_GCM_SHA384")
    assert profile.fips is True
    assert _section(api.switch) == [
        "fips restrictions",
        "cipher v1.2 ECDHE-RSA-AES256-GCM-SHA384",
        "cipher v1.3 TLS_AES_256_GCM_SHA384",
        "chain certificate zz.crt",
        "chain certificate aa.crt",
    ]
