# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plan a change of an SSL profile, and verify it.

The profile's state on the switch counts and, where the API uses it, the certificate that a handshake shows: a profile
can be valid and its server not start."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ...common.errors import ClientError, InputError
from ...eapi.errors import CommandError
from ...eapi.protocol.commands import Command
from .. import ask, shapes
from ..api_server import endpoint as api_endpoint
from ..api_server import settings as api_service
from ..api_server.status import profile_error
from ..ask import Runner, SwitchClient
from ..changes.change import ChangeRequest, Confirmation, parse_timer
from ..changes.estimate import of_commands
from ..config.configuration import Config
from ..lost_replies import retry_unreachable
from .files import inventory, mismatched, read_file
from .profile import (
    SYSTEM,
    MissingError,
    Profile,
    check,
    check_name,
    commands,
    missing_names,
    profiles,
    removal,
    result_of,
    users,
)
from .usage import not_presented
from .x509 import Certificate, check_order, check_validity

#: Seconds from the commit until the API's service has restarted with the profile, and seconds between looks.
RESTART: t.Final = 3.0
INTERVAL: t.Final = 1.0
TRIES: t.Final = 20
#: How long a service that restarts is waited for where nothing was changed, in seconds.
PATIENCE: t.Final = 15.0
#: Shortest timer, in seconds, that leaves time for that.
LEAST_TIMER: t.Final = 8


@dataclass(frozen=True)
class SslProfilePlan:
    """The plan of the change.

    :ivar after: the profile as it will be, None where it goes.
    :ivar commands: the lines to enter; none where there is nothing to remove.
    :ivar certificate: the one that the profile presents, None for none.
    :ivar by_api: the API uses the profile.
    :ivar place: where to go on, as options for EapiClient.move.
    :ivar timer: seconds.
    :ivar warnings: what keeps the change from being made now, and is to be there when it is made.
    """

    name: str
    after: Profile | None
    commands: Sequence[Command]
    certificate: Certificate | None = None
    by_api: bool = False
    place: Mapping[str, t.Any] | None = None
    timer: int | None = None
    warnings: Sequence[str] = ()

    def change(self, client: SwitchClient) -> ChangeRequest:
        """The change, which stays only if the profile is valid and, where the API uses it, is presented."""
        verify = partial(_verify_lines, self.name, self.after)
        estimate = of_commands(self.commands)
        if self.after is None:
            return ChangeRequest(self.commands, verify=verify, estimate=estimate)
        confirmation = Confirmation(
            lambda: self.unmet(client),
            client.reconnect,
            delay=RESTART if self.by_api else 0.0,
            tries=TRIES if self.by_api else 3,
            interval=INTERVAL,
            wait_for_rollback=True,
            endpoint=self.place if self.by_api else None,
            undo=True,
            where=partial(ask.endpoint, client),
        )
        return ChangeRequest(
            self.commands, timer=self.timer, confirmation=confirmation, verify=verify, estimate=estimate
        )

    def unmet(self, client: SwitchClient) -> list[str]:
        """Faults of the profile as it is on the switch now."""
        found = []
        status = status_of(client, self.name)
        if status["state"] != "valid":
            errors = ", ".join(status["errors"])
            found.append(f"the SSL profile {self.name} is {status['state']}" + (f" ({errors})" if errors else ""))
        if self.by_api and self.certificate is not None:
            why = not_presented(client, self.certificate)
            found += [f"the API does not present '{self.certificate.subject}': {why}"] if why else []
        return found

    def presented(self, client: SwitchClient) -> dict[str, t.Any] | None:
        """The certificate that the API presents, where it uses the profile and there is TLS."""
        data = retry_unreachable(client.peer_certificate, PATIENCE) if self.by_api else None
        if data is None:
            return None
        facts = Certificate.from_der(data).facts()
        return {name: facts[name] for name in ("subject", "issuer", "not_after", "sha256")}


def _verify_lines(name: str, after: Profile | None, text: str) -> None:
    """Make sure that the switch has taken the lines as they were meant.

    :param text: the configuration of the session.
    """
    loaded = profiles(Config.parse(text)).get(name)
    if (loaded is None) != (after is None) or (loaded and after and not loaded.means(after)):
        raise CommandError(
            f"the switch takes the lines of the SSL profile {name} in another sense than they were meant.",
            hint="Nothing was applied. Set what differs with aerie.arista.eapi_config.",
        )


def status_of(runner: Runner, name: str) -> dict[str, t.Any]:
    """The profile's state (valid, invalid, or absent where there is none) and errors, in the switch's words."""
    output = ask.model(runner, f"show management security ssl profile {name}")
    entry = shapes.mappings(output.get("profileStatus")).get(name)
    if entry is None:
        return {"state": "absent", "errors": []}
    return {
        "state": entry.get("profileState", "valid"),
        "errors": [profile_error(error) for error in shapes.items(entry.get("profileError"))],
    }


# --- making it -------------------------------------------------------------------------------------------------------


def make_removal(client: SwitchClient, name: str, check: bool = False) -> SslProfilePlan:
    """Find out what is to be removed.

    :param check: predict only; what uses the profile may be what tasks before this one would change.
    :raises InputError: if somebody uses the profile, naming the lines.
    """
    config = Config.parse(ask.text(client, "show running-config"))
    if check_name(name) not in profiles(config):
        return SslProfilePlan(name, None, [])
    used = "; ".join(users(config, name))
    if used and not check:
        raise InputError(
            f"the SSL profile {name} cannot be removed, since it is used ({used}).",
            hint="Let its users go over to another profile first; the API with aerie.arista.eapi_server.",
        )
    warnings = [f"Now, the SSL profile {name} could not be removed, since it is used ({used})."] if used else []
    return SslProfilePlan(name, None, removal(name), warnings=warnings)


def make(client: SwitchClient, args: Mapping[str, t.Any], check: bool = False) -> SslProfilePlan:
    """Find out what is to be done. Nothing is changed.

    :param args: the task's validated options.
    :param check: predict only; files that are missing may be those that tasks before this one would bring.
    :raises EapiError: for what the switch cannot have, or would not serve.
    """
    name, wanted = check_name(args["name"]), _wanted_profile(args)
    timer = parse_timer(args["commit_timer"])
    if timer < LEAST_TIMER:
        raise InputError(
            f"commit_timer is '{args['commit_timer']}': it is {LEAST_TIMER} s or more, since the API has to restart."
        )
    config = Config.parse(ask.text(client, "show running-config"))
    now = profiles(config).get(name)
    after = result_of(wanted, now, args["state"] == "replaced")
    _check_use(name, after)
    by_api = api_service.read(config).ssl_profile == name
    try:
        certificate, warnings = _judge_files(client, after), []
    except MissingError as error:
        if not check:
            raise
        certificate, warnings = None, [f"{error.reason} A run needs it."]
    if by_api and not warnings:
        _check_serving(name, after, certificate)
    place = {option: value for option, value in (args["endpoint"] or {}).items() if value is not None}
    if by_api:
        warnings += api_endpoint.check_place(client, place, check)
    return SslProfilePlan(name, after, commands(name, after, now), certificate, by_api, place or None, timer, warnings)


def _check_serving(name: str, after: Profile, certificate: Certificate | None) -> None:
    """Refuse a profile with which the API, which uses it, would not start."""
    said = f"certificate: the API uses the SSL profile {name}, and would not start, since"
    if certificate is None:
        raise InputError(f"{said} the profile has no certificate.", hint="Give certificate and key.")
    if not certificate.for_servers:
        raise InputError(
            f"{said} {after.certificate} ('{certificate.subject}') is not for servers: its extended key usage lacks "
            "serverAuth.",
            hint="Use a certificate with the extended key usage serverAuth.",
        )


def _wanted_profile(args: Mapping[str, t.Any]) -> Profile:
    def given(option: str) -> tuple[str, ...] | None:
        return None if args[option] is None else tuple(args[option])

    wanted = Profile(
        args["certificate"],
        args["key"],
        given("trust_certificates"),
        given("chain_certificates"),
        given("tls_versions"),
        args["cipher_list"],
    )
    check(wanted)
    return wanted


def _check_use(name: str, after: Profile) -> None:
    """Refuse a profile that no service can use."""
    if not after.certificate and not after.trust:
        raise InputError(
            f"the SSL profile {name} would have neither a certificate nor trusted ones, and be of no use.",
            hint="Give certificate and key, or trust_certificates; state=absent removes a profile.",
        )


def _judge_files(client: SwitchClient, after: Profile) -> Certificate | None:
    """Look at the files that the profile names, and return the certificate that it presents.

    :raises InputError: for files that are missing, have expired or do not go together.
    """
    there = inventory(client)
    named = [
        *([("certificate", after.certificate)] if after.certificate else []),
        *(("chain_certificates", each) for each in after.chain or ()),
        *(("trust_certificates", each) for each in after.trust or () if each != SYSTEM),
    ]
    missing_names(named, there.certificates, "certificate")
    missing_names([("key", after.key)] if after.key else [], list(there.keys), "key")
    found = {each: read_file(client, each) for _option, each in named}
    for option, each in named:
        check_validity(found[each], f"{option}: {each}")
    presented = [each for option, each in named if option != "trust_certificates"]
    if after.certificate:
        check_order([found[each] for each in presented], presented)
    if after.certificate and after.key and mismatched(found[after.certificate], there.keys[after.key]):
        raise InputError(
            f"key: {after.key} is not the key of {after.certificate} ('{found[after.certificate].subject}').",
            hint="Bring both there together, with aerie.arista.ssl_certificate.",
        )
    return found[after.certificate] if after.certificate else None


def still_wrong(client: SwitchClient, plan: SslProfilePlan) -> str:
    """Why a profile that is configured as wanted is not as it should be, or ""."""
    try:
        return "; ".join(plan.unmet(client)) if plan.after is not None else ""
    except ClientError as error:
        return error.reason
