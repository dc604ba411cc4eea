# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Certificates and keys of the lab's switches: how they come into ``certificate:`` and ``sslkey:``, and leave them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http.server
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from cryptography.hazmat.primitives import serialization

from lab import Lab, LabSwitch, pki
from lab.eos import fetch
from lab.eos.errors import CommandError

AUTHORITY = pki.make("root", authority=True)
SERVER = pki.make("server", AUTHORITY, hosts=("192.0.2.1",))
CERTIFICATE, KEY = SERVER.certificate_pem.decode(), SERVER.key_pem.decode()
COPIED = {"messages": ["Copy completed successfully."]}


# -- the command's input, and files of the switch ---------------------------------------------------------------------


@pytest.fixture
def exec_mode(terminal: Any) -> Any:
    """A terminal in the privileged mode."""
    terminal.json("enable")
    return terminal


def files(terminal: Any, system: str) -> set[str]:
    """The names in a file system, without those that the switch came with."""
    entries = terminal.json(f"dir {system}", revision=2)["urls"][f"{system}/"]["entries"]
    return {name for name in entries if not name.startswith("ARISTA_")}


def test_input_goes_into_flash_and_from_there_into_the_stores(exec_mode: Any) -> None:
    assert exec_mode.json("copy terminal: flash:server.crt", CERTIFICATE) == COPIED
    assert exec_mode.json("copy flash:server.crt certificate:server.crt") == COPIED
    assert exec_mode.json("copy terminal: sslkey:/server.key", KEY) == COPIED
    exec_mode.json("delete flash:server.crt")
    assert files(exec_mode, "certificate:") == {"server.crt"}
    assert files(exec_mode, "sslkey:") == {"server.key"}
    assert exec_mode.text("more certificate:server.crt") == CERTIFICATE
    assert exec_mode.json("copy certificate:/server.crt certificate:other.crt") == COPIED
    assert exec_mode.json("copy sslkey:server.key sslkey:other.key") == COPIED
    exec_mode.json("delete certificate:server.crt")
    exec_mode.json("delete sslkey:/server.key")
    assert (files(exec_mode, "certificate:"), files(exec_mode, "sslkey:")) == ({"other.crt"}, {"other.key"})
    with pytest.raises(CommandError, match=r"Error deleting sslkey:server\.key"):
        exec_mode.json("delete sslkey:server.key")


@pytest.mark.parametrize(
    "command",
    [
        "more sslkey:server.key",
        "copy sslkey:server.key flash:server.key",
        "copy sslkey:server.key certificate:server.key",
        "copy sslkey:server.key running-config",
        "configure replace sslkey:server.key",
        "diff sslkey:server.key running-config",
    ],
)
def test_a_key_is_not_shown(exec_mode: Any, command: str) -> None:
    exec_mode.json("copy terminal: sslkey:server.key", KEY)
    with pytest.raises(CommandError, match="Permission denied") as caught:
        exec_mode.json(command)
    assert KEY.splitlines()[1] not in str(caught.value)
    assert set(exec_mode.switch.flash) == {"vEOS-lab.swi"}


def encrypted() -> str:
    """A key with a passphrase."""
    return SERVER.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    ).decode()


@pytest.mark.parametrize(
    ("target", "content", "reason"),
    [
        ("certificate:a.crt", "nonsense", "not a PEM-encoded certificate"),
        ("certificate:a.crt", KEY, "not a PEM-encoded certificate"),
        ("certificate:a.crt", CERTIFICATE[:200], "not a PEM-encoded certificate"),
        ("certificate:a.crt", CERTIFICATE + CERTIFICATE, "Multiple PEM-encoded entities"),
        ("certificate:", CERTIFICATE, "Invalid argument"),
        ("certificate:folder/a.crt", CERTIFICATE, "Invalid argument"),
        ("sslkey:a.key", CERTIFICATE, "not a PEM-encoded RSA or ECDSA key"),
        ("sslkey:a.key", KEY.replace("M", "!", 3), "not a PEM-encoded RSA or ECDSA key"),
        ("sslkey:a.key", encrypted(), "without a passphrase"),
    ],
)
def test_other_content_is_refused(exec_mode: Any, target: str, content: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason) as caught:
        exec_mode.json(f"copy terminal: {target}", content)
    assert caught.value.code == 1000
    assert content.splitlines()[-1] not in str(caught.value)
    assert (files(exec_mode, "certificate:"), files(exec_mode, "sslkey:")) == (set(), set())


# -- files of other hosts ---------------------------------------------------------------------------------------------


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the certificate, and the key to a user with a password."""

    callers: list[str]

    def do_GET(self) -> None:  # the name is that of the library
        self.callers.append(self.client_address[0])
        basic = f"Basic {base64.b64encode(b'backup:s3cret').decode()}"
        if self.path == "/slow.crt":
            time.sleep(0.5)
        status, content = 404, b""
        if self.path in ("/server.crt", "/slow.crt"):
            status, content = 200, CERTIFICATE.encode()
        elif self.path == "/server.key":
            allowed = self.headers.get("Authorization") == basic
            status, content = (200, KEY.encode()) if allowed else (401, b"")
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def web_server(context: ssl.SSLContext | None = None) -> Iterator[http.server.ThreadingHTTPServer]:
    """A web server on the loopback interface; it has ``server_port`` and ``callers``."""
    handler = type("Handler", (Handler,), {"callers": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.callers = handler.callers  # type: ignore[attr-defined]
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_http_with_its_errors(exec_mode: Any) -> None:
    with web_server() as server:
        url = f"http://127.0.0.1:{server.server_port}"
        assert exec_mode.json(f"copy {url}/server.crt certificate:server.crt") == COPIED
        key = f"http://backup:s3cret@127.0.0.1:{server.server_port}/server.key"
        assert exec_mode.json(f"copy {key} sslkey:server.key") == COPIED
        assert exec_mode.json(f"copy {key.replace(':s3cret', '')} sslkey:asked.key", "s3cret") == COPIED
        with pytest.raises(CommandError, match="returned error: 404 Not Found"):
            exec_mode.json(f"copy {url}/other.crt certificate:other.crt")
        with pytest.raises(CommandError, match="401 Unauthorized") as caught:
            exec_mode.json(f"copy {key.replace('s3cret', 'wr0ng')} sslkey:other.key")
        assert "wr0ng" not in str(caught.value)
    with pytest.raises(CommandError, match=r"Error copying http://.* \(Connection refused\)"):
        exec_mode.json(f"copy {url}/server.crt certificate:other.crt")
    with pytest.raises(CommandError, match="Invalid argument"):
        exec_mode.json("copy https://127.0.0.1 certificate:other.crt")
    assert files(exec_mode, "certificate:") == {"server.crt"}
    assert files(exec_mode, "sslkey:") == {"server.key", "asked.key"}


def test_https(exec_mode: Any, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*map(str, SERVER.write(tmp_path, "server")))
    with web_server(context) as server:
        url = f"https://127.0.0.1:{server.server_port}/server.crt"
        assert exec_mode.json(f"copy {url} certificate:server.crt") == COPIED
        with pytest.raises(CommandError, match=r"SSL connect error|Remote end closed|Connection reset"):
            exec_mode.json(f"copy {url.replace('https', 'http')} certificate:a.crt")
    assert exec_mode.switch.files["certificate"]["server.crt"] == CERTIFICATE


def test_a_host_that_does_not_answer_is_given_up(exec_mode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT", 0.2)
    with web_server() as server, pytest.raises(CommandError, match="Connection timed out"):
        exec_mode.json(f"copy http://127.0.0.1:{server.server_port}/slow.crt certificate:a.crt")


def test_a_copy_goes_out_from_its_vrf(exec_mode: Any) -> None:
    exec_mode.all("configure", "vrf instance MGMT", "vrf instance EMPTY", "end")
    exec_mode.all("configure", "interface Management1", "vrf MGMT", "ip address 127.77.1.1/8", "end")
    with web_server() as server:
        copy = f"copy http://127.0.0.1:{server.server_port}/server.crt certificate:server.crt"
        exec_mode.all("routing-context vrf MGMT", copy, "routing-context vrf default", copy)
        assert server.callers == ["127.77.1.1", "127.0.0.1"]  # type: ignore[attr-defined]
        exec_mode.json("routing-context vrf EMPTY")
        with pytest.raises(CommandError, match="Network is unreachable in VRF EMPTY"):
            exec_mode.json(copy)
    with pytest.raises(CommandError, match="VRF OTHER does not exist"):
        exec_mode.json("routing-context vrf OTHER")


class Passwords(asyncssh.SSHServer):
    """Lets one user in."""

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("backup", "s3cret")


@pytest.fixture(scope="module")
def ssh_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a host with scp and sftp, whose user's home has the certificate, and /keys the key."""
    root = tmp_path_factory.mktemp("ssh")
    (root / "server.crt").write_text(CERTIFICATE)
    (root / "keys").mkdir()
    (root / "keys" / "server.key").write_text(KEY)
    loop = asyncio.new_event_loop()

    async def serve() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=Passwords,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(root).encode()),
            allow_scp=True,
        )

    acceptor = loop.run_until_complete(serve())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield acceptor.get_port()

    async def close() -> None:
        acceptor.close()
        await acceptor.wait_closed()

    asyncio.run_coroutine_threadsafe(close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.mark.parametrize("scheme", ["scp:", "scp://", "sftp:"])
def test_scp_and_sftp(exec_mode: Any, ssh_port: int, scheme: str) -> None:
    host = f"{scheme}backup:s3cret@127.0.0.1:{ssh_port}"
    assert exec_mode.json(f"copy {host}/server.crt certificate:server.crt") == COPIED
    assert exec_mode.json(f"copy {host}//keys/server.key sslkey:server.key") == COPIED
    assert exec_mode.json(f"copy {host.replace(':s3cret', '')}/server.crt flash:asked.crt", "s3cret") == COPIED
    assert exec_mode.switch.files["certificate"]["server.crt"] == exec_mode.switch.flash["asked.crt"] == CERTIFICATE
    assert exec_mode.switch.files["sslkey"]["server.key"] == KEY
    with pytest.raises(CommandError, match="No such file"):
        exec_mode.json(f"copy {host}/other.crt certificate:other.crt")
    with pytest.raises(CommandError, match=r"\(Permission denied\)") as caught:
        exec_mode.json(f"copy {host.replace('s3cret', 'wr0ng')}/server.crt certificate:other.crt")
    assert "wr0ng" not in str(caught.value)


# -- over the API -----------------------------------------------------------------------------------------------------


def test_a_slow_copy_does_not_stop_other_switches(lab: Lab, connect: Callable[..., Any]) -> None:
    slow, other = connect(lab["leaf1"]), connect(lab["spine1"])
    other.rpc("show version")  # the connection is open
    with web_server() as server:
        copy = f"copy http://127.0.0.1:{server.server_port}/slow.crt certificate:slow.crt"
        replies: list[Any] = []
        thread = threading.Thread(target=lambda: replies.append(slow.rpc("enable", copy, "dir certificate:/slow.crt")))
        thread.start()
        answered = 0
        while thread.is_alive():
            assert "result" in other.rpc("show version")
            answered += 1
        thread.join()
    assert answered > 3
    assert replies[0]["result"][1] == COPIED


def test_from_an_upload_to_a_valid_profile(leaf: LabSwitch, client: Any) -> None:
    """The way that clients go: files through flash, a profile, its state, and the files' details."""
    show = "show management security ssl"
    reply = client.rpc(
        "enable",
        {"cmd": "copy terminal: flash:upload.crt", "input": CERTIFICATE},
        "copy flash:upload.crt certificate:api.crt",
        "delete flash:upload.crt",
        {"cmd": "copy terminal: sslkey:api.key", "input": KEY},
        {"cmd": "copy terminal: certificate:root.crt", "input": AUTHORITY.certificate_pem.decode()},
        "configure",
        *("management security", "ssl profile API", "certificate api.crt key api.key"),
        *("chain certificate root.crt", "trust certificate root.crt", "tls versions 1.3", "end"),
        *(f"{show} profile API", f"{show} certificate api.crt", f"{show} key"),
    )
    profile, certificates, keys = reply["result"][-3:]
    assert profile["profileStatus"]["API"] == {
        "profileState": "valid",
        "profileError": [],
        "certName": "api.crt",
        "keyName": "api.key",
        "trustedCertificates": ["root.crt"],
        "chainedCertificates": ["root.crt"],
        "tlsVersions": ["1.3"],
        "fipsMode": False,
    }
    shown = certificates["certificates"]["api.crt"]
    assert (shown["subject"], shown["issuer"]) == ({"commonName": "server"}, {"commonName": "root"})
    assert shown["publicKey"]["encryptionAlgorithm"] == "ECDSA"
    assert shown["subjectAlternativeNames"] == ["IP Address:192.0.2.1"]
    assert shown["notAfter"] == int(SERVER.certificate.not_valid_after_utc.timestamp())
    assert keys["keys"] == {"api.key": {"encryptionAlgorithm": "ECDSA", "size": 256, "curve": "secp256r1"}}
    assert set(leaf.switch.flash) == {"vEOS-lab.swi"}
    table = client.rpc("enable", "delete sslkey:api.key", f"{show} profile API", format="text")["result"][-1]["output"]
    assert table.splitlines()[0].split() == ["Profile", "State", "Additional", "Info"]
    assert table.splitlines()[2] == "   API                          invalid     Key 'api.key' does not exist"


def presented(leaf: LabSwitch, wanted: bytes | None = None) -> bytes:
    """The certificate that the HTTPS server shows once it is up; waits three seconds for the wanted one."""
    shown = b""
    for _attempt in range(150):
        with contextlib.suppress(OSError):
            shown = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((leaf.address, 8443), timeout=60))
            if wanted is None or shown == wanted:
                break
        time.sleep(0.02)
    return shown


def install(connect: Callable[..., Any], leaf: LabSwitch, pair: pki.Pair) -> Any:
    """Store a pair over local HTTP, whose service may just be starting again; the state of the profile that uses it."""
    for _attempt in range(50):
        with contextlib.suppress(OSError, ValueError):
            reply = connect(leaf, "local").rpc(
                "enable",
                {"cmd": "copy terminal: certificate:new.crt", "input": pair.certificate_pem.decode()},
                {"cmd": "copy terminal: sslkey:new.key", "input": pair.key_pem.decode()},
                "show management security ssl profile NEW",
            )
            return reply["result"][-1]["profileStatus"]["NEW"]["profileState"]
        time.sleep(0.02)
    return None


def test_a_new_certificate_is_presented_at_once(leaf: LabSwitch, connect: Callable[..., Any]) -> None:
    """Nothing is configured anew: the files of the profile change, and the server with them."""
    own = presented(leaf)
    api = ("management api http-commands", "protocol https ssl profile NEW")
    leaf.run("configure", "management security", "ssl profile NEW", "certificate new.crt key new.key", *api)
    for pair in [pki.make("leaf1", AUTHORITY, hosts=(leaf.address,)) for _number in (1, 2)]:
        assert install(connect, leaf, pair) == "valid"
        wanted = pair.certificate.public_bytes(serialization.Encoding.DER)
        assert presented(leaf, wanted) == wanted
    leaf.run("configure", api[0], "no protocol https ssl profile NEW", "management security", "no ssl profile NEW")
    assert presented(leaf, own) == own
