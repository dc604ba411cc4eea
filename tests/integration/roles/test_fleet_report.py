# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The fleet's report: one run over switches that are well, silent, drifting, unsaved, or hold old certificates."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lab import pki
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import inventory

NAMES = ("well", "silent", "drifting", "unsaved", "expiring")
TITLE = 'Fleet <of> & "ours"'
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: Elements that have no end.
VOID = {"meta", "br", "hr", "link", "img"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    content: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.content).strip()

    def all(self, tag: str) -> list[Element]:
        """The elements of a tag below this one, in the order of the page."""
        return [each for each in self.every() if each.tag == tag and each is not self]

    def by_id(self, name: str) -> Element:
        found = [each for each in self.every() if each.attributes.get("id") == name]
        assert len(found) == 1, f"{len(found)} elements have the id {name}"
        return found[0]

    def every(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            yield from child.every()


class Page(HTMLParser):
    """A page as a tree; elements that are not closed in order are an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Element("page", {})
        self.open = [self.root]
        self.feed(text)
        self.close()
        assert self.open == [self.root], f"not closed: {[each.tag for each in self.open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        self.open[-1].content.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


@dataclass
class Report:
    run: Run
    text: str
    page: Element
    lab: Lab

    def row(self, switch: str) -> list[str]:
        """The cells of a switch in the first table."""
        rows = {
            row.children[0].text: [cell.text for cell in row.children[1:]]
            for row in self.page.all("table")[0].all("tr")
        }
        return rows[switch]

    def section(self, name: str) -> dict[str, str]:
        """What the parts below a heading hold, by switch."""
        after = self.page.all("main")[0].children
        start = next(index for index, each in enumerate(after) if each.attributes.get("id") == name) + 1
        end = next((index for index in range(start, len(after)) if after[index].tag == "h2"), len(after))
        parts = [each for each in after[start:end] if each.tag == "details"]
        return {part.all("summary")[0].text: part.all("pre")[0].text for part in parts}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    folder = tmp_path_factory.mktemp("report")
    (folder / "intended").mkdir()
    with isolated_environment(folder) as env, Lab(folder / "lab", [SwitchSpec(name) for name in NAMES]) as lab:
        for name in NAMES:
            (folder / "intended" / f"{name}.cfg").write_text(lab[name].running_config())
        _prepare(lab)
        path = folder / "page.html"
        variables = {
            "fleet_report_path": str(path),
            "fleet_report_title": TITLE,
            "fleet_report_hosts": "all",
            "fleet_report_intended": str(folder / "intended"),
            "fleet_report_ignore_lines": ["^banner"],
        }
        run = AnsibleRunner(folder, env).playbook(
            Path("aerie.arista.fleet_report"), inventory(lab), extra_vars=variables
        )
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        yield Report(run.check(), text, Page(text).root, lab)


def _prepare(lab: Lab) -> None:
    lab["silent"].faults.add("refuse")
    lab["drifting"].run("configure", "interface Ethernet1", "description <b>drift</b> & more", "exit", "no vlan 30")
    lab["drifting"].run("configure", "snmp-server community c0mmunity-lab ro")
    lab["drifting"].run("write")
    lab["unsaved"].run("configure", "username eve secret 0 s3cret-of-eve")
    soon = pki.make("<soon>.example.com", hosts=("192.0.2.1",), days=10)
    lab["expiring"].switch.files["certificate"]["soon.crt"] = soon.certificate_pem.decode()
    gone = pki.make("gone", hosts=("192.0.2.1",), days=-1)
    lab["expiring"].switch.files["certificate"]["gone.crt"] = gone.certificate_pem.decode()


def test_it_counts(report: Report) -> None:
    counts = {name: report.page.by_id(name).text for name in ("switches", "silent", "expiring", "drifting", "unsaved")}
    assert counts == {"switches": "5", "silent": "1", "expiring": "2", "drifting": "2", "unsaved": "1"}


def test_it_tells_of_each_switch(report: Report) -> None:
    spec = report.lab["well"].switch.spec
    well = report.row("well")
    assert well[0] == "yes"
    assert well[1].startswith(spec.eos)
    assert well[5:] == ["2, none expires soon", "as intended", "yes"]
    assert report.row("silent") == ["no", "", "", "", "", "unknown", "unknown", "unknown"]
    assert report.row("drifting")[6:] == ["differs", "yes"]
    assert report.row("unsaved")[6:] == ["differs", "no"]
    assert report.row("expiring")[5] == "2 of 4 expire soon"


def test_the_silent_one_is_there_with_the_reason(report: Report) -> None:
    said = [item.text for item in report.page.all("li")]
    assert len(said) == 1
    assert said[0].startswith("silent: silent (https://")
    assert "connection refused" in said[0]


def test_expiring_certificates_come_with_the_time_that_is_left(report: Report) -> None:
    rows = [[cell.text for cell in row.children] for row in report.page.all("tr")]
    assert [row for row in rows if row[0] == "expiring" and len(row) == 4] == [
        ["expiring", "gone.crt", "gone", "expired"],
        ["expiring", "soon.crt", "<soon>.example.com", "9 days"],
    ]


def test_drift_and_unsaved_lines_are_shown_escaped_and_without_secrets(report: Report) -> None:
    drift = report.section("drift")["drifting"].splitlines()
    assert "+    description <b>drift</b> & more" in drift
    assert "- vlan 30" in drift
    assert "+ snmp-server community <removed> ro" in drift
    assert "role network-operator secret sha512 <removed>" in report.section("saved")["unsaved"]
    assert "c0mmunity-lab" not in report.text
    assert "$6$" not in report.text
    assert "<b>" not in report.text


def test_it_stands_on_its_own_and_is_accessible(report: Report) -> None:
    page = report.page
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("title")[0].text == page.all("h1")[0].text == TITLE
    assert not [each.tag for each in page.every() if {"src", "href"} & each.attributes.keys()]
    assert "url(" not in report.text
    assert not page.all("script")
    for table in page.all("table"):
        assert table.all("caption")[0].text
        assert all(cell.attributes.get("scope") in ("col", "row") for cell in table.all("th"))
    names = [each.attributes["id"] for each in page.every() if "id" in each.attributes]
    assert len(names) == len(set(names))


def test_a_table_for_the_terminal_says_the_same(report: Report) -> None:
    shown = report.run.results(task="Show the table")[0]["msg"]
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in shown}
    assert rows["well"].endswith("good yes yes")
    assert "2 expire soon yes" in rows["expiring"]
    assert rows["silent"].startswith("no answer - ? ? ? silent (https://")


def test_the_page_is_not_for_everybody(report: Report) -> None:
    assert report.run.result("well", "aerie.arista.fleet_report : Write the report")["mode"] == "0640"


@pytest.mark.slow
@pytest.mark.skipif(not BROWSER, reason="there is no Chromium to look at the page")
def test_a_browser_shows_the_same_page(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(report.text, encoding="utf-8")
    # A page that is wider than the window would scroll sideways.
    probe = "<script>document.body.dataset.wide = document.documentElement.scrollWidth > innerWidth</script></body>"
    path.write_text(report.text.replace("</body>", probe), encoding="utf-8")
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--window-size=800,600", "--dump-dom"]
    shown = subprocess.run([*command, path.as_uri()], capture_output=True, text=True, timeout=60, check=True).stdout
    page = Page(shown).root
    assert page.all("body")[0].attributes["data-wide"] == "false"
    for tag in ("h1", "h2", "th", "td", "li", "pre"):
        assert [each.text for each in page.all(tag)] == [each.text for each in report.page.all(tag)]
