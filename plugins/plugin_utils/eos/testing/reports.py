# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports of test results: a summary, JUnit XML, Markdown."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Sequence
from xml.etree import ElementTree

from ...common.errors import printable
from .run import AntaResult

RESULTS: t.Final = ("success", "failure", "error", "skipped", "unset")
#: What XML 1.0 cannot hold.
_NO_XML: t.Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What is markup in Markdown.
_MARKUP: t.Final = re.compile(r"[\\`\[\]|]")
#: How many tests an error names.
SHOWN: t.Final = 5


def summary(records: Sequence[AntaResult]) -> dict[str, int]:
    """How many tests there are, and how many have each result."""
    counts = {name: sum(record.result == name for record in records) for name in RESULTS}
    return {"total": len(records), **counts}


def sentence(bad: Sequence[AntaResult], total: int) -> str:
    """Sentences about the tests that did not pass."""
    named = "; ".join(f"{each.test} ({each.result}): {' '.join(each.messages) or 'no message'}" for each in bad[:SHOWN])
    more = f"; and {len(bad) - SHOWN} more" if len(bad) > SHOWN else ""
    return f"{len(bad)} of {total} tests are not passed: {named}{more}"


def junit(host: str, records: Sequence[AntaResult]) -> str:
    """A test suite of JUnit; its class names are ANTA's categories."""
    counts = summary(records)
    suite = ElementTree.Element(
        "testsuite",
        name=_clean(host),
        tests=str(counts["total"]),
        failures=str(counts["failure"]),
        errors=str(counts["error"] + counts["unset"]),
        skipped=str(counts["skipped"]),
    )
    for record in records:
        case = ElementTree.SubElement(
            suite, "testcase", name=_clean(record.test), classname=_clean(f"{host}.{'.'.join(record.categories)}")
        )
        kind = {"failure": "failure", "error": "error", "unset": "error", "skipped": "skipped"}.get(record.result)
        if kind:
            text = _clean("\n".join(record.messages))
            ElementTree.SubElement(case, kind, message=text.partition("\n")[0]).text = text
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _clean(text: str) -> str:
    return _NO_XML.sub("?", text)


def markdown(host: str, records: Sequence[AntaResult]) -> str:
    """A page with the summary and a row for each test."""
    counts = summary(records)
    lines = [
        f"# Tests of {_cell(host)}",
        "",
        "| " + " | ".join(counts) + " |",
        "|" + "---|" * len(counts),
        "| " + " | ".join(str(count) for count in counts.values()) + " |",
        "",
        "| test | categories | result | messages |",
        "|---|---|---|---|",
    ]
    for each in records:
        cells = (each.test, ", ".join(each.categories), each.result, " ".join(each.messages))
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Text that stays in its cell and is no markup, such as a link or an image: a switch may have said it."""
    plain = printable(text).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"\s+", " ", _MARKUP.sub(r"\\\g<0>", plain))
