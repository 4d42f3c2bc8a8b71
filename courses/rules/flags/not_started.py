"""`not_started`: nothing was logged on the first two days nor on any other."""

from courses.rules.days import DAY
from courses.rules.flags.evidence import of_day
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity


def find(course: KnownCourse, clock: Clock) -> Finding | None:
    """Slots on the first 2 days, both full, and no dose on any day."""
    first_two = (course.first_day, course.first_day + DAY)
    if course.doses or not all(
        (window_day := course.window.day(day)) and window_day.slots and course.full(day, clock) for day in first_two
    ):
        return None
    return Finding(Severity.INFO, tuple(of_day(course, day) for day in first_two))
