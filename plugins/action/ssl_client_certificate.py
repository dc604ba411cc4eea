# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a user's client certificate on the controller. Documented in modules/ssl_client_certificate.py."""

from __future__ import annotations

import datetime
import os
import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.task_files import found_file
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import check_own
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import x509 as pem
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.ca import Authority
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.controller_pairs import KeyPair, folder_lock
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.issue import (
    DEFAULT_SIZES,
    PairRequest,
    placeholder_authority,
    user_name,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.sources import parse_period

#: The suboptions of `ca` that are files.
AUTHORITY = ("cert_path", "key_path")


class ActionModule(EapiAction):
    """Create or renew the user's files."""

    spec = argument_spec("ssl_client_certificate", no_log=["ca.key_passphrase"])
    _requires_connection = False

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        pem.require()
        check = bool(self._task.check_mode)
        name = user_name(args["user"], args["privilege"])
        missing = check and not any(os.path.lexists(self._absolute_path(args["ca"][name])) for name in AUTHORITY)
        authority = placeholder_authority() if missing else self._authority(args["ca"])
        wanted = PairRequest(
            name,
            authority=authority,
            validity=datetime.timedelta(days=args["validity"]),
            renew_before=parse_period(args["renew_before"], "renew_before"),
            key_type=args["key_type"],
            key_size=args["key_size"] or DEFAULT_SIZES[args["key_type"]],
        )
        pair = KeyPair(self._absolute_path(args["cert_path"]), self._absolute_path(args["key_path"]))
        with folder_lock(pair.key_path, check):
            pair.read()
            if pair.certificate is not None and pair.certificate.is_authority:
                raise InputError(f"cert_path: {pair.cert_path} holds the authority '{pair.owner}'. Name another file.")
            before = pair.certificate
            why = pair.ensure(wanted, check)
        result = pair.result(why, before)
        result["common_name"] = name
        if missing:
            result["warnings"] = [f"ca.cert_path: {args['ca']['cert_path']} does not exist, and a run needs it."]
        elif authority.certificate.not_after <= pem.now() + wanted.renew_before:
            end = pem.stamp(authority.certificate.not_after)
            result["warnings"] = [f"The authority '{authority.certificate.subject}' ends at {end}: renew it."]
        return result

    def _absolute_path(self, path: str) -> str:
        """A relative path starts at the playbook's folder."""
        return str(self._loader.path_dwim(path))

    def _authority(self, given: dict[str, t.Any]) -> Authority:
        """The authority's files, which may be encrypted with Ansible Vault."""
        texts = {}
        for name in AUTHORITY:
            check_own(self._absolute_path(given[name]), f"ca.{name}")
            named = f"ca.{name}: '{given[name]}'"
            texts[name] = found_file(
                self, self._absolute_path(given[name]), named, "aerie.arista.ssl_authority makes an authority."
            )
        return Authority.load(texts["cert_path"], texts["key_path"], given["key_passphrase"])
