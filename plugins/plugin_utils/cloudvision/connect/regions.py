# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Regions of CloudVision as-a-Service, and which of its names are API endpoints."""

from __future__ import annotations

import difflib
import re
import typing as t

from ..errors import InputError

DEFAULT_PORT: t.Final = 443
#: CloudVision as-a-Service lives under this domain.
CVAAS_DOMAIN: t.Final = "arista.io"
#: Names of devices' streaming endpoint, which serves no API.
STREAMING_PREFIX: t.Final = "apiserver."
API_PREFIX: t.Final = "www."

#: Region → host. "CVaaS URLs" of the specification, and the clusters that were opened after it.
REGIONS: t.Final[dict[str, str]] = {
    "us-1a": "www.arista.io",
    "us-1b": "www.cv-prod-us-central1-b.arista.io",
    "us-1c": "www.cv-prod-us-central1-c.arista.io",
    "us-4": "www.cv-prod-us-4.arista.io",
    "canada": "www.cv-prod-na-northeast1-b.arista.io",
    "europe-west-2": "www.cv-prod-euwest-2.arista.io",
    "eu-3": "www.cv-prod-eu-3.arista.io",
    "japan": "www.cv-prod-apnortheast-1.arista.io",
    "australia": "www.cv-prod-ausoutheast-1.arista.io",
    "united-kingdom": "www.cv-prod-uk-1.arista.io",
    "india-1": "www.cv-prod-india-1.arista.io",
}
#: Other names of regions: those of the clusters, and the table's names in full.
ALIASES: t.Final[dict[str, str]] = {
    "us-central1-a": "us-1a",
    "united-states-1a": "us-1a",
    "united-states-1b": "us-1b",
    "united-states-1c": "us-1c",
    "us-central1-b": "us-1b",
    "us-central1-c": "us-1c",
    "na-northeast1-b": "canada",
    "euwest-2": "europe-west-2",
    "apnortheast-1": "japan",
    "ausoutheast-1": "australia",
    "uk-1": "united-kingdom",
    "uk": "united-kingdom",
}


#: The region that the redirector tells.
AUTO: t.Final = "auto"


class Node(t.NamedTuple):
    """One address of CloudVision. `host` is a name or an address (IPv6 without brackets)."""

    host: str
    port: int

    @property
    def target(self) -> str:
        """HOST:PORT, as gRPC expects it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


#: Which cluster has the tenant of a token: every cluster's redirector knows.
REDIRECTOR: t.Final = Node("www.arista.io", DEFAULT_PORT)
#: How alike two words are that are the same one, misspelt.
MISSPELT: t.Final = 0.75


def region_host(region: str) -> str:
    """The host of a region.

    :raises InputError: for an unknown region, with the nearest one.
    """
    name = re.sub(r"[\s_]+", "-", region.strip().lower()).removeprefix("cv-prod-")
    name = ALIASES.get(name, name)
    if name in REGIONS:
        return REGIONS[name]
    near = {ALIASES.get(one, one): one for one in (*ALIASES, *REGIONS) if _misspelt(name, one)}
    meant = f" Did you mean '{next(iter(near.values()))}'?" if len(near) == 1 else ""
    raise InputError(
        f"ansible_cloudvision_region is '{region}', which is none of {', '.join(REGIONS)}.{meant}",
        hint="For a cluster that is not among them, set ansible_host to its name, such as www.cv-prod-us-4.arista.io.",
    )


def _misspelt(given: str, region: str) -> bool:
    """Whether a name is that of a region with a slip in a word. One with another number or letter is another region."""
    ours, theirs = given.split("-"), region.split("-")
    if "".join(ours) == "".join(theirs):
        return True
    return len(ours) == len(theirs) and all(
        one == other
        or (
            min(len(one), len(other)) > 2
            and _digits(one) == _digits(other)
            and difflib.SequenceMatcher(None, one, other).ratio() >= MISSPELT
        )
        for one, other in zip(ours, theirs, strict=True)
    )


def _digits(word: str) -> str:
    return "".join(character for character in word if character.isdecimal())


def is_cvaas(host: str) -> bool:
    """True for a name of CloudVision as-a-Service."""
    name = host.lower().rstrip(".")
    return name == CVAAS_DOMAIN or name.endswith(f".{CVAAS_DOMAIN}")


def check_host(host: str, option: str = "ansible_host") -> str:
    """The host, where it can be an API endpoint.

    :param option: what the user calls it, for messages.
    :raises InputError: naming the right name of CloudVision as-a-Service, or what a host looks like.
    """
    name = host.strip()
    if not name:
        raise InputError(f"{option} is empty: give CloudVision's name or address.")
    if "://" in name or "/" in name:
        meant = re.sub(r"^.*://", "", name).split("/")[0]
        raise InputError(f"{option} is '{host}': it is a name or an address without a scheme or a path, '{meant}'.")
    if port := re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]+)):?(\d*)", name):
        bare = port[1] or port[2]
        if bare != name:
            also = f", and ansible_port to {port[3]}" if port[3] else ""
            raise InputError(
                f"{option} is '{host}': it is a name or an address alone.", hint=f"Set it to '{bare}'{also}."
            )
    if re.search(r"\s", name):
        raise InputError(f"{option} is '{host}': a name or an address has no white space.")
    if not is_cvaas(name):
        return name
    lower = name.lower().rstrip(".")
    right = f"{API_PREFIX}{lower.removeprefix(STREAMING_PREFIX).removeprefix(API_PREFIX)}"
    if lower.startswith(STREAMING_PREFIX):
        raise InputError(f"{option} is '{host}', which takes devices' streams and has no API.", hint=f"Use '{right}'.")
    if not lower.startswith(API_PREFIX):
        raise InputError(
            f"{option} is '{host}': names of CloudVision as-a-Service without 'www' are not supported.",
            hint=f"Use '{right}'.",
        )
    return lower


def parse_node(text: str, port: int = DEFAULT_PORT, option: str = "ansible_cloudvision_nodes") -> Node:
    """A node written as HOST, HOST:PORT, an IPv6 address or [IPv6]:PORT.

    :param port: where the text names none.
    """
    host, number = text.strip(), ""
    if bracketed := re.fullmatch(r"\[([^\]]+)\](?::(.*))?", host):
        host, number = bracketed[1], bracketed[2] or ""
    elif host.count(":") == 1 and "/" not in host:
        host, _colon, number = host.partition(":")
    if number and not (number.isdecimal() and 0 < int(number) < 65536):
        raise InputError(f"{option} names '{text}': its port is from 1 to 65535.")
    return Node(check_host(host, option), int(number) if number else port)
