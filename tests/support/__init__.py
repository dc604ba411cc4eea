# SPDX-License-Identifier: GPL-3.0-or-later
"""Code that tests share and that is no fixture."""
