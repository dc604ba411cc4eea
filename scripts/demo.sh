# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
#
# Start a lab of four switches, run the demo's play on it, show what the switches saw, and stop the lab, whatever happens.
# Run it with `make demo`, which prepares the environment.
set -eu

state=$(mktemp -d "${TMPDIR:-/tmp}/aerie-demo.XXXXXX")
started=

stop_lab() {
    status=$?
    trap - EXIT HUP INT TERM
    if ! python tests/lab down --state "$state" >"$state/down.log" 2>&1 && test -n "$started"; then
        cat "$state/down.log" >&2
    fi
    rm -rf "$state"
    exit "$status"
}
trap stop_lab EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# No session of an earlier demo, whose switches are gone, and none left behind.
export EAPI_SESSION_STORE="$state/sessions"
# Texts of several lines are printed as such.
export ANSIBLE_CALLBACK_RESULT_FORMAT=yaml
export ANSIBLE_FORCE_COLOR="${ANSIBLE_FORCE_COLOR:-$(test -t 1 && echo 1 || echo 0)}"

echo "Starting a lab of four switches ..."
if ! python tests/lab up --switches 4 --state "$state" --detach >"$state/up.log" 2>&1; then
    cat "$state/up.log" >&2
    echo "error: the lab did not start." >&2
    exit 1
fi
started=yes

ansible-playbook -i "$state/inventory.yml" playbooks/demo.yml

echo
echo "What the switches saw:"
python tests/lab stats --state "$state" >"$state/stats.json"
python scripts/stats_table.py <"$state/stats.json"
