# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One gRPC channel to CloudVision: nodes in turn, deadlines, and repetition of what may be repeated.

Nothing is opened before the first call, so a process may make the object and fork.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import sleep

from ...common.polling import CALLS
from ...common.scrubber import Scrubber
from .. import errors
from ..options import CloudVisionOptions
from .credentials import BEARER, Credential, Metadata, credential_for
from .grpc_errors import OTHER_NAME, explain, reply_too_large
from .imports import grpc, require
from .proxies import proxy_for
from .redirector import find_cluster, forget_cluster
from .regions import Node
from .tls import client_pair, trust_for

Warn = Callable[[str], None]

#: Seconds between keepalive pings while a call is open, and to wait for the answer to one.
KEEPALIVE_SECONDS: t.Final = 60
KEEPALIVE_TIMEOUT: t.Final = 10
#: What a message takes in memory beside its content, so that a stream of empty ones ends as well.
MESSAGE_OVERHEAD: t.Final = 64
#: What to do about a broken connection where nothing can have changed.
#: Errors after which a cluster may be the wrong one.
LOST: t.Final = (
    errors.AuthenticationError,
    errors.CertificateError,
    errors.UnknownHostError,
    errors.UnreachableError,
)
READ_HINT: t.Final = "Try later, or raise ansible_cloudvision_retries."


@dataclass(frozen=True)
class GrpcMethod:
    """One method of a service.

    :ivar path: as gRPC names it, /PACKAGE.SERVICE/METHOD.
    :ivar name: what messages call it, such as "GetAll of inventory.v1.Device".
    :ivar response: the message class of the answer.
    :ivar stream: whether the answer is a stream.
    :ivar repeatable: whether to do it twice is the same as to do it once.
    :ivar writes: whether it changes something.
    """

    path: str
    name: str
    response: t.Any
    stream: bool = False
    repeatable: bool = True
    writes: bool = False


class Channel:
    """Calls one CloudVision.

    :param warn: takes sentences for the user.
    :ivar scrubber: takes the secrets of the run out of what CloudVision says.
    """

    def __init__(self, options: CloudVisionOptions, warn: Warn = lambda text: None) -> None:
        require()
        self.options = options
        self.warn = warn
        self.credential: Credential = credential_for(options)
        self.scrubber = Scrubber(options.token, options.environment_token)
        self.scrubber.add_login(options.user, options.password)
        self.scrubber.add_url(options.proxy)
        self._node = 0
        self._channel: t.Any = None
        self._warned: set[str] = set()
        #: The options whose node was the redirector, where that has told the cluster.
        self._redirector: CloudVisionOptions | None = None

    @property
    def node(self) -> Node:
        """The node in use."""
        return self.options.nodes[self._node]

    def unary(self, call: GrpcMethod, request: t.Any, timeout: float | None = None) -> t.Any:
        """The answer to a call.

        :param timeout: seconds; None for the options'.
        :raises CloudVisionError: of the type that says what went wrong.
        """
        return self._repeated(call, timeout, lambda seconds: self._multi(call)(request, **self._keywords(seconds)))

    def stream(self, call: GrpcMethod, request: t.Any, timeout: float | None = None) -> list[t.Any]:
        """All messages of an answer. A broken stream is begun again from its start.

        :param timeout: seconds until the last message; None for the options'.
        :raises CloudVisionError: of the type that says what went wrong.
        """
        return t.cast(
            "list[t.Any]", self._repeated(call, timeout, lambda seconds: self._collected(call, request, seconds))
        )

    def follow(self, call: GrpcMethod, request: t.Any, timeout: float | None = None) -> Iterator[t.Any]:
        """The messages of a stream as they come, such as those of Subscribe. It is not begun again when it breaks.

        :param timeout: seconds until the stream is ended; None for no end.
        :raises CloudVisionError: of the type that says what went wrong; DeadlineError at the end of the time.
        """
        stream, first = self._repeated(call, timeout, lambda seconds: self._opened(call, request, timeout))
        try:
            if first is not None:
                yield first
                yield from stream
        except grpc.RpcError as error:
            raise self._explained(error, call, timeout or 0) from error
        finally:
            stream.cancel()

    def close(self) -> None:
        """Close what is open; the next call opens it again."""
        if self._channel is not None:
            self._channel.close()
        self._channel = None

    def logout(self) -> None:
        """Close, and forget a login's token."""
        self.credential.logout()
        self.close()

    # --- Repetition ---

    def _repeated(self, call: GrpcMethod, timeout: float | None, attempt: Callable[[float], t.Any]) -> t.Any:
        """Try, and try again what may be tried again: other nodes at once, the same one after a pause."""
        tries, renewed, unreached = 0, False, 0
        while True:
            try:
                return self._one_attempt(call, timeout or self.options.timeout, attempt)
            except errors.AuthenticationError:
                if renewed or not self.credential.renew():
                    raise
                renewed = True
            except errors.CloudVisionError as error:
                if isinstance(error, (errors.UnreachableError, errors.UnknownHostError, errors.CertificateError)):
                    unreached += 1
                    if self._next_node() and unreached % len(self.options.nodes):
                        continue
                if tries >= self.options.retries or not may_repeat(error, call):
                    raise
                pause(tries)
                tries += 1

    def _one_attempt(self, call: GrpcMethod, timeout: float, attempt: Callable[[float], t.Any]) -> t.Any:
        try:
            return attempt(timeout)
        except grpc.RpcError as error:
            explained = self._explained(error, call, timeout)
            self._doubt_cluster(explained)
            raise explained from error

    def _explained(self, error: t.Any, call: GrpcMethod, timeout: float) -> errors.CloudVisionError:
        said = self.scrubber.text(error.details() or "")
        if error.code() is grpc.StatusCode.UNAUTHENTICATED and OTHER_NAME not in said:
            words = " ".join(said[:2000].split())[:200]
            return self.credential.refused(f" ({words})" if words else "")
        explained = explain(error, said, self.options, self.node, timeout, call.name)
        if isinstance(explained, (errors.DroppedError, errors.AbortedError)) and not call.writes:
            explained.hint = READ_HINT
        return explained

    def _next_node(self) -> bool:
        """Go on to the next node. False where there is only one."""
        self.close()
        self._node = (self._node + 1) % len(self.options.nodes)
        return len(self.options.nodes) > 1

    # --- gRPC ---

    def _multi(self, call: GrpcMethod, note: Callable[[int], None] = lambda size: None) -> t.Any:
        """The callable of gRPC for the call.

        :param note: is told the size of each message.
        """
        make = self._open_channel().unary_stream if call.stream else self._open_channel().unary_unary

        def read(data: bytes) -> t.Any:
            note(len(data))
            return call.response.FromString(data)

        return make(
            call.path, request_serializer=lambda message: message.SerializeToString(), response_deserializer=read
        )

    def _collected(self, call: GrpcMethod, request: t.Any, seconds: float) -> list[t.Any]:
        """The messages of a stream, which together are no larger than one answer may be."""
        size = 0

        def count(more: int) -> None:
            nonlocal size
            size += more + MESSAGE_OVERHEAD

        found = []
        stream = self._multi(call, count)(request, **self._keywords(seconds))
        for message in stream:
            found.append(message)
            if size > self.options.max_reply_size:
                stream.cancel()
                raise reply_too_large(self.options, call.name)
        return found

    def _keywords(self, seconds: float | None) -> dict[str, t.Any]:
        return {"timeout": seconds, "metadata": self._metadata()}

    def _metadata(self) -> Metadata:
        """The metadata that authenticates a call. A server's message may quote it."""
        metadata = self.credential.metadata()
        self.scrubber.add(*(value.removeprefix(BEARER) for _name, value in metadata))
        return metadata

    def _opened(self, call: GrpcMethod, request: t.Any, timeout: float | None) -> tuple[t.Any, t.Any]:
        """A stream that CloudVision has taken, and its first message; None where it has ended without any."""
        stream = self._multi(call)(request, **self._keywords(timeout))
        return stream, next(stream, None)

    def _open_channel(self) -> t.Any:
        if self._channel is None:
            self._locate()
            trust = trust_for(self.options, self.node)
            if trust.warning and trust.warning not in self._warned:
                self._warned.add(trust.warning)
                self.warn(trust.warning)
            pair = client_pair(self.options)
            key, certificate = pair if pair else (None, None)
            credentials = grpc.ssl_channel_credentials(trust.roots, key, certificate)
            self._channel = grpc.secure_channel(self.node.target, credentials, self._arguments(trust.server_name))
        return self._channel

    def _locate(self) -> None:
        """Ask the redirector for the cluster, once."""
        if self.options.locate:
            self._redirector = self.options
            found = find_cluster(self.options, self._metadata())
            self.options = replace(self.options, nodes=(found,), locate=False)

    def _doubt_cluster(self, error: errors.CloudVisionError) -> None:
        """Let the next process ask the redirector, where the cluster does not answer or does not know the token."""
        if self._redirector is not None and isinstance(error, LOST):
            forget_cluster(self._redirector, self._metadata())

    def _arguments(self, server_name: str | None) -> list[tuple[str, t.Any]]:
        """Channel arguments, as gRPC names them."""
        arguments: list[tuple[str, t.Any]] = [
            ("grpc.max_receive_message_length", self.options.max_reply_size),
            # A few bytes can be unpacked to any size: a bit for each form that is taken, the first for plain messages.
            ("grpc.compression_enabled_algorithms_bitset", 1),
            ("grpc.keepalive_time_ms", KEEPALIVE_SECONDS * 1000),
            ("grpc.keepalive_timeout_ms", KEEPALIVE_TIMEOUT * 1000),
            # A ping is given up after this time; keepalive_timeout_ms alone makes it no less than gRPC's minute.
            ("grpc.http2.ping_timeout_ms", KEEPALIVE_TIMEOUT * 1000),
            # By default gRPC stops after two pings, and would not detect the dead connection of a quiet stream.
            ("grpc.http2.max_pings_without_data", 0),
            # The shortest pause between two tries to connect is also the time that each of them has.
            ("grpc.min_reconnect_backoff_ms", int(self.options.connect_seconds * 1000)),
            ("grpc.initial_reconnect_backoff_ms", int(CALLS.first * 1000)),
            # Each host of a play talks to its own CloudVision, and each object has its own connection.
            ("grpc.use_local_subchannel_pool", 1),
        ]
        if server_name:
            arguments.append(("grpc.ssl_target_name_override", server_name))
        proxy = proxy_for(self.node.host, self.options.proxy)
        arguments.append(("grpc.http_proxy", proxy) if proxy else ("grpc.enable_http_proxy", 0))
        return arguments


def may_repeat(error: errors.CloudVisionError, call: GrpcMethod) -> bool:
    """Whether to try again after an error: what was not done, or may be done twice."""
    return error.transient and (call.repeatable or not error.sent)


def pause(tries: int) -> None:
    """Wait before a repetition, longer each time; not all workers of a play for the same time."""
    sleep(CALLS.pause(tries))
