# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""JSON and YAML of others: each reader has a limit of depth, and takes no number, no half a character and no time that
would hurt what comes after it."""

from __future__ import annotations

import ast
import base64
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge import deployment_files, run_memory
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.yaml_text import parse_yaml
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect import redirector
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.credentials import check_token
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workflows.studio_inputs import joined
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.workspaces import edits
from ansible_collections.aerie.arista.plugins.plugin_utils.common import jwt
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance import bundle
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.json_text import DEEPEST, decode
from ansible_collections.aerie.arista.plugins.plugin_utils.common.session_store import SessionEntry, SessionStore
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import parse_entry

ROOT = Path(__file__).resolve().parents[2]
#: Documents that are too deep for `decode`, one of them too deep for Python's own parser as well.
DEEP = ("[" * 200 + "]" * 200, "[" * 200_000 + "]" * 200_000, '{"a":' * 200 + "1" + "}" * 200)

# --- A rule for each place that parses --------------------------------------------------------------------------------

OURS = "what this process, or another one of the run, has written itself"
#: Each call of a parser that has no limit of its own, with why that is enough. All others call `decode`.
RULES = {
    ("action/fabric_render.py", "json.loads"): OURS,
    ("plugin_utils/bridge/cloudvision_options.py", "yaml.safe_load"): "documentation of the collection",
    ("plugin_utils/bridge/eapi_connection.py", "json.loads"): "arguments that Ansible gives to a module",
    ("plugin_utils/bridge/endpoint_memory.py", "json.loads"): OURS,
    ("plugin_utils/bridge/yaml_text.py", "yaml.load"): "a safe loader; too deep is an error in words",
    ("plugin_utils/cloudvision/workflows/configlet_plan.py", "json.loads"): OURS,
    ("plugin_utils/cloudvision/workflows/topology.py", "json.loads"): OURS,
    ("plugin_utils/common/json_text.py", "json.loads"): "decode itself",
    ("plugin_utils/eapi/ssh/cli.py", "json.loads"): OURS,
    ("plugin_utils/eapi/ssh/subsystem.py", "json.loads"): OURS,
}
PARSERS = {"json": ("load", "loads"), "yaml": ("load", "safe_load", "load_all", "safe_load_all"), "pickle": ("loads",)}


def _parsers() -> set[tuple[str, str]]:
    found = set()
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name, owner = node.func.attr, node.func.value
                if isinstance(owner, ast.Name) and name in PARSERS.get(owner.id, ()):
                    found.add((path.relative_to(ROOT / "plugins").as_posix(), f"{owner.id}.{name}"))
    return found


def test_each_parser_without_a_limit_has_a_rule() -> None:
    assert _parsers() == set(RULES)


# --- Depth ------------------------------------------------------------------------------------------------------------


def _token(payload: str) -> str:
    coded = base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")
    return f"e30.{coded}.x"


def test_decode_has_a_limit() -> None:
    assert decode("[" * DEEPEST + "]" * DEEPEST)
    for text in DEEP:
        with pytest.raises(ValueError, match="nested too deep"):
            decode(text)


@pytest.mark.parametrize("deep", DEEP)
def test_a_store_with_a_deep_entry_has_none(deep: str, tmp_path: Path) -> None:
    store = SessionStore(str(tmp_path / "store"), "hint")
    store.save("e", "u", SessionEntry("cookie", 4e9))
    (entry,) = (tmp_path / "store").iterdir()
    entry.write_text(f'{{"cookie": "x", "expires": 4e9, "more": {deep}}}')
    assert store.load("e", "u") is None


@pytest.mark.parametrize("deep", DEEP)
def test_a_deep_answer_of_the_redirector_names_no_cluster(deep: str) -> None:
    known = '[{"value": {"clusters": {"values": [{"hosts": {"values": ["h"]}}]}}%s}]'
    assert redirector._first_host((known % "").encode()) == "h"
    assert redirector._first_host((known % f', "x": {deep}').encode()) == ""


@pytest.mark.parametrize("deep", DEEP)
def test_a_bundle_that_is_deep_is_none(deep: str, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(f'{{"product": {deep}}}')
    with pytest.raises(ClientError, match="is no bundle"):
        bundle.load(str(tmp_path / "b.json"))


@pytest.mark.parametrize("deep", DEEP)
def test_deep_inputs_of_a_studio(deep: str) -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        joined([([], deep)])
    with pytest.raises(ValueError, match="nested too deep"):
        joined([([], "{}"), (["a"], deep)])
    assert edits.as_text({"inputs": deep})  # shown as it is


def test_a_deep_path_of_a_studio() -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        joined([(["a"] * 5000, "1")])


@pytest.mark.parametrize("deep", DEEP)
def test_a_deep_token_and_a_deep_model_in_a_text(deep: str) -> None:
    assert jwt.claims(_token(f'{{"exp": 1, "x": {deep}}}')) == {}
    assert parse_entry({"errors": [deep]}, "show version", "json").errors[0].startswith(deep[:9])


#: Nine lists of which each holds the one before ten times: a thousand million words in a hundred bytes.
LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))


@pytest.mark.parametrize("text", ["[" * 200_000, "{a: " * 200_000, "- " * 200_000, "&a [*a, *a]\n", LAUGHS])
def test_yaml_that_is_deep_or_refers_to_itself_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"nested too deep|too many lists|line 1|does not take"):
        parse_yaml(text)
    assert parse_yaml("a: &a [x, x]\nb: [*a, *a]\n") == {"a": ["x", "x"], "b": [["x", "x"], ["x", "x"]]}


@pytest.mark.parametrize(("name", "begins"), [("a.json", '{"metadata": '), ("a.yml", "metadata: ")])
def test_a_deep_file_of_avd_is_an_error_in_words(name: str, begins: str) -> None:
    with pytest.raises(ClientError, match="is no structured configuration"):
        deployment_files._relevant_parts(begins + "[" * 200_000, name)


def test_what_a_run_remembers_is_asked_for_again_where_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: Any = SimpleNamespace(endpoint="https://leaf1", user="u")
    monkeypatch.setattr(run_memory.C, "DEFAULT_LOCAL_TMP", str(tmp_path))
    run_memory.remember(options, {"a": 1})
    assert run_memory.recall(options) == {"a": 1}
    (path,) = tmp_path.iterdir()
    path.write_text("[" * 1000)
    assert run_memory.recall(options) == {}


# --- Values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"a\ud800b"', "a\ufffdb"),
        (r'"\udfff"', "\ufffd"),
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"\uD83D\uDE00\uD83D"', "\U0001f600\ufffd"),
        (r'"\ud800\ud83d\ude00"', "\ufffd\U0001f600"),
        (r'"\\ud800"', r"\ud800"),
        (r'"\\\ud800"', "\\\ufffd"),
        (r'{"\udc00": ["\udc00"]}', {"\ufffd": ["\ufffd"]}),
    ],
)
def test_half_a_character_is_read_as_the_one_for_none(text: str, value: Any) -> None:
    """No file and no terminal takes it: a backup of it could not be written."""
    for given in (text, text.encode()):
        assert decode(given) == value
    json.dumps(decode(text), ensure_ascii=False).encode()


@pytest.mark.parametrize("text", [r'"\ud8"', r'"\ud8zz"', r'"\u"', b'"\xed\xa0\x80"', b"\xff\xfe"])
def test_what_is_no_json_stays_none(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(text)


@pytest.mark.parametrize("end", ["1e300", "-1e300", "9" * 400, "-" + "9" * 400, "[]", '"x"', "null", "-1"])
def test_a_token_that_ends_when_no_clock_shows(end: str) -> None:
    token = _token(f'{{"exp": {end}}}')
    assert jwt.expiry(token) is None
    assert check_token(token, "the file", "cv") == token


@pytest.mark.parametrize("make", [lambda n: [str(n)], lambda n: ["a", str(n)], lambda n: [f"k{n}"]])
def test_thousands_of_paths_of_a_studio_are_one_document(make: Callable[[int], list[str]]) -> None:
    count = 20_000
    document = joined([(make(number), str(number)) for number in range(count)])
    inner = document["a"] if isinstance(document, dict) and "a" in document else document
    assert sorted(inner.values()) if isinstance(inner, dict) else inner == list(range(count))
