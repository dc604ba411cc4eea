# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Options: what is refused before anything is sent, and where the defaults come from."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions, from_plugin, is_loopback
from support.eapi import ENABLE_PASSWORD, PASSWORD, options

# --- Refused ---


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"transport": "ftp"}, "ansible_eapi_transport is 'ftp': it is one of https, http, unix"),
        ({"auth": "kerberos"}, "ansible_eapi_auth is 'kerberos'"),
        ({"host": ""}, "ansible_host is empty"),
        ({"host": "[::1]"}, "ansible_host is '[::1]': it is a name or an address alone"),
        ({"host": "https://leaf1"}, "ansible_host is 'https://leaf1': it is a name or an address alone"),
        ({"host": "leaf1:8443"}, "ansible_host is 'leaf1:8443': it is a name or an address alone"),
        ({"connect_timeout": 0}, "ansible_eapi_connect_timeout is 0"),
        ({"connect_timeout": -1.5}, "ansible_eapi_connect_timeout is -1.5"),
        ({"command_timeout": -1}, "ansible_eapi_command_timeout is -1"),
        ({"retries": -1}, "ansible_eapi_retries is -1"),
        ({"port": 0}, "ansible_port is 0"),
        ({"port": 65536}, "ansible_port is 65536"),
        ({"proxy": "proxy.example.com:3128"}, "ansible_eapi_proxy is not a URL of a proxy"),
        ({"proxy": "ftp://proxy.example.com"}, "ansible_eapi_proxy is not a URL of a proxy"),
        ({"command_timeout": float("inf")}, "ansible_eapi_command_timeout is inf"),
        ({"connect_timeout": float("nan")}, "ansible_eapi_connect_timeout is nan"),
        ({"command_timeout": 1e300}, "ansible_eapi_command_timeout is 1e+300"),
        ({"retries": 10**9}, "ansible_eapi_retries is 1000000000"),
        ({"max_reply_size": 0}, "ansible_eapi_max_reply_size is 0"),
        ({"tls_minimum": "1.4"}, "ansible_eapi_tls_minimum is '1.4'"),
        ({"ciphers": "A;B"}, "ansible_eapi_ciphers is not a cipher list"),
        ({"proxy": "http://"}, "ansible_eapi_proxy is not a URL of a proxy"),
        ({"ca_path": "/does/not/exist"}, "ansible_eapi_ca_path names /does/not/exist, which does not exist"),
        ({"client_cert": "/does/not/exist"}, "ansible_eapi_client_cert names /does/not/exist"),
        ({"client_key": os.devnull}, "ansible_eapi_client_key is set without ansible_eapi_client_cert"),
        ({"user": None}, "ansible_user is not set"),
        ({"user": ""}, "ansible_user is not set"),
        ({"password": None}, "ansible_password is not set"),
        ({"password": None, "auth": "session"}, "ansible_eapi_auth is session"),
        ({"auth": "certificate"}, "set ansible_eapi_client_cert as well"),
        ({"auth": "certificate", "client_cert": os.devnull, "transport": "http"}, "need the https transport"),
    ],
)
def test_invalid_options_are_named_by_their_variables(given: dict[str, t.Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        options(**given)
    assert words in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.touch()
    monkeypatch.setattr(os, "access", lambda name, mode: False)
    with pytest.raises(InputError, match="which cannot be read"):
        options(ca_path=str(path))


def test_an_empty_password_is_a_password() -> None:
    assert options(password="").password == ""


# --- Where requests go ---


@pytest.mark.parametrize(
    ("given", "endpoint"),
    [
        ({}, "https://leaf1:443"),
        ({"transport": "http"}, "http://leaf1:80"),
        ({"port": 8443}, "https://leaf1:8443"),
        ({"host": "192.0.2.1"}, "https://192.0.2.1:443"),
        ({"host": "2001:db8::1"}, "https://[2001:db8::1]:443"),
        ({"transport": "unix", "socket_path": "/run/x.sock"}, "unix:/run/x.sock"),
        ({"transport": "ssh"}, "ssh://leaf1:22"),
        ({"transport": "ssh", "port": 8022, "host": "2001:db8::1"}, "ssh://[2001:db8::1]:8022"),
    ],
)
def test_endpoints(given: dict[str, t.Any], endpoint: str) -> None:
    assert options(**given).endpoint == endpoint


@pytest.mark.parametrize(
    ("label", "name"),
    [(None, "https://leaf1:443"), ("leaf1", "https://leaf1:443"), ("spine", "spine (https://leaf1:443)")],
)
def test_errors_call_a_switch_by_its_inventory_name_and_endpoint(label: str | None, name: str) -> None:
    assert options(label=label).name == name


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["leaf1", "192.0.2.1", "::2", "localhost.example.com", "1127.0.0.1"])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("given", "here"),
    [
        ({"host": "localhost"}, True),
        ({"host": "leaf1", "transport": "unix"}, True),
        ({"host": "leaf1"}, False),
        ({"host": "localhost", "proxy": "http://proxy.example.com:3128"}, False),
    ],
)
def test_nothing_leaves_the_machine(given: dict[str, t.Any], here: bool) -> None:
    assert options(**given).on_this_machine is here


# --- Who we are ---


@pytest.mark.parametrize(
    ("given", "auth"),
    [
        ({"host": "leaf1", "user": "u", "password": "p"}, "session"),
        ({"host": "leaf1", "user": "u", "password": "p", "auth": "basic"}, "basic"),
        ({"host": "leaf1", "auth": "none"}, "none"),
        ({"host": "leaf1", "auth": "certificate", "client_cert": os.devnull}, "certificate"),
        ({"transport": "unix"}, "none"),
        ({"transport": "unix", "user": "u", "password": "p"}, "none"),
        ({"transport": "http", "host": "localhost"}, "none"),
        ({"transport": "http", "host": "localhost", "user": "u", "password": "p"}, "session"),
        ({"transport": "http", "host": "127.0.0.1", "port": 8080}, "none"),
        ({"transport": "ssh", "host": "leaf1", "user": "u", "password": "p"}, "none"),
        ({"transport": "ssh", "host": "leaf1", "user": "u"}, "none"),
    ],
)
def test_the_method_in_use(given: dict[str, t.Any], auth: str) -> None:
    assert EapiOptions(**given).effective_auth == auth


@pytest.mark.parametrize("given", [{"transport": "https", "host": "localhost"}, {"transport": "http", "host": "leaf1"}])
def test_only_http_on_localhost_does_without_credentials(given: dict[str, t.Any]) -> None:
    with pytest.raises(InputError, match="ansible_user is not set"):
        EapiOptions(**given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"user": None, "password": None}, "ansible_user is not set, and ansible_eapi_transport is ssh"),
        ({"proxy": "http://proxy:3128"}, "the proxy serves http and https"),
        ({"ssh_private_key_file": "/no/such/key"}, "ansible_eapi_ssh_private_key_file names /no/such/key"),
        ({"ssh_known_hosts": "/no/such/hosts"}, "ansible_eapi_ssh_known_hosts names /no/such/hosts"),
    ],
)
def test_invalid_options_over_ssh(given: dict[str, t.Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        options(transport="ssh", **given)


def test_files_of_ssh_do_not_matter_to_other_transports() -> None:
    assert options(ssh_private_key_file="/no/such/key").endpoint == "https://leaf1:443"


def test_secrets_are_not_in_repr() -> None:
    given = options(enable_password=ENABLE_PASSWORD, proxy="http://u:s3cret-proxy@proxy:3128")
    for secret in (PASSWORD, ENABLE_PASSWORD, "s3cret-proxy"):
        assert secret not in repr(given)


# --- From a plugin ---

PLUGIN: dict[str, t.Any] = {
    "host": "192.0.2.1",
    "label": "leaf1",
    "port": None,
    "transport": None,
    "use_ssl": None,
    "socket_path": None,
    "remote_user": "u",
    "password": "p",
    "password_file": None,
    "auth": "session",
    "enable": False,
    "enable_password": None,
    "enable_password_file": None,
    "validate_certs": True,
    "ca_path": None,
    "client_cert": None,
    "client_key": None,
    "ciphers": None,
    "tls_minimum": "1.2",
    "tls_legacy_renegotiation": False,
    "proxy": None,
    "connect_timeout": 5.0,
    "command_timeout": 30.0,
    "max_reply_size": 1024,
    "request_retries": 1,
    "version": "1",
    "revisions": {},
    "session_store": "~/store",
    "ssh_private_key_file": None,
    "ssh_known_hosts": "~/known_hosts",
    "ssh_host_key_checking": True,
}


def plugin(**given: t.Any) -> EapiOptions:
    return from_plugin({**PLUGIN, **given}.__getitem__)


def test_the_options_of_a_plugin() -> None:
    made = plugin(version="latest", revisions={"show  mlag": "2"})
    assert (made.host, made.label, made.user, made.password) == ("192.0.2.1", "leaf1", "u", "p")
    assert (made.connect_timeout, made.command_timeout, made.retries) == (5.0, 30.0, 1)
    assert (made.version, made.revisions) == ("latest", {"show mlag": 2})
    assert made.session_store == os.path.expanduser("~/store")
    assert made.ssh_known_hosts == os.path.expanduser("~/known_hosts")
    assert made.socket_path == "/var/run/command-api.sock"


@pytest.mark.parametrize(
    ("given", "transport"),
    [
        ({}, "https"),
        ({"use_ssl": True}, "https"),
        ({"use_ssl": False}, "http"),
        ({"use_ssl": False, "transport": "https"}, "https"),
        ({"transport": "unix"}, "unix"),
    ],
)
def test_use_ssl_of_an_older_inventory_counts_where_no_transport_is_set(
    given: dict[str, t.Any], transport: str
) -> None:
    assert plugin(**given).transport == transport


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"version": "two"}, "ansible_eapi_version is 'two'"),
        ({"revisions": {"show mlag": "x"}}, "ansible_eapi_revisions['show mlag'] is 'x'"),
        ({"command_timeout": -1}, "ansible_eapi_command_timeout is -1"),
    ],
)
def test_a_plugin_s_bad_options_are_named_as_the_user_knows_them(given: dict[str, t.Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        plugin(**given)
    assert words in str(caught.value)


def test_paths_of_the_user_s_home_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "ca.pem").touch()
    assert plugin(ca_path="~/ca.pem").ca_path == str(tmp_path / "ca.pem")


# --- Secrets in files ---


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.touch(mode=0o600)
    path.write_text("fr0m a file \n")
    return path


def test_a_password_comes_from_its_file_where_there_is_no_other(secret_file: Path) -> None:
    files = {"password_file": str(secret_file), "enable_password_file": str(secret_file)}
    made = plugin(**files, password=None)
    assert (made.password, made.enable_password) == ("fr0m a file ", "fr0m a file ")
    assert plugin(**files).password == "p"
    assert plugin(**files, password="").password == ""


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (b"x", 0o644, r"which everybody can read \(mode 0644\). It holds a secret: 'chmod go= "),
        (b"\n", 0o600, "which is empty"),
        (b"\xff\xfe", 0o600, "which is not UTF-8 text"),
        (None, 0, "which cannot be read"),
    ],
)
def test_password_files_that_are_refused(secret_file: Path, content: bytes | None, mode: int, words: str) -> None:
    if content is None:
        secret_file.unlink()
    else:
        secret_file.write_bytes(content)
        secret_file.chmod(mode)
    with pytest.raises(InputError, match=f"ansible_eapi_password_file names {secret_file}, {words}"):
        plugin(password=None, password_file=str(secret_file))
