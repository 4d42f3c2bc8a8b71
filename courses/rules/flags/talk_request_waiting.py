"""`talk_request_waiting`: the patient asked to talk and nobody has."""

from datetime import timedelta

from courses.rules.flags.evidence import of_day
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity

WARNING_AFTER, HIGH_AFTER = timedelta(hours=24), timedelta(hours=72)


def find(course: KnownCourse, clock: Clock) -> Finding | None:
    """A talk request unanswered after 24 h; high after 72 h."""
    oldest = course.waiting_since
    if oldest is None or not clock.passed(oldest.known_at + WARNING_AFTER):
        return None
    severity = Severity.HIGH if clock.passed(oldest.known_at + HIGH_AFTER) else Severity.WARNING
    return Finding(severity, (of_day(course, oldest.day),))
