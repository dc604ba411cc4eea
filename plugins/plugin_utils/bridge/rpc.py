# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Batches, responses and errors as plain data, for the socket between an action and netcommon's helper process.

Of an exception only message and code would survive that socket, so errors travel as data.
"""

from __future__ import annotations

import typing as t
from dataclasses import asdict

from ..common.errors import ClientError
from ..common.masking import secrets_shown
from ..eapi.errors import dump, load
from ..eapi.protocol.commands import Batch, Command
from ..eapi.protocol.response import Response

#: The key that says whether secrets are shown.
SHOWN: t.Final = "show_secrets"


def batch_to_data(batch: Batch) -> dict[str, t.Any]:
    """A batch as plain data; `batch_from_data` is the inverse. Whether secrets are shown goes along."""
    return {**asdict(batch), "revisions": dict(batch.revisions), SHOWN: secrets_shown()}


def batch_from_data(data: dict[str, t.Any]) -> Batch:
    """The batch that `batch_to_data` wrote."""
    data = {name: value for name, value in data.items() if name != SHOWN}
    return Batch(**{**data, "commands": tuple(Command(**item) for item in data["commands"])})


def answer(
    responses: t.Sequence[Response] = (),
    error: ClientError | None = None,
    warnings: t.Sequence[str] = (),
    value: t.Any = None,
) -> dict[str, t.Any]:
    """The answer to a call: responses, or another value (plain data)."""
    return {
        "responses": [asdict(response) for response in responses],
        "value": value,
        "error": dump(error) if error is not None else None,
        "warnings": list(warnings),
    }


def raise_error(data: dict[str, t.Any]) -> None:
    """Raise the error of an answer, if it has one."""
    if data["error"] is not None:
        raise load(data["error"])
