# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Work grows with the length of a configuration and not with its square. Calls are counted, since clocks are not to be
trusted on a busy machine."""

from __future__ import annotations

import sys
import typing as t
from collections.abc import Callable

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.compare import compare, missing
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.merge import merge
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.unified_diff import unified


def calls(work: Callable[[], t.Any]) -> int:
    """How many calls of functions, in Python and in C, some work takes."""
    count = 0

    def note(_frame: t.Any, event: str, _arg: t.Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def ports(size: int, salt: int = 0) -> str:
    """Many sections, of which some differ."""
    section = "interface Ethernet{n}\n   description port {d}\n   no switchport\n   ip address 10.{a}.{b}.1/31\n!\n"
    return "".join(
        section.format(n=n, d=n + (salt if n % 7 == 0 else 0), a=n // 250, b=n % 250) for n in range(size // 4)
    )


def routes(size: int, salt: int = 0) -> str:
    """Many lines at the top, in the opposite order and half of them others if salted."""
    numbers = range(size, 0, -1) if salt else range(size)
    return "".join(f"ip route 10.{n // 250}.{n % 250}.0/24 192.0.2.{n % 2 if salt else 0}\n" for n in numbers)


def removals(size: int, salt: int = 0) -> str:
    """Lines, and as many that remove some by their first words, or nothing."""
    if not salt:
        return "".join(f"neighbor 10.{n // 250}.{n % 250}.1 remote-as {n}\n" for n in range(size))
    return "".join(f"no neighbor 10.{n // 250}.{n % 250}.{n % 2}\n" for n in range(size))


def rules(size: int, salt: int = 0) -> str:
    """One long access list without numbers, the other way round if salted."""
    numbers = range(size, 0, -1) if salt else range(size)
    return "ip access-list A\n" + "".join(f"   permit ip any host 10.0.{n // 250}.{n % 250}\n" for n in numbers)


def repeated(size: int, salt: int = 0) -> str:
    """The same line again and again."""
    return "no shutdown\n" * (size + salt)


def replaced(size: int, salt: int = 0) -> str:
    """Lists, each removed before it is made anew if salted."""
    lists = (f"ip access-list A{n}\n   10 permit ip any any\n" for n in range(size // 2))
    return "".join(f"no ip access-list A{n}\n{text}" if salt else text for n, text in enumerate(lists))


SHAPES = [ports, routes, removals, rules, repeated, replaced]
WORK: dict[str, Callable[[Config, Config, str], t.Any]] = {
    "parse": lambda running, wanted, text: Config.parse(text),
    "text": lambda running, wanted, text: wanted.text(),
    "commands": lambda running, wanted, text: wanted.commands(),
    "copy": lambda running, wanted, text: wanted.copy(),
    "merge": lambda running, wanted, text: merge(running.root, wanted.root),
    "missing": lambda running, wanted, text: missing(wanted, running),
    "missing, exact": lambda running, wanted, text: missing(wanted, running, match="exact", replace="block"),
    "compare": lambda running, wanted, text: compare(running, wanted, ["^never$"]),
    "unified": lambda running, wanted, text: unified(running, wanted),
}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
@pytest.mark.parametrize("work", WORK)
def test_four_times_the_lines_take_about_four_times_the_calls(shape: Callable[..., str], work: str) -> None:
    counts = []
    for size in (300, 1200):
        text = shape(size, 1)
        running, wanted = Config.parse(shape(size)), Config.parse(text)
        counts.append(calls(lambda running=running, wanted=wanted, text=text: WORK[work](running, wanted, text)))  # type: ignore[misc]
    assert counts[1] < 6 * counts[0]


def test_a_configuration_of_20000_lines_keeps_every_line() -> None:
    text = ports(20_000) + rules(5_000)
    config = Config.parse(text)
    assert len(list(config.walk())) == 25_001
    assert Config.parse(config.text()) == config
    assert not missing(config, Config.parse(text))
