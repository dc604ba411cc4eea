# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What all tests share: the collection under its real name, and an Ansible that leaves the user's files alone.

`make test` brings a collections folder. Where pytest is called by hand, a temporary one is made.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# `ansible-test units` reads no pyproject.toml, and so does not know where the lab and the tests' helpers are.
if str(ROOT / "tests") not in sys.path:
    sys.path.insert(0, str(ROOT / "tests"))

from support.playrun import isolated_environment  # noqa: E402
from support.threads import busy_threads  # noqa: E402

COLLECTION = Path("ansible_collections", "aerie", "arista")

#: Settings that scripts/environment.py makes and the tests keep, and one that ansible-test's part in pytest asks for;
#: all others of Ansible are dropped.
KEPT = frozenset(
    f"ANSIBLE_{name}"
    for name in ("COLLECTIONS_PATH", "CONFIG", "CONTROLLER_MIN_PYTHON_VERSION", "HOME", "LOCAL_TEMP", "REMOTE_TEMP")
)

#: Tests, by their places below this folder, that find the same with every Python and ansible-core, or whose subject is
#: tried there by others: the roles by Molecule. They bear the mark ``once``: CI runs them on the oldest pair alone.
ONCE = (
    "integration/awx/test_execution_environment.py",
    "integration/awx/test_jobs.py",
    "integration/awx/test_load.py",
    "integration/awx/test_slices.py",
    "integration/clients/test_anta_all.py",
    "integration/clients/test_anta_api.py",
    "integration/clients/test_arista_eos_config.py",
    "integration/clients/test_arista_eos_ssh.py",
    "integration/clients/test_arista_eos_states.py",
    "integration/clients/test_arista_eos_worker.py",
    "integration/clients/test_asynceapi.py",
    "integration/clients/test_cloudvision_cvprac.py",
    "integration/clients/test_cloudvision_deploy_pyavd.py",
    "integration/clients/test_cloudvision_pyavd.py",
    "integration/clients/test_cloudvision_vendor.py",
    "integration/clients/test_guide_from_arista_eos.py",
    "integration/clients/test_jsonrpclib.py",
    "integration/clients/test_napalm.py",
    "integration/clients/test_napalm_config.py",
    "integration/clients/test_netmiko.py",
    "integration/clients/test_nornir.py",
    "integration/clients/test_pyeapi.py",
    "integration/clients/test_pyeapi_config.py",
    "integration/clients/test_scrapli.py",
    "integration/cloudvision/test_campaigns.py",
    "integration/cloudvision/test_conformance.py",
    "integration/cloudvision/test_deploy.py",
    "integration/cloudvision/test_events.py",
    "integration/cloudvision/test_faults.py",
    "integration/cloudvision/test_guide_cloudvision.py",
    "integration/cloudvision/test_guide_from_arista_cvp.py",
    "integration/cloudvision/test_many_workers.py",
    "integration/cloudvision/test_order.py",
    "integration/cloudvision/test_second_user.py",
    "integration/cloudvision/test_state_waits.py",
    "integration/cloudvision/test_tags_at_scale.py",
    "integration/cloudvision/test_tls.py",
    "integration/cloudvision/test_worker_imports.py",
    "integration/cloudvision/test_workflows_accounts.py",
    "integration/cloudvision/test_workflows_by_hand.py",
    "integration/cloudvision/test_workflows_changes.py",
    "integration/cloudvision/test_workflows_devices.py",
    "integration/cloudvision/test_workflows_edits.py",
    "integration/cloudvision/test_workflows_examples.py",
    "integration/cloudvision/test_workflows_images.py",
    "integration/cloudvision/test_workflows_workspaces.py",
    "integration/eapi/test_anta.py",
    "integration/eapi/test_avd.py",
    "integration/eapi/test_bad_input.py",
    "integration/eapi/test_campaigns.py",
    "integration/eapi/test_config_bad_input.py",
    "integration/eapi/test_config_confirm.py",
    "integration/eapi/test_config_faults.py",
    "integration/eapi/test_config_foreseen.py",
    "integration/eapi/test_config_side_effects.py",
    "integration/eapi/test_config_spelling.py",
    "integration/eapi/test_config_timers.py",
    "integration/eapi/test_config_truth.py",
    "integration/eapi/test_conformance.py",
    "integration/eapi/test_documented_conditions.py",
    "integration/eapi/test_examples.py",
    "integration/eapi/test_guide_api_service.py",
    "integration/eapi/test_guide_authentication.py",
    "integration/eapi/test_guide_certificates.py",
    "integration/eapi/test_guide_configuration.py",
    "integration/eapi/test_guide_fleet.py",
    "integration/eapi/test_guide_performance.py",
    "integration/eapi/test_guide_recipes.py",
    "integration/eapi/test_guide_revisions.py",
    "integration/eapi/test_guide_testing.py",
    "integration/eapi/test_image.py",
    "integration/eapi/test_image_upload.py",
    "integration/eapi/test_reload.py",
    "integration/eapi/test_server.py",
    "integration/eapi/test_server_confirm.py",
    "integration/eapi/test_server_endpoint.py",
    "integration/eapi/test_ssh.py",
    "integration/eapi/test_ssl_certificate.py",
    "integration/eapi/test_ssl_profile.py",
    "integration/eapi/test_worker_imports.py",
    "integration/roles",
    "integration/support",
    "security/test_backups.py",
    "security/test_cloudvision_nonsense.py",
    "security/test_files.py",
    "security/test_growth.py",
    "security/test_json.py",
    "security/test_masking.py",
    "security/test_named_files.py",
    "security/test_names.py",
    "security/test_nonsense.py",
    "security/test_patterns.py",
    "security/test_promises.py",
    "security/test_replies.py",
    "security/test_roles.py",
    "security/test_secrets.py",
    "security/test_secrets_roles.py",
    "security/test_sinks.py",
    "security/test_words.py",
    "unit/benchmarks",
    "unit/lab",
    "unit/migration",
    "unit/scripts",
    "unit/test_collection.py",
)
#: Wire tests that show much in little time. They bear the mark ``smoke``: CI runs them, beside the plugins' unit tests,
#: on the pair between the oldest and the newest.
SMOKE = (
    "integration/eapi/test_command.py",
    "integration/eapi/test_config.py",
    "integration/eapi/test_faults.py",
    "integration/eapi/test_filters.py",
    "integration/eapi/test_transports.py",
)
MARKS = {"once": ONCE, "smoke": SMOKE}

#: Names of the user's environment that would change what clients do: proxies, authorities, and options of the plugins.
DROPPED_PREFIXES = ("ANSIBLE_", "EAPI_", "CLOUDVISION_", "SSL_CERT_")
DROPPED_NAMES = ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE")


def _clean_environment() -> None:
    for name in list(os.environ):
        of_others = name.startswith(DROPPED_PREFIXES) and name not in KEPT
        if of_others or name in DROPPED_NAMES or name.lower().endswith("_proxy"):
            del os.environ[name]


def _temporary_tree() -> None:
    """For a pytest called by hand: the repository under its collection's name, and a home for Ansible."""
    folder = Path(tempfile.mkdtemp(prefix="aerie-tests-"))
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
    link = folder / "collections" / COLLECTION
    link.parent.mkdir(parents=True)
    link.symlink_to(ROOT)
    found = os.environ.get("ANSIBLE_COLLECTIONS_PATH")
    paths = [str(folder / "collections"), *([found] if found else [])]
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = os.pathsep.join(paths)
    (folder / "ansible.cfg").touch()
    os.environ["ANSIBLE_CONFIG"] = str(folder / "ansible.cfg")
    os.environ["ANSIBLE_HOME"] = str(folder / "home")
    os.environ["ANSIBLE_LOCAL_TEMP"] = os.environ["ANSIBLE_REMOTE_TEMP"] = str(folder / "home" / "tmp")


def _find_collections() -> Path:
    """The folder that holds ansible_collections/aerie/arista; from here on Python finds the collection by its name."""
    paths = os.environ.get("ANSIBLE_COLLECTIONS_PATH", "").split(os.pathsep)
    if not any(path and (Path(path) / COLLECTION).resolve() == ROOT for path in paths):
        _temporary_tree()
        paths = os.environ["ANSIBLE_COLLECTIONS_PATH"].split(os.pathsep)
    # Imported late: ansible reads its settings from the environment when it is imported.
    from ansible.plugins.loader import init_plugin_loader
    from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

    # ansible-test has a finder of its own at work, and a second one is not taken.
    if not any(isinstance(finder, _AnsibleCollectionFinder) for finder in sys.meta_path):
        init_plugin_loader()
    return next(Path(path) for path in paths if (Path(path) / COLLECTION).exists())


_clean_environment()
COLLECTIONS = _find_collections()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known, also to ansible-test, which does not read pyproject.toml."""
    config.addinivalue_line("markers", "once: finds the same with every Python and ansible-core")
    config.addinivalue_line("markers", "smoke: shows much in little time")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their places."""
    for item in items:
        place = item.path.relative_to(ROOT / "tests").as_posix()
        for mark, places in MARKS.items():
            if any(place == wanted or place.startswith(f"{wanted}/") for wanted in places):
                item.add_marker(mark)


def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> None:
    """Refuse a fixture of a module that is made for each test: labs and plays take seconds.

    ``parametrize`` with some of its arguments ``indirect`` makes them fixtures of one test, unless it has a ``scope``.
    """
    if request.scope != fixturedef.scope:
        pytest.fail(f"{fixturedef.argname!r} is made for each {request.scope}: give parametrize a scope", pytrace=False)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Refuse a test file that leaves busy threads: other files in the same process would run into their time limits."""
    if nextitem is None or nextitem.path != item.path:
        stacks = busy_threads()
        if stacks:
            pytest.fail(f"threads go on after the last test of {item.path.name}:\n{stacks}", pytrace=False)


@pytest.fixture(scope="session")
def collections_path() -> Path:
    """The folder to name in ANSIBLE_COLLECTIONS_PATH."""
    return COLLECTIONS


@pytest.fixture
def ansible_env(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Environment variables for a program of Ansible: nothing is shared with another test, or with the user."""
    with isolated_environment(tmp_path) as environment:
        yield environment
