# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Whom the client trusts, and which way it takes: authorities, fingerprints, names, proxies, nodes in turn."""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision import errors
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.client import CloudVisionClient
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import channel as channel_module
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Backoff
from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support.cloudvision_plays import info, inventory, options_of
from support.playrun import AnsibleRunner
from support.plays import GO_ON, play
from support.proxy import proxying
from support.tiny import silent

Clients = Callable[..., CloudVisionClient]
OTHER_FINGERPRINT = "ab" * 32
PROXY_USER = "proxy:pr0xy-cv-secret"


@pytest.fixture
def cv(cloudvision: CloudVision) -> Iterator[CloudVision]:
    """CloudVision without faults, with its counters at zero."""
    cloudvision.faults.clear()
    cloudvision.stats.reset()
    yield cloudvision
    cloudvision.faults.clear()


@pytest.fixture
def connect(cv: CloudVision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clients]:
    """Makes clients that pause no longer than they must; their warnings are in ``client.said``."""
    monkeypatch.setattr(channel_module, "CALLS", Backoff(0.02, 2.0, 1.0))
    opened: list[Any] = []

    def connect(**given: Any) -> CloudVisionClient:
        said: list[str] = []
        client: Any = CloudVisionClient(options_of(cv, **{"session_store": str(tmp_path / "s"), **given}), said.append)
        client.said = said
        opened.append(client)
        return client

    yield connect
    for client in opened:
        client.close()


def fingerprint_of(cv: CloudVision) -> str:
    pem = ssl.get_server_certificate((cv.address, cv.port))
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


def test_authorities_come_from_a_file_or_a_folder(
    network: Lab, cv: CloudVision, connect: Clients, tmp_path: Path
) -> None:
    folder = tmp_path / "authorities"
    folder.mkdir()
    (folder / "lab.pem").write_bytes(network.ca_path.read_bytes())
    (folder / "README").write_text("not a certificate")
    with pytest.raises(errors.CertificateError):
        connect(ca_path=None).probe()
    assert cv.stats.calls == 0
    for answered, path in enumerate((network.ca_path, folder), 1):
        connect(ca_path=str(path)).probe()
        assert cv.stats.calls == answered


def test_a_file_without_a_certificate_is_refused_before_anything_is_sent(
    cv: CloudVision, connect: Clients, tmp_path: Path
) -> None:
    path = tmp_path / "empty.pem"
    path.write_text("nothing\n")
    with pytest.raises(errors.InputError, match=r"ca_path names \S+empty.pem, which holds no PEM certificate"):
        connect(ca_path=str(path)).probe()
    assert cv.stats.connections == 0


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (
            "wrong-certificate",
            "is not signed by a CA that we trust. Name the CA's certificate in ansible_cloudvision_ca",
        ),
        ("expired-certificate", "has expired. Renew the certificate on CloudVision"),
        ("name-mismatch", "is for another name. Set ansible_host to a name that the certificate holds"),
    ],
)
def test_a_certificate_that_is_not_accepted_is_not_asked_for_again(
    cv: CloudVision, connect: Clients, fault: str, says: str
) -> None:
    cv.faults.add(fault, times=1)  # a second try would succeed
    with pytest.raises(errors.CertificateError, match=re.escape(f"the server's certificate {says}")):
        connect().probe()
    assert cv.stats.calls == 0


@pytest.mark.parametrize("pinned", [True, False])
def test_no_option_accepts_a_certificate_that_has_expired(cv: CloudVision, connect: Clients, pinned: bool) -> None:
    cv.faults.add("expired-certificate")
    trust = {"fingerprint": fingerprint_of(cv)} if pinned else {"validate_certs": False}
    with pytest.raises(errors.CertificateError, match=r"has expired.*neither ansible_cloudvision_fingerprint nor"):
        connect(ca_path=None, **trust).probe()
    assert cv.stats.calls == 0


def test_an_expired_certificate_is_no_matter_of_the_ca_for_a_login_either(cv: CloudVision, connect: Clients) -> None:
    cv.faults.add("expired-certificate")
    with pytest.raises(errors.CertificateError, match="Renew the certificate on CloudVision") as caught:
        connect(user=cv.username, password=cv.password).probe()
    assert "ansible_cloudvision_ca_path" not in str(caught.value)
    assert cv.stats.logins == 0


def test_a_client_key_of_a_kind_that_grpc_does_not_take_is_named(
    cv: CloudVision, connect: Clients, tmp_path: Path
) -> None:
    path = tmp_path / "client.pem"
    path.touch(mode=0o600)
    path.write_bytes(pem_on_a_rare_curve())
    with pytest.raises(errors.TlsError, match=r"client\.pem \(ansible_cloudvision_client_cert\).*keys of RSA"):
        connect(client_cert=str(path)).probe()
    assert cv.stats.calls == 0


def pem_on_a_rare_curve() -> bytes:
    """A certificate with its key, which Python's TLS library takes, and gRPC's does not."""
    key = ec.generate_private_key(ec.SECP256K1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "client")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=2))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, *plain
    )


def test_the_operating_system_does_not_know_the_lab(cv: CloudVision, connect: Clients) -> None:
    with pytest.raises(errors.CertificateError, match=r"is not signed by a CA that we trust|is self-signed"):
        connect(ca_path=None).probe()
    assert cv.stats.calls == 0


@pytest.mark.parametrize("fault", [None, "wrong-certificate", "name-mismatch"])
def test_a_fingerprint_is_trusted_whatever_signed_it(cv: CloudVision, connect: Clients, fault: str | None) -> None:
    if fault:
        cv.faults.add(fault)
    client: Any = connect(ca_path=None, fingerprint=fingerprint_of(cv))
    client.probe()
    assert client.said == []


def test_another_certificate_than_the_pinned_one_is_refused(cv: CloudVision, connect: Clients) -> None:
    real = fingerprint_of(cv)
    cv.stats.reset()
    with pytest.raises(errors.CertificateError, match=f"the certificate's fingerprint is {real}, and not that of"):
        connect(ca_path=None, fingerprint=OTHER_FINGERPRINT).probe()
    assert cv.stats.calls == 0


@pytest.mark.parametrize("fault", [None, "wrong-certificate", "name-mismatch"])
def test_no_validation_warns_and_names_the_fingerprint(cv: CloudVision, connect: Clients, fault: str | None) -> None:
    if fault:
        cv.faults.add(fault)
    client: Any = connect(ca_path=None, validate_certs=False)
    client.probe()
    client.close()
    client.probe()
    assert len(client.said) == 1
    assert "credentials go to whoever answers" in client.said[0]
    assert fingerprint_of(cv) in client.said[0]


def test_a_login_trusts_whom_the_channel_trusts(cv: CloudVision, connect: Clients, tmp_path: Path) -> None:
    login = {"user": cv.username, "password": cv.password}
    ways: dict[str, dict[str, Any]] = {
        "ca": {},
        "pin": {"ca_path": None, "fingerprint": fingerprint_of(cv)},
        "off": {"ca_path": None, "validate_certs": False},
    }
    for name, way in ways.items():
        connect(**login, **way, session_store=str(tmp_path / name)).probe()
    assert cv.stats.logins == 3
    with pytest.raises(errors.CertificateError, match="is not accepted"):
        connect(**login, ca_path=None, session_store=str(tmp_path / "none")).probe()
    assert cv.stats.logins == 3


def test_the_certificates_name_can_be_another_than_the_hosts(cv: CloudVision, connect: Clients) -> None:
    cv.faults.add("name-mismatch")
    connect(server_name="other.example").probe()
    cv.faults.clear()
    with pytest.raises(errors.CertificateError, match="is for another name"):
        connect(server_name="other.example").probe()


def test_a_port_without_tls_is_named(cv: CloudVision, connect: Clients) -> None:
    cv.faults.add("plain-text")
    with pytest.raises(errors.TlsError, match=f"port {cv.port} does not speak TLS. Check ansible_port"):
        connect().probe()


def test_nodes_are_tried_in_turn(cv: CloudVision, connect: Clients) -> None:
    live, dead = Node(cv.address, cv.port), Node(cv.address, 1)
    client = connect(nodes=(dead, live), retries=0)
    client.probe()
    assert client.channel.node == live
    client.probe()
    assert cv.stats.connections == 1


def test_without_any_node_the_error_names_the_last_and_the_cause(cv: CloudVision, connect: Clients) -> None:
    nodes = (Node(cv.address, 1), Node(cv.address, 2))
    with pytest.raises(errors.UnreachableError, match=r"node \S+:2: cannot connect: connection refused"):
        connect(nodes=nodes, retries=1).probe()


def test_a_name_that_nobody_knows_is_reported_at_once(cv: CloudVision, connect: Clients) -> None:
    with pytest.raises(errors.UnknownHostError, match=r"the name 'cv\.invalid' is not known"):
        connect(nodes=(Node("cv.invalid", 443),), retries=0).probe()


def test_a_listener_that_says_nothing_ends_in_time(connect: Clients) -> None:
    with silent() as port, pytest.raises(errors.UnreachableError, match=r"no connection within 0\.5 s"):
        connect(nodes=(Node("127.0.0.1", port),), connect_timeout=0.5, retries=0).probe()
    # The call's own time is shorter: it ends by saying that there is no connection, not that there is no answer.
    with silent() as port, pytest.raises(errors.UnreachableError, match=r"no connection within 0\.4 s"):
        connect(nodes=(Node("127.0.0.1", port),), timeout=0.5, retries=0).probe()


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY"])
def test_the_environments_proxy_counts_in_either_case(
    cv: CloudVision, connect: Clients, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with proxying({}) as proxy:
        monkeypatch.setenv(name, proxy.url)
        connect().probe()
        assert [asked.target for asked in proxy.asked] == [f"{cv.address}:{cv.port}"]
        monkeypatch.setenv("NO_PROXY", f"example.com, {cv.address}")
        connect().probe()
        assert len(proxy.asked) == 1


def test_the_proxys_option_serves_the_login_and_the_certificate_as_well(cv: CloudVision, connect: Clients) -> None:
    with proxying({}, PROXY_USER) as proxy:
        url = proxy.url.replace("//", f"//{PROXY_USER}@")
        connect(user=cv.username, password=cv.password, proxy=url, ca_path=None, validate_certs=False).probe()
        assert {asked.method for asked in proxy.asked} == {"CONNECT"}
        with pytest.raises(errors.ProxyError, match=r"the proxy wants other credentials \(HTTP 407\)") as caught:
            connect(proxy=proxy.url, retries=0).probe()
    assert PROXY_USER not in str(caught.value)


def test_a_proxy_that_does_not_connect_is_named(cv: CloudVision, connect: Clients) -> None:
    with proxying({}) as proxy, pytest.raises(errors.ProxyError, match="the proxy does not connect to CloudVision"):
        connect(nodes=(Node(cv.address, 1),), proxy=proxy.url, retries=0).probe()


def test_a_play_says_all_this_too(network: Lab, cv: CloudVision, runner: AnsibleRunner) -> None:
    hosts: dict[str, dict[str, Any]] = {
        "off": {"ansible_cloudvision_ca_path": None, "ansible_cloudvision_validate_certs": False},
        "pinned": {"ansible_cloudvision_ca_path": None, "ansible_cloudvision_fingerprint": fingerprint_of(cv).upper()},
        "nodes": {
            "ansible_host": None,
            "ansible_cloudvision_nodes": [f"{cv.address}:1", f"{cv.address}:{cv.port}"],
        },
        "unknown": {"ansible_cloudvision_ca_path": None},
        "refused": {"ansible_port": 1, "ansible_cloudvision_retries": 0},
    }
    ask = info("Ask", "inventory.v1.Device", {"key": {"device_id": cv.device_id("leaf1")}})
    run = runner.playbook([play([ask], **GO_ON)], inventory(network, hosts))
    for name in ("off", "pinned", "nodes"):
        assert run.result(name, "Ask")["resource"]["hostname"] == "leaf1"
    assert "The certificate of off (" in run.output.replace("\n", " ")
    assert "ssl_transport_security" not in run.output  # gRPC's own lines
    assert run.result("unknown", "Ask").status == "unreachable"
    assert "ansible_cloudvision_fingerprint" in run.result("unknown", "Ask").msg
    assert run.result("refused", "Ask").status == "unreachable"
    assert "cannot connect: connection refused" in run.result("refused", "Ask").msg
