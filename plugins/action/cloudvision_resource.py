# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Set or delete resources. Documented in modules/cloudvision_resource.py."""

from __future__ import annotations

import typing as t

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_action import CloudVisionAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.failures import task_result
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import (
    CloudVisionError,
    InputError,
    PartialError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import apply as changes
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.convert import plain
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model, state_model
from ansible_collections.aerie.arista.plugins.plugin_utils.common.numbers import check_seconds


class ActionModule(CloudVisionAction):
    """Change what is to be changed, or tell what would change."""

    spec = argument_spec("cloudvision_resource")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        present = args["state"] == "present"
        entries = _entries(args)
        if args["wait"]:
            state_model(find_model(args["model"]))  # tell at once if there is none
        change = changes.plan_change(self.client.resources, args["model"], entries, present, args["timeout"])
        result = _change_result(change, present)
        if self.check_mode:
            return result
        try:
            changes.carry_out(self.client.resources, change, args["timeout"])
        except CloudVisionError as error:
            error.host = error.host or self.host
            return {**task_result(error), "changed": _may_have_changed(error, len(change.todo))}
        if args["wait"]:
            self._wait_for_resource(change, args, result)
        return result

    def _wait_for_resource(
        self, change: changes.ResourceChange, args: dict[str, t.Any], result: dict[str, t.Any]
    ) -> None:
        try:
            states = changes.wait_for_effect(self.client.resources, change, args["wait_timeout"], args["timeout"])
        except CloudVisionError as error:
            error.host = error.host or self.host
            result.update(task_result(error))
        else:
            result["states"] = [changes.shown(state) for state in states]


def _entries(args: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The resources that are asked for, each a mapping with its key."""
    for name in ("timeout", "wait_timeout"):
        if args[name] is not None:
            check_seconds(args[name], name)
    given = [name for name in ("key", "keys", "resources") if args[name] is not None]
    if len(given) > 1 or (args["resources"] is not None and args["values"]):
        raise InputError(
            f"{' and '.join(given if len(given) > 1 else ['resources', 'values'])} do not go together.",
            hint="Give 'key' or 'keys' with 'values', or 'resources', whose entries hold all of it.",
        )
    if "key" in args["values"]:
        raise InputError("values holds a key: give it in 'key', or use 'resources'.")
    if args["resources"] is not None:
        return list(args["resources"])
    if args["keys"] is not None:
        return [{"key": key, **args["values"]} for key in args["keys"]]
    return [{**({"key": args["key"]} if args["key"] is not None else {}), **args["values"]}]


def _may_have_changed(error: CloudVisionError, count: int) -> bool:
    """Whether something may be done in spite of an error."""
    if isinstance(error, PartialError):
        return len(error.failures) < count
    return error.sent or count > 1  # of several, some may be done


def _change_result(change: changes.ResourceChange, present: bool) -> dict[str, t.Any]:
    todo = change.todo
    result: dict[str, t.Any] = {
        "changed": bool(todo),
        "keys_changed": [plain(step.key) if step.key is not None else {} for step in todo],
    }
    if present:
        result["resources"] = [changes.shown(step.after) for step in change.steps]
        if len(change.steps) == 1:
            result["resource"] = result["resources"][0]
    if todo:
        result["diff"] = change.diffs
    return result
