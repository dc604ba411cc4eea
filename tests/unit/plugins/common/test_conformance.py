# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Verdicts, shapes, stand-ins for names, and bundles."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance import bundle as bundles
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance import rows as kit
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.anonymous import Anonymizer, leaks
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.findings import Findings
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance.shapes import (
    AS_NUMBER,
    FLAG,
    NAME,
    NUMBER,
    TEXT,
    WORD,
    Leaf,
    Map,
    differences,
    words,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError, InputError

SHAPE = {"version": WORD, "serial?": NAME, "uptime?": NUMBER, "ports": Map({"up": FLAG, "about?": TEXT}, names=False)}


# --- shapes -----------------------------------------------------------------------------------------------------------


def test_a_value_of_its_shape_has_no_differences() -> None:
    value = {"version": "4.33.2F", "uptime": None, "ports": {"Ethernet1": {"up": True}}, "more": [1]}
    assert list(differences(SHAPE, value)) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([], ["the reply is list, not mapping"]),
        ({"ports": {}}, ["version is missing"]),
        ({"version": 4, "ports": []}, ["version is number, not text", "ports is list, not mapping"]),
        ({"version": "4", "uptime": True, "ports": {}}, ["uptime is boolean, not number"]),
        (
            {"version": "4", "ports": {"a": {"up": "yes"}, "b": {}}},
            ["ports.*.up is text, not boolean", "ports.*.up is missing"],
        ),
    ],
)
def test_differences_are_named_by_their_place(value: Any, found: list[str]) -> None:
    assert list(differences(SHAPE, value)) == found


def test_a_word_that_is_not_known_is_named_if_it_can_be_one() -> None:
    assert list(differences(words("valid"), "broken", "state")) == ["state is broken, which is none of valid"]
    assert list(differences(words("valid"), "my secret 1", "state")) == [
        "state is another word, which is none of valid"
    ]


# --- verdicts ---------------------------------------------------------------------------------------------------------


class Device:
    """Answers probes by their names; an exception is raised."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def exchanges(self, probe: kit.Probe) -> Sequence[kit.Exchange]:
        self.asked.append(probe.name)
        answer = self.answers[probe.name]
        if isinstance(answer, Exception):
            raise answer
        return [kit.Exchange({"kind": "run"}, {"output": answer})]


def row(judge: kit.Judge | None = None, **given: Any) -> kit.Assumption:
    """A row about the probe `one`."""
    probe = kit.Probe("one", (), level=given.pop("level", "read"), shapes={0: given.pop("shape", None)})
    return kit.Assumption("a-row", "It is so.", probe, judge or (lambda replies: ()), ("x",), "y", **given)


def verdict(device: Device, assumption: kit.Assumption, version: str = "4.33.2F") -> tuple[str, tuple[str, ...]]:
    """Result and details."""
    found = kit.Run(device, version, frozenset({"read"})).verdict(assumption)
    return found.result, found.details


def raising(error: Exception) -> kit.Judge:
    """A judge that raises."""

    def judge(_replies: Sequence[kit.Reply]) -> Iterable[str]:
        raise error

    return judge


@pytest.mark.parametrize(
    ("judge", "optional", "result"),
    [
        (lambda replies: (), False, ("holds", ())),
        (lambda replies: ["no", "no"], False, ("differs", ("no",))),
        (raising(kit.UnknownError("new")), True, ("unknown", ("new",))),
        (raising(kit.UnknownError("new")), False, ("differs", ("new",))),
        (raising(kit.SkippedError("off")), False, ("skipped", ("off",))),
        (raising(KeyError("key")), False, ("differs", ("the reply has another form (KeyError: 'key')",))),
    ],
)
def test_results(judge: kit.Judge, optional: bool, result: Any) -> None:
    assert verdict(Device(one="x"), row(judge, optional=optional)) == result


def test_deselected_probes_are_not_sent() -> None:
    device = Device(one="x")
    assert verdict(device, row(level="commit")) == ("skipped", ("asked at the level commit only",))
    assert verdict(device, row(since=(4, 34)))[1] == ("about 4.34 and later; this is 4.33.2F",)
    assert verdict(device, row(since=(4, 33)), "4.33.2F-1234.4332F (engineering build)")[0] == "holds"
    assert device.asked == ["one"]


def test_a_probe_is_sent_once_whatever_comes_of_it() -> None:
    class LostError(ClientError):
        unreachable = True

    for error, result in ((kit.SkippedError("none"), "skipped"), (ClientError("it broke."), "differs")):
        device = Device(one=error)
        run = kit.Run(device, "4.33", frozenset({"read"}))
        assert [run.verdict(row()).result for _time in range(2)] == [result] * 2
        assert device.asked == ["one"]
    with pytest.raises(LostError):
        verdict(Device(one=LostError("gone.")), row())


def test_a_task_that_is_to_fail_for_differences() -> None:
    good = kit.Verdict(row(), "holds")
    bad = kit.Verdict(row(), "differs", ("one", "two"))
    assert kit.failure("leaf1", [good, bad], wanted=False) == {}
    assert kit.failure("leaf1", [good], wanted=True) == {}
    found = kit.failure("leaf1", [good, bad], wanted=True)
    assert found == {"failed": True, "msg": f"leaf1: 1 of 2 assumptions differ: {bad.row.id}: one, two"}


# --- names ------------------------------------------------------------------------------------------------------------


def replaced(text: str, *names: str) -> str:
    """A text without names."""
    anonymizer = Anonymizer()
    anonymizer.learn(None, text)
    for name in names:
        anonymizer.name(name)
    return anonymizer.text(text)


@pytest.mark.parametrize(
    "text",
    [
        "interface Ethernet3/1.100",
        "   switchport trunk allowed vlan 10,20-30",
        "Enabled:            Yes",
        "! device: localhost".replace("localhost", "default"),
        "--- system:/running-config",
        "+   no shutdown",
        "ip access-list standard default",
        "Free memory: 5210 kB",
        "   ip address 0.0.0.0 255.255.255.0",
        "Uptime: 3 days, 14 hours and 51 minutes",
        "Port-Channel10 is up, line protocol is up (connected)",
        "",
    ],
)
def test_words_of_eos_stay(text: str) -> None:
    assert replaced(text) == text


@pytest.mark.parametrize(
    ("text", "canary"),
    [
        ("hostname zugspitze", "zugspitze"),
        ("username server privilege 15", "server"),
        ("   description Zum Server im Keller", "Keller"),
        ("   10 remark frag Meier", "Meier"),
        ("snmp-server contact the operator of the network", "operator"),
        ("snmp-server community access ro", "access"),
        ("ntp authentication-key 1 md5 7 045802150C2E", "045802150C2E"),
        ("   neighbor 10.11.12.13 remote-as 3320", "3320"),
        ("router bgp 65001.77", "65001"),
        ("   ip address 10.11.12.13/24", "10.11.12.13"),
        ("10.11.12.13-10.11.12.15", "10.11.12.15"),
        ("https://10.11.12.13:8443/command-api", "10.11.12.13"),
        ("   ipv6 address 2a02:1:2::3/64", "2a02"),
        ("hwaddr 001c.7312.3456", "7312"),
        ("hwaddr 00:1c:73:12:34:56", "73:12"),
        ("Serial number: 123456789", "123456789"),
        ("Serial number: JPE12345678", "JPE12345678"),
        ("certificate:grauwolf.crt", "grauwolf"),
        ("banner motd\nHalt, Freund\nEOF\nend", "Freund"),
        ("-----BEGIN CERTIFICATE-----\nMIIBcanary\n-----END CERTIFICATE-----", "MIIBcanary"),
        ("user=o'grady", "grady"),
        ("Ünïcode-Näme", "Näme"),
    ],
)
def test_names_go(text: str, canary: str) -> None:
    shown = replaced(text)
    assert canary not in shown
    assert shown.count("\n") == text.count("\n") or "BEGIN" in text


def test_the_same_thing_has_the_same_stand_in() -> None:
    text = "hostname zugspitze\n10.11.12.13 zugspitze 10.11.12.13\n10.11.12.14"
    first, second, third = replaced(text).splitlines()
    name = first.partition(" ")[2]
    address = second.split()[0]
    assert second == f"{address} {name} {address}"
    assert ipaddress.ip_address(address) in ipaddress.ip_network("198.18.0.0/15")
    assert third != address


def test_a_name_that_is_known_goes_where_it_is_a_word_of_eos_too() -> None:
    assert "server" not in replaced("ntp server prefer", "server")


def test_stand_ins_are_numbered_in_their_order() -> None:
    text = """hostname zugspitze.example.net
username maria
banner motd
Welcome to Munich
EOF
interface Ethernet1
   description to eibsee, port 7
   ip address 10.11.12.13/24
   mac-address 00:1c:73:aa:bb:cc
router bgp 4200000001
   neighbor 2001:4860::1 remote-as 64496
   neighbor 10.11.12.13 remote-as 4200000001
sha512 zugspitze 10.11.12.14
serial 123456789
+   neighbor 255.255.255.0 weight 10.5.6"""
    assert (
        replaced(text)
        == """hostname name-1
username name-3
banner motd
text-1
EOF
interface Ethernet1
   description text-2
   ip address 198.18.0.1/24
   mac-address 02:00:00:00:00:01
router bgp 64512
   neighbor 2001:db8::1 remote-as 64513
   neighbor 198.18.0.1 remote-as 64512
sha512 name-2 198.18.0.2
serial 900000001
+   neighbor 255.255.255.0 weight name-4"""
    )


def test_keys_of_models_are_kept_where_they_are_words_of_eos() -> None:
    shape = {"known-key?": NUMBER, "names": Map(NUMBER, names=True)}
    model = {"known-key": 1, "camelCase": 2, "interface": 3, "Camel case": 4, "names": {"description": 5}}
    anonymizer = Anonymizer()
    anonymizer.learn(shape, model)
    found = anonymizer.value(shape, model)
    assert [*found][:3] == ["known-key", "camelCase", "interface"]
    assert "Camel case" not in found
    assert [*found["names"]] != ["description"]


def test_texts_of_models() -> None:
    kept = Leaf("state", (str,), keeps=True)
    shape = {"state": kept, "note": TEXT, "anything": Leaf("value", (str, int))}
    model = {"state": "zugspitze", "note": "", "anything": "up eibsee"}
    anonymizer = Anonymizer()
    anonymizer.learn(shape, model)
    assert anonymizer.value(shape, model) == {"state": "zugspitze", "note": "", "anything": "up name-1"}


def test_short_and_usual_names_are_not_replaced() -> None:
    anonymizer = Anonymizer({"aerie-1": "ours"})
    for name in ("x", "7", "default", "Ethernet1", "aerie-1.example", "ours"):
        anonymizer.name(name)
    assert anonymizer.identities() == []
    anonymizer.name("leaf1.example.net")
    assert anonymizer.identities() == ["leaf1.example.net", "leaf1"]


def test_values_of_models_follow_their_shapes() -> None:
    shape = {
        "state": WORD,
        "name": NAME,
        "note": TEXT,
        "asn": AS_NUMBER,
        "vrfs": Map({"peers": Map({})}),
        "count": NUMBER,
    }
    model = {
        "state": "pendingCommitTimer",
        "name": "blue",
        "note": "open the door",
        "asn": 65001,
        "vrfs": {"blue": {"peers": {"10.1.2.3": {"upTime": 1.5}}}},
        "count": 12345678,
        "unknownKey": {"johnsmith": "blue"},
        "show": ["blue", None, True],
    }
    anonymizer = Anonymizer()
    anonymizer.learn(shape, model)
    found = anonymizer.value(shape, model)
    text = json.dumps(found)
    assert [each for each in ("blue", "door", "65001", "10.1.2.3", "johnsmith") if each in text] == []
    assert found["state"] == "pendingCommitTimer"
    assert found["count"] == 12345678
    assert found["asn"] == 64512
    assert list(found["vrfs"]) == [found["name"]] == found["show"][:1]
    assert "unknownKey" in found
    assert leaks("a blue-ish blue", ["blue"]) == ["blue"]
    assert leaks("blueish", ["blue"]) == []


# --- bundles ----------------------------------------------------------------------------------------------------------

SUBJECT = bundles.Subject("EOS", "DCS-7050 (X/3)", "4.33.2F", "https", "read")


def bundle_of(answer: Any, secrets: Sequence[str] = (), anonymizer: Anonymizer | None = None) -> str:
    """The text of a bundle with one row."""
    run = kit.Run(Device(one=answer), "4.33.2F", frozenset({"read"}))
    assumption = row(lambda replies: ["zugspitze is wrong"], shape={"name": NAME})
    verdicts = [run.verdict(assumption)]
    anonymizer = anonymizer or Anonymizer()
    return bundles.render(SUBJECT, verdicts, [assumption.probe], run.recorded, anonymizer, secrets)


def test_a_bundle_is_read_back(tmp_path: Path) -> None:
    assert SUBJECT.file_name == "conformance-DCS-7050-X-3-4.33.2F.json"
    text = bundle_of({"name": "zugspitze"})
    assert "zugspitze" not in text
    path = tmp_path / "bundle.json"
    path.write_text(text)
    read = bundles.load(str(path))
    assert read.subject == SUBJECT
    assert read.results == {"a-row": "differs"}
    assert read.exchanges["one"][0].reply == {"output": {"name": "name-1"}}


def test_the_bundle_of_a_host_is_written_without_secrets(tmp_path: Path) -> None:
    warnings: list[str] = []
    found = Findings(SUBJECT, [kit.Verdict(row(), "holds")], lambda: "hunter2 {}")
    written = found.write_bundle(str(tmp_path), "dc1/leaf1", lambda text: text.replace("hunter2", "*"), warnings)
    path = tmp_path / "dc1_leaf1" / SUBJECT.file_name
    assert written == {"bundle": str(path)}
    assert (path.read_text(), warnings) == ("* {}", [])
    result = found.task_result("read", ["odd"])
    assert (result["level"], result["warnings"], result["changed"]) == ("read", ["odd"], False)
    assert (result["model"], result["release"]) == (SUBJECT.model, SUBJECT.release)
    assert result["summary"] == kit.summary(found.verdicts)
    assert len(result["rows"]) == 1


def test_a_bundle_that_cannot_be_made_is_a_warning(tmp_path: Path) -> None:
    def bundle() -> str:
        raise InputError("a name would be left")

    warnings: list[str] = []
    assert Findings(SUBJECT, [], bundle).write_bundle(str(tmp_path), "leaf1", str, warnings) == {}
    assert warnings == ["a name would be left."]
    assert [*tmp_path.iterdir()] == []


def test_a_bundle_that_would_hold_a_secret_is_not_made() -> None:
    with pytest.raises(InputError, match="would hold 1 names of the device, so it is not written"):
        bundle_of({"name": "x", "state": "interface"}, secrets=["interface"])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"product": []}'])
def test_invalid_bundle_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(text)
    with pytest.raises(InputError, match="is no bundle of the conformance kit"):
        bundles.load(str(path))


def test_a_bundle_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(bundle_of({"name": "x"}).replace('"format": 1', '"format": 9'))
    with pytest.raises(InputError, match="has the format 9; this release reads 1"):
        bundles.load(str(path))
    with pytest.raises(InputError, match="cannot be read"):
        bundles.load(str(tmp_path / "none"))
