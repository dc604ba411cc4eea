# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every way a call to CloudVision can fail, each a type of its own.

Each error is one sentence for a person on call: which CloudVision, what failed, why, and what to do about it.
"""

from __future__ import annotations

import typing as t

from ..common import errors
from ..common.errors import ClientError


class CloudVisionError(ClientError):
    """Base of all errors of the client."""

    #: CloudVision may have done what it was asked to.
    sent: t.ClassVar[bool] = False
    #: Another try may succeed.
    transient: t.ClassVar[bool] = False


class InputError(CloudVisionError, errors.InputError):
    """The caller's own input is wrong; nothing was sent."""


class LibraryError(InputError):
    """A Python package is missing, or too old."""


class UnknownNameError(InputError):
    """A model, verb, field or enum value that does not exist.

    :ivar name: the name that was given.
    :ivar nearest: the right names that come near to it, the best first.
    """

    def __init__(self, reason: str, *, name: str, nearest: t.Sequence[str] = (), hint: str | None = None) -> None:
        super().__init__(reason, hint=hint)
        self.name = name
        self.nearest = list(nearest)

    def details(self) -> dict[str, t.Any]:
        """The names to choose from."""
        return {"nearest": self.nearest}


class CredentialError(InputError):
    """No credential, more than one, or one that cannot be used; nothing was sent."""


# --- Reaching CloudVision --------------------------------------------------------------------------------------------


class TransportError(CloudVisionError):
    """No answer came."""


class UnknownHostError(TransportError):
    """The name service does not know the host."""

    unreachable = True
    hint_default = "Check ansible_host (or ansible_cloudvision_region) and the name service of the controller."


class UnreachableError(TransportError):
    """The network refused, or nobody answered in time: nothing was sent."""

    unreachable = True
    transient = True
    hint_default = "Check ansible_host, ansible_port (443; 8443 for on-prem releases before 2021.3) and the route."


class CertificateError(TransportError):
    """We do not accept the server's certificate, or it does not accept ours."""

    unreachable = True


class TlsError(TransportError):
    """TLS failed for another reason."""

    unreachable = True


class ProxyError(TransportError):
    """The proxy cannot be used."""

    unreachable = True
    hint_default = "Check ansible_cloudvision_proxy, or https_proxy and no_proxy in the environment."


class DroppedError(TransportError):
    """The connection or the stream broke after the request was sent."""

    sent = True
    transient = True
    hint_default = "CloudVision may have done what was asked: look before you ask again."


class DeadlineError(TransportError):
    """CloudVision took the request and did not finish its answer in time."""

    sent = True
    hint_default = "Raise ansible_cloudvision_timeout (or the task's timeout), or ask for less with a filter."


# --- What CloudVision answered ---------------------------------------------------------------------------------------


class StatusError(CloudVisionError):
    """CloudVision answered with a gRPC status that is not OK.

    :ivar code: the status's name, such as "INVALID_ARGUMENT".
    """

    def __init__(self, reason: str, *, code: str = "", host: str = "", hint: str | None = None) -> None:
        super().__init__(reason, host=host, hint=hint)
        self.code = code

    def details(self) -> dict[str, t.Any]:
        """The status's name."""
        return {"code": self.code}


class AuthenticationError(StatusError):
    """UNAUTHENTICATED, or a login that was refused."""

    unreachable = True


class ForbiddenError(StatusError):
    """PERMISSION_DENIED."""


class NotFoundError(StatusError):
    """NOT_FOUND."""


class InvalidError(StatusError):
    """INVALID_ARGUMENT, OUT_OF_RANGE or FAILED_PRECONDITION: CloudVision does not take these values."""


class RateLimitError(StatusError):
    """RESOURCE_EXHAUSTED: too many requests. Nothing was done."""

    transient = True
    hint_default = "Try later, use fewer forks, or raise ansible_cloudvision_retries."


class AbortedError(StatusError):
    """ABORTED: the request conflicted with another one, and was not carried out."""

    sent = True
    transient = True
    hint_default = "Somebody else changes the same objects. Run the task again."


class TooLargeError(StatusError):
    """RESOURCE_EXHAUSTED: the request is too large. Nothing was done."""

    hint_default = (
        "One resource alone is larger than CloudVision takes in a request, 1 MiB as a rule. Split it: a configlet into "
        "several of one assignment, studio inputs by their paths."
    )


class ReplySizeError(StatusError):
    """The answer is larger than max_reply_size. CloudVision has done what it was asked to."""

    sent = True
    hint_default = "Ask for less with a filter, or raise ansible_cloudvision_max_reply_size."


class UnimplementedError(StatusError):
    """UNIMPLEMENTED: this release of CloudVision does not know the service, or the verb."""

    hint_default = "Check that this release of CloudVision has this model."


class ServerError(StatusError):
    """Any other status."""

    sent = True


# --- What came of many -----------------------------------------------------------------------------------------------


class RefusedItem(t.TypedDict):
    """One of many that CloudVision refused: its key as plain values, and CloudVision's words."""

    key: t.Any
    error: str


class PartialError(CloudVisionError):
    """Some of many could not be set or deleted; the others were.

    :ivar failures: those that were refused.
    """

    def __init__(
        self, reason: str, *, failures: t.Sequence[RefusedItem], host: str = "", hint: str | None = None
    ) -> None:
        super().__init__(reason, host=host, hint=hint)
        self.failures = list(failures)

    def details(self) -> dict[str, t.Any]:
        """The failures."""
        return {"failures": self.failures}


class WaitError(CloudVisionError):
    """The state did not become what was waited for in time.

    :ivar differences: a mapping for each resource that is not there yet, with `key` and `differences`.
    """

    hint_default = "Raise wait_timeout, or look at the state model for the reason."

    def __init__(
        self, reason: str, *, differences: t.Sequence[dict[str, t.Any]], host: str = "", hint: str | None = None
    ) -> None:
        super().__init__(reason, host=host, hint=hint)
        self.differences = list(differences)

    def details(self) -> dict[str, t.Any]:
        """The remaining differences."""
        return {"differences": self.differences}
