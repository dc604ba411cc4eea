# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What all TLS connections of the collection have in common."""

from __future__ import annotations

import ssl

from ansible_collections.aerie.arista.plugins.plugin_utils.common import tls


def test_a_context_of_a_client() -> None:
    context = tls.client_context()
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.hostname_checks_common_name is False
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.get_ca_certs() == []


def test_a_context_whose_distribution_wants_less() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    assert tls.modern(context) is context
    assert context.minimum_version is tls.VERSIONS[tls.MINIMUM]


def test_versions_are_named_as_in_options() -> None:
    assert {name: version.name for name, version in tls.VERSIONS.items()} == {
        "1.0": "TLSv1",
        "1.1": "TLSv1_1",
        "1.2": "TLSv1_2",
        "1.3": "TLSv1_3",
    }
