# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``management …``: the Command API's servers, SSL profiles, ssh."""

from __future__ import annotations

from .engine import CONFIG, Mode, Rank

CONFIG.add("management api http-commands", rank=Rank.MANAGEMENT_API, separate=True, enters="mgmt-api-http-cmds")
CONFIG.add("management security", rank=Rank.MANAGEMENT_SECURITY, separate=True, enters="mgmt-security")
CONFIG.add("management ssh", rank=Rank.MANAGEMENT, separate=True, enters="mgmt-ssh")
CONFIG.add("management console", rank=Rank.MANAGEMENT, separate=True, enters="mgmt-console")

http = Mode("mgmt-api-http-cmds")
http.add("protocol https [port <port:port>]", rank=1, flag=True, default="protocol https")
http.add("protocol https ssl profile <name:name>", rank=2)
http.add("protocol https certificate", rank=2, multiline=2)
http.add("protocol http [port <port:port>]", rank=3, flag=False, default="no protocol http")
http.add("protocol http localhost [port <port:port>]", rank=4, flag=False, default="no protocol http localhost")
http.add("protocol unix-socket", rank=5, flag=False, default="no protocol unix-socket")
http.add("session timeout <minutes:1-1440>", rank=6)
http.add("default-services", rank=7, flag=True)
http.add("cors allowed-origin <origin!:word>", rank=8)
http.add("qos dscp <value:0-63>", rank=9)
http.add("log-level <level:word>", rank=9)
http.add("content frame ancestor <uri:word>", rank=9)
http.add("shutdown", rank=10, flag=True, default="shutdown")
http.add("vrf <vrf!:name>", rank=11, separate=True, enters="mgmt-api-http-cmds-vrf", sort=True)

http_vrf = Mode("mgmt-api-http-cmds-vrf", "mgmt-api-http-cmds")
http_vrf.add("shutdown", flag=True, default="shutdown")
http_vrf.add("ip access-group <name:name> [in]")
http_vrf.add("ipv6 access-group <name:name> [in]")

security = Mode("mgmt-security")
security.add("ssl profile <name!:name>", separate=True, enters="ssl-profile")
security.add("password minimum length <length:1-32>")

ssl_profile = Mode("ssl-profile", "mgmt-security")
ssl_profile.add("tls versions <versions:line>", rank=1)
ssl_profile.add("cipher-list <ciphers:line>", rank=2)
ssl_profile.add("trust certificate <name!:name>", rank=3)
ssl_profile.add("chain certificate <name!:name>", rank=4)
ssl_profile.add("certificate <certificate:name> key <key:name>", rank=5, keep=1, clears=("certificate", "key"))

ssh = Mode("mgmt-ssh")
ssh.add("idle-timeout <minutes:int>", rank=1)
ssh.add("shutdown", rank=2, flag=False)
ssh.add("vrf <vrf!:name>", rank=3, separate=True, enters="mgmt-ssh-vrf")
ssh_vrf = Mode("mgmt-ssh-vrf", "mgmt-ssh")
ssh_vrf.add("shutdown", flag=False)

console = Mode("mgmt-console")
console.add("idle-timeout <minutes:int>")
