"""A server that pushes: with keys, and a push service on this machine."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime

import pytest
from django.db import connection
from django.test import override_settings

from notifications.channels import only
from notifications.channels.web_push import WebPushChannel, vapid
from notifications.deliver import deliver
from notifications.sweep import sweep
from tests.browser.push.autopush import Autopush
from tests.browser.server import Server


@pytest.fixture(scope="session")
def autopush() -> Iterator[Autopush]:
    """The push service of the browsers of this run."""
    with Autopush() as service:
        yield service


@pytest.fixture(scope="session")
def key() -> str:
    """The key that pushes are signed with."""
    return vapid.new_private_key()


@pytest.fixture(scope="session")
def running_server(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, autopush: Autopush, key: str
) -> Iterator[Server]:
    """The one server process of these tests."""
    server = Server(tmp_path_factory.mktemp("server"), str(connection.settings_dict["NAME"]))
    server.environment |= {"VAPID_PRIVATE_KEY": key, "PUSH_LOCAL_SERVICE": autopush.origin}
    with ExitStack() as stack:
        stack.enter_context(server.running())
        yield server


Pushing = Callable[[datetime], None]


@pytest.fixture
def pushing(autopush: Autopush, key: str) -> Iterator[Pushing]:
    """Sweep and deliver for real, as `run_reminders` does: in a thread, as the driver's loop runs in this one."""

    def push(now: datetime) -> None:
        channel = WebPushChannel()
        try:
            with only(channel):
                sweep(now)
                deliver(channel.name, now)
        finally:
            channel.close()
            connection.close()

    with ThreadPoolExecutor(1) as thread, override_settings(VAPID_PRIVATE_KEY=key, PUSH_LOCAL_SERVICE=autopush.origin):
        yield lambda now: thread.submit(push, now).result(60)
