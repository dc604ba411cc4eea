# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The examples of the modules' documentation run as they stand, and so does the playbook that shows the collection."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from lab.eos.switch import SwitchSpec
from lab.network import Lab, LabSwitch
from support import certificates as pairs
from support.playrun import AnsibleRunner
from support.plays import host_of, inventory, play

ROOT = Path(__file__).resolve().parents[3]
#: Modules whose examples need what a lab has not: images of EOS, a release that is not running, a fabric of AVD.
ELSEWHERE = frozenset({"eapi_image", "eapi_reload", "fabric_render"})
MODULES = sorted(
    (
        path
        for path in (ROOT / "plugins" / "modules").glob("*.py")
        if not path.stem.startswith("cloudvision_") and path.stem not in ELSEWHERE
    ),
    key=lambda path: path.name,
)


def examples(module: Path) -> list[dict[str, Any]]:
    """The plays of a module's examples; tasks that stand alone make a play."""
    text = get_docstring(str(module), fragment_loader, is_module=True)[1]
    items = yaml.safe_load(text)
    tasks = [item for item in items if "hosts" not in item]
    plays = [item for item in items if "hosts" in item]
    return [*([play(tasks, "switches")] if tasks else []), *plays]


def with_files(folder: Path, running: str, *, drift: bool) -> None:
    """What examples find beside their playbook: configurations, with drift or without, and catalogs of tests."""
    catalog = {"anta.tests.system": [{"VerifyUptime": {"minimum": 1}}], "anta.tests.routing.bgp": []}
    catalog["anta.tests.routing.bgp"].append({"VerifyBGPPeerCount": {"address_families": [_FAMILY]}})
    files = {
        "intended/leaf1.cfg": "vlan 4\n" + running if drift else running,
        "intended/configs/leaf1.cfg": "alias deployed show version\n" + running,
        "uplinks.j2": "interface Ethernet1\n   description uplink of {{ inventory_hostname }}\n",
        "anta/avd_catalogs/leaf1.json": json.dumps({"anta.tests.system": catalog["anta.tests.system"]}),
        "catalog.yml": yaml.safe_dump(catalog),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


_FAMILY = {"afi": "ipv4", "safi": "unicast", "vrf": "default", "num_peers": 1}
#: What the examples of eapi_server find on the switch; the first address beside its own stands for 192.0.2.10.
SERVER = """\
vrf instance MGMT
ip access-list CONTROLLERS
   10 permit ip 127.0.0.0/8 any
interface Loopback1
   vrf MGMT
   ip address {address}/32
management security
   ssl profile eapi
      certificate eapi.crt key eapi.key
management api http-commands
   protocol https port 8443
"""

#: What the examples of eapi_secrets find on the switch.
SECRETS = (
    *(f"username {name} privilege 15 secret 0 old-password" for name in ("netops", "backup")),
    *("ntp authentication-key 1 md5 0 old-key", "ntp server 192.0.2.123", "router bgp 65001"),
    *("neighbor 192.0.2.1 remote-as 65100", "neighbor 192.0.2.1 password 0 old-password"),
)


def with_server(lab: Lab, plays: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Prepare a switch for the examples of eapi_server, which name places that are the lab's own elsewhere."""
    leaf = lab["leaf1"]
    pair = lab.authorities.server_certificate(leaf.address, leaf.spare_addresses[0])
    leaf.switch.files["certificate"]["eapi.crt"] = pair.certificate_pem.decode()
    leaf.switch.files["sslkey"]["eapi.key"] = pair.key_pem.decode()
    leaf.run("configure", *SERVER.format(address=leaf.spare_addresses[0]).splitlines())
    text = json.dumps(plays).replace("192.0.2.10", leaf.spare_addresses[0])
    return cast("list[dict[str, Any]]", json.loads(text.replace('"ansible_port": 22', '"ansible_port": 8022')))


def with_certificates(lab: Lab, folder: Path) -> dict[str, str]:
    """Put what the examples of certificates and profiles name on the controller and on the switch; gives variables."""
    (folder / "ca").mkdir()
    files = {
        "ca/ca.crt": pairs.pem_of(pairs.ROOT),
        "ca/ca.key": pairs.encrypted_key_of(pairs.ROOT),
        "ca/clients-ca.crt": pairs.pem_of(pairs.FOREIGN),
        "leaf1.crt": pairs.pem_of(pairs.SERVER),
        "leaf1.key": pairs.key_of(pairs.SERVER),
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    leaf = lab["leaf1"]
    pairs.store(leaf.switch, "eapi-2027.crt", pairs.BELOW, "eapi-2027.key")
    pairs.store(leaf.switch, "intermediate.crt", pairs.MIDDLE)
    return {"vault_ca_passphrase": pairs.PASSPHRASE}


def with_secrets(leaf: LabSwitch, data: dict[str, Any], plays: Any) -> Any:
    """Configure what the examples of eapi_secrets replace; the new secrets go into the inventory."""
    leaf.run("configure", *SECRETS)
    data["all"]["vars"].update(
        {f"vault_{name}": f"new-{name}" for name in ("netops_password", "backup_password", "bgp_password", "ntp_key")},
        vault_netops_old_password="old-password",
    )
    return json.loads(json.dumps(plays).replace('"delay": 120', '"delay": 0'))


def with_the_process_of(leaf: LabSwitch, plays: Any) -> Any:
    """The plays with the AS number that the switch has in place of the examples' own."""
    leaf.run("configure", "vlan 3")
    (number,) = re.findall(r"^router bgp (\d+)$", leaf.running_config(), re.M)
    return json.loads(json.dumps(plays).replace("router bgp 65001", f"router bgp {number}"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_the_examples_of_the_documentation_run(ansible: AnsibleRunner, tmp_path: Path, module: Path) -> None:
    # The example that waits for neighbors needs some.
    specs: Any = 4 if module.stem == "eapi_config" else [SwitchSpec(name="leaf1", config="vlan 3")]
    with Lab(tmp_path / "lab", specs) as lab:
        hosts = {"leaf1": host_of(lab["leaf1"], ansible_eapi_ssh_known_hosts=str(lab.known_hosts_path))}
        data = inventory(lab, hosts=hosts)
        data["all"]["children"] = {"switches": {"hosts": {"leaf1": None}}}
        with_files(tmp_path, lab["leaf1"].running_config(), drift=module.stem != "eapi_fleet")
        plays = examples(module)
        if module.stem == "eapi_config":
            plays = with_the_process_of(lab["leaf1"], plays)
        if module.stem == "eapi_server":
            plays = with_server(lab, plays)
        if module.stem in ("ssl_certificate", "ssl_profile"):
            data["all"]["vars"].update(with_certificates(lab, tmp_path))
        if module.stem == "eapi_secrets":
            plays = with_secrets(lab["leaf1"], data, plays)
        if module.stem == "ssl_profile":
            pairs.store(lab["leaf1"].switch, "eapi.crt", pairs.SERVER, "eapi.key")
            pairs.store(lab["leaf1"].switch, "clients-ca.crt", pairs.FOREIGN)
        run = ansible.playbook(plays, data, env={"CA_PASSPHRASE": pairs.PASSPHRASE}).check()
        assert run.stats["leaf1"]["ok"] >= len(examples(module))
        if module.stem == "eapi_command":
            assert "Authorized access only" in lab["leaf1"].running_config()
            assert run.result("leaf1", "Use the output").msg == f"leaf1 runs {lab['leaf1'].switch.spec.eos}"
        if module.stem == "eapi_config":
            difference = run.result("leaf1", "Show how the switch differs from the intended configuration")["diff"][
                "prepared"
            ]
            assert "vlan 4" in difference
            assert "alias deployed show version" in lab["leaf1"].running_config()
            assert run.result(
                "leaf1", "Change BGP, and keep the change only if the peers and routes that were there come back"
            )["confirmed"]
        if module.stem == "ssl_certificate":
            assert set(lab["leaf1"].switch.files["sslkey"]) == {"eapi.key", "eapi-2027.key"}
            assert lab["leaf1"].switch.files["certificate"]["eapi.crt"] == pairs.pem_of(pairs.SERVER)
        if module.stem == "ssl_profile":
            assert "chain certificate intermediate.crt" in lab["leaf1"].running_config()
        if module.stem == "eapi_server":
            assert lab["leaf1"].sockets == {("https", lab["leaf1"].spare_addresses[0], 9443)}


def test_the_playbook_that_shows_the_collection(ansible: AnsibleRunner, tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", 4) as lab:
        before = {switch.name: switch.running_config() for switch in lab}
        run = ansible.playbook(ROOT / "playbooks" / "demo.yml", lab.inventory_path).check()
        table = run.result("localhost", "Show the answers").msg
        assert {switch.name: switch.running_config() for switch in lab} == before
        assert lab.stats.logins == 4
    for name in before:
        assert any(line.split()[:2] == [name, "4.33.2F"] for line in table.splitlines())
    assert "VLAN 4000 not found in current VLAN database" in table
    assert "clusterMode" in table
