# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Getting started, followed to the letter on a switch out of the box: SSH alone, and no certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.eos.switch import SwitchSpec
from lab.network import Lab
from support import guides

pytestmark = pytest.mark.slow

PASSWORD = "s3cret-of-ansible"


def test_the_guide(tmp_path: Path, ansible_env: dict[str, str]) -> None:
    guide = guides.Guide("getting-started")
    user, api = guide.blocks("eos")
    with Lab(tmp_path / "lab", [SwitchSpec(name="leaf1", api=False)]) as lab:
        leaf = lab["leaf1"]
        leaf.run("configure", *user.splitlines())
        # The ports without privilege that the lab has in place of 22 and 443, and its file of host keys.
        own = {
            "ansible_port": 8443,
            "bare_switch_port": 8443,
            "bare_switch_ssh_port": 8022,
            "ansible_eapi_ssh_known_hosts": lab.known_hosts_path,
        }
        address = "\n      ".join([leaf.address, *(f"{name}: {value}" for name, value in own.items())])
        env = {**ansible_env, "SWITCH_PASSWORD": PASSWORD, "CA_PASSPHRASE": PASSWORD, "HOME": str(tmp_path)}
        files = guide.files()
        trust = {"group_vars/switches.yml": files.pop("group_vars/switches.yml")}
        guides.write(tmp_path, files, {"192.0.2.11": address})
        foresee, make, ask, read, privileged, look, predict, change, again = guide.commands()

        assert "changed=0" not in guides.run(foresee, tmp_path, env)
        assert leaf.https_port is None
        guides.run(make, tmp_path, env)
        guides.write(tmp_path, trust, {})

        answer = guides.run(ask, tmp_path, env)
        assert answer.startswith(guide.blocks("text")[0])
        assert "Software image version: 4.33.2F" in guides.run(read, tmp_path, env)
        assert "management api http-commands" in guides.run(privileged, tmp_path, env)
        with pytest.raises(AssertionError) as refused:
            guides.run([word for word in privileged if word != "--become"], tmp_path, env)
        assert " ".join(guide.blocks("text")[1].split()) in str(refused.value)
        assert '"leaf1 runs 4.33.2F, ' in guides.run(look, tmp_path, env)
        assert "+   name users" in guides.run(predict, tmp_path, env)
        assert "vlan 110" not in leaf.running_config()
        assert "changed=1" in guides.run(change, tmp_path, env)
        assert "vlan 110\n   name users\n" in leaf.running_config()
        assert "changed=0" in guides.run(again, tmp_path, env)

        leaf.run("configure", "management api http-commands", "shutdown")
        leaf.run("configure", *api.splitlines())
        guides.run(ask, tmp_path, env)
