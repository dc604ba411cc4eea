# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Render designs of AVD with pyavd: the configuration, structured configuration and test catalog of each device."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..common.errors import InputError
from ..common.masking import is_secret_name

#: What to install.
REQUIREMENT: t.Final = "pyavd >= 6.4, < 7"
#: How many violations a message names.
NAMED: t.Final = 5


@dataclass(frozen=True)
class DeviceDesign:
    """The design of a device.

    :ivar config: its whole configuration, as text.
    :ivar structured: the same as data, in AVD's model, with the metadata for CloudVision.
    :ivar catalog: its tests, a catalog of ANTA as JSON.
    """

    config: str = field(repr=False)
    structured: dict[str, t.Any] = field(repr=False)
    catalog: str = field(repr=False)


def require() -> None:
    """Import pyavd, which takes seconds.

    :raises InputError: if it is not installed.
    """
    try:
        import pyavd.api.anta  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"designs need the Python package pyavd, which cannot be imported ({error}).",
            hint=f"Install it where Ansible runs: pip install '{REQUIREMENT}'.",
        ) from None


def render(inputs: Mapping[str, Mapping[str, t.Any]]) -> dict[str, DeviceDesign]:
    """Render a fabric.

    :param inputs: by device the variables that AVD reads, as plain data; other variables are ignored.
    :raises InputError: naming the device, the variable and what is wrong with it.
    """
    import pyavd
    from pyavd.api.anta import AVDFabricData

    checked = {name: _validated(name, given) for name, given in inputs.items()}
    try:
        facts = pyavd.get_avd_facts(checked)
        designs = {name: pyavd.get_device_structured_config(name, given, facts) for name, given in checked.items()}
        structured = {name: design._as_dict() for name, design in designs.items()}
        fabric = AVDFabricData.from_structured_configs(structured)
        return {
            name: DeviceDesign(
                pyavd.get_device_config(design),
                structured[name],
                pyavd.get_device_test_catalog(name, structured[name], fabric).dump().to_json() + "\n",
            )
            for name, design in designs.items()
        }
    except Exception as error:
        # pyavd has no public class of its errors.
        if not type(error).__module__.startswith("pyavd."):
            raise
        raise InputError(f"pyavd cannot render the design: {error}") from None


def _validated(name: str, given: Mapping[str, t.Any]) -> t.Any:
    import pyavd

    found = pyavd.validate_inputs(dict(given))
    if found.validated_data is not None:
        return found.validated_data
    sentences = list(_sentences(found.validation_result.violations))
    more = f" There are {len(sentences) - NAMED} more." if len(sentences) > NAMED else ""
    raise InputError(f"the design of {name} is not valid: {' '.join(sentences[:NAMED])}{more}")


def _sentences(violations: t.Any) -> Iterator[str]:
    for each in violations:
        path = [str(part) for part in each.path]
        # A message may quote the value.
        message = "it is not valid." if any(is_secret_name(part) for part in path) else str(each.message)
        yield f"{'.'.join(path)}: {message}" if path else message
