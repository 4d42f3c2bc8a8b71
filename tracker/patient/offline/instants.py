"""When the page of today changes by time alone: the instants at which a phone without a signal shows it anew."""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import pairwise

from courses.rules.days import DAY, instant_of
from courses.rules.known import KnownCourse
from notifications.rules.timing import DOSE_TOO_LATE
from tracker.patient import day
from tracker.patient.reading import Reading

DAYS_KEPT = 3


def last_kept(reading: Reading) -> datetime:
    """Up to when the page of today is kept: the end of the third day from now."""
    local = reading.say.local(reading.now).date()
    return instant_of(local + DAYS_KEPT * DAY, time(0), reading.say.zone)


def changes(reading: Reading) -> list[datetime]:
    """Now, and each instant after it at which time alone may change the page."""
    until = last_kept(reading)
    local = reading.say.local(reading.now).date()
    found = {instant_of(local + n * DAY, time(0), reading.say.zone) for n in range(1, DAYS_KEPT)}
    for course in reading.on_today:
        found.update(_of(course.known, course.today, reading.now))
    return [reading.now, *sorted(at for at in found if reading.now < at < until)]


def _of(course: KnownCourse, today: date, now: datetime) -> Iterator[datetime]:
    needed = day.needed(course, now)
    if needed is not None and needed.next_at is not None:
        yield needed.next_at
    for n in range(-1, DAYS_KEPT + 1):
        on = today + n * DAY
        yield course.window.start(on)
        yield course.patient.message_hours.comes(on)
        window_day = course.window.day(on)
        slots = window_day.slots if window_day else ()
        for slot in slots:
            yield slot.at
            yield slot.at + DOSE_TOO_LATE
        for earlier, later in pairwise(slots):
            yield earlier.at + (later.at - earlier.at) / 2
