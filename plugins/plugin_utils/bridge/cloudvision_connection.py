# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Functions of the connection plugin that use a client."""

from __future__ import annotations

import typing as t

from ansible.utils.display import Display

from ..cloudvision.client import CloudVisionClient
from ..cloudvision.options import CloudVisionOptions, from_plugin
from ..common.errors import ClientError
from .failures import ansible_error
from .messages import warn

display = Display()


def options_of(plugin: t.Any) -> CloudVisionOptions:
    """The client's options, of a plugin that has those of doc_fragments/cloudvision_connection.py.

    :raises InputError: for options that cannot be.
    """
    return from_plugin(plugin.get_option)


def open_client(options: CloudVisionOptions) -> CloudVisionClient:
    """A client whose warnings are said."""
    return CloudVisionClient(options, warn)


def logout(connection: t.Any) -> None:
    """Forget the token of a login."""
    try:
        connection.client.logout()
    except ClientError as error:
        display.vvv(str(error))


def ping(connection: t.Any) -> None:
    """Check that CloudVision answers and accepts the credential.

    :raises AnsibleError: where it does not; the host counts as unreachable where it was not reached.
    """
    try:
        connection.client.probe()
    except ClientError as error:
        raise ansible_error(error) from None
