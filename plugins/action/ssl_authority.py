# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a certificate authority on the controller. Documented in modules/ssl_authority.py."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import x509 as pem
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.controller_pairs import KeyPair, folder_lock
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.issue import DEFAULT_SIZES, PairRequest
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.sources import parse_period


class ActionModule(EapiAction):
    """Make the authority's files, or renew its certificate."""

    spec = argument_spec("ssl_authority", no_log=["key_passphrase"])
    _requires_connection = False

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        pem.require()
        check = bool(self._task.check_mode)
        wanted = PairRequest(
            args["common_name"],
            args["organization"] or "",
            validity=datetime.timedelta(days=args["validity"]),
            renew_before=parse_period(args["renew_before"], "renew_before"),
            key_type=args["key_type"],
            key_size=args["key_size"] or DEFAULT_SIZES[args["key_type"]],
        )
        # A relative path starts at the playbook's folder.
        cert_path, key_path = (str(self._loader.path_dwim(args[name])) for name in ("cert_path", "key_path"))
        pair = KeyPair(cert_path, key_path, args["key_passphrase"] or "")
        with folder_lock(pair.key_path, check):
            pair.read()
            if pair.key is None and args["key_passphrase"] is None:
                raise InputError(
                    f"key_passphrase is not given, and there is no key {pair.key_path} yet: whoever reads the key of "
                    "an authority can make certificates in its name.",
                    hint="Set key_passphrase, or an empty one for a key that is not encrypted.",
                )
            _check_replacement(pair, wanted)
            before = pair.certificate
            why = pair.ensure(wanted, check, keep_key=True)
        return pair.result(why, before)


def _check_replacement(pair: KeyPair, wanted: PairRequest) -> None:
    """Refuse to write over another authority, or to make a certificate that does not go with what it has signed."""
    hint = "Name other files, or move these away: what their authority has signed is worth nothing without them."
    if pair.certificate is not None and pair.key is None:
        raise InputError(f"cert_path: {pair.cert_path} is there, and its key {pair.key_path} is not.", hint=hint)
    if pair.certificate is None or pair.key is None:
        return
    if not pair.certificate.is_authority:
        raise InputError(f"cert_path: {pair.cert_path} holds '{pair.owner}', which is no authority.", hint=hint)
    if pair.certificate.x509.subject != wanted.subject:
        raise InputError(f"cert_path: {pair.cert_path} holds another authority, '{pair.owner}'.", hint=hint)
    pem.check_pair([pair.certificate], pair.key, f"cert_path: {pair.cert_path}", f"key_path: {pair.key_path}")
    if not pair.certificate.issued_by(pair.certificate):
        raise InputError(f"cert_path: {pair.cert_path} was signed by '{pair.certificate.issuer}'.", hint=hint)
