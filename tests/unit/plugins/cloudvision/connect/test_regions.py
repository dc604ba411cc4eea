# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Regions, names of CloudVision as-a-Service, and nodes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ansible_collections.aerie.arista.plugins.doc_fragments.cloudvision_connection import ModuleDocFragment
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import (
    ALIASES,
    REGIONS,
    Node,
    check_host,
    is_cvaas,
    parse_node,
    region_host,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.errors import InputError

NAMES = [*((region, region) for region in REGIONS), *ALIASES.items()]


@pytest.mark.parametrize(("name", "region"), NAMES)
def test_names_are_taken_in_any_writing(name: str, region: str) -> None:
    for writing in (name, name.upper(), f" {name} ", name.replace("-", " ").title(), name.replace("-", "_")):
        assert region_host(writing) == REGIONS[region]


@pytest.mark.parametrize("host", [host for host in REGIONS.values() if host != "www.arista.io"])
def test_clusters_are_known_by_their_names(host: str) -> None:
    """The specification calls regions by the names of their clusters, too."""
    cluster = host.removeprefix("www.").partition(".")[0]
    assert region_host(cluster) == region_host(cluster.removeprefix("cv-prod-")) == host


def test_every_region_is_an_endpoint_that_would_be_accepted() -> None:
    assert {check_host(host) for host in REGIONS.values()} == set(REGIONS.values())
    assert set(ALIASES.values()) <= set(REGIONS)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("austrlia", "australia"),
        ("untied kingdom", "united-kingdom"),
        ("us1a", "us-1a"),
        ("us-centrall1-b", "us-central1-b"),
        ("euwest2", "euwest-2"),
    ],
)
def test_a_misspelt_region_names_the_right_one_and_the_way_out(given: str, meant: str) -> None:
    with pytest.raises(InputError) as caught:
        region_host(given)
    assert f"Did you mean '{meant}'?" in str(caught.value)
    assert "set ansible_host to its name" in str(caught.value)


@pytest.mark.parametrize(
    "given", ["us-central1-d", "us-1d", "us-5", "eu-2", "europe-west-3", "europe", "euwest-1", "apnortheast-2", "uk-2"]
)
def test_the_name_of_another_cluster_is_no_misspelling(given: str) -> None:
    with pytest.raises(InputError) as caught:
        region_host(given)
    assert "Did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "right"),
    [
        ("arista.io", "www.arista.io"),
        ("apiserver.arista.io", "www.arista.io"),
        ("cv-prod-us-4.arista.io", "www.cv-prod-us-4.arista.io"),
        ("apiserver.cv-prod-us-4.arista.io", "www.cv-prod-us-4.arista.io"),
        ("APISERVER.cv-prod-uk-1.arista.io.", "www.cv-prod-uk-1.arista.io"),
    ],
)
def test_other_names_of_the_service_are_refused_with_the_right_one(host: str, right: str) -> None:
    with pytest.raises(InputError, match=f"Use '{right}'"):
        check_host(host)


@pytest.mark.parametrize("host", ["cvp.example.com", "192.0.2.1", "2001:db8::1", "notarista.io", "www.arista.io"])
def test_names_and_addresses_are_taken_as_they_are(host: str) -> None:
    assert check_host(host) == host
    assert is_cvaas(host) == (host == "www.arista.io")


@pytest.mark.parametrize(
    ("host", "says"),
    [("", "ansible_host is empty"), ("https://cvp.example.com:443/x", "'cvp.example.com:443'"), ("cvp/x", "'cvp'")],
)
def test_invalid_host_is_refused(host: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        check_host(host)


@pytest.mark.parametrize(
    ("text", "node", "target"),
    [
        ("cvp1", Node("cvp1", 443), "cvp1:443"),
        (" cvp1:8443 ", Node("cvp1", 8443), "cvp1:8443"),
        ("2001:db8::1", Node("2001:db8::1", 443), "[2001:db8::1]:443"),
        ("[2001:db8::1]:8443", Node("2001:db8::1", 8443), "[2001:db8::1]:8443"),
    ],
)
def test_nodes_may_name_a_port(text: str, node: Node, target: str) -> None:
    assert parse_node(text) == node
    assert node.target == target


@pytest.mark.parametrize("text", ["cvp1:0", "cvp1:x", "[::1]:99999", "apiserver.arista.io:443"])
def test_nodes_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="ansible_cloudvision_nodes"):
        parse_node(text)


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("cvp1:8443", "Set it to 'cvp1', and ansible_port to 8443."),
        ("[2001:db8::1]:8443", "Set it to '2001:db8::1', and ansible_port to 8443."),
        ("[2001:db8::1]", "Set it to '2001:db8::1'."),
        ("cvp 1", "has no white space"),
    ],
)
def test_a_host_with_more_than_a_name_is_refused(host: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        check_host(host)
    assert says in str(caught.value)


def test_the_documentation_and_the_guide_list_the_regions_of_the_code() -> None:
    root = Path(__file__).resolve().parents[5]
    option = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]["region"]["description"]
    listed = next(text for text in option if text.startswith("One of ")).partition(";")[0]
    assert re.findall(r"V\(([^)]+)\)", listed) == list(REGIONS)
    guide = (root / "docs" / "cloudvision.md").read_text().partition("| region | host |")[2].partition("\n\n")[0]
    assert dict(re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", guide, re.M)) == REGIONS
