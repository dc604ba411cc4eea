# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Write the data in extensions/awx once more, as variables of the roles of infra.aap_configuration.

    python3 scripts/environment.py test -- python scripts/awx_variables.py

The result is extensions/awx/aap_configuration.yml; a test compares it with the data.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "extensions" / "awx"
TARGET = FOLDER / "aap_configuration.yml"
HEADER = """\
# SPDX-License-Identifier: GPL-3.0-or-later
---
# Written by scripts/awx_variables.py from the other files of this folder. Changes go there.
#
# Variables of the roles of infra.aap_configuration, and of awx.awx behind them:
#
#   ansible-playbook configure.yml -e @aap_configuration.yml -e arista_scm_url=https://git.example.com/net/awx-arista.git
#
# arista_scm_url is needed; the defaults of arista_organization, arista_project and arista_inventory are Default, Arista
# and Arista switches. arista_credentials maps the types of credentials to the names of yours, which are attached.
# arista_slices maps the names of job templates to the number of jobs into which AWX divides their hosts.
"""
ORGANIZATION = "{{ arista_organization | default('Default') }}"
PROJECT = "{{ arista_project | default('Arista') }}"
INVENTORY = "{{ arista_inventory | default('Arista switches') }}"
#: Keys of ours that the API does not know.
OURS = ("survey", "credential_types", "nodes", "sources")


def data(name: str) -> Any:
    """The content of a file."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def of_the_api(entry: dict[str, Any]) -> dict[str, Any]:
    """An object without what only our loader reads."""
    return {key: value for key, value in entry.items() if key not in OURS}


def escaped(value: Any) -> Any:
    """Templates of AWX's own, as the role for credential types takes them: it closes the gap in ``{  {``."""
    if isinstance(value, dict):
        return {key: escaped(each) for key, each in value.items()}
    return value.replace("{{", "{  {") if isinstance(value, str) else value


def credentials(types: list[str]) -> str:
    """The user's credentials of some types."""
    names = ", ".join(f"'{name}'" for name in types)
    given = "arista_credentials | default({})"
    return f"{{{{ [{names}] | select('in', {given}) | map('extract', {given}) | list }}}}"


def slices(name: str) -> str:
    """How many jobs share the hosts of a job template."""
    return f"{{{{ (arista_slices | default({{}}))['{name}'] | default(1) }}}}"


def template(entry: dict[str, Any], surveys: dict[str, Any]) -> dict[str, Any]:
    """A job template."""
    new = {**of_the_api(entry), "organization": ORGANIZATION, "project": PROJECT, "inventory": INVENTORY}
    new["credentials"] = credentials(entry["credential_types"])
    new["job_slice_count"] = slices(entry["name"])
    if "extra_vars" in entry:
        new["extra_vars"] = yaml.safe_load(entry["extra_vars"])
    if "survey" in entry:
        new["survey_spec"] = surveys[entry["survey"]]
    return new


def node(entry: dict[str, Any]) -> dict[str, Any]:
    """A node of a workflow."""
    new: dict[str, Any] = {"identifier": entry["identifier"]}
    if "approval" in entry:
        new["approval_node"] = entry["approval"]
    else:
        new |= {"unified_job_template": entry["job_template"], "lookup_organization": ORGANIZATION}
    return new | {f"{case}_nodes": entry[case] for case in ("success", "failure", "always") if case in entry}


def variables() -> dict[str, Any]:
    """All of it."""
    surveys, workflow, (inventory,) = data("surveys"), data("workflow"), data("inventories")
    types = [{**entry, "injectors": escaped(entry["injectors"])} for entry in data("credential_types")]
    project = {"name": PROJECT, "organization": ORGANIZATION, "scm_type": "git", "scm_url": "{{ arista_scm_url }}"}
    sources = [
        {**of_the_api(entry), "organization": ORGANIZATION, "inventory": INVENTORY, "source_project": PROJECT}
        for entry in inventory["sources"]
    ]
    own = {"name": INVENTORY, "organization": ORGANIZATION, "variables": yaml.safe_load(inventory["variables"])}
    flow = {**of_the_api(workflow), "organization": ORGANIZATION, "survey_spec": surveys[workflow["survey"]]}
    return {
        "controller_credential_types": types,
        "controller_projects": [{**project, "scm_branch": "main", "wait": True}],
        "controller_inventories": [{**of_the_api(inventory), **own}],
        "controller_inventory_sources": sources,
        "controller_templates": [template(entry, surveys) for entry in data("job_templates")],
        "controller_workflows": [{**flow, "simplified_workflow_nodes": [node(entry) for entry in workflow["nodes"]]}],
    }


class _Dumper(yaml.SafeDumper):
    """YAML without anchors, and with lists that are indented, as in the other files."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def text() -> str:
    """The file."""
    return HEADER + yaml.dump(variables(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=140)


def main() -> int:
    """Write it."""
    TARGET.write_text(text(), encoding="utf-8")
    print(TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
