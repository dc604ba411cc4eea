# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""asynceapi, and ANTA on top of it, on the lab: parallel requests, cookie sessions, partial results, timestamps."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from lab import Lab, LabSwitch
from support.waiting import PATIENCE

pytestmark = pytest.mark.interop

asynceapi = pytest.importorskip("asynceapi", reason="it comes with anta, which has no release for every Python")
httpx = pytest.importorskip("httpx", reason="it comes with asynceapi")

# Imported after the check that they are there.
from anta._runner import AntaRunFilters, AntaRunner  # noqa: E402
from anta.catalog import AntaCatalog  # noqa: E402
from anta.device import AsyncEOSDevice  # noqa: E402
from anta.inventory import AntaInventory  # noqa: E402
from anta.models import AntaCommand  # noqa: E402
from asynceapi._constants import EapiCommandFormat  # noqa: E402
from asynceapi._errors import EapiReponseError  # noqa: E402
from asynceapi._models import EapiRequest, EapiResponse  # noqa: E402
from asynceapi.errors import EapiAuthenticationError  # noqa: E402

Work = Callable[[Any], Awaitable[Any]]
Use = Callable[..., Any]

HOSTNAME = {"hostname": "leaf1", "fqdn": "leaf1.lab.example"}


@pytest.fixture
def leaf(lab: Lab) -> LabSwitch:
    lab["leaf1"].faults.clear()
    lab["leaf1"].stats.reset()
    return lab["leaf1"]


@pytest.fixture
def use(lab: Lab, leaf: LabSwitch, tls: ssl.SSLContext) -> Use:
    """Open a device, let a coroutine function work with it, and close it."""

    def use(work: Work, **options: Any) -> Any:
        proto = options.get("proto", "https")
        settings = {
            "username": lab.username,
            "password": lab.password,
            "timeout": 10,
            "port": leaf.https_port if proto == "https" else leaf.http_port,
        }
        verify: Any = {"verify": tls} if proto == "https" else {}

        async def run() -> Any:
            async with asynceapi.Device(leaf.address, **{**settings, **verify, **options}) as device:
                return await asyncio.wait_for(work(device), 30)

        return asyncio.run(run())

    return use


async def rpc(device: Any, request: EapiRequest) -> EapiResponse:
    """Send a request as asynceapi's models have it."""
    reply = await device.post(device.EAPI_COMMAND_API_URL, json=request.to_jsonrpc())
    reply.raise_for_status()
    return EapiResponse.from_jsonrpc(reply.json(), request)


# --- the endpoint and who may use it --------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"proto": "http"}, {"use_session_auth": True}])
def test_the_endpoint_answers_a_head_request(options: dict[str, Any], use: Use, leaf: LabSwitch) -> None:
    assert use(lambda device: device.check_api_endpoint(), **options) is True
    assert (leaf.stats.command_requests, leaf.stats.unauthorized) == (0, 0)


def test_wrong_credentials(use: Use, leaf: LabSwitch) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="401 Unauthorized"):
        use(lambda device: device.check_api_endpoint(), password="wrong")
    with pytest.raises(httpx.HTTPStatusError, match="401 Unauthorized"):
        use(lambda device: device.cli(command="show version"), password="wrong")
    with pytest.raises(EapiAuthenticationError, match="Bad username/password combination"):
        use(lambda device: device.cli(command="show version"), password="wrong", use_session_auth=True)
    assert (leaf.stats.unauthorized, leaf.stats.failed_logins, leaf.stats.commands) == (3, 1, 0)


def test_a_certificate_of_another_authority_is_refused(use: Use, leaf: LabSwitch) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        use(lambda device: device.cli(command="show version"), verify=ssl.create_default_context())
    assert leaf.stats.requests == 0


def test_one_login_serves_parallel_commands(use: Use, leaf: LabSwitch) -> None:
    async def work(device: Any) -> list[Any]:
        return await asyncio.gather(*(device.cli(command="show hostname") for _call in range(20)))

    assert use(work, use_session_auth=True) == [HOSTNAME] * 20
    stats = leaf.stats
    assert (stats.logins, stats.logouts, stats.basic_authentications) == (1, 1, 0)
    assert stats.command_requests == 20
    assert leaf.sessions.sessions == {}, "closing the device ended its session"


def test_an_expired_session_is_final(use: Use, leaf: LabSwitch) -> None:
    async def work(device: Any) -> Any:
        assert await device.cli(command="show hostname") == HOSTNAME
        leaf.sessions.expire_all()
        with pytest.raises(EapiAuthenticationError) as caught:
            await device.cli(command="show hostname")
        assert caught.value.session_expired
        return await device.cli(command="show hostname")

    assert use(work, use_session_auth=True) == HOSTNAME
    assert leaf.stats.logins == 2


# --- commands -------------------------------------------------------------------------------------------------------


def test_commands_in_json_and_text(use: Use, leaf: LabSwitch) -> None:
    async def work(device: Any) -> tuple[Any, ...]:
        return (
            await device.cli(commands=["show hostname", {"cmd": "show version", "revision": 1}], req_id=4711),
            await device.cli(command="show hostname", ofmt="text", req_id="a string"),
            await device.cli(command="sh hostn", auto_complete=True),
        )

    models, text, completed = use(work)
    assert models[0] == completed == HOSTNAME
    assert models[1]["systemMacAddress"] == leaf.switch.hardware.system_mac
    assert text == "Hostname: leaf1\nFQDN:     leaf1.lab.example\n"
    assert [request["id"] for request in list(leaf.received)[-3:-1]] == [4711, "a string"]
    assert (leaf.stats.connections, leaf.stats.tls_handshakes) == (1, 1), "one connection is kept"


def test_revisions(use: Use) -> None:
    """An explicit revision wins over the version; one that is too high gives the latest."""

    async def work(device: Any) -> list[Any]:
        return [
            await device.cli(command={"cmd": "show ip interface", **revision}, version=version)
            for version, revision in (
                (1, {}),
                (1, {"revision": 2}),
                ("latest", {}),
                ("latest", {"revision": 1}),
                (1, {"revision": 99}),
            )
        ]

    old, new, latest, pinned, high = use(work)
    assert old == pinned != new
    assert new == latest == high


def test_an_error_carries_what_passed_and_what_did_not_run(use: Use) -> None:
    async def work(device: Any) -> Any:
        commands = ["show hostname", {"cmd": "show bogus"}, "show version", "show vlan"]
        assert await device.cli(commands=commands, suppress_error=True) is None
        with pytest.raises(asynceapi.EapiCommandError) as caught:
            await device.cli(commands=commands)
        return caught.value

    error = use(work)
    assert error.passed == [HOSTNAME]
    assert error.failed == "show bogus"
    assert error.errors == ["Invalid input (at token 1: 'bogus')"]
    assert error.not_exec == ["show version", "show vlan"]
    assert str(error) == "CLI command 2 of 4 'show bogus' failed: invalid command"


def test_timestamps(use: Use) -> None:
    request = EapiRequest(["show hostname", "show version"], timestamps=True, id="stamped")
    before = time.time()
    reply = use(lambda device: rpc(device, request))
    assert (reply.request_id, reply.success, len(reply)) == ("stamped", True, 2)
    for result in reply:
        assert before - 1 <= result.start_time <= time.time() + 1
        assert 0 <= result.duration < PATIENCE
    assert reply.results[0].output == HOSTNAME


def test_stop_on_error_off_runs_all_commands(use: Use) -> None:
    commands = ["show hostname", "show bogus", "show vlan 999", "show hostname"]
    reply = use(lambda device: rpc(device, EapiRequest(commands, stop_on_error=False)))
    assert [result.success for result in reply] == [True, False, False, True]
    assert all(result.executed for result in reply)
    assert (reply.error_code, reply.results[3].output) == (1002, HOSTNAME)
    assert reply.error_message == "CLI command 2 of 4 'show bogus' failed: invalid command"
    assert reply.results[2].errors == ["VLAN 999 not found in current VLAN database"]


def test_stop_on_error_ends_with_the_failing_command(use: Use, leaf: LabSwitch) -> None:
    request = EapiRequest(["show hostname", "show bogus", "show hostname"], format=EapiCommandFormat.TEXT)

    async def work(device: Any) -> None:
        reply = await rpc(device, request)
        assert [result.executed for result in reply] == [True, True, False]
        assert reply.results[0].output.startswith("Hostname: leaf1\n")
        assert reply.results[1].errors == ["Invalid input (at token 1: 'bogus')"]
        raw = await device.post(device.EAPI_COMMAND_API_URL, json=request.to_jsonrpc())
        assert raw.json()["error"]["data"][1]["output"] == "% Invalid input (at token 1: 'bogus')\n"
        with pytest.raises(EapiReponseError):
            EapiResponse.from_jsonrpc(raw.json(), request, raise_on_error=True)

    use(work)
    assert leaf.stats.commands == 4


def test_a_configuration_session(use: Use, leaf: LabSwitch) -> None:
    async def work(device: Any) -> tuple[Any, ...]:
        session = device.config_session("asynceapi")

        async def privileged(command: Any = None, commands: Any = None, **options: Any) -> Any:
            replies = await device.cli(commands=["enable", *(commands or [command])], **options)
            return replies[1] if command else replies[1:]

        # The class leaves "enable" to switches that authorize sessions as privileged.
        session._cli = privileged
        await session.push("vlan 60\n\nname sixty\n")
        pending, changes = await session.status(), await session.diff()
        await session.commit()
        other = device.config_session("thrown-away")
        other._cli = privileged
        await other.push(["no vlan 60"])
        await other.abort()
        return pending, changes, await session.status(), await other.status()

    pending, changes, committed, aborted = use(work)
    assert pending["state"] == "pending"
    assert {"+vlan 60", "+   name sixty"} <= set(changes.splitlines())
    assert (committed["state"], committed["commitUser"]) == ("committed", "admin")
    assert aborted is None
    assert "vlan 60\n   name sixty\n" in leaf.running_config()
    leaf.run("enable", "configure", "no vlan 60")


# --- ANTA -----------------------------------------------------------------------------------------------------------


def eos_device(lab: Lab, switch: LabSwitch, **options: Any) -> AsyncEOSDevice:
    """A device of ANTA."""
    return AsyncEOSDevice(
        switch.address,
        lab.username,
        lab.password,
        name=switch.name,
        port=switch.https_port,
        timeout=20,
        disable_cache=True,
        **{"enable": True, **options},
    )


@pytest.mark.parametrize("session", [False, True], ids=["basic", "session"])
def test_fifty_requests_at_a_time(session: bool, lab: Lab, leaf: LabSwitch) -> None:
    async def run() -> list[AntaCommand]:
        device = eos_device(lab, leaf, use_session_auth=session)
        await device.refresh()
        assert (device.established, device.hw_model) == (True, "vEOS-lab")
        leaf.stats.reset()
        commands = [AntaCommand(command="show ip interface", revision=1 + number % 2) for number in range(50)]
        await device.collect_commands(commands)
        await device.disconnect()
        return commands

    commands = asyncio.run(asyncio.wait_for(run(), 60))
    assert all(command.collected for command in commands)
    assert commands[0].json_output == commands[48].json_output
    assert commands[0].json_output != commands[1].json_output
    stats = leaf.stats
    assert stats.command_requests == 50
    assert stats.basic_authentications == (0 if session else 50)
    assert (stats.logins, stats.logouts) == ((0, 1) if session else (0, 0)), "it logged in while it was refreshed"


def test_an_unsupported_command_is_the_commands_own_failure(lab: Lab, leaf: LabSwitch) -> None:
    async def run() -> AntaCommand:
        device = eos_device(lab, leaf)
        await device.refresh()
        command = AntaCommand(command="show bogus")
        await device.collect(command)
        await device.disconnect()
        return command

    command = asyncio.run(run())
    assert command.errors == ["Invalid input (at token 1: 'bogus')"]
    assert not command.collected


#: Tests of ANTA by module, with inputs that leaf1 meets.
CATALOG: dict[str, list[dict[str, Any]]] = {
    "anta.tests.software": [
        {"VerifyEOSVersion": {"versions": ["4.33.2F"]}},
        {"VerifyTerminAttrVersion": {"versions": ["v1.36.0"]}},
        {"VerifyEOSExtensions": None},
    ],
    "anta.tests.system": [
        {"VerifyUptime": {"minimum": 86400}},
        {"VerifyReloadCause": None},
        {"VerifyCoredump": None},
        {"VerifyAgentLogs": None},
        {"VerifyCPUUtilization": None},
        {"VerifyMemoryUtilization": None},
        {"VerifyNTP": None},
    ],
    "anta.tests.vlan": [{"VerifyVlanStatus": {"vlans": [{"vlan_id": 10, "status": "active"}]}}],
    "anta.tests.interfaces": [
        {"VerifyInterfaceErrors": None},
        {"VerifyInterfaceDiscards": None},
        {"VerifyInterfaceErrDisabled": None},
        {"VerifyInterfacesStatus": {"interfaces": [{"name": "Ethernet1", "status": "up"}]}},
        {"VerifyLoopbackCount": {"number": 1}},
        {"VerifyL3MTU": {"mtu": 9214, "ignored_interfaces": ["Management", "Loopback", "Vlan"]}},
    ],
    "anta.tests.connectivity": [
        {
            "VerifyLLDPNeighbors": {
                "neighbors": [
                    {"port": "Ethernet1", "neighbor_device": "spine1.lab.example", "neighbor_port": "Ethernet1"}
                ]
            }
        },
        {"VerifyReachability": {"hosts": [{"source": "Loopback0", "destination": "10.100.8.2", "repeat": 2}]}},
    ],
    "anta.tests.snmp": [{"VerifySnmpLocation": {"location": "Lab, row 1"}}],
    "anta.tests.configuration": [
        {"VerifyZeroTouch": None},
        {"VerifyRunningConfigDiffs": None},
        {"VerifyRunningConfigLines": {"regex_patterns": ["^hostname leaf1$"]}},
    ],
    "anta.tests.services": [
        {"VerifyHostname": {"hostname": "leaf1"}},
        {"VerifyDNSServers": {"dns_servers": [{"server_address": "192.0.2.53", "vrf": "default", "priority": 0}]}},
    ],
    "anta.tests.aaa": [{"VerifyAuthzMethods": {"methods": ["local"], "types": ["exec"]}}],
    "anta.tests.routing.generic": [
        {"VerifyRoutingProtocolModel": {"model": "multi-agent"}},
        {"VerifyRoutingTableSize": {"minimum": 2, "maximum": 40}},
        {"VerifyRoutingTableEntry": {"routes": ["10.255.0.1"]}},
    ],
    "anta.tests.routing.bgp": [
        {
            "VerifyBGPPeerCount": {
                "address_families": [{"afi": "ipv4", "safi": "unicast", "num_peers": 2, "vrf": "default"}]
            }
        },
        {"VerifyBGPPeersHealth": {"address_families": [{"afi": "ipv4", "safi": "unicast", "vrf": "default"}]}},
    ],
}


def test_a_catalog_of_anta(lab: Lab, leaf: LabSwitch) -> None:
    """A whole run of ANTA with cookie sessions: every test that the lab's data meets is a success."""
    leaf.run("enable", "copy running-config startup-config")
    catalog = AntaCatalog.from_dict({module: list(tests) for module, tests in CATALOG.items()})
    inventory = AntaInventory()
    inventory.add_device(eos_device(lab, leaf, use_session_auth=True))
    run = asyncio.run(
        asyncio.wait_for(
            AntaRunner().run(inventory, catalog, filters=AntaRunFilters(devices={"leaf1"}), disconnect=True), 60
        )
    )
    results = {result.test: (str(result.result), result.messages) for result in run.manager.results}
    assert len(results) == sum(len(tests) for tests in CATALOG.values())
    assert {name: outcome for name, outcome in results.items() if outcome[0] != "success"} == {}
    assert (leaf.stats.logins, leaf.stats.logouts, leaf.stats.unauthorized) == (1, 1, 0)


def test_anta_sees_what_is_wrong(lab: Lab, leaf: LabSwitch) -> None:
    """The same tests fail where the switch is not as they want it."""
    leaf.run("enable", "configure", "interface Ethernet1", "shutdown")
    catalog = AntaCatalog.from_dict(
        {
            "anta.tests.interfaces": [
                {"VerifyInterfacesStatus": {"interfaces": [{"name": "Ethernet1", "status": "up"}]}}
            ],
            "anta.tests.routing.bgp": [
                {"VerifyBGPPeersHealth": {"address_families": [{"afi": "ipv4", "safi": "unicast", "vrf": "default"}]}}
            ],
        }
    )
    inventory = AntaInventory()
    inventory.add_device(eos_device(lab, leaf))
    run = asyncio.run(asyncio.wait_for(AntaRunner().run(inventory, catalog, disconnect=True), 60))
    leaf.run("enable", "configure", "interface Ethernet1", "no shutdown")
    results = {result.test: (str(result.result), result.messages) for result in run.manager.results}
    assert results["VerifyInterfacesStatus"][0] == "failure"
    assert "Ethernet1" in results["VerifyInterfacesStatus"][1][0]
    assert results["VerifyBGPPeersHealth"][0] == "failure"
