# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""serviceaccount.v1: accounts and their tokens. A token is told once, in the answer to Set."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import grpc
from google.protobuf.message import Message

from ..accounts import Caller
from ..catalog import Model
from .base import Change, Effect, Refused, invalid, precondition

ENABLED = 1
YEAR = 365 * 24 * 3600.0


class ServiceAccounts(Effect):
    """Accounts: enabled unless they are disabled."""

    models: ClassVar[tuple[str, ...]] = ("serviceaccount.v1.AccountConfig",)

    def applied(self, change: Change) -> Message:
        config = change.after
        roles = tuple(config.groups.values)
        self.accounts.service_accounts[config.key.name.value] = (config.status in (0, ENABLED), roles)
        return super().applied(change)

    def shown(self, change: Change, before: Any, value: Any) -> None:
        value.status = value.status or ENABLED
        if before is None:
            value.created_by.value = change.caller.name

    def deleted(self, caller: Caller, model: Model, before: Any) -> None:
        name = before.key.name.value
        self.accounts.service_accounts.pop(name, None)
        for token in self.state.table("serviceaccount.v1.Token").values():
            if token.user.value == name:
                self.accounts.revoke(token.key.id.value)
                for table in ("serviceaccount.v1.Token", "serviceaccount.v1.TokenConfig"):
                    self.state.table(table).delete(token.key)
        super().deleted(caller, model, before)


class Tokens(Effect):
    """Tokens of service accounts."""

    models: ClassVar[tuple[str, ...]] = ("serviceaccount.v1.TokenConfig",)

    def complete(self, model: Model, value: Any) -> Any:
        """The server chooses the id."""
        if value.key.id.value:
            return value
        result = type(value)()
        result.CopyFrom(value)
        result.key.id.value = str(uuid.uuid4())
        return result

    def check(self, change: Change) -> None:
        user = change.after.user.value
        if not user:
            raise invalid("user must be set")
        if user not in self.accounts.service_accounts:
            raise precondition(f"service account {user!r} does not exist")
        if change.after.HasField("valid_for") and change.after.valid_for.ToNanoseconds() <= 0:
            raise invalid("valid_for must be positive")

    def stored(self, model: Model, after: Any) -> Message:
        """The token itself is not kept."""
        result: Any = type(after)()
        result.CopyFrom(after)
        result.ClearField("token")
        return result  # type: ignore[no-any-return]

    def applied(self, change: Change) -> Message:
        echo: Any = type(change.incoming)()
        echo.CopyFrom(change.incoming)
        if not self.accounts.issued(change.after.key.id.value):
            seconds = change.after.valid_for.ToNanoseconds() / 1e9 or YEAR
            token = self.accounts.issue(
                change.after.user.value, seconds, account=True, identity=change.after.key.id.value
            )
            echo.token.value = token.text
            shown = self.state.catalog["serviceaccount.v1.Token"].message()
            self._show(shown, change, token.expires)
        else:
            self.later(lambda: self.mirror(change))
        return echo  # type: ignore[no-any-return]

    def _show(self, shown: Any, change: Change, expires: float) -> None:
        shown.key.CopyFrom(change.after.key)
        shown.user.CopyFrom(change.after.user)
        shown.description.CopyFrom(change.after.description)
        shown.valid_until.FromNanoseconds(int(expires * 1e9))
        shown.created_by.value = change.caller.name
        self.later(lambda: self.state.table("serviceaccount.v1.Token").put(shown))

    def deleted(self, caller: Caller, model: Model, before: Any) -> None:
        self.accounts.revoke(before.key.id.value)
        super().deleted(caller, model, before)


class TokenSelfRefresh(Effect):
    """A service account renews the token that it calls with."""

    models: ClassVar[tuple[str, ...]] = ("serviceaccount.v1.TokenSelfRefreshConfig",)

    def check(self, change: Change) -> None:
        account = self.state.get("serviceaccount.v1.AccountConfig", name=change.caller.name)
        if not change.caller.token_id or account is None or not account.allow_token_refresh.value:
            raise Refused(grpc.StatusCode.PERMISSION_DENIED, "this account may not refresh its tokens")

    def stored(self, model: Model, after: Any) -> Message:
        return model.message()

    def applied(self, change: Change) -> Message:
        table = self.state.table("serviceaccount.v1.Token")
        old: Any = table.model.message()
        old.CopyFrom(self.state.get("serviceaccount.v1.Token", id=change.caller.token_id))
        created = self.state.get("serviceaccount.v1.TokenConfig", id=change.caller.token_id)
        seconds = change.incoming.valid_for.ToNanoseconds() / 1e9 or created.valid_for.ToNanoseconds() / 1e9 or YEAR
        token = self.accounts.issue(change.caller.name, seconds, account=True)
        new: Any = table.model.message()
        new.CopyFrom(old)
        new.key.id.value = token.id
        new.valid_until.FromNanoseconds(int(token.expires * 1e9))
        old.replaced_at.FromNanoseconds(self.state.now())
        table.put(old)
        table.put(new)
        echo: Any = type(change.incoming)()
        echo.CopyFrom(change.incoming)
        echo.new_token.value = token.text
        return echo  # type: ignore[no-any-return]
