# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Which certificates are trusted: roots, CA files, client pairs and pinned certificates, the latter on a real wire."""

from __future__ import annotations

import builtins
import contextlib
import datetime
import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import tls
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.tls import (
    Trust,
    client_pair,
    fetch_certificate,
    name_in,
    trust_for,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import (
    CertificateError,
    InputError,
    LibraryError,
    ProxyError,
    UnreachableError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common.tls import client_context
from lab import pki
from support.eapi import Switch
from support.proxy import proxying
from support.tiny import free_port, serving, speaking

CA = pki.make("CA", authority=True)
OTHER_CA = pki.make("Other CA", authority=True)
SERVER = pki.make("cv.example.com", CA, hosts=("cv.example.com", "127.0.0.1"))
CLIENT = pki.make("client", CA)
NODE = Node("127.0.0.1", 443)


def options(**given: Any) -> CloudVisionOptions:
    return CloudVisionOptions(nodes=(NODE,), **{"token": "t", "connect_timeout": 30.0, **given})


def der(pair: pki.Pair) -> bytes:
    return pair.certificate.public_bytes(Encoding.DER)


def fingerprint_of(pair: pki.Pair) -> str:
    return hashlib.sha256(der(pair)).hexdigest()


@contextlib.contextmanager
def tls_node(folder: Path, pair: pki.Pair = SERVER, names: list[str | None] | None = None) -> Iterator[Node]:
    """A TLS server; ``names`` gets the server names that clients ask for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair.write(folder, "server"))
    if names is not None:
        context.sni_callback = lambda _socket, name, _context: names.append(name)
    with serving(Switch(), tls=context) as server:
        yield Node("127.0.0.1", server.port)


# --- Roots ---


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Where OpenSSL looks for the operating system's certificates."""
    paths = SimpleNamespace(cafile=None, capath=None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    tls.system_roots.cache_clear()
    yield paths
    tls.system_roots.cache_clear()


def test_system_roots_from_a_file(system: SimpleNamespace, tmp_path: Path) -> None:
    system.cafile, system.capath = str(CA.write(tmp_path, "ca")[0]), str(tmp_path / "none")
    assert tls.system_roots() == CA.certificate_pem
    assert trust_for(options(server_name="cv"), NODE) == Trust(CA.certificate_pem, "cv")


def test_system_roots_from_a_folder(system: SimpleNamespace, tmp_path: Path) -> None:
    CA.write(tmp_path, "ca")
    system.capath = str(tmp_path)
    assert tls.system_roots() == CA.certificate_pem


def test_a_system_without_roots(system: SimpleNamespace, tmp_path: Path) -> None:
    assert tls.system_roots() is None
    tls.system_roots.cache_clear()
    system.capath = str(tmp_path)
    assert tls.system_roots() is None
    assert trust_for(options(), NODE) == Trust(None)


def test_system_roots_are_read_once(system: SimpleNamespace, tmp_path: Path) -> None:
    system.cafile = str(CA.write(tmp_path, "ca")[0])
    first = tls.system_roots()
    (tmp_path / "ca.pem").unlink()
    assert tls.system_roots() is first


def test_a_ca_file_is_trusted_alone(tmp_path: Path) -> None:
    path = CA.write(tmp_path, "ca")[0]
    assert trust_for(options(ca_path=str(path)), NODE) == Trust(CA.certificate_pem)


def test_a_ca_folder(tmp_path: Path) -> None:
    CA.write(tmp_path, "a")
    OTHER_CA.write(tmp_path, "b")
    (tmp_path / "0123abcd.0").symlink_to(tmp_path / "a.pem")
    (tmp_path / "broken.0").symlink_to(tmp_path / "gone.pem")
    (tmp_path / "folder").mkdir()
    roots = trust_for(options(ca_path=str(tmp_path)), NODE).roots or b""
    assert roots.count(b"BEGIN CERTIFICATE") == 2, "a hash link repeats nothing"
    assert CA.certificate_pem in roots
    assert OTHER_CA.certificate_pem in roots
    assert b"PRIVATE KEY" not in roots


@pytest.mark.parametrize(
    "content", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_a_ca_file_without_a_certificate(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ca.pem"
    path.write_text(content)
    for named in (path, tmp_path):
        with pytest.raises(InputError, match=f"ca_path names {named}, which holds no PEM certificate"):
            trust_for(options(ca_path=str(named)), NODE)


# --- Client certificates ---


def test_no_client_certificate() -> None:
    assert client_pair(options()) is None


def test_a_client_certificate_and_its_key(tmp_path: Path) -> None:
    certificate, key = CLIENT.write(tmp_path, "client")
    given = options(token=None, client_cert=str(certificate), client_key=str(key))
    assert client_pair(given) == (CLIENT.key_pem, CLIENT.certificate_pem)


def test_a_client_certificate_with_its_key_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "both.pem"
    path.write_bytes(CLIENT.certificate_pem + CLIENT.key_pem)
    path.chmod(0o600)
    assert client_pair(options(token=None, client_cert=str(path))) == (path.read_bytes(), path.read_bytes())


def test_client_keys_that_cannot_be_used(tmp_path: Path) -> None:
    certificate, key = CLIENT.write(tmp_path, "client")
    for wrong in (
        SERVER.key_pem,
        CLIENT.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")),
    ):
        key.write_bytes(wrong)
        with pytest.raises(InputError) as raised:
            client_pair(options(token=None, client_cert=str(certificate), client_key=str(key)))
        assert str(raised.value).startswith(
            f"127.0.0.1:443: the client certificate {certificate} with the key {key} cannot be used ("
        )
        assert str(raised.value).endswith("Give an unencrypted PEM key that belongs to the certificate.")
    with pytest.raises(InputError, match="with the key in the same file cannot be used"):
        client_pair(options(token=None, client_cert=str(certificate)))


# --- Pinned certificates ---


def test_a_pinned_certificate_is_the_only_root(tmp_path: Path) -> None:
    given = options(fingerprint=fingerprint_of(SERVER))
    with tls_node(tmp_path) as node:
        assert trust_for(given, node) == Trust(SERVER.certificate_pem, "cv.example.com", fingerprint_of(SERVER))
        named = trust_for(options(fingerprint=fingerprint_of(SERVER), server_name="cv"), node)
    assert named.server_name == "cv"


def test_another_certificate_than_the_pinned_one(tmp_path: Path) -> None:
    with tls_node(tmp_path) as node, pytest.raises(CertificateError) as raised:
        trust_for(options(fingerprint=fingerprint_of(CLIENT)), node)
    assert str(raised.value) == (
        f"{node.target}: the certificate's fingerprint is {fingerprint_of(SERVER)}, and not that of "
        "ansible_cloudvision_fingerprint. Somebody else may be answering. If the certificate was renewed, set the new "
        "fingerprint."
    )


def nameless() -> pki.Pair:
    """A certificate without any name."""
    key, now = CA.key, datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(x509.Name([]), x509.Name([]), key.public_key(), 1, now - pki.DAY, now + pki.DAY)
    return pki.Pair(builder.sign(key, hashes.SHA256()), key)


def test_no_validation_takes_any_certificate_and_warns(tmp_path: Path) -> None:
    pair = nameless()
    with tls_node(tmp_path, pair) as node:
        trust = trust_for(options(validate_certs=False), node)
    warning = tls.INSECURE.format(name="127.0.0.1:443", fingerprint=fingerprint_of(pair))
    assert trust == Trust(pair.certificate_pem, "127.0.0.1", fingerprint_of(pair), warning)


@pytest.mark.parametrize("server_name", [None, "cv.example.org"])
def test_the_certificate_is_fetched_for_the_name(tmp_path: Path, server_name: str | None) -> None:
    names: list[str | None] = []
    with tls_node(tmp_path, names=names) as node:
        assert fetch_certificate(options(server_name=server_name), node) == der(SERVER)
    assert names == [server_name]


def test_tls_1_1_is_not_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ssl.SSLContext] = []

    def context() -> ssl.SSLContext:
        made.append(client_context())
        return made[-1]

    with tls_node(tmp_path) as node:
        monkeypatch.setattr(tls, "client_context", context)
        fetch_certificate(options(), node)
    assert [one.minimum_version for one in made] == [ssl.TLSVersion.TLSv1_2]


def test_a_node_that_does_not_answer() -> None:
    node = Node("127.0.0.1", free_port())
    with pytest.raises(UnreachableError) as raised:
        fetch_certificate(options(), node)
    assert str(raised.value) == (
        f"127.0.0.1:443: its certificate cannot be fetched from {node.target}: Connection refused. "
        f"{UnreachableError.hint_default}"
    )


def test_a_node_that_speaks_no_tls() -> None:
    with speaking(b"220 ready\r\n") as port, pytest.raises(UnreachableError, match="cannot be fetched from"):
        fetch_certificate(options(), Node("127.0.0.1", port))


# --- Proxies ---


def test_the_certificate_is_fetched_through_the_proxy(tmp_path: Path) -> None:
    with tls_node(tmp_path) as node, proxying({"cv.example.com": "127.0.0.1"}, "us er:pass:word") as proxy:
        url = proxy.url.replace("http://", "http://us%20er:pass%3Aword@")
        assert fetch_certificate(options(proxy=url), Node("cv.example.com", node.port)) == der(SERVER)
        assert [(one.method, one.target) for one in proxy.asked] == [("CONNECT", f"cv.example.com:{node.port}")]


def test_a_proxy_without_credentials(tmp_path: Path) -> None:
    with tls_node(tmp_path) as node, proxying({}) as proxy:
        assert fetch_certificate(options(proxy=proxy.url), node) == der(SERVER)
        assert "proxy-authorization" not in proxy.asked[0].headers


def test_a_proxy_that_refuses() -> None:
    with proxying({}, "user:password") as proxy, pytest.raises(ProxyError) as raised:
        fetch_certificate(options(proxy=proxy.url.replace("http://", "http://user:hidden@")), NODE)
    assert str(raised.value).startswith("127.0.0.1:443: the proxy does not connect to 127.0.0.1:443 (Tunnel")
    assert "hidden" not in str(raised.value)


def test_a_proxy_that_does_not_answer() -> None:
    with pytest.raises(UnreachableError, match=r"fetched from 127\.0\.0\.1:443 through the proxy: ") as raised:
        fetch_certificate(options(proxy=f"http://127.0.0.1:{free_port()}"), NODE)
    assert raised.value.hint == ProxyError.hint_default


def test_the_port_of_a_proxy_is_80_by_default() -> None:
    connection = tls._connection(options(proxy="http://proxy.example.com", connect_timeout=3.0), NODE)
    assert (connection.host, connection.port, connection.timeout) == ("proxy.example.com", 80, 3.0)
    direct = tls._connection(options(connect_timeout=3.0), NODE)
    assert (direct.host, direct.port, direct.timeout) == ("127.0.0.1", 443, 3.0)


# --- Names ---


@pytest.mark.parametrize(
    ("pair", "name"),
    [
        (SERVER, "cv.example.com"),
        (pki.make("cv", hosts=("192.0.2.1",)), "192.0.2.1"),
        (pki.make("cv", hosts=("192.0.2.1", "cv2")), "cv2"),
        (pki.make("cv", hosts=("*.example.com",)), "any.example.com"),
        (CLIENT, "client"),
        (nameless(), None),
    ],
)
def test_a_name_that_the_certificate_holds(pair: pki.Pair, name: str | None) -> None:
    assert name_in(der(pair)) == name


def test_pinning_needs_cryptography(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **others: Any) -> Any:
        if name == "cryptography":
            raise ImportError("No module named 'cryptography'")
        return real(name, *more, **others)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(LibraryError) as raised:
        name_in(b"")
    assert str(raised.value) == (
        "pinning a certificate needs the Python package cryptography (No module named 'cryptography'). "
        "Install it, or name the CA in ansible_cloudvision_ca_path."
    )
