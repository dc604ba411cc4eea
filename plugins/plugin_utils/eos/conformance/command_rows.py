# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows about show commands: the keys and types that the collection uses, and the forms of texts."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Mapping, Sequence

from ...common.conformance.rows import Assumption, Judge, Probe, Release, Reply
from ...common.conformance.shapes import AS_NUMBER, FLAG, NAME, NUMBER, TEXT, WORD, Map, words
from .executor import run
from .judges import both, model, output, text

ANTA: t.Final = "anta"
PUBLIC: t.Final = "public clients"
NAPALM: t.Final = "captures of napalm"


def _model_row(
    id: str,
    command: str,
    says: str,
    shape: Mapping[str, t.Any],
    used_by: tuple[str, ...],
    source: str,
    *further: Judge,
    since: Release = (),
    optional: bool = True,
    revision: int | None = None,
) -> Assumption:
    probe = Probe(id, (run(command, revision=revision),), shapes={0: shape})
    return Assumption(id, f"'{command}' {says}", probe, both(model(shape), *further), used_by, source, since, optional)


def _text_row(
    id: str,
    command: str,
    says: str,
    judge: Judge,
    used_by: tuple[str, ...],
    source: str,
    since: Release = (),
    optional: bool = True,
    needs: frozenset[str] = frozenset(),
) -> Assumption:
    probe = Probe(id, (run(command, format="text"),), needs=needs)
    return Assumption(id, f"'{command}' {says}", probe, judge, used_by, source, since, optional)


SESSION_STATES: t.Final = ("pending", "pendingCommitTimer", "committed", "completed", "aborted")
SERVER: t.Final = {"configured": FLAG, "running": FLAG, "port?": NUMBER}
SESSIONS: t.Final = {
    "sessions": Map(
        {
            "state": words(*SESSION_STATES),
            "commitBy?": NUMBER,
            "description?": TEXT,
            "commitUser?": NAME,
            "instances?": Map({"user?": NAME}, names=False),
        }
    ),
    "maxOpenSessions?": NUMBER,
    "maxSavedSessions?": NUMBER,
    "commitTimerSessionName?": NAME,
    "commitTimerExpireTime?": NUMBER,
}
PROFILES: t.Final = {
    "profileStatus": Map(
        {
            "profileState": words("valid", "invalid"),
            "profileError?": [{"errorType?": WORD, "errorAttr?": TEXT}],
            "certName?": NAME,
            "keyName?": NAME,
            "trustedCertificates?": [NAME],
            "chainedCertificates?": [NAME],
        }
    )
}
FILE: t.Final = {"size?": NUMBER, "dateTime?": NUMBER, "permissions?": WORD}
ADDRESS: t.Final = {"address": NAME, "maskLen": NUMBER}

MODELS: t.Final = (
    _model_row(
        "show-version",
        "show version",
        "has the release, the model, and optionally serial number, MAC address, architecture and uptime.",
        {
            "version": WORD,
            "modelName": WORD,
            "serialNumber?": NAME,
            "systemMacAddress?": NAME,
            "architecture?": WORD,
            "uptime?": NUMBER,
            "imageFormatVersion?": WORD,
            "hardwareRevision?": WORD,
            "mfgName?": WORD,
        },
        ("eapi_facts", "eapi_test", "httpapi eapi", "fleet_report"),
        NAPALM,
        optional=False,
    ),
    _model_row(
        "show-hostname",
        "show hostname",
        "has the host's name, short and in full.",
        {"hostname": NAME, "fqdn": NAME},
        ("eapi_facts", "httpapi eapi"),
        NAPALM,
        optional=False,
    ),
    _model_row(
        "show-interfaces",
        "show interfaces",
        "has a mapping of interfaces, each with its states, and its addresses where it has some.",
        {
            "interfaces": Map(
                {
                    "interfaceStatus": WORD,
                    "lineProtocolStatus": WORD,
                    "mtu?": NUMBER,
                    "bandwidth?": NUMBER,
                    "description?": TEXT,
                    "physicalAddress?": NAME,
                    "burnedInAddress?": NAME,
                    "duplex?": WORD,
                    "forwardingModel?": WORD,
                    "interfaceAddress?": [{"primaryIp?": ADDRESS, "secondaryIpsOrderedList?": [ADDRESS]}],
                },
                names=False,
            )
        },
        ("eapi_facts",),
        f"{NAPALM}; goeapi",
    ),
    _model_row(
        "show-interfaces-description",
        "show interfaces description",
        "has a mapping of interfaces with interfaceStatus and lineProtocolStatus.",
        {
            "interfaceDescriptions": Map(
                {"interfaceStatus": WORD, "lineProtocolStatus": WORD, "description?": TEXT}, names=False
            )
        },
        ("eapi_config", "eapi_fleet"),
        ANTA,
    ),
    _model_row(
        "show-lldp-neighbors",
        "show lldp neighbors",
        "has a list of neighbors with device, port, and our own port.",
        {"lldpNeighbors": [{"port": WORD, "neighborDevice": NAME, "neighborPort": NAME}]},
        ("eapi_facts", "eapi_config"),
        f"{NAPALM}; goeapi",
    ),
    _model_row(
        "show-bgp-summary",
        "show bgp summary vrf all",
        "has peers by VRF, each with its state.",
        {"vrfs": Map({"peers": Map({"peerState": WORD, "asn?": AS_NUMBER, "description?": TEXT}), "asn?": AS_NUMBER})},
        ("eapi_config",),
        ANTA,
    ),
    _model_row(
        "show-mlag",
        "show mlag",
        "has the state of MLAG, in a word.",
        {"state": WORD, "negStatus?": WORD, "domainId?": NAME, "systemId?": NAME, "peerAddress?": NAME},
        ("eapi_config",),
        ANTA,
    ),
    _model_row(
        "show-ip-ospf-neighbor",
        "show ip ospf neighbor",
        "has neighbors by VRF and instance, each with the state of its adjacency.",
        {
            "vrfs": Map(
                {
                    "instList": Map(
                        {
                            "ospfNeighborEntries": [
                                {"routerId": ADDRESS, "interfaceName": NAME, "adjacencyState": WORD},
                            ]
                        }
                    )
                }
            )
        },
        ("eapi_config", "eapi_secrets"),
        ANTA,
    ),
    _model_row(
        "show-isis-neighbors",
        "show isis neighbors vrf all",
        "has neighbors by VRF and instance, each with the state of its adjacencies.",
        {
            "vrfs": Map(
                {"isisInstances": Map({"neighbors": Map({"adjacencies": [{"state": WORD, "interfaceName": NAME}]})})}
            )
        },
        ("eapi_config", "eapi_secrets"),
        ANTA,
    ),
    _model_row(
        "show-ip-route",
        "show ip route vrf all",
        "has routes by VRF and prefix.",
        {"vrfs": Map({"routes": Map({})})},
        ("eapi_config",),
        f"{ANTA}; goeapi",
    ),
    _model_row(
        "show-sessions",
        "show configuration sessions",
        "has a mapping of sessions with known states.",
        SESSIONS,
        ("httpapi eapi",),
        "captures; napalm#2166",
    ),
    _model_row(
        "show-sessions-detail",
        "show configuration sessions detail",
        "has a mapping of sessions with known states, and the commit timer in the session or beside the sessions.",
        SESSIONS,
        ("eapi_config", "eapi_server", "ssl_profile"),
        "captures; napalm#2166",
    ),
    _model_row(
        "show-lock",
        "show configuration lock",
        "has the holder of the lock, where somebody holds it.",
        {
            "userInfo?": {
                "username?": NAME,
                "userTty?": WORD,
                "transactionName?": TEXT,
                "lockAcquireTime?": NUMBER,
            }
        },
        ("eapi_config",),
        "captures",
        since=(4, 24),
    ),
    _model_row(
        "show-api-http-commands",
        "show management api http-commands",
        "has the four servers with what is configured and runs, URLs and origins.",
        {
            "enabled": FLAG,
            "httpsServer": SERVER,
            "httpServer": SERVER,
            "localHttpServer": SERVER,
            "unixSocketServer?": SERVER,
            "vrf?": NAME,
            "vrfs?": [NAME],
            "urls?": [TEXT],
            "corsOrigins?": [TEXT],
            "dscpValue?": NUMBER,
            "users?": Map({}),
            "sslProfile?": {"name?": NAME, "configured?": FLAG, "state?": WORD},
        },
        ("eapi_server", "ssl_certificate"),
        "captures; ANTA",
    ),
    _model_row(
        "show-ssl-profile",
        "show management security ssl profile",
        "has profiles with state and errors.",
        PROFILES,
        ("eapi_server", "ssl_profile", "ssl_certificate"),
        "ANTA's advisory tests",
    ),
    _model_row(
        "show-ssl-profile-named",
        "show management security ssl profile {profile}",
        "has the profile of that name alone.",
        PROFILES,
        ("ssl_profile",),
        "the lab's own choice",
        lambda replies: () if len(output(replies[0])["profileStatus"]) == 1 else ("it has others",),
    ),
    _model_row(
        "dir-flash",
        "dir flash:",
        "has, in revision 2, the files with their sizes and permissions, and the free bytes.",
        {"urls": Map({"entries": Map(FILE), "usage": {"freeBytes": NUMBER}}, names=False)},
        ("eapi_image", "eapi_reload"),
        ANTA,
        revision=2,
    ),
    _model_row(
        "show-boot-config",
        "show boot-config",
        "has the URL of the image of the next start.",
        {"softwareImage": TEXT, "abootPassword?": NAME},
        ("eapi_image", "eapi_reload"),
        "pyntc's test data",
    ),
    _model_row(
        "show-extensions",
        "show extensions",
        "has a mapping of extensions, each with its status.",
        {"extensions": Map({"status?": WORD})},
        ("eapi_image",),
        PUBLIC,
    ),
    _model_row(
        "show-boot-extensions",
        "show boot-extensions",
        "has a list of the names of extensions.",
        {"extensions": [NAME]},
        ("eapi_image",),
        PUBLIC,
    ),
    _model_row(
        "show-reload-cause",
        "show reload cause",
        "has a list of causes with descriptions.",
        {"resetCauses": [{"description": TEXT, "timestamp?": NUMBER}]},
        ("eapi_reload",),
        ANTA,
    ),
    _model_row(
        "show-uptime",
        "show uptime",
        "has the seconds since the start.",
        {"upTime": NUMBER},
        ("eapi_reload",),
        ANTA,
    ),
    _model_row(
        "show-clock",
        "show clock",
        "has the seconds since the epoch.",
        {"utcTime": NUMBER},
        ("eapi_reload",),
        PUBLIC,
    ),
    _model_row(
        "show-ssl-certificate",
        "show management security ssl certificate",
        "has certificates by file, each with subject and end (seconds since the epoch).",
        {"certificates": Map({"subject?": {"commonName?": NAME}, "notAfter": NUMBER, "publicKey?": {}})},
        ("ssl_certificate", "fleet_report"),
        ANTA,
    ),
    _model_row(
        "show-ssl-key",
        "show management security ssl key",
        "has keys by file.",
        {"keys": Map({"modulus?": NAME})},
        ("ssl_certificate",),
        "the lab's own choice",
    ),
)


def _whole(replies: Sequence[Reply]) -> Iterator[str]:
    lines = str(output(replies[0])).rstrip().splitlines()
    if not lines or lines[-1] != "end":
        yield "the last line is not 'end'"
    below = [line for line in lines if line.startswith(" ")]
    if any(len(line) - len(line.lstrip()) < 3 for line in below if not _in_banner(lines, line)):
        yield "a line below a header is indented by less than three spaces"


def _in_banner(lines: Sequence[str], line: str) -> bool:
    """True where texts of several lines may hold a line of any form."""
    return any(other.strip() == "EOF" for other in lines) and bool(line)


def _sanitized(replies: Sequence[Reply]) -> Iterator[str]:
    found = str(output(replies[0]))
    for line in found.splitlines():
        if " secret " in line and " secret profile" not in line and "<removed>" not in line and "hash" not in line:
            yield "a line with a secret does not say <removed>"


RUNNING: t.Final = ("eapi_config", "eapi_facts", "eapi_fleet", "eapi_server", "ssl_profile", "ssl_certificate")

TEXTS: t.Final = (
    _text_row(
        "running-config",
        "show running-config",
        "prints the whole configuration with 'end' as its last line, and indents by three spaces.",
        _whole,
        RUNNING,
        "captures of napalm",
        optional=False,
    ),
    _text_row(
        "running-config-all",
        "show running-config all | section management api http-commands",
        "prints the defaults of the API service, 'no shutdown' or 'shutdown' among them.",
        text(r"^management api http-commands", r"^   (?:no )?shutdown"),
        ("eapi_config",),
        "captures",
    ),
    _text_row(
        "running-config-sanitized",
        "show running-config sanitized",
        "prints <removed> in the place of secrets.",
        _sanitized,
        ("tests",),
        "captures of napalm",
    ),
    _text_row(
        "running-config-diffs",
        "show running-config diffs",
        "prints a unified difference from the startup configuration, or nothing.",
        text(r"^--- flash:/startup-config", r"^\+\+\+ system:/running-config", empty=True),
        ("eapi_config", "fleet_report"),
        "captures",
    ),
    _text_row(
        "startup-config",
        "show startup-config",
        "prints the whole startup configuration, or nothing.",
        text(r"^end\s*\Z", empty=True),
        ("eapi_config",),
        "captures of napalm",
    ),
    _text_row(
        "api-http-commands-text",
        "show management api http-commands",
        "prints 'Enabled:', and the state of each server in a word.",
        text(r"^Enabled:\s+(Yes|No)", r"^HTTPS server:\s+\w+", r"^HTTP server:\s+\w+"),
        ("eapi_server",),
        "napalm#1058; arista.eos#57",
    ),
    _text_row(
        "http-server-text",
        "show management http-server",
        "is known where the switch has the mode 'management http-server', and refused with 1002 elsewhere.",
        text(r"\S"),
        ("eapi_server",),
        "captures",
        since=(4, 23),
    ),
    _text_row(
        "version-text",
        "show version",
        "prints the total and the free memory in kB.",
        text(r"^Total memory:\s+\d+ kB", r"^Free memory:\s+\d+ kB", r"^Software image version: 4\."),
        ("eapi_facts",),
        "captures of arista.eos, ntc-templates",
        optional=False,
    ),
    _text_row(
        "filesystems",
        "dir all-filesystems",
        "prints 'Directory of URL' for each file system.",
        text(r"^Directory of \S+"),
        ("eapi_facts",),
        "ntc-templates",
    ),
    _text_row(
        "flash",
        "dir flash:",
        "lists the files by their names at the ends of lines.",
        text(r"^Directory of flash:", r"bytes total|No files in directory"),
        ("ssl_certificate", "eapi_config"),
        "ntc-templates",
    ),
    _text_row(
        "reload-scheduled",
        "show reload",
        "says 'No reload is scheduled', or 'Reload scheduled for' and when.",
        text(r"(?i)^(No reload is scheduled|Reload scheduled for)"),
        ("eapi_reload",),
        PUBLIC,
    ),
    _text_row(
        "reload-hitless",
        "show reload hitless",
        "says 'No warnings or unsupported configuration', or lists them.",
        text(r"\S"),
        ("eapi_reload",),
        PUBLIC,
    ),
    _text_row(
        "redundancy",
        "show redundancy status",
        "says 'peer state = STANDBY …' where there is a standby supervisor.",
        text(r"(?i)^\s*peer state\s*="),
        ("eapi_image", "eapi_reload"),
        PUBLIC,
    ),
    _text_row(
        "log-of-commits",
        "show logging | include SYS-5-CONFIG_SESSION_COMMIT_SUCCESS|SYS-5-CONFIG_I|SYS-5-CONFIG_REPLACE",
        "prints the lines about changes of the configuration, or nothing.",
        text(r"%SYS-5-CONFIG_", empty=True),
        ("eapi_fleet",),
        "cnaas-nms#395",
    ),
    _text_row(
        "checkpoints",
        "show configuration checkpoints",
        "lists the checkpoints, and how many there may be.",
        text(r"^Maximum number of checkpoints:\s+\d+"),
        ("eapi_config",),
        "transcript of 4.25.4M",
    ),
    _text_row(
        "more-checkpoint",
        "more checkpoint:{checkpoint}",
        "prints a whole configuration.",
        text(r"^(?:end|! Command)"),
        ("eapi_config",),
        "EOS manual",
    ),
    _text_row(
        "more-certificate",
        "more certificate:{certificate}",
        "prints a certificate as PEM.",
        text(r"^-----BEGIN CERTIFICATE-----", r"^-----END CERTIFICATE-----"),
        ("ssl_certificate",),
        "EOS manual",
    ),
)

_CLI: t.Final = frozenset({"cli"})
CLI_ROWS: t.Final = (
    Assumption(
        "cli-json",
        "At the CLI, '| json' prints the model of a command.",
        Probe("cli-json", (run("show version"),), needs=_CLI),
        model({"version": WORD, "modelName": WORD}),
        ("connection eapi over ssh",),
        "pyntc#419",
    ),
    Assumption(
        "cli-no-pages",
        "After 'terminal length 0' the CLI prints a long text whole, to the next prompt.",
        Probe("cli-no-pages", (run("show running-config", format="text"),), needs=_CLI),
        _whole,
        ("connection eapi over ssh",),
        "netmiko",
    ),
    Assumption(
        "cli-error",
        "The CLI answers a command that does not exist by '% Invalid input'.",
        Probe("cli-error", (run("show aerie-conformance", format="text"),), needs=_CLI),
        lambda replies: () if replies[0].get("error", {}).get("code") == 1002 else ("it was not refused so",),
        ("connection eapi over ssh",),
        "arista.eos",
    ),
    Assumption(
        "cli-batch",
        "The CLI shows a prompt after each command, so the outputs of several commands are told apart.",
        Probe("cli-batch", (run("show version", "show hostname"),), needs=_CLI),
        model({"hostname": NAME, "fqdn": NAME}),
        ("connection eapi over ssh",),
        "netmiko",
    ),
)
