# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Faults that CloudVision can be given by name, each for a number of times or of seconds."""

from __future__ import annotations

from ..faults import Faults

#: Name → what happens. ``match`` aims a fault at the calls in whose path it is found (``inventory\.v1.*/GetAll$``).
FAULTS = {
    "rate-limit": "RESOURCE_EXHAUSTED; nothing runs",
    "unavailable": "UNAVAILABLE; nothing runs",
    "unavailable-mid-stream": "UNAVAILABLE after the first response",
    "internal": "INTERNAL; nothing runs",
    "conflict": "ABORTED, because of another request for the same object; nothing runs",
    "reset": "the stream is reset (RST_STREAM, INTERNAL_ERROR); nothing runs",
    "reset-mid-stream": "the stream is reset after the first response; without one, after the call ran",
    "drop-before-reply": "the connection is cut; nothing runs",
    "drop-after-applying": "the call runs, and the connection is cut before the first response",
    "no-batched-verbs": "UNIMPLEMENTED for GetAllBatched, SubscribeBatched, SetSome and DeleteSome",
    "expired-tokens": "the token of the call is taken for one that has expired",
    "expired-sessions": "every login session has expired before the call is looked at",
    "slow": "the first response comes after DELAY seconds (default 5)",
    "wrong-certificate": "the server certificate is of an unknown CA",
    "expired-certificate": "the server certificate has expired",
    "name-mismatch": "the server certificate is of another host",
    "plain-text": "the port speaks without TLS",
    "refuse": "the port is closed",
    "login-unavailable": "the login API answers 503",
    "no-login": "the login API answers 404, as in CloudVision as a Service",
    "build-fails": "a workspace build ends with an error before it comes to the devices",
    "build-hangs": "a workspace build does not end",
    "submit-overtaken": "somebody else's submission comes before that of a workspace, which must be rebased",
    "submit-fails": "the submission of a workspace fails",
    "change-fails": "the first device of a change control refuses its configuration",
    "change-hangs": "a change control does not end until it is stopped",
    "download-fails": "the download of a software file fails",
    "download-hangs": "the download of a software file does not end",
    "onboarding-fails": "the onboarding of a device fails",
    "never-streams": "an onboarded device never begins to stream",
    "decommissioning-fails": "the decommissioning of a device fails",
}

CERTIFICATE_FAULTS = ("wrong-certificate", "expired-certificate", "name-mismatch")
LISTENER_FAULTS = ("plain-text", "refuse")
#: Verbs that older servers do not have.
BATCHED_VERBS = frozenset({"GetAllBatched", "SubscribeBatched", "SetSome", "DeleteSome"})


class CloudVisionFaults(Faults):
    """The active faults of CloudVision."""

    known = FAULTS
