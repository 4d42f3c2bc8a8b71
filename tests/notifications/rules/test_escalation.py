"""Escalation: a fixed time after a flag became high, unless somebody saw it or it is high no more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.judging import advance
from courses.rules.record import Change, FlagEvent, Record, Severity, Status
from notifications.rules.escalation import Escalation, Hours, course_of, due_between, escalations, next_instant
from notifications.rules.reminder import Fate
from tests.courses.rules.telling import Told, slots
from tests.notifications.rules.sending import told_at

LONGEST = Hours(high=timedelta(hours=24), emergency=timedelta(hours=1))
SHORTER = Hours(high=timedelta(hours=2), emergency=timedelta(minutes=10))
EMERGENCY, BEYOND = "emergency_symptoms", "use_beyond_window"


def found(story: Told, hours: Hours = LONGEST, day: int = 60) -> tuple[Escalation, ...]:
    """Every escalation of a story, by its history up to a day."""
    return escalations(found_events(story, day), hours)


def found_events(story: Told, day: int = 60) -> tuple[FlagEvent, ...]:
    """The history of a story up to a day."""
    return advance(Record(story.start), story.patient, story.at(day, "12:00")).history


def due(story: Told, hours: Hours = LONGEST, day: int = 60, rule: str = "") -> list[str]:
    """When each of them falls due."""
    between = due_between(found(story, hours, day), story.start, story.at(day, "12:00"))
    return [told_at(one.due_at) for one in between if rule in ("", one.rule)]


def beyond() -> Told:
    """High since 08:00 of day 6."""
    return Told().course(slots(3, "08:00")).takes([4, 5, 6], "08:00")


def emergency() -> Told:
    """High since 09:00 of day 1."""
    return Told().course(slots(3, "08:00")).says(1, "09:00", None, "seizure")


def test_a_day_after_a_flag_became_high_and_an_hour_after_an_emergency() -> None:
    assert due(beyond()) == ["7 08:00"]
    assert due(emergency()) == ["1 10:00"]


def test_sooner_if_the_practice_says_so() -> None:
    assert due(beyond(), SHORTER) == ["6 10:00"]
    assert due(emergency(), SHORTER) == ["1 09:10"]


def test_a_flag_that_is_not_high_is_none() -> None:
    assert due(Told().course(slots(3, "08:00")).takes([4, 5], "08:00")) == []


@pytest.mark.parametrize(("undone", "expected"), [("09:40", "1 10:00"), ("10:00", "1 10:00"), ("11:30", "1 11:30")])
def test_an_acknowledgement_that_was_taken_back_gives_nobody_more_time(undone: str, expected: str) -> None:
    story = emergency()
    high = [event for event in found_events(story) if event.rule == EMERGENCY][-1]
    seen = replace(high, at=story.at(1, "09:30"), change=Change.ACKNOWLEDGED, status=Status.ACKNOWLEDGED)
    back = replace(high, at=story.at(1, undone), change=Change.UNDONE)
    told = escalations([high, seen, back], LONGEST)
    assert [told_at(one.due_at) for one in due_between(told, story.start, story.at(2, "12:00"))] == [expected]


@pytest.mark.parametrize(("wall", "expected"), [("07:59", []), ("08:00", []), ("08:01", ["7 08:00"])])
def test_not_if_it_was_acknowledged_by_then(wall: str, expected: list[str]) -> None:
    assert due(beyond().acknowledge(7, wall, BEYOND)) == expected


def test_not_if_it_was_lowered_or_withdrawn_by_then() -> None:
    assert due(beyond().undo(6, "20:00", "c1/6/08:00")) == []
    assert due(emergency().undo(1, "09:30", "k1", "check_ins")) == []


def test_more_evidence_does_not_begin_the_time_anew() -> None:
    assert due(beyond().dose(7, "07:00")) == ["7 08:00"]
    assert due(emergency().says(1, "09:45", None, "seizure", key="second")) == ["1 10:00"]


def test_each_time_that_it_becomes_high_is_one_of_its_own() -> None:
    again = emergency().acknowledge(1, "10:30", EMERGENCY).says(1, "11:00", None, "seizure", key="second")
    assert due(again) == ["1 10:00", "1 12:00"]
    lowered = beyond().undo(6, "20:00", "c1/6/08:00").dose(7, "09:00")
    assert due(lowered) == ["8 09:00"]
    assert len({one.key for one in found(again)}) == 2


def test_each_flag_of_a_course_is_one_of_its_own() -> None:
    both = beyond().says(6, "09:00", None, "seizure")
    assert due(both) == ["6 10:00", "7 08:00"]
    assert due(both.acknowledge(6, "09:30", EMERGENCY)) == ["7 08:00"]


def test_what_is_high_for_no_time_at_all_is_none() -> None:
    at = Told().at(1, "08:00")
    high, lower = (
        FlagEvent("c1", BEYOND, at, change, severity, Status.OPEN)
        for change, severity in ((Change.RAISED, Severity.HIGH), (Change.LOWERED, Severity.WARNING))
    )
    until = at + timedelta(days=9)
    assert due_between(escalations([high, lower], LONGEST), at, until) == ()
    (one,) = due_between(escalations([high, lower, high], LONGEST), at, until)
    assert one.until is None


def test_a_key_names_the_course_the_rule_and_the_opening_and_fits_its_column() -> None:
    (one,) = found(beyond())
    assert one.key == "c1 use_beyond_window 2026-06-06T08:00:00+00:00"
    assert course_of(one.key) == "c1"
    assert f"{one.day}" == "2026-06-06"
    longest = f"{'0' * 36} talk_request_waiting 2026-06-06T08:00:00.123456+00:00"
    assert len(longest) <= 120


class TestBetween:
    """What a look finds since the last one."""

    def keys(self, story: Told, after: tuple[int, str], until: tuple[int, str], hours: Hours = LONGEST) -> int:
        record = advance(Record(story.start), story.patient, story.at(*until))
        return len(due_between(escalations(record.history, hours), story.at(*after), story.at(*until)))

    def test_up_to_and_with_its_end(self) -> None:
        assert self.keys(beyond(), (6, "09:00"), (7, "07:59")) == 0
        assert self.keys(beyond(), (6, "09:00"), (7, "08:00")) == 1

    def test_a_late_look_finds_what_was_acknowledged_after_it_fell_due(self) -> None:
        story = beyond().acknowledge(7, "09:00", BEYOND)
        assert self.keys(story, (6, "09:00"), (7, "12:00")) == 1
        assert self.keys(story, (7, "09:00"), (7, "12:00")) == 0

    def test_shorter_hours_hold_for_what_is_high_already(self) -> None:
        # Looked at by the longer ones at 12:00: nothing. By the shorter ones it was due at 10:00.
        assert self.keys(beyond(), (6, "09:00"), (6, "12:00")) == 0
        assert self.keys(beyond(), (6, "12:00"), (6, "12:15"), SHORTER) == 1


class TestFate:
    """What becomes of it when it could go out."""

    @pytest.mark.parametrize(("day", "wall", "fate"), [(8, "07:59", Fate.SENT), (8, "08:00", Fate.EXPIRED)])
    def test_too_late_a_day_after_it_fell_due(self, day: int, wall: str, fate: Fate) -> None:
        story = beyond()
        (one,) = found(story)
        assert one.fate(story.at(day, wall)) is fate

    def test_cancelled_where_somebody_saw_it_meanwhile(self) -> None:
        story = beyond().acknowledge(7, "09:00", BEYOND)
        (one,) = found(story)
        assert (one.fate(story.at(7, "08:59")), one.fate(story.at(7, "09:00"))) == (Fate.SENT, Fate.CANCELLED)


class TestNextInstant:
    """When to look again."""

    def test_when_the_next_one_falls_due_if_that_is_soon(self) -> None:
        story = emergency()
        assert next_instant(found(story), LONGEST, story.at(1, "09:30")) == story.at(1, "10:00")

    def test_else_when_the_first_of_what_is_not_high_yet_might(self) -> None:
        story = beyond()
        assert next_instant(found(story), LONGEST, story.at(6, "09:00")) == story.at(6, "10:00")
        assert next_instant([], SHORTER, story.at(6, "09:00")) == story.at(6, "09:10")

    def test_what_somebody_saw_is_not_waited_for(self) -> None:
        story = emergency().acknowledge(1, "09:30", EMERGENCY)
        assert next_instant(found(story), LONGEST, story.at(1, "09:45")) == story.at(1, "10:45")


@st.composite
def told_events(draw: st.DrawFn) -> list[FlagEvent]:
    """What happens to two flags over some days, in order."""
    start, minutes = Told().at(1, "08:00"), draw(st.lists(st.integers(0, 5000), max_size=12))
    return [
        FlagEvent(
            "c1",
            draw(st.sampled_from([EMERGENCY, BEYOND])),
            start + timedelta(minutes=minute),
            Change.RAISED,
            draw(st.sampled_from([Severity.WARNING, Severity.HIGH])),
            draw(st.sampled_from([Status.OPEN, Status.ACKNOWLEDGED, Status.WITHDRAWN])),
        )
        for minute in sorted(minutes)
    ]


@given(events=told_events(), hours=st.sampled_from([LONGEST, SHORTER]), later=st.integers(0, 600))
def test_punctual_looks_find_each_one_at_its_very_instant_and_late_ones_the_same(
    events: list[FlagEvent], hours: Hours, later: int
) -> None:
    now = Told().at(1, "07:00")
    end = now + timedelta(days=6)
    punctual: dict[str, bool] = {}
    while now < end:
        known = escalations([event for event in events if event.at <= now], hours)
        following = next_instant(known, hours, now)
        known = escalations([event for event in events if event.at <= following], hours)
        for one in due_between(known, now, following):
            if one.key not in punctual:
                punctual[one.key] = one.due_at == following
        now = following
    assert all(punctual.values())
    late = due_between(escalations(events, hours), Told().at(1, "07:00"), now + timedelta(minutes=later))
    assert {one.key for one in late} == punctual.keys()
