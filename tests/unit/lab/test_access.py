# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Who comes in, and who does not."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab import Lab, LabSwitch, SwitchSpec

Client = Any
Connect = Callable[..., Client]
LOGINS = ("sessions", "missing", "none")
BAD = b"Unable to authenticate user: Bad username/password combination"


@pytest.mark.parametrize("auth", ["admin:wrong", "nobody:admin-lab", "admin:", ":"])
def test_wrong_passwords(client: Client, leaf: LabSwitch, auth: str) -> None:
    client.auth = auth
    assert client.request("POST", "/command-api", "{}") == BAD
    assert client.status == 401
    assert client.headers["WWW-Authenticate"].startswith("Basic ")
    assert (leaf.stats.unauthorized, leaf.stats.commands) == (1, 0)


def test_no_credentials(client: Client) -> None:
    client.auth = None
    client.request("POST", "/command-api", "{}")
    assert client.status == 401


def test_basic_authentication_is_counted(client: Client, leaf: LabSwitch) -> None:
    client.rpc("show hostname")
    client.rpc("show hostname", "show version")
    stats = leaf.stats
    assert (stats.basic_authentications, stats.command_requests, stats.commands) == (2, 2, 3)
    assert (stats.connections, stats.tls_handshakes, stats.logins) == (1, 1, 0)


class TestCookies:
    def test_login_use_logout(self, client: Client, leaf: LabSwitch) -> None:
        assert client.login("admin", "admin-lab") == 200
        name, *attributes = client.headers["Set-Cookie"].split(";")
        assert name.startswith("Session=")
        assert [attribute.split("=")[0] for attribute in attributes] == ["Expires", "Path", "HttpOnly"]
        assert "result" in client.rpc("show hostname")
        client.request("POST", "/logout", Content_Length="0")
        assert client.status == 200
        client.request("POST", "/logout")
        assert client.status == 400
        client.request("POST", "/command-api", "{}")
        assert client.status == 401
        stats = leaf.stats
        assert (stats.logins, stats.logouts, stats.basic_authentications, stats.unauthorized) == (1, 1, 0, 1)

    def test_failed_login(self, client: Client, leaf: LabSwitch) -> None:
        assert client.login("admin", "wrong") == 401
        assert client.body == BAD
        assert "Set-Cookie" not in client.headers
        assert (leaf.stats.failed_logins, leaf.stats.logins) == (1, 0)

    @pytest.mark.parametrize(("body", "status"), [("", 400), ("nonsense", 400), ("[1]", 401), ('{"username": 1}', 401)])
    def test_malformed_logins(self, client: Client, body: str, status: int) -> None:
        client.auth = None
        client.request("POST", "/login", body)
        assert client.status == status

    def test_validation(self, client: Client, leaf: LabSwitch) -> None:
        client.login("admin", "admin-lab")
        client.request("POST", "/login", "{}")
        assert client.status == 200
        leaf.sessions.expire_all()
        client.request("POST", "/login", "{}")
        assert client.status == 401
        assert (leaf.stats.validations, leaf.stats.logins) == (2, 1)

    def test_expiry(self, client: Client, leaf: LabSwitch) -> None:
        client.login("admin", "admin-lab")
        (session,) = leaf.sessions.sessions.values()
        assert session.expires == pytest.approx(time.time() + 86400, abs=60)
        session.expires = time.time() - 1
        client.request("POST", "/command-api", "{}")
        assert client.status == 401
        assert not leaf.sessions.sessions

    def test_the_configured_timeout(self, client: Client, leaf: LabSwitch) -> None:
        leaf.run("configure", "management api http-commands", "session timeout 5")
        client.login("admin", "admin-lab")
        (session,) = leaf.sessions.sessions.values()
        assert session.expires == pytest.approx(time.time() + 300, abs=60)
        leaf.run("configure", "management api http-commands", "no session timeout")

    def test_attributes_echoed_with_the_cookie_are_ignored(self, client: Client) -> None:
        client.login("admin", "admin-lab")
        client.cookie = f" {client.headers['Set-Cookie']}"
        assert "result" in client.rpc("show hostname")

    def test_a_password_beside_a_stale_cookie(self, client: Client) -> None:
        client.cookie = "Session=stale"
        assert "result" in client.rpc("show hostname")

    def test_one_time_passwords_work_once(self, client: Client, leaf: LabSwitch) -> None:
        leaf.add_one_time_password("111111")
        assert client.login("otp", "111111") == 200
        assert "result" in client.rpc("show hostname")
        assert client.login("otp", "111111") == 401


def test_old_releases_have_no_login(tmp_path: Path, connect: Connect) -> None:
    old, without, none = (SwitchSpec(name=name, login=login) for name, login in zip("abc", LOGINS, strict=True))
    with Lab(tmp_path, [replace(old, eos="4.15.0F"), without, none]) as lab:
        assert connect(lab["a"]).login("admin", "admin-lab") == 404
        assert connect(lab["b"]).login("admin", "admin-lab") == 404
        client = connect(lab["c"])
        assert client.login("admin", "admin-lab") == 200
        assert client.cookie == "Session=None"
        client.request("POST", "/command-api", "{}")
        assert client.status == 401


@pytest.mark.parametrize("kind", ["local", "unix"])
def test_on_box_servers_ask_for_nothing(connect: Connect, leaf: LabSwitch, kind: str) -> None:
    client = connect(leaf, kind)
    client.auth = None
    assert client.rpc("enable", "show hostname")["result"][1]["hostname"] == "leaf1"


def test_http_asks_for_credentials(connect: Connect, leaf: LabSwitch) -> None:
    client = connect(leaf, "http")
    assert "result" in client.rpc("show hostname")
    client.auth = None
    client.request("POST", "/command-api", "{}")
    assert client.status == 401


class TestPrivilege:
    def test_operators_are_refused(self, client: Client, lab: Lab) -> None:
        client.auth = f"{lab.operator}:{lab.operator_password}"
        error = client.rpc("enable")["error"]
        assert error["code"] == 1005
        assert error["message"] == "CLI command 1 of 1 'enable' failed: permission to run command denied"
        assert error["data"] == [{"errors": ["Authorization denied for command 'enable'"]}]

    def test_operators_may_look(self, client: Client, lab: Lab) -> None:
        client.auth = f"{lab.operator}:{lab.operator_password}"
        assert "result" in client.rpc("show version")

    def test_enable_password(self, tmp_path: Path, connect: Connect) -> None:
        with Lab(tmp_path, [SwitchSpec(name="a", enable_password="hunter2")]) as lab:
            client = connect(lab["a"])
            assert client.rpc("enable")["error"]["code"] == 1005
            wrong = client.rpc({"cmd": "enable", "input": "wrong"})["error"]
            assert (wrong["code"], wrong["data"]) == (1005, [{"errors": ["", "Bad secret"]}])
            assert "result" in client.rpc({"cmd": "enable", "input": "hunter2"}, "show running-config")

    def test_users_of_the_configuration(self, client: Client, leaf: LabSwitch) -> None:
        leaf.run("configure", "username eve privilege 15 secret 0 letmein")
        client.auth = "eve:letmein"
        assert "result" in client.rpc("enable")
        leaf.run("configure", "no username eve")
        client.request("POST", "/command-api", "{}")
        assert client.status == 401


class TestClientCertificates:
    def client(self, lab: Lab, connect: Connect, *args: Any, **kwargs: Any) -> Client:
        client = connect(lab["leaf1"], cert=lab.client_cert(*args, **kwargs))
        client.auth = None
        return client

    def test_signed_by_the_trusted_authority(self, lab: Lab, connect: Connect) -> None:
        assert "result" in self.client(lab, connect, "robot", 15).rpc("enable", "show running-config")

    def test_the_privilege_counts(self, lab: Lab, connect: Connect) -> None:
        assert self.client(lab, connect, "reader", 1).rpc("enable")["error"]["code"] == 1005

    @pytest.mark.parametrize("privilege", [0, 16])
    def test_privileges_out_of_range(self, lab: Lab, connect: Connect, privilege: int) -> None:
        client = self.client(lab, connect, "robot", privilege)
        client.request("POST", "/command-api", "{}")
        assert client.status == 400

    def test_an_authority_in_between_is_not_trusted(self, lab: Lab, connect: Connect) -> None:
        client = self.client(lab, connect, "robot", 15, "intermediate")
        client.request("POST", "/command-api", "{}")
        assert client.status == 400
        assert b"SSL certificate error" in client.body

    @pytest.mark.parametrize(("kind", "days"), [("self-signed", 30), ("foreign", 30), ("signed", -1)])
    def test_untrusted_and_expired(self, lab: Lab, leaf: LabSwitch, connect: Connect, kind: str, days: int) -> None:
        client = self.client(lab, connect, "robot", 15, kind, days)
        with pytest.raises((ssl.SSLError, ConnectionError)):
            client.rpc("show hostname")
        assert leaf.stats.requests == 0

    def test_a_trusted_self_signed_certificate(self, lab: Lab, tmp_path: Path, connect: Connect) -> None:
        certificate, key = lab.client_cert("solo", 15, "self-signed")
        spec = SwitchSpec(name="a", trust_client_ca=False, trusted_client_certificates=(certificate.read_text(),))
        with Lab(tmp_path, [spec]) as other:
            client = connect(other["a"], cert=(certificate, key))
            client.auth = None
            assert "result" in client.rpc("enable")
            stranger = connect(other["a"], cert=lab.client_cert("robot", 15))
            with pytest.raises((ssl.SSLError, ConnectionError)):
                stranger.rpc("show hostname")

    def test_a_password_beside_no_certificate(self, client: Client) -> None:
        assert "result" in client.rpc("show hostname")


def test_login_bodies_are_not_remembered(client: Client, leaf: LabSwitch) -> None:
    client.login("admin", "admin-lab")
    client.rpc("show hostname")
    assert "admin-lab" not in json.dumps(list(leaf.received))
