# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What happens to a model beside its being stored.

A module of this package has a subject; it says which models it is for, and overrides what is different there::

    class Configlets(Effect):
        models = ("configlet.v1.Configlet", "configlet.v1.ConfigletConfig")

        def check(self, change: Change) -> None: ...

A model without an effect of its own has :class:`Effect`'s: a configuration is mirrored in the model of its state, by
the names of their fields, a moment later.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from ..accounts import Accounts, Caller
from ..catalog import Catalog, Model
from ..errors import Refused, invalid, precondition
from ..filters import Predicate
from ..store import State, Table, Version

if TYPE_CHECKING:
    from ..service import World

__all__ = ["Change", "Effect", "Effects", "Refused", "invalid", "precondition"]


@dataclass(frozen=True)
class Change:
    """A value that is being set: as it came, and as it is when merged."""

    caller: Caller
    model: Model
    incoming: Any
    after: Any
    version: Version | None = None


T = TypeVar("T")


class Effect:
    """What all models share."""

    models: ClassVar[tuple[str, ...]] = ()
    #: Whether a class of its own for a model goes before this one.
    general: ClassVar[bool] = False

    @classmethod
    def names(cls, catalog: Catalog) -> list[str]:
        """The models that it is for."""
        return list(cls.models)

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def state(self) -> State:
        """All objects."""
        return self.world.state

    @property
    def accounts(self) -> Accounts:
        """Who may call."""
        return self.world.accounts

    def start(self) -> None:
        """Put there what is there from the beginning."""

    def complete(self, model: Model, value: Any) -> Any:
        """Add what the server chooses before the key is looked at (an id)."""
        return value

    def check(self, change: Change) -> None:
        """Refuse a change before anything happens."""

    def stored(self, model: Model, after: Any) -> Message:
        """What is kept of a value that is set."""
        return after  # type: ignore[no-any-return]

    def applied(self, change: Change) -> Message:
        """After a value was stored; returns what Set answers. The state follows a moment later."""
        self.later(lambda: self.mirror(change))
        return change.incoming  # type: ignore[no-any-return]

    def check_delete(self, caller: Caller, model: Model, before: Any) -> None:
        """Refuse a deletion."""

    def deleted(self, caller: Caller, model: Model, before: Any) -> None:
        """After a deletion: the state follows a moment later."""
        state = self.state.catalog.state_of(model)
        if state is not None:
            self.later(lambda: self.state.table(state).delete(getattr(before, "key", None)))

    def find(self, table: Table, key: Message | None, at: int | None) -> Version | None:
        """What GetOne finds."""
        return table.version(key, at)

    def filter(self, model: Model, wanted: Any) -> Predicate | None:
        """What the model's own filter lets pass."""
        return None

    def view(self, model: Model, request: Any) -> Callable[[Message], Message] | None:
        """How a list shows its objects, None: as they are."""
        return None

    def parts(self, version: Version) -> list[Version]:
        """How a list sends an object: in one message, or in several."""
        return [version]

    def known(self, device_id: str) -> None:
        """A device is in the inventory from now on."""

    def gone(self, device_id: str) -> None:
        """A device is not in the inventory any more."""

    # -- tools ---------------------------------------------------------------------------------------------------

    def later(self, action: Callable[[], Any], seconds: float | None = None) -> None:
        """Do something a moment later, as the server does its work."""
        self.world.later(action, self.world.spec.delay if seconds is None else seconds)

    def mirror(self, change: Change) -> Any:
        """Let the state show a configuration; returns the new state, None where there is none to show."""
        model = self.state.catalog.state_of(change.model)
        if model is None:
            return None
        with self.state.lock:
            table = self.state.table(model)
            before = table.get(getattr(change.after, "key", None))
            value = mirrored(
                change.after, before, model, change.caller.name, change.version.at if change.version else 0
            )
            self.shown(change, before, value)
            table.put(value)
        return value

    def shown(self, change: Change, before: Any, value: Any) -> None:
        """Complete a mirrored state before it is stored."""


def mirrored(config: Any, before: Any, model: Model, user: str, at: int) -> Any:
    """The state that shows a configuration: every field of the same name and type, who did it, and when."""
    value: Any = model.message()
    if before is not None:
        value.CopyFrom(before)
    for field in config.DESCRIPTOR.fields:
        if _alike(field, model.message.DESCRIPTOR.fields_by_name.get(field.name)):
            _copy(config, value, field)
    for name in ("created", "last_modified"):
        if name != "created" or before is None:
            _stamp(value, name, user, at)
    return value


def _stamp(value: Any, name: str, user: str, at: int) -> None:
    fields = value.DESCRIPTOR.fields_by_name
    if f"{name}_by" in fields:
        getattr(value, f"{name}_by").value = user
    if f"{name}_at" in fields:
        getattr(value, f"{name}_at").FromNanoseconds(at)


def _alike(one: FieldDescriptor, other: FieldDescriptor | None) -> bool:
    if other is None or one.type != other.type or one.is_repeated != other.is_repeated:
        return False
    return one.message_type is None or one.message_type.full_name == other.message_type.full_name


def _copy(source: Any, target: Any, field: FieldDescriptor) -> None:
    """Copy a field that is set; another stays what it was."""
    if field.is_repeated:
        if len(getattr(source, field.name)):
            target.ClearField(field.name)
            getattr(target, field.name).MergeFrom(getattr(source, field.name))
    elif field.message_type is None:
        if getattr(source, field.name):
            setattr(target, field.name, getattr(source, field.name))
    elif source.HasField(field.name):
        getattr(target, field.name).CopyFrom(getattr(source, field.name))


class Effects:
    """Finds the effect of each model."""

    def __init__(self, world: World) -> None:
        self._general = Effect(world)
        self._own: dict[str, Effect] = {}
        self.all: list[Effect] = []
        for kind in sorted(_kinds(), key=lambda kind: not kind.general):
            effect = kind(world)
            self.all.append(effect)
            for name in kind.names(world.state.catalog):
                self._own[world.state.catalog[name].name] = effect

    def of(self, model: Model) -> Effect:
        """The effect of a model."""
        return self._own.get(model.name, self._general)

    def one(self, kind: type[T]) -> T:
        """The effect of this class."""
        return next(effect for effect in self.all if isinstance(effect, kind))

    def known(self, device_id: str) -> None:
        """Tell every effect of a new device."""
        for effect in self.all:
            effect.known(device_id)

    def gone(self, device_id: str) -> None:
        """Tell every effect that a device is gone."""
        for effect in self.all:
            effect.gone(device_id)

    def complete(self, model: Model, value: Any) -> Any:
        """See :meth:`Effect.complete`."""
        return self.of(model).complete(model, value)

    def check(self, caller: Caller, model: Model, incoming: Any, after: Any) -> None:
        """See :meth:`Effect.check`."""
        self.of(model).check(Change(caller, model, incoming, after))

    def stored(self, model: Model, after: Any) -> Message:
        """See :meth:`Effect.stored`."""
        return self.of(model).stored(model, after)

    def applied(self, caller: Caller, model: Model, incoming: Any, after: Any, version: Version) -> Message:
        """See :meth:`Effect.applied`."""
        return self.of(model).applied(Change(caller, model, incoming, after, version))

    def check_delete(self, caller: Caller, model: Model, before: Any) -> None:
        """See :meth:`Effect.check_delete`."""
        self.of(model).check_delete(caller, model, before)

    def deleted(self, caller: Caller, model: Model, before: Any) -> None:
        """See :meth:`Effect.deleted`."""
        self.of(model).deleted(caller, model, before)

    def find(self, table: Table, key: Message | None, at: int | None) -> Version | None:
        """See :meth:`Effect.find`."""
        return self.of(table.model).find(table, key, at)

    def filter(self, model: Model, wanted: Any) -> Predicate | None:
        """See :meth:`Effect.filter`."""
        return self.of(model).filter(model, wanted)

    def parts(self, model: Model, version: Version) -> list[Version]:
        """See :meth:`Effect.parts`."""
        return self.of(model).parts(version)

    def view(self, model: Model, request: Any) -> Callable[[Message], Message] | None:
        """See :meth:`Effect.view`."""
        return self.of(model).view(model, request)


def _kinds() -> list[type[Effect]]:
    """Every class with models, of every module of this package."""
    package = importlib.import_module(__package__ or "")
    found: dict[str, type[Effect]] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for entry in vars(module).values():
            if isinstance(entry, type) and issubclass(entry, Effect) and (entry.models or entry.general):
                found[f"{entry.__module__}.{entry.__name__}"] = entry
    return list(found.values())
