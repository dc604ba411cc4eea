# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Ranges of VLANs and interfaces, there and back."""

from __future__ import annotations

import random
import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ranges import (
    compress_interfaces,
    compress_vlans,
    expand_interfaces,
    expand_vlans,
)


@pytest.mark.parametrize(
    ("given", "vlans"),
    [
        ("10", [10]),
        (10, [10]),
        ("10,20-22", [10, 20, 21, 22]),
        (" 22 , 20-21 ", [20, 21, 22]),
        ("1-3,2-4", [1, 2, 3, 4]),
        (["10", 11, "12-13,4094"], [10, 11, 12, 13, 4094]),
        ("", []),
        ([], []),
    ],
)
def test_vlans(given: t.Any, vlans: list[int]) -> None:
    assert expand_vlans(given) == vlans
    assert expand_vlans(compress_vlans(given)) == vlans


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("0", "'0': VLANs are numbered from 1 to 4094"),
        ("4090-4095", "'4090-4095': VLANs are numbered"),
        ("5-3", "'5-3': the range ends before it begins"),
        ("10,all", "'all' is neither a VLAN nor a range"),
        ("1-2-3", "'1-2-3' is neither a VLAN"),
        ("-5", "'-5' is neither"),
        (None, "None is neither a text nor a number"),
        (True, "True is neither"),
        ([{"id": 1}], "{'id': 1} is neither"),
    ],
)
def test_invalid_vlan(given: t.Any, words: str) -> None:
    with pytest.raises(ValueError, match="^" + words.replace("{", r"\{")):
        compress_vlans(given)


def test_vlans_in_their_shortest_form() -> None:
    assert compress_vlans([5, 4, 3, 1, 3]) == "1,3-5"
    assert compress_vlans("1,2") == "1-2"
    assert compress_vlans([]) == ""


@pytest.mark.parametrize(
    ("given", "interfaces"),
    [
        ("Ethernet1", ["Ethernet1"]),
        ("et1-3", ["Ethernet1", "Ethernet2", "Ethernet3"]),
        ("Ethernet 1-2", ["Ethernet1", "Ethernet2"]),
        ("Eth1,3,Po1-2", ["Ethernet1", "Ethernet3", "Port-Channel1", "Port-Channel2"]),
        ("Ethernet1-2/1-2", ["Ethernet1/1", "Ethernet1/2", "Ethernet2/1", "Ethernet2/2"]),
        ("Ethernet1/1-2,3/4", ["Ethernet1/1", "Ethernet1/2", "Ethernet3/4"]),
        ("Ethernet1.10-12", ["Ethernet1.10", "Ethernet1.11", "Ethernet1.12"]),
        ("Ethernet3/1/1-2.5", ["Ethernet3/1/1.5", "Ethernet3/1/2.5"]),
        ("Vlan10,Loopback0,Management1", ["Vlan10", "Loopback0", "Management1"]),
        (["Ethernet2", "Ethernet1-2"], ["Ethernet2", "Ethernet1"]),
        ("Cpu", ["Cpu"]),
        ("Recirc-Channel5-6", ["Recirc-Channel5", "Recirc-Channel6"]),
        ("", []),
    ],
)
def test_interfaces(given: t.Any, interfaces: list[str]) -> None:
    assert expand_interfaces(given) == interfaces
    assert sorted(expand_interfaces(compress_interfaces(given))) == sorted(interfaces)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("1-3", "'1-3' has no kind of interface before it"),
        ("Ethernet3-1", "'Ethernet3-1': the range ends before it begins"),
        ("Ethernet1-", "'Ethernet1-' is neither an interface"),
        ("Ethernet1/", "'Ethernet1/' is neither an interface"),
        ("Ethernet1 2", "'Ethernet1 2' is neither an interface"),
        ("Ethernet1-99999999", "'Ethernet1-99999999' stands for more than 65536"),
        ("Ethernet1-300/1-300", "'Ethernet1-300/1-300' stands for more than 65536"),
        (None, "None is neither a text"),
        (["Ethernet1", "2"], "'2' has no kind of interface before it"),
    ],
)
def test_invalid_interface(given: t.Any, words: str) -> None:
    with pytest.raises(ValueError, match="^" + words):
        compress_interfaces(given)


def test_interfaces_in_their_short_form_and_natural_order() -> None:
    names = ["Ethernet10", "Loopback0", "Ethernet2", "Ethernet9", "Ethernet1/2", "Ethernet1/1", "Ethernet11", "Cpu"]
    assert compress_interfaces(names) == "Ethernet2,9-11,1/1-2,Loopback0,Cpu"


def test_any_set_of_interfaces_comes_back() -> None:
    chance = random.Random(7)
    for _round in range(200):
        names = {
            f"{chance.choice(['Ethernet', 'Port-Channel', 'Vlan'])}{chance.choice(['', '1/', '12/3/'])}"
            f"{chance.randint(1, 30)}{chance.choice(['', '', '.7'])}"
            for _item in range(chance.randint(0, 25))
        }
        assert set(expand_interfaces(compress_interfaces(list(names)))) == names
