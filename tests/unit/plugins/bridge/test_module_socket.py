# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The socket that a worker lends a module."""

from __future__ import annotations

import contextvars
import json
import os
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible import constants as C
from ansible.module_utils.connection import Connection, ConnectionError

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import module_socket
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.module_socket import ModuleSocket

SAID: contextvars.ContextVar[str] = contextvars.ContextVar("said", default="nothing")


def echo(request: bytes) -> str:
    """Answers with the method, its arguments, and what the context says."""
    asked = json.loads(request)
    if asked["method"] == "fail":
        raise ValueError("what a module asks for must not end the service")
    return json.dumps({"id": asked["id"], "result": [asked["method"], asked["params"][0], SAID.get()]})


@pytest.fixture
def lend() -> Iterator[Callable[[], ModuleSocket]]:
    lent: list[ModuleSocket] = []

    def make() -> ModuleSocket:
        lent.append(ModuleSocket(echo))
        return lent[-1]

    yield make
    for one in lent:
        one.close()


def test_a_module_is_answered(lend: Callable[[], ModuleSocket]) -> None:
    module = Connection(lend().path)
    assert module.get("show version") == ["get", ["show version"], "nothing"]
    assert module.send_request(["a", "b"]) == ["send_request", [["a", "b"]], "nothing"]


def test_only_this_user_reaches_it(lend: Callable[[], ModuleSocket]) -> None:
    path = Path(lend().path)
    assert stat.S_ISSOCK(path.stat().st_mode)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_lies_in_the_folder_of_the_run(lend: Callable[[], ModuleSocket]) -> None:
    path = lend().path
    assert path.startswith(f"{C.DEFAULT_LOCAL_TMP}/") or len(C.DEFAULT_LOCAL_TMP) > 90
    assert len(os.fsencode(path)) <= module_socket.LONGEST_PATH


def test_a_long_name_leads_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lend: Callable[[], ModuleSocket]
) -> None:
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", str(deep))
    path = lend().path
    assert not path.startswith(str(tmp_path))
    assert len(os.fsencode(path)) <= module_socket.LONGEST_PATH
    monkeypatch.setattr(module_socket.tempfile, "gettempdir", lambda: str(deep))
    assert module_socket._parent() == "/tmp"


def test_it_is_gone_when_it_is_closed(lend: Callable[[], ModuleSocket]) -> None:
    one = lend()
    before = threading.active_count()
    one.close()
    assert not os.path.exists(os.path.dirname(one.path))
    with pytest.raises(ConnectionError, match="does not exist"):
        Connection(one.path).get("show version")
    one.close()
    assert threading.active_count() <= before


def test_it_is_gone_after_a_signal(lend: Callable[[], ModuleSocket]) -> None:
    taken: list[int] = []
    kept = signal.signal(signal.SIGTERM, lambda signum, frame: taken.append(signum))
    try:
        one = lend()
        os.kill(os.getpid(), signal.SIGTERM)
        assert taken == [signal.SIGTERM], "what Ansible does at a signal comes next"
        assert not os.path.exists(os.path.dirname(one.path))
        one.close()
    finally:
        signal.signal(signal.SIGTERM, kept)


def test_a_request_that_fails_ends_nothing(lend: Callable[[], ModuleSocket]) -> None:
    module = Connection(lend().path)
    with pytest.raises(ConnectionError, match="Received 'None'"):
        module.fail()
    assert module.get("x") == ["get", ["x"], "nothing"]


def test_messages_belong_to_the_requesting_task(lend: Callable[[], ModuleSocket]) -> None:
    one = lend()
    assert Connection(one.path).get() == ["get", [], "nothing"]
    token = SAID.set("second item")
    try:
        one.adopt_context()
        assert Connection(one.path).get() == ["get", [], "second item"]
    finally:
        SAID.reset(token)


def test_a_folder_that_takes_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module_socket, "NAME", "n" * 200)
    kept = signal.getsignal(signal.SIGTERM)
    with pytest.raises(OSError, match="too long"):
        ModuleSocket(echo)
    assert signal.getsignal(signal.SIGTERM) == kept
