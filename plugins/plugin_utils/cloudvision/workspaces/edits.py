# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Edits of what lives in workspaces: planned, made, copied to another workspace, shown as differences."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ...common.json_text import decode
from ...common.masking import masked_pair
from ...common.polling import Poller
from ..resources.models import models_of
from ..resources.plain import PlainResources
from ..resources.watch import StateWatch
from ..workflows.errors import LateError
from .view import Key, View, frozen, in_workspace, visible

#: The APIs whose objects live in workspaces.
PACKAGES: t.Final = ("configlet.v1", "studio.v1", "studio_topology.v1", "tag.v2")
#: The model whose objects are parts of documents, so that a workspace shows no rows for them.
DOCUMENTS: t.Final = "studio.v1.Inputs"
#: What makes a list hold all of an object.
WHOLE: t.Final[dict[str, dict[str, t.Any]]] = {"configlet.v1.Configlet": {"include_body": True}}


@dataclass
class Edit:
    """An object's present and requested values.

    :ivar model: the state's model, such as "configlet.v1.Configlet".
    :ivar key: without a workspace.
    :ivar before: what there is; None: nothing.
    :ivar wanted: the fields to set; None: it is to be removed.
    :ivar title: what diffs call it.
    :ivar diffs: before and after for people; None: of the fields.
    """

    model: str
    key: dict[str, t.Any]
    before: dict[str, t.Any] | None
    wanted: dict[str, t.Any] | None
    title: str
    diffs: list[dict[str, t.Any]] | None = None

    @property
    def changed(self) -> bool:
        """Whether there is anything to do."""
        if self.wanted is None:
            return self.before is not None
        return self.before is None or not within(self.wanted, self.before)

    def shown(self) -> list[dict[str, t.Any]]:
        """The diffs, as Ansible shows them."""
        if self.diffs is not None:
            return self.diffs
        after = None if self.wanted is None else {**visible(self.before or {}), **self.wanted}
        return [diff(self.title, visible(self.before or {}), after or {})]


def diff(title: str, before: t.Any, after: t.Any) -> dict[str, t.Any]:
    """One diff, as Ansible shows it, without secrets."""
    before, after = masked_pair(before, after)
    return {"before": before, "after": after, "before_header": title, "after_header": title}


def within(wanted: Mapping[str, t.Any], found: Mapping[str, t.Any]) -> bool:
    """Whether an object has all requested values. An empty value equals none."""
    return all(found.get(name) == value or (not value and not found.get(name)) for name, value in wanted.items())


@dataclass
class EditPlan:
    """Edits that belong together, in the order in which they are to be made.

    :ivar settled: whether the state shows them; the default looks at each edit.
    :ivar shown_by: the model whose own rows in the workspace tell that; all edits show as soon as those of it do.
    :ivar identity: what tells objects of that model apart, of their keys.
    :ivar whole: whether they set whole lists or documents, which are computed from those that are there.
    """

    edits: list[Edit] = field(default_factory=list)
    settled: Callable[[View], bool] | None = None
    whole: bool = False
    shown_by: str | None = None
    identity: Callable[[Mapping[str, t.Any]], t.Any] = frozen

    @property
    def todo(self) -> list[Edit]:
        """The edits that change something."""
        return [edit for edit in self.edits if edit.changed]

    @property
    def diffs(self) -> list[dict[str, t.Any]]:
        """The diffs of all of them."""
        return [shown for edit in self.todo for shown in edit.shown()]

    def is_there(self, view: View) -> bool:
        """Whether the state shows all edits."""
        if self.settled is not None:
            return self.settled(view)
        return all(_shows_edit(view, edit) for edit in self.todo)


def combined(plans: Iterable[EditPlan]) -> EditPlan:
    """Several plans as one. Edits show in the order in which they are made: the last objects tell for all."""
    todo = [plan for plan in plans if plan.todo]
    edits = [edit for plan in todo for edit in plan.todo]
    whole = any(plan.whole for plan in todo)
    for plan in reversed(todo):
        models = [edit.model for edit in plan.todo if edit.wanted is not None and edit.model != DOCUMENTS]
        if models:
            return EditPlan(edits, whole=whole, shown_by=models[-1], identity=plan.identity)
    return EditPlan(edits, lambda view: all(plan.is_there(view) for plan in todo), whole)


def _shows_edit(view: View, edit: Edit) -> bool:
    found = view.get(edit.model, edit.key)
    if edit.wanted is None:
        return found is None
    # Lists leave out what is long (a configlet's body).
    known = {name: value for name, value in edit.wanted.items() if found is not None and name in found}
    return found is not None and within(known, found)


def apply(view: View, plan: EditPlan, poller: Poller) -> None:
    """Make the edits in a workspace, and wait until its state shows them.

    :param view: of that workspace.
    :raises CloudVisionError: where one cannot be made.
    """
    todo = plan.todo
    if not todo:
        return
    objects, workspace_id = view.objects, view.workspace_id
    for model, edits in _by_model(todo):
        removed = view.removed(model)
        objects.set_some(f"{model}Config", [_config(edit, workspace_id, frozen(edit.key) in removed) for edit in edits])

    def late() -> LateError:
        return LateError(f"workspace '{workspace_id}' does not show its changes yet.", workspace_id=workspace_id)

    def look() -> bool | None:
        view.forget()
        return plan.is_there(view) or None

    if plan.shown_by is None:
        poller.until(look, late)
    else:
        _watch(view, plan, poller, late)


def _watch(view: View, plan: EditPlan, poller: Poller, late: Callable[[], LateError]) -> None:
    """Wait until a workspace has the rows of a model that a plan sets in it. What is removed needs no wait."""
    model = str(plan.shown_by)
    missing = {plan.identity(edit.key) for edit in plan.todo if edit.model == model and edit.wanted is not None}

    def seen(row: dict[str, t.Any]) -> bool | None:
        missing.discard(plan.identity(row["key"]))
        return not missing or None

    if missing:
        StateWatch(view.objects, model, {"key": {"workspace_id": view.workspace_id}}).until(seen, poller, late)


def _config(edit: Edit, workspace_id: str, was_removed: bool) -> dict[str, t.Any]:
    key = in_workspace(edit.key, workspace_id)
    if edit.wanted is None:
        return {"key": key, "remove": True}
    return {"key": key, **edit.wanted, **({"remove": False} if was_removed else {})}


def _by_model(edits: Iterable[Edit]) -> list[tuple[str, list[Edit]]]:
    """Neighbours of one model together, in order."""
    groups: list[tuple[str, list[Edit]]] = []
    for edit in edits:
        if not groups or groups[-1][0] != edit.model:
            groups.append((edit.model, []))
        groups[-1][1].append(edit)
    return groups


# --- Whole workspaces ------------------------------------------------------------------------------------------------


def scoped_models() -> list[str]:
    """The state models of what lives in workspaces and can be configured there."""
    found = []
    for package in PACKAGES:
        models = models_of(package)
        for name, model in models.items():
            config = models.get(f"{name}Config")
            if config is not None and config.writable and "workspace_id" in model.key_fields:
                found.append(name)
    return sorted(found, key=lambda name: (name != "tag.v2.Tag", name))  # a tag before what it is assigned to


def copy(objects: PlainResources, source: str, target: str, poller: Poller) -> None:
    """Configure in a workspace what is configured in another one, and wait until its state shows that."""
    copied: dict[str, list[dict[str, t.Any]]] = {}
    for model in scoped_models():
        rows = objects.list(f"{model}Config", {"key": {"workspace_id": source}}, custom=WHOLE.get(model))
        objects.set_some(f"{model}Config", [{**row, "key": in_workspace(row["key"], target)} for row in rows])
        copied.update({model: rows} if rows else {})

    def look() -> bool | None:
        return all(_is_copied(objects, model, rows, source, target) for model, rows in copied.items()) or None

    poller.until(look, lambda: LateError(f"workspace '{target}' does not show its changes yet."))


def _is_copied(objects: PlainResources, model: str, configs: list[dict[str, t.Any]], source: str, target: str) -> bool:
    """Whether a workspace shows what was configured in it as the other one does."""
    if model == "studio.v1.Inputs":  # of one document, which may differ elsewhere
        keys = [config["key"] for config in configs]
        shown = ([objects.get(model, in_workspace(key, one)) or {} for key in keys] for one in (source, target))
        return all(one.get("inputs") == other.get("inputs") for one, other in zip(*shown, strict=True))
    names = {name for config in configs for name in config} | {"digest"}
    one, other = (_own(objects, model, workspace_id, names) for workspace_id in (source, target))
    return all(one.get(frozen(config["key"])) == other.get(frozen(config["key"])) for config in configs)


def _own(objects: PlainResources, model: str, workspace_id: str, names: set[str]) -> dict[Key, dict[str, t.Any]]:
    """Some fields of what a workspace shows as its own."""
    rows = objects.list(model, {"key": {"workspace_id": workspace_id}})
    return {frozen(row["key"]): {name: row[name] for name in names & row.keys() - {"key"}} for row in rows}


def differences(objects: PlainResources, workspace_id: str) -> list[dict[str, t.Any]]:
    """The changes of a workspace against the mainline, as Ansible shows them. Only changed objects are read."""
    found = []
    view = View(objects, workspace_id)
    for model in scoped_models():
        configs = list(view.configs(model).values())
        for config, before, after in zip(configs, *_both(view, model, configs), strict=True):
            one, other = visible(before or {}), {} if config.get("remove") else visible(after or before or {})
            if one != other:
                found.append(diff(title(model, config["key"]), as_text(one), as_text(other)))
    return found


def _both(view: View, model: str, configs: list[dict[str, t.Any]]) -> list[list[dict[str, t.Any] | None]]:
    """The configured objects, of the mainline and of the workspace."""
    sides = ("", view.workspace_id)
    keys = [[in_workspace(config["key"], workspace_id) for config in configs] for workspace_id in sides]
    return [list(view.objects.get_some(model, side)) if side else [] for side in keys]


def as_text(value: Mapping[str, t.Any]) -> t.Any:
    """An object for a diff: long texts stand line by line, below the other fields."""
    if "inputs" in value:
        return _indented(value["inputs"] or "null")
    if "body" in value:
        others = [f"{name}: {value[name]}\n" for name in ("display_name", "description") if value.get(name)]
        return "".join(others) + str(value["body"])
    return dict(value)


def _indented(text: str) -> str:
    """JSON line by line; a text that is none as it is."""
    try:
        return json.dumps(decode(text), indent=2, sort_keys=True) + "\n"
    except (ValueError, TypeError):
        return text


def title(model: str, key: Mapping[str, t.Any]) -> str:
    """The name of an object in diffs: its kind, and its key without the workspace."""
    kind = model.rpartition(".")[2]
    parts = ["/".join(value) if isinstance(value, tuple) else str(value) for _name, value in frozen(key)]
    return f"{kind} {' '.join(parts)}"
