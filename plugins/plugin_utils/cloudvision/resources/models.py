# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Models by name (`inventory.v1.Device`), found in the descriptors of the vendor's packages.

Nothing is listed by hand: which models, keys and verbs there are is what the installed packages say. Only the API
package that is asked for is imported.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import itertools
import os
import re
import typing as t
from dataclasses import dataclass, field

from ..connect.channel import GrpcMethod
from ..connect.imports import api_folder, extensions_pb2, message_factory
from ..errors import InputError, UnknownNameError

PACKAGE: t.Final = "arista"
SERVICE_SUFFIX: t.Final = "Service"
CONFIG_SUFFIX: t.Final = "Config"
#: Verbs that change something.
WRITING: t.Final = frozenset({"Set", "SetSome", "Delete", "DeleteSome", "DeleteAll"})
#: What makes something new, or a secret that is shown once, each time that it is set: it is not sent twice.
NOT_REPEATABLE: t.Final = frozenset(
    {
        "serviceaccount.v1.TokenConfig",
        "serviceaccount.v1.TokenSelfRefreshConfig",
        "event.v1.UserEventCreationConfig",
        "action.v1.ActionRunConfig",
    }
)
#: Fields of keys that may be left out. For which element a tag's are needed, tag.v2 says at `TagAssignmentKey`.
OPTIONAL_KEY_FIELDS: t.Final = frozenset(
    {
        "element_sub_type",
        "sub_type",
        "path",
        "entity_ids",
        "device_id of tag.v2.TagAssignmentKey",
        "interface_id of tag.v2.TagAssignmentKey",
        "primary_entity_id of tag.v2.TagAssignmentKey",
        "secondary_entity_id of tag.v2.TagAssignmentKey",
        "secondary_id of tag.v2.ElementKey",
    }
)


def message_class(descriptor: t.Any) -> t.Any:
    """The Python class of a message."""
    return message_factory.GetMessageClass(descriptor)


def suggest(name: str, known: t.Iterable[str], count: int = 1) -> list[str]:
    """The known names nearest to one, the best first; upper and lower case do not matter."""
    by_lower = {item.lower(): item for item in known}
    near = difflib.get_close_matches(name.lower(), by_lower, n=count, cutoff=0.5)
    return [by_lower[item] for item in near]


def unknown(
    what: str, name: str, known: t.Iterable[str], hint: str | None = None, near: list[str] | None = None
) -> UnknownNameError:
    """The error for a name that is none of the known.

    :param what: the start of the sentence, such as "inventory.v1.Device has no field".
    :param near: the known names that come near, the best first; None: those that are spelt nearly the same.
    """
    known = list(known)
    near = suggest(name, known, 3) if near is None else near
    reason = f"{what} '{name}'."
    if near:
        reason = f"{what} '{name}'. Did you mean '{near[0]}'?"
    return UnknownNameError(reason, name=name, nearest=near or sorted(known)[:20], hint=hint)


@dataclass(frozen=True)
class Model:
    """One resource: its messages, its key and its verbs.

    :ivar name: such as inventory.v1.Device.
    :ivar service: the descriptor of its service.
    :ivar value: the descriptor of its message.
    :ivar key: the descriptor of its key's message, or None where there is one resource of it alone.
    """

    name: str
    service: t.Any = field(repr=False)
    value: t.Any = field(repr=False)
    key: t.Any = field(repr=False)

    @property
    def verbs(self) -> tuple[str, ...]:
        """The names of its verbs, as the API names them."""
        return tuple(method.name for method in self.service.methods)

    @property
    def key_fields(self) -> tuple[str, ...]:
        """The names of the key's fields."""
        return tuple(item.name for item in self.key.fields) if self.key is not None else ()

    @functools.cached_property
    def required_key_fields(self) -> tuple[str, ...]:
        """Those without which a key names nothing."""
        if self.key is None:
            return ()
        owner = self.key.full_name.removeprefix(f"{PACKAGE}.")
        optional = {name for name in self.key_fields if {name, f"{name} of {owner}"} & OPTIONAL_KEY_FIELDS}
        return tuple(name for name in self.key_fields if name not in optional)

    @property
    def key_optional(self) -> bool:
        """Whether it may be set without a key: CloudVision makes one then."""
        options = self.value.GetOptions()
        option = extensions_pb2.require_set_key
        return bool(options.HasExtension(option) and not options.Extensions[option])

    @property
    def writable(self) -> bool:
        """Whether it can be set."""
        return "Set" in self.verbs

    @property
    def state_name(self) -> str | None:
        """The name of the model that shows the effect of this configuration; None for what is no configuration."""
        return self.name.removesuffix(CONFIG_SUFFIX) if self.name.endswith(CONFIG_SUFFIX) else None

    def has(self, verb: str) -> bool:
        """Whether the vendor's package knows the verb. A release of CloudVision may know fewer."""
        return verb in self.service.methods_by_name

    def method(self, verb: str) -> t.Any:
        """The descriptor of a verb.

        :raises UnknownNameError: where the model has no such verb.
        """
        found = self.service.methods_by_name.get(verb)
        if found is None:
            raise unknown(f"{self.name} has no verb", verb, self.verbs, hint=f"It has {', '.join(self.verbs)}.")
        return found

    def request(self, verb: str) -> t.Any:
        """A new, empty request of a verb."""
        return message_class(self.method(verb).input_type)()

    def call(self, verb: str) -> GrpcMethod:
        """A verb, for the channel."""
        method = self.method(verb)
        return GrpcMethod(
            path=f"/{self.service.full_name}/{method.name}",
            name=f"{verb} of {self.name}",
            response=message_class(method.output_type),
            stream=bool(method.server_streaming),
            repeatable=verb not in WRITING or self.name not in NOT_REPEATABLE,
            writes=verb in WRITING,
        )


def packages() -> tuple[str, ...]:
    """The names of the API packages that are installed, such as inventory.v1. Imports none of them."""
    folder = api_folder()
    return tuple(
        f"{api}.{version}"
        for api in sorted(os.listdir(folder))
        if os.path.isdir(os.path.join(folder, api))
        for version in sorted(os.listdir(os.path.join(folder, api)))
        if os.path.isfile(os.path.join(folder, api, version, "services", "__init__.py"))
    )


@functools.cache
def models_of(package: str) -> dict[str, Model]:
    """The models of an API package by their names.

    :param package: such as inventory.v1.
    """
    module = importlib.import_module(f"{PACKAGE}.{package}.services.gen_pb2")
    found = [_model_of_service(package, service) for service in module.DESCRIPTOR.services_by_name.values()]
    return {model.name: model for model in found}


def _model_of_service(package: str, service: t.Any) -> Model:
    get_one = service.methods_by_name["GetOne"]
    key = get_one.input_type.fields_by_name.get("key")
    return Model(
        name=f"{package}.{service.name.removesuffix(SERVICE_SUFFIX)}",
        service=service,
        value=get_one.output_type.fields_by_name["value"].message_type,
        key=key.message_type if key is not None else None,
    )


def find_model(name: str) -> Model:
    """The model of a name.

    :param name: such as inventory.v1.Device; a leading `arista.` does no harm.
    :raises UnknownNameError: with the nearest name.
    :raises LibraryError: where the vendor's packages are not installed.
    """
    short = name.strip().removeprefix(f"{PACKAGE}.")
    package, _dot, _model_name = short.rpartition(".")
    known = packages()
    if package not in known:
        same = _same_name(short, known)
        if same:
            raise unknown("there is no model", name, same, f"The APIs are {', '.join(known)}.", same)
        near = _nearest_package(short, known)
        candidates = [model for package in near for model in models_of(package)]
        raise unknown("there is no model", name, candidates, hint=f"The APIs are {', '.join(known)}.")
    models = models_of(package)
    if short not in models:
        raise unknown("there is no model", name, models, hint=f"{package} has {', '.join(_bare(models))}.")
    return models[short]


def _same_name(name: str, known: t.Sequence[str]) -> list[str]:
    """The models that have a name in their own API, such as Device, those of the nearest API first."""
    bare = name.rpartition(".")[2].lower()
    found = [model for package in known for model in models_of(package) if model.lower().endswith(f".{bare}")]
    return sorted(found, key=lambda model: -difflib.SequenceMatcher(None, model.lower(), name.lower()).ratio())


def _nearest_package(name: str, known: t.Sequence[str]) -> list[str]:
    """The packages that somebody may mean: those of the same API, else those whose name is near."""
    api = name.split(".")[0].lower()
    return [package for package in known if package.startswith(f"{api}.")] or suggest(
        ".".join(name.split(".")[:2]), known, 2
    )


def _bare(models: t.Iterable[str]) -> list[str]:
    return [name.rpartition(".")[2] for name in models]


def state_model(model: Model) -> Model:
    """The model that shows the effect of a configuration.

    :raises InputError: where there is none.
    """
    name = model.state_name
    package = model.name.rpartition(".")[0]
    if name is None or name not in models_of(package):
        raise InputError(f"{model.name} has no state model to wait for.", hint="Leave 'wait' out.")
    return models_of(package)[name]


def check_writable(model: Model) -> Model:
    """The model, where it can be set.

    :raises InputError: naming the configuration model where there is one.
    """
    if model.writable:
        return model
    config = f"{model.name}{CONFIG_SUFFIX}"
    there = config in models_of(model.name.rpartition(".")[0])
    raise InputError(
        f"{model.name} can only be read.",
        hint=f"Its configuration is {config}." if there else "There is no model to configure it.",
    )


def enum_value(descriptor: t.Any, text: t.Any) -> int:
    """The number of an enum's value.

    :param text: its name, in full (STREAMING_STATUS_ACTIVE) or without the prefix (active), or its number.
    :raises UnknownNameError: with the nearest name.
    """
    values = descriptor.values_by_name
    if isinstance(text, int) and not isinstance(text, bool) and text in descriptor.values_by_number:
        return text
    name = re.sub(r"[\s-]+", "_", str(text).strip()).upper()
    for candidate in (name, f"{enum_prefix(descriptor)}{name}"):
        if candidate in values:
            return t.cast("int", values[candidate].number)
    prefix = enum_prefix(descriptor)
    short = {value.removeprefix(prefix): value for value in values}
    near = [short[item] for item in suggest(name, short, 3)] or suggest(name, values, 3)
    meant = f" Did you mean '{near[0]}'?" if near else ""
    names = list(values)
    raise UnknownNameError(
        f"{descriptor.full_name.removeprefix(f'{PACKAGE}.')} has no value '{text}'.{meant}",
        name=str(text),
        nearest=near,
        hint=f"It has {', '.join(names[:12])}{' …' if len(names) > 12 else ''}.",
    )


@functools.cache
def enum_prefix(descriptor: t.Any) -> str:
    """The common prefix of an enum's names, such as STREAMING_STATUS_."""
    names = sorted(descriptor.values_by_name)
    if len(names) < 2:
        return ""
    pairs = zip(names[0].split("_"), names[-1].split("_"), strict=False)  # what these two share, all of them do
    common = [one for one, _other in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)]
    return "".join(f"{word}_" for word in common)
