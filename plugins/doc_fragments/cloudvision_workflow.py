# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of every action that waits for CloudVision."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait_timeout:
    description:
      - Maximum number of seconds to wait for each asynchronous operation of CloudVision, such as a build.
      - The display shows the progress.
    type: float
    default: 600
"""

    # For what is edited in workspaces.
    EDIT = r"""
options:
  workspace:
    description:
      - The workspace of the change, by its id, or by its name while it is open. The task neither builds nor submits it;
        use M(aerie.arista.cloudvision_workspace) for that.
      - Without it, the task creates its own workspace, builds it and submits it. If the build or the submission fails,
        the task abandons the workspace.
      - In check mode, a workspace that does not exist yet counts as empty.
    type: str
  workspace_name:
    description: Name of the task's own workspace.
    type: str
  workspace_description:
    description: Description of the task's own workspace.
    type: str
  submit:
    description: Whether to submit the task's own workspace. With V(false) it is built and stays open.
    type: bool
    default: true
  force:
    description:
      - Submit the task's own workspace even if checks of CloudVision fail, such as for devices that do not stream.
    type: bool
    default: false
  sync_retries:
    description:
      - How often to start again in another workspace if somebody else has meanwhile submitted a change of the same
        objects. V(0) makes this an error.
    type: int
    default: 5
  check_mode_build:
    description:
      - In check mode, if the task creates its own workspace, build the change in a scratch workspace, which is then
        abandoned, so that check mode detects a failing build.
    type: bool
    default: true
"""
