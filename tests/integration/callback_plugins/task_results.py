# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write each task's result for each host as a line of JSON to the file that TASK_RESULTS_FILE names.

A line is ``{host, task, action, status, result}``, where status is ok, changed, skipped, failed, ignored (failed with
ignore_errors) or unreachable; or, at the end, ``{stats: {host: {ok, changed, ...}}}``. Items of a loop come before the
task's own line, under their own status, with ``item`` in the line.
"""

from __future__ import annotations

import json
import os
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: task_results
type: notification
short_description: Write the results of tasks to a file
description:
  - Writes each result as a line of JSON to the file that the environment variable E(TASK_RESULTS_FILE) names.
options: {}
author: aerie.arista contributors
"""


class CallbackModule(CallbackBase):
    """Line by line, so that a play that is stopped leaves what it had."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "task_results"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, line: dict[str, t.Any]) -> None:
        with open(os.environ["TASK_RESULTS_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")

    def _record(self, outcome: t.Any, status: str, is_item: bool = False) -> None:
        result = outcome.result
        line = {
            "host": outcome.host.get_name(),
            "task": outcome.task.get_name().strip(),
            "action": outcome.task.action,
            "status": "changed" if status == "ok" and result.get("changed") else status,
            "result": result,
        }
        if is_item:
            line["item"] = result.get(result.get("ansible_loop_var", "item"))
        self._write(line)

    def v2_runner_on_ok(self, result: t.Any) -> None:
        self._record(result, "ok")

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        self._record(result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_skipped(self, result: t.Any) -> None:
        self._record(result, "skipped")

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        self._record(result, "unreachable")

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        self._record(result, "ok", is_item=True)

    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        self._record(result, "failed", is_item=True)

    def v2_runner_item_on_skipped(self, result: t.Any) -> None:
        self._record(result, "skipped", is_item=True)

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        self._write({"stats": {host: stats.summarize(host) for host in sorted(stats.processed)}})
