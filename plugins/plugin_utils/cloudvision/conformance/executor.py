# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send the probes to a CloudVision.

A request is data, as a bundle has it: `get`, `get_some`, `list`, `set` and `set_some` with a model by its name,
`follow` (what a subscription says first), `wait` for a state, and `claims`, the names of the claims in the token.
`{workspace}` stands for the workspace of the run.
"""

from __future__ import annotations

import contextlib
import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...common import jwt
from ...common.conformance.rows import Exchange, Probe, Reply, Request, SkippedError
from ...common.polling import Poller
from ..errors import AuthenticationError, ForbiddenError, StatusError, UnimplementedError
from ..resources.plain import PlainResources
from ..workflows.errors import LateError

#: Seconds to wait for the state of a workspace.
PATIENCE: t.Final = 60.0
#: Values of a list that a bundle has; how many there are is counted.
KEPT: t.Final = 20


@dataclass
class CloudVisionExecutor:
    """Sends probes over a client's resources.

    :ivar values: what stands for `{name}`.
    :ivar token: the token of the connection, "" where it has none.
    """

    objects: PlainResources
    values: Mapping[str, str] = field(default_factory=dict)
    token: str = ""

    def exchanges(self, probe: Probe) -> Sequence[Exchange]:
        """Send a probe."""
        if "token" in probe.needs and not jwt.claims(self.token):
            raise SkippedError("the connection has no token that is a JSON Web Token")
        try:
            return [Exchange(request, self.reply(request)) for request in probe.requests]
        finally:
            for request in probe.undo:
                self.reply(request)

    def reply(self, request: Request) -> Reply:
        """Send one request. An error of CloudVision is a reply."""
        filled = self._filled(dict(request))
        try:
            return {"output": self._call(filled)}
        except (ForbiddenError, UnimplementedError) as error:
            return {"error": {"type": type(error).__name__, "code": error.code, "errors": [error.reason]}}
        except AuthenticationError:
            raise
        except StatusError as error:
            return {"error": {"type": type(error).__name__, "code": error.code, "errors": [error.reason]}}

    def _filled(self, value: t.Any) -> t.Any:
        if isinstance(value, str):
            for name, text in self.values.items():
                value = value.replace(f"{{{name}}}", text)
            return value
        if isinstance(value, (list, tuple)):
            return [self._filled(item) for item in value]
        return {key: self._filled(item) for key, item in value.items()} if isinstance(value, Mapping) else value

    def _call(self, request: Mapping[str, t.Any]) -> t.Any:
        kind, model = request["kind"], request.get("model", "")
        if kind == "claims":
            return sorted(jwt.claims(self.token))
        if kind == "get":
            return self.objects.get(model, request["key"])
        if kind == "get_some":
            return list(self.objects.get_some(model, request["keys"]))
        if kind == "list":
            found = self.objects.list(model, *request["filters"])
            return {"count": len(found), "values": found[:KEPT]}
        if kind == "follow":
            return next(self.objects.follow(model, request["filter"], PATIENCE, removals=True), None)
        if kind == "set":
            return self.objects.set(model, request["values"])
        if kind == "set_some":
            return self.objects.set_some(model, request["many"])
        return self._waited(model, request["key"], request["field"], request["until"])

    def _waited(self, model: str, key: Mapping[str, t.Any], name: str, until: Sequence[str]) -> t.Any:
        """The resource as soon as a field has one of these values, or as it is at the end of the time."""
        last: dict[str, t.Any] = {}

        def look() -> dict[str, t.Any] | None:
            last.update(self.objects.get(model, key) or {})
            return last if _field_at(last, name) in until else None

        with contextlib.suppress(LateError):  # the judge says what is wrong with it
            Poller(PATIENCE).until(look, lambda: LateError("the state did not come."))
        return last


def _field_at(value: t.Any, path: str) -> t.Any:
    """The field of a resource, or of a part of it, whose names stand with dots between them."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
