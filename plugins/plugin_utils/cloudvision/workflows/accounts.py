# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Service accounts and their tokens (serviceaccount.v1).

A token is told once, in the answer to the call that makes it. It goes to the caller and nowhere else: no message,
diff or line of progress of this module holds one.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ...common.jwt import claims
from ...common.polling import Poller
from ..errors import CloudVisionError, InputError
from ..resources.plain import Objects, Values
from ..workspaces.edits import diff, within
from .errors import LateError, StateError

ACCOUNT: t.Final = "serviceaccount.v1.Account"
TOKEN: t.Final = "serviceaccount.v1.Token"
SELF_REFRESH: t.Final = "serviceaccount.v1.TokenSelfRefreshConfig"
STATUSES: t.Final = {"enabled": "ACCOUNT_STATUS_ENABLED", "disabled": "ACCOUNT_STATUS_DISABLED"}


def token_ids(token: str) -> frozenset[str]:
    """Return the names by which CloudVision may know a JSON Web Token; none for other tokens."""
    known = claims(token)
    return frozenset(str(known[name]) for name in ("sid", "did", "jti") if known.get(name))


# --- Accounts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AccountWish:
    """What is wanted of a service account. Fields that are None stay as they are."""

    name: str
    present: bool = True
    description: str | None = None
    roles: tuple[str, ...] | None = None
    status: str | None = None
    allow_token_refresh: bool | None = None
    check: bool = False

    def fields(self) -> Values:
        """What is to be set."""
        wanted: Values = {
            "description": self.description,
            "groups": None if self.roles is None else list(self.roles),
            "status": STATUSES[self.status] if self.status else None,
            "allow_token_refresh": self.allow_token_refresh,
        }
        return {name: value for name, value in wanted.items() if value is not None}


def fulfil_account(objects: Objects, poller: Poller, wish: AccountWish) -> Values:
    """Make, change or delete a service account, or predict that; returns the task's result.

    :raises CloudVisionError: of the type that says what went wrong.
    """
    if not wish.name.strip():
        raise InputError("name is empty: it names the service account.")
    key = {"name": wish.name}
    before = objects.get(ACCOUNT, key)
    title = f"service account {wish.name}"
    if not wish.present:
        if before is None:
            return {"changed": False}
        if not wish.check:
            objects.delete(f"{ACCOUNT}Config", key)
            poller.until(lambda: objects.get(ACCOUNT, key) is None or None, lambda: _late(title))
        return {"changed": True, "diff": [diff(title, _account(before), {})]}
    wanted = wish.fields()
    if before is None:
        wanted.setdefault("status", STATUSES["enabled"])
    after = {**(before or {"key": key}), **wanted}
    if before is not None and within(_unordered(wanted), _unordered(before)):
        return {"changed": False, "account": _account(before)}
    if not wish.check:
        objects.set(f"{ACCOUNT}Config", {"key": key, **wanted})

        def look() -> Values | None:
            found = objects.get(ACCOUNT, key)
            return found if found is not None and within(_unordered(wanted), _unordered(found)) else None

        after = poller.until(look, lambda: _late(title))
    return {
        "changed": True,
        "account": _account(after),
        "diff": [diff(title, _account(before) if before else {}, _account(after))],
    }


def _unordered(fields: Values) -> Values:
    """With roles in an order of their own, since they have none."""
    return {**fields, "groups": sorted(fields["groups"])} if "groups" in fields else fields


def _account(account: Values) -> Values:
    return {
        "name": account["key"]["name"],
        "description": account.get("description", ""),
        "roles": list(account.get("groups") or []),
        "status": str(account.get("status", "")).removeprefix("ACCOUNT_STATUS_").lower(),
        "allow_token_refresh": bool(account.get("allow_token_refresh", False)),
    }


def _late(title: str) -> LateError:
    return LateError(f"{title} does not show its change yet.")


# --- Tokens ----------------------------------------------------------------------------------------------------------

Target = t.Literal["present", "rotated", "absent", "refreshed"]


@dataclass(frozen=True)
class TokenWish:
    """What is wanted of a service account's token.

    :ivar description: what tells it from the account's other tokens.
    :ivar valid_for: seconds.
    :ivar renew_before: a token that has less than this (seconds) to live is replaced by a new one.
    :ivar revoke: whether the tokens that a rotation replaces are revoked.
    :ivar own_ids: ids of the token that this play calls with, which is not revoked.
    :ivar lost: nobody has what was delivered before, so that a good token is of no use.
    """

    target: Target
    account: str | None = None
    description: str | None = None
    token_id: str | None = None
    valid_for: int | None = None
    renew_before: int = 0
    revoke: bool = True
    own_ids: frozenset[str] = frozenset()
    lost: bool = False
    check: bool = False

    def __post_init__(self) -> None:
        if self.target == "refreshed":
            if self.account or self.description or self.token_id:
                raise InputError("'state: refreshed' is for the token of the connection itself: it takes no other.")
        elif self.token_id is not None:
            if self.target != "absent":
                raise InputError("token_id is for 'state: absent'; 'account' and 'description' name the others.")
        elif not self.account:
            raise InputError("account is missing: name the service account.")
        elif not self.description and self.target != "absent":
            raise InputError(
                "description is missing: it is what tells this token from the account's others at the next run."
            )
        if self.target == "present" and self.valid_for is not None and self.renew_before >= self.valid_for:
            raise InputError("renew_before is not shorter than valid_for: each run would make a new token.")


@dataclass
class TokenOutcome:
    """What became of a wish.

    :ivar result: the task's result, without the token.
    :ivar token: the new token, or None.
    """

    result: Values
    token: str | None = field(default=None, repr=False)


class Tokens:
    """The tokens of one CloudVision's service accounts.

    :param now: the time, in seconds since the epoch.
    :param deliver: takes a new token before those that it replaces are revoked; raises where it cannot keep it.
    :raises CloudVisionError: from every method.
    """

    def __init__(
        self,
        objects: Objects,
        poller: Poller,
        now: Callable[[], float],
        deliver: Callable[[str], None] = lambda token: None,
    ) -> None:
        self.objects = objects
        self.poller = poller
        self._now = now
        self._deliver = deliver

    def fulfil(self, wish: TokenWish) -> TokenOutcome:
        """Fulfil a wish, or predict that."""
        if wish.target == "refreshed":
            return self._refresh(wish)
        if wish.target == "absent":
            return self._revoke_all(wish)
        return self._provide(wish)

    def _of(self, wish: TokenWish) -> list[Values]:
        """The tokens that are meant, those that live longest first."""
        if wish.token_id is not None:
            found = self.objects.get(TOKEN, {"id": wish.token_id})
            return [] if found is None else [found]
        wanted = {"user": wish.account, **({"description": wish.description} if wish.description else {})}
        tokens = [one for one in self.objects.list(TOKEN, wanted) if within(wanted, one)]
        return sorted(tokens, key=self._left, reverse=True)

    def _left(self, token: Values) -> float:
        """Seconds that a token has to live; one that was replaced has none."""
        if token.get("replaced_at"):
            return 0.0
        until = token.get("valid_until")
        return datetime.fromisoformat(until).astimezone(UTC).timestamp() - self._now() if until else float("inf")

    # --- Making ---

    def _provide(self, wish: TokenWish) -> TokenOutcome:
        if self.objects.get(ACCOUNT, {"name": str(wish.account)}) is None and not wish.check:
            raise StateError(
                f"there is no service account '{wish.account}'.", hint="Make it with cloudvision_service_account."
            )
        old = self._of(wish)
        good = [one for one in old if self._left(one) > wish.renew_before]
        if good and wish.target == "present" and not wish.lost:
            return TokenOutcome({"changed": False, "token_info": _info(good[0])})
        replaced = [one for one in old if one["key"]["id"] not in wish.own_ids] if wish.revoke else []
        title = f"token '{wish.description}' of {wish.account}"
        result: Values = {"changed": True, "revoked": [one["key"]["id"] for one in replaced]}
        shown = {"tokens": [_info(one) for one in old]}
        kept = [_info(one) for one in old if one not in replaced]
        result["diff"] = [diff(title, shown, {"tokens": [*kept, "a new token"]})]
        if wish.check:
            return TokenOutcome(result)
        token, info = self._make(wish)
        result["token_info"] = info
        outcome = TokenOutcome(result, token)
        self._revoke(replaced, outcome)
        return outcome

    def _make(self, wish: TokenWish) -> tuple[str, Values]:
        values: Values = {"user": wish.account, "description": wish.description}
        if wish.valid_for is not None:
            values["valid_for"] = f"{wish.valid_for}s"
        echo = self.objects.set(f"{TOKEN}Config", values)
        token = echo.get("token")
        if not token:
            raise StateError(f"CloudVision made no token for '{wish.account}'.", hint="Check the account's status.")
        identity = (echo.get("key") or {}).get("id", "")
        self._hand_over(str(token), identity)
        info = {"id": identity, "account": wish.account, "description": wish.description, "valid_until": ""}
        found = self.objects.get(TOKEN, {"id": identity}) if identity else None
        return str(token), _info(found) if found else info

    def _hand_over(self, token: str, identity: str) -> None:
        """Deliver a new token, or let it not stay behind."""
        try:
            self._deliver(token)
        except CloudVisionError:
            self.objects.delete(f"{TOKEN}Config", {"id": identity})
            raise

    def _revoke(self, tokens: list[Values], outcome: TokenOutcome) -> None:
        """Revoke what was replaced. The new token is there by now, and must reach the user whatever happens."""
        for one in tokens:
            try:
                self.objects.delete(f"{TOKEN}Config", {"id": one["key"]["id"]})
            except CloudVisionError as error:
                outcome.result["revoked"].remove(one["key"]["id"])
                outcome.result.setdefault("warnings", []).append(
                    f"Token {one['key']['id']} is still valid, it could not be revoked: {error.reason}"
                )

    def _refresh(self, wish: TokenWish) -> TokenOutcome:
        result: Values = {
            "changed": True,
            "diff": [diff("token of the connection", {"token": "the present one"}, {"token": "a new token"})],
        }
        if wish.check:
            return TokenOutcome(result)
        values = {"valid_for": f"{wish.valid_for}s"} if wish.valid_for is not None else {}
        token = self.objects.set(SELF_REFRESH, values).get("new_token")
        if not token:
            raise StateError("CloudVision gave no new token.", hint="The account must have allow_token_refresh.")
        self._deliver(str(token))
        return TokenOutcome(result, str(token))

    # --- Revoking ---

    def _revoke_all(self, wish: TokenWish) -> TokenOutcome:
        found = self._of(wish)
        own = [one for one in found if one["key"]["id"] in wish.own_ids]
        if own:
            raise StateError(
                f"token {own[0]['key']['id']} is the one that this play calls with: it is not revoked.",
                hint="Use another credential for that.",
            )
        ids = [one["key"]["id"] for one in found]
        if not ids:
            return TokenOutcome({"changed": False, "revoked": []})
        if not wish.check:
            for identity in ids:
                self.objects.delete(f"{TOKEN}Config", {"id": identity})
            self.poller.until(lambda: not self._of(wish) or None, lambda: _late("the account"))
        infos = {"tokens": [_info(one) for one in found]}
        return TokenOutcome({"changed": True, "revoked": ids, "diff": [diff("tokens", infos, {"tokens": []})]})


def _info(token: Values) -> Values:
    return {
        "id": token["key"]["id"],
        "account": token.get("user", ""),
        "description": token.get("description", ""),
        "valid_until": token.get("valid_until", ""),
    }
