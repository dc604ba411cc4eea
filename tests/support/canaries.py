# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Secrets that can be told apart, in every form in which a configuration holds one."""

from __future__ import annotations

#: Sections of a configuration, and lines of theirs with {} in the place of a secret. The lab takes all of them.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "",
        (
            "username ops1 privilege 15 role network-admin secret 0 {}",
            "username ops2 secret {}",
            "username ops3 secret 5 $1${}",
            "username ops4 secret sha512 $6${}",
            "USERNAME ops5 SECRET 0 {}",
            "boot secret 5 $1${}",
            "radius-server host 192.0.2.1 vrf MGMT timeout 5 retransmit 1 key 7 {}",
            "tacacs-server key 7 {}",
            "tacacs-server host 192.0.2.1 single-connection vrf MGMT key 8a {}",
            "snmp-server community {} ro",
            "snmp-server community {} view V rw ipv6 A B",
            "snmp-server COMMUNITY {}",
            "snmp-server host 192.0.2.1 version 2c {}",
            "snmp-server host 192.0.2.1 vrf MGMT version 1 {}",
            "snmp-server user u1 g v3 auth sha {} priv aes {}",
            "snmp-server user u2 g v3 localized f5717f auth sha256 {} priv aes192 {}",
            "ntp authentication-key 1 md5 {}",
            "ntp authentication-key 2 sha1 7 {}",
            "service unsupported-transceiver COMPANY {}",
            "alias x show y | include secret {}",
        ),
    ),
    ("router bgp 65000", ("neighbor PEERS password 7 {}", "neighbor 192.0.2.1 password 7 {}")),
    (
        "interface Ethernet1",
        (
            "description the password {}",
            "ip ospf authentication-key 7 {}",
            "ip ospf message-digest-key 1 md5 7 {}",
            "isis authentication key 7 {} level-1",
            "isis authentication key-id 1 algorithm sha-256 rfc-5310 key 0 {} level-2",
        ),
    ),
    ("daemon agent1", ("exec /usr/bin/TerminAttr -cvaddr=192.0.2.1:9910 -cvauth=key,{} -cvvrf=MGMT",)),
    ("daemon agent2", ("exec /usr/bin/TerminAttr -cvopt DC1.auth=key,{} -cvopt DC1.vrf=MGMT",)),
    ("daemon agent3", ("exec /usr/bin/TerminAttr -ingestauth=key,{} -taillogs",)),
    ("daemon agent4", ("exec /usr/bin/TerminAttr -cvauth key,{} -taillogs",)),
    ("daemon agent5", ("exec /usr/bin/TerminAttr -cvproxy=http://ops:{}@192.0.2.1:3128 -taillogs",)),
    ("daemon agent6", ("exec /usr/bin/agent --password {} --api-key={} --token {}",)),
)
#: Lines that the lab, and releases of EOS, may refuse: the switch quotes their words.
REFUSED: tuple[str, ...] = (
    "username bob pa {}",
    "enable password level 15 5 {}",
    "aaa root secret 8a {}",
    "radius-server secret key {}",
    "snmp-server host 192.0.2.1 traps version 2c {} udp-port 162",
    "neighbor 192.0.2.1 password {}",
    "ip msdp password 192.0.2.1 {}",
    "ip ospf authentication-key {}",
    "area 0.0.0.1 virtual-link 192.0.2.1 message-digest-key 1 md5 0 {}",
    "ospfv3 authentication ipsec spi 30 md5 passphrase 7 {}",
    "ospfv3 encryption ipsec spi 30 esp 3des-cbc {} md5 passphrase {}",
    "area 0.0.0.0 authentication ipsec spi 34 md5 passphrase 0 {}",
    "isis password {}",
    "area-password {}",
    "vrrp 10 authentication text {}",
    "vrrp 10 authentication {}",
    "vrrp 10 peer authentication ietf-md5 key-string 7 {}",
    "standby 1 authentication md5 key-string {}",
    "secret Secret1 8a {} receive-lifetime infinite transmit-lifetime infinite",
    "key 0abc1d 7 {} fallback",
    "shared-key 7 {}",
    "pre-shared-key {}",
    "passphrase 0 {}",
    "license COMPANY {}",
    "credentials enroll token {}",
    "credentials re-enroll username bob secret {}",
    "redis password 7 {}",
    "copy scp:bob:{}@192.0.2.9//srv/x flash:",
    "copy https://{}@192.0.2.9/x flash:",
)
#: Commands that are never run: they would change who may log in, or do more than a lab should.
NOT_RUN: tuple[str, ...] = (
    "enable secret sha512 $6${}",
    "bash timeout 5 sshpass -p {} scp x y",
    "bash timeout 5 curl -u bob:{} https://192.0.2.9/x",
    'bash timeout 5 curl -H "Authorization: Bearer {}" https://192.0.2.9/x',
    "bash timeout 5 wget https://192.0.2.9/x?user=1&token={}&y=2",
)
#: What every canary begins with: it is in no other word.
MARK = "c4n4ry"


class Canaries:
    """Gives out secrets, each another one."""

    def __init__(self) -> None:
        self.count = 0

    def new(self) -> str:
        """A secret that was never given out."""
        self.count += 1
        return f"{MARK}{self.count:03d}x"

    def fill(self, form: str) -> str:
        """A line with a secret in each of its places."""
        return form.format(*(self.new() for _place in range(form.count("{}"))))

    def configuration(self) -> str:
        """The sections, as a text."""
        lines: list[str] = []
        for header, forms in SECTIONS:
            lines += [header] if header else []
            lines += [f"{'   ' if header else ''}{self.fill(form)}" for form in forms]
        return "\n".join([*lines, ""])

    def refused(self) -> list[str]:
        """The lines that may be refused."""
        return [self.fill(form) for form in REFUSED]

    def not_run(self) -> list[str]:
        """The commands that are not to be run."""
        return [self.fill(form) for form in NOT_RUN]


def forms() -> int:
    """How many forms there are."""
    return sum(len(lines) for _header, lines in SECTIONS) + len(REFUSED) + len(NOT_RUN)


def seen(text: str) -> list[str]:
    """The canaries in a text, with what is around them."""
    found, at = [], text.find(MARK)
    while at >= 0:
        found.append(text[max(0, at - 90) : at + 30])
        at = text.find(MARK, at + 1)
    return found
