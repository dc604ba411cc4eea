# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the files that a task names: those beside the playbook or in the role's `files`, decrypted where they are of
Ansible Vault."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError

from ..common.errors import InputError
from ..common.files import check_plain


def task_file(action: t.Any, path: str, named: str, hint: str | None = None) -> str:
    """The text of a file.

    :param action: the task's action, whose loader finds and decrypts it.
    :param named: what the user calls it, for messages, such as "src 'a.cfg'".
    :raises InputError: for a file that is missing, no plain file, too large, no text or not to be decrypted.
    """
    try:
        found = str(action._find_needle("files", path))
    except AnsibleError as error:
        raise InputError(f"{named} cannot be read: {_first_line(error)}", hint=hint) from None
    return found_file(action, found, named, hint)


def found_file(action: t.Any, path: str, named: str, hint: str | None = None) -> str:
    """As `task_file`, by the path itself; a relative one starts at the playbook's folder."""
    try:
        check_plain(str(action._loader.path_dwim(path)))
        return str(action._loader.get_text_file_contents(path))
    except OSError as error:
        reason = f"{error.strerror or error}."
    except (AnsibleError, UnicodeDecodeError) as error:
        reason = _first_line(error)
    raise InputError(f"{named} cannot be read: {reason}", hint=hint)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
