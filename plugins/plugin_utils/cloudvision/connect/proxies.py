# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which proxy leads to a host: the option, or the environment's https_proxy in either case; no_proxy has the last word.

gRPC itself reads lowercase names alone.
"""

from __future__ import annotations

import ipaddress
import os
import typing as t
from urllib.parse import urlsplit

from ..errors import InputError

#: The first that is set counts.
PROXY_NAMES: t.Final = ("https_proxy", "HTTPS_PROXY")
NO_PROXY_NAMES: t.Final = ("no_proxy", "NO_PROXY")


def check_proxy(url: str, option: str) -> str:
    """The URL, where it can be a proxy's.

    :raises InputError: naming the option. The URL may hold a password and is not shown.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise InputError(f"{option} is not a URL of an HTTP proxy: it looks like http://proxy.example.com:3128.")
    return url


def proxy_for(host: str, option: str | None, environ: t.Mapping[str, str] | None = None) -> str | None:
    """The URL of the proxy on the way to the host, or None.

    :param option: the proxy that the options name; it wins over the environment.
    :param environ: environment variables; None for those of this process.
    """
    environ = os.environ if environ is None else environ
    if bypassed(host, _first_value(environ, NO_PROXY_NAMES)):
        return None
    if option:
        return option
    for name in PROXY_NAMES:
        if environ.get(name):
            url = environ[name]
            return check_proxy(url if "://" in url else f"http://{url}", f"{name} (environment)")
    return None


def bypassed(host: str, patterns: str) -> bool:
    """True if no_proxy names the host: names and their subdomains, addresses, networks (CIDR), or `*`."""
    name = host.lower().rstrip(".")
    for pattern in (item.strip().lower() for item in patterns.split(",")):
        bare = pattern.removeprefix("*").removeprefix(".")
        if pattern == "*" or (bare and (name == bare or name.endswith(f".{bare}"))) or _within(name, pattern):
            return True
    return False


def _within(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _first_value(environ: t.Mapping[str, str], names: t.Iterable[str]) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")
