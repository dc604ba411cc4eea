# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""From the wish for a certificate to the files on a switch: what is replaced, what is refused, what is left behind."""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import replace
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    CommandError,
    CommandTimeoutError,
    DroppedError,
    EapiError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import lost_replies
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import session as sessions
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import (
    files as ssl_files,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import (
    install as certificates,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import (
    x509 as pem,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.ca import Authority, identity
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.files import Names, Transfer, check_name
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.sources import (
    Fetched,
    SelfSigned,
    Signed,
    Source,
    Terms,
    Upload,
    parse_period,
)
from lab.eos import files
from lab.eos.errors import CommandError as Refused
from lab.eos.switch import Switch
from lab.pki import Pair, make
from support.certificates import (
    BELOW,
    CLIENT,
    EXPIRED,
    EXPIRING,
    FOREIGN,
    HOST,
    MIDDLE,
    OTHER,
    ROOT,
    SERVER,
    key_of,
    lab_client,
    pem_of,
    ran,
    store,
)
from support.eapi import Drop
from support.lab_switches import build, configure
from support.session_switch import Clock

NAMES = Names("eapi.crt", "eapi.key")
MONTH = datetime.timedelta(days=30)
TERMS = Terms(identity({"common_name": HOST, "organization": "The Lab"}, [HOST, "192.0.2.1"]), 365, 2048, MONTH)
PROFILE = ("management security", "ssl profile eapi", "certificate eapi.crt key eapi.key")
API = ("management api http-commands", "protocol https ssl profile eapi")
COPY = r"^copy terminal:"


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> Switch:
    """A switch of the lab; waiting takes no time."""
    clock = Clock()
    for module in (polling, sessions, ssl_files):
        monkeypatch.setattr(module, "time", clock)
    return build()["leaf1"]


def upload(*pairs: Pair, key: Pair | None = None) -> Upload:
    """The certificates, and a key: that of the first one unless another is given."""
    chain = pem.read_certificates(pem_of(*pairs), "certificate")
    return Upload(chain, pem.read_key(key_of(key or pairs[0]), "key"))


def authority(pair: Pair = ROOT) -> Authority:
    return Authority.load(pem_of(pair), key_of(pair))


def used_by_the_api(switch: Switch) -> None:
    """SERVER is there, and the API presents it."""
    store(switch, "eapi.crt", SERVER, "eapi.key")
    configure(switch, *PROFILE)
    configure(switch, *API)


# --- each source, before, once, and once more ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [SelfSigned(TERMS), Signed(TERMS, authority()), upload(SERVER)],
    ids=["self_signed", "ca", "upload"],
)
def test_files_come_to_the_switch_once(switch: Switch, source: Source) -> None:
    client = lab_client(switch)
    predicted = certificates.ensure(client, source, NAMES, check=True)
    assert ran(client) == []
    assert predicted.reasons == [
        "there is no certificate eapi.crt on the switch",
        "there is no key eapi.key on the switch",
    ]
    done = certificates.ensure(client, source, NAMES)
    assert done.reasons == predicted.reasons
    assert predicted.after.items() <= done.after.items() or source.expected()
    assert {**done.after, **predicted.after} == done.after
    assert set(switch.files["sslkey"]) == {"eapi.key"}
    assert list(switch.files["flash"]) == ["vEOS-lab.swi"]
    sent = len(ran(client))
    again = certificates.ensure(client, source, NAMES)
    assert (again.changed, again.after, len(ran(client))) == (False, done.after, sent)
    forced = certificates.ensure(client, source, NAMES, force=True)
    assert forced.reasons == ["force is set"]
    assert len(ran(client)) > sent


def test_signed_certificate_contents(switch: Switch) -> None:
    done = certificates.ensure(lab_client(switch), Signed(TERMS, authority()), NAMES)
    found = pem.read_certificates(switch.files["certificate"]["eapi.crt"], "file")[0]
    assert found.issued_by(authority().certificate)
    assert (found.subject, found.key_size, found.flaws()) == ("CN=leaf1,O=The Lab", 2048, [])
    assert done.pem == found.pem
    own = pem.read_key(switch.files["sslkey"]["eapi.key"], "file")
    assert own.public_key == found.public_key


def test_a_key_on_the_switch_is_kept_for_the_next_request(switch: Switch) -> None:
    client = lab_client(switch)
    certificates.ensure(client, Signed(TERMS, authority()), NAMES)
    key = switch.files["sslkey"]["eapi.key"]
    renewed = certificates.ensure(client, Signed(replace(TERMS, days=400, renew_before=MONTH * 13), authority()), NAMES)
    assert renewed.reasons == ["it expires in 364 days"]
    assert switch.files["sslkey"]["eapi.key"] == key
    assert not any("generate rsa" in cmd for cmd in renewed.commands)


def test_a_chain_gets_files_of_its_own(switch: Switch) -> None:
    names = Names("eapi.crt", "eapi.key", ("eapi-chain1.crt", "eapi-chain2.crt"))
    client = lab_client(switch)
    source = upload(BELOW, MIDDLE, ROOT)
    done = certificates.ensure(client, source, names)
    assert switch.files["certificate"]["eapi-chain1.crt"] == pem_of(MIDDLE)
    assert switch.files["certificate"]["eapi-chain2.crt"] == pem_of(ROOT)
    assert done.pem == pem_of(BELOW, MIDDLE, ROOT)
    assert not certificates.ensure(client, source, names).changed
    store(switch, "eapi-chain1.crt", FOREIGN)
    del switch.files["certificate"]["eapi-chain2.crt"]
    assert certificates.ensure(client, source, names, check=True).reasons == [
        "eapi-chain1.crt is another one ('CN=Foreign CA')",
        "there is no certificate eapi-chain2.crt on the switch",
    ]


def test_a_certificate_without_a_key(switch: Switch) -> None:
    client = lab_client(switch)
    source = Upload(pem.read_certificates(pem_of(ROOT), "certificate"), None)
    assert certificates.ensure(client, source, Names("ca.crt", None)).changed
    assert not certificates.ensure(client, source, Names("ca.crt", None)).changed
    assert "sslkey" not in " ".join(ran(client))


# --- why it is replaced ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "source", "reason"),
    [
        (OTHER, upload(SERVER), "it is another one ('CN=leaf1', SHA-256"),
        (SERVER, SelfSigned(TERMS), "it is issued by 'CN=Root CA'"),
        (SERVER, SelfSigned(TERMS), "its key is ECDSA 256 and not RSA 2048"),
        (SERVER, Signed(TERMS, authority(FOREIGN)), "it is not signed by the CA 'CN=Foreign CA'"),
        (CLIENT, Signed(TERMS, authority()), "its extended key usage lacks serverAuth"),
        (EXPIRING, Signed(TERMS, authority()), "it expires in 9 days"),
        (EXPIRED, Signed(TERMS, authority()), "it expired"),
        (EXPIRING, Fetched("https://h/c", None, None, None, MONTH), "it expires in 9 days"),
        (SERVER, Fetched("https://h/c", None, None, "00" * 32, MONTH), "its SHA-256 is"),
    ],
)
def test_reasons(switch: Switch, stored: Pair, source: Source, reason: str) -> None:
    store(switch, "eapi.crt", stored, "eapi.key")
    outcome = certificates.ensure(lab_client(switch), source, NAMES, check=True)
    assert any(each.startswith(reason) for each in outcome.reasons), outcome.reasons


def test_a_key_that_is_missing_or_another_ones(switch: Switch) -> None:
    client = lab_client(switch)
    certificates.ensure(client, SelfSigned(TERMS), NAMES)
    certificates.ensure(client, SelfSigned(TERMS), Names("other.crt", "other.key"))
    switch.files["sslkey"]["eapi.key"] = switch.files["sslkey"]["other.key"]
    wrong = certificates.ensure(client, SelfSigned(TERMS), NAMES, check=True)
    assert wrong.reasons == ["the key eapi.key on the switch is another one than the certificate's"]
    del switch.files["sslkey"]["eapi.key"]
    assert certificates.ensure(client, SelfSigned(TERMS), NAMES, check=True).reasons == [
        "there is no key eapi.key on the switch"
    ]


def test_a_file_that_cannot_be_read_is_replaced(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    store(switch, "eapi.crt", SERVER, "eapi.key")
    monkeypatch.setattr("lab.eos.files.read", lambda *_args: "% nothing that is a certificate")
    outcome = certificates.ensure(lab_client(switch), upload(SERVER), NAMES, check=True)
    assert outcome.reasons[0].startswith("certificate:eapi.crt on the switch holds no certificate")


def test_no_renewal_beyond_the_life_of_the_ca(switch: Switch) -> None:
    short = make("Short CA", authority=True, days=20)
    client = lab_client(switch)
    assert certificates.ensure(client, Signed(TERMS, authority(short)), NAMES).changed
    assert not certificates.ensure(client, Signed(TERMS, authority(short)), NAMES).changed


# --- nothing stays in the flash --------------------------------------------------------------------------------------

SECRETS = "PRIVATE KEY"


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("times", [1, 2])
def test_a_lost_reply(switch: Switch, after: bool, times: int) -> None:
    """Files that arrived are not brought again; those that did not are."""
    client = lab_client(switch, {COPY: [Drop(after)] * times})
    done = certificates.ensure(client, upload(SERVER), NAMES)
    assert done.after["sha256"] == upload(SERVER).chain[0].sha256
    assert switch.files["sslkey"]["eapi.key"] == key_of(SERVER)
    assert list(switch.files["flash"]) == ["vEOS-lab.swi"]
    copies = [cmd for cmd in ran(client) if re.search(COPY, cmd)]
    assert len(copies) == 2 * (1 if after else times + 1)


def test_replies_that_are_lost_for_good(switch: Switch) -> None:
    client = lab_client(switch, {COPY: [Drop(False)] * 9})
    with pytest.raises(DroppedError):
        certificates.ensure(client, upload(SERVER), NAMES)
    assert "eapi.crt" not in switch.files["certificate"]


def test_writes_before_a_failure_are_reported(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is to present the certificate, and that cannot be seen."""

    def unseen(*given: t.Any) -> None:
        raise DroppedError("the connection broke.")

    used_by_the_api(switch)
    monkeypatch.setattr(certificates, "await_certificate", unseen)
    told: list[certificates.InstallResult] = []
    new = Signed(TERMS, authority())
    with pytest.raises(DroppedError):
        certificates.ensure(lab_client(switch), new, NAMES, force=True, on_change=told.append)
    assert told[-1].changed
    assert told[-1].after["sha256"] != told[-1].before["sha256"]
    assert told[-1].commands


def test_nothing_is_reported_where_nothing_was_written(switch: Switch) -> None:
    client = lab_client(switch, {COPY: [Drop(False)] * 9})
    with pytest.raises(DroppedError):
        certificates.ensure(client, upload(SERVER), NAMES, on_change=lambda outcome: pytest.fail("nothing changed"))


def test_a_file_that_is_gone_is_reported_before_a_later_failure(switch: Switch) -> None:
    store(switch, "eapi.crt", SERVER, "eapi.key")
    told: list[list[str]] = []
    client = lab_client(switch, {"^delete sslkey": [CommandError("no", code=1000)]})
    with pytest.raises(CommandError):
        certificates.remove(client, NAMES, on_change=lambda outcome: told.append(list(outcome.commands)))
    assert told == [["delete certificate:eapi.crt"]]


def test_a_generated_certificate_whose_reply_is_lost_is_not_made_twice(switch: Switch) -> None:
    client = lab_client(switch, {"^security pki": [CommandTimeoutError("it took too long.")]})
    certificates.ensure(client, SelfSigned(TERMS), NAMES)
    assert len([cmd for cmd in ran(client) if cmd.startswith("security")]) == 2
    client = lab_client(switch, {"^security pki": [Drop(True)]})
    certificates.ensure(client, SelfSigned(TERMS), NAMES, force=True)
    assert len([cmd for cmd in ran(client) if cmd.startswith("security")]) == 1


@pytest.mark.parametrize("place", ["sslkey:eapi.key", "certificate:eapi.crt"])
def test_a_switch_that_rejects_the_files(switch: Switch, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """A copy fails after the key has come to the flash."""
    write = files.write

    def refuse(switch: Switch, url: str, text: str) -> None:
        if url == place:
            assert any(SECRETS in text for text in switch.files["flash"].values())
            raise Refused("No space left on device")
        write(switch, url, text)

    monkeypatch.setattr(files, "write", refuse)
    client = lab_client(switch)
    with pytest.raises(CommandError, match="No space left on device") as raised:
        certificates.ensure(client, upload(SERVER), NAMES)
    assert list(switch.files["flash"]) == ["vEOS-lab.swi"]
    assert SECRETS not in f"{raised.value} {raised.value.details()}"
    assert ("sslkey:eapi.key was replaced before that" in str(raised.value)) is place.startswith("certificate:")


def test_a_switch_that_is_gone_is_waited_for_once(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once for each file: the run ends, and its error names the files."""
    client = lab_client(switch, {"^(copy|delete|dir)": [Drop(False)] * 999})
    with pytest.raises(DroppedError) as raised:
        certificates.ensure(client, upload(SERVER), NAMES)
    ways = [cmd.split()[2] for cmd in ran(client) if cmd.startswith("copy terminal:")]
    assert len(ways) == 2 * certificates.TRIES
    assert f"Delete {' and '.join(ways)} on the switch, where the private key may be" in str(raised.value)
    clock: t.Any = ssl_files.time
    assert 0 < clock.now <= lost_replies.PATIENCE


@pytest.mark.parametrize("quiet", [True, False])
def test_a_file_that_cannot_be_deleted_is_named(switch: Switch, monkeypatch: pytest.MonkeyPatch, quiet: bool) -> None:
    """Whether the switch says so, or says nothing and keeps it."""

    def keep(switch: Switch, url: str) -> None:
        if not quiet:
            raise Refused(f"Error deleting {url} (Read-only file system)")

    monkeypatch.setattr(files, "remove", keep)
    if quiet:  # the request does not fail: look at what a later clean-up finds
        transfer = Transfer(lab_client(switch))
        transfer._left = ["flash:ansible-x"]
        switch.files["flash"]["ansible-x"] = key_of(SERVER)
        with pytest.raises(EapiError) as raised:
            transfer.clean_up()
        assert "flash:ansible-x is still there after it was deleted" in str(raised.value)
        return
    with pytest.raises(CommandError) as failed:
        certificates.ensure(lab_client(switch), upload(SERVER), NAMES)
    left = [f"flash:{name}" for name in switch.files["flash"] if name != "vEOS-lab.swi"]
    assert len(left) == 2
    assert all(name in str(failed.value) for name in left)
    assert "where the private key may be" in str(failed.value)


# --- in use ----------------------------------------------------------------------------------------------------------


def ca_file(folder: Path, *pairs: Pair) -> str:
    path = folder / "ca.pem"
    path.write_text(pem_of(*pairs))
    return str(path)


def test_a_certificate_of_the_api_is_replaced_by_a_sound_one(switch: Switch, tmp_path: Path) -> None:
    used_by_the_api(switch)
    client = lab_client(switch, ca_path=ca_file(tmp_path, ROOT), presents=OTHER)
    assert certificates.ensure(client, upload(OTHER), NAMES).changed
    assert switch.files["certificate"]["eapi.crt"] == pem_of(OTHER)


def test_api_certificate_is_verified_afterwards(switch: Switch, tmp_path: Path) -> None:
    used_by_the_api(switch)
    client = lab_client(switch, ca_path=ca_file(tmp_path, ROOT), presents=SERVER)
    with pytest.raises(EapiError, match="after 30 s the switch does not present the new certificate: it presents 'CN="):
        certificates.ensure(client, upload(OTHER), NAMES)


@pytest.mark.parametrize(
    ("source", "anchors", "options", "said"),
    [
        (upload(CLIENT), (ROOT,), {}, "is not for servers: its extended key usage lacks serverAuth"),
        (upload(OTHER), (ROOT,), {"host": "192.0.2.7"}, "is not for '192.0.2.7', by which this controller reaches"),
        (upload(OTHER), (FOREIGN,), {}, "is not signed by a CA in '"),
        (upload(BELOW), (ROOT,), {}, "is not signed by a CA in '"),
        (SelfSigned(TERMS), (ROOT,), {}, "cannot know a certificate that is not made yet"),
        (
            Signed(replace(TERMS, key_size=4096), authority()),
            (ROOT,),
            {},
            "the key has to change, which cannot be done",
        ),
        (Fetched("https://h/c", "https://h/k", None, "00" * 32, MONTH), (ROOT,), {}, "what the switch would fetch"),
    ],
)
def test_lockout_is_refused(
    switch: Switch, tmp_path: Path, source: Source, anchors: tuple[Pair, ...], options: t.Any, said: str
) -> None:
    used_by_the_api(switch)
    if isinstance(source, Signed):  # the lab shows no size of other keys
        certificates.ensure(lab_client(switch, validate_certs=False), SelfSigned(TERMS), NAMES)
    before = {name: dict(files) for name, files in switch.files.items()}
    client = lab_client(switch, ca_path=ca_file(tmp_path, *anchors), **options)
    for check in (True, False):
        with pytest.raises(InputError) as raised:
            certificates.ensure(client, source, NAMES, check=check)
        assert said in str(raised.value)
    assert ran(client) == []
    assert {name: dict(files) for name, files in switch.files.items()} == before


def test_a_chain_of_the_profile_leads_to_the_controllers_ca(switch: Switch, tmp_path: Path) -> None:
    used_by_the_api(switch)
    store(switch, "middle.crt", MIDDLE)
    configure(switch, *PROFILE[:2], "chain certificate middle.crt")
    client = lab_client(switch, ca_path=ca_file(tmp_path, ROOT), presents=BELOW)
    assert certificates.ensure(client, upload(BELOW), NAMES).changed


def test_a_controller_that_does_not_verify_takes_any_servers_certificate(switch: Switch) -> None:
    used_by_the_api(switch)
    assert certificates.ensure(lab_client(switch, validate_certs=False), SelfSigned(TERMS), NAMES).changed


def test_force_accepts_unknown_certificates(switch: Switch, tmp_path: Path) -> None:
    """The task says afterwards what became of it."""
    used_by_the_api(switch)
    client = lab_client(switch, ca_path=ca_file(tmp_path, ROOT), presents=SERVER)
    with pytest.raises(EapiError, match="does not present the new certificate"):
        certificates.ensure(client, SelfSigned(TERMS), NAMES, force=True)
    # What can be told to be wrong is refused all the same.
    with pytest.raises(InputError, match="extended key usage lacks serverAuth"):
        certificates.ensure(client, upload(CLIENT), NAMES, force=True)


def test_a_key_of_another_profiles_certificate(switch: Switch) -> None:
    store(switch, "eapi.crt", SERVER, "eapi.key")
    store(switch, "gnmi.crt", SERVER)
    configure(switch, "management security", "ssl profile gnmi", "certificate gnmi.crt key eapi.key")
    with pytest.raises(InputError, match=r"gnmi uses the key eapi.key with the certificate gnmi.crt.*another key_name"):
        certificates.ensure(lab_client(switch), upload(OTHER), NAMES)
    assert certificates.ensure(lab_client(switch), upload(OTHER), NAMES, force=True).changed


# --- absent ----------------------------------------------------------------------------------------------------------


def test_absent(switch: Switch) -> None:
    store(switch, "eapi.crt", SERVER, "eapi.key")
    client = lab_client(switch)
    predicted = certificates.remove(client, NAMES, check=True)
    assert ran(client) == []
    done = certificates.remove(client, NAMES)
    assert (
        done.reasons
        == predicted.reasons
        == ["certificate:eapi.crt is on the switch", "sslkey:eapi.key is on the switch"]
    )
    assert ran(client) == ["delete certificate:eapi.crt", "delete sslkey:eapi.key"]
    assert not certificates.remove(client, NAMES).changed


def test_absent_after_a_lost_reply(switch: Switch) -> None:
    store(switch, "eapi.crt", SERVER, "eapi.key")
    certificates.remove(lab_client(switch, {"^delete": [Drop(True), Drop(False)]}), NAMES)
    assert "eapi.crt" not in switch.files["certificate"]
    assert "eapi.key" not in switch.files["sslkey"]


@pytest.mark.parametrize(
    "line", ["certificate eapi.crt key eapi.key", "trust certificate eapi.crt", "chain certificate eapi.crt"]
)
def test_absent_while_a_profile_uses_it(switch: Switch, line: str) -> None:
    store(switch, "eapi.crt", SERVER, "eapi.key")
    configure(switch, "management security", "ssl profile gnmi", line)
    client = lab_client(switch)
    with pytest.raises(InputError, match="cannot be deleted: the SSL profile gnmi uses it"):
        certificates.remove(client, NAMES)
    foreseen = certificates.remove(client, NAMES, check=True)  # a task before this one may be to change the profile
    assert foreseen.changed
    assert foreseen.warnings == [
        "Now, certificate:eapi.crt and sslkey:eapi.key could not be deleted: the SSL profile gnmi uses it."
    ]
    assert ran(client) == []
    assert certificates.remove(client, NAMES, force=True).changed


def test_absent_with_a_chain(switch: Switch) -> None:
    store(switch, "eapi.crt", BELOW, "eapi.key")
    store(switch, "middle.crt", MIDDLE)
    names = Names("eapi.crt", "eapi.key", ("middle.crt",))
    configure(switch, "management security", "ssl profile gnmi", "chain certificate middle.crt")
    with pytest.raises(InputError, match="the SSL profile gnmi uses it"):
        certificates.remove(lab_client(switch), names)
    configure(switch, "management security", "no ssl profile gnmi")
    assert certificates.remove(lab_client(switch), names).changed
    assert not {"eapi.crt", "middle.crt"} & set(switch.files["certificate"])


# --- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "hours"), [("30d", 720), ("4w", 672), ("36h", 36), ("7", 168), (" 1 d ", 24)])
def test_periods(text: str, hours: int) -> None:
    assert parse_period(text, "renew_before") == datetime.timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "d", "soon", "-1d", "1.5d", "99999999d"])
def test_invalid_period(text: str) -> None:
    with pytest.raises(InputError, match=f"renew_before is '{text}'"):
        parse_period(text, "renew_before")


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (replace(TERMS, days=825), "validity is 825 days"),
        (replace(TERMS, days=0), "validity is 0 days"),
        (replace(TERMS, key_size=1024), "key_size is 1024"),
        (
            replace(TERMS, renew_before=datetime.timedelta(days=365)),
            "renew_before is not less than validity (365 days)",
        ),
    ],
)
def test_invalid_terms(terms: Terms, said: str) -> None:
    with pytest.raises(InputError) as raised:
        terms.check()
    assert said in str(raised.value)


def test_the_words_of_the_command_line() -> None:
    assert TERMS.words() == (
        'parameters common-name leaf1 organization "The Lab" subject-alternative-name dns leaf1 ip 192.0.2.1'
    )


@pytest.mark.parametrize("name", ["", "a b", "flash:x", "../x", "a/b", "-x", "x;y"])
def test_names_that_are_no_files(name: str) -> None:
    with pytest.raises(InputError, match="name is '"):
        check_name(name, "name")


def test_a_vrf_that_would_be_more_than_a_name() -> None:
    with pytest.raises(InputError, match=r"vrf is 'a.*': it is one word"):
        Fetched("https://h/a", None, "a\nreload", None, MONTH).check()


@pytest.mark.parametrize("url", ["leaf1.crt", "flash:x", "https://h/a b", "file:/etc/passwd"])
def test_invalid_url(url: str) -> None:
    with pytest.raises(InputError, match="certificate_url is no URL"):
        Fetched(url, None, None, None, MONTH).check()
