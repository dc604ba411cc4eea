# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a request with commands, and of what a task returns of its answer."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  format:
    description: The format of commands that name none.
    type: str
    choices: [json, text]
    default: json
  version:
    description:
      - The API version, V(1) or V(latest), which decides the revisions of commands that pin none.
      - The default is that of the connection (C(ansible_eapi_version)), V(1) if it has none.
    type: str
  revisions:
    description:
      - Revisions by command. A C(revision) in O(commands) wins over them, and they win over those of the connection
        (C(ansible_eapi_revisions)).
    type: dict
    default: {}
  stop_on_error:
    description:
      - With V(false) the switch goes on after a failing command. The task fails all the same, with the answers to all
        commands in RV(ignore:responses); C(failed_when) can be more forgiving.
    type: bool
    default: true
  text_fallback:
    description: Ask for text where a show command has no JSON form on the switch.
    type: bool
    default: true
  auto_complete:
    description: Let the switch accept abbreviated commands. Newer EOS only.
    type: bool
  expand_aliases:
    description: Let the switch expand its command aliases. Newer EOS only.
    type: bool
  timestamps:
    description: Return when each command started and how long it took. Newer EOS only.
    type: bool
  include_error_detail:
    description: Ask for details of errors. Newer EOS only.
    type: bool
  timeout:
    description: Seconds to wait for the reply. The default is that of the connection (C(ansible_eapi_command_timeout)).
    type: float
  stdout:
    description:
      - Return the outputs a second time as RV(ignore:stdout) and RV(ignore:stdout_lines), as C(arista.eos) does.
      - With V(false) they are in RV(ignore:responses) alone, which costs less where outputs are large.
    type: bool
    default: true
  stdout_lines_limit:
    description:
      - A text with more characters than this is not split into lines; RV(ignore:stdout_lines) holds a null in its
        place. The lines of a large text cost Ansible several times what the text itself costs.
      - V(0) splits every text.
    type: int
    default: 1000000
"""
