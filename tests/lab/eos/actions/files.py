# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Commands of files: copy, write, delete, more, diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors, files
from ..fetch import Fetch, is_remote, source_address, without_password
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


@action("routing-context vrf <vrf:name>", privileged=False)
def routing_context(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """The VRF of the commands that follow, such as a copy from another host."""
    if args["vrf"] not in cli.switch.view.vrfs:
        raise errors.CommandError(f"VRF {args['vrf']} does not exist")
    cli.vrf = args["vrf"]
    return None


def source_text(cli: Cli, source: str, text: str | None) -> str:
    """What is to be copied: the command's input for ``terminal:``, a file, or one of another host.

    A host's password may be the input as well, in place of the answer to its prompt.
    """
    if is_remote(source):
        fetch = Fetch(source, source_address(cli.switch, cli.vrf), (text or "").split("\n")[0])
        return cli.work(source, fetch.text)
    if source != "terminal:":
        return files.read(cli.switch, source, "copying")
    if text is None:
        raise errors.CommandError(f"Error copying {source} (Invalid argument)")
    return text


@action("copy <source:word> <target:word>")
def copy(cli: Cli, args: Args, text: str | None) -> Outcome | None:
    """Copy a file, or with ``terminal:`` the command's input; a copy to the running configuration is merged."""
    source, target = args["source"], args["target"]
    place = files.locate(target)
    config = None if source == "terminal:" else files.configuration(cli.switch, source)
    if place[0] == files.KEYS and files.locate(source)[0] == files.KEYS:
        files.copy_key(cli.switch, source, target)
        return COPIED
    content = source_text(cli, source, text)
    if place == files.RUNNING:
        cli.require_unlocked()
        cli.merge_configuration(cli.switch.running, content)
    elif place == files.STARTUP:
        files.write_startup(cli.switch, config or cli.read_configuration(content), cli.user.name)
    elif place[0] == "checkpoint":
        cli.switch.checkpoints.save(place[1], config or cli.read_configuration(content), cli.user.name)
    elif place[0] in (*files.STORED, files.STANDBY) and place[1]:
        files.write(cli.switch, target, content)
    else:
        raise errors.CommandError(f"Error copying {without_password(source)} to {target} (Invalid argument)")
    return COPIED


@action("delete <target:word>")
def delete(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Delete a file or a checkpoint."""
    files.remove(cli.switch, args["target"])
    return None


@action("rename <source:word> <target:word>")
def rename(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Give a file another name in its file system."""
    source, target = args["source"], args["target"]
    if files.locate(source)[0] != files.locate(target)[0]:
        raise errors.CommandError(f"Error renaming {source} to {target} (Invalid cross-device link)")
    files.rename(cli.switch, source, target)
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
