# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Sphinx' settings for the documentation's site; docs_site.py copies them beside the pages."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

#: The file of the collection that names its repository, once it has one. docs_site.py names it.
GALAXY = os.environ.get("AERIE_GALAXY", "galaxy.yml")


def source_of_pages() -> dict[str, str]:
    """What makes the theme link each page to its source, to edit it; nothing while the collection has no repository."""
    text = Path(GALAXY).read_text(encoding="utf-8") if Path(GALAXY).is_file() else ""
    found = re.search(r"^repository: *['\"]?(https://[^'\"\s]+)", text, re.MULTILINE)
    if not found:
        return {}
    return {"source_repository": found[1].removesuffix(".git"), "source_branch": "main", "source_directory": ""}


project = "aerie.arista"
copyright = "aerie.arista contributors"
html_title = project
html_theme = "furo"
html_theme_options = {"navigation_with_keys": True, **source_of_pages()}
html_static_path = ["static"]
html_css_files = ["docs_site.css"]
html_show_sphinx = False
html_copy_source = False
extensions = ["myst_parser", "sphinx_antsibull_ext", "sphinx_copybutton"]
# The prompt of a recorded command is not copied, nor is what it printed.
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True
source_suffix = {".rst": "restructuredtext", ".md": "markdown"}
default_role = "any"
highlight_language = "none"
# A page's headings can be linked to, as on a hosting site.
myst_heading_anchors = 4

ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
#: Labels of Ansible's own documentation that the plugins' pages refer to.
LABELS = {
    "action_plugins": "plugins/action.html",
    "callback_plugins": "plugins/callback.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}
PLUGIN = re.compile(r"ansible_collections\.(?!aerie\.)(\w+)\.(\w+)\.(\w+)")


def address(label: str) -> str | None:
    """Where Ansible's documentation has a label; None if it is not one of its labels."""
    plugin = PLUGIN.fullmatch(label)
    if plugin:
        return f"{ANSIBLE}collections/{'/'.join(plugin.groups())}.html"
    return ANSIBLE + LABELS[label] if label in LABELS else None


def resolve(_app: Any, _environment: Any, node: Any, content: Any) -> Any:
    """Lead references to others' plugins to Ansible's documentation, without asking it for its index."""
    from docutils import nodes

    found = address(node["reftarget"])
    return None if found is None else nodes.reference("", "", content, internal=False, refuri=found)


def setup(app: Any) -> None:
    """Called by Sphinx."""
    from pygments.lexers import TextLexer

    # Guides mark what is typed at a switch; Pygments knows no language of that name.
    app.add_lexer("eos", TextLexer)
    app.connect("missing-reference", resolve)
