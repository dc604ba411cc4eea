# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""CloudVision: our client against the vendor's and pyavd's, a task against Ansible's floor, many devices as hosts."""
