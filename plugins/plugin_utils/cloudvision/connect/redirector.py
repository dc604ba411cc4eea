# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""CloudVision's redirector (redirector.v1): which cluster as-a-Service has the tenant of a token.

It is asked over HTTPS, as devices do that are not provisioned yet. A token goes to clusters of the redirector's own
domain alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
import typing as t
from collections.abc import Iterable

from ...common.errors import SessionStoreError
from ...common.http import ReplyTooLargeError, UnwantedEncodingError, exceptions
from ...common.json_text import decode
from ...common.session_store import SessionEntry, SessionStore
from ..errors import AuthenticationError, ServerError, UnknownHostError
from ..options import CloudVisionOptions
from .login import STORE_HINT, explain_https, https_session
from .regions import API_PREFIX, STREAMING_PREFIX, Node, is_cvaas, parse_node

PATH: t.Final = "/api/v3/services/arista.redirector.v1.AssignmentService/GetOne"
#: How long an answer is kept in the session store: for a run, and those that follow soon.
REMEMBERED_SECONDS: t.Final = 3600.0
#: Stands for the tenant of the token instead of for a device.
ANY_SYSTEM: t.Final = "*"
HINT: t.Final = "Set ansible_cloudvision_region or ansible_host to the cluster of your tenant."


def find_cluster(options: CloudVisionOptions, credential: Iterable[tuple[str, str]]) -> Node:
    """The API endpoint of the cluster that has the credential's tenant: one process asks, others read its answer.

    :param options: their first node is the redirector.
    :param credential: the metadata of a call: a bearer token.
    """
    metadata = list(credential)
    store, key = _remembered(options, metadata)
    try:
        entry = store.load(*key)
        if entry is None:
            with store.lock(*key):
                entry = store.load(*key)
                if entry is None:
                    host = _find_cluster(options, metadata)
                    found = _endpoint(host, options)
                    store.save(*key, SessionEntry(host, time.time() + REMEMBERED_SECONDS))
                    return found
    except SessionStoreError:  # each process asks for itself, then
        return _endpoint(_find_cluster(options, metadata), options)
    return _endpoint(entry.cookie, options)


def forget_cluster(options: CloudVisionOptions, credential: Iterable[tuple[str, str]]) -> None:
    """Ask again next time, since the cluster does not take the credential, or does not answer."""
    store, key = _remembered(options, credential)
    with contextlib.suppress(SessionStoreError):
        store.forget(*key)


def _remembered(
    options: CloudVisionOptions, credential: Iterable[tuple[str, str]]
) -> tuple[SessionStore, tuple[str, str]]:
    """The file for the answer about a credential, named by a digest that does not reveal it."""
    digest = hashlib.sha256(repr(sorted(credential)).encode()).hexdigest()
    return SessionStore(options.session_store, STORE_HINT), (f"redirector://{options.nodes[0].target}", digest)


def _find_cluster(options: CloudVisionOptions, credential: Iterable[tuple[str, str]]) -> str:
    """The first host of the cluster that has the credential's tenant, as the redirector calls it; "" for none."""
    redirector = options.nodes[0]
    session = https_session(options, redirector)
    try:
        reply = session.request(
            "POST",
            f"https://{redirector.target}{PATH}",
            body=json.dumps({"key": {"system_id": ANY_SYSTEM}}).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json", **dict(credential)},
            connect_timeout=options.connect_seconds,
            timeout=options.timeout,
        )
    except (exceptions.HTTPError, OSError, ReplyTooLargeError, UnwantedEncodingError) as error:
        raise explain_https(error, options, redirector, "the redirector") from error
    finally:
        session.close()
    if reply.status in (401, 403):
        raise AuthenticationError(
            f"the redirector refused the token (HTTP {reply.status}).", code="UNAUTHENTICATED", host=options.name
        )
    if reply.status != 200:
        raise ServerError(
            f"the redirector answered HTTP {reply.status}.", code="UNAVAILABLE", host=options.name, hint=HINT
        )
    return _first_host(bytes(reply.body))


def _first_host(body: bytes) -> str:
    """The first host of the first cluster in an answer; "" where there is none."""
    try:
        clusters = decode(body)[0]["value"]["clusters"]["values"]
        return str(clusters[0]["hosts"]["values"][0])
    except (ValueError, LookupError, TypeError):
        return ""


def _endpoint(host: str, options: CloudVisionOptions) -> Node:
    """The API's name of a cluster, which the redirector may call by the name to which devices stream."""
    if not host:
        raise UnknownHostError("the redirector knows no cluster for this token.", host=options.name, hint=HINT)
    name = host.lower().removeprefix(STREAMING_PREFIX)
    if is_cvaas(name.partition(":")[0]) and not name.startswith(API_PREFIX):
        name = f"{API_PREFIX}{name}"
    found, redirector = parse_node(name, options.nodes[0].port, "the redirector's answer"), options.nodes[0]
    if found.host != redirector.host and not (is_cvaas(found.host) and is_cvaas(redirector.host)):
        raise ServerError(
            f"the redirector names '{found.host}', which is no cluster as-a-Service.",
            code="UNKNOWN",
            host=options.name,
            hint=HINT,
        )
    return found
