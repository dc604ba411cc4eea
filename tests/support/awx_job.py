# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What AWX gives a job: the environment and the arguments, with credentials injected by AWX's own code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import build_safe_env, inject_credential

#: What AWX reads from credentials of the kind "net", whatever their fields are called.
NETWORK = {"ANSIBLE_NET_USERNAME": "username", "ANSIBLE_NET_PASSWORD": "password"}


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

    @property
    def secrets(self) -> list[str]:
        """The ids of the secret fields."""
        return [entry["id"] for entry in self.inputs["fields"] if entry.get("secret")]


@dataclass
class Job:
    """A job as AWX prepares it in a private folder.

    :ivar env: its environment.
    :ivar safe_env: what AWX shows of it.
    :ivar args: arguments of ansible-playbook.
    """

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    safe_env: dict[str, str] = field(default_factory=dict)
    args: list[str] = field(default_factory=lambda: ["-u", "root"])

    def __post_init__(self) -> None:
        (self.folder / "env").mkdir(parents=True, exist_ok=True)

    def inject(self, kind: CredentialType, given: Mapping[str, Any]) -> None:
        """Add a credential, as AWX does when a job starts."""
        if kind.kind == "net":
            self.env.update({name: str(given.get(source, "")) for name, source in NETWORK.items()})
            self.env["ANSIBLE_NET_AUTHORIZE"] = str(int(given.get("authorize", False)))
            self.safe_env.update(build_safe_env(self.env))
        typed: Any = kind
        # The folder is where the job finds it: nothing is mounted into a container here.
        before = dict(self.env)
        inject_credential(
            typed,
            Credential(dict(given)),
            self.env,
            self.safe_env,
            self.args,
            str(self.folder),
            container_root=self.folder,
        )
        for name in self.env.keys() - before.keys() | {name for name in before if self.env[name] != before[name]}:
            self.env[name] = self.env[name].replace("/runner/env/", f"{self.folder}/env/")

    def run_arguments(self) -> Sequence[str]:
        """The arguments, in the order in which AWX gives them."""
        return list(self.args)
