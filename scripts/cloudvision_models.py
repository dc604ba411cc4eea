# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Write docs/cloudvision-models.md: every model of CloudVision's Resource APIs, with its key and its verbs.

Usage: cloudvision_models.py [--check]

All of it is read from the vendor's packages (`cloudvision` of requirements.txt). With --check nothing is written, and
the exit code tells whether the page is what would be written.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import types
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "cloudvision-models.md"
CLIENT = ROOT / "plugins" / "plugin_utils"
#: The name under which the client is imported here: this script needs neither Ansible nor the collection installed.
PACKAGE = "aerie_plugin_utils"

#: Heading of a column → its verb.
COLUMNS = {
    "one": "GetOne",
    "some": "GetSome",
    "all": "GetAll",
    "batched": "GetAllBatched",
    "follow": "Subscribe",
    "set": "Set",
    "set many": "SetSome",
    "delete": "Delete",
    "delete many": "DeleteSome",
}

HEAD = """\
# Models of CloudVision's Resource APIs

Made by `scripts/cloudvision_models.py` from the package `cloudvision` {version};
a test compares it with what is installed.

`model` of `aerie.arista.cloudvision_resource_info`, `aerie.arista.cloudvision_resource` and the lookup
`aerie.arista.cloudvision_resource` is one of these names. A field of a key in *italics* may be left out. A model
without a key is one of its kind. Models that can be set have names that end with `Config`; where there is a model of
the same name without it, that shows the effect (`wait: true` follows it). "Filter" is what `custom_filter` takes.

Which of the verbs a server knows depends on its release; the modules do without batched verbs where they must.

"""


def load_descriptors() -> Any:
    """The client's module of descriptors."""
    package = types.ModuleType(PACKAGE)
    package.__path__ = [str(CLIENT)]
    sys.modules.setdefault(PACKAGE, package)
    return importlib.import_module(f"{PACKAGE}.cloudvision.resources.models")


def key_of(model: Any) -> str:
    """The fields of a key, the optional ones in italics."""
    required = model.required_key_fields
    return ", ".join(f"`{name}`" if name in required else f"*`{name}`*" for name in model.key_fields) or "–"


def filter_of(model: Any) -> str:
    """The fields of a model's own filter."""
    own = model.method("GetAll").input_type.fields_by_name.get("filter")
    if own is None:
        return ""
    fields = ", ".join(f"`{field.name}`" for field in own.message_type.fields)
    return f"{fields} (several)" if own.is_repeated else fields


def page(descriptors: Any) -> str:
    """The whole page."""
    lines = HEAD.format(version=version("cloudvision")).splitlines()
    lines.append("")
    for package in descriptors.packages():
        lines += [f"## {package}", ""]
        lines += ["| model | key | " + " | ".join(COLUMNS) + " | filter |"]
        lines += ["|---|---|" + ":-:|" * len(COLUMNS) + "---|"]
        for name, model in sorted(descriptors.models_of(package).items()):
            marks = ["✓" if model.has(verb) else "" for verb in COLUMNS.values()]
            lines.append(f"| `{name}` | {key_of(model)} | " + " | ".join(marks) + f" | {filter_of(model)} |")
        lines.append("")
    return "\n".join(line.rstrip() for line in lines)


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description="Write docs/cloudvision-models.md from the vendor's packages.")
    parser.add_argument("--check", action="store_true", help="compare only")
    arguments = parser.parse_args()
    text = page(load_descriptors())
    if not arguments.check:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is not what {Path(__file__).name} would write: run it.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
