# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What is configured of the API takes effect on real sockets: VRFs, ports, SSL profiles, access groups, restarts."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import Lab, LabSwitch, SwitchSpec, pki
from support.waiting import PATIENCE, wait_until

Client = Any
Connect = Callable[..., Client]
API, SERVER = "management api http-commands", "management http-server"
SHOW = f"show {API}"
ROOT = pki.make("root", authority=True)
CLIENTS = pki.make("clients' root", authority=True)
REQUEST = json.dumps({"jsonrpc": "2.0", "method": "runCmds", "id": 1, "params": {"version": 1, "cmds": []}})


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), 2, unix_socket=True, restart_seconds=0.02) as running:
        yield running


@pytest.fixture
def leaf(lab: Lab) -> Iterator[LabSwitch]:
    """A switch that gets its configuration and its files back."""
    switch = lab["leaf1"]
    before = switch.switch.running.copy()
    switch.stats.reset()
    yield switch
    switch.faults.clear()
    switch.restart_seconds = 0.02
    for system in switch.switch.files.values():
        system.clear()
    switch.switch.running.replace(before)
    switch.run("show hostname")


def configure(leaf: LabSwitch, *lines: str) -> None:
    leaf.run("configure", *lines)


def status(leaf: LabSwitch) -> Any:
    return leaf.run(SHOW, text=False)[0]


def status_text(leaf: LabSwitch) -> list[str]:
    lines: list[str] = leaf.run(SHOW)[0].splitlines()
    return lines


def https(leaf: LabSwitch) -> list[tuple[str, int]]:
    """Where HTTPS sockets are open."""
    return sorted((address, port) for kind, address, port in leaf.sockets if kind == "https")


def opens(address: str, port: int, source: str = "127.0.0.1") -> bool:
    """Whether a connection is accepted and kept."""
    try:
        with socket.create_connection((address, port), timeout=2, source_address=(source, 0)) as connection:
            connection.settimeout(0.15)
            return connection.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def presented(address: str, port: int = 8443, **versions: ssl.TLSVersion) -> tuple[bytes, str | None]:
    """The certificate of a server, as DER, and the TLS version."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name, version in versions.items():
        setattr(context, name, version)
    with (
        socket.create_connection((address, port), timeout=60) as connection,
        context.wrap_socket(connection) as tls,
    ):
        return tls.getpeercert(binary_form=True) or b"", tls.version()


# --- VRFs and addresses -----------------------------------------------------------------------------------------------


def test_spare_addresses_are_nobody_elses(lab: Lab) -> None:
    addresses = [address for switch in lab for address in (switch.address, *switch.spare_addresses)]
    assert len(set(addresses)) == 4 * len(lab)
    assert all(address.startswith("127.") and not address.startswith("127.0.0.") for address in addresses)


def test_every_vrf_has_sockets_of_its_own(lab: Lab, leaf: LabSwitch) -> None:
    one, two, _three = leaf.spare_addresses
    configure(
        leaf,
        *("vrf instance RED", "vrf instance BLUE"),
        *("interface Loopback1", "vrf RED", f"ip address {one}/32"),
        *("interface Loopback2", "vrf BLUE", f"ip address {two}/32"),
    )
    assert https(leaf) == [(leaf.address, 8443)]
    configure(leaf, API, "vrf RED", "no shutdown")
    assert https(leaf) == [(one, 8443)]
    assert status(leaf)["vrfs"] == ["RED"]
    configure(leaf, API, "vrf default", "no shutdown", "vrf BLUE", "no shutdown")
    assert https(leaf) == sorted([(leaf.address, 8443), (one, 8443), (two, 8443)])
    model = status(leaf)
    assert (model["vrf"], model["vrfs"]) == ("BLUE", ["BLUE", "RED", "default"])
    assert {f"Loopback1   : https://{one}:8443", f"Loopback2   : https://{two}:8443"} < set(model["urls"])
    assert "VRFs:               BLUE,RED,default" in status_text(leaf)
    context = ssl.create_default_context(cafile=str(lab.ca_path))
    for address, port in https(leaf):
        with (
            socket.create_connection((address, port), timeout=60) as connection,
            context.wrap_socket(connection, server_hostname=address) as tls,
        ):
            tls.sendall(b"HEAD / HTTP/1.0\r\n\r\n")
            assert tls.recv(100).startswith(b"HTTP/1.0 200")
    configure(leaf, "interface Loopback2", "shutdown")
    assert (two, 8443) not in https(leaf)
    configure(leaf, API, "shutdown")
    assert https(leaf) == []
    assert status(leaf)["vrfs"] == []


def test_a_vrf_without_the_global_switch_serves_nothing(leaf: LabSwitch) -> None:
    configure(leaf, "vrf instance RED", API, "shutdown", "vrf RED", "no shutdown")
    assert leaf.sockets == set()
    lines = status_text(leaf)
    assert lines[:2] == ["Enabled:            No", "HTTPS server:       enabled, set to use port 443"]
    assert "VRFs:               None" in lines


def test_a_vrf_that_does_not_exist_is_never_served(leaf: LabSwitch) -> None:
    configure(leaf, API, "vrf NOWHERE", "no shutdown")
    assert https(leaf) == []
    assert status(leaf)["httpsServer"] == {"configured": True, "running": False, "port": 443}
    assert "HTTPS server:       starting, set to use port 443" in status_text(leaf)


def test_a_vrf_without_a_local_address_is_served_all_the_same(leaf: LabSwitch) -> None:
    """The server runs; nobody gets at it from here."""
    configure(leaf, "vrf instance RED", API, "vrf RED", "no shutdown")
    assert https(leaf) == []
    assert status(leaf)["httpsServer"]["running"] is True
    assert status(leaf)["vrfs"] == ["RED"]


def test_several_addresses_of_one_vrf(leaf: LabSwitch) -> None:
    configure(leaf, "interface Management1", f"ip address {leaf.spare_addresses[0]}/8 secondary")
    assert https(leaf) == sorted([(leaf.address, 8443), (leaf.spare_addresses[0], 8443)])


# --- ports ------------------------------------------------------------------------------------------------------------


def test_lines_of_both_sections(leaf: LabSwitch) -> None:
    configure(leaf, API, "protocol http", SERVER, "protocol https port 9443")
    assert (leaf.https_port, leaf.http_port) == (9443, 8000)
    assert leaf.run("show management http-server")[0].splitlines()[-1].split() == [
        *("default", "HTTPS:", "port", "9443,", "HTTP:", "port", "80", "http-commands"),
    ]


def test_two_servers_on_one_port(leaf: LabSwitch) -> None:
    configure(leaf, API, "protocol http port 443")
    assert (leaf.https_port, leaf.http_port) == (8443, None)
    assert status(leaf)["httpServer"] == {"configured": True, "running": False, "port": 443}
    assert "HTTP server:        starting, set to use port 443" in status_text(leaf)
    configure(leaf, API, "no protocol https")
    assert (leaf.https_port, leaf.http_port) == (None, 8443)


def test_the_local_server_on_a_port_in_use(leaf: LabSwitch) -> None:
    configure(leaf, API, "protocol http localhost port 8443")
    assert status(leaf)["localHttpServer"] == {"configured": True, "running": False, "port": 8443}
    assert opens(leaf.address, 8443)


def test_a_port_of_somebody_else_comes_up_when_it_is_free(leaf: LabSwitch) -> None:
    with socket.create_server((leaf.address, 9999)):
        configure(leaf, API, "protocol https port 9999", "protocol http")
        assert (leaf.https_port, leaf.http_port) == (None, 8000)
        model = status(leaf)
        assert model["httpsServer"] == {"configured": True, "running": False, "port": 9999}
        assert model["vrfs"] == ["default"]
        assert f"Management1 : http://{leaf.address}:8000" in model["urls"]
        assert not any("https" in url for url in model["urls"])
    configure(leaf, "hostname changed")
    assert leaf.https_port == 9999


def test_a_lab_that_asks_for_one_port_twice_starts(tmp_path: Path) -> None:
    config = f"{API}\n   protocol http port 443"
    with Lab(tmp_path, [SwitchSpec(name="a", config=config)]) as lab:
        assert (lab["a"].https_port, lab["a"].http_port) == (8443, None)


def test_the_mark_of_packets(leaf: LabSwitch) -> None:
    configure(leaf, SERVER, "qos dscp 10")
    (door,) = leaf.listeners.open["https", leaf.address].socket.sockets  # type: ignore[attr-defined]
    assert door.getsockopt(socket.IPPROTO_IP, socket.IP_TOS) == 40
    assert status(leaf)["dscpValue"] == 10


# --- SSL profiles -----------------------------------------------------------------------------------------------------


def put(leaf: LabSwitch, name: str, pair: pki.Pair) -> None:
    """Store a certificate and its key."""
    leaf.switch.files["certificate"][f"{name}.crt"] = pair.certificate_pem.decode()
    leaf.switch.files["sslkey"][f"{name}.key"] = pair.key_pem.decode()


def use_profile(leaf: LabSwitch, *lines: str) -> None:
    configure(
        leaf,
        *("management security", "ssl profile API", "certificate api.crt key api.key", *lines),
        *(SERVER, "protocol https ssl profile API"),
    )


def server_pair(leaf: LabSwitch) -> pki.Pair:
    return pki.make("api", ROOT, hosts=(leaf.address,))


def der(pair: pki.Pair) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return pair.certificate.public_bytes(Encoding.DER)


def test_a_profiles_certificate_is_presented_and_followed(leaf: LabSwitch) -> None:
    pair = server_pair(leaf)
    put(leaf, "api", pair)
    use_profile(leaf)
    assert presented(leaf.address)[0] == der(pair)
    assert status(leaf)["sslProfile"] == {"name": "API", "configured": True, "state": "valid"}
    renewed = server_pair(leaf)
    put(leaf, "api", renewed)
    leaf.switch.running.touch()
    leaf.run("show hostname")
    assert presented(leaf.address)[0] == der(renewed)
    configure(leaf, SERVER, "no protocol https ssl profile")
    assert presented(leaf.address)[0] not in (der(pair), der(renewed))


def test_a_chain_is_presented(leaf: LabSwitch) -> None:
    middle = pki.make("middle", ROOT, authority=True)
    put(leaf, "api", pki.make("api", middle, hosts=(leaf.address,)))
    leaf.switch.files["certificate"]["middle.crt"] = middle.certificate_pem.decode()
    context = ssl.create_default_context(cadata=ROOT.certificate_pem.decode())

    def verify() -> bool:
        try:
            with socket.create_connection((leaf.address, 8443), timeout=60) as connection:
                context.wrap_socket(connection, server_hostname=leaf.address).close()
        except ssl.SSLCertVerificationError:
            return False
        return True

    use_profile(leaf)
    assert not verify()
    configure(leaf, "management security", "ssl profile API", "chain certificate middle.crt")
    assert verify()


@pytest.mark.parametrize(("versions", "spoken"), [("1.2", "TLSv1.2"), ("1.3", "TLSv1.3"), ("1.2 1.3", "TLSv1.3")])
def test_tls_versions(leaf: LabSwitch, versions: str, spoken: str) -> None:
    put(leaf, "api", server_pair(leaf))
    use_profile(leaf, f"tls versions {versions}")
    assert presented(leaf.address)[1] == spoken
    assert status(leaf)["tlsProtocol"] == versions.split()
    if versions == "1.2":
        with pytest.raises(ssl.SSLError):
            presented(leaf.address, minimum_version=ssl.TLSVersion.TLSv1_3)
    if versions == "1.3":
        with pytest.raises(ssl.SSLError):
            presented(leaf.address, maximum_version=ssl.TLSVersion.TLSv1_2)


def test_ciphers(leaf: LabSwitch) -> None:
    put(leaf, "api", server_pair(leaf))
    use_profile(leaf, "tls versions 1.2", "cipher-list ECDHE-ECDSA-AES128-GCM-SHA256")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((leaf.address, 8443), timeout=60) as connection,
        context.wrap_socket(connection) as tls,
    ):
        cipher = tls.cipher()
    assert cipher is not None
    assert cipher[0] == "ECDHE-ECDSA-AES128-GCM-SHA256"


@pytest.mark.parametrize("trusted", ["authority", "itself"])
def test_only_the_profiles_trust_counts(
    lab: Lab, leaf: LabSwitch, connect: Connect, tmp_path: Path, trusted: str
) -> None:
    robot = pki.make("robot 15 some more", CLIENTS)
    foreign = pki.make("robot 15", ROOT)
    leaf.switch.files["certificate"]["trust.crt"] = (
        CLIENTS if trusted == "authority" else robot
    ).certificate_pem.decode()
    put(leaf, "api", lab.authorities.server_certificate(leaf.address))
    use_profile(leaf, "trust certificate trust.crt")
    client = connect(leaf, cert=robot.write(tmp_path, "robot"))
    client.auth = None
    assert "result" in client.rpc("enable", "show running-config")
    assert "robot" in leaf.switch.api.users
    for cert in (lab.client_cert("admin", 15), foreign.write(tmp_path, "foreign")):
        stranger = connect(leaf, cert=cert)
        stranger.auth = None
        with pytest.raises((ssl.SSLError, ConnectionError)):
            stranger.rpc("show hostname")
    assert "result" in connect(leaf).rpc("show hostname"), "a password still does"


def test_a_client_below_a_client_is_refused(lab: Lab, leaf: LabSwitch, connect: Connect, tmp_path: Path) -> None:
    middle = pki.make("robot 15", CLIENTS, authority=True)
    below = pki.make("mallory 15", middle)
    leaf.switch.files["certificate"]["trust.crt"] = CLIENTS.certificate_pem.decode()
    put(leaf, "api", lab.authorities.server_certificate(leaf.address))
    use_profile(leaf, "trust certificate trust.crt")
    pair = pki.Pair(below.certificate, below.key, (middle.certificate,))
    client = connect(leaf, cert=pair.write(tmp_path, "below"))
    client.auth = None
    client.request("POST", "/command-api", REQUEST)
    assert client.status == 400


def test_a_certificate_for_clients_leaves_the_service_starting(leaf: LabSwitch) -> None:
    put(leaf, "api", pki.make("api", ROOT))
    configure(leaf, API, "protocol http")
    use_profile(leaf)
    assert {kind for kind, _address, _port in leaf.sockets} == {"unix"}
    lines = status_text(leaf)
    assert lines[:8] == [
        "! Error testing new configuration. nginx: [emerg] SSL Certificate does not have extended key attrs set "
        "correctly",
        "nginx: configuration file /etc/nginx/nginx-mgmt.conf test failed",
        "",
        "Enabled:            Yes",
        "HTTPS server:       starting, set to use port 443",
        "HTTP server:        starting, set to use port 80",
        "Local HTTP server:  shutdown, no authentication, set to use port 8080",
        "Unix Socket server: running, no authentication",
    ]
    assert {"VRFs:               None", "SSL Profile:        API, valid"} < set(lines)
    assert lines[-3].rstrip() == "URLs"
    put(leaf, "api", server_pair(leaf))
    leaf.switch.running.touch()
    leaf.run("show hostname")
    assert (leaf.https_port, leaf.http_port) == (8443, 8000)
    assert status_text(leaf)[0] == "Enabled:            Yes"


@pytest.mark.parametrize("wrong", ["missing profile", "missing files", "other key", "expired"])
def test_an_invalid_profile_serves_nothing(leaf: LabSwitch, wrong: str) -> None:
    if wrong == "missing profile":
        configure(leaf, SERVER, "protocol https ssl profile API")
    else:
        if wrong == "other key":
            put(leaf, "api", server_pair(leaf))
            leaf.switch.files["sslkey"]["api.key"] = ROOT.key_pem.decode()
        if wrong == "expired":
            put(leaf, "api", pki.make("api", ROOT, hosts=(leaf.address,), days=-1))
        use_profile(leaf)
    assert leaf.https_port is None
    assert status(leaf)["sslProfile"] == {"name": "API", "configured": wrong != "missing profile", "state": "invalid"}
    assert status_text(leaf)[1] == "HTTPS server:       starting, set to use port 443"
    assert "result" in leaf_unix(leaf)


def leaf_unix(leaf: LabSwitch) -> Any:
    """A reply over the unix socket."""
    assert leaf.unix_socket is not None
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(leaf.unix_socket)
        head = f"POST /command-api HTTP/1.0\r\nContent-Length: {len(REQUEST)}\r\n\r\n"
        connection.sendall((head + REQUEST).encode())
        reply = b"".join(iter(lambda: connection.recv(65536), b""))
    return json.loads(reply.split(b"\r\n\r\n", 1)[1])


def test_a_default_certificate_as_real_switches_have(tmp_path: Path) -> None:
    with Lab(tmp_path, [SwitchSpec(name="a", default_certificate="self-signed")]) as lab:
        context = ssl.create_default_context(cafile=str(lab.ca_path))
        with (
            socket.create_connection((lab["a"].address, 8443), timeout=60) as connection,
            pytest.raises(ssl.SSLCertVerificationError, match="self-signed certificate"),
        ):
            context.wrap_socket(connection, server_hostname=lab["a"].address)
    with pytest.raises(ValueError, match="default_certificate is lab or self-signed, not 'none'"):
        SwitchSpec(default_certificate="none")


# --- access groups ----------------------------------------------------------------------------------------------------


def test_an_access_group_keeps_sources_out(leaf: LabSwitch) -> None:
    configure(leaf, API, "vrf default", "no shutdown", "ip access-group HOSTS in")
    assert opens(leaf.address, 8443), "a list that does not exist permits everything"
    configure(leaf, "ip access-list HOSTS", "permit tcp host 127.0.0.7 any eq https", "exit")
    assert opens(leaf.address, 8443, source="127.0.0.7")
    assert not opens(leaf.address, 8443, source="127.0.0.8")
    configure(leaf, "ip access-list HOSTS", "permit ip 127.0.0.8/30 any", "exit")
    assert opens(leaf.address, 8443, source="127.0.0.8")
    assert not opens(leaf.address, 8443, source="127.0.0.1")
    configure(leaf, API, "vrf default", "no ip access-group HOSTS")
    assert opens(leaf.address, 8443)


def test_an_access_group_counts_in_its_vrf_alone(leaf: LabSwitch) -> None:
    spare = leaf.spare_addresses[0]
    configure(
        leaf,
        *("vrf instance RED", "interface Loopback1", "vrf RED", f"ip address {spare}/32"),
        *("ip access-list standard NOBODY", "deny any", "exit"),
        *(API, "vrf default", "no shutdown", "vrf RED", "no shutdown", "ip access-group NOBODY"),
    )
    assert opens(leaf.address, 8443)
    assert not opens(spare, 8443)
    (entry,) = leaf.run(f"{SHOW} ip access-list summary", text=False)[0]["ipAclList"]["aclList"]
    assert entry == {"type": "Ip4Acl", "name": "NOBODY", "configuredVrfs": ["RED"], "activeVrfs": ["RED"]}


def test_an_access_group_cuts_who_is_there_already(leaf: LabSwitch, connect: Connect) -> None:
    configure(leaf, API, "vrf default", "no shutdown", "ip access-list standard NOBODY", "deny any", "exit")
    client = connect(leaf)
    assert "result" in client.rpc("show hostname")
    assert "result" in client.rpc("enable", "configure", API, "vrf default", "ip access-group NOBODY in")
    wait_until(lambda: not opens(leaf.address, 8443))
    wait_until(lambda: not leaf.listeners.open["https", leaf.address].server.connections)
    with pytest.raises((HTTPException, ConnectionError, ssl.SSLError)):
        client.rpc("show hostname")


def test_ipv6_access_groups(tmp_path: Path) -> None:
    config = f"{API}\n   protocol https port 18444\n   vrf default\n      no shutdown\n      ipv6 access-group SIX\n"
    with Lab(tmp_path, [SwitchSpec(name="a", address="::1", config=config)]) as lab:
        assert opens("::1", 18444, source="::1")
        lab["a"].run("configure", "ipv6 access-list SIX", "deny ipv6 any any", "exit")
        assert not opens("::1", 18444, source="::1")
        assert lab["a"].run(SHOW, text=False)[0]["urls"][-1] == "Management1 : https://[::1]:18444"


# --- what else takes effect -------------------------------------------------------------------------------------------


def test_the_session_timeout(leaf: LabSwitch, connect: Connect) -> None:
    configure(leaf, API, "session timeout 2")
    client = connect(leaf)
    assert client.login("admin", "admin-lab") == 200
    (session,) = leaf.sessions.sessions.values()
    assert 100 < session.expires - time.time() <= 120
    session.expires = time.time() - 1
    client.request("POST", "/command-api", REQUEST)
    assert client.status == 401


def test_pages_of_other_origins(leaf: LabSwitch, connect: Connect) -> None:
    configure(leaf, SERVER, "cors allowed-origin https://portal.example")
    client = connect(leaf)
    client.request("POST", "/command-api", REQUEST, Origin="https://portal.example")
    assert client.headers["Access-Control-Allow-Origin"] == "https://portal.example"
    client.request("POST", "/command-api", REQUEST, Origin="https://evil.example")
    assert client.headers["Access-Control-Allow-Origin"] is None
    client.auth = None
    client.request("OPTIONS", "/command-api", Origin="https://portal.example")
    assert (client.status, "POST" in client.headers["Access-Control-Allow-Methods"]) == (200, True)
    client.request("OPTIONS", "/command-api", Origin="https://evil.example")
    assert client.status != 200
    assert status(leaf)["corsOrigins"] == ["https://portal.example"]


def test_the_explorer_can_be_switched_off(leaf: LabSwitch, connect: Connect) -> None:
    client = connect(leaf)
    client.request("GET", "/")
    assert client.status == 200
    configure(leaf, SERVER, "no default-services")
    client = connect(leaf)
    client.request("GET", "/")
    assert client.status == 404
    assert "result" in client.rpc("show hostname")


# --- restarts ---------------------------------------------------------------------------------------------------------


def test_a_restart_answers_502_and_drops_connections(leaf: LabSwitch, connect: Connect) -> None:
    client = connect(leaf)
    client.login("admin", "admin-lab")
    leaf.restart_seconds = 5.0
    reply = client.rpc("enable", "configure", API, "session timeout 5", id="mine")
    assert reply["id"] == "mine", "the reply to the request that causes it goes out first"
    wait_until(lambda: leaf.switch.api.running == {})
    with pytest.raises((HTTPException, ConnectionError)):
        client.rpc("show hostname")
    client.request("POST", "/command-api", REQUEST)
    assert (client.status, client.headers["Content-Type"].split(";")[0]) == (502, "text/html")
    assert client.headers["Connection"] == "close"
    wait_until(lambda: leaf.switch.api.running != {})
    assert "result" in client.rpc("show hostname"), "the cookie is still good"


def test_sockets_that_move_are_closed_until_the_restart_is_over(leaf: LabSwitch, connect: Connect) -> None:
    leaf.restart_seconds = 3.0
    client = connect(leaf)
    started = time.monotonic()
    assert "result" in client.rpc("enable", "configure", API, "protocol https port 9443")
    wait_until(lambda: not opens(leaf.address, 8443))
    assert not opens(leaf.address, 9443)
    wait_until(lambda: leaf.https_port == 9443)
    assert time.monotonic() - started >= 3.0
    assert opens(leaf.address, 9443)


def test_a_large_reply_is_not_cut(leaf: LabSwitch, connect: Connect) -> None:
    configure(leaf, API, "no protocol unix-socket")
    reply = connect(leaf).rpc("enable", "configure", API, "session timeout 6", "show tech-support", format="text")
    assert len(reply["result"][-1]["output"]) >= 200_000


def test_other_configuration_restarts_nothing(leaf: LabSwitch, connect: Connect) -> None:
    leaf.restart_seconds = 5.0
    client = connect(leaf)
    access_list = ("ip access-list A", "permit ip any any", "exit")
    client.rpc("enable", "configure", "hostname other", "interface Loopback9", *access_list)
    client.rpc("enable", "configure", API, "vrf default", "no shutdown", "ip access-group A in")
    configure(leaf, "hostname another")
    assert "result" in client.rpc("show hostname")
    assert leaf.stats.connections == 1


def test_a_lab_stops_amid_a_restart(tmp_path: Path) -> None:
    with Lab(tmp_path, 1, restart_seconds=2 * PATIENCE) as lab:
        lab.call(_enter(lab["leaf1"]))
        wait_until(lambda: lab["leaf1"].switch.api.running == {})
        started = time.monotonic()
    assert time.monotonic() - started < PATIENCE


async def _enter(leaf: LabSwitch) -> None:
    from lab.eos.cli import load

    load(leaf.switch, leaf.switch.running, f"{API}\n   session timeout 9\n")
    leaf._lab.spawn(leaf.listeners)


# --- no API -----------------------------------------------------------------------------------------------------------


def test_a_bare_switch(tmp_path: Path) -> None:
    with Lab(tmp_path, 2, api=False) as lab:
        leaf = lab["leaf1"]
        assert API not in leaf.running_config()
        assert leaf.sockets == set()
        host = yaml.safe_load(lab.inventory_path.read_text())["switches"]["hosts"]["leaf1"]
        assert (host["ansible_eapi_transport"], host["ansible_port"]) == ("ssh", leaf.ssh_port)
        assert (leaf.https_port, leaf.http_port, leaf.local_http_port, leaf.unix_socket) == (None, None, None, None)
        assert status(leaf)["enabled"] is False
        leaf.run("configure", API, "no shutdown")
        assert https(leaf) == [(leaf.address, 8443)]
