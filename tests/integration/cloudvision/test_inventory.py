# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The inventory plugin: devices as hosts, tags as groups, selection, names, constructed, cache; plays on the hosts."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader
from ansible.utils.display import Display

from lab.cloudvision.cloudvision import CloudVision
from lab.network import Lab
from support import guides
from support.guides import Guide
from support.playrun import AnsibleRunner
from support.plays import commands, play, task

DEVICE = "inventory.v1.Device"
EVIL = "{{ lookup('ansible.builtin.pipe', 'echo ran') }}"

Load = Callable[..., InventoryData]


@pytest.fixture(autouse=True)
def healthy(cloudvision: CloudVision) -> Iterator[None]:
    cloudvision.faults.clear()
    cloudvision.stats.reset()
    yield
    cloudvision.faults.clear()
    assert cloudvision.failures == []


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Ansible warns of."""
    said: list[str] = []
    monkeypatch.setattr(Display, "warning", lambda _self, text, *_args, **_more: said.append(text))
    return said


def config(cloudvision: CloudVision, more: Mapping[str, Any]) -> dict[str, Any]:
    """The content of an inventory file; an option that is None is left out."""
    options = {
        "plugin": "aerie.arista.cloudvision",
        "host": cloudvision.address,
        "port": cloudvision.port,
        "token": cloudvision.token,
        "ca_path": str(cloudvision.ca_path),
        **more,
    }
    return {name: value for name, value in options.items() if value is not None}


@pytest.fixture
def load(cloudvision: CloudVision, tmp_path: Path, warnings: list[str]) -> Load:
    """Read an inventory with these options; ``use_cache`` False is what --flush-cache does."""

    def load(use_cache: bool = True, **more: Any) -> InventoryData:
        path = tmp_path / "lab.cloudvision.yml"
        path.write_text(yaml.safe_dump(config(cloudvision, more)))
        plugin, inventory = inventory_loader.get("aerie.arista.cloudvision"), InventoryData()
        assert plugin.verify_file(str(path))
        plugin.parse(inventory, DataLoader(), str(path), use_cache)
        if plugin.get_option("cache"):
            plugin.update_cache_if_changed()
        return inventory

    return load


def hosts_of(inventory: InventoryData, group: str) -> list[str]:
    return sorted(host.name for host in inventory.groups[group].get_hosts())


def known(inventory: InventoryData, host: str) -> Any:
    return inventory.hosts[host].vars["cloudvision"]


# -- over the wire ---------------------------------------------------------------------------------------------------


def test_plays_run_on_the_hosts_at_once(
    network: Lab, cloudvision: CloudVision, runner: AnsibleRunner, tmp_path: Path
) -> None:
    cloudvision.tag_device(cloudvision.device_id("leaf1"), note=EVIL)
    folder = tmp_path / "inventory"
    (folder / "group_vars").mkdir(parents=True)
    constructed = {"keyed_groups": [{"key": "cloudvision.hostname", "prefix": "named"}], "strict": True}
    (folder / "lab.cloudvision.yml").write_text(yaml.safe_dump(config(cloudvision, constructed)))
    credentials = {
        "ansible_user": network.username,
        "ansible_password": network.password,
        "ansible_port": 8443,
        "ansible_eapi_ca_path": str(network.ca_path),
    }
    (folder / "group_vars" / "cloudvision_devices.yml").write_text(yaml.safe_dump(credentials))
    plays = [
        {
            **play(
                [
                    commands("Ask", ["show version", "show running-config"], become=True),
                    task("Same", "ansible.builtin.debug", {"msg": "{{ ansible_facts.net_serialnum }}"}),
                    task("Say", "ansible.builtin.debug", {"msg": "{{ cloudvision.tags.note[0] }}"}),
                ],
                hosts="named_leaf1",
            ),
            "gather_facts": True,
        },
        play([commands("Other", "show version")], hosts="spine1"),
    ]
    run = runner.playbook(plays, folder).check()
    serial = cloudvision.device_id("leaf1")
    assert run.result("leaf1", "Ask")["responses"][0]["output"]["serialNumber"] == serial
    assert run.result("leaf1", "Same").msg == serial
    assert run.result("leaf1", "Say").msg == EVIL, "what devices say is no template"
    version = run.result("spine1", "Other")["responses"][0]["output"]
    assert version["serialNumber"] == cloudvision.device_id("spine1")
    assert cloudvision.token not in run.output

    # The page's commands, over its inventory; the lab has one leaf that is a switch.
    guide = Guide("cloudvision-inventory")
    plain = next(block for block in guide.data() if "plugin" in block)
    (folder / "cloudvision.yml").write_text(yaml.safe_dump({**config(cloudvision, {}), "plugin": plain["plugin"]}))
    graph, ask = guide.commands()
    cloudvision.tag_device(cloudvision.device_id("leaf1"), role="leaf", dc="dc1")
    assert "  |--@tag_role_leaf:\n" in guides.run(graph, folder, runner.env)
    assert "4.33.2F" in guides.run([*ask, "--limit", "leaf1"], folder, runner.env)


def test_extra_variables_for_the_hosts_are_not_for_cloudvision(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {"ansible_user": "admin", "ansible_password": "for the switches", "ansible_port": 22, "ansible_host": "x"}
    monkeypatch.setattr("ansible.plugins.inventory.load_extra_vars", lambda loader: extra)
    assert "leaf1" in load().hosts


# -- hosts -----------------------------------------------------------------------------------------------------------


def test_hosts_variables_and_groups(load: Load, network: Lab, cloudvision: CloudVision, warnings: list[str]) -> None:
    cloudvision.tag_device("LAB00000003", dc="dc 9")  # beside dc4
    found = load()
    assert len(found.hosts) == 52
    assert hosts_of(found, "cloudvision_devices") == sorted(found.hosts)
    switch = network["leaf1"]
    leaf = found.hosts["leaf1"]
    assert leaf.vars["ansible_host"] == switch.address
    hardware = switch.switch.hardware
    device = known(found, "leaf1")
    assert device == {
        "serial": hardware.serial,
        "hostname": "leaf1",
        "fqdn": "leaf1.lab.example",
        "domain_name": "lab.example",
        "model": hardware.model,
        "eos_version": switch.switch.eos,
        "hardware_revision": "01.00",
        "mac_address": hardware.system_mac,
        "streaming": True,
        "boot_time": device["boot_time"],
        "features": {"Danz": False, "Mlag": False},
        "address": switch.address,
        "tags": device["tags"],
    }
    assert device["boot_time"].endswith("Z")
    other = found.hosts["device00003"]
    assert other.vars["ansible_host"] == "device00003.lab.example"
    assert known(found, "device00003")["tags"] == {"dc": ["dc 9", "dc4"], "rack": ["r001"], "role": ["spine"]}
    assert "device00003" in hosts_of(found, "tag_dc_dc_9")
    assert "device00003" in hosts_of(found, "tag_dc_dc4")
    assert not [name for name in found.groups if name.startswith("tag_hostname")], "tags of the system are left out"
    assert found.groups["cloudvision_devices"].vars == {
        "ansible_connection": "aerie.arista.eapi",
        "ansible_network_os": "aerie.arista.eapi",
        "ansible_become_method": "enable",
        "ansible_facts_modules": "aerie.arista.eapi_facts",
    }
    assert warnings == []


def test_unwanted_subsets_are_not_requested(load: Load, cloudvision: CloudVision) -> None:
    found = load(tags="none", addresses=False, connection_variables=False, group="switches")
    assert set(found.groups) == {"all", "ungrouped", "switches"}
    assert found.groups["switches"].vars == {}
    assert "ansible_host" not in found.hosts["leaf1"].vars
    assert (known(found, "leaf1")["address"], known(found, "leaf1")["tags"]) == ("", {})
    assert dict(cloudvision.stats.by_method) == {f"{DEVICE}/GetAllBatched": 1}


def test_all_tags(load: Load) -> None:
    found = load(tags="all", tag_groups=False)
    assert known(found, "leaf1")["tags"]["hostname"] == ["leaf1"]
    assert not [name for name in found.groups if name.startswith("tag_")]


def test_selection(load: Load, cloudvision: CloudVision) -> None:
    cloudvision.set_streaming("LAB00000005", False)
    try:
        assert set(load().hosts) - set(load(streaming_only=True).hosts) == {"device00005"}
        veos = {"model_name": "vEOS-lab"}
        both = load(filters=[{**veos, "hostname": "leaf1"}, {"hostname": "device00005"}])
        assert set(both.hosts) == {"leaf1", "device00005"}
        assert set(load(filters=[{"hostname": "leaf1"}, {"hostname": "device00005"}], streaming_only=True).hosts) == {
            "leaf1"
        }
    finally:
        cloudvision.set_streaming("LAB00000005", True)
    chosen = load(tag_query="dc:dc2 AND role:spine")
    tags = [known(chosen, name)["tags"] for name in chosen.hosts]
    assert tags
    assert all("dc2" in found["dc"] and "spine" in found["role"] for found in tags)
    assert load(tag_query="dc:nowhere").hosts == {}


@pytest.mark.parametrize("fault", ["no-batched-verbs", "rate-limit", "reset-mid-stream"])
def test_faults(load: Load, cloudvision: CloudVision, fault: str) -> None:
    cloudvision.faults.add(fault, times=None if fault == "no-batched-verbs" else 1)
    assert len(load().hosts) == 52


# -- names -----------------------------------------------------------------------------------------------------------


def test_names(load: Load, cloudvision: CloudVision, warnings: list[str]) -> None:
    table = cloudvision.state.table(DEVICE)
    twin, nameless = {"deviceId": "TWIN1"}, {"deviceId": "NEW1"}
    cloudvision.state.set(DEVICE, {"key": twin, "hostname": "leaf1", "fqdn": "leaf1.other.example"})
    cloudvision.state.set(DEVICE, {"key": nameless})
    try:
        found = load()
        serial = cloudvision.device_id("leaf1")
        assert {"TWIN1", serial, "NEW1", "spine1"} <= set(found.hosts)
        assert "leaf1" not in found.hosts
        assert warnings == [
            "Several devices share a hostname, and are called by their serial numbers: leaf1. Rename them, leave some "
            "out with a filter, or set 'hostname_from: serial'."
        ]
        assert "ansible_host" not in found.hosts["NEW1"].vars
        warnings.clear()
        assert {"leaf1.lab.example", "leaf1.other.example", "NEW1"} <= set(load(hostname_from="fqdn").hosts)
        assert {serial, "TWIN1", "NEW1"} <= set(load(hostname_from="serial").hosts)
        assert warnings == []
    finally:
        for row, _version in table.all():
            if row.key.device_id.value in ("TWIN1", "NEW1"):  # type: ignore[union-attr]
                table.delete(row.key)


def test_devices_take_over_nothing_of_other_sources(
    cloudvision: CloudVision, tmp_path: Path, warnings: list[str]
) -> None:
    """The static inventory comes first, with a host and a group that devices name themselves after."""
    inventory = InventoryData()
    group = inventory.add_group("routers")
    inventory.add_host("gateway", group=group)
    inventory.set_variable("gateway", "ansible_connection", "local")
    inventory.add_group("cloudvision")
    inventory.add_host("bastion", group="cloudvision")
    hostile = {"EVIL1": "gateway", "EVIL2": "routers", "EVIL3": "localhost", "EVIL4": EVIL, "EVIL5": "../../x"}
    table = cloudvision.state.table(DEVICE)
    for serial, name in hostile.items():
        cloudvision.state.set(DEVICE, {"key": {"deviceId": serial}, "hostname": name})
    path = tmp_path / "lab.cloudvision.yml"
    path.write_text(yaml.safe_dump(config(cloudvision, {"group": "cloudvision"})))
    try:
        inventory_loader.get("aerie.arista.cloudvision").parse(inventory, DataLoader(), str(path), False)
    finally:
        for row, _version in table.all():
            if row.key.device_id.value in hostile:  # type: ignore[union-attr]
                table.delete(row.key)
    assert inventory.hosts["gateway"].vars == {"ansible_connection": "local"} | {
        name: value for name, value in inventory.hosts["gateway"].vars.items() if name.startswith("inventory_")
    }
    assert [host.name for host in inventory.groups["routers"].get_hosts()] == ["gateway"]
    assert set(hostile) <= set(inventory.hosts)
    assert "ansible_connection" not in inventory.groups["cloudvision"].vars
    assert "ansible_connection" not in inventory.hosts["bastion"].vars
    assert inventory.hosts["EVIL1"].vars["ansible_connection"] == "aerie.arista.eapi"
    assert any("called by their serial numbers" in text and "gateway" in text for text in warnings)


def test_tags_that_become_one_group(load: Load, cloudvision: CloudVision, warnings: list[str]) -> None:
    for number, label in enumerate(("a b", "a-b"), 1):
        cloudvision.tag_device(f"LAB{number + 10:08}", **{label: "x"})
    found = load()
    assert len(hosts_of(found, "tag_a_b_x")) == 2
    assert [text for text in warnings if "a b:x, a-b:x" in text]


# -- constructed -----------------------------------------------------------------------------------------------------


def test_constructed(load: Load) -> None:
    found = load(
        strict=True,
        compose={"ansible_host": "cloudvision.fqdn", "release": "cloudvision.eos_version | split('.') | first | int"},
        groups={"mlag": "cloudvision.features.Mlag | default(false)", "veos": "cloudvision.model == 'vEOS-lab'"},
        keyed_groups=[
            {"key": "cloudvision.eos_version", "prefix": "eos"},
            {"key": "cloudvision.tags.dc | default([])", "prefix": "site"},
        ],
    )
    assert found.hosts["leaf1"].vars["ansible_host"] == "leaf1.lab.example"
    assert found.hosts["leaf1"].vars["release"] == 4
    assert "leaf1" in hosts_of(found, "veos")
    assert "mlag" not in found.groups
    assert "leaf1" in hosts_of(found, "eos_4_33_2F")
    assert "device00003" in hosts_of(found, "site_dc4")
    with pytest.raises(AnsibleError, match="Could not set site for host"):
        load(strict=True, compose={"site": "cloudvision.tags.nothing | first"})
    assert "site" not in load(compose={"site": "cloudvision.tags.nothing | first"}).hosts["leaf1"].vars


def test_the_examples(load: Load) -> None:
    plugin = inventory_loader.get("aerie.arista.cloudvision", class_only=True)
    module = importlib.import_module(plugin.__module__)
    first, second = yaml.safe_load_all(module.EXAMPLES)
    plain, variables, third = Guide("cloudvision-inventory").data(run=True)
    assert set(variables["cloudvision"]) == set(load().hosts["leaf1"].vars["cloudvision"])
    for example in (first, second, plain, third):
        for name in ("region", "nodes", "token_file", "ca_path", "cache", "cache_plugin", "cache_connection"):
            example.pop(name, None)
    assert "leaf1" in load(**first).hosts
    assert "leaf1" in load(**plain).hosts
    found = load(**second)
    assert set(found.hosts) == set(hosts_of(found, "tag_role_leaf"))
    assert {host.vars["site"] for host in found.hosts.values()} <= {f"dc{number}" for number in range(1, 6)}
    assert "silent" not in load(**third, strict=True).groups


# -- cache -----------------------------------------------------------------------------------------------------------


def test_cache(load: Load, cloudvision: CloudVision, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(folder)}
    first = load(**cache)
    calls = cloudvision.stats.calls
    assert calls == 3
    again = load(**cache)
    assert cloudvision.stats.calls == calls, "the cache has it"
    for name in ("leaf1", "device00003"):
        assert again.hosts[name].vars["cloudvision"] == first.hosts[name].vars["cloudvision"]
        assert again.hosts[name].vars["ansible_host"] == first.hosts[name].vars["ansible_host"]
    assert {name: hosts_of(again, name) for name in again.groups} == {
        name: hosts_of(first, name) for name in first.groups
    }
    load(**cache, tags="none")
    assert cloudvision.stats.calls == calls + 2, "another question has another answer"
    load(use_cache=False, **cache)
    assert cloudvision.stats.calls == calls + 5, "--flush-cache asks anew"
    load(**cache, token=cloudvision.read_only_token)
    assert cloudvision.stats.calls == calls + 8, "a token may be another tenant's"
    text = "".join(path.read_text() for path in folder.iterdir())
    assert "leaf1" in text
    assert cloudvision.token not in text
    assert len(json.loads(next(folder.iterdir()).read_text())) > 0


# -- options ---------------------------------------------------------------------------------------------------------


def test_options_from_templates_and_the_environment(
    load: Load, cloudvision: CloudVision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_TOKEN", cloudvision.token)
    assert "leaf1" in load(token="{{ lookup('ansible.builtin.env', 'MY_TOKEN') }}").hosts
    given = {"HOST": cloudvision.address, "PORT": str(cloudvision.port), "CA_PATH": str(cloudvision.ca_path)}
    for name, value in {**given, "ACCESS_TOKEN": cloudvision.token}.items():
        monkeypatch.setenv(f"CLOUDVISION_{name}", value)
    assert "leaf1" in load(host=None, port=None, token=None, ca_path=None).hosts


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"host": None}, "nothing says where CloudVision is: set one of region, nodes, host"),
        ({"token": None}, "no credential is set. Set one of token, token_file, CLOUDVISION_ACCESS_TOKEN"),
        ({"token": "s3cret-wrong"}, "refused the token"),
        ({"ca_path": None}, "Name the CA's certificate in ca_path, or set fingerprint."),
        ({"region": "europe"}, "are set together"),
        ({"host": "arista.io"}, "Use 'www.arista.io'"),
        ({"filters": [{"hostnam": "x"}]}, "has no field 'hostnam'. Did you mean 'hostname'?"),
        ({"tag_query": "dc:dc1 AND ("}, "Check tag_query."),
    ],
)
def test_bad_options(load: Load, more: dict[str, Any], words: str) -> None:
    with pytest.raises(AnsibleError) as caught:
        load(**more)
    assert words in str(caught.value)
    assert "ansible_" not in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_choice_that_does_not_exist(load: Load) -> None:
    with pytest.raises(AnsibleError, match="'some'"):
        load(tags="some")


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    plugin = inventory_loader.get("aerie.arista.cloudvision")
    for name, wanted in (("cloudvision.yaml", True), ("a.cloudvision.yml", True), ("hosts.yml", False)):
        (tmp_path / name).touch()
        assert plugin.verify_file(str(tmp_path / name)) is wanted
    assert not plugin.verify_file(str(tmp_path / "missing.cloudvision.yml"))
