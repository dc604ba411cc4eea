# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a switch presents and trusts on HTTPS: by its SSL profile, or by itself where none is configured."""

from __future__ import annotations

import ssl
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography import x509

from .eos import service
from .eos.ssl import NEWER_PROFILE, TLS_VERSIONS, SslProfile, built_in_profile, certificate_of
from .eos.switch import Switch
from .faults import CERTIFICATE_FAULTS, Faults
from .pki import Authorities, Pair, make, make_nameless

#: Names that the certificate of a switch with such an address is good for as well.
_LOCAL = {"127.0.0.1": ("localhost",), "::1": ("localhost",)}
#: The name in the certificate that a real switch makes for itself.
SELF_SIGNED = "self.signed"
_VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


class Unusable(Exception):
    """HTTPS cannot be served so; the text is what the web server says, "" where it is not even asked."""


@dataclass(frozen=True)
class Material:
    """A certificate with its chain and key, the certificates that clients' are checked against, versions, ciphers."""

    certificate_pem: str = field(repr=False)
    key_pem: str = field(repr=False)
    trusted_pems: tuple[str, ...] = field(default=(), repr=False)
    versions: tuple[str, ...] = TLS_VERSIONS
    ciphers: str = ""

    @property
    def trusted(self) -> list[x509.Certificate]:
        """The trusted certificates: authorities, or clients' own."""
        return [certificate_of(pem) for pem in self.trusted_pems]

    def context(self) -> ssl.SSLContext:
        """A context for the server; raises :class:`Unusable` where the library refuses a part of it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _limit(context, self.versions)
        try:
            if self.ciphers:
                context.set_ciphers(self.ciphers)
            with tempfile.TemporaryDirectory() as folder:
                certificate, key = Path(folder, "certificate"), Path(folder, "key")
                certificate.write_text(self.certificate_pem)
                key.write_text(self.key_pem)
                context.load_cert_chain(certificate, key)
            if self.trusted_pems:
                context.load_verify_locations(cadata="\n".join(self.trusted_pems))
        except ssl.SSLError as error:
            raise Unusable(f"SSL configuration failed ({error.reason or error})") from error
        if self.trusted_pems:
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a client's own certificate may be trusted itself
            context.verify_mode = ssl.CERT_OPTIONAL
        return context


def _limit(context: ssl.SSLContext, versions: tuple[str, ...]) -> None:
    """Allow the versions; the library itself speaks none before 1.2, so those before it count only where alone."""
    known = sorted(_VERSIONS[version] for version in versions if version in _VERSIONS)
    modern = [version for version in known if version >= ssl.TLSVersion.TLSv1_2]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        chosen = modern or known or [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
        context.minimum_version, context.maximum_version = chosen[0], chosen[-1]


class Tls:
    """The TLS side of one switch."""

    def __init__(self, switch: Switch, faults: Faults, authorities: Authorities) -> None:
        self.switch = switch
        self.faults = faults
        self.authorities = authorities
        self._contexts: dict[tuple[Material, str], ssl.SSLContext] = {}

    def material(self) -> Material:
        """What the configuration asks for; raises :class:`Unusable` where HTTPS cannot start."""
        profile = service.profile(self.switch)
        if profile is None:
            return self._own
        if not profile.serves:
            raise Unusable(service.NO_SERVER_CERTIFICATE if profile.state == "valid" else "")
        material = self._by_profile(profile)
        self.context(material)
        return material

    def _by_profile(self, profile: SslProfile) -> Material:
        if profile.name == built_in_profile(self.switch) and not profile.certificate_pem:
            return Material(self._own.certificate_pem, self._own.key_pem)
        return Material(
            "\n".join([profile.certificate_pem.strip(), *(pem.strip() for pem in profile.chain_pems)]) + "\n",
            profile.key_pem,
            profile.trusted_pems,
            profile.tls_versions,
            profile.ciphers,
        )

    @property
    def _hosts(self) -> tuple[str, ...]:
        """The names and addresses that the switch's own certificate is for."""
        switch = self.switch
        return (switch.address, switch.name, *switch.spare_addresses, *_LOCAL.get(switch.address, ()))

    @cached_property
    def _own(self) -> Material:
        """What a switch without an SSL profile presents and trusts."""
        spec = self.switch.spec
        trusted = [*spec.trusted_client_certificates]
        if spec.trust_client_ca:
            trusted.append(self.authorities.client.certificate_pem.decode())
        if spec.default_certificate == "self-signed":
            newer = built_in_profile(self.switch) == NEWER_PROFILE
            pair = make_nameless(NEWER_PROFILE) if newer else make(SELF_SIGNED, hosts=(SELF_SIGNED,), days=365)
        else:
            pair = self.authorities.server_certificate(*self._hosts)
        return _of_pair(pair, tuple(trusted))

    def context(self, material: Material, fault: str = "") -> ssl.SSLContext:
        """The context for a material, or for a faulty certificate in its place; each connection chooses."""
        if (material, fault) not in self._contexts:
            self._contexts = {key: context for key, context in self._contexts.items() if key[0] == material}
            faulty = self.authorities.faulty_certificate
            chosen = _of_pair(faulty(fault, *self._hosts), material.trusted_pems) if fault else material
            context = self._contexts[material, fault] = chosen.context()
            context.sni_callback = self._chooser(material)  # type: ignore[assignment]
        return self._contexts[material, fault]

    def _chooser(self, material: Material) -> Callable[[ssl.SSLObject, str | None, ssl.SSLContext], None]:
        def choose(tls: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
            fault = self.faults.take(*CERTIFICATE_FAULTS)
            if fault is not None:
                tls.context = self.context(material, fault.name)

        return choose


def _of_pair(pair: Pair, trusted: tuple[str, ...]) -> Material:
    return Material(pair.certificate_pem.decode(), pair.key_pem.decode(), trusted)
