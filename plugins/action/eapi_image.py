# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Images and extensions of EOS on switches. Documented in modules/eapi_image.py."""

from __future__ import annotations

import contextlib
import os
import typing as t
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction, RemoteClient
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.host_options import HostOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.messages import warn
from ansible_collections.aerie.arista.plugins.plugin_utils.common.durations import parse_duration
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import warnings_about
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.upload import options_for
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade import serve
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade.image import (
    Checksum,
    ImageRequest,
    ImageResult,
    Installer,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade.upload import Source, Uploader


class ActionModule(EapiAction):
    """Bring the file to the switch, verify it there, and have it booted."""

    spec = argument_spec("eapi_image")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        if (args["url"] is None) == (args["src"] is None):
            raise InputError("give url, which the switch fetches, or src, a file of the controller; one of the two.")
        if args["src"] is not None and not args["src"].strip():
            raise InputError("src is empty: give the path of a file of the controller.")
        with self._content_of(args) as content:
            request = ImageRequest(
                content.name,
                content.url,
                Checksum.parse(content.checksum),
                args["kind"] == "extension",
                args["vrf"],
                args["size"] or content.size,
                args["release"],
                args["boot"],
                args["free_space"],
                args["keep"],
                parse_duration(args["timeout"], "timeout", most=24 * 3600),
            )
            request.check()
            with self.alone():
                return self._ensure(request, content.source)

    @contextlib.contextmanager
    def _content_of(self, args: dict[str, t.Any]) -> Iterator[Content]:
        """The requested file, and the switch's way to it."""
        if args["src"] is None:
            if not args["checksum"]:
                raise InputError("checksum is missing: what the switch fetches is verified, such as with sha512:HEX.")
            if args["upload"] == "ssh":
                raise InputError("upload is ssh, and url is set: what is uploaded is src, a file of the controller.")
            name = args["name"] or os.path.basename(urlsplit(args["url"]).path)
            yield Content(name, args["checksum"], url=args["url"])
            return
        path = self._find_needle("files", args["src"])
        name, size = args["name"] or os.path.basename(path), serve.size_of(path)
        checksum = _checksum_of(path, args["checksum"])
        options = self._connection_options()
        if (args["upload"] or ("ssh" if options.transport == "ssh" else "http")) == "ssh":
            by_ssh = options_for(options, args["ssh_port"])
            yield Content(name, checksum, size, source=Source(path, size, by_ssh))
            return
        address = args["serve_address"] or serve.local_address(self._address(), 9)
        with serve.served(path, name, address, args["serve_port"]) as url:
            yield Content(name, checksum, size, url=url)

    def _connection_options(self) -> EapiOptions:
        """The options of the connection. Over netcommon they are read here as the helper process reads them."""
        client = self.client
        if not isinstance(client, RemoteClient):
            return t.cast("EapiOptions", client.options)
        hosts = HostOptions(self, self.task_vars)
        return replace(hosts.options(*hosts.variables(self.host)), **client.moved_options())

    def _ensure(self, request: ImageRequest, source: Source | None) -> dict[str, t.Any]:
        def keep(result: ImageResult) -> None:
            self.in_force = _image_result(request, result)

        check = bool(self._task.check_mode)
        poller = Poller(request.timeout, self.tell)
        if source is None:
            return _image_result(request, Installer(self.client, request, poller, check, keep).ensure())
        for sentence in () if check else warnings_about(source.options):
            warn(sentence)
        return _image_result(request, Uploader(source, self.client, request, poller, check, keep).ensure())


@dataclass(frozen=True)
class Content:
    """A file: its name, checksum and bytes (0: not known), and the URL or the upload by which the switch gets it."""

    name: str
    checksum: str
    size: int = 0
    url: str | None = None
    source: Source | None = None


def _checksum_of(path: str, given: str | None) -> str:
    """The checksum of a file of the controller, which is to be the given one.

    :raises InputError: for another one.
    """
    wanted = Checksum.parse(given) if given else None
    algorithm = wanted.algorithm if wanted else "sha512"
    found = Checksum(algorithm, serve.digest_of(path, algorithm))
    if wanted not in (None, found):
        raise InputError(f"src: {path} has the checksum {found}, not {wanted}.")
    return str(found)


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
