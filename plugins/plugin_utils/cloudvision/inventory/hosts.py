# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Devices as hosts of an inventory: what CloudVision knows of each, in plain values that a cache can keep."""

from __future__ import annotations

import bisect
import re
import typing as t
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .. import errors
from ..resources.convert import plain
from ..resources.models import enum_value, find_model
from ..resources.query import build_custom_filter, build_filters
from ..resources.read import Resources
from .devices import DEVICE, PROVISIONED

ASSIGNMENT: t.Final = "tag.v2.TagAssignment"
ELEMENT: t.Final = "tag.v2.Element"

Tags = t.Literal["none", "user", "all"]
NameFrom = t.Literal["hostname", "fqdn", "serial"]
#: What is known of a device; see `device_values`.
#: Names here → fields of inventory.v1.Device.
TEXTS: t.Final[dict[str, str]] = {
    "hostname": "hostname",
    "fqdn": "fqdn",
    "domain_name": "domain_name",
    "model": "model_name",
    "eos_version": "software_version",
    "hardware_revision": "hardware_revision",
    "mac_address": "system_mac_address",
}
#: How many names a warning lists, and how much of each.
SHOWN: t.Final = 5
LONGEST_SHOWN: t.Final = 60
#: Names of hosts: those of DNS, and underscores.
NAME: t.Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}")
#: Names that Ansible gives a meaning of its own.
RESERVED: t.Final = re.compile(r"all|ungrouped|localhost(?:\..*)?|127(?:\.\d+)*|group_vars|host_vars")
#: Characters of a group's name.
LONGEST_GROUP: t.Final = 253


@dataclass(frozen=True)
class DeviceSelection:
    """Which devices are wanted, and what is to be known of them.

    :ivar filters: mappings of fields of inventory.v1.Device: all of one must be equal, one mapping is enough.
    :ivar streaming_only: without the devices that do not stream.
    :ivar tag_query: in CloudVision's language for tags, such as "dc:zurich AND role:leaf".
    :ivar tags: of users, all (those that CloudVision makes as well), or none.
    :ivar addresses: whether to ask for management addresses.
    """

    filters: tuple[Mapping[str, t.Any], ...] = ()
    streaming_only: bool = False
    tag_query: str | None = None
    tags: Tags = "user"
    addresses: bool = True


def read_devices(
    resources: Resources, selection: DeviceSelection, warn: Callable[[str], None] = lambda text: None
) -> list[dict[str, t.Any]]:
    """The devices in the order of their serial numbers.

    :param warn: takes a sentence where something that is not vital could not be read.
    :raises CloudVisionError: of the type that says what went wrong.
    """
    model = find_model(DEVICE)
    found = resources.list(model, build_filters(model, _device_filters(selection)))
    active = enum_value(model.value.fields_by_name["streaming_status"].enum_type, "active")
    devices = {device["serial"]: device for device in (device_values(one.value, active) for one in found)}
    if selection.tag_query:
        wanted = tagged(resources, selection.tag_query)
        devices = {serial: device for serial, device in devices.items() if serial in wanted}
    if selection.addresses:
        _add_addresses(resources, devices, warn)
    if selection.tags != "none":
        _add_tags(resources, devices, selection.tags)
    return [devices[serial] for serial in sorted(devices)]


def _device_filters(selection: DeviceSelection) -> list[Mapping[str, t.Any]]:
    if not selection.streaming_only:
        return list(selection.filters)
    return [{**one, "streaming_status": "active"} for one in selection.filters or ({},)]


def device_values(message: t.Any, active: int) -> dict[str, t.Any]:
    """Host variables from inventory.v1.Device. Texts that CloudVision does not know are empty.

    :param active: the number of STREAMING_STATUS_ACTIVE.
    :returns: `serial`, the names of TEXTS, `streaming` (bool), `boot_time` (ISO 8601, or None), `features` (name →
        bool), and `address` ("") and `tags` ({}), which other models tell.
    """
    device: dict[str, t.Any] = {"serial": message.key.device_id.value}
    for name, field in TEXTS.items():
        device[name] = getattr(message, field).value
    device["streaming"] = message.streaming_status == active
    device["boot_time"] = plain(message.boot_time) if message.HasField("boot_time") else None
    known = message.HasField("extended_attributes")
    device["features"] = dict(message.extended_attributes.feature_enabled) if known else {}
    device["address"] = ""
    device["tags"] = {}
    return device


def tagged(resources: Resources, query: str) -> set[str]:
    """The ids of the devices that a tag query finds in the mainline.

    :raises InvalidError: for a query that CloudVision does not understand.
    """
    model = find_model(ELEMENT)
    search = {"query": query, "query_element_type": "device", "workspace_id": ""}
    try:
        found = resources.list(model, custom=build_custom_filter(model, {"search": search}))
    except errors.InvalidError as error:
        error.hint = "Check tag_query."
        raise
    return {one.value.key.primary_id.value for one in found if not one.value.key.secondary_id.value}


def _add_addresses(resources: Resources, devices: Mapping[str, dict[str, t.Any]], warn: Callable[[str], None]) -> None:
    try:
        found = resources.list(find_model(PROVISIONED))
    except (errors.ForbiddenError, errors.UnimplementedError) as error:
        warn(f"Management addresses are not known: {error}")
        return
    for one in found:
        device = devices.get(one.value.key.device_id.value)
        if device is not None:
            device["address"] = one.value.ip_address.value or one.value.ipv6_address.value


def _add_tags(resources: Resources, devices: Mapping[str, dict[str, t.Any]], which: Tags) -> None:
    """Label → values, in order: a device may have several values of a label."""
    model = find_model(ASSIGNMENT)
    wanted: dict[str, t.Any] = {"key": {"workspace_id": "", "element_type": "device"}}
    if which == "user":
        wanted["tag_creator_type"] = "user"
    for one in resources.list(model, build_filters(model, [wanted])):
        key = one.value.key
        device = devices.get(key.device_id.value)
        if device is not None:
            bisect.insort(device["tags"].setdefault(key.label.value, []), key.value.value)


def usable_name(name: str) -> bool:
    """Whether a text may be the name of a host or group.

    Others choose CloudVision's names: none may be a pattern, an option of a command, a path, a template, or a name that
    means something to Ansible.
    """
    return harmless_name(name) and not RESERVED.fullmatch(name.lower())


def harmless_name(name: str) -> bool:
    """Whether a name is one word that is no path, pattern, option or template."""
    return NAME.fullmatch(name) is not None and ".." not in name


def name_devices(
    devices: Sequence[dict[str, t.Any]], name_from: NameFrom, others: Collection[str] = ()
) -> tuple[list[str | None], list[str]]:
    """The names of hosts, in the order of the devices (None for a device that cannot be a host), and warnings.

    A device without a name, or with one that is not usable, is called by its serial number. So is each of several that
    share one: which of them has it must not depend on the order in which they come.

    :param others: names of hosts and groups of other sources, which no device takes over.
    """
    serials = {device["serial"] for device in devices}
    wanted = [device[name_from] or device["serial"] for device in devices]
    count = Counter(wanted)
    shared: set[str] = set()
    unusable: set[str] = set()
    left_out: list[str] = []
    names: list[str | None] = []
    for name, device in zip(wanted, devices, strict=True):
        serial = chosen = device["serial"]
        if name != serial and (count[name] > 1 or name in serials):
            shared.add(name)
        elif name != serial and (not usable_name(name) or name in others):
            unusable.add(name)
        else:
            chosen = name
        usable = usable_name(chosen) and chosen not in others
        names.append(chosen if usable else None)
        if not usable:
            left_out.append(chosen)
    return names, list(_naming_warnings(name_from, shared, unusable, left_out))


def _naming_warnings(name_from: NameFrom, shared: set[str], unusable: set[str], left_out: list[str]) -> Iterator[str]:
    if shared:
        yield (
            f"Several devices share a {name_from}, and are called by their serial numbers: {_some(sorted(shared))}. "
            "Rename them, leave some out with a filter, or set 'hostname_from: serial'."
        )
    if unusable:
        yield (
            f"Devices are called by their serial numbers, since their {name_from} is no name for a host, or another "
            f"source of the inventory has it: {_some(sorted(unusable))}."
        )
    if left_out:
        yield (
            "Devices are left out, since their serial number is no name for a host, or another source of the inventory "
            f"has it: {_some(sorted(left_out))}."
        )


def tag_groups(
    devices: Iterable[dict[str, t.Any]], safe: Callable[[str], str]
) -> tuple[dict[tuple[str, str], str], list[str]]:
    """The group of each tag, by label and value, and the tags whose groups turn out to be the same one.

    :param safe: makes a group's name of a text.
    """
    tags = {(label, value) for device in devices for label, values in device["tags"].items() for value in values}
    groups = {tag: safe(f"tag_{tag[0]}_{tag[1]}"[:LONGEST_GROUP]) for tag in sorted(tags)}
    count = Counter(groups.values())
    return groups, [f"{label}:{value}" for (label, value), group in groups.items() if count[group] > 1]


def same_group_warning(tags: Sequence[str]) -> str:
    """The warning about tags that `tag_groups` finds to share a group."""
    return f"Tags share a group, since characters that groups cannot have become underscores: {_some(tags)}."


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(map(shown_name, names[:SHOWN]))}{more}"


def shown_name(name: str) -> str:
    """A name as a warning shows it: short, and without control characters."""
    text = name if name.isprintable() else repr(name)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
