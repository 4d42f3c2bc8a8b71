"""A push service, keys, and a channel of the test's own."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from notifications.channels import only
from notifications.channels.recorder import Recorder
from notifications.channels.web_push import WebPushChannel
from notifications.channels.web_push.vapid import new_private_key
from tests.push_service import PushService


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service that the settings admit, and keys to send with."""
    with PushService() as service:
        chosen = {
            "PUSH_LOCAL_SERVICE": service.origin,
            "VAPID_PRIVATE_KEY": new_private_key(),
            "VAPID_FORMER_KEYS": [],
            "VAPID_CONTACT": "mailto:admin@tracker.example",
        }
        with override_settings(**chosen):
            yield service


@pytest.fixture
def mail() -> Recorder:
    """What goes out by mail."""
    return Recorder("email")


@pytest.fixture
def channel(mail: Recorder) -> Iterator[WebPushChannel]:
    """Push for real; mail to a recorder."""
    channel = WebPushChannel()
    with only(channel, mail):
        yield channel
    channel.close()
