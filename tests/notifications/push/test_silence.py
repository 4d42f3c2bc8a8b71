"""Pushes that no phone confirms: what must not be missed comes once more by mail, and the silence is counted."""

from datetime import datetime, timedelta

import pytest

from courses.actions.end import stop
from courses.models import Course
from notifications.channels.recorder import Recorder
from notifications.deliver import deliver
from notifications.models import Delivery, Message, Subscription
from notifications.preferences import come_again
from notifications.push_tokens import Receipt, UnknownToken, read_receipt, receipt_token
from notifications.silence import CONFIRMED_WITHIN, note_silence
from notifications.subscriptions import confirm, silent_since
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House, at, take
from tests.notifications.push.subscribed import someone, subscribed, with_mailbox
from tests.push_service import Phone, PushService

MINUTE = timedelta(minutes=1)
# Three days before the last of seven days: `course_ending`, at 10:00.
ENDING = at(15, 10)


@pytest.fixture
def phone(service: PushService) -> Phone:
    """A phone."""
    return service.phone()


@pytest.fixture
def course(house: House, phone: Phone) -> Course:
    """A course of a patient with a phone and a mailbox, whose ending is pushed."""
    patient = with_mailbox(house)
    subscribed(patient, phone)
    return house.course(patient)


def pushed(now: datetime) -> None:
    """Sweep and deliver by push and by mail."""
    sweep(now)
    deliver("web_push", now)
    deliver("email", now)


def confirmed(phone: Phone, now: datetime) -> None:
    """The phone says that the newest one came."""
    assert confirm(read_receipt(phone.received[-1].notification["data"]["received"]), now=now)


@pytest.mark.usefixtures("course", "channel")
def test_an_ending_that_is_not_confirmed_comes_by_mail_after_half_an_hour_and_once(
    phone: Phone, mail: Recorder
) -> None:
    pushed(ENDING)
    assert Message.objects.filter(person_kind="patient").latest("at").kind == "course_ending"
    pushed(ENDING + CONFIRMED_WITHIN - timedelta(seconds=1))
    assert mail.handed == []
    pushed(ENDING + CONFIRMED_WITHIN)
    assert [one.address for one in mail.handed] == ["ann@mail.test"]
    for minutes in (31, 60, 120):
        pushed(ENDING + minutes * MINUTE)
    assert len(mail.handed) == 1
    assert len(phone.received) == 1


@pytest.mark.usefixtures("course", "channel")
def test_an_ending_that_the_phone_confirmed_comes_no_more(phone: Phone, mail: Recorder) -> None:
    pushed(ENDING)
    confirmed(phone, ENDING + 29 * MINUTE)
    pushed(ENDING + CONFIRMED_WITHIN)
    assert mail.handed == []
    assert Subscription.objects.get().unconfirmed == 0


@pytest.mark.usefixtures("course", "channel")
def test_two_who_find_the_silence_at_once_make_one_mail(mail: Recorder) -> None:
    pushed(ENDING)
    late = ENDING + CONFIRMED_WITHIN
    note_silence(late)
    Delivery.objects.filter(channel="web_push").update(silent_at=late)
    note_silence(late)
    deliver("email", late)
    assert len(mail.handed) == 1


@pytest.mark.usefixtures("channel")
def test_a_mail_that_is_no_longer_called_for_is_not_sent(course: Course, mail: Recorder) -> None:
    pushed(ENDING)
    by = course.prescriber.as_viewer()
    stop(course=course, reason="done", told="yes", by=by, through="page", now=ENDING + MINUTE)
    deliver("web_push", ENDING + CONFIRMED_WITHIN)
    sent_before = len(mail.handed)
    deliver("email", ENDING + CONFIRMED_WITHIN)
    assert len(mail.handed) == sent_before


@pytest.mark.usefixtures("channel")
def test_a_dose_comes_by_mail_only_where_the_patient_asks_for_it(
    house: House, service: PushService, mail: Recorder
) -> None:
    patient = with_mailbox(house)
    subscribed(patient, service.phone())
    course = house.course(patient, slots=("08:00", "20:00"))
    pushed(EIGHT)
    deliver("web_push", EIGHT + CONFIRMED_WITHIN)
    deliver("email", EIGHT + CONFIRMED_WITHIN)
    assert mail.handed == []
    come_again(someone(patient), "dose_due", on=True, now=EIGHT)
    evening = EIGHT + timedelta(hours=12)
    pushed(evening)
    deliver("web_push", evening + CONFIRMED_WITHIN)
    deliver("email", evening + CONFIRMED_WITHIN)
    assert len(mail.handed) == 1
    take(course, evening + 40 * MINUTE)


@pytest.mark.usefixtures("channel")
def test_a_dose_that_was_taken_meanwhile_comes_by_no_mail(course: Course, mail: Recorder) -> None:
    come_again(someone(course.patient), "dose_due", on=True, now=EIGHT)
    pushed(EIGHT)
    take(course, EIGHT + 10 * MINUTE)
    deliver("web_push", EIGHT + CONFIRMED_WITHIN)
    deliver("email", EIGHT + CONFIRMED_WITHIN)
    assert mail.handed == []


@pytest.mark.usefixtures("channel")
def test_three_in_a_row_make_a_phone_silent_and_one_that_comes_mends_it(course: Course, phone: Phone) -> None:
    person = course.patient_id
    for count, now in enumerate([EIGHT, EIGHT + timedelta(hours=12), EIGHT + timedelta(hours=24)], start=1):
        sweep(now)
        deliver("web_push", now)
        deliver("web_push", now + CONFIRMED_WITHIN)
        assert Subscription.objects.get().unconfirmed == count
        assert bool(silent_since({person})) == (count >= 3)
    confirmed(phone, now + 31 * MINUTE)
    assert silent_since({person}) == {}
    assert Subscription.objects.get().confirmed_at == now + 31 * MINUTE


@pytest.mark.usefixtures("course", "channel")
def test_a_phone_that_confirms_before_its_push_is_written_down_is_not_silent(phone: Phone) -> None:
    pushed(EIGHT)
    delivery = Delivery.objects.get()
    Delivery.objects.update(confirmed_at=EIGHT)
    assert delivery.silent_at == EIGHT + CONFIRMED_WITHIN
    note_silence(EIGHT + CONFIRMED_WITHIN)
    assert Subscription.objects.get().unconfirmed == 0


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "x" * 5000])
def test_a_receipt_that_was_not_signed_here_confirms_nothing(token: str) -> None:
    with pytest.raises(UnknownToken):
        read_receipt(token)


def test_a_receipt_confirms_its_own_endpoint_alone(house: House, service: PushService) -> None:
    first, second = (subscribed(house.patient(), service.phone()) for _ in range(2))
    confirm(read_receipt(receipt_token(Receipt(first.pk, None))), now=EIGHT)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.confirmed_at, second.confirmed_at) == (EIGHT, None)
