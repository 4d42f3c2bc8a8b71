"""Clocks that jump, days that have a gap or come twice, patients who travel: one reminder a local date and slot."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Min

from courses import actions
from courses.models import Course
from courses.rules.days import wall_instant
from notifications.channels import only
from notifications.channels.recorder import Recorder
from notifications.deliver import deliver
from notifications.models import Agenda, Delivery, Message, Reminder
from notifications.sweep import sweep_patients
from tests.courses.making import REASONS, Scene, slots
from tests.faults.conftest import Results
from tests.notifications.house import reachable

pytestmark = pytest.mark.django_db

SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)
BOUNDARY = time(4)
# Around the hours that a change of clocks skips or repeats, and two far from them.
WALLS = ("01:30", "02:00", "02:15", "02:45", "03:15", "08:00", "20:00")
DAYS = 3


def live_through(first: datetime, until: datetime, off: Iterator[timedelta]) -> list[str]:
    """Sweep and deliver whenever something is due, by a clock that is off; the addresses to which messages went."""
    recorder = Recorder("email")
    now = first
    with only(recorder):
        while now <= until:
            shown = now + next(off)
            sweep_patients(shown)
            deliver("email", shown)
            following = Agenda.objects.filter(patient__isnull=False).aggregate(at=Min("next_due_at"))["at"]
            now = min(max(following or until, now + SOONEST), now + LATEST)
    return [one.address for one in recorder.handed]


def right() -> Iterator[timedelta]:
    while True:
        yield timedelta(0)


def off_by_up_to_an_hour(seed: int) -> Iterator[timedelta]:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    while True:
        yield timedelta(minutes=chance.choice([-60, -31, 0, 0, 17, 60]))


def entered(zone: str, first_day: date, walls: tuple[str, ...]) -> Scene:
    """A patient with mail there, whose course begins on that day."""
    at = datetime.combine(first_day - timedelta(days=1), time(12), UTC)
    scene = Scene(
        time_zone=zone, steps=(slots(*walls, days=DAYS, amount=1),), first_day=first_day, now=at, overrides=REASONS
    )
    reachable("patient", scene.patient.pk, "ada@example.org")
    return scene


def reminded(course: Course) -> Counter[tuple[date, str]]:
    """How often each slot was reminded of: what expired or was cancelled besides."""
    rows = Reminder.objects.filter(scope_id=course.pk, kind="dose_due")
    return Counter(rows.values_list("medication_day", "key"))


@pytest.mark.parametrize(
    ("zone", "changes_on"),
    [
        ("America/New_York", date(2026, 3, 8)),
        ("America/New_York", date(2026, 11, 1)),
        ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        ("Pacific/Chatham", date(2026, 4, 5)),
        ("Pacific/Chatham", date(2026, 9, 27)),
    ],
)
def test_each_slot_is_reminded_of_once_where_clocks_change(zone: str, changes_on: date, results: Results) -> None:
    assert connection.vendor == "postgresql"
    first_day = changes_on - timedelta(days=1)
    scene = entered(zone, first_day, WALLS)
    begins, ends = (wall_instant(day, time(4), BOUNDARY, zone) for day in (first_day, first_day + timedelta(days=DAYS)))
    live_through(begins, ends, right())
    days = [first_day + timedelta(days=n) for n in range(DAYS)]
    expected = Counter({(day, wall): 1 for day in days for wall in WALLS})
    found = reminded(scene.course)
    results.note(f"clocks change: {zone} {changes_on:%d %b}", of=expected.total(), lost=(expected - found).total(),
                 doubled=(found - expected).total())  # fmt: skip
    assert found == expected
    assert [row for row in _dues(scene.course) if not _is_its_instant(*row, zone)] == []
    assert not Reminder.objects.filter(scope_id=scene.course.pk, kind="dose_due", outcome="pending").exists()


def _dues(course: Course) -> list[tuple[date, str, datetime]]:
    rows = Reminder.objects.filter(scope_id=course.pk, kind="dose_due")
    return list(rows.values_list("medication_day", "key", "due_at"))


def _is_its_instant(day: date, wall: str, due_at: datetime, zone: str) -> bool:
    """Whether a slot fell due at its wall time, the first time that this came; or where a gap skips it, at its end."""
    told = time.fromisoformat(wall)
    planned = datetime.combine(day + timedelta(days=1) if told < BOUNDARY else day, told)
    local, before = (at.astimezone(ZoneInfo(zone)) for at in (due_at, due_at - timedelta(microseconds=1)))
    if local.replace(tzinfo=None) == planned:
        return local.fold == 0
    return before.replace(tzinfo=None) < planned < local.replace(tzinfo=None)


@pytest.mark.parametrize("seed", range(3))
def test_a_clock_that_jumps_an_hour_to_and_fro_sends_each_slot_once(seed: int, results: Results) -> None:
    first_day, walls = date(2026, 3, 6), ("06:00", "12:00", "20:00")
    scene = entered("America/New_York", first_day, walls)
    begins = wall_instant(first_day, time(4), BOUNDARY, "America/New_York")
    sent = live_through(begins, begins + timedelta(days=DAYS), off_by_up_to_an_hour(seed))
    expected = Counter({(first_day + timedelta(days=n), wall): 1 for n in range(DAYS) for wall in walls})
    found = reminded(scene.course)
    doses = Reminder.objects.filter(scope_id=scene.course.pk, kind="dose_due", outcome="sent").count()
    results.note(f"clock an hour ahead and back, at random ({seed})", of=expected.total(),
                 lost=expected.total() - doses, doubled=(found - expected).total(),
                 repeated=len(sent) - Delivery.objects.count())  # fmt: skip
    assert found == expected
    assert doses == expected.total()
    assert len(sent) == Delivery.objects.count() == Message.objects.exclude(person_kind="clinician").count()


@pytest.mark.parametrize(
    "ways", [("Asia/Tokyo", "America/Los_Angeles"), ("Pacific/Chatham", "Pacific/Pago_Pago"), ("Europe/Madrid",)]
)
def test_a_patient_who_travels_hears_of_no_slot_twice(ways: tuple[str, ...], results: Results) -> None:
    first_day, walls = date(2026, 3, 6), ("08:00", "14:00", "20:00")
    scene = entered("America/New_York", first_day, walls)
    now = wall_instant(first_day, time(4), BOUNDARY, "America/New_York")
    sent = 0
    for zone in ways:
        until = now + timedelta(hours=31)
        sent += len(live_through(now, until, right()))
        actions.move_zone(patient=scene.patient, time_zone=zone, **scene.told(until, scene.patient.as_viewer()))
        now = until
    sent += len(live_through(now, now + timedelta(days=DAYS), right()))
    found = reminded(scene.course)
    slots_there = {(first_day + timedelta(days=n), wall) for n in range(DAYS) for wall in walls}
    results.note(f"zone changed mid-course: {', '.join(ways)}", of=len(slots_there), lost=0,
                 doubled=found.total() - len(found), repeated=sent - Delivery.objects.count())  # fmt: skip
    assert set(found.values()) == {1}
    # A slot that a move jumped over is not reminded of, nor does any come that is none.
    assert set(found) <= slots_there
    assert len(found) >= len(slots_there) - len(ways) * len(walls)
    assert sent == Delivery.objects.count()
