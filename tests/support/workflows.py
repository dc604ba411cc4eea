# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Tasks of CloudVision's workflows, and somebody else who works on the same CloudVision."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.client import CloudVisionClient
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.plain import PlainResources
from lab.cloudvision.cloudvision import CloudVision

from .cloudvision_plays import options_of
from .plays import task


def workflow(name: str, module: str, options: Mapping[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of a workflow's module, given without ``cloudvision_``; ``keywords`` are the task's."""
    return task(name, f"aerie.arista.cloudvision_{module}", dict(options), **keywords)


def configlet(name: str, body: str, device: str, **options: Any) -> dict[str, Any]:
    """Options of cloudvision_configlet: a configlet for one device, under an assignment of the same name."""
    return {
        "configlets": [{"name": name, "body": body}],
        "assignments": [{"name": f"{name}-at", "query": f"device:{device}", "configlets": [name]}],
        **options,
    }


def objects_of(cloudvision: CloudVision, **credentials: Any) -> PlainResources:
    """What a lab's CloudVision holds, as plain values."""
    return PlainResources(CloudVisionClient(options_of(cloudvision, **credentials)).resources)


@contextmanager
def stopping(cloudvision: CloudVision, user: str) -> Iterator[None]:
    """Meanwhile, another user stops the change control that runs first."""
    token = cloudvision.accounts.issue(user, 3600, ("network-admin",)).text
    objects = objects_of(cloudvision, token=token)
    over = threading.Event()

    def stop() -> None:
        while not over.is_set():
            for control in objects.list("changecontrol.v1.ChangeControl"):
                if control.get("status") == "CHANGE_CONTROL_STATUS_RUNNING":
                    config = {"key": control["key"], "start": {"value": False}}
                    objects.set("changecontrol.v1.ChangeControlConfig", config)
                    return
            time.sleep(0.05)

    thread = threading.Thread(target=stop, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(10)
