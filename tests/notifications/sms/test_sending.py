"""Texts through a real HTTP server that speaks the provider's shape."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import override_settings

from courses.models import Patient
from notifications.channels import only
from notifications.channels.email import EmailChannel
from notifications.channels.interface import AddressGone, Away, NotDelivered, Permanent, Trouble
from notifications.channels.recorder import Recorder
from notifications.channels.sms import SmsChannel
from notifications.channels.sms.sending import purses, send_text
from notifications.channels.sms.twilio import refusal
from notifications.deliver import deliver
from notifications.models import Circuit, Delivery, Endpoint, Person, SmsPractice, SmsStop, Used
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House, reachable
from tests.notifications.test_email import Sink, sink
from tests.push_service import wait_until
from tests.sms_service import SENDER, SmsService

__all__ = ["sink"]
NUMBER = "+12025550143"
SECRETS = ("carisoprodol", "soma", "tablet", "dose", "practice", "pain", "ann")


@pytest.fixture
def patient(house: House) -> Patient:
    """A patient who gets texts and nothing else, with a reminder that is queued; its practice sends texts."""
    SmsPractice.objects.create(practice=house.practice, since=EIGHT)
    patient = house.patient()
    reachable(Person.PATIENT, patient.pk, NUMBER, channel="sms")
    house.course(patient)
    sweep(EIGHT)
    return patient


@pytest.fixture(autouse=True)
def _sms_alone() -> Iterator[None]:
    """Nothing but texts leaves."""
    with only(SmsChannel(), Recorder("email")):
        yield


@pytest.mark.usefixtures("patient")
def test_a_text_is_opaque_opens_the_app_and_asks_for_a_report(service: SmsService) -> None:
    assert deliver("sms", EIGHT) == {"sent": 1}
    (text,) = service.texts
    delivery = Delivery.objects.get()
    assert (text["To"], text["From"]) == (NUMBER, SENDER)
    assert text["Body"] == f"Reminder: https://t.example/n/{delivery.message_id}"
    assert text["StatusCallback"] == f"https://t.example/hooks/sms/status/{delivery.pk}"
    assert not [word for word in SECRETS if word in text["Body"].lower()]


def test_a_text_costs_one_segment_in_both_languages(service: SmsService, patient: Patient) -> None:
    Patient.objects.filter(pk=patient.pk).update(language="es")
    deliver("sms", EIGHT)
    (text,) = service.texts
    assert text["Body"].startswith("Recordatorio: https://")
    assert Used.objects.get(limit=f"sms:{patient.practice_id}", span="2026-01-12").amount == 1


def test_a_practice_that_sends_no_texts_lets_the_next_channel_have_it(service: SmsService, patient: Patient) -> None:
    reachable(Person.PATIENT, patient.pk, "ann@example.org", place=90)
    SmsPractice.objects.update(on=False)
    deliver("sms", EIGHT)
    assert service.asked == 0
    assert list(Delivery.objects.order_by("pk").values_list("channel", "status")) == [
        ("sms", "failed"), ("email", "queued"),
    ]  # fmt: skip


def test_what_a_practice_may_spend_today_holds_and_nothing_is_lost(service: SmsService, patient: Patient) -> None:
    SmsPractice.objects.update(segments_a_day=0)
    deliver("sms", EIGHT)
    waiting = Delivery.objects.get()
    assert (service.asked, waiting.status, waiting.attempts) == (0, "queued", 0)
    # Midnight of the practice, in New York.
    assert waiting.available_at == datetime(2026, 1, 13, 5, tzinfo=UTC)
    reachable(Person.PATIENT, patient.pk, "ann@example.org", place=90)
    Delivery.objects.update(available_at=EIGHT)
    deliver("sms", EIGHT)
    assert dict(Delivery.objects.values_list("channel", "status")) == {"sms": "dropped", "email": "queued"}


def test_what_is_refused_costs_nothing(service: SmsService, patient: Patient) -> None:
    service.answers[NUMBER] = (400, 21211)
    deliver("sms", EIGHT)
    assert Used.objects.get().amount == 0
    assert Endpoint.objects.get(channel="sms", person_id=patient.pk).retired_because == "answered with 400, 21211"


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (400, 21211, AddressGone),
        (400, 21614, AddressGone),
        (400, 21610, AddressGone),
        (400, 21617, Permanent),
        (401, 20003, Away),
        (400, 21606, Away),
        (404, 20404, Away),
        (429, 20429, Trouble),
        (500, 0, Trouble),
        (503, 0, Trouble),
    ],
)
def test_an_error_says_whether_trying_again_can_help(status: int, code: int, failure: type[NotDelivered]) -> None:
    assert type(refusal(status, code)) is failure


@pytest.mark.usefixtures("patient")
def test_a_wrong_token_is_the_operators_to_mend(service: SmsService) -> None:
    api, sid, _, sender = service.account
    with override_settings(SMS=(api, sid, "wrong", sender)):
        deliver("sms", EIGHT)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.reason) == ("queued", 0, "answered with 401, 20003")


@pytest.mark.usefixtures("patient")
def test_a_number_that_said_stop_gets_nothing(service: SmsService) -> None:
    SmsStop.objects.create(number=NUMBER, stopped_at=EIGHT)
    deliver("sms", EIGHT)
    assert service.asked == 0
    assert Endpoint.objects.get().retired_because == "the number said STOP"


def test_a_code_goes_by_the_same_purse(service: SmsService, house: House) -> None:
    SmsPractice.objects.create(practice=house.practice, since=EIGHT, segments_a_day=1)
    send_text(NUMBER, "123456", practice_id=house.practice.pk, now=EIGHT)
    with pytest.raises(NotDelivered):
        send_text(NUMBER, "123456", practice_id=house.practice.pk, now=EIGHT)
    assert wait_until(lambda: service.texts)
    assert len(service.texts) == 1
    assert purses([house.practice.pk], EIGHT + timedelta(days=1))[house.practice.pk].spent == 0


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_hangs_holds_up_no_other_channel(
    service: SmsService, sink: Sink, house: House, patient: Patient
) -> None:
    house.course(house.patient(mail="eve@example.org"))
    sweep(EIGHT)
    service.hangs = True

    def deliver_texts() -> None:
        with only(SmsChannel()):
            deliver("sms", EIGHT)
        connection.close()

    held = threading.Thread(target=deliver_texts)
    held.start()
    assert wait_until(lambda: service.asked)
    with only(EmailChannel()):
        assert deliver("email", EIGHT) == {"sent": 1}
    assert len(sink.mails) == 1
    # It still hangs: nobody waited for it.
    assert held.is_alive()
    assert not service.texts
    service.stopping.set()
    held.join()


@pytest.mark.usefixtures("patient")
def test_a_provider_that_is_away_is_left_alone_after_a_while(service: SmsService) -> None:
    _, sid, token, sender = service.account
    with override_settings(SMS=("http://127.0.0.1:9", sid, token, sender)):
        for second in range(6):
            Delivery.objects.update(available_at=EIGHT)
            deliver("sms", EIGHT + timedelta(seconds=second))
    assert Circuit.objects.get(provider="sms").open_until is not None
    assert (Delivery.objects.get().attempts, Used.objects.get().amount) == (0, 0)
