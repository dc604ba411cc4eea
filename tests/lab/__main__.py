# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``python tests/lab up|down|status|stats|fault|accepts|judge|record`` (see README.md)."""

from __future__ import annotations

import sys
from pathlib import Path

# Run by its path, the package's own folder would be searched first: search its parent instead.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry or ".").resolve() != HERE)]

try:
    from lab.commands import main
except ModuleNotFoundError as missing:
    if (missing.name or "lab").partition(".")[0] == "lab":
        raise
    sys.exit(
        f"error: the lab needs the Python package {missing.name}, which {sys.executable} does not have. "
        f"Install what the lab needs: {sys.executable} -m pip install -r {HERE.parent / 'requirements-lab.txt'}"
    )

if __name__ == "__main__":
    sys.exit(main())
