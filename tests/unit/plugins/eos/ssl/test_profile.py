# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""SSL profiles: reading them, the lines that make them what is wanted, and how the result is judged."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import polling
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError, EapiError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import apply as changes
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import session as sessions
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes import trial
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.changes.change import ChangeResult, UnconfirmedError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import profile_plan as ssl_profile_plan
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import x509 as pem
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.profile import (
    Profile,
    check,
    check_name,
    commands,
    profiles,
    result_of,
    users,
)
from lab.eos.switch import Switch
from support.certificates import (
    BELOW,
    CLIENT,
    EXPIRED,
    FOREIGN,
    MIDDLE,
    OTHER,
    ROOT,
    SERVER,
    lab_client,
    store,
)
from support.lab_switches import build, configure
from support.session_switch import Clock

TEXT = """\
management api http-commands
   protocol https ssl profile eapi
!
management api gnmi
   transport grpc default
      ssl profile eapi
!
management security
   ssl profile eapi
      tls versions 1.2 1.3
      cipher-list HIGH:!aNULL
      fips restrictions
      trust certificate a.crt
      trust certificate b.crt
      chain certificate x.crt
      chain certificate y.crt
      certificate eapi.crt key eapi.key
   ssl profile other
      trust certificate eapi.crt
!
end
"""
CONFIG = Config.parse(TEXT)
NOW = profiles(CONFIG)["eapi"]


def lines(after: Profile, now: Profile | None = NOW) -> list[str]:
    return [command.cmd for command in commands("eapi", after, now)][2:]


def test_profiles_of_a_configuration() -> None:
    assert set(profiles(CONFIG)) == {"eapi", "other"}
    assert (
        Profile(
            certificate="eapi.crt",
            key="eapi.key",
            trust=("a.crt", "b.crt"),
            chain=("x.crt", "y.crt"),
            tls_versions=("1.2", "1.3"),
            cipher_list="HIGH:!aNULL",
            others=("fips restrictions",),
        )
        == NOW
    )
    assert NOW.certificates == ["eapi.crt", "x.crt", "y.crt", "a.crt", "b.crt"]
    assert profiles(Config.parse("hostname leaf1\n")) == {}


def test_users_of_a_profile() -> None:
    assert users(CONFIG, "eapi") == [
        "management api http-commands: protocol https ssl profile eapi",
        "management api gnmi / transport grpc default: ssl profile eapi",
    ]
    assert users(CONFIG, "other") == users(CONFIG, "eap") == []


def test_merged_keeps_what_is_not_given() -> None:
    after = result_of(Profile(trust=("c.crt", "a.crt")), NOW, replaced=False)
    assert after.trust == ("a.crt", "b.crt", "c.crt")
    assert (after.chain, after.others, after.certificate) == (NOW.chain, NOW.others, "eapi.crt")
    assert not [line for line in lines(after) if line.startswith("no ")]


def test_replaced_is_what_is_given() -> None:
    wanted = Profile(certificate="eapi.crt", key="eapi.key", trust=("b.crt",))
    assert result_of(wanted, NOW, replaced=True) is wanted
    assert lines(wanted) == [
        "no fips restrictions",
        "no tls versions",
        "no cipher-list",
        "no trust certificate a.crt",
        "no chain certificate x.crt",
        "no chain certificate y.crt",
        "trust certificate b.crt",
        "certificate eapi.crt key eapi.key",
    ]
    assert lines(Profile(trust=("a.crt",)), NOW)[-2:] == [
        "no certificate eapi.crt key eapi.key",
        "trust certificate a.crt",
    ]


def test_the_order_of_a_chain_is_kept() -> None:
    after = result_of(Profile(chain=("y.crt", "x.crt")), NOW, replaced=False)
    entered = [line for line in lines(after) if "chain" in line]
    assert entered == [
        "no chain certificate x.crt",
        "no chain certificate y.crt",
        "chain certificate y.crt",
        "chain certificate x.crt",
    ]
    assert not after.means(NOW)
    same = result_of(Profile(chain=NOW.chain), NOW, replaced=False)
    assert [line for line in lines(same) if "chain" in line] == ["chain certificate x.crt", "chain certificate y.crt"]


def test_equivalent_values() -> None:
    assert Profile(trust=("b", "a"), tls_versions=None).means(Profile(trust=("a", "b"), tls_versions=("1.2",)))
    assert not Profile(trust=("a",)).means(Profile(trust=("a", "b")))
    assert not Profile(tls_versions=("1.2",)).means(Profile(tls_versions=("1.3",)))


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Profile(certificate="a"), "certificate and key go together"),
        (Profile(key="a"), "certificate and key go together"),
        (Profile(tls_versions=("1.2", "2")), "tls_versions has '2'"),
        (Profile(chain=("a", "a")), "chain_certificates names 'a' twice"),
        (Profile(trust=("a", "b", "a")), "trust_certificates names 'a' twice"),
        (Profile(cipher_list=" "), "cipher_list is empty"),
        (Profile(cipher_list="HIGH\rshutdown"), "cipher_list is empty or has several lines"),
        (Profile(trust=("a\nshutdown",)), "trust_certificates names 'a"),
        (Profile(chain=("",)), "chain_certificates names ''"),
        (Profile(certificate="a b", key="k"), "certificate names 'a b': the name of a file is one word"),
    ],
)
def test_invalid_profiles(wanted: Profile, said: str) -> None:
    with pytest.raises(InputError) as raised:
        check(wanted)
    assert said in str(raised.value)


@pytest.mark.parametrize("name", ["", "a b", "a\nb", 'a"'])
def test_invalid_names(name: str) -> None:
    with pytest.raises(InputError, match="name is '"):
        check_name(name)


# --- on a switch -----------------------------------------------------------------------------------------------------


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> Switch:
    """A switch with certificates; waiting takes no time."""
    clock = Clock()
    for module in (polling, sessions, trial):
        monkeypatch.setattr(module, "time", clock)
    switch = build()["leaf1"]
    store(switch, "eapi.crt", SERVER, "eapi.key")
    store(switch, "other.crt", OTHER, "other.key")
    store(switch, "below.crt", BELOW, "below.key")
    store(switch, "client.crt", CLIENT, "client.key")
    store(switch, "old.crt", EXPIRED, "old.key")
    for name, pair in (("root.crt", ROOT), ("middle.crt", MIDDLE), ("foreign.crt", FOREIGN)):
        store(switch, name, pair)
    return switch


def arguments(**given: t.Any) -> dict[str, t.Any]:
    """A task's arguments."""
    options = (
        "certificate",
        "key",
        "trust_certificates",
        "chain_certificates",
        "tls_versions",
        "cipher_list",
        "endpoint",
    )
    return {"name": "eapi", "state": "merged", "commit_timer": "2m", **dict.fromkeys(options), **given}


PAIR = {"certificate": "eapi.crt", "key": "eapi.key"}


def apply(client: t.Any, check: bool = False, **given: t.Any) -> ChangeResult:
    plan = ssl_profile_plan.make(client, arguments(**given))
    return changes.apply(plan.change(client), client, check=check)


def test_a_profile_is_made_once(switch: Switch) -> None:
    client = lab_client(switch)
    wish = {**PAIR, "trust_certificates": ["root.crt"], "tls_versions": ["1.2"], "cipher_list": "HIGH"}
    predicted = apply(client, check=True, **wish)
    assert "ssl profile eapi" not in switch.running.text()
    done = apply(client, **wish)
    assert predicted.diff.splitlines()[2:] == done.diff.splitlines()[2:]
    assert done.confirmed is True
    assert not apply(client, **wish).changed
    assert ssl_profile_plan.status_of(client, "eapi") == {"state": "valid", "errors": []}
    assert ssl_profile_plan.status_of(client, "none") == {"state": "absent", "errors": []}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"certificate": "no.crt", "key": "eapi.key"},
            "certificate names the certificate 'no.crt', which is not on the",
        ),
        (
            {"certificate": "eapi.crt", "key": "no.key"},
            "key names the key 'no.key', which is not on the switch; there are",
        ),
        ({**PAIR, "trust_certificates": ["no.crt"]}, "trust_certificates names the certificate 'no.crt'"),
        ({**PAIR, "chain_certificates": ["no.crt"]}, "chain_certificates names the certificate 'no.crt'"),
        ({"certificate": "old.crt", "key": "old.key"}, "certificate: old.crt ('CN=leaf1') has expired"),
        ({"trust_certificates": ["old.crt"]}, "trust_certificates: old.crt ('CN=leaf1') has expired"),
        (
            {"certificate": "below.crt", "key": "below.key", "chain_certificates": ["root.crt", "middle.crt"]},
            "the chain is in the wrong order: root.crt ('CN=Root CA') did not issue below.crt",
        ),
        ({**PAIR, "commit_timer": "5s"}, "commit_timer is '5s': it is 8 s or more"),
        ({"tls_versions": ["1.2"]}, "the SSL profile eapi would have neither a certificate nor trusted ones"),
    ],
)
def test_invalid_input_is_refused_before_anything_is_sent(switch: Switch, given: t.Any, said: str) -> None:
    client = lab_client(switch)
    with pytest.raises(InputError) as raised:
        apply(client, **given)
    assert said in str(raised.value)
    sent = [cmd for request in client.transport.sent for cmd in request.cmds]
    assert not [cmd for cmd in sent if cmd.startswith("configure")]


def test_a_missing_certificate_is_reported_with_those_there_are(switch: Switch) -> None:
    with pytest.raises(
        InputError, match=r"there are: .*below\.crt, client\.crt, eapi\.crt.*root\.crt\. Bring it there"
    ):
        apply(lab_client(switch), certificate="no.crt", key="eapi.key")


def test_a_profile_that_the_switch_calls_invalid_is_taken_back(switch: Switch) -> None:
    """EOS shows no modulus of a key on an elliptic curve, so this is seen only by the profile's state."""
    client = lab_client(switch)
    before = switch.running.text()
    with pytest.raises(UnconfirmedError, match=r"the SSL profile eapi is invalid \(keyMismatch other\.key\)") as raised:
        apply(client, certificate="eapi.crt", key="other.key")
    assert raised.value.rolled_back
    assert "as it was" in str(raised.value)
    assert switch.running.text() == before
    assert not [each for each in switch.sessions.sessions.values() if each.state == "pending"]


def test_a_key_that_is_known_to_be_another_ones(switch: Switch) -> None:
    client = lab_client(switch)
    for name in ("one", "two"):
        line = f"security pki certificate generate self-signed {name}.crt key {name}.key generate rsa 2048"
        client.run(Batch((Command(f"{line} parameters common-name {name}"),), format="text"))
    with pytest.raises(InputError, match=r"key: two\.key is not the key of one\.crt \('CN=one'\)"):
        apply(client, certificate="one.crt", key="two.key")


# --- used by the API -------------------------------------------------------------------------------------------------


@pytest.fixture
def serving(switch: Switch) -> Switch:
    """The API uses the profile."""
    configure(switch, "management security", "ssl profile eapi", "certificate eapi.crt key eapi.key")
    configure(switch, "management api http-commands", "protocol https ssl profile eapi")
    return switch


def test_the_handshake_decides(serving: Switch) -> None:
    client = lab_client(serving, presents=OTHER)
    assert apply(client, certificate="other.crt", key="other.key").confirmed
    plan = ssl_profile_plan.make(client, arguments())
    presented = plan.presented(client)
    assert presented is not None
    assert presented["sha256"] == pem.Certificate(OTHER.certificate).sha256


def test_a_handshake_that_shows_another_certificate(serving: Switch) -> None:
    client = lab_client(serving, presents=SERVER)
    with pytest.raises(UnconfirmedError, match="the API does not present 'CN=leaf1': it presents 'CN=leaf1'") as raised:
        apply(client, certificate="other.crt", key="other.key")
    assert raised.value.rolled_back
    assert "certificate eapi.crt key eapi.key" in serving.running.text()


def test_the_handshake_is_made_where_the_task_goes_on(serving: Switch) -> None:
    client = lab_client(serving, presents=OTHER)
    places: list[dict[str, t.Any]] = []
    client.move = lambda **place: places.append(place)
    plan = ssl_profile_plan.make(
        client, arguments(certificate="other.crt", key="other.key", endpoint={"ca_path": "/new/ca.pem", "host": None})
    )
    assert plan.place == {"ca_path": "/new/ca.pem"}
    assert changes.apply(plan.change(client), client).confirmed
    assert places[0] == {"ca_path": "/new/ca.pem"}


def test_check_mode_foresees_files_of_the_endpoint(serving: Switch) -> None:
    wish = arguments(certificate="other.crt", key="other.key", endpoint={"ca_path": "/nowhere/ca.pem"})
    plan = ssl_profile_plan.make(lab_client(serving), wish, check=True)
    assert plan.warnings == ["endpoint.ca_path names /nowhere/ca.pem, which does not exist. A run needs it."]
    with pytest.raises(InputError, match=r"/nowhere/ca\.pem, which does not exist"):
        ssl_profile_plan.make(lab_client(serving), wish)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"certificate": "client.crt", "key": "client.key"},
            "is not for servers: its extended key usage lacks serverAuth",
        ),
        ({"state": "replaced", "trust_certificates": ["root.crt"]}, "since the profile has no certificate"),
    ],
)
def test_stopping_the_api_is_refused(serving: Switch, given: t.Any, said: str) -> None:
    for check_mode in (True, False):
        with pytest.raises(InputError) as raised:
            apply(lab_client(serving), check=check_mode, **given)
        assert said in str(raised.value)


def test_a_profile_in_use_is_not_removed(serving: Switch) -> None:
    with pytest.raises(InputError, match=r"is used \(management (?:api http-commands|http-server): protocol https ssl"):
        ssl_profile_plan.make_removal(lab_client(serving), "eapi")


def test_check_mode_foresees_that_its_users_go(serving: Switch) -> None:
    client = lab_client(serving)
    plan = ssl_profile_plan.make_removal(client, "eapi", check=True)
    assert changes.apply(plan.change(client), client, check=True).changed
    assert [each.split(" (")[0] for each in plan.warnings] == [
        "Now, the SSL profile eapi could not be removed, since it is used"
    ]
    assert "ssl profile eapi" in serving.running.text()


def test_removal(switch: Switch) -> None:
    configure(switch, "management security", "ssl profile eapi", "certificate eapi.crt key eapi.key")
    client = lab_client(switch)
    plan = ssl_profile_plan.make_removal(client, "eapi")
    assert changes.apply(plan.change(client), client).changed
    assert "ssl profile" not in switch.running.text()
    assert ssl_profile_plan.make_removal(client, "eapi").commands == []


def test_a_profile_that_is_as_wanted_and_wrong(serving: Switch) -> None:
    plan = ssl_profile_plan.make(lab_client(serving), arguments(**PAIR))
    assert ssl_profile_plan.still_wrong(lab_client(serving, presents=SERVER), plan) == ""
    assert "does not present" in ssl_profile_plan.still_wrong(lab_client(serving, presents=OTHER), plan)
    lost = lab_client(serving, {"show management security": [EapiError("gone.")]})
    assert ssl_profile_plan.still_wrong(lost, plan) == "gone."


def test_lines_that_the_switch_takes_in_another_sense(switch: Switch) -> None:
    client = lab_client(switch)
    plan = ssl_profile_plan.make(client, arguments(**PAIR))
    change = plan.change(client)
    assert change.verify is not None
    with pytest.raises(CommandError, match="in another sense than they were meant"):
        change.verify(TEXT)
