# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What messages and fields hold."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import fields
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources.models import find_model


def field(model: str, *path: str) -> Any:
    descriptor = find_model(model).value
    for name in path[:-1]:
        descriptor = descriptor.fields_by_name[name].message_type
    return descriptor.fields_by_name[path[-1]]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("inventory.v1.Device", "hostname"), "value"),
        (("inventory.v1.Device", "boot_time"), "time"),
        (("serviceaccount.v1.TokenConfig", "valid_for"), "duration"),
        (("workspace.v1.Workspace", "cc_ids"), "list"),
        (("workspace.v1.Workspace", "responses"), "map"),
        (("workspace.v1.Workspace", "key"), "structure"),
        (("inventory.v1.Device", "extended_attributes"), "structure"),
        (("changecontrol.v1.ChangeControl", "key"), "structure"),
    ],
)
def test_kinds_of_messages(path: tuple[str, ...], kind: str) -> None:
    assert fields.kind_of(field(*path).message_type) == kind


def test_maps() -> None:
    features = field("inventory.v1.Device", "extended_attributes").message_type
    assert fields.wraps_map(features)
    assert fields.is_map(fields.only_field(features))
    assert not fields.wraps_map(field("workspace.v1.Workspace", "cc_ids").message_type)
    assert not fields.wraps_map(field("workspace.v1.Workspace", "key").message_type)
    assert not fields.is_map(field("inventory.v1.Device", "streaming_status"))


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        (("serviceaccount.v1.TokenConfig", "token"), True),
        (("serviceaccount.v1.TokenConfig", "description"), False),
        (("serviceaccount.v1.TokenSelfRefreshConfig", "new_token"), True),
        (("inventory.v1.Device", "hostname"), False),
        (("inventory.v1.Device", "key"), False),
    ],
)
def test_secrets_are_known_by_their_names(path: tuple[str, ...], secret: bool) -> None:
    assert fields.is_secret(field(*path)) is secret


@pytest.mark.parametrize(
    ("model", "holds"),
    [
        ("serviceaccount.v1.TokenConfig", True),
        ("alert.v1.AlertConfig", True),
        ("inventory.v1.Device", False),
        ("changecontrol.v1.ChangeControl", False),
    ],
)
def test_messages_that_hold_secrets_anywhere(model: str, holds: bool) -> None:
    assert fields.holds_secrets(find_model(model).value) is holds
