# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change resources: compare with what is there, set or delete one or many, and wait for the effect."""

from __future__ import annotations

import functools
import time
import typing as t
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...common.masking import masked_data, masked_pair
from ...common.polling import Poller
from ..errors import InputError, PartialError, WaitError
from .convert import build_key, build_resource, masked, plain
from .models import Model, check_writable, find_model, state_model
from .read import Resources
from .set_semantics import after_set, differences

#: Seconds that stand for a wait of 0, which looks without waiting.
SHORTEST_WAIT: t.Final = 0.001


@dataclass
class Step:
    """One resource of a request. Whether it changes anything is known once `before` is read.

    :ivar key: its key's message; None for a model without keys, or where CloudVision makes the key.
    :ivar wanted: the message to set; None where it is to be deleted.
    :ivar before: what is there, or None.
    """

    key: t.Any
    wanted: t.Any
    before: t.Any = None

    @functools.cached_property
    def changed(self) -> bool:
        """Whether there is anything to do."""
        if self.wanted is None:
            return self.before is not None
        return self.before is None or bool(self.after != self.before)

    @functools.cached_property
    def after(self) -> t.Any | None:
        """The state after the step."""
        return None if self.wanted is None else after_set(self.before, self.wanted)


@dataclass
class ResourceChange:
    """Requested resources of one model."""

    model: Model
    steps: list[Step] = field(default_factory=list)

    @property
    def todo(self) -> list[Step]:
        """The steps that change something."""
        return [step for step in self.steps if step.changed]

    @property
    def diffs(self) -> list[dict[str, t.Any]]:
        """Before and after of each changed resource, as Ansible shows them; secrets are masked."""
        return [self._diff(step) for step in self.todo]

    def _diff(self, step: Step) -> dict[str, t.Any]:
        header = f"{self.model.name} {name_of(step.key)}".strip()
        before, after = masked_pair(*(masked(each) if each is not None else {} for each in (step.before, step.after)))
        return {"before": before, "after": after, "before_header": header, "after_header": header}


def shown(message: t.Any) -> t.Any:
    """A resource as plain values, without secrets in its fields and in configurations that it holds; {} for none."""
    return masked_data(masked(message)) if message is not None else {}


def name_of(key: t.Any) -> str:
    """A key in messages: its values with slashes between them."""
    values = plain(key).values() if key is not None else []
    return "/".join(",".join(value) if isinstance(value, list) else str(value) for value in values)


def plan_change(
    resources: Resources, name: str, wanted: Sequence[t.Any], present: bool, timeout: float | None = None
) -> ResourceChange:
    """Look at what is there, and tell what a request changes.

    :param wanted: mappings with `key` and, where they are to be present, fields.
    :raises CloudVisionError: for a request that cannot be, before anything is sent; or where it cannot be looked at.
    """
    model = find_model(name)
    _check_model(model, present)
    change = ResourceChange(model)
    for place, entry in enumerate(wanted):
        where = f"resources[{place}]" if len(wanted) > 1 else ""
        change.steps.append(_step(model, entry, where, present))
    _check_once(change)
    _read_present(resources, change, timeout)
    return change


def _check_model(model: Model, present: bool) -> None:
    check_writable(model)
    if not present and not model.has("Delete"):
        raise InputError(f"{model.name} cannot be deleted: it has no verb Delete.", hint="Set its fields instead.")


def _step(model: Model, entry: t.Any, where: str, present: bool) -> Step:
    if present:
        wanted = build_resource(model, entry, where)
        has_key = model.key is not None and wanted.HasField("key")
        return Step(wanted.key if has_key else None, wanted)
    key = entry.get("key") if isinstance(entry, dict) else entry
    return Step(build_key(model, key, f"{where}.key" if where else "key"), None)


def _check_once(change: ResourceChange) -> None:
    """A resource that is named twice would make the outcome a matter of order."""
    seen: set[bytes] = set()
    for place, step in enumerate(change.steps):
        raw = b"" if step.key is None else step.key.SerializeToString(deterministic=True)
        if step.key is not None and raw in seen:
            raise InputError(f"resources[{place}] names {name_of(step.key)} again: name each resource once.")
        seen.add(raw)


def _read_present(resources: Resources, change: ResourceChange, timeout: float | None) -> None:
    """Fill in what is there."""
    model = change.model
    if model.key is None:
        for step in change.steps:
            step.before = resources.get(model, None, None, timeout)
        return
    named = [step for step in change.steps if step.key is not None]
    for step, found in zip(named, resources.get_some(model, [step.key for step in named], None, timeout), strict=True):
        step.before = found


def carry_out(resources: Resources, change: ResourceChange, timeout: float | None = None) -> list[t.Any]:
    """Do what a change needs. Returns CloudVision's echoes of what was set one by one.

    :raises PartialError: with what failed; the others were done.
    """
    steps, model = change.todo, change.model
    if not steps:
        return []
    if len(steps) == 1:
        return _one(resources, model, steps[0], timeout)
    if steps[0].wanted is None:
        failures = resources.delete_some(model, [step.key for step in steps], timeout)
    else:
        failures = resources.set_some(model, [step.wanted for step in steps], timeout)
    if failures:
        first = failures[0]
        doing = "deleted" if steps[0].wanted is None else "set"
        raise PartialError(
            f"{len(failures)} of {len(steps)} resources of {model.name} could not be {doing}; "
            f"the first is {'/'.join(map(str, first['key'].values()))}: {first['error']}.",
            failures=failures,
            host=resources.channel.options.name,
        )
    return []


def _one(resources: Resources, model: Model, step: Step, timeout: float | None) -> list[t.Any]:
    if step.wanted is None:
        resources.delete(model, step.key, timeout)
        return []
    return [resources.set(model, step.wanted, timeout)]


def wait_for_effect(
    resources: Resources,
    change: ResourceChange,
    seconds: float,
    timeout: float | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[t.Any]:
    """Follow the state model until it agrees with the request. Returns the states.

    :param seconds: how long to wait.
    :raises WaitError: with what still differs.
    """
    model = state_model(change.model)
    steps = [step for step in change.steps if step.key is not None or model.key is None]
    unlike: dict[int, list[str]] = {}

    def look() -> list[t.Any] | None:
        nonlocal unlike
        states = _states(resources, model, steps, timeout)
        unlike = {
            place: found
            for place, (step, state) in enumerate(zip(steps, states, strict=True))
            if (found := _step_diff(step, state))
        }
        return None if unlike else [state for state in states if state is not None]

    return Poller(max(seconds, SHORTEST_WAIT), sleep=sleep).until(
        look, lambda: _not_in_time(change, model, steps, unlike, seconds, resources)
    )


def _states(resources: Resources, model: Model, steps: Sequence[Step], timeout: float | None) -> list[t.Any | None]:
    if model.key is None:
        return [resources.get(model, None, None, timeout) for _step in steps]
    return resources.get_some(model, [step.key for step in steps], None, timeout)


def _step_diff(step: Step, state: t.Any) -> list[str]:
    if step.wanted is None:
        return [] if state is None else ["it is still there"]
    return differences(state, step.wanted)


def _not_in_time(
    change: ResourceChange,
    model: Model,
    steps: Sequence[Step],
    unlike: dict[int, list[str]],
    seconds: float,
    resources: Resources,
) -> WaitError:
    place, first = next(iter(unlike.items()))
    more = f" ({len(unlike)} resources are not there yet)" if len(unlike) > 1 else ""
    return WaitError(
        f"{model.name} {name_of(steps[place].key)} does not agree with {change.model.name} after {seconds:g} s: "
        f"{'; '.join(first)}{more}.",
        differences=[
            {"key": plain(steps[item].key) if steps[item].key is not None else {}, "differences": found}
            for item, found in unlike.items()
        ],
        host=resources.channel.options.name,
    )
