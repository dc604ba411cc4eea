# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""A plain TLS client, of Python's standard library alone: what does eAPI say to somebody who knows nothing of Ansible?

    python tls_client.py --ca FILE [--certificate FILE --key FILE] HOST:PORT [COMMAND ...]

It prints a line of JSON: status (HTTP), subject and names of the switch's certificate, verified, result (of runCmds).
Without verification there is no answer: a certificate that does not stand up to the CA is an error.
"""

from __future__ import annotations

import argparse
import http.client
import json
import ssl


def main() -> None:
    """Ask once, and print the answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--ca", required=True)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("endpoint")
    parser.add_argument("commands", nargs="*", default=["show hostname"])
    options = parser.parse_args()

    context = ssl.create_default_context(cafile=options.ca)
    if options.certificate:
        context.load_cert_chain(options.certificate, options.key)
    host, _colon, port = options.endpoint.rpartition(":")
    connection = http.client.HTTPSConnection(host, int(port), context=context, timeout=30)
    connection.connect()
    peer = connection.sock.getpeercert() or {}
    request = {
        "jsonrpc": "2.0",
        "method": "runCmds",
        "params": {"version": 1, "cmds": options.commands, "format": "json"},
        "id": "plain",
    }
    connection.request("POST", "/command-api", json.dumps(request), {"Content-Type": "application/json"})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    print(
        json.dumps(
            {
                "status": reply.status,
                "verified": context.verify_mode == ssl.CERT_REQUIRED and context.check_hostname,
                "subject": dict(pair for part in peer["subject"] for pair in part),
                "names": [name for _kind, name in peer["subjectAltName"]],
                "result": json.loads(body).get("result") if reply.status == http.client.OK else None,
            }
        )
    )


if __name__ == "__main__":
    main()
