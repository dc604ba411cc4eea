# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The lab's CloudVision (see README.md). Nothing of gRPC is imported before one is started."""
