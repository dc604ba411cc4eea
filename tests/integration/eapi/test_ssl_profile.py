# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""ssl_profile through ansible-playbook: made, merged, replaced, removed; on trial where the API uses it; bad input."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from lab.pki import Pair, make
from support.certificates import BELOW, CLIENT, EXPIRED, FOREIGN, MIDDLE, OTHER, ROOT, SERVER, key_of, pem_of, store
from support.playrun import AnsibleRunner, Run, TaskResult
from support.plays import CONNECTIONS, DIRECT, GO_ON, HTTPAPI, count_of, inventory, pending, play, ssl_profile
from support.waiting import wait_until

PAIR = {"certificate": "server.crt", "key": "server.key"}
FULL = {
    **PAIR,
    "name": "eapi",
    "trust_certificates": ["root.crt", "foreign.crt"],
    "tls_versions": ["1.2"],
    "cipher_list": "HIGH:!aNULL",
}
CHAIN = {
    "name": "below",
    "certificate": "below.crt",
    "key": "below.key",
    "chain_certificates": ["middle.crt", "root.crt"],
}
#: Each form in its order; `holds` are lines of the configuration afterwards, `lacks` are not.
FORMS: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "made": (FULL, ("trust certificate root.crt", "tls versions 1.2", "certificate server.crt key server.key"), ()),
    "merged": (
        {"name": "eapi", "trust_certificates": ["middle.crt"], "certificate": "other.crt", "key": "other.key"},
        ("trust certificate root.crt", "trust certificate middle.crt", "certificate other.crt key other.key"),
        ("certificate server.crt key server.key",),
    ),
    "replaced": (
        {"name": "eapi", "state": "replaced", **PAIR, "trust_certificates": ["foreign.crt"]},
        ("trust certificate foreign.crt", "certificate server.crt key server.key"),
        ("trust certificate root.crt", "tls versions 1.2", "cipher-list HIGH:!aNULL"),
    ),
    "with a chain": (CHAIN, ("chain certificate middle.crt", "chain certificate root.crt"), ()),
    "with a shorter chain": (
        {**CHAIN, "chain_certificates": ["middle.crt"]},
        ("chain certificate middle.crt",),
        ("chain certificate root.crt",),
    ),
    "absent": ({"name": "eapi", "state": "absent"}, (), ("ssl profile eapi",)),
}
#: Run over netcommon's connection as well, where a task takes ten times as long.
MAIN = ("made", "merged")


@dataclass(frozen=True)
class Played:
    """A finished run and its lab."""

    lab: Lab
    run: Run
    names: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()

    def __call__(self, name: str, host: str = "leaf1") -> TaskResult:
        """The result of a task."""
        return self.run.result(host, name)


def fill(switch: LabSwitch) -> None:
    """The files that the profiles name."""
    for name, pair in (("server", SERVER), ("other", OTHER), ("below", BELOW), ("client", CLIENT), ("old", EXPIRED)):
        store(switch.switch, f"{name}.crt", pair, f"{name}.key")
    for name, pair in (("root", ROOT), ("middle", MIDDLE), ("foreign", FOREIGN)):
        store(switch.switch, f"{name}.crt", pair)


def configured(switch: LabSwitch, profile: str) -> list[str]:
    """The lines of a profile."""
    text = switch.running_config().partition(f"   ssl profile {profile}\n")[2]
    lines = text.splitlines()
    end = next((place for place, line in enumerate(lines) if not line.startswith("      ")), len(lines))
    return [line.strip() for line in lines[:end]]


@pytest.fixture(scope="module", params=CONNECTIONS)
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner
) -> Iterator[Played]:
    names = tuple(FORMS) if request.param == DIRECT else MAIN
    tasks = [
        ssl_profile(f"{name} {when}", FORMS[name][0], check_mode=when == "predicted")
        for name in names
        for when in ("predicted", "done", "again")
    ]
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        fill(lab["leaf1"])
        run = runner.playbook([play(tasks, **GO_ON)], inventory(lab, request.param), "--diff")
        yield Played(lab, run, names)


def changes_of(result: TaskResult) -> dict[str, set[str]]:
    """The lines of a difference by their mark."""
    lines = result["diff"]["prepared"].splitlines()[2:]
    return {mark: {line[1:].strip() for line in lines if line[0] == mark} for mark in "+- "}


def test_a_form_changes_what_it_says(played: Played) -> None:
    for name in played.names:
        done = played(f"{name} done")
        assert done.status == "changed", (name, done.msg)
        found = changes_of(done)
        assert set(FORMS[name][1]) <= found["+"] | found[" "], name
        assert set(FORMS[name][2]) <= found["-"] - found["+"], name
        assert done["profile"]["state"] == ("absent" if name == "absent" else "valid"), name


def test_check_mode_predicts_the_change_and_makes_none(played: Played) -> None:
    for name in played.names:
        predicted, done = played(f"{name} predicted"), played(f"{name} done")
        assert predicted.status == "changed", (name, predicted.msg)
        for key in ("commands", "profile"):
            assert predicted[key] == done[key], name
        assert changes_of(predicted) == changes_of(done), name
        session = predicted["session"]
        assert count_of(played.lab["leaf1"], f"configure session {session} commit timer 00:02:00") == 0
        assert count_of(played.lab["leaf1"], f"configure session {session} abort") == 1


def test_a_second_run_changes_nothing(played: Played) -> None:
    for name in played.names:
        again = played(f"{name} again")
        assert (again.status, "diff" in again.result) == ("ok", False), (name, again.msg)
        assert again["profile"] == played(f"{name} done")["profile"], name


def test_a_change_is_made_final_after_it_was_judged(played: Played) -> None:
    done = played("made done")
    assert done["confirmed"] is True
    assert count_of(played.lab["leaf1"], f"configure session {done['session']} commit timer 00:02:00") == 1
    assert count_of(played.lab["leaf1"], f"configure session {done['session']} commit") == 1
    assert pending(played.lab["leaf1"]) == []


def test_the_order_of_a_chain_is_kept(played: Played) -> None:
    if "with a chain" in played.names:
        assert played("with a chain done")["profile"]["chain_certificates"] == ["middle.crt", "root.crt"]
        assert [line for line in configured(played.lab["leaf1"], "below") if "chain" in line] == [
            "chain certificate middle.crt"
        ]


# --- Bad input -------------------------------------------------------------------------------------------------------

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a missing certificate": (
        {"name": "x", "certificate": "no.crt", "key": "server.key"},
        "certificate names the certificate 'no.crt', which is not on the switch; there are: ",
    ),
    "a missing key": ({"name": "x", "certificate": "server.crt", "key": "no.key"}, "key names the key 'no.key'"),
    "a missing trusted certificate": ({"name": "x", "trust_certificates": ["no.crt"]}, "trust_certificates names the"),
    "a missing certificate of the chain": (
        {"name": "x", **PAIR, "chain_certificates": ["no.crt"]},
        "chain_certificates",
    ),
    "an expired certificate": (
        {"name": "x", "certificate": "old.crt", "key": "old.key"},
        "certificate: old.crt ('CN=leaf1') has expired, at ",
    ),
    "a chain in the wrong order": (
        {**CHAIN, "chain_certificates": ["root.crt", "middle.crt"]},
        "the chain is in the wrong order: root.crt ('CN=Root CA') did not issue below.crt ('CN=leaf1'), which "
        "'CN=Intermediate CA' did. Put the server's own certificate first",
    ),
    "a key of another certificate": (
        {"name": "x", "certificate": "server.crt", "key": "other.key"},
        "the SSL profile x is invalid (keyMismatch other.key) (tried at https://",
    ),
    "a certificate without a key": ({"name": "x", "certificate": "server.crt"}, "certificate and key go together"),
    "a TLS version that is none": ({"name": "x", **PAIR, "tls_versions": ["2.0"]}, "tls_versions has '2.0'"),
    "ciphers that are none": ({"name": "x", **PAIR, "cipher_list": ""}, "cipher_list is empty"),
    "a short timer": ({"name": "x", **PAIR, "commit_timer": "2s"}, "commit_timer is '2s': it is 8 s or more"),
    "no timer": ({"name": "x", **PAIR, "commit_timer": "soon"}, "commit_timer is 'soon'"),
    "a bad name": ({"name": "x y", **PAIR}, "name is 'x y'"),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    tasks = [ssl_profile(name, options) for name, (options, _said) in BAD.items()]
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        fill(lab["leaf1"])
        yield Played(lab, runner.playbook([play(tasks, **GO_ON)], inventory(lab)))


@pytest.mark.parametrize("name", BAD)
def test_bad_input(refused: Played, name: str) -> None:
    found = refused(name)
    assert found.status == "ignored", found.result
    assert BAD[name][1] in found.msg


def test_bad_input_leaves_nothing(refused: Played) -> None:
    assert "ssl profile" not in refused.lab["leaf1"].running_config()
    assert pending(refused.lab["leaf1"]) == []
    assert refused("a key of another certificate")["rolled_back"] is True


# --- Used by the API -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory, runner: AnsibleRunner) -> Iterator[Played]:
    """The API presents first.crt; each task shows that the way in is still open."""
    with Lab(tmp_path_factory.mktemp("lab"), [SwitchSpec(name="leaf1")]) as lab:
        yield play_trials(runner, lab, trials(runner.folder))


def play_trials(runner: AnsibleRunner, lab: Lab, tasks: list[dict[str, Any]], connection: str = DIRECT) -> Played:
    """Have the API present the first of three certificates, the last one of another CA, and run tasks."""
    leaf = lab["leaf1"]
    fill(leaf)
    issuers = {"first": ROOT, "second": ROOT, "third": FOREIGN}
    pairs = {name: make("leaf1", issuer, hosts=(leaf.address,), days=300) for name, issuer in issuers.items()}
    for name, pair in pairs.items():
        store(leaf.switch, f"{name}.crt", pair, f"{name}.key")
    leaf.run("configure", "management security", "ssl profile eapi", "certificate first.crt key first.key")
    leaf.run("configure", "management api http-commands", "protocol https ssl profile eapi")
    wait_until(lambda: presented(leaf) == pairs["first"].certificate)
    for name, pair in (("root", ROOT), ("foreign", FOREIGN)):
        (runner.folder / f"{name}.crt").write_text(pem_of(pair))
    hosts = inventory(lab, connection, ansible_eapi_ca_path=str(runner.folder / "root.crt"))
    run = runner.playbook([play(tasks, **GO_ON)], hosts)
    return Played(lab, run, pairs=tuple(pairs.values()))


def trials(folder: Path) -> list[dict[str, Any]]:
    second, third = (
        {"name": "eapi", "certificate": f"{name}.crt", "key": f"{name}.key"} for name in ("second", "third")
    )
    return [
        ssl_profile("Would go over", second, check_mode=True),
        ssl_profile("Goes over", second),
        ssl_profile("Has gone over", second),
        ssl_profile("Not for servers", {"name": "eapi", "certificate": "client.crt", "key": "client.key"}),
        ssl_profile("Not for this address", {"name": "eapi", **PAIR, "commit_timer": "10s"}),
        ssl_profile("A CA that is not trusted", {**third, "commit_timer": "10s"}),
        ssl_profile("Absent", {"name": "eapi", "state": "absent"}),
        ssl_profile("Another CA", {**third, "endpoint": {"ca_path": str(folder / "foreign.crt")}}),
        ssl_profile("Goes on", third),
    ]


def presented(switch: LabSwitch) -> x509.Certificate | None:
    """What a plain TLS client sees."""
    try:
        text = ssl.get_server_certificate((switch.address, switch.https_port or 8443), timeout=60)
    except OSError:
        return None
    return x509.load_pem_x509_certificate(text.encode())


def fingerprint(pair: Pair) -> str:
    return pair.certificate.fingerprint(hashes.SHA256()).hex()


def test_the_api_goes_over_to_another_certificate(serving: Played) -> None:
    would, does, has = serving("Would go over"), serving("Goes over"), serving("Has gone over")
    assert (would.status, does.status, has.status) == ("changed", "changed", "ok")
    assert "presented" not in would.result
    assert does["profile"]["used_by_api"] is True
    assert does["presented"]["sha256"] == has["presented"]["sha256"] == fingerprint(serving.pairs[1])
    assert does["presented"]["subject"] == "CN=leaf1"


@pytest.mark.parametrize("name", ["Not for this address", "A CA that is not trusted"])
def test_a_certificate_that_the_controller_does_not_accept_is_taken_back(serving: Played, name: str) -> None:
    """The switch itself takes it back, as the controller does not speak to it any more."""
    found = serving(name)
    assert found.status == "ignored"
    assert (found["confirmed"], found["rolled_back"], found["changed"]) == (False, True, False), found.msg
    assert "certificate" in found.msg
    assert "The switch has undone it: the running configuration is as it was." in found.msg
    assert serving("Another CA").status == "changed"  # the way in is open again


def test_stopping_the_api_is_refused(serving: Played) -> None:
    assert "is not for servers: its extended key usage lacks serverAuth" in serving("Not for servers").msg
    absent = serving("Absent")
    assert absent.status == "ignored"
    assert "the SSL profile eapi cannot be removed, since it is used (management api http-commands: protocol https" in (
        absent.msg
    )


def test_the_run_goes_on_at_the_new_endpoint(serving: Played) -> None:
    """The CA that signed the new certificate is named in `endpoint`, and not in the inventory."""
    done, goes_on = serving("Another CA"), serving("Goes on")
    assert (done.status, goes_on.status) == ("changed", "ok"), goes_on.msg
    assert goes_on["presented"]["sha256"] == fingerprint(serving.pairs[2])
    now = presented(serving.lab["leaf1"])
    assert now is not None
    assert now == serving.pairs[2].certificate
    assert key_of(serving.pairs[2]) not in serving.run.output


def test_the_run_goes_on_over_netcommon_too(runner: AnsibleRunner, tmp_path: Path) -> None:
    wanted = ("A CA that is not trusted", "Another CA", "Goes on")
    tasks = [each for each in trials(runner.folder) if each["name"] in wanted]
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1")]) as lab:
        found = play_trials(runner, lab, tasks, HTTPAPI)
        assert found("A CA that is not trusted")["rolled_back"] is True
        assert found("Another CA").status == "changed"
        assert found("Goes on").status == "ok"
        assert found("Goes on")["presented"]["sha256"] == fingerprint(found.pairs[2])
