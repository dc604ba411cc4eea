# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Judge the lab by a bundle of the conformance kit: the same probes, at the same release of EOS, and what differs."""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .eos.recording import read
from .eos.switch import SwitchSpec
from .network import Lab

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "ansible_collections.aerie.arista.plugins.plugin_utils"
#: Beside a bundle: its known differences.
KNOWN = ".known"
LEVELS = ("read", "session", "commit")
CLOUDVISION = "CloudVision"
#: What the lab is at its own release.
NEWEST = "4.33.2F"
#: A key of a model that was replaced.
_STAND_IN = re.compile(r"name-\d+")


@dataclass(frozen=True, order=True)
class Difference:
    """One difference: the row or the probe, the place in the reply, and what each side has."""

    row: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.row} {self.place}: {self.text}"


def kit(name: str) -> Any:
    """A module of the collection's kit, by its name below plugin_utils."""
    for entry in os.environ.get("ANSIBLE_COLLECTIONS_PATH", "").split(os.pathsep):
        if entry and entry not in sys.path and (Path(entry) / "ansible_collections").is_dir():
            sys.path.append(entry)
    try:
        return importlib.import_module(f"{PACKAGE}.{name}")
    except ImportError as error:
        raise ValueError(f"the collection cannot be imported ({error}): set ANSIBLE_COLLECTIONS_PATH") from error


@contextmanager
def _client(eos: str) -> Iterator[Any]:
    """A client of a switch of the lab."""
    options, client = kit("eapi.options"), kit("eapi.client")
    specs = [SwitchSpec(name="leaf1", eos=eos)]
    with tempfile.TemporaryDirectory(prefix="lab-") as folder, Lab(Path(folder) / "lab", specs) as lab:
        leaf = lab["leaf1"]
        leaf.run("enable", "configure checkpoint save conformance")
        given = options.EapiOptions(
            host=leaf.address,
            port=leaf.https_port or 0,
            user=lab.username,
            password=lab.password,
            ca_path=str(lab.ca_path),
            session_store=f"{folder}/store",
            enable=True,
        )
        found = client.EapiClient(given)
        try:
            yield found
        finally:
            found.close()


@contextmanager
def _cloudvision() -> Iterator[tuple[Any, str]]:
    """The resources of a CloudVision of the lab with four switches, and the token that reads them."""
    options, client = kit("cloudvision.options"), kit("cloudvision.client")
    with tempfile.TemporaryDirectory(prefix="lab-") as folder, Lab(Path(folder) / "lab", 4, cloudvision=True) as lab:
        tower = lab.cloudvision
        given = options.CloudVisionOptions(
            nodes=(options.Node(tower.address, tower.port),),
            token=tower.token,
            ca_path=str(lab.ca_path),
            session_store=f"{folder}/store",
        )
        found = client.CloudVisionClient(given)
        try:
            yield kit("cloudvision.resources.plain").PlainResources(found.resources), tower.token
        finally:
            found.close()


def record_cloudvision(folder: Path, level: str = "workspace") -> Path:
    """Write a bundle of the lab's own CloudVision, marked as such; returns its path."""
    with _cloudvision() as (objects, token):
        found = kit("cloudvision.conformance.kit").examine(objects, level, token, source="lab")
    return _written(folder, found)


def _written(folder: Path, found: Any) -> Path:
    path = folder / str(found.subject.file_name)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(found.bundle())
    return path


def record(folder: Path, eos: str = NEWEST, level: str = "commit") -> Path:
    """Write a bundle of the lab itself, marked as such; returns its path."""
    with _client(eos) as client:
        known = [client.options.host, client.options.user]
        found = kit("eos.conformance.kit").examine(client, level, "https", known=known, source="lab")
    return _written(folder, found)


def judge(path: Path) -> list[Difference]:
    """What differs between a bundle and the lab, a switch of the same release; ValueError for what is no bundle."""
    if _product(path) == CLOUDVISION:
        bundle, table = kit("common.conformance.bundle").load(str(path)), kit("cloudvision.conformance.kit")
        level = bundle.subject.level if bundle.subject.level in table.LEVELS else "read"
        with _cloudvision() as (objects, token):
            verdicts, run = table.judge_rows(objects, level, token, f"{table.LABEL}-lab")
    else:
        release = read(path).release
        bundle, table = kit("common.conformance.bundle").load(str(path)), kit("eos.conformance.kit")
        level = bundle.subject.level if bundle.subject.level in LEVELS else "read"
        with _client(release) as client:
            verdicts, run = table.judge_rows(client, level, release, "aerie-conformance")
    return sorted({*_results(bundle, verdicts), *_replies(bundle, table.ROWS, run)})


def _product(path: Path) -> str:
    """What a bundle is about; "" for what is none, which its reader says better."""
    try:
        data = json.loads(path.read_text())
    except (OSError, ValueError):
        return ""
    whole = isinstance(data, dict) and "probes" in data
    return str(data.get("product", "")) if whole else ""


def _results(bundle: Any, verdicts: Any) -> Iterator[Difference]:
    """Rows that hold on one side alone."""
    rows = kit("common.conformance.rows")
    for verdict in verdicts:
        exchanges = bundle.exchanges.get(verdict.row.probe.name)
        recorded = rows.judged(verdict.row, [each.reply for each in exchanges]) if exchanges else None
        if recorded is None or "skipped" in (recorded.result, verdict.result) or recorded.result == verdict.result:
            continue
        details = "; ".join(recorded.details or verdict.details)
        yield Difference(verdict.row.id, "result", f"recorded {recorded.result}, lab {verdict.result} ({details})")


def _replies(bundle: Any, rows: Any, run: Any) -> Iterator[Difference]:
    """Replies to the same request that differ."""
    for row in {row.probe.name: row for row in rows}.values():
        pairs = zip(bundle.exchanges.get(row.probe.name, ()), run.recorded.get(row.probe.name, ()), strict=False)
        for place, (recorded, ours) in enumerate(pairs):
            for each in _compare(recorded.reply, ours.reply, row.probe.shapes.get(place)):
                yield Difference(row.probe.name, *each)


def _compare(recorded: Any, ours: Any, shape: Any) -> Iterator[tuple[str, str]]:
    """Places and texts of what differs between two replies."""
    codes = [(reply.get("error") or {}).get("code") for reply in (recorded, ours)]
    if codes[0] != codes[1]:
        yield "error", f"recorded {codes[0] or 'none'}, lab {codes[1] or 'none'}"
        return
    if recorded.get("status") != ours.get("status"):
        yield "status", f"recorded {recorded.get('status')}, lab {ours.get('status')}"
        return
    name = "body" if "body" in recorded else "output"
    if recorded.get(name) is None or ours.get(name) is None:
        return  # a resource that is not there, or not there yet: the rows judge that
    yield from _values(recorded.get(name), ours.get(name), shape, name)


def _values(recorded: Any, ours: Any, shape: Any, place: str) -> Iterator[tuple[str, str]]:
    types, outlines = [], []
    for value in (recorded, ours):
        outline: dict[str, set[str]] = {}
        _outline(value, shape, place, outline)
        outlines.append(outline)
    for path, wanted in outlines[0].items():
        types = sorted(wanted - {"null"})
        there = sorted(outlines[1].get(path, set()) - {"null"})
        if not there:
            above = path.rpartition(".")[0]
            if path not in outlines[1] and above in outlines[1] and f"{above}.…" not in outlines[1]:
                yield path, f"the lab does not have it (recorded: {' or '.join(types)})"
        elif types and not set(types) & set(there):
            yield path, f"recorded {' or '.join(types)}, lab {' or '.join(there)}"


def _outline(value: Any, shape: Any, path: str, found: dict[str, set[str]]) -> None:
    """The types at all paths; entries of lists and of mappings by name are one path. `….…` marks one that is empty."""
    shapes = kit("common.conformance.shapes")
    found.setdefault(path, set()).add(shapes.type_of(value))
    if isinstance(value, (dict, list)) and not value:
        found.setdefault(f"{path}.…", set())
    if isinstance(value, list):
        for item in value:
            _outline(item, shape[0] if isinstance(shape, list) and shape else None, f"{path}.[]", found)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(shape, shapes.Map) and _STAND_IN.fullmatch(key):
                continue  # what it was is not known
            named = isinstance(shape, shapes.Map) or not _is_key(key)
            _outline(item, shapes.inner(shape, key), f"{path}.{'*' if named else key}", found)


def _is_key(key: str) -> bool:
    return key.isidentifier() and not key[:1].isupper()


# -- known differences -------------------------------------------------------------------------------------------------


def known_differences(path: Path) -> dict[tuple[str, str], str]:
    """The known differences of a bundle, with the reason of each: lines `ROW PLACE  # reason`."""
    file = path.with_suffix(KNOWN)
    found = {}
    for number, line in enumerate(file.read_text().splitlines() if file.exists() else [], 1):
        if not line.strip() or line.startswith("#"):
            continue
        about, _mark, reason = line.partition("#")
        row, _space, place = about.strip().partition(" ")
        if not place or not reason.strip():
            raise ValueError(f"{file}:{number}: a known difference is 'ROW PLACE  # why'")
        found[row, place.strip()] = reason.strip()
    return found


def report(path: Path) -> Iterator[tuple[str, bool]]:
    """The lines of a report about a bundle, and whether each is one that nobody has explained."""
    known = known_differences(path)
    differences = judge(path)
    for each in differences:
        reason = known.get((each.row, each.place))
        yield f"{each}{f'  # {reason}' if reason else ''}", not reason
    for row, place in sorted(set(known) - {(each.row, each.place) for each in differences}):
        yield f"{row} {place}: is known as a difference, and is none any more", True
