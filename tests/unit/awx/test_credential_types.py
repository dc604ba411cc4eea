# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The credential types: AWX takes them, and what its own code injects is what our plugins read."""

from __future__ import annotations

import copy
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.aerie.arista.plugins.doc_fragments import eapi_connection
from support import awx_rules
from support.awx_job import FOLDER, Job, credential_types

TYPES = {entry["name"]: entry for entry in yaml.safe_load((FOLDER / "credential_types.yml").read_text())}
EAPI, CLOUDVISION, LOGIN = "Arista eAPI", "Arista CloudVision", "Arista CloudVision login"

#: Every input, with a value that can be told from others.
FULL: dict[str, dict[str, Any]] = {
    EAPI: {
        "eapi_user": "netops",
        "eapi_password": "s3cret-password",
        "auth": "basic",
        "enable": True,
        "enable_password": "s3cret-enable",
        "client_cert": "-----BEGIN CERTIFICATE-----\nclient\n-----END CERTIFICATE-----",
        "client_key": "-----BEGIN PRIVATE KEY-----\ns3cret-key\n-----END PRIVATE KEY-----",
        "ca_cert": "-----BEGIN CERTIFICATE-----\nca\n-----END CERTIFICATE-----",
        "skip_verification": False,
    },
    CLOUDVISION: {
        "token": "s3cret-token",
        "region": "eu-3",
        "host": "cvp.example.com",
        "ca_cert": "-----BEGIN CERTIFICATE-----\nca\n-----END CERTIFICATE-----",
        "skip_verification": True,
    },
    LOGIN: {
        "host": "cvp.example.com",
        "user": "netops",
        "user_password": "s3cret-password",
        "ca_cert": "-----BEGIN CERTIFICATE-----\nca\n-----END CERTIFICATE-----",
        "skip_verification": False,
    },
}


def inject(tmp_path: Path, name: str, given: dict[str, Any]) -> Job:
    job = Job(tmp_path / "job")
    job.inject(credential_types()[name], given)
    return job


def test_there_is_a_type_for_each_way_in() -> None:
    assert list(TYPES) == list(FULL)
    assert [TYPES[name]["kind"] for name in TYPES] == ["net", "cloud", "cloud"]


@pytest.mark.parametrize("name", FULL)
def test_awx_takes_the_type_and_its_credentials(name: str) -> None:
    assert awx_rules.credential_type(TYPES[name]) == []
    assert awx_rules.credential(TYPES[name], FULL[name]) == []
    assert sorted(FULL[name]) == sorted(field["id"] for field in TYPES[name]["inputs"]["fields"])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            lambda entry: entry["injectors"]["env"].update(ANSIBLE_USER="x"),
            "env ANSIBLE_USER: this name is not allowed",
        ),
        (lambda entry: entry["injectors"]["env"].update(PATH="x"), "env PATH: this name is not allowed"),
        (lambda entry: entry["injectors"]["env"].update(X="{{ nothing }}"), "env X: 'nothing' is undefined"),
        (lambda entry: entry["injectors"]["env"].update(X="{{ tower.filename.no }}"), "env X: "),
        (lambda entry: entry["injectors"]["env"].update(X="{{ tower.filename }}"), "tower.filename needs"),
        (lambda entry: entry["injectors"]["file"].update(template="x"), "several files have a name each"),
        (lambda entry: entry["injectors"].update(files={}), "injectors: files is unknown"),
        (lambda entry: entry["inputs"]["fields"][0].pop("label"), "label is missing"),
        (lambda entry: entry["inputs"]["fields"][0].update(type="integer"), "the type integer is unknown"),
        (lambda entry: entry["inputs"]["fields"][0].update(format="pem"), "the format pem is unknown"),
        (lambda entry: entry["inputs"]["fields"][3].update(secret=True), "secret is for strings"),
        (lambda entry: entry["inputs"]["fields"].append(entry["inputs"]["fields"][0]), "eapi_user: twice"),
        (lambda entry: entry["inputs"].update(required=["no"]), "there is no field no"),
        (lambda entry: entry.update(kind="ssh"), "must be 'cloud' or 'net', not ssh"),
    ],
)
def test_the_rules_find_what_awx_refuses(spoil: Callable[[dict[str, Any]], Any], words: str) -> None:
    entry = copy.deepcopy(TYPES[EAPI])
    spoil(entry)
    assert words in "\n".join(awx_rules.credential_type(entry))


@pytest.mark.parametrize("name", FULL)
def test_no_secret_is_in_the_environment_or_the_arguments(name: str, tmp_path: Path) -> None:
    job = inject(tmp_path, name, FULL[name])
    seen = [*job.env.values(), *job.safe_env.values(), *job.args]
    assert not [text for text in seen if "s3cret" in text]
    assert job.args == ["-u", "root"]


@pytest.mark.parametrize("name", FULL)
def test_files_hold_the_secrets_and_are_private(name: str, tmp_path: Path) -> None:
    job = inject(tmp_path, name, FULL[name])
    held = {}
    for variable, value in job.env.items():
        if value.startswith(str(job.folder)):
            held[variable] = Path(value).read_text()
            assert stat.S_IMODE(os.stat(value).st_mode) == 0o600
    wanted = {entry["id"] for entry in TYPES[name]["inputs"]["fields"] if entry.get("secret") or entry.get("multiline")}
    assert sorted(text.strip() for text in held.values()) == sorted(FULL[name][field] for field in wanted)


def test_the_names_are_those_of_our_options(tmp_path: Path) -> None:
    options = yaml.safe_load(eapi_connection.ModuleDocFragment.DOCUMENTATION)["options"]
    known = {entry["name"] for option in options.values() for entry in option.get("env", [])}
    assert known >= set(TYPES[EAPI]["injectors"]["env"])
    assert {name for name in inject(tmp_path, EAPI, FULL[EAPI]).env if name not in known} == set()


@pytest.mark.parametrize("given", [{}, {"eapi_password": "", "ca_cert": "", "auth": ""}])
def test_inputs_that_are_left_out_give_empty_variables_and_the_safe_choice(
    given: dict[str, Any], tmp_path: Path
) -> None:
    env = inject(tmp_path, EAPI, given).env
    said = {"EAPI_VALIDATE_CERTS": "True", "EAPI_ENABLE": "False", "ANSIBLE_NET_AUTHORIZE": "0"}
    assert {name: value for name, value in env.items() if value} == said


def test_no_field_is_one_that_awx_copies_into_the_environment() -> None:
    ids = {field["id"] for field in TYPES[EAPI]["inputs"]["fields"]}
    assert not ids & {"username", "password", "authorize", "authorize_password", "ssh_key_data"}
