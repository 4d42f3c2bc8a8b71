"""Medication days and wall times, in every zone there is."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import TZPATH, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.days import (
    DAY,
    MessageHours,
    Zones,
    age_on,
    calendar_date,
    held,
    instant_of,
    medication_day,
    runs,
    wall_instant,
    zone_of,
)
from courses.rules.facts import Revision, RevisionKind
from courses.rules.window import Window
from tests.courses.rules.telling import basis, slots, utc

ZONES = sorted(available_timezones())
WALLS = [time(0), time(0, 30), time(1, 59), time(2, 30), time(4), time(12), time(23, 30)]
FROM, TO = utc("2026-01-01T00:00"), utc("2027-06-01T00:00")


def changes(zone: str) -> list[datetime]:
    """The instants between FROM and TO at which the zone's offset changes, to the second."""
    steps = [FROM + timedelta(days=days) for days in range(0, (TO - FROM).days + 1, 5)]
    offsets = [step.astimezone(zone_of(zone)).utcoffset() for step in steps]
    return [
        change(zone, low, high)
        for (low, before), (high, after) in pairwise(zip(steps, offsets, strict=True))
        if before != after
    ]


def change(zone: str, low: datetime, high: datetime) -> datetime:
    """The instant after `low`, up to `high`, at which the zone's offset changes."""
    before = low.astimezone(zone_of(zone)).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(zone_of(zone)).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def test_the_zones_are_those_of_the_pinned_package() -> None:
    assert TZPATH == ()
    assert len(ZONES) > 590
    assert {"Australia/Lord_Howe", "Pacific/Chatham"} <= set(ZONES)


@pytest.mark.parametrize(
    ("zone", "on", "wall", "instant"),
    [
        ("UTC", "2026-06-01", "08:00", "2026-06-01T08:00"),
        ("America/New_York", "2026-06-01", "08:00", "2026-06-01T12:00"),
        # Skipped: the first instant after the gap, from its first minute to its last.
        ("America/New_York", "2026-03-08", "01:59", "2026-03-08T06:59"),
        ("America/New_York", "2026-03-08", "02:00", "2026-03-08T07:00"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00"),
        ("America/New_York", "2026-03-08", "02:59", "2026-03-08T07:00"),
        ("America/New_York", "2026-03-08", "03:00", "2026-03-08T07:00"),
        # Twice: the first time.
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"),
        ("America/New_York", "2026-11-01", "02:00", "2026-11-01T07:00"),
        # Half an hour of summer.
        ("Australia/Lord_Howe", "2026-10-04", "01:59", "2026-10-03T15:29"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45"),
        # Three quarters of an hour off.
        ("Pacific/Chatham", "2026-09-27", "02:50", "2026-09-26T14:00"),
        ("Pacific/Chatham", "2026-04-05", "03:00", "2026-04-04T13:15"),
        # Midnight that is not there.
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:00"),
        # A whole date that is not there.
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T10:00"),
    ],
)
def test_a_wall_time_is_one_instant(zone: str, on: str, wall: str, instant: str) -> None:
    assert instant_of(date.fromisoformat(on), time.fromisoformat(wall), zone) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "at", "boundary", "day"),
    [
        ("UTC", "2026-06-02T03:59", "04:00", "2026-06-01"),
        ("UTC", "2026-06-02T04:00", "04:00", "2026-06-02"),
        ("UTC", "2026-06-02T00:00", "00:00", "2026-06-02"),
        ("America/New_York", "2026-06-02T07:59", "04:00", "2026-06-01"),
        # The boundary is skipped: the day begins where the gap ends.
        ("America/New_York", "2026-03-08T06:59", "02:30", "2026-03-07"),
        ("America/New_York", "2026-03-08T07:00", "02:30", "2026-03-08"),
        # The boundary comes twice: the day has begun the first time, and the hour before does not come back.
        ("America/New_York", "2026-11-01T05:29", "01:30", "2026-10-31"),
        ("America/New_York", "2026-11-01T05:30", "01:30", "2026-11-01"),
        ("America/New_York", "2026-11-01T06:15", "01:30", "2026-11-01"),
        # St John's went back over midnight at 00:01.
        ("America/St_Johns", "2010-11-07T02:30", "00:00", "2010-11-07"),
        ("America/St_Johns", "2010-11-07T02:45", "00:00", "2010-11-07"),
    ],
)
def test_a_medication_day_holds_an_instant(zone: str, at: str, boundary: str, day: str) -> None:
    assert medication_day(utc(at), zone, time.fromisoformat(boundary)) == date.fromisoformat(day)


def test_a_wall_time_before_the_boundary_comes_after_midnight_and_one_at_it_is_the_days_first() -> None:
    day = date(2026, 6, 1)
    assert calendar_date(day, time(3, 59), time(4)) == date(2026, 6, 2)
    assert calendar_date(day, time(4), time(4)) == day
    assert wall_instant(day, time(0, 30), time(4), "UTC") == utc("2026-06-02T00:30")
    assert medication_day(wall_instant(day, time(0, 30), time(4), "UTC"), "UTC", time(4)) == day


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_in_every_zone_wall_times_resolve_and_days_partition_time(zone: str) -> None:
    zones = Zones([(FROM, zone)])
    for changed_at in changes(zone):
        on = changed_at.astimezone(zone_of(zone)).date()
        for wall in WALLS:
            for calendar in (on - DAY, on, on + DAY):
                instant = instant_of(calendar, wall, zone)
                local = instant.astimezone(zone_of(zone)).replace(tzinfo=None)
                asked = datetime.combine(calendar, wall)
                # There, or skipped: then the instant before it stood before what was asked.
                just_before = (instant - timedelta(microseconds=1)).astimezone(zone_of(zone)).replace(tzinfo=None)
                assert local == asked or just_before < asked < local
                assert zones.start(calendar + DAY, wall) > zones.start(calendar, wall)
            for minutes in range(-25 * 60, 26 * 60, 30):
                at = changed_at + timedelta(minutes=minutes)
                day = medication_day(at, zone, wall)
                assert zones.start(day, wall) <= at < zones.start(day + DAY, wall)


def revision(first: date, boundary: time) -> Revision:
    return Revision(1, FROM, RevisionKind.PRESCRIBE, first, (slots(9, "08:00"),), basis(boundary=boundary))


MOVES = st.lists(
    st.tuples(st.integers(0, 14 * 24 * 4), st.sampled_from(["UTC", "Australia/Lord_Howe", "Pacific/Chatham", *ZONES])),
    min_size=1,
    max_size=5,
)
STARTS = st.sampled_from([utc(f"{day}T00:00") for day in ("2026-03-01", "2026-04-01", "2026-09-20", "2026-10-25")])


def moved(start: datetime, moves: list[tuple[int, str]]) -> Zones:
    return Zones(sorted((start + timedelta(minutes=15 * quarters), zone) for quarters, zone in moves))


@given(start=STARTS, moves=MOVES, wall=st.sampled_from(WALLS))
def test_under_any_moves_a_wall_time_falls_once_at_most_and_only_where_the_patient_is(
    start: datetime, moves: list[tuple[int, str]], wall: time
) -> None:
    zones = moved(start, moves)
    for offset in range(-2, 18):
        on = start.date() + timedelta(days=offset)
        falls, comes = zones.falls(on, wall), zones.comes(on, wall)
        if falls is None:
            assert any(comes == stay.since for stay in zones.stays)
        else:
            assert falls == instant_of(on, wall, zones.at(falls))
            assert comes <= falls


@given(start=STARTS, moves=MOVES, wall=st.sampled_from(WALLS))
def test_under_any_moves_what_is_over_stays_as_it_was(
    start: datetime, moves: list[tuple[int, str]], wall: time
) -> None:
    whole = moved(start, moves)
    for n in range(1, len(whole.stays)):
        until = whole.stays[n].since
        assert until
        earlier = Zones([(stay.since or start, stay.zone) for stay in whole.stays[:n]])
        for offset in range(-2, 18):
            on = start.date() + timedelta(days=offset)
            fell = earlier.falls(on, wall)
            if fell is not None and fell < until:
                assert whole.falls(on, wall) == fell
            if earlier.comes(on, wall) < until:
                assert whole.comes(on, wall) == earlier.comes(on, wall)


@given(start=STARTS, moves=MOVES, boundary=st.sampled_from(WALLS))
def test_under_any_moves_days_follow_one_another(start: datetime, moves: list[tuple[int, str]], boundary: time) -> None:
    zones = moved(start, moves)
    days = [start.date() + timedelta(days=offset) for offset in range(-2, 18)]
    starts = [zones.start(day, boundary) for day in days]
    assert starts == sorted(starts)
    window = Window([revision(start.date(), boundary)], None, zones)
    assert [window.close(day) for day in days[:-1]] == starts[1:] == [window.start(day) for day in days[1:]]


class TestMoves:
    """What a change of zone does to what is still to come."""

    def test_eastwards_over_a_wall_time_it_is_jumped(self) -> None:
        zones = Zones([(FROM, "UTC"), (utc("2026-06-01T07:00"), "Europe/Madrid")])
        assert zones.falls(date(2026, 6, 1), time(8)) is None
        assert zones.comes(date(2026, 6, 1), time(8)) == utc("2026-06-01T07:00")
        assert zones.falls(date(2026, 6, 1), time(9)) == utc("2026-06-01T07:00")
        assert zones.falls(date(2026, 6, 2), time(8)) == utc("2026-06-02T06:00")

    def test_westwards_what_fell_does_not_fall_again(self) -> None:
        zones = Zones([(FROM, "Europe/Madrid"), (utc("2026-06-01T07:00"), "UTC")])
        assert zones.falls(date(2026, 6, 1), time(8)) == utc("2026-06-01T06:00")
        assert zones.falls(date(2026, 6, 1), time(9)) == utc("2026-06-01T09:00")

    def test_jumped_and_back_in_time_it_falls_after_all(self) -> None:
        zones = Zones([(FROM, "UTC"), (utc("2026-06-01T07:00"), "Europe/Madrid"), (utc("2026-06-01T07:30"), "UTC")])
        assert zones.falls(date(2026, 6, 1), time(8)) == utc("2026-06-01T08:00")

    def test_the_zone_changes_at_its_instant(self) -> None:
        zones = Zones([(FROM, "UTC"), (utc("2026-06-01T07:00"), "Europe/Madrid")])
        assert zones.at(utc("1999-01-01T00:00")) == "UTC"
        assert zones.at(utc("2026-06-01T06:59")) == "UTC"
        assert zones.at(utc("2026-06-01T07:00")) == "Europe/Madrid"
        assert zones.day(utc("2026-06-01T02:30"), time(4)) == date(2026, 5, 31)
        assert zones.day(utc("2026-06-02T02:30"), time(4)) == date(2026, 6, 2)

    def test_of_two_moves_at_one_instant_the_last_counts(self) -> None:
        at = utc("2026-06-01T07:00")
        assert held([(FROM, "a"), (at, "b"), (at, "a"), (at + DAY, "c")]) == [
            ("a", None, at + DAY),
            ("c", at + DAY, None),
        ]
        zones = Zones([(FROM, "UTC"), (at, "Asia/Tokyo"), (at, "America/New_York")])
        assert zones.start(date(2026, 6, 2), time(4)) == utc("2026-06-02T08:00")

    def test_the_same_again_is_no_move(self) -> None:
        assert len(Zones([(FROM, "UTC"), (TO, "UTC")]).stays) == 1


class TestMessageHours:
    """The hour for messages, which a patient may change."""

    def test_it_is_on_the_days_calendar_date_whatever_the_boundary(self) -> None:
        hours = MessageHours([(FROM, "UTC", time(1))])
        assert hours.falls(date(2026, 6, 1)) == hours.comes(date(2026, 6, 1)) == utc("2026-06-01T01:00")

    def test_a_later_hour_chosen_after_it_fell_does_not_fall_again(self) -> None:
        hours = MessageHours([(FROM, "UTC", time(10)), (utc("2026-06-01T12:00"), "UTC", time(18))])
        assert hours.falls(date(2026, 6, 1)) == utc("2026-06-01T10:00")
        assert hours.falls(date(2026, 6, 2)) == utc("2026-06-02T18:00")

    def test_an_earlier_hour_chosen_when_it_has_passed_does_not_fall(self) -> None:
        hours = MessageHours([(FROM, "UTC", time(18)), (utc("2026-06-01T12:00"), "UTC", time(10))])
        assert hours.falls(date(2026, 6, 1)) is None
        assert hours.comes(date(2026, 6, 1)) == utc("2026-06-01T12:00")


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1960-06-01", "2025-05-31", 64),
        ("1960-06-01", "2025-06-01", 65),
        ("1960-02-29", "2025-02-28", 64),
        ("1960-02-29", "2025-03-01", 65),
        ("1960-02-29", "2024-02-29", 64),
        ("2026-06-01", "2026-06-01", 0),
    ],
)
def test_age_is_whole_years_on_a_date(born: str, day: str, age: int) -> None:
    assert age_on(date.fromisoformat(born), date.fromisoformat(day)) == age


def test_runs_are_cut_where_a_day_does_not_follow() -> None:
    first = date(2026, 6, 1)
    days = [first + timedelta(days=n) for n in (5, 0, 1, 3, 6)]
    assert runs(days) == [[first, first + DAY], [first + 3 * DAY], [first + 5 * DAY, first + 6 * DAY]]
    assert runs([]) == []


def test_instants_are_in_utc() -> None:
    assert instant_of(date(2026, 3, 8), time(2, 30), "America/New_York").tzinfo is UTC
