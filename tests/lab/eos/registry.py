# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The registry of show commands.

A show command is a function that returns the JSON model, and usually a second one that prints the model as the CLI
would. Modules of ``lab.eos.show`` register theirs by being there (every module of that package is imported)::

    @show("show hostname")
    def show_hostname(ctx: Context) -> Model:
        return {"hostname": ctx.switch.hostname, "fqdn": ctx.switch.fqdn}

    @show_hostname.text
    def _(ctx: Context, model: Model) -> str:
        return f"Hostname: {model['hostname']}\\nFQDN:     {model['fqdn']}\\n"

- The pattern is that of :mod:`lab.eos.grammar`: words, ``<name:type>``, ``[optional]``, ``(one | other)``; what the
  parameters matched is in ``ctx.args`` (``ctx.args.get("vlans")``). Several patterns may be given.
- ``revision`` is the model's current revision and ``versions`` says which revision an API version stands for
  (``{2: 2, 3: 3}``; version 1 is revision 1, and higher versions stay at the last one known). Look at ``ctx.revision``
  to build an older shape: it is always between 1 and the current one. In text format it is the current one.
- A command without a model is registered by :func:`show_text`; asked for JSON it answers 1003.
- A function without ``.text`` prints its model as JSON, which the real CLI does with ``| json`` only: write a text form
  wherever people read it.
- ``modelled=(4, 23)`` is the first release that has the model; an older switch answers 1003 and prints text only.
- ``since=(4, 23)`` is the first release that knows the command at all.
- ``privileged=True`` needs the enabled mode.
- Raise :class:`lab.eos.errors.CommandError` ("BGP inactive") for 1000. Texts end with a newline.
- A text may be a :class:`LargeText`: pieces that are sent as they are made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import UnconvertedCommand
from .grammar import Grammar
from .releases import Release, release
from .tree import Node

if TYPE_CHECKING:
    from .switch import Switch, User

Model = dict[str, Any]


@dataclass(frozen=True)
class LargeText:
    """A text too large to be held: ``pieces()`` yields it piece by piece, ``size`` is its length in characters."""

    pieces: Callable[[], Iterator[str]]
    size: int


Text = str | LargeText


@dataclass(frozen=True)
class Context:
    """What a show command sees: the switch, its matched parameters, the revision to answer in, and who asks."""

    switch: Switch
    args: Mapping[str, Any]
    revision: int
    user: User
    #: The session whose configuration is being edited, or None; of use to ``show session-config`` alone.
    session: str | None = None
    #: Whether somebody else holds the configuration lock.
    locked: bool = False
    #: The number of the CLI's process.
    process: int = 0
    #: The sections of the mode that the CLI is in, with the name of the mode; none outside of the configuration.
    sections: tuple[Node, ...] = ()
    mode: str = ""


@dataclass
class ShowCommand:
    """A registered show command."""

    patterns: tuple[str, ...]
    model: Callable[[Context], Model] | None
    revision: int = 1
    versions: Mapping[int, int] = field(default_factory=dict)
    privileged: bool = False
    render: Callable[[Context, Model], Text] | None = None
    modelled: Release = ()
    since: Release = ()

    def text(self, function: Callable[[Context, Model], Text]) -> Callable[[Context, Model], Text]:
        """Decorate the function that prints the model as the CLI would."""
        self.render = function
        return function

    def revision_for(self, version: int | str, explicit: int | None) -> int:
        """The revision to answer in: an explicit one wins; too high a number gives the current one.

        Specification, "Understanding Revisions And Versions".
        """
        if explicit is not None:
            return max(1, min(explicit, self.revision))
        if version == "latest":
            return self.revision
        known = [revision for number, revision in self.versions.items() if number <= int(version)]
        return min(max(known, default=1), self.revision)

    def run_json(self, ctx: Context) -> Model:
        """The model; 1003 where there is none."""
        if self.model is None or release(ctx.switch.eos) < self.modelled:
            raise UnconvertedCommand(
                "Command cannot be used over the API at this time. To see ASCII output, set "
                "format='text' in your request"
            )
        return self.model(ctx)

    def run_text(self, ctx: Context) -> Text:
        """What the CLI prints."""
        model = self.model(ctx) if self.model else {}
        if self.render is None:
            return json.dumps(model, indent=4) + "\n"
        return self.render(ctx, model)


#: Every show command of the lab.
SHOW: Grammar[ShowCommand] = Grammar()
#: The first words of commands that only look, and so have models, revisions and filters.
SHOWING = ("show", "dir")


def show(
    *patterns: str,
    revision: int = 1,
    versions: Mapping[int, int] | None = None,
    privileged: bool = False,
    modelled: Release = (),
    since: Release = (),
) -> Callable[[Callable[[Context], Model]], ShowCommand]:
    """Register a function that returns the JSON model of a show command (see the module's docstring)."""

    def register(function: Callable[[Context], Model]) -> ShowCommand:
        command = ShowCommand(
            patterns, function, revision, dict(versions or {}), privileged, modelled=modelled, since=since
        )
        for pattern in patterns:
            SHOW.add(pattern, command)
        return command

    return register


def show_text(*patterns: str, privileged: bool = False) -> Callable[[Callable[[Context], Text]], ShowCommand]:
    """Register a show command that has no JSON model ("unconverted"); the function returns what the CLI prints."""

    def register(function: Callable[[Context], Text]) -> ShowCommand:
        command = ShowCommand(patterns, None, privileged=privileged, render=lambda ctx, _model: function(ctx))
        for pattern in patterns:
            SHOW.add(pattern, command)
        return command

    return register
