# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The fleet's report: one run over switches that are well, silent, drifting, unsaved, or hold old certificates."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from lab import pki
from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import inventory

NAMES = ("well", "silent", "drifting", "unsaved", "expiring", "old")
SPECS = [SwitchSpec(name, **({"eos": "4.30.1F"} if name == "old" else {})) for name in NAMES]
TITLE = 'Fleet <of> & "ours"'
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: Elements that have no end.
VOID = {"meta", "br", "hr", "link", "img", "input"}


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
    data: dict[str, Any]
    csv: list[dict[str, str]]

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
    with isolated_environment(folder) as env, Lab(folder / "lab", SPECS) as lab:
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
            "fleet_report_target_release": lab["well"].switch.spec.eos,
        }
        run = AnsibleRunner(folder, env).playbook(
            Path("aerie.arista.fleet_report"), inventory(lab), extra_vars=variables
        )
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        run.check()
        data = json.loads(path.with_suffix(".json").read_text())
        with path.with_suffix(".csv").open(newline="") as file:
            yield Report(run, text, Page(text).root, lab, data, list(csv.DictReader(file)))


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
    counts = {"switches": "6", "silent": "1", "expiring": "2", "drifting": "2", "unsaved": "1", "release": "1"}
    assert {name: report.page.by_id(f"{name}-count").text for name in counts} == counts
    tiles = {each.attributes["data-filter"]: each for each in report.page.all("a") if "data-filter" in each.attributes}
    kinds = {name: tile.attributes["class"].split()[-1] for name, tile in tiles.items()}
    assert kinds == {
        "": "tile",
        "silent": "bad",
        "expiring": "warn",
        "drifting": "bad",
        "unsaved": "warn",
        "release": "warn",
    }
    for name, tile in tiles.items():
        assert tile.attributes["href"] == f"#{name or 'fleet'}"
        assert report.page.by_id(name or "fleet").tag == "h2"


def test_problems_come_first(report: Report) -> None:
    rows = [row.children[0].text for row in report.page.all("table")[0].all("tr")][1:]
    assert rows[0] == "silent"
    assert rows[-1] == "well"
    assert [entry["name"] for entry in report.data["switches"]] == rows == [entry["switch"] for entry in report.csv]


def test_json_and_csv_say_the_same(report: Report) -> None:
    data = {entry["name"]: entry for entry in report.data["switches"]}
    cells = {entry["switch"]: entry for entry in report.csv}
    assert data["expiring"]["problems"] == ["expiring"]
    assert (data["expiring"]["days_left"], cells["expiring"]["days left"]) == (-2, "'-2")
    assert cells["old"]["problems"] == "release"
    assert (cells["old"]["version"], cells["old"]["target"]) == ("4.30.1F", report.lab["well"].switch.spec.eos)
    assert cells["silent"]["answers"] == "no"
    assert cells["well"]["address"] == data["well"]["address"] == report.lab["well"].address
    assert "c0mmunity-lab" not in json.dumps(report.data)


def test_it_tells_of_each_switch(report: Report) -> None:
    spec = report.lab["well"].switch.spec
    well = report.row("well")
    assert well[:4] == ["yes", report.lab["well"].address, spec.eos, spec.eos]
    assert well[4] == "2, none expires soon"
    assert int(well[5]) > 30
    assert well[6:8] == ["as intended", "yes"]
    assert report.row("silent")[4:8] == ["unknown", "", "unknown", "unknown"]
    assert report.row("silent")[:3] == ["no", report.lab["silent"].address, ""]
    assert report.row("drifting")[6:8] == ["differs", "yes"]
    assert report.row("unsaved")[6:8] == ["differs", "no"]
    assert report.row("expiring")[4:6] == ["2 of 4 expire soon", "expired"]
    assert report.row("old")[2:4] == ["4.30.1F", spec.eos]


def test_the_silent_one_is_there_with_the_reason(report: Report) -> None:
    said = [item.text for item in report.page.by_id("errors").all("li")]
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
    drift = report.section("drifting")["drifting"].splitlines()
    assert [line for line in drift if line.strip() in ("+ !", "- !", "+", "-")] == []
    colours = {
        (each.attributes["class"], each.text[:1]) for each in report.page.all("span") if "class" in each.attributes
    }
    assert colours == {("missing", "-"), ("extra", "+")}
    assert "+    description <b>drift</b> & more" in drift
    assert "- vlan 30" in drift
    assert "+ snmp-server community <removed> ro" in drift
    assert "role network-operator secret sha512 <removed>" in report.section("unsaved")["unsaved"]
    assert "c0mmunity-lab" not in report.text
    assert "$6$" not in report.text
    assert "<b>" not in report.text


def test_it_stands_on_its_own_and_is_accessible(report: Report) -> None:
    page = report.page
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("title")[0].text == page.all("h1")[0].text == TITLE
    assert not [each.tag for each in page.every() if "src" in each.attributes]
    links = {each.attributes["href"] for each in page.every() if "href" in each.attributes}
    assert {link for link in links if not link.startswith("#")} == {"page.json", "page.csv"}
    assert "url(" not in report.text
    assert "http" not in page.all("script")[0].text
    assert {each.text.split()[0] for each in page.all("label")} == {"Search", "only"}
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
    written = report.run.items("well", "aerie.arista.fleet_report : Write the report")
    assert [found["mode"] for found in written] == ["0640"] * 3


def test_an_empty_fleet_has_a_page_that_says_so(tmp_path: Path, ansible: AnsibleRunner) -> None:
    path = tmp_path / "empty.html"
    variables = {"fleet_report_path": str(path), "fleet_report_hosts": "all:!all"}
    ansible.playbook(Path("aerie.arista.fleet_report"), {"all": {}}, extra_vars=variables).check()
    page = Page(path.read_text()).root
    assert "The fleet is empty" in page.by_id("empty").text
    assert page.by_id("switches-count").text == "0"
    assert json.loads(path.with_suffix(".json").read_text())["switches"] == []


def test_expired_certificate_among_three_hundred_switches(tmp_path: Path, ansible: AnsibleRunner) -> None:
    """The page of many switches, of facts as the role leaves them; one certificate expires."""
    now = int(time.time())
    switch = {
        "answered": True,
        "complaints": [],
        "model": "vEOS-lab",
        "version": "4.33.2F",
        "serial": "S1",
        "uptime": 86400,
    }
    more = {
        "certificates": {"a.crt": {"notAfter": now + 5 * 86400 + 60}},
        "unsaved": "",
        "drift": {"equal": False, "missing": "vlan 1\n", "extra": "!\n", "moved": ""},
    }
    switches = [
        {**switch, **more, "name": f"leaf{number}", "address": "192.0.2.1", "target": ""} for number in range(300)
    ]
    path = tmp_path / "many.html"
    role = {"name": "aerie.arista.fleet_report", "tasks_from": "write.yml"}
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [
            {"ansible.builtin.include_role": role, "vars": {"switches": switches, "fleet_report_path": str(path)}}
        ],
    }
    ansible.playbook([play], {"all": {"hosts": {"localhost": {"ansible_connection": "local"}}}}).check()
    page = Page(path.read_text()).root
    rows = page.all("table")[0].all("tr")[1:]
    assert len(rows) == 300
    assert {row.all("td")[4].text for row in rows} == {"5"}
    assert {row.all("td")[3].text for row in rows} == {"1 of 1 expires soon"}
    assert [each for each in page.all("details") if "open" in each.attributes] == []
    assert path.stat().st_size < 500_000


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
    shown = subprocess.run([*command, path.as_uri()], capture_output=True, text=True, timeout=300, check=True).stdout
    page = Page(shown).root
    assert page.all("body")[0].attributes["data-wide"] == "false"
    for tag in ("h1", "h2", "th", "td", "li", "pre"):
        assert [each.text for each in page.all(tag)] == [each.text for each in report.page.all(tag)]
