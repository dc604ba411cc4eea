# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``management …``: ssh."""

from __future__ import annotations

from .engine import CONFIG, Mode, Rank

CONFIG.add("management security", rank=Rank.MANAGEMENT_SECURITY, separate=True, enters="mgmt-security")
CONFIG.add("management ssh", rank=Rank.MANAGEMENT, separate=True, enters="mgmt-ssh")
CONFIG.add("management console", rank=Rank.MANAGEMENT, separate=True, enters="mgmt-console")

ssh = Mode("mgmt-ssh")
ssh.add("idle-timeout <minutes:int>", rank=1)
ssh.add("shutdown", rank=2, flag=False)
ssh.add("vrf <vrf!:name>", rank=3, separate=True, enters="mgmt-ssh-vrf")
ssh_vrf = Mode("mgmt-ssh-vrf", "mgmt-ssh")
ssh_vrf.add("shutdown", flag=True, default="shutdown")

console = Mode("mgmt-console")
console.add("idle-timeout <minutes:int>")
