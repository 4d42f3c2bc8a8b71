"""`supply_short`: at the pace of the last days the supply ends before the window does."""

from datetime import date, timedelta

from courses.rules.days import runs
from courses.rules.flags.evidence import of_day
from courses.rules.flags.over_daily_maximum import is_over
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity
from courses.rules.window import ZERO

DAYS_LOOKED_AT, DAYS_OVER = 3, 2


def find(course: KnownCourse, clock: Clock) -> Finding | None:
    """Each run of days at whose end what is left will not last; the first date of each run."""
    if not course.dispenses:
        return None
    short = [day for day in course.window.days[DAYS_LOOKED_AT - 1 :] if course.full(day, clock) and _short(course, day)]
    if not short:
        return None
    return Finding(Severity.WARNING, tuple(of_day(course, run[0]) for run in runs(short)))


def _short(course: KnownCourse, day: date) -> bool:
    """Whether, at the end of a day, the supply ends before the window at the mean pace of the last three days."""
    last_three = [day - timedelta(days=back) for back in range(DAYS_LOOKED_AT)]
    if sum(1 for one in last_three if is_over(course, one)) < DAYS_OVER:
        return False
    dispensed = sum((dispense.units for dispense in course.dispenses), ZERO)
    taken = sum((dose.amount for dose in course.doses if dose.day <= day), ZERO)
    pace = sum((course.amount(one) for one in last_three), ZERO)
    days_left = (course.last_day - day).days
    return (dispensed - taken) * DAYS_LOOKED_AT < pace * days_left
