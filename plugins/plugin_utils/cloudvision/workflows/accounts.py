# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Service accounts (serviceaccount.v1)."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ...common.polling import Poller
from ..errors import InputError
from ..resources.plain import PlainResources
from ..workspaces.edits import diff, within
from .errors import LateError

ACCOUNT: t.Final = "serviceaccount.v1.Account"
STATUSES: t.Final = {"enabled": "ACCOUNT_STATUS_ENABLED", "disabled": "ACCOUNT_STATUS_DISABLED"}


@dataclass(frozen=True)
class AccountRequest:
    """The target state of a service account. Fields that are None stay as they are."""

    name: str
    present: bool = True
    description: str | None = None
    roles: tuple[str, ...] | None = None
    status: str | None = None
    allow_token_refresh: bool | None = None
    check: bool = False

    def fields(self) -> dict[str, t.Any]:
        """The fields to set."""
        wanted: dict[str, t.Any] = {
            "description": self.description,
            "groups": None if self.roles is None else list(self.roles),
            "status": STATUSES[self.status] if self.status else None,
            "allow_token_refresh": self.allow_token_refresh,
        }
        return {name: value for name, value in wanted.items() if value is not None}


def ensure_account(objects: PlainResources, poller: Poller, request: AccountRequest) -> dict[str, t.Any]:
    """Make, change or delete a service account, or predict that; returns the task's result.

    :raises CloudVisionError: of the type that says what went wrong.
    """
    if not request.name.strip():
        raise InputError("name is empty: it names the service account.")
    key = {"name": request.name}
    before = objects.get(ACCOUNT, key)
    title = f"service account {request.name}"
    if not request.present:
        if before is None:
            return {"changed": False}
        if not request.check:
            objects.delete(f"{ACCOUNT}Config", key)
            poller.until(lambda: objects.get(ACCOUNT, key) is None or None, lambda: late(title))
        return {"changed": True, "diff": [diff(title, _account(before), {})]}
    wanted = request.fields()
    if before is None:
        wanted.setdefault("status", STATUSES["enabled"])
    after = {**(before or {"key": key}), **wanted}
    if before is not None and within(_unordered(wanted), _unordered(before)):
        return {"changed": False, "account": _account(before)}
    if not request.check:
        objects.set(f"{ACCOUNT}Config", {"key": key, **wanted})

        def look() -> dict[str, t.Any] | None:
            found = objects.get(ACCOUNT, key)
            return found if found is not None and within(_unordered(wanted), _unordered(found)) else None

        after = poller.until(look, lambda: late(title))
    return {
        "changed": True,
        "account": _account(after),
        "diff": [diff(title, _account(before) if before else {}, _account(after))],
    }


def _unordered(fields: dict[str, t.Any]) -> dict[str, t.Any]:
    """With roles in an order of their own, since they have none."""
    return {**fields, "groups": sorted(fields["groups"])} if "groups" in fields else fields


def _account(account: dict[str, t.Any]) -> dict[str, t.Any]:
    return {
        "name": account["key"]["name"],
        "description": account.get("description", ""),
        "roles": list(account.get("groups") or []),
        "status": str(account.get("status", "")).removeprefix("ACCOUNT_STATUS_").lower(),
        "allow_token_refresh": bool(account.get("allow_token_refresh", False)),
    }


def late(title: str) -> LateError:
    """The error for a change that does not show."""
    return LateError(f"{title} does not show its change yet.")
