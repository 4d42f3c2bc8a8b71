"""A push in Chromium: what the lock screen says names nothing, and the worker confirms it.

Chromium subscribes at its maker's service alone, so the message is handed to the worker by its own tools; it is the
very one that was encrypted, sent and decrypted on its way to a phone.
"""

import json
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import BrowserContext, Page

from courses.models import Patient
from notifications.channels.web_push import vapid
from notifications.models import Person, Subscription
from notifications.people import Someone
from notifications.subscriptions import subscribe
from tests.browser.opening import Browse
from tests.browser.push.conftest import Pushing
from tests.browser.scenes import running_course
from tests.browser.server import Server
from tests.push_service import PushService, wait_until

SECRETS = ("carisoprodol", "tablet", "dose", "practice", "elm street", "ada", "mg", "pain", "muscle")
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
    ({ title, body, tag, lang, actions }) => ({ title, body, tag, lang, actions }))"""


def handed_over(context: BrowserContext, page: Page, origin: str, payload: str) -> list[dict[str, Any]]:
    """Hand a message to the page's worker; the notifications that are shown then."""
    asking = context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    asking.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    asking.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    registration = next(one for one in found if one["scopeURL"].startswith(origin) and not one["isDeleted"])
    told = {"origin": origin, "registrationId": registration["registrationId"], "data": payload}
    asking.send("ServiceWorker.deliverPushMessage", told)
    asking.detach()
    shown: list[dict[str, Any]] = []
    for _ in range(50):
        shown = page.evaluate(SHOWN)
        if shown:
            break
        page.wait_for_timeout(100)
    return shown


@pytest.fixture
def open_page(server: Server, browse: Browse) -> tuple[BrowserContext, Page]:
    """Today on a phone that lets pages notify, with its worker at work, and the patient's reminder on its way."""
    scene = running_course(server.now())
    context = browse(scene.patient)
    context.grant_permissions(["notifications"], origin=server.address)
    page = context.new_page()
    page.goto("/me/")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    return context, page


def test_the_notification_names_nothing_and_is_confirmed(
    server: Server, pushing: Pushing, open_page: tuple[BrowserContext, Page]
) -> None:
    context, page = open_page
    payload = a_reminder(server, pushing)
    (shown,) = handed_over(context, page, server.address, payload)
    assert (shown["title"], shown["body"]) == ("Reminder", "Open the app.")
    assert [action["action"] for action in shown["actions"]] == ["taken", "later"]
    said = json.dumps(shown).lower().replace(shown["tag"].lower(), "")
    assert not [word for word in SECRETS if word in said]
    assert wait_until(lambda: Subscription.objects.get().confirmed_at is not None)


def test_a_message_that_cannot_be_read_is_a_reminder_all_the_same(
    server: Server, open_page: tuple[BrowserContext, Page]
) -> None:
    context, page = open_page
    (shown,) = handed_over(context, page, server.address, "not json")
    assert shown["title"] == "Reminder"


def a_reminder(server: Server, pushing: Pushing) -> str:
    """The reminder of the dose that is due now, as the patient's phone decrypts it."""
    now = server.now()
    with PushService() as service, override_settings(PUSH_LOCAL_SERVICE=service.origin):
        phone = service.phone()
        subscribe(
            person=Someone(Person.PATIENT, Patient.objects.get().pk),
            address=phone.address,
            p256dh=phone.p256dh,
            auth=phone.auth,
            vapid_key=vapid.current_key(),
            now=now,
        )
        pushing(now)
        return json.dumps(phone.received[-1].payload)
