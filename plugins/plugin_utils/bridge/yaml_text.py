# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parse YAML of files that may hold secrets: an error names the line, and quotes nothing of it."""

from __future__ import annotations

import re
import typing as t

import yaml

from ..common.json_text import check_depth

#: How many lists and mappings may stand at one depth: one may hold another many times, or itself.
MOST: t.Final = 1_000_000
#: What an error of PyYAML quotes of the file, such as the word after a `*` that is no alias.
_QUOTED: t.Final = re.compile(r"(?<!\w)(['\"]).{2,}\1")


def parse_yaml(text: str) -> t.Any:
    """The data of a document; JSON is YAML as well.

    :raises ValueError: saying what is wrong, and in which line.
    """
    try:
        found = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" in line {mark.line + 1}" if mark else ""
        raise ValueError(f"{_QUOTED.sub('a word', error.problem or 'a mistake')}{place}") from None
    except yaml.YAMLError:
        raise ValueError("it has characters that YAML does not take") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    check_depth(found, MOST)
    return found
