# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Build the documentation as a site: README and guides from Markdown, plugins and roles from their own documentation.

    python3 scripts/environment.py docs -- python scripts/docs_site.py

Pages keep their place in the repository, so that links between them hold; links to plugins lead to their pages. A link
to nothing, and whatever Sphinx or antsibull-docs warn of, is an error. The site is made in the folder ``.build/site``.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from tree import ROOT, copy_tree, project_files

#: Guides in the order in which a reader wants them; those that are not named here come after them.
GUIDES = (
    *("index", "getting-started", "from-arista-eos", "from-arista-cvp", "authentication"),
    *("connections", "revisions", "configuration", "recipes", "testing", "conformance"),
    *("api-service", "certificates"),
    *("cloudvision", "cloudvision-workflows", "cloudvision-inventory", "cloudvision-models"),
    *("awx", "fleet", "performance", "troubleshooting", "lab", "molecule", "ci", "containerlab"),
)
#: The front page of the site, for people who have installed the collection.
HOME = "docs/home.md"
#: Guides that are for contributors rather than users.
INSIDE = ("architecture", "benchmark", "benchmark-arista-eos", "benchmark-config", "benchmark-cloudvision")

#: Pages that antsibull-docs makes, and what they are called at the side.
REFERENCE = {"index": "Plugins and roles", "environment_variables": "Environment variables"}

#: Pictures and data that pages show or offer.
EXTRAS = (".png", ".json")

#: Settings of Sphinx.
CONF = Path(__file__).with_name("docs_conf.py")
#: What the theme does otherwise.
STYLE = Path(__file__).with_name("docs_site.css")

#: antsibull-docs would link each plugin to the collection's page in a registry: the index beside it tells more.
SETTINGS = 'collection_url = {\n    aerie.arista = "index.html"\n}\n'

LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"^\s*(```|~~~)")


class BrokenLinkError(Exception):
    """A link of a page to a file that the repository does not hold."""


def pages(files: Collection[str]) -> list[str]:
    """The Markdown pages of the site, by their paths in the repository."""
    found = [name for name in files if name.endswith(".md") and not name.startswith((".github/", "tests/benchmarks/"))]
    return sorted(found)


def plugin_page(path: str) -> str | None:
    """The page of the plugin or role at a path of the repository, as a path in the site; None for any other file."""
    plugin = re.fullmatch(r"plugins/(?P<kind>\w+)/(?P<name>[a-z]\w*)\.(py|yml)", path)
    if plugin and plugin["kind"] not in ("action", "doc_fragments", "module_utils", "plugin_utils"):
        kind = "module" if plugin["kind"] == "modules" else plugin["kind"]
        return f"collections/{plugin['name']}_{kind}.rst"
    return None


def rewritten(text: str, page: str, site: Collection[str], files: Collection[str]) -> str:
    """A page's text with links that hold in the site.

    ``page`` is the page's path; ``site`` are the paths of all pages and extras, ``files`` those of the repository. A
    link to a file that is not part of the site becomes its text. :class:`BrokenLinkError` names a link to nothing.
    """

    def replace(match: re.Match[str]) -> str:
        target, _hash, anchor = match["target"].partition("#")
        if not target or ":" in target:
            return match[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
        to = plugin_page(path) if path in files else None
        if to is None and path in site:
            to = "index.md" if path == HOME else path
        if to is not None:
            here = "" if page == HOME else posixpath.dirname(page)  # the front page is at the top
            link = posixpath.relpath(to, here or ".")
            return f"{match['image']}[{match['text']}]({link}{'#' + anchor if anchor else ''})"
        if path not in files and not any(name.startswith(f"{path}/") for name in files):
            raise BrokenLinkError(f"{page}: {match['target']} leads to nothing")
        return match["text"]

    lines, fenced = [], False
    for line in text.splitlines():
        fenced ^= FENCE.match(line) is not None
        lines.append(line if fenced or line.startswith("    ") else LINK.sub(replace, line))
    return "\n".join(lines) + "\n"


def tables_of_contents(found: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Heading and pages of each part of the site."""
    docs = {
        name.removeprefix("docs/").removesuffix(".md") for name in found if name.startswith("docs/") and name != HOME
    }
    guides = [name for name in GUIDES if name in docs]
    guides += sorted(docs - set(guides) - set(INSIDE))
    yield "Guides", [*(["README"] if "README.md" in found else []), *(f"docs/{name}" for name in guides)]
    yield "Reference", [f"{title} <collections/{name}>" for name, title in REFERENCE.items()]
    rest = set(found) - {f"docs/{name}.md" for name in docs} - {"README.md", HOME}
    yield "Roles", sorted(name for name in rest if name.startswith("roles/"))
    inside = sorted(name for name in rest if not name.startswith("roles/"))
    yield "Contributing", [*inside, *(f"docs/{name}" for name in INSIDE if name in docs)]


def contents(found: Collection[str]) -> str:
    """What the front page has behind its text: the tables of contents, which the theme shows at the side."""
    parts = []
    for heading, names in tables_of_contents(found):
        entries = "\n".join(name.removesuffix(".md") for name in names)
        if entries:
            parts.append(f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n{entries}\n```\n")
    return "".join(parts)


def write_pages(source: Path) -> None:
    """Put conf.py, the pages and the extras into Sphinx' source folder."""
    files = project_files()
    found = pages(files)
    extras = [name for name in files if name.startswith("docs/") and name.endswith(EXTRAS)]
    for name in found:
        target = source / ("index.md" if name == HOME else name)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = rewritten((ROOT / name).read_text(encoding="utf-8"), name, {*found, *extras}, files)
        target.write_text(text + (contents(found) if name == HOME else ""), encoding="utf-8")
    for name in extras:
        shutil.copy2(ROOT / name, source / name)
    shutil.copy2(CONF, source / "conf.py")
    (source / "static").mkdir()
    shutil.copy2(STYLE, source / "static")


def run(command: list[str], variables: dict[str, str]) -> None:
    """Run a command of which nothing is said unless it fails or warns."""
    done = subprocess.run(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode or "WARNING" in done.stdout:
        print(done.stdout)
        raise SystemExit(f"error: {command[0]} finds fault with the documentation.")


def main() -> int:
    """Build the whole site."""
    folder = Path(os.environ["AERIE_ENVIRONMENT"])
    source, site = folder / "site-source", folder.parent / "site"
    for path in (source, site):
        shutil.rmtree(path, ignore_errors=True)
    reference = source / "collections"
    reference.mkdir(parents=True)
    # antsibull-docs writes only into what nobody else can write to.
    reference.chmod(0o700)
    copy = copy_tree(folder / "site-copy")
    variables = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(copy.parents[2])}
    try:
        write_pages(source)
    except BrokenLinkError as error:
        raise SystemExit(f"error: {error}.") from None
    options = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--no-add-antsibull-docs-version"]
    settings = folder / "antsibull.cfg"
    settings.write_text(SETTINGS, encoding="utf-8")
    antsibull = ["antsibull-docs", "--config-file", str(settings), "collection"]
    run([*antsibull, *options, "--dest-dir", str(reference), "aerie.arista"], variables)
    strict = ["--quiet", "--fail-on-warning", "--keep-going"]
    variables["AERIE_GALAXY"] = str(ROOT / "galaxy.yml")
    run(["sphinx-build", *strict, "-b", "html", str(source), str(site)], variables)
    print(site / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
