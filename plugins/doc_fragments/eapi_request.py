# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a request with commands, and of what a task returns of its answer."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  format:
    description: Format of the output of commands without one of their own.
    type: str
    choices: [json, text]
    default: json
  version:
    description:
      - API version, V(1) or V(latest). It determines the revisions of commands without a pinned one.
      - The default is that of the connection (C(ansible_eapi_version)), else V(1).
    type: str
  revisions:
    description:
      - Revisions by command. They override those of the connection (C(ansible_eapi_revisions)), and a C(revision) in
        O(commands) overrides them.
    type: dict
    default: {}
  stop_on_error:
    description:
      - With V(false) the switch continues after a failing command. The task still fails, with the responses to all
        commands in RV(ignore:responses), unless C(failed_when) decides otherwise.
    type: bool
    default: true
  text_fallback:
    description: Request text if a show command has no JSON output on the switch.
    type: bool
    default: true
  auto_complete:
    description:
      - Let the switch accept abbreviated commands. EOS 4.22.4M is known to have it. A release without it
        refuses the task, and the error names the option.
    type: bool
  expand_aliases:
    description:
      - Let the switch expand its command aliases. A release without it refuses the task, and the error names the
        option.
    type: bool
  timestamps:
    description:
      - Return when each command started and how long it took. A release without it refuses the task, and the error
        names the option.
    type: bool
  include_error_detail:
    description:
      - Request details of errors. A release without it refuses the task, and the error names the option.
    type: bool
  timeout:
    description: Seconds to wait for the reply. The default is that of the connection (C(ansible_eapi_command_timeout)).
    type: float
  stdout:
    description:
      - Return the outputs a second time as RV(ignore:stdout) and RV(ignore:stdout_lines), as C(arista.eos) does.
      - With V(false) they are only in RV(ignore:responses), which takes less time and memory for large outputs.
    type: bool
    default: true
  stdout_lines_limit:
    description:
      - A text with more characters than this is not split into lines; RV(ignore:stdout_lines) has a null in its place.
        Lines of a large text take Ansible several times the time and memory of the text.
      - V(0) splits every text.
    type: int
    default: 1000000
"""
