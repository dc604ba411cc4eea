# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms of secrets in commands and configurations of EOS: the table for all masks.

Words are given in lower case, and any case counts. Where no other form fits, all that stands behind a word of
SECRET_WORDS is the secret, to the end of the line.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

#: The number of words that a word takes with it, where that is all of the rest.
REST: t.Final = 1_000_000

#: Words that announce a secret, wherever they stand.
SECRET_WORDS: t.Final = (
    "secret",
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "psk",
    "key",
    "shared-key",
    "pre-shared-key",
    "key-string",
    "authentication-key",
    "message-digest-key",
    "shared-secret",
    "community",
    "token",
    "bearer",
)
#: Headers of HTTP that do, with their colon.
SECRET_HEADERS: t.Final = ("authorization:", "cookie:", "set-cookie:")
#: Those that count as the last part of a word, too: `area-password`.
SECRET_PARTS: t.Final = frozenset({"secret", "password", "passphrase", "psk", "key", "token"})
#: Words that end like one of those, and announce what everybody may see.
PUBLIC_WORDS: t.Final = frozenset({"ssh-key", "public-key", "trusted-key", "encryption-key", "host-key"})
#: Those that people abbreviate, to three letters at least; on ACCOUNT_LINES some to two.
ABBREVIATED: t.Final = ("secret", "password", "passphrase", "community", "token")
ABBREVIATED_ACCOUNT: t.Final = ("secret", "password", "key", "community")
ACCOUNT_LINES: t.Final = (
    "username",
    "enable",
    "aaa",
    "boot",
    "neighbor",
    "radius-server",
    "tacacs-server",
    "snmp-server",
)
#: How a secret is written; a word of these between the announcement and the secret is none.
ENCODINGS: t.Final = frozenset({"0", "5", "7", "8a", "sha512", "*"})
#: What hashes and reversible forms of secrets begin with.
HASHES: t.Final = ("$1$", "$5$", "$6$", "$y$", "$1c$", "$2a$", "$2b$")

#: What stands before the keys of IPsec in OSPFv3.
_ALGORITHMS: t.Final = {
    **dict.fromkeys(("esp", "ah", "null", "md5", "sha1", "sha256", "sha512"), 0),
    **dict.fromkeys(("des", "3des", "3des-cbc", "aes-128-cbc", "aes-192-cbc", "aes-256-cbc"), 0),
}


@dataclass(frozen=True)
class Form:
    """The place of a secret.

    :ivar words: one of them announces it.
    :ivar head: what the line begins with, after `no` or `default`; "" for any line.
    :ivar before: the number of words that come next and are no secret, such as the number of a key and its algorithm.
    :ivar between: words that may come then, with the number of words that each takes with it.
    :ivar after: the same, for what may follow the secret. Anything else that follows is a part of it.
    :ivar named: the announcing word begins the line, and a name stands before an encoding: `key CKN 7 SECRET`.
    :ivar unless: words of the line that say that there is no secret.
    """

    words: tuple[str, ...]
    head: str = ""
    before: int = 0
    between: t.Mapping[str, int] = field(default_factory=dict)
    after: t.Mapping[str, int] = field(default_factory=dict)
    named: bool = False
    unless: str = ""


_SERVER: t.Final = {"timeout": 1, "retransmit": 1, "auth-port": 1, "acct-port": 1, "port": 1, "vrf": 1}

#: The first form that fits counts.
FORMS: t.Final = (
    # Users and privileged mode.
    Form(("secret", "password"), "username", after={"role": 1, "privilege": 1, "shell": 1}),
    Form(("secret", "password"), "enable", between={"level": 1}),
    # SNMP: a community is never encrypted; a host's stands there without a word of its own.
    Form(("community", "co", "c"), "snmp-server", after={"view": 1, "ipv6": 1, "ro": REST, "rw": REST}),
    Form(
        ("host", "hos", "ho", "h"),
        "snmp-server",
        before=1,
        between={"vrf": 1, "traps": 0, "informs": 0, "version": 1, "udp-port": 1},
        after={"udp-port": 1},
        unless="version 3",
    ),
    Form(("auth", "priv"), "snmp-server user", before=1),
    # Servers of AAA and time.
    Form(("key",), "radius-server", after={**_SERVER}),
    Form(("key",), "tacacs-server", after={**_SERVER, "single-connection": 0}),
    Form(("authentication-key",), "ntp", before=2),
    # Routing.
    Form(("message-digest-key",), before=2),
    Form(("spi",), before=1, between={**_ALGORITHMS, "passphrase": 0}, after=_ALGORITHMS),
    *(
        Form(("authentication",), head, between={"text": 0, "simple": 0, "md5": 0, "ietf-md5": 0, "key-string": 0})
        for head in ("vrrp", "standby", "hsrp", "glbp")
    ),
    # Profiles: names, numbers and lifetimes are no secrets.
    Form(("secret",), named=True, after={"receive-lifetime": REST, "transmit-lifetime": REST}),
    Form(("key",), named=True, after={"fallback": 0}),
    # Licences.
    Form(("license",), "license", before=1),
    Form(("unsupported-transceiver",), "service", before=1),
    # Programs that are given secrets as options.
    Form(("-u", "--user", "--proxy-user")),
    Form(("sshpass",), between={"-p": 0}),
    # All others.
    Form(SECRET_HEADERS),
    Form(SECRET_WORDS, after={"level-1": 0, "level-2": 0, "fallback": 0}),
)

#: Phrases in which a word of SECRET_WORDS, the one in brackets, announces no secret. `^` is the line's beginning, `*`
#: any word, `..` any number of words, and `#` a number.
HARMLESS: t.Final = (
    "^ [password] policy",
    "^ [password] minimum",
    "^ [password] maximum",
    "^ [password] encryption",
    "^ [password] encryption-key",
    "^ [secret] hash",
    "^ [key] controller",
    "^ [key] size limit",
    "^ [key] field",
    "^ [key] source",
    "^ authentication protocol .. [password]",
    "^ neighbor * [password] shared-secret profile",
    "^ certificate * [key]",
    "^ ntp server .. [key] #",
    "^ tunnel [key]",
    "^ security pki .. [key]",
    "^ [license] import",
    "^ [license] update",
    "^ show .. [community]",
    "^ set [community]",
    "^ match [community]",
    "[shared-secret] profile",
    "private-vlan [community]",
    "[community] add",
    "[community] remove",
    "[community] has",
    "[community] has_any",
    "[community] has_none",
    "[community] match_any",
    "[community] match_exact",
    "[community] equals",
    "[community] is",
)

#: Schemes of URLs in which a user alone, without a password, is no secret.
FILE_SCHEMES: t.Final = frozenset({"scp", "sftp", "ftp", "tftp", "ssh"})
#: Names of fields and options that hold a secret end like this.
FIELD_ENDINGS: t.Final = (
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "psk",
    "apikey",
    "api_key",
    "private_key",
    "privatekey",
    "shared_key",
    "sharedkey",
    "auth_key",
    "routing_key",
    "user_key",
    "credential",
    "credentials",
)
#: The same for `name=value` within a word, where any key is taken for a secret.
OPTION_ENDINGS: t.Final = (*FIELD_ENDINGS, "auth", "key", "community", "signature", "sig")
#: `auth=KIND,VALUE` of TerminAttr: the kinds whose value names files.
FILE_KINDS: t.Final = ("token", "token-secure", "certs")
