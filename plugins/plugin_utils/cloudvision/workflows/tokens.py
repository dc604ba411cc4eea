# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens of service accounts (serviceaccount.v1).

A token is told once, in the answer to the call that makes it. It goes to the caller and nowhere else: no message,
diff or line of progress of this module holds one.
"""

from __future__ import annotations

import contextlib
import typing as t
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ...common.jwt import claims
from ...common.polling import Poller
from ..errors import CloudVisionError, InputError
from ..resources.plain import PlainResources
from ..workspaces.edits import diff, within
from .accounts import ACCOUNT, late
from .errors import StateError

TOKEN: t.Final = "serviceaccount.v1.Token"
SELF_REFRESH: t.Final = "serviceaccount.v1.TokenSelfRefreshConfig"
#: A new token is listed a moment after it was made.
SHOWN_SECONDS: t.Final = 10.0

TokenTarget = t.Literal["present", "rotated", "absent", "refreshed"]


def token_ids(token: str) -> frozenset[str]:
    """Return the names by which CloudVision may know a JSON Web Token; none for other tokens."""
    known = claims(token)
    return frozenset(str(known[name]) for name in ("sid", "did", "jti") if known.get(name))


@dataclass(frozen=True)
class TokenRequest:
    """The target state of a service account's token.

    :ivar description: what tells it from the account's other tokens.
    :ivar valid_for: seconds.
    :ivar renew_before: a token that has less than this (seconds) to live is replaced by a new one.
    :ivar revoke: whether the tokens that a rotation replaces are revoked.
    :ivar own_ids: ids of the token that this play calls with, which is not revoked.
    :ivar lost: what was delivered before is lost, so a valid token is of no use.
    """

    target: TokenTarget
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
class TokenResult:
    """The result of a request.

    :ivar result: the task's result, without the token.
    :ivar token: the new token, or None.
    """

    result: dict[str, t.Any]
    token: str | None = field(default=None, repr=False)


class Tokens:
    """The tokens of one CloudVision's service accounts.

    :param now: the time, in seconds since the epoch.
    :param deliver: takes a new token before those that it replaces are revoked; raises where it cannot keep it.
    :raises CloudVisionError: from every method.
    """

    def __init__(
        self,
        objects: PlainResources,
        poller: Poller,
        now: Callable[[], float],
        deliver: Callable[[str], None] = lambda token: None,
    ) -> None:
        self.objects = objects
        self.poller = poller
        self._now = now
        self._deliver = deliver

    def carry_out(self, request: TokenRequest) -> TokenResult:
        """Carry out a request, or predict it."""
        if request.target == "refreshed":
            return self._refresh(request)
        if request.target == "absent":
            return self._revoke_all(request)
        return self._provide(request)

    def _tokens_of(self, request: TokenRequest) -> list[dict[str, t.Any]]:
        """The tokens that are meant, those that live longest first."""
        if request.token_id is not None:
            found = self.objects.get(TOKEN, {"id": request.token_id})
            return [] if found is None else [found]
        wanted = {"user": request.account, **({"description": request.description} if request.description else {})}
        tokens = [one for one in self.objects.list(TOKEN, wanted) if within(wanted, one)]
        return sorted(tokens, key=self._left, reverse=True)

    def _left(self, token: dict[str, t.Any]) -> float:
        """Seconds that a token has to live; one that was replaced has none."""
        if token.get("replaced_at"):
            return 0.0
        try:
            ends = datetime.fromisoformat(token.get("valid_until") or "").astimezone(UTC)
        except (ValueError, OverflowError):  # no end, or one that no clock means
            return float("inf")
        return ends.timestamp() - self._now()

    # --- Making ---

    def _provide(self, request: TokenRequest) -> TokenResult:
        if self.objects.get(ACCOUNT, {"name": str(request.account)}) is None and not request.check:
            raise StateError(
                f"there is no service account '{request.account}'.", hint="Make it with cloudvision_service_account."
            )
        old = self._tokens_of(request)
        good = [one for one in old if self._left(one) > request.renew_before]
        if good and request.target == "present" and not request.lost:
            return TokenResult({"changed": False, "token_info": _info(good[0])})
        replaced = [one for one in old if one["key"]["id"] not in request.own_ids] if request.revoke else []
        title = f"token '{request.description}' of {request.account}"
        result: dict[str, t.Any] = {"changed": True, "revoked": [one["key"]["id"] for one in replaced]}
        shown = {"tokens": [_info(one) for one in old]}
        kept = [_info(one) for one in old if one not in replaced]
        result["diff"] = [diff(title, shown, {"tokens": [*kept, "a new token"]})]
        if request.check:
            return TokenResult(result)
        token, info = self._make(request)
        result["token_info"] = info
        made = TokenResult(result, token)
        self._revoke(replaced, made)
        return made

    def _make(self, request: TokenRequest) -> tuple[str, dict[str, t.Any]]:
        values: dict[str, t.Any] = {"user": request.account, "description": request.description}
        if request.valid_for is not None:
            values["valid_for"] = f"{request.valid_for}s"
        echo = self.objects.set(f"{TOKEN}Config", values)
        token = echo.get("token")
        if not token:
            raise StateError(f"CloudVision made no token for '{request.account}'.", hint="Check the account's status.")
        identity = (echo.get("key") or {}).get("id", "")
        self._hand_over(str(token), identity)
        info = {"id": identity, "account": request.account, "description": request.description, "valid_until": ""}
        return str(token), self._shown(identity) or info

    def _shown(self, identity: str) -> dict[str, t.Any] | None:
        """The facts of a new token, once CloudVision lists it, so that the next run finds it.

        None where it does not come or cannot be asked for: the token is there, and must reach the user.
        """

        def look() -> dict[str, t.Any] | None:
            return self.objects.get(TOKEN, {"id": identity}) if identity else {}

        with contextlib.suppress(CloudVisionError):
            found = self.poller.within(SHOWN_SECONDS).until(look, lambda: late("the token"))
            return _info(found) if found else None
        return None

    def _hand_over(self, token: str, identity: str) -> None:
        """Deliver a new token, or let it not stay behind."""
        try:
            self._deliver(token)
        except CloudVisionError:
            self.objects.delete(f"{TOKEN}Config", {"id": identity})
            raise

    def _revoke(self, tokens: list[dict[str, t.Any]], made: TokenResult) -> None:
        """Revoke what was replaced. The new token is there by now, and must reach the user whatever happens."""
        for one in tokens:
            try:
                self.objects.delete(f"{TOKEN}Config", {"id": one["key"]["id"]})
            except CloudVisionError as error:
                made.result["revoked"].remove(one["key"]["id"])
                made.result.setdefault("warnings", []).append(
                    f"Token {one['key']['id']} is still valid, it could not be revoked: {error.reason}"
                )

    def _refresh(self, request: TokenRequest) -> TokenResult:
        result: dict[str, t.Any] = {
            "changed": True,
            "diff": [diff("token of the connection", {"tokens": ["the present one"]}, {"tokens": ["a new token"]})],
        }
        if request.check:
            return TokenResult(result)
        values = {"valid_for": f"{request.valid_for}s"} if request.valid_for is not None else {}
        token = self.objects.set(SELF_REFRESH, values).get("new_token")
        if not token:
            raise StateError("CloudVision gave no new token.", hint="The account must have allow_token_refresh.")
        self._deliver(str(token))
        return TokenResult(result, str(token))

    # --- Revoking ---

    def _revoke_all(self, request: TokenRequest) -> TokenResult:
        found = self._tokens_of(request)
        own = [one for one in found if one["key"]["id"] in request.own_ids]
        if own:
            raise StateError(
                f"token {own[0]['key']['id']} is the one that this play calls with: it is not revoked.",
                hint="Use another credential for that.",
            )
        ids = [one["key"]["id"] for one in found]
        if not ids:
            return TokenResult({"changed": False, "revoked": []})
        if not request.check:
            for identity in ids:
                self.objects.delete(f"{TOKEN}Config", {"id": identity})
            self.poller.until(lambda: not self._tokens_of(request) or None, lambda: late("the account"))
        infos = {"tokens": [_info(one) for one in found]}
        return TokenResult({"changed": True, "revoked": ids, "diff": [diff("tokens", infos, {"tokens": []})]})


def _info(token: dict[str, t.Any]) -> dict[str, t.Any]:
    return {
        "id": token["key"]["id"],
        "account": token.get("user", ""),
        "description": token.get("description", ""),
        "valid_until": token.get("valid_until", ""),
    }
