#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_reload
short_description: Reload Arista switches and wait for them
description:
  - Reloads a switch, now or later, and waits until it has restarted and everything is up again.
  - The reload is refused if it would lose a configuration that is not saved, if the image of the boot-config is
    missing, or if the switch's MLAG peer is not there.
  - The broken connection is the reload. The switch counts as back when it answers, lets the user in, and its uptime
    says that it has started since.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
attributes:
  check_mode:
    support: full
    details: Says what a reload would lose, and what speaks against it.
  diff_mode:
    support: none
options:
  state:
    description:
      - V(reloaded) reloads the switch, now or at the time of O(in) or O(at).
      - V(cancelled) cancels a scheduled reload.
    type: str
    choices: [reloaded, cancelled]
    default: reloaded
  in:
    description:
      - Schedule the reload after this duration, such as V(2h) or V(30m), and do not wait. A number is in minutes.
      - A later schedule replaces an earlier one. One with the same reason and about the same time stays.
    type: str
  at:
    description:
      - Schedule the reload for this time, such as V(2026-12-01T02:00:00+01:00).
      - A time without a zone is the controller's.
      - The switch's clock counts.
    type: str
  reason:
    description: Why. It stands in the switch's log, and in C(show reload) for a scheduled reload.
    type: str
    default: ""
  release:
    description:
      - The EOS release that the switch is to run afterwards, such as V(4.34.1F).
      - A switch that runs it already is not reloaded, and neither is one whose next image holds another release.
      - A switch that does not answer is waited for first, as it may still be reloading after an earlier run.
    type: str
    default: ""
  unsaved:
    description: What to do with a running configuration that is not saved.
    type: str
    choices: [refuse, save, discard]
    default: refuse
  hitless:
    description:
      - Reload without stopping traffic (C(reload hitless)).
      - It is refused if C(show reload hitless) names a reason.
      - Without it, a standby supervisor is reloaded together with the active one. A scheduled reload restarts the
        active one alone, and a warning says so.
    type: bool
    default: false
  mlag_peer:
    description: Whether a switch of an MLAG pair may be reloaded while its peer is not there.
    type: str
    choices: [required, ignored]
    default: required
  checks:
    description:
      - What was up before the reload must be up again.
      - An MLAG pair that was whole must always be whole again.
    type: list
    elements: str
    choices: [bgp_established, interfaces_up, isis_up, lldp_neighbors, mlag_active, ospf_full, routes_present]
    default: []
  wait:
    description: With V(false) the task ends as soon as the reload is sent.
    type: bool
    default: true
  timeout:
    description: How long to wait for the switch, and for what was up before.
    type: str
    default: 15m
seealso:
  - module: aerie.arista.eapi_image
  - module: aerie.arista.eapi_test
"""

EXAMPLES = r"""
- name: Reload, and go on when everything is up again
  aerie.arista.eapi_reload:
    reason: memory leak of the agent
    checks: [interfaces_up, bgp_established, mlag_active]
    timeout: 20m
  become: true

- name: Start the image of the boot-config, unless it runs
  aerie.arista.eapi_reload:
    release: 4.34.1F
    unsaved: save
  become: true

- name: Reload without stopping traffic, or fail with the reason why that is impossible
  aerie.arista.eapi_reload:
    hitless: true
    checks: [interfaces_up, bgp_established]
  become: true

- name: Reload tonight
  aerie.arista.eapi_reload:
    at: "2026-12-01T02:00:00+01:00"
    reason: new image
  become: true

- name: Or rather not
  aerie.arista.eapi_reload:
    state: cancelled
  become: true
"""

RETURN = r"""
release_before:
  description: The release that the switch ran.
  returned: with O(state=reloaded)
  type: str
  sample: 4.33.2F
release:
  description: The release that it runs now.
  returned: after a reload that was waited for, or if it ran O(release) already
  type: str
  sample: 4.34.1F
running_image:
  description: An image on the flash that holds the running release. Empty if there is none.
  returned: in check mode, if the releases of the images can be read, which needs the right to use C(bash)
  type: str
  sample: flash:/EOS-4.33.2F.swi
image:
  description: The image that the boot-config names.
  returned: with O(state=reloaded), unless the switch runs O(release) already
  type: str
  sample: flash:/EOS-4.34.1F.swi
lost:
  description:
    - The changes of the configuration that were not saved, as C(show running-config diffs) prints them.
    - Secrets are masked.
  returned: if there are any, also if the reload was refused for them
  type: str
  sample: "interface Ethernet1\n+   description to spine1\n"
saved:
  description: The same changes, if they were saved.
  returned: with O(unsaved=save)
  type: str
  sample: "interface Ethernet1\n+   description to spine1\n"
cause:
  description: Why the switch started, in its own words.
  returned: after a reload that was waited for
  type: str
  sample: Reload requested by the user.
times:
  description: When the reload was sent, when the switch answered again, and when everything was up again.
  returned: after a reload that was sent
  type: dict
  sample:
    sent: "2026-12-01T02:00:00+0100"
    back: "2026-12-01T02:04:10+0100"
    seconds_until_back: 250.3
    ready: "2026-12-01T02:06:00+0100"
    seconds_until_ready: 360.0
pending:
  description: The scheduled reload, in the switch's words.
  returned: with O(in) or O(at), not in check mode unless it was scheduled before
  type: dict
  sample: {at: "Tue Dec  1 02:00:00 2026", reason: new image}
cancelled:
  description: The scheduled reload that was cancelled.
  returned: with O(state=cancelled), if there was one
  type: dict
  sample: {at: "Tue Dec  1 02:00:00 2026", reason: new image}
"""
