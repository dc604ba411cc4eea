# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Files with secrets, locks between processes, what is verified, and what others must not see or replace."""

from __future__ import annotations

import fcntl
import os
import re
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleConnectionFailure

from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common import files, session_store
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError, SessionStoreError
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.https import tls
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import controller_pairs, issue, pkcs8
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.issue import PairRequest
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.x509 import read_key
from lab import pki
from support.eapi import options

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    certificate, key = pki.make("alice 15").write(tmp_path, "alice")
    return str(certificate), str(key)


# --- Keys ---


def test_a_client_key_that_others_can_read(pair: tuple[str, str]) -> None:
    certificate, key = pair
    options(client_cert=certificate, client_key=key)
    nodes = (Node("cv", 443),)
    CloudVisionOptions(nodes=nodes, client_cert=certificate, client_key=key)
    os.chmod(key, 0o644)
    with pytest.raises(InputError, match=r"ansible_eapi_client_key names .* which everybody can read"):
        options(client_cert=certificate, client_key=key)
    with pytest.raises(InputError, match=r"ansible_cloudvision_client_key names .* which everybody can read"):
        CloudVisionOptions(nodes=nodes, client_cert=certificate, client_key=key)


def test_a_key_in_the_file_of_the_certificate(pair: tuple[str, str], tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_text(Path(pair[0]).read_text() + Path(pair[1]).read_text())
    both.chmod(0o644)
    with pytest.raises(InputError, match=r"ansible_eapi_client_cert names .* which everybody can read"):
        options(client_cert=str(both))
    os.chmod(pair[0], 0o644)
    options(client_cert=pair[0], client_key=pair[1])  # a certificate alone is no secret


def test_an_authority_of_another_user(pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.os, "geteuid", lambda: os.getuid() + 1)
    if os.getuid() == 0:
        os.chown(pair[1], 4242, -1)
    with pytest.raises(InputError, match="belongs to another user"):
        controller_pairs.KeyPair(*pair).read()


def test_new_keys_have_128_bits_of_security() -> None:
    """NIST SP 800-57: RSA of 3072 bits, curves of 256."""
    assert issue.DEFAULT_SIZES == {"rsa": 3072, "ec": 256}
    for kind, size in issue.DEFAULT_SIZES.items():
        assert issue.make_key(kind, size).key.key_size == size


def test_no_module_or_role_makes_a_shorter_key_by_default() -> None:
    assert PairRequest("Switches").key_size == issue.DEFAULT_SIZES["rsa"]
    defaults = yaml.safe_load((ROOT / "roles/eapi_ssl_profile/defaults/main.yml").read_text())
    assert defaults["eapi_ssl_profile_key_size"] == issue.DEFAULT_SIZES["rsa"]
    told = (ROOT / "plugins/modules/ssl_certificate.py").read_text()
    assert "The default is V(3072)." in told


@pytest.mark.parametrize("playbook", ["bare_switch", "eapi_ssl_profile"])
def test_a_passphrase_of_an_authority_is_asked_for(playbook: str) -> None:
    """Neither the role nor a playbook leaves it out unless a user says so; ssl_authority refuses then."""
    defaults = yaml.safe_load((ROOT / "roles/eapi_ssl_profile/defaults/main.yml").read_text())
    assert "eapi_ssl_profile_ca_passphrase" not in defaults
    asked = re.findall(r"passphrase: (.*)", (ROOT / f"playbooks/{playbook}.yml").read_text())
    assert [line for line in asked if line != '"{{ ca.key_passphrase }}"'] == [
        "\"{{ lookup('ansible.builtin.env', 'CA_PASSPHRASE', default=undef(hint='Set CA_PASSPHRASE.')) }}\""
    ]


def test_guessing_a_passphrase_is_expensive() -> None:
    key = issue.make_key("ec", 256)
    text = issue.encrypted_pem(key, "correct horse")
    assert pkcs8.ROUNDS >= 600_000
    assert read_key(text, "key", "correct horse").public_key == key.public_key
    with pytest.raises(InputError, match="does not open it"):
        read_key(text, "key", "wrong")


# --- Locks ---


def test_a_folder_of_keys_is_not_waited_for_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controller_pairs, "LOCK_PATIENCE", 0.2)
    handle = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    locked = controller_pairs.folder_lock(str(tmp_path / "a.key"), check=False)
    with pytest.raises(InputError, match=r"another process has held the folder .* for 0\.2 s"), locked:
        pytest.fail("the lock is held by another")
    os.close(handle)
    with controller_pairs.folder_lock(str(tmp_path / "a.key"), check=False):
        pass


def test_a_login_of_another_process_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_store, "LOCK_PATIENCE", 0.2)
    one, other = (session_store.SessionStore(str(tmp_path / "store"), "hint") for _time in range(2))
    with one.lock("e", "u"), pytest.raises(SessionStoreError, match="another process has held"), other.lock("e", "u"):
        pytest.fail("the lock is held by another")


# --- What is verified ---


def test_names_are_subject_alternative_names_alone() -> None:
    for context in (tls.system_context(), tls.context_for(options(tls_minimum="1.3"))):
        assert context.hostname_checks_common_name is False


@pytest.mark.parametrize(
    ("given", "warns"),
    [
        ({"transport": "https", "validate_certs": False}, "the certificate is not verified"),
        ({"transport": "ssh", "ssh_host_key_checking": False}, "the SSH host key is not checked"),
        ({"transport": "http"}, "clear text"),
    ],
)
def test_unverified_parts_are_reported(given: dict[str, t.Any], warns: str) -> None:
    assert any(warns in warning for warning in EapiClient(options(**given)).warnings)
    assert EapiClient(options()).warnings == []


# --- Logs ---


def test_the_helper_refuses_to_log_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ansible_collections.ansible.netcommon.plugins.plugin_utils.httpapi_base")
    from ansible_collections.aerie.arista.plugins.httpapi.eapi import HttpApi

    given = {"persistent_log_messages": True, "allow_log_messages": False}
    monkeypatch.setattr("ansible.plugins.AnsiblePlugin.set_options", lambda self, **_more: None)
    monkeypatch.setattr(HttpApi, "get_option", lambda self, name, hostvars=None: given.get(name))
    plugin = HttpApi(None)
    with pytest.raises(AnsibleConnectionFailure, match="passwords, keys and configurations"):
        plugin.set_options()
    given["allow_log_messages"] = True
    plugin.set_options()


# --- What runs in CI, and what is installed ---


def test_the_workflow_may_read_alone_and_runs_no_code_of_others() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    assert workflow["permissions"] == {"contents": "read"}
    jobs = workflow["jobs"].values()
    assert all("permissions" not in job for job in jobs)
    steps = [step for job in jobs for step in job["steps"]]
    pinned = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
    assert all(pinned.fullmatch(step["uses"]) for step in steps if "uses" in step)
    assert all("${{" not in step.get("run", "") for step in steps), "names of branches become code there"
    assert steps[-1]["run"] == ".ci/run"


def test_workflow_targets_exist() -> None:
    """And the versions of Python that it installs are those that are tried."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text()
    pairs = set(re.findall(r'^\w+="(3\.\d+) 2\.\d+"$', text, re.M))
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    (installed,) = set(re.findall(r"python3\.\{([\d,]+)\}", workflow))
    assert {f"3.{minor}" for minor in installed.split(",")} == pairs
    (block,) = re.findall(r"^steps=\(\n(.*?)^\)", text, re.M | re.S)
    targets = set(re.findall(r'^ +"\$\w+ (\w+)', block, re.M))
    assert targets
    made = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert targets <= made
    assert [name for name in re.findall(r"python3 (\S+\.py)", text) if not (ROOT / name).is_file()] == []


def test_a_major_release_of_a_dependency_is_not_taken_untried() -> None:
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] != "#"]
    # Each release of cryptography is a major one by its number; what we use of it is stable.
    assert all("<" in line for line in lines if not line.startswith("cryptography"))
    assert all("<" in bound for bound in yaml.safe_load((ROOT / "galaxy.yml").read_text())["dependencies"].values())


def test_a_token_of_awx_follows_no_redirect() -> None:
    for path in [ROOT / "playbooks" / "awx_load.yml", *(ROOT / "playbooks" / "tasks").glob("awx_*.yml")]:
        text = path.read_text()
        sent = len(re.findall(r"headers(?:=|: \"\{\{ )awx_headers", text))
        assert len(re.findall(r"follow_redirects(?:='none'|: none\b)", text)) == sent, path


def test_the_base_image_of_the_execution_environment_has_a_tag() -> None:
    paths = list((ROOT / "extensions").rglob("execution-environment.yml"))
    names = [yaml.safe_load(path.read_text())["images"]["base_image"]["name"] for path in paths]
    assert names
    assert all(re.search(r"@sha256:[0-9a-f]{64}$|:(?!latest$)[\w.-]+$", name) for name in names)
