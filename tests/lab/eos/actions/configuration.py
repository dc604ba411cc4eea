# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``configure …``: the configuration mode, sessions and their commits, checkpoints, replacement, the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors, files
from ..lock import ConfigurationLock
from ..outcome import Outcome
from ..releases import CONFIGURATION_LOCK
from .engine import Args, action
from .files import source_text

if TYPE_CHECKING:
    from ..cli import Cli


@action("configure [terminal]")
def configure(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Enter the configuration mode."""
    if cli.switch.running.root.get("service", "configuration", "terminal", "disabled") is not None:
        raise errors.CommandError("Configuration terminal is disabled. Please use a configuration session.")
    cli.require_unlocked()
    cli.enter_configuration(cli.switch.running)
    return None


# -- sessions --------------------------------------------------------------------------------------------------------


@action("configure session [<name:name>]", "configure session <name:name> description <text:line>")
def configure_session(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Enter a configuration session."""
    session = cli.switch.sessions.open(args.get("name"), cli.process)
    session.description = args.get("text", session.description)
    cli.leave_configuration()
    cli.enter_configuration(session.config, session)
    return None


@action("configure session <name:name> commit [timer <seconds:duration>]")
def commit_session(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Commit a session from outside of it; the second time confirms a commit with a timer."""
    cli.require_unlocked()
    cli.switch.sessions.commit(cli.switch.sessions.get(args["name"]), cli.user.name, args.get("seconds"))
    return None


@action("configure session <name:name> abort", "no configure session <name:name>")
def abort_session(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Throw a session away from outside of it; a commit whose timer is running is rolled back."""
    cli.switch.sessions.abort(cli.switch.sessions.get(args["name"]))
    return None


@action("commit [timer <seconds:duration>]", session=True)
def commit(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Commit the session that is being edited."""
    assert cli.session is not None
    cli.require_unlocked()
    session = cli.session
    cli.leave_modes(1)  # the lines of a group-change mode belong to the session
    cli.switch.sessions.commit(session, cli.user.name, args.get("seconds"))
    cli.leave_configuration()
    return None


@action("abort", session=True)
def abort(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Throw away the session that is being edited."""
    assert cli.session is not None
    cli.switch.sessions.abort(cli.session)
    cli.leave_configuration()
    return None


@action("rollback clean-config", session=True)
def rollback(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Empty the session's configuration: only the ports are left."""
    assert cli.session is not None
    cli.require_editable()
    cli.clear_configuration(cli.session.config)
    return None


@action("copy <source:word> session-config", session=True)
def copy_to_session(cli: Cli, args: Args, text: str | None) -> Outcome | None:
    """Enter the lines of a file into the session as if they were typed: a bad one is told, and the rest goes in."""
    assert cli.session is not None
    cli.require_editable()
    lines = source_text(cli, args["source"], text)
    said = cli.type_configuration(cli.session.config, lines)
    return Outcome(messages=[*said, "Copy completed successfully."])


# -- checkpoints and replacement -------------------------------------------------------------------------------------


@action("configure checkpoint save [<name:name>]")
def save_checkpoint(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Save the running configuration under a name, or under the next one of the switch."""
    cli.switch.checkpoints.save(args.get("name"), cli.switch.running, cli.user.name)
    return None


@action("configure checkpoint restore <name:name>")
def restore_checkpoint(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Put a checkpoint in place of the running configuration, at once."""
    cli.require_unlocked()
    checkpoint = cli.switch.checkpoints.saved.get(args["name"])
    if checkpoint is None:
        raise errors.CommandError(f"Checkpoint {args['name']} does not exist")
    cli.switch.running.replace(checkpoint.config)
    return None


@action("configure replace <source:word> [<option:ignore-errors|skip-checkpoint>]")
def configure_replace(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Put a saved configuration in place of the running one, whole or not at all."""
    cli.require_unlocked()
    config = files.configuration(cli.switch, args["source"])
    if config is None:
        config = cli.read_configuration(files.read(cli.switch, args["source"]))
    if args.get("option") != "skip-checkpoint":
        cli.switch.checkpoints.save(None, cli.switch.running, cli.user.name)
    cli.switch.running.replace(config)
    return None


# -- the lock --------------------------------------------------------------------------------------------------------


@action("configure lock", "configure lock transaction <name:name> [<reason:line>]", since=CONFIGURATION_LOCK)
def take_lock(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Take the lock, for this CLI or for a transaction."""
    cli.require_unlocked()
    cli.switch.lock = cli.lock = ConfigurationLock(
        cli.user.name, cli.terminal, args.get("name", ""), args.get("reason", "")
    )
    return None


@action("configure lock continue transaction <name:name> [<reason:line>]", since=CONFIGURATION_LOCK)
def continue_lock(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Go on with the lock of a transaction that an earlier CLI took."""
    lock = cli.switch.lock
    if lock is None or lock.transaction != args["name"]:
        raise lock.refusal() if lock else errors.CommandError("Configuration is not locked")
    cli.lock = lock
    return None


@action("configure unlock", "configure unlock transaction <name:name> [<reason:line>]", since=CONFIGURATION_LOCK)
def give_lock_back(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Give the lock back: one of this CLI, or one of a transaction by its name."""
    lock = cli.switch.lock
    if lock is None:
        raise errors.CommandError("Configuration is not locked")
    if lock is not cli.lock and lock.transaction != args.get("name"):
        raise lock.refusal()
    cli.switch.lock = cli.lock = None
    return None


@action("configure unlock force", since=CONFIGURATION_LOCK)
def break_lock(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Take the lock from its owner."""
    cli.switch.lock = cli.lock = None
    return None
