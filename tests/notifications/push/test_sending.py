"""Sending: encrypted for the phone alone, opaque, replaced by a repeat, and given up or put off as the service says."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from courses.models import Course
from notifications.channels.recorder import Recorder
from notifications.channels.web_push import WebPushChannel, vapid
from notifications.channels.web_push.postman import TIMEOUT
from notifications.deliver import deliver
from notifications.models import Delivery, Endpoint, Subscription
from notifications.preferences import show_on_lock_screen
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House, at
from tests.notifications.push.subscribed import someone, subscribed, with_mailbox
from tests.push_service import Phone, PushService

SECRETS = ("carisoprodol", "soma", "tablet", "dose", "practice", "pain", "ann", "example", "350")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def phone(service: PushService) -> Phone:
    """A phone."""
    return service.phone()


@pytest.fixture
def course(house: House, phone: Phone) -> Course:
    """A course of a patient whose phone takes pushes, and who has a mailbox."""
    patient = with_mailbox(house)
    subscribed(patient, phone)
    return house.course(patient)


def sent(now: datetime = EIGHT) -> None:
    """Sweep and deliver by push."""
    sweep(now)
    deliver("web_push", now)


@pytest.mark.usefixtures("course", "channel")
def test_the_phone_reads_a_reminder_that_names_nothing(phone: Phone, mail: Recorder) -> None:
    sent()
    (push,) = phone.received
    shown = push.notification
    assert (shown["title"], shown["body"]) == ("Reminder", "Open the app.")
    seen = " ".join([shown["title"], shown["body"], *(action["title"] for action in shown["actions"])]).lower()
    assert not [word for word in SECRETS if word in seen]
    assert "carisoprodol" not in json.dumps(push.payload).lower()
    assert push.payload["web_push"] == 8030
    assert shown["navigate"].startswith("http")
    assert mail.handed == []


@pytest.mark.usefixtures("course", "channel")
def test_a_push_service_is_told_until_when_and_how_urgently(phone: Phone) -> None:
    sent()
    (push,) = phone.received
    assert push.headers["ttl"] == "7200"
    assert push.headers["urgency"] == "high"
    assert len(push.headers["topic"]) == 32
    assert push.notification["tag"] == push.headers["topic"]


@pytest.mark.usefixtures("course", "channel")
def test_a_second_reminder_of_the_slot_takes_the_place_of_the_first(phone: Phone) -> None:
    sent(EIGHT)
    sent(EIGHT + 60 * MINUTE)
    sent(EIGHT + timedelta(hours=12))
    first, follow_up, evening = phone.received
    assert first.headers["topic"] == follow_up.headers["topic"] != evening.headers["topic"]


@pytest.mark.usefixtures("channel")
def test_what_the_lock_screen_may_name_it_names(course: Course, phone: Phone) -> None:
    show_on_lock_screen(someone(course.patient), details=True, now=EIGHT)
    sent()
    assert phone.received[0].notification["title"] == "Carisoprodol 350 mg tablet"


@pytest.mark.usefixtures("channel")
def test_a_message_of_two_slots_has_no_buttons(house: House, phone: Phone) -> None:
    patient = house.patient()
    subscribed(patient, phone)
    house.course(patient)
    house.course(patient)
    sent()
    (push,) = phone.received
    assert "actions" not in push.notification
    assert set(push.notification["data"]) == {"received", "link"}


@pytest.mark.usefixtures("course", "channel")
def test_buttons_that_are_off_are_not_sent(phone: Phone) -> None:
    Subscription.objects.update(buttons=False)
    sent()
    assert "actions" not in phone.received[0].notification


@pytest.mark.usefixtures("channel")
def test_it_speaks_the_patients_language(course: Course, phone: Phone) -> None:
    course.patient.language = "es"
    course.patient.save(update_fields=["language"])
    sent()
    assert phone.received[0].notification["lang"] == "es"


@pytest.mark.usefixtures("course", "channel")
@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_retired_and_the_mailbox_has_it(phone: Phone, mail: Recorder, status: int) -> None:
    phone.answer = status
    sent()
    deliver("email", EIGHT)
    gone = Endpoint.objects.get(channel="web_push")
    assert (gone.retired_at, gone.retired_because) == (EIGHT, f"answered with {status}")
    assert [one.address for one in mail.handed] == ["ann@mail.test"]


@pytest.mark.usefixtures("course", "channel")
def test_a_service_that_has_too_much_to_do_is_left_alone_for_as_long_as_it_asks(phone: Phone) -> None:
    phone.answer, phone.answer_headers = 429, {"Retry-After": "420"}
    sent()
    assert Delivery.objects.get().available_at == EIGHT + 7 * MINUTE
    phone.answer = 201
    deliver("web_push", EIGHT + 7 * MINUTE)
    assert len(phone.received) == 1
    assert int(phone.received[0].headers["ttl"]) == 7200 - 420


@pytest.mark.usefixtures("course", "channel")
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_service_in_trouble_is_tried_again_later(phone: Phone, status: int) -> None:
    phone.answer = status
    sent()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("queued", 1)
    assert delivery.available_at == EIGHT + timedelta(seconds=30)
    assert Endpoint.objects.get(channel="web_push").retired_at is None


@pytest.mark.usefixtures("course", "channel")
@pytest.mark.parametrize("status", [400, 401, 403, 413, 302])
def test_a_refusal_for_good_goes_to_the_mailbox_and_keeps_the_phone(phone: Phone, mail: Recorder, status: int) -> None:
    phone.answer, phone.answer_headers = status, {"Location": "http://127.0.0.1:9/inside"}
    sent()
    deliver("email", EIGHT)
    assert len(mail.handed) == 1
    assert Endpoint.objects.get(channel="web_push").retired_at is None


def test_a_redirect_is_not_followed(house: House, service: PushService, channel: WebPushChannel) -> None:
    first, second = service.phone(), service.phone()
    first.answer, first.answer_headers = 307, {"Location": second.address}
    patient = house.patient()
    subscribed(patient, first)
    house.course(patient)
    sent()
    assert second.received == []
    assert len(service.requests) == 1


@pytest.mark.slow
def test_a_service_that_hangs_holds_up_no_neighbour(
    house: House, service: PushService, channel: WebPushChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.channels.web_push.postman.TIMEOUT", type(TIMEOUT)(total=1))
    phones = [service.phone() for _ in range(3)]
    phones[0].hangs_for_seconds = 20
    for phone in phones:
        patient = house.patient()
        subscribed(patient, phone)
        house.course(patient)
    sent()
    assert [len(phone.received) for phone in phones[1:]] == [1, 1]
    assert sorted(Delivery.objects.values_list("status", flat=True)) == ["queued", "sent", "sent"]


@pytest.mark.usefixtures("course", "channel")
def test_a_new_key_keeps_the_phones_of_the_old_one(service: PushService, phone: Phone, house: House) -> None:
    old = vapid.current_key()
    chosen = {
        "VAPID_PRIVATE_KEY": vapid.new_private_key(),
        "VAPID_FORMER_KEYS": [vapid.keys()[old]],
    }
    with override_settings(**chosen):
        sent()
        assert vapid.current_key() != old
        assert phone.received[0].key == old
        new = service.phone()
        patient = house.patient()
        subscribed(patient, new)
        house.course(patient, slots=("09:00", "21:00"))
        sent(at(12, 9))
        assert new.received[0].key == vapid.current_key()


@pytest.mark.usefixtures("course", "channel")
def test_a_key_that_was_taken_away_too_early_loses_no_phone(phone: Phone, mail: Recorder) -> None:
    with override_settings(VAPID_PRIVATE_KEY=vapid.new_private_key()):
        sent()
        deliver("email", EIGHT)
    assert phone.received == []
    assert len(mail.handed) == 1
    assert Endpoint.objects.get(channel="web_push").retired_at is None


@pytest.mark.usefixtures("course", "channel")
def test_push_that_is_off_goes_by_mail(phone: Phone, mail: Recorder) -> None:
    with override_settings(VAPID_PRIVATE_KEY="", VAPID_FORMER_KEYS=[]):
        sent()
        deliver("email", EIGHT)
    assert phone.received == []
    assert len(mail.handed) == 1


@pytest.mark.usefixtures("channel")
def test_all_phones_of_a_patient_get_it_and_one_that_is_gone_is_no_reason_for_a_mail(
    house: House, service: PushService, mail: Recorder
) -> None:
    patient = with_mailbox(house)
    phones = [service.phone() for _ in range(3)]
    for phone in phones:
        subscribed(patient, phone)
    phones[0].answer = 410
    house.course(patient)
    sent()
    deliver("email", EIGHT)
    assert [len(phone.received) for phone in phones] == [0, 1, 1]
    assert mail.handed == []
