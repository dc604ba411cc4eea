# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Switches of the lab without their servers: what show commands answer is tested on their CLI."""

from __future__ import annotations

from typing import Any

from lab import pki, topology
from lab.eos import cli
from lab.eos.show import load
from lab.eos.switch import Switch, User


def build(count: int = 4, **options: object) -> dict[str, Switch]:
    """The switches of a lab by name, cabled and configured; ``options`` go to every SwitchSpec."""
    load()
    specs = topology.default_specs(count, **options)
    switches = [Switch(spec, f"127.9.9.{number}") for number, spec in enumerate(specs, 1)]
    topology.connect(switches)
    for number, switch in enumerate(switches):
        cli.load(switch, switch.running, topology.configuration(switch, number, switches))
        switch.startup = switch.running.copy()
    return {switch.name: switch for switch in switches}


def _session(switch: Switch, version: int | str = 1) -> cli.Cli:
    session = cli.Cli(switch, User("admin", 15), version=version)
    session.enabled = True
    return session


def show(switch: Switch, command: str, *, revision: int | None = None, version: int | str = 1) -> dict[str, Any]:
    """The JSON model of a command; raises what the switch raises."""
    reply = _session(switch, version).run(cli.Line(command, revision=revision), False)
    assert isinstance(reply, dict)
    return reply


def text(switch: Switch, command: str) -> str:
    """The text of a command."""
    reply = _session(switch).run(cli.Line(command), True)
    assert isinstance(reply, str)
    return reply


def configure(switch: Switch, *lines: str) -> None:
    """Enter lines into the running configuration."""
    session = _session(switch)
    for line in ("configure", *lines, "end"):
        session.run(cli.Line(line), True)


def mlag_pair(*names: str, delay: int = 1) -> dict[str, list[str]]:
    """The lines that make two switches an MLAG pair over the cable between their first ports."""
    addresses = ("169.254.0.0", "169.254.0.1")
    return {
        name: [
            "vlan 4094",
            *("interface Ethernet1", "   no ip address", "   switchport", "   switchport mode trunk"),
            *("interface Vlan4094", f"   ip address {own}/31"),
            *("mlag configuration", "   domain-id pair", "   local-interface Vlan4094"),
            *(f"   peer-address {peer}", "   peer-link Ethernet1"),
            *(f"   reload-delay mlag {delay}", f"   reload-delay non-mlag {delay}"),
        ]
        for name, own, peer in zip(names, addresses, reversed(addresses), strict=True)
    }


def enter(switch: Switch, command: str, body: str) -> None:
    """Enter a configuration line that takes a text of several lines, such as a banner."""
    session = _session(switch)
    session.run(cli.Line("configure"), True)
    session.run(cli.Line(command, input=body), True)


def install_pair(switch: Switch, name: str) -> None:
    """Store a certificate for servers and its key as NAME.crt and NAME.key."""
    pair = pki.make(name, hosts=("192.0.2.1",))
    switch.files["certificate"][f"{name}.crt"] = pair.certificate_pem.decode()
    switch.files["sslkey"][f"{name}.key"] = pair.key_pem.decode()
