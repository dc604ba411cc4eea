# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reload switches. Documented in modules/eapi_reload.py."""

from __future__ import annotations

import contextlib
import datetime
import math
import re
import typing as t
from collections.abc import Iterator

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.common.durations import parse_duration
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import ask
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing.checks import UpState
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade import flash, reload

#: The longest delay that EOS takes: HHHH:MM.
LONGEST = 9999 * 3600
#: About a scheduled reload of a switch with two supervisors.
ALONE = (
    "A scheduled reload restarts the active supervisor alone, and the standby supervisor takes over with the image "
    "that it runs. To restart both, reload without 'in' and 'at'."
)


class ActionModule(EapiAction):
    """Reload the switch now or later, or forget a reload that is scheduled."""

    spec = argument_spec("eapi_reload")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        if args["in"] is not None and args["at"] is not None:
            raise InputError("in and at exclude each other: give one of them.")
        later = next((name for name in ("in", "at") if args[name] is not None), None)
        if later and args["hitless"]:
            raise InputError(f"hitless and {later} exclude each other: a scheduled reload stops traffic.")
        if later and args["state"] == "cancelled":
            raise InputError(f"state is cancelled, and {later} is set: nothing is scheduled by that.")
        if re.search(r"[\x00-\x1f\x7f]", args["reason"]):
            raise InputError("reason has control characters: it is one line of text.")
        poller = Poller(parse_duration(args["timeout"], "timeout", most=24 * 3600), self.tell)
        with self.alone():
            if args["state"] == "cancelled":
                return self._cancel()
            return self._reload(args, poller)

    def _cancel(self) -> dict[str, t.Any]:
        found = reload.pending(self.client)
        if found is not None and not self._task.check_mode:
            reload.cancel(self.client)
        return {"changed": found is not None, **({"cancelled": found.as_dict()} if found else {})}

    def _reload(self, args: dict[str, t.Any], poller: Poller) -> dict[str, t.Any]:
        client = self.client
        before = reload.await_answer(client, poller) if args["release"] else reload.running(client)
        if args["release"] and before.release == args["release"]:
            return {"changed": False, "release_before": before.release, "release": before.release}
        with self._without_the_peer(args, poller):
            return self._reload_alone(args, poller, before)

    @contextlib.contextmanager
    def _without_the_peer(self, args: dict[str, t.Any], poller: Poller) -> Iterator[None]:
        """Keep this controller from reloading both switches of an MLAG pair at once."""
        pair = reload.mlag(self.client)
        if not pair.configured or args["mlag_peer"] != "required" or self._task.check_mode:
            yield
            return
        with contextlib.ExitStack() as lock:
            self._take_turn(lock, f"mlag {pair.domain}", 2 * poller.seconds, "reloading the MLAG peer")
            yield

    def _reload_alone(self, args: dict[str, t.Any], poller: Poller, before: reload.Running) -> dict[str, t.Any]:
        client = self.client
        state = reload.look(client, args["hitless"])
        request = reload.ReloadRequest(
            args["unsaved"],
            args["reason"],
            args["release"],
            args["hitless"],
            args["mlag_peer"] == "required",
            args["checks"],
        )
        reload.refuse(state, request)
        self._check_image(state.image, args["release"])
        result: dict[str, t.Any] = {"changed": True, "release_before": before.release, "image": state.image}
        if state.lost.strip():
            result["saved" if request.unsaved == "save" else "lost"] = state.lost
        if self._task.check_mode:
            found = flash.image_of(client, before.release, state.image)
            result.update({} if found is None else {"running_image": found})
        minutes = self._minutes(args)
        if minutes is not None:
            return self._schedule(state, minutes, request, result)
        if not self._task.check_mode:
            self._now(state, request, poller, args["wait"], result)
        return result

    def _check_image(self, image: str, release: str) -> None:
        """Refuse to start another release than the wanted one, as far as the image tells."""
        found = flash.release_at(self.client, image) if release else ""
        if found not in ("", release):
            raise reload.ReloadError(
                f"the boot-config names {image}, which holds release {found}, and not {release}.",
                hint="Set the image of that release with eapi_image.",
            )

    def _minutes(self, args: dict[str, t.Any]) -> int | None:
        """In how many minutes the switch is to reload; None for now. What the clock says is the switch's."""
        if args["in"] is not None:
            return math.ceil(parse_duration(args["in"], "in", bare="m", least=60, most=LONGEST) / 60)
        if args["at"] is None:
            return None
        try:
            moment = datetime.datetime.fromisoformat(args["at"])
        except ValueError:
            raise InputError(
                f"at is '{args['at']}': it is a time such as 2026-12-01T02:00:00+01:00; the zone may be left out."
            ) from None
        seconds = moment.astimezone().timestamp() - reload.clock(self.client)
        if not 0 < seconds <= LONGEST:
            raise InputError(f"at is '{args['at']}': by the switch's clock that is over, or too far away.")
        return math.ceil(seconds / 60)

    def _schedule(
        self, state: reload.SwitchState, minutes: int, request: reload.ReloadRequest, result: dict[str, t.Any]
    ) -> dict[str, t.Any]:
        if state.standby:
            result = {**result, "warnings": [ALONE]}
        if state.pending is not None and reload.is_wanted(state.pending, minutes, request.reason):
            return {**result, "changed": False, "pending": state.pending.as_dict()}
        if self._task.check_mode:
            return result
        self._save(state, request)
        reload.schedule(self.client, minutes, request.reason)
        self.in_force = dict(result)
        found = reload.pending(self.client)
        if found is None:
            raise reload.ReloadError("the switch has taken the command, and lists no scheduled reload.")
        return {**result, "pending": found.as_dict()}

    def _save(self, state: reload.SwitchState, request: reload.ReloadRequest) -> None:
        if state.lost.strip() and request.unsaved == "save":
            ask.text(self.client, "copy running-config startup-config", repeatable=True)
            self.in_force = {"changed": True, "saved": state.lost}

    def _now(
        self,
        state: reload.SwitchState,
        request: reload.ReloadRequest,
        poller: Poller,
        wait: bool,
        result: dict[str, t.Any],
    ) -> None:
        client = self.client
        was = UpState.take(client, request.checks)
        self._save(state, request)
        back = reload.Return(client, state.running, poller)
        times = reload.send(client, request, state.standby)
        self.in_force = {**result, "times": times.as_dict()}
        self.tell(f"reloads, and is to start {state.image}")
        if not wait:
            result["times"] = times.as_dict()
            return
        done = back.wait(request, was, state.mlag.ready)
        result.update(release=done.running.release, cause=done.cause, times=done.times.as_dict())
