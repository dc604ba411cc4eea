# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Models found by name, and the nearest name for those that do not exist."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError, UnknownNameError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import models as descriptors

find = descriptors.find_model


def test_every_model_of_every_package_is_found_by_its_name() -> None:
    names = [name for package in descriptors.packages() for name in descriptors.models_of(package)]
    assert len(names) > 100
    for name in names:
        model = find(name)
        assert (model.name, find(f"arista.{name}")) == (name, model)
        assert model.has("GetOne")
        assert set(model.required_key_fields) <= set(model.key_fields)
        assert not model.writable or model.name.endswith("Config")


def test_a_model_knows_its_key_and_verbs() -> None:
    model = find("tag.v2.TagConfig")
    assert model.key_fields == ("workspace_id", "element_type", "label", "value", "element_sub_type")
    assert model.required_key_fields == ("workspace_id", "element_type", "label", "value")
    assert {"Set", "SetSome", "GetAllBatched"} <= set(model.verbs)
    assert (model.writable, model.state_name) == (True, "tag.v2.Tag")
    assert descriptors.state_model(model) is find("tag.v2.Tag")
    assert find("studio.v1.Inputs").required_key_fields == ("studio_id", "workspace_id")
    assert find("event.v1.Event").required_key_fields == ("key", "timestamp")


def test_a_model_may_have_no_key() -> None:
    model = find("alert.v1.AlertConfig")
    assert (model.key, model.key_fields, model.required_key_fields) == (None, (), ())


def test_a_call_names_method_and_answer() -> None:
    call = find("inventory.v1.Device").call("GetAll")
    assert call.path == "/arista.inventory.v1.DeviceService/GetAll"
    assert call.response.DESCRIPTOR.full_name == "arista.inventory.v1.DeviceStreamResponse"
    assert (call.stream, call.repeatable) == (True, True)


def test_creating_requests_are_not_repeatable() -> None:
    assert not find("serviceaccount.v1.TokenConfig").call("Set").repeatable
    assert find("serviceaccount.v1.TokenConfig").call("GetOne").repeatable
    assert find("tag.v2.TagConfig").call("Set").repeatable
    for name in descriptors.NOT_REPEATABLE:
        assert find(name).writable


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("inventory.v1.device", "inventory.v1.Device"),
        ("inventory.v1.Devise", "inventory.v1.Device"),
        ("inventory.v2.Device", "inventory.v1.Device"),
        ("inventry.v1.Device", "inventory.v1.Device"),
        ("tag.v1.TagAssigment", "tag.v2.TagAssignment"),
        ("studiotopology.v1.Update", "studio_topology.v1.Update"),
        ("Device", "inventory.v1.Device"),
        ("changecontrol", "changecontrol.v1.ChangeControl"),
        ("workspace.Workspace", "workspace.v1.Workspace"),
        ("", None),
        ("os.path.join", None),
    ],
)
def test_an_unknown_model_names_the_nearest(name: str, nearest: str | None) -> None:
    with pytest.raises(UnknownNameError, match=f"there is no model '{name}'") as caught:
        find(name)
    if nearest:
        assert caught.value.nearest[0] == nearest
        assert f"Did you mean '{nearest}'?" in str(caught.value)


def test_an_unknown_verb_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"has no verb 'Getone'\. Did you mean 'GetOne'\?"):
        find("inventory.v1.Device").method("Getone")


def test_read_only_model_names_its_configuration_model() -> None:
    with pytest.raises(InputError, match=r"tag\.v2\.Tag can only be read\. Its configuration is tag\.v2\.TagConfig"):
        descriptors.check_writable(find("tag.v2.Tag"))
    with pytest.raises(InputError, match="There is no model to configure it"):
        descriptors.check_writable(find("inventory.v1.Device"))
    with pytest.raises(InputError, match="has no state model to wait for"):
        descriptors.state_model(find("changecontrol.v1.ApproveConfig"))


STATUS = find("inventory.v1.Device").value.fields_by_name["streaming_status"].enum_type


@pytest.mark.parametrize("text", ["STREAMING_STATUS_ACTIVE", "streaming-status-active", "Active", " active ", 2])
def test_an_enums_value_by_any_of_its_names(text: object) -> None:
    assert descriptors.enum_value(STATUS, text) == 2


def test_every_enum_has_a_prefix_that_all_its_values_share() -> None:
    assert descriptors.enum_prefix(STATUS) == "STREAMING_STATUS_"


@pytest.mark.parametrize("text", ["activ", 17, True, "STREAMING_STATUS", ""])
def test_an_unknown_value_of_an_enum_is_refused(text: object) -> None:
    with pytest.raises(UnknownNameError, match=f"StreamingStatus has no value '{text}'"):
        descriptors.enum_value(STATUS, text)


def test_only_the_package_that_is_asked_for_is_imported() -> None:
    program = """
import sys
from ansible.plugins.loader import init_plugin_loader
init_plugin_loader()
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.resources import models
models.find_model("tag.v2.Tag")
print(sorted(name for name in sys.modules if name.startswith("arista.") and name.endswith(".services")))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['arista.tag.v2.services']"
