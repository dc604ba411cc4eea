# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replace secrets: find those that are not in force, enter them with a commit timer, try them, and prove the end."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...eapi.options import EapiOptions
from .. import ask
from ..changes.change import ChangeRequest, Confirmation
from ..config.configuration import Config
from ..config.merge import merge
from ..testing.checks import UpState
from . import kinds
from .kinds import Place, Wish
from .logins import RotatingClient, enables, logs_in


@dataclass
class Rotation:
    """The secrets of a task on one switch.

    :ivar options: by which logins are tried.
    :ivar places: where the secrets stand, by the order of the wishes.
    :ivar wanted: the wishes that are not in force, or not known to be, by their numbers.
    :ivar changed: the numbers of those that the session changes.
    """

    client: RotatingClient
    options: EapiOptions
    wishes: Sequence[Wish]
    places: list[Place] = field(default_factory=list)
    wanted: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)

    def look(self) -> None:
        """Find the secrets in the running configuration, and which of them are in force.

        :raises InputError: where there is none to be replaced.
        """
        config = self._running()
        self.places = [kinds.find(config, wish) for wish in self.wishes]
        self.wanted = [number for number in range(len(self.wishes)) if not self._in_force(number)]

    def _running(self) -> Config:
        return Config.parse(ask.text(self.client, "show running-config"))

    def _in_force(self, number: int) -> bool:
        wish = self.wishes[number]
        known = kinds.state(self.places[number], wish)
        return self._accepts(wish, wish.secret) if known is None and wish.about.login else bool(known)

    def _accepts(self, wish: Wish, secret: str) -> bool:
        """Whether the switch takes a secret that serves a login."""
        if wish.about.login == "user":
            return logs_in(self.options, wish.names["name"], secret)
        return enables(self.client.client.options, secret)

    # --- change ---

    def commands(self) -> Config:
        """The lines to enter, as a configuration."""
        config = Config()
        places = [self.places[number] for number in self.wanted]
        for parents, line in kinds.commands_of(places, [self.wishes[number] for number in self.wanted]):
            section = config.root
            for parent in parents:
                section = section.add(parent)
            section.add(line)
        return config

    def unknowable(self) -> list[str]:
        """Why secrets are entered that may be in force already, a sentence for each."""
        return [
            f"{self.wishes[number].title}: the switch keeps it encrypted with type 8a, differently each time, so "
            "nobody can tell whether it is the wanted one. Each run enters it anew."
            for number in self.wanted
            if self.places[number].kind == "8a"
        ]

    def note_changes(self, text: str) -> None:
        """Note which secrets the session changes.

        :param text: the configuration with the session's lines.
        """
        after = Config.parse(text)
        found = [(number, kinds.find(after, self.wishes[number])) for number in self.wanted]
        self.changed = [number for number, place in found if place.stored != self.places[number].stored]

    def change(self, timer: int, delay: float, tries: int, interval: float, where: Callable[[], str]) -> ChangeRequest:
        """The change, which is confirmed only if what it can be tried by works."""
        checks = dict.fromkeys(self.wishes[number].about.check for number in self.wanted)
        up = UpState.take(self.client, [name for name in checks if name])

        def check() -> list[str]:
            unmet = self._refused_secrets()
            if not unmet:
                self.client.adopt()
            return [*unmet, *up.lost(self.client)]

        confirmation = Confirmation(
            check,
            self.client.client.reconnect,
            delay,
            tries,
            interval,
            wait_for_rollback=True,
            undo=True,
            where=where,
        )
        return ChangeRequest(
            self.commands().commands(),
            timer=timer,
            confirmation=confirmation,
            verify=self.note_changes,
            estimate=self.estimate,
        )

    def estimate(self, running: str) -> str:
        """The configuration with the new secrets, without asking the switch."""
        config = Config.parse(running)
        merge(config.root, self.commands().root)
        for number in self.wanted:
            place, wish = self.places[number], self.wishes[number]
            section = config.section(place.parents)
            entered = section and section.children.pop(place.with_secret(wish.secret), None)
            if section and entered:  # the switch stores it in the form of the old one, which goes
                section.children.pop(place.line, None)
                section.add(place.as_stored(wish.secret))
        return config.text()

    def _refused_secrets(self) -> list[str]:
        """The new secrets that the switch does not take, in words."""
        found = [self.wishes[number] for number in self.changed if self.wishes[number].about.login]
        return [
            f"the switch does not accept the new secret of {wish.title}"
            for wish in found
            if not self._accepts(wish, wish.secret)
        ]

    # --- prove ---

    def faults(self) -> list[str]:
        """Sentences about secrets not yet in force: new secrets that are refused, old ones that are not."""
        config = self._running()
        return [fault for wish in self.wishes for fault in self._faults_of(wish, kinds.find(config, wish))]

    def _faults_of(self, wish: Wish, place: Place) -> list[str]:
        if not wish.about.login:
            absent = kinds.state(place, wish) is False
            return [f"the configuration has another {wish.title}"] if absent else []
        faults = []
        if not self._accepts(wish, wish.secret):
            faults.append(f"the switch refuses the new secret of {wish.title}")
        if wish.previous is not None and self._accepts(wish, wish.previous):
            faults.append(f"the switch still accepts the old secret of {wish.title}")
        return faults


def tried_by(wish: Wish) -> t.Literal["login", "adjacency", "nothing"]:
    """The checks that a new secret of the kind works."""
    return "login" if wish.about.login else "adjacency" if wish.about.check else "nothing"
