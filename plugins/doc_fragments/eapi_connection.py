# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of both ways to connect: the single home of their schema."""

from __future__ import annotations


class ModuleDocFragment:
    # Where an option has several variables (or environment variables), the last one that is set wins.
    DOCUMENTATION = r"""
options:
  host:
    description: Name or address of the switch; IPv6 addresses without brackets.
    type: str
    default: inventory_hostname
    vars:
      - name: inventory_hostname
      - name: ansible_host
  label:
    description: Name of the switch in errors.
    type: str
    vars:
      - name: inventory_hostname
  port:
    description: TCP port. The default is 443 for C(https), 80 for C(http) and 22 for C(ssh).
    type: int
    vars:
      - name: ansible_httpapi_port
      - name: ansible_port
  remote_user:
    description:
      - User on the switch.
      - If neither the variable nor the environment has a user, C(-u) of the command line and C(remote_user) of
        C(ansible.cfg) are used.
    type: str
    env:
      - name: ANSIBLE_NET_USERNAME
      - name: EAPI_USERNAME
    vars:
      - name: ansible_user
  password:
    description: Password of the user. A one-time password (two factors) is used for only one login.
    type: str
    env:
      - name: ANSIBLE_NET_PASSWORD
      - name: EAPI_PASSWORD
    vars:
      - name: ansible_httpapi_pass
      - name: ansible_httpapi_password
      - name: ansible_password
  password_file:
    description:
      - File with the password, used if O(password) is not set. Others must not be able to read it.
      - It keeps the password out of the environment, which AWX and ansible-runner store with a job.
    type: path
    env:
      - name: EAPI_PASSWORD_FILE
    vars:
      - name: ansible_eapi_password_file
  enable:
    description:
      - Run all requests in privileged mode, for jobs that cannot set C(become).
      - In playbooks, set C(become=true) with C(become_method=enable) instead.
    type: bool
    default: false
    env:
      - name: ANSIBLE_NET_AUTHORIZE
      - name: EAPI_ENABLE
  enable_password:
    description:
      - Password for privileged mode.
      - In playbooks, set C(ansible_become_password) instead.
    type: str
    env:
      - name: ANSIBLE_NET_AUTH_PASS
      - name: EAPI_ENABLE_PASSWORD
  enable_password_file:
    description: File with the password for privileged mode, used if O(enable_password) is not set.
    type: path
    env:
      - name: EAPI_ENABLE_PASSWORD_FILE
  transport:
    description:
      - Transport of the requests.
      - The default is V(https), or V(http) if C(ansible_httpapi_use_ssl) is false.
      - V(unix) is for playbooks that run on the switch itself, and needs no credentials.
      - V(ssh) is for switches whose API is off, or may be reached only over SSH. The messages use the SSH subsystem
        C(eapi) of EOS since June 2026; on switches without it, the commands are entered at the CLI. It needs the Python
        package paramiko.
    type: str
    choices: [https, http, unix, ssh]
    env:
      - name: EAPI_TRANSPORT
    vars:
      - name: ansible_eapi_transport
  use_ssl:
    description: For inventories written for P(ansible.netcommon.httpapi#connection). Use O(transport) instead.
    type: bool
    vars:
      - name: ansible_httpapi_use_ssl
  socket_path:
    description: The switch's unix socket, for the C(unix) transport.
    type: path
    default: /var/run/command-api.sock
    env:
      - name: EAPI_SOCKET_PATH
    vars:
      - name: ansible_eapi_socket_path
  auth:
    description:
      - V(session) logs in once and then sends a cookie, which all tasks and later plays share. On a switch without
        cookie sessions, V(basic) is used.
      - V(basic) sends user and password with every request.
      - V(certificate) uses O(client_cert), whose common name has user and privilege.
      - V(none) sends no credentials. It is used with the C(unix) transport, and with C(http) on localhost without a
        user.
      - The C(ssh) transport ignores it, since SSH has its own authentication.
    type: str
    choices: [session, basic, certificate, none]
    default: session
    env:
      - name: EAPI_AUTH
    vars:
      - name: ansible_eapi_auth
  session_store:
    description:
      - Folder for the cookies of O(auth=session). A cookie is a credential, so the folder must be private (mode 0700).
      - It is created if it does not exist.
    type: path
    default: ~/.ansible/aerie.arista/sessions
    env:
      - name: EAPI_SESSION_STORE
    vars:
      - name: ansible_eapi_session_store
  validate_certs:
    description: Verify the switch's certificate and its name.
    type: bool
    default: true
    env:
      - name: EAPI_VALIDATE_CERTS
    vars:
      - name: ansible_httpapi_validate_certs
      - name: ansible_eapi_validate_certs
  ca_path:
    description: File or folder of the CA certificates to trust, PEM. The default is those of the operating system.
    type: path
    env:
      - name: EAPI_CA_PATH
    vars:
      - name: ansible_httpapi_ca_path
      - name: ansible_eapi_ca_path
  client_cert:
    description: File of the client certificate, PEM.
    type: path
    env:
      - name: EAPI_CLIENT_CERT
    vars:
      - name: ansible_httpapi_client_cert
      - name: ansible_eapi_client_cert
  client_key:
    description: File of the client certificate's key, PEM, not encrypted. It may be the file of the certificate.
    type: path
    env:
      - name: EAPI_CLIENT_KEY
    vars:
      - name: ansible_httpapi_client_key
      - name: ansible_eapi_client_key
  ciphers:
    description:
      - Ciphers for TLS up to 1.2, as a cipher list of OpenSSL, such as V(AES256-SHA256:@SECLEVEL=1).
      - The default is Python's list. Old EOS offers none of these, and the TLS handshake fails.
    type: str
    env:
      - name: EAPI_CIPHERS
    vars:
      - name: ansible_httpapi_ciphers
      - name: ansible_eapi_ciphers
  tls_minimum:
    description:
      - The lowest permitted TLS version.
      - OpenSSL permits V(1.0) and V(1.1) only with C(@SECLEVEL=0) in O(ciphers).
    type: str
    choices: ["1.0", "1.1", "1.2", "1.3"]
    default: "1.2"
    env:
      - name: EAPI_TLS_MINIMUM
    vars:
      - name: ansible_eapi_tls_minimum
  tls_legacy_renegotiation:
    description: Connect to a switch whose TLS does not support secure renegotiation (RFC 5746), such as very old EOS.
    type: bool
    default: false
    env:
      - name: EAPI_TLS_LEGACY_RENEGOTIATION
    vars:
      - name: ansible_eapi_tls_legacy_renegotiation
  proxy:
    description:
      - URL of a proxy for the connection to the switch, such as C(http://proxy.example.com:3128). C(socks5://) and
        C(socks5h://) need the extra C(socks) of the Python package requests.
      - C(HTTPS_PROXY) and similar variables are ignored, because management networks are seldom behind the office
        proxy.
    type: str
    env:
      - name: EAPI_PROXY
    vars:
      - name: ansible_eapi_proxy
  ssh_private_key_file:
    description:
      - File of the private key for the C(ssh) transport. Load a key with a passphrase into an SSH agent.
      - Without this option and without a password, the keys of an agent and in C(~/.ssh) are tried.
    type: path
    env:
      - name: ANSIBLE_PRIVATE_KEY_FILE
      - name: ANSIBLE_NET_SSH_KEYFILE
      - name: EAPI_SSH_PRIVATE_KEY_FILE
    ini:
      - section: defaults
        key: private_key_file
    cli:
      - name: private_key_file
        option: --private-key
    vars:
      - name: ansible_private_key_file
      - name: ansible_ssh_private_key_file
      - name: ansible_eapi_ssh_private_key_file
  ssh_known_hosts:
    description:
      - File of the host keys that the C(ssh) transport trusts.
      - The default is C(~/.ssh/known_hosts) and C(/etc/ssh/ssh_known_hosts).
    type: path
    env:
      - name: EAPI_SSH_KNOWN_HOSTS
    vars:
      - name: ansible_eapi_ssh_known_hosts
  ssh_host_key_checking:
    description: Refuse a switch whose SSH host key is unknown or has changed.
    type: bool
    default: true
    env:
      - name: ANSIBLE_HOST_KEY_CHECKING
      - name: EAPI_SSH_HOST_KEY_CHECKING
    ini:
      - section: defaults
        key: host_key_checking
    vars:
      - name: ansible_host_key_checking
      - name: ansible_ssh_host_key_checking
      - name: ansible_eapi_ssh_host_key_checking
  connect_timeout:
    description: Seconds to wait for the connection, including the TLS handshake.
    type: float
    default: 10
    env:
      - name: EAPI_CONNECT_TIMEOUT
    vars:
      - name: ansible_eapi_connect_timeout
  command_timeout:
    description: Seconds to wait for the whole reply to a request.
    type: float
    default: 60
    env:
      - name: EAPI_COMMAND_TIMEOUT
    vars:
      - name: ansible_command_timeout
      - name: ansible_eapi_command_timeout
  max_reply_size:
    description: Maximum size of a reply in bytes. A larger reply is an error.
    type: int
    default: 268435456
    env:
      - name: EAPI_MAX_REPLY_SIZE
    vars:
      - name: ansible_eapi_max_reply_size
  request_retries:
    description:
      - How often to repeat a request, with growing pauses, after a broken connection or HTTP 502 or 503.
      - Only requests that are safe to repeat, such as show commands, are repeated.
    type: int
    default: 2
    env:
      - name: EAPI_RETRIES
    vars:
      - name: ansible_eapi_retries
  reclaim_sessions:
    description:
      - Whether a change first aborts configuration sessions that killed tasks of this controller left open.
      - The folder of O(session_store) has their names.
    type: bool
    default: true
    env:
      - name: EAPI_RECLAIM_SESSIONS
    vars:
      - name: ansible_eapi_reclaim_sessions
  version:
    description: API version to request, V(1) or V(latest), unless the task sets one.
    type: str
    default: "1"
    env:
      - name: EAPI_VERSION
    vars:
      - name: ansible_eapi_version
  revisions:
    description: "Revisions by command, unless the task sets them, such as C({'show ip route': 4})."
    type: dict
    default: {}
    vars:
      - name: ansible_eapi_revisions
"""
