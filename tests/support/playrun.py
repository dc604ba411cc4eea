# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Run ansible-playbook and ansible as a user does, in a process of their own, and read what each task gave.

The results come through the callback plugin tests/integration/callback_plugins/task_results.py.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CALLBACKS = Path(__file__).resolve().parent.parent / "integration" / "callback_plugins"

#: Seconds until a run is taken for hung; a busy machine needs many times what a quiet one does.
PLAY_SECONDS = 900.0
#: What a playbook or an inventory may be given as: a file, the text of one, or its data.
Document = Path | str | Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True)
class TaskResult:
    """One task on one host, or one item of its loop.

    ``status`` is ok, changed, skipped, failed, ignored (failed with ignore_errors) or unreachable.
    """

    host: str
    task: str
    action: str
    status: str
    result: dict[str, Any]
    item: Any = None
    is_item: bool = False

    @property
    def msg(self) -> str:
        """The task's message, empty without one."""
        return str(self.result.get("msg", ""))

    def __getitem__(self, key: str) -> Any:
        return self.result[key]


@dataclass(frozen=True)
class Run:
    """A finished run: exit code, output, results in the order in which they came, and the recap by host."""

    rc: int
    stdout: str
    stderr: str
    all_results: tuple[TaskResult, ...]
    stats: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def output(self) -> str:
        """Both streams, for messages of failed assertions."""
        return f"{self.stdout}\n{self.stderr}"

    def results(self, host: str | None = None, task: str | None = None) -> list[TaskResult]:
        """The results of tasks without their loops' items: all, or those of one host, of one task's name, or both."""
        return [
            found
            for found in self.all_results
            if not found.is_item and host in (None, found.host) and task in (None, found.task)
        ]

    def items(self, host: str, task: str) -> list[TaskResult]:
        """The results of a loop's items on one host."""
        return [found for found in self.all_results if found.is_item and (found.host, found.task) == (host, task)]

    def result(self, host: str, task: str) -> TaskResult:
        """The one result of a task on a host."""
        found = self.results(host, task)
        if len(found) != 1:
            known = sorted({f"{entry.host}: {entry.task}" for entry in self.all_results})
            raise AssertionError(f"{len(found)} results of {task!r} on {host}; there are {known}\n{self.output}")
        return found[0]

    def check(self) -> Run:
        """This run, after asserting that it succeeded."""
        if self.rc != 0:
            raise AssertionError(f"exit code {self.rc}\n{self.output}")
        return self


@contextlib.contextmanager
def isolated_environment(folder: Path) -> Iterator[dict[str, str]]:
    """Environment variables for programs of Ansible that share nothing with the user, or with another folder."""
    # Unix sockets need a short path, which a test's folder has not.
    sockets = tempfile.mkdtemp(prefix="aerie-")
    home = folder / "ansible"
    try:
        yield {
            **os.environ,
            "ANSIBLE_FORCE_COLOR": "0",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_HOME": str(home),
            "ANSIBLE_LOCAL_TEMP": str(home / "tmp"),
            "ANSIBLE_REMOTE_TEMP": str(home / "tmp"),
            "ANSIBLE_PERSISTENT_CONTROL_PATH_DIR": sockets,
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "EAPI_SESSION_STORE": str(folder / "sessions"),
        }
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


class AnsibleRunner:
    """Runs Ansible's programs in a folder and an environment of the test's own."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder = folder
        self.env = dict(env)
        self._count = 0

    def playbook(
        self,
        playbook: Document,
        inventory: Document,
        *args: str,
        extra_vars: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = PLAY_SECONDS,
    ) -> Run:
        """Run a playbook, given as a file, as YAML or as a list of plays; ``timeout`` is in seconds."""
        path = self._document(playbook, "playbook", ".yml")
        extra = ["--extra-vars", json.dumps(dict(extra_vars))] if extra_vars else []
        return self._run("ansible-playbook", inventory, [*extra, *args, str(path)], env, timeout)

    def adhoc(
        self,
        pattern: str,
        module: str,
        module_args: str = "",
        *args: str,
        inventory: Document,
        env: Mapping[str, str] | None = None,
        timeout: float = PLAY_SECONDS,
    ) -> Run:
        """Run one module with the command ``ansible``."""
        command = [pattern, "-m", module, *(["-a", module_args] if module_args else []), *args]
        return self._run("ansible", inventory, command, env, timeout)

    def start(self, playbook: Document, inventory: Document, *args: str) -> subprocess.Popen[bytes]:
        """Start a playbook in a process group of its own, whose number is the process's; its output is dropped."""
        hosts = self._document(inventory, "inventory", ".yml")
        path = self._document(playbook, "playbook", ".yml")
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(hosts), *args, str(path)],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _run(
        self, program: str, inventory: Document, args: Sequence[str], env: Mapping[str, str] | None, timeout: float
    ) -> Run:
        hosts = self._document(inventory, "inventory", ".yml")
        results = self._file("results", ".jsonl")
        results.touch()
        variables = {
            **self.env,
            "ANSIBLE_CALLBACKS_ENABLED": "task_results",
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1",
            "TASK_RESULTS_FILE": str(results),
            **(env or {}),
        }
        done = subprocess.run(
            [str(Path(sys.executable).with_name(program)), "-i", str(hosts), *args],
            cwd=self.folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return _read_run(done, results)

    def _file(self, name: str, suffix: str) -> Path:
        self._count += 1
        return self.folder / f"{name}-{self._count}{suffix}"

    def _document(self, given: Document, name: str, suffix: str) -> Path:
        """A file as it is; text and data in a new file. JSON is YAML, so data needs no library."""
        if isinstance(given, Path):
            return given
        path = self._file(name, suffix)
        path.write_text(given if isinstance(given, str) else json.dumps(given, indent=1), encoding="utf-8")
        return path


def _read_run(done: subprocess.CompletedProcess[str], results: Path) -> Run:
    found, stats = [], {}
    for line in results.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if "stats" in entry:
            stats = entry["stats"]
        else:
            found.append(TaskResult(**entry, is_item="item" in entry))
    return Run(done.returncode, done.stdout, done.stderr, tuple(found), stats)
