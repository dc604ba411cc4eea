# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a command that is no show command gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Outcome:
    """The result of a command: a model in JSON, a text on the CLI, and what both carry beside."""

    model: dict[str, Any] = field(default_factory=dict)
    output: str = ""
    warnings: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The entry of ``result`` in JSON format."""
        extra = {"warnings": self.warnings, "messages": self.messages}
        return {**self.model, **{name: value for name, value in extra.items() if value}}

    def as_text(self) -> str:
        """What the CLI prints: warnings are marked by an exclamation mark."""
        lines = [*(f"! {warning}" for warning in self.warnings), *self.messages]
        return "".join(f"{line}\n" for line in lines) + self.output
