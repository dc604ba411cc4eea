# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Whatever users get wrong, the sentence names the place, the cause and a way out; nothing is sent that must not be.

A host of the inventory has one thing wrong in its connection; a task has one thing wrong in its arguments.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import CONNECTIONS, DIRECT, GO_ON, HTTPAPI, commands, host_of, inventory, play, task
from support.tiny import free_port, silent, speaking

#: What nginx answers to plain HTTP on a port of TLS.
WANTS_TLS = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 83\r\nConnection: close\r\n\r\n"
    b"<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\n"
)
SSH_BANNER = b"SSH-2.0-OpenSSH_9.9\r\n"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Bad:
    """A host whose connection has something wrong.

    :ivar variables: of the host, beside those of a healthy one.
    :ivar words: what the sentence must hold.
    :ivar status: unreachable, or failed where the switch was not even tried or answered nonsense.
    """

    variables: dict[str, Any]
    words: tuple[str, ...]
    status: str = "unreachable"


def _private(folder: Path, name: str, mode: int = 0o700) -> str:
    path = folder / name
    path.mkdir()
    path.chmod(mode)
    return str(path)


def _of_another_user(folder: Path) -> str:
    """A folder that belongs to somebody else: made by root, or root's."""
    if os.geteuid() != 0:
        return "/usr"
    path = _private(folder, "others")
    os.chown(path, 12345, -1)
    return path


#: The status of a task that FAILED, where the switch was reached; otherwise it is unreachable.
FAILED = "ignored"


def _empty(folder: Path) -> str:
    """A file that holds no certificate."""
    path = folder / "empty.pem"
    path.write_text("nothing\n")
    return str(path)


def _places(folder: Path, stack: ExitStack) -> dict[str, Bad]:
    """Places where there is no eAPI, or none that answers."""
    dead = free_port()
    wants_tls, ssh, not_found, forbidden = (
        stack.enter_context(speaking(reply)) for reply in (WANTS_TLS, SSH_BANNER, NOT_FOUND, FORBIDDEN)
    )
    hang = stack.enter_context(silent())
    plain: dict[str, Any] = {"ansible_host": "127.0.0.1", "ansible_eapi_transport": "http", "ansible_eapi_retries": 0}
    return {
        "unknown-host": Bad(
            {"ansible_host": "no-such-switch.invalid"}, ("'no-such-switch.invalid' is not known", "ansible_host")
        ),
        "refused-port": Bad(
            {"ansible_host": "127.0.0.1", "ansible_port": dead, "ansible_eapi_retries": 0},
            (f"https://127.0.0.1:{dead}", "connection refused", "ansible_port", "management api http-commands"),
        ),
        "nobody-answers": Bad(
            {"ansible_host": "127.0.0.1", "ansible_port": hang, "ansible_eapi_connect_timeout": 0.5},
            ("no connection within 0.5 s", "ansible_eapi_connect_timeout"),
        ),
        "http-to-https": Bad(
            {**plain, "ansible_port": wants_tls},
            (f"port {wants_tls} wants TLS", "ansible_eapi_transport to https"),
            FAILED,
        ),
        "ssh-port": Bad({**plain, "ansible_port": ssh}, (f"port {ssh} does not speak HTTP", "ansible_port"), FAILED),
        "not-eapi": Bad({}, ("the reply is not JSON but '<html>", "ansible_port"), FAILED),
        "no-command-api": Bad(
            {**plain, "ansible_port": not_found}, ("no /command-api (HTTP 404)", "ansible_port"), FAILED
        ),
        "forbidden": Bad({**plain, "ansible_port": forbidden}, ("forbids access", "HTTP 403", "access groups")),
        "garbage-body": Bad({}, ("the reply is not JSON but", "ansible_port"), FAILED),
        "truncated-json": Bad({}, ("cut off or damaged JSON", "may have run"), FAILED),
    }


def _who_and_whom(lab: Lab, folder: Path) -> dict[str, Bad]:
    """Users and certificates that are not trusted."""
    foreign = folder / "foreign.pem"
    foreign.write_bytes(lab.authorities.foreign.certificate_pem)
    return {
        "wrong-password": Bad(
            {"ansible_password": "no-such-password"},
            ("user 'admin'", "HTTP 401", "Bad username/password", "ansible_user"),
        ),
        "unknown-user": Bad({"ansible_user": "nobody"}, ("user 'nobody'", "HTTP 401", "ansible_user")),
        "wrong-ca": Bad(
            {"ansible_eapi_ca_path": str(foreign)}, ("not signed by a CA that we trust", "ansible_eapi_ca_path")
        ),
        "system-ca": Bad(
            {"ansible_eapi_ca_path": None}, ("not signed by a CA that we trust", "ansible_eapi_validate_certs")
        ),
        "expired-certificate": Bad({}, ("certificate has expired", "Renew")),
        "name-mismatch": Bad({}, ("certificate is for another address", "ansible_host")),
        "plain-http": Bad({}, ("port 8443 does not speak TLS", "ansible_eapi_transport")),
    }


def _sockets(folder: Path, stack: ExitStack) -> dict[str, Bad]:
    """Unix sockets with nobody behind them."""
    link = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aerie-")), "link.sock")  # its path is limited
    stack.enter_context(socket.socket(socket.AF_UNIX)).bind(str(link))
    unix = {"ansible_eapi_transport": "unix"}
    return {
        "no-socket": Bad(
            {**unix, "ansible_eapi_socket_path": str(folder / "nothing.sock")},
            (str(folder / "nothing.sock"), "does not exist", "ansible_eapi_socket_path", "protocol unix-socket"),
        ),
        "dead-socket": Bad(
            {**unix, "ansible_eapi_socket_path": str(link)},
            ("has nobody listening", "ansible_eapi_socket_path"),
        ),
    }


def _stores(folder: Path) -> dict[str, Bad]:
    """Session stores that are not private, or none."""
    world = Path(_private(folder, "world-cookies"))
    empty = _empty(folder)
    return {
        "store-of-another": Bad(
            {"ansible_eapi_session_store": _of_another_user(folder)},
            ("belongs to another user", "ansible_eapi_session_store", "0700"),
            FAILED,
        ),
        "store-for-all": Bad(
            {"ansible_eapi_session_store": _private(folder, "for-all", 0o755)},
            ("open to others (mode 0755)", "folder of your own", "ansible_eapi_session_store"),
            FAILED,
        ),
        "cookie-for-all": Bad(
            {"ansible_eapi_session_store": str(world)},
            ("open to others (mode 0644)", "chmod go=", "ansible_eapi_session_store"),
            FAILED,
        ),
        "store-is-a-file": Bad(
            {"ansible_eapi_session_store": str(empty)}, (str(empty), "ansible_eapi_session_store"), FAILED
        ),
    }


def _values() -> dict[str, Bad]:
    """Values that cannot be."""
    return {
        "negative-connect-timeout": Bad(
            {"ansible_eapi_connect_timeout": -1}, ("ansible_eapi_connect_timeout is -1", "more than 0"), FAILED
        ),
        "no-command-timeout": Bad(
            {"ansible_eapi_command_timeout": 0}, ("ansible_eapi_command_timeout is 0", "more than 0"), FAILED
        ),
        "negative-retries": Bad({"ansible_eapi_retries": -1}, ("ansible_eapi_retries is -1", "from 0 to 100"), FAILED),
        "infinite-timeout": Bad(
            {"ansible_eapi_connect_timeout": "inf"}, ("ansible_eapi_connect_timeout is inf", "at most 604800"), FAILED
        ),
        "large-retries": Bad(
            {"ansible_eapi_retries": 1e300}, ("ansible_eapi_retries is a number that is far too large",), FAILED
        ),
        "infinite-size": Bad(
            {"ansible_eapi_max_reply_size": "inf"}, ("ansible_eapi_max_reply_size is inf", "whole number"), FAILED
        ),
        "port-range": Bad({"ansible_port": 70000}, ("ansible_port is 70000", "1 to 65535"), FAILED),
        "transport": Bad(
            {"ansible_eapi_transport": "telnet"},
            ("ansible_eapi_transport is 'telnet': it is one of https, http, unix, ssh.",),
            FAILED,
        ),
        "auth": Bad(
            {"ansible_eapi_auth": "kerberos"},
            ("ansible_eapi_auth is 'kerberos': it is one of session, basic,",),
            FAILED,
        ),
        "version": Bad({"ansible_eapi_version": "newest"}, ("ansible_eapi_version is 'newest'", "1 or latest"), FAILED),
        "revisions": Bad(
            {"ansible_eapi_revisions": {"show cvx": "two"}},
            ("ansible_eapi_revisions['show cvx'] is 'two'", "whole number"),
            FAILED,
        ),
        "no-boolean": Bad(
            {"ansible_eapi_validate_certs": "ture"},
            ("ansible_eapi_validate_certs is 'ture', which is not a boolean", "Set it to true or false."),
            FAILED,
        ),
        "no-boolean-of-netcommon": Bad(
            {"ansible_httpapi_validate_certs": "flase"},
            ("ansible_httpapi_validate_certs is 'flase', which is not a boolean",),
            FAILED,
        ),
        "empty-ca-path": Bad(
            {"ansible_eapi_ca_path": ""}, ("not signed by a CA that we trust", "ansible_eapi_ca_path")
        ),
        "tls-minimum": Bad({"ansible_eapi_tls_minimum": "1.4"}, ("tls_minimum", "1.4"), FAILED),
        "ciphers": Bad(
            {"ansible_eapi_ciphers": "AES256 SHA\n"},
            ("ansible_eapi_ciphers is not a cipher list of OpenSSL", "AES256-SHA256:@SECLEVEL=1"),
            FAILED,
        ),
        "no-user": Bad({"ansible_user": ""}, ("ansible_user is not set", "ansible_eapi_auth"), FAILED),
    }


def _files_and_methods(folder: Path) -> dict[str, Bad]:
    """Files that do not serve, and what does not go together."""
    empty = _empty(folder)
    return {
        "no-ca": Bad(
            {"ansible_eapi_ca_path": "/no/such/ca.pem"},
            ("ansible_eapi_ca_path", "/no/such/ca.pem", "not exist"),
            FAILED,
        ),
        "empty-ca": Bad({"ansible_eapi_ca_path": str(empty)}, ("ansible_eapi_ca_path", "no PEM certificate"), FAILED),
        "key-alone": Bad({"ansible_eapi_client_key": str(empty)}, ("ansible_eapi_client_cert",), FAILED),
        "bad-client-certificate": Bad(
            {"ansible_eapi_client_cert": str(empty)}, (str(empty), "cannot be used", "unencrypted PEM key"), FAILED
        ),
        "no-client-certificate": Bad({"ansible_eapi_auth": "certificate"}, ("set ansible_eapi_client_cert",), FAILED),
        "bad-proxy": Bad({"ansible_eapi_proxy": "proxy:3128"}, ("ansible_eapi_proxy is not a URL",), FAILED),
        "sudo": Bad(
            {"ansible_become": True, "ansible_become_method": "ansible.builtin.sudo"},
            ("'sudo'", "become_method: enable"),
            FAILED,
        ),
    }


def _connections(lab: Lab, folder: Path, stack: ExitStack) -> dict[str, Bad]:
    """Everything that can be wrong with a connection."""
    return {
        **_places(folder, stack),
        **_who_and_whom(lab, folder),
        **_sockets(folder, stack),
        **_stores(folder),
        **_values(),
        **_files_and_methods(folder),
    }


FAULTY = ("expired-certificate", "name-mismatch", "plain-http", "not-eapi", "garbage-body", "truncated-json")
#: Those that are asked over netcommon too, where a sentence has a longer way to go.
IMPORTANT = (
    "unknown-host",
    "refused-port",
    "wrong-password",
    "wrong-ca",
    "expired-certificate",
    "plain-http",
    "not-eapi",
    "no-socket",
    "store-for-all",
    "negative-connect-timeout",
    "no-boolean",
    "empty-ca-path",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    specs = [SwitchSpec(name=name) for name in ("leaf1", *FAULTY)]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as lab:
        for name in FAULTY:
            lab[name].faults.add(name)
        yield lab


@pytest.fixture(scope="module")
def bad(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Bad]]:
    with ExitStack() as stack:
        yield _connections(lab, tmp_path_factory.mktemp("bad"), stack)


def _run(runner: AnsibleRunner, lab: Lab, bad: dict[str, Bad], connection: str, *args: str) -> Run:
    hosts = {
        name: {**host_of(lab[name if name in FAULTY else "leaf1"]), "ansible_port": 8443, **one.variables}
        for name, one in bad.items()
    }
    world = bad["cookie-for-all"].variables["ansible_eapi_session_store"] if "cookie-for-all" in bad else None
    data = inventory(lab, connection, hosts=hosts)
    if world:  # log in once, and then open the cookie to everybody
        once = {"all": {"hosts": {"cookie-for-all": hosts["cookie-for-all"]}, "vars": data["all"]["vars"]}}
        runner.playbook([play([commands("Log in", "show hostname")])], once).check()
        for path in Path(world).iterdir():
            path.chmod(0o644 if path.suffix != ".lock" else 0o600)
    return runner.playbook([play([commands("Ask", "show hostname")], **GO_ON)], data, *args)


@pytest.fixture(scope="module")
def asked(runner: AnsibleRunner, lab: Lab, bad: dict[str, Bad]) -> Run:
    """All of them, over our connection."""
    return _run(runner, lab, bad, DIRECT)


@pytest.fixture(scope="module")
def asked_over_httpapi(runner: AnsibleRunner, lab: Lab, bad: dict[str, Bad]) -> Run:
    """The important ones. Hosts with one address share a helper, so they take turns."""
    return _run(runner, lab, {name: bad[name] for name in IMPORTANT}, HTTPAPI, "--forks", "1")


def _assert_unreached_or_failed(run: Run, bad: dict[str, Bad], name: str) -> None:
    result = run.result(name, "Ask")
    for words in bad[name].words:
        assert words in result.msg
    assert result.status == bad[name].status
    assert "Traceback" not in result.msg
    assert "\n" not in result.msg.strip()


@pytest.mark.parametrize(
    "name",
    [
        "unknown-host",
        "refused-port",
        "nobody-answers",
        "wrong-password",
        "unknown-user",
        "wrong-ca",
        "system-ca",
        *FAULTY,
        "http-to-https",
        "ssh-port",
        "no-command-api",
        "forbidden",
        "no-socket",
        "dead-socket",
        "store-of-another",
        "store-for-all",
        "cookie-for-all",
        "store-is-a-file",
        "negative-connect-timeout",
        "no-command-timeout",
        "negative-retries",
        "infinite-timeout",
        "large-retries",
        "infinite-size",
        "port-range",
        "transport",
        "auth",
        "version",
        "revisions",
        "no-boolean",
        "no-boolean-of-netcommon",
        "empty-ca-path",
        "tls-minimum",
        "ciphers",
        "no-user",
        "no-ca",
        "empty-ca",
        "key-alone",
        "bad-client-certificate",
        "no-client-certificate",
        "bad-proxy",
        "sudo",
    ],
)
def test_connections(asked: Run, bad: dict[str, Bad], name: str) -> None:
    _assert_unreached_or_failed(asked, bad, name)


def test_all_bad_connections_are_looked_at(asked: Run, bad: dict[str, Bad]) -> None:
    """No case is forgotten in the list above, and no worker died."""
    assert {found.host for found in asked.results()} == set(bad)
    assert "Traceback" not in asked.output


@pytest.mark.parametrize("name", IMPORTANT)
def test_connections_over_httpapi(asked_over_httpapi: Run, bad: dict[str, Bad], name: str) -> None:
    _assert_unreached_or_failed(asked_over_httpapi, bad, name)


def test_passwords_are_not_part_of_a_sentence(asked: Run) -> None:
    assert "no-such-password" not in asked.output
    assert Lab.password not in asked.output


# --- Arguments of the task -------------------------------------------------------------------------------------------

#: Name → commands, other options, and what the sentence must hold.
ARGUMENTS: dict[str, tuple[Any, dict[str, Any], tuple[str, ...]]] = {
    "empty list": ([], {}, ("commands is empty", "show version")),
    "empty string": ("", {}, ("commands[0] has no command text", "show version")),
    "blank command": (["show version", "  "], {}, ("commands[1] has no command text",)),
    "command key": ([{"cmd": "show version", "output": "text"}], {}, ("commands[0]", "'output'", "cmd, input")),
    "no cmd": ([{"input": "x"}], {}, ("commands[0] has no command text",)),
    "number": ([17], {}, ("commands[0] is 17", "a string or a mapping")),
    "lines": (["show version\nshow hostname"], {}, ("commands[0] has several lines", "input")),
    "revision": ([{"cmd": "show cvx", "revision": "two"}], {}, ("commands[0]", "revision is 'two'", "whole number")),
    "revision 0": ([{"cmd": "show cvx", "revision": 0}], {}, ("commands[0]", "revision is 0", "from 1 on")),
    "revision in text": (
        [{"cmd": "show cvx", "revision": 1, "format": "text"}],
        {},
        ("commands[0]", "only JSON models have revisions"),
    ),
    "format of a command": ([{"cmd": "show cvx", "format": "xml"}], {}, ("commands[0]", "'xml'", "json or text")),
    "format": ("show cvx", {"format": "xml"}, ("format", "json, text", "xml")),
    "revisions": ("show cvx", {"revisions": {"show cvx": "two"}}, ("revisions['show cvx'] is 'two'", "whole number")),
    "revisions list": ("show cvx", {"revisions": ["show cvx"]}, ("revisions", "dict")),
    "version": ("show cvx", {"version": "newest"}, ("version is 'newest'", "1 or latest")),
    "timeout": ("show cvx", {"timeout": -3}, ("timeout is -3", "more than 0")),
    "a number for commands": (5, {}, ("commands is 5: it is a command or a list of them", "show version")),
    "infinite timeout": ("show cvx", {"timeout": "inf"}, ("timeout is inf", "at most 604800 seconds")),
    "timeout that is no number": ("show cvx", {"timeout": "nan"}, ("timeout is nan", "at most 604800 seconds")),
    "large timeout": ("show cvx", {"timeout": 1e300}, ("timeout is 1e+300", "at most 604800 seconds")),
    "retries": ("show cvx", {"retries": 0}, ("retries is 0", "from 1 to 100000")),
    "interval": ("show cvx", {"interval": -1}, ("interval is -1", "from 0 to 604800 seconds")),
    "infinite interval": ("show cvx", {"interval": "inf"}, ("interval is inf", "from 0 to 604800 seconds")),
    "wait_for": ("show cvx", {"wait_for": ["[0].enabled", "[0].a.["]}, ("wait_for[1]", "JMESPath", "[0].a.[")),
    "wait_for function": ("show cvx", {"wait_for": "nosuch([0])"}, ("nosuch([0])", "JMESPath", "nosuch")),
    "wait_for type": ("show cvx", {"wait_for": {"a": 1}}, ("wait_for", "a JMESPath expression or a list")),
    "condition of arista.eos": (
        "show cvx",
        {"wait_for": "result[0].clusterMode eq True"},
        ("wait_for[0] is a condition of arista.eos", "Write it as JMESPath: [0].clusterMode == 'True'"),
    ),
    "match": ("show cvx", {"match": "most"}, ("match", "all, any", "most")),
    "option": ("show cvx", {"prompt": "yes"}, ("aerie.arista.eapi_command has no option 'prompt'", "There are auto_c")),
    "misspelt option": ("show cvx", {"waitfor": "[0]"}, ("has no option 'waitfor'", "Did you mean wait_for?")),
    "format in a mode": (
        ["configure", {"cmd": "hostname x", "format": "text"}],
        {},
        ("command 2 'hostname x'", "'configure'", "two tasks"),
    ),
}
#: Those over netcommon.
SOME_ARGUMENTS = ("empty list", "command key", "revision", "timeout", "wait_for")
#: The one that has to ask the switch before it knows.
ASKS_FIRST = "wait_for function"


@pytest.fixture(scope="module", params=CONNECTIONS)
def argued(
    request: pytest.FixtureRequest, runner: AnsibleRunner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lab, Run]]:
    """All bad arguments over our connection, some over netcommon's."""
    chosen = ARGUMENTS if request.param == DIRECT else SOME_ARGUMENTS
    tasks = [
        *(commands(name, ARGUMENTS[name][0], ARGUMENTS[name][1], become=True) for name in chosen),
        task("no commands", "aerie.arista.eapi_command", {}),
    ]
    with Lab(tmp_path_factory.mktemp("lab"), 1) as lab:
        yield lab, runner.playbook([play(tasks, **GO_ON)], inventory(lab, request.param))


def _assert_says(result: TaskResult, words: tuple[str, ...]) -> None:
    assert result.status == "ignored"
    for part in words:
        assert part in result.msg
    assert "plugins.action" not in result.msg  # no name of ours that users do not know


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.parametrize("argued", [DIRECT], indirect=True)
def test_arguments(argued: tuple[Lab, Run], name: str) -> None:
    _assert_says(argued[1].result("leaf1", name), ARGUMENTS[name][2])


@pytest.mark.parametrize("name", SOME_ARGUMENTS)
@pytest.mark.parametrize("argued", [HTTPAPI], indirect=True)
def test_arguments_over_httpapi(argued: tuple[Lab, Run], name: str) -> None:
    _assert_says(argued[1].result("leaf1", name), ARGUMENTS[name][2])


def test_no_commands(argued: tuple[Lab, Run]) -> None:
    _assert_says(argued[1].result("leaf1", "no commands"), ("missing required arguments", "commands"))


def test_nothing_was_sent(argued: tuple[Lab, Run]) -> None:
    lab, run = argued
    asked = 1 if run.results(task=ASKS_FIRST) else 0
    assert lab["leaf1"].stats.command_requests == asked
