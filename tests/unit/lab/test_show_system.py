# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's show commands about the switch itself: version, inventory, files, environment, time."""

from __future__ import annotations

import time

import pytest

from lab.eos.errors import CommandError, InvalidCommand, UnconvertedCommand
from lab.eos.switch import Switch
from support.lab_switches import build, configure, show, text


@pytest.fixture
def leaf() -> Switch:
    return build()["leaf1"]


def test_version_tells_the_release_and_counts_the_uptime(leaf: Switch) -> None:
    leaf.boot_time = time.time() - 90061.5
    model = show(leaf, "show version")
    assert (model["modelName"], model["version"], model["serialNumber"]) == (
        "vEOS-lab",
        "4.33.2F",
        leaf.hardware.serial,
    )
    assert model["internalVersion"].startswith("4.33.2F-")
    assert model["uptime"] == pytest.approx(90061.5, abs=1)
    assert model["bootupTimestamp"] == leaf.boot_time
    assert "Uptime: 1 day, 1 hour and 1 minute\n" in text(leaf, "show version")
    assert "Software image version: 4.33.2F\n" in text(leaf, "show version")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(59, "0 minutes"), (3600, "1 hour and 0 minutes"), (86400 * 15 + 120, "2 weeks, 1 day and 2 minutes")],
)
def test_uptime_in_words(leaf: Switch, seconds: int, words: str) -> None:
    leaf.boot_time = time.time() - seconds - 0.5
    assert f"Uptime: {words}\n" in text(leaf, "show version")


def test_hostname_follows_the_configuration(leaf: Switch) -> None:
    configure(leaf, "hostname core-1", "dns domain example.net")
    assert show(leaf, "show hostname") == {"hostname": "core-1", "fqdn": "core-1.example.net"}
    assert text(leaf, "show hostname") == "Hostname: core-1\nFQDN:     core-1.example.net\n"


def test_inventory_lists_an_optic_for_each_cable(leaf: Switch) -> None:
    slots = show(leaf, "show inventory", version="latest")["xcvrSlots"]
    assert [number for number, optic in slots.items() if optic["mfgName"]] == ["1", "2"]
    assert slots["1"]["serialNum"] in text(leaf, "show inventory")
    assert "cardSlots" not in show(leaf, "show inventory")
    assert show(leaf, "show inventory", revision=2)["cardSlots"] == {}


def test_a_fixed_switch_has_no_modules(leaf: Switch) -> None:
    with pytest.raises(InvalidCommand, match=r"^Unavailable command \(not supported on this hardware platform\)"):
        show(leaf, "show module")


def test_clock_and_uptime_agree_with_the_real_time(leaf: Switch) -> None:
    clock, uptime = show(leaf, "show clock"), show(leaf, "show uptime")
    assert clock["utcTime"] == pytest.approx(time.time(), abs=60)
    assert clock["localTime"]["year"] == time.gmtime().tm_year
    assert clock["clockSource"] == {"local": True}
    assert uptime["upTime"] == pytest.approx(leaf.uptime(), abs=60)
    configure(leaf, "clock timezone Europe/Vienna")
    assert text(leaf, "show clock").splitlines()[1:] == ["Timezone: Europe/Vienna", "Clock source: local"]


def test_directory_shows_what_was_written_to_the_flash(leaf: Switch) -> None:
    leaf.flash["notes.txt"] = "twelve bytes"
    entries = show(leaf, "dir flash:", revision=2)["urls"]["flash:/"]["entries"]
    assert entries["notes.txt"]["size"] == 12
    assert {"startup-config", "vEOS-lab.swi"} <= set(entries)
    assert text(leaf, "dir flash:").startswith("Directory of flash:/\n")
    assert "notes.txt" in show(leaf, "dir flash:")["messages"][0]
    assert list(show(leaf, "dir flash:notes.txt", revision=2)["urls"]["flash:/"]["entries"]) == ["notes.txt"]


def test_directory_of_all_file_systems_names_each(leaf: Switch) -> None:
    printed = show(leaf, "dir all-filesystems")["messages"][0]
    named = [line for line in printed.splitlines() if line.startswith("Directory of ")]
    assert named[:2] == ["Directory of flash:/", "Directory of extension:/"]
    listed = [each["prefix"] for each in show(leaf, "show file systems")["fileSystems"]]
    assert [line.removeprefix("Directory of ").rstrip("/") for line in named] == listed


def test_directory_of_an_unknown_place_fails(leaf: Switch) -> None:
    for target in ("usb9:", "flash:nothing"):
        with pytest.raises(CommandError, match="No such file or directory"):
            show(leaf, f"dir {target}")


def test_processes_have_a_model_once_and_a_text_otherwise(leaf: Switch) -> None:
    model = show(leaf, "show processes top once")
    cpu = model["cpuInfo"]["%Cpu(s)"]
    assert sum(cpu.values()) == pytest.approx(100.0, abs=0.5)
    printed = text(leaf, "show processes top once").splitlines()
    assert printed[2].startswith("%Cpu(s):")
    assert printed[3].startswith("MiB Mem :")
    with pytest.raises(UnconvertedCommand):
        show(leaf, "show processes")
    assert "Sysdb" in text(leaf, "show processes")


def test_environment_is_healthy_and_consistent(leaf: Switch) -> None:
    cooling = show(leaf, "show system environment cooling")
    power = show(leaf, "show environment power")
    temperature = show(leaf, "show system environment temperature")
    assert {slot["status"] for slot in cooling["fanTraySlots"]} == {"ok"}
    for supply in power["powerSupplies"].values():
        assert supply["outputPower"] < supply["capacity"]
        assert supply["outputVoltage"] * supply["outputCurrent"] == pytest.approx(supply["outputPower"], rel=0.05)
    for sensor in temperature["tempSensors"]:
        assert sensor["currentTemperature"] <= sensor["maxTemperature"] < sensor["overheatThreshold"]
    assert set(show(leaf, "show system environment all")) == {*cooling, *power, *temperature}
    assert "PWR-500AC-F" in text(leaf, "show system environment all")


@pytest.mark.parametrize(
    "command", ["show logging", "show tech-support", "show agent logs crash", "show running-config diffs"]
)
def test_commands_without_a_model_have_a_text_only(leaf: Switch, command: str) -> None:
    with pytest.raises(UnconvertedCommand) as raised:
        show(leaf, command)
    assert raised.value.code == 1003


def test_boot_configuration_and_extensions(leaf: Switch) -> None:
    assert show(leaf, "show boot-config")["softwareImage"] == "flash:/vEOS-lab.swi"
    assert show(leaf, "show extensions") == {"extensions": {}}
    assert set(show(leaf, "show extensions", revision=2)) == {"extensions", "extensionStoredDir"}
    assert show(leaf, "show boot-extensions") == {"extensions": []}
    assert "Software image: flash:/vEOS-lab.swi\n" in text(leaf, "show boot-config")


def test_privilege_is_the_users(leaf: Switch) -> None:
    assert show(leaf, "show privilege") == {"privilegeLevel": 15}
    assert text(leaf, "show privilege") == "Current privilege level is 15\n"
