# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Every way to a switch: https, http, localhost without credentials, the unix socket, proxies, client certificates;
and every place where the options can be written.

A host of the inventory is a way; one play asks them all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from lab import pki
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run
from support.plays import DIRECT, EAPI_COMMAND, GO_ON, HTTPAPI, commands, host_of, inventory, play
from support.proxy import Proxy, proxying
from support.tiny import free_port

NOBODY = {"ansible_user": None, "ansible_password": None}
PROXY_PASSWORD = "proxy%40lab"  # of which the proxy knows the decoded form


@dataclass(frozen=True)
class Network:
    """A lab, two proxies to it, the second with a password, and certificates."""

    lab: Lab
    proxy: Proxy
    guarded: Proxy
    own_certificate: tuple[Path, Path]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    folder = tmp_path_factory.mktemp("certificates")
    own = pki.make("admin 15")
    specs = [
        SwitchSpec(name="leaf1", http=True, local_http=True, unix_socket=True),
        SwitchSpec(name="leaf2", trusted_client_certificates=(own.certificate_pem.decode(),)),
    ]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        names = {"leaf1": lab["leaf1"].address, "switch.example": lab["leaf1"].address}
        with proxying(names) as proxy, proxying(names, "ops:proxy@lab") as guarded:
            yield Network(lab, proxy, guarded, own.write(folder, "own"))


def _certificate(pair: tuple[Path, Path], **more: Any) -> dict[str, Any]:
    """Variables of a host that shows a client certificate."""
    certificate, key = pair
    named = {"ansible_eapi_client_cert": str(certificate), "ansible_eapi_client_key": str(key)}
    return {"ansible_eapi_auth": "certificate", **named, **NOBODY, **more}


def _ways(network: Network, folder: Path) -> dict[str, dict[str, Any]]:
    """The ways to the switches: name → variables. A name that begins with 'no-' is a way that is closed."""
    lab, leaf1, leaf2 = network.lab, network.lab["leaf1"], network.lab["leaf2"]
    plain = {"ansible_eapi_transport": "http", "ansible_port": leaf1.http_port}
    local = {"ansible_eapi_transport": "http", "ansible_port": leaf1.local_http_port}
    unix = {"ansible_eapi_transport": "unix", "ansible_eapi_socket_path": leaf1.unix_socket}
    authorities = folder / "authorities"
    authorities.mkdir()
    shutil.copy(lab.ca_path, authorities / "lab.pem")
    (authorities / "README").write_text("Not a certificate.\n")
    port = network.guarded.server_address[1]
    return {
        "https": host_of(leaf1),
        "basic": host_of(leaf1, ansible_eapi_auth="basic"),
        "http": host_of(leaf1, **plain),
        "local": host_of(leaf1, **local, **NOBODY),
        "unix": host_of(leaf1, **unix),
        "unix-nobody": host_of(leaf1, **unix, **NOBODY),
        "proxy": host_of(leaf1, ansible_host="leaf1", ansible_eapi_proxy=network.proxy.url),
        "http-proxy": host_of(leaf1, **plain, ansible_eapi_proxy=network.proxy.url)
        | {"ansible_host": "switch.example"},
        "guarded-proxy": host_of(
            leaf1, ansible_host="leaf1", ansible_eapi_proxy=f"http://ops:{PROXY_PASSWORD}@127.0.0.1:{port}"
        ),
        "no-guarded-proxy": host_of(leaf1, ansible_host="leaf1", ansible_eapi_proxy=network.guarded.url),
        "no-proxy": host_of(leaf1, ansible_eapi_proxy=f"http://127.0.0.1:{free_port()}"),
        "ca-folder": host_of(leaf1, ansible_eapi_ca_path=str(authorities)),
        "certificate": host_of(leaf1, **_certificate(lab.client_cert("admin", 15))),
        "certificate-of-privilege-1": host_of(leaf1, **_certificate(lab.client_cert("guest", 1))),
        "certificate-self-signed": host_of(leaf2, **_certificate(network.own_certificate)),
        "no-certificate-self-signed": host_of(leaf1, **_certificate(network.own_certificate)),
        "no-certificate-intermediate": host_of(leaf1, **_certificate(lab.client_cert("admin", 15, "intermediate"))),
        "no-certificate-foreign": host_of(leaf1, **_certificate(lab.client_cert("admin", 15, "foreign"))),
        "no-certificate": host_of(leaf1, ansible_eapi_auth="none", **NOBODY),
    }


@pytest.fixture(scope="module")
def asked(network: Network, runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All ways, asked once over our connection."""
    hosts = _ways(network, tmp_path_factory.mktemp("ways"))
    tasks = [
        commands("Ask", "show hostname"),
        commands("Ask for more", {"cmd": "show running-config section hostname", "format": "text"}, become=True),
    ]
    return runner.playbook([play(tasks, **GO_ON)], _without_none(inventory(network.lab, hosts=hosts)))


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    """The inventory with the shared user and password given to each host that does not set them to None."""
    shared = data["all"]["vars"]
    credentials = {name: shared.pop(name) for name in ("ansible_user", "ansible_password")}
    for name, own in data["all"]["hosts"].items():
        both = {**credentials, **own}
        data["all"]["hosts"][name] = {key: value for key, value in both.items() if value is not None}
    return data


@pytest.mark.parametrize(
    "way",
    [
        "https",
        "basic",
        "http",
        "local",
        "unix",
        "unix-nobody",
        "proxy",
        "http-proxy",
        "guarded-proxy",
        "ca-folder",
        "certificate",
        "certificate-self-signed",
    ],
)
def test_a_way_that_is_open(asked: Run, way: str) -> None:
    name = "leaf2" if way == "certificate-self-signed" else "leaf1"
    assert asked.result(way, "Ask").status == "ok"
    assert asked.result(way, "Ask")["stdout"][0]["hostname"] == name
    assert asked.result(way, "Ask for more")["stdout"][0].splitlines()[0] == f"hostname {name}"


def test_a_certificate_carries_its_privilege(asked: Run) -> None:
    assert asked.result("certificate-of-privilege-1", "Ask").status == "ok"
    more = asked.result("certificate-of-privilege-1", "Ask for more")
    assert more["code"] == 1005
    assert "'enable' failed" in more.msg


@pytest.mark.parametrize(
    ("way", "cause", "cure"),
    [
        ("no-certificate-intermediate", "the switch refused our client certificate", "signed it directly"),
        ("no-certificate", "without credentials (HTTP 401", "ansible_user"),
        ("no-proxy", "the proxy cannot be used: connection refused", "ansible_eapi_proxy"),
        ("no-guarded-proxy", "the proxy cannot be used", "ansible_eapi_proxy"),
    ],
)
def test_a_way_that_is_closed(asked: Run, way: str, cause: str, cure: str) -> None:
    result = asked.result(way, "Ask")
    assert result.status == "unreachable"
    assert way in result.msg
    assert cause in result.msg
    assert cure in result.msg


@pytest.mark.parametrize("kind", ["self-signed", "foreign"])
def test_a_certificate_that_tls_does_not_accept(asked: Run, kind: str) -> None:
    """TLS 1.3 lets the client finish its handshake before the server looks at the certificate and hangs up."""
    result = asked.result(f"no-certificate-{kind}", "Ask")
    assert result.status in ("ignored", "unreachable")
    assert "the switch does not accept the client certificate" in result.msg
    assert f"client-admin-15-{kind}" in result.msg or "own.pem" in result.msg


def test_credentials_in_clear_text_are_a_warning(asked: Run) -> None:
    warned = [line for line in asked.output.splitlines() if "clear text" in line]
    assert warned
    assert all("http-proxy" in line for line in warned)
    assert "https" in warned[0]


def test_requests_seen_by_proxies(asked: Run, network: Network) -> None:
    port = network.lab["leaf1"].https_port
    assert {(one.method, one.target) for one in network.proxy.asked} == {
        ("CONNECT", f"leaf1:{port}"),
        ("POST", f"http://switch.example:{network.lab['leaf1'].http_port}/login"),
        ("POST", f"http://switch.example:{network.lab['leaf1'].http_port}/command-api"),
    }
    assert {one.method for one in network.guarded.asked} == {"CONNECT"}
    assert not any("authorization" in one.headers or "cookie" in one.headers for one in network.guarded.asked)
    assert asked.result("guarded-proxy", "Ask").status == "ok"


def test_passwords_of_a_proxy_are_not_shown(asked: Run) -> None:
    for secret in (PROXY_PASSWORD, "proxy@lab"):
        assert secret not in asked.output
        assert secret not in str([found.result for found in asked.all_results])


def test_over_httpapi(network: Network, runner: AnsibleRunner, tmp_path: Path) -> None:
    """The same options, through the helper of netcommon. Hosts with one address share a helper, so they take turns."""
    chosen = ("https", "http", "unix-nobody", "certificate", "http-proxy", "no-proxy")
    hosts = {name: variables for name, variables in _ways(network, tmp_path).items() if name in chosen}
    data = _without_none(inventory(network.lab, HTTPAPI, hosts=hosts))
    run = runner.playbook([play([commands("Ask", "show hostname")], **GO_ON)], data, "--forks", "1")
    for name in chosen[:-1]:
        assert run.result(name, "Ask")["stdout"][0]["hostname"] == "leaf1"
    assert run.result("no-proxy", "Ask").status == "unreachable"
    assert "the proxy cannot be used" in run.result("no-proxy", "Ask").msg
    assert "clear text" in run.output


# --- The places where options are written ----------------------------------------------------------------------------


def _ask(
    runner: AnsibleRunner, switch_host: dict[str, Any], env: dict[str, str] | None = None, **variables: Any
) -> Run:
    """Ask one switch ad hoc for its privileged configuration's hostname."""
    data = {"all": {"hosts": {"leaf": switch_host}, "vars": {"ansible_connection": DIRECT, **variables}}}
    args = "commands='show running-config section hostname' format=text"
    return runner.adhoc("leaf", EAPI_COMMAND, args, inventory=data, env=env)


def _address(lab: Lab, name: str = "leaf1") -> dict[str, Any]:
    return {"ansible_host": lab[name].address, "ansible_port": lab[name].https_port}


def _stdout(run: Run) -> Any:
    return run.check().result("leaf", EAPI_COMMAND)["stdout"][0].splitlines()[0]


def test_environment_of_a_network_credential(network: Network, runner: AnsibleRunner) -> None:
    """The names that AWX's own Network credential exports."""
    env = {
        "ANSIBLE_NET_USERNAME": network.lab.username,
        "ANSIBLE_NET_PASSWORD": network.lab.password,
        "ANSIBLE_NET_AUTHORIZE": "1",
        "EAPI_CA_PATH": str(network.lab.ca_path),
    }
    assert _stdout(_ask(runner, _address(network.lab), env)) == "hostname leaf1"


def test_our_environment_wins_over_that_of_a_network_credential(network: Network, runner: AnsibleRunner) -> None:
    env = {
        "ANSIBLE_NET_USERNAME": "somebody",
        "ANSIBLE_NET_PASSWORD": "else",
        "EAPI_USERNAME": network.lab.username,
        "EAPI_PASSWORD": network.lab.password,
        "EAPI_ENABLE": "True",
        "EAPI_AUTH": "basic",
        "EAPI_CA_PATH": str(network.lab.ca_path),
    }
    before = network.lab["leaf1"].stats.basic_authentications
    assert _stdout(_ask(runner, _address(network.lab), env)) == "hostname leaf1"
    assert network.lab["leaf1"].stats.basic_authentications == before + 1


def test_variables_win_over_the_environment(network: Network, runner: AnsibleRunner) -> None:
    env = {"EAPI_USERNAME": "somebody", "EAPI_PASSWORD": "else", "EAPI_CA_PATH": "/nowhere", "EAPI_ENABLE": "1"}
    known: dict[str, Any] = {"ansible_user": network.lab.username, "ansible_password": network.lab.password}
    run = _ask(runner, _address(network.lab), env, **known, ansible_eapi_ca_path=str(network.lab.ca_path))
    assert _stdout(run) == "hostname leaf1"


def test_environment_of_the_unix_socket(network: Network, runner: AnsibleRunner) -> None:
    env = {
        "EAPI_TRANSPORT": "unix",
        "EAPI_SOCKET_PATH": str(network.lab["leaf1"].unix_socket),
        "EAPI_ENABLE": "yes",
    }
    assert _stdout(_ask(runner, {"ansible_host": "localhost"}, env)) == "hostname leaf1"


def test_environment_of_a_certificate_and_a_proxy(network: Network, runner: AnsibleRunner) -> None:
    certificate, key = network.lab.client_cert("admin", 15)
    env = {
        "EAPI_AUTH": "certificate",
        "EAPI_CLIENT_CERT": str(certificate),
        "EAPI_CLIENT_KEY": str(key),
        "EAPI_VALIDATE_CERTS": "false",
        "EAPI_PROXY": network.proxy.url,
        "EAPI_ENABLE": "1",
        "EAPI_CONNECT_TIMEOUT": "5",
        "EAPI_COMMAND_TIMEOUT": "7",
        "EAPI_RETRIES": "0",
        "EAPI_VERSION": "latest",
    }
    before = len(network.proxy.asked)
    assert _stdout(_ask(runner, _address(network.lab), env)) == "hostname leaf1"
    assert len(network.proxy.asked) == before + 1
    assert list(network.lab["leaf1"].received)[-1]["params"]["version"] == "latest"


def test_the_environments_proxy_is_left_alone(network: Network, runner: AnsibleRunner) -> None:
    dead = f"http://127.0.0.1:{free_port()}"
    env = {"HTTPS_PROXY": dead, "https_proxy": dead, "ALL_PROXY": dead, "EAPI_ENABLE": "1"}
    known: dict[str, Any] = {"ansible_user": network.lab.username, "ansible_password": network.lab.password}
    run = _ask(runner, _address(network.lab), env, **known, ansible_eapi_ca_path=str(network.lab.ca_path))
    assert _stdout(run) == "hostname leaf1"


@pytest.mark.parametrize("password", ["ansible_password", "ansible_httpapi_pass", "ansible_httpapi_password"])
def test_an_inventory_of_httpapi(network: Network, runner: AnsibleRunner, password: str) -> None:
    """Made for arista.eos: nothing changes but ansible_connection."""
    run = _ask(
        runner,
        {"ansible_host": network.lab["leaf1"].address},
        ansible_network_os="arista.eos.eos",
        ansible_user=network.lab.username,
        **cast("dict[str, Any]", {password: network.lab.password}),
        ansible_become=True,
        ansible_become_method="enable",
        ansible_httpapi_port=network.lab["leaf1"].https_port,
        ansible_httpapi_use_ssl=True,
        ansible_httpapi_validate_certs=True,
        ansible_httpapi_ca_path=str(network.lab.ca_path),
        ansible_command_timeout=20,
    )
    assert _stdout(run) == "hostname leaf1"


def test_an_inventory_of_httpapi_with_certificates(network: Network, runner: AnsibleRunner) -> None:
    certificate, key = network.lab.client_cert("admin", 15)
    run = _ask(
        runner,
        {"ansible_host": network.lab["leaf1"].address},
        ansible_eapi_auth="certificate",
        ansible_become=True,
        ansible_become_method="enable",
        ansible_httpapi_port=network.lab["leaf1"].https_port,
        ansible_httpapi_use_ssl=True,
        ansible_httpapi_validate_certs=False,
        ansible_httpapi_client_cert=str(certificate),
        ansible_httpapi_client_key=str(key),
    )
    assert _stdout(run) == "hostname leaf1"


def test_an_inventory_of_httpapi_without_tls(network: Network, runner: AnsibleRunner) -> None:
    run = _ask(
        runner,
        {"ansible_host": network.lab["leaf1"].address},
        ansible_user=network.lab.username,
        ansible_password=network.lab.password,
        ansible_become=True,
        ansible_become_method="enable",
        ansible_httpapi_port=network.lab["leaf1"].http_port,
        ansible_httpapi_use_ssl=False,
    )
    assert _stdout(run) == "hostname leaf1"


@pytest.mark.parametrize("connection", [DIRECT, HTTPAPI])
def test_an_ipv6_address(tmp_path: Path, ansible: AnsibleRunner, connection: str) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf6", address="::1")]) as lab:
        play_of_one = play([commands("Ask", "show hostname"), commands("Miss", "show nonsense", ignore_errors=True)])
        run = ansible.playbook([play_of_one], inventory(lab, connection)).check()
        assert run.result("leaf6", "Ask")["stdout"][0]["hostname"] == "leaf6"
        assert f"https://[::1]:{lab['leaf6'].https_port}" in run.result("leaf6", "Miss").msg
