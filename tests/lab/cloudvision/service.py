# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The gRPC server: authentication, faults, and the call of the verb; and the world that effects work in."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf.message import DecodeError, Message

from . import catalog
from .accounts import Accounts, Caller, Unauthenticated
from .catalog import Model, Verb
from .effects.base import Effects
from .errors import Refused
from .faults import BATCHED_VERBS, CloudVisionFaults
from .front import CUT, RESET
from .spec import CloudVisionSpec
from .stats import CloudVisionStats
from .store import State
from .verbs import HANDLERS, WRITING, Call

if TYPE_CHECKING:
    from ..network import Lab

#: Bytes that a request may have.
REQUEST_LIMIT = 1024 * 1024
#: Metadata that carry a token.
CREDENTIALS = ("authorization", "access_token")
#: Calls that run at the same time; every subscription is one.
WORKERS = 512
#: Calls that are remembered.
KEEP = 1000
OPTIONS = [
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.so_reuseport", 0),
    ("grpc.http2.max_ping_strikes", 0),
    ("grpc.http2.min_ping_interval_without_data_ms", 1000),
    ("grpc.keepalive_permit_without_calls", 1),
]


class Clock:
    """A thread that does things later, in order."""

    def __init__(self) -> None:
        self._queue: list[tuple[float, int, Callable[[], Any]]] = []
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ended = False
        #: What went wrong; there should never be anything.
        self.failures: list[str] = []

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="cloudvision", daemon=True)
        self._thread.start()

    def later(self, action: Callable[[], Any], seconds: float) -> None:
        """Do something after a number of seconds."""
        with self._wake:
            heapq.heappush(self._queue, (time.monotonic() + seconds, next(self._numbers), action))
            self._wake.notify()

    def stop(self) -> None:
        """Do nothing more."""
        if self._thread is not None:
            self._ended = True
            self.later(lambda: None, float("-inf"))
            self._thread.join(10)
            self._thread = None

    def _run(self) -> None:
        while not self._ended:
            with self._wake:
                while not self._queue or self._queue[0][0] > time.monotonic():
                    self._wake.wait(self._queue[0][0] - time.monotonic() if self._queue else None)
                _when, _number, action = heapq.heappop(self._queue)
            try:
                action()
            except Exception:
                self.failures.append(traceback.format_exc())


class World:
    """What effects work in: the objects, the accounts, the lab, and time."""

    def __init__(self, lab: Lab, spec: CloudVisionSpec, faults: CloudVisionFaults) -> None:
        self.lab = lab
        self.spec = spec
        self.faults = faults
        self.accounts = Accounts()
        self.clock = Clock()
        self.state = State(catalog.load())
        self.effects = Effects(self)

    def start(self) -> None:
        """Put there what is there from the beginning, and let time pass."""
        for effect in self.effects.all:
            effect.start()
        self.clock.start()

    def later(self, action: Callable[[], Any], seconds: float) -> None:
        """Do something after a number of seconds, in the thread of the effects; no call changes anything meanwhile."""

        def alone() -> None:
            with self.state.lock:
                action()

        self.clock.later(alone, seconds)


@dataclass(frozen=True)
class Received:
    """A call as it came; the request is parsed, the token is left out of the metadata."""

    method: str
    request: Any
    user: str
    metadata: dict[str, str] = field(default_factory=dict)


class Service(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Serves every method of the catalog."""

    def __init__(self, world: World, certificates: dict[int, str], stats: CloudVisionStats) -> None:
        self.world = world
        self.stats = stats
        self.received: deque[Received] = deque(maxlen=KEEP)
        self.certificates = certificates
        self._lock = threading.Lock()
        self._server: grpc.Server | None = None

    def start(self) -> int:
        """Listen on loopback; returns the port."""
        executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="cloudvision")
        self._server = grpc.server(executor, handlers=[self], options=OPTIONS)
        port: int = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()
        return port

    def stop(self) -> None:
        """Cut every call."""
        if self._server is not None:
            self._server.stop(None).wait(10)
            self._server = None

    def service(self, details: Any) -> grpc.RpcMethodHandler | None:
        """The handler of a method, None for one that there is not: UNIMPLEMENTED.

        Unary methods are served as streams of one response; on the wire both are the same.
        """
        found = self.world.state.catalog.calls.get(details.method)
        if found is None or found[1].name not in HANDLERS:
            return None
        model, verb = found
        return grpc.unary_stream_rpc_method_handler(lambda request, context: self._serve(model, verb, request, context))

    # -- one call ------------------------------------------------------------------------------------------------

    def _serve(self, model: Model, verb: Verb, raw: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        with self._lock:
            self.stats.calls += 1
            self.stats.by_method[f"{model.name}/{verb.name}"] += 1
        try:
            for response in self._answer(model, verb, raw, context):
                self.stats.responses += 1
                yield response
        except Refused as refused:
            self._count(refused.status)
            context.abort(refused.status, refused.message)

    def _count(self, status: grpc.StatusCode) -> None:
        with self._lock:
            self.stats.unauthenticated += status is grpc.StatusCode.UNAUTHENTICATED
            self.stats.denied += status is grpc.StatusCode.PERMISSION_DENIED

    def _answer(self, model: Model, verb: Verb, raw: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        if len(raw) > REQUEST_LIMIT:
            text = f"grpc: received message larger than max ({len(raw)} vs. {REQUEST_LIMIT})"
            raise Refused(grpc.StatusCode.RESOURCE_EXHAUSTED, text)
        fault = self._fault_before(verb)
        if fault:
            yield from _mark(fault, context)
            return
        caller = self._caller(verb, context)
        request = _parse(verb, raw)
        self.received.append(Received(verb.path, request, caller.name, _metadata(context)))
        if verb.name in WRITING and not caller.may_write:
            raise Refused(grpc.StatusCode.PERMISSION_DENIED, f"user {caller.name!r} may not write {model.name}")
        call = Call(
            self.world.state,
            self.world.effects,
            model,
            verb,
            request,
            caller,
            lambda action: None if context.add_callback(action) else action(),
            self.world.spec.partial_updates,
            self.world.spec.doubles,
        )
        yield from self._faulty(verb, HANDLERS[verb.name](call), context)

    def _fault_before(self, verb: Verb) -> bytes:
        """What goes wrong before anything runs: Refused, or a marker for the front."""
        names = ("rate-limit", "unavailable", "internal", "conflict", "reset", "drop-before-reply", "expired-sessions")
        fault = self._take(verb, *names)
        if verb.name in BATCHED_VERBS and self._take(verb, "no-batched-verbs"):
            raise Refused(grpc.StatusCode.UNIMPLEMENTED, f"unknown method {verb.name}")
        if fault == "rate-limit":
            raise Refused(grpc.StatusCode.RESOURCE_EXHAUSTED, "rate limit exceeded, retry later")
        if fault == "unavailable":
            raise Refused(grpc.StatusCode.UNAVAILABLE, "upstream connect error or disconnect/reset before headers")
        if fault == "internal":
            raise Refused(grpc.StatusCode.INTERNAL, "internal error")
        if fault == "conflict":
            raise Refused(grpc.StatusCode.ABORTED, "concurrent update")
        if fault == "expired-sessions":
            self.world.accounts.expire(sessions_only=True)
        return {"reset": RESET, "drop-before-reply": CUT}.get(fault, b"")

    def _take(self, verb: Verb, *names: str) -> str:
        """The name of the fault that a call meets."""
        fault = self.world.faults.take_for("/", *names, commands=[verb.path])
        return fault.name if fault is not None else ""

    def _faulty(self, verb: Verb, responses: Iterator[bytes], context: grpc.ServicerContext) -> Iterator[bytes]:
        """The responses, or what a fault makes of them."""
        names = ("slow", "drop-after-applying", "unavailable-mid-stream", "reset-mid-stream")
        fault = self.world.faults.take_for("/", *names, commands=[verb.path])
        if fault is None:
            yield from responses
            return
        if fault.name == "slow":
            _sleep(fault.delay, context)
            yield from responses
            return
        first = next(responses, None)
        if fault.name == "drop-after-applying":
            yield from _mark(CUT, context)
            return
        if first is not None and _streams(verb):
            yield first
        if fault.name == "reset-mid-stream":
            yield from _mark(RESET, context)
            return
        raise Refused(grpc.StatusCode.UNAVAILABLE, "transport is closing")

    # -- who calls -----------------------------------------------------------------------------------------------

    def _caller(self, verb: Verb, context: grpc.ServicerContext) -> Caller:
        """The caller; Refused where there is no accepted credential."""
        token = _bearer(context)
        try:
            if self._take(verb, "expired-tokens"):
                raise Unauthenticated("token is expired")
            if token:
                return self.world.accounts.of_token(token)
            name = self.certificates.get(int(context.peer().rpartition(":")[2]))
            if name:
                return self.world.accounts.of_certificate(name)
            raise Unauthenticated("no credentials given")
        except Unauthenticated as error:
            raise Refused(grpc.StatusCode.UNAUTHENTICATED, f"authentication failed: {error}") from error


def _streams(verb: Verb) -> bool:
    return not verb.name.endswith("One") and verb.name not in ("Set", "Delete", "GetMeta")


def _parse(verb: Verb, raw: bytes) -> Message:
    try:
        return verb.request.FromString(raw)
    except DecodeError as error:
        raise Refused(grpc.StatusCode.INTERNAL, "grpc: failed to unmarshal the received message") from error


def _metadata(context: grpc.ServicerContext) -> dict[str, str]:
    return {key: str(value) for key, value in context.invocation_metadata() if key not in CREDENTIALS}


def _bearer(context: grpc.ServicerContext) -> str:
    """The token of a call; the vendor's connector sends it bare, too."""
    found = {key: str(value) for key, value in context.invocation_metadata() if key in CREDENTIALS}
    header = found.get("authorization", "")
    return header[7:] if header.lower().startswith("bearer ") else found.get("access_token", "")


def _mark(marker: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
    """Send a marker to the front, and wait until the call is over."""
    yield marker
    _sleep(10, context)


def _sleep(seconds: float, context: grpc.ServicerContext) -> None:
    """Wait, but not for longer than the call lasts."""
    ended = threading.Event()
    if context.add_callback(ended.set):
        ended.wait(seconds)
