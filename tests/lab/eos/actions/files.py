# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Commands of files: copy, write, delete, more, diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors, files
from ..outcome import Outcome
from ..sessions import unified
from ..tree import Config
from .engine import Args, action

if TYPE_CHECKING:
    from ..cli import Cli

COPIED = Outcome(messages=["Copy completed successfully."])


@action("copy running-config startup-config", "write [memory]")
def save(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Save the running configuration."""
    files.write_startup(cli.switch, cli.switch.running, cli.user.name)
    return COPIED


@action("copy <source:word> <target:word>")
def copy(cli: Cli, args: Args, text: str | None) -> Outcome | None:
    """Copy a file, or with ``terminal:`` the command's input; a copy to the running configuration is merged."""
    source, target = args["source"], args["target"]
    failure = f"Error copying {source} to {target}"
    if source == "terminal:" and text is None:
        raise errors.CommandError(f"{failure} (Invalid argument)")
    config = None if source == "terminal:" else files.configuration(cli.switch, source)
    content = text if source == "terminal:" else files.read(cli.switch, source, "copying")
    place = files.locate(target)
    if place == files.RUNNING:
        cli.require_unlocked()
        cli.merge_configuration(cli.switch.running, content or "")
    elif place == files.STARTUP:
        files.write_startup(cli.switch, config or cli.read_configuration(content or ""), cli.user.name)
    elif place[0] == "checkpoint":
        saved = config or cli.read_configuration(content or "")
        cli.switch.checkpoints.save(place[1], saved, cli.user.name)
    elif place[0] in files.STORED and place[1]:
        files.write(cli.switch, target, content or "")
    else:
        raise errors.CommandError(f"{failure} (Invalid argument)")
    return COPIED


@action("delete <target:word>")
def delete(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Delete a file or a checkpoint."""
    files.remove(cli.switch, args["target"])
    return None


@action("more <source:word>")
def more(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Print a file."""
    content = files.read(cli.switch, args["source"])
    return Outcome({"messages": [content]}, content)


@action("diff <old:word> <new:word>")
def diff(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """The difference of two configurations, in the unified form."""
    old, new = (_configuration(cli, args[name]) for name in ("old", "new"))
    output = unified(old, new, files.shown(args["old"]), files.shown(args["new"]))
    return Outcome({"messages": [output]}, output)


def _configuration(cli: Cli, url: str) -> Config:
    found = files.configuration(cli.switch, url)
    return found if found is not None else cli.read_configuration(files.read(cli.switch, url))
