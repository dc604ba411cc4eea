# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The manifest of AVD's cv_deploy becomes configlets and a tree."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows import manifest

TEXTS = {"dns": "ip name-server 192.0.2.53\n"}
LEAVES = {"name": "leaves", "tag_query": "role:leaf", "configlets": [{"name": "dns"}], "match_policy": "match_first"}


def test_a_manifest() -> None:
    data = {
        "configlets": [{"name": "dns", "file": "dns.cfg"}],
        "containers": [
            {"name": "dc1", "tag_query": "dc:dc1", "description": "First", "sub_containers": [LEAVES]},
            {
                "name": "dc2",
                "tag_query": "dc:dc2",
                "preserve_existing_sub_containers": True,
                "sub_containers": [LEAVES],
            },
        ],
    }
    assert manifest.files(data) == {"dns": "dns.cfg"}
    request = manifest.parse(data, TEXTS)
    (configlet,) = request.configlets
    one, two = request.assignments
    assert (configlet.name, configlet.body, request.owned, request.first) == ("dns", TEXTS["dns"], "avd_", True)
    assert (one.name, one.query, one.description, one.keeps, two.keeps) == ("dc1", "dc:dc1", "First", False, True)
    inner = [(root.children or ())[0] for root in (one, two)]
    # Containers of one name at two places are two; a configlet is one.
    assert inner[0].id != inner[1].id
    assert inner[0].configlets == inner[1].configlets == (configlet.id,)
    assert (inner[0].name, inner[0].match_policy) == ("leaves", "match_first")
    kept = manifest.parse({**data, "preserve_existing_containers": True}, TEXTS)
    assert (kept.owned, manifest.parse({"configlets": data["configlets"]}, TEXTS).owned) == ("", "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"container": []}, "manifest has no option 'container'"),
        ({"containers": {}}, None),
        ({"containers": "dc1"}, "manifest: containers is not a list"),
        ({"containers": ["dc1"]}, r"manifest.containers\[0\] is no mapping"),
        ({"containers": [{"name": "dc1"}]}, r"manifest.containers\[0\]: name and tag_query are both needed"),
        ({"containers": [{**LEAVES, "match_policy": "any"}]}, "match_policy is 'any'"),
        ({"containers": [{**LEAVES, "configlets": [{"name": "ntp"}]}]}, "configlet 'ntp' is not among"),
        ({"containers": [LEAVES, LEAVES]}, r"containers\[1\]: container 'leaves' is given twice"),
    ],
)
def test_invalid_manifest(data: Any, words: str | None) -> None:
    if words is None:
        assert manifest.parse(data, TEXTS).assignments == ()
        return
    with pytest.raises(InputError, match=words):
        manifest.parse(data, TEXTS)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([{"name": "dns"}], r"manifest.configlets\[0\]: name and file are both needed"),
        ([{"name": "dns", "file": "a"}, {"name": "dns", "file": "b"}], "configlet 'dns' is given twice"),
        (["dns"], r"manifest.configlets\[0\] is no mapping"),
    ],
)
def test_configlets_that_cannot_be(entries: list[Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        manifest.files({"configlets": entries})
