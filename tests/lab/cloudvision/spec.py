# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What the lab's CloudVision is to be; imports nothing of gRPC, as everybody who makes a lab reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class CloudVisionSpec:
    """What the lab's CloudVision is to be.

    ``devices`` is a number of devices beside the lab's switches; ``onboarded`` says whether the switches are in the
    inventory from the start, ``accepted`` whether a switch that comes into it is accepted into the Inventory & Topology
    Studio at once; otherwise studios configure accepted devices alone. ``version`` is the release ("2025.3.0", or
    "CVaaS"). ``delay`` are the seconds after which the state follows a configuration, ``opening`` those until a new
    workspace takes changes, ``step`` those that a change control and a build spend on a device: set them at any time.
    ``partial_updates``: subscriptions send only the fields that changed, as a server may. ``not_started``: a new change
    control has the status NOT_STARTED, as new releases say, not UNSPECIFIED. ``qualified_interfaces``: assignments of
    tags show an interface with its device, as ``Ethernet1@SERIAL``. ``split_inputs``: lists give studio inputs of more
    than 1 MB by their ``paths``, or as one of several ``texts``. ``naming`` are the seconds until a submitted workspace
    names its change controls. ``validates``: the validation of a change control fails while another one runs on one of
    its devices, and after a newer one ran there. ``in_progress``: a workspace shows a request as
    IN_PROGRESS until it has ended. ``doubles``: lists hold each object twice, as a server may send one again that
    changes meanwhile. ``settling`` are the seconds after the end of a build in which the workspace still needs one.
    """

    devices: int = 0
    onboarded: bool = True
    accepted: bool = True
    version: str = "2025.3.0"
    port: int = 8443
    delay: float = 0.005
    opening: float = 0.1
    step: float = 0.002
    partial_updates: bool = False
    not_started: bool = False
    qualified_interfaces: bool = False
    split_inputs: str = "paths"
    naming: float = 0.0
    validates: bool = False
    in_progress: bool = False
    doubles: bool = False
    settling: float = 0.0
