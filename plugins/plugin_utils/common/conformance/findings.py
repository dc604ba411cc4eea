# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The findings of a run, as a task's result and as the file of a bundle."""

from __future__ import annotations

import os
import typing as t
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import InputError
from ..files import file_name_of, write_private
from .bundle import Subject
from .rows import Verdict, summary


@dataclass(frozen=True)
class Findings:
    """The findings of a run.

    :ivar bundle: makes the text of the bundle; raises InputError where a name would be left in it.
    """

    subject: Subject
    verdicts: Sequence[Verdict]
    bundle: Callable[[], str]

    def task_result(self, level: str, warnings: list[str]) -> dict[str, t.Any]:
        """The result of a task that judged at a level."""
        return {
            "changed": False,
            "rows": [verdict.as_dict() for verdict in self.verdicts],
            "summary": summary(self.verdicts),
            "model": self.subject.model,
            "release": self.subject.release,
            "level": level,
            "warnings": warnings,
        }

    def write_bundle(self, folder: str, host: str, scrub: Callable[[str], str], warnings: list[str]) -> dict[str, str]:
        """Write the bundle below a folder; returns ``bundle``, its path, for the result.

        Where a name would be left in it, that is a warning and nothing is written: the results are worth as much.

        :param scrub: removes the secrets of the run.
        :raises InputError: naming a file that cannot be written.
        """
        path = os.path.join(folder, file_name_of(host), self.subject.file_name)
        try:
            text = scrub(self.bundle())
        except InputError as error:
            warnings.append(str(error))
            return {}
        return {"bundle": write_private(path, text, "bundle_folder")}
