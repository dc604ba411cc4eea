# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""napalm changes the lab's configuration: merge, replace, compare, commits that revert themselves, confirm, rollback.

Each test runs on a switch of either generation of `show configuration sessions detail`.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest
from napalm import get_network_driver
from napalm.base.exceptions import CommitError, MergeConfigException, ReplaceConfigException

from lab import Lab, LabSwitch, SwitchSpec
from support.waiting import wait_until

pytestmark = pytest.mark.interop

EOS = get_network_driver("eos")
RELEASES = {"old": "4.31.2F", "new": "4.33.2F"}
#: Lines of every kind that napalm sends in a way of its own, or whose order counts.
CANDIDATE = """\
banner login
Only for
the lab
EOF
!
vlan 61-63
!
vlan 62
   name from-napalm
!
interface Ethernet11
   !! cabled by hand
   description merged
   switchport access vlan 62
!
ip access-list API
   20 deny ip any any
   10 permit tcp 127.0.0.0/8 any
!
ip prefix-list LOOPBACKS
   seq 10 permit 10.255.0.0/16 eq 32
!
route-map EXPORT permit 10
   match ip address prefix-list LOOPBACKS
   set community 65000:1 additive
!
management api http-commands
   protocol https certificate
-----BEGIN CERTIFICATE-----
QUJD
-----END CERTIFICATE-----
EOF
-----BEGIN PRIVATE KEY-----
REVG
-----END PRIVATE KEY-----
EOF
!
end
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A switch of each generation."""
    specs = [SwitchSpec(name=name, eos=eos) for name, eos in RELEASES.items()]
    with Lab(tmp_path_factory.mktemp("lab"), specs) as running:
        yield running


@pytest.fixture(params=RELEASES)
def switch(request: pytest.FixtureRequest, lab: Lab) -> LabSwitch:
    """The switch of one generation, its configuration saved."""
    found = lab[request.param]
    found.run("write")
    return found


@pytest.fixture
def before(switch: LabSwitch) -> Iterator[str]:
    """The configuration at the beginning, which is put back at the end."""
    switch.run("configure checkpoint save before")
    yield switch.running_config()
    switch.switch.sessions.restart()
    switch.run("configure checkpoint restore before", "write")


@pytest.fixture
def driver(lab: Lab, switch: LabSwitch, tls: ssl.SSLContext, before: str) -> Iterator[Any]:
    """napalm on the switch."""
    options = {"transport": "https", "port": switch.https_port, "context": tls}
    opened = EOS(switch.address, lab.username, lab.password, timeout=60, optional_args=options)
    opened.open()
    yield opened
    opened.config_session = None
    opened.close()


def test_everything_can_be_merged_and_is_compared(driver: Any, switch: LabSwitch, before: str) -> None:
    driver.load_merge_candidate(config=CANDIDATE)
    changes = driver.compare_config().splitlines()
    assert changes[0].startswith("@@ ")
    first, second = "+   10 permit tcp 127.0.0.0/8 any", "+   20 deny ip any any"
    assert {first, second, "+QUJD", "+   !! cabled by hand"} <= set(changes)
    assert changes.index(first) < changes.index(second)
    assert switch.running_config() == before
    driver.commit_config()
    text = switch.running_config()
    for lines in (
        "vlan 30,61,63\n!\nvlan 62\n   name from-napalm\n!",
        "interface Ethernet11\n   !! cabled by hand\n   description merged\n   switchport access vlan 62\n!",
        "route-map EXPORT permit 10\n   match ip address prefix-list LOOPBACKS\n   set community 65000:1 additive\n!",
        "banner login\nOnly for\nthe lab\nEOF\n!",
        "-----END CERTIFICATE-----\nEOF\n-----BEGIN PRIVATE KEY-----\nREVG\n-----END PRIVATE KEY-----\nEOF\n",
    ):
        assert lines in text
    assert switch.switch.startup is not None
    assert switch.switch.startup.text() == text


def test_restore_what_was_read(driver: Any, switch: LabSwitch, before: str) -> None:
    driver.load_merge_candidate(config=CANDIDATE)
    driver.commit_config()
    text = driver.get_config(retrieve="running")["running"]
    merged = switch.running_config()
    driver.load_replace_candidate(config=before)
    assert "-vlan 30,61,63" in driver.compare_config().splitlines()
    driver.commit_config()
    assert switch.running_config() == before
    driver.load_replace_candidate(config=text)
    driver.commit_config()
    assert switch.running_config() == merged
    driver.load_replace_candidate(config=text)
    assert driver.compare_config() == ""
    driver.discard_config()


def test_a_rollback_is_to_what_was_saved(driver: Any, switch: LabSwitch, before: str) -> None:
    driver.load_merge_candidate(config="hostname merged\nvlan 61\n")
    driver.commit_config()
    assert "rollback-0" in driver.cli(["dir flash:"])["dir flash:"]
    driver.rollback()
    assert switch.running_config() == before
    assert switch.switch.startup is not None
    assert switch.switch.startup.text() == before


@pytest.mark.parametrize("replace", [False, True])
def test_a_bad_line_leaves_no_session(driver: Any, switch: LabSwitch, before: str, replace: bool) -> None:
    load, error = driver.load_merge_candidate, MergeConfigException
    if replace:
        load, error = driver.load_replace_candidate, ReplaceConfigException
    with pytest.raises(error, match=r"'seq 0 permit any' failed: invalid command .*\(at token 1: '0'\)"):
        load(config="hostname changed\nip prefix-list P\n   seq 0 permit any\n")
    assert switch.running_config() == before
    assert switch.switch.sessions.sessions == {}
    assert not driver.has_pending_commit()


# --- commits that revert themselves ---------------------------------------------------------------------------------


def test_a_commit_reverts_itself(driver: Any, switch: LabSwitch, before: str) -> None:
    driver.load_merge_candidate(config="hostname reverted\n")
    driver.commit_config(revert_in=1)
    assert switch.switch.hostname == "reverted"
    assert driver.has_pending_commit()
    wait_until(lambda: switch.running_config() == before)
    assert not driver.has_pending_commit()
    with pytest.raises(CommitError, match="No pending commit-confirm"):
        driver.confirm_commit()


def test_a_commit_that_is_confirmed_stays(driver: Any, switch: LabSwitch) -> None:
    driver.load_merge_candidate(config="hostname confirmed\n")
    driver.commit_config(revert_in=2)
    (name,) = driver._get_pending_commits()
    assert name == driver.config_session
    driver.confirm_commit()
    assert not driver.has_pending_commit()
    time.sleep(2.3)
    assert switch.switch.hostname == "confirmed"
    assert switch.switch.startup is not None
    assert "hostname confirmed" in switch.switch.startup.text()


def test_a_rollback_before_the_timer_ends(driver: Any, switch: LabSwitch, before: str) -> None:
    driver.load_merge_candidate(config="hostname undone\n")
    driver.commit_config(revert_in=60)
    driver.rollback()
    assert switch.running_config() == before
    assert not driver.has_pending_commit()


def test_a_second_commit_waits_for_the_first_one(driver: Any, switch: LabSwitch) -> None:
    driver.load_merge_candidate(config="hostname first\n")
    driver.commit_config(revert_in=60)
    with pytest.raises(CommitError, match="already in process"):
        driver.commit_config(revert_in=60)
    driver.confirm_commit()
    assert switch.switch.hostname == "first"


def test_a_candidate_that_cuts_napalm_off_reverts_itself(driver: Any, switch: LabSwitch, before: str) -> None:
    driver.load_replace_candidate(config="hostname bare\n")
    driver.commit_config(revert_in=1)
    wait_until(lambda: switch.https_port is None)
    wait_until(lambda: switch.https_port is not None)
    assert switch.running_config() == before
    assert driver.get_facts()["hostname"] == switch.name
