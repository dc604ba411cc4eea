# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Where a switch is, after a task has moved its endpoint: known to the workers forked before and after."""

from __future__ import annotations

import multiprocessing
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import (
    eapi_connection as direct,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import (
    endpoint_memory as moves,
)
from support.eapi import options

FORK = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    moves._LENGTH.pack_into(moves._memory, 0, 0)


def in_a_worker(action: t.Callable[..., t.Any], *arguments: t.Any) -> None:
    worker = FORK.Process(target=action, args=arguments)
    worker.start()
    worker.join(20)
    assert worker.exitcode == 0


def test_no_memory_of_a_switch_that_did_not_move() -> None:
    moves.remember(moves.origin_of(options(host="leaf2")), {"port": 9443})
    assert moves.recall(moves.origin_of(options())) == {}


def test_workers_share_notes() -> None:
    in_a_worker(moves.remember, moves.origin_of(options()), {"port": 9443})
    in_a_worker(moves.remember, moves.origin_of(options(host="leaf2")), {"port": 9444})
    assert moves.recall(moves.origin_of(options())) == {"port": 9443}
    assert moves.recall(moves.origin_of(options(host="leaf2"))) == {"port": 9444}


def test_the_last_word_counts() -> None:
    moves.remember(moves.origin_of(options()), {"port": 9443})
    moves.remember(moves.origin_of(options()), {"port": 443})
    assert moves.recall(moves.origin_of(options())) == {"port": 443}


def test_another_user_is_another_way_in() -> None:
    moves.remember(moves.origin_of(options()), {"port": 9443})
    assert moves.recall(moves.origin_of(options(user="other"))) == {}


def test_no_room_is_said_and_harms_nothing() -> None:
    moves.remember(moves.origin_of(options()), {"port": 9443})
    assert not moves.remember(moves.origin_of(options(host="leaf2")), {"ca_path": "x" * moves.SIZE})
    assert moves.recall(moves.origin_of(options())) == {"port": 9443}
    assert moves.recall(moves.origin_of(options(host="leaf2"))) == {}


def test_a_worker_that_died_while_writing_blocks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    moves.remember(moves.origin_of(options()), {"port": 9443})
    monkeypatch.setattr(moves, "PATIENCE", 0.05)
    with moves._lock:
        assert not moves.remember(moves.origin_of(options()), {"port": 443})
        assert moves.recall(moves.origin_of(options())) == {}


def test_the_next_client_of_the_switch_goes_there() -> None:
    given = options(port=8443)
    moves.remember(moves.origin_of(given), {"port": 9443, "host": "leaf1"})
    client = direct.open_client(given)
    assert client.options.port == 9443
    assert client.origin == given
