# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""One job on many switches: results, errors and progress."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import fleet as module
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.fleet import Fleet, Visit
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import ConnectError
from support.eapi import options


def fleet(total: int = 3, told: list[str] | None = None) -> Fleet:
    """A fleet of one thread."""
    return Fleet(1, total, (told if told is not None else []).append)


def visit(name: str, job: t.Callable[[t.Any], dict[str, t.Any]]) -> Visit:
    """A host that is never reached."""
    return Visit(name, options(host=name), job)


def raising(error: Exception) -> t.Callable[[t.Any], dict[str, t.Any]]:
    """A job that fails."""

    def job(_client: t.Any) -> dict[str, t.Any]:
        raise error

    return job


def test_an_error_is_the_result_of_its_host() -> None:
    found = fleet()
    found.run(
        [
            visit("leaf1", lambda client: {"asked": client.options.host}),
            visit("leaf2", raising(InputError("wrong."))),
            visit("leaf3", raising(ConnectError("nobody there.", hint=""))),
        ]
    )
    assert found.results == {
        "leaf1": {"asked": "leaf1"},
        "leaf2": {"failed": True, "msg": "leaf2: wrong."},
        "leaf3": {"unreachable": True, "msg": "leaf3: nobody there."},
    }
    assert (found.failed("failed"), found.failed("unreachable")) == (["leaf2"], ["leaf3"])


def test_an_error_that_nobody_expects_is_reported_whole() -> None:
    found = fleet()
    found.run([visit("leaf1", raising(KeyError("model"))), visit("leaf2", lambda _client: {"ok": True})])
    result = found.results["leaf1"]
    assert (result["failed"], result["msg"]) == (True, "leaf1: unexpected KeyError: 'model'")
    assert "Traceback" in result["exception"]
    assert found.results["leaf2"] == {"ok": True}


def test_warnings_of_the_client_come_before_those_of_the_job() -> None:
    found = fleet()
    given = options(host="192.0.2.1", transport="http")
    found.run([Visit("leaf1", given, lambda _client: {"warnings": ["job"]})])
    first, second = found.results["leaf1"]["warnings"]
    assert "credentials cross the network in clear text" in first
    assert second == "job"


def test_no_secret_is_in_a_visit_s_text() -> None:
    assert "s3cret" not in repr(Visit("leaf1", options(), lambda _client: {}))


def test_progress_is_reported_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 4))
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    told: list[str] = []

    def visits() -> Iterator[Visit]:
        for number in range(5):
            job = raising(InputError("wrong.")) if number == 0 else lambda _client: {}
            yield visit(f"leaf{number}", job)

    fleet(5, told).run(visits())
    assert told
    assert all(text.endswith(" of 5 hosts are done, 1 of them failed") for text in told)
    assert not any(text.startswith("5 ") for text in told)
