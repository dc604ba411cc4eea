# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages as plain values, and back.

Wrappers become the value that they hold, timestamps ISO 8601 in UTC, durations such as "30s", enums names, maps
mappings, repeated messages lists. A field that is not set is left out: to Set, that is not the same as an empty one.
"""

from __future__ import annotations

import base64
import functools
import typing as t
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from ...common.masking import secrets_shown
from ..errors import InputError
from .fields import MASK, holds_secrets, is_map, is_secret, kind_of, only_field
from .models import PACKAGE, Model, enum_value, message_class, unknown

Convert = Callable[[t.Any], t.Any]
TRUE: t.Final = frozenset({"true", "yes", "on", "1"})
FALSE: t.Final = frozenset({"false", "no", "off", "0"})


# --- From messages ---------------------------------------------------------------------------------------------------


def plain(message: t.Any) -> t.Any:
    """A message as plain, JSON-serializable values."""
    return _of_message(message.DESCRIPTOR)(message)


def masked(message: t.Any) -> t.Any:
    """A message as plain values, to be shown: secrets are masked, unless the task shows them."""
    if secrets_shown() or not holds_secrets(message.DESCRIPTOR):
        return plain(message)
    copy = type(message)()
    copy.CopyFrom(message)
    _mask(copy)
    return plain(copy)


def _mask(message: t.Any) -> None:
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if is_secret(field):
            value.value = MASK if value.value else ""
        elif is_map(field):
            if field.message_type.fields_by_name["value"].message_type is not None:
                for entry in value.values():
                    _mask(entry)
        elif field.is_repeated:
            for entry in value:
                _mask(entry)
        else:
            _mask(value)


@functools.cache
def _of_message(descriptor: t.Any) -> Convert:
    kind = kind_of(descriptor)
    if kind == "time":
        return _of_timestamp
    if kind == "duration":
        return _of_duration
    if kind == "structure":
        return functools.partial(_of_structure, descriptor)
    only = only_field(descriptor)
    inner, name = _of_field(only), only.name
    if inner is None:
        return lambda message: getattr(message, name)
    return lambda message: inner(getattr(message, name))


def _of_structure(descriptor: t.Any, message: t.Any) -> dict[str, t.Any]:
    table = _table(descriptor)
    result = {}
    for field, value in message.ListFields():
        name, convert = table[field.number]
        result[name] = value if convert is None else convert(value)
    return result


@functools.cache
def _table(descriptor: t.Any) -> dict[int, tuple[str, Convert | None]]:
    """Number of a field → its name and conversion. Made late, since messages may hold messages of their own kind."""
    return {field.number: (field.name, _of_field(field)) for field in descriptor.fields}


def _of_field(field: t.Any) -> Convert | None:
    """How to convert the value of a field; None: it is a plain value as it is."""
    if is_map(field):
        value = _of_item(field.message_type.fields_by_name["value"])
        # JSON knows no other keys than strings.
        return lambda found: {str(key): found[key] if value is None else value(found[key]) for key in sorted(found)}
    item = _of_item(field)
    if field.is_repeated:
        return list if item is None else lambda found: [item(entry) for entry in found]
    return item


def _of_item(field: t.Any) -> Convert | None:
    if field.message_type is not None:
        return _of_message(field.message_type)
    if field.enum_type is not None:
        names = {value.number: value.name for value in field.enum_type.values}
        return lambda number: names.get(number, number)  # a newer release may have values that we do not know
    if field.type == field.TYPE_BYTES:
        return lambda raw: base64.b64encode(raw).decode()
    return None


def _of_timestamp(message: t.Any) -> str:
    try:
        seconds = datetime.fromtimestamp(message.seconds, UTC).isoformat()[:19]
    except (ValueError, OverflowError, OSError):  # outside the years 1 to 9999, which no clock means
        return f"{message.seconds}s"
    nanos = message.nanos
    if not nanos:
        return f"{seconds}Z"
    digits = f"{nanos:09d}"
    return f"{seconds}.{digits.rstrip('0').ljust(3, '0') if nanos % 1_000_000 else digits[:3]}Z"


def _of_duration(message: t.Any) -> str:
    try:
        return t.cast("str", message.ToJsonString())
    except ValueError:  # beyond 10,000 years
        return f"{message.seconds}s"


# --- To messages -----------------------------------------------------------------------------------------------------


def build(descriptor: t.Any, values: t.Any, where: str) -> t.Any:
    """A message of plain values.

    :param where: what messages call it, such as "inventory.v1.Device".
    :raises UnknownNameError: for a field or an enum's value that does not exist, with the nearest one.
    :raises InputError: for a value of another type, naming the field.
    """
    message = message_class(descriptor)()
    _fill_message(message, values, where)
    return message


def build_key(model: Model, values: t.Any, where: str = "key") -> t.Any:
    """A model's key of plain values.

    :raises InputError: naming the fields that are missing.
    """
    if model.key is None:
        if values:
            raise InputError(f"{model.name} has no key: there is one of it alone.", hint=f"Leave '{where}' out.")
        return None
    check_key(model, values, where)
    return build(model.key, values, f"{model.name}: {where}")


def build_resource(model: Model, values: t.Any, where: str = "") -> t.Any:
    """A model's message of plain values, with a complete key.

    :param where: its place among many, for messages, such as "resources[3]".
    """
    place = f"{where}.key" if where else "key"
    if not isinstance(values, Mapping):
        raise InputError(f"{model.name}: {where or 'the resource'} is {_abridged(values)}: it is a mapping.")
    if model.key is not None and not (model.key_optional and values.get("key") is None):
        check_key(model, values.get("key"), place)
    return build(model.value, values, f"{model.name}: {where}" if where else model.name)


def check_key(model: Model, values: t.Any, where: str = "key") -> None:
    """Make sure that a key is complete.

    :raises InputError: naming the fields that are missing.
    """
    fields = ", ".join(model.key_fields)
    if not isinstance(values, Mapping):
        what = "is missing" if values is None else f"is {_abridged(values)}"
        raise InputError(f"{model.name}: {where} {what}: it is a mapping of {fields}.")
    missing = [name for name in model.required_key_fields if values.get(name) is None]
    for name in values:
        if name not in model.key_fields:
            raise unknown(f"{model.name}: {where} has no field", str(name), model.key_fields)
    if missing:
        mainline = 'workspace_id is "" for the mainline.' if "workspace_id" in missing else ""
        raise InputError(f"{model.name}: {where} is incomplete: it lacks {', '.join(missing)}.", hint=mainline)


def _fill_message(message: t.Any, values: t.Any, where: str) -> None:
    """Set a message, which stays even where it is empty: an empty wrapper has a meaning of its own."""
    kind = kind_of(message.DESCRIPTOR)
    if kind == "time":
        _fill_time(message, values, where)
    elif kind == "duration":
        _fill_duration(message, values, where)
    elif kind == "structure":
        if not isinstance(values, Mapping):
            raise InputError(f"{where} is {_abridged(values)}: it is a mapping.", hint=_fields_hint(message.DESCRIPTOR))
        for name, value in values.items():
            _fill_named(message, str(name), value, where)
    else:
        _fill_field(message, only_field(message.DESCRIPTOR), values, where)


def _fill_named(message: t.Any, name: str, value: t.Any, where: str) -> None:
    field = message.DESCRIPTOR.fields_by_name.get(name)
    if field is None:
        known = [item.name for item in message.DESCRIPTOR.fields]
        owner = message.DESCRIPTOR.full_name.removeprefix(f"{PACKAGE}.")
        place = "" if owner == where else f" ({owner})"
        raise unknown(f"{where}{place} has no field", name, known)
    if value is None:
        return  # as if it were left out
    path = f"{where}.{name}"
    if is_secret(field) and value == MASK:
        raise InputError(f"{path} is '{MASK}', which stands for a secret that was not shown.", hint="Give the secret.")
    _fill_field(message, field, value, path)


def _fill_field(message: t.Any, field: t.Any, value: t.Any, where: str) -> None:
    if is_map(field):
        _fill_map(getattr(message, field.name), field.message_type, value, where)
    elif field.is_repeated:
        _fill_list(getattr(message, field.name), field, value, where)
    elif field.message_type is not None:
        inner = getattr(message, field.name)
        inner.SetInParent()
        _fill_message(inner, value, where)
    else:
        _assign(lambda item: setattr(message, field.name, item), field, value, where)


def _fill_list(target: t.Any, field: t.Any, values: t.Any, where: str) -> None:
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, (list, tuple, set)):
        raise InputError(f"{where} is {_abridged(values)}: it is a list.")
    for place, value in enumerate(values):
        if field.message_type is not None:
            _fill_message(target.add(), value, f"{where}[{place}]")
        else:
            _assign(target.append, field, value, f"{where}[{place}]")


def _fill_map(target: t.Any, entry: t.Any, values: t.Any, where: str) -> None:
    if not isinstance(values, Mapping):
        raise InputError(f"{where} is {_abridged(values)}: it is a mapping.")
    key_field, value_field = entry.fields_by_name["key"], entry.fields_by_name["value"]
    for name, value in values.items():
        key = _scalar(key_field, name, where)
        place = f"{where}[{name}]"
        if value_field.message_type is not None:
            target[key].SetInParent()  # an entry of a map exists from its first use on
            _fill_message(target[key], value, place)
        else:
            _assign(functools.partial(target.__setitem__, key), value_field, value, place)


def _assign(put: Callable[[t.Any], None], field: t.Any, value: t.Any, where: str) -> None:
    try:
        put(_scalar(field, value, where))
    except (ValueError, TypeError) as error:  # out of the type's range
        raise InputError(f"{where} is {_abridged(value)}: {error}.") from error


def _scalar(field: t.Any, value: t.Any, where: str) -> t.Any:
    """A value of a field that is no message."""
    if field.enum_type is not None:
        try:
            return enum_value(field.enum_type, value)
        except InputError as error:
            error.reason = f"{where}: {error.reason}"
            raise
    name = {field.TYPE_STRING: "string", field.TYPE_BOOL: "boolean", field.TYPE_BYTES: "base64"}.get(field.type)
    if name is None:
        name = "float" if field.type in (field.TYPE_DOUBLE, field.TYPE_FLOAT) else "integer"
    found = PARSERS[name](value)
    if found is None:
        quote = " Put it in quotes." if name == "string" else ""
        article = "an" if name == "integer" else "a"
        raise InputError(f"{where} is {_abridged(value)}: it is {article} {name}.{quote}")
    return found


def _string(value: t.Any) -> str | None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return str(value) if isinstance(value, str) or number else None


def _boolean(value: t.Any) -> bool | None:
    text = str(value).strip().lower()
    return True if text in TRUE else False if text in FALSE else None


def _integer(value: t.Any) -> int | None:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        return None
    try:
        return int(value)
    except (ValueError, TypeError):
        return None


def _float(value: t.Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(value)
    except (ValueError, TypeError):
        return None


def _base64(value: t.Any) -> bytes | None:
    try:
        return base64.b64decode(str(value), validate=True)
    except ValueError:
        return None


PARSERS: t.Final[dict[str, Convert]] = {
    "string": _string,
    "boolean": _boolean,
    "integer": _integer,
    "float": _float,
    "base64": _base64,
}


def _fill_time(message: t.Any, value: t.Any, where: str) -> None:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    text = value.isoformat() if isinstance(value, datetime) else str(value).strip()
    text = text.replace(" ", "T", 1)
    zone = text[-1:] in "Zz" or "+" in text or text.rfind("-") > text.find("T") > 0
    try:
        message.FromJsonString(text.upper() if zone else f"{text}Z")
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"{where} is {_abridged(value)}: it is a time, ISO 8601.", hint="Such as 2026-01-31T08:00:00Z."
        ) from error


def _fill_duration(message: t.Any, value: t.Any, where: str) -> None:
    text = f"{value}s" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value).strip()
    try:
        message.FromJsonString(text)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{where} is {_abridged(value)}: it is a duration in seconds, such as 30s.") from error


def _fields_hint(descriptor: t.Any) -> str:
    return f"Its fields are {', '.join(field.name for field in descriptor.fields)}."


def _abridged(value: t.Any) -> str:
    """A value in a message: its type where it is large."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return repr(str(value)[:80]) if isinstance(value, str) else str(value)[:80]
