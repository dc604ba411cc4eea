# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Reloads, images, extensions and the flash of the lab's switches."""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lab import Lab, SwitchSpec
from lab.eos import boot
from lab.eos.cli import Cli, Line
from lab.eos.errors import CommandError
from lab.eos.switch import Switch
from support.lab_switches import _session, build, configure, mlag_pair, show, text
from support.waiting import wait_until

NEW = boot.image("4.34.1F", size=700_000_000)


@pytest.fixture
def leaf() -> Switch:
    return build(1)["leaf1"]


def run(switch: Switch, *commands: str) -> list[Any]:
    session: Cli = _session(switch)
    return [session.run(Line(command), True) for command in commands]


class TestImages:
    def test_a_reload_starts_the_image_of_the_boot_config(self, leaf: Switch) -> None:
        leaf.flash["EOS-4.34.1F.swi"] = NEW
        run(leaf, "configure", "boot system flash:EOS-4.34.1F.swi")
        assert show(leaf, "show boot-config")["softwareImage"] == "flash:/EOS-4.34.1F.swi"
        assert "! boot system flash:/EOS-4.34.1F.swi" in text(leaf, "show running-config")
        assert leaf.eos == "4.33.2F"
        run(leaf, "reload now")
        assert show(leaf, "show version")["version"] == "4.34.1F"
        assert leaf.uptime() < 60

    @pytest.mark.parametrize(
        ("name", "content", "error"),
        [
            ("gone.swi", None, "does not exist"),
            ("other.swi", boot.image("4.34.1F", platform="DCS-7050X"), "not compatible"),
            ("notes.txt", "hello", "not a valid software image"),
        ],
    )
    def test_unstartable_change_control_is_refused(
        self, leaf: Switch, name: str, content: str | None, error: str
    ) -> None:
        if content is not None:
            leaf.flash[name] = content
        with pytest.raises(CommandError, match=error):
            run(leaf, "configure", f"boot system flash:{name}")
        assert leaf.boot.image == "flash:/vEOS-lab.swi"

    def test_a_session_changes_no_boot_config(self, leaf: Switch) -> None:
        run(leaf, "configure session one", "boot system flash:gone.swi")
        assert leaf.boot.image == "flash:/vEOS-lab.swi"

    def test_the_flash_has_a_size(self, leaf: Switch) -> None:
        free = show(leaf, "dir flash:", revision=2)["urls"]["flash:/"]["usage"]["freeBytes"]
        leaf.flash["EOS.swi"] = NEW
        usage = show(leaf, "dir flash:", revision=2)["urls"]["flash:/"]
        assert usage["entries"]["EOS.swi"]["size"] == free - usage["usage"]["freeBytes"] == 700_000_000
        leaf.flash_size = 1_400_000_000
        with pytest.raises(CommandError, match="No space left on device"):
            run(leaf, "copy flash:EOS.swi flash:twice.swi")
        run(leaf, "delete flash:EOS.swi")
        assert "EOS.swi" not in leaf.flash

    @pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
    def test_verify(self, leaf: Switch, algorithm: str) -> None:
        leaf.flash["EOS.swi"] = NEW
        expected = hashlib.new(algorithm, NEW.encode()).hexdigest()
        assert run(leaf, f"verify /{algorithm} flash:EOS.swi") == [
            f"verify /{algorithm} (flash:EOS.swi) = {expected}\n"
        ]

    def test_the_version_file_of_an_image(self, leaf: Switch) -> None:
        leaf.flash["EOS.swi"] = NEW
        assert run(leaf, "bash timeout 30 unzip -p /mnt/flash/EOS.swi version") == [NEW]


def test_extensions_are_installed_at_each_start(leaf: Switch) -> None:
    leaf.files["extension"]["agent.swix"] = boot.extension("1.2")
    with pytest.raises(CommandError, match="not found"):
        run(leaf, "extension other.swix")
    run(leaf, "extension agent.swix")
    run(leaf, "reload now")
    assert show(leaf, "show extensions")["extensions"]["agent.swix"]["status"] == "notInstalled"
    run(leaf, "extension agent.swix", "copy installed-extensions boot-extensions", "reload now")
    found = show(leaf, "show extensions")["extensions"]["agent.swix"]
    assert (found["status"], found["boot"], found["version"]) == ("installed", True, "1.2")
    assert show(leaf, "show boot-extensions") == {"extensions": ["agent.swix"]}
    assert "agent.swix" in text(leaf, "show extensions")


def test_a_scheduled_reload(leaf: Switch) -> None:
    assert text(leaf, "show reload") == "No reload is scheduled\n"
    run(leaf, "reload force in 0002:30 reason new image")
    printed = text(leaf, "show reload")
    assert "( in 2 hours 29 minutes )" in printed or "( in 2 hours 30 minutes )" in printed
    assert "Reload reason: new image\n" in printed
    run(leaf, "reload cancel")
    assert text(leaf, "show reload") == "No reload is scheduled\n"


def test_a_hitless_reload_is_refused_for_reasons(leaf: Switch) -> None:
    with pytest.raises(CommandError, match="Invalid input"):
        text(leaf, "show reload hitless")
    leaf.boot.hitless = ["BGP graceful restart is not enabled"]
    assert text(leaf, "show reload hitless") == "BGP graceful restart is not enabled\n"
    with pytest.raises(CommandError, match="graceful restart"):
        run(leaf, "reload hitless now")
    leaf.boot.hitless = []
    run(leaf, "reload hitless now")
    cause = show(leaf, "show reload cause")["resetCauses"][0]["description"]
    assert cause == "Hitless reload requested by the user."


class TestMlag:
    @pytest.fixture
    def pair(self) -> dict[str, Switch]:
        switches = build(2)
        for name, lines in mlag_pair("spine1", "leaf1").items():
            configure(switches[name], *lines)
        return switches

    def test_a_peer_without_power_is_no_peer(self, pair: dict[str, Switch]) -> None:
        assert show(pair["leaf1"], "show mlag")["state"] == "active"
        pair["spine1"].powered = False
        assert show(pair["leaf1"], "show mlag")["state"] == "inactive"

    def test_ports_are_down_for_the_reload_delay(self, pair: dict[str, Switch]) -> None:
        assert show(pair["leaf1"], "show mlag")["portsErrdisabled"] is False
        pair["leaf1"].boot_time = time.time()
        assert show(pair["leaf1"], "show mlag")["portsErrdisabled"] is True
        pair["leaf1"].boot_time -= 2
        assert show(pair["leaf1"], "show mlag")["portsErrdisabled"] is False


class TestSockets:
    @pytest.fixture
    def lab(self, tmp_path: Any) -> Iterator[Lab]:
        with Lab(tmp_path, [SwitchSpec(name="leaf1", boot_seconds=0.05)]) as lab:
            yield lab

    def test_a_reload_closes_the_sockets_and_comes_back(self, lab: Lab) -> None:
        leaf = lab["leaf1"]
        leaf.boot_seconds = math.inf
        leaf.run("reload now")
        wait_until(lambda: not leaf.sockets and (leaf.https_port, leaf.ssh_port) == (None, None))
        leaf.power_on()
        assert leaf.https_port is not None
        leaf.boot_seconds = 0.0
        leaf.run("reload now")
        started = leaf.switch.boot_time
        wait_until(lambda: leaf.switch.boot_time > started and leaf.https_port)

    def test_a_switch_without_its_image_stays_off(self, lab: Lab) -> None:
        leaf = lab["leaf1"]
        leaf.run("delete flash:vEOS-lab.swi", "reload now")
        wait_until(lambda: not leaf.sockets)
        leaf.power_on()
        assert not leaf.sockets
        leaf.switch.flash["vEOS-lab.swi"] = boot.image("4.33.2F")
        leaf.power_on()
        assert leaf.https_port is not None

    def test_the_time_of_a_scheduled_reload_comes(self, lab: Lab) -> None:
        leaf = lab["leaf1"]
        started = leaf.switch.boot_time
        leaf.run("reload force in 0010:00")
        leaf.scheduled_reload()
        wait_until(lambda: leaf.switch.boot_time > started and leaf.https_port)
        assert leaf.switch.boot.scheduled is None

    def test_an_image_is_fetched(self, lab: Lab) -> None:
        class Images(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path == "/EOS.swi" else 404)
                self.end_headers()
                self.wfile.write(NEW.encode())

            def log_message(self, *_args: Any) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Images)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            url = f"http://127.0.0.1:{server.server_address[1]}"
            lab["leaf1"].run(f"copy {url}/EOS.swi flash:EOS.swi")
            assert lab["leaf1"].switch.flash["EOS.swi"] == NEW
            with pytest.raises(CommandError, match="404"):
                lab["leaf1"].run(f"copy {url}/none.swi flash:none.swi")
        finally:
            server.shutdown()
            server.server_close()
