# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Files on the controller: backups that nobody else reads, secrets, and names."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common import files
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import file_name_of, write_private

TEXT = "hostname leaf1\nbanner login\nGrüße\nEOF\nend\n"


def mode(path: Path | str) -> int:
    """The permissions of a file."""
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_owner_reads_it(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        path = write_private(str(tmp_path / "a" / "b" / "leaf1.cfg"), TEXT, "backup_options")
    finally:
        os.umask(before)
    assert path == str(tmp_path / "a" / "b" / "leaf1.cfg")
    assert Path(path).read_text(encoding="utf-8") == TEXT
    assert mode(path) == 0o600
    assert os.listdir(tmp_path / "a" / "b") == ["leaf1.cfg"]


def test_a_file_that_was_public_is_private_afterwards(tmp_path: Path) -> None:
    target = tmp_path / "leaf1.cfg"
    target.write_text("old")
    target.chmod(0o644)
    write_private(str(target), TEXT, "backup_options")
    assert (mode(target), target.read_text(encoding="utf-8")) == (0o600, TEXT)


def test_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert write_private("~/leaf1.cfg", TEXT, "backup_options") == str(tmp_path / "leaf1.cfg")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("x")])
def test_no_half_written_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """The file of before stays as it was, and no temporary one beside it."""
    target = tmp_path / "leaf1.cfg"
    target.write_text("old")

    def fail(_source: str, _target: str) -> None:
        raise error

    monkeypatch.setattr(files.os, "replace", fail)
    expected = InputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected) as caught:
        write_private(str(target), TEXT, "backup_options")
    if expected is InputError:
        assert str(caught.value) == f"backup_options: {target} cannot be written (No space left on device)."
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["leaf1.cfg"]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("")
    with pytest.raises(InputError, match=r"^backup_options: .*/backup/leaf1\.cfg cannot be written \(\w.*\)\.$"):
        write_private(str(tmp_path / "backup" / "leaf1.cfg"), TEXT, "backup_options")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("leaf1.example.com", "leaf1.example.com"),
        ("2001:db8::1", "2001:db8::1"),
        ("../../x", "_._.._x"),
        ("/etc/passwd", "_etc_passwd"),
        (".bashrc", "_bashrc"),
        ("-rf", "_rf"),
        ("a\nb\0c", "a_b_c"),
        ("x" * 10_000, "x" * 200),
    ],
)
def test_file_name_of_a_host_stays_in_its_folder(tmp_path: Path, name: str, expected: str) -> None:
    assert file_name_of(name) == expected
    assert (tmp_path / file_name_of(name)).resolve().parent == tmp_path.resolve()


def test_names_that_differ_in_capitals_only(tmp_path: Path) -> None:
    assert files.capital_twins(["leaf1", "Leaf1", "leaf2", "LEAF1"]) == {"Leaf1": "leaf1", "LEAF1": "leaf1"}
    folder = tmp_path / "backups"
    folder.mkdir()
    assert not files.ignores_capitals(str(folder))
    assert not files.ignores_capitals(str(folder / "12"))
    assert not files.ignores_capitals("/")
    (tmp_path / "BACKUPS").symlink_to(folder)
    assert files.ignores_capitals(str(folder))
    assert files.ignores_capitals(str(folder / "12" / "later"))


def test_names_that_share_a_file_are_refused() -> None:
    files.check_own_files(["leaf1", "leaf2", "leaf1"], "hosts")
    with pytest.raises(InputError, match=r"the hosts 'dc1/leaf' and 'dc1_leaf' would have the same file, dc1_leaf\."):
        files.check_own_files(["dc1/leaf", "spine", "dc1_leaf"], "hosts")


def test_private_folders(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    files.make_private_folder(str(deep))
    assert (mode(tmp_path / "a"), mode(deep)) == (0o700, 0o700)
    files.make_private_folder(str(deep))
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        files.make_private_folder(str(tmp_path / "file"))


def test_a_kept_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kept.cfg"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert files.read_kept(str(path)) == TEXT.replace("\n", "\r\n")
    assert files.read_kept(str(tmp_path / "none")) is None
    path.write_bytes(b"\xff")
    with pytest.raises(UnicodeDecodeError):
        files.read_kept(str(path))


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_special_files_are_not_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "kept.cfg"
    if kind == "link":
        (tmp_path / "other").write_text(TEXT)
        path.symlink_to(tmp_path / "other")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(OSError, match="it is a link or no plain file"):
        files.read_kept(str(path))


@pytest.mark.parametrize(
    ("content", "bits", "words"),
    [
        (b"s3cret\r\n", 0o600, None),
        (b"s3cret\n", 0o640, None),
        (b"s3cret\n", 0o604, r"everybody can read \(mode 0604\)"),
        (b"\n", 0o600, "which is empty"),
        (b"\xff", 0o600, "which is not UTF-8 text"),
        (None, 0, r"cannot be read \(No such file"),
    ],
)
def test_secrets_in_files(tmp_path: Path, content: bytes | None, bits: int, words: str | None) -> None:
    path = tmp_path / "f"
    if content is not None:
        path.write_bytes(content)
        path.chmod(bits)
    if words is None:
        assert files.read_secret(str(path), "token_file") == "s3cret"
        files.check_unreadable(str(path), "token_file")
        return
    with pytest.raises(InputError, match=f"token_file names {path}, .*{words}") as caught:
        files.read_secret(str(path), "token_file")
    assert "s3cret" not in str(caught.value).replace(str(path), "")


def test_a_key_that_everybody_can_read(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("-----BEGIN EC PRIVATE KEY-----\n")
    path.chmod(0o644)
    assert files.holds_key(str(path))
    with pytest.raises(InputError, match=r"client_key names .*key\.pem, which everybody can read \(mode 0644\)"):
        files.check_unreadable(str(path), "client_key")
    path.write_text("-----BEGIN CERTIFICATE-----\n")
    assert not files.holds_key(str(path))
    assert not files.holds_key(str(tmp_path / "none"))


@pytest.mark.parametrize(("owner", "refused"), [(1000, False), (0, False), (1001, True)])
def test_a_file_of_another_user(monkeypatch: pytest.MonkeyPatch, owner: int, refused: bool) -> None:
    monkeypatch.setattr(files.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(files.os, "stat", lambda _path: os.stat_result((0o100600, 0, 0, 1, owner, 0, 0, 0, 0, 0)))
    if refused:
        with pytest.raises(InputError, match=r"ca_key: /ca\.key belongs to another user \(uid 1001, we are 1000\)"):
            files.check_own("/ca.key", "ca_key")
    else:
        files.check_own("/ca.key", "ca_key")


def test_owner_of_a_missing_file_is_no_error_before_it_is_read(tmp_path: Path) -> None:
    """The error is that of the reader, who says that there is no such file."""
    missing = str(tmp_path / "none")
    files.check_own(missing, "ca_key")
    with pytest.raises(InputError, match=f"ca_key names {missing}, which cannot be read"):
        files.read_secret(missing, "ca_key")
