# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Uploads: which failures are tried again, how often, and what each of them says at its end."""

from __future__ import annotations

import hashlib
import typing as t
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    AuthenticationError,
    CommandTimeoutError,
    DroppedError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.options import EapiOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade import image, upload

from .test_image import NEW, RUNS, SUM, TEXT, Switch

OPTIONS = EapiOptions(host="leaf1", transport="ssh", user="admin", password="x", retries=2)


class Way:
    """SSH to a switch: each try takes some seconds and ends with an error, or brings the file."""

    def __init__(self, switch: Switch, *errors: ClientError, seconds: float = 1.0) -> None:
        self.switch, self.errors, self.seconds = switch, list(errors), seconds
        self.now, self.offsets = 0.0, t.cast("list[int]", [])

    def send(self, _options: EapiOptions, _path: str, name: str, offset: int, *_rest: t.Any) -> None:
        """As upload.send."""
        self.now += self.seconds
        self.offsets.append(offset)
        if self.errors:
            raise self.errors.pop(0)
        self.switch.files[name] = TEXT


def run(way: Way, folder: Path, monkeypatch: pytest.MonkeyPatch) -> image.ImageResult:
    """Bring the image that way."""
    path = folder / NEW
    path.write_text(TEXT)
    monkeypatch.setattr(upload, "send", way.send)
    monkeypatch.setattr(Switch, "answer", renaming(Switch.answer))
    request = image.ImageRequest(NEW, None, image.Checksum("sha512", SUM), size=len(TEXT))
    poller = Poller(60, sleep=lambda _pause: None, clock=lambda: way.now)
    source = upload.Source(str(path), len(TEXT), OPTIONS)
    return upload.Uploader(source, way.switch, request, poller).ensure()


def renaming(answer: t.Callable[[Switch, str], t.Any]) -> t.Callable[[Switch, str], t.Any]:
    """A switch that can rename, too."""

    def renames(switch: Switch, cmd: str) -> t.Any:
        words = [word.partition(":")[2] or word for word in cmd.split()]
        if words[0] == "rename":
            switch.files[words[2]] = switch.files.pop(words[1])
        return answer(switch, cmd)

    return renames


def test_an_upload_is_tried_again_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    switch = Switch({RUNS: "runs"})
    way = Way(switch, DroppedError("it broke."), CommandTimeoutError("it hung."))
    assert run(way, tmp_path, monkeypatch).copied
    assert way.offsets == [0, 0, 0]
    assert switch.files == {RUNS: "runs", NEW: TEXT}
    assert hashlib.sha512(switch.files[NEW].encode()).hexdigest() == SUM


@pytest.mark.parametrize(
    ("errors", "seconds", "tries", "sentence"),
    [
        ([DroppedError("it broke.")] * 9, 1.0, 3, "cannot be uploaded over SSH: it broke."),
        ([CommandTimeoutError("it hung.")] * 9, 40.0, 2, "was not uploaded within 60 s: it hung."),
        ([AuthenticationError("it refused.")] * 9, 1.0, 1, "cannot be uploaded over SSH: it refused."),
    ],
)
def test_an_upload_that_ends_in_vain(
    errors: list[ClientError],
    seconds: float,
    tries: int,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch = Switch({RUNS: "runs"})
    way = Way(switch, *errors, seconds=seconds)
    with pytest.raises(image.ImageError, match=sentence):
        run(way, tmp_path, monkeypatch)
    assert len(way.offsets) == tries
    assert switch.files == {RUNS: "runs"}
