# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Resources as plain values: what workflows read and write, without a word of protobuf."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Mapping, Sequence

from ..errors import PartialError
from .convert import build_key, build_resource, plain
from .models import Model, find_model
from .query import build_custom_filter, build_filters
from .read import DELETED, INITIAL, UPDATED, Resources, identity, moment
from .updates import Updates


class PlainResources:
    """Resources of one CloudVision by the names of their models.

    :param timeout: seconds for each call; None for the connection's.
    :raises CloudVisionError: from every method.
    """

    def __init__(self, resources: Resources, timeout: float | None = None) -> None:
        self._resources = resources
        self._timeout = timeout

    def get(self, name: str, key: Mapping[str, t.Any]) -> dict[str, t.Any] | None:
        """One resource, or None where there is none."""
        model = find_model(name)
        found = self._resources.get(model, build_key(model, key), None, self._timeout)
        return None if found is None else _plain_resource(model, found)

    def get_some(self, name: str, keys: Sequence[Mapping[str, t.Any]]) -> Sequence[dict[str, t.Any] | None]:
        """The resources of some keys, in their order; None where there is none."""
        model = find_model(name)
        found = self._resources.get_some(model, [build_key(model, key) for key in keys], None, self._timeout)
        return [None if value is None else _plain_resource(model, value) for value in found]

    def list(self, name: str, *filters: Mapping[str, t.Any], custom: t.Any = None) -> list[dict[str, t.Any]]:
        """The resources that pass one of the filters, the one that was set first in front."""
        model = find_model(name)
        responses = self._resources.list(
            model, build_filters(model, filters), build_custom_filter(model, custom), None, self._timeout
        )
        ordered = sorted(responses, key=lambda response: moment(response.time))
        return [_plain_resource(model, response.value) for response in ordered]

    def follow(
        self, name: str, wanted: Mapping[str, t.Any], seconds: float, removals: bool = False
    ) -> Iterator[dict[str, t.Any]]:
        """The resources that pass a filter as they are, and whole again whenever one of them changes.

        :param removals: whether to say, by {}, that the last one is gone, or that there was none.

        :raises DeadlineError: after so many seconds.
        """
        model = find_model(name)
        known: dict[bytes, t.Any] = {}
        updates = Updates(lambda key: self._resources.fetch(model, key, None, self._timeout))
        for response in self._resources.follow(model, build_filters(model, [wanted]), None, seconds):
            key = identity(response.value.key)
            if response.type == DELETED:
                known.pop(key, None)
            elif response.type in (INITIAL, UPDATED):
                found = updates.whole(known.get(key), response)
                if found is not None:
                    known[key] = found
                    yield _plain_resource(model, found)
            if removals and not known:
                yield {}

    def set(self, name: str, values: Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Set one resource; returns CloudVision's echo."""
        model = find_model(name)
        return _plain_resource(model, self._resources.set(model, build_resource(model, values), self._timeout))

    def set_some(self, name: str, many: Sequence[Mapping[str, t.Any]]) -> None:
        """Set many resources of a model.

        :raises PartialError: with those that could not be set; the others were.
        """
        if not many:
            return
        model = find_model(name)
        failures = self._resources.set_some(model, [build_resource(model, values) for values in many], self._timeout)
        if failures:
            raise PartialError(
                f"{len(failures)} of {len(many)} resources of {name} could not be set; the first failed with: "
                f"{failures[0]['error']}.",
                failures=failures,
            )

    def delete(self, name: str, key: Mapping[str, t.Any]) -> None:
        """Delete one resource. That it is not there is no error."""
        model = find_model(name)
        self._resources.delete(model, build_key(model, key), self._timeout)


def _plain_resource(model: Model, value: t.Any) -> dict[str, t.Any]:
    """A resource as plain values, with all that its key must have, whatever CloudVision leaves out."""
    row = t.cast("dict[str, t.Any]", plain(value))
    if model.key is not None:
        row["key"] = {**dict.fromkeys(model.required_key_fields, ""), **row.get("key", {})}
    return row
