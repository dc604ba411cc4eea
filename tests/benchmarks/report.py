# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""From figures to a report: medians, ratios of runs of the same turn, and what was reached."""

from __future__ import annotations

from collections.abc import Sequence

from . import texts
from .figures import Data, Spread, ratio, samples, seen, spread
from .tables import Verdict, cell, failures, heading, machine, table, times, verdict_table
from .variants import COMMAND, LARGE_CLIENTS, LARGE_COMMAND, LARGE_VARIANTS, VARIANTS, Variant

#: Our CPU time may be this many times the floor's, and arista.eos's is to be at least this many times ours.
MOST_OVER_FLOOR, LEAST_UNDER_THEIRS = 1.3, 20.0
#: A host may cost this many times as much among a thousand as among twenty.
MOST_AMONG_MANY = 1.2

# -- what was to be reached ------------------------------------------------------------------------------------------


def verdicts(data: Data) -> list[Verdict]:
    """All of them, for each number of hosts."""
    found: list[Verdict] = []
    for hosts in data["settings"]["hosts"]:
        found += [_floor(data, "d", hosts), _floor(data, "d2", hosts), _theirs(data, hosts), _logins(data, hosts)]
        found += [_fewer(data, key, hosts) for key in ("b", "c2")]
    return found


def many_verdicts(data: Data) -> list[Verdict]:
    """Whether a host costs as much among many as among few."""
    few, many = min(data["settings"]["hosts"]), max(data["settings"]["hosts"])
    return [_each(data, key, few, many) for key in ("a", "f")] if few < many else []


def _each(data: Data, key: str, few: int, many: int) -> Verdict:
    wanted = f"{key}: a host costs at most {MOST_AMONG_MANY} × as much among {many} as among {few}"
    costs = [spread(data, key, hosts, "cpu") for hosts in (few, many)]
    if costs[0] is None or costs[1] is None:
        return Verdict(wanted, "–", None)
    each = [found.middle / hosts for found, hosts in zip(costs, (few, many), strict=True) if found]
    return Verdict(wanted, f"{each[1] * 1000:.1f} ms, {each[0] * 1000:.1f} ms", each[1] <= MOST_AMONG_MANY * each[0])


def _floor(data: Data, floor: str, hosts: int) -> Verdict:
    found = ratio(data, "a", floor, hosts, "cpu")
    name = "the floor's" if floor == "d" else "the stricter floor's"
    wanted = f"{hosts} hosts: our CPU time is at most {MOST_OVER_FLOOR} × {name} (a by {floor})"
    return Verdict(wanted, times(found), found.middle <= MOST_OVER_FLOOR if found else None)


def _theirs(data: Data, hosts: int) -> Verdict:
    found = ratio(data, "c", "a", hosts, "cpu")
    wanted = f"{hosts} hosts: arista.eos's CPU time is at least {LEAST_UNDER_THEIRS:.0f} × ours (c by a)"
    return Verdict(wanted, times(found), found.middle >= LEAST_UNDER_THEIRS if found else None)


def _logins(data: Data, hosts: int) -> Verdict:
    logins = [sample["switches"] for sample in samples(data, "a", hosts)]
    wanted = f"{hosts} hosts: one login per host and play (a)"
    if not logins:
        return Verdict(wanted, "–", None)
    counts = sorted({_passwords(switches) for switches in logins})
    return Verdict(wanted, f"{', '.join(map(str, counts))} passwords checked in a play", counts == [hosts])


def _fewer(data: Data, key: str, hosts: int) -> Verdict:
    """Requests, checked passwords and handshakes against those of arista.eos over its own plugin."""
    wanted = f"{hosts} hosts: fewer requests, logins and handshakes than arista.eos over its own plugin ({key} by c)"
    rows = (("requests",), ("logins", "basic_authentications"), ("tls_handshakes",))
    pairs = [(seen(data, key, hosts, *row), seen(data, "c", hosts, *row)) for row in rows]
    if any(ours is None or theirs is None for ours, theirs in pairs):
        return Verdict(wanted, "–", None)
    numbers = [(ours or 0.0, theirs or 0.0) for ours, theirs in pairs]
    names = ("requests", "passwords checked", "handshakes")
    text = ", ".join(
        f"{name} {ours:.0f} against {theirs:.0f}" for name, (ours, theirs) in zip(names, numbers, strict=True)
    )
    return Verdict(wanted, text, all(ours < theirs for ours, theirs in numbers))


def _passwords(switches: Data) -> int:
    return int(switches["logins"] + switches["basic_authentications"])


# -- tables ----------------------------------------------------------------------------------------------------------


def _title(variant: Variant) -> str:
    return f"**{variant.key}** {variant.title}"


def costs(data: Data, hosts: int, variants: Sequence[Variant] = VARIANTS) -> list[str]:
    """What a run cost."""
    work = hosts * data["settings"]["tasks"]
    rows = []
    for variant in variants:
        cpu = spread(data, variant.key, hosts, "cpu")
        if cpu is None:
            continue
        each = Spread(cpu.middle / work * 1000, cpu.low / work * 1000, cpu.high / work * 1000)
        lab = spread(data, variant.key, hosts, "lab_cpu")
        rows.append(
            (
                _title(variant),
                str(len(samples(data, variant.key, hosts))),
                cell(spread(data, variant.key, hosts, "wall")),
                cell(cpu),
                f"{each.middle:.1f}" if each.middle < 100 else f"{each.middle:.0f}",
                cell(spread(data, variant.key, hosts, "peak_mb"), ".0f"),
                f"{lab.middle:.2f}" if lab else "–",
            )
        )
    head = ("", "runs", "wall s", "CPU s", "CPU ms a task and host", "peak memory MB", "lab's CPU s")
    return table(head, rows)


def counters(data: Data, hosts: int, variants: Sequence[Variant] = VARIANTS) -> list[str]:
    """What the switches saw of a run."""
    columns = {
        "TCP connections": ("connections",),
        "TLS handshakes": ("tls_handshakes",),
        "HTTP requests": ("requests",),
        "runCmds": ("command_requests",),
        "logins": ("logins",),
        "basic authentications": ("basic_authentications",),
    }
    rows = []
    for variant in variants:
        if variant.asks and samples(data, variant.key, hosts):
            numbers = [seen(data, variant.key, hosts, *names) or 0 for names in columns.values()]
            rows.append((_title(variant), *(f"{number:.0f}" for number in numbers)))
    return table(("", *columns), rows)


#: Pairs that are worth a ratio, and what that tells.
RATIOS = (
    ("a", "d", "what our command adds to Ansible itself"),
    ("a", "d2", "the same, against the cheapest connection there is"),
    ("c", "a", "arista.eos against ours"),
    ("c", "d2", "arista.eos against the cheapest connection"),
    ("a", "f", "a task for each host against one task for all of them"),
    ("b", "a", "our command over netcommon.httpapi against our connection"),
    ("c", "b", "arista.eos against ours, both over netcommon.httpapi"),
    ("c", "c2", "arista.eos's plugin against ours, the same module"),
    ("a", "e1", "Ansible with ours against plain requests"),
    ("f", "e1", "one task for all hosts against plain requests"),
)


def ratios(data: Data, pairs: Sequence[tuple[str, str, str]] = RATIOS) -> list[str]:
    """The ratios of CPU and wall time."""
    rows = []
    for hosts in data["settings"]["hosts"]:
        for above, below, meaning in pairs:
            cpu, wall = (ratio(data, above, below, hosts, value) for value in ("cpu", "wall"))
            if cpu is not None:
                rows.append((f"{above} by {below}: {meaning}", str(hosts), cell(cpu), cell(wall)))
    return table(("", "hosts", "CPU", "wall"), rows)


# -- large replies ---------------------------------------------------------------------------------------------------


def large(data: Data) -> list[str]:
    """The section on large replies; empty where none was asked for."""
    if not data["large"]:
        return []
    size = data["settings"]["large_mb"]
    return [
        f"## Large replies: `{LARGE_COMMAND}` of {size:g} MB",
        texts.LARGE_CLIENT,
        *table(("", "seconds", "CPU s", "peak over before, MB"), _large_clients(data, size)),
        texts.LARGE_PLAY,
        *table(("", "wall s", "CPU s", "peak memory MB", "over the ordinary reply, MB"), _large_plays(data, size)),
        texts.LARGE_WHY,
        *failures(entry for entry in data["large"] if entry.get("failed")),
    ]


def _large_clients(data: Data, size: float) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for kind, title in LARGE_CLIENTS.items():
        found = [entry["client"] for entry in data["large"] if entry["kind"] == kind and "client" in entry]
        over = Spread.of(figures["peak_mb"] - figures["before_mb"] for figures in found)
        if over is not None:
            seconds, cpu = (cell(Spread.of(figures[name] for figures in found)) for name in ("seconds", "cpu"))
            rows.append((title, seconds, cpu, f"{over.middle:.0f} ({over.middle / size:.1f} ×)"))
    return rows


def _large_plays(data: Data, size: float) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    ordinary: float | None = None
    for variant in LARGE_VARIANTS:
        plays = [entry["play"] for entry in data["large"] if entry["kind"] == f"play-{variant.key}"]
        good = [play for play in plays if not play["failed"]]
        if not good:
            rows += [(variant.title, "failed", plays[0]["failed"], "–", "–")] if plays else []
            continue
        wall, cpu = (cell(Spread.of(play[name] for play in good)) for name in ("wall", "cpu"))
        peak = Spread.of(play["peak_mb"] for play in good if play["peak_mb"] is not None)
        if peak is None:
            rows.append((variant.title, wall, cpu, "–", "–"))
            continue
        ordinary = peak.middle if ordinary is None else ordinary
        over = peak.middle - ordinary
        more = f"{over:.0f} ({over / size:.1f} ×)" if variant is not LARGE_VARIANTS[0] else "–"
        rows.append((variant.title, wall, cpu, f"{peak.middle:.0f}", more))
    return rows


# -- the whole -------------------------------------------------------------------------------------------------------


def _settings(data: Data) -> str:
    settings = data["settings"]
    slow = [variant.key for variant in VARIANTS if variant.slow]
    text = machine(data) + texts.TURNS.format_map({**settings, "slow": ", ".join(slow)})
    beyond = settings["slow_beyond"]
    many = [str(hosts) for hosts in settings["hosts"] if hosts > settings["slow_hosts"]]
    left_out = [key for key in slow if key not in beyond]
    if many and left_out:
        names = {"hosts": " and ".join(many), "keys": " and ".join(left_out), "beyond": " and ".join(beyond) or "none"}
        text += texts.SKIPPED.format_map(names)
    return text + (texts.QUICK if settings["quick"] else "")


def markdown(data: Data) -> str:
    """The report."""
    many = "many" in data["settings"]
    name, title = ("benchmark-many", "What a thousand switches cost") if many else ("benchmark", "How fast it is")
    lines = [
        *heading(title, f"{name}.png", "CPU time a task and host", _settings(data)),
        *verdict_table(many_verdicts(data) if many else verdicts(data)),
        *failures(sample for sample in data["samples"] if sample["failed"]),
    ]
    for hosts in data["settings"]["hosts"]:
        tasks = data["settings"]["tasks"]
        lines += [f"## {hosts} hosts × {tasks} task{'s' if tasks > 1 else ''}", "", *costs(data, hosts), ""]
        lines += ["What the switches saw in one run, all together:", "", *counters(data, hosts), ""]
    lines += ["## Ratios", "", *ratios(data), "", *large(data)]
    lines += ["## How to read it", texts.READING.format_map({**data["settings"], "command": COMMAND})]
    again = '`make bench ARGS="--many"`' if many else "`make bench`"
    lines += [f"The figures of every run are in [{name}.json]({name}.json). {again} measures anew."]
    return "\n".join(lines) + "\n"
