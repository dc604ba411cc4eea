# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refuse to replace a certificate that is in use.

A key cannot be read back: a pair that was replaced by a wrong one is lost, so that has to be seen before."""

from __future__ import annotations

import os
import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...common.errors import ClientError, InputError
from ...common.files import read_text
from ...common.polling import Poller
from ...eapi.errors import EapiError
from .. import ask
from ..api_server import settings as api_service
from ..ask import SwitchClient
from ..config.configuration import Config
from .files import CERTIFICATE, KEY, Names, Stored, read_file
from .profile import Profile, profiles
from .sources import Source
from .x509 import Certificate, covers, read_certificates

#: Seconds that the switch may take to present a certificate that was replaced.
PRESENTING: t.Final = 30.0

_OTHER_NAMES: t.Final = (
    "Choose another name and key_name, and go over to them with aerie.arista.ssl_profile, which goes back if the "
    "switch cannot be reached."
)


@dataclass(frozen=True)
class Use:
    """The profiles that name one of the files, and the API's profile ("" for none)."""

    profiles: Mapping[str, Profile]
    api: str

    def serves(self, name: str) -> bool:
        """True if the API presents the certificate of this name."""
        return self.api in self.profiles and self.profiles[self.api].certificate == name


def find_use(client: SwitchClient, names: Names) -> Use:
    """Ask the switch who uses the files."""
    config = Config.parse(ask.text(client, "show running-config"))
    certificates = {names.certificate, *names.chain}
    found = {
        name: profile
        for name, profile in profiles(config).items()
        if certificates.intersection(profile.certificates) or (names.key is not None and profile.key == names.key)
    }
    return Use(found, api_service.read(config).ssl_profile)


def check_use(client: SwitchClient, source: Source, names: Names, stored: Stored, force: bool) -> bool:
    """Refuse to replace files where the service that uses them would stop.

    :param force: replace them also where it cannot be told whether that is safe.
    :returns: True if the API presents the certificate.
    :raises InputError: naming the profile, the cause and the way out.
    """
    use = find_use(client, names)
    replaces = stored.certificate is not None or stored.key is not None
    if not use.profiles or not replaces:
        return use.serves(names.certificate)
    if not force:
        _check_profiles(source, names, stored, use)
    if use.serves(names.certificate):
        _check_served(client, source, names, use.profiles[use.api], force)
    return use.serves(names.certificate)


def _check_profiles(source: Source, names: Names, stored: Stored, use: Use) -> None:
    """Refuse what would leave a profile with a certificate and a key that do not match."""
    files = f"{CERTIFICATE}:{names.certificate}" + (f" or {KEY}:{names.key}" if names.key is not None else "")
    said = f"the SSL profile {' and '.join(sorted(use.profiles))} uses {files}"
    for name, profile in use.profiles.items():
        other = profile.certificate not in (None, names.certificate)
        if names.key is not None and profile.key == names.key and other and source.makes_key(stored):
            raise InputError(
                f"the SSL profile {name} uses the key {names.key} with the certificate {profile.certificate}, and "
                "would be left without its key.",
                hint="Choose another key_name.",
            )
    if source.blind:
        raise InputError(f"{said}, and what the switch would fetch is not known beforehand.", hint=_OTHER_NAMES)
    if stored.key is not None and source.in_two_steps(stored):
        raise InputError(
            f"{said}, and the key has to change, which cannot be done at once with the certificate.", hint=_OTHER_NAMES
        )


def _check_served(client: SwitchClient, source: Source, names: Names, profile: Profile, force: bool) -> None:
    """Refuse a certificate with which the API would not start, or would not be recognized by this controller."""
    said = f"the API uses {CERTIFICATE}:{names.certificate}"
    expected = source.expected()
    if expected and not expected[0].for_servers:
        raise InputError(
            f"{said}, and the new certificate is not for servers: its extended key usage lacks serverAuth. The API "
            "would not start with it.",
            hint="Get a certificate with the extended key usage serverAuth.",
        )
    endpoint = client.endpoint_options()
    if endpoint["transport"] != "https" or not endpoint["validate_certs"]:
        return
    if not source.path():
        if force:
            return
        raise InputError(
            f"{said}, and this controller, which verifies it, cannot know a certificate that is not made yet.",
            hint=_OTHER_NAMES,
        )
    if not covers(source.preview().get("subject_alternative_names", []), endpoint["host"]):
        raise InputError(
            f"{said}, and the new certificate is not for '{endpoint['host']}', by which this controller reaches the "
            "switch (ansible_host).",
            hint="Add it to the certificate's subject alternative names.",
        )
    above = [read_file(client, name) for name in profile.chain or () if name not in names.chain]
    if not anchored([*source.path(), *above], endpoint["ca_path"]):
        raise InputError(
            f"{said}, and the new certificate is not signed by a CA in '{endpoint['ca_path']}' (ansible_eapi_ca_path).",
            hint="Add the CA that signed it to that file first.",
        )


def anchored(chain: Sequence[Certificate], ca_path: str | None) -> bool:
    """True if a chain leads to a certificate of the file, or that cannot be told: a folder, or the system's CAs."""
    path = os.path.expanduser(ca_path or "")
    if not os.path.isfile(path):
        return True
    anchors = read_certificates(read_text(path), "ansible_eapi_ca_path")
    reached: set[str] = set()
    todo = list(chain[:1])
    while todo:
        each = todo.pop()
        if any(each.sha256 == anchor.sha256 or each.issued_by(anchor) for anchor in anchors):
            return True
        reached.add(each.sha256)
        todo += [above for above in chain if above.sha256 not in reached and each.issued_by(above)]
    return False


def await_certificate(client: SwitchClient, wanted: Certificate) -> None:
    """Wait until the switch presents a certificate; where there is no TLS, nothing can be seen.

    :raises EapiError: saying what it presents instead.
    """
    why = ""

    def presented() -> bool | None:
        nonlocal why
        why = not_presented(client, wanted)
        return None if why else True

    Poller(PRESENTING).until(
        presented,
        lambda: EapiError(
            f"the files are replaced, but after {PRESENTING:g} s the switch does not present the new certificate: "
            f"{why}.",
            hint="See 'show management api http-commands' and 'show management security ssl profile' there.",
        ),
    )


def not_presented(client: SwitchClient, wanted: Certificate) -> str:
    """Why a handshake made now does not show the certificate, or ""; where there is no TLS, nothing can be seen."""
    try:
        data = client.peer_certificate()
    except ClientError as error:
        return error.reason.rstrip(".")
    if data is None:
        return ""
    presented = Certificate.from_der(data)
    return "" if presented.sha256 == wanted.sha256 else f"it presents '{presented.subject}' ({presented.sha256[:16]}…)"
