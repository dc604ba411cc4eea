# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""ANTA's tests: catalogs, the choice of tests, how commands are collected, and reports."""

from __future__ import annotations

import builtins
import typing as t
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import CommandError, ConnectError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing import catalog as catalogs
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing import reports
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing.run import AntaResult, collect, run_tests

pytest.importorskip("anta")

CATALOG = {
    "anta.tests.system": [
        {"VerifyUptime": {"minimum": 60}},
        {"VerifyUptime": {"minimum": 90, "filters": {"tags": ["leaf1"]}}},
        {"VerifyUptime": {"minimum": 99, "filters": {"tags": ["spines", "core"]}}},
    ],
    "anta.tests.software": [{"VerifyEOSVersion": {"versions": ["4.33.2F"]}}],
}


class Switch:
    """Answers commands from a table; what it lacks is refused."""

    def __init__(self, **outputs: t.Any) -> None:
        self.outputs = {"show version": {"modelName": "vEOS", "version": "4.33.2F"}, **outputs}
        self.requests: list[list[str]] = []

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run."""
        self.requests.append([command.cmd for command in batch.commands])
        done: list[Response] = []
        for place, command in enumerate(batch.commands):
            if command.cmd not in self.outputs:
                said = ["Invalid input (at token 1: 'x')"]
                raise CommandError(
                    "refused",
                    code=1002,
                    errors=said,
                    command=command.cmd,
                    command_index=place,
                    responses=[each.as_dict() for each in done],
                )
            done.append(Response(command.cmd, batch.format_of(command), output=self.outputs[command.cmd]))
        return done


def names(definitions: Sequence[t.Any]) -> list[tuple[str, t.Any]]:
    return [(each.test.name, getattr(each.inputs, "minimum", None)) for each in definitions]


# --- catalogs --------------------------------------------------------------------------------------------------------


def test_a_catalog_keeps_its_order() -> None:
    assert names(catalogs.parse(CATALOG)) == [
        ("VerifyUptime", 60),
        ("VerifyUptime", 90),
        ("VerifyUptime", 99),
        ("VerifyEOSVersion", None),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "catalog is no catalog"),
        ([], "catalog is no catalog"),
        ({}, "catalog is no catalog"),
        ({"os": [{"x": None}]}, "catalog names the module 'os', which is not part of anta.tests"),
        ({"anta.testsx": [{"x": None}]}, "names the module 'anta.testsx'"),
        ({"anta.tests.nope": []}, "Module named anta.tests.nope cannot be imported"),
        ({"anta.tests.system": [{"VerifyNope": None}]}, "VerifyNope is not defined in Python module"),
        ({"anta.tests.system": [{"VerifyUptime": None}]}, "minimum"),
        ({"anta.tests.system": [{"VerifyUptime": {"minimum": "often"}}]}, "minimum"),
        ({"anta.tests.system": ["VerifyUptime"]}, "It must be a dictionary"),
        ({"anta.tests.system": "VerifyUptime"}, "It must be a list of ANTA tests"),
    ],
)
def test_invalid_catalog_is_refused(data: t.Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        catalogs.parse(data)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_module_that_is_allowed_is_imported() -> None:
    with pytest.raises(InputError, match=r"VerifyX is not defined"):
        catalogs.parse({"json.decoder": [{"VerifyX": None}]}, ["json"])


def test_anta_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = builtins.__import__

    def without(name: str, *given: t.Any, **named: t.Any) -> t.Any:
        if name.startswith("anta"):
            raise ImportError("No module named 'anta'")
        return plain(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"pip install 'anta >= 1\.10, < 2'"):
        catalogs.require()


# --- the choice of tests ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("device", "given", "chosen"),
    [
        ({"leaf1"}, {}, [60, 90, None]),
        ({"leaf2", "leaves"}, {}, [60, None]),
        ({"spine1", "spines"}, {}, [60, 99, None]),
        ({"leaf1"}, {"tags": ["leaf1"]}, [90]),
        ({"leaf1"}, {"tags": ["core"]}, []),
        ({"leaf1", "core"}, {"tags": ["core", "other"]}, [99]),
        ({"leaf1"}, {"tests": ["VerifyEOSVersion"]}, [None]),
        ({"leaf1"}, {"categories": ["system"]}, [60, 90]),
        ({"leaf1"}, {"categories": ["software"], "tests": ["VerifyUptime"]}, []),
    ],
)
def test_tests_of_a_device(device: set[str], given: dict[str, t.Any], chosen: list[t.Any]) -> None:
    found = catalogs.select(catalogs.parse(CATALOG), device, **given)
    assert [minimum for _name, minimum in names(found)] == chosen


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tests": ["VerifyUptme"]}, "tests has 'VerifyUptme', and no test of the catalog has this name. Did you mean"),
        ({"categories": ["bgp"]}, "categories has 'bgp', and no category of the catalog has this name. There are"),
    ],
)
def test_unknown_names_are_refused(given: dict[str, t.Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        catalogs.select(catalogs.parse(CATALOG), {"leaf1"}, **given)
    assert said in str(caught.value)


# --- how commands are collected --------------------------------------------------------------------------------------


def key(command: str, form: str = "json", version: t.Any = "latest") -> tuple[str, str, t.Any, t.Any]:
    return (command, form, version, None)


def test_commands_share_a_request() -> None:
    switch = Switch(**{"show a": {"a": 1}, "show b": "text"})
    found = collect(switch, [key("show a"), key("show version"), key("show b", "text")])
    assert switch.requests == [["show a", "show version"], ["show b"]]
    assert found[key("show a")] == ({"a": 1}, [])
    assert found[key("show b", "text")] == ("text", [])


def test_a_refused_command_takes_no_other_with_it() -> None:
    switch = Switch(**{"show a": {"a": 1}, "show c": {"c": 1}})
    found = collect(switch, [key("show a"), key("show b"), key("show c")])
    assert switch.requests == [["show a", "show b", "show c"], ["show c"]]
    assert found[key("show b")] == (None, ["Invalid input (at token 1: 'x')"])
    assert found[key("show c")] == ({"c": 1}, [])


@pytest.mark.parametrize(
    "command", ["configure", "reload now", "bash timeout 10 rm -rf /", "bash timeout 10 df -h; rm x"]
)
def test_a_command_that_may_change_is_not_sent(command: str) -> None:
    switch = Switch()
    found = collect(switch, [key(command)])
    assert switch.requests == []
    assert "not certain to read only" in found[key(command)][1][0]


def test_disks_are_looked_at() -> None:
    switch = Switch(**{"bash timeout 10 df -h": "x"})
    assert collect(switch, [key("bash timeout 10 df -h", "text")]) == {key("bash timeout 10 df -h", "text"): ("x", [])}


def test_a_switch_that_is_gone_ends_the_run() -> None:
    class Gone(Switch):
        def run(self, batch: Batch) -> list[Response]:
            raise ConnectError("refused")

    with pytest.raises(ConnectError):
        run_tests(Gone(), catalogs.parse(CATALOG), "leaf1")


def test_results_are_in_order_and_each_command_runs_once() -> None:
    switch = Switch(**{"show uptime": {"upTime": 95.0}})
    records = run_tests(switch, catalogs.parse(CATALOG), "leaf1")
    assert [record.result for record in records] == ["success", "success", "failure", "success"]
    assert "uptime" in records[2].messages[0].lower()
    assert sorted(command for request in switch.requests for command in request) == [
        "show uptime",
        "show version",
        "show version",  # the first one asks for the model of the switch, in its first revision
    ]


def test_anta_sorts_refused_commands() -> None:
    records = run_tests(Switch(), catalogs.parse(CATALOG), "leaf1")
    assert [record.result for record in records[:3]] == ["error"] * 3
    # An error of one device stays with it.
    again = run_tests(Switch(**{"show uptime": {"upTime": 95.0}}), catalogs.parse(CATALOG), "leaf2")
    assert again[0].result == "success"


# --- reports ---------------------------------------------------------------------------------------------------------

RECORDS = [
    AntaResult("VerifyA", ["system"], "a", "success"),
    AntaResult("VerifyB", ["bgp", "routing"], "b", "failure", ["peer <1> | down\x00", "second"]),
    AntaResult("VerifyC", ["system"], "c", "error", ["no output"]),
    AntaResult("VerifyD", ["mlag"], "d", "skipped", ["off"]),
]


def test_the_summary_counts() -> None:
    assert reports.summary(RECORDS) == {"total": 4, "success": 1, "failure": 1, "error": 1, "skipped": 1, "unset": 0}


def test_junit_is_read_by_a_parser() -> None:
    (suite,) = ElementTree.fromstring(reports.junit("leaf1", RECORDS))
    assert {name: suite.get(name) for name in ("name", "tests", "failures", "errors", "skipped")} == {
        "name": "leaf1",
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    assert [(case.get("name"), [child.tag for child in case]) for case in suite] == [
        ("VerifyA", []),
        ("VerifyB", ["failure"]),
        ("VerifyC", ["error"]),
        ("VerifyD", ["skipped"]),
    ]
    failure = suite[1][0]
    assert (failure.get("message"), failure.text) == ("peer <1> | down?", "peer <1> | down?\nsecond")


def test_markdown_keeps_texts_in_their_cells() -> None:
    page = reports.markdown("leaf1", RECORDS)
    row = next(line for line in page.splitlines() if "VerifyB" in line)
    assert row.replace("\\|", "").count("|") == 5
    assert "&lt;1>" in row
    assert "| 4 | 1 | 1 | 1 | 1 | 0 |" in page


def test_the_sentence_names_what_failed() -> None:
    bad = [record for record in RECORDS if record.result in ("failure", "error")]
    assert reports.sentence(bad, 4) == (
        "2 of 4 tests are not passed: VerifyB (failure): peer <1> | down\x00 second; VerifyC (error): no output"
    )
    assert reports.sentence(RECORDS * 2, 8).endswith("; and 3 more")
