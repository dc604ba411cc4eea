# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The effect of Set on a resource, so that check mode can predict a run.

- A field that is not set stays as it is.
- A wrapper, a time, a duration and an enum replace; so do repeated fields and the messages that wrap one.
- Maps merge, entry by entry; the empty wrapper of a map clears it.
- Any other message merges by these rules.
"""

from __future__ import annotations

import typing as t

from .convert import plain
from .fields import is_map, kind_of, wraps_map

REPLACED: t.Final = ("value", "time", "duration", "list")
#: State models that are there before they can be used: the field that is unspecified until then, and what is so long.
OPENING: t.Final = {"arista.workspace.v1.Workspace": ("state", "it does not take changes yet")}


def after_set(current: t.Any | None, wanted: t.Any) -> t.Any:
    """The resource after a Set; neither message is changed.

    :param current: what is there, or None.
    :param wanted: the message that Set gets.
    """
    result = type(wanted)()
    if current is not None:
        result.CopyFrom(current)
    _merge(result, wanted)
    return result


def _merge(target: t.Any, wanted: t.Any) -> None:
    for field, value in wanted.ListFields():
        if is_map(field):
            _merge_map(getattr(target, field.name), field, value)
        elif field.is_repeated:
            target.ClearField(field.name)
            getattr(target, field.name).extend(value)
        elif field.message_type is None:
            setattr(target, field.name, value)
        else:
            _merge_message(getattr(target, field.name), value)


def _merge_message(target: t.Any, wanted: t.Any) -> None:
    clears = wraps_map(wanted.DESCRIPTOR) and not wanted.ByteSize()
    if clears or kind_of(wanted.DESCRIPTOR) in REPLACED:
        target.CopyFrom(wanted)
        target.SetInParent()
    else:
        target.SetInParent()
        _merge(target, wanted)


def _merge_map(target: t.Any, field: t.Any, wanted: t.Any) -> None:
    messages = field.message_type.fields_by_name["value"].message_type is not None
    for key in wanted:
        if messages:
            _merge_message(target[key], wanted[key])
        else:
            target[key] = wanted[key]


def differences(state: t.Any | None, wanted: t.Any) -> list[str]:
    """A sentence for each part of a configuration that a state does not show yet, and whether it is unusable so far.

    Fields that the state model does not have, or has with another meaning (type), are no difference.

    :param wanted: the configuration's message as it was set, key included.
    """
    gone = "remove" in wanted.DESCRIPTOR.fields_by_name and wanted.remove.value
    if gone:
        return [] if state is None else ["it is still there"]
    if state is None:
        return ["it is not there yet"]
    field, reason = OPENING.get(state.DESCRIPTOR.full_name, ("", ""))
    found: list[str] = [reason] if field and not getattr(state, field) else []
    shown, asked = plain(state), plain(wanted)
    for own, _value in wanted.ListFields():
        other = state.DESCRIPTOR.fields_by_name.get(own.name)
        if own.name != "key" and other is not None and _same_type(own, other):
            found.extend(_unlike(own.name, shown.get(own.name), asked[own.name]))
    return found


def _same_type(one: t.Any, other: t.Any) -> bool:
    return (one.type, one.message_type, one.enum_type, one.is_repeated) == (
        other.type,
        other.message_type,
        other.enum_type,
        other.is_repeated,
    )


def _unlike(path: str, found: t.Any, wanted: t.Any) -> t.Iterator[str]:
    """The paths at which the wanted value is not within the found one."""
    if isinstance(wanted, dict):
        for name, value in wanted.items():
            yield from _unlike(f"{path}.{name}", found.get(name) if isinstance(found, dict) else None, value)
    elif found != wanted and not (found is None and wanted in ("", [], False, 0)):
        yield f"{path} is not as wanted yet"
