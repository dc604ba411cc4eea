# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole resources from a subscription's updates, each of which may be whole or hold what changed alone.

Which of both it is, no update says (arista.subscriptions.Operation). A field that is not set in a whole one is gone,
and in the other kind it stays as it was, or is gone as well: where an update lacks one, the resource is read.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable

from .read import UPDATED, identity, moment
from .set_semantics import after_set


class Updates:
    """Completes the updates of one subscription.

    :param read: asks CloudVision for a resource by its key: a response with `value` and `time`, or None.
    """

    def __init__(self, read: Callable[[t.Any], t.Any | None]) -> None:
        self._read = read
        #: Key → the time of what was read. Updates of before are known with that.
        self._times: dict[bytes, tuple[int, int]] = {}

    def whole(self, before: t.Any | None, response: t.Any) -> t.Any | None:
        """The resource after a response; None where something later is known of it already.

        :param before: the resource as it was, None where there was none.
        """
        update = response.value
        if response.type != UPDATED or before is None:
            return update
        key = identity(update.key) if "key" in update.DESCRIPTOR.fields_by_name else b""
        if key in self._times:
            if moment(response.time) <= self._times[key]:
                return None
            del self._times[key]
        merged = after_set(before, update)
        if merged == update:
            return update
        found = self._read(update.key if key else None)  # fields that the update does not have may be gone
        if found is None:  # so is the resource by now, as the next response says
            return merged
        self._times[key] = moment(found.time)
        return found.value
