# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every action that waits for CloudVision."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait_timeout:
    description:
      - Seconds to wait for each thing that CloudVision does in its own time, such as a build, at most.
      - The display says how far it is.
    type: float
    default: 600
"""

    # For what is edited in workspaces.
    EDIT = r"""
options:
  workspace:
    description:
      - The workspace to make the change in, by its id, or by its name as long as it is open. It is neither built nor
        submitted; M(aerie.arista.cloudvision_workspace) does that.
      - Without it, the change is made in a workspace of its own, which is built and submitted. Where the build or the
        submission fails, it is abandoned.
      - In check mode, a workspace that does not exist yet counts as an empty one.
    type: str
  workspace_name:
    description: Name of the workspace of its own.
    type: str
  workspace_description:
    description: Description of the workspace of its own.
    type: str
  submit:
    description: Whether to submit the workspace of its own. With V(false) it stays open, built.
    type: bool
    default: true
  force:
    description:
      - Submit the workspace of its own even when CloudVision's checks object, such as devices that do not stream.
    type: bool
    default: false
  sync_retries:
    description:
      - How often to begin again, in another workspace of its own, when somebody else has submitted meanwhile what this
        change is about, too. V(0) makes that an error.
    type: int
    default: 5
  check_mode_build:
    description:
      - In check mode, build the change of a workspace of its own in a scratch workspace, which is abandoned afterwards,
        so that a build that fails is known.
    type: bool
    default: true
"""
