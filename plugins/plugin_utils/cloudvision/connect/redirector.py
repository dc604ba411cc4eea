# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""CloudVision's redirector (redirector.v1): which cluster as-a-Service has the tenant of a token.

It is asked over HTTPS, as devices do that are not provisioned yet. A token goes to clusters of the redirector's own
domain alone.
"""

from __future__ import annotations

import json
import typing as t

from ...common.http import ReplyTooLargeError, UnwantedEncodingError, exceptions
from ...common.json_text import decode
from ..errors import AuthenticationError, ServerError, UnknownHostError
from ..options import CloudVisionOptions
from .login import explain_https, https_session
from .regions import API_PREFIX, STREAMING_PREFIX, Node, is_cvaas, parse_node

PATH: t.Final = "/api/v3/services/arista.redirector.v1.AssignmentService/GetOne"
#: Stands for the tenant of the token instead of for a device.
ANY_SYSTEM: t.Final = "*"
HINT: t.Final = "Set ansible_cloudvision_region or ansible_host to the cluster of your tenant."


def find_cluster(options: CloudVisionOptions, credential: t.Iterable[tuple[str, str]]) -> Node:
    """The API endpoint of the cluster that has the credential's tenant.

    :param options: their first node is the redirector.
    :param credential: the metadata of a call: a bearer token.
    """
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
    return _endpoint(_first_host(bytes(reply.body)), options)


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
