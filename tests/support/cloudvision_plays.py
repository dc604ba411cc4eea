# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A lab's CloudVision in inventories, tasks and clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab

from .plays import task

CONNECTION = "aerie.arista.cloudvision"
INFO = "aerie.arista.cloudvision_resource_info"
RESOURCE = "aerie.arista.cloudvision_resource"


def inventory(lab: Lab, hosts: Mapping[str, Mapping[str, Any]] | None = None, **variables: Any) -> dict[str, Any]:
    """An inventory of hosts that all stand for the lab's CloudVision, with its token unless they say otherwise.

    ``hosts`` are their own variables by their names, one host ``cv`` if there are none; ``variables`` are those of all
    hosts. One that is None is left out.
    """
    shared = {
        "ansible_connection": CONNECTION,
        "ansible_host": lab.cloudvision.address,
        "ansible_port": lab.cloudvision.port,
        "ansible_cloudvision_token": lab.cloudvision.token,
        "ansible_cloudvision_ca_path": str(lab.ca_path),
        **variables,
    }
    return {
        "all": {
            "hosts": {
                name: {key: value for key, value in {**shared, **own}.items() if value is not None}
                for name, own in (hosts or {"cv": {}}).items()
            }
        }
    }


def info(name: str, model: str, options: Mapping[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    """A task of cloudvision_resource_info; ``options`` are the module's, ``keywords`` the task's."""
    return task(name, INFO, {"model": model, **(options or {})}, **keywords)


def resource(name: str, model: str, options: Mapping[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    """A task of cloudvision_resource; ``options`` are the module's, ``keywords`` the task's."""
    return task(name, RESOURCE, {"model": model, **(options or {})}, **keywords)


def options_of(cloudvision: CloudVision, **given: Any) -> CloudVisionOptions:
    """A client's options for a lab's CloudVision, with its token unless a credential is given."""
    credentials = {"token_file", "environment_token", "password", "client_cert"}
    known: dict[str, Any] = {
        "nodes": (Node(cloudvision.address, cloudvision.port),),
        "ca_path": str(cloudvision.ca_path),
        **({} if credentials & given.keys() else {"token": cloudvision.token}),
        **given,
    }
    return CloudVisionOptions(**known)


def calls_of(cloudvision: CloudVision, verb: str) -> int:
    """How many calls of a verb CloudVision got, whatever became of them: ``inventory.v1.Device/GetOne``."""
    return cloudvision.stats.by_method[verb]
