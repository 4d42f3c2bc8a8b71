"""What is ready made is what the rules would have said, had they been asked at each instant."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.rules.judging import advance
from courses.rules.record import Record
from notifications.rules.due import next_instant
from notifications.rules.ready import FRESH, INSTANT, Ready, ready_made
from notifications.rules.reminder import Fate
from tests.courses.rules.stories import stories
from tests.courses.rules.telling import Told, slots
from tests.courses.rules.test_properties import cuts, known_by
from tests.notifications.rules.sending import key, told_at, walk


def ready(told: Told, at: datetime) -> tuple[Ready, ...]:
    """What an agenda would carry that was written at an instant, nothing being held back."""
    record = advance(Record(told.start), told.knowledge, at)
    return ready_made(told.knowledge, record, next_instant(told.knowledge, record, (), at), at)


def instants(told: Told, day: int, wall: str) -> list[str]:
    return [told_at(one.at) for one in ready(told, told.at(day, wall))]


def test_the_slots_of_the_rest_of_the_day_and_their_follow_ups() -> None:
    story = Told().course(slots(5, "08:00", "14:00", "20:00")).takes(range(1, 3), "08:00", "14:00", "20:00")
    assert instants(story, 3, "05:00") == ["3 08:00", "3 09:00", "3 14:00", "3 15:00", "3 20:00", "3 21:00"]


def test_a_dose_that_was_logged_takes_out_its_own() -> None:
    story = Told().course(slots(5, "08:00", "14:00")).takes(range(1, 4), "08:00")
    assert instants(story, 3, "08:30") == ["3 14:00", "3 15:00"]


def test_it_ends_where_time_is_judged() -> None:
    story = Told().course(slots(5, "08:00", "23:00"))
    # At 04:00 the day closes; what comes after is for the rules.
    assert instants(story, 1, "22:30") == ["1 23:00"]


def test_it_ends_before_what_is_not_about_a_dose() -> None:
    story = Told().course(slots(5, "08:00", "20:00"))
    # At 10:00 of the day before the last the course's end is spoken of.
    assert all(told != "4 10:00" for told in instants(story, 4, "05:00"))


def test_a_follow_up_that_quiet_hours_hold_back_is_not_ready_made() -> None:
    story = Told().course(slots(5, "08:00", "21:00"))
    assert instants(story, 1, "20:30") == ["1 21:00"]


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(told=stories(), share=st.floats(0, 1))
def test_asked_at_each_instant_the_rules_say_the_same(told: Told, share: float) -> None:
    [at] = cuts(told, [share])
    early = known_by(told, at)
    record = advance(Record(early.start), early.knowledge, at)
    for one in ready(early, at):
        punctual, late = one.at, one.at + FRESH - INSTANT
        if one.next_due_at is not None:
            late = min(late, one.next_due_at - INSTANT)
        assert advance(record, early.knowledge, late).history == record.history
        assert advance(record, early.knowledge, late).flags == record.flags
        out = {
            told for told, (_, out_at, fate) in walk(early, late).items() if out_at == punctual and fate is Fate.SENT
        }
        assert {key(reminder) for reminder in one.reminders} == out
