"""A provider of texts that the settings name."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.sms_service import SmsService


@pytest.fixture
def service() -> Iterator[SmsService]:
    """The provider."""
    with SmsService() as service, override_settings(SMS=service.account, BASE_URL="https://t.example"):
        yield service
