# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""The login API of the lab's CloudVision as cvprac uses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cvprac.cvp_client import CvpClient
from cvprac.cvp_client_errors import CvpLoginError

from lab import Lab
from lab.cloudvision.cloudvision import CloudVision

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def cloudvision(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudVision]:
    with Lab(tmp_path_factory.mktemp("lab"), 1, cloudvision=True) as lab:
        yield lab.cloudvision


def test_a_login_makes_a_session(cloudvision: CloudVision) -> None:
    client = CvpClient()
    client.connect(
        [cloudvision.address],
        cloudvision.username,
        cloudvision.password,
        port=cloudvision.port,
        cert=str(cloudvision.ca_path),
    )
    assert (cloudvision.stats.logins, cloudvision.stats.failed_logins) == (1, 0)
    assert client.api.get_cvp_info()["version"] == cloudvision.spec.version


def test_a_wrong_password(cloudvision: CloudVision) -> None:
    before = cloudvision.stats.failed_logins
    with pytest.raises(CvpLoginError, match="Unauthorized"):
        CvpClient().connect(
            [cloudvision.address], cloudvision.username, "wrong", port=cloudvision.port, cert=str(cloudvision.ca_path)
        )
    assert cloudvision.stats.failed_logins == before + 1


def test_a_token_of_a_service_account(cloudvision: CloudVision) -> None:
    client = CvpClient()
    client.connect(
        [cloudvision.address], "", "", port=cloudvision.port, cert=str(cloudvision.ca_path), api_token=cloudvision.token
    )
    assert client.api.get_cvp_info()["version"] == cloudvision.spec.version
