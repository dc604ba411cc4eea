# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""What a configuration means: VLANs, interfaces, VRFs, routes, BGP, users. Show commands read these, not the lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from .ciphers import revealed
from .clear import neighbor_owner
from .names import interface_kind, natural, parse_ranges, vlan_name
from .tree import Config, Node


@dataclass(frozen=True)
class Vlan:
    """A VLAN of the database; ``state`` is ``active`` or ``suspend``."""

    id: int
    name: str
    state: str


@dataclass(frozen=True)
class Interface:
    """An interface as configured.

    ``mode`` is ``access``, ``trunk`` or ``routed``; ``addresses`` are prefixes, the primary one first;
    ``trunk_vlans`` is None for all VLANs. ``mtu`` is the IP MTU in bytes. ``node`` is the section itself, for the rest.
    """

    name: str
    kind: str
    description: str
    shutdown: bool
    mode: str
    access_vlan: int
    native_vlan: int
    trunk_vlans: tuple[int, ...] | None
    addresses: tuple[str, ...]
    addresses6: tuple[str, ...]
    vrf: str
    mtu: int
    channel_group: int | None
    node: Node = field(repr=False, compare=False)


@dataclass(frozen=True)
class Vrf:
    """A VRF instance; ``routing`` says whether IPv4 is routed in it."""

    name: str
    rd: str
    routing: bool


@dataclass(frozen=True)
class StaticRoute:
    """``ip route [vrf V] PREFIX NEXT``; ``via`` is an address or an interface (``Null0`` as well)."""

    vrf: str
    prefix: str
    via: str
    distance: int


@dataclass(frozen=True)
class BgpNeighbor:
    """A neighbor of ``router bgp``; what a peer group says is already taken over."""

    address: str
    remote_as: str
    description: str
    peer_group: str
    shutdown: bool
    #: Which communities are sent to it: standard, extended, large.
    communities: frozenset[str] = frozenset()
    local_as: str = ""
    update_source: str = ""
    #: Whether it can be more than one hop away.
    multihop: bool = False
    next_hop_self: bool = False
    reflector_client: bool = False
    #: The password in the clear, which both ends need.
    password: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Bgp:
    """``router bgp ASN`` in one VRF; ``node`` is the section of the VRF."""

    asn: str
    router_id: str
    neighbors: dict[str, BgpNeighbor]
    networks: tuple[str, ...]
    node: Node = field(repr=False, compare=False)


@dataclass(frozen=True)
class LocalUser:
    """A configured user account."""

    name: str
    privilege: int
    role: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class ApiVrf:
    """``vrf NAME`` of the API: whether it is enabled there, and the access lists that guard it ("" for none)."""

    name: str
    enabled: bool = False
    ip_access_group: str = ""
    ipv6_access_group: str = ""


@dataclass(frozen=True)
class ApiSettings:
    """``management api http-commands`` and ``management http-server``: which servers are wanted, on which port.

    Ports are numbers as configured. ``vrfs`` are the VRFs that shall serve the API; ``vrf_settings`` those with a
    section of their own. ``session_timeout`` is in minutes; ``default_services`` says whether the explorer's page is
    served; ``log_level`` and ``frame_ancestor`` are "" where they are not configured.
    """

    enabled: bool = False
    https: bool = True
    https_port: int = 443
    http: bool = False
    http_port: int = 80
    local_http: bool = False
    local_http_port: int = 8080
    unix_socket: bool = False
    ssl_profile: str = ""
    vrfs: tuple[str, ...] = ("default",)
    vrf_settings: tuple[ApiVrf, ...] = ()
    session_timeout: int = 1440
    cors_origins: tuple[str, ...] = ()
    dscp: int = 0
    default_services: bool = True
    log_level: str = ""
    frame_ancestor: str = ""

    def access_group(self, vrf: str, family: str) -> str:
        """The access list of a VRF ("" for none); ``family`` is ``ip`` or ``ipv6``."""
        found = [each for each in self.vrf_settings if each.name == vrf]
        return str(getattr(found[0], f"{family}_access_group")) if found else ""


class View:
    """The meaning of one configuration; built once for each generation."""

    def __init__(self, config: Config) -> None:
        root = config.root
        self.hostname = root.value("hostname") or "localhost"
        self.domain = root.value("dns", "domain") or ""
        self.fqdn = f"{self.hostname}.{self.domain}" if self.domain else self.hostname
        self.name_servers = [node.line.split()[-1] for node in root.under("ip", "name-server")]
        self.ip_routing = _flag(root, False, "ip", "routing")
        self.lldp = _flag(root, True, "lldp", "run")
        self.vlans = _vlans(root)
        self.interfaces = _interfaces(root)
        self.vrfs = _vrfs(root, self.ip_routing)
        self.routes = _routes(root)
        self.bgp_vrfs = _bgp(root)
        self.bgp = self.bgp_vrfs.get("default")
        self.users = {node.key[1]: _user(node) for node in root.under("username") if len(node.key) == 2}
        self.api = _api(root)


def _flag(node: Node | None, default: bool, *key: str) -> bool:
    """Whether a line that has a ``no`` form is on."""
    child = node.get(*key) if node is not None else None
    return default if child is None else not child.line.startswith("no ")


def _user(node: Node) -> LocalUser:
    tokens = node.line.split()
    secret = tokens[-1] if "secret" in tokens else ""
    return LocalUser(node.key[1], _after(node.line, "privilege", 1), _word_after(node.line, "role"), secret)


def _word_after(line: str, word: str) -> str:
    tokens = line.split()
    return tokens[tokens.index(word) + 1] if word in tokens[:-1] else ""


def _after(line: str, word: str, default: int) -> int:
    found = _word_after(line, word)
    return int(found) if found.isdigit() else default


def _vlans(root: Node) -> dict[int, Vlan]:
    """VLAN 1 always exists."""
    vlans = {1: Vlan(1, "default", "active")}
    for node in root.under("vlan"):
        if not node.key[1].isdigit():  # "vlan internal order …"
            continue
        number = int(node.key[1])
        vlans[number] = Vlan(number, node.value("name") or vlan_name(number), node.value("state") or "active")
    return dict(sorted(vlans.items()))


def _interfaces(root: Node) -> dict[str, Interface]:
    found = sorted(root.under("interface"), key=lambda node: natural(node.key[1]))
    return {node.key[1]: _interface(node) for node in found}


def _interface(node: Node) -> Interface:
    name = node.key[1]
    kind = interface_kind(name)
    primary = node.value("ip", "address")
    routed = kind not in ("Ethernet", "Port-Channel") or not _flag(node, True, "switchport")
    mode = "routed" if routed else (node.value("switchport", "mode") or "access")
    trunk = node.value("switchport", "trunk", "allowed", "vlan")
    secondary = [child.key[2] for child in node.under("ip", "address") if len(child.key) > 2]
    group = next((child.line.split()[1] for child in node.under("channel-group")), None)
    return Interface(
        name=name,
        kind=kind,
        description=node.value("description") or "",
        shutdown=_flag(node, False, "shutdown"),
        mode=mode,
        access_vlan=int(node.value("switchport", "access", "vlan") or 1),
        native_vlan=int(node.value("switchport", "trunk", "native", "vlan") or 1),
        trunk_vlans=_trunk(trunk),
        addresses=(*([primary] if primary else []), *secondary),
        addresses6=tuple(child.key[2] for child in node.under("ipv6", "address") if len(child.key) > 2),
        vrf=node.value("vrf") or "default",
        mtu=int(node.value("mtu") or (65535 if kind == "Loopback" else 1500)),
        channel_group=int(group) if group else None,
        node=node,
    )


def _trunk(text: str | None) -> tuple[int, ...] | None:
    if text is None or text == "all":
        return None
    return () if text == "none" else tuple(parse_ranges(text, 1, 4094))


def _vrfs(root: Node, ip_routing: bool) -> dict[str, Vrf]:
    vrfs = {"default": Vrf("default", "", ip_routing)}
    for node in root.under("vrf", "instance"):
        name = node.key[2]
        vrfs[name] = Vrf(name, node.value("rd") or "", _flag(root, False, "ip", "routing", "vrf", name))
    return vrfs


def _routes(root: Node) -> list[StaticRoute]:
    routes = []
    for node in root.under("ip", "route"):
        key = list(node.key[2:])
        vrf = "default"
        if key[0] == "vrf":
            vrf, key = key[1], key[2:]
        rest = node.line.split()
        distance = rest[rest.index(key[1]) + 1 :]
        routes.append(StaticRoute(vrf, key[0], key[1], int(distance[0]) if distance and distance[0].isdigit() else 1))
    return routes


def _bgp(root: Node) -> dict[str, Bgp]:
    """BGP by VRF; nothing where it is not configured. Peer groups of the process serve all VRFs."""
    found = root.under("router", "bgp")
    if not found:
        return {}
    process = found[0]
    asn, shared = process.key[2], _neighbor_settings(process)
    sections = {"default": process, **{node.key[1]: node for node in process.under("vrf")}}
    return {vrf: _bgp_of_vrf(asn, node, shared) for vrf, node in sections.items()}


def _bgp_of_vrf(asn: str, node: Node, shared: dict[str, dict[str, str]]) -> Bgp:
    settings = _neighbor_settings(node)
    # "neighbor X peer group" without a group's name makes X a group itself; older EOS writes "peer-group".
    groups = {
        name: values
        for name, values in {**shared, **settings}.items()
        if values.get("peer", values.get("peer-group")) in ("", "group")
    }
    neighbors = {}
    for name, own in settings.items():
        if name not in groups:
            group = (own.get("peer-group") or own.get("peer", "").removeprefix("group")).strip()
            owner = name if "password" in own else group
            neighbors[name] = _bgp_neighbor(name, group, {**groups.get(group, {}), **own}, owner)
    places = [node, *(child for child in node.under("address-family") if child.line == "address-family ipv4")]
    networks = tuple(child.key[1] for place in places for child in place.under("network"))
    return Bgp(asn, node.value("router-id") or "", neighbors, networks, node)


def _neighbor_settings(node: Node) -> dict[str, dict[str, str]]:
    """What each neighbor or peer group has: first word of the setting → the rest."""
    settings: dict[str, dict[str, str]] = {}
    for child in node.under("neighbor"):
        if not child.line.startswith("no "):
            settings.setdefault(child.key[1], {})[child.key[2]] = " ".join(child.line.split()[3:])
    return settings


def _bgp_neighbor(name: str, group: str, merged: dict[str, str], owner: str) -> BgpNeighbor:
    """A neighbor; ``owner`` is what its password is encrypted for."""
    return BgpNeighbor(
        name,
        merged.get("remote-as", ""),
        merged.get("description", ""),
        group,
        "shutdown" in merged,
        _communities(merged.get("send-community")),
        (merged.get("local-as") or "").partition(" ")[0],
        merged.get("update-source", ""),
        "ebgp-multihop" in merged or "ttl" in merged,
        "next-hop-self" in merged,
        "route-reflector-client" in merged,
        _password(merged.get("password", ""), owner),
    )


def _password(setting: str, owner: str) -> bytes:
    """The password of a neighbor or its group, whoever of them owns it."""
    kind, _space, coded = setting.partition(" ")
    return revealed(kind, coded, neighbor_owner(owner)) if coded else b""


def _communities(kinds: str | None) -> frozenset[str]:
    """``send-community`` alone means all kinds."""
    return frozenset() if kinds is None else frozenset(kinds.split() or ("standard", "extended", "large"))


def _api(root: Node) -> ApiSettings:
    """A VRF that is enabled takes the API from the default VRF (specification, "Configuring multiple VRFs").

    The lines of the web server can stand in two sections; where both say something, the web server's own wins.
    """
    commands = root.get("management", "api", "http-commands") or Node()
    sections = [node for node in (root.get("management", "http-server"), commands) if node is not None]
    vrfs = tuple(_api_vrf(child) for child in commands.under("vrf"))
    chosen = tuple(sorted(vrf.name for vrf in vrfs if vrf.enabled))
    origins = [[child.key[2] for child in node.under("cors", "allowed-origin")] for node in sections]
    return ApiSettings(
        enabled=not _flag(commands, True, "shutdown"),
        https=_first_flag(sections, True, "protocol", "https"),
        https_port=_port(sections, 443, "protocol", "https"),
        http=_first_flag(sections, False, "protocol", "http"),
        http_port=_port(sections, 80, "protocol", "http"),
        local_http=_first_flag(sections, False, "protocol", "http", "localhost"),
        local_http_port=_port(sections, 8080, "protocol", "http", "localhost"),
        unix_socket=_first_flag(sections, False, "protocol", "unix-socket"),
        ssl_profile=_first_value(sections, "protocol", "https", "ssl", "profile"),
        vrfs=chosen or ("default",),
        vrf_settings=vrfs,
        session_timeout=int(commands.value("session", "timeout") or 1440),
        cors_origins=tuple(next((found for found in origins if found), [])),
        dscp=int(_first_value(sections, "qos", "dscp") or 0),
        default_services=_first_flag(sections, True, "default-services"),
        log_level=_first_value(sections, "log-level"),
        frame_ancestor=_first_value(sections, "content", "frame", "ancestor"),
    )


def _api_vrf(node: Node) -> ApiVrf:
    groups = [(node.value(family, "access-group") or "").removesuffix(" in") for family in ("ip", "ipv6")]
    return ApiVrf(node.key[1], not _flag(node, True, "shutdown"), *groups)


def _first(sections: list[Node], key: tuple[str, ...]) -> Node | None:
    """The line with this key in the first section that has it."""
    return next((node.children[key] for node in sections if key in node.children), None)


def _first_flag(sections: list[Node], default: bool, *key: str) -> bool:
    child = _first(sections, key)
    return default if child is None else not child.line.startswith("no ")


def _first_value(sections: list[Node], *key: str) -> str:
    child = _first(sections, key)
    return "" if child is None else child.line[len(" ".join(key)) :].strip()


def _port(sections: list[Node], default: int, *key: str) -> int:
    child = _first(sections, key)
    return default if child is None else _after(child.line, "port", default)
