# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The guide to authentication: ways over the network, each by the environment that its row names and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.guides import Guide
from support.playrun import AnsibleRunner
from support.plays import DIRECT, EAPI_COMMAND

#: The beginnings of rows of the guide's table of switches.
SESSION = "user and password, cookie session"
BASIC = "user and password with each request"
CERTIFICATE = "client certificate | `ansible_eapi_auth"
SSH = "SSH with a password"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        yield lab


def injected(certificate: str, key: str) -> dict[str, str]:
    """The environment of the page's credential type, with files of the lab in place of those that AWX writes."""
    (injectors,) = (block for block in Guide("authentication").data() if "env" in block)
    files = {"client_cert": certificate, "client_key": key}
    assert set(injectors["file"]) == {f"template.{name}" for name in (*files, "ca_cert")}
    pattern = re.compile(r"\{\{ tower\.filename\.(\w+) \}\}")
    own = {name: value for name, value in injectors["env"].items() if name != "EAPI_CA_PATH"}
    return {name: pattern.sub(lambda found: files[found[1]], value) for name, value in own.items()}


def _environment(lab: Lab, way: str) -> dict[str, str]:
    """What a row's environment is in the lab."""
    password = {"EAPI_USERNAME": lab.username, "EAPI_PASSWORD": lab.password}
    if way == CERTIFICATE:
        certificate, key = (str(path) for path in lab.client_cert(lab.username, 15))
        return injected(certificate, key)
    return {**password, **{SESSION: {}, BASIC: {"EAPI_AUTH": "basic"}, SSH: {"EAPI_TRANSPORT": "ssh"}}[way]}


@pytest.mark.parametrize("way", [SESSION, BASIC, CERTIFICATE, SSH])
def test_the_environment_is_enough(ansible: AnsibleRunner, lab: Lab, way: str) -> None:
    rows = Guide("authentication").text.splitlines()
    place = next(number for number, row in enumerate(rows) if row.startswith(f"| {way}"))
    told = set(re.findall(r"EAPI_\w+", rows[place]))
    given = _environment(lab, way)
    adds = "| + " in rows[place]
    assert told == (given.keys() - {"EAPI_USERNAME", "EAPI_PASSWORD"} if adds else given.keys())

    leaf = lab["leaf1"]
    host = {"ansible_host": leaf.address, "ansible_port": 8022 if way == SSH else 8443, "ansible_connection": DIRECT}
    trust = {"EAPI_CA_PATH": str(lab.ca_path), "EAPI_SSH_KNOWN_HOSTS": str(lab.known_hosts_path)}
    before = leaf.stats.basic_authentications
    if way == SESSION:  # these two also as variables of a group, from the environment
        (variables,) = (block for block in Guide("authentication").data() if "ansible_user" in block)
        host.update(
            {
                name: value.replace("ansible", lab.username, 1) if name == "ansible_user" else value
                for name, value in variables.items()
            }
        )
        given = {"SWITCH_PASSWORD": lab.password}
    run = ansible.adhoc(
        "leaf1",
        EAPI_COMMAND,
        "commands='show privilege'",
        inventory={"all": {"hosts": {"leaf1": host}}},
        env={**trust, **given},
    ).check()
    (answer,) = run.results("leaf1")
    assert answer["stdout"] == [{"privilegeLevel": 15}]
    assert (leaf.stats.basic_authentications > before) is (way == BASIC)
