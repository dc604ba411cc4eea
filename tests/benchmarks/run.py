# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Measure our connection against arista.eos, Ansible's floor and plain Python clients; write tables and a plot.

    make bench [ARGS="--hosts 20,100 --repeat 5"]      one command on many switches
    make bench ARGS="--many"                           one task on 20 and on 1,000 switches instead
    make bench ARGS="--config"                         configurations instead
    make bench ARGS="--cloudvision"                    CloudVision instead
    make bench ARGS="--arista-eos"                     modules of arista.eos over three ways

Needs the packages and the collections that `make bench` brings. Nothing is left running, also after Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

# Run by its path, this folder would be searched first: search its parent instead, where `lab` is too.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry or ".").resolve() != HERE)]

from benchmarks import arista_eos, plot, report  # noqa: E402
from benchmarks.cloudvision import measure as cloudvision_measure  # noqa: E402
from benchmarks.cloudvision import plot as cloudvision_plot  # noqa: E402
from benchmarks.cloudvision import report as cloudvision_report  # noqa: E402
from benchmarks.configuration import measure as config_measure  # noqa: E402
from benchmarks.configuration import plot as config_plot  # noqa: E402
from benchmarks.configuration import report as config_report  # noqa: E402
from benchmarks.facts import facts, missing  # noqa: E402
from benchmarks.measure import Bench, RunFailed, Sample, turns  # noqa: E402
from benchmarks.network import BenchError, LabProcess  # noqa: E402
from benchmarks.tables import Verdict  # noqa: E402
from benchmarks.variants import LARGE_CLIENTS, LARGE_VARIANTS, VARIANTS, Variant  # noqa: E402

ROOT = HERE.parent.parent
#: Fewer lines than this have not all kinds of sections; a quick run stops growing at the second.
SMALLEST, QUICK_SIZE = 200, 2000
#: What is measured on a thousand switches; over ansible.netcommon it would take a quarter of an hour.
MANY_VARIANTS = "d,d2,a,f,e1"


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options; `--quick` changes defaults only."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--quick", action="store_true", help="a few switches, once, to see that all works; not to docs/"
    )
    parser.add_argument(
        "--config", action="store_true", help="measure configurations, not commands; takes the options marked with *"
    )
    parser.add_argument(
        "--many", action="store_true", help="measure one task on 20 and on 1,000 switches, 50 at a time, once"
    )
    parser.add_argument(
        "--cloudvision", action="store_true", help="measure CloudVision; takes --hosts, --tasks, --forks and --repeat"
    )
    parser.add_argument(
        "--arista-eos", action="store_true", help="measure modules of arista.eos; takes the options marked with *"
    )
    parser.add_argument(
        "--hosts", help="* numbers of switches (default 20,100; with --config 1,20; with --cloudvision 20)"
    )
    parser.add_argument("--tasks", type=int, help="tasks of one command (default 5; with --many 1)")
    parser.add_argument("--forks", type=int, help="* hosts, or threads, at a time (default 20; with --many 50)")
    parser.add_argument("--repeat", type=int, help="* turns (default 5)")
    parser.add_argument("--slow-repeat", type=int, default=1, help="* turns of what runs over netcommon (default 1)")
    parser.add_argument("--slow-hosts", type=int, default=20, help="most switches for those (default 20)")
    parser.add_argument("--slow-beyond", default="c", help="those with more switches all the same, once (default c)")
    parser.add_argument("--only", help="variants, such as a,d,e1 (default all)")
    parser.add_argument("--lines", type=int, help="* lines of the configuration, 200 or more (default 2000)")
    parser.add_argument("--large-mb", type=float, help="size of the large reply, 10^6 bytes; 0: none (default 50)")
    parser.add_argument("--out", type=Path, help="folder for the results (default docs)")
    parser.add_argument("--draw", type=Path, metavar="JSON", help="measure nothing: make report and plot from figures")
    options = parser.parse_args(arguments)
    quick = options.quick
    usual = "1,20" if options.config else "20" if options.cloudvision else "20,1000" if options.many else "20,100"
    options.hosts = options.hosts or ("4" if quick else usual)
    options.lines = options.lines or (500 if quick else 2000)
    options.tasks = (1 if options.many else 5) if options.tasks is None else options.tasks
    options.forks = (50 if options.many else 20) if options.forks is None else options.forks
    options.repeat = options.repeat or (1 if quick or options.many else 5)
    options.only = options.only or (MANY_VARIANTS if options.many else None)
    small = options.config or options.many or options.arista_eos
    options.large_mb = (0 if small else 5 if quick else 50) if options.large_mb is None else options.large_mb
    options.out = options.out or (ROOT / os.environ.get("BUILD", ".build") / "benchmark" if quick else ROOT / "docs")
    check(parser, options)
    return options


def check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse what makes no sense, and read the lists."""
    try:
        options.hosts = sorted({int(number) for number in options.hosts.split(",")})
    except ValueError:
        parser.error(f"--hosts {options.hosts}: numbers with commas between, such as 20,100")
    if min(*options.hosts, options.tasks, options.forks, options.repeat, options.slow_repeat) < 1:
        parser.error("--hosts, --tasks, --forks, --repeat and --slow-repeat are 1 or more")
    if options.lines < SMALLEST:
        parser.error(f"--lines is {SMALLEST} or more")
    if options.config + options.cloudvision + options.many + options.arista_eos > 1:
        parser.error("--config, --cloudvision, --many or --arista-eos: one of them")
    if (options.config or options.cloudvision or options.arista_eos) and options.only:
        parser.error("--only is for commands alone")
    known = [variant.key for variant in VARIANTS]
    options.only = options.only.split(",") if options.only else known
    options.slow_beyond = [key for key in options.slow_beyond.split(",") if key]
    if not {*options.only, *options.slow_beyond} <= set(known):
        parser.error(f"--only, --slow-beyond: there are {', '.join(known)}")


def say(text: str) -> None:
    """Progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


def measure(bench: Bench, options: argparse.Namespace) -> list[Sample]:
    """All variants on all numbers of hosts."""
    chosen = [variant for variant in VARIANTS if variant.key in options.only]
    for variant in chosen:
        warm_up(bench, variant)
    samples = []
    for hosts in options.hosts:
        many = hosts > options.slow_hosts
        able = [variant for variant in chosen if not (many and variant.slow) or variant.key in options.slow_beyond]
        for turn, variant in turns(able, options.repeat, 1 if many else options.slow_repeat):
            sample = bench.sample(variant, hosts, turn)
            samples.append(sample)
            say(f"{hosts:4} hosts, turn {turn + 1}, {variant.key:2} {variant.title:54} {words(sample)}")
    return samples


def warm_up(bench: Bench, variant: Variant) -> None:
    """One host, one task, not counted: files are read from the disk once, and what cannot work is told early."""
    sample = bench.sample(variant, 1, 0, tasks=1)
    if sample.failed:
        raise BenchError(f"{variant.key}, {variant.title}: {sample.failed}")


def words(sample: Sample) -> str:
    """A sample in a line."""
    if sample.failed:
        return f"FAILED: {sample.failed}"
    memory = f"{sample.peak_mb:.0f} MB" if sample.peak_mb is not None else "memory unknown"
    return f"wall {sample.wall:7.2f} s, CPU {sample.cpu:7.2f} s, {memory}"


def measure_large(bench: Bench, repeat: int) -> list[dict[str, Any]]:
    """Large replies, by clients alone and by Ansible."""
    found: list[dict[str, Any]] = []
    for turn in range(repeat):
        for kind in LARGE_CLIENTS:
            say(f"large reply, turn {turn + 1}, {LARGE_CLIENTS[kind]}")
            try:
                found.append({"kind": kind, "turn": turn, "client": bench.large(kind)})
            except RunFailed as error:
                found.append({"kind": kind, "turn": turn, "failed": str(error)})
        for variant in LARGE_VARIANTS:
            sample = bench.sample(variant, 1, turn, tasks=1)
            say(f"large reply, turn {turn + 1}, {variant.title}: {words(sample)}")
            found.append({"kind": f"play-{variant.key}", "turn": turn, "play": sample.as_dict()})
    return found


@dataclass(frozen=True)
class Kind:
    """A benchmark: what it measures in a folder, and what it makes of the figures.

    :ivar name: of the files; `settings`: options that belong to the figures.
    """

    name: str
    settings: tuple[str, ...]
    collect: Callable[[argparse.Namespace, Path], dict[str, Any]]
    markdown: Callable[[dict[str, Any]], str]
    plot: Callable[[dict[str, Any], Path, Path], None] | None
    verdicts: Callable[[dict[str, Any]], list[Verdict]]


def switches(options: argparse.Namespace, folder: Path) -> LabProcess:
    """A lab with enough switches."""
    return LabProcess(folder, max(options.hosts), options.large_mb or 0.2)


def commands(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Commands on many switches, and large replies."""
    with switches(options, folder) as lab:
        bench = Bench(folder, lab, options.tasks, options.forks)
        samples = measure(bench, options)
        large = measure_large(bench, min(options.repeat, 3)) if options.large_mb else []
    return {"samples": [sample.as_dict() for sample in samples], "large": large}


def modules(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Modules of arista.eos over three ways."""
    with switches(options, folder) as lab:
        bench = Bench(folder, lab, options.tasks, options.forks)
        found = arista_eos.measure(
            bench,
            options,
            lambda sample: say(f"{sample.hosts:4} hosts, turn {sample.turn + 1}, {sample.variant:2} {words(sample)}"),
        )
    return {"samples": [sample.as_dict() for sample in found]}


def configurations(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Configurations entered on switches, and what reading and comparing them costs by size."""
    samples, found = [], []
    with switches(options, folder) as lab:
        bench = config_measure.ConfigBench(Bench(folder, lab, 1, options.forks), folder, options.lines)
        bench.warm_up()
        for sample in bench.samples(options.hosts, options.repeat, options.slow_repeat):
            samples.append(sample.as_dict())
            say(f"{sample.hosts:4} hosts, turn {sample.turn + 1}, {sample.variant:14} {words(sample)}")
    sizes = [size for size in config_measure.SIZES if not options.quick or size <= QUICK_SIZE]
    for entry in config_measure.growth(folder, sizes):
        found.append(entry)
        figure = entry.get("failed") or f"{entry['cpu'] * 1000:.2f} ms"
        say(f"{entry['lines']:6} lines, {entry['library']:10} {entry['phase']:9} {figure}")
    return {"samples": samples, "growth": found}


def cloudvision(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Lists by our client and others, a task, an inventory."""
    hosts = options.hosts[-1]
    samples = cloudvision_measure.plays(folder, hosts, options.tasks, options.forks, options.repeat, say)
    return {
        "samples": [sample.as_dict() for sample in samples],
        "lists": list(cloudvision_measure.lists(folder, options.repeat, say)),
        "inventory": list(cloudvision_measure.inventories(folder, options.repeat, say)),
        "packages": cloudvision_measure.packages(),
    }


COMMANDS = Kind(
    "benchmark",
    ("hosts", "tasks", "forks", "repeat", "slow_repeat", "slow_hosts", "slow_beyond", "large_mb", "quick"),
    commands,
    report.markdown,
    plot.plot,
    report.verdicts,
)
MANY = replace(COMMANDS, name="benchmark-many", settings=(*COMMANDS.settings, "many"), verdicts=report.many_verdicts)
CONFIG = Kind(
    "benchmark-config",
    ("hosts", "lines", "forks", "repeat", "slow_repeat", "quick"),
    configurations,
    config_report.markdown,
    config_plot.plot,
    config_report.verdicts,
)
ARISTA_EOS = Kind(
    "benchmark-arista-eos",
    ("hosts", "tasks", "forks", "repeat", "slow_repeat", "quick"),
    modules,
    arista_eos.markdown,
    None,
    arista_eos.verdicts,
)
CLOUDVISION = Kind(
    "benchmark-cloudvision",
    ("hosts", "tasks", "forks", "repeat", "quick"),
    cloudvision,
    cloudvision_report.markdown,
    cloudvision_plot.plot,
    cloudvision_report.verdicts,
)


def wanted(options: argparse.Namespace) -> Kind:
    """The benchmark that the options name."""
    chosen = {
        CONFIG: options.config,
        CLOUDVISION: options.cloudvision,
        MANY: options.many,
        ARISTA_EOS: options.arista_eos,
    }
    return next((kind for kind, named in chosen.items() if named), COMMANDS)


def kind_of(data: dict[str, Any]) -> Kind:
    """The benchmark that figures are of."""
    marks = {"growth": CONFIG, "lists": CLOUDVISION, "large": MANY if "many" in data["settings"] else COMMANDS}
    return next((kind for mark, kind in marks.items() if mark in data), ARISTA_EOS)


def write(kind: Kind, data: dict[str, Any], folder: Path) -> Path:
    """The figures, the plot and the report, whose path is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind.name}.md"
    path.with_suffix(".json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    path.write_text(kind.markdown(data), encoding="utf-8")
    if kind.plot:
        kind.plot(data, path.with_suffix(".png"), path.with_suffix(".svg"))
    return path


@contextmanager
def workplace() -> Iterator[Path]:
    """A private folder with a short path (unix sockets have to fit); SIGTERM and SIGHUP leave through here as well."""

    def leave(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    folder = Path(tempfile.mkdtemp(prefix="aerie-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def collect(kind: Kind, options: argparse.Namespace) -> dict[str, Any]:
    """Measure in a folder that is gone afterwards."""
    lack = missing()
    if lack:
        raise BenchError(f"{lack}. `make bench` brings what is needed.")
    started = time.monotonic()
    with workplace() as folder:
        found = kind.collect(options, folder)
    return {
        "settings": {name: getattr(options, name) for name in kind.settings},
        "machine": {**facts(), "seconds": round(time.monotonic() - started)},
        **found,
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure and write; 0 unless a run failed or nothing could be measured."""
    options = parse(arguments)
    try:
        if options.draw:
            data = json.loads(options.draw.read_text(encoding="utf-8"))
            kind = kind_of(data)
        else:
            kind = wanted(options)
            data = collect(kind, options)
        path = write(kind, data, options.out)
    except BenchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return 130
    for verdict in kind.verdicts(data):
        print(f"{verdict.word:12} {verdict.wanted}: {verdict.found}")
    print(f"See {path}")
    parts = (*data["samples"], *data.get("lists", ()), *data.get("inventory", ()))
    return 1 if any(part.get("failed") for part in parts) else 0


if __name__ == "__main__":
    sys.exit(main())
