# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab: an embedded network of EOS switches that answer eAPI (see README.md)."""

from __future__ import annotations

from .cloudvision.spec import CloudVisionSpec
from .eos.switch import SwitchSpec
from .faults import FAULTS
from .network import Lab, LabError, LabSwitch
from .stats import Stats

__all__ = ["FAULTS", "CloudVisionSpec", "Lab", "LabError", "LabSwitch", "Stats", "SwitchSpec"]
