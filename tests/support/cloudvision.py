# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A plain gRPC client for the lab's CloudVision that knows nothing of the collection; messages are protobuf's JSON."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

import grpc
from google.protobuf import json_format

from lab.cloudvision.catalog import load
from lab.cloudvision.cloudvision import CloudVision
from support.waiting import PATIENCE


class Api:
    """Calls methods by their short names: ``api("inventory.v1.Device/GetOne", key={"deviceId": "…"})``."""

    def __init__(self, cloudvision: CloudVision, token: str | None = None, name: str | None = None) -> None:
        self.cloudvision = cloudvision
        self.token = cloudvision.token if token is None else token
        self.catalog = load()
        options: list[tuple[str, Any]] = [("grpc.max_receive_message_length", -1), ("grpc.enable_retries", 0)]
        if name:
            options.append(("grpc.ssl_target_name_override", name))
        credentials = grpc.ssl_channel_credentials(cloudvision.ca_path.read_bytes())
        self.channel = grpc.secure_channel(f"{cloudvision.address}:{cloudvision.port}", credentials, options=options)

    def __enter__(self) -> Api:
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()

    def stream(self, method: str, timeout: float = PATIENCE, **request: Any) -> Any:
        """Call a method; iterate over the messages that it answers. ``cancel()`` ends it."""
        name, _slash, verb_name = method.partition("/")
        verb = self.catalog[name].verbs[verb_name]
        message = json_format.ParseDict(request, verb.request())
        call = self.channel.unary_stream(
            verb.path, request_serializer=verb.request.SerializeToString, response_deserializer=verb.response.FromString
        )
        metadata = [("authorization", f"Bearer {self.token}")] if self.token else []
        return call(message, timeout=timeout, metadata=metadata)

    def __call__(self, method: str, **request: Any) -> list[Any]:
        """Call a method; the answers as plain values."""
        return [json_format.MessageToDict(answer) for answer in self.stream(method, **request)]

    def one(self, method: str, **request: Any) -> Any:
        """The value of the only answer."""
        (answer,) = self(method, **request)
        return answer.get("value")

    def get(self, model: str, **key: Any) -> Any:
        """The value of an object, None where there is none."""
        try:
            return self.one(f"{model}/GetOne", key=key)
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return None
            raise

    def values(self, model: str, **request: Any) -> list[Any]:
        """The values of a list."""
        return [answer["value"] for answer in self(f"{model}/GetAll", **request)]

    def set(self, model: str, **value: Any) -> Any:
        """Set an object; the echo."""
        return self.one(f"{model}/Set", value=value)

    def status(self, method: str, **request: Any) -> tuple[str, str]:
        """The status and the message of a call that fails."""
        try:
            answers = self(method, **request)
        except grpc.RpcError as error:
            return error.code().name, error.details() or ""
        raise AssertionError(f"{method} did not fail, it answered {answers}")

    def wait(self, model: str, test: Callable[[Any], Any], **key: Any) -> Any:
        """Read an object until it is as wanted."""
        deadline = time.monotonic() + PATIENCE
        while True:
            value = self.get(model, **key)
            if value is not None and test(value):
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"{model} {key} did not become as wanted; it is {value}")
            time.sleep(0.005)

    # -- workspaces ----------------------------------------------------------------------------------------------

    def workspace(self, name: str) -> str:
        """Make a workspace, and wait until it takes changes."""
        self.set("workspace.v1.WorkspaceConfig", key={"workspaceId": name}, displayName=name)
        pending = "WORKSPACE_STATE_PENDING"
        self.wait("workspace.v1.Workspace", lambda value: value.get("state") == pending, workspaceId=name)
        return name

    def request(self, workspace: str, request: str, identity: str) -> Any:
        """Ask something of a workspace, and wait for the response; returns the workspace."""
        params = {"requestId": identity}
        self.set(
            "workspace.v1.WorkspaceConfig",
            key={"workspaceId": workspace},
            request=f"REQUEST_{request}",
            requestParams=params,
        )
        return self.wait(
            "workspace.v1.Workspace",
            lambda state: identity in state.get("responses", {}).get("values", {}),
            workspaceId=workspace,
        )

    def configlet(self, workspace: str, name: str, body: str, query: str = "device:*") -> None:
        """A configlet with an assignment of its own, which is the only root."""
        self.set("configlet.v1.ConfigletConfig", key=scoped(workspace, configletId=name), displayName=name, body=body)
        self.set(
            "configlet.v1.ConfigletAssignmentConfig",
            key=scoped(workspace, configletAssignmentId=name),
            configletIds={"values": [name]},
            query=query,
        )
        self.set(
            "studio.v1.InputsConfig",
            key=scoped(workspace, studioId="studio-static-configlet", path={"values": ["configletAssignmentRoots"]}),
            inputs=f'["{name}"]',
        )


def scoped(workspace: str, **key: Any) -> dict[str, Any]:
    """The key of an object in a workspace."""
    return {"workspaceId": workspace, **key}


def responses(stream: Any, count: int) -> Iterator[Any]:
    """So many messages of a stream, as plain values."""
    for message in itertools.islice(stream, count):
        yield json_format.MessageToDict(message)
