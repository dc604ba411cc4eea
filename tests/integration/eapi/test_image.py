# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""eapi_image: images and extensions by their content, verified before they are booted, and space made by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos import boot
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.images import Images, image_server, sha512
from support.playrun import AnsibleRunner, Run
from support.plays import GO_ON, HTTPAPI, host_of, inventory, play, task

STOCK = "vEOS-lab.swi"
SIZE = 700_000_000
NEW, NEWER = boot.image("4.34.1F", size=SIZE), boot.image("4.35.0F", size=SIZE)
OTHER = boot.image("4.34.1F", platform="DCS-7050X", size=SIZE)
SWIX = boot.extension("1.2")
FILES = {"EOS-4.34.1F.swi": NEW, "EOS-4.35.0F.swi": NEWER, "other.swi": OTHER, "agent.swix": SWIX, STOCK: NEW}
PASSWORD = "c4nary-in-url"


def image(name: str, options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task of eapi_image in privileged mode."""
    return task(name, "aerie.arista.eapi_image", options, become=True, **keywords)


def from_url(images: Images, file: str, text: str, **options: Any) -> dict[str, Any]:
    """Options that fetch a file of the server."""
    return {"url": f"{images.url}/{file}", "checksum": sha512(text), "timeout": "60s", **options}


@dataclass(frozen=True)
class Played:
    """A finished run, its lab and the server of images."""

    lab: Lab
    run: Run
    images: Images

    def result(self, task: str, host: str = "one") -> Any:
        return self.run.result(host, task)


def tasks_one(images: Images) -> list[dict[str, Any]]:
    new = from_url(images, "EOS-4.34.1F.swi", NEW, vrf="RED", release="4.34.1F")
    swix = from_url(images, "agent.swix", SWIX, kind="extension")
    return [
        image("Checked", new, check_mode=True),
        image("Fetched", new, diff=True),
        image("Again", new),
        image("Other name", from_url(images, "EOS-4.34.1F.swi", NEW, name="copy.swi")),
        image("Missing", from_url(images, "none.swi", NEWER)),
        image("Wrong checksum", from_url(images, "EOS-4.35.0F.swi", OTHER)),
        image("Other platform", from_url(images, "other.swi", OTHER)),
        image("Other release", from_url(images, "EOS-4.35.0F.swi", NEWER, release="4.36.0F")),
        image("Runs", from_url(images, STOCK, boot.image("4.36.0F"))),
        image("Extension checked", swix, check_mode=True),
        image("Extension", swix),
        image("Extension again", swix),
        image("No checksum", {"url": f"{images.url}/EOS-4.34.1F.swi"}),
        image("Bad checksum", {"url": f"{images.url}/EOS-4.34.1F.swi", "checksum": "sha512:abc"}),
        image("Bad name", from_url(images, "EOS-4.34.1F.swi", NEW, name="../x.swi")),
        image("No image", from_url(images, "agent.swix", SWIX)),
        image("Bad URL", {**new, "url": "EOS.swi"}),
        image("Neither", {"checksum": sha512(NEW)}),
        image("No VRF", from_url(images, "blue.swi", boot.image("4.36.0F"), vrf="BLUE")),
        image("Password", {**new, "url": f"scp://backup:{PASSWORD}@127.0.0.1:1/none.swi", "checksum": sha512(SWIX)}),
    ]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    (runner.folder / "files").mkdir()
    (runner.folder / "files" / "EOS-4.34.1F.swi").write_text(NEW)
    specs = [SwitchSpec(name=f"leaf{number}") for number in range(1, 6)]
    with image_server(FILES) as images, Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        one, two, three, four, five = lab
        spare = one.spare_addresses[0]
        one.run(
            *("configure", "vrf instance RED", "interface Loopback9", "vrf RED", f"ip address {spare}/32", "end"),
            "write",
        )
        for leaf in (two, three):  # space for one more image, if an old one goes
            leaf.switch.flash_size = 1_900_000_000
            leaf.switch.flash["EOS-4.31.0F.swi"] = boot.image("4.31.0F", size=SIZE)
        four.faults.add("gateway-timeout", times=1, match=r"^copy http")
        hosts = dict(zip(("one", "two", "three", "four"), map(host_of, (one, two, three, four)), strict=True))
        hosts["five"] = host_of(five, ansible_connection=HTTPAPI)
        new = from_url(images, "EOS-4.34.1F.swi", NEW)
        plays = [
            play(tasks_one(images), "one", **GO_ON),
            play(
                [
                    image("Kept", {**new, "keep": ["EOS-4.31*"]}),
                    image("None freed", {**new, "free_space": False, "size": SIZE}),
                    image("Would free", {**new, "size": SIZE}, check_mode=True),
                    image("Freed", {**new, "size": SIZE}),
                ],
                "two",
                **GO_ON,
            ),
            play(
                [image("Freed late", new), image("All in use", from_url(images, "EOS-4.35.0F.swi", NEWER))],
                "three",
                **GO_ON,
            ),
            play([image("No reply", new)], "four", **GO_ON),
            play([image("Uploaded", {"src": "EOS-4.34.1F.swi", "boot": False})], "five", **GO_ON),
        ]
        yield Played(lab, runner.playbook(plays, inventory(lab, hosts=hosts)), images)


def test_an_image_is_fetched_in_its_vrf_and_booted(played: Played) -> None:
    checked, fetched, again, other = (played.result(name) for name in ("Checked", "Fetched", "Again", "Other name"))
    assert [found.status for found in (checked, fetched, again, other)] == ["changed", "changed", "ok", "ok"]
    assert (checked["copied"], checked["commands"]) == (True, [])
    assert fetched["path"] == other["path"] == "flash:EOS-4.34.1F.swi"
    assert (fetched["boot_image_before"], fetched["boot_image"]) == (f"flash:/{STOCK}", "flash:/EOS-4.34.1F.swi")
    assert fetched["release"] == "4.34.1F"
    assert played.images.gets("EOS-4.34.1F.swi")[0] == played.lab["leaf1"].spare_addresses[0]
    assert "+boot system flash:/EOS-4.34.1F.swi" in fetched["diff"]["prepared"]
    assert checked["diff"] == fetched["diff"]
    assert fetched["commands"][-1] == "boot system flash:EOS-4.34.1F.swi"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Missing", "404"),
        ("Wrong checksum", "has the checksum sha512:"),
        ("Other platform", "the switch does not boot flash:other.swi: Software image"),
        ("Other release", "holds release 4.35.0F, and not 4.36.0F"),
        ("Runs", "the image that runs or that is booted next"),
        ("No checksum", "checksum is missing"),
        ("Bad checksum", "it is sha512:HEX"),
        ("Bad name", "a file's name has letters"),
        ("No image", "ends with .swi"),
        ("Bad URL", "url is no URL"),
        ("Neither", "one of the two"),
        ("No VRF", "VRF BLUE does not exist"),
    ],
)
def test_image_that_is_not_booted(played: Played, name: str, sentence: str) -> None:
    found = played.result(name)
    assert found.status == "ignored"
    assert sentence in found.msg


def test_nothing_unverified_stays_or_is_booted(played: Played) -> None:
    switch = played.lab["leaf1"].switch
    assert switch.boot.image == "flash:/EOS-4.34.1F.swi"
    assert {name for name in switch.flash if name.endswith(".swi")} == {
        STOCK, "EOS-4.34.1F.swi", "other.swi", "EOS-4.35.0F.swi",
    }  # fmt: skip
    assert switch.flash[STOCK] == boot.image("4.33.2F")
    assert played.result("Other platform")["changed"] is True
    assert played.result("Other release")["copied"] is True


def test_extensions(played: Played) -> None:
    checked, made, again = (played.result(name) for name in ("Extension checked", "Extension", "Extension again"))
    assert [found.status for found in (checked, made, again)] == ["changed", "changed", "ok"]
    assert (made["installed"], made["booted"], made["path"]) == (True, True, "extension:agent.swix")
    switch = played.lab["leaf1"].switch
    assert (switch.boot.installed, switch.boot.extensions) == (["agent.swix"], ["agent.swix"])


def test_space_is_made_by_rule(played: Played) -> None:
    kept, none, would, freed = (played.result(name, "two") for name in ("Kept", "None freed", "Would free", "Freed"))
    assert "no image may be deleted that is not in use" in kept.msg
    assert "bytes are needed" in none.msg
    assert would["deleted"] == freed["deleted"] == ["EOS-4.31.0F.swi"]
    assert set(played.lab["leaf2"].switch.flash) == {STOCK, "EOS-4.34.1F.swi"}
    late, full = played.result("Freed late", "three"), played.result("All in use", "three")
    assert late["deleted"] == ["EOS-4.31.0F.swi"]
    assert "no image may be deleted that is not in use" in full.msg
    assert set(played.lab["leaf3"].switch.flash) == {STOCK, "EOS-4.34.1F.swi"}


def test_a_copy_whose_reply_does_not_come(played: Played) -> None:
    found = played.result("No reply", "four")
    assert (found.status, found["copied"]) == ("changed", True)
    assert len([path for _address, path in played.images.asked if path]) >= 1
    assert played.lab["leaf4"].switch.flash["EOS-4.34.1F.swi"] == NEW


def test_a_file_of_the_controller(played: Played, runner: AnsibleRunner) -> None:
    found = played.result("Uploaded", "five")
    assert (found.status, found["checksum"]) == ("changed", sha512(NEW))
    assert found["boot_image"] == f"flash:/{STOCK}"
    assert played.lab["leaf5"].switch.flash["EOS-4.34.1F.swi"] == NEW
    assert Path(runner.folder / "files" / "EOS-4.34.1F.swi").read_text() == NEW


def test_no_password_is_shown(played: Played) -> None:
    found = played.result("Password")
    assert found.status == "ignored"
    assert PASSWORD not in str(found.result)
    assert PASSWORD not in played.run.output
