# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load the code of workers in the process that forks them.

Ansible forks a worker for each task and host after it has loaded the action. What is loaded before is paid once per
playbook instead of once per host and task. A playbook that knows no CloudVision does not load what only that needs.
"""

from __future__ import annotations

import contextlib
import os
import typing as t
from importlib import import_module

from ansible.plugins.loader import become_loader, connection_loader, shell_loader

EAPI: t.Final = "aerie.arista.eapi"
HTTPAPI: t.Final = "aerie.arista.httpapi"
CLOUDVISION: t.Final = "aerie.arista.cloudvision"
#: The become plugin of switches, and the shell plugin that every connection object has.
BECOME: t.Final = "ansible.netcommon.enable"
SHELL: t.Final = "sh"
#: Modules that connections load with their first use.
EAPI_MODULE: t.Final = f"{__name__.rpartition('.')[0]}.eapi_connection"
HTTPAPI_MODULE: t.Final = f"{__name__.rpartition('.')[0]}.httpapi_connection"
CLOUDVISION_MODULE: t.Final = f"{__name__.rpartition('.')[0]}.cloudvision_connection"
#: What actions of ansible.netcommon and the socket of a module load late.
LATE_MODULES: t.Final = (
    "ansible._internal._json._legacy_encoder",
    "ansible_collections.ansible.netcommon.plugins.action.network",
)
#: What grpc and the API packages load with the first channel and the first service.
CHANNEL_MODULES: t.Final = ("grpc._channel", "grpc._simple_stubs", "grpc.experimental")
#: The API packages of the workflows, and of most other tasks. The rest are loaded by the tasks that name them.
USUAL_APIS: t.Final = (
    "changecontrol.v1",
    "configlet.v1",
    "inventory.v1",
    "serviceaccount.v1",
    "studio.v1",
    "tag.v2",
    "workspace.v1",
)


def eapi() -> None:
    """Load what a task over the connection aerie.arista.eapi needs in its worker."""
    _plugins(EAPI)
    become_loader.get(BECOME, class_only=True)  # None where ansible.netcommon is not installed
    import_module(EAPI_MODULE)
    from ..eapi.https import tls

    if not os.environ.get("EAPI_CA_PATH"):
        tls.system_context()


def httpapi() -> None:
    """Load what a module of arista.eos over the connection aerie.arista.httpapi needs in its worker, beside itself."""
    eapi()
    _plugins(HTTPAPI)
    import_module(HTTPAPI_MODULE)
    for module in LATE_MODULES:
        with contextlib.suppress(ImportError):  # other releases of Ansible may name them otherwise
            import_module(module)


def cloudvision() -> None:
    """Load what a task over the connection aerie.arista.cloudvision needs in its worker.

    A channel is opened in the worker alone: one that a fork inherits may hang.
    """
    _plugins(CLOUDVISION)
    import_module(CLOUDVISION_MODULE)
    from ..cloudvision.connect import imports, tls
    from ..cloudvision.resources import models

    tls.system_roots()
    if imports.MISSING is not None:  # a task says what to install
        return
    for name in CHANNEL_MODULES:
        with contextlib.suppress(ImportError):  # other releases of grpc may name them otherwise
            import_module(name)
    for api in sorted({*USUAL_APIS} & {*models.packages()}):
        models.models_of(api)


def _plugins(connection: str) -> None:
    """Classes and documentation of the plugins that each connection object needs."""
    connection_loader.get(connection, class_only=True)
    shell_loader.get(SHELL, class_only=True)
