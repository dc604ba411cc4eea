# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""TLS: which certificates are trusted, and what is said of those that are not, on a real wire."""

from __future__ import annotations

import contextlib
import os
import ssl
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.https.tls import (
    SharedContexts,
    context_for,
    system_context,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from lab import pki
from support.eapi import Switch, options
from support.tiny import TinyServer, serving

VERSION = Batch(parse_commands("show version"))


@pytest.fixture(scope="module")
def authorities() -> pki.Authorities:
    return pki.Authorities()


@pytest.fixture
def ca(authorities: pki.Authorities, tmp_path: Path) -> str:
    return str(authorities.server.write(tmp_path, "ca")[0])


@contextlib.contextmanager
def tls_server(
    folder: Path, pair: pki.Pair, client_ca: pki.Pair | None = None, version: ssl.TLSVersion | None = None
) -> Iterator[TinyServer]:
    """A switch behind TLS; with a client CA it wants a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair.write(folder, "server"))
    if client_ca is not None:
        context.load_verify_locations(cadata=client_ca.certificate_pem.decode())
        context.verify_mode = ssl.CERT_REQUIRED
    if version is not None:
        context.minimum_version = context.maximum_version = version
    with serving(Switch(), tls=context) as server:
        yield server


def ask(server: TinyServer, **given: t.Any) -> list[Response]:
    client = EapiClient(options(**{"host": "127.0.0.1", "port": server.port, **given}))
    try:
        return client.run(VERSION)
    finally:
        client.close()


# --- The switch's certificate ---


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_switch_whose_certificate_the_named_ca_signed(
    authorities: pki.Authorities, ca: str, tmp_path: Path, host: str
) -> None:
    with tls_server(tmp_path, authorities.server_certificate("localhost", "127.0.0.1")) as server:
        assert len(ask(server, ca_path=ca, host=host)) == 1


def test_a_self_signed_certificate_that_is_named_itself(tmp_path: Path) -> None:
    pair = pki.make("127.0.0.1", hosts=("127.0.0.1",))
    with tls_server(tmp_path, pair) as server:
        assert len(ask(server, ca_path=str(tmp_path / "server.pem"))) == 1


@pytest.mark.parametrize("rehashed", [False, True])
def test_a_folder_of_certificates_and_other_files(
    authorities: pki.Authorities, ca: str, tmp_path: Path, rehashed: bool
) -> None:
    folder = tmp_path / "certs"
    (folder / "more").mkdir(parents=True)
    (folder / "README").write_text("not a certificate")
    os.symlink(ca, folder / ("deadbeef.0" if rehashed else "lab.pem"))
    with tls_server(tmp_path, authorities.server_certificate("127.0.0.1")) as server:
        assert len(ask(server, ca_path=str(folder))) == 1


def test_an_unknown_ca_is_refused_by_default(authorities: pki.Authorities, tmp_path: Path) -> None:
    with (
        tls_server(tmp_path, authorities.server_certificate("127.0.0.1")) as server,
        pytest.raises(e.CertificateError) as caught,
    ):
        ask(server)
    assert "is not signed by a CA that we trust" in str(caught.value)
    assert "ansible_eapi_ca_path" in caught.value.hint


@pytest.mark.parametrize(
    ("fault", "words", "hint"),
    [
        ("wrong-certificate", "is not signed by a CA that we trust", "ansible_eapi_ca_path"),
        ("expired-certificate", "has expired", "Renew"),
        ("name-mismatch", "is for another address", "ansible_host"),
    ],
)
def test_flawed_certificates_are_distinguished(
    authorities: pki.Authorities, ca: str, tmp_path: Path, fault: str, words: str, hint: str
) -> None:
    with tls_server(tmp_path, authorities.faulty_certificate(fault, "127.0.0.1")) as server:
        with pytest.raises(e.CertificateError) as caught:
            ask(server, ca_path=ca, label="leaf1", retries=2)
        assert server.connections == 1
    assert words in str(caught.value)
    assert hint in caught.value.hint
    assert "validate_certs off gives passwords to whoever answers" in caught.value.hint
    assert str(caught.value).startswith("leaf1 (https://127.0.0.1:")


def test_a_certificate_for_another_name(authorities: pki.Authorities, ca: str, tmp_path: Path) -> None:
    with (
        tls_server(tmp_path, authorities.faulty_certificate("name-mismatch", "localhost")) as server,
        pytest.raises(e.CertificateError, match="is for another name"),
    ):
        ask(server, ca_path=ca, host="localhost")


def test_a_self_signed_certificate(tmp_path: Path) -> None:
    with (
        tls_server(tmp_path, pki.make("127.0.0.1", hosts=("127.0.0.1",))) as server,
        pytest.raises(e.CertificateError, match="is self-signed and not trusted"),
    ):
        ask(server)


def test_a_certificate_that_is_fit_for_clients_only(authorities: pki.Authorities, ca: str, tmp_path: Path) -> None:
    pair = pki.make("127.0.0.1", authorities.server)
    with (
        tls_server(tmp_path, pair) as server,
        pytest.raises(e.CertificateError, match="is not acceptable") as caught,
    ):
        ask(server, ca_path=ca)
    assert "ansible_eapi_ca_path" not in caught.value.hint


@pytest.mark.parametrize("fault", ["wrong-certificate", "expired-certificate", "name-mismatch"])
def test_without_validation_any_certificate_will_do(authorities: pki.Authorities, tmp_path: Path, fault: str) -> None:
    with tls_server(tmp_path, authorities.faulty_certificate(fault, "127.0.0.1")) as server:
        assert len(ask(server, validate_certs=False)) == 1


def test_nothing_is_sent_to_a_switch_whose_certificate_is_refused(
    authorities: pki.Authorities, ca: str, tmp_path: Path
) -> None:
    with tls_server(tmp_path, authorities.faulty_certificate("wrong-certificate", "127.0.0.1")) as server:
        with pytest.raises(e.CertificateError):
            ask(server, ca_path=ca)
        assert t.cast("Switch", server.switch).requests == []


# --- The client's certificate ---


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("in_one_file", [False, True])
def test_a_client_certificate_is_shown(
    authorities: pki.Authorities, ca: str, tmp_path: Path, version: ssl.TLSVersion, in_one_file: bool
) -> None:
    pair = authorities.client_certificate("ops", 15)
    cert, key = pair.write(tmp_path, "client")
    if in_one_file:
        cert.write_bytes(pair.certificate_pem + pair.key_pem)
    given = {"client_cert": str(cert), "client_key": None if in_one_file else str(key)}
    with tls_server(tmp_path, authorities.server_certificate("127.0.0.1"), authorities.client, version) as server:
        assert len(ask(server, ca_path=ca, **given)) == 1


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("kind", ["foreign", "expired"])
def test_a_client_certificate_that_the_switch_refuses(
    authorities: pki.Authorities, ca: str, tmp_path: Path, version: ssl.TLSVersion, kind: str
) -> None:
    pair = (
        authorities.client_certificate("ops", 15, days=-1)
        if kind == "expired"
        else authorities.client_certificate("ops", 15, kind)
    )
    cert, key = pair.write(tmp_path, "client")
    with (
        tls_server(tmp_path, authorities.server_certificate("127.0.0.1"), authorities.client, version) as server,
        pytest.raises(e.CertificateError, match="refused our client certificate") as caught,
    ):
        ask(server, ca_path=ca, client_cert=str(cert), client_key=str(key))
    assert "ansible_eapi_client_cert" in caught.value.hint


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_switch_that_wants_a_client_certificate_and_gets_none(
    authorities: pki.Authorities, ca: str, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    with (
        tls_server(tmp_path, authorities.server_certificate("127.0.0.1"), authorities.client, version) as server,
        pytest.raises((e.CertificateError, e.TlsError)) as caught,
    ):
        ask(server, ca_path=ca)
    assert caught.value.unreachable


# --- Contexts ---


def test_the_default_verifies_names_and_certificates_and_is_built_once() -> None:
    first, second = context_for(options()), context_for(options(host="leaf2"))
    assert first is second is system_context()
    assert first.check_hostname
    assert first.verify_mode is ssl.CERT_REQUIRED


def test_requests_leave_the_shared_context_as_it_is(authorities: pki.Authorities, tmp_path: Path) -> None:
    with tls_server(tmp_path, authorities.server_certificate("127.0.0.1")) as server:
        ask(server, validate_certs=False)
        with pytest.raises(e.CertificateError):
            ask(server)
    assert system_context().check_hostname
    assert system_context().verify_mode is ssl.CERT_REQUIRED


def test_clients_with_the_same_settings_can_share_a_context(ca: str) -> None:
    shared = SharedContexts()
    first = shared.get(options(ca_path=ca))
    assert shared.get(options(ca_path=ca, host="leaf2", password="other")) is first
    assert shared.get(options(ca_path=ca, tls_minimum="1.3")) is not first
    assert shared.get(options(ca_path=ca, validate_certs=False)) is not first
    assert SharedContexts().get(options(ca_path=ca)) is not first


def test_a_request_without_verification_prints_no_warning(
    authorities: pki.Authorities, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    with tls_server(tmp_path, authorities.server_certificate("127.0.0.1")) as server:
        ask(server, validate_certs=False)
    assert [*recwarn] == []


@pytest.mark.parametrize("given", ["ca_path", "client_cert"])
def test_other_contexts_verify_too(authorities: pki.Authorities, ca: str, tmp_path: Path, given: str) -> None:
    cert, key = authorities.client_certificate("ops", 15).write(tmp_path, "client")
    more: dict[str, t.Any] = (
        {"ca_path": ca} if given == "ca_path" else {"client_cert": str(cert), "client_key": str(key)}
    )
    context = context_for(options(**more))
    assert context is not system_context()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_named_ca_replaces_those_of_the_operating_system(ca: str) -> None:
    assert context_for(options(ca_path=ca)).cert_store_stats()["x509"] == 1


def encrypted(pair: pki.Pair, path: Path) -> None:
    path.write_bytes(
        pair.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )


@pytest.mark.parametrize("flaw", ["encrypted", "another key", "no key", "no PEM"])
def test_client_certificates_that_cannot_be_used(authorities: pki.Authorities, tmp_path: Path, flaw: str) -> None:
    pair = authorities.client_certificate("ops", 15)
    cert, key = pair.write(tmp_path, "client")
    if flaw == "encrypted":
        encrypted(pair, key)
    elif flaw == "another key":
        key.write_bytes(authorities.client_certificate("other", 1).key_pem)
    elif flaw == "no PEM":
        cert.write_text("hello")
    given = options(client_cert=str(cert), client_key=None if flaw == "no key" else str(key))
    with pytest.raises(e.InputError, match="cannot be used") as caught:
        context_for(given)
    assert str(cert) in str(caught.value)
    assert "unencrypted PEM key" in caught.value.hint


@pytest.mark.parametrize("folder", [False, True])
def test_a_ca_path_without_certificates(tmp_path: Path, folder: bool) -> None:
    (tmp_path / "file").write_text("hello")
    path = tmp_path if folder else tmp_path / "file"
    with pytest.raises(e.InputError) as caught:
        context_for(EapiOptions(auth="none", ca_path=str(path)))
    assert f"{path}, which holds no PEM certificate" in str(caught.value)


# --- What the switch presents ---


def test_the_certificate_of_a_handshake_made_now(authorities: pki.Authorities, ca: str, tmp_path: Path) -> None:
    pair = authorities.server_certificate("127.0.0.1")
    with tls_server(tmp_path, pair) as server:
        client = EapiClient(options(host="127.0.0.1", port=server.port, ca_path=ca))
        client.run(VERSION)
        seen = client.peer_certificate()
        assert server.connections == 2
    assert seen == pair.certificate.public_bytes(serialization.Encoding.DER)
    client.close()


def test_the_certificate_at_another_endpoint(authorities: pki.Authorities, tmp_path: Path) -> None:
    pair = authorities.faulty_certificate("wrong-certificate", "127.0.0.1")
    client = EapiClient(options(host="127.0.0.1", port=1, transport="http"))
    assert client.peer_certificate() is None
    with tls_server(tmp_path, pair) as server:
        there = {"port": server.port, "transport": "https"}
        assert client.peer_certificate(**there, validate_certs=False) == pair.certificate.public_bytes(
            serialization.Encoding.DER
        )
        with pytest.raises(e.CertificateError, match="is not signed by a CA that we trust"):
            client.peer_certificate(**there)
    assert client.options.port == 1


# --- Ciphers and versions of old EOS ---

#: Python's list of ciphers has none with SHA-1.
OLD_CIPHER = "ECDHE-ECDSA-AES256-SHA"


@contextlib.contextmanager
def old_server(folder: Path, pair: pki.Pair) -> Iterator[TinyServer]:
    """A switch with one cipher that Python does not offer, as old EOS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair.write(folder, "server"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{OLD_CIPHER}:@SECLEVEL=0")
    with serving(Switch(), tls=context) as server:
        yield server


@pytest.mark.parametrize("validate_certs", [False, True])
def test_old_cipher_fails_with_the_option_to_set(
    authorities: pki.Authorities, ca: str, tmp_path: Path, validate_certs: bool
) -> None:
    pair = authorities.server_certificate("127.0.0.1")
    with old_server(tmp_path, pair) as server, pytest.raises(e.TlsError) as caught:
        ask(server, validate_certs=validate_certs, ca_path=ca)
    assert "ansible_eapi_ciphers" in caught.value.hint


def test_named_cipher_is_offered(authorities: pki.Authorities, ca: str, tmp_path: Path) -> None:
    with old_server(tmp_path, authorities.server_certificate("127.0.0.1")) as server:
        assert ask(server, ca_path=ca, ciphers=f"{OLD_CIPHER}:@SECLEVEL=0")


def test_unknown_cipher_names_the_option(ca: str) -> None:
    with pytest.raises(e.InputError, match="ansible_eapi_ciphers is 'NO-SUCH-CIPHER'"):
        context_for(options(ca_path=ca, ciphers="NO-SUCH-CIPHER"))


def test_tls_minimum_above_the_switch_names_the_option(authorities: pki.Authorities, ca: str, tmp_path: Path) -> None:
    pair = authorities.server_certificate("127.0.0.1")
    with (
        tls_server(tmp_path, pair, version=ssl.TLSVersion.TLSv1_2) as server,
        pytest.raises(e.TlsError, match="ansible_eapi_tls_minimum"),
    ):
        ask(server, ca_path=ca, tls_minimum="1.3")


@pytest.mark.parametrize(
    ("given", "attribute", "expected"),
    [
        ({"tls_minimum": "1.3"}, "minimum_version", ssl.TLSVersion.TLSv1_3),
        ({"tls_minimum": "1.0"}, "minimum_version", ssl.TLSVersion.TLSv1),
        ({"tls_legacy_renegotiation": False}, "minimum_version", ssl.TLSVersion.TLSv1_2),
    ],
)
def test_tls_parameters_of_the_context(ca: str, given: dict[str, t.Any], attribute: str, expected: t.Any) -> None:
    assert getattr(context_for(options(ca_path=ca, **given)), attribute) == expected


def test_legacy_renegotiation_is_off_by_default(ca: str) -> None:
    assert not context_for(options(ca_path=ca)).options & 0x4
    assert context_for(options(ca_path=ca, tls_legacy_renegotiation=True)).options & 0x4


def test_names_are_subject_alternative_names() -> None:
    for context in (system_context(), context_for(options(host="a", validate_certs=False))):
        assert context.hostname_checks_common_name is False
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2
