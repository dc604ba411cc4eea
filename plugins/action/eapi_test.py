# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run ANTA's tests. Documented in modules/eapi_test.py."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import replace

from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.action import EapiAction
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.argument_spec import argument_spec
from ansible_collections.aerie.arista.plugins.plugin_utils.bridge.test_catalogs import catalog_file
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.files import write_private
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing import catalog as catalogs
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing import reports
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.testing.run import run_tests

# ANTA takes a second and more to import: once in the run, not in the worker of each host.
with contextlib.suppress(InputError):
    catalogs.require()


class ActionModule(EapiAction):
    """Run the tests of a catalog, and judge the host by their results."""

    spec = argument_spec("eapi_test")

    def perform(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        catalogs.require()
        chosen = catalogs.select(
            self._definitions(args),
            {self.host, *self.groups},
            args["tags"],
            args["tests"],
            args["categories"],
        )
        if not chosen:
            raise InputError("no test of the catalog is left for this host: see tags, tests and categories.")
        ran = run_tests(self.client, chosen, self.host, self.tell)
        records = [replace(record, messages=self.secrets.data(record.messages)) for record in ran]
        result: dict[str, t.Any] = {
            "changed": False,
            "tests": [record.as_dict() for record in records],
            "summary": reports.summary(records),
        }
        if not self._task.check_mode:
            for option, render in (("junit_path", reports.junit), ("markdown_path", reports.markdown)):
                if args[option]:
                    result[option] = write_private(args[option], render(self.host, records), option)
        bad = [record for record in records if record.result in (*args["fail_on"], "unset")]
        if bad:
            result.update(failed=True, msg=f"{self.host}: {reports.sentence(bad, len(records))}")
        return result

    def _definitions(self, args: dict[str, t.Any]) -> list[t.Any]:
        """The tests of all catalogs that are given."""
        if args["catalog"] is None and not args["catalog_src"]:
            raise InputError("no tests are given: give catalog, catalog_src, or both.")
        found: list[t.Any] = []
        if args["catalog"] is not None:
            found += catalogs.parse(args["catalog"], args["modules"], "catalog")
        for path in args["catalog_src"]:
            found += catalogs.parse(catalog_file(self, path, "catalog_src"), args["modules"], f"catalog_src '{path}'")
        return found
