"""A practice keeps what it sent for as long as it chose; facts of a course stay whatever it chose."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from courses.access import SYSTEM
from courses.actions import change_practice
from courses.errors import WrongInput
from courses.models import Dose, Practice
from notifications.channels import only
from notifications.channels.recorder import Recorder
from notifications.deliver import deliver
from notifications.models import Carried, Delivery, Message, Outcome, Reminder, Status
from notifications.retention import Forgotten, forget, kept_since
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House, at, build, reachable, take

pytestmark = pytest.mark.django_db
# All that these practices send is of January 2026.
LAST_KEPT = datetime(2027, 1, 31, 23, 59, tzinfo=UTC)
FIRST_GONE = datetime(2027, 2, 1, tzinfo=UTC)


def at_work(name: str, months: int | None) -> House:
    """A practice that has sent to a patient and to its staff, and got a dose."""
    house = build(name)
    Practice.objects.filter(pk=house.practice.pk).update(messages_kept_months=months)
    patient = house.patient(mail=f"{name}@example.org")
    reachable("clinician", house.reviewer.pk, f"staff-{name}@example.org")
    course = house.course(patient)
    take(course, EIGHT)
    return house


def sent_until(instant: datetime) -> None:
    with only(Recorder("email")):
        for hours in (0, 3, 12, 24):
            sweep(EIGHT + timedelta(hours=hours))
            deliver("email", EIGHT + timedelta(hours=hours))
        sweep(instant)
        deliver("email", instant)


def there() -> Counter[str]:
    tables = (Reminder, Message, Delivery, Carried, Dose)
    return Counter({table.__name__: table.objects.count() for table in tables})


def test_what_is_older_than_the_practice_keeps_goes_and_nothing_else() -> None:
    at_work("for-a-year", 12)
    sent_until(at(18, 12))
    alone = there()
    assert min(alone.values()) > 0
    at_work("for-good", None)
    sent_until(at(18, 12))
    both = there()
    assert both["Message"] > alone["Message"]
    assert forget(LAST_KEPT) == Forgotten()
    assert there() == both
    gone = forget(FIRST_GONE)
    assert gone == Forgotten(alone["Reminder"], alone["Message"], alone["Delivery"])
    left = both - alone
    left["Dose"] = both["Dose"]
    assert there() == left
    assert forget(FIRST_GONE) == Forgotten()


def test_batches_take_all_and_a_run_that_is_cut_short_is_gone_on_with() -> None:
    at_work("for-a-year", 12)
    sent_until(at(18, 12))
    assert forget(FIRST_GONE, at_once=2, most=1).reminders == 2
    forget(FIRST_GONE, at_once=2)
    assert +there() == Counter(Dose=1)


def test_what_is_not_decided_or_still_on_its_way_stays() -> None:
    at_work("for-a-year", 12)
    sent_until(at(18, 12))
    held = Reminder.objects.filter(outcome=Outcome.SENT, message_id__isnull=False)[0]
    assert held.message_id is not None
    waiting = Delivery.objects.exclude(message_id=held.message_id)[0]
    Reminder.objects.filter(pk=held.pk).update(outcome=Outcome.PENDING, went_at=None)
    Delivery.objects.filter(pk=waiting.pk).update(status=Status.QUEUED, finished_at=None)
    forget(FIRST_GONE)
    assert list(Reminder.objects.all()) == [held]
    assert set(Message.objects.values_list("pk", flat=True)) == {held.message_id, waiting.message_id}
    assert waiting in Delivery.objects.all()


@pytest.mark.parametrize(
    ("now", "months", "first"),
    [
        (datetime(2026, 3, 31, tzinfo=UTC), 12, date(2025, 3, 1)),
        (datetime(2026, 1, 1, tzinfo=UTC), 12, date(2025, 1, 1)),
        (datetime(2026, 1, 1, tzinfo=UTC), 13, date(2024, 12, 1)),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), 120, date(2016, 12, 1)),
    ],
)
def test_months_are_whole_ones(now: datetime, months: int, first: date) -> None:
    assert kept_since(now, months) == first


def test_less_than_a_year_cannot_be_chosen() -> None:
    house = build()
    told: dict[str, Any] = {"by": SYSTEM, "through": "system", "now": EIGHT}
    with pytest.raises(WrongInput, match="12"):
        change_practice(practice=house.practice, changes={"messages_kept_months": 11}, **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.update(messages_kept_months=11)
    for months in (12, None):
        changed = change_practice(practice=house.practice, changes={"messages_kept_months": months}, **told)
        assert changed.messages_kept_months == months
