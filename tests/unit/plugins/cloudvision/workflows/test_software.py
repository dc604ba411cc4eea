# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What becomes of software files, and of the entries of the Software Management Studio."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.inventory.devices import DEVICE
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import (
    software_assignments,
    studio_inputs,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.errors import LateError, StateError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.software_assignments import STUDIO
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.software_files import (
    CONFIG,
    RELEASES,
    REPOSITORY,
    SoftwareFile,
    SoftwareRepository,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces.view import View
from support.fake_objects import FakeObjects, poller

A, B = "EOS-1.swi", "EOS-2.swi"


def entry(query: str, image: str | None = A, **software: Any) -> dict[str, Any]:
    group = {"imageName": image, "streamingAgentName": None, "extensionsCollection": [], **software}
    return {"tags": {"query": query}, "inputs": {"softwareGroup": group}}


def studio(*entries: dict[str, Any], fields: dict[str, Any] | None = None) -> FakeObjects:
    key = {"studio_id": STUDIO, "workspace_id": ""}
    inputs = {"key": {**key, "path": ["softwareResolver"]}, "inputs": json.dumps(list(entries))}
    devices = [{"key": {"device_id": f"S{number}"}, "hostname": f"leaf{number}"} for number in range(1, 5)]
    row = {"key": key, **({"input_schema": {"fields": fields}} if fields else {})}
    return FakeObjects({studio_inputs.STUDIO: [row], studio_inputs.INPUTS: [inputs], DEVICE: devices})


def planned(objects: FakeObjects, state: str, *wanted: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The entries after a plan, None where nothing changes."""
    parsed = software_assignments.parse_assignments(wanted, state)
    plan = software_assignments.plan_software(
        View(objects), parsed, state, lambda: {A, B, "x-TerminAttr.swix", "x.rpm"}
    )
    found = [json.loads((edit.wanted or {})["inputs"]) for edit in plan.todo]
    return found[0] if found else None


def to(*devices: str, image: str | None = None, **more: Any) -> dict[str, Any]:
    return {"devices": list(devices), "image": image, **more}


@pytest.mark.parametrize(
    ("state", "wanted", "after"),
    [
        ("merged", [to("leaf1", image=A)], None),
        ("merged", [to("leaf2", "leaf1", image=A)], None),
        ("merged", [to("leaf3", image=A)], [entry("device:S1,S2,S3"), entry("site:zurich", B)]),
        ("merged", [to("leaf1", image=B)], [entry("device:S2"), entry("site:zurich", B), entry("device:S1", B)]),
        ("merged", [to("leaf1", "leaf2", image=B)], [entry("site:zurich", B), entry("device:S1,S2", B)]),
        (
            "merged",
            [to("S1", extensions=["x.rpm"])],
            [
                entry("device:S2"),
                entry("site:zurich", B),
                entry("device:S1", extensionsCollection=[{"extensionName": "x.rpm"}]),
            ],
        ),
        ("merged", [{"query": "site:zurich", "image": B}], None),
        ("merged", [{"query": "site:zurich", "image": A}], [entry("device:S1,S2"), entry("site:zurich")]),
        ("merged", [{"query": "a:b", "image": A}], [entry("device:S1,S2"), entry("site:zurich", B), entry("a:b")]),
        ("replaced", [{"query": "site:zurich", "image": B}, to("leaf2", "leaf1", image=A)], None),
        ("replaced", [to("leaf4", image=B)], [entry("device:S4", B)]),
        ("deleted", [to("leaf1")], [entry("device:S2"), entry("site:zurich", B)]),
        ("deleted", [to("leaf1", "leaf2")], [entry("site:zurich", B)]),
        ("deleted", [{"query": "site:zurich"}], [entry("device:S1,S2")]),
        ("deleted", [to("leaf3")], None),
    ],
)
def test_entries_of_the_studio(state: str, wanted: list[dict[str, Any]], after: Any) -> None:
    objects = studio(entry("device:S1,S2"), entry("site:zurich", B))
    assert planned(objects, state, *wanted) == after


def test_an_empty_agent_is_as_good_as_none() -> None:
    objects = studio(entry("device:S1", streamingAgentName="", more=1), {"tags": {"query": "device:* AND a:b"}})
    assert planned(objects, "merged", to("leaf1", streaming_agent="")) is None
    found = planned(objects, "merged", to("leaf1", streaming_agent="x-TerminAttr.swix"))
    assert found is not None
    assert found[1]["inputs"]["softwareGroup"]["more"] == 1, "what this module does not know stays"


def test_a_studio_that_is_another_one() -> None:
    with pytest.raises(StateError, match="has no Software Management Studio"):
        planned(FakeObjects(), "merged", to("leaf1", image=A))
    fields = {"a": {"name": "softwareResolver"}, "b": {"name": "image"}}
    with pytest.raises(StateError, match="has no input extensionName, extensionsCollection, imageName"):
        planned(studio(fields=fields), "merged", to("leaf1", image=A))
    known = {name: {"name": name} for name in software_assignments.INPUTS}
    assert planned(studio(fields=known), "merged", to("leaf1", image=A)) == [entry("device:S1")]


@pytest.mark.parametrize(
    ("wanted", "state", "words"),
    [
        (to("leaf1", image="EOS.swix"), "merged", "its name ends with .swi"),
        (to("leaf1", extensions=[A]), "merged", "its name ends with .swix or .rpm"),
        (to("leaf1", streaming_agent="x.swix"), "merged", "TerminAttr"),
        (to("leaf1", extensions=[]), "replaced", "has no image"),
        (to("leaf4", extensions=[]), "merged", "there is no image for leaf4 yet"),
    ],
)
def test_software_that_is_none(wanted: dict[str, Any], state: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        planned(studio(), state, wanted)


# --- Files ------------------------------------------------------------------------------------------------------------


def row(name: str, progress: str, **status: Any) -> dict[str, Any]:
    return {"key": {"name": name}, "software_status": {"progress": f"PROGRESS_{progress}", **status}}


def test_a_failure_of_an_earlier_download_does_not_count() -> None:
    old = row(A, "ERROR", message="old")
    objects = FakeObjects({REPOSITORY: [old]})
    objects.reactions[CONFIG] = lambda values: None
    events = (lambda: None, lambda: objects.put(REPOSITORY, row(A, "ERROR", message="new.")))
    with pytest.raises(StateError, match=f"could not get software file '{A}': new") as raised:
        SoftwareRepository(objects, poller(*events)).add([SoftwareFile(A, "/x")], True, False)
    assert raised.value.details()["changed"] is True


def test_wait_for_a_download_by_others() -> None:
    objects = FakeObjects({REPOSITORY: [row("x.rpm", "LOADING")]})
    done = {**row("x.rpm", "SUCCESS"), "software_metadata": {"size": "7", "extension_metadata": {"version": "3"}}}
    found = SoftwareRepository(objects, poller(lambda: objects.put(REPOSITORY, done))).add(
        [SoftwareFile("x.rpm")], True, False
    )
    assert found["changed"] is False
    assert (found["files"][0]["version"], found["files"][0]["size"]) == ("3", 7)
    assert objects.calls == []


@pytest.mark.parametrize(
    ("level", "said"), [("LEVEL_ERROR", r"\(the token has expired\)"), ("LEVEL_INFO", "has no file 'x.swi'.")]
)
def test_releases_that_cannot_be_listed(level: str, said: str) -> None:
    status = {
        "level": level,
        "message": "the token has expired.",
        "recommended_action": "RECOMMENDED_ACTION_UPDATE_TOKEN",
    }
    objects = FakeObjects({RELEASES: [{"key": {}, "status": status, "uris": []}]})
    with pytest.raises(StateError, match=said) as raised:
        SoftwareRepository(objects, poller()).add([SoftwareFile("x.swi")], True, False)
    assert "new token for arista.com" in str(raised.value)


def test_a_file_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    objects = FakeObjects({REPOSITORY: [row(A, "SUCCESS")]})
    monkeypatch.setattr(objects, "delete", lambda name, key: None)
    with pytest.raises(LateError, match="is still there") as raised:
        SoftwareRepository(objects, poller(seconds=1)).delete([A], False)
    assert raised.value.details()["changed"] is True


@pytest.mark.parametrize("name", ["x.rpm", "x.swix"])
def test_names_of_extensions(name: str) -> None:
    (one,) = software_assignments.parse_assignments([to("leaf1", extensions=[name])], "merged")
    assert one.extensions == (name,)


@pytest.mark.parametrize("name", [A, "x", "x.rpm.txt"])
def test_names_of_no_extension(name: str) -> None:
    with pytest.raises(InputError, match=r"its name ends with \.swix or \.rpm"):
        software_assignments.parse_assignments([to("leaf1", extensions=[name])], "merged")
