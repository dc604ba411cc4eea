# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Say which source files do not name their licence in the first five lines."""

from __future__ import annotations

import sys

from sanity import ROOT, project_files

SUFFIXES = (".py", ".sh", ".yml", ".yaml", ".toml")
LINE = "SPDX-License-Identifier: GPL-3.0-or-later"

#: Written by tools.
EXEMPT = ("changelogs/changelog.yaml", "changelogs/fragments/")


def main() -> int:
    """Print the files without the line; 1 if there are any."""
    missing = []
    for name in project_files():
        if not name.endswith(SUFFIXES) or name.startswith(EXEMPT):
            continue
        text = (ROOT / name).read_text(encoding="utf-8")
        if text.strip() and LINE not in "\n".join(text.splitlines()[:5]):
            missing.append(name)
    for name in missing:
        print(f"{name}: no '{LINE}' in its first five lines")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
