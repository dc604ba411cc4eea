# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Secrets in a configuration: found, compared with the wanted ones, replaced."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets import kinds
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.secrets.stored import is_stored, sha512_crypt

CONFIG = Config.parse(
    """\
username netops privilege 15 role network-admin secret sha512 $6$ab$hash
username netops ssh-key ssh-ed25519 AAAA
username keyless nopassword
enable password sha512 $6$ab$enable
ntp authentication-key 1 md5 7 070C285F4D06
ntp authentication-key 12 sha1 plain
snmp-server community public view all ro
tacacs-server host 192.0.2.9 vrf MGMT key 7 0101
tacacs-server host 192.0.2.9 key 7 0202
tacacs-server key 7 0303
radius-server host 192.0.2.9 timeout 5 key 8a salt==
interface Ethernet1
   ip ospf authentication-key 7 one
   ip ospf message-digest-key 1 md5 7 two
   ip ospf message-digest-key 11 sha512 7 three
router bgp 65001
   neighbor 192.0.2.1 password 7 four
   neighbor 192.0.2.11 password 7 five
   vrf RED
      neighbor 192.0.2.1 password 7 six
router isis CORE
   authentication key 7 seven
   authentication key 7 eight level-2
   authentication key-id 5 algorithm sha-256 rfc-5310 key 7 ten
   authentication key-id 6 algorithm sha-1 key 7 eleven level-1
interface Ethernet3
   isis authentication key 8a nine level-1
snmp-server user alice ops v3 localized 000000000000000000000002 auth md5 00ff priv aes 11ff
snmp-server user bob ops v3 localized 000000000000000000000002 auth sha 22ff priv aes256 33ff
snmp-server user carol ops v3 localized 000000000000000000000002 auth sha1024 22ff
end
"""
)


def wish(kind: str, **given: t.Any) -> kinds.Wish:
    (found,) = kinds.read([{"kind": kind, "secret": "new", **given}])
    return found


@pytest.mark.parametrize(
    ("kind", "given", "parents", "line"),
    [
        ("user", {"name": "netops"}, [], "username netops privilege 15 role network-admin secret 0 new"),
        ("enable", {}, [], "enable password 0 new"),
        ("ntp", {"key_id": 1}, [], "ntp authentication-key 1 md5 0 new"),
        ("ntp", {"key_id": 12}, [], "ntp authentication-key 12 sha1 0 new"),
        ("tacacs", {"server": "192.0.2.9", "vrf": "MGMT"}, [], "tacacs-server host 192.0.2.9 vrf MGMT key 0 new"),
        ("tacacs", {"server": "192.0.2.9"}, [], "tacacs-server host 192.0.2.9 key 0 new"),
        ("tacacs", {}, [], "tacacs-server key 0 new"),
        ("radius", {"server": "192.0.2.9"}, [], "radius-server host 192.0.2.9 timeout 5 key 0 new"),
        ("ospf", {"interface": "Ethernet1"}, ["interface Ethernet1"], "ip ospf authentication-key 0 new"),
        (
            "ospf_digest",
            {"interface": "Ethernet1", "key_id": 1},
            ["interface Ethernet1"],
            "ip ospf message-digest-key 1 md5 0 new",
        ),
        ("bgp", {"neighbor": "192.0.2.1"}, ["router bgp 65001"], "neighbor 192.0.2.1 password 0 new"),
        (
            "bgp",
            {"neighbor": "192.0.2.1", "vrf": "RED"},
            ["router bgp 65001", "vrf RED"],
            "neighbor 192.0.2.1 password 0 new",
        ),
        ("isis", {}, ["router isis CORE"], "authentication key 0 new"),
        ("isis", {"name": "CORE", "level": 2}, ["router isis CORE"], "authentication key 0 new level-2"),
        (
            "isis",
            {"key_id": 5},
            ["router isis CORE"],
            "authentication key-id 5 algorithm sha-256 rfc-5310 key 0 new",
        ),
        (
            "isis",
            {"key_id": 6, "level": 1},
            ["router isis CORE"],
            "authentication key-id 6 algorithm sha-1 key 0 new level-1",
        ),
        (
            "isis_interface",
            {"interface": "Ethernet3", "level": 1},
            ["interface Ethernet3"],
            "isis authentication key 0 new level-1",
        ),
    ],
)
def test_the_secret_is_replaced_and_the_rest_stays(
    kind: str, given: dict[str, t.Any], parents: list[str], line: str
) -> None:
    wanted = wish(kind, **given)
    place = kinds.find(CONFIG, wanted)
    assert kinds.commands_of([place], [wanted]) == [(tuple(parents), line)]


def test_a_community_is_removed_under_its_old_name() -> None:
    wanted = wish("snmp_community", previous_secret="public")
    place = kinds.find(CONFIG, wanted)
    assert kinds.commands_of([place], [wanted]) == [
        ((), "no snmp-server community public"),
        ((), "snmp-server community new view all ro"),
    ]
    assert kinds.state(place, wanted) is False
    after = Config.parse("snmp-server community new view all ro\n")
    assert kinds.state(kinds.find(after, wanted), wanted) is True


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("user", {"name": "keyless"}),
        ("user", {"name": "netop"}),
        ("ntp", {"key_id": 2}),
        ("tacacs", {"server": "192.0.2.9", "vrf": "RED"}),
        ("radius", {}),
        ("ospf", {"interface": "Ethernet2"}),
        ("bgp", {"neighbor": "192x0.2.1"}),
        ("bgp", {"neighbor": "192.0.2.11", "vrf": "RED"}),
        ("isis", {"name": "COR"}),
        ("isis", {"level": 1}),
        ("isis", {"key_id": 7}),
        ("isis_interface", {"interface": "Ethernet3", "key_id": 5}),
        ("isis_interface", {"interface": "Ethernet3"}),
        ("snmp_auth", {"name": "alic"}),
        ("snmp_priv", {"name": "carol"}),
    ],
)
def test_missing_item_is_an_error(kind: str, given: dict[str, t.Any]) -> None:
    wanted = wish(kind, **given)
    with pytest.raises(InputError, match=r"the configuration has no .* with a secret") as raised:
        kinds.find(CONFIG, wanted)
    assert wanted.title in raised.value.reason


def test_an_empty_list_is_a_mistake() -> None:
    with pytest.raises(InputError, match="secrets is empty"):
        kinds.read([])


def test_two_entries_for_one_secret() -> None:
    with pytest.raises(InputError, match="two entries for user netops"):
        kinds.read([{"kind": "user", "name": "netops", "secret": secret} for secret in ("one", "two")])


def test_secrets_are_in_no_representation() -> None:
    wanted = wish("ntp", key_id=1, secret="cisco", previous_secret="before")
    place = kinds.find(CONFIG, wanted)
    assert not {"cisco", "before"} & set(repr(wanted).split("'"))
    assert "070C285F4D06" not in repr(place).replace(place.line, "")


@pytest.mark.parametrize(
    ("password", "salt", "rest"),
    [
        (
            "Hello world!",
            "saltstring",
            "svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
        ),
    ],
)
def test_hashes_of_crypt(password: str, salt: str, rest: str) -> None:
    assert sha512_crypt(password, salt) == f"$6${salt}${rest}"
    assert is_stored(password, "sha512", f"$6${salt}${rest}") is True
    assert is_stored(f"{password}!", "sha512", f"$6${salt}${rest}") is False


@pytest.mark.parametrize(
    ("kind", "stored", "known"),
    [
        ("0", "cisco", True),
        ("", "cisc", False),
        ("7", "070C285F4D06", True),
        ("7", "070C285F4D07", False),
        ("7", "99" + "00" * 5, False),
        ("7", "MY+KbyJy==", None),
        ("8a", "salt==$x==", None),
        ("5", "$1$salt$hash", None),
        ("sha512", "$6$rounds=1000$salt$hash", None),
    ],
)
def test_form_of_a_secret(kind: str, stored: str, known: bool | None) -> None:
    assert is_stored("cisco", kind, stored) is known


#: RFC 3414, appendices A.3.1 and A.3.2.
PASSWORD, MD5 = "maplesyrup", "526f5eed9fcce26f8964c2930787d82b"
SHA = "6695febc9288e36282235fc7151f128497b38f3f"


def test_passwords_of_a_user_of_snmp_become_keys_of_the_engine() -> None:
    wishes = [wish(kind, name="alice", secret=PASSWORD) for kind in ("snmp_auth", "snmp_priv")]
    places = [kinds.find(CONFIG, each) for each in wishes]
    assert [kinds.state(*each) for each in zip(places, wishes, strict=True)] == [False, False]
    line = f"snmp-server user alice ops v3 localized {'0' * 23}2 auth md5 {MD5} priv aes {MD5}"
    assert kinds.commands_of(places, wishes) == [((), line)]
    after = Config.parse(f"{line}\n")
    assert [kinds.state(kinds.find(after, each), each) for each in wishes] == [True, True]
    assert kinds.commands_of(places[1:], wishes[1:]) == [((), line.replace(f"auth md5 {MD5}", "auth md5 00ff"))]


@pytest.mark.parametrize(
    ("kind", "name", "secret", "sentence"),
    [
        ("snmp_auth", "alice", "short", "has at least 8 characters"),
        ("snmp_priv", "bob", PASSWORD, "a key of 32 bytes cannot be made by sha, which gives 20"),
        ("snmp_auth", "carol", PASSWORD, "has a key for sha1024, which is not known"),
    ],
)
def test_keys_of_snmp_that_cannot_be_made(kind: str, name: str, secret: str, sentence: str) -> None:
    wanted = wish(kind, name=name, secret=secret)
    with pytest.raises(InputError, match=sentence) as raised:
        kinds.state(kinds.find(CONFIG, wanted), wanted)
    assert secret not in raised.value.reason


def test_the_key_of_sha() -> None:
    wanted = wish("snmp_auth", name="bob", secret=PASSWORD)
    (line,) = [line for _parents, line in kinds.commands_of([kinds.find(CONFIG, wanted)], [wanted])]
    assert line.endswith(f"auth sha {SHA} priv aes256 33ff")
