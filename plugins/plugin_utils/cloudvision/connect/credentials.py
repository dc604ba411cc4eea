# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a call proves who sends it: a small class for each method.

`metadata` authenticates a call. `renew` is asked once after UNAUTHENTICATED: True means that it is worth another try.
"""

from __future__ import annotations

import time
import typing as t
from datetime import UTC, datetime

from ...common.errors import InputError
from ...common.files import read_secret
from ...common.jwt import expiry
from ..errors import AuthenticationError, CredentialError
from ..options import METHOD_NAMES, CloudVisionOptions
from .login import USER_HINT, SharedLogin

TOKEN_HINT: t.Final = (
    "Make a new token for the service account in CloudVision (Settings, Access Control, Service Accounts)."
)
#: How the metadata of a call names a token (RFC 6750).
BEARER: t.Final = "Bearer "
Metadata = tuple[tuple[str, str], ...]


class Credential:
    """Base of the methods. It holds for TLS client certificates as it is: they need nothing in a call."""

    def __init__(self, options: CloudVisionOptions) -> None:
        self.options = options
        self.source = METHOD_NAMES[options.method]

    def metadata(self) -> Metadata:
        """The metadata that authenticates a call."""
        return ()

    def renew(self) -> bool:
        """After UNAUTHENTICATED: get a new token. False means there is none."""
        return False

    def logout(self) -> None:
        """Forget what was kept for later plays."""

    def refused(self, words: str) -> AuthenticationError:
        """The error for UNAUTHENTICATED.

        :param words: CloudVision's own.
        """
        return AuthenticationError(
            f"CloudVision refused {self.who()}{words}.",
            code="UNAUTHENTICATED",
            host=self.options.name,
            hint=self.hint(),
        )

    def who(self) -> str:
        """The refused credential, for messages."""
        return f"the client certificate {self.options.client_cert}"

    def hint(self) -> str:
        """The hint."""
        return "Check that it has not expired, and that CloudVision trusts the CA that signed it."


class TokenCredential(Credential):
    """A token that somebody gave."""

    def __init__(self, options: CloudVisionOptions) -> None:
        super().__init__(options)
        self._token = check_token(self.read(), self.source, options.name)

    def read(self) -> str:
        """The token as it was given."""
        return self.options.token or ""

    def metadata(self) -> Metadata:
        """RFC 6750's bearer token."""
        return bearer(self._token)

    def who(self) -> str:
        """The source of the token."""
        return f"the token of {self.source}"

    def hint(self) -> str:
        """Whether it is for another CloudVision is known to the user alone."""
        return f"It may be revoked, or belong to another CloudVision. {TOKEN_HINT}"


class EnvironmentCredential(TokenCredential):
    """CLOUDVISION_ACCESS_TOKEN."""

    def read(self) -> str:
        """The variable's value."""
        return self.options.environment_token or ""


class FileCredential(TokenCredential):
    """A file that holds a token, and that only its owner can read."""

    def read(self) -> str:
        """The file's content."""
        try:
            return read_secret(self.options.token_file or "", self.source)
        except InputError as error:
            raise CredentialError(error.reason, host=self.options.name, hint=error.hint) from error


class LoginCredential(Credential):
    """User and password of on-prem CloudVision. All processes of a play share one login."""

    def __init__(self, options: CloudVisionOptions) -> None:
        super().__init__(options)
        self.login = SharedLogin(options)
        self._token: str | None = None

    def metadata(self) -> Metadata:
        """The token of the login, which is made now where there is none."""
        if self._token is None:
            self._token = self.login.token()
        return bearer(self._token)

    def renew(self) -> bool:
        """Log in again, unless another process did."""
        self._token = self.login.token(rejected=self._token)
        return True

    def logout(self) -> None:
        """Forget the token; CloudVision ends it by itself."""
        self._token = None
        self.login.forget()

    def who(self) -> str:
        """The user's name."""
        return f"the token that user '{self.options.user}' got by a login"

    def hint(self) -> str:
        """The hint for a user."""
        return USER_HINT


def credential_for(options: CloudVisionOptions) -> Credential:
    """The credential that the options name.

    :raises CredentialError: where it cannot be used; nothing was sent.
    """
    methods: dict[str, type[Credential]] = {
        "token": TokenCredential,
        "token_file": FileCredential,
        "environment": EnvironmentCredential,
        "login": LoginCredential,
        "certificate": Credential,
    }
    return methods[options.method](options)


def bearer(token: str) -> Metadata:
    """The metadata that carries a token."""
    return (("authorization", f"{BEARER}{token}"),)


def check_token(text: str, source: str, host: str) -> str:
    """The token without the white space around it.

    :param source: where it came from, for messages; the token itself is never shown.
    :raises CredentialError: where it is empty, cannot be a token, or has expired.
    """
    token = text.strip()
    if not token:
        raise CredentialError(f"the token of {source} is empty.", host=host, hint=TOKEN_HINT)
    if any(not "!" <= character <= "~" for character in token):
        raise CredentialError(
            f"the token of {source} holds white space or other characters that no token has.",
            host=host,
            hint="Give the token alone, on one line.",
        )
    expires = expiry(token)
    if expires is not None and expires <= time.time():
        when = datetime.fromtimestamp(expires, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        raise AuthenticationError(
            f"the token of {source} expired on {when}.", code="UNAUTHENTICATED", host=host, hint=TOKEN_HINT
        )
    return token
