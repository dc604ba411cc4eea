# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""action.v1: what a stage of a change control can do. The built-in actions are there from the beginning.

Their arguments are those of the release notes for 2024.2; none of them does anything to the lab's switches.
"""

from __future__ import annotations

from typing import Any, ClassVar

from ..catalog import Model
from .base import Change, Effect, precondition

ACTION, CONFIG = "action.v1.Action", "action.v1.ActionConfig"
DEVICE = "DeviceID"
#: Built-in action → what it is called, and the arguments that it must have.
BUILT_IN = {
    "setConfig": ("Set configuration", (DEVICE, "Source", "Timestamp")),
    "setImage": ("Set image", (DEVICE, "Source", "Timestamp")),
    "mlaghealthcheck": ("Check MLAG health", (DEVICE,)),
    "enterbgpmaintmode": ("Enter BGP maintenance mode", (DEVICE,)),
    "exitbgpmaintmode": ("Exit BGP maintenance mode", (DEVICE,)),
    "snapshot": ("Take snapshot", (DEVICE, "TemplateID")),
    "reboot": ("Reboot device", (DEVICE,)),
    "enterZTP": ("Enter ZTP mode", (DEVICE,)),
    "exitZTP": ("Exit ZTP mode", (DEVICE,)),
    "cleanFlash": ("Clean flash", (DEVICE, "FileSpecAndGlob")),
    "downloadFile": ("Download file", (DEVICE, "Source")),
}
BUILT_IN_TYPE = "ACTION_TYPE_CHANGECONTROL_BUILT_IN"


class Actions(Effect):
    """Built-in actions cannot be configured; others are what somebody makes them."""

    models: ClassVar[tuple[str, ...]] = (CONFIG,)

    def start(self) -> None:
        for identity, (name, required) in BUILT_IN.items():
            arguments = {"values": {one: {"required": True} for one in required}}
            core = {"name": name, "type": BUILT_IN_TYPE, "dynamicArgs": arguments}
            self.state.set(ACTION, {"key": {"id": identity}, "core": core})

    def check(self, change: Change) -> None:
        self._check_own(change.after)

    def check_delete(self, caller: Any, model: Model, before: Any) -> None:
        self._check_own(before)

    @staticmethod
    def _check_own(config: Any) -> None:
        if config.key.id.value in BUILT_IN:
            raise precondition(f"action {config.key.id.value!r} is built in")

    def problem(self, identity: str, arguments: dict[str, str]) -> str:
        """Why a stage with an action cannot run; "" where it can."""
        action = self.state.get(ACTION, id=identity)
        if action is None:
            return f"action {identity!r} does not exist"
        wanted = action.core.dynamic_args.values
        missing = [name for name in sorted(wanted) if wanted[name].required.value and not arguments.get(name)]
        return f"action {identity!r} lacks {', '.join(missing)}" if missing else ""
