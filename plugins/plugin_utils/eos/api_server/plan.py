# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plan a change of the API service: the present service, the requested one, and the endpoint after the change."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from ...common.errors import ClientError, InputError
from ...eapi.errors import CommandError
from ...eapi.protocol.commands import Command
from .. import ask
from ..ask import SwitchClient
from ..changes.change import ChangeRequest, Confirmation, parse_timer
from ..changes.estimate import of_commands
from ..config.configuration import Config
from ..ssl.files import read_file
from ..ssl.profile import Profile, profiles
from ..ssl.usage import anchored
from ..ssl.x509 import MISSING, covers
from . import desired as api_options
from . import endpoint as api_endpoint
from . import settings as api_service
from . import status as api_status
from .endpoint import EndpointInUse
from .settings import DEFAULT_VRF, ApiService

#: Seconds that a restart of the service may take before it is looked at where the endpoint stays, and between tries.
RESTART: t.Final = 3.0
INTERVAL: t.Final = 1.0
#: How often the service is looked at before it is given up.
TRIES: t.Final = 20
#: Seconds that a commit timer has to last at least: for the restart and some tries.
LEAST_TIMER: t.Final = 8


@dataclass(frozen=True)
class ApiServerPlan:
    """The plan of the change.

    :ivar commands: the lines to enter; none where the service is as wanted.
    :ivar way: the endpoint in use.
    :ivar place: the endpoint after the change, as the options that differ from those in use.
    :ivar timer: seconds.
    :ivar ends_access: the change removes the endpoint in use for good, as the user allows.
    :ivar predicted: what the change brings beyond its lines.
    """

    present: ApiService
    wanted: ApiService
    commands: list[Command]
    way: EndpointInUse
    place: dict[str, t.Any]
    timer: int
    ends_access: bool = False
    predicted: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def beside(self) -> bool:
        """True where the task comes in beside the API, and is to go on through it."""
        return self.way.server is None and bool(self.place)

    def change(self, client: SwitchClient, check: t.Callable[[], list[str]]) -> ChangeRequest:
        """The change, which stays only if the service runs as wanted and answers at the endpoint.

        :param check: tells what of it does not run.
        """
        verify = partial(verify_loaded, self.wanted)
        estimate = of_commands(self.commands)
        if self.ends_access:
            return ChangeRequest(self.commands, ends_access=True, verify=verify, estimate=estimate)
        confirmation = Confirmation(
            check,
            client.reconnect,
            delay=0.0 if self.place else RESTART,
            tries=max(3, min(TRIES, self.timer // 3)),
            interval=INTERVAL,
            wait_for_rollback=True,
            endpoint=self.place or None,
            undo=True,
            where=partial(ask.endpoint, client),
        )
        return ChangeRequest(
            self.commands, timer=self.timer, confirmation=confirmation, verify=verify, estimate=estimate
        )


def make(args: Mapping[str, t.Any], client: SwitchClient, check: bool = False) -> ApiServerPlan:
    """Find out what is to be done. Nothing is changed.

    :param args: the task's validated options.
    :param check: predict only; an SSL profile that cannot be used, and files of the endpoint that are missing, may be
        what tasks before this one would make.
    :raises EapiError: for what the switch cannot have, would not serve, or would lock its user out.
    """
    api_options.check(args)
    timer = _timer(args["commit_timer"])
    given = {name: value for name, value in (args["endpoint"] or {}).items() if value is not None}
    config = Config.parse(ask.text(client, "show running-config"))
    present = api_service.read(config)
    wanted = api_options.wanted(args, present)
    api_options.check_needs(args, wanted, config)
    way = api_endpoint.endpoint_in_use(client.endpoint_options(), present, config)
    commands = api_service.commands(config, wanted, partial(api_status.has_http_server, client))
    if not commands:
        return ApiServerPlan(present, wanted, [], way, given if way.server is None else {}, timer)
    problem = _profile_problem(client, present, wanted)
    if problem and not check:
        raise InputError(
            f"ssl_profile: {problem}. Nothing was applied.",
            hint="See 'show management security ssl profile' there; aerie.arista.ssl_profile makes profiles.",
        )
    ends_access = not wanted.enabled and args["allow_lockout"] and way.server is not None and "transport" not in given
    if ends_access and args["save"] != "never":
        raise InputError(
            "save: once the API is off, nothing can be saved through it.",
            hint="Turn the API off over another way (ansible_eapi_transport: ssh), or leave save out.",
        )
    place = {} if ends_access else api_endpoint.after(way, given, present, wanted)
    warnings = [
        *api_endpoint.check_place(client, place, check),
        *_endpoint_warnings(way, present, wanted, ends_access),
        *([f"Now, {problem}. A run needs it."] if problem else []),
        *(_unserving(client, config, present, wanted, place) if check and not problem else []),
    ]
    predicted = api_endpoint.predicted(present, wanted)
    return ApiServerPlan(present, wanted, commands, way, place, timer, ends_access, predicted, warnings)


def _timer(text: str) -> int:
    timer = parse_timer(text)
    if timer < LEAST_TIMER:
        raise InputError(
            f"commit_timer is '{text}': the service needs time to restart, so it is {LEAST_TIMER} s or more."
        )
    return timer


def _profile_problem(client: SwitchClient, present: ApiService, wanted: ApiService) -> str:
    """Why the profile cannot be used, where it is new, in words, or ""."""
    if not wanted.ssl_profile or wanted.ssl_profile == present.ssl_profile:
        return ""
    return api_status.profile_problem(client, wanted.ssl_profile)


def _unserving(
    client: SwitchClient, config: Config, present: ApiService, wanted: ApiService, place: Mapping[str, t.Any]
) -> list[str]:
    """A warning of a valid profile with which the API would not start, or not be trusted by this controller: a run
    finds that out by trial.

    :param place: the endpoint after the change, as options that differ from those in use.
    """
    profile = profiles(config).get(wanted.ssl_profile)
    if profile is None or wanted.ssl_profile == present.ssl_profile or MISSING is not None:
        return []
    try:
        why = _unfit(client, profile, {**client.endpoint_options(), **place})
    except (ClientError, OSError):  # it cannot be told
        return []
    return [f"ssl_profile: with {wanted.ssl_profile} {why}."] if why else []


def _unfit(client: SwitchClient, profile: Profile, endpoint: Mapping[str, t.Any]) -> str:
    """A sentence about the effect of the profile, and why, or ""."""
    taken_back = "the API would not start, and a run take the change back, since"
    if profile.certificate is None:
        return f"{taken_back} it has no certificate"
    certificate = read_file(client, profile.certificate)
    if not certificate.for_servers:
        return f"{taken_back} {profile.certificate} is not for servers"
    if endpoint["transport"] != "https" or not endpoint.get("validate_certs"):
        return ""
    taken_back = "this controller would not trust the API, and a run take the change back, since"
    if not covers(certificate.alternatives, endpoint["host"]):
        return f"{taken_back} {profile.certificate} is not for '{endpoint['host']}'"
    chain = [certificate, *(read_file(client, name) for name in profile.chain or ())]
    if not anchored(chain, endpoint["ca_path"]):
        return f"{taken_back} {profile.certificate} is not signed by a CA in '{endpoint['ca_path']}'"
    return ""


def _endpoint_warnings(way: EndpointInUse, present: ApiService, wanted: ApiService, ends_access: bool) -> list[str]:
    if ends_access:
        return [f"The API is turned off, and {way.url} with it: it is turned on again over SSH or at the console."]
    leaves = wanted.enabled and DEFAULT_VRF in present.serving and DEFAULT_VRF not in wanted.serving
    if way.vrf == DEFAULT_VRF and leaves:
        return [f"The endpoint in use so far, {way.url}, is in the VRF {DEFAULT_VRF}, which the API leaves."]
    return []


def verify_loaded(wanted: ApiService, text: str) -> None:
    """Make sure that the switch has taken the lines as they were meant.

    :param text: the configuration of the session.
    :raises CommandError: naming what differs.
    """
    loaded = api_service.read(Config.parse(text))
    if loaded.same_as(wanted):
        return
    names = [name for name in vars(wanted) if getattr(loaded, name) != getattr(wanted, name)]
    differences = [
        f"{name} would be {_value_text(getattr(loaded, name))} instead of {_value_text(getattr(wanted, name))}"
        for name in names
    ]
    raise CommandError(
        f"the switch takes the lines in another sense than they were meant: {'; '.join(differences)}.",
        hint="Nothing was applied. Set what differs with aerie.arista.eapi_config.",
    )


def _value_text(value: t.Any) -> str:
    """A value of the service in messages."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name} ({item})" for name, item in sorted(value.items())) or "none"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return str(value) or "none"
