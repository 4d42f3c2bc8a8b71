"""The whole way of a push in Firefox: turned on by a tap, encrypted, shown by the desktop, acted on by a real tap."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from courses.models import Dose, Snooze
from notifications.models import Subscription
from tests.browser.opening import session_of
from tests.browser.push.autopush import Autopush
from tests.browser.push.conftest import Pushing
from tests.browser.push.desk import Desk, Seen
from tests.browser.push.firefox import Firefox
from tests.browser.push.test_chromium import SECRETS
from tests.browser.scenes import running_course
from tests.browser.server import Server
from tests.push_service import wait_until

pytestmark = pytest.mark.slow
TURN_ON = "document.querySelector('[data-push=off] [data-push-act=on]').click()"


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Where notifications are shown."""
    with Desk() as desk:
        yield desk


@pytest.fixture
def shown(
    server: Server, autopush: Autopush, pushing: Pushing, firefox_path: str, desk: Desk, tmp_path: Path
) -> Iterator[Seen]:
    """The reminder of the dose that is due, on the desktop; nobody is signed in any more."""
    scene, now = running_course(server.now()), server.now()
    with Firefox(firefox_path, tmp_path / "firefox", push=autopush.address, bus=desk.address) as firefox:
        firefox.sign_in(server.address, settings.SESSION_COOKIE_NAME, session_of(scene.patient, now))
        firefox.open(f"{server.address}/me/settings/reminders/")
        assert wait_until(lambda: firefox.evaluate("!document.querySelector('[data-push=off]').hidden"), 20)
        firefox.evaluate(TURN_ON)
        assert wait_until(Subscription.objects.exists, 20), firefox.evaluate("document.body.innerText")
        firefox.send("storage.deleteCookies")
        firefox.open("about:blank")
        pushing(server.now())
        assert wait_until(lambda: desk.seen, 20)
        yield desk.seen[-1]


def test_the_desktop_names_nothing_and_the_worker_confirms(shown: Seen) -> None:
    said = f"{shown.title} {shown.body} {' '.join(shown.actions)}".lower()
    assert not [word for word in SECRETS if word in said]
    assert shown.title == "Reminder"
    assert shown.body.startswith("Open the app.")
    assert wait_until(lambda: Subscription.objects.get().confirmed_at is not None, 10)


def test_taken_makes_exactly_one_dose(shown: Seen, desk: Desk) -> None:
    desk.tap(shown, "Taken")
    assert wait_until(Dose.objects.exists, 20)
    desk.tap(shown, "Taken")
    assert not wait_until(lambda: Dose.objects.count() > 1, 2)


def test_later_makes_one_later_reminder(shown: Seen, desk: Desk, server: Server, pushing: Pushing) -> None:
    desk.tap(shown, "Later")
    assert wait_until(Snooze.objects.exists, 20)
    assert not Dose.objects.exists()
    before = len(desk.seen)
    pushing(server.now() + timedelta(minutes=31))
    assert wait_until(lambda: len(desk.seen) > before, 20)
