# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Measure our connection against arista.eos, Ansible's floor and plain Python clients; write tables and a plot.

    make bench [ARGS="--hosts 20,100 --repeat 5"]

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

# Run by its path, this folder would be searched first: search its parent instead, where `lab` is too.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry or ".").resolve() != HERE)]

from benchmarks.facts import facts, missing  # noqa: E402
from benchmarks.measure import Bench, RunFailed, Sample, turns  # noqa: E402
from benchmarks.network import BenchError, LabProcess  # noqa: E402
from benchmarks.plot import plot  # noqa: E402
from benchmarks.report import markdown, verdicts  # noqa: E402
from benchmarks.variants import LARGE_CLIENTS, LARGE_VARIANTS, VARIANTS, Variant  # noqa: E402

ROOT = HERE.parent.parent


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options; `--quick` changes defaults only."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--quick", action="store_true", help="a few switches, once, to see that all works; not to docs/"
    )
    parser.add_argument("--hosts", help="numbers of switches (default 20,100)")
    parser.add_argument("--tasks", type=int, default=5, help="tasks of one command (default 5)")
    parser.add_argument("--forks", type=int, default=20, help="hosts, or threads, at a time (default 20)")
    parser.add_argument("--repeat", type=int, help="turns (default 5)")
    parser.add_argument("--slow-repeat", type=int, default=1, help="turns of what runs over netcommon (default 1)")
    parser.add_argument("--slow-hosts", type=int, default=20, help="most switches for those (default 20)")
    parser.add_argument("--slow-beyond", default="c", help="those with more switches all the same, once (default c)")
    parser.add_argument("--only", help="variants, such as a,d,e1 (default all)")
    parser.add_argument("--large-mb", type=float, help="size of the large reply, 10^6 bytes; 0: none (default 50)")
    parser.add_argument("--out", type=Path, help="folder for the results (default docs)")
    parser.add_argument("--draw", type=Path, metavar="JSON", help="measure nothing: make report and plot from figures")
    options = parser.parse_args(arguments)
    quick = options.quick
    options.hosts = options.hosts or ("4" if quick else "20,100")
    options.repeat = options.repeat or (1 if quick else 5)
    options.large_mb = (5 if quick else 50) if options.large_mb is None else options.large_mb
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


def write(data: dict[str, Any], folder: Path) -> None:
    """The figures, the report and the plot."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmark.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    (folder / "benchmark.md").write_text(markdown(data), encoding="utf-8")
    plot(data, folder / "benchmark.png", folder / "benchmark.svg")


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


def collect(options: argparse.Namespace) -> dict[str, Any]:
    """Start a lab, measure, stop it."""
    started = time.monotonic()
    with workplace() as folder, LabProcess(folder, max(options.hosts), options.large_mb or 0.2) as lab:
        bench = Bench(folder, lab, options.tasks, options.forks)
        samples = measure(bench, options)
        large = measure_large(bench, min(options.repeat, 3)) if options.large_mb else []
    names = ("hosts", "tasks", "forks", "repeat", "slow_repeat", "slow_hosts", "slow_beyond", "large_mb", "quick")
    return {
        "settings": {name: getattr(options, name) for name in names},
        "machine": {**facts(), "seconds": round(time.monotonic() - started)},
        "samples": [sample.as_dict() for sample in samples],
        "large": large,
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure and write; 0 unless a run failed or nothing could be measured."""
    options = parse(arguments)
    try:
        if options.draw:
            data = json.loads(options.draw.read_text(encoding="utf-8"))
        else:
            lack = missing()
            if lack:
                raise BenchError(f"{lack}. `make bench` brings what is needed.")
            data = collect(options)
        write(data, options.out)
    except BenchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return 130
    for verdict in verdicts(data):
        print(f"{verdict.word:12} {verdict.wanted}: {verdict.found}")
    print(f"See {options.out / 'benchmark.md'}")
    return 1 if any(sample["failed"] for sample in data["samples"]) else 0


if __name__ == "__main__":
    sys.exit(main())
