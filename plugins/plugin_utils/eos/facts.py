# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts of a switch, by subset, under the names that network playbooks know (`ansible_net_*`)."""

from __future__ import annotations

import platform
import re
import typing as t
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..common.errors import InputError
from ..eapi.errors import CommandError
from ..eapi.protocol.commands import Batch, Command, Format
from .ask import Runner


def default_facts(outputs: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Identity and software."""
    version, names = outputs["show version"], outputs["show hostname"]
    facts = {
        "hostname": names.get("hostname"),
        "fqdn": names.get("fqdn"),
        "model": version.get("modelName"),
        "serialnum": version.get("serialNumber"),
        "version": version.get("version"),
        "image": version.get("imageFormatVersion"),
        "architecture": version.get("architecture"),
        "system_mac": version.get("systemMacAddress"),
        "uptime": version.get("uptime"),
    }
    known = {name: value for name, value in facts.items() if value is not None}
    return {"system": "eos", "api": "eapi", "python_version": platform.python_version(), **known}


def hardware_facts(outputs: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Memory and file systems."""
    text = outputs["show version"]
    sizes = {
        key: int(found.group(1)) / 1024
        for key, label in (("memtotal_mb", "Total memory"), ("memfree_mb", "Free memory"))
        if (found := re.search(rf"^{label}:\s+(\d{{1,15}}) kB", text, re.MULTILINE))
    }
    return {
        "filesystems": re.findall(r"^Directory of (\S+?)/?$", outputs["dir all-filesystems"], re.MULTILINE),
        **sizes,
    }


#: Keys of an interface's model, and the names of the facts made of them.
INTERFACE_FACTS: t.Final = {
    "description": "description",
    "physicalAddress": "macaddress",
    "mtu": "mtu",
    "bandwidth": "bandwidth",
    "duplex": "duplex",
    "lineProtocolStatus": "lineprotocol",
    "interfaceStatus": "operstatus",
    "forwardingModel": "type",
}


def interface_facts(outputs: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Interfaces, their state and addresses."""
    interfaces: dict[str, t.Any] = {}
    addresses: dict[str, list[str]] = {"ipv4": [], "ipv6": []}
    for name, model in outputs["show interfaces"]["interfaces"].items():
        facts = {fact: model[key] for key, fact in INTERFACE_FACTS.items() if key in model}
        for family, key, read in ADDRESS_FACTS:
            if key in model:
                found = read(model)
                facts[family] = found[0] if found else {}
                addresses[family].extend(item["address"] for item in found)
        interfaces[name] = facts
    return {
        "interfaces": interfaces,
        "all_ipv4_addresses": addresses["ipv4"],
        "all_ipv6_addresses": addresses["ipv6"],
    }


def _ipv4(model: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The addresses of an interface, the primary one first; 0.0.0.0 stands for none."""
    found = []
    for entry in model.get("interfaceAddress") or []:
        for item in [entry.get("primaryIp") or {}, *(entry.get("secondaryIpsOrderedList") or [])]:
            if item.get("address") not in (None, "0.0.0.0"):
                found.append({"address": item["address"], "masklen": item.get("maskLen")})
    return found


def _ipv6(model: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    entries = model.get("interfaceAddressIp6") or []
    entries = [entries] if isinstance(entries, dict) else entries
    return [
        {"address": item["address"], "subnet": item.get("subnet")}
        for entry in entries
        for item in entry.get("globalUnicastIp6s") or []
    ]


#: Family, the key of an interface's model that holds its addresses, and what reads them.
ADDRESS_FACTS: t.Final[tuple[tuple[str, str, Callable[[dict[str, t.Any]], list[dict[str, t.Any]]]], ...]] = (
    ("ipv4", "interfaceAddress", _ipv4),
    ("ipv6", "interfaceAddressIp6", _ipv6),
)


def neighbor_facts(outputs: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """LLDP neighbors by local port."""
    neighbors: dict[str, list[dict[str, t.Any]]] = {}
    for entry in outputs["show lldp neighbors"].get("lldpNeighbors") or []:
        item = {"host": entry["neighborDevice"], "port": entry["neighborPort"]}
        neighbors.setdefault(entry["port"], []).append(item)
    return {"neighbors": neighbors}


def config_facts(outputs: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The running configuration."""
    return {"config": outputs["show running-config"].strip()}


#: A command, and the format of its answer.
Asked = tuple[str, Format]


@dataclass(frozen=True)
class Subset:
    """The commands of one format that a subset needs, and what makes facts of their outputs."""

    commands: tuple[str, ...]
    build: Callable[[Mapping[str, t.Any]], dict[str, t.Any]]
    format: Format = "json"


SUBSETS: t.Final[dict[str, Subset]] = {
    "default": Subset(("show version", "show hostname"), default_facts),
    "hardware": Subset(("show version", "dir all-filesystems"), hardware_facts, "text"),
    "interfaces": Subset(("show interfaces",), interface_facts),
    "neighbors": Subset(("show lldp neighbors",), neighbor_facts),
    "config": Subset(("show running-config",), config_facts, "text"),
}


def select(names: str | Sequence[str]) -> list[str]:
    """The subsets that a list such as ["all", "!config"] means, in their own order.

    `default` is always among them, except where it is excluded; `!all` and `min` mean `default` alone.

    :raises InputError: for a name that is none.
    """
    wanted: set[str] = set()
    unwanted: set[str] = set()
    given = names.split(",") if isinstance(names, str) else names
    for item in (str(name).strip() for name in given):
        name = item.removeprefix("!")
        target = unwanted if item.startswith("!") else wanted
        if name == "all":
            target.update(SUBSETS if target is wanted else set(SUBSETS) - {"default"})
        elif name == "min":
            target.add("default")
        elif name in SUBSETS:
            target.add(name)
        else:
            known = f"all, min, {', '.join(SUBSETS)}"
            raise InputError(f"gather_subset has '{item}': it is made of {known}, each also with '!' before it.")
    if not wanted - {"default"} and unwanted - {"default"} and "all" not in [str(name).strip("! ") for name in given]:
        wanted.update(SUBSETS)  # only exclusions: everything but these
    return [name for name in SUBSETS if name in (wanted | {"default"}) - unwanted]


def gather(
    runner: Runner, names: str | Sequence[str], warn: Callable[[str], None] = lambda _sentence: None
) -> dict[str, t.Any]:
    """The facts of the subsets, with their prefix; one request for the JSON and one for the text among the commands.

    A subset is left out where the switch refuses one of its commands (LLDP is off, the user may not run it, the release
    does not know it), or answers in a form that is not known.

    :param warn: takes a sentence for each subset that is left out.
    :raises InputError: for an unknown subset.
    :raises EapiError: where the switch cannot be asked.
    """
    chosen = select(names)
    wanted: dict[Asked, None] = {}
    for format in ("json", "text"):
        for name in chosen:
            subset = SUBSETS[name]
            if subset.format == format:
                wanted.update({(command, subset.format): None for command in subset.commands})
    answers, refused = _answers(runner, list(wanted))
    facts: dict[str, t.Any] = {}
    gathered = []
    for name in chosen:
        subset = SUBSETS[name]
        missing = [refused[cmd, subset.format] for cmd in subset.commands if (cmd, subset.format) in refused]
        missing = [] if name == "default" else missing  # each of its facts may be missing
        try:
            made = (
                {} if missing else subset.build({cmd: answers.get((cmd, subset.format), {}) for cmd in subset.commands})
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            missing = [f"the switch's answer has another form than is known ({type(error).__name__}: {error})"]
        if missing:
            warn(f"The facts of the subset '{name}' are left out: {missing[0].rstrip('.')}.")
            continue
        gathered.append(name)
        facts.update(made)
    return {f"ansible_net_{name}": value for name, value in {"gather_subset": gathered, **facts}.items()}


def _answers(runner: Runner, wanted: list[Asked]) -> tuple[dict[Asked, t.Any], dict[Asked, str]]:
    """The outputs of the commands, and why the switch refused others."""
    if not wanted:
        return {}, {}
    batch = Batch(tuple(Command(cmd, format=format) for cmd, format in wanted))
    try:
        return dict(zip(wanted, (response.output for response in runner.run(batch)), strict=True)), {}
    except CommandError as error:
        if error.unreachable:
            raise
    answers: dict[Asked, t.Any] = {}
    refused: dict[Asked, str] = {}
    for cmd, format in wanted:  # one after the other, since the switch stops at the first that it refuses
        try:
            answers[cmd, format] = runner.run(Batch((Command(cmd, format=format),)))[0].output
        except CommandError as error:
            refused[cmd, format] = error.reason
    if not answers:
        raise CommandError(f"the switch refuses every command that the facts need: {next(iter(refused.values()))}")
    return answers, refused
