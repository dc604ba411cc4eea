# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A job as AWX prepares it, with credentials injected by AWX's own code, and runs it, with ansible-runner."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import build_safe_env, inject_credential

from .playrun import PLAY_SECONDS

FOLDER: Final = Path(__file__).resolve().parents[2] / "extensions" / "awx"
#: What AWX reads from credentials of the kind "net", whatever their fields are called.
NETWORK: Final = {"ANSIBLE_NET_USERNAME": "username", "ANSIBLE_NET_PASSWORD": "password"}
#: Where AWX's code says that the injected files are: a job's folder as its container sees it.
IN_CONTAINER: Final = "/runner/env/"
#: AWX's worker, without a container: for jobs, and for updates of inventories.
RUN: Final = (
    "import ansible_runner, json, sys; sys.exit(ansible_runner.run(suppress_env_files=True, **json.load(sys.stdin)).rc)"
)
RUN_COMMAND: Final = "import ansible_runner, json, sys; sys.exit(ansible_runner.run_command(**json.load(sys.stdin))[2])"


@dataclass(frozen=True)
class CredentialType:
    """A custom credential type as AWX's injection code wants it."""

    name: str
    kind: str
    inputs: dict[str, Any]
    injectors: dict[str, Any]
    description: str = ""
    managed: bool = False
    custom_injectors: None = None


def credential_types() -> dict[str, CredentialType]:
    """The collection's credential types by name."""
    entries = yaml.safe_load((FOLDER / "credential_types.yml").read_text(encoding="utf-8"))
    return {entry["name"]: CredentialType(**entry) for entry in entries}


@dataclass(frozen=True)
class Outcome:
    """How a job ended.

    :ivar stdout: what AWX shows as its output.
    :ivar artifacts: the folder that ansible-runner fills, and gives back to AWX.
    """

    rc: int
    stdout: str
    artifacts: Path

    def check(self) -> Outcome:
        """This outcome, after asserting that the job succeeded."""
        if self.rc != 0:
            raise AssertionError(f"exit code {self.rc}\n{self.stdout}")
        return self

    def holding(self, *secrets: str) -> list[str]:
        """The names of the artifacts that hold a secret."""
        files = [path for path in sorted(self.artifacts.rglob("*")) if path.is_file()]
        assert any(path.name == "command" for path in files), "ansible-runner kept no environment to look at"
        return [path.name for path in files if any(secret.encode() in path.read_bytes() for secret in secrets)]


@dataclass
class Job:
    """A job in a private folder.

    :ivar env: its environment.
    :ivar safe_env: what AWX shows of it.
    :ivar args: the arguments that AWX gives to ansible-playbook.
    """

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    safe_env: dict[str, str] = field(default_factory=dict)
    args: list[str] = field(default_factory=lambda: ["-u", "root"])

    def __post_init__(self) -> None:
        (self.folder / "env").mkdir(parents=True, exist_ok=True)

    def inject(self, kind: CredentialType, given: Mapping[str, Any]) -> None:
        """Add a credential, as AWX does when a job starts."""
        injected: dict[str, Any] = {}
        if kind.kind == "net":
            injected = {name: str(given.get(source, "")) for name, source in NETWORK.items()}
            injected["ANSIBLE_NET_AUTHORIZE"] = str(int(given.get("authorize", False)))
        safe: dict[str, Any] = dict(build_safe_env(injected))
        typed: Any = kind
        inject_credential(typed, Credential(dict(given)), injected, safe, self.args, str(self.folder))
        self.safe_env.update(safe)
        # Nothing is mounted into a container here.
        here = f"{self.folder}/env/"
        self.env.update({name: str(value).replace(IN_CONTAINER, here) for name, value in injected.items()})

    def run(
        self,
        playbook: str,
        inventory: Mapping[str, Any],
        extra_vars: Mapping[str, Any] | None = None,
        collections: Path = Path(),
        timeout: float = PLAY_SECONDS,
    ) -> Outcome:
        """Run one of the project's playbooks, with what AWX sets and what was injected, and nothing else."""
        (self.folder / "inventory").mkdir()
        (self.folder / "inventory" / "hosts.json").write_text(json.dumps(inventory), encoding="utf-8")
        how = {"playbook": playbook, "extravars": dict(extra_vars or {}), "cmdline": " ".join(self.args)}
        return self._run(RUN, how, collections, timeout)

    def update_inventory(self, source_path: str, collections: Path = Path(), timeout: float = PLAY_SECONDS) -> Outcome:
        """Read one of the project's inventory sources, as AWX does."""
        source = str(self.folder / "project" / source_path)
        how = {"executable_cmd": "ansible-inventory", "cmdline_args": ["--list", "--export", "-i", source]}
        return self._run(RUN_COMMAND, how, collections, timeout)

    def _run(self, program: str, how: Mapping[str, Any], collections: Path, timeout: float) -> Outcome:
        shutil.copytree(FOLDER / "project", self.folder / "project")
        arguments = {
            "private_data_dir": str(self.folder),
            "ident": "1",
            "envvars": {**self._set_by_awx(collections), **self.env},
            **how,
        }
        done = subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(arguments),
            env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C.UTF-8"},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Outcome(done.returncode, done.stdout + done.stderr, self.folder / "artifacts" / "1")

    def _set_by_awx(self, collections: Path) -> dict[str, str]:
        """What AWX sets in each job."""
        return {
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_FORCE_COLOR": "False",
            "ANSIBLE_HOST_KEY_CHECKING": "False",
            "ANSIBLE_RETRY_FILES_ENABLED": "False",
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(self.folder / "cp"),
            "AWX_HOST": "https://awx.example.com",
            "AWX_PRIVATE_DATA_DIR": str(self.folder),
            "INVENTORY_ID": "1",
            "JOB_ID": "1",
            "MAX_EVENT_RES": "700000",
            "PROJECT_REVISION": "0" * 40,
        }
