# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Two deploy through one CloudVision at once: in turn they change one assignment of all devices, or a device of each.

A deployment goes from a configlet to a completed change control. In the end every configlet is assigned exactly once,
every line is in force exactly once, and every deployment has submitted one workspace, with one change control that ran
or came too late: then a newer one that ran has its lines.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.client import CloudVisionClient
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import CloudVisionError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.plain import PlainResources
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import (
    configlet_plan,
    configlets,
    studio_inputs,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_controls import (
    ChangeControlRequest,
    ChangeControls,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_state import (
    objections,
    status_of,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.change_steps import carry_out
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.deployment import (
    DeployDevice,
    Deployment,
    locate,
    plan_deployment,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import LateError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.run import (
    Planner,
    WorkspaceChange,
    run,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.workspace import Workspaces, state_of
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from lab.cloudvision.spec import CloudVisionSpec
from lab.network import Lab
from support.cloudvision_plays import options_of

from .report import Report

RIVALS = 2
SECONDS = 60.0
SHARED = "shared"
CONTROL = "changecontrol.v1.ChangeControl"


@dataclass(frozen=True)
class Outcome:
    """What became of the deployments.

    :ivar late: change controls that a newer one made needless.
    :ivar retries: how often a deployment began again, since the other one was faster.
    """

    deployments: int
    late: int
    retries: int
    wrong: list[str]


class Deployer:
    """One of those who deploy, with a connection of its own."""

    def __init__(self, objects: PlainResources, number: int, device: str) -> None:
        self.objects = objects
        self.number = number
        self.device = device
        self.workspaces: list[str] = []
        self.said: list[str] = []
        self.late = 0

    def deploy(self, step: int) -> None:
        """Bring one line onto all devices, or onto the own one, by a workspace and its change control."""
        poller = Poller(SECONDS, self.said.append)
        change = WorkspaceChange(name=f"deployment {name_of(self.number, step)}", sync_retries=10)
        planner = self._for_all(step) if is_for_all(step) else self._for_own(step)
        done = run(Workspaces(self.objects, poller), change, planner)
        self.workspaces.append(done["workspace_id"])
        for identity in done["change_control_ids"]:
            self._complete(identity, poller)

    def _for_all(self, step: int) -> Planner:
        """A configlet more in the assignment that both sides share."""
        name = name_of(self.number, step)
        wanted = configlets.ConfigletRequest(
            [configlets.Configlet(name, line_of(self.number, step) + "\n")],
            [configlets.Assignment(SHARED, query="device:*", configlets=(name,))],
        )
        return lambda view: configlet_plan.plan_configlets(view, wanted)

    def _for_own(self, step: int) -> Planner:
        """The own device, as cloudvision_deploy deploys it: its configuration, a tag, and its place in the tree."""
        lines = [line_of(self.number, one) for one in range(step + 1) if not is_for_all(one)]
        device = DeployDevice(self.device, config="\n".join(lines) + "\n", tags=(("step", str(step)),))
        located = locate(self.objects, [device])
        return lambda view: plan_deployment(view, Deployment([device]), located)

    def _complete(self, identity: str, poller: Poller) -> None:
        """Run a change control, as soon as no other one runs on its devices, unless a newer one has."""
        controls = ChangeControls(self.objects, poller)

        def look() -> bool | None:
            try:
                carry_out(controls, ChangeControlRequest("completed", id=identity, approve=True))
            except CloudVisionError:
                now = controls.get(identity) or {}
                if "obsoleted" in objections(now):
                    self.late += 1
                    return True
                if status_of(now) == "completed":
                    raise
                return None
            return True

        poller.until(look, lambda: LateError(f"{identity} was not run within {SECONDS:g} s"))


def is_for_all(step: int) -> bool:
    """Whether a round is about all devices, or the own one of each side."""
    return step % 2 == 0


def name_of(deployer: int, step: int) -> str:
    """The name of a deployment's configlet."""
    return f"run{deployer}step{step}"


def line_of(deployer: int, step: int) -> str:
    """What a deployment configures."""
    return f"alias {name_of(deployer, step)} show version"


@contextlib.contextmanager
def deployers(lab: Lab) -> Iterator[list[Deployer]]:
    """Those who deploy."""
    clients = [CloudVisionClient(options_of(lab.cloudvision)) for _number in range(RIVALS)]
    try:
        sides = enumerate(zip(clients, lab, strict=True))
        yield [Deployer(PlainResources(client.resources), number, switch.name) for number, (client, switch) in sides]
    finally:
        for client in clients:
            client.close()


def campaign(rounds: int) -> Outcome:
    """Deploy so many times at once from each side; every round begins for all of them at the same time."""
    spec = CloudVisionSpec(validates=True, in_progress=True, step=0.001)
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(Path(folder) / "lab", RIVALS, cloudvision=spec) as lab,
        deployers(lab) as sides,
        ThreadPoolExecutor(RIVALS) as pool,
    ):
        gate = threading.Barrier(RIVALS)
        wrong: list[str] = []

        def play(side: Deployer) -> None:
            for step in range(rounds):
                gate.wait(SECONDS * 4)
                try:
                    side.deploy(step)
                except Exception as error:
                    wrong.append(f"{name_of(side.number, step)}: {type(error).__name__}: {error}")

        list(pool.map(play, sides))
        retries = sum("begins again" in line for side in sides for line in side.said)
        wrong += [sentence for rule in RULES for sentence in rule(lab, sides, rounds)]
        return Outcome(RIVALS * rounds, sum(side.late for side in sides), retries, wrong)


# --- What must be true in the end -------------------------------------------------------------------------------------


def _assigned_once(lab: Lab, sides: Sequence[Deployer], rounds: int) -> Iterator[str]:
    """Each configlet is in the assignment once, each device in that of all devices, and each root among the roots."""
    view = View(sides[0].objects)
    row = view.get(configlets.ASSIGNMENT, {"configlet_assignment_id": SHARED}) or {}
    wanted = Counter(name_of(side.number, step) for side in sides for step in range(rounds) if is_for_all(step))
    yield from _differences("assigned", Counter(row.get("configlet_ids") or []), wanted)
    roots = studio_inputs.read(view, configlets.STUDIO, configlets.ROOTS)
    yield from _differences("a root", Counter(roots), Counter({*roots, SHARED}))
    rows, devices = view.all(configlets.ASSIGNMENT).values(), [side.device for side in sides]
    children = Counter(child for one in rows for child in one.get("child_assignment_ids") or [])
    wanted = Counter(one["key"]["configlet_assignment_id"] for one in rows if one["display_name"] in devices)
    yield from _differences("in the tree", children, wanted)
    if rounds > 1 and len(wanted) != len(sides):
        yield f"the tree has {len(wanted)} devices instead of {len(sides)}"


def _in_force_once(lab: Lab, sides: Sequence[Deployer], rounds: int) -> Iterator[str]:
    """Each line is in the configuration of each switch once."""
    for switch in lab:
        wanted = Counter(
            line_of(side.number, step)
            for side in sides
            for step in range(rounds)
            if is_for_all(step) or side.device == switch.name
        )
        lines = Counter(line for line in switch.running_config().splitlines() if line.startswith("alias run"))
        yield from _differences(f"in force on {switch.name}", lines, wanted)


def _submitted_once(lab: Lab, sides: Sequence[Deployer], rounds: int) -> Iterator[str]:
    """Each deployment has submitted one workspace, and left no other one open."""
    rows = {row["key"]["workspace_id"]: row for row in sides[0].objects.list("workspace.v1.Workspace")}
    submitted = Counter(row["display_name"] for row in rows.values() if state_of(row) == "submitted")
    wanted = Counter(f"deployment {name_of(side.number, step)}" for side in sides for step in range(rounds))
    yield from _differences("submitted", submitted, wanted)
    known = {identity for side in sides for identity in side.workspaces}
    for identity, row in rows.items():
        if state_of(row) not in ("submitted", "abandoned") or (state_of(row) == "submitted") != (identity in known):
            yield f"workspace {identity} is {state_of(row)}"
        if len(row.get("cc_ids") or []) > 1:
            yield f"workspace {identity} has {len(row['cc_ids'])} change controls"


def _run_once(lab: Lab, sides: Sequence[Deployer], rounds: int) -> Iterator[str]:
    """Each change control has run to a good end, or is too late."""
    rows = sides[0].objects.list(CONTROL)
    if len(rows) != len(sides) * rounds:
        yield f"{len(rows)} change controls for {len(sides) * rounds} deployments"
    for row in rows:
        good = str(row.get("completion_reason", "")).endswith("_SUCCESS")
        if not good and "obsoleted" not in objections(row):
            yield f"change control {row['key']['id']} is {status_of(row)}, {row.get('error', '')}"
    yield from (f"the lab failed: {failure}" for failure in lab.cloudvision.failures)


def _differences(what: str, found: Counter[Any], wanted: Counter[Any]) -> Iterator[str]:
    """A sentence for each thing that is not there as often as it should be."""
    for name in {**wanted, **found}:
        if found[name] != wanted[name]:
            yield f"{name} is {what} {found[name]} times instead of {wanted[name]}"


RULES: tuple[Callable[[Lab, Sequence[Deployer], int], Iterator[str]], ...] = (
    _assigned_once,
    _in_force_once,
    _submitted_once,
    _run_once,
)


def report(numbers: Sequence[int]) -> Report:
    """Play so many rounds; none of them can be repeated by its number."""
    outcome = campaign(len(numbers))
    return Report(
        outcome.wrong,
        f"{outcome.deployments} deployments, {outcome.retries} begun again, {outcome.late} made needless by newer ones",
    )
