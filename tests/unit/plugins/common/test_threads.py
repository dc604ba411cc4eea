# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Work in threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.threads import Pool

#: Seconds after which a test that waits for a thread has failed.
PATIENCE = 30.0


def test_every_item_is_done_once() -> None:
    pool = Pool(lambda item: item * 2, 4)
    assert sorted(found for found in pool.run(range(100), PATIENCE) if found is not None) == [*range(0, 200, 2)]


def test_no_more_threads_than_the_size_work_at_a_time() -> None:
    lock = threading.Lock()
    all_here = threading.Barrier(3)
    at_work, most = 0, 0

    def work(_item: int) -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        all_here.wait(PATIENCE)
        with lock:
            at_work -= 1

    for _found in Pool(work, 3).run(range(9), PATIENCE):
        pass
    assert most == 3


def test_no_more_threads_are_started_than_the_size() -> None:
    all_there = threading.Event()
    workers: set[threading.Thread] = set()

    def work(_item: int) -> None:
        assert all_there.wait(PATIENCE)  # so each thread that there is has taken one item
        workers.add(threading.current_thread())

    def items() -> Iterator[int]:
        yield from range(6)
        all_there.set()

    assert len([*Pool(work, 2).run(items(), PATIENCE)]) == 6
    assert len(workers) <= 2


def test_no_more_threads_are_started_than_there_are_items() -> None:
    before = threading.active_count()
    for _found in Pool(lambda item: item, 50).run([1, 2], PATIENCE):
        assert threading.active_count() <= before + 2


def test_results_arrive_while_items_are_generated() -> None:
    done = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        assert done.wait(PATIENCE)  # the work on the first item goes on meanwhile
        yield 2

    def work(item: int) -> int:
        done.set()
        return item

    assert sorted(found for found in Pool(work, 1).run(items(), PATIENCE) if found) == [1, 2]


def test_a_pulse_comes_where_nothing_is_done() -> None:
    go_on = threading.Event()
    found = Pool(lambda _item: go_on.wait(PATIENCE), 1).run([1], 0.001)
    assert next(found) is None
    go_on.set()
    assert [each for each in found if each is not None] == [True]


def test_an_error_reaches_the_one_who_waits() -> None:
    def work(item: int) -> int:
        raise KeyError(item)

    with pytest.raises(KeyError):
        list(Pool(work, 2).run([1, 2, 3], PATIENCE))


def test_nothing_is_begun_after_an_error() -> None:
    begun: list[int] = []
    failed = threading.Event()

    def work(item: int) -> int:
        begun.append(item)
        failed.set()
        raise KeyError(item)

    def items() -> Iterator[int]:
        yield 1
        assert failed.wait(PATIENCE)
        yield from range(2, 5)

    with pytest.raises(KeyError):
        list(Pool(work, 1).run(items(), PATIENCE))
    assert begun[0] == 1
    assert len(begun) < 4


def test_the_threads_do_not_keep_the_process_from_its_end() -> None:
    kinds: list[bool] = []
    list(Pool(lambda _item: kinds.append(threading.current_thread().daemon), 1).run([1], PATIENCE))
    assert kinds == [True]
