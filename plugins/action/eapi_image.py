# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Images and extensions of EOS on switches. Documented in modules/eapi_image.py."""

from __future__ import annotations

import contextlib
import os
import typing as t
from collections.abc import Iterator
from urllib.parse import urlsplit

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.common.durations import parse_duration
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade import serve
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade.image import (
    Checksum,
    ImageRequest,
    ImageResult,
    Installer,
)


class ActionModule(EapiAction):
    """Bring the file to the switch, verify it there, and have it booted."""

    spec = argument_spec("eapi_image")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        if (args["url"] is None) == (args["src"] is None):
            raise InputError("give url, which the switch fetches, or src, a file of the controller; one of the two.")
        with self._source(args) as (url, name, checksum, size):
            request = ImageRequest(
                name,
                url,
                Checksum.parse(checksum),
                args["kind"] == "extension",
                args["vrf"],
                args["size"] or size,
                args["release"],
                args["boot"],
                args["free_space"],
                args["keep"],
                parse_duration(args["timeout"], "timeout", most=24 * 3600),
            )
            request.check()
            with self.alone():
                return self._ensure(request)

    @contextlib.contextmanager
    def _source(self, args: dict[str, t.Any]) -> Iterator[tuple[str, str, str, int]]:
        """Where the switch gets the file, its name, what its content is, and its bytes if they are known."""
        if args["src"] is None:
            if not args["checksum"]:
                raise InputError("checksum is missing: what the switch fetches is verified, such as with sha512:HEX.")
            yield args["url"], args["name"] or os.path.basename(urlsplit(args["url"]).path), args["checksum"], 0
            return
        path = self._find_needle("files", args["src"])
        name = args["name"] or os.path.basename(path)
        checksum = args["checksum"] or f"sha512:{serve.sha512_of(path)}"
        address = args["serve_address"] or serve.local_address(self._address(), 9)
        with serve.served(path, name, address, args["serve_port"]) as url:
            yield url, name, checksum, os.path.getsize(path)

    def _ensure(self, request: ImageRequest) -> dict[str, t.Any]:
        def keep(result: ImageResult) -> None:
            self.in_force = _image_result(request, result)

        check = bool(self._task.check_mode)
        poller = Poller(request.timeout, self.tell)
        return _image_result(request, Installer(self.client, request, poller, check, keep).ensure())


def _image_result(request: ImageRequest, found: ImageResult) -> dict[str, t.Any]:
    result: dict[str, t.Any] = {
        "changed": found.changed,
        "path": found.path,
        "checksum": str(request.checksum),
        "copied": found.copied,
        "deleted": list(found.deleted),
        "commands": list(found.commands),
        "diff": {"prepared": found.diff()},
    }
    if request.extension:
        result.update(installed=found.installed, booted=found.booted)
    else:
        result["standby_updated"] = found.standby_updated
        result.update(boot_image_before=found.boot_before, boot_image=found.boot_after)
    if found.release:
        result["release"] = found.release
    if found.warnings:
        result["warnings"] = list(found.warnings)
    return result
