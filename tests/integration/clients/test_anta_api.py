# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""ANTA's tests of the API service on the lab: each passes on a switch that is set up well, and fails after a change.

The switch has an SSL profile with a certificate of an authority of its own, serves HTTPS alone, and guards the API with
an access list of each family.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lab import Lab, LabSwitch, pki

pytestmark = pytest.mark.interop

pytest.importorskip("anta", reason="it has no release for every Python")

# Imported after the check that it is there.
from anta._runner import AntaRunFilters, AntaRunner  # noqa: E402
from anta.catalog import AntaCatalog  # noqa: E402
from anta.device import AsyncEOSDevice  # noqa: E402
from anta.inventory import AntaInventory  # noqa: E402

API, SERVER = "management api http-commands", "management http-server"
ROOT = pki.make("corporate root", authority=True)
CERTIFICATE = {
    "certificate_name": "api.crt",
    "expiry_threshold": 10,
    "common_name": "api",
    "encryption_algorithm": "ECDSA",
    "key_size": 256,
}
CATALOG: dict[str, list[dict[str, Any]]] = {
    "anta.tests.security": [
        {"VerifyAPIHttpStatus": None},
        {"VerifyAPIHttpsSSL": {"profile": "API"}},
        {"VerifyAPISSLCertificate": {"certificates": [CERTIFICATE]}},
        {"VerifyAPIIPv4Acl": {"number": 1, "vrf": "default"}},
        {"VerifyAPIIPv6Acl": {"number": 1, "vrf": "default"}},
    ]
}
SETUP = (
    *("ip access-list HOSTS", "permit tcp 127.0.0.0/8 any"),
    *("ipv6 access-list HOSTS6", "permit ipv6 any any"),
    *("management security", "ssl profile API", "certificate api.crt key api.key", "tls versions 1.2"),
    *(SERVER, "protocol https ssl profile API"),
    *(API, "vrf default", "no shutdown", "ip access-group HOSTS in", "ipv6 access-group HOSTS6 in"),
)


def put(leaf: LabSwitch, certificate: bytes, key: bytes) -> None:
    """Store the certificate of the API and its key."""
    leaf.switch.files["certificate"]["api.crt"] = certificate.decode()
    leaf.switch.files["sslkey"]["api.key"] = key.decode()
    leaf.run("configure", "hostname leaf1")


def renew(leaf: LabSwitch, days: int) -> None:
    """A new certificate that is valid for so many days."""
    pair = pki.make("api", ROOT, hosts=(leaf.address,), days=days)
    put(leaf, pair.certificate_pem, pair.key_pem)


def other_key(leaf: LabSwitch) -> None:
    """A certificate with a key of another kind and size."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pair = pki.make("api", ROOT, hosts=(leaf.address,), key=key)  # type: ignore[arg-type]
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    put(leaf, pair.certificate_pem, pem)


def configure(*lines: str) -> Callable[[LabSwitch], Any]:
    """A change that enters lines."""
    return lambda leaf: leaf.run("configure", *lines)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 1, local_http=True, restart_seconds=0.02) as running:
        yield running


@pytest.fixture
def leaf(lab: Lab) -> Iterator[LabSwitch]:
    """The switch, set up well."""
    switch = lab["leaf1"]
    before = switch.switch.running.copy()
    renew(switch, 30)
    switch.run("configure", *SETUP)
    yield switch
    switch.switch.running.replace(before)
    switch.run("show hostname")


def verdicts(lab: Lab, leaf: LabSwitch) -> dict[str, tuple[str, str]]:
    """The result of each test by name, with its messages; by way of the local server where HTTPS is off."""
    device = AsyncEOSDevice(
        leaf.address,
        lab.username,
        lab.password,
        name=leaf.name,
        port=leaf.https_port or leaf.local_http_port,
        proto="https" if leaf.https_port else "http",
        timeout=20,
        disable_cache=True,
        enable=True,
    )
    inventory = AntaInventory()
    inventory.add_device(device)

    async def run() -> Any:
        context = await AntaRunner().run(inventory, AntaCatalog.from_dict(CATALOG), filters=AntaRunFilters())
        await device.disconnect()
        return context.manager.results

    results = asyncio.run(asyncio.wait_for(run(), 60))
    return {result.test: (str(result.result), " ".join(result.messages)) for result in results}


def test_all_pass_on_a_switch_that_is_set_up_well(lab: Lab, leaf: LabSwitch) -> None:
    assert verdicts(lab, leaf) == {name: ("success", "") for entry in CATALOG["anta.tests.security"] for name in entry}


#: Change → which tests fail then, and what they say.
TOGGLES: dict[str, tuple[Callable[[LabSwitch], Any], dict[str, str]]] = {
    "http on": (configure(SERVER, "protocol http"), {"VerifyAPIHttpStatus": "enabled globally"}),
    "http in place of https": (
        configure(SERVER, "no protocol https", "protocol http"),
        {"VerifyAPIHttpStatus": "enabled globally"},
    ),
    "certificate missing": (
        configure("management security", "ssl profile API", "certificate missing.crt key api.key"),
        {"VerifyAPIHttpsSSL": "profile API is misconfigured or invalid"},
    ),
    "certificate expired": (
        lambda leaf: renew(leaf, -2),
        {
            "VerifyAPIHttpsSSL": "profile API is misconfigured or invalid",
            "VerifyAPISSLCertificate": "certificate expired",
        },
    ),
    "profile removed": (
        configure(SERVER, "no protocol https ssl profile"),
        {"VerifyAPIHttpsSSL": "profile API is not configured"},
    ),
    "another profile": (
        configure(
            *("management security", "ssl profile OTHER", "certificate api.crt key api.key"),
            *(SERVER, "protocol https ssl profile OTHER"),
        ),
        {"VerifyAPIHttpsSSL": "profile API is misconfigured or invalid"},
    ),
    "certificate expires soon": (
        lambda leaf: renew(leaf, 5),
        {"VerifyAPISSLCertificate": "set to expire within the threshold"},
    ),
    "certificate of another size": (other_key, {"VerifyAPISSLCertificate": "incorrect public key"}),
    "IPv4 access group removed": (
        configure(API, "vrf default", "no ip access-group"),
        {"VerifyAPIIPv4Acl": "Expected: 1 Actual: 0"},
    ),
    "IPv6 access group removed": (
        configure(API, "vrf default", "no ipv6 access-group"),
        {"VerifyAPIIPv6Acl": "Expected: 1 Actual: 0"},
    ),
    "access group of a VRF that serves nothing": (
        configure(
            *("vrf instance RED", API, "vrf default", "no ip access-group", "exit"),
            *("vrf RED", "ip access-group HOSTS in"),
        ),
        {"VerifyAPIIPv4Acl": "not configured or active: HOSTS"},
    ),
}


@pytest.mark.parametrize("toggle", TOGGLES)
def test_each_change_fails_its_test_and_no_other(lab: Lab, leaf: LabSwitch, toggle: str) -> None:
    change, expected = TOGGLES[toggle]
    change(leaf)
    found = verdicts(lab, leaf)
    assert {name for name, (result, _text) in found.items() if result == "failure"} == set(expected)
    for name, text in expected.items():
        assert text in found[name][1]
    assert {result for name, (result, _text) in found.items() if name not in expected} == {"success"}
