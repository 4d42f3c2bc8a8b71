"""Histories become facts by the actions, reminders by the sweep, at the hours that they tell of."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from courses.models import Course, Dose, Flag, Patient
from notifications.models import Delivery, Reminder
from tracker.demo.building import tell
from tracker.demo.chronicle import Chronicle
from tracker.demo.stories import STORIES
from tracker.demo.story import Entered, Event, Moved, Steps, Story, Taken

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# 11:02 in New York, 8:02 in Los Angeles: about noon in the former.
NOON = datetime(2026, 11, 23, 16, 2, tzinfo=UTC)


def _told(*stories: Story, now: datetime = NOON) -> None:
    tell(stories, now=now, say=lambda _: None)


def _named(key: str) -> Story:
    return next(story for story in STORIES if story.key == key)


@pytest.mark.parametrize("hours", [0, 5, 11, 16, 20])
def test_a_dose_is_due_about_now_at_whatever_hour_the_demo_is_built(hours: int) -> None:
    now = NOON + timedelta(hours=hours)
    _told(_named("due_now"), now=now)
    newest = Reminder.objects.filter(kind="dose_due").latest("due_at")
    assert now - timedelta(minutes=5) < newest.due_at <= now
    assert newest.outcome == "sent"
    assert not Dose.objects.filter(taken_at__gte=newest.due_at).exists()


def test_everything_that_went_out_went_to_the_recorder_alone(capsys: pytest.CaptureFixture[str]) -> None:
    _told(_named("ending"))
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}
    assert capsys.readouterr().out == ""


def test_findings_open_at_their_own_instants_not_when_the_demo_was_built() -> None:
    _told(_named("beyond"))
    flag = Flag.objects.get(rule="use_beyond_window")
    assert flag.opened_at == datetime(2026, 11, 20, 14, 15, tzinfo=UTC)


def test_the_helper_logs_in_the_patients_name() -> None:
    _told(_named("helped"))
    assert set(Dose.objects.values_list("by_kind", flat=True)) == {"patient", "helper"}


def test_who_was_invited_and_has_not_come_has_no_sign_in() -> None:
    _told(_named("invited"))
    assert Patient.objects.get().user_id is None


def test_slots_are_taken_by_the_patients_clock_after_a_move() -> None:
    story = Story(
        key="moves",
        given="Mia",
        family="Example",
        born=date(1990, 1, 1),
        shows="moves",
        courses=(Entered(medicine="methocarbamol", strength="500 mg tablet", first=-3, steps=(Steps(7, ("08:00",)),)),),
        taken=(Taken(first=-3, last=0, late=(0,)),),
        events=(Event(-2, "12:00", Moved("Europe/Madrid")),),
    )
    _told(story)
    taken = Dose.objects.order_by("taken_at").values_list("taken_at", "amount")
    assert [(at.day, at.hour) for at, _ in taken] == [(20, 13), (21, 13), (22, 7), (23, 7)]
    assert {amount for _, amount in taken} == {Decimal(1)}


def test_what_goes_wrong_names_the_story() -> None:
    broken = Story(
        key="broken",
        given="Bo",
        family="Example",
        born=date(1990, 1, 1),
        shows="breaks",
        courses=(Entered(medicine="no such medicine", strength="1 mg tablet", first=0, steps=(Steps(1, ("08:00",)),)),),
    )
    with pytest.raises(Exception, match="matching query") as raised:
        _told(broken)
    assert any("broken" in note for note in raised.value.__notes__)
    assert not Course.objects.exists()


def test_a_chronicle_does_not_go_back() -> None:
    chronicle = Chronicle(ends_at=NOON)
    chronicle.add(NOON, lambda now: chronicle.add(now - timedelta(minutes=1), lambda _: None))
    with pytest.raises(ValueError, match="past"):
        chronicle.tell(lambda _: None)


def test_what_is_later_than_the_end_is_left_out() -> None:
    done: list[datetime] = []
    chronicle = Chronicle(ends_at=NOON)
    for minutes in (2, 0, -2):
        chronicle.add(NOON + timedelta(minutes=minutes), done.append)
    chronicle.tell(lambda _: None)
    assert done == [NOON - timedelta(minutes=2), NOON]
