# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The commands of the exec modes that are no show commands: enable, configure, copy, write, bash, reload …"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import errors
from .access import hash_password
from .grammar import Grammar
from .outcome import Outcome

if TYPE_CHECKING:
    from .cli import Cli

Args = dict[str, Any]
Function = Callable[["Cli", Args, str | None], Outcome | None]


@dataclass(frozen=True)
class Action:
    """A registered command; ``session`` limits it to an open configuration session."""

    function: Function
    privileged: bool = True
    session: bool = False


ACTIONS: Grammar[Action] = Grammar()
SESSION_ACTIONS: Grammar[Action] = Grammar()


def action(*patterns: str, privileged: bool = True, session: bool = False) -> Callable[[Function], Function]:
    """Register a function for the commands of these patterns."""

    def register(function: Function) -> Function:
        for pattern in patterns:
            (SESSION_ACTIONS if session else ACTIONS).add(pattern, Action(function, privileged, session))
        return function

    return register


@action("enable [<level:0-15>]", privileged=False)
def enable(cli: Cli, _args: Args, text: str | None) -> Outcome | None:
    """Enter the privileged mode; the enable password, where one is set, comes as the command's input."""
    if cli.user.privilege < 15:
        raise errors.UnauthorizedCommand("Authorization denied for command 'enable'")
    secret = cli.switch.running.root.value("enable", "secret")
    if secret is not None:
        given = (text or "").split("\n")[0]
        if not given:
            raise errors.UnauthorizedCommand("Authorization denied for command 'enable'")
        if secret.split()[-1] != hash_password(given):
            raise errors.UnauthorizedCommand("", "Bad secret")
    cli.enabled = True
    return None


@action("disable", privileged=False)
def disable(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Leave the privileged mode."""
    cli.leave_configuration()
    cli.enabled = False
    return None


@action("configure [terminal]")
def configure(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Enter the configuration mode."""
    cli.enter_configuration(cli.switch.running)
    return None


@action("configure session [<name:name>]")
def configure_session(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Enter a configuration session."""
    session = cli.switch.sessions.open(args.get("name"), cli.switch.running)
    cli.enter_configuration(session.config, session)
    return None


@action("configure session <name:name> description <text:line>")
def describe_session(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Give a session a description."""
    cli.switch.sessions.open(args["name"], cli.switch.running).description = args["text"]
    return None


@action("configure session <name:name> commit")
def commit_session(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Commit a session from outside of it."""
    cli.switch.sessions.commit(cli.switch.sessions.get(args["name"]), cli.switch.running, cli.user.name)
    return None


@action("configure session <name:name> abort", "no configure session <name:name>")
def abort_session(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Throw a session away from outside of it."""
    cli.switch.sessions.abort(cli.switch.sessions.get(args["name"]).name)
    return None


@action("commit", session=True)
def commit(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Commit the session that is being edited."""
    assert cli.session is not None
    cli.switch.sessions.commit(cli.session, cli.switch.running, cli.user.name)
    cli.leave_configuration()
    return None


@action("abort", session=True)
def abort(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Throw away the session that is being edited."""
    assert cli.session is not None
    cli.switch.sessions.abort(cli.session.name)
    cli.leave_configuration()
    return None


@action("rollback clean-config", session=True)
def rollback(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Empty the session's configuration: only the ports are left."""
    assert cli.session is not None
    cli.clear_configuration(cli.session.config)
    return None


@action("copy running-config startup-config", "write [memory]")
def save(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Save the running configuration."""
    cli.switch.startup = cli.switch.running.copy()
    cli.switch.startup_written = (time.time(), cli.user.name)
    return Outcome(messages=["Copy completed successfully."])


@action("copy <source:running-config|startup-config> <target:word>")
def copy_configuration(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Copy a configuration to a file of the flash."""
    if not args["target"].startswith("flash:"):
        raise errors.CommandError(f"Error copying {args['source']} to {args['target']} (Invalid argument)")
    config = cli.switch.running if args["source"] == "running-config" else cli.switch.startup
    if config is None:
        raise errors.CommandError("Error copying startup-config (No such file or directory)")
    cli.switch.flash[_file(args["target"])] = config.text()
    return Outcome(messages=["Copy completed successfully."])


@action("configure replace <source:word>")
def configure_replace(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Put a saved configuration in place of the running one, whole or not at all."""
    cli.replace_configuration(_source(cli, args["source"]))
    return None


@action("copy <source:word> startup-config")
def copy_to_startup(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Make a file of the flash the configuration to start with."""
    cli.switch.startup = cli.read_configuration(_source(cli, args["source"]))
    cli.switch.startup_written = (time.time(), cli.user.name)
    return Outcome(messages=["Copy completed successfully."])


def _source(cli: Cli, url: str) -> str:
    """The text of a configuration by its name; 1000 where there is none."""
    config = {"running-config": cli.switch.running, "startup-config": cli.switch.startup}.get(url)
    text = config.text() if config is not None else cli.switch.flash.get(_file(url))
    if text is None:
        raise errors.CommandError(f"Error reading {url} (No such file or directory)")
    return text


@action("copy terminal: <target:word>")
def copy_terminal(cli: Cli, args: Args, text: str | None) -> Outcome | None:
    """Write the command's input to a file of the flash."""
    if text is None or not args["target"].startswith("flash:"):
        raise errors.CommandError(f"Error copying terminal: to {args['target']} (Invalid argument)")
    cli.switch.flash[_file(args["target"])] = text
    return Outcome(messages=["Copy completed successfully."])


@action("delete <target:word>")
def delete(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Delete a file of the flash."""
    if cli.switch.flash.pop(_file(args["target"]), None) is None:
        raise errors.CommandError(f"Error deleting {args['target']} (No such file or directory)")
    return None


def _file(url: str) -> str:
    return url.removeprefix("flash:").lstrip("/")


@action("terminal (length | width) <count:int>", "terminal no monitor", privileged=False)
@action("clear counters [<names:interfaces>]", "clear logging", "clear lldp (counters | table)")
def nothing(_cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Accepted, without an effect that anything here shows."""
    return None


@action("bash <command:line>")
def bash(_cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Only allowed with a timeout (specification, "Unsupported commands")."""
    raise errors.IncompatibleCommand(
        "Command not permitted via API access. To run a bash command over the Command API,  use the "
        "'timeout  <seconds>' option."
    )


@action("bash")
def bash_shell(cli: Cli, args: Args, text: str | None) -> Outcome | None:
    """A shell is interactive."""
    return bash(cli, args, text)


@action("bash timeout <seconds:int> <command:line>")
def bash_timeout(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Run one of the few programs that the lab knows: ``echo``, ``hostname`` and ``true``."""
    program, _separator, rest = args["command"].partition(" ")
    known = {"echo": rest.strip("'\""), "hostname": cli.switch.hostname, "true": ""}
    if program not in known:
        return Outcome(
            {"messages": [f"bash: line 1: {program}: command not found\n"]},
            f"bash: line 1: {program}: command not found\n",
        )
    output = f"{known[program]}\n" if known[program] else ""
    return Outcome({"messages": [output]}, output)


@action("reload")
def reload(_cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Asks a question, so not over the API."""
    raise errors.IncompatibleCommand(
        "Command not permitted via API access. To reload the machine over the API, please use 'reload now' instead."
    )


@action("reload now")
def reload_now(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Restart: what was not saved is lost, and all cookies are invalid."""
    if cli.switch.startup is not None:
        cli.switch.running.replace(cli.switch.startup)
    cli.switch.boot_time = time.time()
    cli.switch.sessions.sessions.clear()
    cli.switch.cookies.expire_all()
    return None


@action("watch <command:line>", "telnet <host:line>", "ssh <host:line>", "less <file:word>", privileged=False)
def interactive(_cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Interactive commands cannot be run."""
    raise errors.IncompatibleCommand("Command not permitted via API access.")


def _answers(cli: Cli, host: str) -> bool:
    """Who answers a ping: the loopback network, the switch's own addresses, and those of its neighbors' ports."""
    if host == "localhost" or host.startswith("127."):
        return True
    switch = cli.switch
    ports = [interface for name, interface in switch.interfaces.items() if switch.is_up(name)]
    for name, link in switch.links.items():
        if switch.is_up(name):
            ports.append(link.neighbor.interfaces[link.neighbor_port])
    return any(address.split("/")[0] == host for port in ports for address in port.addresses)


@action("ping [vrf <vrf:name>] <host:word> [<options:line>]", privileged=False)
def ping(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """What ping prints; requests to addresses that do not answer are lost."""
    host = args["host"]
    numbers = {"repeat": 5, "size": 100}
    options = (args.get("options") or "").split()
    for name in numbers:
        if name in options[:-1] and options[options.index(name) + 1].isdigit():
            numbers[name] = int(options[options.index(name) + 1])
    count, size = numbers["repeat"], numbers["size"]
    alive = _answers(cli, host)
    lines = [f"PING {host} ({host}) {size - 28}({size}) bytes of data."]
    if alive:
        replies = range(1, count + 1)
        lines += [
            f"{size - 20} bytes from {host}: icmp_seq={number} ttl=64 time=0.0{number % 10}0 ms" for number in replies
        ]
    received = count if alive else 0
    loss = 0 if alive else 100
    lines += [
        "",
        f"--- {host} ping statistics ---",
        f"{count} packets transmitted, {received} received, {loss}% packet loss, time {count * 10}ms",
    ]
    if alive:
        lines.append("rtt min/avg/max/mdev = 0.010/0.030/0.050/0.010 ms")
    output = "\n".join(lines) + "\n"
    return Outcome({"messages": [output]}, output)
