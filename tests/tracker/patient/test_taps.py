"""Taps on a notification: they act with no session, for one purpose, for a while, and make one thing however often."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from courses import actions
from courses.models import Dose, Snooze
from notifications.channels import only
from notifications.channels.web_push import WebPushChannel, vapid
from notifications.deliver import deliver
from notifications.models import Endpoint, Reminder, Subscription
from notifications.sweep import sweep
from tests.courses.making import Scene, at
from tests.notifications.push.subscribed import subscribed
from tests.push_service import Phone as PushPhone
from tests.push_service import PushService
from tests.tracker.patient.phone import Phone
from tracker import clock

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]
DUE, ENTERED = at("2026-03-02T08:00"), at("2026-03-01T13:00")


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service, and push for real to it."""
    with PushService() as service:
        chosen = {"PUSH_LOCAL_SERVICE": service.origin, "VAPID_PRIVATE_KEY": vapid.new_private_key()}
        channel = WebPushChannel()
        with override_settings(**chosen), only(channel):
            yield service
        channel.close()


@pytest.fixture
def phones(scene: Scene, service: PushService) -> list[PushPhone]:
    """Two phones of the patient, with the reminder of 08:00 on their lock screens."""
    phones = [service.phone(), service.phone()]
    for phone in phones:
        subscribed(scene.patient, phone, now=ENTERED)
    sweep(DUE)
    deliver("web_push", DUE)
    assert [len(phone.received) for phone in phones] == [1, 1]
    return phones


@pytest.fixture
def tap(monkeypatch: pytest.MonkeyPatch) -> Callable[..., HttpResponse]:
    """Tap a button of a phone's newest notification, with nobody signed in."""

    def tapped(phone: PushPhone, action: str, now: str, token: str | None = None) -> HttpResponse:
        instant = at(now)
        monkeypatch.setattr(clock, "now", lambda: instant)
        data = phone.received[-1].notification["data"]
        answer: HttpResponse = Client(enforce_csrf_checks=True).post(  # type: ignore[assignment]
            f"/me/push/{action}/", {"token": data[action] if token is None else token}
        )
        return answer

    return tapped


Tap = Callable[..., HttpResponse]


def test_taken_logs_the_dose_of_the_slot_as_taken_now(phones: list[PushPhone], tap: Tap) -> None:
    answer = tap(phones[0], "taken", "2026-03-02T08:04")
    assert (answer.status_code, answer.json()) == (200, {"done": True})  # type: ignore[attr-defined]
    dose = Dose.objects.get()
    assert (dose.amount, dose.taken_at, dose.by_kind) == (1, at("2026-03-02T08:04"), "patient")


def test_two_phones_and_two_taps_make_one_dose(phones: list[PushPhone], tap: Tap) -> None:
    for minute, phone in enumerate([*phones, *phones]):
        assert tap(phone, "taken", f"2026-03-02T08:0{minute}").json() == {"done": True}  # type: ignore[attr-defined]
    assert Dose.objects.count() == 1


def test_a_slot_that_was_logged_on_the_page_gets_no_second_dose(
    scene: Scene, phones: list[PushPhone], tap: Tap, phone: On
) -> None:
    phone(scene, "2026-03-02T08:01").take()
    assert tap(phones[0], "taken", "2026-03-02T08:30").json() == {"done": True}  # type: ignore[attr-defined]
    assert Dose.objects.count() == 1


def test_a_dose_that_was_undone_is_asked_about_on_the_page(scene: Scene, phones: list[PushPhone], tap: Tap) -> None:
    tap(phones[0], "taken", "2026-03-02T08:04")
    now = at("2026-03-02T08:06")
    actions.undo_dose(dose=Dose.objects.get(), by=scene.patient.as_viewer(), through="page", now=now)
    answer = tap(phones[0], "taken", "2026-03-02T08:08").json()  # type: ignore[attr-defined]
    assert answer == {"done": False, "open": "/me/"}


def test_once_the_reminder_is_too_late_the_page_asks_when(scene: Scene, phones: list[PushPhone], tap: Tap) -> None:
    answer = tap(phones[0], "taken", "2026-03-02T10:00").json()  # type: ignore[attr-defined]
    assert answer == {"done": False, "open": f"/me/courses/{scene.course.pk}/other-time/"}
    assert not Dose.objects.exists()


def test_what_is_to_be_said_before_a_dose_the_page_says(scene: Scene, phones: list[PushPhone], tap: Tap) -> None:
    """A dose of the morning was entered two minutes ago: was the one of now taken too, or is it the same one?"""
    afternoon = at("2026-03-02T14:00")
    sweep(afternoon)
    deliver("web_push", afternoon)
    scene.dose(1, "2026-03-02T08:10", now="2026-03-02T14:01")
    answer = tap(phones[0], "taken", "2026-03-02T14:03").json()  # type: ignore[attr-defined]
    assert answer == {"done": False, "open": "/me/"}
    assert Dose.objects.count() == 1


def test_later_brings_one_more_reminder_however_often_it_is_tapped(phones: list[PushPhone], tap: Tap) -> None:
    for phone in [*phones, *phones]:
        assert tap(phone, "later", "2026-03-02T08:05").json() == {"done": True}  # type: ignore[attr-defined]
    assert Snooze.objects.count() == 1
    later = at("2026-03-02T08:35")
    sweep(later)
    deliver("web_push", later)
    assert Reminder.objects.filter(kind="dose_snoozed", outcome="sent").count() == 1
    assert [len(phone.received) for phone in phones] == [2, 2]
    assert tap(phones[0], "taken", "2026-03-02T08:36").json() == {"done": True}  # type: ignore[attr-defined]
    assert tap(phones[1], "taken", "2026-03-02T08:37").json() == {"done": True}  # type: ignore[attr-defined]
    assert Dose.objects.count() == 1


def test_a_token_serves_one_purpose(phones: list[PushPhone], tap: Tap) -> None:
    data = phones[0].received[-1].notification["data"]
    for action, other in (("taken", "later"), ("later", "taken"), ("taken", "received"), ("received", "taken")):
        answer = tap(phones[0], action, "2026-03-02T08:05", data[other])
        assert answer.status_code == 400, (action, other)
    assert not Dose.objects.exists()
    assert not Snooze.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "é" * 50, "\x00", "x" * 10_000])
@pytest.mark.parametrize("action", ["taken", "later", "received"])
def test_a_token_that_was_not_signed_here_does_nothing(
    phones: list[PushPhone], tap: Tap, action: str, token: str
) -> None:
    assert tap(phones[0], action, "2026-03-02T08:05", token).status_code == 400


def test_many_wrong_tokens_are_too_many(phones: list[PushPhone], tap: Tap) -> None:
    answers = [tap(phones[0], "taken", "2026-03-02T08:05", f"wrong {n}").status_code for n in range(62)]
    assert (answers[0], answers[-1]) == (400, 429)


def test_a_phone_that_was_taken_out_acts_no_more(phones: list[PushPhone], tap: Tap) -> None:
    Endpoint.objects.filter(address=phones[0].address).update(retired_at=DUE + timedelta(minutes=1))
    assert tap(phones[0], "taken", "2026-03-02T08:05").status_code == 400
    assert tap(phones[1], "taken", "2026-03-02T08:05").status_code == 200


def test_buttons_that_were_turned_off_act_no_more(phones: list[PushPhone], tap: Tap) -> None:
    Subscription.objects.update(buttons=False)
    assert tap(phones[0], "taken", "2026-03-02T08:05").status_code == 400
    assert not Dose.objects.exists()


def test_the_phone_confirms(phones: list[PushPhone], tap: Tap) -> None:
    assert tap(phones[0], "received", "2026-03-02T08:00:02").json() == {"done": True}  # type: ignore[attr-defined]
    there = Subscription.objects.get(endpoint__address=phones[0].address)
    assert there.confirmed_at == at("2026-03-02T08:00:02")
