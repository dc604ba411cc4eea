# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The cookie store: private, whole, and shared between processes."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import stat
import threading
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import SessionStoreError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.session_store import SessionEntry, SessionStore

HINT = "Set the option to another folder."
KEY = ("https://leaf1:443", "ops")
COOKIE = "s3cret-cookie"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "sessions"


@pytest.fixture
def store(folder: Path) -> SessionStore:
    return SessionStore(str(folder), HINT)


def entry(seconds: float = 3600, cookie: str = COOKIE) -> SessionEntry:
    return SessionEntry(cookie, time.time() + seconds)


def file_of(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_saved_entry_is_loaded(store: SessionStore) -> None:
    saved = entry()
    store.save(*KEY, saved)
    assert store.load(*KEY) == saved


def test_nothing_is_loaded_where_nothing_was_saved(store: SessionStore) -> None:
    assert store.load(*KEY) is None


@pytest.mark.parametrize(
    "other", [("https://leaf2:443", "ops"), ("https://leaf1:443", "admin"), ("https://leaf1:44", "3ops")]
)
def test_another_endpoint_or_user_has_a_cookie_of_its_own(store: SessionStore, other: tuple[str, str]) -> None:
    store.save(*KEY, entry())
    assert store.load(*other) is None


def test_a_newer_entry_replaces_the_older(store: SessionStore, folder: Path) -> None:
    store.save(*KEY, entry(cookie="old"))
    store.save(*KEY, entry(cookie="new"))
    loaded = store.load(*KEY)
    assert loaded is not None
    assert loaded.cookie == "new"
    assert len(list(folder.iterdir())) == 1


def test_forget(store: SessionStore) -> None:
    store.save(*KEY, entry())
    store.forget(*KEY)
    store.forget(*KEY)
    assert store.load(*KEY) is None


@pytest.mark.parametrize(("seconds", "valid"), [(3600, True), (31, True), (29, False), (-1, False)])
def test_a_cookie_near_its_end_has_expired(store: SessionStore, seconds: float, valid: bool) -> None:
    store.save(*KEY, entry(seconds))
    assert (store.load(*KEY) is not None) is valid


def test_the_cookie_is_not_in_repr() -> None:
    assert COOKIE not in repr(entry())


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "{}", '{"cookie": "x"}', '{"cookie": "x", "expires": "soon"}', "\0"]
)
def test_a_damaged_file_counts_as_none(store: SessionStore, folder: Path, text: str) -> None:
    store.save(*KEY, entry())
    file_of(folder).write_text(text)
    assert store.load(*KEY) is None


def test_a_file_of_other_bytes_counts_as_none(store: SessionStore, folder: Path) -> None:
    store.save(*KEY, entry())
    file_of(folder).write_bytes(b"\xff\xfe")
    assert store.load(*KEY) is None


# --- Private ---


def test_folder_and_files_are_the_owner_s_alone_whatever_the_umask(store: SessionStore, folder: Path) -> None:
    before = os.umask(0)
    try:
        store.save(*KEY, entry())
        with store.lock(*KEY):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_file_names_tell_neither_user_nor_switch(store: SessionStore, folder: Path) -> None:
    store.save(*KEY, entry())
    with store.lock(*KEY):
        pass
    assert all("ops" not in path.name and "leaf1" not in path.name for path in folder.iterdir())


Use = t.Callable[[SessionStore], object]


def _lock(store: SessionStore) -> None:
    with store.lock(*KEY):
        pass


USES: list[Use] = [lambda store: store.load(*KEY), lambda store: store.save(*KEY, entry()), _lock]


@pytest.mark.parametrize("use", USES, ids=["load", "save", "lock"])
@pytest.mark.parametrize("mode", [0o755, 0o701, 0o710, 0o777])
def test_a_folder_that_is_open_to_others_is_refused(store: SessionStore, folder: Path, use: Use, mode: int) -> None:
    folder.mkdir(parents=True)
    folder.chmod(mode)
    with pytest.raises(SessionStoreError) as caught:
        use(store)
    assert f"is open to others (mode {mode:04o})" in str(caught.value)
    assert str(folder) in str(caught.value)
    assert "chmod" not in str(caught.value)
    assert HINT in str(caught.value)


@pytest.mark.parametrize("use", USES, ids=["load", "save", "lock"])
def test_a_folder_of_another_user_is_refused(
    store: SessionStore, folder: Path, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(parents=True, mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(SessionStoreError, match="belongs to another user"):
        use(store)


@pytest.mark.parametrize("use", USES, ids=["load", "save", "lock"])
def test_a_link_instead_of_the_folder_is_refused(store: SessionStore, folder: Path, use: Use, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir(mode=0o700)
    folder.parent.mkdir()
    folder.symlink_to(tmp_path / "other")
    with pytest.raises(SessionStoreError, match="is not a folder"):
        use(store)
    assert list((tmp_path / "other").iterdir()) == []


@pytest.mark.parametrize("use", USES, ids=["load", "save", "lock"])
def test_a_file_instead_of_the_folder_is_refused(store: SessionStore, folder: Path, use: Use) -> None:
    folder.parent.mkdir()
    folder.touch()
    with pytest.raises(SessionStoreError, match="cannot be used"):
        use(store)


def test_a_file_that_is_open_to_others_is_refused(store: SessionStore, folder: Path) -> None:
    store.save(*KEY, entry())
    file_of(folder).chmod(0o640)
    with pytest.raises(SessionStoreError, match=r"is open to others \(mode 0640\)") as caught:
        store.load(*KEY)
    assert COOKIE not in str(caught.value)


def test_a_file_of_another_user_is_refused(store: SessionStore, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(*KEY, entry())
    real = os.fstat
    owner = os.geteuid() + 1

    def fstat(handle: int) -> os.stat_result:
        found = real(handle)
        return os.stat_result([*found[:4], owner, *found[5:10]]) if stat.S_ISREG(found.st_mode) else found

    monkeypatch.setattr(os, "fstat", fstat)
    with pytest.raises(SessionStoreError, match="belongs to another user"):
        store.load(*KEY)


def test_a_link_instead_of_a_file_is_not_followed(store: SessionStore, folder: Path, tmp_path: Path) -> None:
    store.save(*KEY, entry())
    path = file_of(folder)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SessionStoreError, match="cannot be used"):
        store.load(*KEY)


def test_a_link_instead_of_a_lock_is_not_followed(store: SessionStore, folder: Path, tmp_path: Path) -> None:
    with store.lock(*KEY):
        pass
    lock = next(folder.iterdir())
    lock.unlink()
    lock.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SessionStoreError, match="cannot be used"), store.lock(*KEY):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_saving_over_a_link_replaces_the_link(store: SessionStore, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("mine")
    store.save(*KEY, entry())
    path = file_of(folder)
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    store.save(*KEY, entry())
    assert (tmp_path / "elsewhere").read_text() == "mine"
    assert not path.is_symlink()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,  # deeper than Python reads
        json.dumps({"cookie": "a\r\nX: y", "expires": 1e12}),
        json.dumps({"cookie": "ü", "expires": 1e12}),
        json.dumps({"cookie": "a" * 100_000, "expires": 1e12}),
        json.dumps({"cookie": "abc", "expires": "inf"}),
        json.dumps({"cookie": "abc", "expires": "nan"}),
        json.dumps({"cookie": "abc; Path=/", "expires": 1e12}),
    ],
)
def test_an_invalid_entry_is_ignored_and_replaced(store: SessionStore, folder: Path, text: str) -> None:
    store.save(*KEY, entry())
    file_of(folder).write_text(text)
    assert store.load(*KEY) is None
    saved = entry(cookie="new")
    store.save(*KEY, saved)
    assert store.load(*KEY) == saved


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC])
def test_a_folder_that_cannot_be_written_is_distinguished(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(SessionStoreError) as caught:
        store.load(*KEY)
    assert caught.value.unwritable


def test_nobody_is_told_to_change_the_mode_of_a_folder(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(SessionStoreError, match="open to others") as caught:
        SessionStore(str(shared), HINT).load(*KEY)
    assert "chmod" not in str(caught.value)
    assert HINT in str(caught.value)
    assert not caught.value.unwritable


# --- Whole ---


def test_a_write_that_fails_leaves_the_old_entry_and_no_rubbish(
    store: SessionStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = entry()
    store.save(*KEY, saved)

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(json, "dump", full)
        with pytest.raises(SessionStoreError, match="No space left on device"):
            store.save(*KEY, entry(cookie="new"))
    assert store.load(*KEY) == saved
    assert len(list(folder.iterdir())) == 1


def test_a_file_that_cannot_be_removed_is_an_error_of_the_store(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "unlink", refuse)
    with pytest.raises(SessionStoreError, match="Operation not permitted"):
        store.forget(*KEY)


def test_a_file_system_without_locks_is_an_error_of_the_store(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(SessionStoreError, match="No locks available"), store.lock(*KEY):
        pass


def test_errors_of_the_work_under_the_lock_are_not_the_store_s(store: SessionStore) -> None:
    with pytest.raises(OSError, match="mine"), store.lock(*KEY):
        raise OSError("mine")


# --- Locked ---


def test_the_lock_lets_one_in_at_a_time(folder: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        with SessionStore(str(folder), HINT).lock(*KEY):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=work) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_locks_of_two_switches_do_not_wait_for_each_other(store: SessionStore) -> None:
    with store.lock(*KEY):
        done = threading.Thread(target=lambda: store.lock("https://leaf2:443", "ops").__enter__(), daemon=True)
        done.start()
        done.join(5)
        assert not done.is_alive()


def test_the_lock_is_free_again_after_an_error(store: SessionStore, folder: Path) -> None:
    with pytest.raises(RuntimeError), store.lock(*KEY):
        raise RuntimeError
    with next(folder.iterdir()).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
