"""`missed_doses`: two full days in a row with less than half of what was planned."""

from datetime import date

from courses.rules.days import DAY, runs
from courses.rules.flags import stopped_abruptly
from courses.rules.flags.evidence import of_day
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity

MISSED_IN_A_ROW = 2


def find(course: KnownCourse, clock: Clock) -> Finding | None:
    """After the first day with a dose, runs of such days; not while `stopped_abruptly` holds."""
    if not course.doses:
        return None
    first_use = min(course.doses_by_day)
    missed = [day for day in course.window.days if day > first_use and course.full(day, clock) and _missed(course, day)]
    firsts = [run[0] for run in runs(missed) if len(run) >= MISSED_IN_A_ROW]
    if not firsts or stopped_abruptly.find(course, clock):
        return None
    days = [day for first in firsts for day in (first, first + DAY)]
    return Finding(Severity.INFO, tuple(of_day(course, day) for day in days))


def _missed(course: KnownCourse, day: date) -> bool:
    window_day = course.window.day(day)
    return window_day is not None and bool(window_day.slots) and course.amount(day) * 2 < window_day.planned
