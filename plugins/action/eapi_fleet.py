# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read from all switches of a play in one task. Documented in modules/eapi_fleet.py."""

from __future__ import annotations

import functools
import os
import typing as t
from collections.abc import Iterator

from ansible.errors import AnsibleError
from ansible.template import Templar, trust_as_template

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.commands import batch_of, command_result
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.failures import task_result
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.fleet import Fleet, HostJob, Visit
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.host_options import HostOptions, check_in_inventory
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.messages import tell, warn
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError, InputError, shown
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import (
    capital_twins,
    check_own_files,
    file_name_of,
    flaw_of,
    ignores_capitals,
    read_text,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.common.masking import masked_data
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import changing, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eos import backup
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ask import text
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.compare import compare
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.config.configuration import Config
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.facts import gather, select

#: The options of which a task has one: each is a job of its own.
JOBS: t.Final = ("commands", "gather_subset", "intended", "backup")
#: How many hosts without a result the warning names.
NAMED: t.Final = 5
#: The expression that renders an intended configuration, with the file's path in a variable.
TEMPLATE: t.Final = "{{ lookup('ansible.builtin.template', __eapi_fleet_file) }}"

#: Gives the job for a host, whose variables and templates it may want.
HostJobMaker = t.Callable[[str, dict[str, t.Any], Templar], HostJob]


class ActionModule(EapiAction):
    """Ask all hosts of the play from the one worker that Ansible starts for them."""

    BYPASS_HOST_LOOP = True
    _requires_connection = False  # no helper process for the host that the task runs on
    spec = argument_spec("eapi_fleet")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        self.host = ""  # of its own the task has none
        if self._task.delegate_to:
            raise InputError(
                "eapi_fleet runs on the controller, and cannot be delegated.",
                hint="Leave delegate_to out. Each host is asked with its own variables.",
            )
        maker = self._job_maker(args)
        names = self._chosen_hosts(args["hosts"])
        fleet = Fleet(self._size(args["workers"]), len(names), self.tell)
        fleet.run(self._visits(names, maker, fleet.results))
        result = self._fleet_result(names, fleet)
        if args["intended"] is not None:
            result["drifted_hosts"] = [name for name in names if result["hosts"][name].get("equal") is False]
        if args["backup"] is not None:
            result["changed_hosts"] = [name for name in names if result["hosts"][name].get("changed")]
        return result

    def tell(self, sentence: str) -> None:
        """Print progress, at normal verbosity."""
        tell("eapi_fleet", sentence)

    # --- Hosts ---

    def _chosen_hosts(self, chosen: list[str] | None) -> list[str]:
        """The hosts of the play's batch that are still in it; of those the chosen ones."""
        batch: list[str] = list(self.task_vars["ansible_play_batch"])
        if chosen is None:
            return batch
        check_in_inventory(chosen, self.task_vars)
        wanted = set(chosen)
        return [name for name in batch if name in wanted]

    def _size(self, workers: int | None) -> int:
        """How many hosts are asked at the same time."""
        if workers is not None and workers < 1:
            raise InputError(f"workers is {workers}: it is 1 or more.")
        limits = [workers or int(self.task_vars["ansible_forks"]), self._task.throttle]
        return min(limit for limit in limits if limit > 0)

    def _visits(self, names: list[str], maker: HostJobMaker, results: dict[str, dict[str, t.Any]]) -> Iterator[Visit]:
        """The hosts with their options and jobs. What is wrong with a host's variables is its result."""
        hosts = HostOptions(self, self.task_vars)
        for name in names:
            try:
                variables, templar = hosts.variables(name)
                options = hosts.options(variables, templar)
                yield Visit(name, options, maker(name, variables, templar))
            except ClientError as error:
                results[name] = task_result(error, name)
            except AnsibleError as error:
                results[name] = {"failed": True, "msg": f"{name}: {error}"}

    # --- Jobs ---

    def _job_maker(self, args: dict[str, t.Any]) -> HostJobMaker:
        """The job, from the task's options.

        :raises InputError: for options that cannot be.
        """
        given = [name for name in JOBS if args[name] is not None]
        if len(given) != 1:
            what = f"{' and '.join(given)} are given" if given else "nothing is to be done"
            raise InputError(f"{what}: eapi_fleet wants one of {', '.join(JOBS)}.")
        if given == ["commands"]:
            commands = _run_commands(args)
            return lambda _name, _variables, _templar: commands
        if given == ["gather_subset"]:
            facts = functools.partial(_gather_facts, select(args["gather_subset"]))
            return lambda _name, _variables, _templar: facts
        if given == ["backup"]:
            return self._backup_maker(self._backup_request(args["backup"]), self._chosen_hosts(args["hosts"]))
        folder = self._loader.path_dwim(args["intended"])
        if not os.path.isdir(folder):
            raise InputError(f"intended names {folder}, which is no folder.")
        return lambda name, variables, templar: functools.partial(
            _find_drift, _intended(folder, name, variables, templar), args["ignore_lines"]
        )

    def _backup_maker(self, request: backup.BackupRequest, names: list[str]) -> HostJobMaker:
        """The jobs of backups. No host's file is taken for that of another one."""
        check_own_files(names, "hosts")
        twins = capital_twins(names)
        one_file = bool(twins) and ignores_capitals(request.folder)
        if twins and not one_file:
            name, other = next(iter(twins.items()))
            warn(
                f"The files of '{other}' and '{name}' differ in capitals only. They are one file on some file systems, "
                "such as those of clones of a Git repository on macOS or Windows."
            )

        def make(name: str, _variables: dict[str, t.Any], _templar: t.Any) -> HostJob:
            if one_file and name in twins:
                raise InputError(
                    f"'{name}' and '{twins[name]}' would have one file on this file system: '{name}' is not kept."
                )
            return functools.partial(backup.keep, request, name)

        return make

    def _backup_request(self, given: dict[str, t.Any]) -> backup.BackupRequest:
        """The backup to keep, with a folder relative to the playbook.

        :raises InputError: for a number or a folder that cannot be.
        """
        if given["versions"] < 0:
            raise InputError(f"backup.versions is {given['versions']}: it is 0 or more.")
        if not given["path"].strip():
            raise InputError("backup.path is empty: name a folder.")
        folder = str(self._loader.path_dwim(given["path"]))
        if os.path.exists(folder) and not os.path.isdir(folder):
            raise InputError(f"backup.path names {folder}, which is no folder.")
        check, diff = bool(self._task.check_mode), bool(self._task.diff)
        return backup.BackupRequest(folder, given["sanitized"], given["versions"], check, diff)

    # --- Result ---

    def _fleet_result(self, names: list[str], fleet: Fleet) -> dict[str, t.Any]:
        hosts = {name: fleet.results[name] for name in names}
        failed, unreachable = set(fleet.failed("failed")), set(fleet.failed("unreachable"))
        lost = failed | unreachable
        without = [name for name in names if name in lost]
        result: dict[str, t.Any] = {
            "changed": False,
            "hosts": hosts,
            "failed_hosts": [name for name in without if name in failed],
            "unreachable_hosts": [name for name in without if name in unreachable],
        }
        changed = [name for name in names if hosts[name].get("changed")]
        if changed:
            texts = [hosts[name]["diff"]["prepared"] for name in changed if "diff" in hosts[name]]
            result.update(changed=True, **({"diff": {"prepared": "".join(texts)}} if texts else {}))
        result["warnings"] = [shown(text) for text in self._host_warnings(hosts, without)]
        if without and len(without) == len(names):
            result.update(failed=True, msg=f"no host gave a result. {hosts[without[0]]['msg']}")
        return result

    def _host_warnings(self, hosts: dict[str, dict[str, t.Any]], without: list[str]) -> Iterator[str]:
        if without:
            said = [hosts[name]["msg"] for name in without[:NAMED]]
            more = [f"and {len(without) - NAMED} more."] if len(without) > NAMED else []
            yield " ".join([f"{len(without)} of {len(hosts)} hosts gave no result.", *said, *more])
        told = [text for result in hosts.values() for text in result.get("warnings", ())]
        yield from told[:NAMED]
        if len(told) > NAMED:
            yield f"There are {len(told) - NAMED} more warnings, in 'warnings' of the hosts' results."
        if self._task.register and not self._task.run_once and len(hosts) > 1:
            yield "The result is registered for one host alone. Set 'run_once: true' to register it for all of them."


def _run_commands(args: dict[str, t.Any]) -> HostJob:
    """Run the task's commands."""
    commands = parse_commands(args["commands"])
    risky = changing(commands)
    if risky:
        raise InputError(
            f"eapi_fleet only reads, and '{commands[min(risky)].shown}' is not certain to do so.",
            hint="Run it with eapi_command.",
        )
    batch = batch_of(args, commands)

    def job(client: EapiClient) -> dict[str, t.Any]:
        return {**command_result(args, commands, client.run(batch)), "changed": False}

    return job


def _gather_facts(subset: list[str], client: EapiClient) -> dict[str, t.Any]:
    warnings: list[str] = []
    facts = gather(client, subset, warnings.append)
    return {"changed": False, "ansible_facts": facts, **({"warnings": warnings} if warnings else {})}


def _find_drift(intended: str, ignored: list[str], client: EapiClient) -> dict[str, t.Any]:
    """Compare the running configuration with the intended one."""
    running = Config.parse(text(client, "show running-config"), whole=True)
    # Compared first and masked then: a secret that differs is a difference.
    return {"changed": False, **masked_data(compare(running, Config.parse(intended), ignored).as_dict())}


def _intended(folder: str, name: str, variables: dict[str, t.Any], templar: Templar) -> str:
    """The intended configuration of a host.

    :raises InputError: where there is none, or it cannot be read.
    """
    stem = os.path.join(folder, file_name_of(name))
    if os.path.exists(f"{stem}.j2"):
        if flaw := flaw_of(f"{stem}.j2"):
            raise InputError(f"{stem}.j2 {flaw}.")
        templar.available_variables = {**variables, "__eapi_fleet_file": f"{stem}.j2"}
        return str(templar.template(trust_as_template(TEMPLATE)))
    try:
        return read_text(f"{stem}.cfg")
    except FileNotFoundError:
        raise InputError(f"there is no intended configuration: neither {stem}.cfg nor {stem}.j2.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{stem}.cfg cannot be read ({error}).") from error
