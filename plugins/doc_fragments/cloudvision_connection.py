# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of every way to CloudVision: the single home of their schema."""

from __future__ import annotations


class ModuleDocFragment:
    # Where an option has several variables (or environment variables), the last one that is set wins.
    DOCUMENTATION = r"""
options:
  host:
    description:
      - Name or address of CloudVision; IPv6 addresses without brackets. On a host of the inventory the default is its
        name there.
      - For CloudVision as-a-Service, use the name that begins with C(www), or use O(region).
    type: str
    env:
      - name: CLOUDVISION_HOST
    vars:
      - name: ansible_host
  region:
    description:
      - Region of CloudVision as-a-Service, instead of O(host).
      - One of V(us-1a), V(us-1b), V(us-1c), V(us-4), V(canada), V(europe-west-2), V(eu-3), V(japan), V(australia),
        V(united-kingdom) and V(india-1); the names of the clusters (such as V(uk-1)) are known as well.
      - With V(auto), CloudVision's redirector at C(www.arista.io) is asked over HTTPS for the cluster that has the
        tenant of the token. Its answer is kept in O(session_store) for an hour, or until the cluster does not answer or
        does not know the token.
    type: str
    env:
      - name: CLOUDVISION_REGION
    vars:
      - name: ansible_cloudvision_region
  nodes:
    description:
      - The nodes of an on-prem cluster, instead of O(host), as C(HOST) or C(HOST:PORT). They are tried in turn.
    type: list
    elements: str
    env:
      - name: CLOUDVISION_NODES
    vars:
      - name: ansible_cloudvision_nodes
  label:
    description: Name of CloudVision in errors.
    type: str
    vars:
      - name: inventory_hostname
  port:
    description: TCP port. On-prem releases before 2021.3 use 8443.
    type: int
    default: 443
    env:
      - name: CLOUDVISION_PORT
    vars:
      - name: ansible_port
  token:
    description:
      - Token of a service account.
      - Exactly one credential must be set among O(token), O(token_file), O(environment_token), O(password) and
        O(client_cert).
    type: str
    vars:
      - name: ansible_cloudvision_token
  token_file:
    description: File with the token. Others must not be able to read it.
    type: path
    env:
      - name: CLOUDVISION_TOKEN_FILE
    vars:
      - name: ansible_cloudvision_token_file
  environment_token:
    description: Token of a service account, from the environment.
    type: str
    env:
      - name: CLOUDVISION_ACCESS_TOKEN
  remote_user:
    description: User who logs in with O(password); on-prem only.
    type: str
    env:
      - name: CLOUDVISION_USERNAME
    vars:
      - name: ansible_user
  password:
    description:
      - Password of the user. A login returns a token, which all tasks and later plays share for 24 hours.
      - CloudVision as-a-Service does not support this login.
    type: str
    env:
      - name: CLOUDVISION_PASSWORD
    vars:
      - name: ansible_password
  password_file:
    description:
      - File with the password, used if O(password) is not set. Others must not be able to read it.
      - It keeps the password out of the environment, which AWX and ansible-runner store with a job.
    type: path
    env:
      - name: CLOUDVISION_PASSWORD_FILE
    vars:
      - name: ansible_cloudvision_password_file
  client_cert:
    description: File of a client certificate (mutual TLS), PEM.
    type: path
    env:
      - name: CLOUDVISION_CLIENT_CERT
    vars:
      - name: ansible_cloudvision_client_cert
  client_key:
    description: File of the client certificate's key, PEM, not encrypted. It may be the file of the certificate.
    type: path
    env:
      - name: CLOUDVISION_CLIENT_KEY
    vars:
      - name: ansible_cloudvision_client_key
  session_store:
    description:
      - Folder for the token of a login with user and password. It must be private (mode 0700), and is made when it
        does not exist.
    type: path
    default: ~/.ansible/aerie.arista/sessions
    env:
      - name: CLOUDVISION_SESSION_STORE
    vars:
      - name: ansible_cloudvision_session_store
  validate_certs:
    description:
      - Verify the server's certificate and its name.
      - With V(false), the connection fetches the server's certificate and pins it, with a warning. Whoever answers gets
        the credentials; O(fingerprint) is the safe way to do the same.
    type: bool
    default: true
    env:
      - name: CLOUDVISION_VALIDATE_CERTS
    vars:
      - name: ansible_cloudvision_validate_certs
  ca_path:
    description: File or folder of the CA certificates to trust, PEM. The default is those of the operating system.
    type: path
    env:
      - name: CLOUDVISION_CA_PATH
    vars:
      - name: ansible_cloudvision_ca_path
  fingerprint:
    description: SHA-256 fingerprint of the one certificate to accept, in hexadecimal, with or without colons.
    type: str
    env:
      - name: CLOUDVISION_FINGERPRINT
    vars:
      - name: ansible_cloudvision_fingerprint
  server_name:
    description: The name that the certificate must have, if it differs from O(host).
    type: str
    env:
      - name: CLOUDVISION_SERVER_NAME
    vars:
      - name: ansible_cloudvision_server_name
  proxy:
    description:
      - URL of an HTTP proxy on the way to CloudVision. The default is C(https_proxy), in either case, of the
        environment.
      - A host in C(no_proxy) is always reached directly.
    type: str
    env:
      - name: CLOUDVISION_PROXY
    vars:
      - name: ansible_cloudvision_proxy
  connect_timeout:
    description:
      - Seconds to wait for the connection to a node, TLS handshake included. No more than four fifths of
        O(call_timeout).
    type: float
    default: 10
    env:
      - name: CLOUDVISION_CONNECT_TIMEOUT
    vars:
      - name: ansible_cloudvision_connect_timeout
  call_timeout:
    description: Seconds for a whole call, including the connection.
    type: float
    default: 60
    env:
      - name: CLOUDVISION_TIMEOUT
    vars:
      - name: ansible_cloudvision_timeout
  call_retries:
    description:
      - How often to repeat a call, with growing pauses, after a rate limit or a broken connection.
      - Only calls that are safe to repeat are repeated.
    type: int
    default: 3
    env:
      - name: CLOUDVISION_RETRIES
    vars:
      - name: ansible_cloudvision_retries
  max_reply_size:
    description: Maximum size of a reply in bytes. A larger reply is an error.
    type: int
    default: 268435456
    env:
      - name: CLOUDVISION_MAX_REPLY_SIZE
    vars:
      - name: ansible_cloudvision_max_reply_size
"""
