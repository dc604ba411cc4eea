# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deploy a fabric through CloudVision in one task. Documented in modules/cloudvision_deploy.py."""

from __future__ import annotations

import re
import typing as t
from dataclasses import replace

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.cloudvision_workflow import WorkflowAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.deployment_files import Files, devices_of
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.failures import task_result
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import (
    configlets,
    deployment,
    manifest,
    studio_inputs,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_controls import (
    ChangeControlRequest,
    ChangeControls,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_steps import carry_out
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.earlier_changes import earlier_changes
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import WorkflowError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError

#: States of a change control before which it is approved.
APPROVED_FIRST: t.Final = ("scheduled", "started", "completed")


class ActionModule(WorkflowAction):
    """Bring devices, tags, configlets and inputs where they are wanted, in one workspace."""

    spec = argument_spec("cloudvision_deploy")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        control = _change_control(args)
        quiet = _patterns(args)
        wanted = self._wanted_deployment(args)
        devices = [one for one in wanted.devices if one.deployed]
        poller = self.poller(args)
        skip = args["skip_missing_devices"]
        located = deployment.bring_in(self.objects, poller, devices, self.check_mode, skip)
        result: dict[str, t.Any] = {"changed": bool(located.onboarded), "devices": []}
        try:
            self._deploy(args, wanted, located, quiet, result)
            if control is not None:
                self._carry_out(control, args, ChangeControls(self.objects, poller), located, result)
        except ClientError as error:
            if not (result["changed"] or result["devices"]):
                raise
            changed = result["changed"] or _was_changed(error)
            return {**result, **task_result(error, self.host), "changed": changed}
        return result

    def _deploy(
        self,
        args: dict[str, t.Any],
        wanted: deployment.Deployment,
        located: deployment.Located,
        quiet: list[re.Pattern[str]],
        result: dict[str, t.Any],
    ) -> None:
        """Make the change, and tell what became of each device."""
        onboarded = result["changed"]
        try:
            done = self.edit(args, lambda view: deployment.plan_deployment(view, wanted, located), quiet)
        except WorkflowError as error:
            if "build" in error.facts:
                error.facts["devices"] = deployment.outcomes(wanted, located, error.facts["build"], True)
            raise
        result.update(done)
        result["devices"] = deployment.outcomes(wanted, located, done.get("build"), done["changed"])
        result["changed"] = done["changed"] or onboarded
        warnings = deployment.warnings(result["devices"]) if args["build_warnings"] else []
        _warn(result, [*warnings, *located.notes])

    def _carry_out(
        self,
        control: ChangeControlRequest,
        args: dict[str, t.Any],
        controls: ChangeControls,
        located: deployment.Located,
        result: dict[str, t.Any],
    ) -> None:
        """Bring the change control of the submission, or what is left of an earlier run, to its wanted state."""
        if result.get("change_control_ids"):
            done = carry_out(controls, replace(control, workspace=result["workspace_id"]))
            result.update(_of_control(done))
            _warn(result, done.get("warnings", []))
        elif control.target != "found" and not (self.check_mode and result["changed"]):
            ids = [str(row["key"]["device_id"]) for row in located.rows.values()]
            earlier = earlier_changes(self.objects, ids, control.new_name, args["workspace_name"])
            _warn(result, earlier.warnings())
            for one in earlier.unfinished:
                request = replace(control, workspace=None, id=one["key"]["id"], check=self.check_mode)
                done = carry_out(controls, request)
                result["changed"] = result["changed"] or done["changed"]
                result.setdefault("diff", []).extend(done.get("diff", []))
                result.setdefault("change_controls", []).extend(done["change_controls"])
                _warn(result, done.get("warnings", []))
            if len(result.get("change_controls", [])) == 1:
                result["change_control"] = result["change_controls"][0]

    def _wanted_deployment(self, args: dict[str, t.Any]) -> deployment.Deployment:
        """The task's deployment, with the texts of all files."""
        files = Files(self)
        others = []
        if args["manifest"]:
            texts = {name: files.text(path, "manifest") for name, path in manifest.files(args["manifest"]).items()}
            others.append(manifest.parse(args["manifest"], texts))
        if args["configlets"] or args["assignments"]:
            texts_of = enumerate(args["configlets"])
            bodies = {
                place: body for place, entry in texts_of if (body := _configlet_text(files, entry, place)) is not None
            }
            others.append(
                configlets.ConfigletRequest(
                    configlets.parse_configlets(args["configlets"], bodies, "replaced"),
                    configlets.parse_assignments(args["assignments"]),
                )
            )
        return deployment.Deployment(
            devices_of(files, args),
            container=args["container"],
            configlet_name=args["configlet_name"],
            others=others,
            inputs=[_inputs(entry, place) for place, entry in enumerate(args["studio_inputs"])],
            strict_tags=args["strict_tags"],
            accept=args["accept"],
        )


def _configlet_text(files: Files, entry: dict[str, t.Any], place: int) -> str | None:
    if entry["body"] is not None and entry["src"] is not None:
        raise InputError(f"configlets[{place}]: body and src are both given: one of them holds the text.")
    if entry["src"] is None:
        return t.cast("str | None", entry["body"])
    return files.text(entry["src"], f"configlets[{place}].src")


def _inputs(entry: dict[str, t.Any], place: int) -> deployment.StudioInputs:
    path = tuple(studio_inputs.parse_path(entry["path"]))
    if entry["inputs"] is None:
        raise InputError(f"studio_inputs[{place}]: inputs is missing.")
    return deployment.StudioInputs(entry["studio"], path, entry["inputs"], entry["state"])


def _patterns(args: dict[str, t.Any]) -> list[re.Pattern[str]]:
    """The patterns of build warnings to suppress."""
    found = []
    for place, pattern in enumerate(args["suppress_build_warnings"]):
        try:
            found.append(re.compile(pattern))
        except re.error as error:
            raise InputError(
                f"suppress_build_warnings[{place}]: '{pattern}' is no regular expression: {error}."
            ) from None
    return found


def _change_control(args: dict[str, t.Any]) -> ChangeControlRequest | None:
    """The target state of the submission's change control, None where there is none."""
    wanted = args["change_control"]
    if wanted is None:
        return None
    if args["workspace"] is not None or not args["submit"]:
        raise InputError("change_control is for a submission: leave 'workspace' and 'submit: false' out.")
    state = wanted["state"]
    return ChangeControlRequest(
        target=state,
        workspace="-",
        approve=state in APPROVED_FIRST,
        override=wanted["override"],
        new_name=wanted["name"],
        description=wanted["description"],
        at=wanted["schedule_at"],
        notes=wanted["notes"],
        may_run=state in ("started", "completed"),
    )


def _warn(result: dict[str, t.Any], warnings: list[str]) -> None:
    """Add warnings to a result."""
    if warnings:
        result["warnings"] = [*result.get("warnings", []), *warnings]


def _was_changed(error: ClientError) -> bool:
    """Whether something was changed before an error."""
    return isinstance(error, WorkflowError) and bool(error.facts.get("changed"))


def _of_control(done: dict[str, t.Any]) -> dict[str, t.Any]:
    """The change controls of the submission, which a result holds beside its own diff."""
    return {name: done[name] for name in ("change_controls", "change_control") if name in done}
