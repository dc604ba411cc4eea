# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Keeping a running configuration in a file: only what is whole, only where it differs, with earlier versions."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.backup import BackupRequest, keep

FIRST, SECOND = "hostname one\nend\n", "hostname two\nend\n"


class Switch:
    """Answers with a configuration, and with a log or the refusal of it."""

    def __init__(self, config: str, log: str | None = "") -> None:
        self.config, self.log = config, log

    def run(self, batch: Batch) -> list[Response]:
        (command,) = batch.commands
        if not command.cmd.startswith("show logging"):
            return [Response(command.cmd, "text", output=self.config)]
        if self.log is None:
            raise CommandError("Invalid input")
        return [Response(command.cmd, "text", output=self.log)]


@pytest.fixture
def request_of(tmp_path: Path) -> t.Callable[..., BackupRequest]:
    return lambda **options: BackupRequest(str(tmp_path / "backups"), **options)


def test_a_file_is_written_where_it_differs(request_of: t.Any, tmp_path: Path) -> None:
    found = [keep(request_of(), "leaf1", Switch(text))["changed"] for text in (FIRST, FIRST, SECOND)]
    assert found == [True, False, True]
    assert (tmp_path / "backups" / "leaf1.cfg").read_text() == SECOND


def test_check_mode_writes_nothing_and_tells_the_difference(request_of: t.Any, tmp_path: Path) -> None:
    found = keep(request_of(check=True, diff=True), "leaf1", Switch("username a secret 0 hush\nend\n"))
    assert found["changed"]
    assert "+username a secret" in found["diff"]["prepared"]
    assert "hush" not in str(found)
    assert not (tmp_path / "backups").exists()


def test_incomplete_reply_is_not_kept(request_of: t.Any, tmp_path: Path) -> None:
    keep(request_of(), "leaf1", Switch(FIRST))
    with pytest.raises(CommandError, match="is not whole, and was not kept"):
        keep(request_of(), "leaf1", Switch("hostname one\n"))
    assert (tmp_path / "backups" / "leaf1.cfg").read_text() == FIRST


def test_the_newest_versions_are_kept(request_of: t.Any, tmp_path: Path) -> None:
    path = tmp_path / "backups" / "leaf1.cfg"
    for number in range(5):
        keep(request_of(versions=2), "leaf1", Switch(f"hostname h{number}\nend\n"))
        os.utime(path, (86400 * number, 86400 * number))
    kept = sorted((tmp_path / "backups" / "versions" / "leaf1").iterdir())
    assert [each.name for each in kept] == ["1970-01-03T00-00-00Z.cfg", "1970-01-04T00-00-00Z.cfg"]
    assert kept[-1].read_text() == "hostname h3\nend\n"


def test_the_log_has_no_secret_and_no_terminal_obeys_it(request_of: t.Any) -> None:
    lines = [f"{number} \x1b[2J enable password 0 hush" for number in range(12)]
    found = keep(request_of(), "leaf1", Switch(FIRST, "\n".join(lines)))["log"]
    assert [line.split()[0] for line in found] == [str(number) for number in range(2, 12)]
    assert "hush" not in str(found)
    assert "\x1b" not in "".join(found)


def test_a_switch_without_a_log(request_of: t.Any) -> None:
    assert keep(request_of(), "leaf1", Switch(FIRST, None))["log"] == []


def test_a_file_that_cannot_be_read(request_of: t.Any, tmp_path: Path) -> None:
    (tmp_path / "backups" / "leaf1.cfg").mkdir(parents=True)
    with pytest.raises(InputError, match=r"backup\.path: .*leaf1\.cfg cannot be read"):
        keep(request_of(), "leaf1", Switch(FIRST))
