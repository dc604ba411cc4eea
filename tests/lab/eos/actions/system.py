# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Other commands of the exec modes: enable, disable, bash, reload, ping …"""

from __future__ import annotations

import hashlib
import re
import time
from typing import TYPE_CHECKING

from .. import boot, errors, files
from ..ciphers import is_password
from ..logs import SEVERITIES, severity
from ..outcome import Outcome
from .engine import Args, action

if TYPE_CHECKING:
    from ..cli import Cli


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
        if not is_password(given, secret.split()[-1]):
            raise errors.UnauthorizedCommand("", "Bad secret")
    cli.enabled = True
    return None


@action("disable", privileged=False)
def disable(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Leave the privileged mode."""
    cli.leave_configuration()
    cli.enabled = False
    return None


@action("terminal (length | width) <count:int>", "terminal no monitor", privileged=False)
@action("agent <name:word> terminate")
@action("clear counters [<names:interfaces>]", "clear logging", "clear lldp (counters | table)")
def nothing(_cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Accepted, without an effect that anything here shows."""
    return None


@action("bash <command:line>")
def bash(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Over the API only allowed with a timeout (specification, "Unsupported commands"); a terminal runs it."""
    if cli.interactive and "command" in args:
        return _run(cli, args["command"])
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
    return _run(cli, args["command"])


def _run(cli: Cli, command: str) -> Outcome:
    program, _separator, rest = command.partition(" ")
    image = re.fullmatch(r"unzip -p /mnt/flash/(\S+) version", command)
    if image:
        output = cli.switch.flash.get(image[1])
        output = f"unzip:  cannot find or open {image[1]}\n" if output is None else output
        return Outcome({"messages": [output]}, output)
    known = {"echo": rest.strip("'\""), "hostname": cli.switch.hostname, "true": "", "nproc": "2"}
    if program not in known:
        return Outcome(
            {"messages": [f"bash: line 1: {program}: command not found\n"]},
            f"bash: line 1: {program}: command not found\n",
        )
    output = f"{known[program]}\n" if known[program] else ""
    return Outcome({"messages": [output]}, output)


@action("send log [level <level:word>] message <text:line>")
def send_log(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Log a message of one's own."""
    number = severity(args.get("level", "informational"))
    if number is None:
        raise errors.CommandError(f"Invalid severity: {args['level']}")
    where = cli.terminal if cli.interactive else "command-api (127.0.0.1)"
    mark = f"%SYS-{number}-LOGMSG_{SEVERITIES[number].upper()[:4]}"
    text = f"{mark}: Message from {cli.user.name} on {where}: {args['text']}"
    cli.switch.log.append((time.time(), number, "ConfigAgent", text))
    return None


@action("reload", "reload (in | at) <when:line>", "reload (hitless | fast-boot)")
def reload(_cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Asks a question, so not over the API."""
    raise errors.IncompatibleCommand(
        "Command not permitted via API access. To reload the machine over the API, please use 'reload now' instead."
    )


@action("reload [all] now")
def reload_now(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Restart with the image of the boot-config: what was not saved is lost, and all cookies are invalid."""
    boot.reload(cli.switch)
    return None


@action("reload (hitless | fast-boot) now")
def reload_hitless(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Restart without stopping traffic, where nothing speaks against it."""
    reasons = cli.switch.boot.hitless
    if reasons is None:
        raise errors.invalid_input(1, "hitless")
    if reasons:
        raise errors.CommandError(*reasons)
    boot.reload(cli.switch, boot.BY_USER_HITLESS)
    return None


@action("reload force in <when:word> [reason <reason:line>]")
def reload_in(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Schedule a restart after HHHH:MM; a later one replaces it."""
    if not re.fullmatch(r"\d{1,4}:[0-5]\d", args["when"]):
        raise errors.invalid_input(3, args["when"])
    hours, minutes = map(int, args["when"].split(":"))
    at = time.time() + hours * 3600 + minutes * 60
    cli.switch.boot.scheduled = boot.Scheduled(at, args.get("reason", ""))
    return None


@action("reload cancel", "no reload")
def reload_cancel(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Forget a restart that is scheduled."""
    cli.switch.boot.scheduled = None
    return None


# -- images and extensions -------------------------------------------------------------------------------------------


@action("verify <algorithm:/md5|/sha1|/sha256|/sha512> <url:word>")
def verify(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """The checksum of a file."""
    content = files.read(cli.switch, args["url"], "verifying").encode()
    digest = hashlib.new(args["algorithm"][1:], content, usedforsecurity=False).hexdigest()
    line = f"verify {args['algorithm']} ({args['url']}) = {digest}"
    return Outcome(messages=[line])


@action("extension <name:word> [force]")
def install_extension(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Install an extension that is stored."""
    name = args["name"]
    if name not in cli.switch.files["extension"]:
        raise errors.CommandError(f"Extension {name} not found")
    if not boot.value(cli.switch.files["extension"][name], "SWIX_VERSION"):
        raise errors.CommandError(f"Error installing {name}: not a valid extension")
    if name not in cli.switch.boot.installed:
        cli.switch.boot.installed.append(name)
    return None


@action("no extension <name:word>")
def remove_extension(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """Uninstall an extension."""
    if args["name"] not in cli.switch.boot.installed:
        raise errors.CommandError(f"Extension {args['name']} is not installed")
    cli.switch.boot.installed.remove(args["name"])
    return None


@action("copy installed-extensions boot-extensions")
def keep_extensions(cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Install at each start what is installed now."""
    cli.switch.boot.extensions = list(cli.switch.boot.installed)
    return Outcome(messages=["Copy completed successfully."])


@action("watch <command:line>", "telnet <host:line>", "ssh <host:line>", "less <file:word>", privileged=False)
def interactive(_cli: Cli, _args: Args, _text: str | None) -> Outcome | None:
    """Interactive commands cannot be run."""
    raise errors.IncompatibleCommand("Command not permitted via API access.")


@action("traceroute [(ip | ipv6)] [vrf <vrf:name>] <host:word> [<options:line>]", privileged=False)
def traceroute(cli: Cli, args: Args, _text: str | None) -> Outcome | None:
    """What traceroute prints: who answers is one hop away, and who does not is never reached."""
    host = args["host"]
    hops = [f" 1  {host} ({host})  0.042 ms  0.031 ms  0.029 ms"]
    if not _answers(cli, host):
        hops = [f"{number:2}  * * *" for number in range(1, 31)]
    output = "\n".join([f"traceroute to {host} ({host}), 30 hops max, 60 byte packets", *hops]) + "\n"
    return Outcome({"messages": [output]}, output)


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
