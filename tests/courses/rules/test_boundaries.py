"""The day boundary over a course: a change leaves what has begun as it was, and no instant without its day."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules import facts
from courses.rules.days import DAY, Zones, instant_of
from courses.rules.facts import Revision, RevisionKind, Step
from courses.rules.judging import advance
from courses.rules.record import Record
from courses.rules.window import Window
from tests.courses.rules.telling import Told, clock_time, on, slots

ZONE = "America/New_York"
# Two days after this summer time begins.
FIRST = date(2026, 3, 6)
MOMENT = timedelta(microseconds=1)
WALLS = ("00:30", "05:00", "12:00", "20:00")
walls = st.sampled_from([time(0), time(3, 30), time(4), time(8), time(23, 59)])


def basis(boundary: time) -> facts.Basis:
    return facts.Basis("m", "k", boundary)


def step(days: int, boundary: time) -> Step:
    return slots(days, *WALLS, boundary=boundary)


def at(day: int, wall: str) -> datetime:
    return instant_of(FIRST + timedelta(days=day - 1), clock_time(wall), ZONE)


def window(revisions: list[Revision], zone: str = ZONE) -> Window:
    return Window(revisions, None, Zones([(revisions[0].known_at, zone)]))


def changed(
    revisions: list[Revision], now: datetime, boundary: time, days: int, *, extends: bool = False, zone: str = ZONE
) -> list[Revision]:
    """With one more revision, as an action would begin it; without it where none may be made."""
    before = window(revisions, zone)
    today = before.medication_day(now)
    if today > before.last_day and not extends:
        return revisions
    begins_on = max(today, before.last_day + DAY if extends else before.first_day)
    kind = RevisionKind.EXTEND if extends else RevisionKind.REVISE
    steps = (step(days, boundary),)
    return [*revisions, Revision(len(revisions) + 1, now, kind, begins_on, steps, basis(boundary))]


def entered(boundary: time, days: int = 8) -> list[Revision]:
    steps = (step(days, boundary),)
    return [Revision(1, at(-1, "12:00"), RevisionKind.PRESCRIBE, FIRST, steps, basis(boundary))]


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[Revision]]:
    """A course and its changes, each with a boundary of its own, at any minute."""
    zone = draw(st.sampled_from([ZONE, "Australia/Lord_Howe", "Pacific/Chatham", "UTC"]))
    told = entered(draw(walls))
    minutes = draw(st.lists(st.integers(-1000, 12 * 1440), max_size=4).map(sorted))
    for minute in minutes:
        now = at(1, "00:00") + timedelta(minutes=minute)
        told = changed(told, now, draw(walls), draw(st.integers(1, 5)), extends=draw(st.booleans()), zone=zone)
    return zone, told


@given(histories())
def test_days_tile_the_time_line(history: tuple[str, list[Revision]]) -> None:
    zone, revisions = history
    seen = window(revisions, zone)
    for day in (FIRST + timedelta(days=n) for n in range(-3, 30)):
        assert seen.start(day) < seen.close(day)
        assert seen.medication_day(seen.start(day)) == day
        assert seen.medication_day(seen.close(day) - MOMENT) == day


@given(histories())
def test_a_change_leaves_what_has_begun_as_it_was(history: tuple[str, list[Revision]]) -> None:
    zone, revisions = history
    for count in range(1, len(revisions)):
        before, after = window(revisions[:count], zone), window(revisions[: count + 1], zone)
        now = revisions[count].known_at
        for day in (FIRST + timedelta(days=n) for n in range(30)):
            if before.start(day) <= now:
                assert after.start(day) == before.start(day)
                assert (after.close(day) <= now) == (before.close(day) <= now)
        if now >= before.start(FIRST):
            assert after.medication_day(now) == before.medication_day(now)


@given(histories())
def test_each_slot_lies_in_its_day_and_none_stands_twice(history: tuple[str, list[Revision]]) -> None:
    zone, revisions = history
    seen = window(revisions, zone)
    due: list[datetime] = []
    for day in seen.days:
        window_day = seen.day(day)
        assert window_day is not None
        assert all(seen.start(day) <= slot.at < seen.close(day) for slot in window_day.slots)
        due += [slot.at for slot in window_day.slots]
    assert due == sorted(set(due))


@pytest.mark.parametrize(
    ("old", "new", "now", "began", "ended"),
    [
        ("04:00", "06:00", (3, "12:00"), "04:00", "06:00"),
        ("06:00", "04:00", (3, "12:00"), "06:00", "04:00"),
        ("04:00", "00:00", (3, "23:59"), "04:00", "00:00"),
    ],
)
def test_the_day_of_a_change_begins_at_the_old_boundary_and_ends_at_the_new_one(
    old: str, new: str, now: tuple[int, str], began: str, ended: str
) -> None:
    seen = window(changed(entered(clock_time(old)), at(*now), clock_time(new), 4))
    today = FIRST + timedelta(days=2)
    assert (seen.start(today), seen.close(today)) == (at(3, began), at(4, ended))
    assert seen.start(today - DAY) == at(2, old)
    assert seen.close(today + DAY) == at(5, new)


def test_where_the_new_boundary_is_past_already_the_day_of_the_change_ends_at_the_old_one() -> None:
    seen = window(changed(entered(time(8)), at(4, "06:00"), time(4), 4))
    today = FIRST + timedelta(days=2)
    assert (seen.start(today), seen.close(today), seen.close(today + DAY)) == (
        at(3, "08:00"),
        at(4, "08:00"),
        at(5, "04:00"),
    )


def test_before_anything_began_a_revision_brings_its_boundary_for_the_whole_course() -> None:
    seen = window(changed(entered(time(4)), at(0, "12:00"), time(6), 4))
    assert seen.start(FIRST) == at(1, "06:00")


def test_a_day_cut_short_has_no_slot_at_a_time_that_it_does_not_have() -> None:
    # Extended in time: day 9 begins at 08:00 as day 8 was to end, and ends at 04:00. 05:00 was still day 8's.
    seen = window(changed(entered(time(8)), at(6, "12:00"), time(4), 2, extends=True))
    short = seen.day(FIRST + timedelta(days=8))
    assert short is not None
    assert [f"{slot.wall:%H:%M}" for slot in short.slots] == ["12:00", "20:00", "00:30"]


def test_judging_step_by_step_over_a_change_of_boundary_is_judging_at_once() -> None:
    story = Told().course(slots(14, "08:00", "20:00"), risk="yes").takes(range(1, 6), "08:00", "20:00")
    story.revise(7, "12:00", slots(3, "08:00", boundary=time(9))).takes(range(11, 14), "21:00")
    (course,) = story.patient.courses
    first, second = course.revisions
    later = replace(second, basis=replace(second.basis, day_boundary=time(9)))
    patient = replace(story.patient, courses=(replace(course, revisions=(first, later)),))
    start, end = story.at(0, "00:00"), story.at(30, "12:00")
    at_once = advance(Record(start), patient, end)
    assert at_once.flags
    for day in range(1, 29):
        between = advance(Record(start), patient, story.at(day, "08:30"))
        assert advance(between, patient, end) == at_once
    # Known by day 7, before the revision came, was what stands now of the days before.
    entered_only = replace(story.patient, courses=(replace(course, revisions=(first,)),))
    before = advance(Record(start), entered_only, story.at(7, "11:59"))
    assert advance(before, patient, end) == at_once
    assert on(7) in Window([first, later], None, Zones([(start, ZONE)]))
