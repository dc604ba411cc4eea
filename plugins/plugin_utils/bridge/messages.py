# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages for terminals, without control sequences from a switch or CloudVision."""

from __future__ import annotations

from ansible.utils.display import Display

from ..common.errors import shown

display = Display()


def warn(sentence: str) -> None:
    """Print a warning."""
    display.warning(shown(sentence))


def show(text: str) -> None:
    """Print a text of several lines, such as a difference."""
    display.display("\n".join(map(shown, text.splitlines())))


def tell(host: str, sentence: str) -> None:
    """Print the progress of a host, at normal verbosity."""
    display.display(shown(f"[{host}] {sentence}"))
