# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""ssl_certificate through ansible-playbook: sources, renewal, removal; in use by the API; bad input, faults, secrets.

One run for each connection holds the sources, another one all that is refused.
"""

from __future__ import annotations

import functools
import http.server
import os
import signal
import ssl
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from lab.pki import Pair, make
from support.certificates import (
    BELOW,
    CLIENT,
    EXPIRED,
    FOREIGN,
    MIDDLE,
    OTHER,
    PASSPHRASE,
    ROOT,
    SERVER,
    encrypted_key_of,
    key_of,
    pem_of,
)
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import CONNECTIONS, DIRECT, GO_ON, cmds_of, host_of, inventory, play, ssl_certificate
from support.waiting import PATIENCE, wait_until

_SHA256 = hashes.SHA256()
VAULT_PASSWORD = "s3cret-vault"
URL_PASSWORD = "s3cret-url"
CA = {"cert_path": "ca.crt", "key_path": "ca.key", "key_passphrase": PASSPHRASE}
SUBJECT = {"organization": "The Lab"}
#: Each source, and the files that it brings.
SOURCES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "self-signed": ({"name": "self.crt", "source": "self_signed", "subject": SUBJECT}, ("self.crt", "self.key")),
    "ca": ({"name": "ca-signed.crt", "source": "ca", "subject": SUBJECT, "ca": CA}, ("ca-signed.crt", "ca-signed.key")),
    "upload": (
        {"name": "up.crt", "source": "upload", "certificate": pem_of(SERVER), "key": key_of(SERVER)},
        ("up.crt", "up.key"),
    ),
    "vault": (
        {"name": "vault.crt", "source": "upload", "certificate_src": "server.crt", "key_src": "server.key"},
        ("vault.crt", "vault.key"),
    ),
    "passphrase": (
        {
            "name": "pass",
            "key_name": "pass.pem",
            "source": "upload",
            "certificate": pem_of(SERVER),
            "key_src": "encrypted.key",
            "key_passphrase": PASSPHRASE,
        },
        ("pass", "pass.pem"),
    ),
    "chain": (
        {
            "name": "chain.crt",
            "source": "upload",
            "certificate": pem_of(BELOW, MIDDLE),
            "key": key_of(BELOW),
            "chain_names": ["middle.crt"],
        },
        ("chain.crt", "middle.crt", "chain.key"),
    ),
    "alone": ({"name": "clients.crt", "source": "upload", "certificate": pem_of(FOREIGN)}, ("clients.crt",)),
}
#: Run over netcommon's connection as well, where a task takes ten times as long.
MAIN = ("ca", "upload")


@dataclass(frozen=True)
class Played:
    """A finished run and its lab."""

    lab: Lab
    run: Run
    names: tuple[str, ...] = ()

    def __call__(self, name: str, host: str = "leaf1") -> TaskResult:
        """The result of a task."""
        return self.run.result(host, name)


def thrice(sources: Iterable[str]) -> list[dict[str, Any]]:
    """Each source three times: in check mode, for good, and once more."""
    return [
        ssl_certificate(f"{name} {when}", SOURCES[name][0], check_mode=when == "predicted")
        for name in sources
        for when in ("predicted", "done", "again")
    ]


def write_files(folder: Path) -> None:
    """The controller's files; the keys are encrypted, one with a passphrase and one with Ansible Vault."""
    vault = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))])
    (folder / "ca.crt").write_text(pem_of(ROOT))
    (folder / "ca.key").write_text(encrypted_key_of(ROOT))
    (folder / "server.crt").write_text(pem_of(SERVER))
    (folder / "server.key").write_bytes(vault.encrypt(key_of(SERVER)))
    (folder / "encrypted.key").write_text(encrypted_key_of(SERVER))
    (folder / "vault-password").write_text(VAULT_PASSWORD)


def play_on(runner: AnsibleRunner, lab: Lab, tasks: list[dict[str, Any]], *args: str, **more: Any) -> Run:
    """Run tasks on all switches."""
    write_files(runner.folder)
    vault = ("--vault-password-file", str(runner.folder / "vault-password"))
    connection = more.pop("connection", DIRECT)
    hosts = {switch.name: host_of(switch) for switch in lab}
    return runner.playbook(
        [play(tasks, **GO_ON)], inventory(lab, connection, hosts=hosts), "--diff", *vault, *args, **more
    )


@pytest.fixture(scope="module", params=CONNECTIONS)
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner
) -> Iterator[Played]:
    names = tuple(SOURCES) if request.param == DIRECT else MAIN
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        yield Played(lab, play_on(runner, lab, thrice(names), "-vvvv", connection=request.param), names)


def certificate_on(switch: LabSwitch, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(switch.switch.files["certificate"][name].encode())


def test_a_source_brings_its_files(played: Played) -> None:
    files = played.lab["leaf1"].switch.files
    for name in played.names:
        done = played(f"{name} done")
        assert done.status == "changed", (name, done.msg)
        assert set(SOURCES[name][1]) <= {*files["certificate"], *files["sslkey"]}, name
        assert "BEGIN CERTIFICATE" in done["certificate"]["pem"]
        assert "PRIVATE" not in str(done.result)


def test_a_certificate_and_its_key_match(played: Played) -> None:
    files = played.lab["leaf1"].switch.files
    for name in set(played.names) - {"alone"}:
        certificate, *_chain, key = SOURCES[name][1]
        private = load_pem_private_key(files["sslkey"][key].encode(), None)
        assert certificate_on(played.lab["leaf1"], certificate).public_key() == private.public_key(), name


def test_check_mode_predicts_and_sends_nothing(played: Played) -> None:
    for name in played.names:
        predicted, done = played(f"{name} predicted"), played(f"{name} done")
        assert (predicted.status, predicted["reasons"]) == ("changed", done["reasons"]), (name, predicted.msg)
        assert {**done["certificate"], **predicted["certificate"]} == done["certificate"], name
        assert predicted["commands"] == [], name
        assert predicted["diff"]["before"] == done["diff"]["before"] == ""
        assert set(predicted["diff"]["after"].splitlines()) <= set(done["diff"]["after"].splitlines())
    uploads = [cmd for cmd in sent(played.lab["leaf1"]) if cmd.endswith("certificate:up.crt")]
    assert len(uploads) == 1


def test_a_second_run_changes_nothing(played: Played) -> None:
    for name in played.names:
        again, done = played(f"{name} again"), played(f"{name} done")
        assert (again.status, again["reasons"], "diff" in again.result) == ("ok", [], False), (name, again.msg)
        assert again["certificate"] == done["certificate"], name


def test_certificates_signed_by_the_ca(played: Played) -> None:
    done = played("ca done")["certificate"]
    assert (done["subject"], done["issuer"]) == ("CN=leaf1,O=The Lab", "CN=Root CA")
    assert done["subject_alternative_names"] == ["DNS:leaf1", f"IP:{played.lab['leaf1'].address}"]
    assert (done["key_type"], done["key_size"]) == ("RSA", 3072)
    assert not any("ca.key" in cmd or "PRIVATE" in cmd for cmd in sent(played.lab["leaf1"]))


def test_nothing_stays_in_the_flash(played: Played) -> None:
    """Files went through it, and none is there."""
    assert [cmd for cmd in sent(played.lab["leaf1"]) if cmd.startswith("copy terminal: flash:")]
    assert list(played.lab["leaf1"].switch.files["flash"]) == ["vEOS-lab.swi"]


def test_secrets_are_shown_nowhere(played: Played, runner: AnsibleRunner) -> None:
    shown = played.run.output + repr([found.result for found in played.run.all_results])
    keys = [key_of(pair) for pair in (SERVER, BELOW, ROOT)] + [encrypted_key_of(SERVER)]
    for text in keys:
        assert not [line for line in text.splitlines() if len(line) > 40 and line in shown]
    for secret in (PASSPHRASE, VAULT_PASSWORD, "PRIVATE KEY"):
        assert secret not in shown
    assert "up.crt" in shown
    # What Ansible leaves behind: Vault's files are decrypted in memory.
    left = [path for path in (runner.folder / "ansible").rglob("*") if path.is_file()]
    assert not [path for path in left if b"BEGIN PRIVATE KEY" in path.read_bytes()]


# --- Renewal, removal, URLs ------------------------------------------------------------------------------------------


def beside(urls: str) -> list[dict[str, Any]]:
    """What is asked for beside the sources.

    :param urls: where the files to fetch are.
    """
    signed, made, given = (SOURCES[name][0] for name in ("ca", "self-signed", "upload"))
    fetch = {
        "name": "url.crt",
        "source": "url",
        "certificate_url": f"{urls}/server.crt",
        "key_url": f"{urls}/server.key",
        "vrf": "default",
    }
    gone = {"name": "up.crt", "state": "absent"}
    return [
        ssl_certificate("Signed", signed),
        ssl_certificate("Renewed in time", {**signed, "renew_before": "365d", "validity": 500}),
        ssl_certificate("Not yet", {**signed, "renew_before": "365d", "validity": 500}),
        ssl_certificate("Made", made),
        ssl_certificate("Other names", {**made, "subject_alternative_names": ["leaf1", "leaf1.lab"]}),
        ssl_certificate("Uploaded", given),
        ssl_certificate("Another one", {**given, "certificate": pem_of(OTHER), "key": key_of(OTHER)}),
        ssl_certificate("Forced", {**given, "certificate": pem_of(OTHER), "key": key_of(OTHER), "force": True}),
        ssl_certificate("Expires soon", {**given, "certificate": pem_of(SOON), "key": key_of(SOON)}),
        ssl_certificate("Would remove", gone, check_mode=True),
        ssl_certificate("Removes", gone),
        ssl_certificate("Removed", gone),
        ssl_certificate("Would fetch", fetch, check_mode=True),
        ssl_certificate("Fetches", fetch),
        ssl_certificate("Fetched", fetch),
        ssl_certificate("Another fingerprint", {**fetch, "sha256": "00:" * 31 + "00"}),
        ssl_certificate("Nothing there", {**fetch, "name": "no.crt", "certificate_url": f"{urls}/nothing.crt"}),
        ssl_certificate("No such VRF", {**fetch, "name": "no.crt", "vrf": "NOWHERE"}),
    ]


SOON = make("leaf1", ROOT, hosts=("leaf1",), days=10)


@pytest.fixture(scope="module")
def besides(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    files = tmp_path_factory.mktemp("files")
    (files / "server.crt").write_text(pem_of(SERVER))
    (files / "server.key").write_text(key_of(SERVER))
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab, serving(files) as port:
        urls = f"http://backup:{URL_PASSWORD}@127.0.0.1:{port}"
        yield Played(lab, play_on(runner, lab, beside(urls), "-vvvv"))


class serving:
    """A web server with files, for the length of a with block; gives its port."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_Quiet, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> int:
        self._thread.start()
        return int(self._server.server_address[1])

    def __exit__(self, *_args: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


def test_a_certificate_is_renewed_in_time(besides: Played) -> None:
    first, renewed, kept = besides("Signed"), besides("Renewed in time"), besides("Not yet")
    assert renewed["reasons"] == ["it expires in 364 days"]
    assert renewed["certificate"]["days_left"] == 499
    assert renewed["certificate"]["sha256"] != first["certificate"]["sha256"]
    assert not any("generate rsa" in cmd for cmd in renewed["commands"])  # the key is kept
    assert (kept.status, kept["certificate"]) == ("ok", renewed["certificate"])


def test_a_certificate_with_other_names_is_replaced(besides: Played) -> None:
    done = besides("Other names")
    assert done.status == "changed"
    assert done["certificate"]["subject_alternative_names"] == ["DNS:leaf1", "DNS:leaf1.lab"]
    assert done["reasons"][0].endswith("and not for DNS:leaf1, DNS:leaf1.lab")
    assert f"-sha256: {besides('Made')['certificate']['sha256']}" in besides.run.stdout


def test_an_upload_is_replaced_when_it_differs(besides: Played) -> None:
    assert besides("Another one")["reasons"][0].startswith("it is another one ('CN=leaf1'")
    assert besides("Forced")["reasons"] == ["force is set"]
    soon = besides("Expires soon")
    assert soon.status == "changed"
    assert soon["warnings"] == [f"The certificate that was given expires at {soon['certificate']['not_after']}."]


def test_removal(besides: Played) -> None:
    would, does, gone = besides("Would remove"), besides("Removes"), besides("Removed")
    assert (
        would["reasons"] == does["reasons"] == ["certificate:up.crt is on the switch", "sslkey:up.key is on the switch"]
    )
    assert does["commands"] == ["delete certificate:up.crt", "delete sslkey:up.key"]
    assert (would.status, gone.status) == ("changed", "ok")
    assert "up.key" not in besides.lab["leaf1"].switch.files["sslkey"]


def test_files_that_the_switch_fetches(besides: Played) -> None:
    would, does, fetched = besides("Would fetch"), besides("Fetches"), besides("Fetched")
    assert (would.status, does.status, fetched.status) == ("changed", "changed", "ok")
    assert does["certificate"]["sha256"] == SERVER.certificate.fingerprint(_SHA256).hex()
    assert besides.lab["leaf1"].switch.files["sslkey"]["url.key"] == key_of(SERVER)
    # Newer EOS says 'cli vrf'; the lab's does not.
    assert [cmd for cmd in does["commands"] if "vrf" in cmd] == ["cli vrf default", "routing-context vrf default"]
    other = besides("Another fingerprint")
    assert other.status == "ignored"
    assert "its SHA-256 is" in other.msg
    assert "No such file" in besides("Nothing there").msg or "404" in besides("Nothing there").msg
    assert "VRF NOWHERE does not exist" in besides("No such VRF").msg


def test_a_password_in_a_url_is_shown_nowhere(besides: Played) -> None:
    assert "http://backup:<removed>@127.0.0.1" in besides("Fetches")["commands"][1]
    assert any(f"backup:{URL_PASSWORD}@" in cmd for cmd in sent(besides.lab["leaf1"]))
    for name in ("Fetches", "Nothing there", "No such VRF"):
        assert URL_PASSWORD not in str(besides(name).result)
    assert URL_PASSWORD not in besides.run.output


# --- Bad input -------------------------------------------------------------------------------------------------------

UPLOAD = SOURCES["upload"][0]
OLD_CA = make("Old CA", authority=True, days=-1)
#: What is wrong → the options, and what the sentence says.
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a key of another certificate": (
        {**UPLOAD, "key": key_of(OTHER)},
        "key is not the key of certificate ('CN=leaf1'): their public keys differ.",
    ),
    "a key of another certificate, in files": (
        {"name": "x.crt", "source": "upload", "certificate_src": "server.crt", "key_src": "other.key"},
        "key_src is not the key of certificate_src ('CN=leaf1')",
    ),
    "an expired certificate": (
        {**UPLOAD, "certificate": pem_of(EXPIRED), "key": key_of(EXPIRED)},
        "certificate ('CN=leaf1') has expired, at ",
    ),
    "a chain in the wrong order": (
        {**UPLOAD, "certificate": pem_of(BELOW, ROOT, MIDDLE), "key": key_of(BELOW)},
        "the chain is in the wrong order: certificate 2 of certificate ('CN=Root CA') did not issue certificate 1",
    ),
    "a chain that begins with the CA": (
        {**UPLOAD, "certificate": pem_of(MIDDLE, BELOW), "key": key_of(BELOW)},
        "key belongs to certificate 2 ('CN=leaf1'): the chain is in the wrong order",
    ),
    "an encrypted key": (
        {**UPLOAD, "key": encrypted_key_of(SERVER)},
        "key is encrypted, and key_passphrase is not given",
    ),
    "a wrong passphrase": (
        {**UPLOAD, "key": encrypted_key_of(SERVER), "key_passphrase": "wr0ng-passphrase"},
        "key cannot be read: key_passphrase does not open it",
    ),
    "a key in the certificate": ({**UPLOAD, "certificate": key_of(SERVER)}, "certificate holds a private key"),
    "no certificate": ({"name": "x.crt", "source": "upload"}, "neither certificate nor certificate_src is given"),
    "text and file": ({**UPLOAD, "certificate_src": "x"}, "certificate and certificate_src are both given"),
    "a file that is not there": (
        {"name": "x.crt", "source": "upload", "certificate_src": "nowhere.crt"},
        "certificate_src: 'nowhere.crt' cannot be read",
    ),
    "a CA whose key is another one's": (
        {**SOURCES["ca"][0], "ca": {"cert_path": "foreign.crt", "key_path": "ca.key", "key_passphrase": PASSPHRASE}},
        "ca.key_path is not the key of ca.cert_path ('CN=Foreign CA')",
    ),
    "a CA that is none": (
        {**SOURCES["ca"][0], "ca": {"cert_path": "server.crt", "key_path": "server.key"}},
        "ca.cert_path ('CN=leaf1') is not the certificate of a CA",
    ),
    "a CA that has expired": (
        {**SOURCES["ca"][0], "ca": {"cert_path": "old-ca.crt", "key_path": "old-ca.key"}},
        "ca.cert_path ('CN=Old CA') has expired",
    ),
    "a CA's key without its passphrase": (
        {**SOURCES["ca"][0], "ca": {"cert_path": "ca.crt", "key_path": "ca.key"}},
        "ca.key_path is encrypted, and ca.key_passphrase is not given",
    ),
    "no CA": ({"name": "x.crt", "source": "ca"}, "source is ca, and ca is not given"),
    "no source": ({"name": "x.crt"}, "source is not given: it is one of self_signed, ca, upload, url"),
    "an option of another source": (
        {**UPLOAD, "validity": 30},
        "validity is given, and source is upload: it is an option of self_signed and ca",
    ),
    "no life": ({**SOURCES["ca"][0], "validity": 0}, "validity is 0 days"),
    "an empty period": ({**UPLOAD, "renew_before": ""}, "renew_before is ''"),
    "a long life": ({**SOURCES["ca"][0], "validity": 825}, "validity is 825 days"),
    "a renewal by each run": ({**SOURCES["ca"][0], "validity": 20}, "renew_before is not less than validity (20 days)"),
    "too many names for the chain": (
        {**UPLOAD, "chain_names": ["a"]},
        "chain_names has 1 names, and 0 certificates follow",
    ),
    "a bad name": ({**UPLOAD, "name": "flash:x"}, "name is 'flash:x'"),
    "a bad period": ({**UPLOAD, "renew_before": "soon"}, "renew_before is 'soon'"),
    "a bad alternative name": (
        {**SOURCES["ca"][0], "subject_alternative_names": ["no name"]},
        "subject_alternative_names: 'no name' is neither a DNS name nor an address",
    ),
    "a bad URL": ({"name": "x.crt", "source": "url", "certificate_url": "flash:x"}, "certificate_url is no URL"),
    "a key's name without a key": (
        {"name": "x.crt", "key_name": "x.key", "source": "upload", "certificate": pem_of(ROOT)},
        "key_name is given, and no key",
    ),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    for name, text in {
        "other.key": key_of(OTHER),
        "foreign.crt": pem_of(FOREIGN),
        "old-ca.crt": pem_of(OLD_CA),
        "old-ca.key": key_of(OLD_CA),
    }.items():
        (runner.folder / name).write_text(text)
    tasks = [ssl_certificate(name, options) for name, (options, _said) in BAD.items()]
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        yield Played(lab, play_on(runner, lab, tasks, "-vvvv"))


@pytest.mark.parametrize("name", BAD)
def test_bad_input(refused: Played, name: str) -> None:
    found = refused(name)
    assert found.status == "ignored", found.result
    assert BAD[name][1] in found.msg
    assert found.msg.startswith("leaf1: ")


def test_bad_input_reaches_no_switch(refused: Played) -> None:
    assert sent(refused.lab["leaf1"]) == []
    assert "wr0ng-passphrase" not in refused.run.output
    assert "PRIVATE KEY" not in repr([found.result for found in refused.run.all_results])


# --- In use by the API -----------------------------------------------------------------------------------------------

PROFILE = ("management security", "ssl profile eapi", "certificate eapi.crt key eapi.key")
API = ("management api http-commands", "protocol https ssl profile eapi")


@pytest.fixture(scope="module")
def in_use(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    """The API presents eapi.crt, which the controller verifies. Each task shows that the way in is still open."""
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        first, second = (make("leaf1", ROOT, hosts=(leaf.address,), days=300) for _number in range(2))
        foreign = make("leaf1", FOREIGN, hosts=(leaf.address,), days=300)
        leaf.switch.files["certificate"]["eapi.crt"] = pem_of(first)
        leaf.switch.files["sslkey"]["eapi.key"] = key_of(first)
        leaf.run("configure", *PROFILE)
        leaf.run("configure", *API)
        wait_until(lambda: presented(leaf) == first.certificate)
        tasks = [
            _upload("Not for servers", CLIENT),
            _upload("Not for this address", OTHER),
            _upload("Of a foreign CA", foreign),
            ssl_certificate("Self-signed", {"name": "eapi.crt", "source": "self_signed"}),
            ssl_certificate("Another key", {"name": "eapi.crt", "source": "ca", "ca": CA, "key_size": 4096}),
            ssl_certificate("Absent", {"name": "eapi.crt", "state": "absent"}),
            _upload("Would be sound", second, check_mode=True),
            _upload("Sound", second),
            _upload("Sound again", second),
        ]
        write_files(runner.folder)
        (runner.folder / "root.crt").write_text(pem_of(ROOT))
        hosts = inventory(lab, ansible_eapi_ca_path=str(runner.folder / "root.crt"))
        yield Played(lab, runner.playbook([play(tasks, **GO_ON)], hosts), (second.certificate_pem.decode(),))


def _upload(name: str, pair: Pair, **keywords: Any) -> dict[str, Any]:
    given = {"name": "eapi.crt", "source": "upload", "certificate": pem_of(pair), "key": key_of(pair)}
    return ssl_certificate(name, given, **keywords)


def presented(switch: LabSwitch) -> x509.Certificate | None:
    """What a plain TLS client sees."""
    try:
        text = ssl.get_server_certificate((switch.address, switch.https_port or 8443), timeout=60)
    except OSError:
        return None
    return x509.load_pem_x509_certificate(text.encode())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Not for servers", "its extended key usage lacks serverAuth. The API would not start with it."),
        ("Not for this address", "by which this controller reaches the switch (ansible_host)"),
        ("Of a foreign CA", "is not signed by a CA in '"),
        ("Self-signed", "this controller, which verifies it, cannot know a certificate that is not made yet"),
        ("Another key", "the key has to change, which cannot be done at once with the certificate"),
        ("Absent", "cannot be deleted: the SSL profile eapi uses it"),
    ],
)
def test_lockout_is_refused(in_use: Played, name: str, said: str) -> None:
    assert in_use(name).status == "ignored"
    assert said in in_use(name).msg


def test_a_sound_certificate_is_presented(in_use: Played) -> None:
    (second,) = in_use.names
    done = in_use("Sound")
    assert (in_use("Would be sound").status, done.status, in_use("Sound again").status) == ("changed", "changed", "ok")
    assert done["certificate"]["pem"] == second
    now = presented(in_use.lab["leaf1"])
    assert now is not None
    assert now.fingerprint(_SHA256).hex() == done["certificate"]["sha256"]


# --- Faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_lost_replies_leave_nothing_in_the_flash(runner: AnsibleRunner, tmp_path: Path, connection: str) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1"), SwitchSpec(name="leaf2")]) as lab:
        lab["leaf1"].faults.add("drop-after-applying", times=1, match="^copy terminal:")
        lab["leaf2"].faults.add("drop-before-reply", times=1, match="^copy terminal:")
        run = play_on(runner, lab, [ssl_certificate("Upload", UPLOAD)], connection=connection)
        for switch in lab:
            assert run.result(switch.name, "Upload").status == "changed", run.output
            assert switch.switch.files["sslkey"]["up.key"] == key_of(SERVER)
            assert list(switch.switch.files["flash"]) == ["vEOS-lab.swi"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_nothing_in_the_flash(
    ansible: AnsibleRunner, tmp_path: Path, how: signal.Signals
) -> None:
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        leaf = lab["leaf1"]
        # The files have come to the flash and the run is stopped before the switch has deleted them.
        leaf.faults.add("slow", times=1, delay=2, match="^copy terminal:")
        process = ansible.start([play([ssl_certificate("Upload", UPLOAD)])], inventory(lab))
        try:
            wait_until(lambda: any(cmd.startswith("copy terminal:") for cmd in sent(leaf)))
        finally:
            os.killpg(process.pid, how)
            process.wait(timeout=PATIENCE)
        # Each file that was written is asked to be deleted, by the request itself and by the clean-up.
        wait_until(lambda: all(sent(leaf).count(f"delete {way}") == 2 for way in ways(leaf)))
        assert len(ways(leaf)) == 2
        assert list(leaf.switch.files["flash"]) == ["vEOS-lab.swi"]


def ways(switch: LabSwitch) -> list[str]:
    """The files of the flash through which texts came."""
    return [cmd.split()[2] for cmd in sent(switch) if cmd.startswith("copy terminal:")]


def sent(switch: LabSwitch) -> list[str]:
    """The commands that may change the switch, in their order."""
    cmds = [cmd for request in list(switch.received) for cmd in cmds_of(request)]
    return [cmd for cmd in cmds if cmd.split()[0] in ("copy", "delete", "security", "configure")]
