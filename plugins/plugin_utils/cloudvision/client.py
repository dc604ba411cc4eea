# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client of a plugin: one CloudVision, its channel and its resources."""

from __future__ import annotations

from ..common.scrubber import Scrubber
from . import errors
from .connect.channel import Channel, Warn
from .options import CloudVisionOptions
from .resources.convert import build_key
from .resources.models import find_model
from .resources.read import Resources

#: What answers on every release, and a key that names nothing.
PROBE_MODEL = "inventory.v1.Device"
PROBE_KEY = {"device_id": "-"}


class CloudVisionClient:
    """One CloudVision. Nothing is opened before the first call.

    :param warn: takes sentences for the user.
    :raises CloudVisionError: for options or credentials that cannot be used, and where libraries are missing.
    """

    def __init__(self, options: CloudVisionOptions, warn: Warn = lambda text: None) -> None:
        self.options = options
        self.channel = Channel(options, warn)
        self.resources = Resources(self.channel)

    @property
    def scrubber(self) -> Scrubber:
        """Takes the secrets of the run out of what CloudVision says."""
        return self.channel.scrubber

    def probe(self) -> None:
        """Check that CloudVision answers and accepts the credential. The content of the answer does not matter."""
        model = find_model(PROBE_MODEL)
        try:
            self.resources.get(model, build_key(model, PROBE_KEY))
        except (errors.ForbiddenError, errors.InvalidError, errors.UnimplementedError):
            return

    def logout(self) -> None:
        """Close, and forget a login's token."""
        self.channel.logout()

    def close(self) -> None:
        """Close what is open; the next call opens it again."""
        self.channel.close()
