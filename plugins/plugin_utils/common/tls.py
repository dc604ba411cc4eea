# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shared by all TLS connections of the collection: the versions, and the check of names."""

from __future__ import annotations

import ssl
import typing as t

#: TLS versions, as options name them.
VERSIONS: t.Final[t.Mapping[str, ssl.TLSVersion]] = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}
#: The lowest version unless a user wants an older one.
MINIMUM: t.Final = "1.2"


def modern(context: ssl.SSLContext) -> ssl.SSLContext:
    """TLS 1.2 or newer, which is Python's own default; some distributions change that."""
    context.minimum_version = VERSIONS[MINIMUM]
    context.hostname_checks_common_name = False  # names are subject alternative names
    return context


def client_context() -> ssl.SSLContext:
    """Verifies, but trusts no CA yet."""
    return modern(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
