# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run the clients, the plays and the inventory against labs of several sizes."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from ..measure import Sample, last_words, run
from ..network import LabProcess
from ..plays import Job, environment, write

HERE = Path(__file__).resolve().parent
#: What is listed: a name, devices of the lab beside its switch, and the kind of resource. Each device has three tags.
LISTS = (("devices-1000", 999, "devices"), ("devices-10000", 9999, "devices"), ("assignments", 3334, "assignments"))
KINDS = ("ours", "pyavd", "vendor")
#: Devices for plays, which ask for one of them; and for the inventory.
FEW, MANY = 10, 9999
#: Calls of a process after the first one; where a peer's takes tens of seconds, fewer, and in one turn.
ROUNDS, FEWER = 5, 1
#: From so many devices on they do.
LONG = 1000
LIMIT = 600.0
PACKAGES = ("cloudvision", "grpcio", "protobuf", "pyavd", "aristaproto", "grpclib")

CONNECTION = "aerie.arista.cloudvision"
FLOOR_TASK: dict[str, Any] = {"ansible.builtin.set_fact": {"asked": True}}
ONE = {"aerie.arista.cloudvision_resource_info": {"model": "inventory.v1.Device", "key": {"device_id": "LAB00000002"}}}
#: Plays: key → the task, and whether it asks CloudVision.
PLAYS: dict[str, tuple[dict[str, Any], bool]] = {"floor": (FLOOR_TASK, False), "task": (ONE, True)}

Say = Callable[[str], None]


def packages() -> dict[str, str]:
    """Versions of what takes part."""
    return {name: metadata.version(name) for name in PACKAGES}


class Place:
    """One lab with a CloudVision, and a folder for jobs."""

    def __init__(self, folder: Path, lab: LabProcess) -> None:
        self.folder = folder
        self.lab = lab
        found = lab.cloudvision()
        self.settings = {
            "address": found["address"],
            "port": found["port"],
            "token": (lab.state / "cloudvision.token").read_text(encoding="utf-8").strip(),
            "ca_path": str(lab.ca_path),
            "rounds": ROUNDS,
        }

    @contextmanager
    def job_folder(self) -> Iterator[Path]:
        """A private folder for one job."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="r") as parent:
            folder = Path(parent) / "w"
            folder.mkdir(mode=0o700)
            yield folder

    def script(self, name: str, *arguments: str, **more: Any) -> dict[str, Any]:
        """What a script of this folder prints, with the process's own figures; `failed` where it does not do its work.

        :param more: further settings.
        """
        with self.job_folder() as folder:
            path = write(folder / "settings.json", {**self.settings, **more})
            work = Job([sys.executable, str(HERE / name), *arguments, str(path)], folder, environment(folder))
            figures = run(work, LIMIT)
            if figures["rc"] != 0:
                return {"failed": last_words(work)}
            answer: dict[str, Any] = json.loads((folder / "output").read_text(encoding="utf-8").splitlines()[-1])
            cpu = figures["user"] + figures["system"]
            return {**answer, "process": {"wall": figures["wall"], "cpu": cpu, "peak_mb": figures["peak_mb"]}}


@contextmanager
def place(folder: Path, devices: int) -> Iterator[Place]:
    """A lab of one switch with a CloudVision that has so many devices beside it."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="l") as own:
        state = Path(own)
        with LabProcess(state, 1, 0.2, "--cloudvision", "--devices", str(devices)) as lab:
            yield Place(state, lab)


def lists(folder: Path, repeat: int, say: Say) -> Iterator[dict[str, Any]]:
    """Every list by every client, in turns: `list`, `kind`, `turn`, and what clients.py says or `failed`."""
    for name, devices, what in LISTS:
        with place(folder, devices) as here:
            for turn in range(repeat if devices < LONG else 1):
                for kind in KINDS:
                    many = kind == "ours" or devices < LONG
                    found = here.script("clients.py", kind, what, rounds=ROUNDS if many else FEWER)
                    yield {"list": name, "kind": kind, "turn": turn, **found}
                    said = found.get("failed") or f"{min(call['wall'] for call in found['calls']) * 1000:.1f} ms"
                    say(f"{name:14} turn {turn + 1}, {kind:7} {said}")


def plays(folder: Path, hosts: int, tasks: int, forks: int, repeat: int, say: Say) -> Iterator[Sample]:
    """The task and the floor, in turns."""
    with place(folder, FEW) as here:
        for turn in range(-1, repeat):
            for key in PLAYS:
                sample = play_sample(here, key, hosts, tasks, forks, turn)
                if turn >= 0:  # the one before reads files from the disk
                    yield sample
                    say(f"plays, turn {turn + 1}, {key:6} {sample.failed or f'CPU {sample.cpu:.2f} s'}")


def play_sample(here: Place, key: str, hosts: int, tasks: int, forks: int, turn: int) -> Sample:
    """One run of a play."""
    task, asks = PLAYS[key]
    shared = {
        "ansible_connection": CONNECTION,
        "ansible_host": here.settings["address"],
        "ansible_port": here.settings["port"],
        "ansible_cloudvision_token": here.settings["token"],
        "ansible_cloudvision_ca_path": here.settings["ca_path"],
    }
    names = {f"cv{number:03}": {} for number in range(hosts)}
    with here.job_folder() as folder:
        inventory = write(folder / "inventory.yml", {"all": {"hosts": names, "vars": shared}})
        named = [{"name": f"Task {number + 1}", **task} for number in range(tasks)]
        play = write(folder / "play.yml", [{"name": key, "hosts": "all", "gather_facts": False, "tasks": named}])
        program = str(Path(sys.executable).with_name("ansible-playbook"))
        command = [program, "--forks", str(forks), "--inventory", str(inventory), str(play)]
        work = Job(command, folder, environment(folder))
        calls, lab_cpu = here.lab.cloudvision_calls(), here.lab.cpu()
        figures = run(work, LIMIT)
        seen = here.lab.cloudvision_calls() - calls
        failed = "" if figures["rc"] == 0 else f"exit code {figures['rc']}: {last_words(work)}"
        if not failed and asks and seen != hosts * tasks:
            failed = f"CloudVision got {seen} calls instead of {hosts * tasks}"
        return Sample(
            variant=key,
            hosts=hosts,
            turn=turn,
            wall=figures["wall"],
            cpu=figures["user"] + figures["system"],
            peak_mb=figures["peak_mb"],
            peak_processes=figures["peak_processes"],
            lab_cpu=here.lab.cpu() - lab_cpu,
            late=figures["late"],
            ended=figures["ended"],
            switches={"calls": seen},
            failed=failed,
        )


def inventories(folder: Path, repeat: int, say: Say) -> Iterator[dict[str, Any]]:
    """Ten thousand devices as hosts: `turn`, and what hosts.py says or `failed`."""
    with place(folder, MANY) as here, here.job_folder() as own:
        options = {"plugin": CONNECTION, "host": here.settings["address"]}
        options |= {name: here.settings[name] for name in ("port", "token", "ca_path")}
        path = write(own / "cloudvision.yml", options)
        for turn in range(repeat):
            found = here.script("hosts.py", inventory=str(path))
            yield {"turn": turn, **found}
            said = found.get("failed") or f"{min(entry['parse'] for entry in found['rounds']):.2f} s"
            say(f"inventory, turn {turn + 1}: {said}")
