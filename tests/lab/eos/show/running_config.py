# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show running-config``, ``show startup-config``, ``show session-config``."""

from __future__ import annotations

import re
import time

from .. import pipes
from ..configure.engine import MODES, with_defaults
from ..errors import CommandError, invalid_input
from ..registry import Context, Model, Text, show, show_text
from ..releases import release
from ..sessions import ConfigSession, diff, unified
from ..tree import Config


def _header(ctx: Context) -> list[str]:
    switch = ctx.switch
    return [
        f"! device: {switch.hostname} ({switch.hardware.model}, EOS-{switch.eos})",
        "!",
        f"! boot system {switch.boot.image}",
        "!",
    ]


def _wanted(ctx: Context, config: Config) -> Config:
    """The configuration with its defaults where ``all`` is asked for."""
    if ctx.args.get("all") != "all":
        return config
    return Config(with_defaults(config.root, number=release(ctx.switch.eos)))


#: What stands before a secret in a configuration; types such as 7 stay.
_TYPE = "(?:0|5|7|8a|sha512) "
_BEFORE_SECRETS = (
    rf"\bsecret (?:\S+ )?{_TYPE}",
    rf"\bpassword (?:level \d+ )?{_TYPE}",
    rf"\b(?:shared-)?key (?:\S+ )?{_TYPE}",
    rf"\bpassphrase {_TYPE}",
    rf"\bauthentication-key (?:\d+ (?:md5|sha1) )?(?:{_TYPE})?",
    rf"\bmessage-digest-key \d+ \S+ {_TYPE}",
    r"\bsnmp-server community ",
    r"\bsnmp-server host \S+(?: vrf \S+)? version (?:1|2c) ",
    r"\bauth (?:md5|sha\d*) ",
    r"\bpriv (?:des|3des|aes\d*) ",
    r"auth=key,",
)
_SECRETS = re.compile(f"({'|'.join(_BEFORE_SECRETS)})[^\\s,]+")


def sanitized(text: str) -> str:
    """A configuration without its secrets."""
    return _SECRETS.sub(r"\1<removed>", text)


def _as_json(ctx: Context, config: Config) -> Model:
    config = _wanted(ctx, config)
    return {"header": _header(ctx)[:1], "comments": list(config.root.comments), "cmds": config.root.as_json()}


def _as_text(ctx: Context, config: Config, command: str) -> str:
    config = _wanted(ctx, config)
    return "\n".join([f"! Command: {command}", *_header(ctx), config.text()])


@show("show running-config [<all:all|sanitized>]", privileged=True)
def show_running_config(ctx: Context) -> Model:
    """The configuration that is in effect."""
    return _as_json(ctx, ctx.switch.running)


@show_running_config.text
def _running(ctx: Context, _model: Model) -> str:
    option = ctx.args.get("all")
    command = f"show running-config{f' {option}' if option else ''}"
    text = _as_text(ctx, ctx.switch.running, command)
    return sanitized(text) if option == "sanitized" else text


@show_text("show running-config [<all:all|sanitized>] section <expression:line>", privileged=True)
def show_running_section(ctx: Context) -> Text:
    """The sections that match an expression."""
    try:
        pattern = re.compile(ctx.args["expression"].strip('"'), re.IGNORECASE)
    except re.error:
        raise CommandError(f"Invalid regular expression: {ctx.args['expression']}") from None
    text = pipes.section(_wanted(ctx, ctx.switch.running).text(), pattern)
    return sanitized(text) if ctx.args.get("all") == "sanitized" else text


@show_text("show running-config [<all:all|sanitized>] interfaces [<names:interfaces>]", privileged=True)
def show_running_interfaces(ctx: Context) -> Text:
    """The sections of some interfaces, or of all."""
    names = ctx.args.get("names")
    lines: list[str] = []
    for node in _wanted(ctx, ctx.switch.running).root.under("interface"):
        if names is None or node.key[1] in names:
            lines += [node.line, *node.lines("   ")]
    text = "".join(f"{line}\n" for line in lines)
    return sanitized(text) if ctx.args.get("all") == "sanitized" else text


@show_text("show active [<all:all|detail>]", privileged=True)
def show_active(ctx: Context) -> Text:
    """What the mode holds that the CLI is in."""
    if not ctx.sections:
        raise invalid_input(1, "active")
    text = ""
    for node in ctx.sections:
        section = (
            with_defaults(node, MODES[ctx.mode], release(ctx.switch.eos)) if ctx.args.get("all") == "all" else node
        )
        lines = section.lines("   " if node.line else "")
        text += "".join(f"{line}\n" for line in ([node.line] if node.line else []) + list(lines))
    return text


@show("show startup-config", privileged=True)
def show_startup_config(ctx: Context) -> Model:
    """The configuration that the switch starts with."""
    return _as_json(ctx, ctx.switch.startup or Config())


@show_startup_config.text
def _startup(ctx: Context, _model: Model) -> str:
    if ctx.switch.startup is None:
        return ""
    when, user = ctx.switch.startup_written or (ctx.switch.boot_time, "root")
    stamp = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(when))
    text = _as_text(ctx, ctx.switch.startup, "show startup-config")
    first, rest = text.split("\n", 1)
    return f"{first}\n! Startup-config last modified at  {stamp} by {user}\n{rest}"


@show_text("show running-config diffs", privileged=True)
def show_running_diffs(ctx: Context) -> Text:
    """What is not saved yet."""
    startup = ctx.switch.startup or Config()
    return unified(startup, ctx.switch.running, "flash:/startup-config", "system:/running-config")


def _session(ctx: Context) -> ConfigSession:
    name = ctx.args.get("name") or ctx.session
    if name is None:
        raise CommandError("Not in a configuration session")
    return ctx.switch.sessions.get(name)


@show("show session-config [named <name:name>] [<all:all|sanitized>]", privileged=True)
def show_session_config(ctx: Context) -> Model:
    """The configuration that a session has so far."""
    return _as_json(ctx, _session(ctx).config)


@show_session_config.text
def _session_text(ctx: Context, _model: Model) -> str:
    named = f" named {ctx.args['name']}" if "name" in ctx.args else ""
    option = ctx.args.get("all")
    command = f"show session-config{named}{f' {option}' if option else ''}"
    text = _as_text(ctx, _session(ctx).config, command)
    return sanitized(text) if option == "sanitized" else text


@show_text("show session-config [named <name:name>] diffs", privileged=True)
def show_session_diffs(ctx: Context) -> Text:
    """The unified difference between the running configuration and the session's; not under another's lock."""
    session = _session(ctx)
    if ctx.locked and ctx.switch.lock is not None:
        raise ctx.switch.lock.refusal()
    return diff(ctx.switch.running, session)
