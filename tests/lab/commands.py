# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The command line of the lab: a lab that runs on its own, described by ``lab.json`` in its state folder."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from . import bundles
from .accepts import judge
from .cloudvision.spec import CloudVisionSpec
from .control import CLOUDVISION, Control, ControlError, ask
from .eos.recording import read as read_recording
from .faults import FAULTS
from .network import Lab, LabError

#: Seconds to wait for a start, and for an end.
START, END = 60.0, 15.0
#: What a lab leaves in its state folder, beside the sockets and the clients' certificates.
FILES = ("inventory.yml", "ca.pem", "known_hosts", "lab.json", "lab.pid", "lab.log")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit status, 1 with a sentence on stderr for a failure."""
    options = _parser().parse_args(arguments)
    try:
        result: int = options.run(options)
        return result
    except (LabError, ControlError, ValueError) as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python tests/lab", description="An embedded network of EOS switches.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    up = commands.add_parser("up", help="start a lab")
    up.set_defaults(run=_up)
    up.add_argument("--switches", type=int, default=4, help="how many switches (default 4)")
    up.add_argument("--eos", default="4.33.2F", metavar="VERSION", help="the release they run (default 4.33.2F)")
    up.add_argument("--detach", action="store_true", help="return when all sockets listen")
    up.add_argument("--bare", action="store_true", help="leave the API off: the switches answer SSH alone")
    up.add_argument("--http", action="store_true", help="serve http as well, on port 8000")
    up.add_argument("--local-http", action="store_true", help="serve http without authentication, on port 8080")
    up.add_argument("--unix-socket", action="store_true", help="serve a unix socket for each switch")
    up.add_argument("--enable-password", help="the password that enable asks for")
    up.add_argument("--tech-support-mb", type=float, default=0.2, help="the size of show tech-support, in 10^6 bytes")
    up.add_argument(
        "--lenient", action="store_true", help="keep configuration lines that the lab does not know as texts"
    )
    up.add_argument(
        "--recording", type=Path, metavar="BUNDLE", help="answer from a bundle of the conformance kit, at its release"
    )
    up.add_argument("--cloudvision", action="store_true", help="start a CloudVision that has the switches as devices")
    up.add_argument("--devices", type=int, default=0, help="devices of CloudVision beside the switches (default 0)")
    up.add_argument("--ready-fd", type=int, help=argparse.SUPPRESS)
    others: list[tuple[str, str, Any]] = [
        ("down", "stop a lab and remove its files", _down),
        ("status", "the switches and their addresses", _status),
        ("stats", "what the switches saw, as JSON", _stats),
    ]
    for name, text, run in others:
        commands.add_parser(name, help=text).set_defaults(run=run)
    commands.choices["stats"].add_argument("--reset", action="store_true", help="set the counters to zero afterwards")
    fault = commands.add_parser("fault", help="switch a fault on (or all off: clear)")
    fault.set_defaults(run=_fault)
    names = [*FAULTS, "clear"]
    fault.add_argument("fault", metavar="FAULT", help=f"{', '.join(names)}; CloudVision has others (README.md)")
    fault.add_argument("--switch", help=f"one switch, or {CLOUDVISION} (default: all switches)")
    fault.add_argument("--times", type=int)
    fault.add_argument("--seconds", type=float)
    fault.add_argument("--delay", type=float, help="seconds, for slow, late and vanish")
    fault.add_argument("--lines", nargs="+", default=[], metavar="LINE", help="configuration lines, for rival")
    fault.add_argument("--match", metavar="REGEX", help="only requests with a command in which this is found")
    for command in commands.choices.values():
        command.add_argument("--state", type=Path, required=True, metavar="DIR", help="the lab's folder")
    accepts = commands.add_parser("accepts", help="count what a switch refuses of the configurations in a folder")
    accepts.set_defaults(run=_accepts)
    accepts.add_argument("folder", type=Path, help="the folder with the configurations")
    accepts.add_argument("--eos", default="4.33.2F", metavar="VERSION", help="the release (default 4.33.2F)")
    accepts.add_argument("--limit", type=int, metavar="N", help="show the N most frequent kinds only")
    judged = commands.add_parser("judge", help="judge the lab by a bundle of the conformance kit")
    judged.set_defaults(run=_judge)
    judged.add_argument("bundle", type=Path, nargs="+", help="bundles, each with its known differences beside it")
    recorded = commands.add_parser("record", help="write a bundle of the lab itself, marked as such")
    recorded.set_defaults(run=_record)
    recorded.add_argument("folder", type=Path, help="the folder to write to")
    recorded.add_argument("--cloudvision", action="store_true", help="of its CloudVision instead of a switch")
    recorded.add_argument("--eos", default="4.33.2F", metavar="VERSION", help="the release (default 4.33.2F)")
    return parser


# -- up --------------------------------------------------------------------------------------------------------------


def _up(options: argparse.Namespace) -> int:
    state: Path = options.state.absolute()
    running = _running(state)
    if running:
        raise LabError(f"a lab is running in {state} already (process {running['pid']})")
    return _detach(state) if options.detach else _serve(state, options)


def _serve(state: Path, options: argparse.Namespace) -> int:
    """Run a lab until it is told to stop."""
    made, detached = not state.exists(), options.ready_fd is not None
    lab = _lab(state, options)
    control = Control(lab)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: control.stopped.set())
    try:
        lab.start()
        control.start()
        _write_description(lab)
        _ready(options, "")
        if not detached:
            print(f"{len(lab)} switches; inventory: {lab.inventory_path}; stop with Ctrl-C", flush=True)
        control.stopped.wait()
    except LabError as error:
        _ready(options, str(error))
        raise
    finally:
        lab.stop()
        _clean(state, made)
    return 0


def _lab(state: Path, options: argparse.Namespace) -> Lab:
    """The lab that the options describe; raises ValueError, and tells a waiting parent, where they make no sense."""
    try:
        return Lab(
            state,
            options.switches,
            cloudvision=CloudVisionSpec(devices=options.devices) if options.cloudvision or options.devices else False,
            eos=read_recording(options.recording).release if options.recording else options.eos,
            recording=str(options.recording.absolute()) if options.recording else "",
            api=not options.bare,
            http=options.http,
            local_http=options.local_http,
            unix_socket=options.unix_socket,
            enable_password=options.enable_password,
            tech_support_mb=options.tech_support_mb,
            lenient=options.lenient or options.recording is not None,
        )
    except ValueError as error:
        _ready(options, str(error))
        raise


def _write_description(lab: Lab) -> None:
    (lab.state / "lab.pid").write_text(f"{os.getpid()}\n")
    description = {"pid": os.getpid(), "control": str(lab.control_path), "switches": list(lab.switches)}
    (lab.state / "lab.json").write_text(json.dumps(description) + "\n")


def _ready(options: argparse.Namespace, error: str) -> None:
    """Tell the waiting parent that all is well, or what is not."""
    if options.ready_fd is not None:
        with contextlib.suppress(OSError), os.fdopen(options.ready_fd, "w") as pipe:
            pipe.write(error or "ready")
        options.ready_fd = None


def _detach(state: Path) -> int:
    """Start the lab in a process of its own; return when it is ready, or with its reason when it is not."""
    made = not state.exists()
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LabError(f"cannot make the folder {state}: {error.strerror}") from error
    reader, writer = os.pipe()
    arguments = [argument for argument in sys.argv[1:] if argument != "--detach"]
    command = [sys.executable, str(Path(__file__).with_name("__main__.py")), *arguments, "--ready-fd", str(writer)]
    with (state / "lab.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(writer,), start_new_session=True
        )
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    if answer == "ready":
        return 0
    process.wait(END)
    log_text = (state / "lab.log").read_text(errors="replace").strip() if (state / "lab.log").exists() else ""
    _clean(state, made)
    raise LabError(answer or f"the lab did not start: {log_text.splitlines()[-1] if log_text else 'no reason given'}")


def _clean(state: Path, made: bool) -> None:
    """Remove what a lab leaves; the folder as well if the lab made it or it is empty."""
    for name in FILES:
        (state / name).unlink(missing_ok=True)
    for pattern in ("client-*.pem", "client-*.key", "*.sock", "*.token"):
        for path in state.glob(pattern):
            path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        state.rmdir()


# -- a running lab ---------------------------------------------------------------------------------------------------


def _description(state: Path) -> dict[str, Any]:
    try:
        description: dict[str, Any] = json.loads((state / "lab.json").read_text())
        return description
    except (OSError, ValueError):
        raise LabError(f"there is no lab in {state}") from None


def _running(state: Path) -> dict[str, Any] | None:
    """The description of a lab that answers, and is the process that its file names."""
    try:
        description = _description(state)
        who = ask(Path(description["control"]), {"op": "who"})
    except (LabError, ControlError):
        return None
    return description if who["pid"] == description["pid"] else None


def _ask(options: argparse.Namespace, request: dict[str, Any]) -> dict[str, Any]:
    return ask(Path(_description(options.state.absolute())["control"]), request)


def _down(options: argparse.Namespace) -> int:
    """Stop the lab by its control socket: no process is ever ended by a number that may be another's by now."""
    state = options.state.absolute()
    description = _description(state)
    if _running(state) is None:
        _clean(state, False)
        raise LabError(f"the lab in {state} was not running; its files are removed")
    ask(Path(description["control"]), {"op": "stop"})
    deadline = time.monotonic() + END
    while (state / "lab.json").exists():
        if time.monotonic() > deadline:
            raise LabError(f"the lab (process {description['pid']}) did not end within {END:.0f} s")
        time.sleep(0.02)
    return 0


def _status(options: argparse.Namespace) -> int:
    answer = _ask(options, {"op": "status"})
    for name, entry in answer["switches"].items():
        ports = [f"{kind} {entry[kind]}" for kind in ("https", "http", "local_http", "unix_socket") if entry[kind]]
        print(f"{name:<12} {entry['address']:<16} EOS {entry['eos']:<10} {', '.join(ports)}")
        for line in entry["kept"]:
            print(f"{'':<12} kept as text: {line}")
    if found := answer[CLOUDVISION]:
        print(f"{CLOUDVISION:<12} {found['address']:<16} CVP {found['version']:<10} https {found['port']}")
    return 0


def _stats(options: argparse.Namespace) -> int:
    print(json.dumps(_ask(options, {"op": "stats"}), indent=2))
    if options.reset:
        _ask(options, {"op": "reset"})
    return 0


def _fault(options: argparse.Namespace) -> int:
    limits = {"times": options.times, "seconds": options.seconds, "delay": options.delay, "match": options.match}
    limits["lines"] = options.lines or None
    _ask(options, {"op": "fault", "name": options.fault, "switch": options.switch, **limits})
    return 0


# -- without a lab -----------------------------------------------------------------------------------------------------


def _accepts(options: argparse.Namespace) -> int:
    for line in judge(options.folder, options.eos).report(options.limit):
        print(line)
    return 0


def _judge(options: argparse.Namespace) -> int:
    """Print what differs; 1 where something does that is not known."""
    unexplained = 0
    for path in options.bundle:
        print(path)
        for line, unknown in bundles.report(path):
            print(f"  {line}")
            unexplained += unknown
    print(f"{unexplained} differences that nobody has explained")
    return 1 if unexplained else 0


def _record(options: argparse.Namespace) -> int:
    if options.cloudvision:
        print(bundles.record_cloudvision(options.folder))
    else:
        print(bundles.record(options.folder, options.eos))
    return 0
