# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Files of certificates and keys on the controller."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import controller_pairs


def test_a_file_is_read_if_it_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.pem"
    assert controller_pairs._read_pem(str(path), "certificate_path") is None
    path.write_text("text")
    assert controller_pairs._read_pem(str(path), "certificate_path") == "text"
    with pytest.raises(InputError, match=r"certificate_path: .* cannot be read"):
        controller_pairs._read_pem(str(tmp_path), "certificate_path")
