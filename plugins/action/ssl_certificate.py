# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates and keys of a switch. Documented in modules/ssl_certificate.py."""

from __future__ import annotations

import datetime
import re
import typing as t
from collections.abc import Callable

from ansible.errors import AnsibleError

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.task_files import task_file
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import check_own
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import install as certificates
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import x509 as pem
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.ca import Authority, identity
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.files import Names, check_name
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.issue import DEFAULT_SIZES, placeholder_authority
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.sources import (
    Fetched,
    SelfSigned,
    Signed,
    Source,
    Terms,
    Upload,
    parse_period,
)

#: Options by the source that they are for; others take none of them.
OPTIONS: t.Final = {
    "self_signed": ("subject", "subject_alternative_names", "key_size", "validity"),
    "ca": ("subject", "subject_alternative_names", "key_size", "validity", "ca"),
    "upload": ("certificate", "certificate_src", "key", "key_src", "key_passphrase", "chain_names"),
    "url": ("certificate_url", "key_url", "vrf", "sha256"),
}
#: Where an option is not given: days, a period.
VALIDITY: t.Final = 365
RENEW_BEFORE: t.Final = "30d"


class ActionModule(EapiAction):
    """Install a certificate and its key on the switch, or remove them."""

    spec = argument_spec("ssl_certificate", no_log=["key", "key_passphrase", "ca.key_passphrase"])

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        pem.require()
        check, force = bool(self._task.check_mode), args["force"]
        names = _file_names(args)
        if args["state"] == "absent":
            return self._certificate_result(
                certificates.remove(self.client, names, force, check, self._keep(names)), names
            )
        _check_options(args)
        self._missing: list[str] = []
        source = self._source(args)
        names = _chain_names(args, names, max(0, len(source.expected()) - 1))
        outcome = certificates.ensure(self.client, source, names, force, check, self._keep(names))
        outcome.warnings += [*_certificate_warnings(source, outcome, args), *self._missing]
        return self._certificate_result(outcome, names)

    def _keep(self, names: Names) -> Callable[[certificates.InstallResult], None]:
        """A function that notes a change, for the result of a task that fails afterwards."""

        def keep(outcome: certificates.InstallResult) -> None:
            self.in_force = self._certificate_result(outcome, names)

        return keep

    def _certificate_result(self, outcome: certificates.InstallResult, names: Names) -> dict[str, t.Any]:
        result: dict[str, t.Any] = {"changed": outcome.changed, "reasons": outcome.reasons}
        files = {"name": names.certificate, "key_name": names.key, "chain_names": list(names.chain)}
        if outcome.after:
            result["certificate"] = {**files, **outcome.after, **({"pem": outcome.pem} if outcome.pem else {})}
        if outcome.warnings:
            result["warnings"] = outcome.warnings
        if outcome.changed:
            url = f"certificate:{names.certificate}"
            result["commands"] = outcome.commands
            result["diff"] = {
                "before": _stable_facts(outcome.before),
                "after": _stable_facts(outcome.after),
                "before_header": url,
                "after_header": url,
            }
        return result

    # --- sources ---

    def _source(self, args: dict[str, t.Any]) -> Source:
        renew_before = _renew_before(args)
        if args["source"] == "upload":
            return self._upload(args)
        if args["source"] == "url":
            if not args["certificate_url"]:
                raise InputError("source is url, and certificate_url is not given.")
            sha256 = re.sub(r"[:\s]", "", args["sha256"]).lower() if args["sha256"] else None
            fetched = Fetched(args["certificate_url"], args["key_url"], args["vrf"], sha256, renew_before)
            fetched.check()
            return fetched
        terms = Terms(
            self._identity(args),
            VALIDITY if args["validity"] is None else args["validity"],
            DEFAULT_SIZES["rsa"] if args["key_size"] is None else args["key_size"],
            renew_before,
        )
        terms.check()
        return SelfSigned(terms) if args["source"] == "self_signed" else Signed(terms, self._authority(args))

    def _identity(self, args: dict[str, t.Any]) -> t.Any:
        subject = dict(args["subject"] or {})
        subject["common_name"] = subject.get("common_name") or self.host
        alternatives = args["subject_alternative_names"]
        if alternatives is None:
            endpoint = self.client.endpoint_options()
            reached = [endpoint["host"]] if endpoint["transport"] != "unix" else []
            alternatives = [subject["common_name"], *reached]
        if not alternatives:
            raise InputError("subject_alternative_names is empty: clients look for the switch's name there alone.")
        return identity(subject, alternatives)

    def _authority(self, args: dict[str, t.Any]) -> Authority:
        given = args["ca"]
        if not given:
            raise InputError("source is ca, and ca is not given.", hint="Give ca.cert_path and ca.key_path.")
        if self._to_come(given["cert_path"]) and self._to_come(given["key_path"]):
            return placeholder_authority()
        for name in ("cert_path", "key_path"):
            check_own(str(self._loader.path_dwim(given[name])), f"ca.{name}")
        return Authority.load(
            self._read_source_file(given["cert_path"], "ca.cert_path"),
            self._read_source_file(given["key_path"], "ca.key_path"),
            given["key_passphrase"],
        )

    def _upload(self, args: dict[str, t.Any]) -> Upload:
        certificate, certificate_option = self._given(args, "certificate")
        key, key_option = self._given(args, "key")
        if certificate is None and key is None and args["certificate_src"]:
            return Upload((placeholder_authority().certificate,), None)
        if certificate is None:
            raise InputError("source is upload, and neither certificate nor certificate_src is given.")
        chain = pem.read_certificates(certificate, certificate_option)
        private = pem.read_key(key, key_option, args["key_passphrase"]) if key is not None else None
        upload = Upload(chain, private)
        upload.check(certificate_option, key_option)
        return upload

    def _given(self, args: dict[str, t.Any], option: str) -> tuple[str | None, str]:
        """A text that is given, or the path of its file, and the option that it came in."""
        src = f"{option}_src"
        if args[option] and args[src]:
            raise InputError(f"{option} and {src} are both given: the text, or the path of its file.")
        if args[src]:
            return None if self._to_come(args[src]) else self._read_source_file(args[src], src), src
        return args[option] or None, option

    def _to_come(self, path: str) -> bool:
        """True for a file that is missing in check mode: a task before this one may be to make it."""
        if not self._task.check_mode:
            return False
        try:
            self._find_needle("files", path)
        except AnsibleError:
            self._missing.append(f"'{path}' does not exist, and a run needs it.")
            return True
        return False

    def _read_source_file(self, path: str, option: str) -> str:
        """A file beside the playbook or in the role's files; one that is encrypted with Ansible Vault is decrypted."""
        return task_file(self, path, f"{option}: '{path}'")


def _file_names(args: dict[str, t.Any]) -> Names:
    """The names of the files. A certificate that is brought without a key, such as a CA's, has none."""
    name = check_name(args["name"], "name")
    key_name = check_name(args["key_name"] or re.sub(r"\.(?:crt|cer|cert|pem)$", ".key", name), "key_name")
    alone = {"upload": ("key", "key_src"), "url": ("key_url",)}.get(args["source"] or "", ())
    if args["state"] == "present" and alone and not any(args[option] for option in alone):
        if args["key_name"]:
            raise InputError(f"key_name is given, and no key: give {' or '.join(alone)}, or leave key_name out.")
        return Names(name, None)
    return Names(name, key_name, tuple(check_name(each, "chain_names") for each in args["chain_names"] or ()))


def _chain_names(args: dict[str, t.Any], names: Names, above: int) -> Names:
    """With a name for each certificate that follows the first one: a file of the switch holds one certificate."""
    given = args["chain_names"]
    if given is None:
        stem, dot, ending = names.certificate.rpartition(".")
        stem = stem or names.certificate
        given = [f"{stem}-chain{place}{dot}{ending if dot else ''}" for place in range(1, above + 1)]
    if len(given) != above:
        raise InputError(f"chain_names has {len(given)} names, and {above} certificates follow the first one.")
    return Names(names.certificate, names.key, tuple(check_name(each, "chain_names") for each in given))


def _renew_before(args: dict[str, t.Any]) -> datetime.timedelta:
    return parse_period(RENEW_BEFORE if args["renew_before"] is None else args["renew_before"], "renew_before")


def _check_options(args: dict[str, t.Any]) -> None:
    """Refuse options of other sources, which would be left aside."""
    source = args["source"]
    if source is None:
        raise InputError(f"source is not given: it is one of {', '.join(OPTIONS)}.")
    every = dict.fromkeys(name for names in OPTIONS.values() for name in names)
    stray = [name for name in every if args[name] is not None and name not in OPTIONS[source]]
    if stray:
        owners = " and ".join(name for name, names in OPTIONS.items() if stray[0] in names)
        raise InputError(f"{stray[0]} is given, and source is {source}: it is an option of {owners}.")


def _certificate_warnings(source: Source, outcome: certificates.InstallResult, args: dict[str, t.Any]) -> list[str]:
    """Warnings about the certificate."""
    found = []
    if isinstance(source, Upload):
        left = source.chain[0].not_after - pem.now()
        if left <= _renew_before(args):
            found.append(f"The certificate that was given expires at {pem.stamp(source.chain[0].not_after)}.")
        flaws = source.chain[0].flaws() if source.key is not None else []
        if flaws and outcome.changed:
            found.append(f"Browsers and TLS libraries may not take the certificate of a server: {'; '.join(flaws)}.")
    if isinstance(source, Signed) and outcome.changed:
        end = source.authority.ends_before(source.terms.days)
        if end:
            found.append(f"The certificate ends with that of the CA, at {end}.")
    return found


def _stable_facts(facts: dict[str, t.Any]) -> str:
    """Facts as lines, without what changes by itself."""
    return "".join(f"{name}: {_word(facts[name])}\n" for name in pem.FACTS if name in facts and name != "days_left")


def _word(value: t.Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
