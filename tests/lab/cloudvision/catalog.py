# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the vendor's package offers: every service and model, found by walking it; nothing is listed by hand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import arista
from fmp import extensions_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor, FileDescriptor, MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

PREFIX = "arista."
#: Fields of keys that only some kinds of an object have; all others have to be set.
OPTIONAL_KEY_FIELDS: Mapping[str, frozenset[str]] = {
    "arista.tag.v2.TagKey": frozenset({"element_sub_type"}),
    "arista.tag.v2.TagAssignmentKey": frozenset(
        {"device_id", "interface_id", "element_sub_type", "primary_entity_id", "secondary_entity_id"}
    ),
    "arista.tag.v2.ElementKey": frozenset({"sub_type", "secondary_id"}),
    "arista.studio.v1.InputsKey": frozenset({"path"}),
    "arista.workspace.v1.DiffKey": frozenset({"entity_ids"}),
}


@dataclass(frozen=True)
class Verb:
    """One RPC of a service, with the classes of its messages."""

    name: str
    path: str
    request: type[Message]
    response: type[Message]


@dataclass(frozen=True, eq=False)
class Model:
    """A model and the service that serves it.

    ``name`` is the short one (``inventory.v1.Device``); ``key`` the class of its key, None where there is only one
    object; ``key_optional``: an object may be set without its key, the server then makes one.
    """

    name: str
    message: type[Message]
    key: type[Message] | None
    key_optional: bool
    verbs: Mapping[str, Verb]

    @property
    def package(self) -> str:
        """The package, ``inventory.v1``."""
        return self.name.rpartition(".")[0]

    @property
    def scoped(self) -> bool:
        """Whether its objects live in a workspace, or in the mainline (workspace ``""``)."""
        return self.key is not None and "workspace_id" in self.key.DESCRIPTOR.fields_by_name

    @property
    def writable(self) -> bool:
        """Whether it can be set."""
        return "Set" in self.verbs

    def key_bytes(self, key: Message | None) -> bytes:
        """The canonical form of a key: an empty optional field equals none."""
        if self.key is None or key is None:
            return b""
        optional = OPTIONAL_KEY_FIELDS.get(self.key.DESCRIPTOR.full_name)
        if optional:
            copy = self.key()
            copy.CopyFrom(key)
            for name in optional:
                field = copy.DESCRIPTOR.fields_by_name[name]
                if field.message_type is not None and not getattr(copy, name).ByteSize():
                    copy.ClearField(name)
            key = copy
        return bytes(key.SerializeToString(deterministic=True))

    def missing(self, key: Message) -> list[str]:
        """The fields that an incomplete key lacks."""
        optional = OPTIONAL_KEY_FIELDS.get(key.DESCRIPTOR.full_name, frozenset())
        return [
            field.name for field in key.DESCRIPTOR.fields if field.name not in optional and not _is_set(key, field)
        ] + _kind_of_element(key)


def _is_set(message: Message, field: FieldDescriptor) -> bool:
    if field.message_type is not None and not field.is_repeated:
        return bool(message.HasField(field.name))
    return bool(getattr(message, field.name))


def _kind_of_element(key: Any) -> list[str]:
    """What the assignment of a tag needs for its type of element (documentation of TagAssignmentKey.element_type)."""
    if key.DESCRIPTOR.full_name != "arista.tag.v2.TagAssignmentKey":
        return []
    wanted = {1: ("device_id",), 2: ("device_id", "interface_id"), 3: ("primary_entity_id",)}.get(key.element_type, ())
    return [name for name in wanted if not getattr(key, name).value]


class Catalog:
    """Every model, by its short and its full name, and every RPC by its path."""

    def __init__(self, models: list[Model]) -> None:
        self.models = {model.name: model for model in models}
        self.calls = {verb.path: (model, verb) for model in models for verb in model.verbs.values()}

    def __getitem__(self, name: str) -> Model:
        return self.models[name.removeprefix(PREFIX)]

    def __iter__(self) -> Iterator[Model]:
        return iter(self.models.values())

    def state_of(self, model: Model) -> Model | None:
        """The model in which the effect of a configuration shows: Tag for TagConfig."""
        name = model.name.removesuffix("Config")
        found = self.models.get(name) if name != model.name else None
        return found if found is not None and found.key is model.key else None


@cache
def load() -> Catalog:
    """Read the package; takes some tenths of a second, once."""
    services: dict[str, ServiceDescriptor] = {}
    for info in pkgutil.walk_packages(arista.__path__, PREFIX):
        module = importlib.import_module(info.name)
        descriptor = getattr(module, "DESCRIPTOR", None)
        if isinstance(descriptor, FileDescriptor):
            services.update((service.full_name, service) for service in descriptor.services_by_name.values())
    return Catalog([_model(services[name]) for name in sorted(services)])


def _model(service: ServiceDescriptor) -> Model:
    lead = service.methods_by_name.get("GetOne") or service.methods_by_name["Set"]
    descriptor: Descriptor = lead.output_type.fields_by_name["value"].message_type
    options = descriptor.GetOptions()
    key = descriptor.fields_by_name.get("key")
    required = options.Extensions[extensions_pb2.require_set_key]
    return Model(
        name=descriptor.full_name.removeprefix(PREFIX),
        message=GetMessageClass(descriptor),
        key=None if key is None else GetMessageClass(key.message_type),
        key_optional=options.HasExtension(extensions_pb2.require_set_key) and not required,
        verbs={method.name: _verb(service, method) for method in service.methods},
    )


def _verb(service: ServiceDescriptor, method: MethodDescriptor) -> Verb:
    path = f"/{service.full_name}/{method.name}"
    return Verb(method.name, path, GetMessageClass(method.input_type), GetMessageClass(method.output_type))
