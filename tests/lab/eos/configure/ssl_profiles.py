# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``management security`` / ``ssl profile NAME``: which certificates, TLS versions and ciphers a service uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..ssl import TLS_VERSIONS
from ..tree import Config, Node
from .engine import Mode

VERSIONS = "1.0|1.1|1.2|1.3"
#: One to four versions, in any order.
_LIST = f"<first:{VERSIONS}> [<second:{VERSIONS}> [<third:{VERSIONS}> [<fourth:{VERSIONS}>]]]"
_KEY = ("tls", "versions")


def _listed(args: dict[str, Any]) -> set[str]:
    return {args[name] for name in ("first", "second", "third", "fourth") if name in args}


def _change(change: Callable[[set[str], set[str]], set[str]]) -> Any:
    """``tls versions add`` and ``remove``: the line holds the result; without a version left there is no line."""

    def effect(_config: Config, section: Node, node: Node, args: dict[str, Any]) -> list[str]:
        del section.children[node.key]
        now = set((section.value(*_KEY) or " ".join(TLS_VERSIONS)).split())
        result = change(now, _listed(args))
        section.children.pop(_KEY, None)
        if result:
            section.children[_KEY] = Node(_KEY, " ".join([*_KEY, *sorted(result)]), node.rank)
        return []

    return effect


security = Mode("mgmt-security")
security.add("ssl profile <name!:name>", separate=True, enters="ssl-profile")
security.add("password minimum length <length:1-32>")

profile = Mode("ssl-profile", "mgmt-security")
profile.add(f"tls versions {_LIST}", rank=1, store=lambda args, _line: " ".join([*_KEY, *sorted(_listed(args))]))
profile.add(f"tls versions add {_LIST}", rank=1, effect=_change(lambda now, more: now | more))
profile.add(f"tls versions remove {_LIST}", rank=1, effect=_change(lambda now, less: now - less))
profile.add("fips restrictions", rank=2)
profile.add("cipher-list <ciphers:word>", rank=3)
profile.add("cipher v1.2 <ciphers:word>", rank=4)
profile.add("cipher v1.3 <ciphers:word>", rank=4)
profile.add("trust certificate <name!:name>", rank=5)
profile.add("trust certificate system", rank=6)
profile.add("trust certificate requirement basic-constraint ca true", rank=7)
profile.add("trust certificate requirement hostname fqdn", rank=7)
profile.add("trust certificate policy expiry-date ignore", rank=7)
profile.add("chain certificate <name!:name>", rank=8)
profile.add("chain certificate requirement basic-constraint ca true", rank=9)
profile.add("chain certificate requirement include root-ca", rank=9)
profile.add("certificate <certificate:name> key <key:name>", rank=10, keep=1, clears=("certificate", "key"))
