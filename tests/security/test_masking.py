# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The one policy of masks: which forms of secrets are masked, what stays, and how long that takes."""

from __future__ import annotations

import random
import time

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.masking import masked, masked_text
from ansible_collections.aerie.arista.plugins.plugin_utils.common.scrubber import Scrubber

#: A secret, and a line's secret in the tables below.
SECRET, X = "hunter2", "<removed>"

#: Commands with {} in the place of a secret. What is shown is the same with the mask there, or the second text.
FORMS: tuple[str | tuple[str, str], ...] = (
    # Users and privileged mode.
    "username bob privilege 15 role network-admin secret 0 {}",
    "username bob secret {}",
    "username bob secret 5 {}",
    "username bob secret sha512 {}",
    "username bob secret sha512 {} role network-admin",
    "username bob password 7 {}",
    "no username bob secret 0 {}",
    "USERNAME bob SECRET 0 {}",
    "usern bob se 0 {}",
    "user bob pa {}",
    ("username bob secret 0 one {} more", "username bob secret 0 {}"),
    "enable password {}",
    "enable password level 15 5 {}",
    "enable secret sha512 {}",
    "aaa root secret 8a {}",
    "boot secret 5 {}",
    # AAA servers.
    "radius-server key {}",
    "radius-server host 192.0.2.1 vrf MGMT timeout 5 retransmit 1 key 7 {}",
    "radius-server host 192.0.2.1 key 7 {} timeout 5",
    "tacacs-server key 7 {}",
    "tacacs-server host 192.0.2.1 single-connection vrf MGMT key 8a {}",
    # SNMP.
    "snmp-server community {} ro",
    "snmp-server community {} view V rw ipv6 A B",
    "snmp-server COMMUNITY {}",
    "snmp-server host 192.0.2.1 version 2c {}",
    "snmp-server host 192.0.2.1 vrf MGMT version 1 {}",
    "snmp-server host 192.0.2.1 traps version 2c {} udp-port 162",
    "snmp-server host 192.0.2.1 informs {}",
    "snmp-server host 192.0.2.1 {}",
    "snmp-server user u g v3 auth sha {} priv aes {}",
    "snmp-server user u g v3 localized f5717f auth sha256 {} priv aes192 {}",
    "snmp-server user u g remote 192.0.2.1 v3 auth md5 {}",
    # Time.
    "ntp authentication-key 1 md5 {}",
    "ntp authentication-key 1 sha1 7 {}",
    # BGP, LDP, MSDP.
    "neighbor 192.0.2.1 password {}",
    "neighbor PEERS password 7 {}",
    "neighbor PEERS password 8a {}",
    ("ip msdp password 192.0.2.1 {}", "ip msdp password {}"),
    # OSPF.
    "ip ospf authentication-key 7 {}",
    "ip ospf authentication-key {}",
    "ip ospf message-digest-key 1 md5 7 {}",
    "ip ospf message-digest-key 1 sha512 {}",
    "area 0.0.0.1 virtual-link 192.0.2.1 message-digest-key 1 md5 0 {}",
    "ospfv3 authentication ipsec spi 30 md5 passphrase 7 {}",
    "ospfv3 authentication ipsec spi 30 sha1 {}",
    "area 0.0.0.0 authentication ipsec spi 34 md5 passphrase 0 {}",
    "ospfv3 encryption ipsec spi 30 esp aes-256-cbc 7 {}",
    "ospfv3 encryption ipsec spi 30 esp 3des-cbc {} md5 passphrase {}",
    # IS-IS.
    "isis authentication key 7 {} level-1",
    "isis authentication key-id 1 algorithm sha-256 rfc-5310 key 0 {} level-2",
    "authentication key-id 2 algorithm sha-512 key 7 {}",
    "isis password {}",
    "area-password {}",
    "domain-password {}",
    # First hops.
    "vrrp 10 authentication text {}",
    "vrrp 10 authentication {}",
    "vrrp 10 peer authentication ietf-md5 key-string 7 {}",
    "standby 1 authentication md5 key-string {}",
    # Profiles and encryption.
    "secret Secret1 8a {} receive-lifetime infinite transmit-lifetime infinite",
    "key 0abc1d 7 {} fallback",
    "key 7 {}",
    "shared-key 7 {}",
    "pre-shared-key {}",
    "passphrase 0 {}",
    "psk {}",
    "license COMPANY {}",
    "service unsupported-transceiver COMPANY {}",
    "credentials enroll token {}",
    "credentials re-enroll username bob secret {}",
    # Services.
    "redis password 7 {}",
    "username influx password 7 {}",
    "exec /usr/bin/TerminAttr -cvaddr=192.0.2.1:9910 -cvauth=key,{} -cvvrf=MGMT",
    "exec /usr/bin/TerminAttr -cvopt DC1.auth=key,{} -cvopt DC1.vrf=MGMT",
    "exec /usr/bin/TerminAttr -ingestauth=key,{} -taillogs",
    "exec /usr/bin/TerminAttr -cvauth key,{} -taillogs",
    "exec /usr/bin/TerminAttr -cvproxy=http://ops:{}@192.0.2.1:3128 -taillogs",
    "exec /usr/bin/agent --password {} --api-key={} --token {}",
    # Files and shells.
    "copy scp:bob:{}@192.0.2.9//srv/x flash:",
    "copy sftp://bob:{}@h/x flash:",
    ("copy https://bob:p@{}@h:8443/x flash:", "copy https://bob:{}@h:8443/x flash:"),
    "copy https://{}@h/x flash:",
    "bash timeout 5 wget https://h/x?user=1&token={}&y=2",
    ("bash timeout 5 curl -u bob:{} https://h", "bash timeout 5 curl -u {}"),
    ('bash timeout 5 curl -H "Authorization: Bearer {}" https://h', 'bash timeout 5 curl -H "Authorization: {}'),
    ("bash timeout 5 sshpass -p {} scp x y", "bash timeout 5 sshpass -p {}"),
    ("""bash timeout 5 echo '{{"password": "{}", "user": "bob"}}'""", """bash timeout 5 echo '{{"password": {}"""),
    """bash timeout 5 echo {{"password":"{}","user":"bob"}}""",
    "PGPASSWORD='{}' psql",
    # Words that announce one wherever they stand.
    "! Password: {}",
    ("description the key is {}", "description the key {}"),
    "alias x show y | include secret {}",
    "   neighbor 192.0.2.1 password 7 {}",
)

#: Lines without secrets, as they are in configurations and tasks.
HARMLESS = (
    "interface Ethernet1", "ip address 192.0.2.1/24 secondary", "neighbor PEERS send-community standard extended",
    "username bob ssh-key ssh-rsa AAAAB3NzaC1yc2E", "username bob privilege 15 role network-admin nopassword",
    "no enable password", "no aaa root", "no username bob secret", "secret hash md5", "password policy STRICT",
    "password minimum length 12", "password encryption-key common", "password encryption reversible aes-256-gcm",
    "authentication protocol keyboard-interactive password public-key", "certificate a.crt key a.key",
    "security pki key generate rsa 2048 x.key", "security pki certificate generate self-signed x.crt key x.key",
    "copy https://files.example:8443/leaf1.crt certificate:leaf1.crt", "copy scp:bob@h//leaf1.key sslkey:leaf1.key",
    "neighbor 192.0.2.1 password shared-secret profile P algorithm aes-128-cmac-96",
    "isis authentication mode shared-secret profile P algorithm sha-256", "session shared-secret profile P",
    "isis authentication mode md5 level-1", "ip ospf authentication message-digest", "ntp trusted-key 1-3",
    "ntp server 192.0.2.1 iburst key 2", "snmp-server host 192.0.2.1 vrf M version 3 auth bob",
    "snmp-server group G v3 auth read R write W", "snmp-server enable traps snmp authentication", "key controller",
    "key size limit 160", "key field dscp dst-ip", "mka key-server priority 1", "tunnel key 100",
    "set community 65000:1 additive", "match community LIST", "ip community-list LIST permit 65000:1",
    "private-vlan community primary vlan 10", "show ip bgp community 65000:1", "show snmp community",
    "show running-config | include secret", "aaa authentication login default group tacacs+ local",
    "aaa authorization exec default local", "radius-server dynamic-authorization port 3799",
    "exec /usr/bin/TerminAttr -cvauth=token,/tmp/token -smashexcludes=ale,flexCounter",
    "exec /usr/bin/TerminAttr -cvauth=certs,/persist/client.crt,/persist/client.key -taillogs",
    "vrrp 10 ipv4 192.0.2.1", "license import flash:x.json", "dot1x system-auth-control", "hostname key-west",
)  # fmt: skip

#: Worst food for masks, to be repeated: whole lines, and parts of one line.
FOOD = {
    "words that announce": "key ",
    "options": "-auth ",
    "assignments": "key=",
    "colons": "password:",
    "at signs": "a:@ ",
    "open quotes": "key='",
    "ends of keys": "-----END PRIVATE KEY-----\n",
    "beginnings of keys": "-----BEGIN PRIVATE KEY-----\n",
    "secrets": "neighbor 192.0.2.1 password 7 abc\n",
    "long lines": f"{('key x level-1 ' * 580)[:8000]}\n",
    "long lines of assignments": f"{'a=' * 4000}\n",
    "long lines of phrases": f"{'certificate a ' * 570}\n",
    "long lines of nothing": f"{'a ' * 4000}\n",
    "nothing": "interface Ethernet1\n   mtu 9214\n",
}


def _pair(form: str | tuple[str, str]) -> tuple[str, str]:
    given, shown = (form, form) if isinstance(form, str) else form
    return given.replace("{}", SECRET), shown.replace("{}", X).replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_forms(form: str | tuple[str, str]) -> None:
    given, shown = _pair(form)
    given = given.replace("{{", "{").replace("}}", "}")
    assert masked(given) == shown
    assert masked(shown) == shown, "what is masked stays as it is"


@pytest.mark.parametrize("line", HARMLESS)
def test_lines_without_secrets(line: str) -> None:
    assert masked(line) == line


def test_forms_in_any_case_with_any_spaces() -> None:
    chance = random.Random(4)
    for _turn in range(20):
        for form in FORMS:
            line = _pair(form)[0].replace(SECRET, "\0")
            line = "".join(chance.choice((letter.upper(), letter.lower())) for letter in line)
            line = line.replace(" ", " " * chance.randint(1, 3)).replace("\0", SECRET)
            assert SECRET not in masked(line), line


def test_forms_within_a_difference() -> None:
    lines = [f"{sign}   {_pair(form)[0]}" for form in FORMS for sign in "+- "]
    assert SECRET not in masked_text("\n".join(lines))


@pytest.mark.parametrize("name", FOOD)
def test_time_grows_with_the_length(name: str) -> None:
    assert _growth(masked_text, FOOD[name], 100_000) < 15


def test_time_of_the_scrubber_grows_with_the_length() -> None:
    scrubber = Scrubber(*(f"secret-{number}" for number in range(50)))
    assert _growth(scrubber.text, "secret-secret-", 1_000_000) < 15


def test_ten_megabytes_in_one_line() -> None:
    for start in ("username bob secret ", "banner "):
        assert _growth(masked, f"{start}{'key a' * 10}", 1_000_000) < 15


def _growth(work: object, food: str, size: int) -> float:
    """How many times longer ten times as much food takes, measured by this process's own time, the best of two."""
    assert callable(work)
    seconds = []
    for length in (size, 10 * size):
        text = food * (length // len(food) + 1)
        best = float("inf")
        for _turn in range(2):
            start = time.process_time()
            work(text)
            best = min(best, time.process_time() - start)
        seconds.append(max(best, 0.02))
    return seconds[1] / seconds[0]
